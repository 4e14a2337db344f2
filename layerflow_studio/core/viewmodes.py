"""Ways of looking at frames: channels, backdrops, comparisons, and how well layers recompose.

Frames are (H, W, 4) uint8 straight; every function returns a new frame and leaves its arguments alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.compositing import Sheet, composite, premultiplied_planes
from layerflow_studio.core.frames import ClipPixels, Frame, freeze
from layerflow_studio.errors import BadInput

Colour = tuple[int, int, int]
"""Red, green and blue in 0..255."""

_CHECKER_SIDE = 8
_CHECKER_GREYS = (102, 153)
_TINT = 0.6
_HEAT = ((0, 0, 0), (60, 20, 110), (190, 40, 80), (250, 140, 30), (255, 255, 200))


class Channel(StrEnum):
    """What of a frame is looked at."""

    RGB = "rgb"
    RED = "red"
    GREEN = "green"
    BLUE = "blue"
    ALPHA = "alpha"
    STRAIGHT = "straight"
    MATTE = "matte"


class Backdrop(StrEnum):
    """What is seen through a frame."""

    CHECKER = "checker"
    BLACK = "black"
    WHITE = "white"
    GREY = "grey"


class Compare(StrEnum):
    """How two pictures are looked at together."""

    WIPE = "wipe"
    DIFFERENCE = "difference"
    SIDE = "side"
    ONION = "onion"
    FLIP = "flip"
    HEAT = "heat"
    RESIDUAL = "residual"


MIXED = (Compare.DIFFERENCE, Compare.ONION, Compare.HEAT, Compare.RESIDUAL)
"""The comparisons that make one picture of two; the others show both."""

_GREYS = {Backdrop.BLACK: 0, Backdrop.WHITE: 255, Backdrop.GREY: 128}
_SINGLE = {Channel.RED: 0, Channel.GREEN: 1, Channel.BLUE: 2, Channel.ALPHA: 3}


def view_channel(frame: Frame, channel: Channel) -> Frame:
    """Return one channel as opaque grey, the matte overlay, straight colour opaque, or for RGB the frame."""
    if channel == Channel.RGB:
        return frame
    if channel == Channel.STRAIGHT:
        return _opaque(frame[..., :3])
    if channel == Channel.MATTE:
        return _matte_overlay(frame)
    return _opaque(np.repeat(frame[..., _SINGLE[channel], None], 3, axis=2))


def _matte_overlay(frame: Frame) -> Frame:
    """Return the straight colour, opaque, tinted red where the matte is transparent."""
    tint = (255 - frame[..., 3:].astype(np.float32)) * np.float32(_TINT / 255)
    rgb = frame[..., :3] * (1 - tint) + np.array((255, 0, 0), np.float32) * tint
    return _opaque(np.rint(rgb).astype(np.uint8))


def over_backdrop(frame: Frame, backdrop: Backdrop | Colour) -> Frame:
    """Return the frame over checkerboard, a grey or a colour of one's own, opaque."""
    height, width = frame.shape[:2]
    return composite([Sheet(backdrop_frame(width, height, backdrop)), Sheet(frame)], width, height)


@lru_cache(maxsize=8)
def backdrop_frame(width: int, height: int, backdrop: Backdrop | Colour) -> Frame:
    """Return an opaque backdrop; the checkerboard's squares have 8 pixels."""
    if isinstance(backdrop, Backdrop):
        if backdrop == Backdrop.CHECKER:
            odd = np.add.outer(np.arange(height) // _CHECKER_SIDE, np.arange(width) // _CHECKER_SIDE) % 2
            return _opaque(np.repeat(np.array(_CHECKER_GREYS, np.uint8)[odd][..., None], 3, axis=2))
        grey = _GREYS[backdrop]
        backdrop = (grey, grey, grey)
    return _opaque(np.broadcast_to(np.array(backdrop, np.uint8), (height, width, 3)))


def difference(first: Frame, second: Frame, gain: float = 1.0) -> Frame:
    """Return the absolute difference of two frames seen over black, times `gain`, opaque."""
    _same_size(first, second)
    apart = np.abs(_over_black(first) - _over_black(second)) * np.float32(gain)
    return _opaque(np.rint(np.minimum(apart, 255)).astype(np.uint8))


def onion(first: Frame, second: Frame) -> Frame:
    """Return both frames seen through each other, half of each; alpha is mixed too."""
    _same_size(first, second)
    mixed = (premultiplied_planes(first) + premultiplied_planes(second)) * np.float32(0.5)
    return composite([Sheet(mixed)], first.shape[1], first.shape[0])


def residual(first: Frame, second: Frame, gain: float = 1.0) -> Frame:
    """Return what the second frame has more than the first, times `gain`, over mid grey, opaque.

    With the recomposition first and the blended picture second, light is bright and shadow dark.
    """
    _same_size(first, second)
    apart = (_over_black(second) - _over_black(first)) * np.float32(gain)
    return _opaque(np.rint(np.clip(apart + np.float32(128), 0, 255)).astype(np.uint8))


def mix(first: Frame, second: Frame, mode: Compare, gain: float = 1.0) -> Frame:
    """Return the one picture that a comparison of `MIXED` makes; `gain` is left out where it has no meaning."""
    if mode == Compare.DIFFERENCE:
        return difference(first, second, gain)
    if mode == Compare.ONION:
        return onion(first, second)
    if mode == Compare.RESIDUAL:
        return residual(first, second, gain)
    if mode == Compare.HEAT:
        return heat_between(first, second, 0.25 / gain)
    raise BadInput("The comparison {mode} shows two pictures; it does not mix them.", mode=mode)


# --- recomposition: foreground over background, against the blended picture


@dataclass(frozen=True)
class RecompositionQuality:
    """Peak signal to noise in dB, of each frame and of all frames together; infinite when nothing differs."""

    frames: tuple[float, ...]
    overall: float


def recompose(foreground: Frame, background: Frame) -> Frame:
    """Return the foreground over the background."""
    _same_size(foreground, background)
    height, width = background.shape[:2]
    return composite([Sheet(background), Sheet(foreground)], width, height)


def mean_square(first: Frame, second: Frame) -> float:
    """Return the mean squared difference of red, green and blue, in squared code values."""
    _same_size(first, second)
    apart = first[..., :3].astype(np.int32) - second[..., :3]
    return float(np.mean(np.square(apart), dtype=np.float64))


def psnr(square: float) -> float:
    """Return the peak signal to noise ratio in dB of a mean squared difference of 8-bit code values."""
    return math.inf if square == 0 else 10 * math.log10(255 * 255 / square)


def measure_recomposition(
    foreground: ClipPixels, background: ClipPixels, blended: ClipPixels
) -> RecompositionQuality:
    """Return how well a take's foreground over its background gives its blended clip.

    The clips have the same size; the shortest says how many frames are measured.
    """
    count = min(foreground.frames, background.frames, blended.frames)
    squares = [
        mean_square(recompose(foreground.frame(i), background.frame(i)), blended.frame(i))
        for i in range(count)
    ]
    return RecompositionQuality(tuple(psnr(square) for square in squares), psnr(sum(squares) / count))


def heat_between(first: Frame, second: Frame, hottest: float = 0.25) -> Frame:
    """Return where two frames differ, seen over black, opaque: pale from `hottest` of full scale, black where equal."""
    _same_size(first, second)
    apart = np.abs(_over_black(first) - _over_black(second)).mean(axis=2)
    return _opaque(_heat_colours()[np.rint(np.minimum(apart / (255 * hottest), 1) * 255).astype(np.intp)])


@lru_cache(maxsize=1)
def _heat_colours() -> NDArray[np.uint8]:
    """Return 256 colours whose lightness only rises, interpolated between five."""
    steps = np.linspace(0, 255, len(_HEAT))
    channels = [np.interp(np.arange(256), steps, [c[channel] for c in _HEAT]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def _over_black(frame: Frame) -> NDArray[np.float32]:
    result = frame[..., :3].astype(np.float32)
    result *= frame[..., 3:].astype(np.float32) / np.float32(255)
    return result


def _opaque(rgb: NDArray[Any]) -> Frame:
    result = np.full((*rgb.shape[:2], 4), 255, np.uint8)
    result[..., :3] = rgb
    return freeze(result)


def _same_size(first: Frame, second: Frame) -> None:
    if first.shape != second.shape:
        sizes = [f"{frame.shape[1]} x {frame.shape[0]}" for frame in (first, second)]
        raise BadInput(
            "Pictures of {first} and {second} cannot be compared; bring them to one size first.",
            first=sizes[0],
            second=sizes[1],
        )
