"""Which device and number format to compute with."""

from __future__ import annotations

import platform
from functools import cache
from time import perf_counter

import torch

from layerflow_studio.engine.host_memory import available, own
from layerflow_studio.engine.memory import CONTEXT_BYTES, Room
from layerflow_studio.errors import BadInput


def best_device() -> str:
    """The fastest device that is here: "cuda", "mps" or "cpu"."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def compute_dtype(device: str) -> torch.dtype:
    """bfloat16 where the hardware multiplies it fast, float32 elsewhere."""
    if device.startswith("cuda"):
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.bfloat16 if device == "cpu" and _multiplies_bfloat16_faster() else torch.float32


@cache
def _multiplies_bfloat16_faster() -> bool:
    """Whether this CPU multiplies bfloat16 faster than float32, timed once in a process.

    Having instructions for it does not settle that: with AMX bfloat16 was 3 to 7 times as fast as float32, with AVX-512
    alone half as fast on an Intel processor. Without any it is emulated, and not worth the timing.
    """
    has = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    if platform.machine().lower() in ("x86_64", "amd64"):  # there, the answer is yes for emulation too
        has = has and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    if not has:
        return False
    single = torch.ones(1024, 1024)
    half = single.bfloat16()
    times = [(_seconds(half), _seconds(single)) for _ in range(4)]  # the first round also warms up
    return min(first for first, _ in times) < min(second for _, second in times)


def _seconds(matrix: torch.Tensor) -> float:
    """How long the product of a square matrix with itself takes."""
    start = perf_counter()
    torch.mm(matrix, matrix)
    return perf_counter() - start


def use_threads(count: int | None) -> None:
    """Compute with `count` processor threads; None leaves it to torch. BadInput for fewer than one.

    Beside other work one thread is faster than two: threads that wait for each other lose whole time slices.
    """
    if count is not None:
        if count < 1:
            raise BadInput(
                "Computing needs at least 1 thread, so {count} is too few; give 1 or more.", count=count
            )
        torch.set_num_threads(count)


def room(device: str) -> Room:
    """The memory that a run on this device may fill: what is free, and what this process holds already."""
    host = available() + own()
    if not device.startswith("cuda"):
        return Room(0, host)
    free, _ = torch.cuda.mem_get_info(device)
    return Room(free + torch.cuda.memory_reserved(device) + CONTEXT_BYTES, host)


def tidy(device: str) -> None:
    """Give memory that is cached for later tensors back to the device, so that a next stage finds it whole."""
    if device.startswith("cuda"):
        torch.cuda.empty_cache()
