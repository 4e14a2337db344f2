"""The model of the open project, in the status line, as a button with the others to choose from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from layerflow_studio.errors import StudioError
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.models.desk import ModelDesk
from layerflow_studio.ui.sentences import said

_SIDE = 16


class ModelChoice(QToolButton):
    """Says which model is used; its menu lists those that are ready, and opens the list of all."""

    def __init__(self, desk: ModelDesk, more: QAction) -> None:
        super().__init__()
        self._desk, self._more = desk, more
        self.setIcon(icon("chip"))
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Model to generate with"))
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def show_model(self, name: str) -> None:
        """Show a model's name."""
        self.setText(name)
        words = self.tr("Model to generate with: {model}").format(model=name)
        self.setAccessibleName(words)
        self.setToolTip(words)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        try:
            ready = self._desk.ready
        except StudioError:
            ready = ()
        for model in ready:
            action = menu.addAction(f"{model.name}  ({said(model.kind)})", partial(self._desk.choose, model))
            action.setCheckable(True)
            action.setChecked(model.id == self._desk.current)
        menu.addSeparator()
        menu.addAction(self._more)
