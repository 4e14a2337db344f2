"""Host memory that a CUDA device reads and writes at the bus's full speed."""

from __future__ import annotations

import weakref
from typing import Any

import torch
from torch import Tensor


class PageLocked:
    """So many bytes of host memory, locked beside a CUDA device; where the system refuses, plain memory.

    torch's own pinned memory takes a power of two, half as much again on average. The memory lives at least
    until it is unlocked, which happens with `release` or when this object goes.
    """

    def __init__(self, size: int, device: torch.device) -> None:
        self.flat = torch.empty(size, dtype=torch.uint8)
        """All bytes."""
        self._unlock: Any = None
        if device.type == "cuda" and size:
            torch.cuda.init()
            if int(_driver().cudaHostRegister(self.flat.data_ptr(), size, 0)) == 0:
                self._unlock = weakref.finalize(self, _unlocked, self.flat, device)
                self._unlock.atexit = False

    def release(self) -> None:
        """Unlock it; transfers from and to it have to be over."""
        if self._unlock is not None:
            self._unlock()


def _unlocked(flat: Tensor, device: torch.device) -> None:
    torch.cuda.synchronize(device)
    _driver().cudaHostUnregister(flat.data_ptr())


def _driver() -> Any:
    """CUDA's own functions, which torch hands through."""
    return torch.cuda.cudart()
