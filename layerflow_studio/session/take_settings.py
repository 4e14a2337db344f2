"""Taking over from a take: its prompts, its seed, all of its settings, or one of its clips; which takes are whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.session.generate import use_model


def takes_for(document: Document, layer: Layer, takes: Iterable[Take]) -> tuple[Take, ...]:
    """Return the takes that brought something for a layer's material, where there is none all with its role.

    Takes belong to the material and not to the piece of it: both parts of a split layer reach what was made
    before the split and what was made for either part since, and so do a layer and its copies, also once the one
    a take was made for first is gone. One that names no layers counts as the topmost layer's.
    """
    role, top = layer.role, document.top(layer.role)
    unnamed = top.id if top is not None else ""
    materials = {other.id: other.material for other in document.layers}
    fitting = tuple(take for take in takes if take.clip(role) is not None)
    owned = ((take, dict(take.layers).get(role, unnamed)) for take in fitting)
    own = (take for take, owner in owned if materials.get(owner, owner) == layer.material)
    return tuple(take for take in own if take.brings(role)) or fitting


def use_prompts(document: Document, take: Take) -> Document:
    """Put a take's prompts and negative prompts on its layers; locked ones keep theirs.

    BadInput when all of them are locked.
    """
    request, layers = take.request, edits.layers_of(document, take)
    open_layers = {role: layer for role, layer in layers.items() if not layer.locked}
    if not open_layers:
        raise BadInput("Every layer this take is for is locked; unlock the one that should get its prompt.")
    for role, layer in open_layers.items():
        document = edits.set_prompt(document, layer.id, request.prompts.of(role))
        negative = request.negative.of(role)
        own = "" if negative == document.negative.of(role) else negative
        document = edits.set_layer_negative(document, layer.id, own)
    return document


def use_seed(document: Document, take: Take) -> Document:
    """Make a take's seed that of the next run; layers it was made for give up seeds of their own."""
    for role, layer in edits.layers_of(document, take).items():
        if role in take.request.made_roles and layer.seed is not None and not layer.locked:
            document = edits.set_layer_seed(document, layer.id, None)
    return edits.set_seed(document, take.request.seed)


def use_settings(document: Document, take: Take, model: ModelDescription | None) -> Document:
    """Take over prompts, seed, sampling, model and adapters; without its model the document keeps its own of both."""
    document = use_seed(use_prompts(document, take), take)
    if model is not None and document.model != model.id:
        document = use_model(document, model)
    document = edits.set_sampling(document, take.request.sampling)
    if document.model == take.request.model_id:
        document = replace(document, adapters=take.request.adapters)
    return document


def use_pair(document: Document, foreground: Take, background: Take) -> Document:
    """Show one take's foreground over another's background; BadInput where a layer is missing or locked."""
    for role, take in ((Role.FOREGROUND, foreground), (Role.BACKGROUND, background)):
        layer = edits.layers_of(document, take).get(role)
        if layer is None:
            raise BadInput("There is no {role} layer to show this take on; add one first.", role=role)
        document = edits.choose_take(document, layer.id, take)
    return document
