"""Jobs as the user sees them: what runs, how far it is, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.jobs import (
    CancelledEvent,
    Failed,
    Finished,
    Preview,
    Progress,
    Queued,
    Started,
)
from layerflow_studio.session.runner import Runner, Work
from layerflow_studio.ui.bridge import SessionBridge


class JobState(StrEnum):
    """Where a job is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True)
class JobCard:
    """A job at one moment. `fraction` is of the whole job, `message` the sentence of a failure."""

    id: str
    title: str
    work: Work
    state: JobState = JobState.WAITING
    stage: str = ""
    fraction: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    result: object = None
    since: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in OVER


class JobBook(QObject):
    """Submits work and keeps a card of every job of this window, oldest first."""

    added = Signal(str)
    changed = Signal(str)
    removed = Signal(str)
    ended = Signal(object)
    """A card whose job is over; comes once for every job."""
    previewed = Signal(object, object)
    """A running job's card and its newest preview."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._cards: dict[str, JobCard] = {}
        self._bridge = SessionBridge(self)
        self._bridge.received.connect(self._receive)
        self._unsubscribe: Callable[[], None] = runner.subscribe(self._bridge.send)

    @property
    def cards(self) -> tuple[JobCard, ...]:
        """All jobs, oldest first."""
        return tuple(self._cards.values())

    @property
    def busy(self) -> tuple[JobCard, ...]:
        """Jobs that are not over, oldest first."""
        return tuple(card for card in self._cards.values() if not card.over)

    def card(self, job: str) -> JobCard | None:
        """A job's card, None when it was removed."""
        return self._cards.get(job)

    def submit(self, work: Work, title: str) -> str:
        """Hand work to the runner and return the job's id."""
        job = self._runner.submit(work)
        self._cards[job] = JobCard(job, title, work)
        self.added.emit(job)
        return job

    def cancel(self, job: str) -> None:
        """Ask a job to stop; it is shown as cancelling at once."""
        card = self._cards.get(job)
        if card is not None and not card.over:
            self._put(replace(card, state=JobState.CANCELLING, seconds_left=None))
            self._runner.cancel(job)

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for card in self.busy:
            self.cancel(card.id)

    def clear_ended(self) -> None:
        """Forget the jobs that are over."""
        for card in self.cards:
            if card.over:
                del self._cards[card.id]
                self.removed.emit(card.id)

    def detach(self) -> None:
        """Hear no more of the runner."""
        self._unsubscribe()
        self._bridge.detach()

    def _put(self, card: JobCard) -> None:
        self._cards[card.id] = card
        self.changed.emit(card.id)

    def _receive(self, event: object) -> None:
        card = self._cards.get(getattr(event, "job", ""))
        if card is None or card.over:
            return
        stopping = card.state == JobState.CANCELLING
        match event:
            case Queued():
                pass
            case Started():
                state = card.state if stopping else JobState.RUNNING
                self._put(replace(card, state=state, since=time.monotonic()))
            case Progress() if not stopping:
                fraction = max(card.fraction, _fraction(card.work, event))
                left = event.seconds_left
                self._put(replace(card, stage=event.stage, fraction=fraction, seconds_left=left))
            case Preview() if not stopping:
                self.previewed.emit(card, event)
            case Finished(result=result):
                self._end(replace(card, state=JobState.DONE, fraction=1.0, result=result))
            case Failed(message=message):
                self._end(replace(card, state=JobState.FAILED, message=message))
            case CancelledEvent():
                self._end(replace(card, state=JobState.CANCELLED))
            case _:
                pass

    def _end(self, card: JobCard) -> None:
        self._put(replace(card, seconds_left=None, seconds=time.monotonic() - card.since))
        self.ended.emit(self._cards[card.id])


def _fraction(work: Work, event: Progress) -> float:
    """Part of the whole job that is done, from the stages' expected shares."""
    part = event.done / max(1, event.total)
    if not work.stages:
        return part
    before = 0.0
    for stage, share in work.stages:
        if stage == event.stage:
            return before + share * part
        before += share
    return 0.0
