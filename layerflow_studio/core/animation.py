"""Values that change in time: keys at project frames, and curves through them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite

from layerflow_studio.core.fields import Extra
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.errors import BadInput


@dataclass(frozen=True)
class Key:
    """A value at a project frame; `interpolation` is how it goes on from here to the next key."""

    frame: int
    value: float
    interpolation: Interpolation = Interpolation.LINEAR
    extra: Extra = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", float(self.value))
        if not isfinite(self.value):
            raise BadInput("A key cannot hold the value {value}; give a number.", value=self.value)


Curve = tuple[Key, ...]
"""Keys in the order of their frames, at most one a frame; empty says that the value does not change."""


def evaluate(curve: Curve, frame: float) -> float:
    """Return a curve's value at a project frame: that of the first key before it, of the last after it.

    Ease is the cubic smoothstep 3t² - 2t³ between two keys. Raises BadInput for an empty curve.
    """
    if not curve:
        raise BadInput("There is no key to take a value from; set one first.")
    place = bisect_right(curve, frame, key=_frame_of)
    if place == 0:
        return curve[0].value
    key = curve[place - 1]
    if place == len(curve) or key.frame == frame or key.interpolation == Interpolation.HOLD:
        return key.value
    following = curve[place]
    share = (frame - key.frame) / (following.frame - key.frame)
    if key.interpolation == Interpolation.EASE:
        share = share * share * (3 - 2 * share)
    return key.value + (following.value - key.value) * share  # exact where both are the same


def key_at(curve: Curve, frame: int) -> Key | None:
    """Return the key that stands at a frame, or None."""
    return next((key for key in curve if key.frame == frame), None)


def with_key(curve: Curve, key: Key) -> Curve:
    """Return the curve with a key, in place of the one at its frame."""
    others = [other for other in curve if other.frame != key.frame]
    return tuple(sorted([*others, key], key=_frame_of))


def without_key(curve: Curve, frame: int) -> Curve:
    """Return the curve without the key at a frame."""
    return tuple(key for key in curve if key.frame != frame)


@dataclass(frozen=True)
class Animation:
    """The curves of a layer, one for each property that changes in time; true when there is one."""

    opacity: Curve = ()
    x: Curve = ()
    y: Curve = ()
    scale_x: Curve = ()
    scale_y: Curve = ()
    rotation: Curve = ()
    anchor_x: Curve = ()
    anchor_y: Curve = ()
    extra: Extra = ()

    def __post_init__(self) -> None:
        for prop in Property:
            curve = self.curve(prop)
            if any(later.frame <= earlier.frame for earlier, later in pairwise(curve)):
                raise BadInput(
                    "The keys of {prop} are not in the order of their frames; sort them.", prop=prop
                )

    def __bool__(self) -> bool:
        return any(self.curve(prop) for prop in Property)

    def curve(self, prop: Property) -> Curve:
        """Return the keys of a property."""
        return getattr(self, prop.value)

    def with_curve(self, prop: Property, curve: Curve) -> Animation:
        """Return the animation with other keys for a property."""
        return replace(self, **{prop.value: curve})

    def moved(self, by: int) -> Animation:
        """Return the animation with every key `by` frames later."""
        return self.at_frames(lambda frame: frame + by) if by else self

    def at_frames(self, new_frame: Callable[[int], int]) -> Animation:
        """Return the animation with its keys at other frames, in the same order.

        Of keys that come to the same frame the last one stays.
        """
        curves = dict[str, Curve]()
        for prop in Property:
            placed = {new_frame(key.frame): key for key in self.curve(prop)}
            curves[prop.value] = tuple(replace(key, frame=frame) for frame, key in placed.items())
        return replace(self, **curves)

    @property
    def frames(self) -> tuple[int, ...]:
        """The frames at which any property has a key, in order, each once."""
        return tuple(sorted({key.frame for prop in Property for key in self.curve(prop)}))


def _frame_of(key: Key) -> int:
    return key.frame
