"""What is copied: layers and keys as JSON of a version, at another rate, and where clips are missing."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from layerflow_studio.core import edits, key_edits, key_groups, timeline_edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.clipboard import Copied, known_part
from layerflow_studio.core.document import Document, Layer, Role
from layerflow_studio.core.key_groups import KeyPlace
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.core.schema import CLIPBOARD, DOCUMENT, dump_copied, dump_document, load_copied
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from tests.core.strategies import documents
from tests.core.test_key_groups import DOCUMENT as KEYED
from tests.core.test_key_groups import X0, X5, X10, Y2, x_keys

CLIP, GUIDE = "c" * 64, "b" * 64
FOX = Layer(
    "fox",
    "Fox",
    Role.FOREGROUND,
    Span(4, 20),
    clip=CLIP,
    clip_frames=8,
    take="take-1",
    guide=GUIDE,
    source_in=2,
)
OPACITY5 = KeyPlace("fox", Property.OPACITY, 5)
SENTENCE = "The clipboard holds no layers or keys that this LayerFlow Studio can read; copy some first."


@given(document=documents())
@settings(max_examples=25)
def test_layers_are_read_as_they_were(document: Document) -> None:
    if document.layers:
        copied = Copied(document.canvas.fps, document.layers)
        assert load_copied(dump_copied(copied)) == copied == load_copied(dump_copied(copied).encode())


def test_keys_are_read_as_they_were() -> None:
    copied = Copied(Fraction(30000, 1001), keys=key_groups.copied_keys(KEYED, {X0, X10, OPACITY5, Y2}))
    assert load_copied(dump_copied(copied)) == copied and len(copied.keys) == 2


def test_the_text_has_a_schema_and_a_version() -> None:
    whole = json.loads(dump_copied(Copied(Fraction(24), (FOX,))))
    assert (whole["schema"], whole["version"]) == ("layerflow-studio/clipboard", CLIPBOARD.version)
    assert whole["fps"] == "24/1" and whole["layers"][0]["name"] == "Fox" and whole["keys"] == []
    assert CLIPBOARD.version == DOCUMENT.version - 1, "a version for each that layers have got since"


@pytest.mark.parametrize(
    "text",
    [
        "", "a red fox", "{", "[]", "{}", b"\xff\xfe", "[" * 100_000, "9" * 5000, dump_document(KEYED),
        CLIPBOARD.write({}),
        CLIPBOARD.write({"fps": "24/1"}),
        CLIPBOARD.write({"fps": "24/1", "layers": [], "keys": []}),
        CLIPBOARD.write({"fps": "0/1", "layers": [{}]}),
        CLIPBOARD.write({"fps": "24/1", "layers": "fox"}),
        CLIPBOARD.write({"fps": "24/1", "layers": [{"id": "fox", "name": "Fox", "role": "cat"}]}),
        CLIPBOARD.write({"fps": "24/1", "keys": [{}]}),
        CLIPBOARD.write({"fps": "24/1", "keys": [{"smell": [{"frame": 0, "value": 1}]}]}),
        CLIPBOARD.write({"fps": "24/1", "keys": [{"x": [{"frame": 1, "value": 1}, {"frame": 0, "value": 1}]}]}),
        dump_copied(Copied(Fraction(24), (FOX,))).replace('"version": 1', '"version": 99'),
        dump_copied(Copied(Fraction(24), (FOX,)))[:-20],
    ],
)  # fmt: skip
def test_what_cannot_be_pasted_is_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(BadInput) as refused:
        load_copied(text)
    assert str(refused.value) == SENTENCE


def test_nothing_is_no_copy() -> None:
    moving = Animation(x=(Key(0, 1),))
    for layers, keys in (((), ()), ((FOX,), (moving,)), ((), (Animation(),)), ((), (moving, Animation()))):
        with pytest.raises(BadInput, match="nothing to copy"):
            Copied(Fraction(24), layers, keys)


def test_at_another_rate_all_stays_where_it_is_in_seconds() -> None:
    moving = replace(FOX, animation=Animation(x=(Key(6, 1.0), Key(12, 2.0))))
    there = Copied(Fraction(24), (moving,)).at_rate(Fraction(48))
    assert there.fps == 48
    assert there.layers[0].span == Span(8, 40) and there.layers[0].pace == Fraction(1, 2)
    assert there.layers[0].animation.frames == (12, 24)
    keys = Copied(Fraction(24), keys=(Animation(x=(Key(0, 1.0), Key(6, 2.0))),)).at_rate(Fraction(12))
    assert keys.keys[0].frames == (0, 3)


def test_a_project_gets_no_clip_take_or_guide_that_it_has_not_got() -> None:
    assert known_part(FOX, {CLIP, GUIDE}, {"take-1"}) == FOX
    assert known_part(FOX, {CLIP}, {}) == replace(FOX, take=None, guide=None)
    bare = known_part(FOX, {GUIDE}, {"take-1"})
    assert (bare.clip, bare.clip_frames, bare.take, bare.guide, bare.source_in) == (None, 0, None, None, 0)
    assert (bare.span, bare.name, bare.role) == (FOX.span, FOX.name, FOX.role)
    assert known_part(bare, {}, {}) == bare


# --- layers


def stack(document: Document) -> str:
    return " ".join(layer.name for layer in document)


def test_copies_lie_together_above_the_topmost_named_or_on_top() -> None:
    layers = (FOX, replace(FOX, id="cub", name="Cub", locked=True))
    assert stack(timeline_edits.paste_layers(KEYED, layers, ["fox"])) == "Fox Fox copy Cub Owl"
    assert stack(timeline_edits.paste_layers(KEYED, layers, ["owl", "fox"])) == "Fox Owl Fox copy Cub"
    pasted = timeline_edits.paste_layers(KEYED, layers, name="{layer} Kopie")
    assert stack(pasted) == "Fox Owl Fox Kopie Cub"
    copy = pasted.layers[2]
    assert copy == replace(FOX, id=copy.id, name="Fox Kopie", stems_from=FOX.id)
    assert not pasted.layers[3].locked
    assert len({layer.id for layer in pasted}) == 4
    assert timeline_edits.paste_layers(replace(KEYED, layers=()), layers).layers[0].name == "Fox"


# --- keys


def test_keys_count_from_the_first_and_layer_by_layer() -> None:
    (fox,) = key_groups.copied_keys(KEYED, {X5, X10})
    assert [(key.frame, key.value) for key in fox.x] == [(0, 50.0), (5, 20.0)] and not fox.opacity
    owl_first = key_groups.copied_keys(KEYED, {X5, Y2, OPACITY5})
    assert [keys.frames for keys in owl_first] == [(3,), (0,)]
    assert owl_first[0].opacity[0].value == 0.5 and owl_first[1].y[0].value == 7.0


def test_keys_of_one_layer_come_on_every_layer_in_place_of_others() -> None:
    eased = key_edits.set_interpolation(KEYED, "fox", Property.X, 5, Interpolation.EASE)
    copied = key_groups.copied_keys(eased, {X5, X10})
    pasted = key_groups.paste_keys(eased, copied, ["owl", "fox"], 10)
    assert x_keys(pasted) == {0: 0.0, 5: 50.0, 10: 50.0, 15: 20.0}
    owl = pasted.layer("owl").curve(Property.X)
    assert [(key.frame, key.value) for key in owl] == [(10, 50.0), (15, 20.0)]
    assert [key.interpolation for key in owl] == [Interpolation.EASE, Interpolation.LINEAR]
    placed = key_groups.placed_keys(eased, copied, ["owl", "fox"], 10)
    assert key_groups.present_keys(pasted, placed) == placed.keys() and len(placed) == 4


def test_keys_of_several_layers_come_on_as_many_or_none() -> None:
    copied = key_groups.copied_keys(KEYED, {X0, Y2})
    pasted = key_groups.paste_keys(KEYED, copied, ["owl", "fox"], 20)
    assert x_keys(pasted)[20] == 0.0 and pasted.layer("owl").curve(Property.Y)[-1].frame == 22
    assert pasted.layer("owl").curve(Property.X) == ()
    with pytest.raises(BadInput, match="those of 2 layers; select as many"):
        key_groups.paste_keys(KEYED, copied, ["owl"], 20)


def test_a_locked_layer_refuses_keys_for_all() -> None:
    locked = edits.set_locked(KEYED, "owl", True)
    with pytest.raises(BadInput, match="locked"):
        key_groups.paste_keys(locked, key_groups.copied_keys(KEYED, {X0}), ["fox", "owl"], 3)
