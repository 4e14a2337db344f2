"""All jobs in one list: what they make, stage, bar, time left, and a way to stop them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.words import duration, stage_name, time_left

_GLYPHS = {
    JobState.WAITING: ("jobs", theme.MUTED),
    JobState.RUNNING: ("generate", theme.ACCENT),
    JobState.CANCELLING: ("cancel", theme.MUTED),
    JobState.DONE: ("check", theme.GOOD),
    JobState.FAILED: ("warning", theme.ALERT),
    JobState.CANCELLED: ("cancel", theme.MUTED),
}


class JobRow(QFrame):
    """One job."""

    def __init__(self, book: JobBook, card: JobCard) -> None:
        super().__init__()
        self.setObjectName("job-row")
        self._book, self._job = book, card.id
        self.glyph = QLabel()
        self.title = QLabel(card.title[:1].upper() + card.title[1:])
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.state = muted()
        self.state.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of {job}").format(job=card.title))
        self.stop = tool_button(self.tr("Cancel {job}").format(job=card.title), "cancel", side=14)
        self.stop.clicked.connect(self._cancel)
        head = QHBoxLayout()
        head.setSpacing(7)
        head.addWidget(self.glyph)
        head.addWidget(self.title, 1)
        head.addWidget(self.stop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 6, 8, 7)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.bar)
        whole.addWidget(self.state)
        self.render(card)

    def render(self, card: JobCard) -> None:
        """Show a job as it is now."""
        name, colour = _GLYPHS[card.state]
        self.glyph.setPixmap(picture(name, 14, colour, 2))
        self.bar.setVisible(not card.over)
        self.bar.setValue(round(card.fraction * 1000))
        self.stop.setVisible(not card.over)
        self.stop.setEnabled(card.state != JobState.CANCELLING)
        self.state.setText(self._words(card))
        self.setAccessibleName(f"{card.title}, {self.state.text()}")

    def _words(self, card: JobCard) -> str:
        match card.state:
            case JobState.WAITING:
                return self.tr("waiting")
            case JobState.CANCELLING:
                return self.tr("cancelling…")
            case JobState.CANCELLED:
                return self.tr("cancelled")
            case JobState.FAILED:
                return card.message
            case JobState.DONE:
                return self.tr("done in {duration}").format(duration=duration(card.seconds))
        parts = [stage_name(card.stage or "load"), f"{card.fraction * 100:.0f} %"]
        if card.seconds_left is not None:
            parts.append(time_left(card.seconds_left))
        return " · ".join(parts)

    def _cancel(self) -> None:
        self._book.cancel(self._job)


class JobsPanel(QWidget):
    """Every job of this window, newest first."""

    def __init__(self, book: JobBook) -> None:
        super().__init__()
        self._book = book
        self._rows: dict[str, JobRow] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setObjectName("stack")
        inside.setLayout(self._column)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Jobs"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.summary = muted()
        self.clear = tool_button(self.tr("Clear the jobs that have ended"), "trash", side=16)
        self.clear.clicked.connect(book.clear_ended)
        head = QHBoxLayout()
        head.setContentsMargins(10, 6, 10, 0)
        head.addWidget(self.summary, 1)
        head.addWidget(self.clear)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(scroll, 1)
        book.added.connect(self._add)
        book.changed.connect(self._change)
        book.removed.connect(self._remove)
        self._summarise()

    def row(self, job: str) -> JobRow:
        """The row of a job."""
        return self._rows[job]

    def _add(self, job: str) -> None:
        card = self._book.card(job)
        if card is not None:
            self._rows[job] = JobRow(self._book, card)
            self._column.insertWidget(0, self._rows[job])
        self._summarise()

    def _change(self, job: str) -> None:
        card = self._book.card(job)
        if card is not None and job in self._rows:
            self._rows[job].render(card)
        self._summarise()

    def _remove(self, job: str) -> None:
        row = self._rows.pop(job, None)
        if row is not None:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._summarise()

    def _summarise(self) -> None:
        busy, all_jobs = len(self._book.busy), len(self._book.cards)
        if busy:
            self.summary.setText(self.tr("{count} running or waiting").format(count=busy))
        else:
            self.summary.setText(self.tr("Nothing is running") if all_jobs else self.tr("No jobs yet"))
        self.clear.setEnabled(all_jobs > busy)
