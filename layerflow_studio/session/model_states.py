"""How the models are: ready, with files missing or damaged, begun or not obtained. Cheap enough to ask often."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from layerflow_studio.core.shipped import MODELS
from layerflow_studio.engine.catalogue import CATALOGUE, Published
from layerflow_studio.engine.registry import ModelDescription, describe, model_places
from layerflow_studio.errors import BadInput, reason_of
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.known_hashes import KnownHashes
from layerflow_studio.session.settings import Settings, data_dir, model_folders, models_home

STAGING = ".staging"
BASES = ".bases"
_HEADER_LIMIT = 100_000_000


class Condition(StrEnum):
    """What can be done with a model."""

    READY = "ready"
    MISSING = "files missing"
    DAMAGED = "damaged"
    BEGUN = "download begun"
    ABSENT = "not obtained"


class Home(StrEnum):
    """Where the files of a model are, and so what removing it means."""

    SHIPPED = "shipped"
    KEPT = "kept"
    REFERENCED = "referenced"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Flaw:
    """A file that is not as it should be; `size` in bytes where it is known, `why` is empty when it lacks."""

    path: str
    size: int | None = None
    why: str = ""


@dataclass(frozen=True)
class ModelState:
    """A model at one moment. `size` is what it takes on disk, `arrived` what a begun download has there.

    `model` is None for one that is not here or whose model.toml is not understood; `published` is None for
    one that is not in the catalogue. `proven` when every file's hash is known to be the right one.
    """

    id: str
    name: str
    condition: Condition
    home: Home
    model: ModelDescription | None = None
    published: Published | None = None
    folder: Path | None = None
    flaws: tuple[Flaw, ...] = ()
    size: int = 0
    arrived: int = 0
    proven: bool = False


def survey(
    folders: Iterable[Path] = (), catalogue: Iterable[Published] = CATALOGUE, home: Path | None = None
) -> tuple[ModelState, ...]:
    """Return the state of every model that is here or can be obtained: those here first, by name.

    Only sizes, times and the heads of files are looked at; hashes count as far as they are known.
    """
    home, hashes = home or models_home(), KnownHashes()
    offers = {entry.id: entry for entry in catalogue}
    here: dict[str, ModelState] = {}
    for place in model_places(*model_folders(), *folders):
        state = _state_of(place, home, hashes, offers)
        here[state.id] = state
    listed = sorted(here.values(), key=lambda state: (state.home != Home.SHIPPED, state.name))
    absent = [_absent(entry, home) for entry in offers.values() if entry.id not in here]
    return (*listed, *absent)


def state_of(model: ModelDescription) -> ModelState:
    """Return the state of one model that is here."""
    return _state_of(model.folder, models_home(), KnownHashes(), {entry.id: entry for entry in CATALOGUE})


def staging_of(entry: Published, home: Path) -> Path:
    """Where the parts of a download are until it is whole."""
    return home / STAGING / entry.id


def base_of(entry: Published, home: Path) -> Path:
    """Where the parts are that several models share."""
    return home / BASES / entry.base.name.lower()


def bytes_of(path: Path) -> int:
    """What a file takes on disk; 0 for a folder, and for what is gone or may not be looked at."""
    try:
        told = path.stat()
    except OSError:
        return 0
    return told.st_size if stat.S_ISREG(told.st_mode) else 0


def file_flaw(file: Path, expected: str, hashes: KnownHashes) -> Flaw | None:
    """Return what is wrong with a file as far as a glance tells; None when nothing is."""
    known, size = hashes.of(file), hashes.size_of(file)
    try:
        told = file.stat()
        if not stat.S_ISREG(told.st_mode):
            return Flaw(file.name, size)
        size = told.st_size
        whole = _size_by_head(file) if known is None and size else None
    except (FileNotFoundError, NotADirectoryError):
        return Flaw(file.name, size)
    except OSError as problem:
        return Flaw(file.name, size, Sentence("it cannot be read ({reason})", reason=reason_of(problem)))
    if known is not None and expected and known != expected:
        return Flaw(file.name, size, "its hash differs")
    if known is None and size == 0 and expected != _EMPTY:
        return Flaw(file.name, size, "it is empty")
    if whole is not None and whole != size:
        return Flaw(file.name, size, "it is cut short" if size < whole else "its length is not what it says")
    return None


_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""sha256 of nothing."""


def _state_of(place: Path, home: Path, hashes: KnownHashes, offers: dict[str, Published]) -> ModelState:
    where = _home_of(place, home)
    try:
        model = describe(place)
    except BadInput as problem:
        flaw = Flaw("model.toml", None, problem.sentence)
        return ModelState(place.name, place.name, Condition.DAMAGED, where, folder=place, flaws=(flaw,))
    flaws: list[Flaw] = []
    size, proven = 0, True
    for path, digest in model.files:
        file = place / path
        flaw = file_flaw(file, digest, hashes)
        if flaw is not None:
            flaws.append(Flaw(path, flaw.size, flaw.why))
        size += bytes_of(file)
        proven = proven and hashes.of(file) == digest
    damaged, missing = any(flaw.why for flaw in flaws), any(not flaw.why for flaw in flaws)
    condition = Condition.DAMAGED if damaged else Condition.MISSING if missing else Condition.READY
    return ModelState(
        model.id, model.name, condition, where, model, offers.get(model.id), place, tuple(flaws), size,
        proven=proven and not flaws,
    )  # fmt: skip


def _absent(entry: Published, home: Path) -> ModelState:
    staging = staging_of(entry, home)
    arrived = sum(map(bytes_of, staging.rglob("*")))
    condition = Condition.BEGUN if arrived else Condition.ABSENT
    return ModelState(entry.id, entry.name, condition, Home.NOWHERE, published=entry, arrived=arrived)


def _home_of(place: Path, home: Path) -> Home:
    if place.parent == MODELS:
        return Home.SHIPPED
    referenced = place in Settings.load().model_folders
    ours = place.parent in (home, data_dir() / "models")
    return Home.KEPT if ours and not referenced else Home.REFERENCED


def _size_by_head(file: Path) -> int | None:
    """How long a safetensors file has to be by what its own head says; None for other files.

    The format: eight bytes with the length of the head, the head as JSON, then the tensors.
    """
    if file.suffix != ".safetensors":
        return None
    with file.open("rb") as reading:
        length = int.from_bytes(reading.read(8), "little")
        if length > _HEADER_LIMIT:
            return -1
        try:
            head: object = json.loads(reading.read(length))
        except (ValueError, RecursionError):
            return 8 + length
    ends, entries = [0], cast("dict[str, Any]", head) if isinstance(head, dict) else {}
    for name, entry in entries.items():
        if name != "__metadata__":
            try:
                ends.append(int(entry["data_offsets"][1]))
            except (KeyError, TypeError, ValueError, IndexError):
                return -1
    return 8 + length + max(ends)
