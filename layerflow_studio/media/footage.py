"""Frames on their way to a file: walked twice, once to encode and once to check, never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import repeat

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.conform import resize
from layerflow_studio.media.matte import bleed

_NTSC = Fraction(1000, 1001)


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
                f"Nothing can be exported from {self.count} frames of {self.width} × {self.height} "
                f"at {self.fps} fps; use numbers from 1 up."
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
                    f"Frame {seen + 1} is {frame.shape[1]} × {frame.shape[0]}, not {self.width} × "
                    f"{self.height}; give all frames of an export one size."
                )
            if seen == self.count:
                raise BadInput(
                    f"There are more than the {self.count} frames that were announced; export again."
                )
            seen += 1
            yield frame
        if seen != self.count:
            raise BadInput(f"Only {seen} of {self.count} frames could be made; export a shorter range.")

    def at_rate(self, rate: Fraction | None) -> Footage:
        """Return this footage at another rate by showing every frame a whole number of times.

        8 fps becomes 24 by showing each frame three times. The NTSC rates count as their whole neighbour
        (23.976 as 24, 0.1 % slower). BadInput for a rate that would need an uneven cadence.
        """
        if rate is None or rate == self.fps:
            return self
        for times in (rate / self.fps, rate / self.fps / _NTSC):
            if times.denominator == 1:
                break
        else:
            raise BadInput(
                f"{float(self.fps):g} fps does not go evenly into {float(rate):g} fps; "
                f"choose a multiple such as {float(self.fps * 3):g}, or {float(self.fps):g} itself."
            )
        held = times.numerator
        return replace(
            self,
            frames=lambda: (copy for frame in self for copy in repeat(frame, held)),
            count=self.count * held,
            fps=rate,
        )

    def at_size(self, width: int, height: int) -> Footage:
        """Return this footage scaled to a size, each frame on premultiplied pixels."""
        if (width, height) == (self.width, self.height):
            return self
        return replace(
            self, frames=lambda: (resize(frame, width, height) for frame in self), width=width, height=height
        )

    def bled(self) -> Footage:
        """Return this footage with colour drawn under its fully transparent pixels."""
        return replace(self, frames=lambda: map(bleed, self))
