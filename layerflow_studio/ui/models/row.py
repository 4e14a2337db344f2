"""One model in the list: what it does, how it is, and the buttons that make sense for it now."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.session.model_states import Condition, Home, ModelState
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import ShareBar, muted
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.jobs import JobCard, JobState
from layerflow_studio.ui.models.words import condition_words, does, facts_line, flaw_words, licence_line
from layerflow_studio.ui.panels.jobs import running_words

_GLYPHS = {
    Condition.READY: ("check", theme.GOOD),
    Condition.MISSING: ("warning", theme.ALERT),
    Condition.DAMAGED: ("warning", theme.ALERT),
    Condition.BEGUN: ("pause", theme.MUTED),
    Condition.ABSENT: ("import", theme.MUTED),
}
_MOST_FLAWS = 4
_SIGN = 18


class ModelRow(QFrame):
    """Shows a model; its buttons ask by signals."""

    use_wanted, download_wanted, cancel_wanted = Signal(str), Signal(str), Signal(str)
    verify_wanted, reveal_wanted, remove_wanted = Signal(str), Signal(str), Signal(str)

    def __init__(self, state: ModelState) -> None:
        super().__init__()
        self.setObjectName("model-row")
        self.id = state.id
        self.glyph = QLabel()
        self.glyph.setFixedSize(QSize(_SIGN, _SIGN))
        self.name = QLabel(state.name)
        self.name.setFont(theme.numeric_font(10, bold=True))
        self.condition = QLabel()
        self.does, self.facts = QLabel(), muted()
        self.licence, self.flaws = muted(), QLabel()
        self.flaws.setObjectName("alert")
        for label in (self.does, self.facts, self.licence, self.flaws):
            label.setWordWrap(True)
        self.bar = ShareBar(self.tr("Progress of {model}").format(model=state.name))
        self.progress = muted()
        self.use = self._button(self.tr("Use"), self.tr("Generate with {model} in this project"))
        self.download = self._button(self.tr("Download…"), self.tr("Download {model}"))
        self.cancel = self._button(self.tr("Cancel"), self.tr("Stop working on {model}"))
        self.verify = self._button(self.tr("Verify"), self.tr("Verify the files of {model}"))
        self.reveal = self._button(self.tr("Show folder"), self.tr("Show the folder of {model}"))
        self.remove = self._button(self.tr("Remove…"), self.tr("Remove {model}"))
        self.use.clicked.connect(lambda: self.use_wanted.emit(self.id))
        self.download.clicked.connect(lambda: self.download_wanted.emit(self.id))
        self.cancel.clicked.connect(lambda: self.cancel_wanted.emit(self.id))
        self.verify.clicked.connect(lambda: self.verify_wanted.emit(self.id))
        self.reveal.clicked.connect(lambda: self.reveal_wanted.emit(self.id))
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self.id))
        self._lay_out()
        self._state = state

    def render(self, state: ModelState, card: JobCard | None, *, chosen: bool) -> None:
        """Show a model as it is now, with the job that works on it; `chosen` is the project's own."""
        self._state = state
        name, colour = _GLYPHS[state.condition]
        self.glyph.setPixmap(picture(name, _SIGN, colour, 2))
        fetched = card is not None and state.model is None
        words = self.tr("Being obtained") if fetched else condition_words(state)
        if chosen:
            words = self.tr("{condition}  ·  used in this project").format(condition=words)
        self.condition.setText(words)
        entry, ready = state.published, state.condition == Condition.READY
        self._say(self.does, does(state))
        self._say(self.facts, facts_line(state))
        self._say(self.licence, licence_line(entry) if entry is not None else "")
        flaws = [flaw_words(flaw) for flaw in state.flaws]
        more = len(flaws) - _MOST_FLAWS
        if more > 0:
            flaws = [*flaws[:_MOST_FLAWS], self.tr("and {count} more").format(count=more)]
        self._say(self.flaws, "\n".join(flaws))
        busy = card is not None
        for button, shown in (
            (self.use, ready and not chosen),
            (self.download, entry is not None and not ready and not busy and state.home in (Home.NOWHERE, Home.KEPT)),
            (self.verify, state.model is not None and not busy),
            (self.reveal, state.folder is not None),
            (self.remove, state.home != Home.SHIPPED and state.condition != Condition.ABSENT and not busy),
            (self.cancel, busy),
        ):  # fmt: skip
            button.setVisible(shown)
        begun = state.condition == Condition.BEGUN
        self.download.setText(self.tr("Go on…") if begun else self.tr("Download…"))
        self.render_job(card)
        self.setAccessibleName(f"{state.name}, {words}")

    def render_job(self, card: JobCard | None) -> None:
        """Show how far the job is."""
        for part in (self.bar, self.progress):
            part.setVisible(card is not None)
        if card is None:
            return
        self.bar.show_share(card.fraction)
        self.cancel.setEnabled(card.state != JobState.CANCELLING)
        waiting = {
            JobState.WAITING: self.tr("Waiting"),
            JobState.CANCELLING: self.tr("Cancelling…"),
        }.get(card.state)
        self.progress.setText(waiting or running_words(card))

    @staticmethod
    def _button(text: str, spoken: str) -> QPushButton:
        made = QPushButton(text)
        made.setProperty("spoken", spoken)
        made.setAutoDefault(False)
        return made

    @staticmethod
    def _say(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _lay_out(self) -> None:
        for button in (self.use, self.download, self.cancel, self.verify, self.reveal, self.remove):
            button.setAccessibleName(button.property("spoken").format(model=self.name.text()))
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name)
        head.addWidget(self.condition)
        head.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.use, self.download, self.cancel, self.verify, self.reveal, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addLayout(head)
        for label in (self.does, self.facts, self.licence, self.flaws, self.bar, self.progress):
            text.addWidget(label)
        text.addSpacing(3)
        text.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 11, 14, 12)
        whole.setSpacing(11)
        whole.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(text, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class Heading(QWidget):
    """A line over a group of models."""

    def __init__(self, text: str) -> None:
        super().__init__()
        label = QLabel(text)
        label.setFont(theme.numeric_font(9, bold=True))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 12, 12, 6)
        line.addWidget(label)
