"""A bounded memory of decoded frames, least recently used out first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from layerflow_studio.core.frames import Frame


class FrameCache:
    """Keeps frames up to `capacity` bytes in all; safe to use from any thread."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held = 0
        self._frames: OrderedDict[Hashable, Frame] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes held now, never more than the capacity."""
        return self._held

    def get(self, key: Hashable) -> Frame | None:
        """Return the frame under a key and make it the most recent, or None."""
        with self._lock:
            frame = self._frames.get(key)
            if frame is not None:
                self._frames.move_to_end(key)
            return frame

    def put(self, key: Hashable, frame: Frame) -> None:
        """Remember a frame, forgetting the oldest to make room; one larger than the capacity is not kept."""
        if frame.nbytes > self._capacity:
            return
        with self._lock:
            replaced = self._frames.pop(key, None)
            self._held += frame.nbytes - (replaced.nbytes if replaced is not None else 0)
            self._frames[key] = frame
            while self._held > self._capacity:
                _, oldest = self._frames.popitem(last=False)
                self._held -= oldest.nbytes
