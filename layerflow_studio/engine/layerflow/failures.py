"""What torch and the model libraries raise, told apart: damaged files and memory that ran out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from safetensors import SafetensorError

from layerflow_studio.errors import OutOfMemory, StudioError

LOAD_ERRORS = (
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    ImportError,
    SafetensorError,
)
"""What reading damaged or foreign weights raises, in torch and in the model libraries."""

_ALLOCATORS_SAY = ("can't allocate memory", "not enough memory", "out of memory")


def out_of_memory(error: BaseException) -> bool:
    """Whether an error is an allocator's; on the CPU torch raises a RuntimeError that only its text tells."""
    if isinstance(error, RuntimeError) and not isinstance(error, torch.OutOfMemoryError):
        return any(phrase in str(error) for phrase in _ALLOCATORS_SAY)
    return isinstance(error, MemoryError | torch.OutOfMemoryError)


@contextmanager
def memory_named(stage: str) -> Iterator[None]:
    """Turns an allocator's error into OutOfMemory naming the stage; every other error passes."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, StudioError) or not out_of_memory(error):
            raise
        raise OutOfMemory(
            "Memory ran out at the stage '{stage}'; close other programs or use a smaller model.", stage=stage
        ) from error
