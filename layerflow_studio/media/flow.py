"""Pictures between two frames: motion is measured once, and every layer of a take is moved by the same.

Motion is dense inverse search (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016) both ways
between two frames of the guide, in two views of their colours. Each pixel then carries its motion to where it
is at the moment asked for (Niklaus and Liu, "Softmax Splatting for Video Frame Interpolation", 2020): where
several meet, those whose colours agree in both frames win, and where none arrives from one side, only the
other side is seen.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.compositing import premultiplied_planes
from layerflow_studio.core.frames import Frame, freeze
from layerflow_studio.media.opencv import cv2

Motion = NDArray[np.float32]
"""(H, W, 2) float32: how many pixels to the right and down what is seen at a pixel moves."""

Colours = NDArray[np.float32]
"""(H, W, 3) float32 in 0..255."""

_GREY = np.float32(128)  # what a transparent guide is laid over
_LEAST_SIDE = 48  # smaller pictures are extended by their border: the search needs room for its patches
_LARGE = 1 << 19  # pixels from which on motion is searched at half size
_AROUND = 15  # side of the square in which two motions are compared
_TRUST = 0.025  # how much of a difference in colour, 1 being black to white, halves a pixel's say
_SMALL = np.float32(1e-3)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, eq=False)
class Pair:
    """The motion from one frame to another and back, and how well each pixel is found again, 0 to 1."""

    forward: Motion
    backward: Motion
    found_forward: NDArray[np.float32]
    found_backward: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        fields = (self.forward, self.backward, self.found_forward, self.found_backward)
        return sum(field.nbytes for field in fields)


@dataclass(frozen=True, eq=False)
class Moment:
    """Where to look at a moment between two frames: x, y (H, W) in each, and the share of the second."""

    first: tuple[NDArray[np.float32], NDArray[np.float32]]
    second: tuple[NDArray[np.float32], NDArray[np.float32]]
    weight: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return sum(field.nbytes for field in (*self.first, *self.second, self.weight))


def measure(first: Frame, second: Frame) -> Pair:
    """Return the motion between two straight frames (H, W, 4) uint8 of one size."""
    one, two = _over_grey(first), _over_grey(second)
    forward, backward = _motion(one, two), _motion(two, one)
    return Pair(forward, backward, _found(one, two, forward), _found(two, one, backward))


def at_moment(pair: Pair, share: Fraction) -> Moment:
    """Return where to look for the picture at `share` of the way, 0 < share < 1."""
    t: Any = np.float32(share)
    height, width = pair.found_forward.shape
    landed = [
        _splat(pair.forward, t, pair.forward, pair.found_forward),
        _splat(pair.backward, 1 - t, -pair.backward, pair.found_backward),
    ]
    (sums_one, say_one, cover_one), (sums_two, say_two, cover_two) = landed
    says = (1 - t) * say_one + t * say_two
    motion = ((1 - t) * sums_one + t * sums_two) / np.maximum(says, _SMALL)[..., None]
    motion = _filled(motion, says > _SMALL)
    across, down = _places(height, width)
    seen_one = (1 - t) * np.minimum(cover_one, 1) + _SMALL * (1 - t)
    seen_two = t * np.minimum(cover_two, 1) + _SMALL * t
    return Moment(
        (across - t * motion[..., 0], down - t * motion[..., 1]),
        (across + (1 - t) * motion[..., 0], down + (1 - t) * motion[..., 1]),
        seen_two / (seen_one + seen_two),
    )


def move(first: Frame, second: Frame, moment: Moment) -> Frame:
    """Return the picture between two straight frames (H, W, 4) uint8 of the size the motion was measured at.

    Colour is moved multiplied by alpha, so that what is transparent lends no colour to an edge.
    """
    one, two = _looked_up(first, moment.first), _looked_up(second, moment.second)
    mixed = one + (two - one) * moment.weight[..., None]
    alpha = mixed[..., 3:]
    np.divide(mixed[..., :3], alpha, out=mixed[..., :3], where=alpha > 0)
    mixed[alpha[..., 0] < 0.5 / 255] = 0
    return freeze(np.rint(np.clip(mixed, 0, 1) * 255).astype(np.uint8))


def _over_grey(frame: Frame) -> Colours:
    """Return (H, W, 3) float32 in 0..255: the frame over grey where it is transparent."""
    alpha = frame[..., 3:].astype(np.float32) / 255
    laid: Any = frame[..., :3] * alpha + _GREY * (1 - alpha)
    return laid


def _motion(one: Colours, two: Colours) -> Motion:
    """Return the motion from one picture to another.

    It is searched by brightness and by red against blue, because things often differ from what is behind
    them in one only; each pixel takes the motion that leads to the likest colours around it.
    """
    found = [_search(a, b) for a, b in zip(_views(one), _views(two), strict=True)]
    off: list[Any] = [cv2.blur(_unlikeness(one, two, motion), (_AROUND, _AROUND)) for motion in found]
    chosen = np.where((off[0] <= off[1])[..., None], found[0], found[1])
    return _without_specks(chosen)


def _views(colours: Colours) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return brightness and red against blue, each (H, W) uint8."""
    brightness: Any = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    tint = _GREY + (colours[..., 0] - colours[..., 2]) / 2
    return _eight_bit(brightness), _eight_bit(tint)


def _eight_bit(values: NDArray[Any]) -> NDArray[np.uint8]:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def _search(one: NDArray[np.uint8], two: NDArray[np.uint8]) -> Motion:
    """Return the motion from one view (H, W) to another, the same on every machine and thread."""
    height, width = one.shape
    below, right = max(0, _LEAST_SIDE - height), max(0, _LEAST_SIDE - width)
    padded = [cv2.copyMakeBorder(each, 0, below, 0, right, cv2.BORDER_REPLICATE) for each in (one, two)]
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(0 if one.size <= _LARGE else 1)
    # The search cuts the picture into as many strips as there are threads, and its result depends on the cut.
    with _one_at_a_time:
        threads = cv2.getNumThreads()
        cv2.setNumThreads(1)
        try:
            motion: NDArray[Any] = cast(Any, search).calc(*padded, None)
        finally:
            cv2.setNumThreads(threads)
    return np.ascontiguousarray(motion[:height, :width], np.float32)


def _unlikeness(one: Colours, two: Colours, motion: Motion) -> NDArray[np.float32]:
    """Return (H, W) in 0..1: how much each pixel's colour differs from where its motion leads."""
    across, down = _places(*motion.shape[:2])
    x, y = across + motion[..., 0], down + motion[..., 1]
    led: Any = cv2.remap(two, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.abs(led - one).mean(axis=2) / np.float32(255)


def _found(one: Colours, two: Colours, motion: Motion) -> NDArray[np.float32]:
    """Return (H, W) in 0..1: how well each pixel is found again where its motion leads."""
    off = cv2.blur(_unlikeness(one, two, motion), (3, 3))
    return np.maximum(np.exp2(-off / _TRUST), 1e-4).astype(np.float32)


def _places(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y of every pixel, each (H, W)."""
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return across, down


def _splat(
    motion: Motion, share: np.float32, value: Motion, say: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Carry values `share` of their motion on; return sums (H, W, 2) and says (H, W), and what is covered."""
    height, width = say.shape
    across, down = _places(height, width)
    x, y = across + share * motion[..., 0], down + share * motion[..., 1]
    left, top = np.floor(x), np.floor(y)
    size = height * width
    sums, says, cover = np.zeros((2, size)), np.zeros(size), np.zeros(size)
    for step_x in (0, 1):
        for step_y in (0, 1):
            column, row = left + step_x, top + step_y
            part = (1 - np.abs(x - column)) * (1 - np.abs(y - row))
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
            place = (row[inside] * width + column[inside]).astype(np.intp)
            part, heard = part[inside], (part * say)[inside]
            cover += np.bincount(place, part, size)
            says += np.bincount(place, heard, size)
            for axis in (0, 1):
                sums[axis] += np.bincount(place, heard * value[..., axis][inside], size)
    shaped = sums.reshape(2, height, width).transpose(1, 2, 0).astype(np.float32)
    return (
        shaped,
        says.reshape(height, width).astype(np.float32),
        cover.reshape(height, width).astype(np.float32),
    )


def _filled(motion: Motion, known: NDArray[np.bool_]) -> Motion:
    """Return the motion with unknown places filled from around them, from ever farther off."""
    motion = motion * known[..., None]
    weight = known.astype(np.float32)
    reach = 3
    while not known.all() and reach < 2 * max(known.shape):
        near = cv2.blur(weight, (reach, reach), borderType=cv2.BORDER_REPLICATE)
        values = cv2.blur(motion, (reach, reach), borderType=cv2.BORDER_REPLICATE)
        fresh = ~known & (near > _SMALL)
        motion[fresh] = values[fresh] / near[fresh][:, None]
        weight[fresh] = 1
        known = known | fresh
        reach = 2 * reach + 1
    return motion


def _without_specks(motion: Motion) -> Motion:
    """Return the motion with what differs from all around it taken away."""
    smoothed: list[Any] = [
        cv2.medianBlur(np.ascontiguousarray(motion[..., n], np.float32), 5) for n in (0, 1)
    ]
    return np.stack(smoothed, axis=-1)


def _looked_up(frame: Frame, places: tuple[NDArray[np.float32], NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return premultiplied (H, W, 4) float32 in 0..1 from these places of a frame, its border going on."""
    planes = np.ascontiguousarray(np.moveaxis(premultiplied_planes(frame), 0, 2))
    found: Any = cv2.remap(planes, *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found
