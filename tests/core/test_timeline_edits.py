"""Edits of several layers, of the work area and of markers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits, timeline_edits
from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS

FOX = Layer("fox", "Fox", Role.FOREGROUND, Span(4, 12), clip=CLIPS[0], clip_frames=16, source_in=3)
OWL = Layer("owl", "Owl", Role.FOREGROUND, Span(6, 20), clip=CLIPS[1], clip_frames=30, source_in=1)
SKY = Layer("sky", "Sky", Role.BACKGROUND, Span(0, 24))
HILL = Layer("hill", "Hill", Role.MEDIA, Span(0, 24))
DOCUMENT = Document(
    Canvas(64, 48, Fraction(24), 24), (SKY, HILL, FOX, OWL), markers=(Marker("m", 5, "here"),)
)
LOCKED = edits.set_locked(DOCUMENT, "owl", True)


def order(document: Document) -> str:
    return " ".join(layer.id for layer in document.layers)


def spans(document: Document) -> dict[str, tuple[int, int]]:
    return {layer.id: (layer.span.start, layer.span.stop) for layer in document.layers}


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: timeline_edits.move_layers(d, ("fox", "owl"), 2),
        lambda d: timeline_edits.trim_starts(d, ("fox", "owl"), 1),
        lambda d: timeline_edits.trim_ends(d, ("fox", "owl"), 1),
        lambda d: timeline_edits.slip_layers(d, ("fox", "owl"), 1),
        lambda d: timeline_edits.start_layers_at(d, ("fox", "owl"), 2),
        lambda d: timeline_edits.end_layers_at(d, ("fox", "owl"), 2),
        lambda d: timeline_edits.trim_starts_to(d, ("fox", "owl"), 8),
        lambda d: timeline_edits.trim_ends_to(d, ("fox", "owl"), 8),
        lambda d: timeline_edits.split_layers(d, ("fox", "owl"), 8),
        lambda d: timeline_edits.remove_layers(d, ("fox", "owl")),
        lambda d: timeline_edits.restack_layers(d, ("fox", "owl"), 0),
        lambda d: timeline_edits.raise_layers(d, ("fox", "owl"), -1),
    ],
)
def test_one_locked_layer_refuses_for_all(edit: Callable[[Document], Document]) -> None:
    assert edit(DOCUMENT) != DOCUMENT
    with pytest.raises(BadInput, match="'Owl' is locked"):
        edit(LOCKED)


def test_trims_stop_together_where_the_first_clip_begins() -> None:
    trimmed = timeline_edits.trim_starts(DOCUMENT, ("fox", "owl"), -10)
    assert spans(trimmed)["fox"] == (3, 12) and spans(trimmed)["owl"] == (5, 20)
    assert trimmed.layer("fox").source_in == 2 and trimmed.layer("owl").source_in == 0
    shorter = timeline_edits.trim_ends(DOCUMENT, ("owl", "fox"), -100)
    assert spans(shorter)["fox"] == (4, 5) and spans(shorter)["owl"] == (6, 13)


@given(by=st.integers(-40, 40))
def test_trimming_together_keeps_what_lies_between(by: int) -> None:
    for trim, edge in ((timeline_edits.trim_starts, 0), (timeline_edits.trim_ends, 1)):
        trimmed = spans(trim(DOCUMENT, ("fox", "owl"), by))
        before = spans(DOCUMENT)
        assert trimmed["owl"][edge] - trimmed["fox"][edge] == before["owl"][edge] - before["fox"][edge]
        assert trimmed["fox"][1 - edge] == before["fox"][1 - edge]


def test_layers_go_to_the_playhead() -> None:
    assert spans(timeline_edits.start_layers_at(DOCUMENT, ("fox", "owl"), 9))["owl"] == (9, 23)
    assert spans(timeline_edits.end_layers_at(DOCUMENT, ("fox", "owl"), 9))["fox"] == (2, 10)
    assert spans(timeline_edits.trim_starts_to(DOCUMENT, ("fox",), 9))["fox"] == (9, 12)
    assert spans(timeline_edits.trim_ends_to(DOCUMENT, ("fox",), 9))["fox"] == (4, 10)
    with pytest.raises(BadInput, match="'Fox' ends before frame 12"):
        timeline_edits.trim_starts_to(DOCUMENT, ("fox",), 12)
    with pytest.raises(BadInput, match="'Fox' begins after frame 3"):
        timeline_edits.trim_ends_to(DOCUMENT, ("fox",), 3)


def test_split_cuts_only_what_the_frame_is_in() -> None:
    cut = timeline_edits.split_layers(DOCUMENT, ("fox", "owl"), 12)
    assert len(cut.layers) == 5 and spans(cut)["fox"] == (4, 12) and spans(cut)["owl"] == (6, 12)
    with pytest.raises(BadInput, match="move the playhead inside a layer"):
        timeline_edits.split_layers(DOCUMENT, ("fox",), 12)


@pytest.mark.parametrize(
    ("ids", "gap", "expected"),
    [
        (("sky",), 4, "hill fox owl sky"),
        (("sky",), 1, "sky hill fox owl"),
        (("owl", "hill"), 0, "hill owl sky fox"),
        (("sky", "fox"), 2, "hill sky fox owl"),
        (("sky", "fox"), 99, "hill owl sky fox"),
    ],
)
def test_layers_are_restacked_together(ids: tuple[str, ...], gap: int, expected: str) -> None:
    assert order(timeline_edits.restack_layers(DOCUMENT, ids, gap)) == expected


def test_a_locked_layer_is_passed_but_not_moved() -> None:
    assert order(timeline_edits.raise_layers(LOCKED, ("fox",), 1)) == "sky hill owl fox"
    assert order(timeline_edits.raise_layers(LOCKED, ("fox",), -1)) == "sky fox hill owl"
    assert timeline_edits.raise_layers(LOCKED, ("sky",), -1) is LOCKED


def test_in_and_out_make_a_work_area() -> None:
    area = timeline_edits.set_area_in(DOCUMENT, 6)
    assert area.work_area == Span(6, 24)
    area = timeline_edits.set_area_out(area, 11)
    assert area.work_area == Span(6, 12)
    assert timeline_edits.set_area_in(area, 15).work_area == Span(15, 24)
    assert timeline_edits.set_area_out(area, 3).work_area == Span(0, 4)
    assert timeline_edits.move_area(area, 99).work_area == Span(18, 24)
    assert timeline_edits.move_area(area, -99).work_area == Span(0, 6)
    assert timeline_edits.move_area(DOCUMENT, 3) is DOCUMENT


def test_markers_move_within_the_canvas_and_are_not_doubled() -> None:
    assert timeline_edits.mark_frame(DOCUMENT, 5) is DOCUMENT
    marked = timeline_edits.mark_frame(DOCUMENT, 2, "hit")
    assert [(m.frame, m.name) for m in marked.markers] == [(2, "hit"), (5, "here")]
    assert timeline_edits.marker_at(timeline_edits.move_marker(DOCUMENT, "m", 99), 23) is not None
    with pytest.raises(BadInput, match="not there"):
        timeline_edits.move_marker(DOCUMENT, "x", 1)


def test_places_to_go_to() -> None:
    points = timeline_edits.edit_points(DOCUMENT.layers)
    assert points == (0, 4, 6, 12, 20, 24)
    assert timeline_edits.next_place(points, 4, 1) == 6
    assert timeline_edits.next_place(points, 4, -1) == 0
    assert timeline_edits.next_place(points, 24, 1) is None
