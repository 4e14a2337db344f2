"""Long work: the cancel token, the sinks it reports to, and the events that leave its thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import Cancelled


class CancelToken:
    """One job's wish to stop: any thread may set it, the working thread checks it; it is never unset."""

    def __init__(self) -> None:
        self._wish = threading.Event()

    def cancel(self) -> None:
        """Ask the job to stop."""
        self._wish.set()

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._wish.is_set()

    def check(self) -> None:
        """Raise Cancelled when the job should stop."""
        if self._wish.is_set():
            raise Cancelled


class ProgressSink(Protocol):
    """Where a stage reports; called on the working thread, so it must be quick."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say that `done` of `total` parts of a stage are done."""
        ...

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        """Show small clips (T, H, W, 4) uint8 straight, by role, of step `step` of `total`."""
        ...


class SilentProgress:
    """A sink that ignores everything."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Ignore progress."""

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        """Ignore a preview."""


@dataclass(frozen=True)
class Queued:
    """The job waits in the queue."""

    job: str


@dataclass(frozen=True)
class Started:
    """The job's thread took it up."""

    job: str


@dataclass(frozen=True)
class Progress:
    """`done` of `total` parts of `stage` are done; `seconds_left` is for the whole job, None when unknown."""

    job: str
    stage: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, eq=False)
class Preview:
    """Small clips by role, each (T, H, W, 4) uint8 straight, as they look after `step` of `total`."""

    job: str
    step: int
    total: int
    frames: Mapping[Role, NDArray[np.uint8]]


@dataclass(frozen=True)
class Finished:
    """The job is done, and everything it promised is on disk."""

    job: str
    result: object = None


@dataclass(frozen=True)
class Failed:
    """The job stopped: `message` is one sentence for the user, `details` is for the log."""

    job: str
    message: str
    details: str = ""


@dataclass(frozen=True)
class CancelledEvent:
    """The job stopped because it was asked to."""

    job: str


Event = Queued | Started | Progress | Preview | Finished | Failed | CancelledEvent
EventSink = Callable[[Event], None]
LAST_EVENTS = (Finished, Failed, CancelledEvent)
"""Every job ends in exactly one of these."""
