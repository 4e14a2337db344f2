"""The training loop of what makes pixels, decoder and upscaler: resumable, for so many minutes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER, SubClip
from layerflow_studio.engine.layerflow.vae import clipped
from layerflow_studio.training.assets import AssetStore, open_store
from layerflow_studio.training.batches import in_order, in_sequence, sub_clips
from layerflow_studio.training.clips import GROUP, sample
from layerflow_studio.training.recipe import PixelRecipe

MOMENTS = 4
"""Groups of frames in a whole clip."""


class PixelBatches(Dataset[Tensor]):
    """Batches (batch, 3, 4 * T, H, W) uint8: samples drawn by each spec in turn, their sub-clips one behind the other.

    A clip lies within the first `MOMENTS` groups of frames of its scene.
    """

    def __init__(self, assets: Path, recipe: PixelRecipe, first: int) -> None:
        self._assets, self._recipe, self._first = assets, recipe, first
        self._store: AssetStore | None = None

    def __len__(self) -> int:
        return 10_000_000

    def __getitem__(self, index: int) -> Tensor:
        self._store = self._store or open_store(self._assets)
        drawn = []
        recipe = self._recipe
        for number in range(recipe.batch):
            dice = np.random.default_rng([recipe.seed, self._first + index, number])
            spec = recipe.specs[number % len(recipe.specs)]
            spec = replace(spec, first=int(dice.integers(1 + MOMENTS - spec.frames // GROUP)) * GROUP)
            drawn.append(in_sequence(sub_clips(sample(dice, self._store, spec))))
        return ((torch.cat(drawn) + 1) * 127.5).round().clamp(0, 255).byte()


def difference_loss(made: Tensor, true: Tensor) -> Tensor:
    """Mean absolute error of pixels and, as much again, of their differences to the right, below and in time.

    Sequences (B, 3, 4 * T, H, W) of four sub-clips, none of whose differences reach into the next. Near the
    object errors count threefold: it is a tenth of the picture and what is looked at.
    """
    made, true = (video.unflatten(2, (len(RGBA_ORDER), -1)) for video in (clipped(made), true))
    opaque = true[:, :1, RGBA_ORDER.index(SubClip.ALPHA)] / 2 + 0.5
    near = nn.functional.max_pool3d(opaque, (1, 9, 9), 1, (0, 4, 4))[:, :, None]
    error = (made - true) * (1 + 2 * near)
    loss = error.abs().mean()
    for axis in (-1, -2, -3):
        loss = loss + error.diff(dim=axis).abs().mean()
    return loss


@dataclass(frozen=True)
class PixelRun:
    """Where a run is kept, what it draws, and how long it goes on."""

    folder: Path
    assets: Path
    recipe: PixelRecipe
    minutes: float
    cancel: CancelToken
    report: Callable[[int, float], None] = field(default=lambda *_: None)
    """Called with the step and the mean loss since the last call."""
    workers: int = 1
    report_every: int = 50

    def train(
        self,
        module: nn.Module,
        optimisers: Sequence[torch.optim.Optimizer],
        loss_of: Callable[[Tensor, torch.Generator], Tensor],
    ) -> None:
        """Train from where the run stopped; `loss_of` takes a batch in -1..1 and the dice of its step.

        The rate rises over a hundred steps and falls to a tenth over the session, so that each session ends in
        usable weights.
        """
        step, checkpoint = 0, self.folder / "last.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True)
            module.load_state_dict(state["weights"])
            for optimiser, saved in zip(optimisers, state["optimisers"], strict=True):
                optimiser.load_state_dict(saved)
            step = state["step"]
        self.folder.mkdir(parents=True, exist_ok=True)

        def save() -> None:
            state = {
                "weights": module.state_dict(),
                "optimisers": [o.state_dict() for o in optimisers],
                "step": step,
            }
            part = checkpoint.with_suffix(".part")
            torch.save(state, part)
            part.replace(checkpoint)

        recent: list[float] = []
        started = saved_at = time.monotonic()
        for video in in_order(PixelBatches(self.assets, self.recipe, step), self.workers):
            share = (time.monotonic() - started) / (self.minutes * 60)
            if share >= 1 or self.cancel.cancelled:
                break
            for group in (g for o in optimisers for g in o.param_groups):
                group["lr"] = self.recipe.rate * (0.1 + 0.9 * (1 - share)) * min(1.0, (step + 1) / 100)
            loss = loss_of(video.float() / 127.5 - 1, torch.Generator().manual_seed(step))
            loss.backward()
            for optimiser in optimisers:
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)
            step += 1
            recent.append(float(loss.detach()))
            if step % self.report_every == 0:
                self.report(step, sum(recent) / len(recent))
                recent = []
            if time.monotonic() - saved_at > 300:
                save()
                saved_at = time.monotonic()
        save()
