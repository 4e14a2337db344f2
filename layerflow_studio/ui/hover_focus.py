"""Keys go where the pointer is, among areas that have no keys of their own."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class HoverFocus(QObject):
    """While one of the areas has the focus, the one the pointer enters takes it over.

    A field, list or button keeps the focus whatever the pointer enters.
    """

    def __init__(self, areas: Iterable[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._areas = tuple(areas)
        for area in self._areas:
            area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear the pointer come; nothing is kept from anyone."""
        if event.type() == QEvent.Type.Enter and isinstance(watched, QWidget):
            focused = QApplication.focusWidget()
            if focused is not watched and focused in self._areas:
                watched.setFocus(Qt.FocusReason.MouseFocusReason)
        return False
