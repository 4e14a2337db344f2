from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.animation import Animation, Key, evaluate
from layerflow_studio.core.document import Canvas, Document, Layer, Role, Transform
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Conform, Interpolation, PastEnd, Property
from layerflow_studio.core.render import render_frame, shown_layers
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, curves
from .test_render import Clips

CANVAS = Canvas(24, 16, Fraction(24), 40)
FOX = Layer("fox", "Fox", Role.FOREGROUND, Span(2, 22), clip=CLIPS[0], clip_frames=20)
DOCUMENT = Document(CANVAS, (FOX,))
X, OPACITY, SCALE = Property.X, Property.OPACITY, Property.SCALE_X
RISE = (Key(10, 0.0), Key(20, 10.0))


def animated(prop: Property, *keys: Key) -> Document:
    return replace(DOCUMENT, layers=(replace(FOX, animation=Animation().with_curve(prop, keys)),))


def fox(document: Document) -> Layer:
    return document.layer("fox")


# --- curves


@pytest.mark.parametrize(
    ("way", "values"),
    [
        (Interpolation.LINEAR, {0: 0, 10: 0, 12: 2, 15: 5, 19: 9, 20: 10, 99: 10}),
        (Interpolation.HOLD, {0: 0, 10: 0, 15: 0, 19: 0, 20: 10, 99: 10}),
        (Interpolation.EASE, {0: 0, 10: 0, 11: 0.28, 15: 5, 19: 9.72, 20: 10, 99: 10}),
    ],
)
def test_a_curve_goes_on_from_a_key_as_the_key_says(way: Interpolation, values: dict[int, float]) -> None:
    curve = (replace(RISE[0], interpolation=way), RISE[1])
    assert {frame: evaluate(curve, frame) for frame in values} == pytest.approx(values)


@given(curve=curves(X), frame=st.integers(-80, 80))
def test_a_curve_goes_through_its_keys_and_stays_between_them(curve: tuple[Key, ...], frame: int) -> None:
    if not curve:
        with pytest.raises(BadInput, match="no key"):
            evaluate(curve, frame)
        return
    assert all(evaluate(curve, key.frame) == key.value for key in curve)
    before = [key for key in curve if key.frame <= frame] or [curve[0]]
    after = [key for key in curve if key.frame >= frame] or [curve[-1]]
    low, high = sorted((before[-1].value, after[0].value))
    assert low - 1e-6 <= evaluate(curve, frame) <= high + 1e-6


def test_between_two_equal_keys_nothing_moves_at_all() -> None:
    curve = (Key(0, 3.0, Interpolation.EASE), Key(7, 3.0))
    assert {evaluate(curve, frame) for frame in range(8)} == {3.0}


def test_keys_stand_in_order_and_hold_what_the_property_can_be() -> None:
    with pytest.raises(BadInput, match="order"):
        Animation(x=(Key(5, 0), Key(5, 1)))
    with pytest.raises(BadInput, match="number"):
        Key(0, float("nan"))
    with pytest.raises(BadInput, match="opacity"):
        animated(OPACITY, Key(0, 1.5))
    with pytest.raises(BadInput, match="scale_x"):
        animated(SCALE, Key(0, 0.0))


def test_a_layer_takes_its_values_from_its_curves() -> None:
    layer = replace(fox(animated(X, *RISE)), opacity=0.5, transform=Transform(x=99, y=4))
    assert layer.transform_at(15) == Transform(x=5, y=4)
    assert layer.opacity_at(15) == 0.5
    assert layer.value_at(Property.Y, 15) == 4
    still = replace(FOX, transform=Transform(y=4))
    assert still.transform_at(15) is still.transform


def test_a_scale_that_goes_through_nothing_mirrors_on_the_way() -> None:
    layer = fox(animated(SCALE, Key(0, -1), Key(10, 1)))
    assert layer.transform_at(4).scale_x < 0 < layer.transform_at(6).scale_x
    assert 0 < abs(layer.transform_at(5).scale_x) <= 1e-4


# --- pictures


def test_pictures_move_and_fade_with_the_keys() -> None:
    pixels = np.zeros((20, 16, 24, 4), np.uint8)
    pixels[:, 4:8, 4:8] = 255
    source = Clips(**{CLIPS[0]: ClipPixels(pixels, Fraction(24))})
    moving = animated(X, Key(10, 0), Key(20, 10))
    for frame in (5, 10, 13, 20, 21):
        shift = min(max(frame - 10, 0), 10)
        assert render_frame(moving, frame, source)[4:8, 4 + shift : 8 + shift, 3].min() == 255, frame
        assert np.count_nonzero(render_frame(moving, frame, source)[..., 3]) == 16, frame
    fading = animated(OPACITY, Key(10, 1), Key(15, 0, Interpolation.HOLD))
    assert [int(render_frame(fading, frame, source)[5, 5, 3]) for frame in (3, 10, 11, 14)] == [
        *(255, 255),
        *(204, 51),
    ]


def test_a_layer_is_shown_while_its_opacity_is_above_nothing() -> None:
    document = animated(OPACITY, Key(10, 0), Key(12, 1), Key(14, 0))
    assert [bool(shown_layers(document, frame)) for frame in range(9, 16)] == [0, 0, 1, 1, 1, 0, 0]
    assert shown_layers(replace(document, layers=(replace(fox(document), opacity=0.0),)), 12)


# --- edits


def test_a_value_is_set_for_all_time_without_keys_and_at_the_frame_with_keys() -> None:
    still = key_edits.set_value(DOCUMENT, "fox", X, 7, 12)
    assert fox(still).transform == Transform(x=7) and not fox(still).animation
    moving = key_edits.set_value(animated(X, *RISE), "fox", X, 7, 12)
    assert fox(moving).curve(X) == (RISE[0], Key(12, 7), RISE[1])
    assert fox(key_edits.set_value(DOCUMENT, "fox", OPACITY, 3, 0)).opacity == 1
    assert abs(fox(key_edits.set_value(DOCUMENT, "fox", SCALE, 0, 0)).transform.scale_x) > 0


def test_the_first_key_changes_nothing_that_is_seen() -> None:
    placed = edits.set_transform(DOCUMENT, "fox", Transform(x=3))
    keyed = key_edits.set_key(placed, "fox", X, 8)
    assert fox(keyed).curve(X) == (Key(8, 3),)
    assert all(fox(keyed).transform_at(frame) == fox(placed).transform_at(frame) for frame in range(30))


def test_a_new_key_goes_on_as_the_one_before_it_and_a_changed_one_keeps_its_way() -> None:
    document = animated(X, replace(RISE[0], interpolation=Interpolation.EASE), RISE[1])
    assert fox(key_edits.set_key(document, "fox", X, 15)).curve(X)[1] == Key(15, 5, Interpolation.EASE)
    changed = key_edits.set_key(document, "fox", X, 10, 4)
    assert fox(changed).curve(X)[0] == Key(10, 4, Interpolation.EASE)
    held = key_edits.set_key(document, "fox", X, 10, interpolation=Interpolation.HOLD)
    assert fox(held).curve(X)[0] == Key(10, 0, Interpolation.HOLD)


def test_the_last_key_leaves_its_value_behind() -> None:
    document = key_edits.remove_key(animated(X, *RISE), "fox", X, 10)
    assert fox(document).curve(X) == (RISE[1],) and fox(document).transform.x == 0
    document = key_edits.remove_key(document, "fox", X, 20)
    assert not fox(document).animation and fox(document).transform.x == 10


def test_a_stopped_animation_stays_as_it_is_at_the_frame() -> None:
    document = key_edits.clear_animation(animated(X, *RISE), "fox", X, 13)
    assert not fox(document).animation and fox(document).transform.x == pytest.approx(3)
    reset = key_edits.reset_property(document, "fox", X)
    assert fox(reset).transform == Transform()
    scaled = key_edits.set_value(DOCUMENT, "fox", SCALE, 3, 0)
    assert fox(key_edits.reset_property(scaled, "fox", SCALE)).transform.scale_x == 1


def test_a_moved_key_replaces_the_one_it_comes_to() -> None:
    assert fox(key_edits.move_key(animated(X, *RISE), "fox", X, 20, 5)).curve(X) == (Key(5, 10), RISE[0])
    assert fox(key_edits.move_key(animated(X, *RISE), "fox", X, 20, 10)).curve(X) == (Key(10, 10),)
    assert fox(key_edits.move_key(animated(X, *RISE), "fox", X, 20, 20)).curve(X) == RISE


def test_without_a_property_all_keys_of_the_frame_are_meant() -> None:
    both = Animation(x=RISE, opacity=(Key(10, 1), Key(12, 0)))
    document = replace(DOCUMENT, layers=(replace(FOX, animation=both),))
    moved = fox(key_edits.move_key(document, "fox", None, 10, 11))
    assert moved.animation.frames == (11, 12, 20)
    eased = fox(key_edits.set_interpolation(document, "fox", None, 10, Interpolation.EASE))
    assert [eased.curve(prop)[0].interpolation for prop in (X, OPACITY)] == [Interpolation.EASE] * 2
    assert fox(key_edits.remove_key(document, "fox", None, 10)).animation.frames == (12, 20)
    with pytest.raises(BadInput, match="no such key at frame 13"):
        key_edits.remove_key(document, "fox", None, 13)


EDITS: dict[str, Callable[[Document], Document]] = {
    "set_value": lambda d: key_edits.set_value(d, "fox", X, 5, 0),
    "set_key": lambda d: key_edits.set_key(d, "fox", X, 5),
    "remove_key": lambda d: key_edits.remove_key(d, "fox", X, 10),
    "move_key": lambda d: key_edits.move_key(d, "fox", X, 10, 11),
    "set_interpolation": lambda d: key_edits.set_interpolation(d, "fox", X, 10, Interpolation.HOLD),
    "clear_animation": lambda d: key_edits.clear_animation(d, "fox", X, 10),
    "reset_property": lambda d: key_edits.reset_property(d, "fox", X),
    "set_conform": lambda d: edits.set_conform(d, "fox", Conform.FLOW),
    "set_past_end": lambda d: edits.set_past_end(d, "fox", PastEnd.LOOP),
    "set_pace": lambda d: edits.set_pace(d, "fox", Fraction(1, 2)),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_locked_layer_refuses(name: str) -> None:
    document = animated(X, *RISE)
    assert EDITS[name](document) != document
    with pytest.raises(BadInput, match="'Fox' is locked; unlock it"):
        EDITS[name](edits.set_locked(document, "fox", True))


@given(by=st.integers(-50, 50))
def test_keys_move_with_their_layer_and_stay_when_it_is_trimmed(by: int) -> None:
    document = animated(X, *RISE)
    assert fox(edits.move_layer(document, "fox", by)).animation.frames == (10 + by, 20 + by)
    assert fox(edits.trim_start(document, "fox", by)).curve(X) == RISE
    assert fox(edits.trim_end(document, "fox", by)).curve(X) == RISE


def test_splitting_and_copying_keep_the_movement() -> None:
    document = animated(X, *RISE)
    split = edits.split_layer(document, "fox", 15, "later")
    for frame in range(2, 22):
        part = split.layer("fox" if frame < 15 else "later")
        assert part.transform_at(frame) == fox(document).transform_at(frame)
    assert edits.duplicate_layer(document, "fox", "copy").layer("copy").curve(X) == RISE
