"""Outputs of the official code on random weights (tests/golden/parity), and the published formulas."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from layerflow_studio.engine.layerflow import lora, schedule
from layerflow_studio.engine.layerflow.checkpoint import load_released
from layerflow_studio.engine.layerflow.denoising import Conditions
from layerflow_studio.engine.layerflow.layout import Layout
from layerflow_studio.engine.layerflow.sampler import noise_levels
from layerflow_studio.engine.layerflow.variants import RELEASED

PARITY = Path(__file__).parent.parent / "golden" / "parity"
VARIANTS = {
    "gen_rgba": "generation-rgba",
    "seg_rgb": "decomposition-rgb",
    "fg2bg_rgba": "foreground-conditioned-rgba",
}


def given_latents(variant: str) -> tuple[bool, ...]:
    kind = RELEASED[variant]
    return Layout(kind.order, 16, 4, kind.lead, kind.given, kind.given_tail).given_latents


def difference(fixture: str, merge: bool, strengths: dict[str, float] | None = None) -> float:
    """The largest difference between our output for what is made and the official one."""
    variant = VARIANTS[fixture]
    path = PARITY / f"{fixture}_mp_rank_00_model_states.pt"
    transformer = load_released(path, variant, latent_size=(6, 8), merge=merge)
    lora.set_strengths(transformer, strengths or {})
    io = load_file(PARITY / f"{fixture}_io.safetensors")
    held = io.get("cond", io["x"][:, :0])
    conditions = Conditions(io["context"], given_latents(variant), held)
    with torch.inference_mode():
        out = transformer(conditions.whole(io["xin"]), io["context"].flatten(0, 1)[None], io["t"])
    return float((out[:, conditions.made_places] - io["out"]).abs().max())


@pytest.mark.parametrize("merge", [True, False], ids=["merged", "adapters"])
@pytest.mark.parametrize("fixture", VARIANTS)
def test_official_outputs_are_reproduced(fixture: str, merge: bool) -> None:
    assert (
        difference(fixture, merge) <= 2e-5
    )  # 1e-4 is what we promise; wrong adapters are off by little more


@pytest.mark.parametrize("fixture", VARIANTS)
def test_fixtures_tell_right_adapters_from_wrong_ones(fixture: str) -> None:
    assert difference(fixture, merge=False, strengths={lora.CONTENT: 0.0}) > 1e-4
    assert difference(fixture, merge=False, strengths={lora.MOTION: 1.0}) > 1e-4


@pytest.fixture(scope="module")
def vectors() -> dict[str, Tensor]:
    return load_file(PARITY / "schedule.safetensors")


def test_schedule_and_guidance_equal_the_official_vectors(vectors: dict[str, Tensor]) -> None:
    assert torch.equal(schedule.timesteps(50), vectors["timesteps_50"])
    assert (schedule.signal_table() - vectors["sqrt_alphas_cumprod_1000"]).abs().max() <= 1e-5
    assert (schedule.subset_signal(50) - vectors["sqrt_alphas_cumprod_50"]).abs().max() <= 1e-5
    guidance = [schedule.dynamic_guidance(6, int(t), 50) for t in vectors["timesteps_50"]]
    assert (torch.tensor(guidance) - vectors["guidance_50"]).abs().max() <= 1e-5


def test_schedule_equals_the_published_formula() -> None:
    """Scaled-linear betas 0.00085..0.012, abar / (3 - 2 abar), then the last value moved to exactly 0."""
    product, roots = 1.0, []
    for i in range(1000):
        root_beta = math.sqrt(0.00085) + (math.sqrt(0.012) - math.sqrt(0.00085)) * i / 999
        product *= 1 - root_beta**2
        roots.append(math.sqrt(product / (3 + (1 - 3) * product)))
    first, last = roots[0], roots[-1]
    expected = [(root - last) * first / (first - last) for root in roots]
    assert schedule.signal_table().tolist() == pytest.approx(expected, abs=1e-5)
    assert schedule.signal_table()[-1] == 0


def test_published_numbers() -> None:
    assert schedule.timesteps(50)[:3].tolist() == [999, 979, 959]
    assert int(schedule.timesteps(50)[-1]) == 19
    assert float(schedule.subset_signal(50)[-1]) == pytest.approx(0.97394, abs=5e-6)
    guidance = [round(schedule.dynamic_guidance(6, int(t), 50), 2) for t in schedule.timesteps(50)]
    assert guidance[:7] == [2.29, 2.54, 6.97, 6.42, 2.79, 4.27, 1.04]
    assert guidance[-4:] == [1.06, 1.00, 1.00, 1.12]
    assert sum(guidance) / 50 == pytest.approx(3.8, abs=0.05)


def test_a_single_step_of_the_official_schedule_starts_from_noise() -> None:
    assert [(level.signal, level.read_signal) for level in noise_levels(1, official=True)] == [(0.0, 0.0)]


def test_official_schedule_differs_by_its_subset_only() -> None:
    ours, official = noise_levels(50), noise_levels(50, official=True)
    assert [level.timestep for level in ours] == [level.timestep for level in official]
    assert all(level.read_signal == level.signal for level in ours)
    assert [level.signal for level in official] == schedule.subset_signal(50).tolist()
    table = schedule.signal_table().tolist()
    for mine, theirs in zip(ours, official, strict=True):
        assert abs(mine.signal - theirs.signal) <= 1.05e-3
        assert theirs.read_signal == min(table, key=lambda signal: abs(signal - theirs.signal))
    assert any(level.read_signal != level.signal for level in official)
