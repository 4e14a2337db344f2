"""Dragging a picture's box: what stays put stays put, and what is dragged follows the cursor."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core.document import Canvas, Transform
from layerflow_studio.core.placement import HANDLES, Box, Handle

CANVAS = Canvas(224, 128, Fraction(8), 16)
PLAIN = Box(Transform(), 100, 60, CANVAS)
pulls = st.tuples(st.floats(-20, 20), st.floats(-20, 20))
boxes = st.builds(
    lambda x, y, sx, sy, turn, ax, ay: Box(Transform(x, y, sx, sy, turn, ax, ay), 100, 60, CANVAS),
    st.floats(-50, 50), st.floats(-50, 50), st.floats(0.5, 3), st.floats(0.5, 3), st.floats(-180, 180),
    st.floats(-40, 40), st.floats(-20, 20),
)  # fmt: skip


def at(box: Box, transform: Transform) -> Box:
    return replace(box, transform=transform)


def test_an_untouched_picture_is_in_the_middle() -> None:
    assert PLAIN.point((-1, -1)) == (62, 34) and PLAIN.point((1, 1)) == (162, 94)
    assert PLAIN.anchor == (112, 64)
    assert PLAIN.contains((63, 35)) and not PLAIN.contains((61, 35))


@given(box=boxes, handle=st.sampled_from(HANDLES), pull=pulls)
def test_the_opposite_handle_stays(box: Box, handle: Handle, pull: tuple[float, float]) -> None:
    opposite = (-handle[0], -handle[1])
    before = box.point(opposite)
    for constrained in (False, True):
        after = at(box, box.scaled(handle, pull, constrained=constrained)).point(opposite)
        assert after == pytest.approx(before, abs=0.06)


@given(box=boxes, handle=st.sampled_from(HANDLES[::2]), pull=pulls)
def test_a_dragged_corner_follows_the_cursor(box: Box, handle: Handle, pull: tuple[float, float]) -> None:
    start = box.point(handle)
    end = at(box, box.scaled(handle, pull)).point(handle)
    assert end == pytest.approx((start[0] + pull[0], start[1] + pull[1]), abs=0.06)


@given(box=boxes, pull=pulls)
def test_about_the_anchor_the_anchor_stays(box: Box, pull: tuple[float, float]) -> None:
    after = at(box, box.scaled((1, 1), pull, about_anchor=True))
    assert after.anchor == pytest.approx(box.anchor, abs=0.06)


@given(box=boxes, pull=pulls)
def test_constrained_scaling_keeps_the_proportions(box: Box, pull: tuple[float, float]) -> None:
    after = box.scaled((1, 1), pull, constrained=True)
    factor = after.scale_x / box.transform.scale_x
    assert after.scale_y / box.transform.scale_y == pytest.approx(factor, rel=1e-3)


@given(box=boxes, point=st.tuples(st.floats(0, 224), st.floats(0, 128)))
def test_moving_the_anchor_moves_nothing_else(box: Box, point: tuple[float, float]) -> None:
    after = at(box, box.anchored(point))
    assert after.anchor == pytest.approx(point, abs=0.05)
    for handle in HANDLES:
        assert after.point(handle) == pytest.approx(box.point(handle), abs=0.1)


def test_turning_is_about_the_anchor_and_in_steps_when_constrained() -> None:
    x, y = PLAIN.anchor
    quarter = PLAIN.turned((x + 50, y), (x, y + 50))
    assert quarter.rotation == 90 and (quarter.x, quarter.y) == (0, 0)
    assert PLAIN.turned((x + 50, y), (x + 50, y + 10)).rotation == pytest.approx(11.31)
    assert PLAIN.turned((x + 50, y), (x + 50, y + 10), constrained=True).rotation == 15


def test_moving_can_be_kept_to_one_way() -> None:
    assert PLAIN.moved((3, -7)) == Transform(x=3, y=-7)
    assert PLAIN.moved((3, -7), constrained=True) == Transform(y=-7)


def test_a_box_cannot_be_made_nothing() -> None:
    crushed = PLAIN.scaled((1, 1), (-100, -60))
    assert abs(crushed.scale_x) == abs(crushed.scale_y) == 0.01
    assert PLAIN.scaled((1, 0), (-200, 0)).scale_x == -1, "dragged through itself it is mirrored"


filling = st.builds(
    lambda side, x, y, sx, sy, turn, ax, ay: Box(
        Transform(x, y, sx, sy, turn, ax, ay), 7 * side, 4 * side, CANVAS
    ),
    st.sampled_from([1, 16, 32, 33, 64, 200]),
    st.floats(-50, 50), st.floats(-50, 50), st.floats(0.5, 3), st.floats(0.5, 3), st.floats(-180, 180),
    st.floats(-40, 40), st.floats(-20, 20),
)  # fmt: skip


@given(box=filling)
def test_pictures_of_the_canvas_s_shape_lie_alike_whatever_their_size(box: Box) -> None:
    own = replace(box, width=224, height=128)
    assert box.anchor == pytest.approx(own.anchor)
    for handle in HANDLES:
        assert box.point(handle) == pytest.approx(own.point(handle))


@given(box=filling, handle=st.sampled_from(HANDLES), pull=pulls, free=st.booleans())
def test_they_are_dragged_alike_whatever_their_size(
    box: Box, handle: Handle, pull: tuple[float, float], free: bool
) -> None:
    own = replace(box, width=224, height=128)
    for about_anchor in (False, True):
        how = {"constrained": not free, "about_anchor": about_anchor}
        dragged, expected = (each.scaled(handle, pull, **how) for each in (box, own))
        assert at(box, dragged).point(handle) == pytest.approx(at(own, expected).point(handle), abs=0.2)
    point = (100.0 + pull[0], 60.0 + pull[1])
    turned, expected = box.turned((3, 9), point), own.turned((3, 9), point)
    assert turned.rotation == pytest.approx(expected.rotation, abs=0.02)
    moved, expected = box.anchored(point), own.anchored(point)
    assert (moved.anchor_x, moved.anchor_y) == pytest.approx((expected.anchor_x, expected.anchor_y), abs=0.02)
    assert (moved.x, moved.y) == pytest.approx((expected.x, expected.y), abs=0.02)


def test_a_filling_picture_is_grabbed_where_it_is_seen() -> None:
    small = Box(Transform(), 112, 64, CANVAS)
    assert (small.point((-1, -1)), small.point((1, 1))) == ((0, 0), (224, 128))
    assert small.contains((3, 3)) and small.contains((221, 125)) and not small.contains((225, 60))
    assert small.scaled((1, 1), (-112, -64)) == Transform(x=-56, y=-32, scale_x=0.5, scale_y=0.5)
