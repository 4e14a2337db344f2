"""Amounts of bytes as people say them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from layerflow_studio.sentence import Sentence

BYTES_OF_STAGE = {"check": 1, "copy": 1, "download": 1, "convert": 10**6}
"""Stages of work that count bytes, and how many bytes one of their parts is."""
_UNITS = ("kB", "MB", "GB", "TB")


def bytes_text(count: float) -> Sentence:
    """Return an amount in decimal units with at most three figures, such as "3.4 GB"."""
    unit = 0
    while abs(count) >= 999.5 and unit < len(_UNITS):
        count, unit = count / 1000, unit + 1
    if not unit:
        return Sentence("{count:.0f} bytes", count=count)
    figures = round(float(count), 1 if abs(count) < 99.95 else 0)
    digits = 0 if figures.is_integer() else 1
    return Sentence("{count:.{digits}f} {unit}", count=figures, digits=digits, unit=_UNITS[unit - 1])


class Pace:
    """How many bytes a second come in, over the last few seconds."""

    def __init__(self, seconds: float = 6.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, done: int) -> float | None:
        """Note how many bytes are there; return the pace, None until it can be told."""
        now = self._clock()
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while now - self._seen[0][0] > self._seconds and len(self._seen) > 2:
            self._seen.popleft()
        then, before = self._seen[0]
        return (done - before) / (now - then) if now - then >= 0.5 else None
