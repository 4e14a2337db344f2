"""Which takes are whose."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.take_settings import takes_for

F = Role.FOREGROUND
CANVAS = Canvas(64, 64, Fraction(8), 16)
REQUEST = GenerationRequest(
    "tiny", "hash", PromptSet("a fox"), PromptSet(), (), 64, 64, 16, Fraction(8), 1, Sampling()
)
MADE = Provenance("0", "hash", "2", "cpu", "float32", 1.0)


def layer(name: str) -> Layer:
    return Layer(name, name.title(), F, Span(0, 16))


def take(name: str, owner: str | None) -> Take:
    layers = () if owner is None else ((F, owner),)
    return Take(name, REQUEST, ((F, f"clip of {name}"),), MADE, "2026-01-01T00:00:00Z", layers=layers)


DOCUMENT = Document(CANVAS, (layer("fox"), layer("bird")))
TAKES = (take("old", None), take("first", "fox"), take("wing", "bird"), take("second", "fox"))


def found(document: Document, layer_id: str, *more: Take) -> list[str]:
    return [found.id for found in takes_for(document, document.layer(layer_id), (*TAKES, *more))]


def test_both_parts_of_a_split_layer_reach_the_takes_of_the_whole_and_of_each_other() -> None:
    split = edits.split_layer(DOCUMENT, "fox", 8, "later")
    again = edits.split_layer(split, "later", 12, "last")
    more = take("rerolled", "later")
    for part in ("fox", "later", "last"):
        assert found(again, part) == ["first", "second"]
        assert found(again, part, more) == ["first", "second", "rerolled"]
    assert found(again, "bird", more) == ["old", "wing"]
    assert found(edits.remove_layer(again, "fox"), "last", more) == ["first", "second", "rerolled"]


def test_takes_that_name_no_layer_stay_with_the_topmost_also_when_it_is_split() -> None:
    split = edits.split_layer(DOCUMENT, "bird", 8, "later")
    assert found(split, "later") == found(split, "bird") == ["old", "wing"]


def test_a_copy_has_the_takes_of_its_original_and_the_other_way_round() -> None:
    copied = edits.duplicate_layer(DOCUMENT, "fox", "copy")
    more = take("for the copy", "copy")
    assert found(copied, "copy", more) == found(copied, "fox", more) == ["first", "second", "for the copy"]


def test_a_layer_of_its_own_without_takes_is_offered_all_of_its_role() -> None:
    document = edits.add_layer(DOCUMENT, layer("cat"))
    assert found(replace(document, layers=document.layers[1:]), "cat") == ["old"]
    named = edits.add_layer(DOCUMENT, layer("cat"), 0)
    assert found(named, "cat") == ["old", "first", "wing", "second"]
