"""The playhead and the clock that moves it: in real time, dropping frames rather than drifting."""

from __future__ import annotations

import math
import time
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from layerflow_studio.core.timebase import Span


class Transport(QObject):
    """Where the playhead stands and whether it runs.

    While playing, the frame is computed from a monotonic clock, so a late tick skips frames instead of
    slowing the picture. Signals: `frame_changed(int)`, `playing_changed(bool)`, `looping_changed(bool)`.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)
    looping_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fps = Fraction(24)
        self._whole = Span(0, 1)
        self._range = Span(0, 1)
        self._frame = 0
        self._looping = True
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
    def looping(self) -> bool:
        """Whether playing starts over at the end."""
        return self._looping

    @property
    def fps(self) -> Fraction:
        """The rate to play at."""
        return self._fps

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

    def play(self) -> None:
        """Run from here; from the start of the range when at its end or outside it."""
        if self.playing:
            return
        at_end = self._frame >= self._range.stop - 1 and not self._looping
        if at_end or self._frame not in self._range:
            self._set_frame(self._range.start)
        self._started_at, self._started_from = time.monotonic(), self._frame
        self._schedule()
        self.playing_changed.emit(True)

    def stop(self) -> None:
        """Stand still."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def set_looping(self, looping: bool) -> None:
        """Choose whether playing starts over at the end."""
        if looping != self._looping:
            self._looping = looping
            self.looping_changed.emit(looping)

    def _restart(self, frame: int) -> None:
        self._started_at, self._started_from = time.monotonic(), frame
        self._set_frame(frame)
        if self.playing:
            self._schedule()

    def _set_frame(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    def _passed(self) -> float:
        """Frames since the start of playing, with the part of the running one."""
        return (time.monotonic() - self._started_at) * float(self._fps)

    def _schedule(self) -> None:
        """Wake at the next frame's beginning."""
        rest = math.floor(self._passed()) + 1 - self._passed()
        self._timer.start(max(1, math.ceil(1000 * rest / float(self._fps))))

    def _tick(self) -> None:
        wanted = self._started_from + math.floor(self._passed())
        played = self._range
        if wanted >= played.stop:
            if not self._looping:
                self._set_frame(played.stop - 1)
                self.playing_changed.emit(False)
                return
            wanted = played.start + (wanted - played.start) % played.length
        self._schedule()
        self._set_frame(wanted)
