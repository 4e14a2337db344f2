"""The buttons of an animated property: stopwatch, keys before, here and after, the way on, reset."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from layerflow_studio.core.animation import Curve, Key, key_at
from layerflow_studio.core.kinds import Interpolation
from layerflow_studio.ui.controls import tool_button
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.words import interpolation_name

_SIDE = 14
_WAYS = {
    Interpolation.LINEAR: "way-linear",
    Interpolation.EASE: "way-ease",
    Interpolation.HOLD: "way-hold",
}


class KeyControls(QWidget):
    """Shows where the keys of one or more curves stand against the playhead; whoever uses it acts."""

    animated = Signal(bool)
    """The stopwatch was started or stopped."""
    key_wanted = Signal(bool)
    """A key is to be set, or taken away, at the playhead."""
    frame_wanted = Signal(int)
    """The playhead is to go to a key."""
    way_chosen = Signal(int, Interpolation)
    """From the keys at a frame on, the value is to go on like this."""
    reset_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.stopwatch = _button("stopwatch", "stopwatch-on")
        self.back, self.forward = _button("key-back"), _button("key-forward")
        self.key = _button("key", "key-on")
        self.way = _button("way-linear")
        self.reset = _button("reset")
        self._ways = self._make_ways()
        self._before = self._after = self._from = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in (self.back, self.key, self.forward, self.way, self.stopwatch, self.reset):
            row.addWidget(button)
        self._name(title)
        self.stopwatch.toggled.connect(self.animated)
        self.key.toggled.connect(self.key_wanted)
        self.back.clicked.connect(self._go_back)
        self.forward.clicked.connect(self._go_forward)
        self.reset.clicked.connect(self.reset_wanted)

    def show_state(self, curves: Sequence[Curve], frame: int, *, editable: bool, plain: bool) -> None:
        """Show the keys around a frame; `plain` says that the property is as in a new layer."""
        moving = [curve for curve in curves if curve]
        frames = sorted({key.frame for curve in moving for key in curve})
        earlier = [place for place in frames if place < frame]
        later = [place for place in frames if place > frame]
        here = any(key_at(curve, frame) for curve in moving)
        for button, checked in ((self.stopwatch, bool(moving)), (self.key, here)):
            with QSignalBlocker(button):
                button.setChecked(checked)
            button.setEnabled(editable)
        self.back.setEnabled(bool(earlier))
        self.forward.setEnabled(bool(later))
        self._before = earlier[-1] if earlier else frame
        self._after = later[0] if later else frame
        self._show_way([key for curve in moving for key in curve if key.frame <= frame], editable)
        self.reset.setEnabled(editable and not plain)

    def _show_way(self, keys: list[Key], editable: bool) -> None:
        self.way.setEnabled(editable and bool(keys))
        if keys:
            last = max(keys, key=lambda key: key.frame)
            self._from = last.frame
            self.way.setIcon(icon(_WAYS[last.interpolation]))
            self._ways[last.interpolation].setChecked(True)

    def _make_ways(self) -> dict[Interpolation, QAction]:
        menu = QMenu(self)
        group = QActionGroup(menu)
        actions = dict[Interpolation, QAction]()
        for way in Interpolation:
            action = menu.addAction(icon(_WAYS[way]), interpolation_name(way))
            action.setCheckable(True)
            action.triggered.connect(partial(self._choose_way, way))
            group.addAction(action)
            actions[way] = action
        self.way.setMenu(menu)
        self.way.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return actions

    def _choose_way(self, way: Interpolation, _checked: bool = True) -> None:
        self.way_chosen.emit(self._from, way)

    def _go_back(self) -> None:
        self.frame_wanted.emit(self._before)

    def _go_forward(self) -> None:
        self.frame_wanted.emit(self._after)

    def _name(self, title: str) -> None:
        for button, text in (
            (self.stopwatch, self.tr("{property}: change in time; off keeps the value of this frame")),
            (self.back, self.tr("{property}: to the key before")),
            (self.key, self.tr("{property}: key at this frame")),
            (self.forward, self.tr("{property}: to the next key")),
            (self.way, self.tr("{property}: how the value goes on from the key before")),
            (self.reset, self.tr("{property}: reset")),
        ):
            button.setAccessibleName(text.format(property=title))
            button.setToolTip(text.format(property=title))


def _button(picture_name: str, on: str | None = None) -> QToolButton:
    button = tool_button("", picture_name, on=on, side=_SIDE)
    button.setObjectName("key")
    return button
