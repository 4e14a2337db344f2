"""The prompt field: typing that is undone by the document, and phrases the model knows offered while typing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

_LEAST_TYPED = 2
_MOST_OFFERED = 8
_WORD_START = re.compile(r"(?<![^\s,.;:])\S")


class PromptEdit(QPlainTextEdit):
    """A prompt field. Undo belongs to the document; Tab goes on to the next control."""

    focused = Signal()
    left = Signal()
    refused = Signal()
    """Something was typed into a locked layer."""

    def __init__(self, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases: tuple[str, ...] = ()
        self._typed = 0
        self._offers: PhraseList | None = None
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFixedHeight(height)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)

    @property
    def offered(self) -> tuple[str, ...]:
        """The phrases that are offered now."""
        return self._offers.phrases if self._offers is not None and self._offers.isVisible() else ()

    def set_phrases(self, phrases: Sequence[str]) -> None:
        """Offer these while typing."""
        self._phrases = tuple(phrases)

    def show_text(self, text: str) -> None:
        """Take over a text from the document, the cursor staying where it is."""
        if text == self.toPlainText():
            return
        with QSignalBlocker(self):
            cursor = self.textCursor()
            place = min(cursor.position(), len(text))
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(place)
            self.setTextCursor(cursor)

    def insert_phrase(self, phrase: str) -> None:
        """Type a phrase where the cursor is, apart from the words beside it."""
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.selectionStart()]
        cursor.insertText(f"{' ' if before and not before[-1].isspace() else ''}{phrase}")
        self.setTextCursor(cursor)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text may be dropped or pasted here; files are for the layer."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that typing may begin."""
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that typing has ended."""
        super().focusOutEvent(event)
        if self._offers is not None:
            self._offers.hide()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the window while phrases are offered."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.offered
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or say why not; offer phrases for what was typed."""
        if self._offers is not None and self._offers.isVisible() and self._offers.take_key(event):
            return
        typed = bool(event.text()) and event.text().isprintable()
        if self.isReadOnly() and typed:
            self.refused.emit()
        super().keyPressEvent(event)
        if not self.isReadOnly() and (typed or event.key() == Qt.Key.Key_Backspace):
            self._offer()
        elif self._offers is not None:
            self._offers.hide()

    def _offer(self) -> None:
        cursor = self.textCursor()
        typed, found = completions(cursor.block().text()[: cursor.positionInBlock()], self._phrases)
        self._typed = len(typed)
        if found and self._offers is None:
            self._offers = PhraseList()
            self._offers.chosen.connect(self._complete)
            self.destroyed.connect(self._offers.deleteLater)
        if self._offers is not None:
            self._offers.offer(found, self, self.cursorRect().bottomLeft())

    def _complete(self, phrase: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, self._typed)
        cursor.insertText(phrase)
        self.setTextCursor(cursor)


class PhraseList(QListWidget):
    """The phrases that are offered, over the window and below the words they would complete.

    The keyboard stays with the field, which hands its keys to `take_key`.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offers")
        self.setAccessibleName(self.tr("Phrases the model knows"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()
        self.itemClicked.connect(self._choose)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What is offered, from the top."""
        return tuple(self.item(row).text() for row in range(self.count()))

    def offer(self, phrases: Sequence[str], field: QWidget, below: QPoint) -> None:
        """Show phrases below a place of a field; hide when there are none."""
        self.hide()
        self.clear()
        if not phrases:
            return
        self.addItems(list(phrases))
        self.setCurrentRow(0)
        window = field.window()
        self.setParent(window)
        frame = 2 * self.frameWidth() + 2
        width = min(self.sizeHintForColumn(0) + frame + 8, window.width())
        height = sum(self.sizeHintForRow(row) for row in range(self.count())) + frame
        place = field.mapTo(window, below) + QPoint(0, 4)
        if place.y() + height > window.height():
            place.setY(max(0, place.y() - height - 28))
        self.setGeometry(min(place.x(), window.width() - width), place.y(), width, height)
        self.show()
        self.raise_()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move, choose or close with a key; False when it means nothing here."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose(self.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _choose(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(item.text())


def completions(text: str, phrases: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the end of a text that begins a known phrase, and the phrases it begins, at most eight.

    The longest such end counts. A single word may also begin a later word of a phrase, from two letters on; a
    phrase that is there whole already is not offered.
    """
    if not text or text[-1].isspace():
        return "", ()
    starts = [match.start() for match in _WORD_START.finditer(text)]
    for start in starts:
        end = text[start:].lower()
        if len(end) < _LEAST_TYPED:
            continue
        begun = [phrase for phrase in phrases if phrase.lower().startswith(end)]
        if start == starts[-1]:
            begun += [p for p in phrases if p not in begun and f" {end}" in p.lower()]
        if any(phrase.lower() == end for phrase in begun):
            return "", ()
        if begun:
            return text[start:], tuple(begun[:_MOST_OFFERED])
    return "", ()
