"""Runs a stack of blocks whose weights wait in host memory: each block is brought to the device in its turn."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from layerflow_studio.engine.layerflow.page_locked import PageLocked

_ALIGNED = 64
"""Bytes to which each tensor's place in a block is rounded up."""


@dataclass(frozen=True)
class _Place:
    """One tensor of a block: its owner, its name there, and its bytes among those of the block."""

    owner: nn.Module
    name: str
    start: int
    like: Tensor

    def point_to(self, flat: Tensor) -> None:
        """Have the owner use these bytes."""
        bytes_here = flat[self.start : self.start + self.like.nbytes]
        tensor = bytes_here.view(self.like.dtype).view(self.like.shape)
        parameter = self.owner._parameters.get(self.name)
        if parameter is not None:
            parameter.data = tensor
        else:
            self.owner._buffers[self.name] = tensor


class BlockStream:
    """Brings each block of a stack to a device for as long as it computes.

    All weights of a block are one stretch of host memory, locked beside a CUDA device, so that one transfer
    brings it. With `ahead` the next block is brought while one computes, which takes room for two blocks.
    """

    def __init__(self, blocks: nn.ModuleList, device: str, ahead: bool) -> None:
        self._device = torch.device(device)
        self._on_cuda = self._device.type == "cuda"
        self._ahead = ahead and self._on_cuda and len(blocks) > 1
        self._blocks = blocks
        gathered = [self._gather(block) for block in blocks]
        self._places = [places for places, _ in gathered]
        self._host = [memory.flat for _, memory in gathered]
        self._memory = [memory for _, memory in gathered]
        self._slots: list[Tensor] = []
        self._done: list[Any] = []
        self._slot = 0
        self._coming: tuple[int, int, Any] | None = None
        self._side: Any = torch.cuda.Stream(self._device) if self._ahead else None

    def in_turn(self) -> Iterator[nn.Module]:
        """Each block, on the device until the next is asked for."""
        for number, block in enumerate(self._blocks):
            self.enter(number)
            try:
                yield block
            finally:
                self.leave(number)

    def hook(self) -> None:
        """Bring each block of a model that calls its blocks itself, for as long as this stream is kept."""
        me = weakref.proxy(self)  # blocks that held their stream would never be freed
        for number, block in enumerate(self._blocks):
            block.register_forward_pre_hook(lambda *_, n=number: me.enter(n))
            block.register_forward_hook(lambda *_, n=number: me.leave(n), always_call=True)

    def enter(self, number: int) -> None:
        """Bring a block."""
        with torch.inference_mode(False), torch.no_grad():
            if self._coming is None or self._coming[0] != number:
                self._fetch(number)
            _, self._slot, ready = cast("tuple[int, int, Any]", self._coming)
            self._coming = None
            if ready is not None:
                torch.cuda.current_stream(self._device).wait_event(ready)
            for place in self._places[number]:
                place.point_to(self._slots[self._slot])
            if self._ahead:
                self._fetch((number + 1) % len(self._host))

    def leave(self, number: int) -> None:
        """Let go of a block's copy on the device."""
        with torch.inference_mode(False), torch.no_grad():
            if self._side is not None:
                self._done[self._slot] = torch.cuda.current_stream(self._device).record_event()
            for place in self._places[number]:
                place.point_to(self._host[number])

    def refresh(self) -> None:
        """Take in what was added to blocks since, such as adapters."""
        for number, block in enumerate(self._blocks):
            there = [(owner, name) for owner, name, _ in _tensors(block)]
            if there != [(place.owner, place.name) for place in self._places[number]]:
                self._places[number], self._memory[number] = self._gather(block)
                self._host[number] = self._memory[number].flat

    def release(self) -> None:
        """Free the room on the device."""
        if self._on_cuda:
            torch.cuda.synchronize(self._device)
        self._slots, self._done, self._coming = [], [], None

    def _gather(self, block: nn.Module) -> tuple[list[_Place], PageLocked]:
        """Put a block's tensors one behind the other into host memory."""
        places, start = list[_Place](), 0
        for owner, name, tensor in _tensors(block):
            places.append(_Place(owner, name, start, torch.empty_like(tensor, device="meta")))
            start += -(-tensor.nbytes // _ALIGNED) * _ALIGNED
        memory = PageLocked(start, self._device)
        flat = memory.flat
        for place in places:
            tensor = getattr(place.owner, place.name).detach()
            stretch = flat[place.start : place.start + tensor.nbytes].view(tensor.dtype).view(tensor.shape)
            stretch.copy_(tensor)
            place.point_to(flat)
        return places, memory

    def _fetch(self, number: int) -> None:
        """Start to bring a block into the room that is not in use."""
        if not self._slots:
            count = 2 if self._ahead else 1
            size = max(len(flat) for flat in self._host)
            self._slots = [torch.empty(size, dtype=torch.uint8, device=self._device) for _ in range(count)]
            self._done = [None] * count
        slot = (self._slot + 1) % len(self._slots)
        target, source = self._slots[slot], self._host[number]
        if self._side is None:
            target[: len(source)].copy_(source)
            self._coming = (number, slot, None)
            return
        with torch.cuda.stream(self._side):
            if self._done[slot] is not None:
                self._side.wait_event(self._done[slot])
            target[: len(source)].copy_(source, non_blocking=True)
            self._coming = (number, slot, self._side.record_event())


def _tensors(block: nn.Module) -> Iterator[tuple[nn.Module, str, Tensor]]:
    """Every parameter and buffer, with its owner and its name there."""
    for owner in block.modules():
        for name, tensor in [*owner._parameters.items(), *owner._buffers.items()]:
            if tensor is not None:
                yield owner, name, tensor
