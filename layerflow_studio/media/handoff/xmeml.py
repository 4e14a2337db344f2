"""Final Cut Pro 7 XML (xmeml 5) for Premiere Pro, DaVinci Resolve and what else learnt it.

One track per layer. The straight alpha of each clip is said in `alphatype`, because editors else guess. A
clip's centre is given in parts of its own picture's size, as Premiere reads it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.core.timebase import timecode_of
from layerflow_studio.media.handoff.layer_media import Media
from layerflow_studio.media.handoff.links import Links
from layerflow_studio.media.handoff.timeline import Item, Timeline, plain_text
from layerflow_studio.media.handoff.xml_text import add, document, number

VERSION = "5"
_BLEND = {
    BlendMode.OVER: "normal",
    BlendMode.ADD: "add",
    BlendMode.SCREEN: "screen",
    BlendMode.MULTIPLY: "multiply",
    BlendMode.OVERLAY: "overlay",
    BlendMode.SOFT_LIGHT: "softlight",
    BlendMode.HARD_LIGHT: "hardlight",
    BlendMode.DARKEN: "darken",
    BlendMode.LIGHTEN: "lighten",
    BlendMode.DIFFERENCE: "difference",
}


def write_xmeml(timeline: Timeline, links: Links) -> bytes:
    """Return the timeline as an xmeml 5 document."""
    root = Element("xmeml", version=VERSION)
    sequence = add(root, "sequence", id="sequence-1")
    add(sequence, "name", timeline.name)
    add(sequence, "duration", timeline.length)
    _rate(sequence, timeline)
    _timecode(sequence, timeline, timeline.start, timeline.drop)
    video = add(add(sequence, "media"), "video")
    _picture(add(video, "format"), timeline, timeline.width, timeline.height)
    files: dict[Media, str] = {}
    for place, item in enumerate(timeline.items, 1):
        track = add(video, "track")
        _clip_item(track, timeline, item, f"clipitem-{place}", files, links)
        add(track, "enabled", "TRUE")
        add(track, "locked", "FALSE")
    for mark in timeline.marks:
        marker = add(sequence, "marker")
        add(marker, "comment", "")
        add(marker, "name", mark.name)
        add(marker, "in", mark.frame)
        add(marker, "out", -1)
    return document(root, "xmeml")


def can_say(item: Item) -> bool:
    """Tell whether an item's scaling can be written: the format has one scale for both directions."""
    x, y = item.placement.scale
    return x == y and x > 0


def _rate(parent: Element, timeline: Timeline) -> None:
    rate = add(parent, "rate")
    add(rate, "timebase", timeline.timebase)
    add(rate, "ntsc", "TRUE" if timeline.is_ntsc else "FALSE")


def _timecode(parent: Element, timeline: Timeline, frame: int, drop: bool) -> None:
    timecode = add(parent, "timecode")
    _rate(timecode, timeline)
    add(timecode, "string", timecode_of(frame, timeline.rate, drop=drop))
    add(timecode, "frame", frame)
    add(timecode, "displayformat", "DF" if drop else "NDF")


def _picture(parent: Element, timeline: Timeline, width: int, height: int) -> None:
    picture = add(parent, "samplecharacteristics")
    _rate(picture, timeline)
    add(picture, "width", width)
    add(picture, "height", height)
    add(picture, "anamorphic", "FALSE")
    add(picture, "pixelaspectratio", "square")
    add(picture, "fielddominance", "none")


def _clip_item(
    track: Element, timeline: Timeline, item: Item, identity: str, files: dict[Media, str], links: Links
) -> None:
    clip = add(track, "clipitem", id=identity)
    add(clip, "name", item.name)
    add(clip, "enabled", "TRUE" if item.enabled else "FALSE")
    add(clip, "duration", item.media.frames)
    _rate(clip, timeline)
    add(clip, "start", item.start)
    add(clip, "end", item.stop)
    add(clip, "in", item.source_in)
    add(clip, "out", item.source_out)
    add(clip, "alphatype", "straight" if item.media.has_alpha else "none")
    add(clip, "pixelaspectratio", "square")
    add(clip, "anamorphic", "FALSE")
    _file(clip, timeline, item.media, files, links)
    add(clip, "compositemode", _BLEND[item.blend])
    if not item.placement.is_plain:
        _motion(clip, timeline, item)
    if item.opacity != 1.0:
        effect = _effect(clip, "Opacity", "opacity")
        _parameter(effect, "opacity", "Opacity", item.opacity * 100, 0, 100)


def _file(clip: Element, timeline: Timeline, media: Media, files: dict[Media, str], links: Links) -> None:
    """Write the file the first time, afterwards only its id."""
    known = files.get(media)
    if known is not None:
        add(clip, "file", id=known)
        return
    files[media] = f"file-{len(files) + 1}"
    file = add(clip, "file", id=files[media])
    add(file, "name", plain_text(media.path.name))
    uri = links.uri(media.path)
    add(file, "pathurl", uri.replace("file:///", "file://localhost/", 1))
    _rate(file, timeline)
    add(file, "duration", media.frames)
    _timecode(file, timeline, media.start, media.drop)
    _picture(add(add(file, "media"), "video"), timeline, media.width, media.height)


def _motion(clip: Element, timeline: Timeline, item: Item) -> None:
    place, media = item.placement, item.media
    effect = _effect(clip, "Basic Motion", "basic")
    _parameter(effect, "scale", "Scale", abs(place.scale[0]) * 100, 0, 1000)
    _parameter(effect, "rotation", "Rotation", place.rotation, -8640, 8640)
    centre = add(effect, "parameter")
    add(centre, "parameterid", "center")
    add(centre, "name", "Center")
    value = add(centre, "value")
    add(value, "horiz", number((place.centre[0] - timeline.width / 2) / media.width))
    add(value, "vert", number((place.centre[1] - timeline.height / 2) / media.height))


def _effect(clip: Element, name: str, identity: str) -> Element:
    effect = add(add(clip, "filter"), "effect")
    add(effect, "name", name)
    add(effect, "effectid", identity)
    add(effect, "effectcategory", "motion")
    add(effect, "effecttype", "motion")
    add(effect, "mediatype", "video")
    return effect


def _parameter(effect: Element, identity: str, name: str, value: float, least: int, most: int) -> None:
    parameter = add(effect, "parameter")
    add(parameter, "parameterid", identity)
    add(parameter, "name", name)
    add(parameter, "valuemin", least)
    add(parameter, "valuemax", most)
    add(parameter, "value", number(value))
