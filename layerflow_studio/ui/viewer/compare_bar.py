"""The bar of a comparison: what A and B are, and how they are looked at."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QListView, QSizePolicy, QSlider

from layerflow_studio.core.viewmodes import Compare
from layerflow_studio.ui.controls import drop_down, muted, tool_button
from layerflow_studio.ui.viewer.comparing import MOST_GAIN, Comparing, Comparison, mode_name, view_name
from layerflow_studio.ui.viewer.view_list import ViewList
from layerflow_studio.ui.viewer.wipe import WipeHandle
from layerflow_studio.ui.workspace import Workspace

_MOST_VISIBLE = 20
_WITH_GAIN = (Compare.DIFFERENCE, Compare.RESIDUAL, Compare.HEAT)


class CompareBar(QFrame):
    """Shown while something is compared."""

    def __init__(self, workspace: Workspace, comparing: Comparing, wipe: WipeHandle) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._workspace, self._comparing, self._wipe = workspace, comparing, wipe
        self._views = ViewList(workspace)
        self.first = self._picker(self.tr("A, compared"))
        self.second = self._picker(self.tr("B, compared with"))
        self.modes = drop_down(self.tr("How to compare"))
        for mode in Compare:
            self.modes.addItem(mode_name(mode), mode)
        self.swap = tool_button(self.tr("Exchange A and B"), "swap")
        self.swap.setToolTip(self.tr("Exchange A and B"))
        self.turn = tool_button(self.tr("Wipe from top to bottom"), "turn", "turn")
        self.gain = QSlider(Qt.Orientation.Horizontal)
        self.gain.setAccessibleName(self.tr("Gain"))
        self.gain.setToolTip(self.tr("How much differences are strengthened"))
        self.gain.setRange(1, MOST_GAIN)
        self.gain.setFixedWidth(90)
        self.gain_text = muted()
        self.leave = tool_button(self.tr("Stop comparing"), "close")
        self._lay_out()
        self._connect()
        self._show()

    def _picker(self, name: str) -> QComboBox:
        combo = drop_down(name)
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        combo.setMinimumWidth(96)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setModel(self._views)
        combo.setObjectName("long")
        combo.setMaxVisibleItems(_MOST_VISIBLE)
        names = combo.view()
        names.setMinimumWidth(260)
        if isinstance(names, QListView):
            names.setUniformItemSizes(True)  # thousands of takes are not measured one by one
        return combo

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(4)
        for letter, combo in (("A", self.first), ("B", self.second)):
            label = QLabel(letter)
            label.setBuddy(combo)
            line.addWidget(label)
            line.addWidget(combo, 1)
            if letter == "A":
                line.addWidget(self.swap)
        line.addSpacing(6)
        for widget in (self.modes, self.turn, self.gain, self.gain_text):
            line.addWidget(widget)
        line.addSpacing(2)
        line.addWidget(self.leave)

    def _connect(self) -> None:
        comparing, workspace = self._comparing, self._workspace
        self.first.activated.connect(self._choose)
        self.second.activated.connect(self._choose)
        self.modes.activated.connect(self._choose_mode)
        self.swap.clicked.connect(comparing.swap)
        self.turn.toggled.connect(self._wipe.set_vertical)
        self.gain.valueChanged.connect(self._choose_gain)
        self.leave.clicked.connect(self._stop)
        comparing.changed.connect(self._show)
        workspace.composition_changed.connect(self._refill)
        workspace.takes_changed.connect(self._refill)

    # --- showing

    def _show(self) -> None:
        now = self._comparing.comparison
        self.setVisible(now.mode is not None)
        if now.mode is None:
            return
        self._refill()
        for combo in (self.first, self.second):
            combo.setToolTip(f"{combo.accessibleName()}: {combo.currentText()}")
        self.modes.setCurrentIndex(list(Compare).index(now.mode))
        self.turn.setVisible(now.mode == Compare.WIPE)
        strengthened = now.mode in _WITH_GAIN
        self.gain.setVisible(strengthened)
        self.gain_text.setVisible(strengthened)
        self.gain.setValue(now.gain)
        self.gain_text.setText(f"{now.gain} ×")

    def _refill(self, *_: object) -> None:
        now = self._comparing.comparison
        if now.mode is None:
            return
        self._views.refresh(now.first, now.second)
        for combo, view in ((self.first, now.first), (self.second, now.second)):
            combo.setCurrentIndex(self._views.place_of(view))

    # --- choosing

    def _choose(self, _index: int) -> None:
        first, second = (self._views.view(combo.currentIndex()) for combo in (self.first, self.second))
        self._comparing.set(replace(self._comparing.comparison, first=first, second=second))

    def _choose_mode(self, index: int) -> None:
        self._comparing.set_mode(self.modes.itemData(index))

    def _choose_gain(self, gain: int) -> None:
        self._comparing.set(replace(self._comparing.comparison, gain=gain))

    def _stop(self) -> None:
        self._comparing.set_mode(None)


def describe(comparison: Comparison, workspace: Workspace) -> str:
    """The comparison in words, for the tag over the picture; empty without one."""
    if comparison.mode is None:
        return ""
    if comparison.mode == Compare.SIDE:
        return mode_name(comparison.mode)
    first, second = view_name(comparison.first, workspace), view_name(comparison.second, workspace)
    return f"{mode_name(comparison.mode)}: {first} | {second}"
