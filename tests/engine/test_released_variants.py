"""All eight released models, with random weights, against a reference that shares no code with the engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor

from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.checkpoint import load_released
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.variants import RELEASED

from .sat_files import FULL_WIDTH, TABLE, TINY, Facts, Size, random_module, write
from .straight_reference import network, two_steps

SIZES = {"tiny": TINY, "full width": FULL_WIDTH}


class Case:
    """A random checkpoint of one variant on the disk, and the inputs of a run."""

    def __init__(self, folder: Path, variant: str, size: Size) -> None:
        self.variant, self.size, self.facts = variant, size, TABLE[variant]
        module = random_module(size, self.facts, seed=len(variant))
        if size is FULL_WIDTH:  # as large files are kept
            module = {key: value.half() for key, value in module.items()}
        self.path = write(folder / "mp_rank_00_model_states.pt", module)
        self.module = module
        dice = torch.Generator().manual_seed(3)
        frame = (size.channels, size.height, size.columns)
        given = len(self.facts.given)
        self.held = torch.randn(given, *frame, generator=dice)
        self.noise = [torch.randn(self.facts.latents, *frame, generator=dice) for _ in range(2)]
        self.context = torch.randn(self.facts.prompts, size.tokens, size.text, generator=dice)

    def load(self, merge: bool) -> LayerFlowTransformer:
        latents = (self.size.height, self.size.columns)
        return load_released(self.path, self.variant, latents, self.size.tokens, merge)

    @property
    def conditions(self) -> Conditions:
        towards = self.context.flatten(0, 1)[None]
        flags = RELEASED[self.variant].layout.given_latents
        return Conditions(torch.stack([torch.zeros_like(towards), towards]), flags, self.held[None])

    @property
    def made(self) -> list[int]:
        return [place for place in range(self.facts.latents) if place not in self.facts.given]

    def expected(self) -> Tensor:
        noise = [one[self.made] for one in self.noise]
        return two_steps(self.module, self.size, self.facts, self.held, self.context, noise)


@pytest.fixture(
    scope="module", params=[(s, v) for s in SIZES for v in TABLE], ids=lambda p: f"{p[1]}, {p[0]}"
)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    size, variant = request.param
    made = Case(tmp_path_factory.mktemp("variant"), variant, SIZES[size])
    yield made
    made.path.unlink()


def sampled(transformer: LayerFlowTransformer, case: Case) -> Tensor:
    noise = iter(case.noise)
    return denoise(
        transformer,
        "v_prediction",
        case.conditions,
        Sampling(2, 6.0, True, "dpm++2m"),
        lambda: next(noise)[None],
        lambda step, clean: None,
        official_schedule=True,
    )[0]


@torch.inference_mode()
def test_sampling_equals_the_reference_merged_and_with_adapters(case: Case) -> None:
    expected = case.expected()
    assert 0.3 < expected.std() < 30
    for merge in (True, False):
        transformer = case.load(merge)
        assert (lora.names(transformer) == ()) == merge
        result = sampled(transformer, case)
        assert (result[case.made] - expected).abs().max() <= 1e-4
        assert torch.equal(result[list(case.facts.given)], case.held)


@torch.inference_mode()
def test_the_inputs_tell_right_from_wrong(tmp_path: Path) -> None:
    """Motion on, content off, no layer embedder and no condition each change the outcome well over 1e-4."""
    case = Case(tmp_path, "foreground-conditioned-rgba", TINY)
    whole = case.conditions.whole(case.noise[0][None, case.made])[0]

    def out(
        module: dict[str, Tensor], facts: Facts = case.facts, x: Tensor = whole, scale: float = 0
    ) -> Tensor:
        return network(module, TINY, facts, x, case.context, 499, scale)[case.made]

    right = out(case.module)
    no_content = {k: v * 0 if "matrix_D" in k else v for k, v in case.module.items()}
    no_embedder = Facts(**{**case.facts.__dict__, "embedder": False})
    wrong = [out(case.module, scale=1), out(no_content), out(case.module, no_embedder)]
    wrong.append(out(case.module, x=torch.cat([torch.zeros(9, *whole.shape[1:]), whole[9:]])))
    assert all((one - right).abs().max() > 0.01 for one in wrong)
