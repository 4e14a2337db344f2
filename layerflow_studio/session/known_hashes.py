"""Hashes of large files, remembered for as long as size and time of a file stay the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.errors import BadInput, FileMissing, reason_of
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.settings import data_dir

_BLOCK = 2**22


class KnownHashes:
    """sha256 of files by path, kept in one small file; a file that was written to since is unknown again."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or data_dir() / "known-hashes.json"
        self._entries = _read(self._path)

    def of(self, file: Path) -> str | None:
        """The hash, None when it has to be worked out."""
        entry = self._entries.get(_key(file))
        return entry["sha256"] if entry is not None and entry["state"] == _state(file) else None

    def size_of(self, file: Path) -> int | None:
        """How large a file was when it was last hashed; also of one that is gone."""
        entry = self._entries.get(_key(file))
        return entry["state"][0] if entry is not None else None

    def work_out(self, file: Path, cancel: CancelToken, told: Callable[[int], None] | None = None) -> str:
        """Hash a file, telling how many bytes are done, and remember the result. FileMissing, BadInput."""
        digest, done = hashlib.sha256(), 0
        try:
            state = _state(file)
            with file.open("rb") as reading:
                while block := reading.read(_BLOCK):
                    cancel.check()
                    digest.update(block)
                    done += len(block)
                    if told is not None:
                        told(done)
        except FileNotFoundError:
            raise FileMissing(
                "{file} is not there any more; bring it back or remove the model.",
                file=file,
            ) from None
        except OSError as problem:
            raise BadInput(
                "{file} cannot be read ({reason}); check its permissions.",
                file=file,
                reason=reason_of(problem),
            ) from None
        self.put(file, digest.hexdigest(), state)
        return digest.hexdigest()

    def put(self, file: Path, sha256: str, state: list[int] | None = None) -> None:
        """Remember a hash that is known already."""
        self._entries[_key(file)] = {"sha256": sha256, "state": state or _state(file)}

    def save(self) -> None:
        """Write what is known beside what others wrote meanwhile; files that are gone stay known by size."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise BadInput(
                "{parent} cannot be made ({reason}); check its permissions.",
                parent=self._path.parent,
                reason=reason_of(problem),
            ) from problem
        self._entries = _read(self._path) | self._entries
        write_whole(self._path, json.dumps(self._entries, indent=1, sort_keys=True) + "\n")

    def forget(self, folder: Path) -> None:
        """Forget all files of a folder."""
        inside = f"{_key(folder)}/"
        kept = _read(self._path) | self._entries
        self._entries = {name: entry for name, entry in kept.items() if not name.startswith(inside)}
        if self._path.exists():
            write_whole(self._path, json.dumps(self._entries, indent=1, sort_keys=True) + "\n")


def _key(path: Path) -> str:
    return path.absolute().as_posix()


def _state(file: Path) -> list[int]:
    try:
        told = file.stat()
    except OSError:  # it is gone, or nobody may look at it any more
        return [-1, 0]
    return [told.st_size, told.st_mtime_ns]


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """What is kept; a damaged file only costs hashing again."""
    try:
        found: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    entries = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    return {name: entry for name, entry in entries.items() if _is_entry(entry)}


def _is_entry(entry: Any) -> bool:
    try:
        size, time = entry["state"]
        return isinstance(size, int) and isinstance(time, int) and isinstance(entry["sha256"], str)
    except (KeyError, TypeError, ValueError):
        return False
