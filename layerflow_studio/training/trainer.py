"""The training loop of the transformer: resumable, deterministic per step, one recipe at a time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch
from diffusers.utils.constants import SAFETENSORS_WEIGHTS_NAME
from safetensors.torch import load_file
from torch import Tensor

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.layerflow.schedule import TRAIN_STEPS, signal_table
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.errors import BadInput, FileMissing
from layerflow_studio.training.batches import LatentBatches, in_order
from layerflow_studio.training.muon import Muon
from layerflow_studio.training.recipe import Recipe


class Trainer:
    """Trains one recipe in one folder; `run` continues where the last checkpoint stopped."""

    def __init__(self, recipe: Recipe, folder: Path, assets: Path, model: Path, workers: int = 1) -> None:
        self.recipe, self.folder, self._assets, self._model = recipe, folder, assets, model
        self._workers = workers
        torch.manual_seed(recipe.seed)
        self.transformer = new_transformer(recipe.architecture)
        if recipe.start_from:
            weights = averaged_weights(Path(recipe.start_from))
            self.transformer.load_state_dict(widened(weights, self.transformer.state_dict()))
        if recipe.train != "all":
            self._add_adapters()
        self.average = {n: p.detach().clone() for n, p in self._trained()}
        self.optimisers = make_optimisers(self.transformer, recipe)
        self.signal = signal_table().float()
        self.step, self.samples, self.seconds = 0, 0, 0.0
        self._load()

    def _trained(self) -> list[tuple[str, Tensor]]:
        return [(n, p) for n, p in self.transformer.named_parameters() if p.requires_grad]

    def _add_adapters(self) -> None:
        r = self.recipe
        for name, run in r.adapters.items():
            load_adapter(self.transformer, name, Path(run))
        if r.adapter_from:
            load_adapter(self.transformer, r.train, Path(r.adapter_from))
        else:
            lora.add(self.transformer, r.train, r.lora_rank)
        self.transformer.set_adapters([*r.adapters, r.train])
        for name, parameter in self.transformer.named_parameters():
            parameter.requires_grad_(f".{r.train}." in name)

    def run(
        self, minutes: float, cancel: CancelToken, after: Callable[[Trainer], None], every: float = 300.0
    ) -> None:
        """Train for at most `minutes`; save and call `after` every `every` seconds and at the end.

        BadInput when the autoencoder makes latents of other channels than the recipe's.
        """
        wanted = self.transformer.settings.in_channels
        kept = cast(Any, BlockTransformAutoencoder.load_config(self._model / "vae"))["latent_channels"]
        if wanted != kept:
            raise BadInput(
                f"Recipe {self.recipe.name} is for {wanted} numbers a block, and the autoencoder in {self._model} "
                f"keeps {kept}; set in_channels and out_channels to {kept}, or train another autoencoder."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self.transformer.train()
        start = saved = mark = time.monotonic()
        losses: list[float] = []
        counted = self.samples
        with (self.folder / "log.jsonl").open("a") as log:
            batches = LatentBatches(self.recipe, self._assets, self._model, self.step)
            for batch in in_order(batches, self._workers):
                losses.append(self.train_step(batch))
                now = time.monotonic()
                if self.step % 20 == 0:
                    self.seconds += now - mark
                    entry = {
                        "step": self.step,
                        "loss": sum(losses) / len(losses),
                        "samples": self.samples,
                        "samples_per_s": (self.samples - counted) / (now - mark),
                        "seconds": self.seconds,
                    }
                    log.write(json.dumps(entry) + "\n")
                    log.flush()
                    losses, counted, mark = [], self.samples, now
                over = now - start > minutes * 60 or cancel.cancelled or self.step >= self.recipe.steps
                if over or now - saved > every:
                    self.save()
                    after(self)
                    saved = time.monotonic()
                if over:
                    break

    def train_step(self, batch: dict[str, Tensor]) -> float:
        """One optimiser step; returns its loss."""
        r = self.recipe
        dice = torch.Generator().manual_seed(r.seed * 1_000_003 + self.step)
        clean = batch["latents"].float()  # (B, L, t, C, h, w)
        count, _, groups = clean.shape[:3]
        given = batch["given"]
        prompts = batch["prompts"].float()
        keep = torch.rand(count, prompts.shape[1], generator=dice) >= r.prompt_dropout
        keep &= torch.rand(count, 1, generator=dice) >= r.prompt_dropout
        prompts = (prompts * keep[..., None, None]).flatten(1, 2)
        even = (torch.randperm(count, generator=dice) + torch.rand(count, generator=dice)) / count
        share = torch.sigmoid(torch.special.ndtri(even) * r.noise_spread + r.noise_shift)
        timestep = timestep_of_noise_share(self.signal, share)
        timestep[torch.rand(count, generator=dice) < r.pure_noise] = TRAIN_STEPS - 1
        signal = self.signal[timestep]
        deviation = (1 - signal**2).sqrt()
        noise = self.transformer.mixed_noise(torch.randn(clean.shape, generator=dice), dice)
        wide = (-1, 1, 1, 1, 1, 1)
        noisy = signal.view(wide) * clean + deviation.view(wide) * noise
        held = given[:, :, None].expand(-1, -1, groups)
        noisy = torch.where(held[..., None, None, None], clean, noisy)
        whole = self.transformer.settings.position_frames // len(RGBA_ORDER)
        rows = batch["rows"]
        places = (torch.arange(groups) + batch["offset"] + whole * rows[:, None]).flatten()
        strengths = {
            lora.MOTION: float(batch["motion_lora"]),
            r.train: 1.0,
        }  # what does not act does not learn
        lora.set_strengths(self.transformer, strengths)
        for group in (g for o in self.optimisers for g in o.param_groups):
            group["lr"] = group["initial_lr"] * self._rate_factor()
        with torch.autocast("cpu", compute_dtype("cpu"), enabled=compute_dtype("cpu") != torch.float32):
            predicted = self.transformer(
                noisy.flatten(1, 2), prompts, timestep.float(), held.flatten(1, 2), places
            )
        error = predicted.float().view_as(clean) - clean
        steady = error.mean(2, keepdim=True)
        error = (steady.square() + r.motion_weight * (error - steady).square()).mean((3, 4, 5))
        weight = (1 / deviation.square()).clamp_max(r.weight_cap)[:, None, None]
        made = ~held * torch.tensor(r.layer_weights)[rows, None]
        loss = (error * weight * made).sum() / made.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in self._trained()], 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        self.step += 1
        self.samples += count
        if self.step % 4 == 0:
            decay = min(r.averaging, (1 + self.step) / (20 + self.step)) ** 4
            for name, parameter in self._trained():
                self.average[name].lerp_(parameter.detach(), 1 - decay)
        return float(loss.detach())

    def _rate_factor(self) -> float:
        r = self.recipe
        rise = min(1.0, (self.step + 1) / r.warmup)
        left = r.steps - self.step
        return rise * (min(1.0, left / r.cooldown) if r.cooldown else 1.0)

    def save(self) -> None:
        """Write the checkpoint, replacing the last one only when complete."""
        self.folder.mkdir(parents=True, exist_ok=True)
        state = {
            "step": self.step,
            "samples": self.samples,
            "seconds": self.seconds,
            "weights": self.transformer.state_dict(),
            "average": self.average,
            "optimisers": [o.state_dict() for o in self.optimisers],
        }
        part = self.folder / "last.pt.part"
        torch.save(state, part)
        part.replace(self.folder / "last.pt")

    def _load(self) -> None:
        path = self.folder / "last.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        try:
            self.transformer.load_state_dict(state["weights"])
        except RuntimeError:
            raise BadInput(
                f"The checkpoint in {self.folder} belongs to another architecture; choose another run folder."
            ) from None
        self.average = state["average"]
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.samples, self.seconds = state["step"], state["samples"], state["seconds"]


def averaged_weights(source: Path) -> dict[str, Tensor]:
    """The averaged weights of a run's last checkpoint, or those of a model folder; FileMissing without either."""
    shipped = source / "transformer" / SAFETENSORS_WEIGHTS_NAME
    if shipped.exists():
        return {name: weight.float() for name, weight in load_file(shipped).items()}
    path = source / "last.pt"
    if not path.exists():
        raise FileMissing(f"{source} has no checkpoint yet; train it first.")
    state = torch.load(path, weights_only=True)
    return {**state["weights"], **state["average"]}


def widened(weights: dict[str, Tensor], wanted: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights for latents of more channels, whose first are those that the weights know: 0 for the new ones."""
    result = dict(weights)
    for name in ("patch_embed.proj.weight", "proj_out.weight", "proj_out.bias"):
        old, new = weights[name], torch.zeros_like(wanted[name])
        if all(had <= has for had, has in zip(old.shape, new.shape, strict=True)):
            new[tuple(slice(size) for size in old.shape)] = old
            result[name] = new
    return result


def load_adapter(transformer: LayerFlowTransformer, name: str, source: Path) -> None:
    """Add the adapter of this name that a run has trained, or that a model carries; FileMissing without either."""
    if (source / "transformer" / name).is_dir():
        lora.load(transformer, name, source / "transformer" / name)
        return
    saved = {n: w for n, w in averaged_weights(source).items() if f".{name}." in n}
    lora.add(transformer, name, next(w.shape[0] for n, w in saved.items() if ".lora_A." in n))
    transformer.load_state_dict(saved, strict=False)


def new_transformer(architecture: dict[str, Any], initialise: bool = True) -> LayerFlowTransformer:
    """An untrained transformer: sine-cosine positions, gates closed (adaLN-zero, Peebles & Xie 2023)."""
    names = LayerFlowTransformer.__init__.__wrapped__.__code__.co_varnames  # pyright: ignore
    transformer = LayerFlowTransformer(**{k: v for k, v in architecture.items() if k in names})
    if not initialise:
        return transformer
    for block in transformer.transformer_blocks:
        for norm in (cast(Any, block).norm1, cast(Any, block).norm2):
            torch.nn.init.zeros_(norm.linear.weight)
            torch.nn.init.zeros_(norm.linear.bias)
    torch.nn.init.zeros_(transformer.proj_out.weight)
    c = transformer.settings
    width = transformer.position_table.shape[-1]
    each = c.position_frames // len(RGBA_ORDER)
    rows, columns = c.sample_height // c.patch_size, c.sample_width // c.patch_size
    grid = torch.stack(
        torch.meshgrid(torch.arange(each), torch.arange(rows), torch.arange(columns), indexing="ij"), -1
    )
    waves = sine_cosine(grid.flatten(0, 2).float(), width)
    layers = torch.randn(len(RGBA_ORDER), 1, width) * 0.5
    with torch.no_grad():
        transformer.position_table[0, transformer.prompt_tokens :] = (waves + layers).flatten(0, 1)
        transformer.position_table[0, : transformer.prompt_tokens] = (
            sine_cosine(torch.arange(c.tokens_per_prompt).float()[:, None], width).repeat(c.prompts, 1) * 0.3
        )
    return transformer


def sine_cosine(positions: Tensor, width: int) -> Tensor:
    """(N, axes) positions -> (N, width): sines and cosines, the width shared among the axes (Vaswani et al. 2017)."""
    axes = positions.shape[1]
    half = width // (2 * axes)
    rates = 100.0 ** (-torch.arange(half) / half)
    angles = positions[:, :, None] * rates
    out = torch.zeros(len(positions), width)
    out[:, : 2 * half * axes] = torch.cat([angles.sin(), angles.cos()], -1).flatten(1)
    return out


def make_optimisers(transformer: LayerFlowTransformer, recipe: Recipe) -> list[torch.optim.Optimizer]:
    """Muon (Jordan et al. 2024) for attention and feed-forward matrices, AdamW for everything else."""
    matrices, others = [], []
    for name, parameter in transformer.named_parameters():
        if parameter.requires_grad:
            matrix = (
                recipe.train == "all" and (".attn1.to_" in name or ".ff." in name) and parameter.dim() == 2
            )
            (matrices if matrix else others).append(parameter)
    made: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(others, lr=recipe.other_rate, betas=(0.9, 0.97), weight_decay=0.0)
    ]
    if matrices:
        made.append(Muon(matrices, recipe.matrix_rate, compute_dtype("cpu")))
    for group in (g for o in made for g in o.param_groups):
        group["initial_lr"] = group["lr"]
    return made


def timestep_of_noise_share(signal: Tensor, share: Tensor) -> Tensor:
    """The timestep at which noise / (signal + noise) is nearest to `share`; signal is the falling (1000,) table."""
    deviation = (1 - signal**2).sqrt()
    return torch.searchsorted(deviation / (signal + deviation), share).clamp_max(TRAIN_STEPS - 1)
