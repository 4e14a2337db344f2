"""Long work on plain threads, one each for the model, for files and for measuring, told as frozen events."""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.ids import new_id
from layerflow_studio.core.jobs import (
    LAST_EVENTS,
    CancelledEvent,
    CancelToken,
    Event,
    EventSink,
    Failed,
    Finished,
    Preview,
    Progress,
    ProgressSink,
    Queued,
    Started,
)
from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import Cancelled, StudioError
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.eta import StageClock
from layerflow_studio.session.log import LOG_NAME, log_file

log = logging.getLogger(__name__)
_NICE = 10
_REMEMBERED = 200  # jobs whose last event can still be asked for


class Lane(StrEnum):
    """Which thread does the work: an export never waits for a generation, and neither for a download."""

    ENGINE = "engine"
    FILES = "files"
    MEASURES = "measures"
    MODELS = "models"


class Work(Protocol):
    """What a job does; a frozen request that can be run once."""

    @property
    def title(self) -> str:
        """What it does, to continue "Could not ...", such as "generate a take"."""
        ...

    @property
    def lane(self) -> Lane:
        """The thread it belongs on."""
        ...

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        """Its stages in order with their expected share of the time; empty when progress counts the whole."""
        ...

    def run(self, progress: ProgressSink, cancel: CancelToken) -> object:
        """Do it, report, and return the result; raises StudioError with a sentence, or Cancelled."""
        ...


@dataclass(eq=False)
class _Job:
    id: str
    work: Work
    token: CancelToken = field(default_factory=CancelToken)
    running: bool = False
    last: Event | None = None
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class RunningJob:
    """A job that is not over: waiting or running."""

    id: str
    work: Work
    running: bool


class Runner:
    """Runs submitted work, each lane one job at a time in order of submission.

    Every job ends in exactly one of Finished, Failed and CancelledEvent, also when it is cancelled while it
    waits or while the runner shuts down. Any thread may call it. Sinks are called on the job's thread, for
    Queued and for the end of a job that never started on the caller's; they must be quick. With `gives_way` its
    threads have a lower priority than the caller's.
    """

    def __init__(self, *, gives_way: bool = False) -> None:
        self._gives_way = gives_way
        self._change = threading.Condition()
        self._queues: dict[Lane, deque[_Job]] = {lane: deque() for lane in Lane}
        self._jobs: dict[str, _Job] = {}
        self._ended: dict[str, Event] = {}
        self._sinks: tuple[EventSink, ...] = ()
        self._known: dict[str, dict[str, float]] = {}
        self._closed = False
        # At once, since to start a thread is to wait for it.
        self._threads = [
            threading.Thread(target=self._serve, args=(lane,), name=f"layerflow-{lane.value}", daemon=True)
            for lane in Lane
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Work) -> str:
        """Queue work and return its job id; RuntimeError after `shutdown`."""
        job = _Job(new_id("job"), work)
        with self._change:
            if self._closed:
                raise RuntimeError("the runner is shut down")
            self._jobs[job.id] = job
        self._tell(Queued(job.id))
        with self._change:
            waits = not (job.token.cancelled or self._closed)
            if waits:
                self._queues[work.lane].append(job)
                self._change.notify_all()
        if not waits:
            self._end(job, CancelledEvent(job.id))
        return job.id

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop; one that waits ends at once. A job that is over or unknown is left alone."""
        with self._change:
            job = self._jobs.get(job_id)
            if job is None:
                return
            job.token.cancel()
            queue = self._queues[job.work.lane]
            waited = job in queue
            if waited:
                queue.remove(job)
        if waited:
            self._end(job, CancelledEvent(job.id))

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in self.jobs():
            self.cancel(job.id)

    def reorder(self, job_id: str, by: int) -> bool:
        """Let a job that waits run `by` places earlier, as early as can be; False when it did not wait."""
        with self._change:
            job = self._jobs.get(job_id)
            queue = self._queues[job.work.lane] if job is not None else deque[_Job]()
            if job is None or job not in queue:
                return False
            place = min(max(queue.index(job) - by, 0), len(queue) - 1)
            queue.remove(job)
            queue.insert(place, job)
            return True

    def waiting(self, lane: Lane) -> tuple[RunningJob, ...]:
        """Return the jobs of a lane that have not begun, in the order in which they will run."""
        with self._change:
            return tuple(RunningJob(job.id, job.work, False) for job in self._queues[lane])

    def jobs(self) -> tuple[RunningJob, ...]:
        """Return the jobs that are not over, in order of submission."""
        with self._change:
            return tuple(RunningJob(job.id, job.work, job.running) for job in self._jobs.values())

    def subscribe(self, sink: EventSink) -> Callable[[], None]:
        """Have a sink called with every event from now on; returns how to stop that."""
        with self._change:
            self._sinks = (*self._sinks, sink)

        def unsubscribe() -> None:
            with self._change:
                self._sinks = tuple(other for other in self._sinks if other is not sink)

        return unsubscribe

    def wait(self, job_id: str, timeout: float | None = None) -> Event | None:
        """Wait for a job and return its last event; None if it takes longer, KeyError if it is unknown."""
        with self._change:
            job = self._jobs.get(job_id)
            if job is None:
                return self._ended[job_id]
        return job.last if job.over.wait(timeout) else None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()

    def shutdown(self, timeout: float = 30.0) -> bool:
        """Cancel everything, take no more, wait for the threads; False when one outlasts `timeout`."""
        with self._change:
            self._closed = True
        self.cancel_all()
        with self._change:
            self._change.notify_all()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout)
        return not any(thread.is_alive() for thread in self._threads)

    # --- the threads

    def _serve(self, lane: Lane) -> None:
        if self._gives_way:
            give_way()
        queue = self._queues[lane]
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or bool(queue))
                if not queue:
                    return
                job = queue.popleft()
                job.running = True
            self._end(job, self._perform(job))

    def _perform(self, job: _Job) -> Event:
        """Run one job to its last event: the seam between work and the world."""
        kind = type(job.work).__name__
        teller = ProgressTeller(job.id, self._tell, StageClock(job.work.stages, self._known.get(kind)))
        result: object = None
        self._tell(Started(job.id))

        def work() -> None:
            nonlocal result
            job.token.check()
            result = job.work.run(teller, job.token)

        problem = _attempt(work)
        if problem is None:
            teller.clock.finish()
            self._known[kind] = teller.clock.took
            return Finished(job.id, result)
        if isinstance(problem, Cancelled):
            return CancelledEvent(job.id)
        details = "".join(traceback.format_exception(problem))
        log.error("could not %s\n%s", job.work.title, details)
        return Failed(job.id, _sentence(problem, job.work.title), details)

    def _end(self, job: _Job, event: Event) -> None:
        with self._change:
            job.last = event
            del self._jobs[job.id]
            self._ended[job.id] = event
            if len(self._ended) > _REMEMBERED:
                del self._ended[next(iter(self._ended))]
        self._tell(event)
        job.over.set()

    def _tell(self, event: Event) -> None:
        for sink in self._sinks:
            problem = _attempt(lambda sink=sink: sink(event))
            if problem is not None:
                log.error("a listener failed on %s", type(event).__name__, exc_info=problem)


class ProgressTeller:
    """The progress sink a job reports to: it turns reports into events with an estimate of the time left."""

    def __init__(self, job: str, tell: EventSink, clock: StageClock) -> None:
        self._job, self._tell = job, tell
        self.clock = clock

    def progress(self, stage: str, done: int, total: int) -> None:
        """Tell that `done` of `total` parts of a stage are done."""
        self._tell(Progress(self._job, stage, done, total, self.clock.seconds_left(stage, done, total)))

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        """Tell how the clips look after `step` of `total`."""
        self._tell(Preview(self._job, step, total, frames))


def give_way(niceness: int = _NICE) -> None:
    """Let the window go first where this thread and the window want the same core; threads begun from here do likewise.

    Linux alone has priorities of single threads.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def _attempt(call: Callable[[], None]) -> Exception | None:
    """Call, and return what it raised: the one place where any exception is caught."""
    try:
        call()
    except Exception as problem:
        return problem
    return None


def _sentence(problem: Exception, title: str) -> str:
    if isinstance(problem, StudioError):
        return problem.sentence
    if isinstance(problem, MemoryError):
        return Sentence(
            "There was not enough memory to {title}; close other programs or use smaller sizes.", title=title
        )
    where = log_file()
    hint = (
        Sentence("{log} has the details", log=where)
        if where is not None
        else Sentence("the log {log} has the details", log=LOG_NAME)
    )
    return Sentence(
        "The program could not {title} because of an error of its own; {hint}.", title=title, hint=hint
    )


__all__ = ["LAST_EVENTS", "Lane", "ProgressTeller", "Runner", "RunningJob", "Work"]
