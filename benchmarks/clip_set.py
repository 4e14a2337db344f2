"""Print what a clip set of the shipped model costs, beside stock diffusers' transformer of the same size in one run.

    python benchmarks/clip_set.py [--threads 2] [--runs 3]

Denoising: this project's loop, from prompts alone and with a foreground given, and diffusers' own blocks, scheduler and
loop on a sequence of the same length, which knows no given layers and computes all of it at every step. Then whole
clip sets at the defaults, from prompt to pixels, at each size of the model. Medians in seconds, taken in turn.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from diffusers.models.transformers.cogvideox_transformer_3d import CogVideoXTransformer3DModel

from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet
from layerflow_studio.core.shipped import MODELS
from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.layerflow.denoising import Conditions, denoise
from layerflow_studio.engine.layerflow.parts import Parts, load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.schedule import scheduler
from layerflow_studio.engine.registry import ModelDescription, describe

Works = Mapping[str, Callable[[], object]]


def in_turn(works: Works, runs: int) -> dict[str, float]:
    """Median seconds of each, run in turn `runs` times after one round that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(found[1:]) for name, found in seconds.items()}


def denoising(model: ModelDescription, parts: Parts) -> Works:
    """Our loop and stock diffusers' on sequences of one length, with guidance."""
    c, latents = parts.transformer.settings, parts.layout.total_latents
    dtype, shape = parts.transformer.dtype, (latents, c.in_channels, c.sample_height, c.sample_width)
    text = torch.randn(2, 1, c.prompts * c.tokens_per_prompt, c.text_embed_dim, dtype=dtype)
    stock: Any = CogVideoXTransformer3DModel(
        num_attention_heads=c.num_attention_heads, attention_head_dim=c.attention_head_dim, in_channels=c.in_channels,
        out_channels=c.out_channels, time_embed_dim=c.time_embed_dim, text_embed_dim=c.text_embed_dim,
        num_layers=c.num_layers, sample_width=c.sample_width, sample_height=c.sample_height,
        sample_frames=4 * (latents - 1) + 1, patch_size=c.patch_size, max_text_seq_length=text.shape[2],
        norm_elementwise_affine=False,
    )  # fmt: skip
    stock = stock.to(dtype).eval()
    sampling = replace(model.sampling, guidance_end=1.0)  # stock diffusers guides every step

    def ours(given: int) -> None:
        flags = [place < given for place in range(latents)]
        conditions = Conditions(text, flags, torch.randn(1, given, *shape[1:]))
        denoise(
            parts.transformer, "sample", conditions, sampling, lambda: torch.randn(1, *shape), lambda *_: None
        )

    def theirs() -> None:
        steps: Any = scheduler("sample")
        steps.set_timesteps(sampling.steps)
        made, before, last = torch.randn(1, *shape, dtype=dtype), None, None
        for at in steps.timesteps:
            pair = torch.cat([made] * 2)
            output = stock(pair, text.flatten(0, 1), at.expand(2), return_dict=False)[0].float()
            without, towards = output.chunk(2)
            output = without + sampling.guidance * (towards - without)
            made, before = steps.step(output, before, at, last, made, return_dict=False)
            made, last = made.to(dtype), at

    foreground = latents // len(model.sub_clips) * 2
    return {
        "stock diffusers": theirs,
        "here, nothing given": lambda: ours(0),
        "here, foreground given": lambda: ours(foreground),
    }


def clip_sets(model: ModelDescription, engine: LayerFlow) -> Works:
    """Whole runs, from prompts to pixels, at each size."""

    def run(width: int, height: int, given: Mapping[Role, ClipPixels]) -> None:
        prompts = PromptSet("a red car", "a green meadow", "a red car in a green meadow")
        named = tuple(Given(role, clip_hash(clip)) for role, clip in given.items())
        request = GenerationRequest(
            model.id, model.hash, prompts, PromptSet(), named, width, height, model.frames, model.fps, 1, model.sampling
        )  # fmt: skip
        engine.run(request, given, SilentProgress(), CancelToken())

    foreground = ClipPixels(np.full((model.frames, model.height, model.width, 4), 99, np.uint8), model.fps)
    works: dict[str, Callable[[], object]] = {
        f"{width} x {height}": lambda width=width, height=height: run(width, height, {})
        for width, height in model.sizes
    }
    works["foreground given"] = lambda: run(model.width, model.height, {Role.FOREGROUND: foreground})
    return works


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    model = describe(MODELS / "mini")
    dtype = compute_dtype("cpu")
    with torch.inference_mode():
        parts = load_parts(model, "cpu", dtype)
        print(f"{arguments.threads} threads, {dtype}, {model.sampling.steps} steps")
        found = in_turn(denoising(model, parts), arguments.runs)
    stock = found["stock diffusers"]
    for name, seconds in found.items():
        print(f"denoising, {name:24} {seconds:6.2f} s   x {seconds / stock:.2f}")
    for name, seconds in in_turn(clip_sets(model, LayerFlow.open(model)), arguments.runs).items():
        print(f"clip set,  {name:24} {seconds:6.2f} s   x {seconds / stock:.2f} of stock denoising")


if __name__ == "__main__":
    main()
