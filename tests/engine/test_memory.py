"""Estimates of memory: counts of weights are exact, needs are what can be worked out by hand, plans step down."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from torch import nn
from transformers import T5Config, T5EncoderModel

from layerflow_studio.engine.host_memory import available, own, peak
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.engine.memory import (
    CONTEXT_BYTES,
    GB,
    PROCESS_BYTES,
    Room,
    choose_plan,
    estimate,
    next_smaller,
    plans_for,
)
from layerflow_studio.engine.plans import (
    CPU,
    PLAIN,
    PLANS,
    Attention,
    Norm,
    Offload,
    Plan,
    Quantisation,
    card_gb,
)
from layerflow_studio.engine.registry import find_model
from layerflow_studio.engine.shapes import (
    AutoencoderShape,
    ModelShape,
    TextShape,
    TransformerShape,
    published,
    shape_of,
)
from layerflow_studio.errors import BadInput

from .models import tiny_transformer, tiny_vae


def count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize("variant", RELEASED)
def test_weights_of_the_published_transformers_are_counted_exactly(variant: str) -> None:
    kind = RELEASED[variant]
    with torch.device("meta"):
        model = LayerFlowTransformer(
            prompts=kind.prompts, position_frames=kind.position_frames, layer_embedding=kind.layer_embedding
        )
    shape = published(variant).transformer
    assert count(model) == shape.parameters
    assert count(model.transformer_blocks[0]) == shape.block_parameters


def test_weights_of_the_other_published_parts_are_counted_exactly() -> None:
    t = TextShape()
    config = T5Config(
        vocab_size=t.words, d_model=t.width, d_kv=t.head, d_ff=t.inner, num_layers=t.blocks, num_heads=t.heads,
        feed_forward_proj="gated-gelu",
    )  # fmt: skip
    kind: Any = AutoencoderKLCogVideoX
    with torch.device("meta"):
        encoder: Any = T5EncoderModel(config)
        vae = kind(
            down_block_types=("CogVideoXDownBlock3D",) * 4, up_block_types=("CogVideoXUpBlock3D",) * 4,
            block_out_channels=(128, 256, 256, 512), latent_channels=16, layers_per_block=3,
        )  # fmt: skip
    assert count(encoder) == TextShape.of(config.to_dict()).parameters == t.parameters
    assert count(vae) == AutoencoderShape.of(dict(vae.config)).parameters == AutoencoderShape().parameters


def test_tiny_models_are_counted_exactly_too() -> None:
    for settings in ({}, {"layer_embedding": False, "prompts": 2}, {"norm_elementwise_affine": False}):
        model = tiny_transformer("joint", **settings)
        assert count(model) == TransformerShape.of(dict(model.config)).parameters
    vae = tiny_vae()
    assert count(vae) == AutoencoderShape.of(dict(vae.config)).parameters


@pytest.mark.parametrize(
    ("variant", "tokens", "frames"),
    [("generation-rgba", 22278, 64), ("decomposition-rgba", 22052, 64), ("foreground-conditioned-rgba", 23628, 65),
     ("generation-rgb", 16878, 48), ("decomposition-rgb", 16652, 48)],
)  # fmt: skip
def test_published_sequences(variant: str, tokens: int, frames: int) -> None:
    shape = published(variant)
    assert (shape.tokens, shape.frames, shape.pixels) == (tokens, frames, 480 * 720)
    assert shape.gives == (not variant.startswith("generation"))


SMALL = ModelShape(
    "small",
    TransformerShape(2, 2, 8, 6, 4, 3, 2, 8, 12, 3, 5, 4),
    latents=4,
    frames=16,
    pixels=64 * 96,
    gives=False,
    autoencoder=None,
    text=None,
)


def test_a_denoising_step_by_hand() -> None:
    """2 heads of 8 numbers, 2 x 3-patch latents of 8 x 12: 24 patches a frame, 4 frames and 15 prompt tokens."""
    tokens, inner, size = 15 + 4 * 24, 16, 2
    assert SMALL.tokens == tokens
    matrices = 2 * 6 * inner * 4 + 4 * inner**2 + 2 * 4 * inner**2
    biases = 2 * 6 * inner + 4 * inner + 5 * inner
    block = matrices + biases + 2 * 2 * inner + 2 * 2 * 8
    assert SMALL.transformer.block_parameters == block
    embed = 12 * inner + inner + 6 * inner + inner + inner * 4 + 4 + 4 * 4 + 4
    leave = 4 * 2 * inner + 2 * inner + inner * 12 + 12 + 4 * inner
    other = embed + leave + 4 * inner + (15 + 4 * 24) * inner
    weights = (2 * block + other) * size
    sequence = 2 * tokens * inner * size
    still = 2 * 15 * 6 * size + 12 * 4 * 3 * 8 * 12 * 4
    need = estimate(SMALL, PLAIN).of("denoise")
    assert need.device == weights + 11 * sequence + still + CONTEXT_BYTES
    assert need.host == PROCESS_BYTES
    half = estimate(SMALL, Plan(guidance_together=False)).of("denoise").device
    assert need.device - half == 11 * sequence // 2
    math = estimate(SMALL, Plan(attention=Attention.MATH)).of("denoise").device
    assert math - need.device == 2 * 2 * tokens**2 * (size + 4)
    streamed = estimate(SMALL, Plan(offload=Offload.SEQUENTIAL)).of("denoise")
    assert (need.device - streamed.device, streamed.host - PROCESS_BYTES) == (block * size, 2 * block * size)
    packed = estimate(SMALL, Plan(quantisation=Quantisation.INT8)).of("denoise").device
    rows = 2 * 6 * inner + 4 * inner + 5 * inner
    assert (
        need.device - packed
        == 2 * (matrices * size - matrices - rows * 4)
        - 6 * inner * 4 * size * 0
        - max(6 * inner * 4, 4 * inner**2) * size
    )
    cpu = estimate(SMALL, PLAIN, on_cpu=True, bytes_each=4).of("denoise")
    assert cpu.device == 0
    assert (
        cpu.host
        == 2 * (weights + 11 * sequence)
        + 2 * (still - 12 * 4 * 3 * 8 * 12 * 4)
        + (12 * 4 * 3 * 8 * 12 * 4)
        + PROCESS_BYTES
    )


def test_an_exact_decode_is_two_layers_of_full_frames() -> None:
    """The widest moment: 256 and 128 channels of all 64 frames of 480 x 720, in two bytes."""
    shape = replace(published("generation-rgba"), text=None)
    exact, chunks = (
        estimate(shape, Plan(norm=norm)).of("decode").device for norm in (Norm.EXACT, Norm.LOW_MEMORY)
    )
    widest = (256 + 128) * 64 * 480 * 720 * 2
    assert widest < exact - estimate(shape, PLAIN).of("load").device < 1.15 * widest
    assert chunks < exact / 2


@pytest.mark.parametrize("variant", RELEASED)
def test_each_plan_fits_the_card_in_its_name_and_needs_less_than_the_one_before(variant: str) -> None:
    found = [estimate(published(variant), plan) for plan in PLANS]
    for one in found:
        assert one.device <= (card_gb(one.plan) or 0) * GB
    devices = [one.device for one in found]
    assert devices == sorted(devices, reverse=True)
    assert len(set(devices)) > 4


def test_needs_grow_with_the_clip_and_with_what_is_given() -> None:
    base = published("decomposition-rgba")
    for plan in (*PLANS, CPU):
        smaller = replace(base, latents=8, frames=32)
        for stage in ("encode", "denoise", "decode"):
            assert estimate(smaller, plan).of(stage).device <= estimate(base, plan).of(stage).device
    assert "encode" not in [need.stage for need in estimate(published("generation-rgba"), PLANS[0]).needs]


@pytest.mark.parametrize(
    ("card", "host", "name"),
    [(80, 64, "48gb"), (20, 64, "24gb"), (15.5, 64, "16gb"), (15.5, 16, "12gb"), (7.5, 32, "8gb"), (4, 32, "4gb"),
     (2, 32, None), (80, 8, None)],
)  # fmt: skip
def test_the_fastest_plan_that_fits_is_chosen(card: float, host: float, name: str | None) -> None:
    found = choose_plan(published("decomposition-rgba"), Room(int(card * GB), int(host * GB)))
    assert (found.plan.name if found else None) == name


def test_few_bits_fit_where_full_weights_do_not() -> None:
    shape, room = published("generation-rgba"), Room(int(7.5 * GB), 10 * GB)
    assert choose_plan(shape, room) is None
    found = choose_plan(shape, room, quantisation=Quantisation.INT8)
    assert found is None or found.plan.quantisation is Quantisation.INT8
    whole, packed = (
        estimate(shape, Plan(quantisation=kind)).of("denoise").device
        for kind in (Quantisation.NONE, Quantisation.FOUR_BIT)
    )
    assert whole - packed > 2 * GB


def test_stepping_down_ends() -> None:
    shape, names = published("generation-rgba"), []
    found = estimate(shape, PLANS[0])
    while found is not None:
        names.append(found.plan.name)
        found = next_smaller(shape, found)
    assert names == ["48gb", "24gb", "16gb", "8gb", "4gb"]  # 12gb saves host memory only


def test_a_small_model_has_one_plan() -> None:
    shape = shape_of(find_model("mini"))
    assert plans_for(shape) == plans_for(shape, on_cpu=True) == (PLAIN,)
    assert estimate(shape, PLAIN, on_cpu=True, bytes_each=4).host < 2 * GB
    assert next_smaller(shape, estimate(shape, PLAIN)) is None


def test_unknown_names_are_refused() -> None:
    with pytest.raises(BadInput, match="generation-rgba"):
        published("generation")


def test_host_memory_is_told(tmp_path: Any) -> None:
    assert 0 < own() <= peak()
    assert available() > 0
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:  2048 kB\n")
    (tmp_path / "memory.max").write_text("1048576\n")
    (tmp_path / "memory.current").write_text("524288\n")
    assert available(tmp_path, tmp_path / "none") == 2048 * 1024
    assert available(tmp_path, tmp_path) == 524288
    (tmp_path / "memory.stat").write_text("anon 262144\nfile 200000\ninactive_file 131072\n")
    assert available(tmp_path, tmp_path) == 524288 + 131072  # what is kept of files can go
    (tmp_path / "memory.max").write_text("max\n")
    assert available(tmp_path, tmp_path) == 2048 * 1024
    assert own(tmp_path) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone keeps freed memory when told")
def test_freed_memory_is_kept_for_what_comes_next() -> None:
    """Pages that the system gives while 32 MiB are taken and freed ten times, once before and once after."""
    program = """
import resource
from layerflow_studio.engine.host_memory import keep_freed
def given():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        bytearray(1 << 25)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
usual, told, first, kept = given(), keep_freed(), given(), given()
print(told, usual, kept)
"""
    told, usual, kept = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    pages = (1 << 25) // 4096
    assert told == "True"
    assert int(kept) < pages / 10 < 5 * pages < int(usual)
