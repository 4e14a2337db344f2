"""Texts that change often, each in a widget of just its size.

A new text has everything around a label or button laid out anew, up to the window with all its docks, even where
it takes the same room; unless the widget has a fixed size.
"""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget


class _Steady:
    """Mixed into a widget with a text: fixes its size to what the text needs."""

    def setText(self, text: str) -> None:
        """Show a text."""
        cast(Any, super()).setText(text)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another style or font needs other room."""
        cast(Any, super()).changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def _fit(self) -> None:
        widget = cast("QWidget", self)
        widget.setFixedSize(widget.sizeHint())


class SteadyLabel(_Steady, QLabel):
    """A line that says how far something is."""


class SteadyButton(_Steady, QToolButton):
    """A button whose text tells a number."""
