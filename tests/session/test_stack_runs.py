"""Runs by layer: what is given and made, several foregrounds, re-rolls, what has changed since, the proof."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.request import PromptSet
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.core.takes import Take
from layerflow_studio.core.viewmodes import Backdrop, over_backdrop
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.session.generate import (
    COMPOSITE,
    Target,
    build_request,
    describe_run,
    plan_job,
    show_take,
)
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.staleness import Change, changes_since

F, B, C = MODEL_ROLES


def top(document: Document, role: Role) -> Layer:
    layer = document.top(role)
    assert layer is not None
    return layer


def painted(colour: tuple[int, int, int], box: slice | None = None) -> ClipPixels:
    """Eight frames of 64 x 32: a colour everywhere, or in some columns only and transparent elsewhere."""
    pixels = np.zeros((8, 32, 64, 4), np.uint8)
    pixels[:, :, box or slice(None)] = (*colour, 255)
    return ClipPixels(pixels, Fraction(8))


@pytest.fixture
def stack(project: Project) -> Document:
    """Scene, background and two foregrounds; the upper one, Bird, is empty."""
    document = project.document
    for role, clip in ((B, painted((10, 20, 200))), (F, painted((200, 10, 10), slice(0, 20)))):
        document = edits.set_clip(document, top(document, role).id, project.clips.put(clip), 8)
    document = edits.rename_layer(document, top(document, F).id, "Fox")
    document = add_empty_layer(document, F, "Bird", "bird")
    return edits.set_prompt(document, "bird", "a rocket")


def run(
    project: Project, document: Document, model: ModelDescription, keeper: ModelKeeper, target: Target
) -> Take:
    return plan_job(project, document, model, keeper, target=target).run(SilentProgress(), CancelToken())


def test_a_further_foreground_is_made_over_the_composite_of_all_below(
    project: Project, stack: Document, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    plan = describe_run(stack, tiny, Target("bird"))
    assert plan.sentence == (
        "Makes the foreground of layer Bird and blended scene, over the composite of 2 layers below."
    )
    assert plan.given == (B,) and [layer.name for layer in plan.beneath] == ["Background", "Fox"]
    take = run(project, stack, tiny, keeper, Target("bird"))
    given = take.request.given[0]
    assert take.request.given_roles == (B,) and given.clip == take.clip(B) != COMPOSITE
    composite = project.clips.get(given.clip)
    assert clip_hash(composite) == given.clip and composite.frames == 8
    for index in (0, 7):
        expected = over_backdrop(render_frame(stack, index, project.clips), Backdrop.BLACK)
        assert np.array_equal(composite.frame(index), expected)
    assert tuple(composite.frame(0)[0, 0]) == (200, 10, 10, 255)
    assert tuple(composite.frame(0)[0, 40]) == (10, 20, 200, 255)
    assert [(below.name, below.clip) for below in take.over] == [
        (layer.name, layer.clip) for layer in plan.beneath
    ]
    assert take.unchanged == (B,) and take.locks_proven
    shown = show_take(stack, take)
    assert shown.layer("bird").take == take.id and top(shown, C).take == take.id
    assert [layer.clip for layer in plan.beneath] == [shown.layer(b.id).clip for b in plan.beneath]


def test_the_lowest_foreground_of_several_runs_as_if_it_were_alone(
    stack: Document, tiny: ModelDescription
) -> None:
    fox = next(layer for layer in stack.layers if layer.name == "Fox")
    plan = describe_run(stack, tiny, Target(fox.id))
    assert plan.beneath == () and plan.made == MODEL_ROLES
    assert plan.sentence == "Makes foreground of layer Fox, background and blended scene from the prompts."
    locked = edits.set_locked(stack, top(stack, B).id, True)
    assert describe_run(locked, tiny, Target(fox.id)).given == (B,)


def test_what_is_hidden_is_not_below(stack: Document, tiny: ModelDescription) -> None:
    fox = next(layer for layer in stack.layers if layer.name == "Fox")
    hidden = edits.set_visible(stack, fox.id, False)
    assert describe_run(hidden, tiny, Target("bird")).beneath == ()
    soloed = edits.set_solo(stack, top(stack, B).id, True)
    assert len(describe_run(soloed, tiny, Target("bird")).beneath) == 2


def test_the_composite_follows_canvas_rate_and_the_layers_start(
    project: Project, stack: Document, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    canvas = replace(stack.canvas, fps=Fraction(24), length=40)
    document = edits.set_canvas(stack, canvas)
    fox = next(layer for layer in document.layers if layer.name == "Fox")
    document = edits.move_layer(document, fox.id, 10)
    bird = document.layer("bird")
    document = edits.move_layer(document, "bird", 6 - bird.span.start)
    job = plan_job(project, document, tiny, keeper, target=Target("bird"))
    assert job.ground is not None
    clip = job.ground.render(project.clips, 8, Fraction(8), SilentProgress(), CancelToken())
    reds = [int(clip.frame(index)[0, 0, 0]) for index in range(8)]
    at = [6 + 3 * index for index in range(8)]
    assert reds == [200 if frame in document.layer(fox.id).span else 10 for frame in at]
    assert reds == [10, 10, 200, 200, 200, 200, 200, 200], "the fox begins at frame 10"


def test_rerolling_a_layer_gives_every_other_one_but_the_scene(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    first = plan_job(project, project.document, tiny, keeper).run(SilentProgress(), CancelToken())
    document = show_take(project.document, first)
    for role, given in ((F, (B,)), (B, (F,)), (C, (F, B))):
        target = Target(top(document, role).id, only=True)
        plan = describe_run(document, tiny, target)
        assert plan.can_run and plan.given == given, role
        take = run(project, edits.set_seed(document, 9), tiny, keeper, target)
        assert take.request.given_roles == given and take.unchanged == given
        shown = show_take(document, take)
        for kept in given:
            assert top(shown, kept) == top(document, kept)
        assert top(shown, role).clip == take.clip(role) != top(document, role).clip
    sentence = describe_run(document, tiny, Target(top(document, B).id, only=True)).sentence
    assert sentence == "Makes the background and blended scene anew and keeps the foreground as it is."


def test_what_cannot_be_rerolled_says_why(stack: Document, tiny: ModelDescription) -> None:
    fox = next(layer for layer in stack.layers if layer.name == "Fox")
    media = edits.set_role(stack, fox.id, Role.MEDIA)
    cases = {
        "'Fox' is locked; unlock it": (edits.set_locked(stack, fox.id, True), fox.id),
        "'Fox' is media": (media, fox.id),
        "not there any more": (stack, "gone"),
    }
    for words, (document, layer_id) in cases.items():
        plan = describe_run(document, tiny, Target(layer_id, only=True))
        assert not plan.can_run and words in plan.sentence
        with pytest.raises(BadInput):
            build_request(document, tiny, target=Target(layer_id, only=True))


def test_a_layers_own_negative_and_seed_go_before_the_documents(
    stack: Document, tiny: ModelDescription
) -> None:
    document = replace(stack, negative=PromptSet("haze", "people", ""))
    document = edits.set_layer_negative(document, "bird", "clouds")
    document = edits.set_layer_seed(document, "bird", 77)
    request = build_request(document, tiny, target=Target("bird"))
    assert (request.negative.foreground, request.negative.background) == ("clouds", "people")
    assert request.seed == 77 and request.prompts.foreground == "a rocket"


def test_a_take_goes_to_the_layers_it_was_made_for(
    project: Project, stack: Document, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    fox = next(layer for layer in stack.layers if layer.name == "Fox")
    take = run(project, stack, tiny, keeper, Target(fox.id, only=True))
    shown = show_take(stack, take)
    assert shown.layer(fox.id).take == take.id and shown.layer("bird").take is None
    without = edits.remove_layer(stack, fox.id)
    assert show_take(without, take).layer("bird").take == take.id, "chosen later, it takes the topmost"


def test_a_layer_tells_what_has_changed_since_its_take(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    background = project.clips.put(painted((1, 2, 3)))
    document = edits.set_clip(project.document, top(project.document, B).id, background, 8)
    document = edits.set_locked(document, top(document, B).id, True)
    take = run(project, document, tiny, keeper, Target())
    document = show_take(document, take)
    fox = top(document, F)
    told = partial(changes_since, take=take, fresh_seed=False)
    assert told(document, fox) == () and told(document, top(document, B)) == ()
    edited = {
        (Change.PROMPT,): edits.set_prompt(document, fox.id, "a dog"),
        (Change.NEGATIVE,): edits.set_layer_negative(document, fox.id, "haze"),
        (Change.SEED,): edits.set_seed(document, 4711),
        (Change.SAMPLING,): edits.set_sampling(document, replace(document.sampling, steps=9)),
        (Change.BACKGROUND,): edits.set_clip(
            edits.set_locked(document, top(document, B).id, False), top(document, B).id, "9" * 64, 8
        ),
    }
    for expected, changed in edited.items():
        assert told(changed, changed.layer(fox.id)) == expected
    drawn = edits.set_seed(document, 4711)
    assert changes_since(drawn, drawn.layer(fox.id), take, fresh_seed=True) == ()


def test_what_lies_below_counts_too(
    project: Project, stack: Document, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    take = run(project, stack, tiny, keeper, Target("bird"))
    shown = show_take(stack, take)
    assert changes_since(shown, shown.layer("bird"), take, fresh_seed=True) == ()
    fox = next(layer for layer in stack.layers if layer.name == "Fox")
    more = add_empty_layer(shown, F, "Balloon", "balloon")
    assert changes_since(more, top(more, C), take, fresh_seed=True) == ()
    hidden = edits.set_visible(shown, fox.id, False)
    assert changes_since(hidden, hidden.layer("bird"), take, fresh_seed=True) == (Change.BELOW,)


def test_a_split_foreground_is_made_as_before(stack: Document, tiny: ModelDescription) -> None:
    document = edits.remove_layer(stack, "bird")
    fox = top(document, F)
    split = edits.split_layer(document, fox.id, 4, "later")
    for part in ("", fox.id, "later"):
        plan = describe_run(split, tiny, Target(part))
        assert plan.beneath == () and plan.made == MODEL_ROLES, part
        assert plan.acting[F].id == (part or "later")
    below = edits.split_layer(stack, fox.id, 4, "later")
    bird = edits.trim_end(below, "bird", 4)
    names = [layer.id for layer in describe_run(bird, tiny, Target("bird")).beneath]
    assert names == [top(stack, B).id, fox.id], "the later fox is not there while the bird is"


def test_a_split_background_is_made_in_part_and_kept_whole(stack: Document, tiny: ModelDescription) -> None:
    document = edits.remove_layer(stack, "bird")
    early = top(document, B).id
    split = edits.split_layer(document, early, 4, "later")
    plan = describe_run(split, tiny)
    assert plan.beneath == () and plan.made == MODEL_ROLES and plan.acting[B].id == "later"
    assert describe_run(split, tiny, Target(early)).acting[B].id == early
    both = edits.split_layer(split, top(split, F).id, 4, "later fox")
    fox = top(document, F).id
    assert {role: layer.id for role, layer in describe_run(both, tiny, Target(fox)).acting.items()} == {
        F: fox, B: early, C: top(document, C).id,
    }  # fmt: skip
    locked = edits.set_locked(edits.set_locked(split, early, True), "later", True)
    for kept in (describe_run(locked, tiny), describe_run(split, tiny, Target(fox, only=True))):
        assert [layer.id for layer in kept.beneath] == [early, "later"] and kept.given == (B,)


def test_a_split_changes_nothing_since_the_take(
    project: Project, stack: Document, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    take = run(project, stack, tiny, keeper, Target("bird"))
    split = show_take(stack, take)
    for layer in (top(split, B), next(layer for layer in split.layers if layer.name == "Fox")):
        split = edits.split_layer(split, layer.id, 3)
    split = edits.split_layer(split, "bird", 5, "later")
    for part in ("bird", "later"):
        assert changes_since(split, split.layer(part), take, fresh_seed=True) == (), part


def test_a_lock_that_did_not_survive_is_not_called_proven(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    clip = project.clips.put(painted((1, 2, 3)))
    layer = top(project.document, B)
    document = edits.set_locked(edits.set_clip(project.document, layer.id, clip, 8), layer.id, True)

    class Spoil(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            if stage == "decode":
                project.clips.path_of(clip).write_bytes(b"broken")

    job = plan_job(project, document, tiny, keeper)
    take = job.run(Spoil(), CancelToken())
    assert take.request.given_roles == (B,) and take.unchanged == () and not take.locks_proven
    assert project.library.get(take.id).take == take, "what was made is kept all the same"
