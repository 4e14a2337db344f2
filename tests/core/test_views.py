"""Views of a document: what each shows, and what happens when a part of it is not there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from layerflow_studio.core import edits, viewmodes
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.frames import Frame, freeze
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.render import render_frame, shown_layers
from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.core.viewmodes import Compare
from layerflow_studio.core.views import BlendedScene, LayerAlone, Recomposition, TakeClip, View
from layerflow_studio.errors import BadInput

SIDE = 4


def flat(red: int, green: int, blue: int, alpha: int = 255) -> Frame:
    return freeze(np.tile(np.array((red, green, blue, alpha), np.uint8), (SIDE, SIDE, 1)))


class Source:
    """One flat picture for every clip."""

    frames: dict[str, Frame] = {  # noqa: RUF012
        "fg": flat(200, 0, 0, 128),
        "bg": flat(0, 200, 0),
        "sc": flat(0, 0, 200),
        "fg2": flat(255, 255, 0, 255),
        "bg2": flat(9, 9, 9),
        "sc2": flat(1, 2, 3),
    }

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        return self.frame(clip, first)

    def frame(self, clip: ClipId, index: int) -> Frame:
        return self.frames[clip]


def layer(role: Role, clip: str) -> Layer:
    return Layer(
        id=role.value, name=role.value, role=role, span=Canvas(4, 4, Fraction(8), 3).span, clip=clip,
        clip_frames=3, visible=role != Role.BLENDED,
    )  # fmt: skip


@pytest.fixture
def document() -> Document:
    layers = (layer(Role.BLENDED, "sc"), layer(Role.BACKGROUND, "bg"), layer(Role.FOREGROUND, "fg"))
    return Document(Canvas(SIDE, SIDE, Fraction(8), 3), layers)


@pytest.fixture
def take() -> Take:
    request = GenerationRequest(
        "m", "hash", PromptSet("a", "b", "c"), PromptSet(), (), SIDE, SIDE, 3, Fraction(8), 1, Sampling()
    )
    made = Provenance("1", "h", "2", "cpu", "float32", 1.0)
    return Take("t2", request, tuple(zip(MODEL_ROLES, ("fg2", "bg2", "sc2"), strict=True)), made, "2026")


def pixel(view: View, document: Document) -> list[int]:
    return render_frame(view.of(document), 1, Source())[0, 0].tolist()


def test_each_view_shows_what_it_names(document: Document, take: Take) -> None:
    assert View().of(document) is document
    assert pixel(View(), document) == [100, 100, 0, 255]
    assert pixel(LayerAlone("foreground"), document) == [200, 0, 0, 128]
    assert pixel(LayerAlone("blended"), document) == [0, 0, 200, 255], "hidden layers can be looked at"
    assert pixel(Recomposition(), document) == [100, 100, 0, 255]
    assert pixel(BlendedScene(), document) == [0, 0, 200, 255]
    assert pixel(TakeClip(take, Role.FOREGROUND), document) == [255, 255, 0, 255]
    assert pixel(TakeClip(take, Role.BACKGROUND), document) == [105, 4, 4, 255]
    assert pixel(TakeClip(take, Role.BLENDED), document) == [1, 2, 3, 255]


def test_a_take_is_seen_on_its_own_layer_in_the_whole_stack(document: Document, take: Take) -> None:
    """Two foregrounds and a title: the take of the lower one lies between what is under and over it."""
    upper = replace(layer(Role.FOREGROUND, "fg"), id="upper", name="Upper")
    title = replace(layer(Role.MEDIA, "fg"), id="title", name="Title", opacity=0.5)
    document = edits.add_layer(edits.add_layer(document, upper), title)
    own = replace(take, layers=((Role.FOREGROUND, "foreground"), (Role.BACKGROUND, "background")))
    seen = TakeClip(own, Role.FOREGROUND).of(document)
    assert [(layer.id, layer.clip) for layer in seen.layers if layer.visible] == [
        ("background", "bg"), ("foreground", "fg2"), ("upper", "fg"), ("title", "fg"),
    ]  # fmt: skip
    gone = edits.remove_layer(document, "foreground")
    assert TakeClip(own, Role.FOREGROUND).of(gone).layer("upper").clip == "fg2"
    hidden = edits.set_visible(document, "foreground", False)
    assert TakeClip(own, Role.FOREGROUND).of(hidden).layer("foreground").visible
    assert not TakeClip(own, Role.BACKGROUND).of(hidden).layer("foreground").visible
    alone = edits.set_solo(document, "title", True)
    assert [layer.id for layer in shown_layers(TakeClip(own, Role.FOREGROUND).of(alone), 1)] == [
        "foreground", "title",
    ]  # fmt: skip


def test_views_do_not_mind_locks_solo_and_missing_layers(document: Document, take: Take) -> None:
    locked = edits.set_locked(edits.set_solo(document, "blended", True), "foreground", True)
    assert pixel(TakeClip(take, Role.FOREGROUND), locked) == [255, 255, 0, 255]
    assert pixel(Recomposition(), locked) == [100, 100, 0, 255]
    nothing = replace(document, layers=())
    assert pixel(TakeClip(take, Role.FOREGROUND), nothing) == [255, 255, 0, 255]


def test_what_is_not_there_is_one_sentence(document: Document) -> None:
    with pytest.raises(BadInput, match="no layer 'gone'"):
        LayerAlone("gone").of(document)
    with pytest.raises(BadInput, match="no foreground with a picture"):
        Recomposition().of(edits.remove_layer(document, "foreground"))


def test_mixes_of_two_pictures() -> None:
    first, second = flat(100, 100, 100), flat(110, 90, 100)
    assert viewmodes.mix(first, second, Compare.DIFFERENCE, 4)[0, 0].tolist() == [40, 40, 0, 255]
    assert viewmodes.mix(first, second, Compare.RESIDUAL, 2)[0, 0].tolist() == [148, 108, 128, 255]
    assert viewmodes.mix(first, second, Compare.ONION)[0, 0].tolist() == [105, 95, 100, 255]
    assert viewmodes.mix(first, first, Compare.HEAT)[0, 0].tolist() == [0, 0, 0, 255]
    clear = viewmodes.onion(flat(255, 0, 0, 0), flat(0, 80, 0))[0, 0].tolist()
    assert clear == [0, 80, 0, 128], "invisible colour does not bleed in"
    with pytest.raises(BadInput, match="two pictures"):
        viewmodes.mix(first, second, Compare.WIPE)


def test_straight_colour_ignores_alpha_and_grey_is_half() -> None:
    seen = viewmodes.view_channel(flat(10, 20, 30, 0), viewmodes.Channel.STRAIGHT)
    assert seen[0, 0].tolist() == [10, 20, 30, 255]
    assert viewmodes.over_backdrop(flat(1, 1, 1, 0), viewmodes.Backdrop.GREY)[0, 0].tolist() == [
        128, 128, 128, 255,
    ]  # fmt: skip
