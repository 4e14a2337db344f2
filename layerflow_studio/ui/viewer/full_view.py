"""More room for the picture: panels hidden, or the picture alone on the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from layerflow_studio.ui.escape import EscapeKey
from layerflow_studio.ui.viewer.panel import ViewerPanel


class FullView(QObject):
    """Hides what is around the picture and brings back just what it has hidden."""

    def __init__(self, window: QMainWindow, viewer: ViewerPanel) -> None:
        super().__init__(window)
        self._window, self._viewer = window, viewer
        self._panels: list[QWidget] = []
        self._around: list[QWidget] = []
        self._was_maximised = False
        self._escape = EscapeKey(window, window.isFullScreen, self.toggle_full_screen)
        self._escape.watch(False)

    def bind(self, panels_action: QAction) -> None:
        """Have the action's key, Tab, work on the picture only, as `Canvas` lets it: elsewhere Tab goes on."""
        self._window.removeAction(panels_action)
        panels_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._viewer.canvas.addAction(panels_action)

    @property
    def panels_hidden(self) -> bool:
        """Whether the panels are hidden from here."""
        return bool(self._panels)

    def toggle_panels(self) -> None:
        """Hide all panels, or show those again that were hidden so."""
        if self._panels:
            self._show_again(self._panels)
        else:
            self._panels = self._hide(self._window.findChildren(QDockWidget))
        self._viewer.canvas.setFocus()

    def toggle_full_screen(self) -> None:
        """The picture alone on the whole screen, or the window as it was; Esc leads back as well."""
        window, viewer = self._window, self._viewer
        if window.isFullScreen():
            window.showMaximized() if self._was_maximised else window.showNormal()
            return
        self._was_maximised = window.isMaximized()
        bars = (window.menuBar(), window.statusBar(), viewer.view_bar, viewer.probe, viewer.meter_line)
        self._around = self._hide([*window.findChildren(QDockWidget), *bars])
        window.showFullScreen()
        viewer.canvas.setFocus()

    def leave(self) -> None:
        """Bring back everything, as before a layout is kept."""
        if self._window.isFullScreen():
            self.toggle_full_screen()
        self._show_again(self._panels)

    def follow_window(self) -> None:
        """What was around the picture comes back when the window is not on the whole screen any more."""
        self._escape.watch(self._window.isFullScreen())
        if not self._window.isFullScreen():
            self._show_again(self._around)

    @staticmethod
    def _hide(widgets: list[QWidget] | list[QDockWidget]) -> list[QWidget]:
        hidden: list[QWidget] = [widget for widget in widgets if widget.isVisible()]
        for widget in hidden:
            widget.hide()
        return hidden

    @staticmethod
    def _show_again(widgets: list[QWidget]) -> None:
        for widget in widgets:
            widget.show()
        widgets.clear()
