"""In and out of the window: what the user is asked, and what became of exports and edited layers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from layerflow_studio.core import edits
from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.core.origins import origin_of
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.background import in_background
from layerflow_studio.ui.dialogs.asking import answer, ask_path
from layerflow_studio.ui.incoming import Incoming, Landing
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.session.export import Target
    from layerflow_studio.session.round_trip import BringBackJob
    from layerflow_studio.ui.dialogs.export import ExportDialog
    from layerflow_studio.ui.main_window import MainWindow


class Exchange(QObject):
    """Asks what to import and export, queues it and tells how it ended; flows go through the shell."""

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
        layer = self._workspace.selected
        self._start(self._import(layer.id if layer is not None else None))

    def import_layer(self) -> None:
        """Let the user choose a clip for a layer of its own."""
        self._start(self._import(None))

    def export(self) -> None:
        """Ask what to export and queue it."""
        self._start(self._export())

    def hand_over(self) -> None:
        """Ask for the folder of a hand-off and queue it."""
        self._start(self._hand_over())

    def interpret(self) -> None:
        """Ask how the selected layer's footage is to be read, and read it so."""
        self._start(self._interpret())

    def bring_back(self) -> None:
        """Let the user choose an edited movie of the selected layer."""
        self._start(self._bring_back())

    def import_file(self, path: Path, layer_id: str | None) -> None:
        """Queue reading a file for a layer, or at its own size for a new one; see `Incoming`."""
        self._incoming.bring([path], Landing(layer_id))

    def bring_file_back(
        self, path: Path, layer_id: str, first: int = 0, alpha: AlphaKind | None = None
    ) -> None:
        """Queue filing an edited movie, from a clip frame on, as a take of its layer, which then shows it."""
        from layerflow_studio.session.round_trip import BringBackJob, returning_layer

        document = self._workspace.document
        returning_layer(document, layer_id)
        title = self.tr("bring back {file}").format(file=path.name)
        job = BringBackJob(self._workspace.project, document, layer_id, path, first, alpha, said)
        self._jobs.submit(job, title)

    def export_targets(self, targets: tuple[Target, ...]) -> str:
        """Queue an export of the document as it is now and return the job's id."""
        from layerflow_studio.session.export import ExportJob

        work = ExportJob(self._workspace.project.clips, self._workspace.document, targets)
        if len(targets) == 1:
            title = self.tr("export {file}").format(file=targets[0].path.name)
        else:
            title = self.tr("export {count} files").format(count=len(targets))
        return self._jobs.submit(work, title)

    # --- flows

    async def _import(self, layer_id: str | None) -> None:
        self._incoming.check(Landing(layer_id))
        path = await self._ask_file(self.tr("Import a clip"))
        if path is not None:
            self.import_file(path, layer_id)

    async def _interpret(self) -> None:
        layer = self._workspace.selected
        if layer is None:
            return
        origin = origin_of(layer)
        if origin is None:
            self._incoming.read_again(layer.id, None)  # says why not
            return
        from layerflow_studio.ui.dialogs.interpret import InterpretDialog

        dialog = InterpretDialog(layer.name, origin, self._window)
        if await answer(dialog) == QDialog.DialogCode.Accepted:
            self._incoming.read_again(layer.id, dialog.alpha)

    async def _bring_back(self) -> None:
        layer = self._workspace.selected
        if layer is None:
            return
        from layerflow_studio.session.returning import look_at
        from layerflow_studio.session.round_trip import returning_layer
        from layerflow_studio.ui.dialogs.bring_back import BringBackDialog

        returning_layer(self._workspace.document, layer.id)
        path = await self._ask_file(self.tr("Bring back an edited layer"))
        if path is None:
            return
        project, document = self._workspace.project, self._workspace.document
        found = await in_background(look_at, project, document, layer.id, path)
        dialog = BringBackDialog(path, layer.name, found, self._window)
        if await answer(dialog) == QDialog.DialogCode.Accepted:
            self.bring_file_back(path, layer.id, dialog.first.value(), dialog.alpha)

    async def _ask_file(self, title: str) -> Path | None:
        return await ask_path(self._window, title, self._window.shell.folder, save=False, folder=False)

    async def _hand_over(self) -> None:
        from layerflow_studio.ui.dialogs.handoff import HandoffDialog

        dialog = HandoffDialog(
            self._workspace.document,
            self._window.shell.export_folder,
            self._window.shell.project_name,
            self._window,
            settings=self._settings,
        )
        if await answer(dialog) == QDialog.DialogCode.Accepted:
            job = dialog.job(self._workspace.project.clips)
            self._jobs.submit(job, self.tr("hand over to {folder}").format(folder=job.folder.name))

    async def _export(self) -> None:
        from layerflow_studio.ui.dialogs.export import ExportDialog
        from layerflow_studio.ui.dialogs.size_guesses import SizeGuesses

        dialog = ExportDialog(
            self._workspace.document,
            self._window.shell.export_folder,
            self._window.shell.project_name,
            self._window,
            settings=self._settings,
            entries=self._workspace.project.library.entries(),
        )
        hand_over: list[bool] = []
        dialog.handoff_wanted.connect(lambda: hand_over.append(True))
        trying = asyncio.ensure_future(self._show_unavailable(dialog))
        sizes = SizeGuesses(dialog, self._workspace.project.clips, self._workspace.document)
        try:
            if await answer(dialog) == QDialog.DialogCode.Accepted:
                self.export_targets(dialog.targets())
        finally:
            trying.cancel()
            sizes.stop()
        if hand_over:
            await self._hand_over()

    async def _show_unavailable(self, dialog: ExportDialog) -> None:
        from layerflow_studio.session.export import unavailable

        reasons = await in_background(unavailable)
        dialog.set_unavailable({key: said(reason) for key, reason in reasons.items()})

    # --- hearing

    def _on_ended(self, card: JobCard) -> None:
        if card.work is None or card.work.lane != Lane.FILES:
            return  # nothing is imported while a run ends
        from layerflow_studio.session.export import ExportJob
        from layerflow_studio.session.export_book import remember_exports
        from layerflow_studio.session.handoff import HandoffJob
        from layerflow_studio.session.round_trip import BringBackJob

        if not isinstance(card.work, ExportJob | HandoffJob | BringBackJob):
            return
        if card.state == JobState.FAILED:
            self.failed.emit(said(card.message))
        elif card.state == JobState.DONE:
            ours = self._workspace.project.clips
            if isinstance(card.work, ExportJob | HandoffJob) and card.work.clips is ours:
                remember_exports(self._workspace.project.folder, card.work)
            match card.work:
                case ExportJob():
                    self._on_exported(card.result)
                case HandoffJob():
                    self._on_handed_over(card.result)
                case BringBackJob() if card.work.project is self._workspace.project:
                    self._on_brought_back(card.work, card.result)

    def _on_exported(self, written: Any) -> None:
        first, count = written[0].path, len(written)
        what = first.name if count == 1 else self.tr("{count} files").format(count=count)
        self.told.emit(
            self.tr("Exported and checked: {what} in {folder}").format(what=what, folder=first.parent)
        )

    def _on_handed_over(self, report: Any) -> None:
        text = self.tr("Handed over and checked: {layers} layers and {files} files for editors in {folder}")
        self.told.emit(
            text.format(layers=len(report.timeline.items), files=len(report.files), folder=report.folder)
        )
        if report.notes:
            self.failed.emit(" ".join(map(said, report.notes)))

    def _on_brought_back(self, work: BringBackJob, back: Any) -> None:
        self._workspace.tell_takes()
        if any(layer.id == work.layer_id for layer in self._workspace.document.layers):
            name = self.tr("Bring back {file}").format(file=work.path.name)
            edit = partial(edits.choose_take, layer_id=work.layer_id, take=back.take)
            if self._workspace.do(name, edit):
                label = self._workspace.take_label(back.take.id)
                self.told.emit(
                    self.tr("{file} is take {take} of its layer.").format(file=work.path.name, take=label)
                )
        if back.warnings:
            self.failed.emit(" ".join(map(said, back.warnings)))
