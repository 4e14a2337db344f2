"""Generate: what would run, running it, its live preview, and putting the take on the layers."""

from __future__ import annotations

import secrets
from functools import partial

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.jobs import Preview
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import StudioError
from layerflow_studio.session.generate import (
    GenerateJob,
    RunPlan,
    build_request,
    cuts_of,
    describe_run,
    show_take,
)
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.viewer.preview import PreviewPlayer
from layerflow_studio.ui.words import role_name
from layerflow_studio.ui.workspace import Workspace

LARGEST_DRAWN_SEED = 2**31


class Generation(QObject):
    """Between the document and the runner.

    `vary` draws a new seed for every run, so that pressing Generate again gives another take. `device` is
    where the last take was made.
    """

    plan_changed = Signal()
    running_changed = Signal()
    """A generation was queued, has moved on, or has ended."""
    vary_changed = Signal(bool)
    told = Signal(str)
    """A sentence for the status line."""
    failed = Signal(str)
    """A run could not start or did not end well; one sentence."""

    def __init__(
        self, workspace: Workspace, jobs: JobBook, keeper: ModelKeeper, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self.keeper = workspace, jobs, keeper
        self.preview = PreviewPlayer(self)
        self.vary = True
        self.model: ModelDescription | None = None
        self.model_problem = ""
        self._model_id: str | None = None
        self.plan = RunPlan(False, "")
        workspace.document_changed.connect(self._on_document)
        workspace.project_changed.connect(self._plan)
        jobs.changed.connect(self._on_job)
        jobs.ended.connect(self._on_ended)
        jobs.previewed.connect(self._on_preview)
        self._plan()

    # --- asking

    @property
    def current(self) -> JobCard | None:
        """The generation that runs or is next."""
        return next((card for card in self._jobs.busy if isinstance(card.work, GenerateJob)), None)

    def makes(self, role: Role) -> JobCard | None:
        """The running generation, when it makes this layer in the open project."""
        card = self.current
        work = card.work if card is not None else None
        if not isinstance(work, GenerateJob) or not self._is_here(work):
            return None
        return card if role in work.request.made_roles else None

    @property
    def seed(self) -> int:
        """The seed of the next run: the first made layer's own, else the document's."""
        document = self._workspace.document
        tops = (document.top(role) for role in self.plan.made)
        own = (layer.seed for layer in tops if layer is not None and layer.seed is not None)
        return next(own, document.seed)

    @property
    def device(self) -> str:
        """Where the newest take was computed; empty before the first one."""
        entries = self._workspace.project.library.entries()
        return entries[-1].take.provenance.device if entries else ""

    # --- doing

    def generate(self) -> None:
        """Queue a run of what `plan` tells."""
        if self.vary:
            self.draw_seed()
        self._workspace.store.seal()
        try:
            if self.model is None:
                raise StudioError(self.plan.sentence)
            document = self._workspace.document
            request = build_request(document, self.model)
        except StudioError as problem:
            self.failed.emit(str(problem))
            return
        made = " + ".join(role_name(role) for role in request.made_roles)
        kept = " + ".join(role_name(role) for role in request.given_roles)
        title = self.tr("{made} from {kept}").format(made=made, kept=kept) if kept else made
        cuts = cuts_of(document, request)
        self._jobs.submit(GenerateJob(self._workspace.project, request, self.keeper, cuts), title)
        self.running_changed.emit()

    def cancel(self) -> None:
        """Stop the generation that runs or is next."""
        card = self.current
        if card is not None:
            self._jobs.cancel(card.id)

    def draw_seed(self) -> None:
        """Give the document a new random seed; a layer with a seed of its own keeps that."""
        seed = secrets.randbelow(LARGEST_DRAWN_SEED)
        self._workspace.do(self.tr("New seed"), partial(edits.set_seed, seed=seed), merge_key="seed")

    def find_model_again(self) -> None:
        """Look for the document's model anew, after folders of models were added or removed."""
        self._find_model()
        self._plan()

    def set_vary(self, vary: bool) -> None:
        """Choose whether each run draws a new seed."""
        if vary != self.vary:
            self.vary = vary
            self.vary_changed.emit(vary)

    def use(self, take: Take) -> None:
        """Show a take on its layers; undoable."""
        name = self.tr("Use take {take}").format(take=self._workspace.take_label(take.id))
        self._workspace.do(name, partial(show_take, take=take))

    # --- hearing

    def _on_document(self, old: Document, new: Document) -> None:
        if old is not new:
            self._plan()

    def _plan(self) -> None:
        document = self._workspace.document
        if document.model != self._model_id:
            self._model_id = document.model
            self._find_model()
        plan = describe_run(document, self.model)
        if self.model is None and self.model_problem:
            plan = RunPlan(False, self.model_problem)
        self.plan = plan
        self.plan_changed.emit()

    def _find_model(self) -> None:
        try:
            self.model, self.model_problem = self.keeper.model(self._model_id or ""), ""
        except StudioError as problem:
            self.model, self.model_problem = None, str(problem)

    def _is_here(self, work: GenerateJob) -> bool:
        return work.project is self._workspace.project

    def _on_job(self, job: str) -> None:
        card = self._jobs.card(job)
        if card is not None and isinstance(card.work, GenerateJob):
            if card.state == JobState.CANCELLING:
                self.preview.clear()
            self.running_changed.emit()

    def _on_preview(self, card: JobCard, preview: Preview) -> None:
        if isinstance(card.work, GenerateJob) and self._is_here(card.work):
            self.preview.show(preview, card.work.request.fps)

    def _on_ended(self, card: JobCard) -> None:
        if not isinstance(card.work, GenerateJob):
            return
        self.preview.clear()
        if card.state == JobState.FAILED:
            self.failed.emit(card.message)
        elif card.state == JobState.CANCELLED:
            self.told.emit(self.tr("Cancelled; nothing was changed."))
        elif self._is_here(card.work) and isinstance(card.result, Take):
            self._workspace.tell_takes()
            self.use(card.result)
            label = self._workspace.take_label(card.result.id)
            self.told.emit(self.tr("Take {take} is ready.").format(take=label))
        self.running_changed.emit()
