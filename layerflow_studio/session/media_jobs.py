"""Bringing footage in: a job that reads and stores it, and the edit that shows it on a layer."""

from __future__ import annotations

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
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.layer import pace_of
from layerflow_studio.core.timebase import Span
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.importer import MediaFacts

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


@dataclass(frozen=True)
class Footage:
    """A file that was read: its pixels, what to call it, and what to tell the user about it."""

    clip: ClipPixels
    name: str
    warnings: tuple[str, ...] = ()

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
        )


@dataclass(frozen=True)
class ReadJob:
    """Reads a video, picture or sequence, brought to `shape` where one is given.

    `fps` is the rate of pictures, which carry none; `single` reads a numbered picture without its sequence.
    """

    path: Path
    shape: Shape | None = None
    max_frames: int | None = None
    single: bool = False
    fps: Fraction | None = None
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
        shape = self.shape
        if shape is None:
            clip = read_clip(self.path, self.max_frames, progress, cancel, fps=rate, single=self.single)
        elif shape.frames is None:
            clip = self._read_whole(shape, facts, progress, cancel)
            clip = fit(clip, shape.width, shape.height, None, shape.fps)
        else:
            clip = self._read_into(shape, shape.frames, facts, progress, cancel)
        return Footage(clip, self.path.stem, facts.warnings)

    def _read_whole(
        self, shape: Shape, facts: MediaFacts, progress: ProgressSink, cancel: CancelToken
    ) -> ClipPixels:
        """Return all frames at the shape's size and the footage's rate, one full frame in memory at a time."""
        from layerflow_studio.media.conform import cover
        from layerflow_studio.media.importer import MAX_BYTES, read_frames

        kept: list[NDArray[np.uint8] | NDArray[np.uint16]] = []
        room = MAX_BYTES
        frames = read_frames(self.path, cancel=cancel, single=self.single)
        for number, frame in enumerate(islice(frames, self.max_frames), 1):
            kept.append(cover(frame, shape.width, shape.height))
            room -= kept[-1].nbytes
            if room < 0:
                raise BadInput(
                    f"{self.path.name} is too long to hold in memory at {shape.width} × {shape.height}; "
                    f"cut it to {number - 1} frames."
                )
            progress.progress(f"Reading {self.path.name}", number, max(number, facts.frames or number))
        if not kept:
            raise Damaged(f"{self.path.name} holds no frame that can be read; copy or export it again.")
        return ClipPixels(np.stack(kept), facts.fps)

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
        for newest in islice(read_frames(self.path, cancel=cancel, single=self.single), limit):
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
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return f"import {self.path.name}"

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Imported:
        """Return what was stored. Raises as `ReadJob.run` does."""
        read = ReadJob(self.path, self.shape, self.max_frames, self.single, self.fps)
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
    if role == Role.BLENDED:
        document = edits.set_visible(document, target.id, True)
    return edits.set_locked(document, target.id, True) if lock else document
