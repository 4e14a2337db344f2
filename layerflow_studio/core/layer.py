"""One layer: what it is, which clip it shows, when and how fast, how it lies on the canvas and how that moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from layerflow_studio.core.animation import Animation, Curve, evaluate
from layerflow_studio.core.fields import Extra
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import BlendMode, Conform, Label, PastEnd, Property, Role
from layerflow_studio.core.request import SEED_LIMIT
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

FARTHEST = 1e6
SMALLEST_SCALE = 1e-4
SLOWEST, FASTEST = Fraction(1, 1000), Fraction(1000)
_FINEST_PACE = 10**6
_PLACES = tuple(prop for prop in Property if prop != Property.OPACITY)


@dataclass(frozen=True)
class Transform:
    """Where a layer's picture sits on the canvas; the default fills it, or leaves the picture centred and as it is.

    Scale 1 fills the canvas with a picture that has exactly its shape, whatever its size, so that takes of all
    sizes of a model lie alike; of any other picture it is the own size. `x`, `y` move the anchor, in canvas
    pixels, right and down. The anchor is given from the picture's centre, in canvas pixels at scale 1: so it is the
    same place in takes of all sizes. Rotation is in degrees, clockwise on screen.
    """

    x: float = 0.0
    y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotation: float = 0.0
    anchor_x: float = 0.0
    anchor_y: float = 0.0
    extra: Extra = ()

    def __post_init__(self) -> None:
        for name in _PLACES:
            value = float(getattr(self, name))
            if not abs(value) <= FARTHEST:
                raise BadInput(
                    "A transform's {name} of {value} is out of range; stay within {farthest:g}.",
                    name=name,
                    value=value,
                    farthest=FARTHEST,
                )
            object.__setattr__(self, name.value, value)
        if min(abs(self.scale_x), abs(self.scale_y)) < SMALLEST_SCALE:
            raise BadInput("So small a scale leaves nothing to see; hide the layer instead.")


class Sample(NamedTuple):
    """What a layer takes from its clip at a moment: two clip frames, and the share of the second, 0 <= s < 1."""

    first: int
    second: int
    share: Fraction


@dataclass(frozen=True)
class Layer:
    """One layer of the stack: what it is, which clip it shows, when, and how it is laid on.

    `clip_frames` is the clip's length, 0 while there is no clip. `pace` is clip frames per project frame: the
    layer sees its clip brought to the project's rate, `conformed_frames` long, and `source_in` counts those.
    Project frame f of `span` shows conformed frame `source_in + f - span.start`; past the clip it goes on as
    `past_end` says. `guide` is a clip as long as this one that motion is measured on, so that all layers of a
    take move alike; None is the clip itself. Keys of `animation` stand at project frames; a property that
    has keys takes its value from them alone. A `seed` of None means the document's, so does an empty `negative`,
    which says what the model should avoid on this layer. `stems_from` is the id of the first layer that this one
    was cut off or copied from.
    """

    id: str
    name: str
    role: Role
    span: Span
    prompt: str = ""
    clip: ClipId | None = None
    clip_frames: int = 0
    take: str | None = None
    source_in: int = 0
    pace: Fraction = Fraction(1)
    conform: Conform = Conform.HOLD
    past_end: PastEnd = PastEnd.HOLD
    guide: ClipId | None = None
    visible: bool = True
    locked: bool = False
    solo: bool = False
    label: Label = Label.NONE
    opacity: float = 1.0
    blend: BlendMode = BlendMode.OVER
    transform: Transform = field(default=Transform())
    animation: Animation = field(default=Animation())
    seed: int | None = None
    negative: str = ""
    stems_from: str | None = None
    extra: Extra = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "opacity", float(self.opacity))
        object.__setattr__(self, "pace", Fraction(self.pace).limit_denominator(_FINEST_PACE))
        problem = self._problem() or self._problem_in_time()
        if problem:
            raise BadInput(problem)

    def _problem(self) -> str | None:
        if not self.id:
            return Sentence("A layer needs an id; make one with new_id.")
        if not self.name.strip():
            return Sentence("A layer needs a name; type at least one letter.")
        if (self.clip is None) != (self.clip_frames == 0) or self.clip_frames < 0:
            return Sentence(
                "Layer {layer!r} needs its clip and the clip's length together; give both or neither.",
                layer=self.name,
            )
        if not 0.0 <= self.opacity <= 1.0:
            return Sentence("Opacity goes from 0 to 1, so {opacity} is not one.", opacity=self.opacity)
        if self.seed is not None and not 0 <= self.seed < SEED_LIMIT:
            return Sentence(
                "Seed {seed} is out of range; give a whole number from 0 to {last}.",
                seed=self.seed,
                last=SEED_LIMIT - 1,
            )
        return None

    def _problem_in_time(self) -> str | None:
        if self.span.length < 1:
            return Sentence("Layer {layer!r} would last no frame; keep at least one.", layer=self.name)
        if not SLOWEST <= self.pace <= FASTEST:
            return Sentence(
                "Layer {layer!r} cannot play at {pace:g} times; stay within 1/1000 to 1000.",
                layer=self.name,
                pace=float(self.pace),
            )
        if not 0 <= self.source_in < max(1, self.cycle):
            return Sentence(
                "Layer {layer!r} cannot start at frame {frame} of {cycle}.",
                layer=self.name,
                frame=self.source_in,
                cycle=self.cycle,
            )
        for prop in Property:
            for key in self.curve(prop):
                if clamped(prop, key.value) != key.value:
                    return Sentence(
                        "Layer {layer!r} cannot have {value:g} as a key of its {prop}; correct it.",
                        layer=self.name,
                        value=key.value,
                        prop=prop,
                    )
        return None

    @property
    def material(self) -> str:
        """What the parts of a split layer and its copies have in common, and no other layer has."""
        return self.stems_from or self.id

    # --- the clip in time

    @property
    def conformed_frames(self) -> int:
        """The clip's length in project frames; 0 without a clip."""
        return -(-self.clip_frames * self.pace.denominator // self.pace.numerator)

    @property
    def cycle(self) -> int:
        """Project frames after which a looping layer shows the same again; else the conformed length."""
        frames = self.conformed_frames
        return max(1, 2 * frames - 2) if self.past_end == PastEnd.PING_PONG and frames else frames

    def source_position(self, frame: int) -> Fraction | None:
        """Return the exact place in the clip, in clip frames, shown at a project frame; None where none is."""
        place = self._place(frame)
        return None if place is None else Fraction(place) * self.pace

    def source_frame(self, frame: int) -> int | None:
        """Return the clip frame on screen at a project frame; None outside the span or without a clip."""
        place, pace = self._place(frame), self.pace
        # painters ask often: no fractions
        return None if place is None else int(place * pace.numerator // pace.denominator)

    def sample(self, frame: int) -> Sample | None:
        """Return what is taken from the clip at a project frame, as `conform` says; None where nothing is."""
        place = self.source_position(frame)
        if place is None:
            return None
        first = floor(place)
        second = first + 1
        if second == self.clip_frames:
            second = 0 if self.past_end == PastEnd.LOOP else first
        share = place - first
        if self.conform == Conform.HOLD or second == first or share == 0:
            return Sample(first, first, Fraction(0))
        return Sample(first, second, share)

    @property
    def held_from(self) -> int:
        """First project frame past the clip that holds its last frame; `span.stop` when none does."""
        if self.clip is None or self.past_end != PastEnd.HOLD:
            return self.span.stop
        return min(self.span.stop, self.span.start + self.conformed_frames - self.source_in)

    @property
    def loop_starts(self) -> tuple[int, ...]:
        """Project frames inside the span, its first excluded, at which a looping clip begins anew or turns."""
        if self.conformed_frames < 2 or self.past_end == PastEnd.HOLD:
            return ()
        turn = self.cycle if self.past_end == PastEnd.LOOP else self.conformed_frames - 1
        return tuple(range(self.span.start + turn - self.source_in % turn, self.span.stop, turn))

    def run(self, most: int) -> tuple[int, ...]:
        """Return the clip frames the span shows, at the clip's own rate and no more than `most`.

        A clip that holds its last frame ends with it.
        """
        if self.clip is None:
            return ()
        if self.past_end == PastEnd.HOLD:
            first = floor(self.source_in * self.pace)
            stop = min(self.clip_frames, ceil((self.source_in + self.span.length) * self.pace), first + most)
            return tuple(range(first, stop))
        count, last = min(most, ceil(self.span.length * self.pace)), self.clip_frames - 1
        places = (self._folded(self.source_in + n / self.pace) * self.pace for n in range(count))
        return tuple(min(last, floor(place)) for place in places)

    @property
    def plays_straight(self) -> bool:
        """Whether every project frame of the span is the next frame of the clip, or its last one held."""
        return self.pace == 1 and not self.loop_starts

    def _place(self, frame: int) -> int | Fraction | None:
        """Return where in the conformed clip a project frame is; None outside the span or without a clip."""
        if self.clip is None or frame not in self.span:
            return None
        return self._folded(self.source_in + frame - self.span.start)

    def _folded(self, place: int | Fraction) -> int | Fraction:
        """Return where a place counted past both ends of the conformed clip lies in it."""
        frames = self.conformed_frames
        if self.past_end == PastEnd.HOLD:
            return min(max(place, 0), frames - 1)
        place %= self.cycle
        return place if place < frames else self.cycle - place

    # --- values in time

    def curve(self, prop: Property) -> Curve:
        """Return the keys of a property; empty when it does not change."""
        return self.animation.curve(prop)

    def value_at(self, prop: Property, frame: float) -> float:
        """Return a property's value at a project frame."""
        curve = self.curve(prop)
        if curve:
            return clamped(prop, evaluate(curve, frame))
        return self.opacity if prop == Property.OPACITY else getattr(self.transform, prop.value)

    def opacity_at(self, frame: float) -> float:
        """Return how strongly the layer shows at a project frame, 0 to 1."""
        return self.value_at(Property.OPACITY, frame)

    def transform_at(self, frame: float) -> Transform:
        """Return where the picture sits at a project frame."""
        moving = {prop.value: self.value_at(prop, frame) for prop in _PLACES if self.curve(prop)}
        return replace(self.transform, **moving) if moving else self.transform

    def with_value(self, prop: Property, value: float) -> Layer:
        """Return the layer with another unchanging value of a property; keys, if any, still win."""
        if prop == Property.OPACITY:
            return replace(self, opacity=value)
        return replace(self, transform=replace(self.transform, **{prop.value: value}))


def clamped(prop: Property, value: float) -> float:
    """Return the value nearest to `value` that a property can have."""
    if prop == Property.OPACITY:
        return min(1.0, max(0.0, value))
    value = min(FARTHEST, max(-FARTHEST, value))
    if prop in (Property.SCALE_X, Property.SCALE_Y) and abs(value) < SMALLEST_SCALE:
        return -SMALLEST_SCALE if value < 0 else SMALLEST_SCALE
    return value


def pace_of(clip_fps: Fraction, canvas_fps: Fraction) -> Fraction:
    """Return the clip frames per project frame at which a clip plays at its own speed."""
    return held_pace(Fraction(clip_fps) / canvas_fps)


def held_pace(pace: Fraction) -> Fraction:
    """Return the pace nearest to `pace` that a layer can have."""
    return min(FASTEST, max(SLOWEST, pace.limit_denominator(_FINEST_PACE)))
