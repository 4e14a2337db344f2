"""The trash of takes: what emptying it would free, and emptying it without touching what is used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from layerflow_studio.core.document import Document
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.session.project_io import Project


@dataclass(frozen=True)
class Trash:
    """What lies in the trash: `doomed` may be deleted, `kept` is pinned or used by a document.

    `clips` are those of doomed takes that nothing else uses, `size` is what they take in bytes.
    """

    doomed: tuple[LibraryEntry, ...]
    kept: tuple[LibraryEntry, ...]
    clips: tuple[ClipId, ...]
    size: int


def look_into_trash(project: Project, documents: Iterable[Document]) -> Trash:
    """Return what emptying would delete; `documents` are all that an undo or redo can bring back."""
    takes, clips = _used(project, documents)
    entries = project.library.entries()
    doomed = tuple(e for e in entries if e.trashed and not e.pinned and e.take.id not in takes)
    gone = {entry.take.id for entry in doomed}
    kept = tuple(entry for entry in entries if entry.trashed and entry.take.id not in gone)
    shared = clips.union(*(_clips(entry) for entry in entries if entry.take.id not in gone))
    single = frozenset[ClipId]().union(*map(_clips, doomed)) - shared
    stored = tuple(sorted(clip for clip in single if clip in project.clips))
    return Trash(doomed, kept, stored, sum(project.clips.path_of(clip).stat().st_size for clip in stored))


def empty_trash(project: Project, documents: Iterable[Document]) -> Trash:
    """Delete what `look_into_trash` calls doomed, takes first; return what was deleted."""
    trash = look_into_trash(project, documents)
    for entry in trash.doomed:
        project.library.remove(entry.take.id)
    for clip in trash.clips:
        project.clips.discard(clip)
    return trash


def _used(project: Project, documents: Iterable[Document]) -> tuple[set[str], set[ClipId]]:
    """Return the takes and clips of all documents, those on disk included."""
    recovered = (project.recovery,) if project.recovery is not None else ()
    takes, clips = set[str](), set[ClipId]()
    for document in (*documents, project.document, *recovered):
        takes |= {layer.take for layer in document.layers if layer.take is not None}
        clips |= document.clips | {layer.guide for layer in document.layers if layer.guide is not None}
    return takes, clips


def _clips(entry: LibraryEntry) -> frozenset[ClipId]:
    take = entry.take
    return frozenset((*take.by_role.values(), *dict(take.sources).values(), *(b.clip for b in take.over)))
