"""Which device and number format to compute with."""

from __future__ import annotations

import torch


def best_device() -> str:
    """"cuda", "mps" or "cpu", the fastest that is here."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def compute_dtype(device: str) -> torch.dtype:
    """bfloat16 where the hardware multiplies it fast, float32 elsewhere.

    A CPU without bfloat16 instructions emulates them 10 to 100 times slower than float32.
    """
    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    fast = device == "cpu" and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return torch.bfloat16 if fast else torch.float32
