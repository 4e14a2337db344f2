"""In and out of the window: clips that are imported, films that are exported."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.session.export import ExportJob, Target, unavailable
from layerflow_studio.session.media_jobs import Imported, ImportJob, Shape, place_clip
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.dialogs.asking import answer, ask_path
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.projects import is_untitled
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow


class Exchange(QObject):
    """Queues imports and exports as jobs and tells how they ended; flows go through the shell."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        jobs: JobBook,
        generation: Generation,
        settings: Settings,
        start: Callable[[Coroutine[Any, Any, None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._jobs = window, workspace, jobs
        self._generation, self._settings, self._start = generation, settings, start
        self._targets: dict[str, str] = {}
        jobs.ended.connect(self._on_ended)

    # --- what actions call

    def import_clip(self) -> None:
        """Let the user choose a clip for the selected layer."""
        self._start(self._import())

    def export(self) -> None:
        """Ask what to export and queue it."""
        self._start(self._export())

    def import_file(self, path: Path, layer_id: str) -> None:
        """Queue reading a file for a layer; it is put there, locked, when it was read.

        It keeps its length and rate: what of it the model sees is decided by trimming and slipping.
        """
        model = self._generation.model
        canvas = self._workspace.document.canvas
        size = model if model and self._workspace.document.layer(layer_id).role in MODEL_ROLES else canvas
        shape = Shape(size.width, size.height)
        title = self.tr("import {file}").format(file=path.name)
        job = self._jobs.submit(ImportJob(self._workspace.project, path, shape), title)
        self._targets[job] = layer_id

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
            Preferences.read(self._settings).export_place(self._folder),
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
        target = self._targets.pop(card.id, None)
        if isinstance(card.work, ExportJob):
            self._on_exported(card)
        elif isinstance(card.work, ImportJob) and target is not None:
            self._on_imported(card, target)

    def _on_exported(self, card: JobCard) -> None:
        if card.state == JobState.FAILED:
            self.failed.emit(card.message)
        elif card.state == JobState.DONE and isinstance(card.result, tuple):
            first, count = card.result[0].path, len(card.result)
            what = first.name if count == 1 else self.tr("{count} files").format(count=count)
            self.told.emit(
                self.tr("Exported and checked: {what} in {folder}").format(what=what, folder=first.parent)
            )

    def _on_imported(self, card: JobCard, layer_id: str) -> None:
        if card.state == JobState.FAILED:
            self.failed.emit(card.message)
            return
        found, document = card.result, self._workspace.document
        here = isinstance(card.work, ImportJob) and card.work.project is self._workspace.project
        layer = next((layer for layer in document.layers if layer.id == layer_id), None)
        if not isinstance(found, Imported) or not here:
            return
        role, target = (layer.role, layer.id) if layer is not None else (Role.MEDIA, None)
        edit = partial(place_clip, imported=found, role=role, layer_id=target, lock=True)
        if self._workspace.do(self.tr("Import {file}").format(file=found.name), edit):
            self.told.emit(self.tr("Imported {file}; its layer is locked.").format(file=found.name))
        for warning in found.warnings:
            self.failed.emit(warning)
