"""FCPXML 1.10 for Final Cut Pro and DaVinci Resolve.

All times are whole frames as reduced fractions of a second. The bottom item is the primary storyline if it
lasts as long as the timeline, else a gap is; the others are connected to it, a lane each. What is connected
counts its offset in the storyline clip's own source time. Names of assets and clips are file names, by which
Resolve finds media again; the layer's name is the clip's note.
"""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.media.handoff.layer_media import Media
from layerflow_studio.media.handoff.links import Links
from layerflow_studio.media.handoff.timeline import Item, Timeline, plain_text
from layerflow_studio.media.handoff.xml_text import add, document, number

VERSION = "1.10"
_COLOUR = "1-1-1 (Rec. 709)"
_BLEND = {
    BlendMode.DARKEN: "3 (Darken)",
    BlendMode.MULTIPLY: "4 (Multiply)",
    BlendMode.ADD: "8 (Add)",
    BlendMode.LIGHTEN: "9 (Lighten)",
    BlendMode.SCREEN: "10 (Screen)",
    BlendMode.OVERLAY: "14 (Overlay)",
    BlendMode.SOFT_LIGHT: "15 (Soft Light)",
    BlendMode.HARD_LIGHT: "16 (Hard Light)",
    BlendMode.DIFFERENCE: "22 (Difference)",
}
"""Place in Final Cut's blend menu and name, the form in which Final Cut writes it."""


def write_fcpxml(timeline: Timeline, links: Links) -> bytes:
    """Return the timeline as an FCPXML 1.10 document."""
    return _Writer(timeline, links).document()


class _Writer:
    def __init__(self, timeline: Timeline, links: Links) -> None:
        self._timeline, self._links = timeline, links
        self._formats: dict[tuple[int, int], str] = {}
        self._assets: dict[Media, str] = {}

    def document(self) -> bytes:
        timeline = self._timeline
        root = Element("fcpxml", version=VERSION)
        resources = add(root, "resources")
        sequence_format = self._format(resources, timeline.width, timeline.height)
        formats = {
            item.media: self._format(resources, item.media.width, item.media.height)
            for item in timeline.items
        }
        for media, form in formats.items():
            self._asset(resources, media, form)
        event = add(add(root, "library"), "event", name=timeline.name)
        sequence = add(
            add(event, "project", name=timeline.name),
            "sequence",
            format=sequence_format,
            duration=self._time(timeline.length),
            tcStart=self._time(timeline.start),
            tcFormat="DF" if timeline.drop else "NDF",
        )
        self._storyline(add(sequence, "spine"))
        return document(root, "fcpxml")

    def _time(self, frames: int) -> str:
        return rational(Fraction(frames) / self._timeline.rate)

    def _format(self, resources: Element, width: int, height: int) -> str:
        known = self._formats.get((width, height))
        if known is None:
            known = self._formats[width, height] = f"r{len(self._formats) + 1}"
            add(
                resources,
                "format",
                id=known,
                name="FFVideoFormatRateUndefined",
                frameDuration=self._time(1),
                width=width,
                height=height,
                colorSpace=_COLOUR,
            )
        return known

    def _asset(self, resources: Element, media: Media, form: str) -> None:
        self._assets[media] = f"a{len(self._assets) + 1}"
        asset = add(
            resources,
            "asset",
            id=self._assets[media],
            name=plain_text(media.path.name),
            start=self._time(media.start),
            duration=self._time(media.frames),
            hasVideo=1,
            format=form,
            videoSources=1,
        )
        add(asset, "media-rep", kind="original-media", src=self._links.uri(media.path))

    def _storyline(self, spine: Element) -> None:
        timeline, items = self._timeline, self._timeline.items
        offset = self._time(timeline.start)
        if items[0].length == timeline.length:
            base, upper = items[0], items[1:]
            source = base.media.start + base.source_in
            parent = self._clip(spine, base, offset, None)
        else:
            upper, source = items, timeline.start
            duration = self._time(timeline.length)
            parent = add(spine, "gap", name="Gap", offset=offset, start=offset, duration=duration)
        for lane, item in enumerate(upper, 1):
            self._clip(parent, item, self._time(source + item.start), lane)
        for mark in timeline.marks:
            start = self._time(source + mark.frame)
            add(parent, "marker", start=start, duration=self._time(1), value=mark.name)

    def _clip(self, parent: Element, item: Item, offset: str, lane: int | None) -> Element:
        media = item.media
        clip = add(
            parent,
            "asset-clip",
            ref=self._assets[media],
            lane=lane,
            offset=offset,
            name=plain_text(media.path.name),
            start=self._time(media.start + item.source_in),
            duration=self._time(item.length),
            enabled=None if item.enabled else 0,
            format=self._formats[media.width, media.height],
            tcFormat="DF" if media.drop else "NDF",
        )
        add(clip, "note", item.name)
        if (media.width, media.height) != (self._timeline.width, self._timeline.height):
            add(clip, "adjust-conform", type="none")
        if not item.placement.is_plain:
            self._transform(clip, item)
        if item.opacity != 1.0 or item.blend in _BLEND:
            add(clip, "adjust-blend", amount=number(item.opacity), mode=_BLEND.get(item.blend))
        return clip

    def _transform(self, clip: Element, item: Item) -> None:
        """Position is in hundredths of the frame's height, up; rotation is counterclockwise."""
        timeline, place = self._timeline, item.placement
        unit = timeline.height / 100
        x, y = place.centre[0] - timeline.width / 2, place.centre[1] - timeline.height / 2
        add(
            clip,
            "adjust-transform",
            position=f"{number(x / unit)} {number(-y / unit)}",
            scale=f"{number(place.scale[0])} {number(place.scale[1])}",
            rotation=number(-place.rotation),
        )


def rational(seconds: Fraction) -> str:
    """Return a time as FCPXML writes it: "0s", "5s" or "1001/24000s"."""
    if seconds.denominator == 1:
        return f"{seconds.numerator}s"
    return f"{seconds.numerator}/{seconds.denominator}s"
