"""Every tensor of a run is made on, or moved to, the model's own device."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from layerflow_studio.core.request import Sampler, Sampling
from layerflow_studio.engine import devices
from layerflow_studio.engine.devices import best_device, compute_dtype
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.vae import (
    BlockTransformAutoencoder,
    BlockTransformCodec,
    CogVideoXCodec,
)

from .models import CHANNELS, TEXT_WIDTH, TOKENS, seeded, tiny_transformer, tiny_vae

META = torch.device("meta")  # computes shapes only, and like a GPU refuses to mix with the CPU's tensors


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("attention", ["one-way", "joint"])
@pytest.mark.parametrize("sampler", ["ddim", "dpm++2m"])
def test_denoising_stays_on_the_transformers_device(
    sampler: Sampler, attention: str, dtype: torch.dtype
) -> None:
    transformer = tiny_transformer(attention)
    lora.add(transformer, lora.CONTENT, 4)
    lora.activate(transformer)
    nn.Module.to(transformer, META, dtype)
    embeds = torch.zeros(2, 1, 3 * TOKENS, TEXT_WIDTH, device=META, dtype=dtype)
    given = (True, True, False, False, True, False, False, False)
    seen: list[Tensor] = []
    with torch.inference_mode():
        made = denoise(
            transformer,
            "v_prediction",
            Conditions(embeds, given, torch.zeros(1, 3, CHANNELS, 8, 12, device=META)),
            Sampling(3, 4.0, True, sampler),
            lambda: torch.zeros(1, 8, CHANNELS, 8, 12),
            lambda step, clean: seen.append(clean),
        )
    for latents in (made, *seen):
        assert (latents.device, latents.dtype) == (META, torch.float32)
        assert latents.shape == (1, 8, CHANNELS, 8, 12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_autoencoders_take_pixels_from_the_cpu_and_latents_from_the_device(dtype: torch.dtype) -> None:
    vae = tiny_vae()
    nn.Module.to(vae, META, dtype)
    block = BlockTransformAutoencoder(8, 4, CHANNELS, decoder_width=8, decoder_depth=1)
    nn.Module.to(block, META)
    with torch.inference_mode():
        for codec in (CogVideoXCodec(vae), BlockTransformCodec(block)):
            latents = codec.encode(torch.zeros(1, 3, 16, 16, 24), seeded(1))
            video = codec.decode(latents)
            assert (latents.shape, video.shape) == ((1, 4, CHANNELS, 2, 3), (1, 3, 16, 16, 24))
            assert {(t.device, t.dtype) for t in (latents, video)} == {(META, torch.float32)}
        assert codec.preview(latents).device == META


def test_a_device_and_its_precision_are_chosen() -> None:
    device = best_device()
    assert device in ("cpu", "cuda", "mps")
    torch.ones(1, device=device, dtype=compute_dtype(device))
    assert compute_dtype("cpu") in (torch.float32, torch.bfloat16)
    assert compute_dtype("mps") == torch.float32


@pytest.mark.parametrize(("half", "dtype"), [(0.5, torch.bfloat16), (2.0, torch.float32)])
def test_a_cpu_computes_in_what_it_multiplies_faster(
    half: float, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: True)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: True)
    monkeypatch.setattr(devices, "_seconds", lambda matrix: half if matrix.dtype == torch.bfloat16 else 1.0)
    devices._multiplies_bfloat16_faster.cache_clear()
    try:
        assert compute_dtype("cpu") == dtype
    finally:
        devices._multiplies_bfloat16_faster.cache_clear()
