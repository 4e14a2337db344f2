"""Time in whole frames and exact rates: spans, seconds and timecode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from layerflow_studio.errors import BadInput

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.952": Fraction(48000, 1001),
    "47.95": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}
STANDARD_RATES = tuple(
    Fraction(rate) for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
)
"""Rates of film and video, which timecode can count in."""
_SLOWER = Fraction(1000, 1001)
_RATE = re.compile(r"\d{1,9}(\.\d{1,9}|/\d{1,9})?")
_TIMECODE = re.compile(r"(\d+):([0-5]?\d):([0-5]?\d)([:;])(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of project frames: `start` is in it, `stop` is not."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if self.stop < self.start:
            raise BadInput(
                "A span ends at or after its start; {start} to {stop} does not.",
                start=self.start,
                stop=self.stop,
            )

    @property
    def length(self) -> int:
        """Number of frames in the span."""
        return self.stop - self.start

    def __contains__(self, frame: object) -> bool:
        return isinstance(frame, int) and self.start <= frame < self.stop

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.stop))

    def moved(self, by: int) -> Span:
        """Return the span shifted by `by` frames."""
        return Span(self.start + by, self.stop + by)

    def overlap(self, other: Span) -> Span | None:
        """Return the frames in both spans, or None when there are none."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Span(start, stop) if start < stop else None


def parse_rate(text: str | int | float | Fraction) -> Fraction:
    """Return an exact rate from "24", "24000/1001", "23.976" (the NTSC rate) or a number; else BadInput."""
    try:
        if isinstance(text, str) and not _RATE.fullmatch(text.strip()):
            raise ValueError(text)
        rate = _NTSC.get(_rate_key(text)) or Fraction(text)
    except (ValueError, ZeroDivisionError, OverflowError) as problem:
        raise BadInput(
            "{text!r} is not a frame rate; write it like 24 or 24000/1001.", text=text
        ) from problem
    if not 0 < rate <= 1000:
        raise BadInput("A frame rate of {text} cannot be used; give one above 0 and up to 1000.", text=text)
    return rate


def _rate_key(text: str | int | float | Fraction) -> str:
    if isinstance(text, str):
        return text.strip()
    return f"{text:.3f}".rstrip("0") if isinstance(text, float) else ""


def seconds_of(frame: int, fps: Fraction) -> Fraction:
    """Return the exact time in seconds at which a frame starts."""
    return frame / fps


def rescaled(frame: int, fps: Fraction, new_fps: Fraction) -> int:
    """Return the frame at another rate that starts nearest in time, the later one half way."""
    return floor(frame * new_fps / fps + Fraction(1, 2))


def nominal_rate(fps: Fraction) -> int:
    """Return the whole number of frames that timecode counts in one second (30 for 29.97)."""
    return max(1, floor(fps + Fraction(1, 2)))


def can_drop_frames(fps: Fraction) -> bool:
    """Tell whether drop-frame timecode exists for a rate (29.97 and 59.94)."""
    return fps in (Fraction(30000, 1001), Fraction(60000, 1001))


def timecode_of(frame: int, fps: Fraction, *, drop: bool = False) -> str:
    """Return the timecode of frame >= 0 as HH:MM:SS:FF, or HH:MM:SS;FF in drop-frame (SMPTE ST 12-1)."""
    if frame < 0:
        raise BadInput("Frame {frame} has no timecode; give a frame from 0 on.", frame=frame)
    rate = nominal_rate(fps)
    if drop:
        skipped = _dropped_per_minute(fps)
        tens, rest = divmod(frame, 600 * rate - 9 * skipped)
        minutes = max(0, rest - skipped) // (60 * rate - skipped)
        frame += 9 * skipped * tens + skipped * minutes
    seconds, part = divmod(frame, rate)
    width = len(str(rate - 1))
    separator = ";" if drop else ":"
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{separator}{part:0{max(2, width)}}"


def frame_of_timecode(text: str, fps: Fraction) -> int:
    """Return the frame a timecode names; ";" before the frames is drop-frame; BadInput if it names none."""
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise BadInput("{text!r} is not a timecode; write it like 00:00:01:12.", text=text)
    hours, minutes, seconds, part = (int(match[group]) for group in (1, 2, 3, 5))
    rate = nominal_rate(fps)
    if part >= rate:
        raise BadInput(
            "{text} has frame {part}, but a second has {rate} frames; give 0 to {last}.",
            text=text,
            part=part,
            rate=rate,
            last=rate - 1,
        )
    total_minutes = 60 * hours + minutes
    frame = (60 * total_minutes + seconds) * rate + part
    if match[4] == ";":
        skipped = _dropped_per_minute(fps)
        if seconds == 0 and part < skipped and minutes % 10:
            raise BadInput(
                "{text} does not exist in drop-frame timecode; try frame {skipped} of that second.",
                text=text,
                skipped=skipped,
            )
        frame -= skipped * (total_minutes - total_minutes // 10)
    return frame


def _dropped_per_minute(fps: Fraction) -> int:
    if not can_drop_frames(fps):
        raise BadInput(
            "Drop-frame timecode is for 29.97 and 59.94 fps, not for {fps:g}; use non-drop.", fps=float(fps)
        )
    return nominal_rate(fps) // 15


def valid_timecode(timecode: str, fps: Fraction) -> str:
    """Return the timecode; BadInput when there is none like it at a rate."""
    if fps not in STANDARD_RATES:
        raise BadInput(
            "There is no timecode at {fps:g} fps; export at a rate such as 24, or without timecode.",
            fps=float(fps),
        )
    if ";" in timecode and not can_drop_frames(fps):
        raise BadInput(
            "Drop-frame timecode is for 29.97 and 59.94 fps, not for {fps:g}; write it with colons.",
            fps=float(fps),
        )
    frame_of_timecode(timecode, fps)
    return timecode


def repeats(fps: Fraction, rate: Fraction) -> int | None:
    """Return how often each frame is shown when `fps` becomes `rate`, None when that is no whole number.

    8 fps goes into 24 three times. The NTSC rates count as their whole neighbour (23.976 as 24).
    """
    for times in (rate / fps, rate / fps / _SLOWER):
        if times.denominator == 1:
            return times.numerator
    return None
