"""Between frames and pixels of the timeline, and what stands at its ticks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from layerflow_studio.core.timebase import nominal_rate, timecode_of

_STEPS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10000)
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_LABEL_ROOM = 56
_TIMECODE_ROOM = 84
_TICK_ROOM = 5


@dataclass(frozen=True)
class TimeScale:
    """Frame 0 starts at `left`; every frame is `per_frame` pixels wide; `length` frames can be gone to."""

    left: float
    per_frame: float
    length: int

    def x_of(self, frame: float) -> float:
        """Return where a frame starts."""
        return self.left + frame * self.per_frame

    def time_at(self, x: float) -> float:
        """Return the time at a place in frames with their parts, also before 0 and after the end."""
        return (x - self.left) / self.per_frame

    def frame_at(self, x: float) -> int:
        """Return the frame at a place, the first or last one outside."""
        return min(max(int((x - self.left) // self.per_frame), 0), self.length - 1)

    def label_step(self, fps: Fraction, *, timecode: bool = False) -> int:
        """Return every how many frames a label has room, whole seconds where they are that far apart."""
        rate = nominal_rate(fps)
        room = _TIMECODE_ROOM if timecode else _LABEL_ROOM
        parts = [step for step in _STEPS if not timecode or (step < rate and rate % step == 0)]
        steps = sorted({*parts, *(rate * seconds for seconds in _SECONDS)})
        return next((step for step in steps if step * self.per_frame >= room), steps[-1])

    def tick_step(self, label_step: int = 0) -> int:
        """Return every how many frames a tick has room, a part of the label's step when one is given."""
        return next(
            (
                step
                for step in (*_STEPS, label_step)
                if step * self.per_frame >= _TICK_ROOM and (not label_step or label_step % step == 0)
            ),
            label_step or _STEPS[-1],
        )

    def frames_between(self, left: float, right: float, step: int) -> Iterator[int]:
        """Give the multiples of a step from 0 to the end whose ticks lie between two places."""
        first = max(0, math.floor(self.time_at(left) / step))
        last = min(self.length // step, math.ceil(self.time_at(right) / step))
        return iter(range(first * step, last * step + 1, step))


def tick_label(frame: int, fps: Fraction, *, timecode: bool) -> str:
    """Return what stands at a tick: the frame's number or its timecode."""
    return timecode_of(frame, fps) if timecode else str(frame)
