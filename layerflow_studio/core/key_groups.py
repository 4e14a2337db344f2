"""Edits of several keys at once, wherever they stand; each refuses as a whole when a layer is locked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from layerflow_studio.core import key_edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.core.layer import Layer
from layerflow_studio.errors import BadInput


@dataclass(frozen=True, order=True)
class KeyPlace:
    """Names a key: of which layer, of which property, at which frame."""

    layer_id: str
    prop: Property
    frame: int


def keys_of(layer: Layer) -> tuple[KeyPlace, ...]:
    """Return the places of all keys of a layer, property by property."""
    return tuple(KeyPlace(layer.id, prop, key.frame) for prop in Property for key in layer.curve(prop))


def present_keys(document: Document, keys: Iterable[KeyPlace]) -> frozenset[KeyPlace]:
    """Return those of the keys that are in the document."""
    wanted = frozenset(keys)
    ids = {key.layer_id for key in wanted}
    return wanted & {key for layer in document if layer.id in ids for key in keys_of(layer)}


def move_keys(document: Document, keys: Iterable[KeyPlace], by: int) -> Document:
    """Move keys by frames, in place of others that stand where they come to."""
    for key in sorted(keys, reverse=by > 0):  # the foremost first, so that none runs over the next
        document = key_edits.move_key(document, key.layer_id, key.prop, key.frame, key.frame + by)
    return document


def moved_keys(keys: Iterable[KeyPlace], by: int) -> frozenset[KeyPlace]:
    """Return the places the keys have after `move_keys`."""
    return frozenset(KeyPlace(key.layer_id, key.prop, key.frame + by) for key in keys)


def remove_keys(document: Document, keys: Iterable[KeyPlace]) -> Document:
    """Take keys away; the value of a property's last one stays for all time."""
    for key in sorted(keys):
        document = key_edits.remove_key(document, key.layer_id, key.prop, key.frame)
    return document


def interpolate_keys(document: Document, keys: Iterable[KeyPlace], interpolation: Interpolation) -> Document:
    """Set how values go on from keys to the next ones."""
    for key in sorted(keys):
        document = key_edits.set_interpolation(document, key.layer_id, key.prop, key.frame, interpolation)
    return document


def copied_keys(document: Document, keys: Collection[KeyPlace]) -> tuple[Animation, ...]:
    """Return the keys of each layer, bottom first, as an animation; frames count from the first of all keys."""
    first = min(key.frame for key in keys)
    copied = (_only(layer, keys).moved(-first) for layer in document)
    return tuple(animation for animation in copied if animation)


def placed_keys(
    document: Document, copied: Sequence[Animation], layer_ids: Collection[str], frame: int
) -> dict[KeyPlace, Key]:
    """Return where copied keys come to from a frame on: those of one layer on each of the layers named.

    Those of several come on as many, bottom first; BadInput when these are not as many.
    """
    ids = [layer.id for layer in document if layer.id in layer_ids]
    if len(copied) not in (1, len(ids)):
        raise BadInput(
            "The copied keys are those of {count} layers; select as many layers to paste them.",
            count=len(copied),
        )
    animations = copied if len(copied) > 1 else [*copied] * len(ids)
    return {
        KeyPlace(layer_id, prop, frame + key.frame): key
        for layer_id, animation in zip(ids, animations, strict=True)
        for prop in Property
        for key in animation.curve(prop)
    }


def paste_keys(
    document: Document, copied: Sequence[Animation], layer_ids: Collection[str], frame: int
) -> Document:
    """Put copied keys where `placed_keys` says, in place of those that stand there."""
    for at, key in placed_keys(document, copied, layer_ids, frame).items():
        document = key_edits.set_key(document, at.layer_id, at.prop, at.frame, key.value, key.interpolation)
    return document


def key_all(document: Document, layer_ids: Iterable[str], frame: int) -> Document:
    """Set a key at a frame for every property that has keys, with the value it has there."""
    for layer_id in layer_ids:
        for prop in Property:
            if document.layer(layer_id).curve(prop):
                document = key_edits.set_key(document, layer_id, prop, frame)
    return document


# --- inside


def _only(layer: Layer, keys: Collection[KeyPlace]) -> Animation:
    """Return the animation of a layer with these of its keys alone."""
    kept = Animation()
    for prop in Property:
        curve = tuple(key for key in layer.curve(prop) if KeyPlace(layer.id, prop, key.frame) in keys)
        kept = kept.with_curve(prop, curve)
    return kept
