"""Out of the studio: composites and single layers as ProRes 4444, PNG pictures, H.264 or a contact sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.document import Document, Layer, Transform
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import BlendMode, PastEnd, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.encoders import ExportReport
    from layerflow_studio.media.footage import Footage

Pixels = NDArray[np.uint8] | NDArray[np.uint16]

COMPOSITE = "composite"
"""The subject that means all shown layers together."""
SHEET_COLUMNS = 4


class Preset(StrEnum):
    """What an export becomes."""

    PRORES4444 = "prores4444"
    PNG = "png"
    H264 = "h264"
    SHEET = "sheet"


_PRESETS = {".mov": Preset.PRORES4444, ".mp4": Preset.H264, ".m4v": Preset.H264, "": Preset.PNG}


def preset_for(path: Path) -> Preset:
    """Return the preset a file name asks for: .mov, .mp4, or a folder for PNG pictures; else BadInput."""
    preset = _PRESETS.get(path.suffix.lower())
    if preset is None:
        raise BadInput(f"{path.name} names no format for export; end it in .mov or .mp4, or name a folder.")
    return preset


@dataclass(frozen=True)
class Target:
    """One file or folder to write: COMPOSITE or a layer id, as what, where, and optionally how.

    `rate` shows every frame a whole number of times. `span` limits the project frames; None is the document's
    range. `backdrop` lies under what is transparent where the format has no alpha. A contact sheet's subject
    may be COMPOSITE for one row, or "layers" for a row for every layer that has a clip.
    """

    subject: str
    preset: Preset
    path: Path
    rate: Fraction | None = None
    span: Span | None = None
    backdrop: tuple[int, int, int] = (0, 0, 0)
    name: str = "frame"
    """What PNG pictures are called before their number."""


LAYERS = "layers"
"""The subject of a contact sheet with a row for every layer."""


@dataclass(frozen=True)
class Exported:
    """A target that was written and checked; `report` is None for a contact sheet."""

    path: Path
    preset: Preset
    frames: int
    report: ExportReport | None


@dataclass(frozen=True)
class ExportJob:
    """Writes targets one after the other from a snapshot; each file appears only when it was checked."""

    clips: ClipStore
    document: Document
    targets: tuple[Target, ...]
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        names = [target.path.name for target in self.targets]
        return f"export {names[0]}" if len(names) == 1 else f"export {len(names)} files"

    def run(self, progress: ProgressSink, cancel: CancelToken) -> tuple[Exported, ...]:
        """Return what was written. BadInput, SelfCheckFailed and Cancelled leave earlier targets there."""
        units = [self._units(target) for target in self.targets]
        done: list[Exported] = []
        for number, target in enumerate(self.targets):
            cancel.check()
            share = _Share(progress, sum(units[:number]), units[number], sum(units))
            done.append(self._write(target, share, cancel))
            share.close(f"Wrote {target.path.name}")
        return tuple(done)

    def _units(self, target: Target) -> int:
        frames = (target.span or self.document.range).length
        return 1 if target.preset == Preset.SHEET else 2 * frames * _times(target.rate, self.document)

    def _write(self, target: Target, progress: ProgressSink, cancel: CancelToken) -> Exported:
        if target.preset == Preset.SHEET:
            return self._write_sheet(target)
        from layerflow_studio.media import encoders

        footage = footage_of(self.document, target.subject, self.clips, target.span)
        bleeds = target.subject != COMPOSITE
        if target.preset == Preset.PRORES4444:
            report = encoders.export_prores4444(
                footage, target.path, rate=target.rate, bleed=bleeds, progress=progress, cancel=cancel
            )
        elif target.preset == Preset.H264:
            report = encoders.export_h264(
                footage,
                target.path,
                rate=target.rate,
                backdrop=target.backdrop,
                progress=progress,
                cancel=cancel,
            )
        else:
            report = encoders.export_png_sequence(
                footage,
                target.path,
                name=target.name,
                rate=target.rate,
                bleed=bleeds,
                progress=progress,
                cancel=cancel,
            )
        return Exported(target.path, target.preset, report.frames, report)

    def _write_sheet(self, target: Target) -> Exported:
        from layerflow_studio.media.encoders import write_png
        from layerflow_studio.media.sheets import contact_sheet

        rows = [(COMPOSITE, COMPOSITE)]
        if target.subject == LAYERS:
            rows = [(layer.name, layer.id) for layer in reversed(self.document.layers) if layer.clip]
        elif target.subject != COMPOSITE:
            rows = [(self.document.layer(target.subject).name, target.subject)]
        if not rows:
            raise BadInput("No layer holds a clip yet, so the sheet would be empty; generate or import one.")
        clips = [(name, self._sheet_row(subject, target.span)) for name, subject in rows]
        target.path.parent.mkdir(parents=True, exist_ok=True)
        part = target.path.with_name(f".{target.path.name}.part")
        try:
            write_png(part, contact_sheet(clips, SHEET_COLUMNS))
            part.replace(target.path)
        except OSError as problem:
            raise BadInput(
                f"{target.path} cannot be written ({problem.strerror}); choose another place."
            ) from problem
        finally:
            part.unlink(missing_ok=True)
        return Exported(target.path, target.preset, len(clips), None)

    def _sheet_row(self, subject: str, span: Span | None) -> ClipPixels:
        """Return the few frames a contact sheet shows, evenly spread."""
        span = span or self.document.range
        count = min(SHEET_COLUMNS, span.length)
        shown = _only(self.document, subject)
        picks = [span.start + round(n * (span.length - 1) / max(1, count - 1)) for n in range(count)]
        frames = np.stack([render_frame(shown, frame, self.clips) for frame in picks])
        return ClipPixels(frames, self.document.canvas.fps)


def footage_of(document: Document, subject: str, clips: ClipStore, span: Span | None = None) -> Footage:
    """Return the frames of COMPOSITE or of one layer, straight alpha, ready for an encoder.

    Everything is drawn by `core.render`. Only a single layer that lies on the canvas untouched is read as it
    is stored, because that keeps its 16 bits; rounded to 8, it is the same picture.
    """
    from layerflow_studio.media.footage import Footage

    span = span or document.range
    canvas = document.canvas
    shown = _only(document, subject)
    layer = None if subject == COMPOSITE else document.layer(subject)
    if layer is not None and _lies_plain(layer, document, span, clips):
        clip, picks = layer.clip or "", [layer.source_frame(frame) or 0 for frame in span]

        def stored() -> Iterator[Pixels]:
            return _picked(clips, clip, picks)

        return Footage(stored, span.length, canvas.width, canvas.height, canvas.fps)

    def rendered() -> Iterator[Pixels]:
        return (render_frame(shown, frame, clips) for frame in span)

    return Footage(rendered, span.length, canvas.width, canvas.height, canvas.fps)


def _picked(clips: ClipStore, clip: ClipId, picks: Sequence[int]) -> Iterator[Pixels]:
    """Yield these frames of a clip as they are stored, going back to its start where a loop does."""
    reader, place = iter(clips.frames(clip)), -1
    pixels: Pixels | None = None
    for pick in picks:
        if pick < place:
            reader, place = iter(clips.frames(clip)), -1
        while place < pick:
            pixels, place = next(reader), place + 1
        assert pixels is not None
        yield pixels


def _only(document: Document, subject: str) -> Document:
    """Return the document with nothing but the subject to be seen, laid on normally."""
    if subject == COMPOSITE:
        return document
    layer = document.layer(subject)
    if layer.clip is None:
        raise BadInput(f"Layer {layer.name!r} holds no clip to export; generate or import one first.")
    return replace(document, layers=(replace(layer, visible=True, solo=False, blend=BlendMode.OVER),))


def _lies_plain(layer: Layer, document: Document, span: Span, clips: ClipStore) -> bool:
    """Whether each frame of the span is a stored frame of the layer, pixel for pixel."""
    if layer.clip is None or layer.opacity != 1.0 or replace(layer.transform, extra=()) != Transform():
        return False
    if layer.animation or layer.past_end == PastEnd.PING_PONG or span.overlap(layer.span) != span:
        return False
    facts = clips.describe(layer.clip)
    fits = (facts.width, facts.height) == (document.canvas.width, document.canvas.height)
    return fits and all(sample is not None and sample.share == 0 for sample in map(layer.sample, span))


def _times(rate: Fraction | None, document: Document) -> int:
    return max(1, round(rate / document.canvas.fps)) if rate is not None else 1


class _Share:
    """Turns the progress of one target, encoding and checking, into that of the whole job."""

    def __init__(self, whole: ProgressSink, before: int, units: int, total: int) -> None:
        self._whole, self._before, self._units, self._total = whole, before, units, total
        self._stages: list[str] = []

    def progress(self, stage: str, done: int, total: int) -> None:
        if stage not in self._stages:
            self._stages.append(stage)
        part = (len(self._stages) - 1 + done / max(1, total)) / 2
        self._whole.progress(stage, self._before + round(min(1.0, part) * self._units), self._total)

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        self._whole.preview(step, total, frames)

    def close(self, stage: str) -> None:
        self._whole.progress(stage, self._before + self._units, self._total)
