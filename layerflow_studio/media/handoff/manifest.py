"""The manifest of a hand-off: every file with its SHA-256, and what each layer is, as JSON for any reader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from layerflow_studio import __version__
from layerflow_studio.media.handoff.layer_media import Media
from layerflow_studio.media.handoff.links import Links
from layerflow_studio.media.handoff.timeline import Item, Timeline

SCHEMA = "layerflow-handoff/1"
_CHUNK = 1 << 20


def write_manifest(
    timeline: Timeline,
    links: Links,
    files: Mapping[str, Path],
    notes: tuple[str, ...],
    check: Callable[[], None],
) -> bytes:
    """Return the manifest; `files` are the timeline files by kind, `check` is called between reads."""
    manifest = {
        "schema": SCHEMA,
        "made_by": f"LayerFlow Studio {__version__}",
        "name": timeline.name,
        "width": timeline.width,
        "height": timeline.height,
        "rate": str(timeline.rate),
        "frames": timeline.length,
        "start_timecode": timeline.start_timecode,
        "portable": links.portable,
        "timelines": {
            kind: {"file": path.name, "sha256": sha256(path, check)} for kind, path in files.items()
        },
        "media": [_media(media, links, check) for media in timeline.media],
        "layers": [_layer(item, timeline) for item in timeline.items],
        "markers": [
            {"frame": mark.frame, "name": mark.name, "label": str(mark.label)} for mark in timeline.marks
        ],
        "notes": list(notes),
    }
    return (json.dumps(manifest, indent=2) + "\n").encode("ascii")


def sha256(path: Path, check: Callable[[], None]) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            check()
            digest.update(chunk)
    return digest.hexdigest()


def _media(media: Media, links: Links, check: Callable[[], None]) -> dict[str, object]:
    inside = links.relative(media.path)
    return {
        "file": str(media.path) if inside is None else inside,
        "sha256": sha256(media.path, check),
        "bytes": media.path.stat().st_size,
        "width": media.width,
        "height": media.height,
        "frames": media.frames,
        "rate": str(media.rate),
        "timecode": media.timecode,
        "alpha": "straight" if media.has_alpha else "none",
    }


def _layer(item: Item, timeline: Timeline) -> dict[str, object]:
    place = item.placement
    return {
        "id": item.layer,
        "name": item.name,
        "role": str(item.role),
        "media": timeline.media.index(item.media),
        "start": item.start,
        "frames": item.length,
        "source_in": item.source_in,
        "shown": item.enabled,
        "opacity": item.opacity,
        "blend": str(item.blend),
        "centre": list(place.centre),
        "scale": list(place.scale),
        "rotation": place.rotation,
    }
