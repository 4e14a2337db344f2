"""Whole runs of the tiny model: every task, reproducible, cancellable, with previews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn.modules.module import register_module_forward_pre_hook

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import PromptSet, Sampling
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Cancelled

from .models import tiny_transformer
from .tiny_runs import GIVEN_SETS, PROMPTS, Listener, make_given, make_request, name, run


@pytest.fixture(scope="module")
def engine(any_model: ModelDescription) -> LayerFlow:
    return LayerFlow.open(any_model, "cpu", torch.float32)


@pytest.mark.parametrize("roles", GIVEN_SETS, ids=name)
def test_every_set_of_given_layers_runs(
    engine: LayerFlow, any_model: ModelDescription, roles: tuple[Role, ...]
) -> None:
    given = make_given(any_model, roles)
    request = make_request(any_model, given)
    result = engine.run(request, given, SilentProgress(), CancelToken())
    assert tuple(result.clips) == request.made_roles == tuple(r for r in MODEL_ROLES if r not in roles)
    for role, clip in result.clips.items():
        assert clip.shape == (any_model.frames, any_model.height, any_model.width, 4)
        assert clip.dtype == np.float32
        assert clip.min() >= 0 and clip.max() <= 1
        assert clip[..., :3].std() > 0.01
        assert (clip[..., 3] == 1).all() == (role is not Role.FOREGROUND)
    assert result.provenance.model_hash == any_model.hash
    assert (result.provenance.device, result.provenance.dtype) == ("cpu", "float32")
    assert result.provenance.seconds > 0


@pytest.mark.parametrize("roles", [(), (Role.BLENDED,)], ids=name)
def test_same_request_same_bytes_other_seed_other_pixels(
    engine: LayerFlow, any_model: ModelDescription, roles: tuple[Role, ...]
) -> None:
    given = make_given(any_model, roles)
    request = make_request(any_model, given)
    one, two = run(engine, request, given), run(engine, request, given)
    other = run(engine, replace(request, seed=8), given)
    for role in one:
        assert one[role].tobytes() == two[role].tobytes()
        assert np.abs(one[role] - other[role]).max() > 0.05


def test_prompts_negative_prompts_and_given_layers_matter(
    engine: LayerFlow, any_model: ModelDescription
) -> None:
    given = make_given(any_model, [Role.BACKGROUND])
    request = make_request(any_model, given)
    base = run(engine, request, given)
    changes: list[dict[str, Any]] = [
        {"prompts": replace(PROMPTS, foreground="a rocket")},
        {"prompts": replace(PROMPTS, background="sky")},
        {"prompts": replace(PROMPTS, blended="")},
        {"negative": PromptSet(foreground="a dog")},
        {"negative": PromptSet(blended="sky")},
        {"sampling": replace(request.sampling, guidance=5.0)},
        {"sampling": replace(request.sampling, dynamic_guidance=True)},
        {"sampling": replace(request.sampling, guidance_end=0.4)},
        {"sampling": replace(request.sampling, sampler="ddim")},
        {"sampling": replace(request.sampling, steps=4)},
    ]
    for change in changes:
        changed = run(engine, replace(request, **change), given)
        assert np.abs(changed[Role.FOREGROUND] - base[Role.FOREGROUND]).max() > 1e-5, change
    elsewhere = run(engine, request, make_given(any_model, [Role.BACKGROUND], seed=1))
    assert np.abs(elsewhere[Role.FOREGROUND] - base[Role.FOREGROUND]).max() > 1e-5


def test_negative_prompts_are_nothing_without_guidance(
    engine: LayerFlow, any_model: ModelDescription
) -> None:
    request = make_request(any_model, sampling=Sampling(3, 1.0, False))
    plain = run(engine, request)
    negative = run(engine, replace(request, negative=PromptSet("a dog", "sea", "sky")))
    assert all(plain[role].tobytes() == negative[role].tobytes() for role in plain)


def test_noise_has_its_share_in_common_within_a_sub_clip() -> None:
    """Unit variance whatever the share, correlation the share between moments and none between sub-clips."""
    own = torch.randn(4, 6, 8, 32, 32, generator=torch.Generator().manual_seed(1))
    dice = torch.Generator().manual_seed(2)
    before = dice.get_state()
    assert tiny_transformer().mixed_noise(own, dice) is own and torch.equal(dice.get_state(), before)
    for share in (0.3, 0.5, 1.0):
        rows = tiny_transformer(shared_noise=share).mixed_noise(own, dice).flatten(0, 1).flatten(1)
        assert rows.shape == (24, 8 * 32 * 32)
        expected = torch.block_diag(*[torch.full((6, 6), share)] * 4).fill_diagonal_(1)
        torch.testing.assert_close(rows.cov(), expected, atol=0.05, rtol=0)


def test_a_model_starts_from_the_noise_it_was_trained_with(tiny: ModelDescription) -> None:
    config = tiny.folder / "transformer" / "config.json"
    config.write_text(config.read_text().replace('"shared_noise": 0.0', '"shared_noise": 1.0'))
    seen: list[torch.Tensor] = []

    def look(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        if isinstance(module, torch.nn.Conv2d):
            seen.append(inputs[0])

    hook = register_module_forward_pre_hook(look)
    try:
        request = make_request(tiny, sampling=Sampling(1, 1.0, False))
        run(LayerFlow.open(tiny, "cpu", torch.float32), request)
    finally:
        hook.remove()
    [noise] = (latents.unflatten(0, (4, 2)) for latents in seen)
    assert torch.equal(noise[:, 0], noise[:, 1])
    assert len(noise.flatten(2).unique(dim=0)) == 4


@pytest.mark.parametrize("roles", [(), (Role.FOREGROUND,)], ids=name)
def test_batch_equals_single_runs(
    engine: LayerFlow, any_model: ModelDescription, roles: tuple[Role, ...]
) -> None:
    given = [make_given(any_model, roles, seed) for seed in range(3)]
    requests = [
        make_request(any_model, given[0], seed=1),
        make_request(any_model, given[1], seed=2, prompts=PromptSet("a dog", "sea", "a dog over a sea")),
        make_request(any_model, given[2], seed=2, negative=PromptSet("sky")),
    ]
    together = engine.run_batch(requests, given, SilentProgress(), CancelToken())
    for request, clips, result in zip(requests, given, together, strict=True):
        alone = run(engine, request, clips)
        for role, clip in alone.items():
            np.testing.assert_allclose(result.clips[role], clip, atol=2e-5)


def test_requests_of_different_kinds_do_not_run_together(
    engine: LayerFlow, any_model: ModelDescription
) -> None:
    request = make_request(any_model)
    other = replace(request, sampling=Sampling(9))
    with pytest.raises(BadInput, match="run them singly"):
        engine.run_batch([request, other], [{}, {}], SilentProgress(), CancelToken())


@pytest.mark.parametrize("roles", GIVEN_SETS, ids=name)
def test_every_step_shows_every_layer_that_is_made(
    engine: LayerFlow, any_model: ModelDescription, roles: tuple[Role, ...]
) -> None:
    given, listener = make_given(any_model, roles), Listener()
    request = make_request(any_model, given, sampling=Sampling(4, 2.0, False))
    clips = run(engine, request, given, listener)
    assert [(step, total) for step, total, _ in listener.previews] == [(n, 4) for n in (1, 2, 3, 4)]
    for _, _, frames in listener.previews:
        assert tuple(frames) == request.made_roles
        for shown in frames.values():
            assert (shown.shape, shown.dtype) == ((8, 32, 64, 4), np.uint8)
    if not given:  # the last step shows what comes out; given layers' detail is added at the very end
        for role in set(clips) - {Role.FOREGROUND}:
            assert np.abs(listener.previews[-1][2][role] / 255 - clips[role]).max() < 0.01
    assert [s for s in listener.stages if s[0] == "encode"] == [("encode", n, 2) for n in range(3)]
    assert [s for s in listener.stages if s[0] == "denoise"] == [("denoise", n, 4) for n in range(5)]
    assert [s for s in listener.stages if s[0] == "decode"] == [("decode", n, 1) for n in range(2)]


@pytest.mark.parametrize("stage", ["encode", "denoise", "decode"])
@pytest.mark.parametrize("done", [0, 1])
def test_cancel_stops_before_the_next_step(
    engine: LayerFlow, any_model: ModelDescription, stage: str, done: int
) -> None:
    token = CancelToken()
    listener = Listener(lambda at, count: token.cancel() if (at, count) == (stage, done) else None)
    with pytest.raises(Cancelled):
        engine.run(make_request(any_model), {}, listener, token)
    assert listener.stages[-1][:2] == (stage, done)
    assert len(listener.previews) == (0 if stage != "decode" else any_model.sampling.steps)


def test_cancel_from_a_preview_stops_there(engine: LayerFlow, any_model: ModelDescription) -> None:
    token = CancelToken()

    class Impatient(Listener):
        def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
            super().preview(step, total, frames)
            token.cancel()

    listener = Impatient()
    with pytest.raises(Cancelled):
        engine.run(make_request(any_model), {}, listener, token)
    assert len(listener.previews) == 1
    assert run(engine, make_request(any_model))  # and the engine is fit for the next run


def test_requests_the_model_cannot_run_get_a_sentence(engine: LayerFlow, any_model: ModelDescription) -> None:
    given = make_given(any_model, [Role.BLENDED])
    small = replace(given[Role.BLENDED], pixels=given[Role.BLENDED].pixels[:, :16])
    everything = make_given(any_model, MODEL_ROLES)
    wrong: list[tuple[dict[str, Any], dict[Role, Any], dict[Role, Any], str]] = [
        ({"width": 128}, {}, {}, "Tiny makes 64 x 32, 8 frames, not 128 x 32, 8 frames; use its size"),
        ({"frames": 4}, {}, {}, "not 64 x 32, 4 frames"),
        ({}, given, {}, "not the ones the request names"),
        ({}, given, {Role.BLENDED: small}, "The given blended is 64 x 16, 8 frames, not 64 x 32"),
        ({}, everything, everything, "nothing to make"),
        ({"adapters": (("anime", 0.5),)}, {}, {}, r"no adapter 'anime' \(it has: none\)"),
        ({"sampling": Sampling(1001)}, {}, {}, "at most 1000 steps, not 1001"),
    ]
    for changes, named, handed, sentence in wrong:
        with pytest.raises(BadInput, match=sentence):
            run(engine, make_request(any_model, named, **changes), handed)


def test_a_model_refuses_sets_it_was_not_trained_for(any_model: ModelDescription) -> None:
    decomposer = replace(any_model, given_sets=(frozenset({Role.BLENDED}),))
    engine = LayerFlow.open(decomposer, "cpu", torch.float32)
    given = make_given(any_model, [Role.BACKGROUND])
    with pytest.raises(BadInput, match=r"cannot work from the layers given \(background\); lock others"):
        run(engine, make_request(any_model, given), given)
    with pytest.raises(BadInput, match=r"layers given \(none\)"):
        run(engine, make_request(any_model))
    given = make_given(any_model, [Role.BLENDED])
    assert set(run(engine, make_request(any_model, given), given)) == {Role.FOREGROUND, Role.BACKGROUND}


def test_few_steps_work(engine: LayerFlow, any_model: ModelDescription) -> None:
    for steps in (1, 2):
        clips = run(engine, make_request(any_model, sampling=Sampling(steps, 1.0, False)))
        assert all(np.isfinite(clip).all() for clip in clips.values())
