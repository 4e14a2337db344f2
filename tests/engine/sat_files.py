"""Writes random checkpoints as the official code saves them (layerflow.md sections 2, 3 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

PREFIX = "model.diffusion_model."


@dataclass(frozen=True)
class Facts:
    """One row of table 1.2: latents, the given ones, prompts, frames of the position table, layer embedder."""

    kind: str
    latents: int
    given: tuple[int, ...]
    prompts: int
    table_frames: int
    embedder: bool


TABLE = {
    "generation-rgba": Facts("rgba", 16, (), 3, 16, True),
    "decomposition-rgba": Facts("rgba", 16, tuple(range(12, 16)), 2, 16, False),
    "foreground-conditioned-rgba": Facts("rgba", 17, tuple(range(9)), 3, 17, True),
    "background-conditioned-rgba": Facts("rgba", 17, tuple(range(9, 13)), 3, 17, True),
    "generation-rgb": Facts("rgb", 12, (), 3, 13, False),
    "decomposition-rgb": Facts("rgb", 12, (10, 11), 2, 13, False),
    "foreground-conditioned-rgb": Facts("rgb", 12, tuple(range(4)), 3, 13, False),
    "background-conditioned-rgb": Facts("rgb", 12, tuple(range(4, 8)), 3, 13, False),
}
RELEASE_FOLDERS = {
    "generation": "multi-layer-generation",
    "decomposition": "multi-layer-decomposition",
    "foreground-conditioned": "foreground-conditioned-generation",
    "background-conditioned": "background-conditioned-generation",
}


@dataclass(frozen=True)
class Size:
    """How big a checkpoint is; the released ones are `Size()`."""

    width: int = 1920
    heads: int = 30
    blocks: int = 30
    time: int = 512
    text: int = 4096
    tokens: int = 226
    height: int = 60
    columns: int = 90
    channels: int = 16
    motion_rank: int = 8
    content_rank: int = 256

    @property
    def patches(self) -> int:
        return (self.height // 2) * (self.columns // 2)


TINY = Size(64, 2, 3, 32, 48, 226, 6, 8, 16, 4, 8)
FULL_WIDTH = Size(blocks=2, tokens=8, height=4, columns=4)


def shapes(size: Size, facts: Facts, infix: str = ".original") -> dict[str, tuple[int, ...]]:
    """Every key of the transformer with its shape, without the prefix."""
    w, head = size.width, size.width // size.heads

    def linear(name: str, out: int, into: int) -> dict[str, tuple[int, ...]]:
        return {f"{name}.weight": (out, into), f"{name}.bias": (out,)}

    def norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
        return {f"{name}.weight": (width,), f"{name}.bias": (width,)}

    rows = facts.prompts * size.tokens + facts.table_frames * size.patches
    keys: dict[str, tuple[int, ...]] = {
        **linear("time_embed.0", size.time, w),
        **linear("time_embed.2", size.time, size.time),
        "mixins.patch_embed.proj.weight": (w, size.channels, 2, 2),
        "mixins.patch_embed.proj.bias": (w,),
        **linear("mixins.patch_embed.text_proj", w, size.text),
        "mixins.pos_embed.pos_embedding": (1, rows, w),
        **norm("transformer.final_layernorm", w),
        **norm("mixins.final_layer.norm_final", w),
        **linear("mixins.final_layer.adaLN_modulation.1", 2 * w, size.time),
        **linear("mixins.final_layer.linear", 4 * size.channels, w),
    }
    if facts.embedder:
        keys |= linear("mixins.pos_embed.txt_embedder.0", w, 1) | norm("mixins.pos_embed.txt_embedder.1", w)
    for i in range(size.blocks):
        layer = f"transformer.layers.{i}"
        keys |= norm(f"{layer}.input_layernorm", w) | norm(f"{layer}.post_attention_layernorm", w)
        keys |= linear(f"{layer}.attention.query_key_value{infix}", 3 * w, w)
        keys |= linear(f"{layer}.attention.dense{infix}", w, w)
        keys |= linear(f"{layer}.mlp.dense_h_to_4h", 4 * w, w) | linear(
            f"{layer}.mlp.dense_4h_to_h", w, 4 * w
        )
        keys |= linear(f"mixins.adaln_layer.adaLN_modulations.{i}.1", 12 * w, size.time)
        keys |= norm(f"mixins.adaln_layer.query_layernorm_list.{i}", head)
        keys |= norm(f"mixins.adaln_layer.key_layernorm_list.{i}", head)
        for wrapped, parts in (("query_key_value", 3), ("dense", 1)):
            for part in range(parts):
                for down, up, rank in (("A", "B", size.motion_rank), ("C", "D", size.content_rank)):
                    keys[f"{layer}.attention.{wrapped}.matrix_{down}.{part}"] = (rank, w)
                    keys[f"{layer}.attention.{wrapped}.matrix_{up}.{part}"] = (w, rank)
    return keys


def empty_module(size: Size, facts: Facts) -> dict[str, Tensor]:
    """The key list of a checkpoint, on the meta device."""
    return {PREFIX + key: torch.empty(shape, device="meta") for key, shape in shapes(size, facts).items()}


def random_module(size: Size, facts: Facts, seed: int = 0, infix: str = ".original") -> dict[str, Tensor]:
    """Random weights of a sane size; content acts in odd blocks only, motion in all, so that it would show."""
    dice = torch.Generator().manual_seed(seed)
    module: dict[str, Tensor] = {}
    for key, shape in shapes(size, facts, infix).items():
        noise = torch.randn(shape, generator=dice)
        module[PREFIX + key] = _scaled(key, noise)
    return module


def _scaled(key: str, noise: Tensor) -> Tensor:
    if "pos_embedding" in key:
        return noise * 0.3
    if "matrix_" in key:
        matrix = key.split("matrix_")[1][0]
        if matrix in "AC":
            return noise / noise.shape[1] ** 0.5
        if matrix == "D":
            block = int(key.split(".")[2])
            return noise * noise.shape[1] ** 0.5 * 0.3 * (block % 2)
        return noise
    if noise.ndim == 1:
        is_norm = key.endswith(".weight")
        return 1 + 0.2 * noise if is_norm else 0.1 * noise
    fan_in = noise[0].numel()
    return noise * (0.4 if "adaLN" in key else 0.8) / fan_in**0.5


def write(path: Path, module: dict[str, Tensor], **beside: Any) -> Path:
    """Save as DeepSpeed does; `beside` are other entries of the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"module": module, **beside}, path)
    return path
