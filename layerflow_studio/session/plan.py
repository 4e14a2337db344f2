"""What pressing Generate would do now, in words, or why it cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import PromptSet
from layerflow_studio.engine.registry import ModelDescription

_COMMON = frozenset(
    (
        *("the", "and", "with", "under", "over", "near", "from", "into", "big", "small", "little", "large"),
        *("black", "blue", "brown", "dark", "golden", "gray", "green", "grey", "light", "orange", "pink"),
        *("purple", "red", "silver", "tan", "white", "yellow", "colourful", "colorful"),
    )
)
"""Words that say nothing about which thing is meant."""


@dataclass(frozen=True)
class RunPlan:
    """What a run would keep and make, in words, or why there can be none; `notes` are hints."""

    can_run: bool
    sentence: str
    given: tuple[Role, ...] = ()
    made: tuple[Role, ...] = ()
    notes: tuple[str, ...] = ()


def describe_run(document: Document, model: ModelDescription | None) -> RunPlan:
    """Tell what a run would do; cheap enough to be asked after every change.

    Locked layers that hold a clip are given to the model as they are, the other roles are made.
    """
    layers = {role: document.top(role) for role in MODEL_ROLES}
    given = tuple(role for role, layer in layers.items() if layer and layer.locked and layer.clip)
    made = tuple(role for role in MODEL_ROLES if role not in given)
    problem = _obstacle(layers, document.prompts, model, given, made)
    if model is None or problem is not None:
        return RunPlan(False, problem or "", given, made)
    return RunPlan(True, _promise(given, made), given, made, _hints(document.prompts, model, made))


def _obstacle(
    layers: Mapping[Role, Layer | None],
    prompts: PromptSet,
    model: ModelDescription | None,
    given: tuple[Role, ...],
    made: tuple[Role, ...],
) -> str | None:
    """Return why nothing can run, None when it can."""
    if model is None:
        return "There is no model to run; install one or choose its folder."
    missing = model.missing()
    if missing:
        return f"{model.name} lacks {', '.join(missing)}; put the files into {model.folder}."
    for role, layer in layers.items():
        if layer is not None and layer.locked and layer.clip is None:
            return f"Layer {layer.name!r} is locked but empty; unlock it, or import a clip for the {role}."
    if not made:
        return "Every layer is locked, so there is nothing to make; unlock at least one."
    if not model.allows(given):
        return f"{model.name} cannot work from a locked {_listed(given)} alone; lock other layers."
    if not given and not any(prompts.of(role).strip() for role in MODEL_ROLES):
        return "Write what the foreground or the background shows, then generate."
    return None


def _promise(given: tuple[Role, ...], made: tuple[Role, ...]) -> str:
    if not given:
        return "Makes foreground, background and blended scene from the prompts."
    if given == (Role.BLENDED,):
        return "Takes the blended scene apart into foreground and background."
    return f"Keeps the {_listed(given)} as it is and makes the {_listed(made)} anew."


def _hints(prompts: PromptSet, model: ModelDescription, made: tuple[Role, ...]) -> tuple[str, ...]:
    """Return a sentence for each prompt that shares no telling word with what the model has learned."""
    hints: list[str] = []
    for role, phrases in ((Role.FOREGROUND, model.concepts), (Role.BACKGROUND, model.scenes)):
        asked = _telling(prompts.of(role))
        if role in made and phrases and asked and not asked & _telling(" ".join(phrases)):
            known = ", ".join(phrases[:4]) + (f" and {len(phrases) - 4} more" if len(phrases) > 4 else "")
            hints.append(f"{model.name} may not know what this {role} prompt asks; it knows {known}.")
    return tuple(hints)


def _telling(text: str) -> frozenset[str]:
    words = (word.strip(".,;:!?'\"").lower().removesuffix("s") for word in text.split())
    return frozenset(word for word in words if len(word) > 2 and word not in _COMMON)


def _listed(roles: tuple[Role, ...]) -> str:
    return " and ".join("blended scene" if role == Role.BLENDED else role.value for role in roles)
