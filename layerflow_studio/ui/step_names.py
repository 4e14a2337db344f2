"""Names of the steps that several places of the window make: one edit is called the same wherever it was made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.document import Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.ui.timeline.words import layers_phrase
from layerflow_studio.ui.words import role_name

translate = QCoreApplication.translate
Layers = Sequence[Layer]

# --- layers


def mark(which: str, on: bool, layers: Layers) -> str:
    """Changing a mark of layers: "visible", "solo" or "locked"."""
    off_on = {
        "visible": (translate("Steps", "Hide {layers}"), translate("Steps", "Show {layers}")),
        "solo": (translate("Steps", "End solo of {layers}"), translate("Steps", "Solo {layers}")),
        "locked": (translate("Steps", "Unlock {layers}"), translate("Steps", "Lock {layers}")),
    }
    return off_on[which][on].format(layers=layers_phrase(layers))


def restack(layers: Layers) -> str:
    """Bringing layers to another place of the stack."""
    return translate("Steps", "Restack {layers}").format(layers=layers_phrase(layers))


def label(layers: Layers) -> str:
    """Giving layers a colour tag."""
    return translate("Steps", "Label {layers}").format(layers=layers_phrase(layers))


def set_role(role: Role) -> str:
    """Saying what a layer is to the model."""
    return translate("Steps", "Make {role}").format(role=role_name(role))


def past_end(layers: Layers) -> str:
    """Choosing what follows clips."""
    return translate("Steps", "Past the end of {layers}").format(layers=layers_phrase(layers))


def conform(layers: Layers) -> str:
    """Choosing what is between two frames of clips."""
    return translate("Steps", "Frame blending of {layers}").format(layers=layers_phrase(layers))


def speed(layers: Layers) -> str:
    """Playing clips faster or slower."""
    return translate("Steps", "Speed of {layers}").format(layers=layers_phrase(layers))


# --- the transform


def move_on_canvas() -> str:
    """Changing the position."""
    return translate("Steps", "Move layer on the canvas")


def scale() -> str:
    """Changing the scale."""
    return translate("Steps", "Scale layer")


def rotate() -> str:
    """Changing the rotation."""
    return translate("Steps", "Rotate layer")


def set_anchor() -> str:
    """Changing the anchor."""
    return translate("Steps", "Set anchor")


# --- keys


def add_keys(count: int) -> str:
    """Setting keys."""
    return _keys(count, translate("Steps", "Add key"), translate("Steps", "Add {count} keys"))


def move_keys(count: int) -> str:
    """Moving keys in time."""
    return _keys(count, translate("Steps", "Move key"), translate("Steps", "Move {count} keys"))


def delete_keys(count: int) -> str:
    """Taking keys away."""
    return _keys(count, translate("Steps", "Delete key"), translate("Steps", "Delete {count} keys"))


def cut_keys(count: int) -> str:
    """Taking keys away to paste them elsewhere."""
    return _keys(count, translate("Steps", "Cut key"), translate("Steps", "Cut {count} keys"))


def paste_keys(count: int) -> str:
    """Putting keys that were copied."""
    return _keys(count, translate("Steps", "Paste key"), translate("Steps", "Paste {count} keys"))


def delete_all_keys(name: str) -> str:
    """Taking all keys of a property away."""
    return translate("Steps", "Delete keys of {property}").format(property=name)


def interpolate() -> str:
    """Choosing how values go on from keys."""
    return translate("Steps", "Change interpolation")


def _keys(count: int, one: str, several: str) -> str:
    return one if count == 1 else several.format(count=count)
