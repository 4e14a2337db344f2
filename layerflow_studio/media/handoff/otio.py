"""OpenTimelineIO: .otio, the same with Clip.1 for older readers, and .otioz with the media inside.

OpenTimelineIO has no word for position, opacity or blend mode: they are kept as metadata under "layerflow".
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import opentimelineio as otio

from layerflow_studio.core.kinds import Label
from layerflow_studio.media.handoff.layer_media import Media
from layerflow_studio.media.handoff.links import Links, readable
from layerflow_studio.media.handoff.timeline import Item, Timeline, plain_text

Address = Callable[[Media], str]
_BUNDLE_VERSION = "1.0.0"
_CHUNK = 1 << 20
_COLOURS = {
    Label.NONE: "WHITE",
    Label.RED: "RED",
    Label.ORANGE: "ORANGE",
    Label.YELLOW: "YELLOW",
    Label.GREEN: "GREEN",
    Label.TEAL: "CYAN",
    Label.BLUE: "BLUE",
    Label.VIOLET: "PURPLE",
    Label.PINK: "PINK",
}


def write_otio(timeline: Timeline, links: Links, *, clip_schema: int | None = None) -> bytes:
    """Return the timeline as .otio text; `clip_schema` 1 is for readers from before OpenTimelineIO 0.15."""

    def address(media: Media) -> str:
        inside = links.relative(media.path) if links.portable else None
        return links.uri(media.path) if inside is None else readable(inside)

    return _text(_timeline(timeline, address), {} if clip_schema is None else {"Clip": clip_schema})


def write_otioz(timeline: Timeline, path: Path, check: Callable[[], None]) -> None:
    """Write the timeline and a copy of its media into one .otioz bundle, calling `check` now and then.

    OpenTimelineIO's own writer of bundles does not find media with a percent sign in its name; the form is
    its: a zip of version.txt, content.otio and media/, the media stored as it is.
    """
    content = _text(_timeline(timeline, lambda media: f"media/{readable(media.path.name)}"))
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(_entry("version.txt"), _BUNDLE_VERSION, zipfile.ZIP_DEFLATED)
        bundle.writestr(_entry("content.otio"), content, zipfile.ZIP_DEFLATED)
        for media in timeline.media:
            entry = _entry(f"media/{media.path.name}")
            with media.path.open("rb") as source, bundle.open(entry, "w", force_zip64=True) as copy:
                while chunk := source.read(_CHUNK):
                    check()
                    copy.write(chunk)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # dated 1980, so that the same hand-off gives the same bytes


def can_say(item: Item) -> bool:
    """Tell whether a reader of OpenTimelineIO will show the item as the studio does."""
    return item.placement.is_plain and item.opacity == 1.0 and item.blend == "over"


def _text(made: otio.schema.Timeline, versions: dict[str, int] | None = None) -> bytes:
    text = otio.adapters.write_to_string(made, "otio_json", target_schema_versions=versions or {}, indent=4)
    return f"{text}\n".encode()


def _timeline(timeline: Timeline, address: Address) -> otio.schema.Timeline:
    rate = float(timeline.rate)
    made = otio.schema.Timeline(
        timeline.name, global_start_time=otio.opentime.RationalTime(timeline.start, rate)
    )
    made.metadata["layerflow"] = {
        "width": timeline.width,
        "height": timeline.height,
        "rate": str(timeline.rate),
        "start_timecode": timeline.start_timecode,
    }
    for item in timeline.items:
        made.tracks.append(_track(item, timeline, address))
    for mark in timeline.marks:
        made.tracks.markers.append(
            otio.schema.Marker(mark.name, _range(mark.frame, 1, rate), _COLOURS[mark.label])
        )
    return made


def _track(item: Item, timeline: Timeline, address: Address) -> otio.schema.Track:
    rate = float(timeline.rate)
    track = otio.schema.Track(item.name, kind=otio.schema.TrackKind.Video)
    if item.start:
        track.append(otio.schema.Gap(source_range=_range(0, item.start, rate)))
    place = item.placement
    clip = otio.schema.Clip(
        item.name,
        _reference(item.media, address),
        _range(item.media.start + item.source_in, item.length, rate),
    )
    clip.enabled = item.enabled
    clip.metadata["layerflow"] = {
        "layer": item.layer,
        "role": str(item.role),
        "alpha": "straight" if item.media.has_alpha else "none",
        "opacity": item.opacity,
        "blend": str(item.blend),
        "centre": list(place.centre),
        "scale": list(place.scale),
        "rotation": place.rotation,
    }
    track.append(clip)
    if item.stop < timeline.length:
        track.append(otio.schema.Gap(source_range=_range(0, timeline.length - item.stop, rate)))
    return track


def _reference(media: Media, address: Address) -> otio.schema.ExternalReference:
    reference = otio.schema.ExternalReference(
        address(media), _range(media.start, media.frames, float(media.rate))
    )
    reference.name = plain_text(media.path.name)
    return reference


def _range(start: int, length: int, rate: float) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, rate), otio.opentime.RationalTime(length, rate)
    )
