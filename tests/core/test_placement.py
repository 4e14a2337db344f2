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
