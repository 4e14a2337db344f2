"""The menu of recent projects, read when it is opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.shell import Shell
from layerflow_studio.ui.workspace import Workspace


class RecentMenu(QMenu):
    """Opens one of the projects used last."""

    def __init__(
        self, shell: Shell, workspace: Workspace, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self._shell, self._workspace, self._settings = shell, workspace, settings
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the projects that are there now."""
        self.clear()
        here = self._workspace.project.folder
        folders = [folder for folder in self._settings.recent_projects if folder != here]
        for number, folder in enumerate(folders, 1):
            name = folder.stem.replace("&", "&&")
            action = self.addAction(f"&{number}  {name}" if number < 10 else name)
            action.setToolTip(str(folder))
            action.setData(str(folder))
            action.triggered.connect(self._open)
        if folders:
            self.addSeparator()
            self.addAction(self.tr("Forget these")).triggered.connect(self._forget)
        else:
            self.addAction(self.tr("None yet")).setEnabled(False)

    def _open(self) -> None:
        action = self.sender()
        self._shell.open(Path(action.data()))  # pyright: ignore[reportAttributeAccessIssue]

    def _forget(self) -> None:
        self._settings.put("recent_projects", None)
        self._settings.save()
        self._shell.projects_changed.emit()
