"""Fits the block transform to training clips and gathers the word vectors: the parts that need no gradient."""

from __future__ import annotations

import importlib.resources
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.errors import BadInput
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.batches import in_sequence, sub_clips
from layerflow_studio.training.clips import ClipSpec, sample
from layerflow_studio.training.recipe import BlockRecipe


def fit_autoencoder(store: AssetStore, folder: Path, recipe: BlockRecipe) -> Tensor:
    """Fit the block transform to drawn clips and save it; returns the variance each component explains."""
    autoencoder = BlockTransformAutoencoder(latent_channels=recipe.channels)
    variances = autoencoder.fit(*block_moments(autoencoder, store, recipe))
    autoencoder.save_pretrained(folder)
    return variances


def block_moments(
    autoencoder: BlockTransformAutoencoder, store: AssetStore, recipe: BlockRecipe
) -> tuple[Tensor, Tensor]:
    """Covariance (size, size) and mean (size,) of the blocks of the clips that a recipe draws."""
    size = autoencoder.get_buffer("mean").numel()
    moments, total, count = torch.zeros(size, size), torch.zeros(size), 0
    for number in range(recipe.clips):
        spec = recipe.specs[number % len(recipe.specs)]
        clip = sample(np.random.default_rng([recipe.seed, number]), store, spec)
        blocks = autoencoder.blocks(sub_clips(clip)).reshape(-1, size)
        moments += blocks.T @ blocks
        total += blocks.sum(0)
        count += len(blocks)
    mean = total / count
    return moments / count - torch.outer(mean, mean), mean


def widen_autoencoder(store: AssetStore, folder: Path, recipe: BlockRecipe) -> BlockTransformAutoencoder:
    """Keep more of each block: to the numbers there are, the principal components of what they leave out are added.

    The first numbers keep their meaning, so that a transformer goes on from its weights and learns the new ones
    (`in_channels` of its recipe); the decoder begins without looking at them. BadInput unless there are more.
    """
    narrow: Any = BlockTransformAutoencoder.from_pretrained(folder)
    if recipe.channels <= narrow.settings.latent_channels:
        raise BadInput(
            f"The autoencoder keeps {narrow.settings.latent_channels} numbers a block already; ask for more."
        )
    wide = narrow.widened(recipe.channels, block_moments(narrow, store, recipe)[0])
    wide.save_pretrained(folder)
    return wide


def reconstruction_psnr(
    autoencoder: BlockTransformAutoencoder, store: AssetStore, clips: int = 32
) -> dict[str, float]:
    """PSNR in dB of held-out clips through encoder and decoder, for each sub-clip."""
    error = torch.zeros(len(RGBA_ORDER))
    with torch.no_grad():
        for number in range(clips):
            clip = sample(np.random.default_rng([9, number]), store, ClipSpec(split="held_out"))
            video = in_sequence(sub_clips(clip))
            decoded = autoencoder.decode(autoencoder.encode(video)).clamp(-1, 1)
            error += (
                ((decoded - video) / 2).unflatten(2, (len(RGBA_ORDER), -1)).square().mean((0, 1, 3, 4, 5))
            )
    return {s: float(-10 * torch.log10(e / clips)) for s, e in zip(RGBA_ORDER, error, strict=True)}


SPELT = re.compile(r"\u2581?[a-z0-9']*|<0x..>|<unk>|</?s>")
"""Pieces of lower-case words, with U+2581 where a word begins; single bytes; marks."""


def gather_word_vectors(folder: Path) -> None:
    """Copy WordLlama's tokenizer and 256-number vectors (MIT) into a model folder, without what no prompt can use.

    Prompts are read as lower-case words (`WordVectorEncoder`), which the rest cuts into the same pieces.
    """
    package = importlib.resources.files("wordllama")
    folder.mkdir(parents=True, exist_ok=True)
    with importlib.resources.as_file(package / "weights" / "l2_supercat_256.safetensors") as path:
        vectors = load_file(path)["embedding.weight"].half()
    with importlib.resources.as_file(package / "tokenizers" / "l2_supercat_tokenizer_config.json") as path:
        tokenizer = json.loads(path.read_text())
    rows = without_unspelt(tokenizer)
    save_file({"vectors": vectors[rows]}, folder / "vectors.safetensors")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False))


def without_unspelt(tokenizer: dict[str, Any]) -> list[int]:
    """Leave out of a byte-pair tokenizer the pieces that are not `SPELT`; returns the old numbers of the others."""
    model = tokenizer["model"]
    rows = sorted(number for piece, number in model["vocab"].items() if SPELT.fullmatch(piece))
    place = {number: row for row, number in enumerate(rows)}
    model["vocab"] = {p: place[number] for p, number in model["vocab"].items() if number in place}
    model["merges"] = [pair for pair in model["merges"] if pair.replace(" ", "") in model["vocab"]]
    for mark in tokenizer["added_tokens"]:
        mark["id"] = place[mark["id"]]
    return rows
