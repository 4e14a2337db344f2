"""Motion and content adapters: switchable one by one, saved and loaded with a model folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import Damaged

from .models import CHANNELS, TEXT_WIDTH, TOKENS, seeded, shake, tiny_transformer
from .tiny_runs import make_request, run

RANKS = {lora.MOTION: 2, lora.CONTENT: 4}


def outputs(transformer: LayerFlowTransformer, **strengths: float) -> Tensor:
    lora.set_strengths(transformer, strengths)
    latents = torch.randn(1, 4, CHANNELS, 8, 12, generator=seeded(1))
    prompts = torch.randn(1, 3 * TOKENS, TEXT_WIDTH, generator=seeded(2))
    with torch.inference_mode():
        return transformer(latents, prompts, torch.tensor([400.0]))


def adapted() -> LayerFlowTransformer:
    """A transformer with both adapters, all their matrices random."""
    transformer = tiny_transformer()
    for name, rank in RANKS.items():
        lora.add(transformer, name, rank)
    for name, parameter in transformer.named_parameters():
        if "lora_" in name:
            shake(torch.nn.ParameterList([parameter]), len(name), 1.0)
    lora.activate(transformer)
    return transformer


def test_adapters_are_off_on_and_half_on_by_themselves() -> None:
    base, transformer = outputs(tiny_transformer()), adapted()
    off = outputs(transformer, motion_lora=0.0, content_lora=0.0)
    motion = outputs(transformer, motion_lora=1.0, content_lora=0.0)
    content = outputs(transformer, motion_lora=0.0, content_lora=1.0)
    half = outputs(transformer, motion_lora=0.0, content_lora=0.5)
    both = outputs(transformer, motion_lora=1.0, content_lora=1.0)
    torch.testing.assert_close(off, base, atol=1e-6, rtol=1e-5)
    results = (base, motion, content, half, both)
    for i, one in enumerate(results):
        assert all((one - other).abs().max() > 1e-3 for other in results[:i])
    again = outputs(transformer, motion_lora=0.0, content_lora=0.0, unknown=1.0)
    assert torch.equal(again, off)


def test_strength_one_adds_the_product_over_the_rank() -> None:
    transformer = adapted()
    plain = tiny_transformer()
    weights = transformer.state_dict()
    for block in range(3):
        for target in lora.TARGETS:
            stem = f"transformer_blocks.{block}.attn1.{target}"
            down, up = (weights[f"{stem}.lora_{side}.{lora.CONTENT}.weight"] for side in "AB")
            plain.get_submodule(stem).get_parameter("weight").data += up @ down / RANKS[lora.CONTENT]
    torch.testing.assert_close(
        outputs(transformer, content_lora=1.0, motion_lora=0.0), outputs(plain), atol=1e-4, rtol=1e-4
    )


def test_inference_starts_with_content_on_and_motion_off_and_nothing_trainable() -> None:
    transformer = adapted()
    outputs(transformer, motion_lora=1.0, content_lora=0.2)
    lora.activate(transformer)
    expected = outputs(transformer)
    assert torch.equal(expected, outputs(transformer, motion_lora=0.0, content_lora=1.0))
    assert lora.inference_strengths(transformer) == {lora.MOTION: 0.0, lora.CONTENT: 1.0}
    assert not any(parameter.requires_grad for parameter in transformer.parameters())
    assert lora.names(transformer) == (lora.MOTION, lora.CONTENT)
    assert lora.names(tiny_transformer()) == ()


def test_save_and_load_keep_every_number(tmp_path: Path) -> None:
    transformer = adapted()
    twin = tiny_transformer()
    for name in RANKS:
        lora.save(transformer, name, tmp_path / name)
    for name in RANKS:
        lora.load(twin, name, tmp_path / name)
    lora.activate(twin)
    for strengths in ({}, {"motion_lora": 0.7, "content_lora": 0.3}):
        assert torch.equal(outputs(twin, **strengths), outputs(transformer, **strengths))


@pytest.fixture
def adapted_model(tiny: ModelDescription) -> ModelDescription:
    """The tiny model with both adapters beside its transformer, and named in model.toml."""
    transformer = LayerFlowTransformer.from_pretrained(tiny.folder / "transformer")
    for name, rank in RANKS.items():
        lora.add(transformer, name, rank)
    for name, parameter in transformer.named_parameters():
        if "lora_" in name:
            shake(torch.nn.ParameterList([parameter]), len(name), 1.0)
    for name in RANKS:
        lora.save(transformer, name, tiny.folder / "adapters" / name)
    toml = tiny.folder / "model.toml"
    names = ", ".join(f'{name} = "adapters/{name}"' for name in RANKS)
    toml.write_text(
        toml.read_text().replace('prediction = "sample"', f'prediction = "sample"\nadapters = {{ {names} }}')
    )
    return describe(tiny.folder)


def test_a_model_folder_brings_its_adapters(tiny: ModelDescription, adapted_model: ModelDescription) -> None:
    plain = LayerFlow.open(tiny, "cpu", torch.float32)
    engine = LayerFlow.open(adapted_model, "cpu", torch.float32)
    request = make_request(adapted_model)

    def background(engine: LayerFlow, **strengths: float) -> bytes:
        return run(engine, replace(request, adapters=tuple(strengths.items())))[Role.BACKGROUND].tobytes()

    base, usual = background(plain), background(engine)
    assert usual != base
    assert background(engine, content_lora=0.0) == base
    assert background(engine, motion_lora=1.0, content_lora=0.0) not in (base, usual)
    assert background(engine) == usual  # what an earlier request asked for is forgotten
    assert background(engine, content_lora=1.0, motion_lora=0.0) == usual
    assert background(plain, anime=0.0) == base


def test_adapters_of_another_transformer_are_damage(adapted_model: ModelDescription, tmp_path: Path) -> None:
    other = tiny_transformer(num_attention_heads=4)
    lora.add(other, lora.CONTENT, 4)
    lora.save(other, lora.CONTENT, tmp_path)
    shutil.copy(tmp_path / lora.FILE, adapted_model.folder / "adapters" / lora.CONTENT)
    with pytest.raises(Damaged, match="do not fit together"):
        LayerFlow.open(adapted_model, "cpu")


def test_adapters_compute_in_the_transformers_precision(adapted_model: ModelDescription) -> None:
    engine = LayerFlow.open(adapted_model, "cpu", torch.bfloat16)
    made = run(engine, make_request(adapted_model))
    exact = run(LayerFlow.open(adapted_model, "cpu", torch.float32), make_request(adapted_model))
    for role, clip in made.items():
        assert np.isfinite(clip).all()
        assert 0 < np.abs(clip - exact[role]).max() < 0.2
