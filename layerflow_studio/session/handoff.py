"""A project for an editor: a movie of every layer, and timelines for the programs that lay them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.file_names import distinct, file_stem
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.timebase import STANDARD_RATES, Span, repeats, valid_timecode
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.export import Share
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.subjects import footage_of

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.footage import Footage
    from layerflow_studio.media.handoff.layer_media import MediaFile
    from layerflow_studio.media.handoff.package import HandoffReport

TIMECODE = "01:00:00:00"
MEDIA_FOLDER = "media"
_TIMELINE_FILES = 8


def handoff_rates(fps: Fraction) -> tuple[Fraction, ...]:
    """Return the rates of film and video that a project's frames go into evenly, the likeliest first."""
    fitting = [rate for rate in STANDARD_RATES if repeats(fps, rate) is not None]
    return tuple(sorted(fitting, key=lambda rate: (rate != fps, rate.denominator != 1, rate)))


@dataclass(frozen=True)
class HandoffJob:
    """Writes a folder that an editor opens: ProRes 4444 of each layer with timecode, and the timelines.

    A layer goes as its whole clip, with frames before and after what is shown; one that moves, repeats its
    clip or plays it at another rate goes as it is drawn. `portable` files name the movies relative to the
    folder.
    """

    clips: ClipStore
    document: Document
    folder: Path
    name: str
    rate: Fraction
    timecode: str = TIMECODE
    portable: bool = False
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return Sentence("hand over {name}", name=self.name)

    @property
    def place(self) -> Path:
        """The file that an editor opens, less its ending."""
        return self.folder / self.name

    def run(self, progress: ProgressSink, cancel: CancelToken) -> HandoffReport:
        """Return what was written; BadInput, SelfCheckFailed and Cancelled leave the movies made before."""
        from layerflow_studio.media.handoff.package import write_handoff
        from layerflow_studio.media.handoff.timeline import cadence

        times = cadence(self.document.canvas.fps, self.rate)
        valid_timecode(self.timecode, self.rate)
        films = [(layer, *self._film(layer)) for layer in self._layers()]
        units = [2 * film.count * times for _, film, _, _ in films]
        total = sum(units) + _TIMELINE_FILES
        paths = self._paths(films)
        media: dict[str, MediaFile] = {}
        remarks: list[str] = []
        for number, (layer, film, first, reason) in enumerate(films):
            share = Share(progress, sum(units[:number]), units[number], total)
            media[layer.id] = self._export(paths[number], film, first, share, cancel)
            if reason:
                remarks.append(
                    Sentence(
                        "Layer {layer!r} is handed over as it is drawn, because {reason}.",
                        layer=layer.name,
                        reason=reason,
                    )
                )
        return write_handoff(
            self.document,
            media,
            self.folder,
            name=self.name,
            rate=self.rate,
            start_timecode=self.timecode,
            portable=self.portable,
            remarks=tuple(remarks),
            progress=Share(progress, sum(units), _TIMELINE_FILES, total, stages=_TIMELINE_FILES),
            cancel=cancel,
        )

    def movies(self) -> list[tuple[Layer, Path, int | None]]:
        """Return the layers, their movies, and the project frame at which one that is drawn begins."""
        films = [(layer, *self._film(layer)) for layer in self._layers()]
        return [(film[0], path, film[2]) for film, path in zip(films, self._paths(films), strict=True)]

    def _layers(self) -> list[Layer]:
        shown = [
            layer
            for layer in self.document.layers
            if layer.clip is not None and layer.span.overlap(self.document.range) is not None
        ]
        if not shown:
            raise BadInput("No layer shows a clip in the range, so there is nothing to hand over.")
        return shown

    def _film(self, layer: Layer) -> tuple[Footage, int | None, str]:
        """Return a layer's frames, the project frame they begin at if drawn, and why they are."""
        from layerflow_studio.media.handoff.layer_media import layer_footage
        from layerflow_studio.media.handoff.timeline import why_drawn

        reason = why_drawn(layer)
        if not reason:
            return replace(layer_footage(layer, self.clips), fps=self.document.canvas.fps), None, ""
        span = layer.span.overlap(self.document.range) or Span(0, 1)
        return footage_of(self.document, layer.id, self.clips, span, deep=True), span.start, reason

    def _paths(self, films: Sequence[tuple[Layer, Footage, int | None, str]]) -> list[Path]:
        names = distinct(f"{file_stem(self.name)} {file_stem(film[0].name, 'layer')}" for film in films)
        return [self.folder / MEDIA_FOLDER / f"{name}.mov" for name in names]

    def _export(
        self, path: Path, film: Footage, first: int | None, progress: ProgressSink, cancel: CancelToken
    ) -> MediaFile:
        from layerflow_studio.media.handoff.layer_media import MediaFile
        from layerflow_studio.media.presets import export

        export(
            "prores4444",
            film,
            path,
            rate=self.rate,
            timecode=self.timecode,
            progress=progress,
            cancel=cancel,
        )
        return MediaFile(path, first, drawn=first is not None)
