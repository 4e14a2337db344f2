"""The autoencoder and the text encoder that a training checkpoint may carry, in the names of their libraries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from layerflow_studio.engine.layerflow.official_names import AUTOENCODER_PREFIX, TEXT_ENCODER_PREFIX
from layerflow_studio.errors import BadInput

_NORM_GROUPS = 32
SCALING_FACTOR = 1.15258426
"""CogVideoX-2b's latents are multiplied by this; the checkpoint does not hold it."""


def autoencoder(
    tensors: Mapping[str, Tensor], latent_size: tuple[int, int]
) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Weights and config of diffusers' `AutoencoderKLCogVideoX`; None when the checkpoint has none.

    Raises BadInput when it is another autoencoder.
    """
    own = {
        key.removeprefix(AUTOENCODER_PREFIX): value
        for key, value in tensors.items()
        if key.startswith(AUTOENCODER_PREFIX)
    }
    own = {key: value for key, value in own.items() if not key.startswith("loss.")}
    if not own:
        return None
    levels = 1 + max((int(m[1]) for key in own if (m := re.match(r"decoder\.up\.(\d+)\.", key))), default=0)
    weights = {_autoencoder_name(key, levels): value for key, value in own.items()}
    try:
        widths = [
            weights[f"encoder.down_blocks.{level}.resnets.0.conv2.conv.weight"].shape[0]
            for level in range(levels)
        ]
        layers = sum(
            1
            for key in weights
            if re.fullmatch(r"encoder\.down_blocks\.0\.resnets\.\d+\.conv1\.conv\.weight", key)
        )
        latents = weights["decoder.conv_in.conv.weight"].shape[1]
        colours = weights["encoder.conv_in.conv.weight"].shape[1]
    except (KeyError, IndexError) as error:
        raise BadInput(
            "The autoencoder in the checkpoint lacks {weight}; give a folder with CogVideoX-2b's.",
            weight=error.args[0],
        ) from None
    spatial = 2 ** (levels - 1)
    return weights, {
        "_class_name": "AutoencoderKLCogVideoX",
        "in_channels": colours,
        "out_channels": colours,
        "down_block_types": ["CogVideoXDownBlock3D"] * levels,
        "up_block_types": ["CogVideoXUpBlock3D"] * levels,
        "block_out_channels": widths,
        "latent_channels": latents,
        "layers_per_block": layers,
        "norm_eps": 1e-6,
        "norm_num_groups": _NORM_GROUPS,
        "temporal_compression_ratio": 4,
        "sample_height": latent_size[0] * spatial,
        "sample_width": latent_size[1] * spatial,
        "scaling_factor": SCALING_FACTOR,
    }


def _autoencoder_name(key: str, levels: int) -> str:
    key = re.sub(r"^(encoder|decoder)\.mid\.block_([12])\.", _middle, key)
    key = re.sub(r"^encoder\.down\.(\d+)\.block\.", r"encoder.down_blocks.\1.resnets.", key)
    key = re.sub(r"^encoder\.down\.(\d+)\.downsample\.", r"encoder.down_blocks.\1.downsamplers.0.", key)
    key = re.sub(
        r"^decoder\.up\.(\d+)\.block\.",
        lambda m: f"decoder.up_blocks.{levels - 1 - int(m[1])}.resnets.",
        key,
    )
    key = re.sub(
        r"^decoder\.up\.(\d+)\.upsample\.",
        lambda m: f"decoder.up_blocks.{levels - 1 - int(m[1])}.upsamplers.0.",
        key,
    )
    return key.replace(".nin_shortcut.", ".conv_shortcut.")


def _middle(match: re.Match[str]) -> str:
    return f"{match[1]}.mid_block.resnets.{int(match[2]) - 1}."


def text_encoder(tensors: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Weights and config of transformers' `T5EncoderModel`; None when the checkpoint has none.

    Raises BadInput when it is another encoder.
    """
    weights = {
        key.removeprefix(TEXT_ENCODER_PREFIX): value
        for key, value in tensors.items()
        if key.startswith(TEXT_ENCODER_PREFIX)
    }
    if not weights:
        return None
    weights.pop("encoder.embed_tokens.weight", None)  # the same as `shared`
    try:
        words, width = weights["shared.weight"].shape
        attention = "encoder.block.0.layer.0.SelfAttention"
        inner = weights[f"{attention}.q.weight"].shape[0]
        buckets, heads = weights[f"{attention}.relative_attention_bias.weight"].shape
        hidden = weights["encoder.block.0.layer.1.DenseReluDense.wi_0.weight"].shape[0]
    except (KeyError, ValueError) as error:
        raise BadInput(
            "The text encoder in the checkpoint is no T5 v1.1 (at {weight}); give a folder with "
            "CogVideoX-2b's.",
            weight=error.args[0],
        ) from None
    blocks = {int(m[1]) for key in weights if (m := re.match(r"encoder\.block\.(\d+)\.", key))}
    return weights, {
        "architectures": ["T5EncoderModel"],
        "model_type": "t5",
        "d_model": width,
        "d_kv": inner // heads,
        "d_ff": hidden,
        "num_layers": max(blocks) + 1,
        "num_heads": heads,
        "vocab_size": words,
        "relative_attention_num_buckets": buckets,
        "relative_attention_max_distance": 128,
        "feed_forward_proj": "gated-gelu",
        "dense_act_fn": "gelu_new",
        "is_gated_act": True,
        "is_encoder_decoder": True,
        "layer_norm_epsilon": 1e-6,
        "tie_word_embeddings": False,
        "pad_token_id": 0,
        "eos_token_id": 1,
        "decoder_start_token_id": 0,
    }
