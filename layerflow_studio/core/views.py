"""What can be looked at beside the picture itself: each view turns the document into the one it shows.

Views are values that name layers and takes, so they follow the document as it is edited, and pictures of
them are made by the one render path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.core.takes import Take
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import listed


@dataclass(frozen=True)
class View:
    """The current picture; the other views show a part or a variation of it."""

    def of(self, document: Document) -> Document:
        """Return the document whose picture this view is; BadInput when what it names is not there."""
        return document


@dataclass(frozen=True)
class LayerAlone(View):
    """One layer by itself, hidden or not."""

    layer_id: str

    def of(self, document: Document) -> Document:
        """Return the document with this layer only."""
        return replace(document, layers=(_shown(document.layer(self.layer_id)),))


@dataclass(frozen=True)
class Recomposition(View):
    """The topmost foreground over the topmost background, and nothing else."""

    def of(self, document: Document) -> Document:
        """Return the document with these two layers only."""
        return _stack(document, Role.BACKGROUND, Role.FOREGROUND)


@dataclass(frozen=True)
class BlendedScene(View):
    """The topmost blended scene by itself, as the model painted it."""

    def of(self, document: Document) -> Document:
        """Return the document with this layer only."""
        return _stack(document, Role.BLENDED)


@dataclass(frozen=True)
class TakeClip(View):
    """The picture with a take's clip on the layer it was made for, which is shown whatever hides it; a scene by
    itself.
    """

    take: Take
    role: Role

    def of(self, document: Document) -> Document:
        """Return the document with the take's clip in its layer's place."""
        layer_id, chosen = _with_take(document, self.take, self.role)
        if self.role == Role.BLENDED:
            return LayerAlone(layer_id).of(chosen)
        solo = any(layer.visible and layer.solo for layer in chosen.layers)
        return edits.with_layer(chosen, replace(chosen.layer(layer_id), visible=True, solo=solo))


def _shown(layer: Layer) -> Layer:
    return replace(layer, visible=True, solo=False)


def _stack(document: Document, *roles: Role) -> Document:
    """Return the document with the topmost layer of each role only, in the order given."""
    layers = [document.top(role) for role in roles]
    missing = [role for role, layer in zip(roles, layers, strict=True) if not layer or not layer.clip]
    if missing:
        raise BadInput(
            "There is no {missing} with a picture to compare; generate one first.",
            missing=listed(missing, any_of=True),
        )
    return replace(document, layers=tuple(_shown(layer) for layer in layers if layer is not None))


def _with_take(document: Document, take: Take, role: Role) -> tuple[str, Document]:
    """Return the layer of a take's clip of a role, and the document with the clip there, locked or not."""
    layer_id = f"view-{role.value}"
    layer = edits.layers_of(document, take).get(role)
    if layer is None:
        document = add_empty_layer(document, role, role.value, layer_id)
    else:
        layer_id, document = layer.id, edits.with_layer(document, replace(layer, locked=False))
    return layer_id, edits.choose_take(document, layer_id, take, role)
