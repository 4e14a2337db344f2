"""Trains the block transform's learned decoder: detail and seams that the kept coefficients leave out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.schedule import signal_table
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.muon import Muon
from layerflow_studio.training.pixel_run import PixelRun, difference_loss
from layerflow_studio.training.trainer import timestep_of_noise_share

NOISE = 0.15
"""Deviation of the noise on latents, at most: generated latents, which are never exact, are to decode cleanly too."""
COARSE = 0.2
"""Share of clips whose finer half of the numbers is fainter or missing, as in latents made by a transformer that is not
sure of them."""
GUESSED = 0.4
"""Share of clips whose numbers are the transformer's guess, where the model has one: it errs in ways of its own."""
GUESSED_NOISE = 0.6
"""Noise that such a guess begins with at most, as a share of noise and signal."""
SQUARES = 40.0
"""Weight of the mean squared error, about as much as the rest of the loss."""


def train_restorer(model: Path, run: PixelRun) -> BlockTransformAutoencoder:
    """Train as the run says; returns the autoencoder with its decoder.

    A new run begins with the model's decoder, where that has this width and depth, else with an untrained one. Where
    the model has a transformer for such latents, the decoder also learns from what that makes of noisy clips.
    """
    recipe = run.recipe
    shipped: Any = BlockTransformAutoencoder.from_pretrained(model / "vae")
    decoder = {
        "decoder_width": recipe.width, "decoder_depth": recipe.depth, "decoder_layers": len(RGBA_ORDER),
    }  # fmt: skip
    kept = {k: shipped.config[k] for k in ("patch", "temporal", "latent_channels")}
    for name in ("deblocking", "temporal_deblocking"):
        told = getattr(recipe, name)
        kept[name] = shipped.config[name] if told is None else told
    autoencoder = BlockTransformAutoencoder(**kept, **decoder)
    restorer = autoencoder.restorer
    assert restorer is not None
    with torch.no_grad():
        restorer.contrast[RGBA_ORDER.index(SubClip.ALPHA)] = math.log(1.8)
    weights = shipped.state_dict()
    if any(shipped.config[key] != value for key, value in decoder.items()):
        weights = {name: weights[name] for name in ("mean", "basis", "spread")}
    autoencoder.load_state_dict(weights, strict=False)
    transformer = _transformer_of(model, kept["latent_channels"])
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
            some = torch.rand(len(true), generator=dice) < GUESSED
            if transformer is not None and some.any():
                latents[some] = guessed(transformer, autoencoder.encode(true[some]), dice)
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            made = autoencoder.restored(latents).float()
        return difference_loss(made, true) + SQUARES * mse_loss(made, true)

    run.train(autoencoder, optimisers, loss_of)
    return autoencoder.eval()


def _transformer_of(model: Path, channels: int) -> LayerFlowTransformer | None:
    """The model's transformer, where it has one for latents of so many channels."""
    if not (model / "transformer").is_dir():
        return None
    transformer: Any = LayerFlowTransformer.from_pretrained(model / "transformer", torch_dtype=torch.float32)
    return transformer if transformer.settings.in_channels == channels else None


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


def guessed(transformer: LayerFlowTransformer, latents: Tensor, dice: torch.Generator) -> Tensor:
    """What the transformer takes latents (B, C, T, h, w) for under noise of up to `GUESSED_NOISE`, without prompts."""
    clean = latents.transpose(1, 2)
    noise = transformer.sequence_noise(torch.randn(clean.shape, generator=dice), False, len(RGBA_ORDER), dice)
    table = signal_table().float()
    timestep = timestep_of_noise_share(table, GUESSED_NOISE * torch.rand(len(clean), generator=dice))
    signal = table[timestep].view(-1, 1, 1, 1, 1)
    prompts = clean.new_zeros(len(clean), transformer.prompt_tokens, transformer.settings.text_embed_dim)
    noisy = signal * clean + (1 - signal.square()).sqrt() * noise
    layers, whole = len(RGBA_ORDER), transformer.settings.position_frames // len(RGBA_ORDER)
    places = (torch.arange(clean.shape[1] // layers) + whole * torch.arange(layers)[:, None]).flatten()
    dtype = compute_dtype("cpu")
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        guess = transformer(noisy, prompts, timestep.float(), places=places)
    return guess.float().transpose(1, 2)
