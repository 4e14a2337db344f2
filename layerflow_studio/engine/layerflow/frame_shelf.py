"""Frames that wait between two layers of the autoencoder: on the device, or page-locked in host memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.engine.layerflow.page_locked import PageLocked


class Shelf:
    """Keeps tensors of one device on it, or with `host` in host memory, whose buffers are used again.

    Beside a CUDA device the buffers are page-locked, so that transfers run at the bus's full speed. All work
    is on one stream, which keeps the order in which a buffer is written, read and written anew.
    """

    def __init__(self, device: torch.device, host: bool) -> None:
        self.device = device
        self._host = host and device.type != "cpu"
        self._locks = self._host and device.type == "cuda"
        self._free: dict[int, list[Tensor]] = {}
        self._buffers: dict[int, PageLocked] = {}

    def put(self, tensor: Tensor) -> Tensor:
        """Keep a tensor of the device; what comes back is to be handed to `get`."""
        if not self._host:
            return tensor
        free = self._free.get(tensor.nbytes)
        flat = free.pop() if free else self._buffer(tensor.nbytes)
        kept = flat.view(tensor.dtype).view(tensor.shape)
        return kept.copy_(tensor, non_blocking=self._locks)

    def get(self, kept: Tensor) -> Tensor:
        """The tensor on the device."""
        return kept.to(self.device, non_blocking=self._locks)

    def forget(self, kept: Tensor) -> None:
        """Have a kept tensor's buffer for the next one of its size."""
        if self._host:
            self._free.setdefault(kept.nbytes, []).append(kept.view(-1).view(torch.uint8))

    def close(self) -> None:
        """Give all buffers back to the system; what was kept in them is lost."""
        self._free = {}
        for buffer in self._buffers.values():
            buffer.release()
        self._buffers = {}

    def _buffer(self, size: int) -> Tensor:
        for flat in (flat for free in self._free.values() for flat in free):  # of the layers before
            self._buffers.pop(flat.data_ptr()).release()
        self._free = {}
        buffer = PageLocked(size, self.device)
        self._buffers[buffer.flat.data_ptr()] = buffer
        return buffer.flat


class Frames:
    """The frames between two layers, (B, C, h, w) each, with the statistics of their channel groups.

    The statistics are taken as frames come, so that a norm over all of them need not read them once more.
    """

    def __init__(self, shelf: Shelf, groups: int) -> None:
        self._shelf, self._groups = shelf, groups
        self._kept: list[Any] = []
        self.mean = torch.zeros((), device=shelf.device)
        """(B, groups) float32."""
        self.variance = torch.zeros((), device=shelf.device)

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, frame: Tensor, times: int = 1) -> None:
        """Put a frame last; with `times` the same one as often. Chan's merge of means and variances."""
        grouped = frame.float().unflatten(1, (self._groups, -1)).flatten(2)
        variance, middle = torch.var_mean(grouped, -1, correction=0)
        share = times / (len(self) + times)
        away = middle - self.mean
        self.variance = self.variance + (variance - self.variance) * share + away**2 * (share * (1 - share))
        self.mean = self.mean + away * share
        self._kept += [self._shelf.put(frame)] * times

    def see(self, number: int) -> Tensor:
        """A frame on the device."""
        return self._shelf.get(self._kept[number])

    def take(self, number: int) -> Tensor:
        """A frame on the device, which is used up; of one that was added several times, that place."""
        kept, self._kept[number] = self._kept[number], None
        tensor = self._shelf.get(kept)
        if not any(other is kept for other in self._kept[number + 1 : number + 2]):
            self._shelf.forget(kept)
        return tensor

    def all_seen(self) -> Iterator[Tensor]:
        """Every frame in order."""
        return (self.see(number) for number in range(len(self)))

    def all_taken(self) -> Iterator[Tensor]:
        """Every frame in order, each used up."""
        return (self.take(number) for number in range(len(self)))
