"""From the names of the official code (SAT layout) to ours; tensors are only pointed at, not yet read."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor

from layerflow_studio.engine.layerflow import lora

PREFIX = "model.diffusion_model."
AUTOENCODER_PREFIX = "first_stage_model."
TEXT_ENCODER_PREFIX = "conditioner.embedders.0.transformer."

_TOP = {
    "time_embed.0": "time_embedding.linear_1",
    "time_embed.2": "time_embedding.linear_2",
    "mixins.patch_embed.proj": "patch_embed.proj",
    "mixins.patch_embed.text_proj": "patch_embed.text_proj",
    "mixins.pos_embed.txt_embedder.0": "layer_embedder.0",
    "mixins.pos_embed.txt_embedder.1": "layer_embedder.1",
    "transformer.final_layernorm": "norm_final",
    "mixins.final_layer.norm_final": "norm_out.norm",
    "mixins.final_layer.adaLN_modulation.1": "norm_out.linear",
    "mixins.final_layer.linear": "proj_out",
}
_BLOCK = {
    "input_layernorm": "norm1.norm",
    "post_attention_layernorm": "norm2.norm",
    "attention.dense": "attn1.to_out.0",
    "mlp.dense_h_to_4h": "ff.net.0.proj",
    "mlp.dense_4h_to_h": "ff.net.2",
}
_ADAPTERS = {
    "A": (lora.MOTION, "lora_A"),
    "B": (lora.MOTION, "lora_B"),
    "C": (lora.CONTENT, "lora_A"),
    "D": (lora.CONTENT, "lora_B"),
}
_PARTITIONS = {
    "query_key_value.0": "attn1.to_q",
    "query_key_value.1": "attn1.to_k",
    "query_key_value.2": "attn1.to_v",
    "dense.0": "attn1.to_out.0",
}
_MATRIX = re.compile(r"transformer\.layers\.(\d+)\.attention\.(query_key_value|dense)\.matrix_([ABCD])\.(\d)")
_MODULATION = re.compile(r"mixins\.adaln_layer\.adaLN_modulations\.(\d+)\.1")
_HEAD_NORM = re.compile(r"mixins\.adaln_layer\.(query|key)_layernorm_list\.(\d+)")
_CHUNKS = {"norm1": (0, 1, 2, 6, 7, 8), "norm2": (3, 4, 5, 9, 10, 11)}


@dataclass(frozen=True, eq=False)
class Piece:
    """A tensor of ours, made of rows of the file's tensors and read from the disk when `read` is called."""

    parts: tuple[Tensor, ...]
    shape: tuple[int, ...]

    @classmethod
    def whole(cls, tensor: Tensor) -> Piece:
        """A tensor as it is."""
        return cls((tensor,), tuple(tensor.shape))

    @classmethod
    def rows(cls, *parts: Tensor) -> Piece:
        """Tensors below one another."""
        return cls(parts, (sum(part.shape[0] for part in parts), *parts[0].shape[1:]))

    @property
    def dtype(self) -> torch.dtype:
        """The number format in the file."""
        return self.parts[0].dtype

    @property
    def size(self) -> int:
        """Numbers in it."""
        return math.prod(self.shape)

    def read(self) -> Tensor:
        """The tensor in the file's own number format."""
        joined = self.parts[0] if len(self.parts) == 1 else torch.cat(self.parts)
        return joined.reshape(self.shape)


@dataclass
class Converted:
    """A checkpoint in our names: weights, adapters by name and parameter, and what was left over."""

    weights: dict[str, Piece] = field(default_factory=dict)
    adapters: dict[str, dict[str, Piece]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """Keys of other models in the same file (T5, autoencoder)."""
    unexpected: list[str] = field(default_factory=list)
    """Keys of the transformer that it does not have."""

    def read(self, name: str, merge: bool = False) -> Tensor:
        """A weight; with `merge` it is W + D C / rank in float32 where there is a content adapter."""
        weight = self.weights[name].read()
        target = name.removesuffix(".weight")
        content = self.adapters.get(lora.CONTENT, {})
        down, up = content.get(f"{target}.lora_A"), content.get(f"{target}.lora_B")
        if not merge or down is None or up is None or not name.endswith(".weight"):
            return weight
        return weight.float() + up.read().float() @ down.read().float() / down.shape[0]

    def unpaired(self) -> list[str]:
        """Adapter matrices whose other half is missing, or that are of no weight or of another size or rank."""
        wrong: list[str] = []
        for adapter, matrices in self.adapters.items():
            ranks = {piece.shape[:1] for name, piece in matrices.items() if name.endswith(".lora_A")}
            for name, matrix in matrices.items():
                target, _, side = name.rpartition(".")
                other = matrices.get(f"{target}.lora_{'B' if side == 'lora_A' else 'A'}")
                weight = self.weights.get(f"{target}.weight")
                if other is None or weight is None or len(matrix.shape) != 2 or len(weight.shape) != 2:
                    wrong.append(f"{name}.{adapter}")
                    continue
                rank = matrix.shape[0 if side == "lora_A" else 1]
                fits = (rank, weight.shape[1]) if side == "lora_A" else (weight.shape[0], rank)
                if (
                    len(ranks) > 1
                    or matrix.shape != fits
                    or rank != other.shape[1 if side == "lora_A" else 0]
                ):
                    wrong.append(f"{name}.{adapter}")
        return wrong


def convert(tensors: Mapping[str, Tensor]) -> Converted:
    """Map every key of the official layout to ours; what is not mapped is listed."""
    out = Converted()
    for key, value in tensors.items():
        if not key.startswith(PREFIX):
            out.ignored.append(key)
            continue
        name = key.removeprefix(PREFIX).replace(".original.", ".")
        pairs = list(_renamed(name, value))
        for adapter, parameter, piece in pairs:
            target = out.adapters.setdefault(adapter, {}) if adapter else out.weights
            target[parameter] = piece
        if not pairs:
            out.unexpected.append(key)
    return out


def _renamed(name: str, value: Tensor) -> Iterator[tuple[str, str, Piece]]:
    """(adapter or "", our name, piece) for each part of one official tensor; nothing for a foreign name."""
    stem, _, kind = name.rpartition(".")
    if name == "mixins.pos_embed.pos_embedding" and value.ndim >= 2:
        yield "", "position_table", Piece((value,), (1, *value.shape[-2:]))
    elif stem in _TOP:
        yield "", f"{_TOP[stem]}.{kind}", Piece.whole(value)
    elif match := _MODULATION.fullmatch(stem):
        if _divides(12, value):
            twelve = value.chunk(12)
            for norm, chosen in _CHUNKS.items():
                rows = Piece.rows(*(twelve[place] for place in chosen))
                yield "", f"transformer_blocks.{match[1]}.{norm}.linear.{kind}", rows
    elif match := _HEAD_NORM.fullmatch(stem):
        yield "", f"transformer_blocks.{match[2]}.attn1.norm_{match[1][0]}.{kind}", Piece.whole(value)
    elif match := _MATRIX.fullmatch(name):
        block, layer, matrix, part = match.groups()
        adapter, side = _ADAPTERS[matrix]
        if target := _PARTITIONS.get(f"{layer}.{part}"):
            yield adapter, f"transformer_blocks.{block}.{target}.{side}", Piece.whole(value)
    elif match := re.fullmatch(r"transformer\.layers\.(\d+)\.(.+)", stem):
        yield from _of_block(match[1], match[2], kind, value)


def _of_block(block: str, layer: str, kind: str, value: Tensor) -> Iterator[tuple[str, str, Piece]]:
    if layer == "attention.query_key_value" and _divides(3, value):
        for target, third in zip(_PARTITIONS.values(), value.chunk(3), strict=False):
            yield "", f"transformer_blocks.{block}.{target}.{kind}", Piece.whole(third)
    elif layer in _BLOCK:
        yield "", f"transformer_blocks.{block}.{_BLOCK[layer]}.{kind}", Piece.whole(value)


def _divides(parts: int, value: Tensor) -> bool:
    return value.ndim > 0 and value.shape[0] > 0 and value.shape[0] % parts == 0
