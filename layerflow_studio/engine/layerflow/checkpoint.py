"""Reads the released LayerFlow checkpoints (SAT layout) into our transformer.

The released files have not been opened here; the layout follows the official code, and the outputs of that
code on random weights of the same layout are reproduced by the tests.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.layout import RGB_ORDER, RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.errors import BadInput, Damaged, FileMissing

_PREFIX = "model.diffusion_model."
_FOREGROUND = frozenset({SubClip.FOREGROUND, SubClip.ALPHA})


@dataclass(frozen=True)
class Variant:
    """One of the eight released models: its sequence, what it is given, how many prompts it reads."""

    order: tuple[SubClip, ...]
    given: frozenset[SubClip] = frozenset()
    prompts: int = 3
    position_frames: int = 16
    lead: bool = False
    given_tail: tuple[tuple[SubClip, int], ...] = ()


RELEASED: dict[str, Variant] = {
    "generation-rgba": Variant(RGBA_ORDER),
    "decomposition-rgba": Variant(RGBA_ORDER, frozenset({SubClip.BLENDED}), prompts=2),
    "foreground-conditioned-rgba": Variant(RGBA_ORDER, _FOREGROUND, position_frames=17, lead=True),
    "background-conditioned-rgba": Variant(
        RGBA_ORDER, frozenset({SubClip.BACKGROUND}), position_frames=17, lead=True
    ),
    "generation-rgb": Variant(RGB_ORDER, position_frames=13),
    "decomposition-rgb": Variant(
        RGB_ORDER,
        frozenset({SubClip.BLENDED}),
        prompts=2,
        position_frames=13,
        given_tail=((SubClip.BLENDED, 2),),
    ),
    "foreground-conditioned-rgb": Variant(RGB_ORDER, frozenset({SubClip.FOREGROUND}), position_frames=13),
    "background-conditioned-rgb": Variant(RGB_ORDER, frozenset({SubClip.BACKGROUND}), position_frames=13),
}

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


@dataclass
class Converted:
    """A checkpoint in our names: weights, adapters by name and parameter, and what was left over."""

    weights: dict[str, Tensor] = field(default_factory=dict)
    adapters: dict[str, dict[str, Tensor]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    """Keys of other models in the same file (T5, autoencoder)."""
    unexpected: list[str] = field(default_factory=list)


def read_checkpoint(path: Path) -> Mapping[str, Tensor]:
    """The tensors of a `mp_rank_00_model_states.pt`, memory-mapped, without running anything it may contain.

    Raises FileMissing, Damaged, or BadInput when it is another kind of file.
    """
    try:
        loaded: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except FileNotFoundError:
        raise FileMissing(f"There is no checkpoint at {path}; name the released .pt file.") from None
    except pickle.UnpicklingError:
        raise Damaged(
            f"{path.name} holds more than weights, so it was not opened; use the released file."
        ) from None
    except (OSError, RuntimeError, EOFError, ValueError):
        raise Damaged(f"{path.name} is cut short or not a checkpoint; download it again.") from None
    module = loaded.get("module", loaded) if isinstance(loaded, dict) else None
    entries = module.items() if isinstance(module, dict) else ()
    tensors = {k: v for k, v in entries if isinstance(k, str) and isinstance(v, Tensor)}
    if not any(k.startswith(_PREFIX) for k in tensors):
        raise BadInput(
            f"{path.name} is no LayerFlow checkpoint (no {_PREFIX}* weights); choose a released one."
        )
    return tensors


def convert(tensors: Mapping[str, Tensor]) -> Converted:
    """Map every key of the official layout to ours; what is not mapped is listed."""
    out = Converted()
    for key, value in tensors.items():
        if not key.startswith(_PREFIX):
            out.ignored.append(key)
            continue
        name = key.removeprefix(_PREFIX).replace(".original.", ".")
        pairs = list(_renamed(name, value))
        for adapter, parameter, tensor in pairs:
            target = out.adapters.setdefault(adapter, {}) if adapter else out.weights
            target[parameter] = tensor
        if not pairs:
            out.unexpected.append(key)
    return out


def _renamed(name: str, value: Tensor) -> Iterator[tuple[str, str, Tensor]]:
    """(adapter or "", our name, tensor) for each part of one official tensor; nothing for a foreign name."""
    if name == "mixins.pos_embed.pos_embedding":
        yield "", "position_table", value.reshape(1, *value.shape[-2:])
        return
    stem, _, kind = name.rpartition(".")
    if stem in _TOP:
        yield "", f"{_TOP[stem]}.{kind}", value
        return
    if match := re.fullmatch(r"mixins\.adaln_layer\.adaLN_modulations\.(\d+)\.1", stem):
        parts = value.unflatten(0, (12, -1))
        for norm, chosen in (("norm1", (0, 1, 2, 6, 7, 8)), ("norm2", (3, 4, 5, 9, 10, 11))):
            yield "", f"transformer_blocks.{match[1]}.{norm}.linear.{kind}", parts[list(chosen)].flatten(0, 1)
        return
    if match := re.fullmatch(r"mixins\.adaln_layer\.(query|key)_layernorm_list\.(\d+)", stem):
        yield "", f"transformer_blocks.{match[2]}.attn1.norm_{match[1][0]}.{kind}", value
        return
    if match := _MATRIX.fullmatch(name):
        block, layer, matrix, part = match.groups()
        adapter, side = _ADAPTERS[matrix]
        if target := _PARTITIONS.get(f"{layer}.{part}"):
            yield adapter, f"transformer_blocks.{block}.{target}.{side}", value
        return
    if match := re.fullmatch(r"transformer\.layers\.(\d+)\.(.+)", stem):
        block, layer = match.groups()
        if layer == "attention.query_key_value":
            for target, third in zip(_PARTITIONS.values(), value.chunk(3), strict=False):
                yield "", f"transformer_blocks.{block}.{target}.{kind}", third
        elif layer in _BLOCK:
            yield "", f"transformer_blocks.{block}.{_BLOCK[layer]}.{kind}", value


def merge_content(converted: Converted) -> None:
    """Add the content adapter into the weights, W + D C / rank in float32, and drop both adapters.

    The motion adapter is off at inference, so nothing of it remains.
    """
    content = converted.adapters.get(lora.CONTENT, {})
    for name, down in content.items():
        if name.endswith(".lora_A"):
            target = name.removesuffix(".lora_A")
            weight = converted.weights[f"{target}.weight"]
            update = content[f"{target}.lora_B"].float() @ down.float() / down.shape[0]
            converted.weights[f"{target}.weight"] = (weight.float() + update).to(weight.dtype)
    converted.adapters.clear()


def load_released(
    path: Path,
    variant: str,
    latent_size: tuple[int, int] = (60, 90),
    tokens_per_prompt: int = 226,
    merge: bool = True,
) -> LayerFlowTransformer:
    """A released checkpoint as our transformer, in float32 on the CPU.

    `latent_size` is (height, width) of the latents. With `merge` the content adapter is added into the
    weights; otherwise both adapters stay switchable, content on and motion off. Raises BadInput, Damaged,
    FileMissing.
    """
    kind = RELEASED.get(variant)
    if kind is None:
        raise BadInput(f"There is no released variant {variant!r}; choose one of {', '.join(RELEASED)}.")
    converted = convert(read_checkpoint(path))
    try:
        if merge:
            merge_content(converted)
        transformer = LayerFlowTransformer(
            **_architecture(converted.weights, kind, latent_size, tokens_per_prompt)
        )
        _fill(transformer, converted.weights, whole=True)
        _attach(transformer, converted.adapters)
    except (KeyError, ValueError) as error:
        raise BadInput(
            f"{path.name} does not fit the variant {variant} (at {error}); choose the right variant or file."
        ) from None
    return transformer.eval()


def _architecture(
    weights: Mapping[str, Tensor], kind: Variant, latent_size: tuple[int, int], tokens_per_prompt: int
) -> dict[str, Any]:
    width, text_width = weights["patch_embed.text_proj.weight"].shape
    _, channels, patch, _ = weights["patch_embed.proj.weight"].shape
    head = weights["transformer_blocks.0.attn1.norm_q.weight"].shape[0]
    blocks = {int(m[1]) for name in weights if (m := re.match(r"transformer_blocks\.(\d+)\.", name))}
    return {
        "num_attention_heads": width // head,
        "attention_head_dim": head,
        "in_channels": channels,
        "out_channels": weights["proj_out.weight"].shape[0] // patch**2,
        "time_embed_dim": weights["time_embedding.linear_2.weight"].shape[0],
        "text_embed_dim": text_width,
        "num_layers": max(blocks) + 1,
        "sample_height": latent_size[0],
        "sample_width": latent_size[1],
        "patch_size": patch,
        "prompts": kind.prompts,
        "tokens_per_prompt": tokens_per_prompt,
        "position_frames": kind.position_frames,
        "layer_embedding": "layer_embedder.0.weight" in weights,
        "attention": "joint",
    }


def _fill(transformer: LayerFlowTransformer, weights: Mapping[str, Tensor], whole: bool) -> None:
    """Load weights in float32; ValueError names one that is foreign, misshapen or, if `whole`, missing."""
    own = {name: tensor.shape for name, tensor in transformer.state_dict().items()}
    wrong = {name for name, tensor in weights.items() if own.get(name) != tensor.shape}
    if whole:
        wrong |= own.keys() - weights.keys()
    if wrong:
        raise ValueError(min(wrong))
    transformer.load_state_dict({name: tensor.float() for name, tensor in weights.items()}, strict=False)


def _attach(transformer: LayerFlowTransformer, adapters: Mapping[str, Mapping[str, Tensor]]) -> None:
    for adapter, matrices in adapters.items():
        downs, ups = (
            {name.removesuffix(side) for name in matrices if name.endswith(side)}
            for side in (".lora_A", ".lora_B")
        )
        if downs != ups:
            raise ValueError(min(downs ^ ups))
        lora.add(transformer, adapter, max(matrices[f"{name}.lora_A"].shape[0] for name in downs))
        _fill(transformer, {f"{name}.{adapter}.weight": m for name, m in matrices.items()}, whole=False)
    lora.activate(transformer)
