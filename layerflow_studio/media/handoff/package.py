"""Writes a hand-off: timelines for editors and compositors beside media that was exported before."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from layerflow_studio.core.document import Document
from layerflow_studio.core.file_names import file_stem
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.errors import BadInput, reason_of
from layerflow_studio.media.handoff import after_effects, fcpxml, manifest, nuke, otio, xmeml
from layerflow_studio.media.handoff.layer_media import MediaFile
from layerflow_studio.media.handoff.links import Links
from layerflow_studio.media.handoff.timeline import Timeline, make_timeline
from layerflow_studio.sentence import Sentence

Write = Callable[[Path], None]


@dataclass(frozen=True)
class HandoffReport:
    """What was written: files by kind, the timeline they tell of, and sentences on what they cannot carry."""

    folder: Path
    files: Mapping[str, Path]
    timeline: Timeline
    notes: tuple[str, ...]


def write_handoff(
    document: Document,
    media: Mapping[str, MediaFile],
    folder: Path,
    *,
    name: str,
    rate: Fraction,
    start_timecode: str = "01:00:00:00",
    portable: bool = False,
    remarks: tuple[str, ...] = (),
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> HandoffReport:
    """Write FCPXML, xmeml, OTIO (three kinds), After Effects and Nuke scripts and a manifest into a folder.

    `media` holds the exported movie of each layer to hand over. Times, sizes and alpha are read from the
    movies, so the timelines agree with their embedded timecode. Files name media by absolute address, or
    relative to the folder when `portable`, which then must contain it; the .otioz bundle holds a copy either
    way. `remarks` are sentences about the movies that go into the notes. Earlier files of the name are
    replaced, each in one step. Raises BadInput, FileMissing, Damaged and Cancelled, and then leaves no
    half-written file.
    """
    folder = folder.resolve()
    timeline = make_timeline(document, media, name=name, rate=rate, start_timecode=start_timecode)
    links = Links(folder, portable)
    links.check(timeline)
    notes = (*remarks, *_notes(timeline, links))
    token = cancel or CancelToken()
    progress = progress or SilentProgress()
    stem = file_stem(timeline.name)
    files: dict[str, Path] = {}
    kinds: dict[str, tuple[str, Write]] = {
        "fcpxml": (".fcpxml", _bytes(lambda: fcpxml.write_fcpxml(timeline, links))),
        "xmeml": (".xml", _bytes(lambda: xmeml.write_xmeml(timeline, links))),
        "otio": (".otio", _bytes(lambda: otio.write_otio(timeline, links))),
        "otio_clip1": (".clip1.otio", _bytes(lambda: otio.write_otio(timeline, links, clip_schema=1))),
        "after_effects": (".jsx", _bytes(lambda: after_effects.write_after_effects(timeline, links))),
        "nuke": (".nk", _bytes(lambda: nuke.write_nuke(timeline, links))),
        "otioz": (".otioz", lambda path: otio.write_otioz(timeline, path, token.check)),
        "manifest": (
            ".manifest.json",
            _bytes(lambda: manifest.write_manifest(timeline, links, dict(files), notes, token.check)),
        ),
    }
    for done, (kind, (ending, write)) in enumerate(kinds.items()):
        token.check()
        progress.progress(Sentence("Writing {file}", file=f"{stem}{ending}"), done, len(kinds))
        target = folder / f"{stem}{ending}"
        _replace(target, write)
        files[kind] = target
    progress.progress(Sentence("Wrote {file}", file=stem), len(kinds), len(kinds))
    return HandoffReport(folder, files, timeline, notes)


def _bytes(make: Callable[[], bytes]) -> Write:
    def write(path: Path) -> None:
        path.write_bytes(make())

    return write


def _replace(target: Path, write: Write) -> None:
    """Write beside the target and move it into place in one step."""
    part = target.with_name(f".handoff-{secrets.token_hex(4)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        os.replace(part, target)  # noqa: PTH105 (the one call that is atomic on every system)
    except OSError as problem:
        raise BadInput(
            "{path} cannot be written ({reason}); free some space or choose another place.",
            path=target,
            reason=reason_of(problem),
        ) from problem
    finally:
        if part.exists():
            part.unlink()


def _notes(timeline: Timeline, links: Links) -> tuple[str, ...]:
    """Return a sentence for everything that some program will show otherwise than the studio."""
    notes = list(timeline.left_out)
    for item in timeline.items:
        if not otio.can_say(item):
            notes.append(
                Sentence(
                    "The OTIO files do not place, fade or blend layer {layer!r}; use FCPXML or XML for it.",
                    layer=item.name,
                )
            )
        if not xmeml.can_say(item):
            notes.append(
                Sentence(
                    "The XML for Premiere cannot stretch or mirror layer {layer!r}; set its scale there "
                    "by hand.",
                    layer=item.name,
                )
            )
        if not nuke.blends_alike(item):
            notes.append(
                Sentence(
                    "Nuke's soft light is another formula, so layer {layer!r} will look somewhat "
                    "different there.",
                    layer=item.name,
                )
            )
        if (item.media.width, item.media.height) != (timeline.width, timeline.height):
            notes.append(
                Sentence(
                    "Layer {layer!r} is not as large as the picture; switch off scaling to the frame in "
                    "Resolve.",
                    layer=item.name,
                )
            )
    for media in timeline.media:
        if not nuke.can_name(media):
            notes.append(
                Sentence(
                    "Nuke takes the number signs or percents in {file} for frame numbers; rename it.",
                    file=media.path.name,
                )
            )
    if links.portable:
        notes.append(
            Sentence("Premiere may ask for the media of the portable XML; point it to the same folder.")
        )
    return tuple(notes)
