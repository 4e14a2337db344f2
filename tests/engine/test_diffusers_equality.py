"""With one sub-clip, one prompt and no layer embedding we are CogVideoX, to float tolerance."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from diffusers.pipelines.cogvideo.pipeline_cogvideox import CogVideoXPipeline
from diffusers.schedulers.scheduling_ddim_cogvideox import CogVideoXDDIMScheduler
from torch import Tensor

from layerflow_studio.core.request import Sampler, Sampling
from layerflow_studio.engine.layerflow import schedule
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.sampler import CLEAN, DPMSolver, clean_from_prediction, noise_levels
from layerflow_studio.engine.layerflow.schedule import timesteps
from layerflow_studio.engine.layerflow.vae import CogVideoXCodec

from .models import CHANNELS, TEXT_WIDTH, TOKENS, same_weights, seeded, tiny_diffusers_transformer, tiny_vae

FRAMES, LATENTS, HEIGHT, WIDTH = 9, 3, 8, 12
SHAPE = (1, LATENTS, CHANNELS, HEIGHT, WIDTH)


def prompts(seed: int) -> Tensor:
    return torch.randn(1, TOKENS, TEXT_WIDTH, generator=seeded(seed))


@pytest.mark.parametrize("affine", [True, False], ids=["norm weights", "plain norms"])
def test_transformer_equals_diffusers(affine: bool) -> None:
    theirs = tiny_diffusers_transformer(FRAMES, affine)
    ours = same_weights(theirs, LATENTS)
    latents = torch.randn((2, *SHAPE[1:]), generator=seeded(1))
    embeds = torch.randn(2, TOKENS, TEXT_WIDTH, generator=seeded(2))
    time = torch.tensor([981.0, 20.0])
    with torch.inference_mode():
        expected = theirs(latents, embeds, time, return_dict=False)[0]
        made = ours(latents, embeds, time)
    assert expected.std() > 0.1
    torch.testing.assert_close(made, expected, atol=2e-5, rtol=1e-4)


class TwiceInTheMiddle:
    """Noise in the order of diffusers' DPM scheduler: the second of two, on the first step the only one."""

    def __init__(self, seed: int, start: Tensor) -> None:
        self._dice, self._start, self._calls = seeded(seed), start, 0

    def __call__(self) -> Tensor:
        self._calls += 1
        if self._calls == 1:
            return self._start
        if self._calls > 2:
            torch.randn(SHAPE, generator=self._dice)
        return torch.randn(SHAPE, generator=self._dice)


@pytest.mark.parametrize("dynamic", [False, True], ids=["constant", "dynamic"])
@pytest.mark.parametrize("sampler", ["ddim", "dpm++2m"])
def test_denoising_and_decoding_equal_diffusers_pipeline(sampler: Sampler, dynamic: bool) -> None:
    theirs, vae = tiny_diffusers_transformer(FRAMES), tiny_vae()
    scheduler: Any = schedule.scheduler()
    if sampler == "ddim":
        scheduler = CogVideoXDDIMScheduler.from_config(scheduler.config)
    pipeline: Any = CogVideoXPipeline(
        tokenizer=None,  # pyright: ignore[reportArgumentType]
        text_encoder=None,  # pyright: ignore[reportArgumentType]
        vae=vae,
        transformer=theirs,
        scheduler=scheduler,
    )
    pipeline.set_progress_bar_config(disable=True)
    start = torch.randn(SHAPE, generator=seeded(5))
    call = {
        "prompt_embeds": prompts(3),
        "negative_prompt_embeds": prompts(4),
        "height": HEIGHT * 8,
        "width": WIDTH * 8,
        "num_frames": FRAMES,
        "num_inference_steps": 10,
        "guidance_scale": 6.0,
        "use_dynamic_cfg": dynamic,
        "latents": start,
    }
    expected = pipeline(**call, generator=seeded(6), output_type="latent").frames
    video = pipeline(**call, generator=seeded(6), output_type="pt").frames

    seen: list[int] = []
    with torch.inference_mode():
        made = denoise(
            same_weights(theirs, LATENTS),
            "v_prediction",
            Conditions(torch.stack([prompts(4), prompts(3)]), [False] * LATENTS, start[:, :0]),
            Sampling(10, 6.0, dynamic, sampler),
            TwiceInTheMiddle(6, start),
            lambda step, clean: seen.append(step),
        )
        decoded = CogVideoXCodec(vae).decode(made)
    assert seen == list(range(1, 11))
    assert expected.std() > 0.1
    torch.testing.assert_close(made, expected, atol=1e-4, rtol=1e-4)
    pixels = ((decoded + 1) / 2).clamp(0, 1).transpose(1, 2)
    torch.testing.assert_close(pixels, video, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("prediction", ["v_prediction", "sample"])
@pytest.mark.parametrize("steps", [1, 4, 50, 1000])
def test_solver_equals_diffusers_step_by_step(steps: int, prediction: str) -> None:
    """In double precision, on the schedule's own table: the formulas are the same, not merely close."""
    theirs: Any = schedule.scheduler(prediction)
    theirs.alphas_cumprod = theirs.alphas_cumprod.double()
    theirs.final_alpha_cumprod = theirs.final_alpha_cumprod.double()
    theirs.set_timesteps(steps)
    times = theirs.timesteps.tolist()
    assert times == timesteps(steps).tolist()
    levels, solver = [*noise_levels(steps), CLEAN], DPMSolver()
    dice = seeded(1)
    mine = other = torch.randn(6, generator=dice, dtype=torch.float64)
    old = None
    for i, time in enumerate(times):
        output = torch.randn(6, generator=dice, dtype=torch.float64)
        noise = dice.get_state()
        back = times[i - 1] if i else None
        other, old = theirs.step(output, old, time, back, other, generator=dice)
        dice.set_state(noise)
        if 0 < i < steps - 1:
            torch.randn(6, generator=dice, dtype=torch.float64)
        clean = clean_from_prediction(prediction, output, mine, levels[i])
        mine = solver.step(
            mine,
            clean,
            levels[i],
            levels[i + 1],
            lambda: torch.randn(6, generator=dice, dtype=torch.float64),
        )
        torch.testing.assert_close(mine, other, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("steps", [1, 2, 3, 7, 30, 64, 333, 999, 1000])
def test_timesteps_are_diffusers_trailing_ones(steps: int) -> None:
    theirs: Any = schedule.scheduler()
    theirs.set_timesteps(steps)
    assert timesteps(steps).tolist() == theirs.timesteps.tolist()
