"""Makes a model folder whole or not at all: beside its place, hashed, then moved there in one step."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layerflow_studio import __version__
from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.errors import BadInput, DiskFull, StudioError, reason_of

_AT_ONCE = 1 << 24
_MEGA = 1_000_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Meter:
    """Tells how many megabytes of how many are done, and stops when cancelled."""

    def __init__(self, stage: str, total: int, progress: ProgressSink, cancel: CancelToken) -> None:
        self._stage, self._progress, self._cancel = stage, progress, cancel
        self._total, self._done, self._told = total, 0, -1

    def check(self, count: int) -> None:
        """Only raise Cancelled; the bytes are counted elsewhere."""
        self._cancel.check()

    def __call__(self, count: int) -> None:
        """Count bytes; raises Cancelled."""
        self._cancel.check()
        self._done += count
        done, total = self._done // _MEGA, max(1, -(-self._total // _MEGA))
        if done != self._told:
            self._told = done
            self._progress.progress(self._stage, min(done, total), total)


@contextmanager
def folder_in_the_making(out: Path, needs: int = 0) -> Iterator[Path]:
    """A folder beside `out` that becomes `out` when the block ends well; on any error nothing is left.

    `needs` is how many bytes will be written. Raises DiskFull, and BadInput when `out` is taken, its disk cannot
    be written to, or a file that goes into it cannot be read.
    """
    _refuse_taken(out)
    made = out.absolute().parent / f".{out.name}-{secrets.token_hex(4)}.part"
    try:
        made.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(made.parent).free
        if needs > free:
            raise DiskFull(
                "{folder} has {free} free, but {needed} are needed; free some space or choose another place.",
                folder=made.parent,
                free=bytes_text(free),
                needed=bytes_text(needs),
            )
        made.mkdir()
        yield made
        if out.is_dir():
            out.rmdir()  # it is empty
        made.rename(out)
    except OSError as problem:
        if isinstance(problem, StudioError):  # some are an OSError too
            raise
        raise _why_not(out, made, problem) from problem
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _refuse_taken(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()):
        raise BadInput("{folder} is there already; remove it or choose another place.", folder=out)
    if out.exists() and not out.is_dir():
        raise BadInput("{folder} is a file; choose another place.", folder=out)


def _why_not(out: Path, made: Path, problem: OSError) -> StudioError:
    if problem.errno in _FULL:
        return DiskFull(
            "The disk filled up while {folder} was written, so nothing was kept; free some space.",
            folder=out.name,
        )
    place = Path(problem.filename) if isinstance(problem.filename, str) else made
    if not (place.is_relative_to(made) or place == out or made.is_relative_to(place.absolute())):
        return BadInput(
            "{file} cannot be read ({reason}); check the disk.", file=place, reason=reason_of(problem)
        )
    return BadInput(
        "{folder} cannot be written ({reason}); choose another place.", folder=out, reason=reason_of(problem)
    )


def linked_bytes(files: Iterable[Path], out: Path) -> int:
    """Bytes of the files that lie on the disk of `out`: links to them take no room there."""
    place = next(path for path in out.absolute().parents if path.exists())
    found = [path.stat() for path in files]
    return sum(file.st_size for file in found if file.st_dev == place.stat().st_dev)


def place_file(source: Path, target: Path, wrote: Callable[[int], None]) -> None:
    """Put a file at a second place: as a hard link, or as a copy where links are not possible.

    A link takes no room, lasts when the first place is removed, and cannot break; T5 alone is 9.5 GB. Whoever
    changes the file in place changes both, which the hash then tells.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    source = source.resolve()  # a hub cache holds links to its files
    try:
        target.hardlink_to(source)
        wrote(source.stat().st_size)
        return
    except OSError:
        pass
    with target.open("wb") as copy:
        for part in _parts(source):
            copy.write(part)
            wrote(len(part))
        copy.flush()
        os.fsync(copy.fileno())


def sha256(path: Path, read: Callable[[int], None] = lambda count: None) -> str:
    """The sha256 of a file; `read` gets the bytes of each part and may raise."""
    digest = hashlib.sha256()
    for part in _parts(path):
        digest.update(part)
        read(len(part))
    return digest.hexdigest()


def _parts(path: Path) -> Iterator[bytes]:
    """A file in parts. An error of reading names the file, as the system does only for one of opening."""
    try:
        with path.open("rb") as file:
            while part := file.read(_AT_ONCE):
                yield part
    except OSError as problem:
        problem.filename = str(path)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a small file and have it on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON object as the model libraries lay it out."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True) + "\n")


def published_tables(
    model: Mapping[str, str],
    layout: Mapping[str, Any],
    transformer: Mapping[str, Any],
    text_encoder: Mapping[str, Any],
    source: Mapping[str, str],
    hashes: Mapping[str, str],
) -> dict[str, Mapping[str, Any]]:
    """The tables of a model.toml for CogVideoX-2b's parts in diffusers' folders, with what is told of each."""
    return {
        "model": {**model, "id": re.sub(r"[^\w.-]+", "-", model["id"])},
        "layout": layout,
        "transformer": {"folder": "transformer", "official_schedule": True, **transformer},
        "autoencoder": {"class": "AutoencoderKLCogVideoX", "folder": "vae"},
        "text_encoder": {"class": "T5Encoder", "folder": ".", **text_encoder},
        "sampling": {"steps": 50, "guidance": 6.0, "dynamic_guidance": True, "sampler": "dpm++2m"},
        "source": {**source, "app_version": __version__},
        "files": dict(sorted(hashes.items())),
    }


def toml(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """Tables of strings, numbers, flags, lists and flat tables as TOML."""
    return "\n".join(
        f"[{name}]\n" + "".join(f"{_key(key)} = {_value(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )


def _key(name: str) -> str:
    plain = name.replace("_", "").replace("-", "").isalnum() and name.isascii()
    return name if plain else json.dumps(name, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
