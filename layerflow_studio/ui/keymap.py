"""Whose key it is: the focused control's or the window's.

A window-level Space or arrow would take the key from a focused button, slider or list. Qt asks the
focused widget first, by a ShortcutOverride event; accepting it there keeps the key. Text fields keep every
letter, and cut, copy and paste, also while they are read-only; undo and redo belong to the document here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

_Key = Qt.Key
_ARROWS = {_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down}
_MOVES = _ARROWS | {_Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown}
_LINE_MOVES = {_Key.Key_Left, _Key.Key_Right, _Key.Key_Home, _Key.Key_End, _Key.Key_Delete, _Key.Key_Escape}
_PRESSES = {_Key.Key_Space}
_ENTERS = {_Key.Key_Return, _Key.Key_Enter}
_OWN_KEYS: tuple[tuple[type[QWidget], set[Qt.Key]], ...] = (
    (QAbstractButton, _PRESSES),
    (QAbstractSlider, _MOVES),
    (QAbstractSpinBox, _MOVES),
    (QComboBox, _MOVES | _PRESSES),
    (QAbstractItemView, _MOVES | _PRESSES | _ENTERS),
    (QTabBar, _ARROWS),
    (QMenu, _MOVES | _PRESSES | _ENTERS),
    (QLineEdit, _LINE_MOVES | _ENTERS | _PRESSES),
    (QPlainTextEdit, _MOVES | _ENTERS | _PRESSES),
)
_TEXT = (QLineEdit, QPlainTextEdit)
_KINDS = tuple(kind for kind, _ in _OWN_KEYS)
_TYPING = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_Standard = QKeySequence.StandardKey
_UNDO = (_Standard.Undo, _Standard.Redo)
_COPYING = (_Standard.Cut, _Standard.Copy, _Standard.Paste)


class KeyGuard(QObject):
    """Lets the focused control keep its keys, from when it is made on.

    It watches that control and those around it alone: a filter of the whole application would be asked for each of
    thousands of events a second, and wait for the interpreter every time.
    """

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: list[QWidget] = []
        self._application = application
        application.focusChanged.connect(self._follow)
        self._follow(None, application.focusWidget())

    def retire(self) -> None:
        """Watch nothing any more."""
        self._application.focusChanged.disconnect(self._follow)
        self._follow(None, None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept the override where the key is the control's; refuse undo and redo to text fields."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if isinstance(watched, _TEXT) and _is_undo(event):
                event.ignore()
                return True
            if isinstance(watched, QWidget) and is_own_key(watched, event):
                event.accept()
                return True
        return False

    def _follow(self, _before: QWidget | None, focused: QWidget | None) -> None:
        """Watch what has the focus now; a key that it does not want goes to its parents."""
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        while focused is not None:
            if isinstance(focused, _KINDS):
                focused.installEventFilter(self)
                self._watched.append(focused)
            focused = None if focused.isWindow() else focused.parentWidget()


def is_own_key(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether a key press belongs to a control of this kind."""
    if isinstance(widget, _TEXT) and is_copying(event):
        return True
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if isinstance(widget, _TEXT) and plain in _TYPING and event.text().isprintable() and event.text():
        return True
    if plain != Qt.KeyboardModifier.NoModifier:
        return False
    return any(isinstance(widget, kind) and event.key() in keys for kind, keys in _OWN_KEYS)


def is_copying(event: QKeyEvent) -> bool:
    """Whether a key press asks to cut, copy or paste."""
    return any(event.matches(key) for key in _COPYING)


def _is_undo(event: QKeyEvent) -> bool:
    return any(event.matches(key) for key in _UNDO)
