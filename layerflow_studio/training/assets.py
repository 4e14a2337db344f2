"""The asset store: every picture training needs, decoded once into memory-mapped arrays."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.errors import Damaged, FileMissing

LISTS = Path(__file__).with_name("lists")
STORE_VERSION = 3
CLIP_FPS = 8
"""Animated objects are kept as closed loops at this rate."""


@dataclass(frozen=True)
class ForegroundAsset:
    """One object: its rows in the pixel array, its words, and where its drawing lies in the tile."""

    name: str
    group: str
    noun: str
    colour: str
    synonyms: tuple[str, ...]
    motion: str
    hero: bool
    medium: str
    facing: str | None
    cut: tuple[str, ...]
    hue: float | None
    hue_free: bool
    first: int
    frames: int
    box: tuple[float, float, float, float]
    """left, top, right, bottom of everything drawn during the loop, as fractions of the tile."""
    foot: float
    """Lowest drawn point of the first frame, as a fraction of the tile."""


@dataclass(frozen=True)
class BackgroundAsset:
    """One photo or panorama: its row in its pixel array and its words."""

    name: str
    kind: str
    caption: str
    tags: tuple[str, ...]
    time: str
    horizon: float | None
    quality: int
    licence: str
    row: int


@dataclass(frozen=True, eq=False)
class AssetStore:
    """Read-only view of a built store folder; pixels stay on disk until they are used."""

    folder: Path
    tile: int
    foregrounds: tuple[ForegroundAsset, ...]
    photos: tuple[BackgroundAsset, ...]
    panoramas: tuple[BackgroundAsset, ...]

    @cached_property
    def tiles(self) -> NDArray[np.uint8]:
        """(N, tile, tile, 4) uint8 premultiplied RGBA, all loops one after the other."""
        return _mapped(self.folder / "foregrounds.npy")

    @cached_property
    def photo_pixels(self) -> NDArray[np.uint8]:
        """(N, 256, 512, 3) uint8 RGB."""
        return _mapped(self.folder / "photos.npy")

    @cached_property
    def panorama_pixels(self) -> NDArray[np.uint8]:
        """(N, 256, 512, 3) uint8 RGB, equirectangular, tone-mapped."""
        return _mapped(self.folder / "panoramas.npy")


def _mapped(path: Path) -> NDArray[np.uint8]:
    try:
        return np.load(path, mmap_mode="r")
    except (OSError, EOFError, ValueError) as error:
        raise Damaged(
            f"The asset file {path} cannot be read; run 'layerflow-studio train fetch' again."
        ) from error


def open_store(folder: Path) -> AssetStore:
    """Open the store that `fetch` built under `folder`; FileMissing or Damaged in one sentence otherwise."""
    store = folder / "store"
    try:
        index: dict[str, Any] = json.loads((store / "index.json").read_text())
    except FileNotFoundError as error:
        raise FileMissing(
            f"No training assets in {folder}; run 'layerflow-studio train fetch' first."
        ) from error
    except ValueError as error:
        raise Damaged(
            f"The asset index in {store} is damaged; run 'layerflow-studio train fetch' again."
        ) from error
    if index.get("version") != STORE_VERSION:
        raise Damaged(
            f"The asset store in {store} is of another version; run 'layerflow-studio train fetch' again."
        )
    return AssetStore(
        folder=store,
        tile=int(index["tile"]),
        foregrounds=tuple(_foreground(entry) for entry in index["foregrounds"]),
        photos=tuple(_background(entry) for entry in index["photos"]),
        panoramas=tuple(_background(entry) for entry in index["panoramas"]),
    )


def _foreground(entry: dict[str, Any]) -> ForegroundAsset:
    words = {
        key: entry[key] for key in ("name", "group", "noun", "colour", "motion", "hero", "medium", "facing")
    }
    return ForegroundAsset(
        **words,
        synonyms=tuple(entry["synonyms"]),
        cut=tuple(entry["cut"]),
        hue=entry["hue"],
        hue_free=entry["hue_free"],
        first=entry["first"],
        frames=entry["rows"],
        box=tuple(entry["box"]),
        foot=entry["foot"],
    )


def _background(entry: dict[str, Any]) -> BackgroundAsset:
    fields = ("name", "kind", "caption", "time", "horizon", "quality", "licence", "row")
    return BackgroundAsset(**{key: entry[key] for key in fields}, tags=tuple(entry["tags"]))
