"""Trains the block transform's learned decoder: detail and seams that the kept coefficients leave out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.muon import Muon
from layerflow_studio.training.pixel_run import PixelRun, difference_loss

NOISE = 0.15
"""Deviation of the noise on latents, at most: generated latents, which are never exact, are to decode cleanly too."""
COARSE = 0.2
"""Share of clips whose finer half of the numbers is fainter or missing, as in latents made by a transformer that is not
sure of them."""
SQUARES = 40.0
"""Weight of the mean squared error, about as much as the rest of the loss."""


def train_restorer(model: Path, run: PixelRun) -> BlockTransformAutoencoder:
    """Train as the run says; returns the autoencoder with its decoder.

    A new run begins with the model's decoder, where that has this width and depth, else with an untrained one.
    """
    recipe = run.recipe
    shipped: Any = BlockTransformAutoencoder.from_pretrained(model / "vae")
    decoder = {
        "decoder_width": recipe.width, "decoder_depth": recipe.depth, "decoder_layers": len(RGBA_ORDER),
    }  # fmt: skip
    kept = {k: shipped.config[k] for k in ("patch", "temporal", "latent_channels", "deblocking")}
    if recipe.deblocking is not None:
        kept["deblocking"] = recipe.deblocking
    autoencoder = BlockTransformAutoencoder(**kept, **decoder)
    restorer = autoencoder.restorer
    assert restorer is not None
    with torch.no_grad():
        restorer.contrast[RGBA_ORDER.index(SubClip.ALPHA)] = math.log(1.8)
    weights = shipped.state_dict()
    if any(shipped.config[key] != value for key, value in decoder.items()):
        weights = {name: weights[name] for name in ("mean", "basis", "spread")}
    autoencoder.load_state_dict(weights, strict=False)
    dtype = compute_dtype("cpu")
    matrices = [p for p in restorer.parameters() if p.dim() == 2]
    others = [p for p in restorer.parameters() if p.dim() != 2]
    optimisers = [
        Muon(matrices, recipe.rate, dtype, weight_decay=0.0),
        torch.optim.AdamW(others, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]

    def loss_of(true: Tensor, dice: torch.Generator) -> Tensor:
        with torch.no_grad():
            latents = noisy_latents(autoencoder, true, dice)
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            made = autoencoder.restored(latents)
        return difference_loss(made.float(), true) + SQUARES * squared_error(made.float(), true)

    run.train(autoencoder, optimisers, loss_of)
    return autoencoder.eval()


def noisy_latents(autoencoder: BlockTransformAutoencoder, video: Tensor, dice: torch.Generator) -> Tensor:
    """Latents of videos (B, 3, T, H, W), each with gaussian noise of up to `NOISE`, mostly of little.

    Of a `COARSE` share the finer half of the channels is faded (nested dropout, Rippel et al. 2014).
    """
    latents = autoencoder.encode(video)
    fade = torch.rand(len(latents), 1, 1, 1, 1, generator=dice)
    fade[torch.rand(len(latents), generator=dice) >= COARSE] = 1
    latents[:, latents.shape[1] // 2 :] *= fade
    strength = NOISE * torch.rand(len(latents), 1, 1, 1, 1, generator=dice).square()
    return latents + strength * torch.randn(latents.shape, generator=dice)


def squared_error(made: Tensor, true: Tensor) -> Tensor:
    """Mean squared error of pixels that are clipped to -1..1 when they are shown; what PSNR counts."""
    return (made.clamp(-1, 1) - true).square().mean()
