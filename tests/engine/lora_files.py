"""LoRA files as other programs write them, with random matrices for some modules of a transformer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from .models import seeded

MODULES = (
    "transformer_blocks.0.attn1.to_q",
    "transformer_blocks.1.attn1.to_out.0",
    "transformer_blocks.2.ff.net.2",
)
LAYOUTS = {
    "diffusers": ("transformer.{}", ".lora_A.weight", ".lora_B.weight"),
    "older diffusers": ("transformer.{}", ".lora.down.weight", ".lora.up.weight"),
    "peft": ("base_model.model.{}", ".lora_A.weight", ".lora_B.weight"),
    "peft state": ("base_model.model.{}", ".lora_A.default.weight", ".lora_B.default.weight"),
    "ours": ("{}", ".lora_A.weight", ".lora_B.weight"),
    "inside a model": ("model.diffusion_model.{}", ".lora_A.weight", ".lora_B.weight"),
    "kohya": ("lora_unet_{}", ".lora_down.weight", ".lora_up.weight"),
}

Pairs = Mapping[str, tuple[Tensor, Tensor]]


def random_pairs(
    transformer: nn.Module, rank: int = 3, modules: Sequence[str] = MODULES, amount: float = 0.3
) -> dict[str, tuple[Tensor, Tensor]]:
    """Down (rank, in) and up (out, rank) for each module; the last module's rank is one less."""
    dice, pairs = seeded(7), dict[str, tuple[Tensor, Tensor]]()
    for number, name in enumerate(modules):
        linear, own = transformer.get_submodule(name), rank - (number == len(modules) - 1)
        assert isinstance(linear, nn.Linear)
        down = torch.randn(own, linear.in_features, generator=dice) * amount
        up = torch.randn(linear.out_features, own, generator=dice) * amount
        pairs[name] = (down, up)
    return pairs


def write_lora(
    path: Path, pairs: Pairs, layout: str = "diffusers", alphas: Mapping[str, float] | None = None
) -> Path:
    """Write pairs in a layout; `alphas` by module are written as kohya's scripts do."""
    stem, down_ending, up_ending = LAYOUTS[layout]
    tensors: dict[str, Tensor] = {}
    for name, (down, up) in pairs.items():
        shown = stem.format(name.replace(".", "_") if layout == "kohya" else name)
        tensors[shown + down_ending] = down.contiguous()
        tensors[shown + up_ending] = up.contiguous()
        if alphas is not None:
            tensors[f"{shown}.alpha"] = torch.tensor(alphas[name])
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path)
    return path


def write_config(folder: Path, **settings: object) -> None:
    (folder / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA", **settings}))
