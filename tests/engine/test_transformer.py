"""Who sees whom: one-way and joint attention, given latents, places in the sequence."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from torch import Tensor

from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.transformer import one_way_mask

from .models import CHANNELS, TEXT_WIDTH, TOKENS, seeded, tiny_transformer

LATENTS = 8
GIVEN_SETS = [  # every choice of foreground with alpha, background, blended; two latents each; not all three
    tuple(flag for flag in (f, f, b, s) for _ in range(2))
    for f, b, s in product((False, True), repeat=3)
    if not (f and b and s)
]


def sequence(seed: int, batch: int = 2) -> tuple[Tensor, Tensor]:
    dice = seeded(seed)
    latents = torch.randn(batch, LATENTS, CHANNELS, 8, 12, generator=dice)
    return latents, torch.randn(batch, 3 * TOKENS, TEXT_WIDTH, generator=dice)


def name(flags: tuple[bool, ...]) -> str:
    return "".join("g" if flag else "m" for flag in flags)


@pytest.mark.parametrize("given", GIVEN_SETS, ids=name)
def test_training_pass_equals_cached_context(given: tuple[bool, ...]) -> None:
    """Batch rows at different timesteps, as in training, against the two calls of sampling."""
    transformer = tiny_transformer()
    latents, prompts = sequence(1)
    time = torch.tensor([700.0, 31.0])
    places = [i for i, flag in enumerate(given) if flag]
    made = [i for i, flag in enumerate(given) if not flag]
    with torch.inference_mode():
        whole = transformer(latents, prompts, time, torch.tensor([given, given]))
        context = transformer.context(latents[:, places], places, prompts)
        continued = transformer.continue_from(context, latents[:, made], made, time)
    torch.testing.assert_close(continued, whole[:, made], atol=2e-5, rtol=1e-4)
    trained = transformer(latents, prompts, time, torch.tensor([given, given]))
    assert trained.requires_grad
    torch.testing.assert_close(trained.detach()[:, made], whole[:, made], atol=2e-5, rtol=1e-4)


def test_made_latents_never_influence_given_ones_or_prompts() -> None:
    """Whatever is made, and at whatever timestep: all keys and values of prompts and given latents stay."""
    transformer = tiny_transformer()
    latents, prompts = sequence(1)
    other, _ = sequence(2)
    given = torch.tensor([[True, True, False, False, True, True, False, False]] * 2)
    other[given] = latents[given]
    with torch.inference_mode():
        one = transformer(latents, prompts, torch.tensor([999.0, 999.0]), given)
        two = transformer(other, prompts, torch.tensor([10.0, 500.0]), given)
    torch.testing.assert_close(one[given], two[given], atol=1e-5, rtol=1e-4)
    assert (one[~given] - two[~given]).abs().max() > 0.05


def test_given_latents_prompts_and_timestep_influence_what_is_made() -> None:
    transformer = tiny_transformer()
    latents, prompts = sequence(1)
    other, other_prompts = sequence(2)
    given = torch.tensor([[True] * 4 + [False] * 4] * 2)
    other[~given] = latents[~given]
    time = torch.tensor([500.0, 500.0])
    with torch.inference_mode():
        base = transformer(latents, prompts, time, given)[~given]
        for changed in (
            transformer(other, prompts, time, given),
            transformer(latents, other_prompts, time, given),
            transformer(latents, prompts, time - 300, given),
        ):
            assert (changed[~given] - base).abs().max() > 0.01


def test_mask_lets_prompts_see_prompts_given_see_given_and_made_see_all() -> None:
    mask = one_way_mask(torch.tensor([[False, True]]), prompt_tokens=1, tokens_per_frame=2)
    made, given = [True] * 5, [True, False, False, True, True]
    assert mask.shape == (1, 1, 5, 5)
    assert mask[0, 0].tolist() == [[True] + [False] * 4, made, made, given, given]


def test_joint_attention_lets_every_token_see_every_other() -> None:
    transformer = tiny_transformer("joint")
    latents, prompts = sequence(1)
    changed = latents.clone()
    changed[:, -1] += 1
    time = torch.tensor([500.0, 500.0])
    with torch.inference_mode():
        moved = transformer(changed, prompts, time) - transformer(latents, prompts, time)
    assert all(float(moved[:, place].abs().max()) > 1e-4 for place in range(LATENTS))


def test_places_move_latents_in_the_sequence() -> None:
    """A shorter training clip takes its positions from the whole sequence."""
    transformer = tiny_transformer("joint")
    latents, prompts = sequence(1)
    time = torch.tensor([500.0, 500.0])
    order = torch.tensor([3, 0, 7, 5])
    with torch.inference_mode():
        some = transformer(latents[:, order], prompts, time, places=order)
        permuted = transformer(latents[:, order.flip(0)], prompts, time, places=order.flip(0))
        unplaced = transformer(latents[:, order], prompts, time)
    torch.testing.assert_close(permuted.flip(1), some, atol=1e-5, rtol=1e-4)
    assert (unplaced - some).abs().max() > 0.01


def test_layer_embedding_tells_prompts_apart() -> None:
    """The same prompt three times, no positions: without the embedding their order could not matter."""
    transformer = tiny_transformer("joint")
    torch.nn.init.zeros_(transformer.position_table)
    latents, prompts = sequence(1)
    swapped = prompts.unflatten(1, (3, TOKENS))[:, [1, 0, 2]].flatten(1, 2)
    time = torch.tensor([500.0, 500.0])
    with torch.inference_mode():
        moved = (transformer(latents, swapped, time) - transformer(latents, prompts, time)).abs().max()
        transformer.layer_embedder = None
        unmoved = (transformer(latents, swapped, time) - transformer(latents, prompts, time)).abs().max()
    assert moved > 1e-3 > 1e-4 > unmoved


@pytest.mark.parametrize("attention", ["one-way", "joint"])
@pytest.mark.parametrize("given", GIVEN_SETS, ids=name)
def test_given_latents_leave_the_loop_to_the_bit(given: tuple[bool, ...], attention: str) -> None:
    transformer = tiny_transformer(attention)
    latents, prompts = sequence(3)
    held = latents[:, [i for i, flag in enumerate(given) if flag]]
    conditions = Conditions(torch.stack([torch.zeros_like(prompts), prompts]), given, held)
    dice = seeded(4)
    seen: list[Tensor] = []
    with torch.inference_mode():
        made = denoise(
            transformer,
            "v_prediction",
            conditions,
            Sampling(3, 4.0, False),
            lambda: torch.randn(latents.shape, generator=dice),
            lambda step, clean: seen.append(clean),
        )
    for whole in (made, *seen):
        assert torch.equal(whole[:, conditions.given_places], held)
        assert whole.isfinite().all()
    assert torch.equal(seen[-1], made)
    assert len(seen) == 3


@pytest.mark.parametrize("attention", ["joint", "one-way"])
def test_steps_without_guidance_compute_a_single_branch(attention: str) -> None:
    transformer = tiny_transformer(attention)
    latents, prompts = sequence(3)
    batches: list[int] = []
    transformer.proj_out.register_forward_pre_hook(lambda _, inputs: batches.append(len(inputs[0])))

    def run(guidance: float, away: Tensor, end: float = 1.0) -> Tensor:
        batches.clear()
        conditions = Conditions(torch.stack([away, prompts]), (False,) * LATENTS, latents[:, :0])
        dice = seeded(4)
        sampling = Sampling(4, guidance, False, "ddim", end)
        with torch.inference_mode():
            return denoise(
                transformer,
                "sample",
                conditions,
                sampling,
                lambda: torch.randn(latents.shape, generator=dice),
                lambda step, clean: None,
            )

    nothing = torch.zeros_like(prompts)
    alone = run(1.0, nothing)
    assert batches == [2, 2, 2, 2]
    guided = run(2.0, nothing)
    assert batches == [4, 4, 4, 4]
    assert (guided - alone).abs().max() > 1e-3
    early = run(2.0, nothing, 0.5)
    assert batches == [4, 4, 2, 2]
    assert min((early - guided).abs().max(), (early - alone).abs().max()) > 1e-4
    assert torch.equal(run(2.0, nothing, 0.0), alone) and batches == [2, 2, 2, 2]
    for end in (0.5, 1.0):  # away from itself: no guidance
        torch.testing.assert_close(run(3.0, prompts, end), alone, atol=1e-4, rtol=1e-3)
