"""A bounded memory of things that are costly to make, least recently used out first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What knows the memory it takes; a frame does."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        ...


Thing = TypeVar("Thing", bound=Sized)


class Cache(Generic[Thing]):
    """Keeps things up to `capacity` bytes in all; safe to use from any thread."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held = 0
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes held now, never more than the capacity."""
        return self._held

    def get(self, key: Hashable) -> Thing | None:
        """Return the thing under a key and make it the most recent, or None."""
        with self._lock:
            thing = self._things.get(key)
            if thing is not None:
                self._things.move_to_end(key)
            return thing

    def put(self, key: Hashable, thing: Thing) -> None:
        """Remember a thing, forgetting the oldest to make room; one larger than the capacity is not kept."""
        if thing.nbytes > self._capacity:
            return
        with self._lock:
            replaced = self._things.pop(key, None)
            self._held += thing.nbytes - (replaced.nbytes if replaced is not None else 0)
            self._things[key] = thing
            while self._held > self._capacity:
                _, oldest = self._things.popitem(last=False)
                self._held -= oldest.nbytes
