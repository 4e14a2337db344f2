"""Tiny transformers and autoencoders of the real classes, with random weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX
from diffusers.models.transformers.cogvideox_transformer_3d import CogVideoXTransformer3DModel
from transformers import T5Config, T5EncoderModel, T5Tokenizer

from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer

HEADS, CHANNELS, TEXT_WIDTH, TOKENS = 2, 4, 12, 5


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def shake(model: torch.nn.Module, seed: int = 0, amount: float = 0.15) -> None:
    """Random weights everywhere, also where a fresh model has zeros and ones."""
    dice = seeded(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += amount * torch.randn(parameter.shape, generator=dice)


def tiny_transformer(attention: str = "one-way", seed: int = 0, **settings: Any) -> LayerFlowTransformer:
    """Latents are (8, 12) by default; 3 prompts; positions for 8 latent frames."""
    shape = {
        "num_attention_heads": HEADS,
        "attention_head_dim": 16,
        "in_channels": CHANNELS,
        "out_channels": CHANNELS,
        "time_embed_dim": 16,
        "text_embed_dim": TEXT_WIDTH,
        "num_layers": 3,
        "sample_width": 12,
        "sample_height": 8,
        "tokens_per_prompt": TOKENS,
        "position_frames": 8,
        "attention": attention,
    }
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        transformer = LayerFlowTransformer(**(shape | settings))
    shake(transformer, seed)
    return transformer.eval()


def tiny_diffusers_transformer(frames: int, affine: bool = True) -> CogVideoXTransformer3DModel:
    """diffusers' own transformer of the 2B kind (fixed sine-cosine positions), `frames` pixel frames."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = CogVideoXTransformer3DModel(
            num_attention_heads=HEADS,
            attention_head_dim=16,
            in_channels=CHANNELS,
            out_channels=CHANNELS,
            time_embed_dim=16,
            text_embed_dim=TEXT_WIDTH,
            num_layers=3,
            sample_width=12,
            sample_height=8,
            norm_elementwise_affine=affine,
            sample_frames=frames,
            max_text_seq_length=TOKENS,
        )
    shake(model)
    return model.eval()


def same_weights(model: CogVideoXTransformer3DModel, latents: int) -> LayerFlowTransformer:
    """Our transformer, one prompt and no layer embedding, with diffusers' weights and positions."""
    ours = tiny_transformer(
        "joint",
        prompts=1,
        layer_embedding=False,
        position_frames=latents,
        norm_elementwise_affine=model.config["norm_elementwise_affine"],
    )
    positions = model.patch_embed.get_buffer("pos_embedding")
    ours.load_state_dict({**model.state_dict(), "position_table": positions})
    return ours


def tiny_vae(seed: int = 0) -> AutoencoderKLCogVideoX:
    """CogVideoX's autoencoder: 4 frames and 8 x 8 pixels to a latent of `CHANNELS` numbers."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        vae = cast(Any, AutoencoderKLCogVideoX)(
            down_block_types=("CogVideoXDownBlock3D",) * 4,
            up_block_types=("CogVideoXUpBlock3D",) * 4,
            block_out_channels=(8, 8, 8, 8),
            latent_channels=CHANNELS,
            layers_per_block=1,
            norm_num_groups=2,
            sample_height=64,
            sample_width=96,
            temporal_compression_ratio=4,
        )
    return vae.eval()


T5_TOKENS = 8
T5_WORDS = ("0", "1", "2", ",", "a", "red", "fox", "in", "the", "meadow")


def save_tiny_t5(folder: Path) -> None:
    """A T5 with random weights and its tokenizer, in the folders of a CogVideoX pipeline."""
    letters = "▁abcdefghijklmnopqrstuvwxyz"
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(f"▁{word}", -1.0) for word in T5_WORDS] + [(letter, -5.0) for letter in letters]
    T5Tokenizer(vocab=vocabulary, extra_ids=0).save_pretrained(folder / "tokenizer")
    shape: dict[str, Any] = {"d_model": TEXT_WIDTH, "d_kv": 4, "d_ff": 16, "num_layers": 2, "num_heads": 3}
    config = T5Config(vocab_size=len(vocabulary), feed_forward_proj="gated-gelu", **shape)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        T5EncoderModel(config).save_pretrained(folder / "text_encoder")
