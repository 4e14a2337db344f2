"""The bar of a comparison: what A and B are, and how they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QSlider

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.viewmodes import Compare
from layerflow_studio.core.views import BlendedScene, LayerAlone, Recomposition, TakeClip, View
from layerflow_studio.errors import BadInput
from layerflow_studio.ui.controls import drop_down, muted, tool_button
from layerflow_studio.ui.viewer.comparing import MOST_GAIN, Comparing, Comparison, mode_name, view_name
from layerflow_studio.ui.viewer.wipe import WipeHandle
from layerflow_studio.ui.workspace import Workspace

_MOST_TAKES = 40
_WITH_GAIN = (Compare.DIFFERENCE, Compare.RESIDUAL, Compare.HEAT)


class CompareBar(QFrame):
    """Shown while something is compared."""

    def __init__(self, workspace: Workspace, comparing: Comparing, wipe: WipeHandle) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._workspace, self._comparing, self._wipe = workspace, comparing, wipe
        self._filled: tuple[View, ...] = ()
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
        combo.view().setMinimumWidth(260)
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
        workspace.document_changed.connect(self._refill)
        workspace.takes_changed.connect(self._refill)

    # --- showing

    def _show(self) -> None:
        now = self._comparing.comparison
        self.setVisible(now.mode is not None)
        if now.mode is None:
            return
        self._refill()
        for combo, view in ((self.first, now.first), (self.second, now.second)):
            combo.setCurrentIndex(_place_of(combo, view))
            combo.setToolTip(f"{combo.accessibleName()}: {combo.currentText()}")
        self.modes.setCurrentIndex(list(Compare).index(now.mode))
        self.turn.setVisible(now.mode == Compare.WIPE)
        strengthened = now.mode in _WITH_GAIN
        self.gain.setVisible(strengthened)
        self.gain_text.setVisible(strengthened)
        self.gain.setValue(now.gain)
        self.gain_text.setText(f"{now.gain} ×")

    def _refill(self, *_: object) -> None:
        """List what can be compared, and what is compared even when it is not listed otherwise."""
        now = self._comparing.comparison
        if now.mode is None:
            return
        views = dict.fromkeys((*self._views(), now.first, now.second))
        names = tuple(view_name(view, self._workspace) for view in views)
        if (tuple(views), names) == (self._filled, self._names()):
            return
        self._filled = tuple(views)
        for combo, view in ((self.first, now.first), (self.second, now.second)):
            combo.clear()
            for name, one in zip(names, views, strict=True):
                combo.addItem(name, one)
            combo.setCurrentIndex(_place_of(combo, view))

    def _names(self) -> tuple[str, ...]:
        return tuple(self.first.itemText(index) for index in range(self.first.count()))

    def _views(self) -> Iterator[View]:
        document = self._workspace.document
        yield View()
        for view in (Recomposition(), BlendedScene()):
            try:
                view.of(document)
            except BadInput:
                continue
            yield view
        yield from (LayerAlone(layer.id) for layer in reversed(document.layers) if layer.clip is not None)
        entries = [entry for entry in self._workspace.project.library.entries() if not entry.trashed]
        for entry in entries[: -_MOST_TAKES - 1 : -1]:
            for role in MODEL_ROLES:
                if entry.take.clip(role) is not None:
                    yield TakeClip(entry.take, Role(role))

    # --- choosing

    def _choose(self, _index: int) -> None:
        first, second = self.first.currentData(), self.second.currentData()
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


def _place_of(combo: QComboBox, view: View) -> int:
    return next((index for index in range(combo.count()) if combo.itemData(index) == view), -1)
