"""The user's LoRA files: copied to one place, each with a name and a hash that requests carry."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.engine.base import AdapterFile
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput, Damaged, FileMissing, reason_of
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.disk_space import full_disk
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import data_dir

WEIGHTS = "lora.safetensors"
CONFIG = "adapter_config.json"
_CARD = "lora.json"
_RESERVED = ("motion_lora", "content_lora")
_HEAD_LIMIT = 100_000_000
_OF_LORAS = re.compile(r"\.?lora[._](?:A|B|down|up)\b|lora_(?:down|up)")
STRONGEST = 2.0
"""The largest strength that is offered."""


@dataclass(frozen=True)
class Lora:
    """A LoRA that was added: `hash` is over its weights and settings, `size` in bytes."""

    name: str
    folder: Path
    hash: str
    size: int
    source: str = ""

    @property
    def file(self) -> AdapterFile:
        """What an engine loads."""
        return AdapterFile(self.folder / WEIGHTS, self.hash)


def loras() -> tuple[Lora, ...]:
    """Return what was added, by name; folders that are not understood are passed over."""
    place = data_dir() / "loras"
    found = (_read(folder) for folder in sorted(place.iterdir()) if folder.is_dir()) if place.is_dir() else ()
    return tuple(lora for lora in found if lora is not None)


def lora_named(name: str) -> Lora:
    """Return a LoRA by name; FileMissing lists the known ones."""
    known = {lora.name: lora for lora in loras()}
    if name not in known:
        listed = ", ".join(known) or Sentence("none")
        raise FileMissing(
            "There is no LoRA {name!r} (added: {listed}); add its file, or take it off the list.",
            name=name,
            listed=listed,
        )
    return known[name]


def add_lora(path: Path, name: str = "") -> Lora:
    """Copy a LoRA file to the others, with the settings beside it. FileMissing, Damaged, BadInput, DiskFull.

    Its name is the file's unless one is given. The same file under the same name may be added again.
    """
    path = path / "adapter_model.safetensors" if path.is_dir() else path
    if not path.is_file():
        raise FileMissing(
            "There is no LoRA file {path}; check the name or choose another.",
            path=path,
        )
    _check_head(path)
    name = _plain(name or (path.parent.name if path.stem == "adapter_model" else path.stem))
    config = path.with_name(CONFIG)
    digest = _hash(path, config)
    known = {lora.name: lora for lora in loras()}
    if name in known:
        if known[name].hash == digest:
            return known[name]
        raise BadInput(
            "There is another LoRA named {name}; give this one another name, or remove that first.",
            name=name,
        )
    folder = data_dir() / "loras" / name
    part = folder.with_name(f".{name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        shutil.copyfile(path, part / WEIGHTS)
        if config.is_file():
            shutil.copyfile(config, part / CONFIG)
        write_whole(part / _CARD, json.dumps({"name": name, "hash": digest, "source": path.name}) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    except OSError as problem:
        raise full_disk(problem, folder.parent, path.stat().st_size) or problem from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return lora_named(name)


def remove_lora(name: str) -> None:
    """Delete our copy of a LoRA; FileMissing when there is none of the name."""
    shutil.rmtree(lora_named(name).folder)


def own_hashes(adapters: Iterable[tuple[str, float]], model: ModelDescription) -> tuple[tuple[str, str], ...]:
    """Return the hashes of those adapters that are the user's; FileMissing for one that is not here.

    What is turned down to nothing need not be here.
    """
    wanted = [(name, strength) for name, strength in adapters if name not in model.adapters]
    known = {lora.name: lora.hash for lora in loras()} if wanted else {}
    return tuple(
        (name, known[name] if name in known else lora_named(name).hash)
        for name, strength in wanted
        if strength or name in known
    )


def files_of(request: GenerationRequest) -> dict[str, AdapterFile]:
    """Return the files that a request's hashes name; FileMissing, or BadInput when one is another by now."""
    files: dict[str, AdapterFile] = {}
    for name, digest in request.adapter_hashes:
        lora = lora_named(name)
        if lora.hash != digest:
            raise BadInput(
                "The LoRA {name} is another file than the request was made for; add that one under this "
                "name, or build the request again.",
                name=name,
            )
        files[name] = lora.file
    return files


def _read(folder: Path) -> Lora | None:
    try:
        found: object = json.loads((folder / _CARD).read_bytes())
        card = cast("dict[str, Any]", found)
        size = (folder / WEIGHTS).stat().st_size
        return Lora(str(card["name"]), folder, str(card["hash"]), size, str(card.get("source", "")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _plain(name: str) -> str:
    """A name that file systems, the command line and peft all take."""
    plain = re.sub(r"[^\w-]+", "_", name, flags=re.ASCII).strip("_-")[:60]
    if not plain or plain in _RESERVED:
        raise BadInput(
            "{name!r} cannot be the name of a LoRA; give another one.",
            name=name,
        )
    return plain


def _hash(path: Path, config: Path) -> str:
    whole = hashlib.sha256()
    for file in (path, config):
        if file.is_file():
            with file.open("rb") as reading:
                whole.update(hashlib.file_digest(reading, "sha256").digest())
    return whole.hexdigest()


def _check_head(path: Path) -> None:
    """Raise Damaged or BadInput when a file is no safetensors file, is cut short, or holds no LoRA."""
    size = path.stat().st_size
    try:
        with path.open("rb") as reading:
            length = int.from_bytes(reading.read(8), "little")
            if not 2 <= length <= min(size, _HEAD_LIMIT):
                raise ValueError
            head = cast("dict[str, Any]", json.loads(reading.read(length)))
        entries = {name: entry for name, entry in head.items() if name != "__metadata__"}
        end = max((int(entry["data_offsets"][1]) for entry in entries.values()), default=0)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise BadInput(
            "{path} is no safetensors file; choose a LoRA in the format of peft or diffusers.",
            path=path.name,
        ) from None
    except OSError as problem:
        raise BadInput(
            "{path} cannot be read ({reason}); check its permissions.",
            path=path,
            reason=reason_of(problem),
        ) from problem
    if 8 + length + end != size:
        raise Damaged(
            "{path} is cut short; use a whole copy.",
            path=path.name,
        )
    if not any(_OF_LORAS.search(name) for name in entries):
        raise BadInput(
            "{path} holds no LoRA; choose a file in the format of peft or diffusers.",
            path=path.name,
        )


@dataclass(frozen=True)
class AddLoraJob:
    """Copies a LoRA file to the others; the result is the LoRA."""

    path: Path
    name: str = ""
    title = Sentence("add a LoRA")
    lane = Lane.MODELS
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Lora:
        """Copy it; see `add_lora`."""
        cancel.check()
        return add_lora(self.path, self.name)
