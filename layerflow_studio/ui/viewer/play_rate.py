"""How playing goes: pictures painted a second, and how many were due but not painted in time."""

from __future__ import annotations

import time
from collections import deque

from layerflow_studio.ui.transport import Transport

_WINDOW_SECONDS = 2.0


class PlayRate:
    """Told of every move of the playhead and every painted picture while playing in real time."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._painted: deque[float] = deque(maxlen=480)
        self._steps, self._seen = 0, True
        self.dropped = 0
        """Frames that the clock passed before they were seen, since playing began."""

    @property
    def measured(self) -> float | None:
        """Pictures painted a second of late; None when not known."""
        recent = [moment for moment in self._painted if moment > time.monotonic() - _WINDOW_SECONDS]
        if len(recent) < 3 or recent[-1] == recent[0]:
            return None
        return (len(recent) - 1) / (recent[-1] - recent[0])

    def begin(self) -> None:
        """Playing starts, or goes on from elsewhere."""
        self._painted.clear()
        self._steps, self._seen, self.dropped = self._transport.steps, True, 0

    def moved(self) -> None:
        """The playhead went on."""
        steps = self._transport.steps
        gone = steps - self._steps
        if self._transport.speed == 1 and gone > 0:
            self.dropped += gone - 1 + (0 if self._seen else 1)
        self._steps, self._seen = steps, False

    def painted(self, *, in_time: bool) -> None:
        """A picture was painted, of the frame under the playhead or of an earlier one."""
        self._painted.append(time.monotonic())
        self._seen = self._seen or in_time
