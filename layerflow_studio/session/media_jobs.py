"""Bringing footage in: a job that reads and stores it, and the edit that shows it on a layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.ids import ClipId, new_id
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import AlphaKind, Role
from layerflow_studio.core.layer import pace_of
from layerflow_studio.core.origins import Origin, set_origin
from layerflow_studio.core.timebase import Span
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence, listed
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.importer import MediaFacts
    from layerflow_studio.media.intake import Intake

_SEEN = 0.02
"""From this part on, what is cut away is told."""


@dataclass(frozen=True)
class Shape:
    """A size in pixels, a length and a rate to bring footage to; None keeps the footage's own."""

    width: int
    height: int
    frames: int | None = None
    fps: Fraction | None = None

    @classmethod
    def of(cls, model: ModelDescription, size: tuple[int, int] | None = None) -> Shape:
        """Return what a model works on, at one of its sizes (width, height), else at its own."""
        width, height = size or (model.width, model.height)
        return cls(width, height, model.frames, model.fps)


@dataclass(frozen=True)
class Imported:
    """A clip that was stored, and what it is. `warnings` are sentences: read, but perhaps not as meant."""

    clip: ClipId
    name: str
    frames: int
    width: int
    height: int
    fps: Fraction
    has_alpha: bool
    warnings: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True)
class Footage:
    """A file that was read: its pixels, what to call it, and what to tell the user about it."""

    clip: ClipPixels
    name: str
    warnings: tuple[str, ...] = ()
    origin: Origin | None = None

    def stored_in(self, clips: ClipStore, cancel: CancelToken | None = None) -> Imported:
        """Put the pixels into a project's clip store and return what `place_clip` needs."""
        c = self.clip
        return Imported(
            clip=clips.put(c, cancel),
            name=self.name,
            frames=c.frames,
            width=c.width,
            height=c.height,
            fps=c.fps,
            has_alpha=c.has_alpha,
            warnings=self.warnings,
            origin=self.origin,
        )


@dataclass(frozen=True)
class ReadJob:
    """Reads a video, picture or sequence into memory, brought to `shape`: for as many frames as a model sees.

    `fps` is the rate of pictures, which carry none; `single` reads a numbered picture without its sequence.
    `alpha` says how the file holds its colour; None takes what its pixels tell for sure, else straight.
    `hold_gaps` holds the picture before one that is missing, instead of refusing the sequence.
    """

    path: Path
    shape: Shape | None = None
    single: bool = False
    fps: Fraction | None = None
    alpha: AlphaKind | None = None
    hold_gaps: bool = False
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return Sentence("read {file}", file=self.path.name)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Footage:
        """Return what was read. Raises FileMissing, BadInput or Damaged with one sentence, or Cancelled."""
        intake = self.intake()
        pixels = intake.read(self._stacked, progress, cancel)
        clip = ClipPixels(pixels, intake.out_fps)
        warnings = (*intake.facts.warnings, *fitting(intake.facts, self.shape))
        return Footage(clip, self.path.stem, warnings, self.origin(intake))

    def intake(self) -> Intake:
        """Open the file and return how it will be read."""
        from layerflow_studio.media.importer import STILL_RATE
        from layerflow_studio.media.intake import Intake

        size = (self.shape.width, self.shape.height) if self.shape else None
        frames, rate = (self.shape.frames, self.shape.fps) if self.shape else (None, None)
        fps = self.fps or STILL_RATE
        return Intake(self.path, size, frames, rate, fps, self.single, self.alpha, self.hold_gaps)

    def origin(self, intake: Intake) -> Origin:
        """Return where the clip came from and how its alpha was read, once it was."""
        path = str(self.path.expanduser().absolute())
        kind = AlphaKind.NONE if intake.reading.kind is AlphaKind.NONE else intake.read_as
        alpha = self.alpha or kind
        return Origin(
            path, alpha, self.alpha is None, intake.reading.reason, self.fps, self.single, self.hold_gaps
        )

    def _stacked(self, frames: Iterator[NDArray[Any]]) -> NDArray[Any]:
        from layerflow_studio.media.importer import MAX_BYTES

        kept: list[NDArray[Any]] = []
        for frame in frames:
            kept.append(frame)
            if len(kept) * frame.nbytes > MAX_BYTES:
                raise BadInput(
                    "{file} is too long to hold in memory at {width} × {height}; cut it to {frames} frames.",
                    file=self.path.name,
                    width=frame.shape[1],
                    height=frame.shape[0],
                    frames=len(kept) - 1,
                )
        return np.stack(kept)


@dataclass(frozen=True)
class ImportJob:
    """Reads a file as `ReadJob` does, one frame in memory at a time, and stores it in a project.

    The project is untouched until all was read.
    """

    project: Project
    path: Path
    shape: Shape | None = None
    single: bool = False
    fps: Fraction | None = None
    alpha: AlphaKind | None = None
    hold_gaps: bool = False
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return Sentence("import {file}", file=self.path.name)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Imported:
        """Return what was stored. Raises as `ReadJob.run` does."""
        read = ReadJob(self.path, self.shape, self.single, self.fps, self.alpha, self.hold_gaps)
        intake = read.intake()
        clip = intake.store(self.project.clips, progress, cancel)
        facts = self.project.clips.describe(clip)
        return Imported(
            clip=clip,
            name=self.path.stem,
            frames=facts.frames,
            width=facts.width,
            height=facts.height,
            fps=facts.fps,
            has_alpha=facts.has_alpha,
            warnings=(*intake.facts.warnings, *fitting(intake.facts, self.shape)),
            origin=read.origin(intake),
        )


def place_clip(
    document: Document,
    imported: Imported,
    role: Role,
    layer_id: str | None = None,
    *,
    lock: bool = False,
    start: int = 0,
) -> Document:
    """Show an imported clip on the named layer, else on the topmost of its role, else on a new one.

    Footage without a role of the model always gets a layer of its own. A new layer lies on top and spans its
    clip, at its own speed, from frame `start` on or as far as the canvas goes. BadInput when the layer is locked.
    """
    target = receiving_layer(document, role, layer_id)
    if target is None:
        frames = ceil(imported.frames / pace_of(imported.fps, document.canvas.fps))
        start = min(max(start, 0), document.canvas.length - 1)
        span = Span(start, min(start + frames, document.canvas.length))
        target = Layer(new_id("layer"), imported.name.strip() or "Media", role, span)
        document = edits.add_layer(document, target)
    document = edits.set_clip(document, target.id, imported.clip, imported.frames, imported.fps)
    if imported.origin is not None:
        document = set_origin(document, target.id, imported.clip, imported.origin)
    if role == Role.BLENDED:
        document = edits.set_visible(document, target.id, True)
    return edits.set_locked(document, target.id, True) if lock else document


def receiving_layer(document: Document, role: Role, layer_id: str | None = None) -> Layer | None:
    """The layer that `place_clip` shows a clip on, None for a new one; BadInput when that layer is locked."""
    if layer_id is None:
        layer = document.top(role) if role != Role.MEDIA else None
        layer_id = layer.id if layer is not None else None
    return edits.unlocked_layer(document, layer_id) if layer_id is not None else None


def reread_clip(document: Document, layer_id: str, imported: Imported) -> Document:
    """Show the same footage, read in another way, on its layer, which stays locked if it is."""
    layer = document.layer(layer_id)
    document = edits.set_locked(document, layer_id, False)
    document = edits.set_clip(document, layer_id, imported.clip, imported.frames, imported.fps)
    if imported.origin is not None:
        document = set_origin(document, layer_id, imported.clip, imported.origin)
    return edits.set_locked(document, layer_id, layer.locked)


def fitting(facts: MediaFacts, shape: Shape | None) -> Iterator[str]:
    """Yield a sentence when a shape takes a visible part of the footage away, or makes it larger."""
    if shape is None:
        return
    scale = max(shape.width / facts.width, shape.height / facts.height)
    kept = (shape.width / (facts.width * scale), shape.height / (facts.height * scale))
    width, height = (1 - part for part in kept)
    told: list[Sentence] = []
    if width > _SEEN:
        told.append(Sentence("loses {part:.0%} of its width", part=width))
    if height > _SEEN:
        told.append(Sentence("loses {part:.0%} of its height", part=height))
    if scale > 1.01:
        told.append(Sentence("is enlarged"))
    if told:
        yield Sentence(
            "{file} is {width} × {height}; it {change} at {new_width} × {new_height}.",
            file=facts.path.name,
            width=facts.width,
            height=facts.height,
            change=listed(told),
            new_width=shape.width,
            new_height=shape.height,
        )
