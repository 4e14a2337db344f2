"""Scale, rows, snapping and gestures of the timeline, without a window."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.ui.timeline import gestures
from layerflow_studio.ui.timeline.rows import ROW, lay_out
from layerflow_studio.ui.timeline.scale import TimeScale, tick_label
from layerflow_studio.ui.timeline.snapping import snap, snap_frames
from layerflow_studio.ui.timeline.words import signed

FPS = Fraction(24)
DOCUMENT = Document(
    Canvas(32, 24, FPS, 96),
    (
        Layer("sky", "Sky", Role.BACKGROUND, Span(0, 96)),
        Layer("fox", "Fox", Role.FOREGROUND, Span(10, 30), clip="0" * 64, clip_frames=48, source_in=8),
        Layer("owl", "Owl", Role.FOREGROUND, Span(40, 60), clip="0" * 64, clip_frames=48, source_in=20),
    ),
    markers=(Marker("m", 50),),
    work_area=Span(20, 80),
)


# --- scale


@pytest.mark.parametrize("per_frame", [0.09, 0.5, 3, 24, 96])
@pytest.mark.parametrize("timecode", [False, True])
def test_labels_have_room_and_ticks_divide_them(per_frame: float, timecode: bool) -> None:
    scale = TimeScale(10, per_frame, 10_000)
    step = scale.label_step(FPS, timecode=timecode)
    assert step * per_frame >= (84 if timecode else 56)
    assert step % scale.tick_step(step) == 0
    ticks = list(scale.frames_between(100, 300, step))
    assert len(ticks) < 10, "only what is in sight"
    assert all(frame % step == 0 for frame in ticks)


def test_timecode_labels_stand_at_whole_parts_of_a_second() -> None:
    for per_frame in (2, 4, 8, 16, 40):
        step = TimeScale(0, per_frame, 1000).label_step(FPS, timecode=True)
        assert 24 % step == 0 or step % 24 == 0
    assert tick_label(25, FPS, timecode=True) == "00:00:01:01" and tick_label(25, FPS, timecode=False) == "25"


# --- rows


def test_rows_are_topmost_first_and_found_by_height() -> None:
    rows = lay_out(DOCUMENT)
    assert [row.layer.id for row in rows.rows] == ["owl", "fox", "sky"] and rows.height == 3 * ROW
    fox = rows.of("fox")
    assert fox is not None and rows.at(fox.top) == fox and rows.at(fox.bottom - 1) == fox
    assert rows.at(-1) is rows.at(3 * ROW) is None
    assert rows.nearest(1e6) == rows.rows[-1]
    assert [row.layer.id for row in rows.between(ROW + 1, 2 * ROW - 1)] == ["fox"]


def test_gaps_count_from_the_bottom() -> None:
    rows = lay_out(DOCUMENT)
    assert rows.gap_at(-5) == (3, 0)
    assert rows.gap_at(ROW - 3) == (2, ROW) == rows.gap_at(ROW + 3)
    assert rows.gap_at(1e6) == (0, 3 * ROW)


# --- snapping


def test_everything_but_what_is_dragged_is_snapped_to() -> None:
    assert snap_frames(DOCUMENT, 33) == (0, 10, 20, 30, 33, 40, 50, 60, 80, 96)
    assert snap_frames(DOCUMENT, 33, without_layers={"fox"}, without_marker="m", without_area=True) == (
        0, 33, 40, 60, 96,
    )  # fmt: skip


@settings(deadline=None)
@given(by=st.floats(-50, 50), reach=st.floats(0, 10))
def test_a_snap_is_the_nearest_within_reach(by: float, reach: float) -> None:
    edges, frames = (10, 30), (0, 33, 40, 60)
    whole, frame = snap(edges, by, frames, reach)
    nearest = min(abs(edge + by - target) for edge in edges for target in frames)
    if frame is None:
        assert nearest > reach and whole == round(by)
    else:
        assert abs(whole - by) == pytest.approx(nearest) and frame - whole in edges


def test_a_gesture_snaps_only_to_what_it_is_given() -> None:
    move = gestures.MoveLayers(DOCUMENT, ("fox",), "fox")
    assert gestures.settle(move, 8.6, move.targets(0), 2) == (10, 20)
    assert gestures.settle(move, 8.6, (), 2) == (9, None)
    assert gestures.settle(move, 14.2, move.targets(44), 1) == (14, 44)


# --- gestures


def spans(document: Document) -> dict[str, tuple[int, int]]:
    return {layer.id: (layer.span.start, layer.span.stop) for layer in document.layers}


@settings(deadline=None)
@given(by=st.integers(-120, 120))
def test_a_drag_back_and_forth_leaves_nothing_behind(by: int) -> None:
    """Every result is made from the start: where the drag went in between does not matter."""
    layers = ("fox", "owl")
    for gesture in (
        gestures.MoveLayers(DOCUMENT, layers, "fox"),
        gestures.TrimStarts(DOCUMENT, layers, "fox"),
        gestures.TrimEnds(DOCUMENT, layers, "fox"),
        gestures.SlipLayers(DOCUMENT, layers, "fox"),
        gestures.MoveMarker(DOCUMENT, "m", 50),
        gestures.AreaStart(DOCUMENT),
        gestures.AreaStop(DOCUMENT),
        gestures.MoveArea(DOCUMENT),
    ):
        assert gesture.result(by) is not None and gesture.result(0) == DOCUMENT


def test_the_edge_that_is_held_snaps() -> None:
    layers = ("fox", "owl")
    assert gestures.TrimStarts(DOCUMENT, layers, "owl").edges == (40,)
    assert gestures.TrimEnds(DOCUMENT, layers, "fox").edges == (30,)
    assert gestures.MoveLayers(DOCUMENT, layers, "fox").edges == (10, 30, 40, 60)
    assert 40 not in gestures.MoveLayers(DOCUMENT, layers, "fox").targets(0)


def test_trimming_slipping_and_the_area() -> None:
    assert spans(gestures.TrimEnds(DOCUMENT, ("fox", "owl"), "fox").result(-5))["owl"] == (40, 55)
    assert gestures.SlipLayers(DOCUMENT, ("fox",), "fox").result(3).layer("fox").source_in == 5
    assert gestures.AreaStart(DOCUMENT).result(999).work_area == Span(79, 80)
    assert gestures.AreaStop(DOCUMENT).result(999).work_area == Span(20, 96)
    assert gestures.AreaStop(DOCUMENT).result(-999).work_area == Span(20, 21)


def test_painted_marks_reach_every_layer_passed_and_no_other() -> None:
    marks = gestures.PaintMarks(DOCUMENT, "visible", False)
    assert [layer.visible for layer in marks.result(("fox", "owl")).layers] == [True, False, False]
    assert marks.result(("fox",)).layer("owl").visible


def test_shifts_carry_their_sign() -> None:
    assert [signed(by) for by in (3, -3, 0)] == ["+3", "−3", "±0"]
