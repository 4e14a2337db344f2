"""Out of the studio: composites, layers and takes as any preset of the table, or as a contact sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.document import Document
from layerflow_studio.core.export_presets import (
    DEEP,
    OFFERED,
    SHEET,
    Alpha,
    Motion,
    Preset,
    frames_at,
    preset_named,
)
from layerflow_studio.core.file_names import distinct, file_stem
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.subjects import (
    COMPOSITE,
    LAYERS,
    RESIDUAL,
    Subject,
    TakeClip,
    footage_of,
    of_role,
    only,
)

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.encoders import ExportReport

__all__ = [
    "COMPOSITE",
    "LAYERS",
    "RESIDUAL",
    "ExportJob",
    "Exported",
    "Target",
    "every_layer",
    "every_take",
    "footage_of",
    "preset_for",
    "unavailable",
]

Options = Mapping[str, Any]
_BY_ENDING = {
    **{preset.suffix: preset.key for preset in reversed(list(OFFERED.values())) if not preset.still},
    **{"": "png", ".mp4": "h264", ".m4v": "h264"},
}
_ALSO = {".mp4": (".m4v",), ".apng": (".png",)}


def preset_for(path: Path) -> str:
    """Return the preset a file name asks for by its ending, or a folder for PNG pictures; else BadInput."""
    key = _BY_ENDING.get(path.suffix.lower())
    if key is None:
        endings = ", ".join(ending for ending in sorted(_BY_ENDING) if ending)
        raise BadInput(
            "{file} names no format for export; end it in {endings}, name a folder, or choose a preset.",
            file=path.name,
            endings=endings,
        )
    return key


@dataclass(frozen=True)
class Target:
    """One file or folder to write: what, as which preset, where, of which project frames and how.

    A `span` of None is the document's range, and the whole clip of a take. `options` are those of the preset in
    `core.export_presets`; what is left out takes its default, but a composite is not bled unless asked for.
    """

    subject: Subject
    preset: str
    path: Path
    span: Span | None = None
    options: Options = field(default_factory=dict[str, Any])


def every_layer(
    document: Document, preset: str, folder: Path, span: Span | None = None, options: Options | None = None
) -> tuple[Target, ...]:
    """Return a target in the folder for each layer that holds a clip, bottom first, named after it."""
    layers = [layer for layer in document.layers if layer.clip is not None]
    names = distinct(file_stem(layer.name, "layer") for layer in layers)
    suffix = preset_named(preset).suffix
    return tuple(
        Target(layer.id, preset, folder / f"{name}{suffix}", span, options or {})
        for layer, name in zip(layers, names, strict=True)
    )


def every_take(
    entries: Iterable[LibraryEntry], role: Role, preset: str, folder: Path, options: Options | None = None
) -> tuple[Target, ...]:
    """Return a target in the folder for each take's clip of a role, named by number, the trash left out."""
    suffix = preset_named(preset).suffix
    return tuple(
        Target(
            TakeClip(clip, f"T{entry.number}"),
            preset,
            folder / f"T{entry.number} {role}{suffix}",
            None,
            options or {},
        )
        for entry in entries
        if not entry.trashed and (clip := entry.take.clip(role)) is not None
    )


def unavailable() -> dict[str, str]:
    """Return for presets that this machine cannot write a sentence why; slow when it is first asked."""
    from layerflow_studio.media.presets import available

    return {key: reason for key, reason in available().items() if reason is not None}


@dataclass(frozen=True)
class Exported:
    """A target that was written and checked; `report` is None for a contact sheet."""

    path: Path
    preset: str
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
        return (
            Sentence("export {file}", file=names[0])
            if len(names) == 1
            else Sentence("export {count} files", count=len(names))
        )

    @property
    def place(self) -> Path | str:
        """The first file it writes; empty when it writes none."""
        return self.targets[0].path if self.targets else ""

    def run(self, progress: ProgressSink, cancel: CancelToken) -> tuple[Exported, ...]:
        """Return what was written. BadInput, SelfCheckFailed and Cancelled leave earlier targets there."""
        if not self.targets:
            raise BadInput("There is nothing to export; choose something that holds a clip.")
        for target in self.targets:
            check_target(target)
        units = [self._units(target) for target in self.targets]
        done: list[Exported] = []
        for number, target in enumerate(self.targets):
            cancel.check()
            share = Share(progress, sum(units[:number]), units[number], sum(units), _stages(target))
            done.append(self._write(target, share, cancel))
            share.close(Sentence("Wrote {file}", file=target.path.name))
        return tuple(done)

    def _units(self, target: Target) -> int:
        if target.preset == SHEET.key:
            return 1
        frames, fps = (target.span or self.document.range).length, self.document.canvas.fps
        if isinstance(target.subject, TakeClip):
            facts = self.clips.describe(target.subject.clip)
            frames, fps = target.span.length if target.span else facts.frames, facts.fps
        options = target.options
        rate, motion = options.get("rate"), options.get("motion") or Motion.HOLD
        return _stages(target) * frames_at(frames, fps, None if rate is None else Fraction(rate), motion)

    def _write(self, target: Target, progress: ProgressSink, cancel: CancelToken) -> Exported:
        if target.preset == SHEET.key:
            return self._write_sheet(target)
        from layerflow_studio.media.presets import export

        preset, subject, options = preset_named(target.preset), target.subject, dict(target.options)
        deep = preset.settings(options)[DEEP.name]
        if preset.takes_document:
            subject = of_role(self.document, Role.BLENDED)
            for role in (Role.FOREGROUND, Role.BACKGROUND):
                layer = of_role(self.document, role)
                options[role.value] = footage_of(self.document, layer, self.clips, target.span, deep=deep)
        elif subject == COMPOSITE and _has(preset, "bleed"):
            options = {"bleed": False} | options
        footage = footage_of(self.document, subject, self.clips, target.span, deep=deep)
        report = export(target.preset, footage, target.path, progress=progress, cancel=cancel, **options)
        return Exported(target.path, target.preset, report.frames, report)

    def _write_sheet(self, target: Target) -> Exported:
        from layerflow_studio.media.encoders import write_png
        from layerflow_studio.media.landing import move, written_beside
        from layerflow_studio.media.sheets import contact_sheet

        settings = SHEET.settings(target.options)
        columns = settings["columns"]
        clips = [
            (name, self._sheet_row(subject, target.span, columns))
            for name, subject in self._sheet_subjects(target.subject)
        ]
        picture = contact_sheet(clips, columns, backdrop=settings["backdrop"])
        with written_beside(target.path) as part:
            write_png(part, picture)
            move(part, target.path)
        return Exported(target.path, target.preset, len(clips), None)

    def _sheet_subjects(self, subject: Subject) -> list[tuple[str, Subject]]:
        """Return the rows of a contact sheet, each with its name."""
        if isinstance(subject, TakeClip):
            return [(subject.label, subject)]
        if subject in (COMPOSITE, RESIDUAL):
            return [(subject, subject)]
        if subject != LAYERS:
            return [(self.document.layer(subject).name, subject)]
        rows: list[tuple[str, Subject]] = [
            (layer.name, layer.id) for layer in reversed(self.document.layers) if layer.clip
        ]
        if not rows:
            raise BadInput("No layer holds a clip yet, so the sheet would be empty; generate or import one.")
        return rows

    def _sheet_row(self, subject: Subject, span: Span | None, columns: int) -> ClipPixels:
        """Return the few frames a contact sheet shows, evenly spread."""
        footage = footage_of(self.document, subject, self.clips, span)
        first = (span or self.document.range).start
        count = min(columns, footage.count)
        picks = [round(n * (footage.count - 1) / max(1, count - 1)) for n in range(count)]
        if isinstance(subject, str) and subject != RESIDUAL:
            shown = only(self.document, subject)
            frames = [render_frame(shown, first + pick, self.clips) for pick in picks]
        else:
            frames = [frame for index, frame in enumerate(footage) if index in picks]
        return ClipPixels(np.stack(frames), footage.fps)


def check_target(target: Target) -> None:
    """Raise BadInput for what can be known to be wrong before anything is written."""
    preset = preset_named(target.preset)
    preset.settings(target.options)
    if not target.path.name:
        raise BadInput("{path} cannot be replaced; name a file or folder in it.", path=target.path)
    if not preset.still and target.subject == LAYERS:
        raise BadInput(
            "Every layer becomes a file of its own; export them one by one, or as a contact sheet."
        )
    ending = target.path.suffix.lower()
    if preset.suffix and ending != preset.suffix and ending not in _ALSO.get(preset.suffix, ()):
        raise BadInput(
            "{file} should end in {suffix} for {preset}; rename it.",
            file=target.path.name,
            suffix=preset.suffix,
            preset=Sentence(preset.title),
        )


def _has(preset: Preset, name: str) -> bool:
    return any(option.name == name for option in preset.options)


def _stages(target: Target) -> int:
    """How often every frame is walked: to write and to check, for each file."""
    return 4 if preset_named(target.preset).alpha is Alpha.SEPARATE else 2


class Share:
    """Turns the progress of one part, in stages of equal length, into that of a whole job."""

    def __init__(self, whole: ProgressSink, before: int, units: int, total: int, stages: int = 2) -> None:
        self._whole, self._before, self._units, self._total = whole, before, units, total
        self._count = stages
        self._stages: list[str] = []

    def progress(self, stage: str, done: int, total: int) -> None:
        """Tell how far the whole is."""
        if stage not in self._stages:
            self._stages.append(stage)
        part = (len(self._stages) - 1 + done / max(1, total)) / self._count
        self._whole.progress(stage, self._before + round(min(1.0, part) * self._units), self._total)

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        """Pass pictures on."""
        self._whole.preview(step, total, frames)

    def close(self, stage: str) -> None:
        """Tell that this part is done."""
        self._whole.progress(stage, self._before + self._units, self._total)
