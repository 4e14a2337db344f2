"""Trains the block transform's learned decoder: detail and seams that the kept coefficients leave out."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.batches import in_order, in_sequence, sub_clips
from layerflow_studio.training.clips import ClipSpec, sample
from layerflow_studio.training.muon import Muon

MOMENTS = 4
"""Clips of the decoder's length in a whole one."""


class PixelBatches(Dataset[Tensor]):
    """Batches (batch, 3, 4 * T, H, W) uint8: samples drawn by each spec in turn, their sub-clips one behind the other.

    A clip begins at one of the first `MOMENTS` of its scene.
    """

    def __init__(self, assets: Path, specs: Sequence[ClipSpec], seed: int, first: int, batch: int) -> None:
        self._assets, self._specs, self._seed, self._first, self._batch = assets, specs, seed, first, batch
        self._store: AssetStore | None = None

    def __len__(self) -> int:
        return 10_000_000

    def __getitem__(self, index: int) -> Tensor:
        self._store = self._store or open_store(self._assets)
        drawn = []
        for number in range(self._batch):
            dice = np.random.default_rng([self._seed, self._first + index, number])
            spec = self._specs[number % len(self._specs)]
            spec = replace(spec, first=int(dice.integers(MOMENTS)) * spec.frames)
            drawn.append(in_sequence(sub_clips(sample(dice, self._store, spec))))
        return ((torch.cat(drawn) + 1) * 127.5).round().clamp(0, 255).byte()


def difference_loss(made: Tensor, true: Tensor) -> Tensor:
    """Mean absolute error of pixels and, as much again, of their differences to the right, below and in time.

    Sequences (B, 3, 4 * T, H, W) of four sub-clips, none of whose differences reach into the next. Near the
    object errors count threefold: it is a tenth of the picture and what is looked at.
    """
    clipped = made.clamp(-1, 1)
    made = clipped + 0.02 * (made - clipped)  # what is clipped hardly counts, but a wrong end can be left
    made, true = (video.unflatten(2, (len(RGBA_ORDER), -1)) for video in (made, true))
    opaque = true[:, :1, RGBA_ORDER.index(SubClip.ALPHA)] / 2 + 0.5
    near = nn.functional.max_pool3d(opaque, (1, 9, 9), 1, (0, 4, 4))[:, :, None]
    error = (made - true) * (1 + 2 * near)
    loss = error.abs().mean()
    for axis in (-1, -2, -3):
        loss = loss + error.diff(dim=axis).abs().mean()
    return loss


def train_restorer(
    model: Path,
    run: Path,
    assets: Path,
    specs: Sequence[ClipSpec],
    minutes: float,
    cancel: CancelToken,
    report: Callable[[int, float], None],
    width: int = 384,
    depth: int = 6,
    batch: int = 6,
    rate: float = 1e-3,
    noise: float = 0.15,
    workers: int = 1,
    report_every: int = 50,
) -> BlockTransformAutoencoder:
    """Train for `minutes` from where `run` stopped; returns the autoencoder with its decoder.

    A new run begins with the model's decoder, where that has this width and depth, else with an untrained one.
    Latents get gaussian noise of up to `noise`, so that generated latents, which are never exact, decode cleanly too.
    The rate falls to a tenth over the session, so that each session ends in usable weights.
    """
    shipped: Any = BlockTransformAutoencoder.from_pretrained(model / "vae")
    decoder = {"decoder_width": width, "decoder_depth": depth, "decoder_layers": len(RGBA_ORDER)}
    shape = {k: shipped.config[k] for k in ("patch", "temporal", "latent_channels")}
    autoencoder = BlockTransformAutoencoder(**shape, **decoder)
    restorer = autoencoder.restorer
    assert restorer is not None
    with torch.no_grad():
        restorer.contrast[RGBA_ORDER.index(SubClip.ALPHA)] = math.log(1.8)
    kept = shipped.state_dict()
    if any(shipped.config[key] != value for key, value in decoder.items()):
        kept = {name: kept[name] for name in ("mean", "basis", "spread")}
    autoencoder.load_state_dict(kept, strict=False)
    dtype = compute_dtype("cpu")
    matrices = [p for p in restorer.parameters() if p.dim() == 2]
    others = [p for p in restorer.parameters() if p.dim() != 2]
    optimisers = [
        Muon(matrices, rate, dtype, weight_decay=0.0),
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    step, checkpoint = 0, run / "last.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        autoencoder.load_state_dict(state["weights"])
        for optimiser, saved in zip(optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        step = state["step"]
    batches = PixelBatches(assets, specs, 11, step, batch)
    run.mkdir(parents=True, exist_ok=True)

    def save() -> None:
        state = {
            "weights": autoencoder.state_dict(),
            "optimisers": [o.state_dict() for o in optimisers],
            "step": step,
        }
        part = checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(checkpoint)

    recent: list[float] = []
    started = saved = time.monotonic()
    for video in in_order(batches, workers):
        share = (time.monotonic() - started) / (minutes * 60)
        if share >= 1 or cancel.cancelled:
            break
        for group in (g for o in optimisers for g in o.param_groups):
            group["lr"] = rate * (0.1 + 0.9 * (1 - share)) * min(1.0, (step + 1) / 100)
        true = video.float() / 127.5 - 1
        dice = torch.Generator().manual_seed(step)
        with torch.no_grad():
            latents = autoencoder.encode(true)
            strength = noise * torch.rand(len(latents), 1, 1, 1, 1, generator=dice).square()
            latents = latents + strength * torch.randn(latents.shape, generator=dice)
            rough = autoencoder.decode_linear(latents)
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            made = restorer(latents, rough)
        loss = difference_loss(made.float(), true)
        loss.backward()
        for optimiser in optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        step += 1
        recent.append(float(loss.detach()))
        if step % report_every == 0:
            report(step, sum(recent) / len(recent))
            recent = []
        if time.monotonic() - saved > 300:
            save()
            saved = time.monotonic()
    save()
    return autoencoder.eval()
