"""What torch and the model libraries raise, told apart: damaged files and memory that ran out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from safetensors import SafetensorError

from layerflow_studio.engine.devices import room
from layerflow_studio.engine.memory import GB, Estimate, Need
from layerflow_studio.errors import OutOfMemory, StudioError
from layerflow_studio.sentence import Sentence

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

_STAGES = {
    "load": Sentence("loading the model"),
    "encode": Sentence("reading the prompts"),
    "denoise": Sentence("denoising"),
    "decode": Sentence("decoding"),
}
_ALLOCATORS_SAY = ("can't allocate memory", "not enough memory", "out of memory")


def out_of_memory(error: BaseException) -> bool:
    """Whether an error is an allocator's; on the CPU torch raises a RuntimeError that only its text tells."""
    if isinstance(error, RuntimeError) and not isinstance(error, torch.OutOfMemoryError):
        return any(phrase in str(error) for phrase in _ALLOCATORS_SAY)
    return isinstance(error, MemoryError | torch.OutOfMemoryError)


@dataclass(frozen=True)
class Expected:
    """What a run was expected to need, and where it runs."""

    estimate: Estimate
    device: str
    smaller: str = ""
    """The next smaller plan, where there is one."""


@contextmanager
def memory_named(stage: str, expected: Expected | None = None, part: str = "") -> Iterator[None]:
    """Turns an allocator's error into OutOfMemory naming stage, need and what was there; others pass.

    `part` names the need in the estimate where it has another name than the stage.
    """
    there = _there(expected)
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, StudioError) or not out_of_memory(error):
            raise
        need = _need(expected, part or stage)
        if expected is None or need is None:
            raise OutOfMemory(
                "Memory ran out at the stage '{stage}'; close other programs or use a smaller model.",
                stage=_STAGES[stage],
            ) from error
        raise OutOfMemory(
            "Memory ran out at the stage '{stage}', which needs about {need:.1f} GB with the memory plan "
            "{plan} and had {there:.1f} GB; close other programs or choose the plan {smaller}."
            if expected.smaller
            else "Memory ran out at the stage '{stage}', which needs about {need:.1f} GB with the memory plan "
            "{plan} and had {there:.1f} GB; close other programs or use a smaller model.",
            smaller=expected.smaller,
            stage=_STAGES[stage],
            need=(need.device or need.host) / GB,
            plan=expected.estimate.plan.name,
            there=there / GB,
        ) from error


def _there(expected: Expected | None) -> int:
    """Bytes that this process has or may still take, where the run computes."""
    if expected is None:
        return 0
    found = room(expected.device)
    return found.device or found.host


def _need(expected: Expected | None, part: str) -> Need | None:
    if expected is None:
        return None
    return next((need for need in expected.estimate.needs if need.stage == part), None)
