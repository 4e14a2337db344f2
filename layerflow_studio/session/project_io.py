"""Projects on disk: `x.lfstudio/{project.json, takes/, clips/, jobs/, thumbs/, exports.json, autosave.json, .lock}`."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.core.document import Document
from layerflow_studio.core.schema import dump_document, load_document
from layerflow_studio.engine.registry import is_reachable
from layerflow_studio.errors import BadInput, FileMissing, reason_of
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.library import Library
from layerflow_studio.session.lock import FolderLock, is_held
from layerflow_studio.session.settings import unsaved_place

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipStore

SUFFIX = ".lfstudio"
PROJECT_FILE = "project.json"
AUTOSAVE_FILE = "autosave.json"
EXPORTS_FILE = "exports.json"
LOCK_FILE = ".lock"


class Project:
    """An open project folder, locked until `close`; leaving it as a context manager closes it.

    Made by `create`, `open` and `copy_to`. The store holds the document being edited, the project what is on
    disk. `save`, autosave and `close` belong to one thread; `clips` and `library` may be used from any.
    """

    def __init__(self, folder: Path, document: Document, lock: FolderLock, recovery: Document | None) -> None:
        self.folder = folder
        self._clips: ClipStore | None = None
        self._opening = threading.Lock()
        self.document = document
        self.recovery = recovery
        """An autosave newer than the project, and different from it: what a crash would have lost."""
        self.library = Library(folder / "takes")
        self._lock = lock

    @classmethod
    def create(cls, folder: Path, document: Document) -> Project:
        """Make a project in a folder that does not exist yet or is empty; BadInput otherwise."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(
                "{folder} is there already and not empty; choose another name for the project.", folder=folder
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise BadInput(
                "The folder {folder} cannot be made ({reason}); choose another place.",
                folder=folder,
                reason=reason_of(problem),
            ) from problem
        lock = FolderLock(folder / LOCK_FILE)
        try:
            for name in ("takes", "clips", "thumbs"):
                (folder / name).mkdir(exist_ok=True)
            write_whole(folder / PROJECT_FILE, dump_document(document))
            return cls(folder, document, lock, None)
        except BaseException:
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)  # it was new or empty
            raise

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Open a project. Raises FileMissing, ProjectLocked, BadInput for another kind or version of file."""
        if not (folder / PROJECT_FILE).is_file():
            raise FileMissing(
                "{path} is not a project; choose a folder that holds {file}.",
                path=folder,
                file=PROJECT_FILE,
            )
        lock = FolderLock(folder / LOCK_FILE)
        try:
            document = load_document(_read(folder / PROJECT_FILE))
            return cls(folder, document, lock, _newer_autosave(folder, document))
        except BaseException:
            lock.release()
            raise

    @property
    def name(self) -> str:
        """What to call it before a user."""
        return self.folder.stem

    @property
    def clips(self) -> ClipStore:
        """The stored clips; also where frames for the compositor come from. Loads the decoders at first."""
        from layerflow_studio.media.clip_store import ClipStore

        with self._opening:
            if self._clips is None:
                self._clips = ClipStore(self.folder / "clips")
                self._clips.sweep()
            return self._clips

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about what could not be read; none of it keeps the project from being used."""
        return self.library.damaged

    @property
    def thumbs(self) -> Path:
        """Folder of small pictures that can be made again at any time."""
        return self.folder / "thumbs"

    def save(self, document: Document) -> None:
        """Write the document; on return it is on disk and the autosave gone. BadInput leaves the old one."""
        write_whole(self.folder / PROJECT_FILE, dump_document(document))
        self.document = document
        self.drop_autosave()

    def write_autosave(self, document: Document) -> None:
        """Keep a copy beside the project that `open` offers after a crash."""
        write_whole(self.folder / AUTOSAVE_FILE, dump_document(document))

    def drop_autosave(self) -> None:
        """Forget the autosave, because it was saved or is not wanted."""
        (self.folder / AUTOSAVE_FILE).unlink(missing_ok=True)
        self.recovery = None

    def copy_to(self, folder: Path, document: Document) -> Project:
        """Make a project elsewhere with this document, all takes and all clips, and return it open.

        Clips are linked where the disk can; they never change once written. This project stays open. Where its
        folder has gone meanwhile, the copy still gets the document.
        """
        copy = Project.create(folder, document)
        try:
            for name in ("takes", "clips", "jobs", "thumbs"):
                (folder / name).mkdir(exist_ok=True)
                for path in sorted((self.folder / name).glob("*")):
                    if path.suffix in (".json", ".mkv", ".png"):
                        _copy(path, folder / name / path.name, link=path.suffix == ".mkv")
            if (self.folder / EXPORTS_FILE).is_file():
                _copy(self.folder / EXPORTS_FILE, folder / EXPORTS_FILE, link=False)
            copy.library = Library(folder / "takes")
        except OSError as problem:
            copy.close()
            shutil.rmtree(folder, ignore_errors=True)  # `create` takes none but a new or empty one
            raise BadInput(
                "{folder} could not be filled ({reason}); free some space or choose another place.",
                folder=folder,
                reason=reason_of(problem),
            ) from problem
        return copy

    def close(self) -> None:
        """Give the folder free for others; a second call does nothing."""
        self._lock.release()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def find_project(path: Path) -> Path:
    """Return the project folder a path means: itself, that of a project.json, or the one inside."""
    if path.name == PROJECT_FILE and path.is_file():
        return path.parent
    if (path / PROJECT_FILE).is_file():
        return path
    inside = [found.parent for found in sorted(path.glob(f"*{SUFFIX}/{PROJECT_FILE}"))]
    preferred = [folder for folder in inside if folder.stem == "project"] or inside
    if len(preferred) == 1:
        return preferred[0]
    if preferred:
        names = ", ".join(folder.name for folder in preferred[:4])
        raise BadInput("{path} holds several projects ({names}); name one of them.", path=path, names=names)
    if not path.exists():
        raise FileMissing("There is no project {path}; check the name.", path=path)
    raise FileMissing(
        "{path} is not a project; choose a folder that holds {file}.",
        path=path,
        file=PROJECT_FILE,
    )


def left_behind() -> tuple[Path, ...]:
    """Return projects that were never saved and that no window has open, newest first."""
    free = [folder for folder in _never_saved() if not is_held(folder / LOCK_FILE)]
    return tuple(sorted(free, key=last_change, reverse=True))


def models_in_use(recent: Iterable[Path]) -> frozenset[str]:
    """Return the models that projects open in a window work with: of the recent ones and of those never saved.

    What counts is what lies on the disk, where a window autosaves. Projects that nobody lists stay unknown.
    """
    models: set[str] = set()
    for folder in {*recent, *_never_saved()}:
        if is_held(folder / LOCK_FILE):
            with suppress(BadInput):  # what cannot be read tells of no model
                document = load_document(_read(folder / PROJECT_FILE))
                models.add((_newer_autosave(folder, document) or document).model)
    return frozenset(models)


def last_change(folder: Path) -> float:
    """Return when a project was last written, its autosave and takes included, in seconds since 1970."""
    moments = [0.0]
    for path in (folder / PROJECT_FILE, folder / AUTOSAVE_FILE, folder / "takes"):
        try:
            moments.append(path.stat().st_mtime)
        except OSError:
            continue
    return max(moments)


def _never_saved() -> list[Path]:
    place = unsaved_place()
    folders = place.glob(f"*{SUFFIX}") if place.is_dir() else ()
    return [folder for folder in folders if is_reachable(folder / PROJECT_FILE)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BadInput(
            "{path} cannot be read ({reason}); check its permissions.", path=path, reason=reason_of(problem)
        ) from problem


def _newer_autosave(folder: Path, document: Document) -> Document | None:
    """Return an autosave as new as the project or newer that says something else; a damaged one is none."""
    path = folder / AUTOSAVE_FILE
    try:
        if path.stat().st_mtime_ns < (folder / PROJECT_FILE).stat().st_mtime_ns:
            return None
        found = load_document(path.read_bytes())
    except (OSError, BadInput):
        return None
    return None if found == document else found


def _copy(source: Path, target: Path, *, link: bool) -> None:
    if link:
        try:
            os.link(source, target)
        except OSError:
            link = False
    if not link:
        shutil.copyfile(source, target)
