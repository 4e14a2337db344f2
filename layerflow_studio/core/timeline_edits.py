"""Edits of several layers at once, in time and in the stack, and of the work area.

Each is pure like those of `edits`, and refuses as a whole when one of its layers refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer, Marker
from layerflow_studio.core.ids import new_id
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

LayerIds = Sequence[str]


def for_each(
    document: Document, layer_ids: LayerIds, edit: Callable[..., Document], *values: Any
) -> Document:
    """Apply an edit of one layer to several, one after the other."""
    for layer_id in layer_ids:
        document = edit(document, layer_id, *values)
    return document


# --- several layers in time


def move_layers(document: Document, layer_ids: LayerIds, by: int) -> Document:
    """Show layers `by` frames later, or earlier when negative."""
    return for_each(document, layer_ids, edits.move_layer, by)


def trim_starts(document: Document, layer_ids: LayerIds, by: int) -> Document:
    """Let layers begin `by` frames later, all by the same, as far as every one of them can."""
    return _trim_together(document, layer_ids, by, edits.trim_start, lambda span: span.start)


def trim_ends(document: Document, layer_ids: LayerIds, by: int) -> Document:
    """Let layers end `by` frames later, all by the same, as far as every one of them can."""
    return _trim_together(document, layer_ids, by, edits.trim_end, lambda span: span.stop)


def slip_layers(document: Document, layer_ids: LayerIds, by: int) -> Document:
    """Show clip frames `by` later in the same spans, each layer as far as its clip reaches."""
    return for_each(document, layer_ids, edits.slip_layer, by)


def start_layers_at(document: Document, layer_ids: LayerIds, frame: int) -> Document:
    """Move layers so that each begins at a project frame."""
    for layer_id in layer_ids:
        document = edits.move_layer(document, layer_id, frame - document.layer(layer_id).span.start)
    return document


def end_layers_at(document: Document, layer_ids: LayerIds, frame: int) -> Document:
    """Move layers so that a project frame is the last one each of them shows."""
    for layer_id in layer_ids:
        document = edits.move_layer(document, layer_id, frame + 1 - document.layer(layer_id).span.stop)
    return document


def trim_starts_to(document: Document, layer_ids: LayerIds, frame: int) -> Document:
    """Let layers begin at a project frame, as near as their clips reach."""
    for layer_id in layer_ids:
        layer = document.layer(layer_id)
        if frame >= layer.span.stop:
            raise BadInput(
                "Layer {layer!r} ends before frame {frame}; move the playhead inside it.",
                layer=layer.name,
                frame=frame,
            )
        document = edits.trim_start(document, layer_id, frame)
    return document


def trim_ends_to(document: Document, layer_ids: LayerIds, frame: int) -> Document:
    """Let a project frame be the last one that layers show."""
    for layer_id in layer_ids:
        layer = document.layer(layer_id)
        if frame < layer.span.start:
            raise BadInput(
                "Layer {layer!r} begins after frame {frame}; move the playhead inside it.",
                layer=layer.name,
                frame=frame,
            )
        document = edits.trim_end(document, layer_id, frame + 1)
    return document


def split_layers(document: Document, layer_ids: LayerIds, frame: int) -> Document:
    """Cut those of the layers in two that a project frame is inside of; BadInput when it is in none."""
    inside = [i for i in layer_ids if _is_inside(document.layer(i).span, frame)]
    if not inside:
        raise BadInput(
            "Nothing can be split at frame {frame}; move the playhead inside a layer.", frame=frame
        )
    return for_each(document, inside, edits.split_layer, frame)


# --- several layers in the stack


def duplicate_layers(document: Document, layer_ids: LayerIds, name: str = "{layer} copy") -> Document:
    """Put an unlocked copy of each layer right above it, named as in `edits.duplicate_layer`."""
    return for_each(document, layer_ids, edits.duplicate_layer, None, name)


def paste_layers(
    document: Document, layers: Iterable[Layer], above: LayerIds = (), name: str = "{layer} copy"
) -> Document:
    """Put copies of layers together above those named by id, on top when none is.

    They are named as in `edits.duplicate_layer`; one whose name is free keeps it.
    """
    below = max(map(document.index, above), default=len(document.layers) - 1)
    taken = {layer.name for layer in document}
    for place, layer in enumerate(layers, below + 1):
        copy = edits.copy_of(layer, name=name if layer.name in taken else "{layer}")
        document = edits.add_layer(document, copy, place)
    return document


def remove_layers(document: Document, layer_ids: LayerIds) -> Document:
    """Take layers out of the stack."""
    return for_each(document, layer_ids, edits.remove_layer)


def restack_layers(document: Document, layer_ids: LayerIds, gap: int) -> Document:
    """Bring layers together, in their order, into the gap below the layer at place `gap`; on top from there on."""
    moved = [layer.id for layer in document.layers if layer.id in layer_ids]
    above = next((layer.id for layer in document.layers[max(0, gap) :] if layer.id not in layer_ids), None)
    for layer_id in moved:
        others = [layer.id for layer in document.layers if layer.id != layer_id]
        place = len(others) if above is None else others.index(above)
        document = edits.restack_layer(document, layer_id, place)
    return document


def raise_layers(document: Document, layer_ids: LayerIds, by: int) -> Document:
    """Move layers together up by places in the stack, or down when negative, as far as it goes."""
    places = sorted(document.index(layer_id) for layer_id in layer_ids)
    if not places:
        return document
    gap = places[-1] + 1 + by if by > 0 else places[0] + by
    return restack_layers(document, layer_ids, gap)


# --- work area


def set_area_in(document: Document, frame: int) -> Document:
    """Let the work area begin at a frame; an end that lies before goes to the end of the canvas."""
    frame = _inside(document, frame)
    stop = document.range.stop if document.range.stop > frame else document.canvas.length
    return edits.set_work_area(document, Span(frame, stop))


def set_area_out(document: Document, frame: int) -> Document:
    """Let a frame be the last of the work area; a beginning that lies behind goes to frame 0."""
    frame = _inside(document, frame)
    start = document.range.start if document.range.start <= frame else 0
    return edits.set_work_area(document, Span(start, frame + 1))


def move_area(document: Document, by: int) -> Document:
    """Shift the work area by frames, its length kept, as far as the canvas reaches."""
    area, length = document.work_area, document.canvas.length
    if area is None:
        return document
    return edits.set_work_area(document, area.moved(min(max(by, -area.start), length - area.stop)))


# --- markers and places in time


def mark_frame(document: Document, frame: int, name: str = "") -> Document:
    """Put a marker on a frame; where one stands already nothing changes."""
    if marker_at(document, frame) is not None:
        return document
    return edits.add_marker(document, Marker(new_id("marker"), frame, name))


def move_marker(document: Document, marker_id: str, frame: int) -> Document:
    """Put a marker on another frame of the canvas, as near as there is one."""
    marker = next((marker for marker in document.markers if marker.id == marker_id), None)
    if marker is None:
        raise BadInput("This marker is not there any more; choose one that is in the timeline.")
    return edits.change_marker(document, replace(marker, frame=_inside(document, frame)))


def marker_at(document: Document, frame: int) -> Marker | None:
    """Return the first marker on a frame, or None."""
    return next((marker for marker in document.markers if marker.frame == frame), None)


def edit_points(layers: Iterable[Layer]) -> tuple[int, ...]:
    """Return the frames at which layers begin or end, each once, in order."""
    return tuple(sorted({edge for layer in layers for edge in (layer.span.start, layer.span.stop)}))


def next_place(places: Iterable[int], frame: int, direction: int) -> int | None:
    """Return the nearest of the places after a frame, or before it when `direction` is negative."""
    if direction > 0:
        return min((place for place in places if place > frame), default=None)
    return max((place for place in places if place < frame), default=None)


# --- inside


def _trim_together(
    document: Document,
    layer_ids: LayerIds,
    by: int,
    trim: Callable[[Document, str, int], Document],
    edge: Callable[[Span], int],
) -> Document:
    """Trim by what the layer with the least room allows."""

    def trimmed(start: Document, layer_id: str, wanted: int) -> Document:
        return trim(start, layer_id, edge(document.layer(layer_id).span) + wanted)

    for layer_id in layer_ids:
        reached = edge(trimmed(document, layer_id, by).layer(layer_id).span)
        by = reached - edge(document.layer(layer_id).span)
    return for_each(document, layer_ids, trimmed, by)


def _is_inside(span: Span, frame: int) -> bool:
    return span.start < frame < span.stop


def _inside(document: Document, frame: int) -> int:
    return min(max(frame, 0), document.canvas.length - 1)
