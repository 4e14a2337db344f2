"""While a key is held: what an action's key starts goes on until that key is let go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication


class Hold(QObject):
    """Begun by an action that a key may have triggered; `ended` when the key is up or the window is left.

    It listens to the application only while something is held.
    """

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: frozenset[int] = frozenset()

    @property
    def active(self) -> bool:
        """Whether the key is still down."""
        return bool(self._keys)

    def begin(self, sequences: list[QKeySequence]) -> None:
        """Wait for any key of an action's sequences to be let go."""
        singles = [sequence for sequence in sequences if sequence.count() == 1]
        self._keys = frozenset(sequence[0].key().value for sequence in singles)  # pyright: ignore[reportIndexIssue]
        application = QApplication.instance()
        if self._keys and application is not None:
            application.installEventFilter(self)

    def end(self) -> None:
        """Stop waiting."""
        if not self._keys:
            return
        self._keys = frozenset()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.ended.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear the key come up; nothing is kept from anyone."""
        kind = event.type()
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if event.key() in self._keys and not event.isAutoRepeat():
                self.end()
        elif kind == QEvent.Type.WindowDeactivate:
            self.end()
        return False
