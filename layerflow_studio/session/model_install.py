"""Bringing a model in: a checkpoint is converted, a model folder is copied or used where it is."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.catalogue import CATALOGUE, CHECKPOINT_FILE, Published, published
from layerflow_studio.engine.layerflow.variants import named_by
from layerflow_studio.engine.registry import MODEL_FILE, ModelDescription, describe, is_reachable
from layerflow_studio.errors import BadInput, FileMissing, reason_of
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.convert import is_pipeline
from layerflow_studio.session.disk_space import check_space, full_disk
from layerflow_studio.session.known_hashes import KnownHashes
from layerflow_studio.session.model_states import (
    STAGING,
    Condition,
    Home,
    ModelState,
    base_of,
    staging_of,
)
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import Settings

_BLOCK = 2**22


def install_published(
    entry: Published,
    checkpoint: Path,
    base: Path | None,
    home: Path,
    progress: ProgressSink,
    cancel: CancelToken,
) -> ModelDescription:
    """Convert a released checkpoint into `home`/<id>, all or nothing, and return the model.

    Without `base` the checkpoint has to carry autoencoder and text encoder itself.
    """
    from layerflow_studio.engine.layerflow.conversion import install_checkpoint

    cancel.check()
    return install_checkpoint(
        checkpoint, entry.variant, home / entry.id, base=base, progress=progress, cancel=cancel
    )


@dataclass(frozen=True)
class AddJob:
    """Brings a model in from a folder or a checkpoint file that is on this machine.

    A model folder is used where it is, or with `copy` copied into `home`. A diffusers pipeline that a LayerFlow
    was saved as becomes a model folder again. A checkpoint is converted with the
    base parts in `base`, which may be those of an earlier download; `variant` says which of the published
    models it is where its place does not tell. The result is the model.
    """

    path: Path
    home: Path
    copy: bool = False
    base: Path | None = None
    variant: str = ""
    title = Sentence("add a model")
    lane = Lane.MODELS
    stages = (("check", 0.05), ("copy", 0.5), ("convert", 0.45))

    def run(self, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        """Look at what it is and bring it in. FileMissing, BadInput, DiskFull, Cancelled."""
        path = self.path.absolute()
        if not path.exists():
            raise FileMissing(
                "{path} does not exist; check the name or choose another folder.",
                path=path,
            )
        if (path / MODEL_FILE).is_file():
            return self._model(describe(path), progress, cancel)
        checkpoint = checkpoint_in(path)
        if checkpoint is not None:
            return self._checkpoint(checkpoint, progress, cancel)
        if is_pipeline(path):
            return self._pipeline(path, progress, cancel)
        raise BadInput(
            "{path} is no model: it holds neither a {file} nor a LayerFlow checkpoint; choose another.",
            path=path,
            file=MODEL_FILE,
        )

    def _model(
        self, model: ModelDescription, progress: ProgressSink, cancel: CancelToken
    ) -> ModelDescription:
        model.missing_check()
        if not self.copy:
            settings = Settings.load()
            known = settings.model_folders
            if not {model.folder, model.folder.parent}.intersection((*known, self.home)):
                settings.set_model_folders((*known, model.folder))
                settings.save()
            return model
        place = self.home / model.id
        if place.exists():
            raise BadInput(
                "{place} is there already; remove the model {model} first.",
                place=place,
                model=model.id,
            )
        _copy_model(model, place, self.home / STAGING / f"{model.id}.copy", progress, cancel)
        return describe(place)

    def _checkpoint(self, checkpoint: Path, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        entry = self._entry(checkpoint)
        shared = base_of(entry, self.home)
        base = self.base or (shared if not lacking_base(entry, shared) else None)
        place = self.home / entry.id
        if place.exists():
            raise BadInput(
                "{place} is there already; remove the model {entry} first.",
                place=place,
                entry=entry.id,
            )
        check_space(self.home, checkpoint.stat().st_size, entry.name)
        return install_published(entry, checkpoint, base, self.home, progress, cancel)

    def _pipeline(self, path: Path, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        """Make a model of a diffusers pipeline that a LayerFlow was saved as."""
        from layerflow_studio.engine.layerflow.pipeline_folder import install_pipeline

        return install_pipeline(path, self.home / path.name, progress, cancel)

    def _entry(self, checkpoint: Path) -> Published:
        """Which published model a checkpoint is: as told, else by the folder it lies in, else by its weights."""
        name = self.variant or named_by(checkpoint)
        if not name:
            from layerflow_studio.engine.layerflow.inspection import inspect_checkpoint

            name = inspect_checkpoint(checkpoint).variant
        if not name:
            names = ", ".join(entry.variant for entry in CATALOGUE)
            raise BadInput(
                "{checkpoint} does not tell which model it is; say one of {names}.",
                checkpoint=checkpoint.name,
                names=names,
            )
        return published(name)


def remove_model(state: ModelState, home: Path, in_use: Collection[str] = ()) -> int:
    """Take a model away and return the bytes that frees; BadInput for one that has to stay.

    One that is kept by us is deleted, with the shared parts when no other needs them; of one that is used
    where it lies only the reference goes. A begun download is dropped.
    """
    if state.home == Home.SHIPPED:
        raise BadInput(
            "{state} came with the program and stays; remove others instead.",
            state=state.name,
        )
    if state.id in in_use:
        raise BadInput(
            "{state} is in use; choose another model for the project first, then remove it.",
            state=state.name,
        )
    if state.condition == Condition.ABSENT:
        raise BadInput(
            "{state} is not on this machine, so there is nothing to remove.",
            state=state.name,
        )
    if state.home == Home.REFERENCED and state.folder is not None:
        _forget(state.folder, state.name)
        return 0
    freed = removal_size(state, home)
    hashes = KnownHashes()
    for place in _doomed(state, home):
        gone = place.parent / STAGING / f"{place.name}.gone"
        try:
            gone.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(gone, ignore_errors=True)
            place.rename(gone)
            shutil.rmtree(gone)
        except OSError as problem:
            raise BadInput(
                "{place} cannot be removed ({reason}); check its permissions.",
                place=place,
                reason=reason_of(problem),
            ) from problem
        hashes.forget(place)
    return freed


def removal_size(state: ModelState, home: Path) -> int:
    """Return the bytes that removing a model would free; files that others are linked to free nothing."""
    seen: Counter[tuple[int, int, int, int]] = Counter()
    for place in _doomed(state, home):
        for file in place.rglob("*"):
            if is_reachable(file) and not file.is_symlink():
                told = file.stat()
                seen[told.st_dev, told.st_ino, told.st_size, told.st_nlink] += 1
    return sum(size for (_, _, size, links), count in seen.items() if count >= links)


def _doomed(state: ModelState, home: Path) -> tuple[Path, ...]:
    """The folders that go with a model: its own, its staging, and the base that it is the last to need."""
    if state.home == Home.REFERENCED:
        return ()
    folders = [state.folder] if state.folder is not None else []
    if state.published is not None:
        folders.append(staging_of(state.published, home))
        base = base_of(state.published, home)
        others = (entry for entry in CATALOGUE if entry.id != state.id and entry.base == state.published.base)
        if not any((home / o.id).exists() or staging_of(o, home).exists() for o in others):
            folders.append(base)
    return tuple(folder for folder in folders if folder.exists())


def _forget(folder: Path, name: str) -> None:
    settings = Settings.load()
    kept = [place for place in settings.model_folders if place != folder]
    if len(kept) == len(settings.model_folders):
        raise BadInput(
            "{name} lies in {parent}, where models are looked for; delete its folder yourself, or "
            "take that place off the list in the preferences.",
            name=name,
            parent=folder.parent,
        )
    settings.set_model_folders(kept)
    settings.save()


def lacking_base(entry: Published, base: Path) -> tuple[str, ...]:
    """The parts of a base that a folder does not hold."""
    return tuple(part.strip("/") for part in entry.base.prefixes if not (base / part).is_dir())


def checkpoint_in(path: Path) -> Path | None:
    """The checkpoint that a path is, or that its folder holds where the release has it."""
    if path.is_file():
        return path if path.suffix == ".pt" else None
    places = (path / CHECKPOINT_FILE, path / Path(CHECKPOINT_FILE).name)
    return next((place for place in places if place.is_file()), None)


def _copy_model(
    model: ModelDescription, place: Path, part: Path, progress: ProgressSink, cancel: CancelToken
) -> None:
    """Copy a model folder, all or nothing."""
    files = [model.folder / MODEL_FILE, *(model.folder / path for path, _ in model.files)]
    files += [card for card in (model.folder / "MODEL_CARD.md",) if card.is_file()]
    whole = sum(file.stat().st_size for file in files)
    check_space(place.parent, whole, model.name)
    done = 0
    try:
        shutil.rmtree(part, ignore_errors=True)
        for file in files:
            target = part / file.relative_to(model.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            with file.open("rb") as source, target.open("wb") as out:
                while block := source.read(_BLOCK):
                    cancel.check()
                    out.write(block)
                    done += len(block)
                    progress.progress("copy", done, whole)
        part.rename(place)
    except OSError as problem:
        raise full_disk(problem, place.parent, whole) or problem from problem
    finally:
        shutil.rmtree(part, ignore_errors=True)
