"""Edits of values in time, pure functions from a document to a document; a locked layer refuses them.

Where a property may be None, it means every one that has a key at the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from layerflow_studio.core.animation import Curve, Key, key_at, with_key, without_key
from layerflow_studio.core.document import Document
from layerflow_studio.core.edits import unlocked_layer, with_layer
from layerflow_studio.core.kinds import Interpolation, Property, Role
from layerflow_studio.core.layer import Layer, clamped
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

_NEW = Layer("new", "New", Role.MEDIA, Span(0, 1))


def set_value(document: Document, layer_id: str, prop: Property, value: float, frame: int) -> Document:
    """Set a property, as near as it can: a key at the frame when it has keys, else for all time."""
    layer = unlocked_layer(document, layer_id)
    if layer.curve(prop):
        return set_key(document, layer_id, prop, frame, value)
    return with_layer(document, layer.with_value(prop, clamped(prop, value)))


def set_key(
    document: Document,
    layer_id: str,
    prop: Property,
    frame: int,
    value: float | None = None,
    interpolation: Interpolation | None = None,
) -> Document:
    """Set a key, as near to the value as the property can be; the first one starts the animation.

    Without a value the key takes the one the property has there. Without an interpolation it keeps that of
    the key it replaces, or goes on as the key before it.
    """
    layer = unlocked_layer(document, layer_id)
    curve = layer.curve(prop)
    known = key_at(curve, frame)
    before = next((key for key in reversed(curve) if key.frame <= frame), None)
    value = layer.value_at(prop, frame) if value is None else clamped(prop, value)
    interpolation = interpolation or (before.interpolation if before else Interpolation.LINEAR)
    key = replace(known or Key(frame, value), value=value, interpolation=interpolation)
    return _with_curve(document, layer, prop, with_key(curve, key))


def remove_key(document: Document, layer_id: str, prop: Property | None, frame: int) -> Document:
    """Take a key away; the value of a property's last one stays for all time."""

    def removed(layer: Layer, prop: Property) -> Layer:
        curve = without_key(layer.curve(prop), frame)
        left = layer if curve else layer.with_value(prop, layer.value_at(prop, frame))
        return replace(left, animation=left.animation.with_curve(prop, curve))

    return _at_keys(document, layer_id, prop, frame, removed)


def move_key(document: Document, layer_id: str, prop: Property | None, frame: int, to: int) -> Document:
    """Move a key to another frame, in place of the one that stands there."""

    def moved(layer: Layer, prop: Property) -> Layer:
        key = key_at(layer.curve(prop), frame)
        assert key is not None
        curve = with_key(without_key(layer.curve(prop), frame), replace(key, frame=to))
        return replace(layer, animation=layer.animation.with_curve(prop, curve))

    return _at_keys(document, layer_id, prop, frame, moved)


def set_interpolation(
    document: Document, layer_id: str, prop: Property | None, frame: int, interpolation: Interpolation
) -> Document:
    """Set how the value goes on from a key to the next one."""

    def changed(layer: Layer, prop: Property) -> Layer:
        key = key_at(layer.curve(prop), frame)
        assert key is not None
        curve = with_key(layer.curve(prop), replace(key, interpolation=interpolation))
        return replace(layer, animation=layer.animation.with_curve(prop, curve))

    return _at_keys(document, layer_id, prop, frame, changed)


def clear_animation(document: Document, layer_id: str, prop: Property, frame: int) -> Document:
    """Take all keys of a property away; the value it has at the frame stays for all time."""
    layer = unlocked_layer(document, layer_id)
    still = layer.with_value(prop, layer.value_at(prop, frame))
    return _with_curve(document, still, prop, ())


def reset_property(document: Document, layer_id: str, prop: Property) -> Document:
    """Take all keys of a property away and give it the value of a new layer."""
    layer = unlocked_layer(document, layer_id)
    return _with_curve(document, layer.with_value(prop, _NEW.value_at(prop, 0)), prop, ())


# --- inside


def _with_curve(document: Document, layer: Layer, prop: Property, curve: Curve) -> Document:
    return with_layer(document, replace(layer, animation=layer.animation.with_curve(prop, curve)))


def _at_keys(
    document: Document,
    layer_id: str,
    prop: Property | None,
    frame: int,
    change: Callable[[Layer, Property], Layer],
) -> Document:
    """Change the layer for each property meant that has a key at the frame; BadInput when none has."""
    layer = unlocked_layer(document, layer_id)
    meant = [p for p in Property if prop in (p, None) and key_at(layer.curve(p), frame) is not None]
    if not meant:
        raise BadInput(
            "Layer {layer!r} has no such key at frame {frame}; choose one that is there.",
            layer=layer.name,
            frame=frame,
        )
    for each in meant:
        layer = change(layer, each)
    return with_layer(document, layer)
