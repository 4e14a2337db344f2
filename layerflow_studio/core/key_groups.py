"""Edits of several keys at once, wherever they stand; each refuses as a whole when a layer is locked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layerflow_studio.core import key_edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.core.layer import Layer


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


def key_all(document: Document, layer_ids: Iterable[str], frame: int) -> Document:
    """Set a key at a frame for every property that has keys, with the value it has there."""
    for layer_id in layer_ids:
        for prop in Property:
            if document.layer(layer_id).curve(prop):
                document = key_edits.set_key(document, layer_id, prop, frame)
    return document
