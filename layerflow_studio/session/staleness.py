"""What has changed on a layer since the take it shows was made."""

from __future__ import annotations

from enum import StrEnum

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.session.plan import Target, acting_layers, layers_below, negative_of


class Change(StrEnum):
    """A part of the request that would be another one now."""

    PROMPT = "prompt"
    NEGATIVE = "negative prompt"
    SEED = "seed"
    SAMPLING = "sampling"
    ADAPTERS = "adapters"
    FOREGROUND = "foreground"
    BACKGROUND = "background"
    SCENE = "scene"
    BELOW = "layers below"


_GIVEN = {
    Role.FOREGROUND: Change.FOREGROUND,
    Role.BACKGROUND: Change.BACKGROUND,
    Role.BLENDED: Change.SCENE,
}


def changes_since(document: Document, layer: Layer, take: Take, *, fresh_seed: bool) -> tuple[Change, ...]:
    """Tell what differs between the take a layer shows and what would be asked for now.

    With `fresh_seed` every run draws a seed, so only a seed of the layer's own can differ. A layer whose clip
    was given to the take was not made by it: there only its prompt counts.
    """
    role, request = layer.role, take.request
    if role not in MODEL_ROLES:
        return ()
    found: list[Change] = []
    if request.prompts.of(role) != layer.prompt:
        found.append(Change.PROMPT)
    if role in request.given_roles:
        return tuple(found)
    if request.negative.of(role) != negative_of(document, layer):
        found.append(Change.NEGATIVE)
    seed = layer.seed if fresh_seed or layer.seed is not None else document.seed
    if seed is not None and seed != request.seed:
        found.append(Change.SEED)
    if request.sampling != document.sampling:
        found.append(Change.SAMPLING)
    if request.adapters != document.adapters and request.model_id == document.model:
        found.append(Change.ADAPTERS)
    return (*found, *_given_changes(document, layer, take))


def _given_changes(document: Document, layer: Layer, take: Take) -> list[Change]:
    """Tell which given clips are not shown any more where they came from."""
    about = layer.id
    if layer.role == Role.BLENDED:
        about = dict(take.layers).get(Role.FOREGROUND, about)  # a scene is that of its take's foreground
    shown_given = take.shown_given
    acting = acting_layers(document, Target(about)) if shown_given else {}
    found: list[Change] = []
    for role, clip in shown_given.items():
        if role == Role.BACKGROUND and take.over:
            foreground = acting.get(Role.FOREGROUND)
            below = layers_below(document, foreground) if foreground is not None else ()
            if {shown.clip for shown in below} != {shown.clip for shown in take.over}:
                found.append(Change.BELOW)
        elif _clip(acting.get(role)) != clip:
            found.append(_GIVEN[role])
    return found


def _clip(layer: Layer | None) -> str | None:
    return None if layer is None else layer.clip
