"""Jobs as the user sees them: what runs, how far it is, and how it ended."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from layerflow_studio.core.byte_sizes import Pace
from layerflow_studio.core.jobs import (
    CancelledEvent,
    Failed,
    Finished,
    Preview,
    Progress,
    Queued,
    Started,
)
from layerflow_studio.core.takes import Take
from layerflow_studio.errors import BadInput
from layerflow_studio.session.generate import GenerateJob
from layerflow_studio.session.journal import JobJournal, JobRecord
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane, Runner, Work
from layerflow_studio.ui.bridge import SessionBridge
from layerflow_studio.ui.sentences import said


class JobState(StrEnum):
    """Where a job is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The program ended before the job did."""


_PAUSE_MS = 100
_BREATH_MS = 60
"""Between two steps of a run's end: time to paint the window and its thumbnails."""
OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.LOST)


@dataclass(frozen=True)
class JobCard:
    """A job at one moment. `fraction` is of the whole job, `message` the sentence of a failure.

    `work` is None for a job of an earlier session, of which only the outcome is known. `place` is the file an
    export wrote, `ended` when it ended (ISO 8601, UTC). `done` of `total` parts of the stage are done; where
    those are bytes, `pace` is how many a second.
    """

    id: str
    title: str
    work: Work | None
    state: JobState = JobState.WAITING
    stage: str = ""
    fraction: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    details: str = ""
    result: object = None
    since: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    place: str = ""
    ended: str = ""
    done: int = 0
    total: int = 0
    pace: float | None = None

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in OVER

    @property
    def can_run_again(self) -> bool:
        """Whether it did not succeed and all it needs is still known."""
        return self.work is not None and self.over and self.state != JobState.DONE

    @property
    def elapsed(self) -> float:
        """Seconds it has been running, or took."""
        return self.seconds if self.over else time.monotonic() - self.since


class JobBook(QObject):
    """Submits work and keeps a card of every job of this window and of the project's history.

    What a project's generations ask for is noted in its journal until they end, so that a program that dies
    takes none of them along.
    """

    added = Signal(str)
    changed = Signal(str)
    removed = Signal(str)
    reordered = Signal()
    refused = Signal(str)
    """The journal could not be written; one sentence."""
    overheard = Signal(object)
    """An event of a job that has no card, because it was submitted without one."""
    finishing = Signal(object)
    """The card of a job that has done its work; it counts as running until it is told as `ended`.

    `landing` comes next, `ended` last. After a run of the model there is a moment between them: what each has the
    window show is painted before the next, so that it is never held up for long.
    """
    landing = Signal(object)
    """The card of a job whose result is to be shown."""
    ended = Signal(object)
    """A card whose job is over; comes once for every job."""
    repeated = Signal(str, str)
    """The work of an old job was submitted once more, as a new one."""
    previewed = Signal(object, object)
    """A running job's card and its newest preview."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._cards: dict[str, JobCard] = {}
        self._interrupted: set[str] = set()
        self._paces: dict[str, Pace] = {}
        self._moved: set[str] = set()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell_moved)
        self._due: deque[Callable[[], None]] = deque()
        self._breath = QTimer(self, singleShot=True, interval=_BREATH_MS)
        self._breath.timeout.connect(self._go_on)
        self._detached = False
        self._journal: JobJournal | None = None
        self._project: Project | None = None
        self._bridge = SessionBridge(self)
        self._bridge.received.connect(self._receive)
        self._unsubscribe: Callable[[], None] = runner.subscribe(self._bridge.send)

    def follow(self, project: Project, keeper: ModelKeeper) -> None:
        """Keep the journal of a project: show its history and what was lost, forget another project's."""
        if project is self._project:
            return
        self._project, self._journal = project, JobJournal(project)
        self._drop([card.id for card in self._cards.values() if card.over])
        known = [_remembered(record) for record in self._journal.records]
        lost = [_lost(item.record, item.job) for item in self._journal.lost(keeper, self._cards.__contains__)]
        cards = {card.id: card for card in (*known, *lost)}
        self._cards = cards | self._cards
        for job in cards:
            self.added.emit(job)

    @property
    def cards(self) -> tuple[JobCard, ...]:
        """All jobs, oldest first; those that wait in the order in which they will run."""
        return tuple(self._cards.values())

    @property
    def busy(self) -> tuple[JobCard, ...]:
        """Jobs that are not over, oldest first."""
        return tuple(card for card in self._cards.values() if not card.over)

    @property
    def waiting(self) -> tuple[JobCard, ...]:
        """Jobs that have not begun, in the order in which they will run."""
        return tuple(card for card in self._cards.values() if card.state == JobState.WAITING)

    def card(self, job: str) -> JobCard | None:
        """A job's card, None when it was removed."""
        return self._cards.get(job)

    def submit(self, work: Work, title: str) -> str:
        """Hand work to the runner and return the job's id."""
        job = self._runner.submit(work)
        self._cards[job] = JobCard(job, title, work, place=str(getattr(work, "place", "")))
        if isinstance(work, GenerateJob):
            self._note(lambda journal: journal.keep(job, title, work))
        self.added.emit(job)
        return job

    def submit_quietly(self, work: Work) -> str:
        """Hand over work that is not worth a card; its events are `overheard`. Nothing is done once detached."""
        return "" if self._detached else self._runner.submit(work)

    def cancel_quietly(self, job: str) -> None:
        """Stop work that has no card; an unknown id is no problem."""
        self._runner.cancel(job)

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

    @property
    def for_project(self) -> tuple[JobCard, ...]:
        """Jobs that are not over and belong to the open project: all but those that work on models."""
        return tuple(c for c in self.busy if c.work is None or c.work.lane != Lane.MODELS)

    def interrupt_all(self) -> None:
        """Ask every job of the project to stop, because it is left; its generations can be run again later."""
        cards = self.for_project
        self._interrupted.update(card.id for card in cards)
        for card in cards:
            self.cancel(card.id)

    def cancel_waiting(self) -> None:
        """Take every job that has not begun out of the queue."""
        for card in self.waiting:
            self.cancel(card.id)

    def run_again(self, job: str) -> str | None:
        """Submit the work of a job that failed, was cancelled or got lost once more; return the new id."""
        card = self._cards.get(job)
        if card is None or not card.can_run_again or card.work is None:
            return None
        again = self.submit(card.work, card.title)
        self.repeated.emit(job, again)
        if card.state == JobState.LOST:
            self.dismiss(job)
        return again

    def dismiss(self, job: str) -> None:
        """Forget a job that is over."""
        card = self._cards.get(job)
        if card is not None and card.over:
            self._note(lambda journal: journal.forget(job))
            self._drop([job])

    def run_earlier(self, job: str, by: int = 1) -> None:
        """Let a job that waits run `by` places earlier among those of its kind of work."""
        card = self._cards.get(job)
        if card is None or card.work is None or not self._runner.reorder(job, by):
            return
        lane = card.work.lane
        order = [running.id for running in self._runner.waiting(lane)]
        mine = {other: self._cards[other] for other in order if other in self._cards}
        self._cards = {key: value for key, value in self._cards.items() if key not in mine} | mine
        self.reordered.emit()

    def clear_ended(self) -> None:
        """Forget the jobs that are over, lost ones excepted."""
        self._note(lambda journal: journal.clear())
        self._drop([card.id for card in self.cards if card.over and card.state != JobState.LOST])

    def settle(self) -> None:
        """Show at once all that is known by now, without the moments in which the window is painted."""
        while self._due:
            self._breath.stop()
            self._go_on()

    def detach(self) -> None:
        """Hear no more of the runner."""
        self._detached = True
        self._pause.stop()
        self._breath.stop()
        self._unsubscribe()
        self._bridge.detach()

    def _drop(self, jobs: list[str]) -> None:
        for job in jobs:
            if self._cards.pop(job, None) is not None:
                self.removed.emit(job)

    def _note(self, write: Callable[[JobJournal], None]) -> None:
        if self._journal is None:
            return
        try:
            write(self._journal)
        except BadInput as problem:
            self.refused.emit(said(problem))

    def _put(self, card: JobCard) -> None:
        self._cards[card.id] = card
        self._moved.discard(card.id)
        self.changed.emit(card.id)

    def _tell_soon(self, job: str) -> None:
        """Tell that a job got on: at once after a pause, else once for all that is heard in a tenth of a second."""
        if self._pause.isActive():
            self._moved.add(job)
        else:
            self._pause.start()
            self.changed.emit(job)

    def _tell_moved(self) -> None:
        moved, self._moved = self._moved & self._cards.keys(), set()
        if moved:
            self._pause.start()
        for job in moved:
            self.changed.emit(job)

    def _receive(self, event: object) -> None:
        self._due.append(partial(self._hear, event))
        self._go_on()

    def _go_on(self) -> None:
        while self._due and not self._breath.isActive():
            self._due.popleft()()

    def _hear(self, event: object) -> None:
        card = self._cards.get(getattr(event, "job", ""))
        if card is None:
            self.overheard.emit(event)
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
                told = {"done": event.done, "total": event.total, "pace": self._pace(event)}
                self._cards[card.id] = replace(
                    card, stage=event.stage, fraction=fraction, seconds_left=left, **told
                )
                self._tell_soon(card.id)
            case Preview() if not stopping:
                self.previewed.emit(card, event)
            case Finished(result=result):
                self._finish(replace(card, state=JobState.DONE, fraction=1.0, result=result))
            case Failed(message=message, details=details):
                self._end(replace(card, state=JobState.FAILED, message=message, details=details))
            case CancelledEvent():
                self._end(replace(card, state=JobState.CANCELLED))
            case _:
                pass

    def _pace(self, event: Progress) -> float | None:
        """How many bytes a second come in, where it is bytes that are counted."""
        if event.stage != "download":
            return None
        return self._paces.setdefault(event.job, Pace()).note(event.done)

    def _finish(self, card: JobCard) -> None:
        """Forget a job as one that may get lost, because its work is done, and begin to show its result."""
        self._note(lambda journal: journal.forget(card.id))
        self.finishing.emit(card)
        self._after_breath(card, self._land)

    def _land(self, card: JobCard) -> None:
        self.landing.emit(card)
        self._after_breath(card, self._end)

    def _after_breath(self, card: JobCard, step: Callable[[JobCard], None]) -> None:
        """Take a step before anything else is heard, at the end of a run of the model in a moment."""
        self._due.appendleft(partial(step, card))
        if card.work is not None and card.work.lane == Lane.ENGINE:
            self._breath.start()

    def _end(self, card: JobCard) -> None:
        self._paces.pop(card.id, None)
        seconds = time.monotonic() - card.since
        now = datetime.now(UTC).isoformat(timespec="seconds")
        card = replace(card, seconds_left=None, seconds=seconds, ended=now)
        self._put(card)
        if not (card.id in self._interrupted and card.state == JobState.CANCELLED):
            self._note(lambda journal: journal.forget(card.id))
            if card.work is None or card.work.lane != Lane.MODELS:
                self._note(lambda journal: journal.record(_record_of(card)))
        self.ended.emit(card)


def _record_of(card: JobCard) -> JobRecord:
    take = card.result.id if isinstance(card.result, Take) else ""
    kind = type(card.work).__name__.removesuffix("Job").lower()
    return JobRecord(
        card.id, card.title, kind, card.state.value, card.ended, card.seconds, card.message, card.details,
        card.place, take,
    )  # fmt: skip


def _remembered(record: JobRecord) -> JobCard:
    """The card of a job of an earlier session."""
    state = JobState(record.state) if record.state in OVER else JobState.LOST
    return JobCard(
        record.id, record.title, None, state, message=record.message, details=record.details,
        seconds=record.seconds, place=record.place, ended=record.ended,
    )  # fmt: skip


def _lost(record: JobRecord, work: Work) -> JobCard:
    return JobCard(record.id, record.title, work, JobState.LOST)


def _fraction(work: Work | None, event: Progress) -> float:
    """Part of the whole job that is done, from the stages' expected shares."""
    part = event.done / max(1, event.total)
    if work is None or not work.stages:
        return part
    before = 0.0
    for stage, share in work.stages:
        if stage == event.stage:
            return min(1.0, before + share * part)
        before += share
    return 0.0
