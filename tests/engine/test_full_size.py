"""The published architecture, full size, without its weights: names, shapes and count."""

from __future__ import annotations

import pytest
import torch
from diffusers.models.transformers.cogvideox_transformer_3d import CogVideoXTransformer3DModel

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.checkpoint import architecture, built, candidates
from layerflow_studio.engine.layerflow.official_names import convert
from layerflow_studio.engine.layerflow.variants import RELEASED

from .sat_files import TABLE, Size, empty_module

EXTRA = {
    "layer_embedder.0.weight",
    "layer_embedder.0.bias",
    "layer_embedder.1.weight",
    "layer_embedder.1.bias",
}


def published() -> dict[str, torch.Size]:
    """Names and shapes of CogVideoX-2b's transformer, as diffusers has it."""
    with torch.device("meta"):  # the defaults are the 2b model's, its fixed positions are no parameter
        model = CogVideoXTransformer3DModel(max_text_seq_length=226)
    return {name: parameter.shape for name, parameter in model.named_parameters()}


@pytest.mark.parametrize("variant", TABLE)
def test_names_and_shapes_are_cogvideox_2b_and_our_own(
    tmp_path_factory: pytest.TempPathFactory, variant: str
) -> None:
    facts, size = TABLE[variant], Size()
    module = empty_module(size, facts)
    assert len(module) == 557 + 480 + 4 * facts.embedder  # layerflow.md 5.1
    converted = convert(module)
    assert (converted.ignored, converted.unexpected) == ([], [])
    assert variant in candidates(converted)
    settings = architecture(converted, RELEASED[variant])
    assert (settings["num_layers"], settings["num_attention_heads"], settings["attention_head_dim"]) == (
        30,
        30,
        64,
    )
    transformer = built(converted, tmp_path_factory.getbasetemp() / "none.pt", variant)
    own = {name: parameter.shape for name, parameter in transformer.named_parameters()}
    theirs = published()
    assert {name: own[name] for name in theirs} == theirs
    assert own.keys() - theirs.keys() == {"position_table"} | (EXTRA if facts.embedder else set())
    assert own["position_table"] == (1, facts.prompts * 226 + facts.table_frames * 1350, 1920)
    for adapter in (lora.MOTION, lora.CONTENT):
        assert len(converted.adapters[adapter]) == 30 * 4 * 2


def test_the_count_of_parameters_is_the_published_one() -> None:
    """1.7 billion: 1,693,783,872 in CogVideoX-2b, and positions and layer vectors of LayerFlow's own."""
    count = sum(shape.numel() for shape in published().values())
    assert count == 1_693_783_872
    converted = convert(empty_module(Size(), TABLE["generation-rgba"]))
    own = sum(piece.size for piece in converted.weights.values())
    assert own == count + 22278 * 1920 + 4 * 1920
    content, motion = (
        sum(piece.size for piece in converted.adapters[name].values()) for name in (lora.CONTENT, lora.MOTION)
    )
    assert (content, motion) == (30 * 4 * 2 * 256 * 1920, 30 * 4 * 2 * 8 * 1920)
