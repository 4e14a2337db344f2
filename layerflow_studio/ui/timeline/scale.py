"""Between frames and pixels of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from layerflow_studio.core.timebase import nominal_rate

_STEPS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10000)
_LABEL_ROOM = 56


@dataclass(frozen=True)
class TimeScale:
    """Frame 0 starts at `left`; every frame is `per_frame` pixels wide."""

    left: float
    per_frame: float
    length: int

    def x_of(self, frame: float) -> float:
        """Return where a frame starts."""
        return self.left + frame * self.per_frame

    def frame_at(self, x: float) -> int:
        """Return the frame at a place, the first or last one outside."""
        return min(max(int((x - self.left) // self.per_frame), 0), self.length - 1)

    def label_step(self, fps: Fraction) -> int:
        """Return every how many frames a label has room, whole seconds where they are that far apart."""
        rate = nominal_rate(fps)
        steps = sorted({*_STEPS, *(rate * n for n in (1, 2, 5, 10, 30, 60))})
        return next((step for step in steps if step * self.per_frame >= _LABEL_ROOM), steps[-1])

    def tick_step(self) -> int:
        """Return every how many frames a tick has room."""
        return next((step for step in _STEPS if step * self.per_frame >= 5), _STEPS[-1])
