from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Label, Layer, Marker, Role, Transform
from layerflow_studio.core.kinds import BlendMode
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet, Sampling
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, documents, random_edits
from .strategies import Edit as RandomEdit

CANVAS = Canvas(64, 48, Fraction(24), 20)
MEADOW = Layer("meadow", "Meadow", Role.BACKGROUND, Span(0, 20), clip=CLIPS[1], clip_frames=20)
FOX = Layer("fox", "Fox", Role.FOREGROUND, Span(2, 12), clip=CLIPS[0], clip_frames=16, source_in=4)
SCENE = Layer("scene", "Scene", Role.BLENDED, Span(0, 20), prompt="a fox trots")
DOCUMENT = Document(CANVAS, (MEADOW, FOX, SCENE), markers=(Marker("m", 5, "here"),), work_area=Span(5, 15))
LOCKED = edits.set_locked(DOCUMENT, "fox", True)


def take(*given_roles: Role, frames: int = 8) -> Take:
    request = GenerationRequest(
        model_id="mini",
        model_hash="abc",
        prompts=PromptSet(),
        negative=PromptSet(),
        given=tuple(Given(role, CLIPS[3]) for role in given_roles),
        width=64,
        height=48,
        frames=frames,
        fps=Fraction(24),
        seed=1,
        sampling=Sampling(),
    )
    roles = (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)
    clips = tuple((role, CLIPS[3] if role in given_roles else CLIPS[2]) for role in roles)
    return Take(
        "take-9", request, clips, Provenance("0.1.0", "abc", "2.13", "cpu", "float32", 1.0), "2025-01-01"
    )


def shown(document: Document, layer_id: str) -> dict[int, int | None]:
    """Clip frame by project frame, where the layer shows one."""
    layer = document.layer(layer_id)
    return {frame: layer.source_frame(frame) for frame in layer.span}


LAYER_EDITS: dict[str, Callable[[Document], Document]] = {
    "remove_layer": lambda d: edits.remove_layer(d, "fox"),
    "restack_layer": lambda d: edits.restack_layer(d, "fox", 0),
    "split_layer": lambda d: edits.split_layer(d, "fox", 5),
    "rename_layer": lambda d: edits.rename_layer(d, "fox", "Vixen"),
    "set_role": lambda d: edits.set_role(d, "fox", Role.MEDIA),
    "set_prompt": lambda d: edits.set_prompt(d, "fox", "an orange fox"),
    "set_layer_seed": lambda d: edits.set_layer_seed(d, "fox", 7),
    "set_opacity": lambda d: edits.set_opacity(d, "fox", 0.5),
    "set_blend": lambda d: edits.set_blend(d, "fox", BlendMode.SCREEN),
    "set_transform": lambda d: edits.set_transform(d, "fox", Transform(x=3)),
    "set_clip": lambda d: edits.set_clip(d, "fox", CLIPS[2], 3),
    "choose_take": lambda d: edits.choose_take(d, "fox", take()),
    "move_layer": lambda d: edits.move_layer(d, "fox", 2),
    "trim_start": lambda d: edits.trim_start(d, "fox", 4),
    "trim_end": lambda d: edits.trim_end(d, "fox", 8),
    "slip_layer": lambda d: edits.slip_layer(d, "fox", 2),
}
FREE_EDITS: dict[str, Callable[[Document], Document]] = {
    "set_visible": lambda d: edits.set_visible(d, "fox", False),
    "set_solo": lambda d: edits.set_solo(d, "fox", True),
    "set_label": lambda d: edits.set_label(d, "fox", Label.RED),
}


@pytest.mark.parametrize("name", LAYER_EDITS)
def test_an_edit_changes_its_layer_and_a_locked_layer_refuses_it(name: str) -> None:
    edited = LAYER_EDITS[name](DOCUMENT)
    assert edited != DOCUMENT
    for layer in (MEADOW, SCENE):
        assert edited.layer(layer.id) is layer
    with pytest.raises(BadInput, match="'Fox' is locked; unlock it"):
        LAYER_EDITS[name](LOCKED)


@pytest.mark.parametrize("name", FREE_EDITS)
def test_eye_solo_and_label_work_on_locked_layers(name: str) -> None:
    assert FREE_EDITS[name](DOCUMENT) != DOCUMENT
    assert FREE_EDITS[name](LOCKED) != LOCKED


@given(document=documents(), edit=random_edits(), pick=st.integers(0, 5))
def test_no_edit_changes_what_a_locked_layer_holds(document: Document, edit: RandomEdit, pick: int) -> None:
    locked = [layer for layer in document.layers if layer.locked]
    edited = edit(document)
    if edited.canvas.fps != document.canvas.fps:
        return  # another rate counts every layer's time anew; it is held below to the same seconds
    after = {layer.id: layer for layer in edited.layers}
    for layer in locked:
        free = {"visible": layer.visible, "solo": layer.solo, "label": layer.label, "locked": layer.locked}
        assert replace(after[layer.id], **free) == layer


@given(document=documents(), edit=random_edits())
def test_edits_are_pure(document: Document, edit: RandomEdit) -> None:
    before = replace(document)
    first, second = edit(document), edit(document)
    assert document == before
    assert first == second


@given(document=documents(), edit=random_edits())
def test_no_change_is_the_same_object(document: Document, edit: RandomEdit) -> None:
    edited = edit(document)
    assert (edited is document) == (edited == document)


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: edits.set_prompt(d, "scene", "a fox trots"),
        lambda d: edits.set_opacity(d, "fox", 1.5),
        lambda d: edits.restack_layer(d, "scene", 99),
        lambda d: edits.set_seed(d, 0),
        lambda d: edits.move_layer(d, "fox", 0),
        lambda d: edits.set_work_area(d, Span(5, 15)),
        lambda d: edits.change_marker(d, Marker("m", 5, "here")),
    ],
)
def test_an_edit_without_effect_gives_the_same_object(edit: RandomEdit) -> None:
    assert edit(DOCUMENT) is DOCUMENT


def test_layers_are_added_on_top_or_at_a_place() -> None:
    new = replace(SCENE, id="new")
    assert [layer.id for layer in edits.add_layer(DOCUMENT, new)] == ["meadow", "fox", "scene", "new"]
    assert [layer.id for layer in edits.add_layer(DOCUMENT, new, 1)] == ["meadow", "new", "fox", "scene"]
    with pytest.raises(BadInput, match="share an id"):
        edits.add_layer(DOCUMENT, SCENE)


def test_restacking_keeps_the_others_in_order() -> None:
    assert [layer.id for layer in edits.restack_layer(DOCUMENT, "meadow", 1)] == ["fox", "meadow", "scene"]
    assert [layer.id for layer in edits.restack_layer(DOCUMENT, "scene", -5)] == ["scene", "meadow", "fox"]


def test_a_copy_is_unlocked_and_lies_right_above() -> None:
    document = edits.duplicate_layer(LOCKED, "fox", "copy")
    assert [layer.id for layer in document] == ["meadow", "fox", "copy", "scene"]
    copy = document.layer("copy")
    assert copy == replace(FOX, id="copy", name="Fox copy", stems_from="fox")
    assert not copy.locked
    assert edits.duplicate_layer(LOCKED, "fox", "copy", "{layer} Kopie").layer("copy").name == "Fox Kopie"


@given(frame=st.integers(3, 11), source_in=st.integers(0, 15))
def test_splitting_changes_nothing_that_is_shown(frame: int, source_in: int) -> None:
    document = replace(DOCUMENT, layers=(replace(FOX, source_in=source_in),))
    split = edits.split_layer(document, "fox", frame, "later")
    assert shown(split, "fox") | shown(split, "later") == shown(document, "fox")
    assert split.layer("fox").span == Span(2, frame)
    assert split.layer("later").span == Span(frame, 12)


def test_parts_and_copies_stay_of_one_material() -> None:
    document = edits.split_layer(DOCUMENT, "fox", 6, "later")
    document = edits.split_layer(document, "later", 9, "last")
    document = edits.duplicate_layer(document, "last", "copy")
    materials = {layer.id: layer.material for layer in document}
    assert materials == {"meadow": "meadow", "scene": "scene"} | dict.fromkeys(
        ("fox", "later", "last", "copy"), "fox"
    )


@pytest.mark.parametrize("frame", [1, 2, 12, 30])
def test_a_split_needs_a_frame_inside(frame: int) -> None:
    with pytest.raises(BadInput, match="playhead"):
        edits.split_layer(DOCUMENT, "fox", frame)


@given(frame=st.integers(-30, 30), source_in=st.integers(0, 15))
def test_trimming_the_start_leaves_the_rest_in_place(frame: int, source_in: int) -> None:
    document = replace(DOCUMENT, layers=(replace(FOX, source_in=source_in),))
    before, after = shown(document, "fox"), shown(edits.trim_start(document, "fox", frame), "fox")
    common = before.keys() & after.keys()
    assert common
    assert all(before[place] == after[place] for place in common)
    assert max(after) == max(before)


def test_trimming_stops_at_the_clip_and_at_one_frame() -> None:
    assert edits.trim_start(DOCUMENT, "fox", -50).layer("fox").span == Span(-2, 12)
    assert edits.trim_start(DOCUMENT, "fox", -50).layer("fox").source_in == 0
    assert edits.trim_start(DOCUMENT, "fox", 50).layer("fox").span == Span(11, 12)
    assert edits.trim_start(DOCUMENT, "scene", -5).layer("scene").span == Span(-5, 20)
    assert edits.trim_end(DOCUMENT, "fox", -50).layer("fox").span == Span(2, 3)
    assert edits.trim_end(DOCUMENT, "fox", 30).layer("fox").held_from == 14


def test_slipping_stays_within_the_clip() -> None:
    assert edits.slip_layer(DOCUMENT, "fox", 3).layer("fox").source_in == 7
    assert edits.slip_layer(DOCUMENT, "fox", 99).layer("fox").source_in == 15
    assert edits.slip_layer(DOCUMENT, "fox", -99).layer("fox").source_in == 0
    assert edits.slip_layer(DOCUMENT, "scene", 9) is DOCUMENT


@given(by=st.integers(-50, 50))
def test_moving_keeps_what_is_shown(by: int) -> None:
    moved = shown(edits.move_layer(DOCUMENT, "fox", by), "fox")
    assert moved == {place + by: frame for place, frame in shown(DOCUMENT, "fox").items()}


def test_a_take_is_shown_with_its_clip_and_length() -> None:
    fox = edits.choose_take(DOCUMENT, "fox", take(frames=3)).layer("fox")
    assert (fox.clip, fox.clip_frames, fox.take, fox.source_in) == (CLIPS[2], 3, "take-9", 2)
    as_media = edits.set_role(DOCUMENT, "fox", Role.MEDIA)
    with pytest.raises(BadInput, match="no media"):
        edits.choose_take(as_media, "fox", take())
    assert edits.choose_take(as_media, "fox", take(), Role.BACKGROUND).layer("fox").take == "take-9"


def test_a_used_take_leaves_locked_and_given_layers_alone() -> None:
    document = edits.use_take(LOCKED, take(Role.BACKGROUND))
    assert document.layer("fox") is LOCKED.layer("fox")
    assert document.layer("meadow") is MEADOW
    assert document.layer("scene").take == "take-9"


def test_a_used_take_goes_to_the_named_layers() -> None:
    document = edits.duplicate_layer(DOCUMENT, "fox", "vixen")
    named = edits.use_take(document, take(), {Role.FOREGROUND: "fox"})
    assert named.layer("fox").take == "take-9"
    assert named.layer("vixen").take is None
    assert named.layer("scene").take is None
    assert edits.use_take(document, take()).layer("vixen").take == "take-9"


def test_a_layer_can_be_emptied() -> None:
    fox = edits.set_clip(DOCUMENT, "fox", None).layer("fox")
    assert (fox.clip, fox.clip_frames, fox.take, fox.source_in) == (None, 0, None, 0)


def test_a_shorter_canvas_cuts_the_work_area() -> None:
    assert edits.set_canvas(DOCUMENT, replace(CANVAS, length=10)).work_area == Span(5, 10)
    assert edits.set_canvas(DOCUMENT, replace(CANVAS, length=4)).work_area is None


def test_the_work_area_is_cut_to_the_canvas() -> None:
    assert edits.set_work_area(DOCUMENT, Span(-4, 8)).work_area == Span(0, 8)
    assert edits.set_work_area(DOCUMENT, None).work_area is None
    with pytest.raises(BadInput, match="no frame"):
        edits.set_work_area(DOCUMENT, Span(20, 30))


def test_markers_stay_in_time_order() -> None:
    document = edits.add_marker(DOCUMENT, Marker("n", 2))
    assert [marker.id for marker in document.markers] == ["n", "m"]
    document = edits.change_marker(document, Marker("n", 9, "later"))
    assert [(marker.id, marker.frame) for marker in document.markers] == [("m", 5), ("n", 9)]
    assert [marker.id for marker in edits.remove_marker(document, "m").markers] == ["n"]
    for edit in (edits.remove_marker, lambda d, i: edits.change_marker(d, Marker(i, 0))):
        with pytest.raises(BadInput, match="no marker"):
            edit(document, "nowhere")


def test_settings_of_the_next_generation() -> None:
    document = edits.set_model(DOCUMENT, "mini", [("motion", 1), ("content", 0.5)])
    document = edits.set_sampling(edits.set_seed(document, 9), Sampling(steps=4))
    assert (document.model, document.seed, document.sampling.steps) == ("mini", 9, 4)
    assert document.adapters == (("content", 0.5), ("motion", 1.0))
