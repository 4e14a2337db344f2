"""Edits of several keys at once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits, key_edits, key_groups
from layerflow_studio.core.document import Canvas, Document, Layer, Role
from layerflow_studio.core.key_groups import KeyPlace
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput


def animated() -> Document:
    """A fox with keys of x at 0, 5, 10 and of opacity at 5, and an owl with one of y at 2."""
    document = Document(
        Canvas(64, 48, Fraction(24), 24),
        (Layer("fox", "Fox", Role.FOREGROUND, Span(0, 24)), Layer("owl", "Owl", Role.MEDIA, Span(0, 24))),
    )
    for frame, value in ((0, 0.0), (5, 50.0), (10, 20.0)):
        document = key_edits.set_key(document, "fox", Property.X, frame, value)
    document = key_edits.set_key(document, "fox", Property.OPACITY, 5, 0.5)
    return key_edits.set_key(document, "owl", Property.Y, 2, 7.0)


DOCUMENT = animated()
X0, X5, X10 = (KeyPlace("fox", Property.X, frame) for frame in (0, 5, 10))
Y2 = KeyPlace("owl", Property.Y, 2)


def x_keys(document: Document) -> dict[int, float]:
    return {key.frame: key.value for key in document.layer("fox").curve(Property.X)}


def test_keys_are_found_and_those_that_are_gone_left_out() -> None:
    assert len(key_groups.keys_of(DOCUMENT.layer("fox"))) == 4
    gone = KeyPlace("fox", Property.X, 6)
    assert key_groups.present_keys(DOCUMENT, (X0, gone, Y2)) == {X0, Y2}
    assert key_groups.present_keys(edits.remove_layer(DOCUMENT, "owl"), (X0, Y2)) == {X0}


@given(by=st.integers(-30, 30))
def test_keys_move_together_and_none_runs_over_another(by: int) -> None:
    moved = key_groups.move_keys(DOCUMENT, (X0, X5, X10, Y2), by)
    assert x_keys(moved) == {by: 0.0, 5 + by: 50.0, 10 + by: 20.0}
    assert moved.layer("owl").curve(Property.Y)[0].frame == 2 + by
    places = key_groups.moved_keys((X0, X5, X10, Y2), by)
    assert key_groups.present_keys(moved, places) == places


def test_a_moved_key_replaces_one_that_stays() -> None:
    assert x_keys(key_groups.move_keys(DOCUMENT, (X0,), 5)) == {5: 0.0, 10: 20.0}


def test_keys_are_removed_and_interpolated_together() -> None:
    eased = key_groups.interpolate_keys(DOCUMENT, (X0, X10), Interpolation.EASE)
    assert [key.interpolation for key in eased.layer("fox").curve(Property.X)] == [
        Interpolation.EASE, Interpolation.LINEAR, Interpolation.EASE,
    ]  # fmt: skip
    removed = key_groups.remove_keys(DOCUMENT, (X0, X5, X10, Y2))
    assert x_keys(removed) == {} and removed.layer("owl").transform.y == 7.0


def test_every_animated_property_gets_a_key() -> None:
    keyed = key_groups.key_all(DOCUMENT, ("fox", "owl"), 8)
    assert 8 in x_keys(keyed) and x_keys(keyed)[8] == pytest.approx(32)
    assert keyed.layer("fox").curve(Property.OPACITY)[-1].frame == 8
    assert not keyed.layer("fox").curve(Property.Y)


def test_a_locked_layer_refuses() -> None:
    locked = edits.set_locked(DOCUMENT, "owl", True)
    for edit in (
        lambda: key_groups.move_keys(locked, (X0, Y2), 0),
        lambda: key_groups.remove_keys(locked, (X0, Y2)),
        lambda: key_groups.interpolate_keys(locked, (Y2,), Interpolation.HOLD),
        lambda: key_groups.key_all(locked, ("owl",), 3),
    ):
        with pytest.raises(BadInput, match="locked"):
            edit()
