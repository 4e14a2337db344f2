"""A run ends as a take on disk: right clips, same bytes for the same request, locked layers kept by hash."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken, Failed, Finished, Progress, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, PastEnd, Role
from layerflow_studio.core.request import Given
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Cancelled, WeightsMissing
from layerflow_studio.session.generate import (
    GenerateJob,
    build_request,
    cuts_of,
    describe_run,
    lock_only,
    new_document,
    show_take,
    use_model,
)
from layerflow_studio.session.media_jobs import Imported, place_clip
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner

from .conftest import PROMPTS

F, B, C = MODEL_ROLES


class CancelAt(SilentProgress):
    """A sink that cancels when a stage is reached, and remembers the stages."""

    def __init__(self, stage: str, done: int = 0) -> None:
        self.token, self.stages = CancelToken(), list[str]()
        self._at = (stage, done)

    def progress(self, stage: str, done: int, total: int) -> None:
        self.stages.append(stage)
        if (stage, done) == self._at:
            self.token.cancel()

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        """Not of interest."""


def make(
    project: Project,
    document: Document,
    model: ModelDescription,
    keeper: ModelKeeper,
    seed: int | None = None,
) -> Take:
    request = build_request(document, model, seed=seed)
    cuts = cuts_of(document, request)
    return GenerateJob(project, request, keeper, cuts).run(SilentProgress(), CancelToken())


def noise(frames: int = 8, width: int = 64, height: int = 32) -> ClipPixels:
    pixels = np.random.default_rng(1).integers(0, 256, (frames, height, width, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    return ClipPixels(pixels, Fraction(8))


def test_a_take_is_complete_stored_in_16_bits_and_in_the_library(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    request = build_request(project.document, tiny)
    take = GenerateJob(project, request, keeper).run(SilentProgress(), CancelToken())
    assert take.request == request and set(take.by_role) == set(MODEL_ROLES)
    assert take.provenance.model_hash == tiny.hash and take.matte in ("grey", "black")
    assert [entry.take for entry in project.library.entries()] == [take]
    for role, clip in take.clips:
        pixels = project.clips.get(clip)
        assert (pixels.width, pixels.height, pixels.frames, pixels.fps) == (64, 32, 8, tiny.fps)
        assert pixels.pixels.dtype == np.uint16 and pixels.has_alpha == (role is F)
    project.close()
    with Project.open(project.folder) as again:
        assert again.library.get(take.id).take == take


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    first = make(project, project.document, tiny, keeper)
    again = make(project, project.document, tiny, ModelKeeper(tiny.folder.parent))
    other = make(project, project.document, tiny, keeper, seed=6)
    assert first.id != again.id and first.request.request_hash == again.request.request_hash
    assert first.clips == again.clips
    assert all(one[1] != two[1] for one, two in zip(first.clips, other.clips, strict=True))


@pytest.mark.parametrize("locked", [(F,), (B,), (C,), (F, B), (F, C), (B, C)])
def test_locked_layers_keep_their_clip_and_the_others_are_new(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper, locked: tuple[Role, ...]
) -> None:
    first = make(project, project.document, tiny, keeper)
    document = lock_only(show_take(project.document, first), locked)
    second = make(project, document, tiny, keeper, seed=123)
    for role in MODEL_ROLES:
        assert (second.clip(role) == first.clip(role)) == (role in locked), role
    shown = show_take(document, second)
    for role in MODEL_ROLES:
        layer = shown.top(role)
        assert layer is not None and layer.clip == second.clip(role)
        assert clip_hash(project.clips.get(layer.clip or "")) == layer.clip


def test_taking_an_import_apart_hides_it_and_keeps_its_clip(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    clip = project.clips.put(noise())
    imported = Imported(clip, "street", 8, 64, 32, Fraction(8), False)
    document = place_clip(project.document, imported, C, lock=True)
    layer = document.top(C)
    assert layer is not None and layer.visible and layer.locked and layer.clip == clip
    take = make(project, document, tiny, keeper)
    assert take.clip(C) == clip and take.request.task == "decompose"
    shown = show_take(document, take)
    hidden = shown.top(C)
    assert hidden is not None and not hidden.visible and hidden.clip == clip


def test_a_given_clip_of_another_size_is_fitted_for_the_model_and_kept_as_it_is(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    clip = project.clips.put(noise(frames=5, width=100, height=70))
    layer = project.document.top(B)
    assert layer is not None
    document = lock_only(edits.set_clip(project.document, layer.id, clip, 5), (B,))
    take = make(project, document, tiny, keeper)
    assert take.clip(B) == clip
    assert project.clips.describe(take.clip(F) or "").width == 64


def test_a_trimmed_lock_is_given_as_it_is_shown(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    pixels = noise(frames=24, width=64, height=32).pixels
    clip = project.clips.put(ClipPixels(pixels, Fraction(16)))
    layer = project.document.top(B)
    assert layer is not None
    document = edits.set_clip(project.document, layer.id, clip, 24, Fraction(16))
    document = edits.slip_layer(edits.trim_end(document, layer.id, 5), layer.id, 4)
    document = lock_only(document, (B,))
    take = make(project, document, tiny, keeper)
    part = take.clip(B) or ""
    assert part != clip and take.request.given == (Given(B, part),)
    assert np.array_equal(project.clips.get(part).pixels, pixels[8:18])  # 5 frames of 8 a second, from 1/2 s
    assert take.length(B) == (10, 16) and take.length(F) == (tiny.frames, tiny.fps)
    shown = show_take(document, take).top(B)
    assert shown is not None and shown.clip == clip
    chosen = edits.choose_take(edits.set_locked(document, layer.id, False), layer.id, take).layer(layer.id)
    assert (chosen.clip, chosen.clip_frames, chosen.pace) == (part, 10, 2)
    again = make(project, document, tiny, keeper)
    assert again.clip(B) == part
    for role in MODEL_ROLES:
        assert again.clip(role) == take.clip(role)


def test_what_the_model_sees_whole_is_given_as_it_is_stored(project: Project, tiny: ModelDescription) -> None:
    layer = project.document.top(B)
    assert layer is not None

    def cut(
        frames: int, fps: int, change: Callable[[Document], Document] = lambda d: d
    ) -> tuple[int, ...] | None:
        document = edits.set_clip(project.document, layer.id, "0" * 64, frames, Fraction(fps))
        document = edits.set_locked(change(document), layer.id, True)
        (cut,) = cuts_of(document, build_request(document, tiny))
        assert cut.role == B and cut.fps == fps
        return cut.frames

    assert tiny.frames == 8 and tiny.fps == 8
    loop = partial(edits.set_past_end, layer_id=layer.id, past_end=PastEnd.LOOP)
    longer = partial(edits.trim_end, layer_id=layer.id, frame=20)
    for whole in (cut(8, 8), cut(5, 8), cut(80, 8), cut(24, 24), cut(8, 8, loop), cut(9, 8, longer)):
        assert whole is None
    assert cut(8, 8, lambda d: loop(longer(d))) is None
    assert cut(3, 8, loop) == (0, 1, 2, 0, 1, 2, 0, 1)
    assert cut(8, 8, partial(edits.move_layer, layer_id=layer.id, by=3)) is None
    assert cut(8, 8, partial(edits.trim_end, layer_id=layer.id, frame=2)) == (0, 1)
    assert cut(8, 8, partial(edits.trim_start, layer_id=layer.id, frame=6)) == (6, 7)


def test_a_lock_at_another_speed_is_given_at_that_speed(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    clip = project.clips.put(noise())
    layer = project.document.top(B)
    assert layer is not None
    document = edits.set_clip(project.document, layer.id, clip, 8, Fraction(8))
    fast = lock_only(edits.set_pace(document, layer.id, Fraction(2)), (B,))
    take = make(project, fast, tiny, keeper)
    assert take.clip(B) != clip and take.length(B) == (8, 16)
    assert make(project, lock_only(document, (B,)), tiny, keeper).clip(B) == clip


@pytest.mark.parametrize(
    ("stage", "done"),
    [("load", 1), ("encode", 1), ("denoise", 1), ("decode", 1), ("straighten", 1), ("store", 1)],
)
def test_cancelling_in_any_stage_leaves_no_take(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper, stage: str, done: int
) -> None:
    sink = CancelAt(stage, done)
    job = GenerateJob(project, build_request(project.document, tiny), keeper)
    with pytest.raises(Cancelled):
        job.run(sink, sink.token)
    assert sink.stages[-1] == stage
    assert project.library.entries() == () and not list((project.folder / "takes").iterdir())
    assert not list((project.folder / "clips").glob("*.part"))


def test_stages_come_in_the_order_the_job_announces(
    project: Project, tiny: ModelDescription, runner: Runner
) -> None:
    seen: list[Progress] = []
    runner.subscribe(lambda event: seen.append(event) if isinstance(event, Progress) else None)
    job = GenerateJob(project, build_request(project.document, tiny), ModelKeeper(tiny.folder.parent))
    last = runner.wait(runner.submit(job), 60)
    assert isinstance(last, Finished) and isinstance(last.result, Take)
    assert list(dict.fromkeys(event.stage for event in seen)) == [name for name, _ in job.stages]
    steps = [event.done for event in seen if event.stage == "denoise"]
    assert steps == list(range(tiny.sampling.steps + 1))
    assert seen[-1].stage == "store" and seen[-1].done == seen[-1].total
    assert any(event.seconds_left is not None for event in seen if event.stage == "denoise")


def test_the_model_is_opened_once(project: Project, tiny: ModelDescription) -> None:
    keeper = ModelKeeper(tiny.folder.parent)
    assert not keeper.holds(tiny)
    engine = keeper.engine(tiny)
    assert keeper.engine(tiny) is engine and keeper.holds(tiny)
    keeper.drop()
    assert not keeper.holds(tiny)
    make(project, project.document, tiny, keeper)
    assert keeper.holds(tiny) and keeper.engine(tiny) is not engine


def test_other_weights_than_the_request_names_are_refused(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    request = replace(build_request(project.document, tiny), model_hash="0" * 64)
    with pytest.raises(BadInput, match="other weights"):
        GenerateJob(project, request, keeper).run(SilentProgress(), CancelToken())


def test_missing_weights_fail_with_a_sentence(tmp_path: Path, tiny: ModelDescription, runner: Runner) -> None:
    shutil.copytree(tiny.folder, tmp_path / "models" / "tiny")
    (tmp_path / "models" / "tiny" / "vae" / "config.json").unlink()
    keeper = ModelKeeper(tmp_path / "models")
    with pytest.raises(WeightsMissing, match=r"vae/config\.json"):
        keeper.engine(keeper.model("tiny"))
    with Project.create(tmp_path / "p", new_document(tiny, PROMPTS)) as project:
        job = GenerateJob(project, build_request(project.document, tiny), keeper)
        last = runner.wait(runner.submit(job), 60)
    assert isinstance(last, Failed) and last.message.startswith("Tiny lacks vae/config.json; put ")


def test_the_foreground_comes_out_straight(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper
) -> None:
    """Laid over its matte again, the stored foreground is what was painted, where alpha can be trusted."""
    request = build_request(project.document, tiny)
    painted = keeper.engine(tiny).run(request, {}, SilentProgress(), CancelToken()).clips[F]
    take = make(project, project.document, tiny, keeper)
    straight = project.clips.get(take.clip(F) or "").as_float()
    matte = {"grey": 0.5, "black": 0.0}[take.matte]
    alpha = straight[..., 3:]
    laid = straight[..., :3] * alpha + matte * (1 - alpha)
    free = ((straight[..., :3] > 0) & (straight[..., :3] < 1)).all(-1)  # not clipped to what can be shown
    sure = free & (straight[..., 3] > 0.1)
    assert sure.any()
    assert np.abs(laid - painted[..., :3])[sure].max() < 0.02


# --- models that make several sizes


def upscaling(model: ModelDescription, factor: int = 2) -> ModelDescription:
    """The model as if it had an upscaling decoder."""
    upscaler = {"folder": "upscaler", "factor": factor}
    return replace(model, settings={**model.settings, "upscaler": upscaler})


@pytest.mark.parametrize(
    ("canvas", "size"),
    [
        ((64, 32), (64, 32)),
        ((128, 64), (128, 64)),
        ((127, 64), (64, 32)),
        ((1920, 1080), (128, 64)),
        ((9, 9), (64, 32)),
    ],
)
def test_a_run_makes_the_largest_size_that_the_canvas_has_room_for(
    project: Project, tiny: ModelDescription, canvas: tuple[int, int], size: tuple[int, int]
) -> None:
    shape = replace(project.document.canvas, width=canvas[0], height=canvas[1])
    document = edits.set_canvas(project.document, shape)
    request = build_request(document, upscaling(tiny))
    assert (request.width, request.height) == size
    assert (request.frames, request.fps) == (tiny.frames, tiny.fps)
    plain = build_request(document, tiny)
    assert (plain.width, plain.height) == (64, 32)


def test_the_size_is_told_where_it_is_not_the_model_s_own(project: Project, tiny: ModelDescription) -> None:
    both, own = upscaling(tiny), "Makes foreground, background and blended scene from the prompts."
    assert describe_run(project.document, both).sentence == own
    large = edits.set_canvas(project.document, replace(project.document.canvas, width=128, height=64))
    assert describe_run(large, both).sentence == f"{own} The clips are upscaled to 128 × 64."
    assert describe_run(large, tiny).sentence == own


def test_a_new_document_and_another_model_begin_at_the_model_s_own_size(tiny: ModelDescription) -> None:
    both = upscaling(tiny)
    made = new_document(both, PROMPTS)
    assert (made.canvas.width, made.canvas.height) == (64, 32)
    large = edits.set_canvas(made, replace(made.canvas, width=128, height=64))
    used = use_model(large, both)
    assert (used.canvas.width, used.canvas.height) == (64, 32)
