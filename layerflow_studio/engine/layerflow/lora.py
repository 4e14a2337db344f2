"""Motion and content adapters (low-rank adaptation, Hu et al. 2022) on the attention matrices, by peft.

LayerFlow trains a motion adapter on frozen clips, so that still images can stand in for video, and a content
adapter on good stills with the motion adapter on. At inference the motion adapter's strength is 0.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from diffusers.loaders.lora_base import LORA_ADAPTER_METADATA_KEY
from peft import LoraConfig
from peft.tuners.lora import LoraLayer

from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer

MOTION, CONTENT = "motion_lora", "content_lora"
TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]
FILE = "pytorch_lora_weights.safetensors"


def add(transformer: LayerFlowTransformer, name: str, rank: int, alpha: float = 1.0) -> None:
    """Add a trainable adapter of `rank`; its update is scaled by alpha / rank."""
    config = LoraConfig(r=rank, lora_alpha=cast(Any, alpha), target_modules=TARGETS, init_lora_weights=True)
    with several_wanted():
        transformer.add_adapter(config, adapter_name=name)


def save(transformer: LayerFlowTransformer, name: str, folder: Path) -> None:
    """Write one adapter into a folder, in the layout of peft and diffusers."""
    transformer.save_lora_adapter(folder, adapter_name=name, weight_name=FILE)


def load(transformer: LayerFlowTransformer, name: str, folder: Path) -> None:
    """Add an adapter that `save` wrote. Raises OSError or ValueError for what is none of this transformer."""
    with several_wanted():
        transformer.load_lora_adapter(
            folder,
            prefix=cast(Any, None),  # the names in the file are the transformer's own
            adapter_name=name,
            weight_name=FILE,
            local_files_only=True,
        )


def facts(rank: int, alpha: float = 1.0) -> dict[str, str]:
    """What `save` keeps in the file beside the matrices, so that `load` scales the update by alpha / rank."""
    config = {"r": rank, "lora_alpha": alpha, "target_modules": TARGETS}
    return {LORA_ADAPTER_METADATA_KEY: json.dumps(config)}


def names(transformer: LayerFlowTransformer) -> tuple[str, ...]:
    """The adapters a transformer carries."""
    return tuple(getattr(transformer, "peft_config", {}))


def activate(transformer: LayerFlowTransformer) -> None:
    """Let all adapters act side by side, untrainable, as strongly as `inference_strengths` says."""
    if adapters := names(transformer):
        transformer.set_adapter(list(adapters))
        transformer.requires_grad_(False)
        set_strengths(transformer, inference_strengths(transformer))


def inference_strengths(transformer: LayerFlowTransformer) -> dict[str, float]:
    """How strongly each adapter acts when nothing is asked for: content as trained, all others not at all."""
    return {name: float(name == CONTENT) for name in names(transformer)}


def set_strengths(transformer: LayerFlowTransformer, strengths: Mapping[str, float]) -> None:
    """Set how strongly each named adapter acts: 0 is off, 1 as trained. Unknown names are passed over."""
    for module in transformer.modules():
        if isinstance(module, LoraLayer):
            for name, strength in strengths.items():
                if name in module.scaling:
                    module.set_scale(name, strength)


@contextmanager
def several_wanted() -> Iterator[None]:
    """peft takes a second adapter on a model, and one taken off as it does not fit, for mistakes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Already found a `peft_config`")
        warnings.filterwarnings("ignore", "Adapter .* was active which is now deleted")
        yield
