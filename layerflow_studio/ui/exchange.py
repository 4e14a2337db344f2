"""In and out of the window: clips that are imported, films that are exported."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from layerflow_studio.session.export import ExportJob, Target, unavailable
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.dialogs.asking import answer, ask_path
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.incoming import Incoming, Landing
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.projects import is_untitled
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow


class Exchange(QObject):
    """Asks what to import and export, queues exports and tells how they ended; flows go through the shell."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        jobs: JobBook,
        incoming: Incoming,
        settings: Settings,
        start: Callable[[Coroutine[Any, Any, None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._jobs = window, workspace, jobs
        self._incoming, self._settings, self._start = incoming, settings, start
        jobs.ended.connect(self._on_ended)

    # --- what actions call

    def import_clip(self) -> None:
        """Let the user choose a clip for the selected layer."""
        self._start(self._import())

    def export(self) -> None:
        """Ask what to export and queue it."""
        self._start(self._export())

    def import_file(self, path: Path, layer_id: str) -> None:
        """Queue reading a file for a layer; see `Incoming`."""
        self._incoming.bring([path], Landing(layer_id))

    def export_targets(self, targets: tuple[Target, ...]) -> str:
        """Queue an export of the document as it is now and return the job's id."""
        work = ExportJob(self._workspace.project.clips, self._workspace.document, targets)
        if len(targets) == 1:
            title = self.tr("export {file}").format(file=targets[0].path.name)
        else:
            title = self.tr("export {count} files").format(count=len(targets))
        return self._jobs.submit(work, title)

    # --- flows

    async def _import(self) -> None:
        layer = self._workspace.selected
        title = self.tr("Import a clip")
        path = await ask_path(self._window, title, self._folder, save=False, folder=False)
        if path is not None and layer is not None:
            self.import_file(path, layer.id)

    async def _export(self) -> None:
        dialog = ExportDialog(
            self._workspace.document,
            self._window.shell.export_folder,
            self._window.shell.project_name,
            self._window,
            settings=self._settings,
            entries=self._workspace.project.library.entries(),
        )
        trying = asyncio.ensure_future(self._show_unavailable(dialog))
        try:
            if await answer(dialog) == QDialog.DialogCode.Accepted:
                self.export_targets(dialog.targets())
        finally:
            trying.cancel()

    async def _show_unavailable(self, dialog: ExportDialog) -> None:
        dialog.set_unavailable(await asyncio.to_thread(unavailable))

    @property
    def _folder(self) -> Path:
        """Where file dialogs begin."""
        project = self._workspace.project
        return Path.home() if is_untitled(project) else project.folder.parent

    # --- hearing

    def _on_ended(self, card: JobCard) -> None:
        if isinstance(card.work, ExportJob):
            self._on_exported(card)

    def _on_exported(self, card: JobCard) -> None:
        if card.state == JobState.FAILED:
            self.failed.emit(card.message)
        elif card.state == JobState.DONE and isinstance(card.result, tuple):
            first, count = card.result[0].path, len(card.result)
            what = first.name if count == 1 else self.tr("{count} files").format(count=count)
            self.told.emit(
                self.tr("Exported and checked: {what} in {folder}").format(what=what, folder=first.parent)
            )
