"""A number that is dragged, turned, stepped or typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSizePolicy, QWidget

from layerflow_studio.ui import theme
from layerflow_studio.ui.keymap import is_copying

_DRAG_BEGINS = 3  # pixels
_COARSE, _FINE, _PAGE = 10.0, 0.1, 10.0
_Key, _Mod = Qt.Key, Qt.KeyboardModifier
_UP, _DOWN = (_Key.Key_Up, _Key.Key_Right), (_Key.Key_Down, _Key.Key_Left)
_OPENING = (_Key.Key_Return, _Key.Key_Enter, _Key.Key_F2)
_STEPPING = {
    **dict.fromkeys(_UP, 1.0),
    **dict.fromkeys(_DOWN, -1.0),
    _Key.Key_PageUp: _PAGE,
    _Key.Key_PageDown: -_PAGE,
}


class NumberField(QDoubleSpinBox):
    """Drag sideways to change, with Shift ten times as fast, with Ctrl ten times as fine; arrows do the same.

    It shows what it is told and changes nothing itself: `chosen` carries each wanted value while a gesture
    lasts, `settled` ends it. The wheel turns it only while it has the focus, so that a panel can be scrolled.
    A double click, Enter or a figure begins typing; Enter or leaving takes the text, Escape does not.
    """

    chosen = Signal(float)
    settled = Signal()

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        *,
        step: float = 1.0,
        decimals: int = 1,
        suffix: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("number")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.PlusMinus)  # styled away; "none" leaves no room
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)
        self.setFont(theme.numeric_font(9.25))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumWidth(56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._exact = 0.0
        self._pressed: QPointF | None = None
        self._dragged_from: float | None = None
        self._wanted = 0.0
        line = self.lineEdit()
        line.setReadOnly(True)
        line.setCursor(Qt.CursorShape.SizeHorCursor)
        line.installEventFilter(self)
        self.name_it(name)

    def name_it(self, name: str) -> None:
        """Say what number it is."""
        self.setAccessibleName(name)
        self.setToolTip(self.tr("{name}: drag to change, double-click to type").format(name=name))

    @property
    def exact(self) -> float:
        """The number without the rounding of what is shown."""
        return self._exact

    @property
    def typing(self) -> bool:
        """Whether text is being typed now."""
        return not self.lineEdit().isReadOnly()

    @property
    def dragging(self) -> bool:
        """Whether it is being dragged now."""
        return self._dragged_from is not None

    def show_value(self, value: float) -> None:
        """Show a number, unless one is being typed."""
        self._exact = value
        if not self.typing and self.value() != round(value, self.decimals()):
            with QSignalBlocker(self):
                self.setValue(value)

    def textFromValue(self, value: float) -> str:
        """The number in the language's way, without zeros that say nothing."""
        text = self.locale().toString(round(value, self.decimals()) + 0.0, "f", self.decimals())
        point = self.locale().decimalPoint()
        text = text.rstrip("0").removesuffix(point) if point in text else text
        return text.replace(self.locale().groupSeparator(), "") or "0"

    def valueFromText(self, text: str) -> float:
        """The number a text means, with a point or a comma."""
        plain = text.removesuffix(self.suffix()).strip().replace(",", ".")
        try:
            return float(plain)
        except ValueError:
            return self.value()

    def validate(self, text: str, place: int) -> object:
        """Accept figures, one sign and one point or comma."""
        plain = text.removesuffix(self.suffix()).strip().replace(",", ".")
        half_way = plain in ("", "-", "+", ".", "-.")
        try:
            fits = half_way or abs(float(plain)) < 1e9
        except ValueError:
            fits = False
        state = QValidator.State
        return (state.Intermediate if half_way else state.Acceptable if fits else state.Invalid, text, place)

    # --- gestures

    def choose(self, value: float) -> None:
        """Ask for a value, as near as the range allows."""
        value = min(max(value, self.minimum()), self.maximum())
        if value != self._exact:
            self.chosen.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag on the text while it is not being typed."""
        if self.typing or not isinstance(event, QMouseEvent) or not self.isEnabled():
            return False
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self.begin_typing()
        elif kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition()
        elif kind == QEvent.Type.MouseMove and self._pressed is not None:
            self._drag(event)
        elif kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            self._release()
        return True

    def _drag(self, event: QMouseEvent) -> None:
        assert self._pressed is not None
        moved = event.globalPosition().x() - self._pressed.x()
        if self._dragged_from is None:
            if abs(moved) < _DRAG_BEGINS:
                return
            self.settled.emit()  # what was before is another step
            self._dragged_from = self._wanted = self._exact
        self._pressed = event.globalPosition()
        self._wanted += moved * self.singleStep() * _factor(event.modifiers())
        self._wanted = min(max(self._wanted, self.minimum()), self.maximum())
        self.choose(self._rounded(self._wanted))

    def _release(self) -> None:
        self._pressed = None
        if self._dragged_from is None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        else:
            self._dragged_from = None
            self.settled.emit()

    def _give_up_drag(self) -> None:
        assert self._dragged_from is not None
        start, self._dragged_from, self._pressed = self._dragged_from, None, None
        self.choose(start)
        self.settled.emit()

    def _step(self, steps: float, modifiers: Qt.KeyboardModifier) -> None:
        self.choose(self._rounded(self._exact + steps * self.singleStep() * _factor(modifiers)))

    def _rounded(self, value: float) -> float:
        return round(value, self.decimals())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn by notches while focused; else the panel scrolls."""
        if not self.hasFocus() or self.typing:
            event.ignore()
            return
        turned = event.angleDelta().y() or event.angleDelta().x()  # Shift turns it sideways on some systems
        self._step(turned / 120, event.modifiers())
        event.accept()

    # --- keys and typing

    def event(self, event: QEvent) -> bool:
        """Keep the keys that step or begin typing from the window's shortcuts; until then it is no text."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._steps_of(event) or (self.typing and event.key() == _Key.Key_Escape):
                event.accept()
                return True
            if not self.typing and is_copying(event):
                event.ignore()
                return True
            if not self.typing and (self._opens(event) or (self.dragging and _is_escape(event))):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, begin to type, or type."""
        if self.typing:
            if event.key() == _Key.Key_Escape:
                self._end_typing(take=False)
            elif event.key() in (_Key.Key_Return, _Key.Key_Enter):
                self._end_typing(take=True)
            elif event.key() in (_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown):
                event.accept()
            else:
                super().keyPressEvent(event)
        elif self.dragging and _is_escape(event):
            self._give_up_drag()
        elif steps := self._steps_of(event):
            self._step(steps, event.modifiers())
        elif self._opens(event):
            self.begin_typing()
            if event.key() not in _OPENING:
                self.lineEdit().setText("")
                super().keyPressEvent(event)
        else:
            event.ignore()

    def _steps_of(self, event: QKeyEvent) -> float:
        """How many steps a key means, 0 when none."""
        plain = event.modifiers() & ~_Mod.KeypadModifier
        if self.typing or plain not in (_Mod.NoModifier, _Mod.ShiftModifier, _Mod.ControlModifier):
            return 0.0
        return _STEPPING.get(_Key(event.key()), 0.0)

    def _opens(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~_Mod.KeypadModifier:
            return False
        text = event.text()
        return event.key() in _OPENING or (len(text) == 1 and (text.isdigit() or text in "-.,"))

    def begin_typing(self) -> None:
        """Put the cursor into the number."""
        if self.isEnabled() and not self.typing:
            self.settled.emit()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._pressed = None
            self.lineEdit().setReadOnly(False)
            self.lineEdit().setCursor(Qt.CursorShape.IBeamCursor)
            self.selectAll()

    def take_typed(self) -> None:
        """Choose the number that is being typed; without one nothing happens."""
        if self.typing:
            self._end_typing(take=True)

    def _end_typing(self, *, take: bool) -> None:
        wanted = self.valueFromText(self.lineEdit().text())
        self.lineEdit().setReadOnly(True)
        self.lineEdit().setCursor(Qt.CursorShape.SizeHorCursor)
        if take and self._rounded(wanted) != self._rounded(self._exact):
            self.choose(wanted)
        self.show_value(self._exact)
        self.lineEdit().setText(self.textFromValue(self._exact) + self.suffix())
        self.lineEdit().deselect()
        self.settled.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        if self.typing:
            self._end_typing(take=True)
        else:
            self.settled.emit()
        super().focusOutEvent(event)


def _factor(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & _Mod.ShiftModifier:
        return _COARSE
    return _FINE if modifiers & _Mod.ControlModifier else 1.0


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == _Key.Key_Escape
