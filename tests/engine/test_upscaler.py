"""The upscaling decoder: alone, and in whole runs of a tiny model at twice its size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.upscaler import Upscaler, enlarged
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput, Cancelled, Damaged
from tests.tiny_model import make_tiny_model

from .tiny_runs import GIVEN_SETS, PROMPTS, make_given, make_request, name, run


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelDescription:
    return make_tiny_model(tmp_path_factory.mktemp("twice"), factor=2)


@pytest.fixture(scope="module")
def large(model: ModelDescription) -> ModelDescription:
    """As which requests at twice the size are written."""
    return replace(model, width=2 * model.width, height=2 * model.height)


@pytest.fixture(scope="module")
def engine(model: ModelDescription) -> LayerFlow:
    return LayerFlow.open(model, "cpu", torch.float32)


def reduced(clip: np.ndarray) -> np.ndarray:
    frames, height, width, _ = clip.shape
    return clip.reshape(frames, height // 2, 2, width // 2, 2, 4).mean((2, 4))


def test_untrained_it_enlarges_every_frame_of_every_layer_bicubically():
    video = torch.rand(2, 3, 4 * 5, 6, 8) * 2 - 1
    made = Upscaler(factor=2, layers=4, width=8, depth=1).upscale(video)
    assert made.shape == (2, 3, 20, 12, 16)
    expected = enlarged(video.transpose(1, 2).flatten(0, 1), 2).unflatten(0, (2, 20)).transpose(1, 2)
    assert torch.allclose(made, expected, atol=1e-6)


def test_frames_never_mix_and_layers_do():
    upscaler = Upscaler(factor=3, layers=4, width=8, depth=2)
    torch.nn.init.normal_(upscaler.leave.weight, std=0.1)
    video = torch.rand(1, 3, 4 * 6, 8, 8)
    changed = video.clone()
    changed[:, :, 6 + 2] += 0.5  # the second layer's third frame
    differs = (upscaler.upscale(changed) - upscaler.upscale(video)).abs().amax((0, 1, 3, 4)) > 1e-6
    assert differs.nonzero().flatten().tolist() == [2, 8, 14, 20]


def test_it_can_be_cancelled():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        Upscaler(width=8, depth=1).upscale(torch.zeros(1, 3, 4, 4, 4), token)


@pytest.mark.parametrize("roles", GIVEN_SETS, ids=name)
def test_every_set_of_given_layers_runs_at_twice_the_size(
    engine: LayerFlow, model: ModelDescription, large: ModelDescription, roles: tuple[Role, ...]
):
    given = make_given(large, roles)
    request = make_request(large, given)
    made = run(engine, request, given)
    assert tuple(made) == request.made_roles
    small = {role: ClipPixels(_halved(clip), clip.fps) for role, clip in given.items()}
    own = run(engine, make_request(model, small), small)
    for role, clip in made.items():
        assert clip.shape == (large.frames, large.height, large.width, 4)
        assert np.isfinite(clip).all() and clip.min() >= 0 and clip.max() <= 1
        assert np.abs(reduced(clip) - own[role]).mean() < 0.06  # the same scene, only larger


def _halved(clip: ClipPixels) -> np.ndarray:
    straight = clip.as_float()
    alpha = straight[..., 3:]
    mean = reduced(np.concatenate([straight[..., :3] * alpha, alpha], -1))
    colour = mean[..., :3] / np.maximum(mean[..., 3:], 1e-6)
    return np.rint(np.concatenate([colour, mean[..., 3:]], -1) * 255).clip(0, 255).astype(np.uint8)


def test_the_models_own_size_has_nothing_to_do_with_it(
    engine: LayerFlow, model: ModelDescription, tmp_path: Path
):
    plain = LayerFlow.open(make_tiny_model(tmp_path), "cpu", torch.float32)
    request = make_request(model)
    for role, clip in run(plain, request).items():
        assert clip.tobytes() == run(engine, request)[role].tobytes()


def test_other_sizes_are_refused_and_the_sizes_named(
    engine: LayerFlow, model: ModelDescription, large: ModelDescription
):
    sentence = "Tiny makes 64 x 32 or 128 x 64, 8 frames, not 128 x 32, 8 frames; use its size"
    with pytest.raises(BadInput, match=sentence):
        run(engine, replace(make_request(model), width=128))
    with pytest.raises(BadInput, match="need the same size"):
        requests = [make_request(model, prompts=PROMPTS), make_request(large, prompts=PROMPTS)]
        engine.run_batch(requests, [{}, {}], SilentProgress(), CancelToken())


def test_a_model_names_its_sizes(model: ModelDescription, tmp_path: Path):
    assert model.sizes == ((64, 32), (128, 64))
    assert make_tiny_model(tmp_path / "one").sizes == ((64, 32),)
    assert model.size_for(128, 64) == model.size_for(1920, 1080) == (128, 64)
    assert model.size_for(127, 64) == model.size_for(10, 10) == (64, 32)


def test_a_wrong_table_and_another_upscaler_are_told(model: ModelDescription, tmp_path: Path):
    folder = make_tiny_model(tmp_path / "model", factor=2).folder
    path = folder / "model.toml"
    right = path.read_text()
    for wrong in ("factor = 1", "factor = 9", 'factor = "2"'):
        path.write_text(right.replace("factor = 2", wrong))
        with pytest.raises(BadInput, match="lacks or misstates something"):
            describe(folder)
    path.write_text(right.replace("factor = 2", "factor = 3"))
    with pytest.raises(Damaged, match="do not fit together"):
        LayerFlow.open(describe(folder), "cpu", torch.float32)
