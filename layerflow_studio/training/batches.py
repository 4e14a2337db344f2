"""Training clips as batches of latents and prompt embeddings, drawn in one background process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from layerflow_studio.engine.layerflow.conditioning import WordVectorEncoder
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.clips import GROUP, LayeredSample, sample
from layerflow_studio.training.recipe import Mixture, Recipe

Item = TypeVar("Item")

LOCK_SETS = ((0, 1), (2,), (3,), (0, 1, 2), (2, 3), (0, 1, 3))
"""Sub-clips given together, as indices of `RGBA_ORDER`."""
LOCK_WEIGHTS = (0.24, 0.24, 0.24, 0.12, 0.08, 0.08)


def sub_clips(clip: LayeredSample, rows: Sequence[int] = range(len(RGBA_ORDER))) -> Tensor:
    """Sub-clips as the model sees them: (rows, 3, T, H, W) float32 in -1..1, alpha as grey; all four unless told."""
    alpha = np.broadcast_to(clip.alpha[..., None], clip.blended.shape)
    pictures = (clip.foreground, alpha, clip.background, clip.blended)
    stacked = np.stack([pictures[row] for row in rows])
    return torch.from_numpy(stacked).permute(0, 4, 1, 2, 3) * 2 - 1


def in_sequence(parts: Tensor) -> Tensor:
    """Sub-clips (L, C, T, H, W) one behind the other in time, as one sequence (1, C, L * T, H, W)."""
    return parts.transpose(0, 1).flatten(1, 2)[None]


def draw_given(mixture: Mixture, dice: np.random.Generator) -> Tensor:
    """(batch, sub-clips) bool: which sub-clips of each sample are given; something is always left to make."""
    sets = [s for s in LOCK_SETS if (mixture.given == "any" or s != (2,)) and not set(mixture.rows) <= set(s)]
    weights = np.array([LOCK_WEIGHTS[LOCK_SETS.index(s)] for s in sets])
    given = torch.zeros(mixture.batch, len(RGBA_ORDER), dtype=torch.bool)
    for row in given:
        if dice.random() < mixture.given_share:
            row[list(sets[int(dice.choice(len(sets), p=weights / weights.sum()))])] = True
    return given[:, mixture.rows]


class LatentBatches(Dataset[dict[str, Tensor]]):
    """Batch i of a recipe: the same for ever, wherever training was interrupted."""

    def __init__(self, recipe: Recipe, assets: Path, model: Path, first: int) -> None:
        self._recipe, self._assets, self._model, self._first = recipe, assets, model, first
        self._open: tuple[AssetStore, BlockTransformAutoencoder, WordVectorEncoder] | None = None

    def __len__(self) -> int:
        return self._recipe.steps - self._first

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        if self._open is None:
            codec: Any = BlockTransformAutoencoder.from_pretrained(self._model / "vae")
            tokens = self._recipe.architecture.get("tokens_per_prompt", 14)
            encoder = WordVectorEncoder(self._model / "text_encoder", tokens)
            self._open = open_store(self._assets), codec, encoder
        store, codec, words = self._open
        step = self._first + index
        weights = np.array([m.weight for m in self._recipe.mixtures])
        dice = np.random.default_rng([self._recipe.seed, step, 1 << 20])  # unlike that of any clip
        mixture = self._recipe.mixtures[int(dice.choice(len(weights), p=weights / weights.sum()))]
        offset = self._offset(mixture, dice)
        spec = replace(mixture.spec, first=offset * GROUP)
        latents, prompts = [], []
        for number in range(mixture.batch):
            clip = sample(np.random.default_rng([self._recipe.seed, step, number]), store, spec)
            latents.append(codec.encode(sub_clips(clip, mixture.rows)).transpose(1, 2))  # (L, t, C, h, w)
            prompts.append(
                words.encode([clip.captions.foreground, clip.captions.background, clip.captions.blended])
            )
        return {
            "latents": torch.stack(latents).half(),
            "prompts": torch.stack(prompts).half(),
            "offset": torch.tensor(offset),
            "rows": torch.tensor(mixture.rows),
            "motion_lora": torch.tensor(mixture.motion_lora),
            "given": draw_given(mixture, np.random.default_rng([self._recipe.seed, step, mixture.batch])),
        }

    def _offset(self, mixture: Mixture, dice: np.random.Generator) -> int:
        """Where in a clip of full length, in groups of frames, a shorter one stands: what moves stands there too."""
        groups = mixture.spec.frames // GROUP
        whole = self._recipe.architecture.get("position_frames", 0) // len(RGBA_ORDER)
        return int(dice.integers(max(whole - groups, 0) + 1))


def in_order(batches: Dataset[Item], workers: int) -> DataLoader[Item]:
    """Batches in order, made ahead by `workers` processes, or where they are used with 0."""
    return DataLoader(batches, batch_size=None, num_workers=workers, prefetch_factor=8 if workers else None)
