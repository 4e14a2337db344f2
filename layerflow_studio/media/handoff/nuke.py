"""A Nuke script: each movie read, premultiplied, placed, and merged in the studio's order.

Media is read raw and merged on code values, as the studio does; one Colorspace node at the end makes the
result linear for Nuke. Nodes are written from the topmost layer down, so that the stack of a script hands
each Merge its two inputs without naming them. Frame 1 is the timeline's first.
"""

from __future__ import annotations

import re

from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.media.handoff.layer_media import Media
from layerflow_studio.media.handoff.links import Links
from layerflow_studio.media.handoff.timeline import Item, Timeline
from layerflow_studio.media.handoff.xml_text import number

_OPERATION = {
    BlendMode.OVER: "over",
    BlendMode.ADD: "plus",
    BlendMode.SCREEN: "screen",
    BlendMode.MULTIPLY: "multiply",
    BlendMode.OVERLAY: "overlay",
    BlendMode.SOFT_LIGHT: "soft-light",
    BlendMode.HARD_LIGHT: "hard-light",
    BlendMode.DARKEN: "min",
    BlendMode.LIGHTEN: "max",
    BlendMode.DIFFERENCE: "difference",
}
_BARE = re.compile(r"[A-Za-z0-9_./:+-]+")
_FRAME_PATTERN = re.compile(r"#|%\d*d|%[vV]")

Knobs = dict[str, str]


def write_nuke(timeline: Timeline, links: Links) -> bytes:
    """Return the script, UTF-8."""
    frame_size = f"{timeline.width} {timeline.height} 0 0 {timeline.width} {timeline.height} 1 {{}}"
    lines = _node(
        "Root",
        inputs="0",
        format=frame_size.replace("{}", "LayerFlow"),
        first_frame="1",
        last_frame=str(timeline.length),
        frame="1",
        lock_range="true",
        fps=_rate(timeline),
    )
    for place, item in reversed(list(enumerate(timeline.items, 1))):
        lines += _layer(item, timeline, links, place)
    lines += _node(
        "Constant",
        inputs="0",
        channels="rgba",
        color="0 0 0 0",
        format=frame_size.replace("{}", "LayerFlow"),
        first="1",
        last=str(timeline.length),
        name="Canvas",
    )
    for place, item in enumerate(timeline.items, 1):
        lines += _merge(item, place)
    lines += _node("Colorspace", colorspace_in="sRGB", name="ToLinear")
    lines += _node(
        "AddTimeCode",
        startcode=timeline.start_timecode,
        metafps="false",
        fps=_rate(timeline),
        useFrame="true",
        frame="1",
        name="Timecode",
    )
    if timeline.marks:
        notes = "\n".join(f"{mark.frame + 1}: {mark.name}" for mark in timeline.marks)
        lines += _node("StickyNote", inputs="0", name="Markers", label=literal(notes))
    return "\n".join([*lines, ""]).encode("utf-8", "surrogateescape")


def can_name(media: Media) -> bool:
    """Tell whether Nuke takes a file name as it is, and not as a pattern of a picture sequence."""
    return _FRAME_PATTERN.search(str(media.path)) is None


def blends_alike(item: Item) -> bool:
    """Tell whether Nuke lays an item on as the studio does: its soft light is another formula."""
    return item.blend != BlendMode.SOFT_LIGHT


def literal(text: str) -> str:
    """Return text for a knob that Nuke evaluates, so that brackets, dollars and backslashes stay."""
    return re.sub(r"([\\\[\]$])", r"\\\1", text)


def word(value: str) -> str:
    """Return a knob's value as one word of a script."""
    if _BARE.fullmatch(value):
        return value
    return '"' + re.sub(r'([\\"\[\]${}])', r"\\\1", value).replace("\n", "\\n").replace("\t", "\\t") + '"'


def _rate(timeline: Timeline) -> str:
    return repr(float(timeline.rate))


def _node(kind: str, /, **knobs: str) -> list[str]:
    return [f"{kind} {{", *(f" {name} {word(value)}" for name, value in knobs.items()), "}"]


def _layer(item: Item, timeline: Timeline, links: Links, place: int) -> list[str]:
    media = item.media
    inside = links.relative(media.path) or media.path.name
    file = literal(media.path.as_posix())
    if links.portable:
        file = f"[file dirname [value root.name]]/{literal(inside)}"
    lines = _node(
        "Read",
        inputs="0",
        file=file,
        format=f"{media.width} {media.height} 0 0 {media.width} {media.height} 1 Layer{place}",
        first=str(item.source_in + 1),
        last=str(item.source_out),
        before="black",
        after="black",
        frame_mode="start at",
        frame=str(item.start + 1),
        origfirst="1",
        origlast=str(media.frames),
        origset="true",
        raw="true",
        name=f"Read{place}",
        label=literal(item.name),
    )
    if media.has_alpha:
        lines += _node("Premult", name=f"Premult{place}")
    else:
        lines += _node("Shuffle", alpha="white", name=f"Opaque{place}")
    lines += _node("Transform", **_placed(item, timeline), name=f"Place{place}")
    return lines


def _placed(item: Item, timeline: Timeline) -> Knobs:
    """Nuke counts from the bottom left and turns counterclockwise; `center` is a point of the picture."""
    media, place = item.media, item.placement
    right = place.centre[0] - media.width / 2
    up = timeline.height - place.centre[1] - media.height / 2
    return {
        "translate": f"{number(right)} {number(up)}",
        "rotate": number(-place.rotation),
        "scale": f"{number(place.scale[0])} {number(place.scale[1])}",
        "center": f"{number(media.width / 2)} {number(media.height / 2)}",
    }


def _merge(item: Item, place: int) -> list[str]:
    knobs: Knobs = {"inputs": "2", "operation": _OPERATION[item.blend], "bbox": "B"}
    if item.blend != BlendMode.OVER:
        knobs["screen_alpha"] = "true"  # the other operations respect alpha only with "alpha masking" on
    if item.opacity != 1.0:
        knobs["mix"] = number(item.opacity)
    if not item.enabled:
        knobs["disable"] = "true"
    return _node("Merge2", **knobs, name=f"Merge{place}", label=literal(item.name))
