"""Motion and content adapters (low-rank adaptation, Hu et al. 2022) on the attention matrices, by peft.

LayerFlow trains a motion adapter on frozen clips, so that still images can stand in for video, and a content adapter on
good stills with the motion adapter on. At inference the motion adapter's strength is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from peft import LoraConfig
from peft.tuners.lora import LoraLayer

from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer

MOTION, CONTENT = "motion_lora", "content_lora"
TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]


def add(transformer: LayerFlowTransformer, name: str, rank: int, alpha: float = 1.0) -> None:
    """Add a trainable adapter of `rank`; its update is scaled by alpha / rank."""
    config = LoraConfig(r=rank, lora_alpha=cast(Any, alpha), target_modules=TARGETS, init_lora_weights=True)
    transformer.add_adapter(config, adapter_name=name)


def names(transformer: LayerFlowTransformer) -> tuple[str, ...]:
    """The adapters a transformer carries."""
    return tuple(getattr(transformer, "peft_config", {}))


def set_strengths(transformer: LayerFlowTransformer, strengths: Mapping[str, float]) -> None:
    """Set how strongly each named adapter acts: 0 is off, 1 as trained. Unknown names are passed over."""
    for module in transformer.modules():
        if isinstance(module, LoraLayer):
            for name, strength in strengths.items():
                if name in module.scaling:
                    module.set_scale(name, strength)
