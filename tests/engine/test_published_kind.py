"""A model folder of the published kind: joint attention, lead frame, CogVideoX autoencoder, T5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import PromptSet, Sampling
from layerflow_studio.engine.layerflow.conditioning import PromptEncoder
from layerflow_studio.engine.layerflow.detail import with_given_detail
from layerflow_studio.engine.layerflow.parts import Parts, load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import ModelDescription, describe

from .models import T5_TOKENS, save_tiny_t5, tiny_transformer, tiny_vae
from .tiny_runs import GIVEN_SETS, Listener, make_given, make_request, name, run

SHAPE: dict[str, Any] = {
    "tokens_per_prompt": T5_TOKENS,
    "position_frames": 9,
    "sample_width": 6,
    "sample_height": 4,
}
MODEL = """
[model]
id = "published"
name = "Published"
kind = "test model"
summary = "Random weights in the published layout."

[layout]
width = 48
height = 32
frames = 8
fps = "8"
sub_clips = ["foreground", "alpha", "background", "blended"]
given_sets = "any"
lead = true

[transformer]
folder = "transformer"
prediction = "v_prediction"

[autoencoder]
class = "AutoencoderKLCogVideoX"
folder = "vae"

[text_encoder]
class = "T5Encoder"
folder = "."
tokens = 8
index_prefix = true

[sampling]
steps = 2
guidance = 6.0
dynamic_guidance = true
sampler = "dpm++2m"

[files]
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> ModelDescription:
    folder = tmp_path_factory.mktemp("published")
    transformer = tiny_transformer("joint", **SHAPE)
    transformer.save_pretrained(folder / "transformer")
    tiny_vae().save_pretrained(folder / "vae")
    save_tiny_t5(folder)
    (folder / "model.toml").write_text(MODEL)
    return describe(folder)


@pytest.fixture(scope="module")
def parts(published: ModelDescription) -> Parts:
    return load_parts(published, "cpu", torch.float32)


@pytest.mark.parametrize("roles", GIVEN_SETS, ids=name)
def test_every_set_of_given_layers_runs(
    published: ModelDescription, parts: Parts, roles: tuple[Role, ...]
) -> None:
    given, listener = make_given(published, roles), Listener()
    request = make_request(published, given)
    clips = run(LayerFlow(parts, published, "cpu"), request, given, listener)
    assert tuple(clips) == request.made_roles
    assert {clip.shape for clip in clips.values()} == {(8, 32, 48, 4)}
    assert all(clip[..., :3].std() > 0.001 for clip in clips.values())
    for _, _, frames in listener.previews:
        assert {shown.shape for shown in frames.values()} == {(8, 4, 6, 4)}


def test_layers_come_out_of_one_pass_over_the_whole_sequence(
    published: ModelDescription, parts: Parts
) -> None:
    """33 frames through the autoencoder at once: the duplicated first one, then layer after layer."""
    seen, token = list[Tensor](), CancelToken()

    class Noting:
        channels, temporal, spatial = parts.codec.channels, parts.codec.temporal, parts.codec.spatial
        encode, preview = parts.codec.encode, parts.codec.preview

        def decode(self, latents: Tensor, cancel: CancelToken | None = None) -> Tensor:
            assert cancel is token
            seen.append(parts.codec.decode(latents, cancel))
            return seen[-1]

    given = make_given(published, [Role.BACKGROUND])
    engine = LayerFlow(replace(parts, codec=Noting()), published, "cpu")
    clips = engine.run(make_request(published, given), given, SilentProgress(), token).clips
    (video,) = ((frames[0] + 1) / 2 for frames in seen)
    assert video.shape == (3, 33, 32, 48)
    colours = video.clamp(0, 1).permute(1, 2, 3, 0).numpy()
    alpha = video[:, 9:17].mean(0).clamp(0, 1).numpy()[..., None]
    made = {
        Role.FOREGROUND: np.concatenate([colours[1:9], alpha], -1),
        Role.BLENDED: np.concatenate([colours[25:33], np.ones_like(alpha)], -1),
    }
    expected = with_given_detail(made, given)
    for role in made:
        np.testing.assert_allclose(clips[role], expected[role], atol=1e-6)


class Noted(PromptEncoder):
    """Notes what it is asked to encode."""

    def __init__(self, encoder: PromptEncoder) -> None:
        self.calls: list[list[str]] = []
        self._encoder = encoder

    def encode(self, prompts: Sequence[str], cancel: CancelToken | None = None) -> Tensor:
        self.calls.append(list(prompts))
        return self._encoder.encode(prompts, cancel)


def test_prompts_carry_their_layers_number_and_go_through_t5_together(
    published: ModelDescription, parts: Parts
) -> None:
    encoder = Noted(parts.encoder)
    engine = LayerFlow(replace(parts, encoder=encoder), published, "cpu")
    prompts, negative = PromptSet("a red fox ", " a meadow", ""), PromptSet(background="the meadow")
    requests = [make_request(published, prompts=prompts, negative=negative), make_request(published)]
    engine.run_batch(requests, [{}, {}], SilentProgress(), CancelToken())
    usual = ["0, a red fox", "1, a meadow", "2, a red fox in a meadow"]
    expected = ["", "1, the meadow", "", "", "", "", "0, a red fox", "1, a meadow", "", *usual]
    assert encoder.calls == [expected]


def test_a_model_of_two_prompts_never_hears_the_third(published: ModelDescription, parts: Parts) -> None:
    encoder = Noted(parts.encoder)
    two = tiny_transformer("joint", prompts=2, **SHAPE)
    engine = LayerFlow(replace(parts, transformer=two, encoder=encoder), published, "cpu")
    run(engine, make_request(published))
    assert encoder.calls == [["", "", "0, a red fox", "1, a meadow"]]


def test_encoding_draws_from_the_seed(published: ModelDescription, parts: Parts) -> None:
    engine = LayerFlow(parts, published, "cpu")
    given = make_given(published, [Role.BLENDED])
    request = make_request(published, given)
    one, two, other = (run(engine, replace(request, seed=seed), given) for seed in (1, 1, 2))
    assert all(one[role].tobytes() == two[role].tobytes() != other[role].tobytes() for role in one)


def test_the_official_schedule_is_a_choice_of_the_model(published: ModelDescription, tmp_path: Path) -> None:
    toml = (published.folder / "model.toml").read_text()
    (tmp_path / "model.toml").write_text(
        toml.replace("[autoencoder]", "official_schedule = true\n[autoencoder]")
    )
    for entry in published.folder.iterdir():
        if entry.name != "model.toml":
            (tmp_path / entry.name).symlink_to(entry)
    engines = (LayerFlow.open(m, "cpu", torch.float32) for m in (published, describe(tmp_path)))
    request = make_request(published, sampling=Sampling(20, 1.0, False, "ddim"))
    ours, official = (run(engine, request)[Role.BACKGROUND] for engine in engines)
    assert 0 < np.abs(ours - official).max() < 0.02


def test_half_precision_stays_near(published: ModelDescription, parts: Parts) -> None:
    request = make_request(published, sampling=Sampling(3, 1.0, False, "ddim"))
    exact = run(LayerFlow(parts, published, "cpu"), request)
    engine = LayerFlow.open(published, "cpu", torch.bfloat16)
    result = engine.run(request, {}, SilentProgress(), CancelToken())
    assert result.provenance.dtype == "bfloat16"
    for role, clip in result.clips.items():
        assert 0 < np.abs(clip - exact[role]).mean() < 0.02
