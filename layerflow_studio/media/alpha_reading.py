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
from layerflow_studio.sentence import Sentence

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class AlphaReading:
    """The likeliest kind, how sure that is in 0..1, and a sentence for the user that says why."""

    kind: AlphaKind
    certainty: float
    reason: str


MATTES = {AlphaKind.OVER_BLACK: 0.0, AlphaKind.OVER_WHITE: 1.0, AlphaKind.OVER_GREY: 0.5}
_FADES = {
    AlphaKind.OVER_BLACK: Sentence("Soft edges fade to black."),
    AlphaKind.OVER_WHITE: Sentence("Soft edges fade to white."),
    AlphaKind.OVER_GREY: Sentence("Soft edges fade to grey."),
}
_SIDE = 480
"""Frames are looked at no larger than this."""
_TOLERANCE = 3 / 255
_OUTSIDE = 0.005
"""Share of soft values that compression may push out of a matte's bounds."""
_LOOKS = 24
"""Frames with soft pixels that are looked at."""
_POINTS = 4096
"""Soft pixels that are kept of a frame."""
SURE = 0.75
"""From which certainty on a reading is acted on."""
_ENOUGH = 16
"""Soft pixels to judge by."""
_EVEN = 1 / 255
"""Differences between kinds that say nothing."""


def detect_alpha(frames: Iterable[Pixels]) -> AlphaReading:
    """Return how a film's frames (H, W, 4) uint8 or uint16 hold their colour; straight where nothing tells."""
    watch = AlphaWatch()
    for frame in frames:
        watch.add(frame)
    return watch.reading(whole=True)


class AlphaWatch:
    """Sees the frames of a film go by and keeps what tells how they hold their colour, however many they are.

    Of the frames with soft pixels it looks at up to `_LOOKS`, spread over all of them.
    """

    def __init__(self) -> None:
        self._opaque = self._clear = True
        self._painted = False
        self._every, self._soft_frames = 1, 0
        self._looks: list[tuple[Floats, Floats, Floats]] = []

    def add(self, frame: Pixels) -> None:
        """Look at one more frame."""
        # Nearly all frames of most films are told apart by one plane, without converting anything.
        step = _step(frame)
        top = np.iinfo(frame.dtype).max
        alpha = frame[::step, ::step, 3]
        lowest, highest = int(alpha.min()), int(alpha.max())
        self._opaque, self._clear = self._opaque and lowest == top, self._clear and highest == 0
        if self._clear and not self._painted:
            self._painted = bool(frame[::step, ::step, :3].any())
        if lowest > 0.9 * top or highest < 0.1 * top:
            return
        small = frame[::step, ::step].astype(np.float32) / np.float32(top)
        soft = (small[..., 3] > 0.1) & (small[..., 3] < 0.9)
        if not soft.any():
            return
        self._soft_frames += 1
        if (self._soft_frames - 1) % self._every:
            return
        places = np.flatnonzero(soft)
        places = places[:: max(1, -(-len(places) // _POINTS))]
        colour, around = small.reshape(-1, 4)[places], _surroundings(small).reshape(-1, 3)[places]
        self._looks.append((colour[:, :3], colour[:, 3:], around))
        if len(self._looks) > _LOOKS:
            self._looks = self._looks[::2]
            self._every *= 2

    def reading(self, *, whole: bool) -> AlphaReading:
        """Return what the frames seen so far tell; `whole` says that these are all there are."""
        if self._opaque:
            seen = (
                Sentence("Every pixel is opaque.")
                if whole
                else Sentence("Every pixel that was looked at is opaque.")
            )
            return AlphaReading(AlphaKind.NONE, 1.0 if whole else 0.5, seen)
        if self._clear and self._painted:
            return AlphaReading(
                AlphaKind.NONE, 0.7, Sentence("There is colour, but every pixel is transparent.")
            )
        if sum(len(alpha) for _, alpha, _ in self._looks) < _ENOUGH:
            return AlphaReading(AlphaKind.STRAIGHT, 0.5, Sentence("There are no soft edges to tell by."))
        colours, alphas, surroundings = (np.concatenate(part) for part in zip(*self._looks, strict=True))
        return _judged(colours, alphas, surroundings)


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
            AlphaKind.STRAIGHT,
            1.0,
            Sentence("Soft edges hold colours that no black, white or grey matte leaves."),
        )
    order = sorted(misfits, key=misfits.__getitem__)
    best, second = order[0], order[1]
    if misfits[second] - misfits[best] < _EVEN:
        return AlphaReading(AlphaKind.STRAIGHT, 0.5, Sentence("The soft edges tell nothing for sure."))
    certainty = min(1.0, 0.5 + (misfits[second] - misfits[best]) * 5)
    reason = (
        Sentence("Soft edges have the colour of what they belong to.")
        if best is AlphaKind.STRAIGHT
        else _FADES[best]
    )
    return AlphaReading(best, certainty, reason)


def _misfit(found: Floats, meant: NDArray[Any], known: NDArray[np.bool_]) -> float:
    return float(np.abs(found - meant)[known].mean()) if known.any() else 0.0


def _step(frame: Pixels) -> int:
    """Every how many pixels to look at: averaging would blur the relation of colour and alpha."""
    return max(1, -(-max(frame.shape[:2]) // _SIDE))


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
