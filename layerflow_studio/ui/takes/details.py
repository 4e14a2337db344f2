"""What is known of the current take: stars, note, the whole request, where it comes from, and the proof."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout

from layerflow_studio.core.takes import BEST_RATING
from layerflow_studio.session.measures import measurable
from layerflow_studio.ui import theme
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import ElidedLabel, action_button, revert_on_escape, show_text, tool_button
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.takes.commands import TakeCommands
from layerflow_studio.ui.takes.words import made_and_kept
from layerflow_studio.ui.words import first_upper, proof

_BUTTONS = ("take-use", "take-use-clip", "take-compare", "take-details", "take-pin", "take-discard")
_ROOM_FOR_NOTE, _ROOM_FOR_TEXT = 440, 560
_LEAST_TEXT = 96


class TakeDetails(QFrame):
    """Shows the current take and lets it be judged."""

    def __init__(self, commands: TakeCommands, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("take-details")
        self._commands = commands
        self._shown = ""
        self._rating = -1
        self.name = QLabel()
        self.name.setFont(theme.numeric_font(10.5, bold=True))
        self.summary = ElidedLabel(plain=True)
        self.stars = tuple(tool_button("", "star", side=14) for _ in range(BEST_RATING))
        for number, star in enumerate(self.stars, 1):
            star.setObjectName("star")
            star.setAccessibleName(self.tr("Rate {count} of 5").format(count=number))
            star.setToolTip(star.accessibleName())
            star.clicked.connect(partial(self._rate, number))
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note on the take"))
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.editingFinished.connect(self._write_note)
        revert_on_escape(self.note, self._show_note)
        self.proof = QLabel()
        self.proof.setObjectName("proof")
        self.proof.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("The take in full"))
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.numeric_font(8.75))
        self._lay_out(actions)
        commands.current_changed.connect(self.render)
        commands.asked_note.connect(self.edit_note)
        commands.measures.changed.connect(self.render)
        self.render()

    def _lay_out(self, actions: Actions) -> None:
        head, marks = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name)
        head.addWidget(self.summary, 1)
        marks.setSpacing(0)
        for star in self.stars:
            marks.addWidget(star)
        marks.addStretch(1)
        for name in _BUTTONS:
            marks.addWidget(action_button(actions[name], side=16))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 8, 10, 8)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(marks)
        whole.addWidget(self.note)
        whole.addWidget(self.proof)
        whole.addWidget(self.text, 1)

    def set_room(self, height: int) -> None:
        """Show less where the whole panel is only so many pixels high."""
        self.text.setVisible(height >= _ROOM_FOR_TEXT)
        self.note.setVisible(height >= _ROOM_FOR_NOTE)
        self.text.setFixedHeight(max(_LEAST_TEXT, height // 4))

    def edit_note(self) -> None:
        """Put the cursor into the note."""
        self.note.setVisible(True)
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def render(self) -> None:
        """Show the current take."""
        entry = self._commands.current
        left, self._shown = self._shown, entry.take.id if entry is not None else ""
        if left != self._shown and self.note.isModified():
            self._file_note(left)
        self.setVisible(entry is not None)
        if entry is None:
            return
        self.name.setText(self._commands.label(entry))
        self.summary.show_text(made_and_kept(entry.take))
        self._show_rating(entry.rating)
        self._show_note()
        proven = proof(entry.take)
        self.proof.setText(first_upper(proven))
        self.proof.setVisible(bool(proven))
        text = self._commands.text(entry).partition("\n")[2]  # the first line is above already
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        if measurable(entry.take):
            self._commands.measures.request([entry.take])

    def _show_rating(self, rating: int) -> None:
        if rating != self._rating:
            self._rating = rating
            for number, star in enumerate(self.stars, 1):
                lit = number <= rating
                star.setIcon(
                    icon("star-on", colour=theme.ACCENT) if lit else icon("star", colour=theme.MUTED)
                )

    def _rate(self, number: int) -> None:
        entry = self._commands.current
        if entry is not None:
            self._commands.rate(entry.take.id, 0 if entry.rating == number else number)

    def _show_note(self) -> None:
        entry = self._commands.current
        show_text(self.note, entry.note if entry is not None else "")

    def _write_note(self) -> None:
        self._file_note(self._shown)

    def _file_note(self, take_id: str) -> None:
        """Write down what is typed; what could not be kept stays typed as long as its take is shown."""
        text = self.note.text()
        self.note.setModified(False)
        if take_id and not self._commands.note(take_id, text) and take_id == self._shown:
            self.note.setText(text)
            self.note.setModified(True)
