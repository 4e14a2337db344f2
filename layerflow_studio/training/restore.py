"""Trains the block transform's learned decoder: detail and seams that the kept coefficients leave out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.batches import in_order, sub_clips
from layerflow_studio.training.clips import ClipSpec, sample


class PixelBatches(Dataset[Tensor]):
    """Batches (4 * batch, 3, T, H, W) uint8 of the sub-clips of drawn samples."""

    def __init__(self, assets: Path, spec: ClipSpec, seed: int, first: int, batch: int) -> None:
        self._assets, self._spec, self._seed, self._first, self._batch = assets, spec, seed, first, batch
        self._store: AssetStore | None = None

    def __len__(self) -> int:
        return 10_000_000

    def __getitem__(self, index: int) -> Tensor:
        self._store = self._store or open_store(self._assets)
        drawn = [
            sub_clips(
                sample(
                    np.random.default_rng([self._seed, self._first + index, number]), self._store, self._spec
                )
            )
            for number in range(self._batch)
        ]
        return ((torch.cat(drawn) + 1) * 127.5).round().clamp(0, 255).byte()


def difference_loss(made: Tensor, true: Tensor) -> Tensor:
    """Mean absolute error of pixels and, as much again, of their differences to the right, below and in time."""
    loss = (made - true).abs().mean()
    for axis in (-1, -2, -3):
        loss = loss + (made.diff(dim=axis) - true.diff(dim=axis)).abs().mean()
    return loss


def train_restorer(
    model: Path,
    run: Path,
    assets: Path,
    spec: ClipSpec,
    minutes: float,
    cancel: CancelToken,
    report: Callable[[int, float], None],
    width: int = 256,
    depth: int = 4,
    batch: int = 4,
    rate: float = 6e-4,
    noise: float = 0.12,
    workers: int = 1,
    report_every: int = 50,
) -> BlockTransformAutoencoder:
    """Train for `minutes` from where `run` stopped; returns the autoencoder with its decoder.

    Latents get gaussian noise of up to `noise`, so that generated latents, which are never exact, decode cleanly too.
    The rate falls to a tenth over the session, so that each session ends in usable weights.
    """
    fixed: Any = BlockTransformAutoencoder.from_pretrained(model / "vae")
    settings = dict(fixed.config)
    shape = {k: settings[k] for k in ("patch", "temporal", "latent_channels")}
    autoencoder = BlockTransformAutoencoder(**shape, decoder_width=width, decoder_depth=depth)
    autoencoder.load_state_dict(fixed.state_dict(), strict=False)
    assert autoencoder.restorer is not None
    optimiser = torch.optim.AdamW(
        autoencoder.restorer.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.0
    )
    step, checkpoint = 0, run / "last.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        autoencoder.load_state_dict(state["weights"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    batches = PixelBatches(assets, spec, 11, step, batch)
    run.mkdir(parents=True, exist_ok=True)
    started, recent = time.monotonic(), []
    for video in in_order(batches, workers):
        share = (time.monotonic() - started) / (minutes * 60)
        if share >= 1 or cancel.cancelled:
            break
        for group in optimiser.param_groups:
            group["lr"] = rate * (0.1 + 0.9 * (1 - share)) * min(1.0, (step + 1) / 100)
        true = video.float() / 127.5 - 1
        dice = torch.Generator().manual_seed(step)
        with torch.no_grad():
            latents = autoencoder.encode(true)
            strength = noise * torch.rand(len(latents), 1, 1, 1, 1, generator=dice).square()
            latents = latents + strength * torch.randn(latents.shape, generator=dice)
        loss = difference_loss(autoencoder.decode(latents), true)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        recent.append(float(loss.detach()))
        if step % report_every == 0:
            report(step, sum(recent) / len(recent))
            recent = []
    part = checkpoint.with_suffix(".part")
    torch.save({"weights": autoencoder.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, part)
    part.replace(checkpoint)
    return autoencoder.eval()
