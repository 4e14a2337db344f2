"""Weights in fewer bits: int8 by a layer of our own, 4 bits by bitsandbytes where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from layerflow_studio.engine.plans import Quantisation
from layerflow_studio.errors import BadInput

FOUR_BIT_PACKAGE = "bitsandbytes"


class Int8Linear(nn.Module):
    """A linear layer with one byte a weight and one scale a row; it computes in its input's format."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = layer.in_features, layer.out_features
        weight = layer.weight.detach().float()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(torch.finfo(torch.float32).tiny) / 127
        self.register_buffer("weight", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.bias = layer.bias

    def forward(self, x: Tensor) -> Tensor:
        """Like `nn.Linear`."""
        weight = self.get_buffer("weight").to(x.dtype).mul_(self.get_buffer("scale").to(x.dtype))
        return functional.linear(x, weight, self.bias)


def quantise(blocks: nn.Module, kind: Quantisation) -> None:
    """Exchange the linear layers within; layers that adapters add stay as they are.

    BadInput when the package for 4 bits is not installed.
    """
    if kind is Quantisation.NONE:
        return
    check_available(kind)
    make = Int8Linear if kind is Quantisation.INT8 else _four_bit
    for owner, name, layer in list(_layers(blocks)):
        setattr(owner, name, make(layer))


def check_available(kind: Quantisation) -> None:
    """Raise BadInput when a kind of weights needs what is not installed."""
    if kind is Quantisation.FOUR_BIT and importlib.util.find_spec(FOUR_BIT_PACKAGE) is None:
        raise BadInput(
            "4-bit weights need the package {package}, which is not installed; "
            "run pip install {package}, or take int8.",
            package=FOUR_BIT_PACKAGE,
        )


def _layers(blocks: nn.Module) -> Iterator[tuple[nn.Module, str, nn.Linear]]:
    for path, owner in blocks.named_modules():
        if "lora_" in path:
            continue
        for name, child in owner.named_children():
            if type(child) is nn.Linear and not name.startswith("lora_"):
                yield owner, name, child


def _four_bit(layer: nn.Linear) -> nn.Module:
    package: Any = importlib.import_module(f"{FOUR_BIT_PACKAGE}.nn")
    made = package.Linear4bit(
        layer.in_features,
        layer.out_features,
        bias=layer.bias is not None,
        compute_dtype=layer.weight.dtype,
        quant_type="nf4",
    )
    made.load_state_dict(layer.state_dict())
    return made
