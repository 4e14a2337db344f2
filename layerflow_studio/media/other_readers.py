"""Films and pictures that FFmpeg does not read as they should be: animated WebP and OpenEXR."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from layerflow_studio.core.timebase import STANDARD_RATES
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.animated_pictures import Shown, read_animation
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.decoding import MAX_SIDE
from layerflow_studio.media.exr_pictures import exr_header, read_exr
from layerflow_studio.media.picture_sizes import picture_size

_RATES = sorted(
    {*STANDARD_RATES, *map(Fraction, (1, 2, 4, 5, 6, 8, 10, 12, 15, 16, 20)), Fraction(25, 2)},
    key=lambda rate: (rate.denominator == 1001, rate),
)
_SLACK = Fraction(3, 2000)
"""Seconds by which times in whole milliseconds may miss a grid, each frame's rounding on top of the last."""


class AnimatedWebp:
    """An animated WebP, its header read and checked; Damaged or BadInput says what is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._durations = _durations(path)
        size = picture_size(path)
        if size is None or not self._durations:
            raise Damaged(
                "{file} is damaged or cut short: 0 frames can be read; copy or export it again.",
                file=path.name,
            )
        if max(size) > MAX_SIDE:
            raise BadInput(
                "{file} is {width} × {height} pixels, more than {most} a side; scale it down first.",
                file=path.name,
                width=size[0],
                height=size[1],
                most=MAX_SIDE,
            )
        self.width, self.height = size
        self.fps = _rate_explaining(self._durations)
        self.frames = max(1, round(sum(self._durations) * self.fps))

    def pictures(self) -> Iterator[Pixels]:
        """Yield what is on screen at every tick of `fps`; Damaged when fewer pictures than announced decode."""
        count, ticks = 0, 0
        before: Shown | None = None
        for shown in read_animation(self._path):
            if shown.picture.shape[:2] != (self.height, self.width):
                raise self._broken(count)
            while before is not None and ticks / self.fps < shown.time - 1 / self.fps / 2:
                yield before.picture
                ticks += 1
            before, count = shown, count + 1
        if before is None or count < len(self._durations):
            raise self._broken(count)
        while ticks < self.frames:
            yield before.picture
            ticks += 1

    def _broken(self, count: int) -> Damaged:
        return Damaged(
            "{file} is damaged or cut short: {count} of {all} frames can be read; copy or export it again.",
            file=self._path.name,
            count=count,
            all=len(self._durations),
        )


class ExrPicture:
    """An OpenEXR picture, its header read and checked; Damaged or BadInput says what is wrong."""

    def __init__(self, path: Path) -> None:
        self._path = path
        header = exr_header(path)
        self.width, self.height, self.fps = header.width, header.height, header.fps
        if max(self.width, self.height) > MAX_SIDE:
            raise BadInput(
                "{file} is {width} × {height} pixels, more than {most} a side; scale it down first.",
                file=path.name,
                width=self.width,
                height=self.height,
                most=MAX_SIDE,
            )

    def read(self) -> tuple[Pixels, bool]:
        """Return the picture (H, W, 4) uint16, straight sRGB, and whether brighter light was clipped."""
        return read_exr(self._path, MAX_SIDE)


def _durations(path: Path) -> list[Fraction]:
    """Return how long each picture of an animated WebP stays, in seconds; empty when chunks do not add up.

    Chunks ANMF hold it in milliseconds (RFC 9649, section 2.7.1.1).
    """
    durations: list[Fraction] = []
    length = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        end = 8 + int.from_bytes(head[4:8], "little")
        if end > length:
            return []
        at = 12
        while at + 8 <= end:
            file.seek(at)
            chunk = file.read(8 + 16)
            size = int.from_bytes(chunk[4:8], "little")
            if at + 8 + size > end:
                return []
            if chunk[:4] == b"ANMF":
                durations.append(Fraction(int.from_bytes(chunk[20:23], "little"), 1000))
            at += 8 + size + size % 2
    return durations


def _rate_explaining(durations: list[Fraction]) -> Fraction:
    """Return the lowest usual rate on whose grid every picture starts, else one that is fast enough."""
    times = [sum(durations[:index], Fraction(0)) for index in range(1, len(durations) + 1)]
    for rate in _RATES:
        if all(time > 0 and abs(time - round(time * rate) / rate) <= _SLACK for time in times):
            gaps = [round(duration * rate) for duration in durations]
            if min(gaps) >= 1:
                return rate
    shortest = min((duration for duration in durations if duration), default=Fraction(1, 24))
    return next((rate for rate in STANDARD_RATES if rate >= 1 / shortest), Fraction(60))
