"""What is done about models: obtaining, checking, bringing in, removing, and choosing one for the project."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import StudioError
from layerflow_studio.session.generate import use_model
from layerflow_studio.session.loras import AddLoraJob, Lora, remove_lora
from layerflow_studio.session.runner import Work
from layerflow_studio.session.settings import choose_models_home, models_home
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.engine.catalogue import Published
    from layerflow_studio.session.model_install import AddJob
    from layerflow_studio.session.model_states import ModelState

LORA = "lora:"
"""Begins what stands for a LoRA that is being added."""
ADDED = "added"
"""Stands for the model that is being brought in, whose id is not known yet."""


class ModelDesk(QObject):
    """Keeps the list of models and the jobs that work on them; what it does goes on without any dialog."""

    changed = Signal()
    """Models came or went, or are in another state."""
    moved = Signal(str)
    """A job has moved on; the id of its model."""
    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, workspace: Workspace, jobs: JobBook, generation: Generation, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self._generation = workspace, jobs, generation
        self._subjects: dict[str, str] = {}
        """The model that a job is about, for as long as it has a card."""
        jobs.changed.connect(self._on_job)
        jobs.ended.connect(self._on_ended)
        jobs.repeated.connect(self._on_repeated)
        jobs.removed.connect(self._on_removed)

    # --- asking

    def states(self) -> tuple[ModelState, ...]:
        """Every model that is here or can be obtained, as it is now."""
        from layerflow_studio.session.model_states import survey

        return survey(self._generation.keeper.folders)

    @property
    def ready(self) -> tuple[ModelDescription, ...]:
        """The models that can be generated with."""
        from layerflow_studio.session.model_states import Condition

        return tuple(
            state.model
            for state in self.states()
            if state.model is not None and state.condition == Condition.READY
        )

    @property
    def home(self) -> Path:
        """Where obtained models are kept."""
        return models_home()

    @property
    def current(self) -> str:
        """The model of the open project."""
        return self._workspace.document.model or ""

    @property
    def own_adapters(self) -> tuple[str, ...]:
        """The adapters that belong to the project's model itself."""
        model = self._generation.model
        return model.adapters if model is not None else ()

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(width, height) of what the project's model can make, its own size first; empty without a model."""
        model = self._generation.model
        return model.sizes if model is not None else ()

    def job_of(self, model_id: str) -> JobCard | None:
        """The job that works on a model; None without one."""
        return next((card for card in self._jobs.busy if self._subjects.get(card.id) == model_id), None)

    def removal_size(self, state: ModelState) -> int:
        """Bytes that removing a model deletes; 0 when only a reference goes."""
        from layerflow_studio.session.model_install import removal_size

        return removal_size(state, self.home)

    # --- doing

    def download(self, entry: Published) -> None:
        """Obtain a published model, or go on with it; the user has agreed to its terms."""
        from layerflow_studio.session.model_download import DownloadJob

        title = self.tr("Obtain {model}").format(model=entry.name)
        self._submit(entry.id, DownloadJob(entry, self.home), title)

    def verify(self, model: ModelDescription) -> None:
        """Check every file of a model."""
        from layerflow_studio.session.model_check import VerifyJob

        self._submit(model.id, VerifyJob((model,)), self.tr("Verify {model}").format(model=model.name))

    def add(self, job: AddJob) -> None:
        """Bring in a model that is on this machine."""
        self._submit(ADDED, job, self.tr("Import {file}").format(file=job.path.name))

    def add_lora(self, path: Path) -> None:
        """Copy a LoRA file of the user's to the others."""
        self._submit(f"{LORA}{path}", AddLoraJob(path), self.tr("Add {file}").format(file=path.name))

    def remove_lora(self, name: str) -> None:
        """Delete our copy of a LoRA file; the user has agreed."""
        try:
            remove_lora(name)
        except StudioError as problem:
            self.failed.emit(said(problem))
        self.changed.emit()

    def cancel(self, model_id: str) -> None:
        """Stop what is done about a model."""
        card = self.job_of(model_id)
        if card is not None:
            self._jobs.cancel(card.id)

    def remove(self, state: ModelState) -> None:
        """Take a model away; the user has agreed to what that deletes."""
        from layerflow_studio.session.model_install import remove_model

        try:
            remove_model(state, self.home, self._in_use())
        except StudioError as problem:
            self.failed.emit(said(problem))
        else:
            self.told.emit(self.tr("{model} is removed.").format(model=state.name))
        self.refresh()

    def reveal(self, state: ModelState) -> None:
        """Show a model's folder in the file manager."""
        if state.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(state.folder)))

    def choose(self, model: ModelDescription) -> None:
        """Generate with another model in the open project; undoable."""
        if model.id != self.current:
            name = self.tr("Use {model}").format(model=model.name)
            self._workspace.do(name, partial(use_model, model=model))

    def choose_home(self, folder: Path) -> None:
        """Keep models obtained from now on in another folder."""
        try:
            choose_models_home(folder)
        except StudioError as problem:
            self.failed.emit(said(problem))
        self.refresh()

    def refresh(self) -> None:
        """Models may have come or gone: look again."""
        self._generation.find_model_again()
        self.changed.emit()

    # --- inside

    def _in_use(self) -> set[str]:
        """The project's model, and those of runs that have not ended."""
        works = [card.work for card in self._jobs.busy]
        asked = {
            request.model_id for work in works if (request := getattr(work, "request", None)) is not None
        }
        worked_on = {self._subjects[card.id] for card in self._jobs.busy if card.id in self._subjects}
        return {*asked, *worked_on, self.current}

    def _submit(self, model_id: str, work: Work, title: str) -> None:
        if self.job_of(model_id) is not None:
            return
        self._follow(self._jobs.submit(work, title), model_id)

    def _follow(self, job: str, model_id: str) -> None:
        self._subjects[job] = model_id
        self.moved.emit(model_id)

    def _on_repeated(self, old: str, new: str) -> None:
        if old in self._subjects:
            self._follow(new, self._subjects[old])

    def _on_removed(self, job: str) -> None:
        self._subjects.pop(job, None)

    def _on_job(self, job: str) -> None:
        if job in self._subjects:
            self.moved.emit(self._subjects[job])

    def _on_ended(self, card: JobCard) -> None:
        if card.id not in self._subjects:
            return
        if card.state == JobState.FAILED:
            self.failed.emit(said(card.message))
        elif card.state == JobState.DONE and isinstance(card.result, ModelDescription):
            self.told.emit(self.tr("{model} is ready.").format(model=card.result.name))
        elif card.state == JobState.DONE and isinstance(card.result, Lora):
            self.told.emit(self.tr("{lora} is added.").format(lora=card.result.name))
        self.refresh()
