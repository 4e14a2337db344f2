"""A real LayerFlow model, tiny and untrained, for tests: the shipped classes with random weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from layerflow_studio.engine.registry import ModelDescription, describe

WIDTH, HEIGHT, FRAMES = 64, 32, 8
WORDS = ("fox", "dog", "rocket", "meadow", "sea", "sky", "a", "red", "blue", "in", "over")


def make_tiny_model(
    folder: Path, attention: str = "one-way", steps: int = 3, seed: int = 0, factor: int = 1
) -> ModelDescription:
    """Write a 64 x 32, 8-frame model into `folder`; a run takes a small part of a second.

    With a `factor` above 1 it has an upscaling decoder.
    """
    import torch
    from safetensors.torch import save_file

    from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
    from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder

    dice = torch.random.get_rng_state()
    torch.manual_seed(seed)
    autoencoder = BlockTransformAutoencoder(patch=16, temporal=4, latent_channels=8)
    size, channels = autoencoder.get_buffer("basis").shape
    waves = torch.cos(torch.pi / size * (torch.arange(size)[:, None] + 0.5) * torch.arange(channels))
    autoencoder.get_buffer("basis").copy_(waves / waves.norm(dim=0))
    autoencoder.get_buffer("spread").copy_(10 / (1 + torch.arange(channels)))
    transformer = LayerFlowTransformer(
        num_attention_heads=2, attention_head_dim=16, in_channels=8, out_channels=8, time_embed_dim=16,
        text_embed_dim=8, num_layers=2, sample_width=WIDTH // 16, sample_height=HEIGHT // 16,
        tokens_per_prompt=4, position_frames=8, attention=attention,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip
    transformer.position_table.data.normal_()
    autoencoder.save_pretrained(folder / "vae")
    transformer.save_pretrained(folder / "transformer")
    (folder / "text_encoder").mkdir(exist_ok=True)
    save_file({"vectors": torch.randn(len(WORDS) + 2, 8)}, folder / "text_encoder" / "vectors.safetensors")
    (folder / "text_encoder" / "tokenizer.json").write_text(json.dumps(_tokenizer()))
    upscaler = ""
    if factor > 1:
        from layerflow_studio.engine.layerflow.upscaler import Upscaler

        enlarging = Upscaler(factor=factor, layers=4, width=8, depth=1)
        torch.nn.init.normal_(enlarging.leave.weight, std=0.01)
        enlarging.save_pretrained(folder / "upscaler")
        upscaler = f'[upscaler]\nfolder = "upscaler"\nfactor = {factor}\n'
    torch.random.set_rng_state(dice)
    files = {
        str(path.relative_to(folder).as_posix()): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "model.toml"
    }
    hashes = "\n".join(f'"{name}" = "{digest}"' for name, digest in files.items())
    (folder / "model.toml").write_text(
        f"""[model]
id = "tiny"
name = "Tiny"
kind = "test model"
summary = "Random weights, for tests."

[layout]
width = {WIDTH}
height = {HEIGHT}
frames = {FRAMES}
fps = "8"
sub_clips = ["foreground", "alpha", "background", "blended"]
given_sets = "any"

[transformer]
folder = "transformer"
prediction = "sample"

[autoencoder]
class = "BlockTransformAutoencoder"
folder = "vae"

[text_encoder]
class = "WordVectorEncoder"
folder = "text_encoder"
tokens = 4

{upscaler}
[sampling]
steps = {steps}
guidance = 2.0
dynamic_guidance = false
sampler = "dpm++2m"

[vocabulary]
concepts = ["a red fox", "a dog", "a rocket"]

[vocabulary.scenes]
meadow = ["a meadow"]
sea = ["a blue sea"]

[files]
{hashes}
"""
    )
    return describe(folder)


def _tokenizer() -> dict[str, Any]:
    vocabulary = {word: number for number, word in enumerate(("<unk>", *WORDS))}
    return {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>"},
    }
