"""Jobs: in order, on their own thread, each with exactly one end, whatever happens to it."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core.jobs import (
    LAST_EVENTS,
    CancelledEvent,
    CancelToken,
    Event,
    Failed,
    Finished,
    Preview,
    Progress,
    ProgressSink,
    Queued,
    Started,
)
from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import BadInput
from layerflow_studio.session.eta import StageClock
from layerflow_studio.session.log import start_log, stop_log
from layerflow_studio.session.runner import Lane, Runner

LIMIT = 20.0  # seconds no test may wait


@dataclass(frozen=True)
class Call:
    """Work that calls a function."""

    function: Callable[[ProgressSink, CancelToken], object]
    lane: Lane = Lane.ENGINE
    title: str = "count the sheep"
    stages: tuple[tuple[str, float], ...] = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> object:
        return self.function(progress, cancel)


class Gate:
    """Work that says when it has begun and goes on until it is let through or cancelled."""

    def __init__(self, lane: Lane = Lane.ENGINE) -> None:
        self.begun, self.open = threading.Event(), threading.Event()
        self.work = Call(self._wait, lane)

    def _wait(self, progress: ProgressSink, cancel: CancelToken) -> str:
        self.begun.set()
        while not self.open.wait(0.005):
            cancel.check()
        return "through"


class Record:
    """Remembers every event."""

    def __init__(self, runner: Runner) -> None:
        self.events: list[Event] = []
        runner.subscribe(self.events.append)

    def of(self, job: str) -> list[Event]:
        return [event for event in self.events if event.job == job]


def test_a_job_is_queued_started_reported_and_finished(runner: Runner) -> None:
    picture = np.zeros((1, 2, 2, 4), np.uint8)

    def work(progress: ProgressSink, cancel: CancelToken) -> str:
        progress.progress("count", 1, 2)
        progress.preview(1, 2, {Role.FOREGROUND: picture})
        return threading.current_thread().name

    record = Record(runner)
    job = runner.submit(Call(work))
    assert runner.wait(job, LIMIT) == Finished(job, "layerflow-engine")
    queued, started, progress, preview, finished = record.of(job)
    assert (queued, started, finished) == (Queued(job), Started(job), Finished(job, "layerflow-engine"))
    assert isinstance(progress, Progress) and (progress.stage, progress.done, progress.total) == (
        "count",
        1,
        2,
    )
    assert isinstance(preview, Preview) and preview.frames[Role.FOREGROUND] is picture
    assert runner.jobs() == ()


def test_one_lane_works_in_order_and_lanes_do_not_wait_for_each_other(runner: Runner) -> None:
    gate, order = Gate(), list[str]()
    first = runner.submit(gate.work)
    second = runner.submit(Call(lambda p, c: order.append("second")))
    assert gate.begun.wait(LIMIT)
    export = runner.submit(Call(lambda p, c: order.append(threading.current_thread().name), Lane.FILES))
    assert isinstance(runner.wait(export, LIMIT), Finished)
    assert [job.running for job in runner.jobs()] == [True, False]
    gate.open.set()
    assert isinstance(runner.wait(second, LIMIT), Finished)
    assert runner.wait(first, LIMIT) == Finished(first, "through")
    assert order == ["layerflow-files", "second"]


def test_a_studio_error_is_its_sentence(runner: Runner) -> None:
    def work(progress: ProgressSink, cancel: CancelToken) -> None:
        raise BadInput("The sheep is a goat; choose another.")

    last = runner.wait(runner.submit(Call(work)), LIMIT)
    assert isinstance(last, Failed) and last.message == "The sheep is a goat; choose another."
    assert "Traceback" in last.details and "BadInput" in last.details


@pytest.mark.parametrize(
    ("problem", "words"), [(MemoryError(), "memory"), (ZeroDivisionError("1/0"), "error of its own")]
)
def test_any_other_error_is_one_plain_sentence_and_goes_to_the_log(
    runner: Runner, tmp_path: Path, problem: Exception, words: str
) -> None:
    def work(progress: ProgressSink, cancel: CancelToken) -> None:
        raise problem

    log = start_log(tmp_path)
    try:
        last = runner.wait(runner.submit(Call(work)), LIMIT)
    finally:
        stop_log()
    assert isinstance(last, Failed)
    assert words in last.message and "count the sheep" in last.message and "\n" not in last.message
    assert type(problem).__name__ not in last.message and type(problem).__name__ in last.details
    assert type(problem).__name__ in log.read_text()
    assert isinstance(runner.wait(runner.submit(Call(lambda p, c: None)), LIMIT), Finished)


def test_cancelling_the_running_job_ends_it_and_lets_the_next_one_run(runner: Runner) -> None:
    gate, record = Gate(), Record(runner)
    job = runner.submit(gate.work)
    after = runner.submit(Call(lambda p, c: "after"))
    assert gate.begun.wait(LIMIT)
    runner.cancel(job)
    runner.cancel(job)
    assert runner.wait(job, LIMIT) == CancelledEvent(job)
    assert runner.wait(after, LIMIT) == Finished(after, "after")
    runner.cancel(job)
    assert [event for event in record.of(job) if isinstance(event, LAST_EVENTS)] == [CancelledEvent(job)]


def test_cancelling_a_waiting_job_ends_it_at_once_and_it_never_starts(runner: Runner) -> None:
    gate, record = Gate(), Record(runner)
    runner.submit(gate.work)
    waiting = runner.submit(Call(lambda p, c: pytest.fail("ran")))
    assert gate.begun.wait(LIMIT)
    runner.cancel(waiting)
    assert runner.wait(waiting, 0) == CancelledEvent(waiting)
    gate.open.set()
    assert record.of(waiting) == [Queued(waiting), CancelledEvent(waiting)]


def test_a_job_cancelled_by_a_listener_of_its_queueing_never_starts(runner: Runner) -> None:
    record = Record(runner)
    runner.subscribe(lambda event: runner.cancel(event.job) if isinstance(event, Queued) else None)
    job = runner.submit(Call(lambda p, c: pytest.fail("ran")))
    assert runner.wait(job, LIMIT) == CancelledEvent(job)
    assert record.of(job) == [Queued(job), CancelledEvent(job)]


def test_shutdown_ends_every_job_and_every_thread() -> None:
    runner, gates = Runner(), [Gate(Lane.ENGINE), Gate(Lane.FILES), Gate(Lane.ENGINE)]
    record = Record(runner)
    jobs = [runner.submit(gate.work) for gate in gates]
    assert gates[0].begun.wait(LIMIT) and gates[1].begun.wait(LIMIT)
    assert runner.shutdown(LIMIT) and runner.shutdown(LIMIT)
    for job in jobs:
        assert [event for event in record.of(job) if isinstance(event, LAST_EVENTS)] == [CancelledEvent(job)]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("layerflow-")]
    with pytest.raises(RuntimeError):
        runner.submit(Call(lambda p, c: None))


def test_shutdown_says_when_a_thread_does_not_end() -> None:
    runner, stuck, begun = Runner(), threading.Event(), threading.Event()

    def work(progress: ProgressSink, cancel: CancelToken) -> None:
        begun.set()
        stuck.wait(LIMIT)

    job = runner.submit(Call(work))
    assert begun.wait(LIMIT)
    assert not runner.shutdown(0.01)
    stuck.set()
    assert runner.shutdown(LIMIT)
    assert runner.wait(job, 0) == Finished(job, None)  # it was done before it looked at its token


def test_many_jobs_submitted_and_cancelled_from_many_threads_each_end_once(runner: Runner) -> None:
    record = Record(runner)

    def work(progress: ProgressSink, cancel: CancelToken) -> None:
        for step in range(20):
            cancel.check()
            progress.progress("count", step, 20)

    def submit_some() -> None:
        for number in range(30):
            job = runner.submit(Call(work, Lane.FILES if number % 2 else Lane.ENGINE))
            if number % 3 == 0:
                runner.cancel(job)

    threads = [threading.Thread(target=submit_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    for job in {event.job for event in record.events}:
        assert runner.wait(job, LIMIT) is not None
    ends = [event.job for event in record.events if isinstance(event, LAST_EVENTS)]
    assert len(ends) == len(set(ends)) == 120
    for job in set(ends):
        assert isinstance(record.of(job)[0], Queued) and isinstance(record.of(job)[-1], LAST_EVENTS)


def test_a_listener_that_fails_is_logged_and_harms_no_one(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(event: Event) -> None:
        raise KeyError("stumbled")

    runner.subscribe(stumble)
    record = Record(runner)
    with caplog.at_level(logging.ERROR, "layerflow_studio"):
        job = runner.submit(Call(lambda p, c: "done"))
        assert runner.wait(job, LIMIT) == Finished(job, "done")
    assert len(record.of(job)) == 3 and "stumbled" in caplog.text


def test_an_unsubscribed_listener_hears_nothing(runner: Runner) -> None:
    heard: list[Event] = []
    stop = runner.subscribe(heard.append)
    stop()
    runner.wait(runner.submit(Call(lambda p, c: None)), LIMIT)
    assert heard == []


# --- the time left


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_time_left_of_a_plain_job_follows_its_pace() -> None:
    clock = Clock()
    eta = StageClock(clock=clock)
    assert eta.seconds_left("write", 0, 10) is None
    clock.now = 3.0
    assert eta.seconds_left("write", 3, 10) == pytest.approx(7.0)
    clock.now = 12.0
    assert eta.seconds_left("check", 6, 10) == pytest.approx(8.0)
    assert eta.seconds_left("check", 10, 10) == pytest.approx(0.0)


def test_time_left_counts_later_stages_by_their_shares_once_the_main_stage_tells() -> None:
    clock = Clock()
    eta = StageClock((("load", 0.1), ("denoise", 0.6), ("decode", 0.3)), clock=clock)
    clock.now = 5.0
    assert eta.seconds_left("load", 1, 2) is None
    assert eta.seconds_left("denoise", 0, 10) is None
    clock.now = 7.0
    assert eta.seconds_left("denoise", 1, 10) == pytest.approx(18.0 + 10.0)
    assert eta.seconds_left("surprise", 1, 2) is None


def test_time_left_of_the_second_job_knows_the_first() -> None:
    clock = Clock()
    stages = (("load", 0.5), ("denoise", 0.5))
    first = StageClock(stages, clock=clock)
    first.seconds_left("load", 0, 1)
    clock.now = 4.0
    first.seconds_left("denoise", 0, 2)
    clock.now = 10.0
    first.finish()
    assert first.took == {"load": 4.0, "denoise": 6.0}
    second = StageClock(stages, first.took, clock=clock)
    assert second.seconds_left("load", 0, 1) == pytest.approx(10.0)
    clock.now = 12.0
    assert second.seconds_left("denoise", 0, 2) == pytest.approx(6.0)
    clock.now = 14.0
    assert second.seconds_left("denoise", 1, 2) == pytest.approx(2.0)


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux only")
def test_work_lets_the_window_go_first_where_that_is_wanted() -> None:
    found: list[int] = []

    @dataclass(frozen=True)
    class Look:
        title = "look at the priority"
        lane = Lane.ENGINE
        stages = ()

        def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
            found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    for gives_way in (False, True):
        with Runner(gives_way=gives_way) as runner:
            runner.wait(runner.submit(Look()))
    assert found[0] == own
    assert found[1] > own or own == 19
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own
