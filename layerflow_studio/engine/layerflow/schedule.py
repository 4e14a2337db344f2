"""Noise schedule and guidance curve of CogVideoX and LayerFlow.

Sources: scaled-linear betas (Rombach et al. 2022), signal-to-noise shift (Esser et al. 2024), zero terminal
signal-to-noise ratio and trailing timesteps (Lin et al. 2023), dynamic guidance (CogVideoX, Yang et al.
2024).
"""

from __future__ import annotations

import math

import torch
from diffusers.schedulers.scheduling_dpm_cogvideox import CogVideoXDPMScheduler
from torch import Tensor

TRAIN_STEPS = 1000


def scheduler(prediction: str = "v_prediction") -> CogVideoXDPMScheduler:
    """The diffusers scheduler of the published schedule; `prediction` is "v_prediction" or "sample"."""
    return CogVideoXDPMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        prediction_type=prediction,  # pyright: ignore[reportArgumentType]
        rescale_betas_zero_snr=True,
        set_alpha_to_one=True,
        snr_shift_scale=3.0,
        timestep_spacing="trailing",
    )


def signal_table(source: CogVideoXDPMScheduler | None = None) -> Tensor:
    """sqrt(alpha-bar) at each of the 1000 training timesteps, (1000,) float64, falling to exactly 0."""
    return (source or scheduler()).alphas_cumprod.double().sqrt()


def timesteps(steps: int) -> Tensor:
    """Trailing timesteps, (steps,) int64, from 999 downwards."""
    return torch.linspace(TRAIN_STEPS, 0, steps + 1, dtype=torch.float64)[:-1].round().long() - 1


def subset_signal(steps: int) -> Tensor:
    """sqrt(alpha-bar) as the official sampler has it, (steps,) float64 from noisy to clean.

    It zeroes the terminal value of the *subset* of timesteps, not of the table, which differs by at most
    1e-3. One step alone starts from pure noise.
    """
    if steps == 1:
        return torch.zeros(1, dtype=torch.float64)
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, TRAIN_STEPS, dtype=torch.float64) ** 2
    alpha_bar = torch.cumprod(1 - betas, 0)
    alpha_bar = alpha_bar / (3 - 2 * alpha_bar)
    root = alpha_bar.sqrt()[timesteps(steps)]
    first, last = root[-1].clone(), root[0].clone()
    return (root - last) * first / (first - last)


def dynamic_guidance(scale: float, timestep: int, steps: int) -> float:
    """Guidance at a training timestep: 1 + scale * (1 - cos(pi * ((steps - t) / steps)^5)) / 2.

    The published formula takes the timestep 999..0, not the step index, so the values jump; kept for parity.
    """
    return 1 + scale * (1 - math.cos(math.pi * ((steps - timestep) / steps) ** 5.0)) / 2
