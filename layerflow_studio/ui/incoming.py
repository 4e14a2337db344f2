"""Files brought into the window: each is read by a job, then shown where it was let go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.kinds import MODEL_ROLES, AlphaKind, Role
from layerflow_studio.core.origins import origin_of
from layerflow_studio.errors import BadInput
from layerflow_studio.session.project_io import PROJECT_FILE, SUFFIX
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.session.media_jobs import Imported, ImportJob, Shape


@dataclass(frozen=True)
class Landing:
    """Where a clip goes: onto a layer, onto the topmost of a role, or on a new layer from a frame on."""

    layer: str | None = None
    role: Role = Role.MEDIA
    frame: int = 0


class Incoming(QObject):
    """Queues the reading of files; what was read is placed by an undoable edit, what cannot be is said."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, workspace: Workspace, jobs: JobBook, generation: Generation, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self._generation = workspace, jobs, generation
        self._next: dict[str, Callable[[Imported], None]] = {}
        jobs.ended.connect(self._on_ended)
        jobs.repeated.connect(self._on_repeated)
        jobs.removed.connect(self._on_removed)

    def check(self, landing: Landing) -> None:
        """BadInput when no clip can go there, because a locked layer keeps its pixels."""
        from layerflow_studio.session.media_jobs import receiving_layer

        receiving_layer(self._workspace.document, landing.role, landing.layer)

    def bring(self, paths: Sequence[Path], landing: Landing) -> None:
        """Read files: the first one goes where it was let go, the others on new layers above it.

        Where no clip can go, that is said and nothing is read.
        """
        try:
            self.check(landing)
        except BadInput as problem:
            self.failed.emit(said(problem))
            return
        for number, path in enumerate(paths):
            self._read(path, landing if number == 0 else Landing(frame=landing.frame))

    def read_again(self, layer_id: str, alpha: AlphaKind | None) -> None:
        """Read the footage of a layer in another way, None lets its pixels tell; BadInput if it has none."""
        layer = self._workspace.document.layer(layer_id)
        origin = origin_of(layer)
        if origin is None:
            text = self.tr("Layer {layer} was not imported from a file, so there is nothing to interpret.")
            raise BadInput(text.format(layer=layer.name))
        from layerflow_studio.session.media_jobs import ImportJob

        job = ImportJob(
            self._workspace.project,
            Path(origin.path),
            self._shape(Landing(layer_id)),
            single=origin.single,
            fps=origin.fps,
            alpha=alpha,
            hold_gaps=origin.hold_gaps,
        )
        self._submit(job, partial(self._replace, layer_id=layer_id))

    def _read(self, path: Path, landing: Landing) -> None:
        from layerflow_studio.session.media_jobs import ImportJob

        job = ImportJob(self._workspace.project, path, self._shape(landing))
        self._submit(job, partial(self._place, landing=landing))

    def _submit(self, job: ImportJob, then: Callable[[Imported], None]) -> None:
        """Queue a job and keep what to do with what it reads for as long as it has a card."""
        self._next[self._jobs.submit(job, self.tr("import {file}").format(file=job.path.name))] = then

    def _shape(self, landing: Landing) -> Shape | None:
        """What a layer of the model's gets is brought to its size; other footage stays as it is.

        Length and rate are kept: what of it the model sees is decided by trimming and slipping.
        """
        from layerflow_studio.session.media_jobs import Shape

        model, document = self._generation.model, self._workspace.document
        role = document.layer(landing.layer).role if landing.layer else landing.role
        if role not in MODEL_ROLES:
            return None
        canvas = document.canvas
        return Shape(
            *(model.size_for(canvas.width, canvas.height) if model else (canvas.width, canvas.height))
        )

    def _on_ended(self, card: JobCard) -> None:
        then = self._next.get(card.id)
        if then is None:
            return
        from layerflow_studio.session.media_jobs import Imported, ImportJob

        if card.state == JobState.FAILED:
            self.failed.emit(said(card.message))
        elif (
            isinstance(card.work, ImportJob)
            and isinstance(card.result, Imported)
            and card.work.project is self._workspace.project
        ):
            then(card.result)

    def _on_repeated(self, old: str, new: str) -> None:
        if old in self._next:
            self._next[new] = self._next[old]

    def _on_removed(self, job: str) -> None:
        self._next.pop(job, None)

    def _place(self, found: Imported, landing: Landing) -> None:
        from layerflow_studio.session.media_jobs import place_clip

        layers = self._workspace.document.layers
        layer = next((layer for layer in layers if layer.id == landing.layer), None)
        role = layer.role if layer is not None else landing.role
        locks = role in MODEL_ROLES
        before = {layer.id for layer in layers}
        target = layer.id if layer is not None else None
        edit = partial(
            place_clip, imported=found, role=role, layer_id=target, lock=locks, start=landing.frame
        )
        if self._workspace.do(self.tr("Import {file}").format(file=found.name), edit):
            text = self.tr("Imported {file}; its layer is locked.") if locks else self.tr("Imported {file}.")
            self._tell(found, text)
            new = [layer.id for layer in self._workspace.document.layers if layer.id not in before]
            if new:
                self._workspace.select(new[-1])

    def _replace(self, found: Imported, layer_id: str) -> None:
        if not any(layer.id == layer_id for layer in self._workspace.document.layers):
            return
        from layerflow_studio.session.media_jobs import reread_clip

        edit = partial(reread_clip, layer_id=layer_id, imported=found)
        self._workspace.do(self.tr("Interpret {file}").format(file=found.name), edit)
        self._tell(found, self.tr("Read {file} again."))

    def _tell(self, found: Imported, text: str) -> None:
        """Say what was read, how its alpha was understood where it has one, and what to beware of."""
        text = text.format(file=found.name)
        if found.origin is not None and (found.has_alpha or found.origin.alpha != AlphaKind.NONE):
            from layerflow_studio.ui.dialogs.interpret import alpha_name

            alpha = self.tr("Alpha: {alpha}; Layer, Interpret footage changes it.")
            text = f"{text} {alpha.format(alpha=alpha_name(found.origin.alpha))}"
        self.told.emit(text)
        if found.warnings:
            self.failed.emit(" ".join(map(said, found.warnings)))


def is_project(path: Path) -> bool:
    """Whether a path means a project rather than footage."""
    return (path / PROJECT_FILE).is_file() or path.name == PROJECT_FILE or path.suffix == SUFFIX
