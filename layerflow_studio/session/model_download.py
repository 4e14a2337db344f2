"""Obtaining a published model: its parts from the hub into a staging folder, then converted into a model."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.catalogue import INSTALLED_BYTES, Published, Source
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import StudioError
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.disk_space import check_space, full_disk
from layerflow_studio.session.hub import PART, RemoteFile, fetch, look_up, total
from layerflow_studio.session.known_hashes import KnownHashes
from layerflow_studio.session.model_install import install_published
from layerflow_studio.session.model_states import STAGING, Condition, base_of, staging_of, state_of
from layerflow_studio.session.runner import Lane

LIST = "files.json"
_EVERY = 0.1


@dataclass(frozen=True)
class DownloadJob:
    """Obtains a model into `home`/<its id>; stopped at any point, the next one goes on from there.

    One that is there but not whole is made anew and replaced at the end; of the shared parts only what is bad is
    fetched again.
    The result is the model. Raises FileMissing, Unreachable, Damaged (a wrong hash), DiskFull, Cancelled and
    what the conversion raises; then there is no model, and what has arrived is kept.
    """

    entry: Published
    home: Path
    lane = Lane.MODELS
    stages = (("ask", 0.01), ("check", 0.04), ("download", 0.8), ("convert", 0.15))

    @property
    def title(self) -> Sentence:
        """What it does."""
        return Sentence("obtain {model}", model=self.entry.name)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        """Fetch, check, convert."""
        place = self.home / self.entry.id
        there = _condition(place)
        if there == Condition.READY:
            return describe(place)
        parts = (
            _Parts(self.entry.checkpoint, staging_of(self.entry, self.home)),
            _Parts(self.entry.base, base_of(self.entry, self.home)),
        )
        for number, part in enumerate(parts):
            progress.progress("ask", number, len(parts))
            cancel.check()
            part.plan()
            if there is not None:
                part.drop_damaged(progress, cancel)
        lacking = sum(part.lacking for part in parts)
        converted = min(INSTALLED_BYTES, parts[0].size)
        check_space(self.home, lacking + converted, self.entry.name)
        _fetch_all(parts, progress, cancel)
        checkpoint = parts[0].folder / self.entry.checkpoint.prefixes[0]
        with _aside(place, self.home / STAGING / f"{self.entry.id}.broken"):
            model = install_published(self.entry, checkpoint, parts[1].folder, self.home, progress, cancel)
        shutil.rmtree(parts[0].folder, ignore_errors=True)
        return model


def _condition(place: Path) -> Condition | None:
    """How the model in a folder is; None when nothing is there."""
    if not place.exists():
        return None
    try:
        return state_of(describe(place)).condition
    except StudioError:
        return Condition.DAMAGED


@contextmanager
def _aside(place: Path, meanwhile: Path) -> Generator[None]:
    """Have a folder out of the way for what takes its place; it comes back when that fails."""
    was_there = place.exists()
    if was_there:
        shutil.rmtree(meanwhile, ignore_errors=True)
        meanwhile.parent.mkdir(parents=True, exist_ok=True)
        place.rename(meanwhile)
    try:
        yield
    except BaseException:
        if was_there:
            meanwhile.rename(place)
        raise
    shutil.rmtree(meanwhile, ignore_errors=True)


class _Parts:
    """The files of a source and the folder that they come to; what is wanted is noted there."""

    def __init__(self, source: Source, folder: Path) -> None:
        self.source, self.folder = source, folder
        self.files: tuple[RemoteFile, ...] = ()

    def plan(self) -> None:
        """Find out which files are wanted: from the note when all are there, else from the hub."""
        noted = _noted(self.folder)
        if noted and all(_is_whole(self.folder / file.path, file) for file in noted):
            self.files = noted
            return
        self.files = look_up(self.source)
        for old in noted:
            if old not in self.files:  # another version: what has arrived of it is of no use
                (self.folder / (old.path + PART)).unlink(missing_ok=True)
                (self.folder / old.path).unlink(missing_ok=True)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise full_disk(problem, self.folder, self.size) or problem from problem
        write_whole(self.folder / LIST, json.dumps([asdict(file) for file in self.files], indent=1) + "\n")

    def drop_damaged(self, progress: ProgressSink, cancel: CancelToken) -> None:
        """Read what is there, and delete what is not as the hub announced it."""
        hashes = KnownHashes()
        for file in self.files:
            place = self.folder / file.path
            if place.is_file() and file.sha256:

                def told(done: int, size: int = file.size) -> None:
                    progress.progress("check", done, size)

                if hashes.work_out(place, cancel, told) != file.sha256:
                    place.unlink()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return total(self.files)

    @property
    def lacking(self) -> int:
        """Bytes that have yet to come."""
        return sum(file.size - _arrived(self.folder / file.path) for file in self.files)


def _fetch_all(parts: Iterable[_Parts], progress: ProgressSink, cancel: CancelToken) -> None:
    parts = tuple(parts)
    hashes = KnownHashes()
    whole, before = sum(part.size for part in parts), 0
    for part in parts:
        for file in part.files:
            place = part.folder / file.path
            fetch(file, place, _Teller(progress, file, before, whole), cancel)
            before += file.size
            if file.sha256:
                hashes.put(place, file.sha256)
    hashes.save()


class _Teller:
    """Reports a file's bytes as a part of all, some times a second."""

    def __init__(self, progress: ProgressSink, file: RemoteFile, before: int, whole: int) -> None:
        self._progress, self._file, self._before, self._whole = progress, file, before, whole
        self._last = 0.0

    def __call__(self, have: int, *, fresh: bool) -> None:
        now = time.monotonic()
        if now - self._last < _EVERY and have < self._file.size:
            return
        self._last = now
        if fresh:
            self._progress.progress("download", self._before + have, self._whole)
        else:
            self._progress.progress("check", have, self._file.size)


def _arrived(place: Path) -> int:
    for path in (place, place.with_name(place.name + PART)):
        if path.is_file():
            return path.stat().st_size
    return 0


def _is_whole(place: Path, file: RemoteFile) -> bool:
    return place.is_file() and place.stat().st_size == file.size


def _noted(folder: Path) -> tuple[RemoteFile, ...]:
    """What an earlier try wanted; nothing when the note cannot be read."""
    try:
        found: Any = json.loads((folder / LIST).read_bytes())
        return tuple(RemoteFile(**entry) for entry in found)
    except (OSError, ValueError, TypeError, RecursionError):
        return ()
