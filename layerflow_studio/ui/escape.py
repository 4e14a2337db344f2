"""Esc while something is dragged, typed or fills the screen: it ends that, and does not cancel a run.

The focused widget is asked first, then those around it up to the window, and last the window's own action.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class EscapeKey(QObject):
    """Watches one widget: while `busy`, its Esc calls `cancel`, and the window's own Esc is not asked."""

    def __init__(self, widget: QWidget, busy: Callable[[], bool], cancel: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._busy, self._cancel = widget, busy, cancel
        self.watch(True)

    def watch(self, on: bool) -> None:
        """Watch, or not for now: who watches is asked about each event of the widget."""
        self._widget.installEventFilter(self) if on else self._widget.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the key."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape or not self._busy():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._cancel()
            return True
        return False


class EscapeAnywhere(QObject):
    """From `look` to `look_away`, Esc calls `cancel` wherever the focus is."""

    def __init__(self, cancel: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._cancel = cancel

    def look(self) -> None:
        """Begin."""
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def look_away(self) -> None:
        """End."""
        application = QCoreApplication.instance()
        assert application is not None
        application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the key."""
        if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self._cancel()
        return True
