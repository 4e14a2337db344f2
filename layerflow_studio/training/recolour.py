"""Turns the colour of an object and swaps the colour word in its noun."""

from __future__ import annotations

import re

import cv2
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.training.assets import ForegroundAsset

TARGETS: dict[str, float] = {"red": 345, "orange": 24, "yellow": 42, "green": 135, "blue": 210, "purple": 272}
"""Hue in degrees of each colour word, as the drawings themselves use them."""

WORDS = frozenset({*TARGETS, "pink", "gold", "golden", "amber", "brown", "tan", "black", "white", "grey"})
TURNABLE = frozenset({*TARGETS, "pink", "gold", "amber"})
REACH = 50.0


def distance(one: float, other: float) -> float:
    """Degrees between two hues."""
    return abs((one - other + 180) % 360 - 180)


def choices(asset: ForegroundAsset) -> list[str]:
    """Colour words the object may be given; none when another colour in its noun would turn along."""
    if not asset.hue_free or asset.hue is None or asset.colour not in TURNABLE:
        return []
    named = {word for word in re.findall(r"[a-z]+", asset.noun) if word in WORDS} - {asset.colour}
    if any(
        distance(TARGETS.get(word, 320 if word == "pink" else 30), asset.hue) < REACH + 12
        for word in named - {"black", "white", "grey"}
    ):
        return []
    return [word for word, hue in TARGETS.items() if word not in named and distance(hue, asset.hue) > 30]


def renamed(asset: ForegroundAsset, colour: str) -> str:
    """The noun with its colour word swapped, or with one put in."""
    if re.search(rf"\b{asset.colour}\b", asset.noun):
        return _article(re.sub(rf"\b{asset.colour}\b", colour, asset.noun, count=1))
    head, _, rest = asset.noun.partition(" ")
    return _article(f"{head} {colour} {rest}" if head in ("a", "an") else f"{colour} {asset.noun}")


def _article(noun: str) -> str:
    return re.sub(r"^(a|an) (?=([a-z]))", lambda found: "an " if found[2] in "aeiou" else "a ", noun)


def turned(tiles: NDArray[np.uint8], asset: ForegroundAsset, colour: str) -> NDArray[np.uint8]:
    """(T, S, S, 4) uint8 premultiplied, the pixels near the object's hue turned to a colour word."""
    assert asset.hue is not None
    result = tiles.copy()
    turn = TARGETS[colour] - asset.hue
    flat = tiles[..., :3].reshape(-1, tiles.shape[2], 3)
    hsv = cv2.cvtColor(np.ascontiguousarray(flat, np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2HSV)
    away = np.abs((hsv[..., 0] - asset.hue + 180) % 360 - 180)
    share = np.clip((REACH + 8 - away) / 16, 0, 1) * np.clip((hsv[..., 1] - 0.08) / 0.1, 0, 1)
    new = hsv.copy()
    # Hues are drawn together around the target, or the shades of an object would get different names.
    offset = (hsv[..., 0] - asset.hue + 180) % 360 - 180
    new[..., 0] = (asset.hue + turn + 0.6 * offset) % 360
    if colour == "yellow":
        cover = np.maximum(tiles[..., 3].reshape(flat.shape[:2]).astype(np.float32) / 255, 1e-3)
        new[..., 2] = cover * np.clip(new[..., 2] / cover, 0, 1) ** 0.6
    painted = cv2.cvtColor(new, cv2.COLOR_HSV2RGB)
    mixed = flat + share[..., None] * (painted * 255 - flat)
    result[..., :3] = np.rint(np.clip(mixed, 0, 255)).reshape(tiles[..., :3].shape).astype(np.uint8)
    return result
