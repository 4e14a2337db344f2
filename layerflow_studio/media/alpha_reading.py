"""What the colour beside an alpha channel means: read from a few frames, and undone where it is not straight.

Colour laid over a plain matte m can only lie between m*(1-a) and m*(1-a) + a; straight colour knows no such
bounds. Among the mattes within whose bounds a film keeps, that one is taken which makes the soft pixels most
like their opaque surroundings, straight colour among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.matte import bleed, straighten
from layerflow_studio.media.opencv import cv2

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class AlphaReading:
    """The likeliest kind, how sure that is in 0..1, and a sentence for the user that says why."""

    kind: AlphaKind
    certainty: float
    reason: str


MATTES = {AlphaKind.OVER_BLACK: 0.0, AlphaKind.OVER_WHITE: 1.0, AlphaKind.OVER_GREY: 0.5}
_SIDE = 480
"""Frames are looked at no larger than this."""
_TOLERANCE = 3 / 255
_OUTSIDE = 0.005
"""Share of soft values that compression may push out of a matte's bounds."""
_ENOUGH = 16
"""Soft pixels to judge by."""
_EVEN = 1 / 255
"""Differences between kinds that say nothing."""


def detect_alpha(frames: Iterable[Pixels], most: int = 4) -> AlphaReading:
    """Return how the first frames (H, W, 4) uint8 or uint16 hold their colour; straight where nothing tells."""
    colours: list[Floats] = []
    alphas: list[Floats] = []
    surroundings: list[Floats] = []
    opaque = clear = True
    painted = False
    for frame, _ in zip(frames, range(most), strict=False):
        small = _small(frame)
        colour, alpha = small[..., :3], small[..., 3]
        opaque, clear = opaque and bool((alpha == 1).all()), clear and bool((alpha == 0).all())
        painted = painted or bool(colour.any())
        soft = (alpha > 0.1) & (alpha < 0.9)
        if soft.any():
            colours.append(colour[soft])
            alphas.append(alpha[soft])
            surroundings.append(_surroundings(small)[soft])
    if opaque:
        return AlphaReading(AlphaKind.NONE, 1.0, "Every pixel is opaque.")
    if clear and painted:
        return AlphaReading(AlphaKind.NONE, 0.7, "There is colour, but every pixel is transparent.")
    if sum(map(len, alphas)) < _ENOUGH:
        return AlphaReading(AlphaKind.STRAIGHT, 0.5, "There are no soft edges to tell by.")
    return _judged(np.concatenate(colours), np.concatenate(alphas)[:, None], np.concatenate(surroundings))


def straightened(pixels: Pixels, kind: AlphaKind) -> Pixels:
    """Return (H, W, 4) of a kind as straight RGBA of the same depth; NONE makes it opaque."""
    if kind is AlphaKind.STRAIGHT:
        return pixels
    top = np.iinfo(pixels.dtype).max
    if kind is AlphaKind.NONE:
        solid = pixels.copy()
        solid[..., 3] = top
        return solid
    values = pixels.astype(np.float32) / np.float32(top)
    result = straighten(values[None, ..., :3], values[None, ..., 3], MATTES[kind])[0]
    whole = np.rint(result * np.float32(top)).astype(pixels.dtype)
    whole[..., 3] = pixels[..., 3]
    return whole


def _judged(colour: Floats, alpha: Floats, around: Floats) -> AlphaReading:
    """Judge soft pixels: their colour and that of what is opaque around (N, 3; NaN: nothing), alpha (N, 1)."""
    known = ~np.isnan(around[:, 0])
    misfits = {AlphaKind.STRAIGHT: _misfit(colour, around, known)}
    for kind, matte in MATTES.items():
        low = matte * (1 - alpha)
        outside = (colour < low - _TOLERANCE) | (colour > low + alpha + _TOLERANCE)
        if outside.mean() <= _OUTSIDE:
            misfits[kind] = _misfit(colour, around * alpha + low, known)
    if len(misfits) == 1:
        return AlphaReading(
            AlphaKind.STRAIGHT, 1.0, "Soft edges hold colours that no black, white or grey matte leaves."
        )
    order = sorted(misfits, key=misfits.__getitem__)
    best, second = order[0], order[1]
    if misfits[second] - misfits[best] < _EVEN:
        return AlphaReading(AlphaKind.STRAIGHT, 0.5, "The soft edges tell nothing for sure.")
    certainty = min(1.0, 0.5 + (misfits[second] - misfits[best]) * 5)
    matte = best.value.rpartition(" ")[2]
    reason = (
        "Soft edges have the colour of what they belong to."
        if best is AlphaKind.STRAIGHT
        else f"Soft edges fade to {matte}."
    )
    return AlphaReading(best, certainty, reason)


def _misfit(found: Floats, meant: NDArray[Any], known: NDArray[np.bool_]) -> float:
    return float(np.abs(found - meant)[known].mean()) if known.any() else 0.0


def _small(frame: Pixels) -> Floats:
    """Return every n-th pixel as float32 in 0..1: averaging would blur the relation of colour and alpha."""
    step = max(1, -(-max(frame.shape[:2]) // _SIDE))
    return frame[::step, ::step].astype(np.float32) / np.float32(np.iinfo(frame.dtype).max)


def _surroundings(frame: Floats) -> Floats:
    """Return for every pixel the colour of opaque ones near by, NaN in a frame that has none."""
    solid = frame[..., 3] > 0.98
    if not solid.any():
        return np.full_like(frame[..., :3], np.nan)
    levels = np.rint(frame * 255).astype(np.uint8)
    levels[..., 3] = np.where(cv2.erode(solid.view(np.uint8), np.ones((3, 3), np.uint8)) > 0, 255, 0)
    if not levels[..., 3].any():
        levels[..., 3] = np.where(solid, 255, 0)
    return bleed(levels)[..., :3].astype(np.float32) / np.float32(255)
