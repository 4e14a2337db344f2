"""What can be exported, as frames: the composite, one layer, the residual, a clip of a take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.document import Document, Layer, Transform
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import BlendMode, PastEnd, Role
from layerflow_studio.core.render import render_deep, render_frame
from layerflow_studio.core.residual import residual_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore
    from layerflow_studio.media.footage import Footage

Pixels = NDArray[np.uint8] | NDArray[np.uint16]

COMPOSITE = "composite"
"""All shown layers together."""
RESIDUAL = "residual"
"""What the blended scene has beyond foreground over background, around middle grey."""
LAYERS = "layers"
"""A row for every layer that has a clip: of a contact sheet alone."""


@dataclass(frozen=True)
class TakeClip:
    """A take's clip of a role, as it is stored; `label` is what people call it."""

    clip: ClipId
    label: str


Subject = str | TakeClip
"""COMPOSITE, RESIDUAL, LAYERS, the id of a layer, or a clip of a take."""


def footage_of(
    document: Document, subject: Subject, clips: ClipStore, span: Span | None = None, *, deep: bool = False
) -> Footage:
    """Return the frames of a subject, straight alpha, ready for an encoder.

    Layers are drawn by `core.render`. Only a single layer that lies on the canvas untouched is read as it is
    stored, because that keeps its 16 bits; rounded to 8, it is the same picture. `span` is of project
    frames, None the document's range; for a clip of a take it is of its frames, None all of them. With `deep`,
    layers are drawn in 16 bits where a clip has them, else in 8, the viewer's very pixels.
    """
    from layerflow_studio.media.footage import Footage

    if isinstance(subject, TakeClip):
        facts = clips.describe(subject.clip)
        part = span or Span(0, facts.frames)
        return Footage(
            lambda: islice(clips.frames(subject.clip, part.start), part.length),
            part.length,
            facts.width,
            facts.height,
            facts.fps,
        )
    if subject == RESIDUAL:
        return _residual(document, clips, span, deep)
    span = span or document.range
    canvas = document.canvas
    shown = only(document, subject)
    layer = None if subject == COMPOSITE else document.layer(subject)
    if layer is not None and _lies_plain(layer, document, span, clips):
        clip, picks = layer.clip or "", [layer.source_frame(frame) or 0 for frame in span]

        def stored() -> Iterator[Pixels]:
            return _picked(clips, clip, picks)

        return Footage(stored, span.length, canvas.width, canvas.height, canvas.fps)

    deep = deep and any(clips.describe(layer.clip).sixteen_bit for layer in shown.layers if layer.clip)
    draw = render_deep if deep else render_frame

    def rendered() -> Iterator[Pixels]:
        return (draw(shown, frame, clips) for frame in span)

    return Footage(rendered, span.length, canvas.width, canvas.height, canvas.fps)


def of_role(document: Document, role: Role) -> str:
    """Return the id of the topmost layer of a role that holds a clip; BadInput when there is none."""
    found = next((layer for layer in reversed(document.layers) if layer.role == role and layer.clip), None)
    if found is None:
        raise BadInput("No {role} layer holds a clip yet; generate or import one first.", role=role)
    return found.id


def only(document: Document, subject: str) -> Document:
    """Return the document with nothing but a subject to be seen, laid on normally."""
    if subject == COMPOSITE:
        return document
    layer = document.layer(subject)
    if layer.clip is None:
        raise BadInput(
            "Layer {layer!r} holds no clip to export; generate or import one first.", layer=layer.name
        )
    return replace(document, layers=(replace(layer, visible=True, solo=False, blend=BlendMode.OVER),))


def _lies_plain(layer: Layer, document: Document, span: Span, clips: ClipStore) -> bool:
    """Whether each frame of the span is a stored frame of the layer, pixel for pixel."""
    if layer.clip is None or layer.opacity != 1.0 or replace(layer.transform, extra=()) != Transform():
        return False
    if layer.animation or layer.past_end == PastEnd.PING_PONG or span.overlap(layer.span) != span:
        return False
    facts = clips.describe(layer.clip)
    fits = (facts.width, facts.height) == (document.canvas.width, document.canvas.height)
    return fits and all(sample is not None and sample.share == 0 for sample in map(layer.sample, span))


def _picked(clips: ClipStore, clip: ClipId, picks: Sequence[int]) -> Iterator[Pixels]:
    """Yield these frames of a clip as they are stored, going back where a loop does."""
    reader, place = iter(clips.frames(clip, picks[0])), picks[0] - 1
    pixels: Pixels | None = None
    for pick in picks:
        if pick < place:
            reader, place = iter(clips.frames(clip, pick)), pick - 1
        while place < pick:
            pixels, place = next(reader), place + 1
        assert pixels is not None
        yield pixels


def _residual(document: Document, clips: ClipStore, span: Span | None, deep: bool) -> Footage:
    roles = (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)
    films = [footage_of(document, of_role(document, role), clips, span, deep=deep) for role in roles]
    return replace(films[0], frames=lambda: map(residual_frame, *films))
