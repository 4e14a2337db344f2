"""Where the docks stand: three named workspaces, each as the user left it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from layerflow_studio.session.settings import Settings

EDIT, GENERATE, REVIEW = "edit", "generate", "review"
WORKSPACES = (EDIT, GENERATE, REVIEW)
_VERSION = 2
_GEOMETRY, _CURRENT, _STATES = "window_geometry", "workspace", "workspace_layouts"
_ACROSS, _DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
_HIDDEN = {EDIT: (), GENERATE: ("timeline", "inspector"), REVIEW: ("layers", "inspector", "jobs", "history")}
_WIDTHS = {EDIT: (348, 330), GENERATE: (400, 470), REVIEW: (348, 420)}
_HEIGHTS = {EDIT: 250, GENERATE: 210, REVIEW: 160}
_BELOW_TAKES = {EDIT: ("inspector", 380), GENERATE: ("jobs", 180)}
"""What stands below the takes, and how high."""


class Layouts(QObject):
    """Changes between workspaces. The first arrangement of each is made from the docks as they were built."""

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget], settings: Settings) -> None:
        super().__init__(window)
        self._window, self._docks, self._settings = window, docks, settings
        self._built = window.saveState(_VERSION)
        self.current = EDIT
        self._restore()

    def choose(self, workspace: str) -> None:
        """Change to a workspace; the one left keeps its arrangement."""
        if workspace != self.current:
            self._keep_current()
            self.current = workspace
            self._show_current()

    def reset(self) -> None:
        """Arrange the present workspace as it was made."""
        self._states_put(self.current, None)
        self._arrange()

    def keep(self) -> None:
        """Put geometry and arrangements into the settings."""
        self._settings.put(_GEOMETRY, self._window.saveGeometry().toBase64().toStdString())
        self._settings.put(_CURRENT, self.current)
        self._keep_current()

    def _restore(self) -> None:
        geometry, workspace = self._settings.get(_GEOMETRY), self._settings.get(_CURRENT)
        if isinstance(geometry, str):
            self._window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if workspace in WORKSPACES:
            self.current = workspace
        self._show_current()

    def _show_current(self) -> None:
        state = self._states().get(self.current)
        if state is None or not self._window.restoreState(QByteArray.fromBase64(state.encode()), _VERSION):
            self._arrange()

    def _arrange(self) -> None:
        self._window.restoreState(self._built, _VERSION)
        for name in _HIDDEN[self.current]:
            if name in self._docks:
                self._docks[name].hide()
        left, right = _WIDTHS[self.current]
        self._window.resizeDocks([self._docks["layers"], self._docks["takes"]], [left, right], _ACROSS)
        self._window.resizeDocks([self._docks["timeline"]], [_HEIGHTS[self.current]], _DOWN)
        if self.current in _BELOW_TAKES:
            name, height = _BELOW_TAKES[self.current]
            docks = [self._docks["takes"], self._docks[name]]
            self._window.resizeDocks(docks, [self._window.height() - height, height], _DOWN)
            self._docks[name].raise_()

    def _keep_current(self) -> None:
        self._states_put(self.current, self._window.saveState(_VERSION).toBase64().toStdString())

    def _states(self) -> dict[str, str]:
        found: object = self._settings.get(_STATES)
        kept = found if isinstance(found, dict) else {}
        return {name: state for name, state in kept.items() if isinstance(state, str)}

    def _states_put(self, workspace: str, state: str | None) -> None:
        states = self._states() | ({} if state is None else {workspace: state})
        if state is None:
            states.pop(workspace, None)
        self._settings.put(_STATES, states or None)
