"""How the window hears of a job's end: told in three steps, and always in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from layerflow_studio.core.jobs import CancelToken, Finished, ProgressSink
from layerflow_studio.session.runner import Lane, Runner
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState

pytestmark = pytest.mark.gui


@dataclass(frozen=True)
class Answer:
    """Work that is done at once."""

    answer: int
    lane: Lane = Lane.ENGINE
    title: str = "find the answer"
    stages: tuple[tuple[str, float], ...] = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> int:
        return self.answer


@pytest.fixture
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    assert runner.shutdown()


@pytest.fixture
def book(qtbot: QtBot, runner: Runner) -> Iterator[JobBook]:
    book = JobBook(runner)
    yield book
    book.detach()
    book.deleteLater()


def test_a_run_ends_in_three_steps_with_time_to_paint_between_them(qtbot: QtBot, book: JobBook) -> None:
    told: list[str] = []

    def note(moment: str, card: JobCard) -> None:
        now = book.card(card.id)
        assert now is not None and card.result == 42
        told.append(f"{moment}, {card.state} it says, {now.state} in the book, {len(book.busy)} busy")
        QTimer.singleShot(0, lambda: told.append("another turn"))

    book.finishing.connect(lambda card: note("finishing", card))
    book.landing.connect(lambda card: note("landing", card))
    book.ended.connect(lambda card: note("ended", card))
    book.submit(Answer(42), "The answer")
    qtbot.waitUntil(lambda: len(told) == 6)
    assert told == [
        "finishing, done it says, running in the book, 1 busy",
        "another turn",
        "landing, done it says, running in the book, 1 busy",
        "another turn",
        "ended, done it says, done in the book, 0 busy",
        "another turn",
    ]


def test_what_follows_a_finished_job_is_heard_after_its_end(
    qtbot: QtBot, book: JobBook, runner: Runner
) -> None:
    done: list[str] = []
    runner.subscribe(lambda event: done.append(event.job) if isinstance(event, Finished) else None)
    told: list[tuple[str, JobState]] = []

    def note(job: str) -> None:
        card = book.card(job)
        assert card is not None
        told.append((job, card.state))

    book.changed.connect(note)
    jobs = [book.submit(Answer(number), f"Answer {number}") for number in range(3)]
    deadline = time.monotonic() + 10
    while len(done) < 3 and time.monotonic() < deadline:  # no turn of the event loop: all is heard in one
        time.sleep(0.005)
    qtbot.waitUntil(lambda: not book.busy)
    assert told == [(job, state) for job in jobs for state in (JobState.RUNNING, JobState.DONE)]


def test_a_finished_job_ends_once_although_it_is_cancelled_meanwhile(qtbot: QtBot, book: JobBook) -> None:
    ends: list[JobState] = []
    book.ended.connect(lambda card: ends.append(card.state))
    book.finishing.connect(lambda card: book.cancel(card.id))
    job = book.submit(Answer(42), "The answer")
    qtbot.waitUntil(lambda: not book.busy)
    qtbot.wait(200)
    assert ends == [JobState.DONE], "what is done already cannot be taken back"
    card = book.card(job)
    assert card is not None and card.result == 42


def test_nothing_is_begun_quietly_once_the_window_has_gone(book: JobBook, runner: Runner) -> None:
    book.detach()
    assert runner.shutdown()
    assert book.submit_quietly(Answer(42)) == ""


def test_who_leaves_is_shown_at_once_what_has_ended(qtbot: QtBot, book: JobBook) -> None:
    told: list[str] = []
    for moment in ("finishing", "landing", "ended"):
        getattr(book, moment).connect(lambda _, moment=moment: told.append(moment))
    book.submit(Answer(42), "The answer")
    with qtbot.waitSignal(book.finishing):
        pass
    assert told == ["finishing"]
    book.settle()
    assert told == ["finishing", "landing", "ended"] and not book.busy
    qtbot.wait(150)
    assert len(told) == 3, "nothing comes twice"
