"""An edited movie of a layer before it is brought back: what it is, and where in the clip it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from layerflow_studio.core.document import Document
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.export_book import Outgoing, place_of, read_exports
from layerflow_studio.session.handoff import TIMECODE
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.round_trip import counted_rate, returning_layer


@dataclass(frozen=True)
class Returning:
    """What a file is, and the clip it goes into; `first` is where it seems to begin, `reason` says why.

    Below 0 it begins before the clip, as a movie does that was exported from before its layer.

    `frames` are those of the clip that the file covers, None when only reading it tells.
    """

    width: int
    height: int
    fps: Fraction
    timecode: str | None
    frames: int | None
    clip_frames: int
    clip_fps: Fraction
    first: int
    reason: Sentence


def look_at(project: Project, document: Document, layer_id: str, path: Path) -> Returning:
    """Return what an edited movie is. FileMissing, BadInput or Damaged say what it or the layer lacks."""
    from layerflow_studio.media.importer import probe

    layer = returning_layer(document, layer_id)
    clip = project.clips.describe(layer.clip or "")
    facts = probe(path, fps=clip.fps)
    frames = (
        None
        if facts.frames is None
        else max(1, round(facts.frames * clip.fps / counted_rate(clip.fps, facts.fps)))
    )
    first, reason = 0, Sentence("The file carries no timecode, so it is taken to begin with the clip.")
    if facts.timecode is not None:
        first, reason = _placed(project, document, layer_id, clip.frames, facts.timecode, facts.fps)
    return Returning(
        facts.width, facts.height, facts.fps, facts.timecode, frames, clip.frames, clip.fps, first, reason
    )


def _placed(
    project: Project, document: Document, layer_id: str, frames: int, timecode: str, rate: Fraction
) -> tuple[int, Sentence]:
    layer = document.layer(layer_id)
    clip = layer.clip or ""
    found = place_of(read_exports(project.folder), clip, frames, timecode, rate)
    if found is not None:
        first, export = found
        if export.drawn:
            return first, Sentence(
                "Its timecode {timecode} lies in {file}, which holds the layer as it was drawn; "
                "reset the layer's place, size and keys after bringing it back.",
                timecode=timecode,
                file=Path(export.file).name,
            )
        return first, Sentence(
            "Its timecode {timecode} lies in {file}, which was exported from frame {start} on.",
            timecode=timecode,
            file=Path(export.file).name,
            start=export.first,
        )
    usual = Outgoing("", clip, 0, document.canvas.fps, TIMECODE, rate)
    found = place_of((usual,), clip, frames, timecode, rate)
    if found is not None:
        return found[0], Sentence(
            "Its timecode {timecode} is counted from {start}, where hand-offs usually begin.",
            timecode=timecode,
            start=TIMECODE,
        )
    return 0, Sentence(
        "Its timecode {timecode} matches no export of this layer, so it is taken to begin with the clip.",
        timecode=timecode,
    )
