"""New layers for the stack: which name they get and where they go."""

from __future__ import annotations

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.ids import new_id
from layerflow_studio.core.kinds import Role


def add_empty_layer(document: Document, role: Role, name: str, layer_id: str | None = None) -> Document:
    """Add a layer of a role over the whole canvas, hidden when it is a scene.

    A scene goes to the bottom, a background right above the scenes there, anything else on top. The name gets
    a number when it is taken.
    """
    layer = Layer(
        id=layer_id or new_id("layer"),
        name=free_name(document, name),
        role=role,
        span=document.canvas.span,
        visible=role != Role.BLENDED,
    )
    return edits.add_layer(document, layer, _place(document, role))


def free_name(document: Document, name: str) -> str:
    """Return the name, with the lowest number from 2 that makes it one no layer has."""
    taken = {layer.name for layer in document.layers}
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found


def _place(document: Document, role: Role) -> int | None:
    if role == Role.BLENDED:
        return 0
    if role != Role.BACKGROUND:
        return None
    scenes = 0
    while scenes < len(document.layers) and document.layers[scenes].role == Role.BLENDED:
        scenes += 1
    return scenes
