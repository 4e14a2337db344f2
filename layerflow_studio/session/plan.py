"""What a run would do now, in words, or why it cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import MODEL_ROLES, Property, Role
from layerflow_studio.core.request import PromptSet
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.sentence import Sentence, listed

_COMMON = frozenset(
    (
        *("the", "and", "with", "under", "over", "near", "from", "into", "big", "small", "little", "large"),
        *("black", "blue", "brown", "dark", "golden", "gray", "green", "grey", "light", "orange", "pink"),
        *("purple", "red", "silver", "tan", "white", "yellow", "colourful", "colorful"),
    )
)
"""Words that say nothing about which thing is meant."""


@dataclass(frozen=True)
class Target:
    """What a run is for.

    Without `only`, everything that is not locked; `layer` then says which of several layers of its role is
    meant. With `only`, that layer anew: all others that have a clip are given, locked or not, but for the
    scene, which is made with it.
    """

    layer: str = ""
    only: bool = False


ALL = Target()


@dataclass(frozen=True)
class RunPlan:
    """What a run would keep and make, in words, or why there can be none; `notes` are hints.

    `acting` are the layers that give or get each role's clip. `beneath` are the layers, bottom first, whose
    composite is the given background; empty when the background is a layer's clip or is made.
    """

    can_run: bool
    sentence: str
    given: tuple[Role, ...] = ()
    made: tuple[Role, ...] = ()
    notes: tuple[str, ...] = ()
    acting: Mapping[Role, Layer] = field(default_factory=dict[Role, Layer])
    beneath: tuple[Layer, ...] = ()

    @property
    def prompts(self) -> PromptSet:
        """The prompts of the layers the run acts on."""
        texts = PromptSet()
        for role, layer in self.acting.items():
            texts = texts.with_text(role, layer.prompt)
        return texts

    def seed(self, document: Document, target: Target = ALL) -> tuple[int, Layer | None]:
        """The seed of the run and the made layer whose own it is; None when it is the document's."""
        made = [layer for role in self.made if (layer := self.acting.get(role)) is not None]
        made.sort(key=lambda layer: layer.id != target.layer)
        owner = next((layer for layer in made if layer.seed is not None), None)
        if owner is None or owner.seed is None:
            return document.seed, None
        return owner.seed, owner


def describe_run(document: Document, model: ModelDescription | None, target: Target = ALL) -> RunPlan:
    """Tell what a run would do; cheap enough to be asked after every change.

    Locked layers that hold a clip are given to the model as they are, the other roles are made. A foreground
    with further layers than the background below it is made over the composite of all of them.
    """
    acting = acting_layers(document, target)
    beneath = _beneath(document, acting, target)
    given = tuple(role for role in MODEL_ROLES if _is_given(role, acting.get(role), beneath, target))
    made = tuple(role for role in MODEL_ROLES if role not in given)
    plan = RunPlan(False, "", given, made, (), acting, beneath)
    problem = _obstacle(document, model, plan, target)
    if model is None or problem is not None:
        return RunPlan(False, problem or "", given, made, (), acting, beneath)
    sentence = _with_size(_promise(document, plan, target), document, model)
    return RunPlan(True, sentence, given, made, _hints(plan.prompts, model, made), acting, beneath)


def negative_of(document: Document, layer: Layer) -> str:
    """Return what the model is to avoid on a layer: its own words, else those of the document."""
    return layer.negative if layer.negative.strip() else document.negative.of(layer.role)


def layers_below(document: Document, foreground: Layer) -> tuple[Layer, ...]:
    """Return the layers that show below a foreground at some time of its span, bottom first, scenes left out."""
    return tuple(
        layer
        for layer in document.layers[: document.index(foreground.id)]
        if layer.visible
        and layer.clip is not None
        and _shows(layer)
        and layer.role != Role.BLENDED
        and layer.span.overlap(foreground.span)
    )


def acting_layers(document: Document, target: Target) -> dict[Role, Layer]:
    """Return the layer of each role that a run acts on: the target, else the topmost there at the same time."""
    wanted = next((layer for layer in document.layers if layer.id == target.layer), None)
    if wanted is None or wanted.role not in MODEL_ROLES:
        wanted = document.top(Role.FOREGROUND)
    acting = {role: layer for role in MODEL_ROLES if (layer := document.top(role)) is not None}
    if wanted is not None:
        acting |= {
            layer.role: layer
            for layer in document.layers
            if layer.role in MODEL_ROLES and layer.span.overlap(wanted.span)
        }
        acting[wanted.role] = wanted
    return acting


def _beneath(document: Document, acting: Mapping[Role, Layer], target: Target) -> tuple[Layer, ...]:
    """Return the layers below the acting foreground when they are more than the acting background.

    A background that was cut in time is still one, and made anew in part, as long as it need not be kept.
    """
    foreground, background = acting.get(Role.FOREGROUND), acting.get(Role.BACKGROUND)
    remade = target.only and background is not None and background.id == target.layer
    if foreground is None or remade:
        return ()
    below = layers_below(document, foreground)
    kept = target.only or (background is not None and background.locked)
    if all(layer is background or (not kept and _follows(layer, background)) for layer in below):
        return ()
    return below


def _follows(layer: Layer, background: Layer | None) -> bool:
    """Whether a layer is a background for another time than the acting one."""
    return (
        background is not None
        and layer.role == Role.BACKGROUND
        and layer.span.overlap(background.span) is None
    )


def _shows(layer: Layer) -> bool:
    """Whether a layer is not transparent all the time."""
    return layer.opacity > 0 or bool(layer.curve(Property.OPACITY))


def _is_given(role: Role, layer: Layer | None, beneath: tuple[Layer, ...], target: Target) -> bool:
    if role == Role.BACKGROUND and beneath:
        return True
    if layer is None or layer.clip is None:
        return False
    if target.only:
        return layer.id != target.layer and role != Role.BLENDED
    return layer.locked


def _obstacle(
    document: Document, model: ModelDescription | None, plan: RunPlan, target: Target
) -> Sentence | None:
    """Return why nothing can run, None when it can."""
    if model is None:
        return Sentence("There is no model to run; install one or choose its folder.")
    missing = model.missing()
    if missing:
        return Sentence(
            "{model} lacks {files}; put the files into {folder}.",
            model=model.name,
            files=", ".join(missing),
            folder=model.folder,
        )
    problem = _wrong_target(document, target) if target.only else None
    if problem is not None:
        return problem
    for role in plan.made:
        layer = plan.acting.get(role)
        if layer is not None and layer.locked and layer.clip is None:
            return Sentence(
                "Layer {layer!r} is locked but empty; unlock it, or import a clip for the {role}.",
                layer=layer.name,
                role=role,
            )
    if not plan.made:
        return Sentence("Every layer is locked, so there is nothing to make; unlock at least one.")
    if not model.allows(plan.given):
        return Sentence(
            "{model} cannot work from a locked {kept} alone; lock other layers.",
            model=model.name,
            kept=_listed(plan.given),
        )
    if not plan.given and not any(plan.prompts.of(role).strip() for role in MODEL_ROLES):
        return Sentence("Write what the foreground or the background shows, then generate.")
    return None


def _wrong_target(document: Document, target: Target) -> Sentence | None:
    """Return why a layer cannot be made anew, None when it can."""
    layer = next((layer for layer in document.layers if layer.id == target.layer), None)
    if layer is None:
        return Sentence("The layer to re-roll is not there any more; select another.")
    if layer.role not in MODEL_ROLES:
        return Sentence(
            "Layer {layer!r} is media, which no model makes; give it another role to re-roll it.",
            layer=layer.name,
        )
    if layer.locked:
        return Sentence("Layer {layer!r} is locked; unlock it to re-roll it.", layer=layer.name)
    return None


def _promise(document: Document, plan: RunPlan, target: Target) -> Sentence:
    several = _several(document, plan.acting)
    made, kept = _listed(plan.made, several), _listed(plan.given, several)
    if plan.beneath:
        return _promise_over(plan, made, several)
    if not plan.given:
        return Sentence("Makes {made} from the prompts.", made=made)
    if plan.given == (Role.BLENDED,):
        return Sentence("Takes the blended scene apart into foreground and background.")
    if target.only:
        return Sentence("Makes the {made} anew and keeps the {kept} as it is.", made=made, kept=kept)
    return Sentence("Keeps the {kept} as it is and makes the {made} anew.", kept=kept, made=made)


def _with_size(promise: Sentence, document: Document, model: ModelDescription) -> Sentence:
    """Return the promise, with the size of the clips where it is not the model's own."""
    width, height = model.size_for(document.canvas.width, document.canvas.height)
    if (width, height) == (model.width, model.height):
        return promise
    return Sentence(
        "{promise} The clips are upscaled to {width} × {height}.", promise=promise, width=width, height=height
    )


def _promise_over(plan: RunPlan, made: Sentence, several: Mapping[Role, str]) -> Sentence:
    """Return what a run makes over the composite of the layers below."""
    kept, count = [role for role in plan.given if role != Role.BACKGROUND], len(plan.beneath)
    if not kept and count == 1:
        return Sentence("Makes the {made}, over the layer below.", made=made)
    if not kept:
        return Sentence(
            "Makes the {made}, over the composite of {count} layers below.", made=made, count=count
        )
    if count == 1:
        return Sentence(
            "Keeps the {kept} as it is and makes the {made}, over the layer below.",
            kept=_listed(kept, several),
            made=made,
        )
    return Sentence(
        "Keeps the {kept} as it is and makes the {made}, over the composite of {count} layers below.",
        kept=_listed(kept, several),
        made=made,
        count=count,
    )


def _several(document: Document, acting: Mapping[Role, Layer]) -> dict[Role, str]:
    """Return the acting layers' names for roles that more than one layer has."""
    counts = {role: sum(layer.role == role for layer in document.layers) for role in acting}
    return {role: layer.name for role, layer in acting.items() if counts[role] > 1}


def _hints(prompts: PromptSet, model: ModelDescription, made: tuple[Role, ...]) -> tuple[str, ...]:
    """Return a sentence for each prompt that shares no telling word with what the model has learned."""
    hints: list[str] = []
    for role, phrases in ((Role.FOREGROUND, model.concepts), (Role.BACKGROUND, model.scenes)):
        asked = _telling(prompts.of(role))
        if role in made and phrases and asked and not asked & _telling(" ".join(phrases)):
            known, more = ", ".join(phrases[:4]), len(phrases) - 4
            hints.append(
                Sentence(
                    "{model} may not know what this {role} prompt asks; it knows {phrases}.",
                    model=model.name,
                    role=role,
                    phrases=Sentence("{some} and {count} more", some=known, count=more)
                    if more > 0
                    else known,
                )
            )
    return tuple(hints)


@lru_cache(maxsize=64)
def _telling(text: str) -> frozenset[str]:
    words = (word.strip(".,;:!?'\"").lower().removesuffix("s") for word in text.split())
    return frozenset(word for word in words if len(word) > 2 and word not in _COMMON)


def _listed(roles: Iterable[Role], several: Mapping[Role, str] | None = None) -> Sentence:
    """Return roles in a row, each with the name of its layer where there are several of its kind."""
    return listed(_named(role, (several or {}).get(role)) for role in roles)


def _named(role: Role, layer: str | None) -> Sentence:
    name = Sentence("blended scene") if role == Role.BLENDED else Sentence("{role}", role=role)
    return name if layer is None else Sentence("{role} of layer {layer}", role=name, layer=layer)
