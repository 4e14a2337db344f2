"""The playhead and the clock that moves it: in real time, dropping frames rather than drifting."""

from __future__ import annotations

import math
import time
from enum import StrEnum
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from layerflow_studio.core.timebase import Span

FASTEST = 8
_SHORTEST_TICK_MS = 14  # no screen shows more than this; faster shuttling skips frames on purpose


class Loop(StrEnum):
    """What happens at the end of the played range."""

    ONCE = "once"
    ALL = "loop"
    PINGPONG = "ping-pong"


def frame_after(
    start: int, steps: int, played: Span, loop: Loop, *, forward: bool = True
) -> tuple[int, bool]:
    """Return the frame `steps` after a start, in the direction of play, and whether playing has ended there.

    A start outside the range is played into it, or wraps to it when it lies beyond.
    """
    length = played.length
    place = start - played.start if forward else played.stop - 1 - start
    place += steps
    ended = False
    if place >= length:
        if loop == Loop.ALL:
            place %= length
        elif loop == Loop.PINGPONG:
            phase = place % max(1, 2 * (length - 1))
            place = min(phase, max(0, 2 * (length - 1) - phase))
        else:
            place, ended = length - 1, True
    return (played.start + place if forward else played.stop - 1 - place), ended


class Transport(QObject):
    """Where the playhead stands, and whether, which way and how fast it runs.

    While playing, the frame is computed from a monotonic clock, so a late tick skips frames instead of
    slowing the picture. `frame_changed(int)` tells every move, `playing_changed(bool)` start and stop.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    speed_changed = Signal(int)
    """Another speed or direction; 0 when it stands."""
    loop_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fps = Fraction(24)
        self._whole = Span(0, 1)
        self._range = Span(0, 1)
        self._frame = 0
        self._loop = Loop.ALL
        self._speed = 1
        self._started_at = 0.0
        self._started_from = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)

    @property
    def frame(self) -> int:
        """The project frame under the playhead."""
        return self._frame

    @property
    def playing(self) -> bool:
        """Whether the playhead runs."""
        return self._timer.isActive()

    @property
    def speed(self) -> int:
        """How fast it runs: 1 is real time, negative is backwards, 0 when it stands."""
        return self._speed if self.playing else 0

    @property
    def loop(self) -> Loop:
        """What happens at the end of the played range."""
        return self._loop

    @property
    def looping(self) -> bool:
        """Whether playing goes on after the end."""
        return self._loop != Loop.ONCE

    @property
    def fps(self) -> Fraction:
        """The rate to play at."""
        return self._fps

    @property
    def played(self) -> Span:
        """The frames that are played: the work area, or everything."""
        return self._range

    @property
    def steps(self) -> int:
        """How many frames the clock has gone since playing last began, or went on from another place."""
        return math.floor(self._passed())

    def set_time(self, fps: Fraction, whole: Span, played: Span) -> None:
        """Take over a document's rate, its whole length and the range that is played."""
        if (fps, whole, played) == (self._fps, self._whole, self._range):
            return
        self._fps, self._whole, self._range = fps, whole, played
        self.go_to(self._frame)

    def go_to(self, frame: int) -> None:
        """Put the playhead on a frame, as near as there is one; playing goes on from there."""
        self._restart(min(max(frame, self._whole.start), self._whole.stop - 1))

    def step(self, by: int) -> None:
        """Stop and move by frames."""
        self.stop()
        self.go_to(self._frame + by)

    def toggle(self) -> None:
        """Play or pause."""
        self.stop() if self.playing else self.play()

    def play(self, speed: int = 1) -> None:
        """Run from here; from the start of the range when at its end or outside it, backwards from the end."""
        if self.playing and speed == self._speed:
            return
        was_playing = self.playing
        first, last = self._range.start, self._range.stop - 1
        begin, end = (first, last) if speed > 0 else (last, first)
        if self._frame not in self._range or (self._frame == end and not self.looping):
            self._set_frame(begin)
        self._speed = speed
        self._started_at, self._started_from = time.monotonic(), self._frame
        self._schedule()
        if not was_playing:
            self.playing_changed.emit(True)
        self.speed_changed.emit(self.speed)

    def play_from_in(self) -> None:
        """Run forwards from the first frame of the played range."""
        self.stop()
        self.go_to(self._range.start)
        self.play()

    def shuttle(self, direction: int) -> None:
        """Run forwards (1) or backwards (-1), twice as fast with every further call in that direction."""
        same_way = self.playing and self._speed * direction > 0
        self.play(direction * min(FASTEST, 2 * abs(self._speed) if same_way else 1))

    def stop(self) -> None:
        """Stand still."""
        if self.playing:
            self._timer.stop()
            self._ended()

    def go_to_start(self) -> None:
        """Stop on the first frame of the canvas."""
        self.stop()
        self.go_to(self._whole.start)

    def go_to_end(self) -> None:
        """Stop on the last frame of the canvas."""
        self.stop()
        self.go_to(self._whole.stop - 1)

    def go_to_in(self) -> None:
        """Stop on the first frame of the played range."""
        self.stop()
        self.go_to(self._range.start)

    def go_to_out(self) -> None:
        """Stop on the last frame of the played range."""
        self.stop()
        self.go_to(self._range.stop - 1)

    def set_loop(self, loop: Loop) -> None:
        """Choose what happens at the end; playing goes on from where it is."""
        if loop != self._loop:
            self._loop = loop
            self._restart(self._frame)
            self.loop_changed.emit(loop)

    def next_loop(self) -> None:
        """Choose the next of once, loop and ping-pong."""
        modes = list(Loop)
        self.set_loop(modes[(modes.index(self._loop) + 1) % len(modes)])

    def coming(self, count: int) -> list[int]:
        """The frames that will be played next, the nearest first, without the present one."""
        start, steps, forward = self._started_from, self.steps, self._speed > 0
        frames: dict[int, None] = {}
        for ahead in range(1, count + 1):
            frame, _ = frame_after(start, steps + ahead, self._range, self._loop, forward=forward)
            frames[frame] = None
        frames.pop(self._frame, None)
        return list(frames)

    def _restart(self, frame: int) -> None:
        self._started_at, self._started_from = time.monotonic(), frame
        self._set_frame(frame)
        if self.playing:
            self._schedule()

    def _set_frame(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    def _rate(self) -> float:
        return float(self._fps) * abs(self._speed)

    def _passed(self) -> float:
        """Frames since the start of playing, with the part of the running one."""
        return (time.monotonic() - self._started_at) * self._rate()

    def _schedule(self) -> None:
        """Wake at the next frame's beginning."""
        passed = self._passed()
        rest = math.floor(passed) + 1 - passed
        shortest = _SHORTEST_TICK_MS if abs(self._speed) > 1 else 1
        self._timer.start(max(shortest, math.ceil(1000 * rest / self._rate())))

    def _tick(self) -> None:
        frame, ended = frame_after(
            self._started_from, self.steps, self._range, self._loop, forward=self._speed > 0
        )
        if ended:
            self._set_frame(frame)
            self._ended()
            return
        self._schedule()
        self._set_frame(frame)

    def _ended(self) -> None:
        self.playing_changed.emit(False)
        self.speed_changed.emit(0)
