"""Print what three ways of computing save in a training step of the mini model, each beside the usual way in one run.

    python benchmarks/training_step.py [--threads 2] [--runs 5]

Attention, forwards and backwards: torch's fused one, and the plain matrix products that training takes on a CPU.
Muon: eight matrices of a shape orthogonalised one after the other, and together. The learned decoder, forwards and
backwards: with memory taken anew for every tensor, and with freed memory kept. Medians in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss, scaled_dot_product_attention

from layerflow_studio.core.shipped import MODELS
from layerflow_studio.engine.devices import compute_dtype
from layerflow_studio.engine.host_memory import keep_freed
from layerflow_studio.engine.layerflow.transformer import attend, one_way_mask
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.training.muon import orthogonalise

HEADS, HEAD_WIDTH, BLOCKS = 8, 64, 8
PROMPT_TOKENS, TOKENS_PER_FRAME, SUB_CLIPS = 42, 28, 4
BATCHES = ((32, 1), (15, 2), (7, 4))
"""Samples, and latent frames of each sub-clip, as in the recipes."""
SHAPES = ((512, 512), (512, 2048))
DECODED = (2, 3, 64, 128, 224)
"""Two clip sets, as in the decoder's recipe."""


def median_time(work: Callable[[], object], runs: int) -> float:
    """Median milliseconds of `runs` calls, after one that is not counted."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    dtype = compute_dtype("cpu")
    print(f"{'milliseconds':42} {'usual':>9} {'ours':>9}")

    def show(name: str, usual: Callable[[], object], ours: Callable[[], object]) -> None:
        one, other = median_time(usual, arguments.runs), median_time(ours, arguments.runs)
        print(f"{name:42} {one:9.1f} {other:9.1f} {one / other:7.2f}x")

    for batch, groups in BATCHES:
        given = torch.zeros(batch, SUB_CLIPS * groups, dtype=torch.bool)
        mask = one_way_mask(given, PROMPT_TOKENS, TOKENS_PER_FRAME)
        shape = (batch, mask.shape[-1], HEADS, HEAD_WIDTH)
        parts = [torch.randn(shape, dtype=dtype).transpose(1, 2).requires_grad_() for _ in range(3)]
        usual, ours = (
            partial(both_ways, attention, parts, mask) for attention in (scaled_dot_product_attention, attend)
        )
        show(f"attention, {batch} samples of {4 * groups} frames", usual, ours)
    for shape in SHAPES:
        matrices = torch.randn(BLOCKS, *shape).to(dtype)
        one_by_one = partial(lambda each: [orthogonalise(matrix) for matrix in each], matrices)
        name = f"Muon, {BLOCKS} matrices of {shape[0]} x {shape[1]}"
        show(name, one_by_one, partial(orthogonalise, matrices))
    decoder: Any = BlockTransformAutoencoder.from_pretrained(
        MODELS / "mini" / "vae", torch_dtype=torch.float32
    )
    video = torch.rand(DECODED) * 2 - 1
    once = partial(restore, decoder, video)

    def kept() -> None:
        keep_freed()
        once()

    show("decoder, 2 clip sets, freed memory kept", once, kept)


def both_ways(attention: Callable[..., Tensor], parts: list[Tensor], mask: Tensor) -> None:
    """One pass forwards and backwards."""
    attention(*parts, mask).sum().backward()


def restore(autoencoder: BlockTransformAutoencoder, video: Tensor) -> None:
    """One pass of the learned decoder forwards and backwards, as in its training."""
    dtype = compute_dtype("cpu")
    with torch.no_grad():
        latents = autoencoder.encode(video)
    with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
        made = autoencoder.restored(latents)
    mse_loss(made.float(), video).backward()


if __name__ == "__main__":
    main()
