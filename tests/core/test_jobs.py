from __future__ import annotations

import threading

import pytest

from layerflow_studio import errors
from layerflow_studio.core.jobs import (
    LAST_EVENTS,
    CancelledEvent,
    CancelToken,
    Failed,
    Finished,
    Progress,
    ProgressSink,
    Queued,
    SilentProgress,
    Started,
)
from layerflow_studio.errors import Cancelled


def test_a_token_stops_a_loop_in_another_thread() -> None:
    token = CancelToken()
    running = threading.Event()
    stopped: list[Cancelled] = []

    def work() -> None:
        try:
            while True:
                token.check()
                running.set()
        except Cancelled as end:
            stopped.append(end)

    thread = threading.Thread(target=work)
    thread.start()
    assert running.wait(5)
    token.cancel()
    thread.join(5)
    assert len(stopped) == 1
    assert token.cancelled


def test_a_fresh_token_lets_work_go_on() -> None:
    token, other = CancelToken(), CancelToken()
    other.cancel()
    token.check()
    assert not token.cancelled


def test_events_carry_their_job_first() -> None:
    assert [
        Queued("job-1"),
        Started("job-1"),
        Progress("job-1", "denoise", 3, 20),
        Finished("job-1", 7),
        Failed("job-1", "No."),
        CancelledEvent("job-1"),
    ] == [
        Queued(job="job-1"),
        Started(job="job-1"),
        Progress(job="job-1", stage="denoise", done=3, total=20, seconds_left=None),
        Finished(job="job-1", result=7),
        Failed(job="job-1", message="No.", details=""),
        CancelledEvent(job="job-1"),
    ]
    assert not isinstance(Progress("job-1", "denoise", 1, 1), LAST_EVENTS)


def test_silence_is_a_sink() -> None:
    sink: ProgressSink = SilentProgress()
    sink.progress("load", 1, 2)
    sink.preview(1, 2, {})


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.BadInput, ValueError),
        (errors.FileMissing, FileNotFoundError),
        (errors.Damaged, ValueError),
        (errors.WeightsMissing, FileNotFoundError),
        (errors.OutOfMemory, MemoryError),
    ],
)
def test_errors_are_the_builtins_they_resemble(
    error: type[errors.StudioError], builtin: type[Exception]
) -> None:
    with pytest.raises(builtin) as caught:
        raise error("Something is wrong; do something.")
    assert isinstance(caught.value, errors.StudioError)
    assert str(caught.value) == "Something is wrong; do something."
