"""Pixels in memory: one frame, one clip, and the hash that names a clip."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.ids import ClipId, running_hash
from layerflow_studio.errors import BadInput

Frame = NDArray[np.uint8]
"""(H, W, 4) uint8, straight alpha, sRGB code values, C-contiguous, read-only; made by `freeze`."""


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Return the array C-contiguous and read-only.

    An array that owns its memory is itself made read-only; one that shares memory others can write is copied.
    """
    array = np.ascontiguousarray(array)
    if _shares_writable_memory(array):
        array = array.copy()
    array.flags.writeable = False
    return array


def _shares_writable_memory(array: NDArray[Any]) -> bool:
    base: object = array.base
    while isinstance(base, np.ndarray):
        if base.flags.writeable:
            return True
        base = base.base
    return base is not None and array.flags.writeable


@dataclass(frozen=True, eq=False)
class ClipPixels:
    """A whole clip in memory: `pixels` (T, H, W, 4) uint8 or uint16 (full range), straight alpha, sRGB.

    Two clips are the same when their `clip_hash` is; comparing objects compares identity.
    Raises BadInput for another shape or dtype, an empty clip, or a rate that is not positive.
    """

    pixels: NDArray[np.uint8 | np.uint16]
    fps: Fraction

    def __post_init__(self) -> None:
        if self.pixels.dtype.name not in ("uint8", "uint16"):
            raise BadInput(
                "A clip holds uint8 or uint16 pixels, not {dtype}; convert it first.", dtype=self.pixels.dtype
            )
        if self.pixels.ndim != 4 or self.pixels.shape[3] != 4 or 0 in self.pixels.shape:
            raise BadInput(
                "A clip has the shape (T, H, W, 4), not {shape}; reshape it first.", shape=self.pixels.shape
            )
        if self.fps <= 0:
            raise BadInput(
                "A clip's frame rate must be above zero, not {fps}; give a positive rate.", fps=self.fps
            )
        object.__setattr__(self, "pixels", freeze(self.pixels))
        object.__setattr__(self, "fps", Fraction(self.fps))

    @property
    def frames(self) -> int:
        """Number of frames T."""
        return int(self.pixels.shape[0])

    @property
    def height(self) -> int:
        """Height H in pixels."""
        return int(self.pixels.shape[1])

    @property
    def width(self) -> int:
        """Width W in pixels."""
        return int(self.pixels.shape[2])

    @cached_property
    def has_alpha(self) -> bool:
        """True when at least one pixel is not fully opaque."""
        full = np.iinfo(self.pixels.dtype).max
        return bool((self.pixels[..., 3] != full).any())

    def frame(self, index: int) -> Frame:
        """Return frame `index` (0 <= index < frames) as uint8, rounded; raises IndexError outside."""
        if not 0 <= index < self.frames:
            raise IndexError(f"frame {index} of a clip of {self.frames} frames")
        return freeze(narrow(self.pixels[index]))

    def as_uint8(self) -> ClipPixels:
        """Return this clip in uint8, each value rounded to the nearest; itself when it already is."""
        if self.pixels.dtype == np.uint8:
            return self
        return ClipPixels(narrow(self.pixels), self.fps)

    def as_float(self) -> NDArray[np.float32]:
        """Return (T, H, W, 4) float32 in 0..1, straight alpha."""
        return self.pixels.astype(np.float32) / np.float32(np.iinfo(self.pixels.dtype).max)


def clip_from_float(
    values: NDArray[np.float32] | NDArray[np.float64], fps: Fraction, *, sixteen_bit: bool = False
) -> ClipPixels:
    """Return straight float (T, H, W, 4) in 0..1 as a clip, clamped and rounded to uint8 or uint16."""
    top, dtype = (65535, np.uint16) if sixteen_bit else (255, np.uint8)
    return ClipPixels(np.rint(np.clip(values, 0.0, 1.0) * top).astype(dtype), fps)


def clip_hash(clip: ClipPixels) -> ClipId:
    """Return the clip's id: sha256 of "LFCLIP1 T H W dtype fps" and the raw little-endian pixels."""
    return clip_hash_of(clip.pixels, clip.pixels.shape[:3], clip.pixels.dtype, clip.fps)


def clip_hash_of(
    frames: Iterable[NDArray[Any]], shape: tuple[int, int, int], dtype: np.dtype[Any], fps: Fraction
) -> ClipId:
    """Return the id of a clip of shape (T, H, W) whose frames come one after the other; see `clip_hash`."""
    count, height, width = shape
    header = f"LFCLIP1 {count} {height} {width} {dtype.name} {fps.numerator}/{fps.denominator}\n".encode()
    raw = (np.ascontiguousarray(frame, dtype=dtype.newbyteorder("<")).data.cast("B") for frame in frames)
    return running_hash(chain([header], raw))


def narrow(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return full-range uint16 as uint8 (v / 257, rounded to the nearest); uint8 passes through."""
    if pixels.dtype == np.uint8:
        return pixels
    return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
