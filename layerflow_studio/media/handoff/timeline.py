"""The neutral description of a hand-off: tracks of movies in whole frames, before any format's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from layerflow_studio.core.document import Canvas, Document, Layer, Transform
from layerflow_studio.core.kinds import BlendMode, Label, Role
from layerflow_studio.core.render import anchor_in, base_scale, placing
from layerflow_studio.core.timebase import (
    STANDARD_RATES,
    Span,
    frame_of_timecode,
    nominal_rate,
    repeats,
    timecode_of,
    valid_timecode,
)
from layerflow_studio.errors import BadInput
from layerflow_studio.media.handoff.layer_media import Media, MediaFile, read_media
from layerflow_studio.sentence import Sentence

_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold even when escaped."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Placement:
    """Where a picture sits on the canvas, in pixels from the top left, rotation in degrees clockwise.

    `anchor` is a point of the picture, `position` where it lies on the canvas, `centre` where the picture's
    centre lies. `scale` is canvas pixels for a pixel of the picture, so that a picture which fills a canvas twice
    its size has 2. Scaling and turning about either point, by the same numbers, gives the same picture.
    """

    anchor: Point
    position: Point
    centre: Point
    scale: Point
    rotation: float
    is_plain: bool
    """The picture lies centred, unscaled and upright, to the half pixel that a centre may fall on."""

    @classmethod
    def of(cls, transform: Transform, media: Media, canvas: Canvas) -> Placement:
        """Return what `core.render` does to a picture of the media's size."""
        to_canvas = placing(transform, media.width, media.height, canvas)
        anchor = anchor_in(transform, media.width, media.height, canvas)
        base = base_scale(media.width, media.height, canvas)

        def landed(point: Point) -> Point:
            x, y = point
            return (
                to_canvas.xx * x + to_canvas.xy * y + to_canvas.dx,
                to_canvas.yx * x + to_canvas.yy * y + to_canvas.dy,
            )

        centre = landed((media.width / 2, media.height / 2))
        off_centre = abs(centre[0] - canvas.width / 2), abs(centre[1] - canvas.height / 2)
        scale = transform.scale_x * base, transform.scale_y * base
        plain = max(off_centre) <= 0.5 and scale == (1.0, 1.0) and transform.rotation % 360 == 0
        return cls(anchor, landed(anchor), centre, scale, transform.rotation, plain)


@dataclass(frozen=True)
class Item:
    """One layer on its own track: timeline frames `start` to `start + length` show media from `source_in`."""

    layer: str
    name: str
    role: Role
    media: Media
    start: int
    length: int
    source_in: int
    enabled: bool
    opacity: float
    blend: BlendMode
    placement: Placement

    @property
    def stop(self) -> int:
        """The first timeline frame after it."""
        return self.start + self.length

    @property
    def source_out(self) -> int:
        """The first media frame after what it shows."""
        return self.source_in + self.length


@dataclass(frozen=True)
class Mark:
    """A named timeline frame."""

    frame: int
    name: str
    label: Label


@dataclass(frozen=True)
class Timeline:
    """What is handed over: items bottom first, frames at `rate` counted from 0, `start` in timecode."""

    name: str
    width: int
    height: int
    rate: Fraction
    length: int
    start: int
    drop: bool
    items: tuple[Item, ...]
    marks: tuple[Mark, ...]
    left_out: tuple[str, ...]
    """Sentences about layers that are not among the items."""

    @property
    def timebase(self) -> int:
        """Frames that timecode counts in a second."""
        return nominal_rate(self.rate)

    @property
    def is_ntsc(self) -> bool:
        """Whether the rate is a thousandth slower than its timebase."""
        return self.rate != self.timebase

    @property
    def start_timecode(self) -> str:
        """Timecode of the first frame."""
        return timecode_of(self.start, self.rate, drop=self.drop)

    @property
    def media(self) -> tuple[Media, ...]:
        """Every movie once, in the order of the items."""
        return tuple({item.media.path: item.media for item in self.items}.values())


def make_timeline(
    document: Document,
    media: Mapping[str, MediaFile],
    *,
    name: str,
    rate: Fraction,
    start_timecode: str = "01:00:00:00",
) -> Timeline:
    """Return the document's range as a timeline at `rate`, every project frame a whole number of times.

    Layers without an entry in `media` and layers outside the range are left out, with a sentence each.
    Raises BadInput for a rate without timecode or with an uneven cadence, a timecode that does not exist, a
    layer id that is not in the document, and a movie of another rate or too short for what its layer shows.
    """
    times = cadence(document.canvas.fps, rate)
    start = frame_of_timecode(valid_timecode(start_timecode, rate), rate)
    for layer_id in media:
        document.layer(layer_id)
    files = {layer_id: read_media(file.path) for layer_id, file in media.items()}
    _check_names(tuple(files.values()))
    solo = any(layer.visible and layer.solo for layer in document.layers)
    items: list[Item] = []
    left_out: list[str] = []
    for layer in document.layers:
        shown = layer.span.overlap(document.range)
        if layer.id not in media:
            left_out.append(
                Sentence(
                    "Layer {layer!r} is left out, because no movie of it was exported.", layer=layer.name
                )
            )
        elif shown is None:
            left_out.append(
                Sentence(
                    "Layer {layer!r} is left out, because it lies outside the exported range.",
                    layer=layer.name,
                )
            )
        elif not media[layer.id].drawn and (reason := why_drawn(layer)):
            left_out.append(
                Sentence(
                    "Layer {layer!r} is left out, because {reason}; export it drawn, as the canvas shows it.",
                    layer=layer.name,
                    reason=reason,
                )
            )
        else:
            item = _item(layer, media[layer.id], files[layer.id], shown, document, rate, times)
            items.append(replace(item, enabled=layer.visible and (layer.solo or not solo)))
    if not items:
        raise BadInput("No layer in the exported range has a movie; export at least one layer first.")
    first = document.range.start
    marks = tuple(
        Mark((marker.frame - first) * times, plain_text(marker.name) or "Marker", marker.label)
        for marker in sorted(document.markers, key=lambda marker: marker.frame)
        if marker.frame in document.range
    )
    return Timeline(
        name=plain_text(name).strip() or "Timeline",
        width=document.canvas.width,
        height=document.canvas.height,
        rate=rate,
        length=document.range.length * times,
        start=start,
        drop=";" in start_timecode,
        items=tuple(items),
        marks=marks,
        left_out=tuple(left_out),
    )


def why_drawn(layer: Layer) -> str:
    """Return why a layer's clip alone cannot stand for it in an editor, "" when it can."""
    if layer.animation:
        return Sentence("it is animated")
    if layer.pace != 1:
        return Sentence("its clip has another frame rate than the project")
    return "" if layer.plays_straight else Sentence("its clip is repeated")


def plain_text(text: str) -> str:
    """Return text that every format can hold: line feeds as line ends, U+FFFD for what XML cannot say."""
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _item(
    layer: Layer,
    file: MediaFile,
    media: Media,
    shown: Span,
    document: Document,
    rate: Fraction,
    times: int,
) -> Item:
    if media.rate != rate:
        raise BadInput(
            "{file} runs at {rate:g} fps and the timeline at {timeline_rate:g}; export both at one rate.",
            file=media.path.name,
            rate=float(media.rate),
            timeline_rate=float(rate),
        )
    source_in = (shown.start - file.starts_at(layer)) * times
    length = shown.length * times
    if source_in < 0 or source_in + length > media.frames:
        raise BadInput(
            "{file} holds {frames} frames, but layer {layer!r} shows its frames {first} to {last}; "
            "export the layer again.",
            file=media.path.name,
            frames=media.frames,
            layer=layer.name,
            first=source_in + 1,
            last=source_in + length,
        )
    transform = Transform() if file.drawn else layer.transform
    return Item(
        layer=layer.id,
        name=plain_text(layer.name),
        role=layer.role,
        media=media,
        start=(shown.start - document.range.start) * times,
        length=length,
        source_in=source_in,
        enabled=layer.visible,
        opacity=1.0 if file.drawn else layer.opacity,
        blend=layer.blend,
        placement=Placement.of(transform, media, document.canvas),
    )


def cadence(fps: Fraction, rate: Fraction) -> int:
    """Return how often a timeline at `rate` shows each project frame; BadInput where it cannot be even."""
    if rate not in STANDARD_RATES:
        raise BadInput(
            "Editors have no timecode at {rate:g} fps; hand over at 24, or another rate of film or video.",
            rate=float(rate),
        )
    times = repeats(fps, rate)
    if times is None:
        raise BadInput(
            "{fps:g} fps does not go evenly into {rate:g} fps; hand over at a multiple of it.",
            fps=float(fps),
            rate=float(rate),
        )
    return times


def _check_names(files: tuple[Media, ...]) -> None:
    """Editors find media again by file name, and a bundle holds them in one folder: names must differ."""
    seen: dict[str, Media] = {}
    for media in files:
        other = seen.setdefault(media.path.name.casefold(), media)
        if other.path != media.path:
            raise BadInput(
                "Two movies are both called {file}; give each file of a hand-off its own name.",
                file=media.path.name,
            )
