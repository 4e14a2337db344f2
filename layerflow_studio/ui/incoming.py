"""Files brought into the window: each is read by a job, then shown where it was let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.session.media_jobs import Imported, ImportJob, Shape, place_clip
from layerflow_studio.session.project_io import PROJECT_FILE, SUFFIX
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.workspace import Workspace


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
        self._landings: dict[str, Landing] = {}
        jobs.ended.connect(self._on_ended)

    def bring(self, paths: Sequence[Path], landing: Landing) -> None:
        """Read files: the first one goes where it was let go, the others on new layers above it."""
        for number, path in enumerate(paths):
            self._read(path, landing if number == 0 else Landing(frame=landing.frame))

    def _read(self, path: Path, landing: Landing) -> None:
        job = ImportJob(self._workspace.project, path, self._shape(landing))
        title = self.tr("import {file}").format(file=path.name)
        self._landings[self._jobs.submit(job, title)] = landing

    def _shape(self, landing: Landing) -> Shape | None:
        """What a layer of the model's gets is brought to its size; other footage stays as it is.

        Length and rate are kept: what of it the model sees is decided by trimming and slipping.
        """
        model, document = self._generation.model, self._workspace.document
        role = document.layer(landing.layer).role if landing.layer else landing.role
        if role not in MODEL_ROLES:
            return None
        size = model or document.canvas
        return Shape(size.width, size.height)

    def _on_ended(self, card: JobCard) -> None:
        landing = self._landings.pop(card.id, None)
        if landing is None or not isinstance(card.work, ImportJob):
            return
        if card.state == JobState.FAILED:
            self.failed.emit(card.message)
        elif isinstance(card.result, Imported) and card.work.project is self._workspace.project:
            self._place(card.result, landing)

    def _place(self, found: Imported, landing: Landing) -> None:
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
            self.told.emit(text.format(file=found.name))
            new = [layer.id for layer in self._workspace.document.layers if layer.id not in before]
            if new:
                self._workspace.select(new[-1])
        for warning in found.warnings:
            self.failed.emit(warning)


def is_project(path: Path) -> bool:
    """Whether a path means a project rather than footage."""
    return (path / PROJECT_FILE).is_file() or path.name == PROJECT_FILE or path.suffix == SUFFIX
