"""What would run, in words; and the request that comes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import PromptSet, Task
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.session.generate import build_request, describe_run, lock_only, new_document

from .conftest import PROMPTS

F, B, C = MODEL_ROLES


def with_clips(document: Document, *roles: Role) -> Document:
    """Put a clip on the top layer of each role and lock exactly these."""
    for role in roles:
        layer = document.top(role)
        assert layer is not None
        document = edits.set_clip(document, layer.id, f"{MODEL_ROLES.index(role)}" * 64, 8)
    return lock_only(document, roles)


@pytest.fixture
def document(tiny: ModelDescription) -> Document:
    return new_document(tiny, PROMPTS, seed=5)


def test_a_new_document_is_the_models_size_with_a_layer_for_each_role(
    tiny: ModelDescription, document: Document
) -> None:
    canvas = document.canvas
    assert (canvas.width, canvas.height, canvas.length, canvas.fps) == (64, 32, 8, tiny.fps)
    assert [(layer.role, layer.visible) for layer in document] == [(C, False), (B, True), (F, True)]
    assert document.prompts == PROMPTS and document.seed == 5
    assert document.model == "tiny" and document.sampling == tiny.sampling


@pytest.mark.parametrize(
    ("locked", "task", "words"),
    [
        ((), Task.GENERATE, "Makes foreground, background and blended scene"),
        ((C,), Task.DECOMPOSE, "Takes the blended scene apart"),
        (
            (F,),
            Task.BACKGROUND_FROM_FOREGROUND,
            "Keeps the foreground .* makes the background and blended scene",
        ),
        (
            (B,),
            Task.FOREGROUND_FROM_BACKGROUND,
            "Keeps the background .* makes the foreground and blended scene",
        ),
        ((F, B), Task.BLEND, "Keeps the foreground and background .* makes the blended scene"),
        ((B, C), Task.OTHER, "Keeps the background and blended scene .* makes the foreground"),
    ],
)
def test_locked_layers_with_a_clip_are_given(
    tiny: ModelDescription, document: Document, locked: tuple[Role, ...], task: Task, words: str
) -> None:
    document = with_clips(document, *locked)
    plan = describe_run(document, tiny)
    assert plan.can_run and plan.given == locked and set(plan.made) == set(MODEL_ROLES) - set(locked)
    request = build_request(document, tiny)
    assert request.task == task and request.given_roles == locked
    assert {item.role: item.clip for item in request.given} == {
        role: f"{MODEL_ROLES.index(role)}" * 64 for role in locked
    }
    assert request.prompts == PROMPTS and request.seed == 5 and request.model_hash == tiny.hash
    assert re.search(words, plan.sentence) and plan.sentence.endswith(".")


def test_what_cannot_run_says_why(tiny: ModelDescription, document: Document, tmp_path: Path) -> None:
    empty_locked = lock_only(document, (F,))
    cases = {
        "no model to run": (document, None),
        "Every layer is locked": (with_clips(document, F, B, C), tiny),
        "'Foreground' is locked but empty": (empty_locked, tiny),
        "Write what": (new_document(tiny), tiny),
        "cannot work from a locked background": (
            with_clips(document, B),
            replace(tiny, given_sets=(frozenset[Role](), frozenset({F}))),
        ),
        "lacks": (document, replace(tiny, folder=tmp_path)),
    }
    for words, (case, model) in cases.items():
        plan = describe_run(case, model)
        assert not plan.can_run and words in plan.sentence, plan
        assert plan.sentence.endswith(".") and "\n" not in plan.sentence
        if model is not None:
            with pytest.raises(BadInput) as caught:
                build_request(case, model)
            assert str(caught.value) == plan.sentence


def test_an_unlocked_clip_is_made_anew_and_a_decompose_needs_no_prompt(tiny: ModelDescription) -> None:
    document = with_clips(new_document(tiny), C)
    assert describe_run(document, tiny).can_run
    assert not describe_run(lock_only(document, ()), tiny).can_run


@pytest.mark.parametrize(
    ("prompt", "noted"),
    [
        ("a blue fox", False),
        ("Two foxes? No: dogs!", False),
        ("a red dragon", True),
        ("", False),
        ("the red", False),
    ],
)
def test_a_prompt_outside_the_vocabulary_gets_a_hint(
    tiny: ModelDescription, prompt: str, noted: bool
) -> None:
    plan = describe_run(new_document(tiny, PromptSet(prompt, "a wide meadow")), tiny)
    assert plan.can_run and len(plan.notes) == noted
    if noted:
        assert "foreground prompt" in plan.notes[0] and "a red fox, a dog, a rocket" in plan.notes[0]


def test_a_made_layers_own_seed_goes_before_the_documents(tiny: ModelDescription, document: Document) -> None:
    tops = {role: layer for role in MODEL_ROLES if (layer := document.top(role)) is not None}
    own = edits.set_layer_seed(document, tops[B].id, 99)
    assert build_request(own, tiny).seed == 99
    assert build_request(own, tiny, seed=3).seed == 3
    assert build_request(with_clips(own, B), tiny).seed == 5
