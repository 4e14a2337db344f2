"""Models on disk: finds and describes them without loading torch, and opens one on demand."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast

from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import Sampling
from layerflow_studio.core.shipped import MODELS
from layerflow_studio.engine.base import Engine
from layerflow_studio.engine.plans import PLAIN, Plan
from layerflow_studio.engine.preload import load_libraries
from layerflow_studio.errors import BadInput, Damaged, FileMissing, WeightsMissing, reason_of
from layerflow_studio.sentence import Sentence

READ_AHEAD = 1 << 28
"""Files of more bytes are not read ahead."""
MODEL_FILE = "model.toml"
"""What makes a folder a model."""
_PARTS = {
    "transformer": ("folder", "prediction"),
    "autoencoder": ("class", "folder"),
    "text_encoder": ("class", "folder"),
}
"""Tables of a model.toml, and the words that the engine reads there."""


@dataclass(frozen=True)
class ModelDescription:
    """A model as its model.toml tells: what it is, what it makes, what it may be given."""

    id: str
    name: str
    kind: str
    """What to call it before a user, such as "demonstration model"."""
    summary: str
    folder: Path
    width: int
    height: int
    frames: int
    fps: Fraction
    sub_clips: tuple[str, ...]
    given_sets: tuple[frozenset[Role], ...] | None
    """Sets of layers it may be given; None for any."""
    sampling: Sampling
    files: tuple[tuple[str, str], ...]
    """Relative path and sha256 of every weight file."""
    concepts: tuple[str, ...]
    """Phrases it has learned for the foreground; empty when it is not limited to a list."""
    places: tuple[tuple[str, tuple[str, ...]], ...]
    """Kinds of places it has learned for the background, each with the phrases for its scenes."""
    settings: dict[str, Any]
    """The whole model.toml, for the engine."""

    @property
    def scenes(self) -> tuple[str, ...]:
        """Phrases it has learned for the background, the kinds of places taking turns."""
        rows = zip_longest(*(phrases for _, phrases in self.places))
        return tuple(phrase for row in rows for phrase in row if phrase is not None)

    @property
    def hash(self) -> str:
        """sha256 over the hashes of all files: two models with the same hash have the same weights."""
        return hashlib.sha256(
            "\n".join(f"{path} {digest}" for path, digest in self.files).encode()
        ).hexdigest()

    @property
    def enlargement(self) -> int:
        """How many times wider and higher its upscaling decoder can make clips; 1 without one."""
        return self.settings.get("upscaler", {}).get("factor", 1)

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(width, height) of the clips it can make, its own size first, then what its upscaling decoder makes."""
        factors = dict.fromkeys((1, self.enlargement))
        return tuple((self.width * factor, self.height * factor) for factor in factors)

    def size_for(self, width: int, height: int) -> tuple[int, int]:
        """The largest of its sizes that a canvas has room for, else its smallest."""
        fitting = [size for size in self.sizes if size[0] <= width and size[1] <= height]
        return max(fitting, default=self.sizes[0])

    @property
    def adapters(self) -> tuple[str, ...]:
        """The adapters that belong to the model itself."""
        return tuple(self.settings["transformer"].get("adapters", {}))

    def allows(self, given: Iterable[Role]) -> bool:
        """Whether it was trained to be given exactly these layers."""
        return self.given_sets is None or frozenset(given) in self.given_sets

    def missing(self) -> tuple[str, ...]:
        """Weight files that are not there."""
        return tuple(path for path, _ in self.files if not is_reachable(self.folder / path))

    def verify(self) -> None:
        """Check every file against its hash; WeightsMissing or Damaged says which one is wrong."""
        self.missing_check()
        for path, digest in self.files:
            try:
                with (self.folder / path).open("rb") as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as problem:
                raise Damaged(
                    "{file} cannot be read ({reason}); check the disk.",
                    file=self.folder / path,
                    reason=reason_of(problem),
                ) from problem
            if found != digest:
                raise Damaged(
                    "{path} is damaged (its hash differs); replace it with a fresh copy.",
                    path=self.folder / path,
                )

    def open(self, plan: Plan = PLAIN, prompts: Path | None = None) -> Engine:
        """Load the model; slow, imports torch. Raises WeightsMissing, Damaged, OutOfMemory, BadInput.

        `prompts` is a folder to keep what a text encoder made of prompts, None for none.
        """
        self.missing_check()
        load_code()
        read_through([self.folder / path for path, _ in self.files])
        from layerflow_studio.engine.layerflow.pipeline import LayerFlow

        return LayerFlow.open(self, plan=plan, prompts=prompts)

    def read_words(self) -> None:
        """Read ahead what opening must not be held up by: the vocabulary of word vectors. Damaged."""
        load_code()
        from layerflow_studio.engine.layerflow.parts import read_words

        read_words(self)

    def missing_check(self) -> None:
        """Raise WeightsMissing when a weight file is not there."""
        if missing := self.missing():
            raise WeightsMissing(
                "{model} lacks {files}; put the files into {folder}.",
                model=self.name,
                files=", ".join(missing),
                folder=self.folder,
            )


def read_through(paths: Iterable[Path]) -> None:
    """Read files of up to `READ_AHEAD` bytes to nowhere, so that the system has them at hand.

    What maps them into memory afterwards waits for the disk with the interpreter locked, and the window with it.
    A file that cannot be read is passed over; who opens it will tell.
    """
    room = bytearray(1 << 20)
    for path in paths:
        with suppress(OSError):
            if path.stat().st_size <= READ_AHEAD:
                with path.open("rb", buffering=0) as file:
                    while file.readinto(room):
                        pass


def load_code() -> None:
    """Import what models run on, torch above all; takes seconds the first time and nothing afterwards."""
    load_libraries()
    import layerflow_studio.engine.layerflow.pipeline  # noqa: F401


def describe(folder: Path) -> ModelDescription:
    """Read a model folder; FileMissing without a model.toml, BadInput when it is not understood."""
    path = folder / MODEL_FILE
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileMissing(
            "{folder} holds no model.toml, so it is not a model folder; choose another.", folder=folder
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadInput(
            "{path} cannot be read ({error}); restore the file that came with the model.",
            path=path,
            error=reason_of(error) if isinstance(error, OSError) else error,
        ) from None
    try:
        _check_parts(entries)
        model, layout = entries["model"], entries["layout"]
        given = layout.get("given_sets", "any")
        return ModelDescription(
            id=model["id"],
            name=model["name"],
            kind=model["kind"],
            summary=model["summary"],
            folder=folder,
            width=layout["width"],
            height=layout["height"],
            frames=layout["frames"],
            fps=Fraction(layout["fps"]),
            sub_clips=tuple(layout["sub_clips"]),
            given_sets=None if given == "any" else tuple(frozenset(map(Role, roles)) for roles in given),
            sampling=Sampling(**entries["sampling"]),
            files=tuple(sorted(cast("dict[str, str]", entries["files"]).items())),
            concepts=tuple(entries.get("vocabulary", {}).get("concepts", ())),
            places=tuple(
                (kind, tuple(phrases))
                for kind, phrases in entries.get("vocabulary", {}).get("scenes", {}).items()
            ),
            settings=entries,
        )
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise BadInput(
            "{path} lacks or misstates something ({error}); restore the file that came with the model.",
            path=path,
            error=error,
        ) from None


def _check_parts(entries: dict[str, Any]) -> None:
    """Raise KeyError or TypeError for a part of which the engine could not tell where or what it is."""
    for table, words in _PARTS.items():
        for word in words:
            if not isinstance(entries[table][word], str):
                raise TypeError(f"{word!r} of [{table}] is no text")
    int(entries["text_encoder"]["tokens"])
    upscaler = entries.get("upscaler")
    if upscaler is not None and (
        not isinstance(upscaler["folder"], str) or not _is_factor(upscaler["factor"])
    ):
        raise TypeError("[upscaler] needs a folder and a factor from 2 to 4")


def _is_factor(value: object) -> bool:
    return isinstance(value, int) and 2 <= value <= 4


def find_models(*folders: Path) -> list[ModelDescription]:
    """All models in these folders and among the shipped ones, by id.

    Folders that are no models are passed over, and so are those whose model.toml is not understood: one that
    is broken stands in nobody's way. `session.model_states.survey` tells of them.
    """
    found: dict[str, ModelDescription] = {}
    for place in model_places(*folders):
        with suppress(BadInput):
            model = describe(place)
            found[model.id] = model
    return [found[key] for key in sorted(found)]


def model_places(*folders: Path) -> list[Path]:
    """The folders that hold a model.toml: the shipped ones, then each of these or the visible folders in it.

    What cannot be read is passed over.
    """
    places: list[Path] = []
    for root in (MODELS, *folders):
        try:
            inside = [place for place in sorted(root.iterdir()) if place.name[0] != "."]
        except OSError:
            inside = []
        places += [place for place in (root, *inside) if is_reachable(place / MODEL_FILE)]
    return places


def is_reachable(path: Path) -> bool:
    """Whether there is a file that can be reached, which one in a folder with other permissions cannot."""
    try:
        return path.is_file()
    except OSError:
        return False


def find_model(identifier: str, *folders: Path) -> ModelDescription:
    """The model with this id; FileMissing lists the known ones, BadInput when its folder is not understood."""
    models = {model.id: model for model in find_models(*folders)}
    if identifier not in models:
        for place in model_places(*folders):
            if place.name == identifier:
                describe(place)
        known = ", ".join(models) or Sentence("none")
        raise FileMissing(
            "There is no model {model!r} (found: {known}); choose one of these or add its folder.",
            model=identifier,
            known=known,
        )
    return models[identifier]
