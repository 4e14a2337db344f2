"""Edits: pure functions from a document to a document.

An edit that changes nothing returns the very document it was given. A locked layer refuses every change but
those of its lock, eye, solo and label. Places in the stack count from the bottom.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Transform
from layerflow_studio.core.ids import ClipId, new_id
from layerflow_studio.core.kinds import MODEL_ROLES, BlendMode, Conform, Label, PastEnd, Property, Role
from layerflow_studio.core.layer import clamped, held_pace, pace_of
from layerflow_studio.core.request import Sampling
from layerflow_studio.core.takes import Take
from layerflow_studio.core.timebase import Span, rescaled
from layerflow_studio.errors import BadInput

_IN_CANVAS_PIXELS = (Property.X, Property.Y, Property.ANCHOR_X, Property.ANCHOR_Y)

# --- the stack


def add_layer(document: Document, layer: Layer, place: int | None = None) -> Document:
    """Add a layer at a place, on top when none is given."""
    place = len(document.layers) if place is None else _clamp(place, 0, len(document.layers))
    return replace(document, layers=(*document.layers[:place], layer, *document.layers[place:]))


def remove_layer(document: Document, layer_id: str) -> Document:
    """Take a layer out of the stack."""
    layer = unlocked_layer(document, layer_id)
    return replace(document, layers=tuple(other for other in document.layers if other is not layer))


def restack_layer(document: Document, layer_id: str, place: int) -> Document:
    """Move a layer to another place in the stack, as near as the stack allows."""
    layer = unlocked_layer(document, layer_id)
    others = [other for other in document.layers if other is not layer]
    others.insert(_clamp(place, 0, len(others)), layer)
    return _changed(document, layers=tuple(others))


def duplicate_layer(
    document: Document, layer_id: str, copy_id: str | None = None, name: str = "{layer} copy"
) -> Document:
    """Put a copy of a layer, as `copy_of` makes it, right above it."""
    copy = copy_of(document.layer(layer_id), copy_id, name)
    return add_layer(document, copy, document.index(layer_id) + 1)


def copy_of(layer: Layer, copy_id: str | None = None, name: str = "{layer} copy") -> Layer:
    """Return an unlocked copy of a layer; `name` has the layer's in the place of `{layer}`."""
    named = name.format(layer=layer.name)
    return replace(layer, id=copy_id or new_id("layer"), name=named, locked=False, stems_from=layer.material)


def split_layer(document: Document, layer_id: str, frame: int, upper_id: str | None = None) -> Document:
    """Cut a layer in two at a project frame; the later part lies right above, and nothing looks different."""
    layer = unlocked_layer(document, layer_id)
    if not layer.span.start < frame < layer.span.stop:
        raise BadInput(
            "Layer {layer!r} cannot be split at frame {frame}; move the playhead inside it.",
            layer=layer.name,
            frame=frame,
        )
    earlier = replace(layer, span=Span(layer.span.start, frame))
    later = replace(
        layer,
        id=upper_id or new_id("layer"),
        span=Span(frame, layer.span.stop),
        source_in=_source_in(layer, layer.source_in + frame - layer.span.start),
        stems_from=layer.material,
    )
    return add_layer(with_layer(document, earlier), later, document.index(layer_id) + 1)


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


def set_layer_negative(document: Document, layer_id: str, negative: str) -> Document:
    """Set what the model should avoid on a layer; empty follows the document's."""
    return _edit(document, layer_id, negative=negative)


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


def set_clip(
    document: Document,
    layer_id: str,
    clip: ClipId | None,
    clip_frames: int = 0,
    fps: Fraction | None = None,
) -> Document:
    """Show a clip of `clip_frames` frames that belongs to no take; None empties the layer.

    With the clip's own `fps` it plays at its own speed, without at one clip frame a project frame.
    """
    layer = unlocked_layer(document, layer_id)
    pace = Fraction(1) if clip is None or fps is None else pace_of(fps, document.canvas.fps)
    return _show(document, replace(layer, take=None, guide=None), clip, clip_frames, pace)


def choose_take(document: Document, layer_id: str, take: Take, role: Role | None = None) -> Document:
    """Show a take's clip of a role, the layer's own when none is given, at its own speed.

    Where it is slower than the project, motion is measured on the take's blended clip for all its layers.
    """
    layer = unlocked_layer(document, layer_id)
    role = role or layer.role
    clip = take.clip(role)
    if clip is None:
        raise BadInput(
            "This take has no {role} for layer {layer!r}; choose another take.", role=role, layer=layer.name
        )
    guide = take.clip(Role.BLENDED)
    layer = replace(layer, take=take.id, guide=guide if guide != clip else None)
    frames, fps = take.length(role)
    return _show(document, layer, clip, frames, pace_of(fps, document.canvas.fps))


def layers_of(document: Document, take: Take) -> Mapping[Role, Layer]:
    """Return the layers a take acted on; in place of one that is gone, the topmost of its role."""
    layers = {role: layer for role in MODEL_ROLES if (layer := document.top(role)) is not None}
    for role, layer_id in take.layers:
        found = next((layer for layer in document.layers if layer.id == layer_id), None)
        if found is not None and found.role == role:
            layers[role] = found
    return layers


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
    """Show a layer `by` frames later, or earlier when negative; its keys move with it."""
    layer = unlocked_layer(document, layer_id)
    return _edit(document, layer_id, span=layer.span.moved(by), animation=layer.animation.moved(by))


def trim_start(document: Document, layer_id: str, frame: int) -> Document:
    """Let a layer begin at a project frame, its pictures staying where they are in time.

    Stops one frame before the layer's end, and at the clip's first frame unless the clip loops.
    """
    layer = unlocked_layer(document, layer_id)
    bound = layer.clip is not None and layer.past_end == PastEnd.HOLD
    earliest = layer.span.start - layer.source_in if bound else frame
    start = min(max(frame, earliest), layer.span.stop - 1)
    source_in = _source_in(layer, layer.source_in + start - layer.span.start)
    return _edit(document, layer_id, span=Span(start, layer.span.stop), source_in=source_in)


def trim_end(document: Document, layer_id: str, frame: int) -> Document:
    """Let a layer end before a project frame, keeping at least one; past its clip it holds or loops."""
    layer = unlocked_layer(document, layer_id)
    return _edit(document, layer_id, span=Span(layer.span.start, max(frame, layer.span.start + 1)))


def slip_layer(document: Document, layer_id: str, by: int) -> Document:
    """Show the clip `by` project frames further on in the same span, as far as it reaches or loops."""
    layer = unlocked_layer(document, layer_id)
    return _edit(document, layer_id, source_in=_source_in(layer, layer.source_in + by))


def set_conform(document: Document, layer_id: str, conform: Conform) -> Document:
    """Set what a layer shows between two frames of its clip."""
    return _edit(document, layer_id, conform=conform)


def set_past_end(document: Document, layer_id: str, past_end: PastEnd) -> Document:
    """Set what a layer shows past its clip."""
    layer = unlocked_layer(document, layer_id)
    changed = replace(layer, past_end=past_end, source_in=0)
    return with_layer(document, replace(changed, source_in=_nearest_in(changed, layer.source_in)))


def set_pace(document: Document, layer_id: str, pace: Fraction) -> Document:
    """Set how many clip frames a layer plays in a project frame; it begins at the same clip frame."""
    layer = unlocked_layer(document, layer_id)
    changed = replace(layer, pace=pace, source_in=0)
    source_in = round(layer.source_in * layer.pace / changed.pace)
    return with_layer(document, replace(changed, source_in=_nearest_in(changed, source_in)))


# --- the document


def set_canvas(document: Document, canvas: Canvas) -> Document:
    """Change size, rate or length; a work area is cut to what is left.

    At another size of the same shape all layers, locked or not, come to lie where they did, in proportion:
    positions and anchors grow with the canvas, in their keys too, and pictures of its shape fill it anyway.
    At another rate all layers, locked or not, their keys, the markers and the work area stay where they are
    in seconds, to the nearest frame. The length is the canvas's own; `Canvas.at_rate` keeps it in seconds.
    """
    layers, markers, area = document.layers, document.markers, document.work_area
    was = document.canvas
    if canvas.width != was.width and canvas.width * was.height == canvas.height * was.width:
        layers = tuple(_at_size(layer, canvas.width / was.width) for layer in layers)
    old, new = was.fps, canvas.fps
    if new != old:
        layers = tuple(at_rate(layer, old, new) for layer in layers)
        markers = tuple(replace(marker, frame=rescaled(marker.frame, old, new)) for marker in markers)
        area = area and _rescaled_span(area, old, new)
    area = area and area.overlap(canvas.span)
    return _changed(document, canvas=canvas, layers=layers, markers=markers, work_area=area)


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


def unlocked_layer(document: Document, layer_id: str) -> Layer:
    """Return a layer that may be changed; BadInput when it is locked or not there."""
    layer = document.layer(layer_id)
    if layer.locked:
        raise BadInput("Layer {layer!r} is locked; unlock it to change it.", layer=layer.name)
    return layer


def at_rate(layer: Layer, old: Fraction, new: Fraction) -> Layer:
    """Return a layer of a project of one rate as it shows the same at the same seconds at another."""
    changed = replace(
        layer,
        span=_rescaled_span(layer.span, old, new),
        pace=held_pace(layer.pace * old / new) if layer.clip is not None else layer.pace,
        animation=layer.animation.at_frames(lambda frame: rescaled(frame, old, new)),
        source_in=0,
    )
    source_in = rescaled(layer.source_in, old, new)
    return replace(changed, source_in=_nearest_in(changed, source_in))


def _at_size(layer: Layer, factor: float) -> Layer:
    """Return a layer as it lies on a canvas of the same shape that is `factor` times as large."""
    animation = layer.animation
    for prop in _IN_CANVAS_PIXELS:
        value = getattr(layer.transform, prop.value)
        layer = layer.with_value(prop, clamped(prop, value * factor))
        keys = (replace(key, value=clamped(prop, key.value * factor)) for key in animation.curve(prop))
        animation = animation.with_curve(prop, tuple(keys))
    return replace(layer, animation=animation)


def _rescaled_span(span: Span, old: Fraction, new: Fraction) -> Span:
    start = rescaled(span.start, old, new)
    return Span(start, max(start + 1, rescaled(span.stop, old, new)))


def _edit(document: Document, layer_id: str, **values: Any) -> Document:
    return with_layer(document, replace(unlocked_layer(document, layer_id), **values))


def _mark(document: Document, layer_id: str, **values: Any) -> Document:
    return with_layer(document, replace(document.layer(layer_id), **values))


def with_layer(document: Document, layer: Layer) -> Document:
    """Return the document with a layer in place of the one with its id."""
    return _changed(
        document, layers=tuple(layer if other.id == layer.id else other for other in document.layers)
    )


def _changed(document: Document, **values: Any) -> Document:
    new = replace(document, **values)
    return document if new == document else new


def _show(
    document: Document, layer: Layer, clip: ClipId | None, clip_frames: int, pace: Fraction
) -> Document:
    shown = replace(layer, clip=clip, clip_frames=clip_frames, pace=pace, source_in=0)
    return with_layer(document, replace(shown, source_in=_nearest_in(shown, layer.source_in)))


def _source_in(layer: Layer, wanted: int) -> int:
    """Return where in its clip a layer can begin: a looping one anywhere, another within the clip."""
    if layer.past_end == PastEnd.HOLD:
        return _nearest_in(layer, wanted)
    return wanted % max(1, layer.cycle)


def _nearest_in(layer: Layer, wanted: int) -> int:
    return _clamp(wanted, 0, max(0, layer.cycle - 1))


def _named(document: Document, layer_id: str | None) -> Layer | None:
    return None if layer_id is None else document.layer(layer_id)


def _marker(document: Document, marker_id: str) -> Marker:
    for marker in document.markers:
        if marker.id == marker_id:
            return marker
    raise BadInput(
        "There is no marker {marker!r} in this document; choose one that is in the timeline.",
        marker=marker_id,
    )


def _in_time(markers: Iterable[Marker]) -> tuple[Marker, ...]:
    return tuple(sorted(markers, key=lambda marker: marker.frame))


def _clamp(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)
