"""Plans change where and when a model computes, not what: offload, guidance in turn, exact norms, few bits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.block_stream import BlockStream
from layerflow_studio.engine.layerflow.frugal_vae import FrugalAutoencoder
from layerflow_studio.engine.layerflow.parts import load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.placement import at_work, place_transformer, stream_blocks
from layerflow_studio.engine.layerflow.quantised import Int8Linear, check_available, quantise
from layerflow_studio.engine.layerflow.vae import CogVideoXCodec, overlap
from layerflow_studio.engine.plans import (
    CPU,
    PLAIN,
    PLANS,
    Attention,
    Buffers,
    Norm,
    Offload,
    Plan,
    Quantisation,
    card_gb,
    named_plan,
)
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput

from .models import CHANNELS, seeded, shake, tiny_transformer, tiny_vae
from .tiny_runs import make_given, make_request, run


@pytest.mark.parametrize("plan", [*PLANS, CPU], ids=lambda plan: plan.name)
def test_every_plan_makes_what_the_plain_run_makes(any_model: ModelDescription, plan: Plan) -> None:
    """On the CPU the transfers are copies, but every path is walked: streams, halves in turn, parking."""
    given = make_given(any_model, [Role.BACKGROUND])
    request = make_request(any_model, given)
    usual = run(LayerFlow.open(any_model, "cpu", torch.float32), request, given)
    planned = LayerFlow.open(any_model, "cpu", torch.float32, plan)
    for _ in range(2):  # the second run finds the parts where the first one left them
        made = run(planned, request, given)
        for role in usual:
            torch.testing.assert_close(
                torch.from_numpy(made[role]), torch.from_numpy(usual[role]), atol=1e-5, rtol=0
            )


def sequence(transformer: Any, seed: int = 1) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    s = transformer.settings
    latents = torch.randn(2, 8, CHANNELS, s.sample_height, s.sample_width, generator=seeded(seed))
    text = torch.randn(2, transformer.prompt_tokens, s.text_embed_dim, generator=seeded(seed + 1))
    return latents, text, torch.tensor([500.0, 500.0])


@pytest.mark.parametrize("offload", [Offload.GROUP, Offload.SEQUENTIAL])
@pytest.mark.parametrize("quantisation", [Quantisation.NONE, Quantisation.INT8])
def test_blocks_that_come_in_turn_compute_the_same(offload: Offload, quantisation: Quantisation) -> None:
    plan = Plan(offload=offload, quantisation=quantisation)
    stays, comes = tiny_transformer("joint"), tiny_transformer("joint")
    place_transformer(stays, replace(plan, offload=Offload.NONE), "cpu")
    place_transformer(comes, plan, "cpu")
    with torch.inference_mode(), at_work(comes, plan, "cpu"):
        for _ in range(2):
            assert torch.equal(comes(*sequence(comes)), stays(*sequence(stays)))
    state = comes.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in stays.state_dict().items())


def test_adapters_added_after_placing_come_along() -> None:
    plan = Plan(offload=Offload.GROUP)
    stays, comes = tiny_transformer("joint"), tiny_transformer("joint")
    place_transformer(comes, plan, "cpu")
    for transformer in (stays, comes):
        with torch.random.fork_rng():
            torch.manual_seed(3)
            lora.add(transformer, lora.CONTENT, 2, alpha=2)
        shake_adapters(transformer)
        lora.activate(transformer)
    with torch.inference_mode(), at_work(comes, plan, "cpu"):
        assert torch.equal(comes(*sequence(comes)), stays(*sequence(stays)))


def test_a_transformer_that_finds_no_room_goes_back_to_where_it_waits() -> None:
    class Large(nn.Module):
        moves = 0

        def _apply(self, *args: Any, **options: Any) -> nn.Module:
            self.moves += 1
            if self.moves == 1:
                raise torch.OutOfMemoryError("CUDA out of memory.")
            return super()._apply(*args, **options)

    transformer, large = tiny_transformer("joint"), Large()
    transformer.add_module("large", large)
    with pytest.raises(torch.OutOfMemoryError), at_work(transformer, Plan(offload=Offload.MODEL), "cpu"):
        pass
    assert large.moves == 2


def shake_adapters(transformer: nn.Module) -> None:
    dice = seeded(4)
    with torch.no_grad():
        for name, parameter in transformer.named_parameters():
            if "lora_" in name:
                parameter += torch.randn(parameter.shape, generator=dice)


def test_a_stream_holds_one_block_and_lets_it_go_even_when_computing_fails() -> None:
    layers = [nn.Linear(2, 2), nn.Linear(2, 2)]
    blocks: Any = nn.ModuleList(layers)
    before = [block.weight.clone() for block in blocks]
    stream = BlockStream(blocks, "cpu", ahead=True)
    at_rest = [block.weight.data_ptr() for block in blocks]

    def failing() -> Iterator[None]:
        for block in stream.in_turn():
            assert block.get_parameter("weight").data_ptr() not in at_rest
            raise RuntimeError("no")
            yield

    with pytest.raises(RuntimeError, match="no"):
        list(failing())
    stream.hook()
    blocks[1](torch.ones(2))
    with pytest.raises(RuntimeError):
        blocks[0](torch.ones(3))
    assert [block.weight.data_ptr() for block in blocks] == at_rest
    assert all(torch.equal(block.weight, old) for block, old in zip(blocks, before, strict=True))


def test_a_model_that_calls_its_own_blocks_is_streamed_by_hooks() -> None:
    class Calls(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.rest = nn.Linear(3, 3), nn.ModuleList([nn.Linear(3, 3) for _ in range(3)])

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = self.first(x)
            for layer in self.rest:
                x = layer(x)
            return x

    model = Calls()
    expected = model(torch.ones(3))
    stream = stream_blocks(model, model.rest, "cpu", Offload.GROUP)
    stream.hook()
    assert torch.equal(model(torch.ones(3)), expected)


# --- the autoencoder


@pytest.mark.parametrize("host", [False, True])
@pytest.mark.parametrize("latents", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("chunk", [2, 1000])
def test_the_frugal_walk_equals_diffusers(latents: int, chunk: int, host: bool) -> None:
    """In chunks of two latents and as one pass, which is what the official code does."""
    theirs = tiny_vae()
    shake(theirs)
    ours = copy.deepcopy(theirs)
    frugal = FrugalAutoencoder(ours, host)
    frugal.one_pass = chunk > latents
    for vae in (theirs, ours):
        vae.num_latent_frames_batch_size, vae.num_sample_frames_batch_size = chunk, 4 * chunk
    frames = 4 * latents - 3 * (latents % 2)
    z = torch.randn(2, CHANNELS, latents, 2, 3, generator=seeded(1))
    video = torch.randn(2, 3, frames, 16, 24, generator=seeded(2))
    with torch.inference_mode():
        results = [(vae.decode(z).sample, vae.encode(video).latent_dist.parameters) for vae in (theirs, ours)]  # pyright: ignore
    for expected, found in zip(*results, strict=True):
        torch.testing.assert_close(found, expected, atol=5e-5, rtol=0)


def codec(plan: Plan) -> CogVideoXCodec:
    vae = tiny_vae()
    shake(vae)
    return CogVideoXCodec(vae, plan)


def test_exact_norms_differ_from_chunks_and_buffers_do_not() -> None:
    z = torch.randn(1, 8, CHANNELS, 2, 3, generator=seeded(1))
    exact = Plan(norm=Norm.EXACT)
    with torch.inference_mode():
        chunks, whole, hosted = (
            codec(plan).decode(z) for plan in (PLAIN, exact, replace(exact, buffers=Buffers.HOST))
        )
    assert torch.equal(whole, hosted)
    assert 0.001 < (whole - chunks).abs().mean() < chunks.std()


def test_exact_norms_take_their_statistics_over_all_frames() -> None:
    """The mean of the last frames moves what the first ones become."""
    z = torch.randn(1, 8, CHANNELS, 2, 3, generator=seeded(1))
    other = z.clone()
    other[:, 6:] += 3
    with torch.inference_mode():
        chunks = [codec(PLAIN).decode(x)[:, :, :8] for x in (z, other)]
        whole = [codec(Plan(norm=Norm.EXACT)).decode(x)[:, :, :8] for x in (z, other)]
    assert torch.equal(*chunks)
    assert (whole[0] - whole[1]).abs().max() > 0.01


def test_tiles_are_diffusers_tiles() -> None:
    theirs = tiny_vae()  # for 64 x 96 pixels: tiles of 4 x 6 latents
    shake(theirs)
    theirs.enable_tiling(32, 48, 1 / 4, 1 / 6)
    z = torch.randn(1, 4, CHANNELS, 8, 12, generator=seeded(1))
    scale = theirs.config["scaling_factor"]
    with torch.inference_mode():
        expected = theirs.decode((z / scale).transpose(1, 2)).sample  # pyright: ignore
        found, plain = (codec(plan).decode(z) for plan in (Plan(tiling=True), PLAIN))
    torch.testing.assert_close(found, expected, atol=5e-5, rtol=0)
    assert found.shape == plain.shape
    assert (found - plain).abs().max() > 0.01


@pytest.mark.parametrize("side", range(2, 60))
def test_tiles_meet_at_every_size(side: int) -> None:
    share = overlap(side, 8)
    assert 0 < share < 1
    assert int(side * (1 - share)) * 8 == side * 8 - int(side * 8 * share)


# --- weights in few bits


def test_int8_is_within_half_a_step_of_every_weight() -> None:
    layer = nn.Linear(64, 32)
    packed = Int8Linear(layer)
    step = packed.get_buffer("scale")
    restored = packed.get_buffer("weight").float() * step
    assert ((restored - layer.weight).abs() <= step / 2 + 1e-9).all()
    x = torch.randn(5, 64, generator=seeded(1))
    with torch.no_grad():
        error = (packed(x) - layer(x)).std() / layer(x).std()
    assert 1e-4 < float(error) < 0.02
    assert packed.get_buffer("weight").nbytes * 4 == layer.weight.nbytes


def test_adapters_keep_their_format() -> None:
    transformer = tiny_transformer("joint")
    lora.add(transformer, lora.CONTENT, 2)
    quantise(transformer.transformer_blocks, Quantisation.INT8)
    kinds = {name.split(".")[-1]: type(m) for name, m in transformer.named_modules() if "to_q" in name}
    assert kinds["base_layer"] is Int8Linear
    assert kinds[lora.CONTENT] is nn.Linear
    assert not any(
        type(m) is nn.Linear and "lora" not in n for n, m in transformer.transformer_blocks.named_modules()
    )
    assert type(transformer.proj_out) is nn.Linear


def test_int8_stays_near(any_model: ModelDescription) -> None:
    request = make_request(any_model)
    usual = run(LayerFlow.open(any_model, "cpu", torch.float32), request)
    packed = run(
        LayerFlow.open(any_model, "cpu", torch.float32, Plan(quantisation=Quantisation.INT8)), request
    )
    for role in usual:
        assert 0 < abs(packed[role] - usual[role]).mean() < 0.02


def test_four_bits_say_which_package_they_need() -> None:
    check_available(Quantisation.INT8)
    try:
        import bitsandbytes  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError:
        with pytest.raises(
            BadInput, match=r"^4-bit weights need the package bitsandbytes, .* or take int8\.$"
        ):
            check_available(Quantisation.FOUR_BIT)
    else:
        check_available(Quantisation.FOUR_BIT)


def test_a_missing_package_is_told_before_a_model_is_called_damaged(any_model: ModelDescription) -> None:
    try:
        import bitsandbytes  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError:
        with pytest.raises(BadInput, match="bitsandbytes"):
            LayerFlow.open(any_model, "cpu", plan=Plan(quantisation=Quantisation.FOUR_BIT))


def test_four_bits_and_blocks_in_turn_are_refused_together(any_model: ModelDescription) -> None:
    plan = replace(named_plan("8gb"), quantisation=Quantisation.FOUR_BIT)
    with pytest.raises(
        BadInput, match=r"^4-bit weights cannot be brought block by block, as the plan 8gb does"
    ):
        LayerFlow.open(any_model, "cpu", plan=plan)


@pytest.mark.parametrize("attention", [Attention.MATH, Attention.FLASH])
def test_attention_kernels_agree(any_model: ModelDescription, attention: Attention) -> None:
    parts = load_parts(any_model, "cpu", torch.float32, Plan(attention=attention))
    if parts.transformer.one_way and attention is Attention.FLASH:
        return  # this kernel takes no masks
    usual = run(LayerFlow.open(any_model, "cpu", torch.float32), make_request(any_model))
    made = run(LayerFlow(parts, any_model, "cpu"), make_request(any_model))
    for role in usual:
        torch.testing.assert_close(
            torch.from_numpy(made[role]), torch.from_numpy(usual[role]), atol=1e-5, rtol=0
        )


def test_plans_are_found_by_name() -> None:
    assert [card_gb(plan) for plan in PLANS] == [48, 24, 16, 12, 8, 4]
    assert all(named_plan(plan.name) is plan for plan in (*PLANS, CPU, PLAIN))
    assert card_gb(CPU) is None
    with pytest.raises(
        BadInput, match=r"^There is no memory plan '9gb'; choose one of auto, 48gb, .*none\.$"
    ):
        named_plan("9gb")
    words = [plan.words() for plan in PLANS]
    assert len(set(words)) == len(PLANS)
