"""Reads the released LayerFlow checkpoints (SAT layout) into our transformer.

The released files have not been opened here; the layout follows the official code, and the outputs of that
code on random weights of the same layout are reproduced by the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.official_names import PREFIX, Converted, convert
from layerflow_studio.engine.layerflow.safe_reading import read_module, weights_file
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.variants import (
    LATENT_SIZE,
    TOKENS_PER_PROMPT,
    Variant,
    fitting,
    named_by,
    released,
)
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence, listed

_OTHERS = (
    (
        rf"{re.escape(PREFIX)}(input_blocks|output_blocks|middle_block)\.",
        Sentence("a Stable Diffusion model"),
    ),
    (r"(unet|down_blocks|up_blocks)\.", Sentence("a model of single pictures")),
    (r"transformer_blocks\.\d+\.|patch_embed\.", Sentence("a transformer in the layout of diffusers")),
    (r"(encoder|decoder)\.(conv_in|down|mid|up)", Sentence("an autoencoder alone")),
    (r"(shared|encoder\.block\.\d+\.layer)", Sentence("a text encoder alone")),
    (r"blocks\.\d+\.(self_attn|cross_attn)", Sentence("a Wan model")),
    (r"(double_blocks|single_blocks)\.", Sentence("a Flux or Hunyuan model")),
)


def read_checkpoint(path: Path) -> Mapping[str, Tensor]:
    """The tensors of a released file or folder, memory-mapped, without running anything it may contain.

    Raises FileMissing, Damaged, or BadInput when it is another model.
    """
    path = weights_file(path)
    tensors = read_module(path)
    for pattern, what in _OTHERS:
        if sum(1 for key in tensors if re.match(pattern, key)) > 3:
            raise BadInput(
                "{file} is no LayerFlow checkpoint but {what}; choose a released one.",
                file=path.name,
                what=what,
            )
    if not any(key.startswith(PREFIX) for key in tensors):
        raise BadInput(
            "{file} is no LayerFlow checkpoint (no {prefix}* weights); choose a released one.",
            file=path.name,
            prefix=PREFIX,
        )
    return tensors


def load_released(
    path: Path,
    variant: str | None = None,
    latent_size: tuple[int, int] = LATENT_SIZE,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
    merge: bool = True,
) -> LayerFlowTransformer:
    """A released checkpoint as our transformer, in float32 on the CPU.

    `path` is the file or its folder; without `variant` the folder's name or the weights have to tell it.
    `latent_size` is (height, width) of the latents. With `merge` the content adapter is added into the
    weights; otherwise both adapters stay switchable, content on and motion off. Raises BadInput, Damaged,
    FileMissing.
    """
    if variant is not None:
        released(variant)
    converted = convert(read_checkpoint(path))
    variant = told(converted, path, variant, latent_size, tokens_per_prompt)
    transformer = built(converted, path, variant, latent_size, tokens_per_prompt)
    names = list(transformer.state_dict())
    weights = {name: converted.read(name, merge).float().clone() for name in names}
    transformer.load_state_dict(weights, assign=True)
    if not merge:
        _attach(transformer, converted)
    transformer.requires_grad_(False)
    return transformer.eval()


def told(
    converted: Converted,
    path: Path,
    variant: str | None,
    latent_size: tuple[int, int] = LATENT_SIZE,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
) -> str:
    """The variant a checkpoint is: as asked for, as its folder is called, or the only one that fits."""
    if variant is not None:
        released(variant)
        return variant
    found = candidates(converted, latent_size, tokens_per_prompt)
    named = named_by(path)
    if named is not None and (named in found or not found):
        return named
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            "{file} may be {variants}; name the variant.", file=path.name, variants=listed(found, any_of=True)
        )
    if _is_plain(converted, latent_size):
        raise BadInput("{file} is a plain CogVideoX checkpoint; choose one of LayerFlow.", file=path.name)
    raise BadInput("{file} fits none of the eight released models; choose a released file.", file=path.name)


def candidates(
    converted: Converted,
    latent_size: tuple[int, int] | None = None,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
) -> tuple[str, ...]:
    """The variants that a checkpoint may be by its position table and its layer embedder."""
    table, proj = converted.weights.get("position_table"), converted.weights.get("patch_embed.proj.weight")
    if table is None:
        return ()
    patch = proj.shape[-1] if proj is not None else 2
    each = latent_size and (latent_size[0] // patch) * (latent_size[1] // patch)
    embedder = any(name.startswith("layer_embedder.") for name in converted.weights)
    return fitting(table.shape[1], embedder, each or None, tokens_per_prompt)


def built(
    converted: Converted,
    path: Path,
    variant: str,
    latent_size: tuple[int, int] = LATENT_SIZE,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
) -> LayerFlowTransformer:
    """The transformer of a checkpoint without weights (on the meta device), which they fit one by one.

    Raises BadInput that names a weight which is missing, foreign or of another size.
    """
    try:
        settings = architecture(converted, released(variant), latent_size, tokens_per_prompt)
        with torch.device("meta"):
            transformer = LayerFlowTransformer(**settings)
        missing, misshapen = compared(transformer, converted)
        if wrong := [*misshapen, *missing, *converted.unpaired()]:
            raise ValueError(wrong[0])
    except (KeyError, ValueError, IndexError, ZeroDivisionError) as error:
        raise _misfit(converted, path, variant, error, latent_size, tokens_per_prompt) from None
    return transformer


def compared(transformer: LayerFlowTransformer, converted: Converted) -> tuple[list[str], list[str]]:
    """The weights of a transformer that a checkpoint lacks, and those that it has in another size."""
    own = {name: tuple(tensor.shape) for name, tensor in transformer.state_dict().items()}
    missing = sorted(own.keys() - converted.weights.keys())
    misshapen = sorted(
        name for name, piece in converted.weights.items() if own.get(name) != piece.shape
    )  # a weight that the transformer does not have counts as one
    return missing, misshapen


def architecture(
    converted: Converted,
    kind: Variant,
    latent_size: tuple[int, int] = LATENT_SIZE,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
) -> dict[str, Any]:
    """What to build `LayerFlowTransformer` with, read from shapes; KeyError names a weight it takes for that."""
    shapes = {name: piece.shape for name, piece in converted.weights.items()}
    width, text_width = shapes["patch_embed.text_proj.weight"]
    _, channels, patch, _ = shapes["patch_embed.proj.weight"]
    (head,) = shapes["transformer_blocks.0.attn1.norm_q.weight"]
    if width % head:
        raise ValueError("transformer_blocks.0.attn1.norm_q.weight")
    blocks = {int(m[1]) for name in shapes if (m := re.match(r"transformer_blocks\.(\d+)\.", name))}
    if blocks != set(range(len(blocks))):
        raise ValueError(f"transformer_blocks.{min(set(range(len(blocks))) - blocks)}")
    return {
        "num_attention_heads": width // head,
        "attention_head_dim": head,
        "in_channels": channels,
        "out_channels": shapes["proj_out.weight"][0] // patch**2,
        "time_embed_dim": shapes["time_embedding.linear_2.weight"][0],
        "text_embed_dim": text_width,
        "num_layers": len(blocks),
        "sample_height": latent_size[0],
        "sample_width": latent_size[1],
        "patch_size": patch,
        "prompts": kind.prompts,
        "tokens_per_prompt": tokens_per_prompt,
        "position_frames": kind.position_frames,
        "layer_embedding": kind.layer_embedding,
        "attention": "joint",
    }


def _misfit(
    converted: Converted,
    path: Path,
    variant: str,
    error: Exception,
    latent_size: tuple[int, int],
    tokens_per_prompt: int,
) -> BadInput:
    values = {"file": path.name, "variant": variant, "weight": error.args[0] if error.args else "?"}
    found = candidates(converted, latent_size, tokens_per_prompt)
    if variant not in found and found:
        return BadInput(
            "{file} does not fit the variant {variant} (at {weight}); choose the right one, which may be {variants}.",
            **values,
            variants=listed(found, any_of=True),
        )
    if _is_plain(converted, latent_size):
        return BadInput(
            "{file} does not fit the variant {variant} (at {weight}), since it is a plain CogVideoX checkpoint; "
            "choose one of LayerFlow.",
            **values,
        )
    return BadInput(
        "{file} does not fit the variant {variant} (at {weight}); choose the right variant or file, or download "
        "it again.",
        **values,
    )


def _is_plain(converted: Converted, latent_size: tuple[int, int]) -> bool:
    """Whether it has no adapters, and positions for one prompt and whole latent frames, or none at all."""
    if converted.adapters:
        return False
    table = converted.weights.get("position_table")
    each = latent_size[0] * latent_size[1] // 4
    return table is None or (table.shape[1] - TOKENS_PER_PROMPT) % max(1, each) == 0


def _attach(transformer: LayerFlowTransformer, converted: Converted) -> None:
    """Add the adapters of a checkpoint, content on and motion off."""
    for adapter, matrices in converted.adapters.items():
        rank = max(piece.shape[0] for name, piece in matrices.items() if name.endswith(".lora_A"))
        lora.add(transformer, adapter, rank)
        weights = {f"{name}.{adapter}.weight": piece.read().float() for name, piece in matrices.items()}
        transformer.load_state_dict(weights, strict=False)
    lora.activate(transformer)
