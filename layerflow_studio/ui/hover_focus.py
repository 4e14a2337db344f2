"""Keys go where the pointer is, among areas that have no keys of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget


class HoverArea(QWidget):
    """While such an area has the focus, the one the pointer enters takes it over.

    A field, list or button keeps the focus whatever the pointer enters.
    """

    def enterEvent(self, event: QEnterEvent) -> None:
        """Hear the pointer come."""
        super().enterEvent(event)
        focused = QApplication.focusWidget()
        if focused is not self and isinstance(focused, HoverArea):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
