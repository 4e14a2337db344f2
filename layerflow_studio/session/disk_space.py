"""Room on a disk: asked about before large work, and told of in a sentence when it runs out."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.errors import BadInput, DiskFull, StudioError, reason_of

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MARGIN = 200 * 10**6
"""Bytes that should stay free beside what is needed."""


def check_space(folder: Path, need: int, name: str) -> None:
    """Raise DiskFull, with need and have, when the disk of a folder has too little room for something."""
    place = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    if need + _MARGIN > free:
        raise DiskFull(
            "{name} needs {need} more in {folder}, and {free} are free; free {lack}, or choose "
            "another folder for models.",
            name=name,
            need=bytes_text(need),
            folder=folder,
            free=bytes_text(free),
            lack=bytes_text(need + _MARGIN - free),
        )


def full_disk(problem: OSError, place: Path, need: int) -> StudioError | None:
    """The sentence for a disk that has filled up or cannot be written to; None for another problem."""
    if problem.errno in _FULL:
        return DiskFull(
            "The disk of {place} is full ({need} are wanted there); free some space and try again: "
            "what has arrived is kept.",
            place=place,
            need=bytes_text(need),
        )
    if problem.errno is not None:
        return BadInput(
            "{place} cannot be written to ({reason}); choose another folder.",
            place=place,
            reason=reason_of(problem),
        )
    return None
