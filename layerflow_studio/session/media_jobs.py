"""Bringing footage in: a job that reads and stores it, and the edit that shows it on a layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

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
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.importer import MediaFacts

SURE = 0.75
"""From which certainty on a guess about alpha is acted on."""
CHECKED_FRAMES = 600
"""How far a video is read to find out whether it is whole when fewer of its frames are needed."""


@dataclass(frozen=True)
class Shape:
    """A size in pixels, a length and a rate to bring footage to; None keeps the footage's own."""

    width: int
    height: int
    frames: int | None = None
    fps: Fraction | None = None

    @classmethod
    def of(cls, model: ModelDescription) -> Shape:
        """Return what a model works on."""
        return cls(model.width, model.height, model.frames, model.fps)


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
    """Reads a video, picture or sequence, brought to `shape` where one is given.

    `fps` is the rate of pictures, which carry none; `single` reads a numbered picture without its sequence.
    `alpha` says how the file holds its colour; None takes what its pixels tell for sure, else straight.
    """

    path: Path
    shape: Shape | None = None
    max_frames: int | None = None
    single: bool = False
    fps: Fraction | None = None
    alpha: AlphaKind | None = None
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return f"read {self.path.name}"

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Footage:
        """Return what was read. Raises FileMissing, BadInput or Damaged with one sentence, or Cancelled."""
        from layerflow_studio.media.conform import fit
        from layerflow_studio.media.importer import STILL_RATE, probe, read_clip

        rate = self.fps or STILL_RATE
        facts = probe(self.path, fps=rate, single=self.single)
        shape, alpha = self.shape, self._alpha(facts)
        if shape is None:
            clip = read_clip(
                self.path, self.max_frames, progress, cancel, fps=rate, single=self.single, alpha=alpha
            )
        elif shape.frames is None:
            clip = self._read_whole(shape, facts, progress, cancel)
            clip = fit(clip, shape.width, shape.height, None, shape.fps)
        else:
            clip = self._read_into(shape, shape.frames, facts, progress, cancel)
        warnings = (*facts.warnings, *_fitting(facts, shape))
        return Footage(clip, self.path.stem, warnings, self._origin(facts, alpha))

    def _alpha(self, facts: MediaFacts) -> AlphaKind:
        """Return how to read the colour beside alpha."""
        if self.alpha is not None:
            return self.alpha
        return facts.alpha.kind if facts.alpha.certainty >= SURE else AlphaKind.STRAIGHT

    def _origin(self, facts: MediaFacts, alpha: AlphaKind) -> Origin:
        path = str(self.path.expanduser().absolute())
        return Origin(path, alpha, self.alpha is None, facts.alpha.reason, self.fps, self.single)

    def _read_whole(
        self, shape: Shape, facts: MediaFacts, progress: ProgressSink, cancel: CancelToken
    ) -> ClipPixels:
        """Return all frames at the shape's size and the footage's rate, one full frame in memory at a time."""
        from layerflow_studio.media.conform import cover
        from layerflow_studio.media.importer import MAX_BYTES, read_frames

        frame_bytes = shape.width * shape.height * 4 * (2 if facts.sixteen_bit else 1)
        most = MAX_BYTES // frame_bytes
        if min(facts.frames or 0, self.max_frames or most + 1) > most:
            raise self._too_long(shape, most)
        kept: list[NDArray[np.uint8] | NDArray[np.uint16]] = []
        room = MAX_BYTES
        frames = read_frames(self.path, cancel=cancel, single=self.single, alpha=self._alpha(facts))
        for number, frame in enumerate(islice(frames, self.max_frames), 1):
            kept.append(cover(frame, shape.width, shape.height))
            room -= kept[-1].nbytes
            if room < 0:
                raise self._too_long(shape, number - 1)
            progress.progress(f"Reading {self.path.name}", number, max(number, facts.frames or number))
        if not kept:
            raise Damaged(f"{self.path.name} holds no frame that can be read; copy or export it again.")
        return ClipPixels(np.stack(kept), facts.fps)

    def _too_long(self, shape: Shape, frames: int) -> BadInput:
        return BadInput(
            f"{self.path.name} is too long to hold in memory at {shape.width} × {shape.height}; "
            f"cut it to {frames} frames."
        )

    def _read_into(
        self, shape: Shape, frames: int, facts: MediaFacts, progress: ProgressSink, cancel: CancelToken
    ) -> ClipPixels:
        """The same as reading all and `fit`, one full frame in memory at a time.

        It reads on after the last frame it needs, within reason, to notice a file that is cut short there.
        """
        from layerflow_studio.media.conform import cover, nearest_frames
        from layerflow_studio.media.importer import read_frames

        rate = shape.fps or facts.fps
        last = max(nearest_frames(1 << 62, facts.fps, frames, rate))
        limit = self.max_frames or max(last + 1, CHECKED_FRAMES)
        wanted = set(nearest_frames(1 << 62, facts.fps, frames, rate))
        kept: dict[int, NDArray[np.uint8] | NDArray[np.uint16]] = {}
        count, newest = 0, None
        total = min(limit, facts.frames or limit)
        for newest in islice(
            read_frames(self.path, cancel=cancel, single=self.single, alpha=self._alpha(facts)), limit
        ):
            if count in wanted:
                kept[count] = cover(newest, shape.width, shape.height)
            count += 1
            progress.progress(f"Reading {self.path.name}", count, max(count, total))
        if newest is None:
            raise Damaged(f"{self.path.name} holds no frame that can be read; copy or export it again.")
        if count - 1 not in kept:
            kept[count - 1] = cover(newest, shape.width, shape.height)
        picks = nearest_frames(count, facts.fps, frames, rate)
        return ClipPixels(np.stack([kept[pick] for pick in picks]), rate)


@dataclass(frozen=True)
class ImportJob:
    """Reads a file as `ReadJob` does and stores it in a project, which is untouched until all was read."""

    project: Project
    path: Path
    shape: Shape | None = None
    max_frames: int | None = None
    single: bool = False
    fps: Fraction | None = None
    alpha: AlphaKind | None = None
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return f"import {self.path.name}"

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Imported:
        """Return what was stored. Raises as `ReadJob.run` does."""
        read = ReadJob(self.path, self.shape, self.max_frames, self.single, self.fps, self.alpha)
        return read.run(progress, cancel).stored_in(self.project.clips, cancel)


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
    layer = document.top(role) if layer_id is None and role != Role.MEDIA else None
    target = document.layer(layer_id) if layer_id is not None else layer
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


def reread_clip(document: Document, layer_id: str, imported: Imported) -> Document:
    """Show the same footage, read in another way, on its layer, which stays locked if it is."""
    layer = document.layer(layer_id)
    document = edits.set_locked(document, layer_id, False)
    document = edits.set_clip(document, layer_id, imported.clip, imported.frames, imported.fps)
    if imported.origin is not None:
        document = set_origin(document, layer_id, imported.clip, imported.origin)
    return edits.set_locked(document, layer_id, layer.locked)


def _fitting(facts: MediaFacts, shape: Shape | None) -> Iterator[str]:
    """Yield a sentence when a shape takes a visible part of the footage away, or makes it larger."""
    if shape is None:
        return
    scale = max(shape.width / facts.width, shape.height / facts.height)
    kept = (shape.width / (facts.width * scale), shape.height / (facts.height * scale))
    cut = [
        f"{1 - part:.0%} of its {side}"
        for part, side in zip(kept, ("width", "height"), strict=True)
        if part < 0.98
    ]
    told = [f"loses {part}" for part in cut] + (["is enlarged"] if scale > 1.01 else [])
    if told:
        yield (
            f"{facts.path.name} is {facts.width} × {facts.height}; "
            f"it {' and '.join(told)} at {shape.width} × {shape.height}."
        )
