"""Small files that are never half written: beside the target, flushed, moved into place at once."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from layerflow_studio.errors import BadInput, reason_of


def write_whole(path: Path, text: str) -> None:
    """Write a text file (UTF-8) so that, whenever the power goes, the old or the new one is there whole.

    Raises BadInput when the place cannot be written to; nothing has changed then.
    """
    part = path.with_name(f".{path.name}-{secrets.token_hex(4)}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 (the one call that is atomic on every system)
        _flush_folder(path.parent)
    except OSError as problem:
        raise BadInput(
            "{path} cannot be written ({reason}); free some space or choose another place.",
            path=path,
            reason=reason_of(problem),
        ) from problem
    finally:
        with suppress(OSError):  # what kept it from being written may keep it from being removed
            part.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make a rename last; only POSIX systems can and need to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
