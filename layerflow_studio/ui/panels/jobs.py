"""All jobs in one list: what they make, stage, bar, time, outcome, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.takes import Take
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import ElidedLabel, Glyph, ShareBar, muted, tool_button
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.panels.column import Column
from layerflow_studio.ui.sentences import bytes_done, said, stage_name
from layerflow_studio.ui.words import clock_time, duration, proof, time_left

_GLYPHS = {
    JobState.WAITING: ("jobs", theme.MUTED),
    JobState.RUNNING: ("generate", theme.ACCENT),
    JobState.CANCELLING: ("cancel", theme.MUTED),
    JobState.DONE: ("check", theme.GOOD),
    JobState.FAILED: ("warning", theme.ALERT),
    JobState.CANCELLED: ("cancel", theme.MUTED),
    JobState.LOST: ("lost", theme.ALERT),
}
_FIRST_SHOWN = 25
_TICK_MS = 1000
_SOON_MS = 30


class JobRow(QFrame):
    """One job, with the buttons that make sense for it now."""

    asked_details = Signal(str)

    def __init__(self, book: JobBook, card: JobCard) -> None:
        super().__init__()
        self.setObjectName("job-row")
        self._book, self._job = book, card.id
        self.glyph = Glyph()
        self.title = ElidedLabel(plain=True)
        self.state = muted()
        self.state.setWordWrap(True)
        self.bar = ShareBar(self.tr("Progress of {job}").format(job=card.title))
        self._make_buttons(card.title)
        self._lay_out()
        self.render(card)

    def _make_buttons(self, title: str) -> None:
        def button(words: str, icon: str, act: Callable[[], object]) -> QToolButton:
            made = tool_button(words.format(job=title), icon, side=14)
            made.clicked.connect(act)
            return made

        self.earlier = button(self.tr("Run {job} one place earlier"), "move-up", self._run_earlier)
        self.first = button(self.tr("Run {job} next"), "to-front", self._run_first)
        self.again = button(self.tr("Run {job} again"), "retry", self._run_again)
        self.details = button(self.tr("Details of {job}"), "details", self._ask_details)
        self.folder = button(self.tr("Open the folder of {job}"), "folder", self._open_folder)
        self.dismiss = button(self.tr("Do without {job}"), "close", self._dismiss)
        self.stop = button(self.tr("Cancel {job}"), "cancel", self._cancel)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(self.glyph)
        head.addSpacing(4)
        head.addWidget(self.title, 1)
        for button in (
            self.earlier, self.first, self.again, self.details, self.folder, self.dismiss, self.stop,
        ):  # fmt: skip
            head.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 6, 8, 7)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.bar)
        whole.addWidget(self.state)

    def render(self, card: JobCard) -> None:
        """Show a job as it is now."""
        name, colour = _GLYPHS[card.state]
        waiting = card.state == JobState.WAITING
        self.glyph.show_picture(picture(name, 14, colour, 2))
        self.title.show_text(card.title[:1].upper() + card.title[1:])
        self.bar.setVisible(card.state in (JobState.RUNNING, JobState.CANCELLING))
        self.bar.show_share(card.fraction)
        for button, shown in (
            (self.earlier, waiting),
            (self.first, waiting),
            (self.again, card.can_run_again),
            (self.details, bool(card.details)),
            (self.folder, card.state == JobState.DONE and bool(card.place)),
            (self.dismiss, card.state == JobState.LOST),
            (self.stop, not card.over),
        ):
            button.setVisible(shown)
        self.stop.setEnabled(card.state != JobState.CANCELLING)
        self.render_time(card)

    def render_time(self, card: JobCard) -> None:
        """Show the words, which change as time goes by."""
        self.state.setText(self._words(card))
        self.setAccessibleName(f"{card.title}, {self.state.text()}")

    def _words(self, card: JobCard) -> str:
        match card.state:
            case JobState.WAITING:
                return self.tr("waiting")
            case JobState.CANCELLING:
                return self.tr("cancelling…")
            case JobState.CANCELLED:
                return self._dated(self.tr("cancelled"), card)
            case JobState.LOST:
                return self.tr("interrupted: the program or the project was closed before it ended")
            case JobState.FAILED:
                return said(card.message)
            case JobState.DONE:
                done = self.tr("done in {duration}").format(duration=duration(card.seconds))
                proven = proof(card.result) if isinstance(card.result, Take) else ""
                return self._dated(" · ".join(part for part in (done, proven) if part), card)
        return running_words(card)

    def _dated(self, words: str, card: JobCard) -> str:
        moment = clock_time(card.ended)
        return f"{words} · {moment}" if moment else words

    def _cancel(self) -> None:
        self._book.cancel(self._job)

    def _run_earlier(self) -> None:
        self._book.run_earlier(self._job)

    def _run_first(self) -> None:
        self._book.run_earlier(self._job, len(self._book.waiting))

    def _run_again(self) -> None:
        self._book.run_again(self._job)

    def _dismiss(self) -> None:
        self._book.dismiss(self._job)

    def _ask_details(self) -> None:
        self.asked_details.emit(self._job)

    def _open_folder(self) -> None:
        card = self._book.card(self._job)
        if card is not None and card.place:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(card.place).parent)))


def running_words(card: JobCard) -> str:
    """How far a running job is, in words."""
    parts = [stage_name(card.stage or "load"), f"{card.fraction * 100:.0f} %"]
    parts.append(bytes_done(card.stage, card.done, card.total, card.pace) or duration(card.elapsed))
    if card.seconds_left is not None:
        parts.append(time_left(card.seconds_left))
    return " · ".join(parts)


class JobsPanel(QWidget):
    """What runs, then what waits in its order, then what has ended, newest first."""

    asked_details = Signal(str)
    """The user wants to read how a job failed."""

    def __init__(self, book: JobBook) -> None:
        super().__init__()
        self._book = book
        self._rows: dict[str, JobRow] = {}
        self._all_shown = False
        self.column = Column(self.tr("Jobs"))
        self.summary = muted()
        self.stop_waiting = tool_button(self.tr("Cancel all jobs that wait"), "cancel", side=16)
        self.stop_waiting.clicked.connect(book.cancel_waiting)
        self.clear = tool_button(self.tr("Clear the jobs that have ended"), "trash", side=16)
        self.clear.clicked.connect(book.clear_ended)
        self.more = QPushButton()
        self.more.clicked.connect(self._show_all)
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 0)
        head.setSpacing(3)
        head.addWidget(self.summary, 1)
        head.addWidget(self.stop_waiting)
        head.addWidget(self.clear)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.column, 1)
        whole.addWidget(self.more)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._later = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._later.timeout.connect(self._arrange)
        book.added.connect(self._arrange_soon)
        book.changed.connect(self._change)
        book.removed.connect(self._remove)
        book.reordered.connect(self._arrange_soon)
        self._arrange()

    def row(self, job: str) -> JobRow:
        """The row of a job."""
        if self._later.isActive():
            self._arrange()
        return self._rows[job]

    @property
    def order(self) -> tuple[str, ...]:
        """The jobs as they are listed, from the top."""
        cards = self._book.cards
        going = [card for card in cards if not card.over and card.state != JobState.WAITING]
        ended = [card for card in reversed(cards) if card.over]
        ended.sort(key=lambda card: card.state != JobState.LOST)
        shown = ended if self._all_shown else ended[:_FIRST_SHOWN]
        return tuple(card.id for card in (*going, *self._book.waiting, *shown))

    def _show_all(self) -> None:
        self._all_shown = True
        self._arrange()

    def _arrange_soon(self, *_: object) -> None:
        """Make rows after whatever led to them, so that neither holds the window up for both."""
        if not self._later.isActive():
            self._later.start()

    def _arrange(self) -> None:
        self._later.stop()
        order = self.order
        for job in [job for job in self._rows if job not in order]:
            self.column.drop(self._rows.pop(job))
        for job in order:
            card = self._book.card(job)
            if job not in self._rows and card is not None:
                self._rows[job] = JobRow(self._book, card)
                self._rows[job].asked_details.connect(self.asked_details)
        self._rows = {job: self._rows[job] for job in order}
        self.column.arrange(list(self._rows.values()))
        self._summarise()

    def _change(self, job: str) -> None:
        card, row = self._book.card(job), self._rows.get(job)
        if card is None or row is None:
            return
        row.render(card)
        if tuple(self._rows) != self.order:
            self._arrange_soon()
        self._summarise()

    def _remove(self, job: str) -> None:
        if job in self._rows:
            self.column.drop(self._rows.pop(job))
        self._arrange()

    def _summarise(self) -> None:
        busy, waiting, cards = len(self._book.busy), len(self._book.waiting), self._book.cards
        if waiting:
            words = self.tr("{count} running, {waiting} waiting").format(
                count=busy - waiting, waiting=waiting
            )
        elif busy:
            words = self.tr("{count} running").format(count=busy)
        else:
            words = self.tr("Nothing is running") if cards else self.tr("No jobs yet")
        self.summary.setText(words)
        self.stop_waiting.setEnabled(waiting > 0)
        self.clear.setEnabled(any(card.over and card.state != JobState.LOST for card in cards))
        hidden = len(cards) - len(self._rows)
        self.more.setVisible(hidden > 0)
        self.more.setText(self.tr("Show {count} older jobs").format(count=hidden))
        if busy and not self._clock.isActive():
            self._clock.start()
        elif not busy:
            self._clock.stop()

    def _tick(self) -> None:
        for card in self._book.busy:
            if card.state == JobState.RUNNING and card.id in self._rows:
                self._rows[card.id].render_time(card)
