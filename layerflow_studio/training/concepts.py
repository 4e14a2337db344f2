"""The objects the model learns, with their words, and which pairs of object and background are held out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from layerflow_studio.training.assets import AssetStore, ForegroundAsset

LETTERED = frozenset(
    {
        "ambulance",
        "police car",
        "oncoming police car",
        "taxi",
        "oncoming taxi",
        "fire engine",
        "calendar",
        "dice",
        "alarm clock",
        "mantelpiece clock",
        "stopwatch",
        "timer clock",
        "watch",
        "compass",
        "pool ball",
        "sports medal",
        "racing car",
        "bus",
        "oncoming bus",
        "newspaper",
        "telephone",
        "radio",
        "package",
        "shinto shrine",
    }
)
"""Objects that show letters, digits or dials and therefore must not be mirrored."""

HELD_OUT_SHARE = 0.1


@dataclass(frozen=True)
class Concept:
    """One object a user can ask for; its place in the concept table is its class number."""

    name: str
    noun: str
    hero: bool
    motion: str
    synonyms: tuple[str, ...]
    group: str
    medium: str
    asset: int
    """Its place in `AssetStore.foregrounds`."""


def is_usable(asset: ForegroundAsset) -> bool:
    """Whether a drawing can stand in a frame: whole, or cut only where the frame's lower edge can hide it."""
    sides = set(asset.cut)
    bust = asset.group in ("animal", "fantasy") and sides == {"bottom", "right"}
    return sides <= {"bottom"} or bust


def concept_table(store: AssetStore) -> list[Concept]:
    """Every concept in class order: the heroes first, each part in the order of the curated list."""
    usable = [(number, asset) for number, asset in enumerate(store.foregrounds) if is_usable(asset)]
    usable.sort(key=lambda item: not item[1].hero)
    return [
        Concept(
            asset.name,
            asset.noun,
            asset.hero,
            asset.motion,
            asset.synonyms,
            asset.group,
            asset.medium,
            number,
        )
        for number, asset in usable
    ]


_made: WeakKeyDictionary[AssetStore, tuple[Concept, ...]] = WeakKeyDictionary()


def concepts_of(store: AssetStore) -> tuple[Concept, ...]:
    """The concept table, made once per store."""
    if store not in _made:
        _made[store] = tuple(concept_table(store))
    return _made[store]


def is_held_out(concept: str, background: str) -> bool:
    """Whether a pair (concept name, background key) is kept for evaluation and never drawn in training.

    The key of a procedural background is its class, that of a photo or panorama its name. It is always
    the same tenth.
    """
    digest = hashlib.sha256(f"{concept}|{background}".encode()).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT_SHARE * 2**32
