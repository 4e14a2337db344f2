"""Generate: what would run, running it, its live preview, and putting the take on the layers."""

from __future__ import annotations

import secrets
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.jobs import Preview
from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import StudioError
from layerflow_studio.session.generate import GenerateJob, RunPlan, Target, describe_run, plan_job, show_take
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.viewer.preview import PreviewPlayer
from layerflow_studio.ui.words import first_upper, listed_roles, proof
from layerflow_studio.ui.workspace import Workspace

LARGEST_DRAWN_SEED = 2**31
NEXT_TURN_MS = 5
"""After what is changed now has been painted; a timer of 0 ms may still end before that."""


class Generation(QObject):
    """Between the document and the runner.

    With `vary` every run has a new seed, drawn beforehand, so that it can be seen before it is used. With
    `shows_newest` a take is put on its layers when it is ready, else it only becomes one of `unseen`.
    """

    starting = Signal()
    """A run is about to be asked for: whoever holds something back that it depends on puts it in now."""
    landing = Signal()
    """A new take is about to be put on its layers."""
    plan_changed = Signal()
    running_changed = Signal()
    """A generation was queued, has moved on, or has ended."""
    vary_changed = Signal(bool)
    shows_newest_changed = Signal(bool)
    unseen_changed = Signal()
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
        self.vary, self.shows_newest = True, True
        self.unseen: set[str] = set()
        self.model: ModelDescription | None = None
        self.model_problem = ""
        self.need = ""
        self._model_id: str | None = None
        self._drawn = _draw()
        self._used: int | None = None
        self.plan = RunPlan(False, "")
        self._reroll_plans: dict[str, RunPlan] = {}
        workspace.document_changed.connect(self._on_document)
        workspace.project_changed.connect(self._on_project)
        workspace.selection_changed.connect(self._plan)
        self._submitted = QTimer(self, singleShot=True, interval=NEXT_TURN_MS)
        self._submitted.timeout.connect(self._on_submitted)
        self._moving = QTimer(self, singleShot=True, interval=NEXT_TURN_MS)
        self._moving.timeout.connect(self.running_changed)
        jobs.changed.connect(self._on_job)
        jobs.finishing.connect(self._on_finishing)
        jobs.landing.connect(self._on_landing)
        jobs.ended.connect(self._on_ended)
        jobs.previewed.connect(self._on_preview)
        self._on_project()

    # --- asking

    @property
    def target(self) -> Target:
        """What Generate is for: all that is unlocked, about the selected layer where several share a role."""
        layer = self._workspace.selected
        return Target(layer.id if layer is not None and layer.role in MODEL_ROLES else "")

    def installed(self, model_id: str) -> ModelDescription | None:
        """A model that can be generated with; None when it is not there or not whole."""
        try:
            model = self.keeper.model(model_id)
        except StudioError:
            return None
        return None if model.missing() else model

    def reroll_plan(self, layer_id: str) -> RunPlan:
        """What making a layer anew would do; thought out once for each document."""
        plan = self._reroll_plans.get(layer_id)
        if plan is None:
            plan = self._reroll_plans[layer_id] = self._describe(Target(layer_id, only=True))
        return plan

    @property
    def current(self) -> JobCard | None:
        """The generation that runs or is next."""
        return next((card for card in self._jobs.busy if isinstance(card.work, GenerateJob)), None)

    def makes(self, layer: Layer) -> JobCard | None:
        """The running generation, when it makes this layer in the open project."""
        card = self.current
        work = card.work if card is not None else None
        if not isinstance(work, GenerateJob) or not self._is_here(work):
            return None
        acting = dict(work.layers).get(layer.role) == layer.id
        return card if acting and layer.role in work.request.made_roles else None

    @property
    def seed(self) -> int:
        """The seed of the next run: a made layer's own, else the drawn one, else the document's."""
        seed, owner = self.plan.seed(self._workspace.document, self.target)
        return self._drawn if owner is None and self.vary else seed

    @property
    def seed_owner(self) -> Layer | None:
        """The layer whose own seed the next run has; None when it is the project's or a new one."""
        return self.plan.seed(self._workspace.document, self.target)[1]

    @property
    def common_seed(self) -> int:
        """The seed of the next run for layers without one of their own."""
        return self._drawn if self.vary else self._workspace.document.seed

    @property
    def device(self) -> str:
        """Where the newest take was computed; empty before the first one."""
        entries = self._workspace.project.library.entries()
        return entries[-1].take.provenance.device if entries else ""

    # --- doing

    def generate(self) -> None:
        """Queue a run of what `plan` tells."""
        self._run(self.target)

    def reroll(self, layer_id: str) -> None:
        """Queue a run that makes one layer anew."""
        self._run(Target(layer_id, only=True))

    def reroll_selected(self) -> None:
        """Queue a run that makes the selected layer anew."""
        if self._workspace.selected is not None:
            self.reroll(self._workspace.selected.id)

    def _run(self, target: Target) -> None:
        self.starting.emit()
        self._workspace.store.seal()
        try:
            if self.model is None:
                raise StudioError(self.plan.sentence)
            job = self._plan_job(self.model, target)
        except StudioError as problem:
            self.failed.emit(said(problem))
            return
        self._jobs.submit(job, self._title(job))
        self._submitted.start()

    def _on_submitted(self) -> None:
        """Show what was begun once the press of the button is over, so that the two do not add up."""
        self._plan()
        self._moving.start()

    def _plan_job(self, model: ModelDescription, target: Target) -> GenerateJob:
        """The job, with the drawn seed unless a layer brings its own; another one is drawn for the next."""
        project, document = self._workspace.project, self._workspace.document
        owner = describe_run(document, model, target).seed(document, target)[1]
        fresh = self.vary and owner is None
        seed = self._drawn if fresh else None
        job = plan_job(project, document, model, self.keeper, seed=seed, target=target)
        if fresh:
            self._used, self._drawn = self._drawn, _draw()
        return job

    def _title(self, job: GenerateJob) -> str:
        made, kept = listed_roles(job.request.made_roles), listed_roles(job.request.given_roles)
        name = next((layer.name for layer in self._workspace.document.layers if layer.id == job.main), "")
        if job.ground is not None:
            return self.tr("{layer}: {made} over the layers below").format(layer=name, made=made)
        if name:
            return self.tr("{layer} anew: {made}").format(layer=name, made=made)
        return self.tr("{made} from {kept}").format(made=made, kept=kept) if kept else made

    def cancel(self) -> None:
        """Stop the generation that runs or is next."""
        card = self.current
        if card is not None:
            self._jobs.cancel(card.id)

    def draw_seed(self) -> None:
        """Draw another seed for the next run; a layer with a seed of its own keeps that."""
        if self.vary:
            self._drawn = _draw()
            self.plan_changed.emit()
        else:
            self.set_seed(_draw())

    def set_seed(self, seed: int) -> None:
        """Have the runs to come use this seed, the same each time."""
        self.keep_seed()
        self._workspace.do(self.tr("Set seed"), partial(edits.set_seed, seed=seed))

    def find_model_again(self) -> None:
        """Look for the document's model anew, after folders of models were added or removed."""
        self._find_model()
        self._plan()

    def keep_seed(self) -> None:
        """Have the runs to come use the document's seed as it is."""
        self._used = None
        self.set_vary(False)

    def set_vary(self, vary: bool) -> None:
        """Choose whether each run has a new seed; without, the last one drawn stays."""
        if vary != self.vary:
            self.vary = vary
            if not vary and self._used is not None:
                self._workspace.do(self.tr("Keep seed"), partial(edits.set_seed, seed=self._used))
            self.vary_changed.emit(vary)
            self._plan()

    def set_shows_newest(self, shows: bool) -> None:
        """Choose whether a take is put on its layers as soon as it is ready."""
        if shows != self.shows_newest:
            self.shows_newest = shows
            self.shows_newest_changed.emit(shows)

    def use(self, take: Take) -> None:
        """Show a take on its layers; undoable."""
        name = self.tr("Use take {take}").format(take=self._workspace.take_label(take.id))
        self._workspace.do(name, partial(show_take, take=take))
        self.see(take.id)

    def see(self, take_id: str) -> None:
        """A take has been looked at."""
        if take_id in self.unseen:
            self.unseen.discard(take_id)
            self.unseen_changed.emit()

    # --- hearing

    def _on_project(self) -> None:
        self._jobs.follow(self._workspace.project, self.keeper)
        self._plan()

    def _on_document(self, old: Document, new: Document) -> None:
        if old is not new:
            self._plan()

    def _plan(self, *_: object) -> None:
        document = self._workspace.document
        if document.model != self._model_id:
            self._model_id = document.model
            self._find_model()
        self._reroll_plans.clear()
        self.plan = self._describe(self.target)
        self.plan_changed.emit()

    def _describe(self, target: Target) -> RunPlan:
        if self.model is None and self.model_problem:
            return RunPlan(False, self.model_problem)
        return describe_run(self._workspace.document, self.model, target)

    def _find_model(self) -> None:
        try:
            self.model, self.model_problem = self.keeper.model(self._model_id or ""), ""
        except StudioError as problem:
            self.model, self.model_problem = None, said(problem)
        self.need = self._need()

    def _need(self) -> str:
        """What a run of a large model will need of memory; empty for a small one."""
        if self.model is None or self.model.missing():
            return ""
        try:
            need = self.keeper.need(self.model)
        except StudioError as problem:
            return said(problem)
        return said(need) if need is not None else ""

    def _is_here(self, work: GenerateJob) -> bool:
        return work.project is self._workspace.project

    def _on_job(self, job: str) -> None:
        card = self._jobs.card(job)
        if card is not None and not card.over and isinstance(card.work, GenerateJob):
            if card.state == JobState.CANCELLING:
                self.preview.clear()
                self.running_changed.emit()
            else:  # after what else shows the job, so that the two do not add up
                self._moving.start()

    def _on_preview(self, card: JobCard, preview: Preview) -> None:
        if isinstance(card.work, GenerateJob) and self._is_here(card.work):
            self.preview.show(preview, card.work.request.fps)

    def _on_finishing(self, card: JobCard) -> None:
        """List a new take."""
        if isinstance(card.work, GenerateJob) and self._is_here(card.work):
            self._workspace.tell_takes()

    def _on_landing(self, card: JobCard) -> None:
        if isinstance(card.work, GenerateJob) and isinstance(card.result, Take):
            self.preview.clear()
            self._receive(card.work, card.result)

    def _on_ended(self, card: JobCard) -> None:
        if not isinstance(card.work, GenerateJob):
            return
        self.preview.clear()
        if card.state == JobState.FAILED:
            self.failed.emit(said(card.message))
        elif card.state == JobState.CANCELLED:
            self.told.emit(self.tr("Cancelled; nothing was changed."))
        self.running_changed.emit()

    def _receive(self, work: GenerateJob, take: Take) -> None:
        """Put a finished take where the policy says, and tell what happened to it."""
        if not self._is_here(work):
            place = work.project.name
            self.told.emit(
                self.tr("The take is ready; it is in the takes of {project}.").format(project=place)
            )
            return
        label = self._workspace.take_label(take.id)
        if self._is_homeless(work):
            self._keep_unseen(take)
            sentence = self.tr("{take} is among the takes but not shown: its layer was deleted meanwhile.")
        elif self.shows_newest:
            self.landing.emit()
            self.use(take)
            sentence = self.tr("Take {take} is ready.")
        else:
            self._keep_unseen(take)
            sentence = self.tr("Take {take} is ready; it is marked as new among the takes.")
        proven = proof(take)
        self.told.emit(
            f"{sentence.format(take=label)} {first_upper(proven)}." if proven else sentence.format(take=label)
        )

    def _keep_unseen(self, take: Take) -> None:
        self.unseen.add(take.id)
        self.unseen_changed.emit()

    def _is_homeless(self, work: GenerateJob) -> bool:
        """Whether the layer a run was about is gone, or each one that it made."""
        present = {layer.id for layer in self._workspace.document.layers}
        if work.main:
            return work.main not in present
        made = [layer_id for role, layer_id in work.layers if role in work.request.made_roles]
        return bool(made) and not present.intersection(made)


def _draw() -> int:
    return secrets.randbelow(LARGEST_DRAWN_SEED)
