"""A generation, complete: everything that affects its pixels is in one frozen request."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, cast, get_args

from layerflow_studio.core.fields import Extra, Fields, Json, canonical, rate_text, with_extra
from layerflow_studio.core.ids import ClipId, content_hash
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence, listed

Sampler = Literal["dpm++2m", "ddim"]
SEED_LIMIT = 2**63
"""Seeds are 0 <= seed < SEED_LIMIT."""


class Task(StrEnum):
    """What a request asks for; it follows from the given roles."""

    GENERATE = "generate"
    DECOMPOSE = "decompose"
    BACKGROUND_FROM_FOREGROUND = "background-from-foreground"
    FOREGROUND_FROM_BACKGROUND = "foreground-from-background"
    BLEND = "blend"
    OTHER = "other"


_TASKS = {
    frozenset[Role](): Task.GENERATE,
    frozenset({Role.BLENDED}): Task.DECOMPOSE,
    frozenset({Role.FOREGROUND}): Task.BACKGROUND_FROM_FOREGROUND,
    frozenset({Role.BACKGROUND}): Task.FOREGROUND_FROM_BACKGROUND,
    frozenset({Role.FOREGROUND, Role.BACKGROUND}): Task.BLEND,
}


@dataclass(frozen=True)
class Sampling:
    """How the noise is removed."""

    steps: int = 50
    guidance: float = 6.0
    dynamic_guidance: bool = True
    sampler: Sampler = "dpm++2m"
    guidance_end: float = 1.0
    """Share of the steps, from the first, that are guided; the others take half of the time."""
    extra: Extra = ()

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise BadInput(
                "Sampling needs at least 1 step, so {steps} is too few; give 1 or more.", steps=self.steps
            )
        if not (math.isfinite(self.guidance) and self.guidance >= 0):
            raise BadInput("Guidance cannot be {guidance}; give a number from 0 on.", guidance=self.guidance)
        if not 0 <= self.guidance_end <= 1:
            raise BadInput(
                "Guidance cannot end after {share} of the steps; give a share from 0 to 1.",
                share=self.guidance_end,
            )
        if self.sampler not in get_args(Sampler):
            raise BadInput(
                "There is no sampler {sampler!r}; choose {samplers}.",
                sampler=self.sampler,
                samplers=listed(get_args(Sampler), any_of=True),
            )

    @property
    def guided_steps(self) -> int:
        """How many steps, from the first, are guided."""
        guides = self.guidance != 1 or self.dynamic_guidance
        return round(self.steps * self.guidance_end) if guides else 0

    def to_json(self) -> Json:
        """Return the JSON form."""
        known: Json = {
            "steps": self.steps,
            "guidance": float(self.guidance),
            "dynamic_guidance": self.dynamic_guidance,
            "sampler": self.sampler,
        }
        # left out where it changes nothing, so that older requests keep their hash
        if self.guidance_end != 1:
            known["guidance_end"] = float(self.guidance_end)
        return with_extra(known, self.extra)

    @classmethod
    def from_json(cls, value: object) -> Sampling:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "sampling")
        return cls(
            steps=fields.integer("steps"),
            guidance=fields.number("guidance"),
            dynamic_guidance=fields.flag("dynamic_guidance"),
            sampler=cast(Sampler, fields.text("sampler")),
            guidance_end=fields.number("guidance_end", 1.0),
            extra=fields.rest(),
        )


@dataclass(frozen=True)
class PromptSet:
    """One text per layer of the model; an empty text is the empty prompt."""

    foreground: str = ""
    background: str = ""
    blended: str = ""
    extra: Extra = ()

    def of(self, role: Role) -> str:
        """Return the text of a model role; raises BadInput for MEDIA."""
        if role not in MODEL_ROLES:
            raise BadInput(
                "A {role} layer has no prompt; choose a foreground, background or blended layer.", role=role
            )
        return cast(str, getattr(self, role.value))

    def with_text(self, role: Role, text: str) -> PromptSet:
        """Return the set with one role's text exchanged."""
        self.of(role)
        return replace(self, **cast(Any, {role.value: text}))

    def to_json(self) -> Json:
        """Return the JSON form."""
        return with_extra({role.value: self.of(role) for role in MODEL_ROLES}, self.extra)

    @classmethod
    def from_json(cls, value: object) -> PromptSet:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "prompts")
        texts = {role.value: fields.text(role.value, "") for role in MODEL_ROLES}
        return cls(**texts, extra=fields.rest())


@dataclass(frozen=True)
class Given:
    """A clip that the model is handed and must leave as it is."""

    role: Role
    clip: ClipId

    def __post_init__(self) -> None:
        if self.role not in MODEL_ROLES:
            raise BadInput(
                "A {role} clip cannot be given to the model; give one of {roles}.",
                role=self.role,
                roles=listed(MODEL_ROLES, any_of=True),
            )
        if not self.clip:
            raise BadInput("The given {role} has no clip; import or generate one first.", role=self.role)


@dataclass(frozen=True)
class GenerationRequest:
    """One run of the model; the same request with the same build makes the same pixels.

    Sizes are pixels, `fps` is exact; `given` and `adapters` are kept sorted: equal requests hash alike.
    `adapter_hashes` are those of the adapters that are a user's own; the model's own are part of its hash.
    Raises BadInput when it could not be run by any model.
    """

    model_id: str
    model_hash: str
    prompts: PromptSet
    negative: PromptSet
    given: tuple[Given, ...]
    width: int
    height: int
    frames: int
    fps: Fraction
    seed: int
    sampling: Sampling
    adapters: tuple[tuple[str, float], ...] = ()
    adapter_hashes: tuple[tuple[str, str], ...] = ()
    extra: Extra = ()

    def __post_init__(self) -> None:
        given = sorted(self.given, key=lambda item: MODEL_ROLES.index(item.role))
        adapters = sorted((name, float(weight)) for name, weight in self.adapters)
        object.__setattr__(self, "given", tuple(given))
        object.__setattr__(self, "adapters", tuple(adapters))
        object.__setattr__(self, "adapter_hashes", tuple(sorted(self.adapter_hashes)))
        object.__setattr__(self, "fps", Fraction(self.fps))
        problem = self._problem()
        if problem:
            raise BadInput(problem)

    def _problem(self) -> str | None:
        if not self.model_id:
            return Sentence("The request names no model; choose one first.")
        roles = self.given_roles
        if len(set(roles)) < len(roles):
            return Sentence("The same layer is given twice; give each layer once.")
        if len(roles) == len(MODEL_ROLES):
            return Sentence("Every layer is locked, so there is nothing to make; unlock at least one.")
        if min(self.width, self.height, self.frames) < 1:
            return Sentence(
                "{width} x {height} x {frames} frames is an empty clip; give sizes from 1 on.",
                width=self.width,
                height=self.height,
                frames=self.frames,
            )
        if self.fps <= 0:
            return Sentence("A frame rate of {fps} cannot be used; give one above zero.", fps=self.fps)
        if not 0 <= self.seed < SEED_LIMIT:
            return Sentence(
                "Seed {seed} is out of range; give a whole number from 0 to {last}.",
                seed=self.seed,
                last=SEED_LIMIT - 1,
            )
        names = [name for name, _ in self.adapters]
        if len(set(names)) < len(names) or not all(math.isfinite(weight) for _, weight in self.adapters):
            return Sentence("Each adapter may be named once, with a finite strength; check the adapter list.")
        if not set(dict(self.adapter_hashes)) <= set(names):
            return Sentence("The hash of an adapter is given that is not used; build the request again.")
        return None

    @property
    def given_roles(self) -> tuple[Role, ...]:
        """Roles handed to the model, in model order."""
        return tuple(item.role for item in self.given)

    @property
    def made_roles(self) -> tuple[Role, ...]:
        """Roles the model makes, in model order."""
        return tuple(role for role in MODEL_ROLES if role not in self.given_roles)

    @property
    def task(self) -> Task:
        """The task that follows from the given roles."""
        return _TASKS.get(frozenset(self.given_roles), Task.OTHER)

    @cached_property
    def request_hash(self) -> str:
        """sha256 hex of the canonical JSON form; the same on every machine."""
        return content_hash(canonical(self.to_json()).encode())

    def to_json(self) -> Json:
        """Return the JSON form."""
        known: Json = {
            "model_id": self.model_id,
            "model_hash": self.model_hash,
            "prompts": self.prompts.to_json(),
            "negative": self.negative.to_json(),
            "given": {item.role.value: item.clip for item in self.given},
            "width": self.width,
            "height": self.height,
            "frames": self.frames,
            "fps": rate_text(self.fps),
            "seed": self.seed,
            "sampling": self.sampling.to_json(),
            "adapters": dict(self.adapters),
        }
        if self.adapter_hashes:
            known["adapter_hashes"] = dict(self.adapter_hashes)
        return with_extra(known, self.extra)

    @classmethod
    def from_json(cls, value: object) -> GenerationRequest:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "the request")
        given = Fields(fields.mapping("given"), "the given clips")
        adapters = fields.mapping("adapters")
        weights = Fields(adapters, "the adapters")
        known = fields.mapping("adapter_hashes") if fields.has("adapter_hashes") else {}
        hashes = Fields(known, "the hashes of adapters")
        return cls(
            model_id=fields.text("model_id"),
            model_hash=fields.text("model_hash"),
            prompts=PromptSet.from_json(fields.part("prompts")),
            negative=PromptSet.from_json(fields.part("negative")),
            given=tuple(Given(role, given.text(role.value)) for role in MODEL_ROLES if given.has(role.value)),
            width=fields.integer("width"),
            height=fields.integer("height"),
            frames=fields.integer("frames"),
            fps=fields.rate("fps"),
            seed=fields.integer("seed"),
            sampling=Sampling.from_json(fields.part("sampling")),
            adapters=tuple((name, weights.number(name)) for name in adapters),
            adapter_hashes=tuple((name, hashes.text(name)) for name in known),
            extra=fields.rest(),
        )
