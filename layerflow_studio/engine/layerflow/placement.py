"""Where a model's parts are while it runs, and how attention computes, as its memory plan says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from layerflow_studio.engine.devices import tidy
from layerflow_studio.engine.layerflow.block_stream import BlockStream
from layerflow_studio.engine.layerflow.quantised import quantise
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.plans import Attention, Offload, Plan, Quantisation
from layerflow_studio.errors import BadInput

_KERNELS = {
    Attention.FLASH: SDPBackend.FLASH_ATTENTION,
    Attention.EFFICIENT: SDPBackend.EFFICIENT_ATTENTION,
    Attention.CUDNN: SDPBackend.CUDNN_ATTENTION,
    Attention.MATH: SDPBackend.MATH,
}
STREAMED = (Offload.GROUP, Offload.SEQUENTIAL)


def place_transformer(transformer: LayerFlowTransformer, plan: Plan, device: str) -> None:
    """Put a transformer that was loaded into host memory where it waits. BadInput without a needed package."""
    if plan.quantisation is Quantisation.FOUR_BIT and {plan.offload, plan.text_offload} & set(STREAMED):
        raise BadInput(
            "4-bit weights cannot be brought block by block, as the plan {plan} does; take int8, or the plan 12gb.",
            plan=plan.name,
        )
    quantise(transformer.transformer_blocks, plan.quantisation)
    if plan.offload is Offload.NONE:
        move(transformer, device)
    elif plan.offload in STREAMED:
        transformer.block_stream = stream_blocks(
            transformer, transformer.transformer_blocks, device, plan.offload
        )


def stream_blocks(model: nn.Module, blocks: nn.ModuleList, device: str, offload: Offload) -> BlockStream:
    """Bring everything but the blocks to the device, and gather the blocks to be brought in turn."""
    waiting = {id(module) for module in blocks.modules()}
    for owner in model.modules():
        if id(owner) not in waiting:
            for tensors in (owner._parameters, owner._buffers):
                for name, tensor in tensors.items():
                    if tensor is not None and name in owner._parameters:
                        tensor.data = tensor.data.to(device)
                    elif tensor is not None:
                        owner._buffers[name] = tensor.to(device)
    return BlockStream(blocks, device, ahead=offload is Offload.GROUP)


def move(model: nn.Module, device: str) -> None:
    """Move all of a model to a device."""
    model.to(torch.device(device))


@contextmanager
def at_work(transformer: LayerFlowTransformer, plan: Plan, device: str) -> Iterator[None]:
    """Have the transformer on the device, as far as the plan has it there at all, and the attention chosen."""
    attention: Any = nullcontext()
    if plan.attention is not Attention.AUTO:
        attention = sdpa_kernel(_KERNELS[plan.attention])
    try:
        if plan.offload is Offload.MODEL:
            move(transformer, device)
        if transformer.block_stream is not None:
            transformer.block_stream.refresh()
        with attention:
            yield
    finally:
        if plan.offload is Offload.MODEL:
            move(transformer, "cpu")
        if transformer.block_stream is not None:
            transformer.block_stream.release()
        if plan.offload is not Offload.NONE:
            tidy(device)
