"""Training clips as batches of latents and prompt embeddings, drawn in one background process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from layerflow_studio.engine.layerflow.conditioning import WordVectorEncoder
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.clips import LayeredSample, sample
from layerflow_studio.training.recipe import Recipe


def sub_clips(clip: LayeredSample) -> Tensor:
    """The four sub-clips as the model sees them: (4, 3, T, H, W) float32 in -1..1, alpha as grey."""
    alpha = np.repeat(clip.alpha[..., None], 3, -1)
    stacked = np.stack([clip.foreground, alpha, clip.background, clip.blended])
    return torch.from_numpy(stacked).permute(0, 4, 1, 2, 3) * 2 - 1


class LatentClips(Dataset[dict[str, Tensor]]):
    """Sample i of a recipe: the same for ever, wherever training was interrupted."""

    def __init__(self, recipe: Recipe, assets: Path, autoencoder: Path, words: Path, first: int, count: int) -> None:
        self._recipe, self._assets, self._autoencoder, self._words = recipe, assets, autoencoder, words
        self._first, self._count = first, count
        self._open: tuple[AssetStore, BlockTransformAutoencoder, WordVectorEncoder] | None = None

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        if self._open is None:
            torch.set_num_threads(1)
            codec: Any = BlockTransformAutoencoder.from_pretrained(self._autoencoder)
            self._open = open_store(self._assets), codec, WordVectorEncoder(self._words)
        store, codec, words = self._open
        number = self._first + index
        rng = np.random.default_rng([self._recipe.seed, number // self._recipe.batch, number % self._recipe.batch])
        weights = np.array([m.weight for m in self._recipe.mixtures])
        mixture = self._recipe.mixtures[int(rng.choice(len(weights), p=weights / weights.sum()))]
        clip = sample(rng, store, mixture.spec)
        latents = codec.encode(sub_clips(clip)).transpose(1, 2)  # (4, t, C, h, w)
        captions = [clip.captions.foreground, clip.captions.background, clip.captions.blended]
        return {
            "latents": latents.half(),
            "prompts": words.encode(captions).half(),
            "motion_lora": torch.tensor(mixture.motion_lora),
        }


def loader(clips: LatentClips, batch: int) -> DataLoader[dict[str, Tensor]]:
    """Batches in order, made ahead by one worker process."""
    return DataLoader(clips, batch_size=batch, num_workers=1, prefetch_factor=8, persistent_workers=False)
