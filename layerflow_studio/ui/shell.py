"""The flows of the window: new, open, save, close, and those of others. The only part that awaits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QMessageBox
from shiboken6 import isValid

from layerflow_studio import __version__
from layerflow_studio.errors import StudioError
from layerflow_studio.session.models import DEFAULT_MODEL, WarmUpJob
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.project_io import SUFFIX, Project, find_project
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.background import in_background
from layerflow_studio.ui.controls import commit_typing
from layerflow_studio.ui.dialogs.asking import ask, ask_path
from layerflow_studio.ui.exchange import Exchange
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.icons import draw_ahead
from layerflow_studio.ui.incoming import Incoming
from layerflow_studio.ui.jobs import JobBook, JobCard
from layerflow_studio.ui.projects import (
    is_untitled,
    is_untouched,
    sample_project,
    throw_away,
    untitled_project,
)
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.start.projects import keep_poster, untitled_name
from layerflow_studio.ui.stills import Stills
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.session.export import Target
    from layerflow_studio.ui.main_window import MainWindow

_REST_MS = 1500
_SHUTDOWN_SECONDS = 30.0
_log = logging.getLogger("layerflow_studio.ui")
_Choice = QMessageBox.StandardButton


class Shell(QObject):
    """Runs one flow at a time; whatever a flow raises is told by `failed` or goes to the loop's handler."""

    told = Signal(str)
    failed = Signal(str)
    resting = Signal()
    """The window has been open for a moment: a time to draw what will be seen first."""
    started_anew = Signal()
    """An untitled project was begun."""
    projects_changed = Signal()
    """Another project was opened, saved or forgotten: lists of projects are to be read again."""
    gone = Signal()
    """Everything has stopped; the window may go."""

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        jobs: JobBook,
        generation: Generation,
        runner: Runner,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window, self._workspace, self._jobs = window, workspace, jobs
        self._generation, self._runner, self._settings = generation, runner, settings
        self._flow: asyncio.Task[None] | None = None
        self._one_ended: asyncio.Future[None] | None = None
        self.closed = False
        self._close_next = self._save_next = False
        self._discarded: Document | None = None
        """What the user did not want to keep when asked last."""
        self.incoming = Incoming(workspace, jobs, generation, self)
        self.exchange = Exchange(window, workspace, jobs, self.incoming, settings, self._start, self)
        self.stills = Stills(window, workspace, self._start, self)
        for part in (self.incoming, self.exchange, self.stills):
            part.told.connect(self.told)
            part.failed.connect(self.failed)
        jobs.ended.connect(self._on_ended)

    @property
    def project_name(self) -> str:
        """What to call the open project."""
        project = self._workspace.project
        return untitled_name(project.folder) if is_untitled(project) else project.name

    @property
    def busy(self) -> bool:
        """Whether a flow is going on."""
        return self._flow is not None and not self._flow.done()

    # --- what actions call

    def new(self, model: str = DEFAULT_MODEL) -> None:
        """Begin an untitled project."""
        self._start(self._new(model))

    def open_sample(self) -> None:
        """Open a copy of the sample project."""
        self._start(self._open_sample())

    def forget(self, folder: Path, name: str, *, saved: bool) -> None:
        """Take a project off the recent ones; one that was never saved is thrown away, after a question."""
        self._start(self._forget(folder, name, saved))

    def choose_and_open(self) -> None:
        """Let the user choose a project and open it."""
        self._start(self._choose_and_open())

    def open(self, path: Path) -> None:
        """Open a project."""
        self._start(self._open(path))

    def save(self) -> None:
        """Save, after the flow that goes on now; an untitled project asks for its place."""
        commit_typing()
        if self.busy:
            self._save_next = True
        else:
            self._start(self._save())

    def save_as(self) -> None:
        """Save under another name."""
        self._start(self._save_as())

    def close(self) -> None:
        """Save or not, stop everything, and let the window go; after the flow that goes on now."""
        if self.busy:
            self._close_next = True
        else:
            self._start(self._close())

    def show(self, dialog: QDialog) -> None:
        """Show a dialog that nothing waits for."""
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_about(self) -> None:
        """Say what this program is."""
        text = self.tr(
            "<b>LayerFlow Studio {version}</b><br>Layered video from prompts, on your own machine.<br>"
            "Apache-2.0. Built on PySide6, PyTorch, diffusers, PyAV and OpenCV."
        ).format(version=__version__)
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, self.tr("About LayerFlow Studio"), text, parent=self._window
        )
        box.setAccessibleName(box.windowTitle())
        self.show(box)

    def greet(self) -> None:
        """Once, when the window is first shown: warnings of the project, and what a crash has left."""
        self._remember(self._workspace.project)
        self._start(self.offer_recovery())
        QTimer.singleShot(_REST_MS, self, self.rest)

    def rest(self) -> None:
        """Draw what was not seen yet, icons a button a turn, and then load what the first run will need.

        While a run computes each drawing waits for the interpreter more than once.
        """
        self.resting.emit()
        drawing, turns = draw_ahead(self._window), QTimer(self)

        def turn() -> None:
            if self.closed or next(drawing, None) is None:
                turns.stop()
                self.warm_up()

        turns.timeout.connect(turn)
        turns.start(0)

    def warm_up(self) -> None:
        """Load in the background what the first run will need, while the window rests."""
        if not self.closed:
            self._jobs.submit_quietly(WarmUpJob(self._generation.keeper))

    # --- flows

    def _start(self, flow: Coroutine[Any, Any, None]) -> None:
        if self.busy or self.closed:
            flow.close()
            return
        self._begin(flow)

    def _begin(self, flow: Coroutine[Any, Any, None]) -> None:
        commit_typing()
        self._flow = asyncio.get_running_loop().create_task(self._guarded(flow))

    async def _guarded(self, flow: Coroutine[Any, Any, None]) -> None:
        try:
            await flow
        except StudioError as problem:
            self.failed.emit(said(problem))
        except Exception as problem:
            context = {"message": "a flow of the window failed", "exception": problem}
            asyncio.get_running_loop().call_exception_handler(context)
        closes, saves = self._close_next, self._save_next and self._workspace.store.modified
        self._close_next = self._save_next = False
        if closes and not self.closed:
            self._begin(self._close())
        elif saves and not self.closed:
            self._begin(self._save())

    async def _new(self, model: str) -> None:
        if await self._may_leave():
            keeper = self._generation.keeper
            await self._change_to(await in_background(untitled_project, keeper, model))
            self.started_anew.emit()

    async def _open_sample(self) -> None:
        if await self._may_leave():
            await self._change_to(await in_background(sample_project))

    async def _forget(self, folder: Path, name: str, saved: bool) -> None:
        if saved:
            self._settings.forget_recent(folder)
            self._settings.save()
        else:
            question = self.tr("Throw {name} away? Its takes and clips are removed from the disk for good.")
            buttons = _Choice.Discard | _Choice.Cancel
            title = self.tr("Throw away")
            if await ask(self._window, title, question.format(name=name), buttons) != _Choice.Discard:
                return
            with await in_background(Project.open, folder) as project:
                pass
            await in_background(throw_away, project)
        self.projects_changed.emit()

    async def _choose_and_open(self) -> None:
        path = await ask_path(self._window, self.tr("Open a project"), self.folder, save=False, folder=True)
        if path is not None:
            await self._open(path)

    async def _open(self, path: Path) -> None:
        folder = await in_background(find_project, path)
        if folder.resolve() == self._workspace.project.folder.resolve():
            self.told.emit(self.tr("{name} is open already.").format(name=self.project_name))
        elif await self._may_leave():
            await self._change_to(await in_background(Project.open, folder))
            await self.offer_recovery()

    async def offer_recovery(self) -> None:
        """After a crash: ask whether what was not saved shall come back; only a No throws it away."""
        project = self._workspace.project
        found = project.recovery
        for warning in project.warnings:
            self.failed.emit(said(warning))
        if found is None:
            return
        question = self.tr("{name} was not saved before the program ended. Bring the changes back?")
        choice = await ask(
            self._window,
            self.tr("Unsaved changes"),
            question.format(name=self.project_name),
            _Choice.Yes | _Choice.No,
            escape=_Choice.Yes,
        )
        if choice == _Choice.Yes:
            self._workspace.do(self.tr("Bring unsaved changes back"), lambda _: found)
        else:
            project.drop_autosave()

    async def _save(self) -> None:
        if is_untitled(self._workspace.project):
            await self._save_as()
        else:
            self._workspace.save()
            self.told.emit(self.tr("Saved {name}.").format(name=self.project_name))
            await self._paint_poster(self._workspace.project)

    async def _paint_poster(self, project: Project) -> None:
        """Keep a small picture for lists of projects; without one the project is as good."""
        try:
            await in_background(keep_poster, project, self._workspace.document)
        except (StudioError, OSError) as problem:
            _log.info("no small picture of %s: %s", project.folder, problem)

    async def _save_as(self) -> None:
        if self._jobs.for_project:
            self.failed.emit(
                self.tr("A job still works on this project; cancel it or let it end, then save again.")
            )
            return
        start = self.folder / f"{self.project_name}{SUFFIX}"
        path = await ask_path(self._window, self.tr("Save the project as"), start, save=True, folder=True)
        if path is not None:
            await self.save_to(path)

    async def save_to(self, path: Path) -> None:
        """Copy the project to a folder of this name and go on there."""
        folder = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        old = self._workspace.project
        with self._out_of_reach():
            self.told.emit(self.tr("Copying the project to {folder}…").format(folder=folder.parent))
            copy = await in_background(old.copy_to, folder, self._workspace.document)
            await self._end_jobs()
        self._workspace.move_to(copy)
        self._leave(old, gone=is_untitled(old))
        self._remember(copy)
        self.told.emit(self.tr("Saved {name}.").format(name=self.project_name))
        await self._paint_poster(copy)

    @contextmanager
    def _out_of_reach(self) -> Iterator[None]:
        """Take no input meanwhile: what was done to a project while it is copied would stay behind."""
        focused = self._window.focusWidget()
        self._window.setEnabled(False)
        try:
            yield
        finally:
            self._window.setEnabled(True)
            if focused is not None and isValid(focused):
                focused.setFocus()

    def import_file(self, path: Path, layer_id: str) -> None:
        """Queue reading a file for a layer; see `Exchange`."""
        self.exchange.import_file(path, layer_id)

    def export_targets(self, targets: tuple[Target, ...]) -> str:
        """Queue an export of the document as it is now and return the job's id."""
        return self.exchange.export_targets(targets)

    async def _close(self) -> None:
        if not await self._may_leave():
            return
        self.closed = True
        self._window.keep_layout()  # before it is hidden, because that leaves full screen
        self._window.hide()
        self._jobs.cancel_all()
        self._jobs.detach()
        self._save_settings()
        await in_background(self._runner.shutdown, _SHUTDOWN_SECONDS)
        project, untouched = self._workspace.project, self._untouched()
        if not untouched:
            await self._paint_poster(project)
        try:
            self._workspace.close()
        except StudioError as problem:
            _log.warning("at the end: %s", problem)
        if untouched:
            throw_away(project)
        self._window.close()
        self.gone.emit()

    # --- parts of flows

    @property
    def export_folder(self) -> Path:
        """Where exports are proposed."""
        return Preferences.read(self._settings).export_place(self.folder)

    @property
    def folder(self) -> Path:
        """Where file dialogs begin."""
        project = self._workspace.project
        return Path.home() if is_untitled(project) else project.folder.parent

    def _untouched(self) -> bool:
        project, document = self._workspace.project, self._workspace.document
        return is_untouched(project, project.document if document is self._discarded else document)

    async def _may_leave(self) -> bool:
        """Ask about unsaved changes, a take that arrives now among them; False when the user stays."""
        self._jobs.settle()
        self._workspace.store.seal()
        self._discarded = None
        if not self._workspace.store.modified or self._untouched():
            return True
        question = self.tr("Save the changes to {name}?").format(name=self.project_name)
        buttons = _Choice.Save | _Choice.Discard | _Choice.Cancel
        choice = await ask(self._window, self.tr("Unsaved changes"), question, buttons)
        if choice == _Choice.Save:
            await self._save()
            return not self._workspace.store.modified
        if choice == _Choice.Discard:
            self._workspace.discard_changes()
            self._discarded = self._workspace.document
            return True
        return False

    async def _change_to(self, project: Project) -> None:
        """Work on another project once nothing runs for the old one."""
        await self._end_jobs()
        old, untouched = self._workspace.project, self._untouched()
        if not untouched:
            await self._paint_poster(old)
        try:
            self._workspace.open(project)
        except StudioError:
            project.close()
            raise
        self._leave(old, gone=untouched)
        self._remember(project)

    async def _end_jobs(self) -> None:
        self._jobs.interrupt_all()
        while self._jobs.for_project:
            self._one_ended = asyncio.get_running_loop().create_future()
            await self._one_ended

    def _leave(self, project: Project, *, gone: bool) -> None:
        """Close a project; an untitled one is thrown away when it is `gone`: nobody wants anything of it."""
        project.close()
        if gone:
            throw_away(project)

    def _remember(self, project: Project) -> None:
        if not is_untitled(project):
            self._settings.add_recent(project.folder)
            self._save_settings()
        self.projects_changed.emit()

    def _save_settings(self) -> None:
        """Keep what the program remembers; where the disk refuses, that is told and all goes on."""
        try:
            self._settings.save()
        except StudioError as problem:
            self.failed.emit(said(problem))

    def _on_ended(self, card: JobCard) -> None:
        if self._one_ended is not None and not self._one_ended.done():
            self._one_ended.set_result(None)
