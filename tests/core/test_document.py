from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest
from hypothesis import given

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role, Transform, differ_in_words
from layerflow_studio.core.request import PromptSet
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, documents

CANVAS = Canvas(64, 48, Fraction(24), 20)
FOX = Layer(
    "layer-1", "Fox", Role.FOREGROUND, Span(2, 12), prompt="a fox", clip=CLIPS[0], clip_frames=6, source_in=1
)
MEADOW = Layer("layer-2", "Meadow", Role.BACKGROUND, Span(0, 20), prompt="a meadow")


@given(document=documents())
def test_documents_are_values(document: Document) -> None:
    same = replace(document)
    assert same == document
    assert hash(same) == hash(document)


def test_documents_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Document(CANVAS).seed = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changed", "only_words"),
    [
        (Document(CANVAS, (replace(FOX, prompt="a dog", negative="a cat"), MEADOW)), True),
        (Document(CANVAS, (replace(FOX, seed=3), MEADOW)), False),
        (Document(CANVAS, (replace(FOX, prompt="a dog", name="Dog"), MEADOW)), False),
        (Document(CANVAS, (FOX,)), False),
        (Document(CANVAS, (MEADOW, FOX)), False),
        (Document(CANVAS, (FOX, MEADOW), markers=(Marker("m", 3),)), False),
    ],
)
def test_words_are_told_from_what_is_composed(changed: Document, only_words: bool) -> None:
    document = Document(CANVAS, (FOX, MEADOW))
    assert differ_in_words(document, changed) is only_words
    assert differ_in_words(changed, document) is only_words


def test_a_layer_knows_which_clip_frame_it_shows() -> None:
    shown = [FOX.source_frame(frame) for frame in range(14)]
    assert shown == [None, None, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, None, None]
    assert FOX.held_from == 7
    assert replace(FOX, span=Span(2, 4)).held_from == 4
    assert MEADOW.source_frame(3) is None
    assert MEADOW.held_from == 20


def test_a_document_finds_its_layers() -> None:
    upper = replace(FOX, id="layer-3", prompt="two foxes")
    document = Document(CANVAS, (MEADOW, FOX, upper))
    assert document.layer("layer-1") is FOX
    assert document.index("layer-3") == 2
    assert document.top(Role.FOREGROUND) is upper
    assert document.top(Role.BLENDED) is None
    assert document.prompts == PromptSet("two foxes", "a meadow", "")
    assert document.clips == {CLIPS[0]}
    with pytest.raises(BadInput, match="no layer"):
        document.layer("layer-9")


def test_the_range_is_the_work_area_or_everything() -> None:
    assert Document(CANVAS).range == Span(0, 20)
    assert Document(CANVAS, work_area=Span(3, 9)).range == Span(3, 9)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id"),
        ({"name": "  "}, "name"),
        ({"span": Span(3, 3)}, "no frame"),
        ({"clip": None}, "together"),
        ({"clip_frames": 0}, "together"),
        ({"clip_frames": -1}, "together"),
        ({"source_in": -1}, "start"),
        ({"source_in": 6}, "start"),
        ({"opacity": 1.01}, "Opacity"),
        ({"opacity": float("nan")}, "Opacity"),
        ({"seed": -1}, "Seed"),
    ],
)
def test_impossible_layers_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        replace(FOX, **change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"layers": (FOX, FOX)}, "share an id"),
        ({"layers": (FOX,), "markers": (Marker("layer-1", 0),)}, "share an id"),
        ({"seed": -1}, "Seed"),
        ({"work_area": Span(0, 21)}, "work area"),
        ({"work_area": Span(-1, 3)}, "work area"),
        ({"work_area": Span(4, 4)}, "work area"),
        ({"adapters": (("a", 1.0), ("a", 2.0))}, "twice"),
        ({"adapters": (("a", float("inf")),)}, "finite"),
    ],
)
def test_impossible_documents_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        replace(Document(CANVAS), **change)


@pytest.mark.parametrize("change", [{"width": 0}, {"height": 16385}, {"fps": Fraction(0)}, {"length": 0}])
def test_impossible_canvases_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        replace(CANVAS, **change)


@pytest.mark.parametrize(
    "change",
    [{"x": float("nan")}, {"y": 1e7}, {"scale_x": 0.0}, {"scale_y": 1e-5}, {"rotation": float("inf")}],
)
def test_impossible_transforms_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        replace(Transform(), **change)


def test_a_marker_stands_at_a_frame() -> None:
    with pytest.raises(BadInput):
        Marker("marker-1", -1)
