"""Frames on their way to a file: walked twice, once to encode and once to check, never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import repeat
from math import floor

import numpy as np

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.timebase import repeats
from layerflow_studio.core.viewmodes import Backdrop, Colour
from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.conform import cover
from layerflow_studio.media.depth import dithered, flattened, premultiplied
from layerflow_studio.media.matte import bleed
from layerflow_studio.media.opencv import cv2


@dataclass(frozen=True)
class Footage:
    """`count` frames (height, width, 4) uint8 or uint16, straight RGBA, at `fps`.

    Every call of `frames` starts anew and must give the same pixels: an export is checked by a second walk.
    """

    frames: Callable[[], Iterable[Pixels]]
    count: int
    width: int
    height: int
    fps: Fraction

    def __post_init__(self) -> None:
        if min(self.count, self.width, self.height) < 1 or self.fps <= 0:
            raise BadInput(
                "Nothing can be exported from {count} frames of {width} × {height} at {fps} fps; use "
                "numbers from 1 up.",
                count=self.count,
                width=self.width,
                height=self.height,
                fps=self.fps,
            )

    @classmethod
    def of(cls, source: ClipPixels | Footage) -> Footage:
        """Return a clip as footage, or footage as it is."""
        if isinstance(source, Footage):
            return source
        return cls(lambda: iter(source.pixels), source.frames, source.width, source.height, source.fps)

    def __iter__(self) -> Iterator[Pixels]:
        """Yield exactly `count` frames of the promised shape; BadInput when the source gives others."""
        seen = 0
        for frame in self.frames():
            if frame.shape != (self.height, self.width, 4):
                raise BadInput(
                    "Frame {number} is {found_width} × {found_height}, not {width} × {height}; give all frames of an "
                    "export one size.",
                    number=seen + 1,
                    found_width=frame.shape[1],
                    found_height=frame.shape[0],
                    width=self.width,
                    height=self.height,
                )
            if seen == self.count:
                raise BadInput(
                    "There are more than the {count} frames that were announced; export again.",
                    count=self.count,
                )
            seen += 1
            yield frame
        if seen != self.count:
            raise BadInput(
                "Only {seen} of {count} frames could be made; export a shorter range.",
                seen=seen,
                count=self.count,
            )

    def at_rate(self, rate: Fraction | None) -> Footage:
        """Return this footage at another rate by showing every frame a whole number of times.

        8 fps becomes 24 by showing each frame three times. The NTSC rates count as their whole neighbour
        (23.976 as 24, 0.1 % slower). BadInput for a rate that would need an uneven cadence.
        """
        if rate is None or rate == self.fps:
            return self
        held = repeats(self.fps, rate)
        if held is None:
            raise BadInput(
                "{fps:g} fps does not go evenly into {rate:g} fps; choose a multiple such as "
                "{multiple:g}, or {fps:g} itself.",
                fps=float(self.fps),
                rate=float(rate),
                multiple=float(self.fps * 3),
            )
        return replace(
            self,
            frames=lambda: (copy for frame in self for copy in repeat(frame, held)),
            count=self.count * held,
            fps=rate,
        )

    def retimed(self, rate: Fraction, *, blend: bool = False) -> Footage:
        """Return this footage at any rate, as long as before to the nearest frame.

        Each new frame is the one on screen at its time, or with `blend` the mix of the two around it, made on
        premultiplied pixels. BadInput for a rate of zero or less.
        """
        if rate <= 0:
            raise BadInput("{rate} is no frame rate; give a number above zero.", rate=rate)
        count = max(1, round(self.count * rate / self.fps))
        return replace(self, frames=lambda: self._resampled(rate, count, blend), count=count, fps=rate)

    def _resampled(self, rate: Fraction, count: int, blend: bool) -> Iterator[Pixels]:
        source = iter(self)
        first = next(source)
        second = next(source, first)  # the frame after `first`, at the end the same one
        at = 0
        for index in range(count):
            place = index * self.fps / rate
            while at < min(floor(place), self.count - 1):
                first, second, at = second, next(source, second), at + 1
            share = float(place - at)
            yield _mixed(first, second, share) if blend and 0 < share < 1 else first
        for _ in source:  # so that footage that breaks its promise is noticed
            pass

    def covering(self, width: int, height: int) -> Footage:
        """Return this footage scaled to cover a size without distortion, the overhang cut off evenly."""
        if (width, height) == (self.width, self.height):
            return self
        if min(width, height) < 1:
            raise BadInput(
                "{width} × {height} is no picture size; use numbers from 1 up.", width=width, height=height
            )
        return replace(
            self, frames=lambda: (cover(frame, width, height) for frame in self), width=width, height=height
        )

    def evened(self) -> Footage:
        """Return this footage with even sides, the last row or column repeated where needed."""
        right, below = self.width % 2, self.height % 2
        if not right and not below:
            return self
        return replace(
            self,
            frames=lambda: (
                cv2.copyMakeBorder(frame, 0, below, 0, right, cv2.BORDER_REPLICATE) for frame in self
            ),
            width=self.width + right,
            height=self.height + below,
        )

    def flattened(self, backdrop: Backdrop | Colour) -> Footage:
        """Return this footage laid over a backdrop, opaque."""
        return replace(self, frames=lambda: (flattened(frame, backdrop) for frame in self))

    def premultiplied(self) -> Footage:
        """Return this footage with its colour multiplied by alpha, as some programs want it."""
        return replace(self, frames=lambda: map(premultiplied, self))

    def dithered(self) -> Footage:
        """Return this footage in 8 bits; see `depth.dithered`. Dither before repeating frames."""
        return replace(self, frames=lambda: (dithered(frame, n) for n, frame in enumerate(self)))

    def sixteen_bit(self) -> bool:
        """Tell whether the first frame has 16 bits; makes that frame once more."""
        return next(iter(self)).dtype == np.uint16

    def bled(self) -> Footage:
        """Return this footage with colour drawn under its fully transparent pixels."""
        return replace(self, frames=lambda: map(bleed, self))


def _mixed(first: Pixels, second: Pixels, share: float) -> Pixels:
    """Return the frame `share` of the way from the first to the second, mixed on premultiplied pixels."""
    top = float(np.iinfo(first.dtype).max)
    before, after = first[..., 3:] * np.float32(1 - share), second[..., 3:] * np.float32(share)
    alpha = before + after
    sums = first[..., :3] * before + second[..., :3] * after
    plain = first[..., :3] * np.float32(1 - share) + second[..., :3] * np.float32(share)
    colour = np.divide(sums, alpha, out=plain, where=alpha > 0)
    return np.rint(np.clip(np.concatenate([colour, alpha], axis=-1), 0, top)).astype(first.dtype)
