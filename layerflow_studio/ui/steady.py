"""Texts that change often, each in a widget of just its size.

A new text has everything around a label or button laid out anew, up to the window with all its docks, even where
it takes the same room; unless the widget has a fixed size.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QToolButton


class SteadyLabel(QLabel):
    """A line that says how far something is."""

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setFixedSize(self.sizeHint())

    def changeEvent(self, event: QEvent) -> None:
        """Another style or font needs other room."""
        super().changeEvent(event)
        if _looks_other(event):
            self.setFixedSize(self.sizeHint())


class SteadyButton(QToolButton):
    """A button whose text tells a number."""

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setFixedSize(self.sizeHint())

    def changeEvent(self, event: QEvent) -> None:
        """Another style or font needs other room."""
        super().changeEvent(event)
        if _looks_other(event):
            self.setFixedSize(self.sizeHint())


def _looks_other(event: QEvent) -> bool:
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange)
