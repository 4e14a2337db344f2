"""Writes safetensors files one tensor at a time, so that a model need not fit into memory to be converted."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from layerflow_studio.errors import BadInput

FORMATS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_CODES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
DTYPES = {code: dtype for dtype, code in _CODES.items()}
_AT_ONCE = 1 << 24


@dataclass(frozen=True)
class Entry:
    """A tensor to be written: its shape, its number format, and how to get it when its turn comes."""

    shape: tuple[int, ...]
    dtype: torch.dtype
    read: Callable[[], Tensor]

    @property
    def bytes(self) -> int:
        """Bytes in the file."""
        size = self.dtype.itemsize
        for length in self.shape:
            size *= length
        return size


def write_tensors(
    path: Path,
    entries: Mapping[str, Entry],
    wrote: Callable[[int], None] = lambda count: None,
    facts: Mapping[str, str] | None = None,
) -> str:
    """Write a safetensors file and return its sha256; `wrote` gets the bytes of each part and may raise.

    `facts` are texts to keep beside the tensors. Raises BadInput when a number does not fit its format,
    OSError from the disk.
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt", **(facts or {})}}
    start = 0
    for name, entry in entries.items():
        end = start + entry.bytes
        header[name] = {
            "dtype": _CODES[entry.dtype],
            "shape": list(entry.shape),
            "data_offsets": [start, end],
        }
        start = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the format wants tensors aligned to 8 bytes
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for part in (len(text).to_bytes(8, "little"), text):
            file.write(part)
            digest.update(part)
        for name, entry in entries.items():
            whole = memoryview(_bytes(name, entry)).cast("B")
            for place in range(0, len(whole), _AT_ONCE):
                part = whole[place : place + _AT_ONCE]
                file.write(part)
                digest.update(part)
                wrote(len(part))
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _bytes(name: str, entry: Entry) -> memoryview:
    tensor = entry.read()
    cast = tensor.to(entry.dtype).reshape(-1).contiguous()
    if not bool(torch.isfinite(cast).all()):
        if bool(torch.isfinite(tensor).all()):
            small = str(entry.dtype).removeprefix("torch.")
            raise BadInput(
                "{name} has numbers too large for {format}; convert to bfloat16 or float32.",
                name=name,
                format=small,
            )
        raise BadInput("{name} holds numbers that are not finite; download the checkpoint again.", name=name)
    if tuple(tensor.shape) != entry.shape:
        raise ValueError(f"{name} was to be {entry.shape}, not {tuple(tensor.shape)}")
    whole: Any = cast.view(torch.uint8).numpy()
    return memoryview(whole)
