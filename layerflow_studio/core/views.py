"""What can be looked at beside the picture itself: each view turns the document into the one it shows.

Views are values that name layers and takes, so they follow the document as it is edited, and pictures of
them are made by the one render path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Role
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
    """A take's clip of one role: a foreground over the current background, a background under the current
    foreground, a scene by itself. With `alone` nothing lies over or under it.
    """

    take: Take
    role: Role
    alone: bool = False

    def of(self, document: Document) -> Document:
        """Return the document with the take's clip in its role's place."""
        chosen = _with_take(document, self.take, self.role)
        if self.role == Role.BLENDED or self.alone:
            return _stack(chosen, self.role)
        partner = Role.BACKGROUND if self.role == Role.FOREGROUND else Role.FOREGROUND
        other = document.top(partner)
        if other is None or other.clip is None:
            return _stack(chosen, self.role)
        return _stack(chosen, Role.BACKGROUND, Role.FOREGROUND)


@dataclass(frozen=True)
class TakePair(View):
    """The foreground of one take over the background of another, or of the same one."""

    foreground: Take
    background: Take

    def of(self, document: Document) -> Document:
        """Return the document with these two clips only."""
        chosen = _with_take(document, self.background, Role.BACKGROUND)
        chosen = _with_take(chosen, self.foreground, Role.FOREGROUND)
        return _stack(chosen, Role.BACKGROUND, Role.FOREGROUND)


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


def _with_take(document: Document, take: Take, role: Role) -> Document:
    """Return the document with a take's clip on the topmost layer of its role, locked or not."""
    layer = document.top(role)
    if layer is None:
        layer = Layer(id=f"view-{role.value}", name=role.value, role=role, span=document.canvas.span)
        document = edits.add_layer(document, layer)
    open_ = replace(layer, locked=False)
    layers = tuple(open_ if other.id == layer.id else other for other in document.layers)
    return edits.choose_take(replace(document, layers=layers), layer.id, take, role)
