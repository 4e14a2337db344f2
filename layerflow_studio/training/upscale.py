"""Trains the upscaling decoder: from what the decoder makes of reduced clips to the clips themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.upscaler import Upscaler, enlarged
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.batches import in_sequence, sub_clips
from layerflow_studio.training.clips import ClipSpec, sample
from layerflow_studio.training.pixel_run import PixelRun, difference_loss
from layerflow_studio.training.restore import noisy_latents

FRAMES = 2
"""Neighbouring frames of a clip that a step looks at."""
SHARE = 0.5
"""Height and width of the parts of the picture that a step looks at; the object is there twice of three times."""
PARTS = 2
"""Such parts of each clip: drawing a clip takes longer than learning from one of them."""


def train_upscaler(model: Path, run: PixelRun, factor: int = 2) -> Upscaler:
    """Train as the run says, at `factor` times the size of its specs; a new run begins with the model's upscaler.

    That is passed over where it has another shape. The decoder is the model's own and stays as it is.
    """
    autoencoder = _decoder(model)
    recipe = run.recipe
    upscaler = Upscaler(factor, len(RGBA_ORDER), recipe.width, recipe.depth)
    if (model / "upscaler").is_dir():
        shipped = open_upscaler(model)
        if all(shipped.config[key] == upscaler.config[key] for key in ("factor", "layers", "width", "depth")):
            upscaler.load_state_dict(shipped.state_dict())
    optimisers = [
        torch.optim.AdamW(upscaler.parameters(), lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.0)
    ]

    def loss_of(true: Tensor, dice: torch.Generator) -> Tensor:
        with torch.no_grad():
            small = autoencoder.decode(noisy_latents(autoencoder, reduced(true, factor), dice)).clamp(-1, 1)
        clips = list(zip(small, true, strict=True)) * PARTS
        pairs = [_part(*pair, factor, dice) for pair in clips]
        low, high = (torch.stack(parts) for parts in zip(*pairs, strict=True))
        return difference_loss(upscaler.upscale(low), high)

    large = tuple(
        replace(spec, width=spec.width * factor, height=spec.height * factor) for spec in recipe.specs
    )
    replace(run, recipe=replace(recipe, specs=large)).train(upscaler, optimisers, loss_of)
    return upscaler.eval()


def open_upscaler(model: Path) -> Upscaler:
    """A model folder's upscaling decoder in float32."""
    upscaler: Any = Upscaler.from_pretrained(model / "upscaler", torch_dtype=torch.float32)
    return upscaler.eval()


def _decoder(model: Path) -> BlockTransformAutoencoder:
    autoencoder: Any = BlockTransformAutoencoder.from_pretrained(model / "vae", torch_dtype=torch.float32)
    return autoencoder.eval()


def reduced(video: Tensor, factor: int) -> Tensor:
    """(B, 3, T, H, W) -> (B, 3, T, H / factor, W / factor), the mean of every square."""
    return functional.avg_pool3d(video, (1, factor, factor))


def _part(small: Tensor, true: Tensor, factor: int, dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some frames of a part of a clip, small and large: (3, 4 * FRAMES, h, w) each."""
    layers = len(RGBA_ORDER)
    small, true = (video.unflatten(1, (layers, -1)) for video in (small, true))
    frames, height, width = small.shape[2:]
    alpha = small[0, RGBA_ORDER.index(SubClip.ALPHA)].amax(0) > 0
    row, column = (int(torch.randint(side, (), generator=dice)) for side in (height, width))
    if bool(alpha.any()) and float(torch.rand((), generator=dice)) < 2 / 3:
        solid = alpha.nonzero()
        row, column = solid[int(torch.randint(len(solid), (), generator=dice))].tolist()
    high, wide = int(height * SHARE), int(width * SHARE)
    top, left = min(max(row - high // 2, 0), height - high), min(max(column - wide // 2, 0), width - wide)
    first = int(torch.randint(frames - FRAMES + 1, (), generator=dice))

    def cut(video: Tensor, scale: int) -> Tensor:
        rows, columns = (slice(scale * at, scale * (at + size)) for at, size in ((top, high), (left, wide)))
        return video[:, :, first : first + FRAMES, rows, columns].flatten(1, 2)

    return cut(small, 1), cut(true, factor)


def upscaled_psnr(
    model: Path, upscaler: Upscaler, store: AssetStore, spec: ClipSpec, clips: int = 16
) -> tuple[float, float]:
    """PSNR in dB of held-out clips that were reduced, encoded, decoded and enlarged: by the upscaler, and bicubically.

    `spec` is that of the reduced clips; all four sub-clips count alike.
    """
    autoencoder = _decoder(model)
    factor: int = upscaler.settings.factor
    spec = replace(spec, width=spec.width * factor, height=spec.height * factor, split="held_out")
    learned, plain = 0.0, 0.0
    with torch.no_grad():
        for number in range(clips):
            clip = sample(np.random.default_rng([9, number]), store, spec)
            true = in_sequence(sub_clips(clip))
            small = autoencoder.decode(autoencoder.encode(reduced(true, factor))).clamp(-1, 1)
            frames = enlarged(small[0].transpose(0, 1), factor).transpose(0, 1)[None]
            learned += _error(upscaler.upscale(small), true)
            plain += _error(frames, true)
    return tuple(float(-10 * np.log10(error / clips)) for error in (learned, plain))  # type: ignore[return-value]


def _error(made: Tensor, true: Tensor) -> float:
    return float(((made.clamp(-1, 1) - true) / 2).square().mean())
