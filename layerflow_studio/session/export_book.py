"""Which frames of which clips went out under which timecode, so that what comes back finds its place."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from pathlib import Path

from layerflow_studio.core.document import Document, Layer, Transform
from layerflow_studio.core.fields import Fields, Json, rate_text
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.schema import Schema
from layerflow_studio.core.timebase import frame_of_timecode, nominal_rate, repeats
from layerflow_studio.errors import BadInput
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.export import ExportJob
from layerflow_studio.session.handoff import HandoffJob
from layerflow_studio.session.project_io import EXPORTS_FILE
from layerflow_studio.session.subjects import COMPOSITE, LAYERS, RESIDUAL, TakeClip

_EXPORTS = Schema("layerflow-studio/exports", "exports", 1)
_MOST = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """A movie of a clip: its first picture is clip frame `first` and carries `timecode`, at `rate`.

    `drawn` says that place, size and fading of the layer are in its pixels.
    """

    file: str
    clip: ClipId
    first: int
    fps: Fraction
    timecode: str
    rate: Fraction
    drawn: bool = False

    def clip_frame(self, timecode: str, rate: Fraction) -> int | None:
        """Return the clip frame that a timecode of a movie at `rate` stands for; None when it cannot be told."""
        if nominal_rate(rate) != nominal_rate(self.rate):
            return None
        try:
            offset = frame_of_timecode(timecode, rate) - frame_of_timecode(self.timecode, self.rate)
        except BadInput:
            return None
        held = repeats(self.fps, self.rate)
        return self.first + (offset // held if held else floor(offset * self.fps / self.rate))

    def to_json(self) -> Json:
        """Return the JSON form."""
        return {
            "file": self.file,
            "clip": self.clip,
            "first": self.first,
            "fps": rate_text(self.fps),
            "timecode": self.timecode,
            "rate": rate_text(self.rate),
            "drawn": self.drawn,
        }

    @classmethod
    def from_json(cls, value: object) -> Outgoing:
        """Read the JSON form; raises BadInput."""
        f = Fields(value, "an export")
        return cls(
            f.text("file"),
            f.text("clip"),
            f.integer("first"),
            f.rate("fps"),
            f.text("timecode"),
            f.rate("rate"),
            f.flag("drawn", False),
        )


def read_exports(folder: Path) -> tuple[Outgoing, ...]:
    """Return what a project's folder remembers, the newest last; nothing when that cannot be read."""
    try:
        fields = Fields(_EXPORTS.read((folder / EXPORTS_FILE).read_bytes()), "the exports")
        return fields.items("exports", Outgoing.from_json)
    except (BadInput, OSError):
        return ()


def remember_exports(folder: Path, work: ExportJob | HandoffJob) -> None:
    """Add what a job that is done wrote with timecode; a disk that refuses is only noted."""
    new = [*outgoing(work)]
    if not new:
        return
    known = [one for one in read_exports(folder) if one.file not in {other.file for other in new}]
    content = {"exports": [one.to_json() for one in [*known, *new][-_MOST:]]}
    try:
        write_whole(folder / EXPORTS_FILE, _EXPORTS.write(content))
    except BadInput as problem:
        log.warning("exports were not noted: %s", problem)


def outgoing(work: ExportJob | HandoffJob) -> Iterator[Outgoing]:
    """Yield the movies of single clips that a job writes with timecode."""
    document = work.document
    if isinstance(work, HandoffJob):
        for layer, path, first in work.movies():
            clip = layer.clip or ""
            start = 0 if first is None else _shown(document, layer.id, first)
            fps = layer.pace * document.canvas.fps if first is not None else document.canvas.fps
            drawn = first is not None and _moves(layer)
            yield Outgoing(str(path), clip, start, fps, work.timecode, work.rate, drawn)
        return
    for target in work.targets:
        timecode, subject = target.options.get("timecode"), target.subject
        rate = Fraction(target.options.get("rate") or document.canvas.fps)
        if timecode is None or subject in (COMPOSITE, LAYERS, RESIDUAL):
            continue
        if isinstance(subject, TakeClip):
            facts = work.clips.describe(subject.clip)
            yield Outgoing(str(target.path), subject.clip, 0, facts.fps, timecode, rate)
            continue
        layer = document.layer(subject)
        start = _shown(document, subject, (target.span or document.range).start)
        fps = layer.pace * document.canvas.fps
        yield Outgoing(str(target.path), layer.clip or "", start, fps, timecode, rate, _moves(layer))


def place_of(
    exports: Iterable[Outgoing], clip: ClipId, frames: int, timecode: str, rate: Fraction
) -> tuple[int, Outgoing] | None:
    """Return the clip frame that a movie with this timecode begins with, by the newest export that fits."""
    for one in reversed([*exports]):
        frame = one.clip_frame(timecode, rate) if one.clip == clip else None
        if frame is not None and min(0, one.first) <= frame < frames:
            return frame, one
    return None


def _shown(document: Document, layer_id: str, frame: int) -> int:
    """Return the clip frame a layer shows at a project frame; before its beginning it counts on backwards, below 0."""
    layer = document.layer(layer_id)
    if frame < layer.span.start:
        return floor((layer.source_in + frame - layer.span.start) * layer.pace)
    return layer.source_frame(frame) or 0


def _moves(layer: Layer) -> bool:
    """Whether a layer's pictures are moved, scaled, turned or faded when they are drawn."""
    return bool(layer.animation) or layer.opacity != 1 or replace(layer.transform, extra=()) != Transform()
