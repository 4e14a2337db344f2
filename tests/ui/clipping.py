"""Finds texts that have no room: in buttons, labels, check boxes and lists of choices."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from layerflow_studio.ui.controls import ElidedLabel

SLACK = 2


def clipped(root: QWidget) -> list[str]:
    """Name every visible control of a window whose text is cut off."""
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        wanted, room = _needs(widget)
        if wanted > room + SLACK:
            found.append(f"{type(widget).__name__} {_text(widget)!r} needs {wanted}, has {room}")
    return found


def cut_off(root: QWidget) -> list[str]:
    """Name every visible control that reaches out of its parent, scrolling parts aside."""
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or not _text(widget):
            continue
        right = widget.geometry().right()
        if right > parent.rect().right() + SLACK and not parent.objectName().startswith("qt_scrollarea"):
            found.append(f"{type(widget).__name__} {_text(widget)!r} ends at {right} of {parent.width()}")
    return found


def _needs(widget: QWidget) -> tuple[int, int]:
    """Width that the text of a control needs, and has."""
    if isinstance(widget, QLabel):
        if widget.wordWrap() or not widget.text() or "<" in widget.text():
            return 0, 0
        lines = widget.text().splitlines()
        room = widget.contentsRect().width() - 2 * widget.margin()
        return max(widget.fontMetrics().horizontalAdvance(line) for line in lines), room
    if isinstance(widget, QAbstractButton) and widget.text() and type(widget).paintEvent is not None:
        if "paintEvent" in type(widget).__dict__:
            return 0, 0
        return widget.minimumSizeHint().width(), widget.width()
    if isinstance(widget, QComboBox):
        longest = widget.fontMetrics().horizontalAdvance(widget.currentText())
        return longest + 36, widget.width()
    return 0, 0


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QLabel | QAbstractButton):
        return re.sub(r"\s+", " ", widget.text())
    return ""
