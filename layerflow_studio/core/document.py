"""The document: a tree of frozen values that names clips and never holds a pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from operator import attrgetter

from layerflow_studio.core.fields import Extra
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import MODEL_ROLES, BlendMode, Label, Role
from layerflow_studio.core.layer import Layer, Transform
from layerflow_studio.core.request import SEED_LIMIT, PromptSet, Sampling
from layerflow_studio.core.timebase import Span, rescaled
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

__all__ = [
    "MODEL_ROLES",
    "BlendMode",
    "Canvas",
    "Document",
    "Label",
    "Layer",
    "Marker",
    "Role",
    "Transform",
    "differ_in_words",
]

LARGEST_SIDE = 16384


@dataclass(frozen=True)
class Canvas:
    """Size in pixels, exact frame rate, and length in frames of the whole picture."""

    width: int
    height: int
    fps: Fraction
    length: int
    extra: Extra = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fps", Fraction(self.fps))
        if not (1 <= self.width <= LARGEST_SIDE and 1 <= self.height <= LARGEST_SIDE):
            raise BadInput(
                "A canvas of {width} x {height} is not possible; a side has 1 to {largest}.",
                width=self.width,
                height=self.height,
                largest=LARGEST_SIDE,
            )
        if self.fps <= 0:
            raise BadInput("A frame rate of {fps} cannot be used; give one above zero.", fps=self.fps)
        if self.length < 1:
            raise BadInput("A canvas of {length} frames is empty; give at least 1 frame.", length=self.length)

    @property
    def span(self) -> Span:
        """All frames of the canvas."""
        return Span(0, self.length)

    def at_rate(self, fps: Fraction) -> Canvas:
        """Return the canvas at another rate, as long in seconds as whole frames allow."""
        length = max(1, rescaled(self.length, self.fps, Fraction(fps))) if fps > 0 else self.length
        return replace(self, fps=fps, length=length)


@dataclass(frozen=True)
class Marker:
    """A named place in time."""

    id: str
    frame: int
    name: str = ""
    label: Label = Label.NONE
    extra: Extra = ()

    def __post_init__(self) -> None:
        if self.frame < 0:
            raise BadInput(
                "A marker cannot stand at frame {frame}; place it at 0 or later.", frame=self.frame
            )


@dataclass(frozen=True)
class Document:
    """Everything an undo can bring back: canvas, layers bottom first, settings of the next generation.

    `model` and `adapters` are the choice for the next run. A `work_area` of None is the whole canvas.
    Raises BadInput when two things share an id or something lies outside the canvas.
    """

    canvas: Canvas
    layers: tuple[Layer, ...] = ()
    sampling: Sampling = field(default=Sampling())
    seed: int = 0
    negative: PromptSet = field(default=PromptSet())
    markers: tuple[Marker, ...] = ()
    work_area: Span | None = None
    model: str = ""
    adapters: tuple[tuple[str, float], ...] = ()
    extra: Extra = ()

    def __post_init__(self) -> None:
        adapters = sorted((name, float(weight)) for name, weight in self.adapters)
        object.__setattr__(self, "adapters", tuple(adapters))
        problem = self._problem()
        if problem:
            raise BadInput(problem)

    def _problem(self) -> str | None:
        if len(dict(self.adapters)) < len(self.adapters):
            return Sentence("An adapter is listed twice; list each one once.")
        if not all(math.isfinite(weight) for _, weight in self.adapters):
            return Sentence("An adapter's strength must be a finite number; correct it.")
        ids = [item.id for item in (*self.layers, *self.markers)]
        if len(set(ids)) < len(ids):
            return Sentence("Two layers or markers share an id; the document is damaged.")
        if not 0 <= self.seed < SEED_LIMIT:
            return Sentence(
                "Seed {seed} is out of range; give a whole number from 0 to {last}.",
                seed=self.seed,
                last=SEED_LIMIT - 1,
            )
        area = self.work_area
        if area is not None and (area.length < 1 or area.overlap(self.canvas.span) != area):
            return Sentence(
                "A work area of {start} to {stop} is not inside 0 to {length}.",
                start=area.start,
                stop=area.stop,
                length=self.canvas.length,
            )
        return None

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def layer(self, layer_id: str) -> Layer:
        """Return a layer by id; raises BadInput when there is none."""
        return self.layers[self.index(layer_id)]

    def index(self, layer_id: str) -> int:
        """Return a layer's place from the bottom; raises BadInput when there is none."""
        for place, layer in enumerate(self.layers):
            if layer.id == layer_id:
                return place
        raise BadInput(
            "There is no layer {layer!r} in this document; choose one that is in the list.",
            layer=layer_id,
        )

    def top(self, role: Role) -> Layer | None:
        """Return the topmost layer of a role, or None."""
        return next((layer for layer in reversed(self.layers) if layer.role == role), None)

    @property
    def prompts(self) -> PromptSet:
        """The prompts of the topmost layer of each model role."""
        prompts = PromptSet()
        for layer in self.layers:
            if layer.role in MODEL_ROLES:
                prompts = prompts.with_text(layer.role, layer.prompt)
        return prompts

    @property
    def range(self) -> Span:
        """The work area, or the whole canvas when none is set."""
        return self.work_area or self.canvas.span

    @property
    def clips(self) -> frozenset[ClipId]:
        """Ids of all clips the document shows, and of those it takes motion from."""
        named = (clip for layer in self.layers for clip in (layer.clip, layer.guide))
        return frozenset(clip for clip in named if clip is not None)


def differ_in_words(one: Document, other: Document) -> bool:
    """Whether two documents differ in nothing but what their layers' prompts and negative prompts say."""
    return (
        _BESIDE_LAYERS(one) == _BESIDE_LAYERS(other)
        and len(one.layers) == len(other.layers)
        and all(a is b or _BESIDE_WORDS(a) == _BESIDE_WORDS(b) for a, b in zip(one, other, strict=True))
    )


_BESIDE_LAYERS = attrgetter(*(entry.name for entry in fields(Document) if entry.name != "layers"))
_BESIDE_WORDS = attrgetter(
    *(entry.name for entry in fields(Layer) if entry.name not in ("prompt", "negative"))
)
