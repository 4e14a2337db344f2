"""Edits: pure functions from a document to a document.

An edit that changes nothing returns the very document it was given. A locked layer refuses every change but
those of its lock, eye, solo and label. Places in the stack count from the bottom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Transform
from layerflow_studio.core.ids import ClipId, new_id
from layerflow_studio.core.kinds import BlendMode, Label, Role
from layerflow_studio.core.request import PromptSet, Sampling
from layerflow_studio.core.takes import Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

# --- the stack


def add_layer(document: Document, layer: Layer, place: int | None = None) -> Document:
    """Add a layer at a place, on top when none is given."""
    place = len(document.layers) if place is None else _clamp(place, 0, len(document.layers))
    return replace(document, layers=(*document.layers[:place], layer, *document.layers[place:]))


def remove_layer(document: Document, layer_id: str) -> Document:
    """Take a layer out of the stack."""
    layer = _unlocked(document, layer_id)
    return replace(document, layers=tuple(other for other in document.layers if other is not layer))


def restack_layer(document: Document, layer_id: str, place: int) -> Document:
    """Move a layer to another place in the stack, as near as the stack allows."""
    layer = _unlocked(document, layer_id)
    others = [other for other in document.layers if other is not layer]
    others.insert(_clamp(place, 0, len(others)), layer)
    return _changed(document, layers=tuple(others))


def duplicate_layer(document: Document, layer_id: str, copy_id: str | None = None) -> Document:
    """Put an unlocked copy of a layer right above it."""
    layer = document.layer(layer_id)
    copy = replace(layer, id=copy_id or new_id("layer"), name=f"{layer.name} copy", locked=False)
    return add_layer(document, copy, document.index(layer_id) + 1)


def split_layer(document: Document, layer_id: str, frame: int, upper_id: str | None = None) -> Document:
    """Cut a layer in two at a project frame; the later part lies right above, and nothing looks different."""
    layer = _unlocked(document, layer_id)
    if not layer.span.start < frame < layer.span.stop:
        raise BadInput(f"Layer {layer.name!r} cannot be split at frame {frame}; move the playhead inside it.")
    earlier = replace(layer, span=Span(layer.span.start, frame))
    later = replace(
        layer,
        id=upper_id or new_id("layer"),
        span=Span(frame, layer.span.stop),
        source_in=_source_in(layer, layer.source_in + frame - layer.span.start),
    )
    return add_layer(_with_layer(document, earlier), later, document.index(layer_id) + 1)


# --- one layer


def rename_layer(document: Document, layer_id: str, name: str) -> Document:
    """Give a layer another name."""
    return _edit(document, layer_id, name=name)


def set_role(document: Document, layer_id: str, role: Role) -> Document:
    """Say what a layer is in the layered model."""
    return _edit(document, layer_id, role=role)


def set_prompt(document: Document, layer_id: str, prompt: str) -> Document:
    """Set what the model should paint on a layer."""
    return _edit(document, layer_id, prompt=prompt)


def set_layer_seed(document: Document, layer_id: str, seed: int | None) -> Document:
    """Give a layer a seed of its own; None makes it follow the document's."""
    return _edit(document, layer_id, seed=seed)


def set_locked(document: Document, layer_id: str, locked: bool) -> Document:
    """Lock or unlock a layer."""
    return _mark(document, layer_id, locked=locked)


def set_visible(document: Document, layer_id: str, visible: bool) -> Document:
    """Show or hide a layer, locked or not."""
    return _mark(document, layer_id, visible=visible)


def set_solo(document: Document, layer_id: str, solo: bool) -> Document:
    """Show only soloed layers while at least one is, locked or not."""
    return _mark(document, layer_id, solo=solo)


def set_label(document: Document, layer_id: str, label: Label) -> Document:
    """Give a layer a colour tag, locked or not."""
    return _mark(document, layer_id, label=label)


def set_opacity(document: Document, layer_id: str, opacity: float) -> Document:
    """Set how strongly a layer shows, clamped to 0..1."""
    return _edit(document, layer_id, opacity=min(1.0, max(0.0, opacity)))


def set_blend(document: Document, layer_id: str, blend: BlendMode) -> Document:
    """Set how a layer is laid over what lies below it."""
    return _edit(document, layer_id, blend=blend)


def set_transform(document: Document, layer_id: str, transform: Transform) -> Document:
    """Place, scale and turn a layer's picture."""
    return _edit(document, layer_id, transform=transform)


def set_clip(document: Document, layer_id: str, clip: ClipId | None, clip_frames: int = 0) -> Document:
    """Show a clip of `clip_frames` frames that belongs to no take; None empties the layer."""
    return _show(document, _unlocked(document, layer_id), clip, clip_frames, None)


def choose_take(document: Document, layer_id: str, take: Take, role: Role | None = None) -> Document:
    """Show a take's clip of a role, the layer's own when none is given."""
    layer = _unlocked(document, layer_id)
    role = role or layer.role
    clip = take.clip(role)
    if clip is None:
        raise BadInput(f"This take has no {role} for layer {layer.name!r}; choose another take.")
    return _show(document, layer, clip, take.request.frames, take.id)


def use_take(document: Document, take: Take, layers: Mapping[Role, str] | None = None) -> Document:
    """Show what a take made on the layers named by role, else on the topmost of each role.

    Locked layers, and layers whose clip was given to the model, keep what they show.
    """
    for role in take.request.made_roles:
        target = document.top(role) if layers is None else _named(document, layers.get(role))
        if target is not None and not target.locked and take.clip(role) is not None:
            document = choose_take(document, target.id, take, role)
    return document


# --- a layer in time


def move_layer(document: Document, layer_id: str, by: int) -> Document:
    """Show a layer `by` frames later, or earlier when negative."""
    layer = _unlocked(document, layer_id)
    return _edit(document, layer_id, span=layer.span.moved(by))


def trim_start(document: Document, layer_id: str, frame: int) -> Document:
    """Let a layer begin at a project frame, its pictures staying where they are in time.

    Stops at the clip's first frame and one frame before the layer's end.
    """
    layer = _unlocked(document, layer_id)
    earliest = frame if layer.clip is None else layer.span.start - layer.source_in
    start = min(max(frame, earliest), layer.span.stop - 1)
    source_in = _source_in(layer, layer.source_in + start - layer.span.start)
    return _edit(document, layer_id, span=Span(start, layer.span.stop), source_in=source_in)


def trim_end(document: Document, layer_id: str, frame: int) -> Document:
    """Let a layer end before a project frame, keeping at least one; past its clip the last frame is held."""
    layer = _unlocked(document, layer_id)
    return _edit(document, layer_id, span=Span(layer.span.start, max(frame, layer.span.start + 1)))


def slip_layer(document: Document, layer_id: str, by: int) -> Document:
    """Show clip frames `by` later in the same span, as far as the clip reaches."""
    layer = _unlocked(document, layer_id)
    return _edit(document, layer_id, source_in=_source_in(layer, layer.source_in + by))


# --- the document


def set_canvas(document: Document, canvas: Canvas) -> Document:
    """Change size, rate or length; a work area is cut to what is left, layers and markers stay."""
    area = document.work_area
    return _changed(document, canvas=canvas, work_area=area and area.overlap(canvas.span))


def set_work_area(document: Document, area: Span | None) -> Document:
    """Limit playing and export to a span of the canvas; None is the whole canvas."""
    kept = area and area.overlap(document.canvas.span)
    if area is not None and kept is None:
        raise BadInput("This work area has no frame of the canvas in it; choose at least one frame.")
    return _changed(document, work_area=kept)


def set_sampling(document: Document, sampling: Sampling) -> Document:
    """Set how the next generation samples."""
    return _changed(document, sampling=sampling)


def set_seed(document: Document, seed: int) -> Document:
    """Set the seed of the next generation."""
    return _changed(document, seed=seed)


def set_negative(document: Document, negative: PromptSet) -> Document:
    """Set what the next generation should avoid."""
    return _changed(document, negative=negative)


def set_model(document: Document, model: str, adapters: Iterable[tuple[str, float]] = ()) -> Document:
    """Choose the model of the next generation and the strengths of its adapters."""
    return _changed(document, model=model, adapters=tuple(adapters))


# --- markers


def add_marker(document: Document, marker: Marker) -> Document:
    """Add a marker."""
    return replace(document, markers=_in_time([*document.markers, marker]))


def change_marker(document: Document, marker: Marker) -> Document:
    """Put a marker in the place of the one with the same id."""
    _marker(document, marker.id)
    markers = [marker if other.id == marker.id else other for other in document.markers]
    return _changed(document, markers=_in_time(markers))


def remove_marker(document: Document, marker_id: str) -> Document:
    """Take a marker away."""
    marker = _marker(document, marker_id)
    return replace(document, markers=tuple(other for other in document.markers if other is not marker))


# --- inside


def _unlocked(document: Document, layer_id: str) -> Layer:
    layer = document.layer(layer_id)
    if layer.locked:
        raise BadInput(f"Layer {layer.name!r} is locked; unlock it to change it.")
    return layer


def _edit(document: Document, layer_id: str, **values: Any) -> Document:
    return _with_layer(document, replace(_unlocked(document, layer_id), **values))


def _mark(document: Document, layer_id: str, **values: Any) -> Document:
    return _with_layer(document, replace(document.layer(layer_id), **values))


def _with_layer(document: Document, layer: Layer) -> Document:
    return _changed(
        document, layers=tuple(layer if other.id == layer.id else other for other in document.layers)
    )


def _changed(document: Document, **values: Any) -> Document:
    new = replace(document, **values)
    return document if new == document else new


def _show(
    document: Document, layer: Layer, clip: ClipId | None, clip_frames: int, take: str | None
) -> Document:
    source_in = _clamp(layer.source_in, 0, max(0, clip_frames - 1))
    shown = replace(layer, clip=clip, clip_frames=clip_frames, take=take, source_in=source_in)
    return _with_layer(document, shown)


def _source_in(layer: Layer, wanted: int) -> int:
    return _clamp(wanted, 0, max(0, layer.clip_frames - 1))


def _named(document: Document, layer_id: str | None) -> Layer | None:
    return None if layer_id is None else document.layer(layer_id)


def _marker(document: Document, marker_id: str) -> Marker:
    for marker in document.markers:
        if marker.id == marker_id:
            return marker
    raise BadInput(f"There is no marker {marker_id!r} in this document; choose one that is in the timeline.")


def _in_time(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    return tuple(sorted(markers, key=lambda marker: marker.frame))


def _clamp(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)
