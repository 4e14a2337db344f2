"""The takes of a project: one file each, removed only from the trash, beside the document."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

from layerflow_studio.core.schema import dump_entry, load_entry
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.atomic import write_whole

MEASURES_FILE = "measures.json"
"""Beside the takes: what was measured of them; it can be made again at any time."""

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class Library:
    """All takes of a folder, read when it is made. Any thread may use it.

    A file that cannot be read is left where it is and named in `damaged`; the other takes are there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._entries: dict[str, LibraryEntry] = {}
        self._sorted: tuple[LibraryEntry, ...] | None = None
        self.damaged: tuple[str, ...] = self._read()
        self._number_the_unnumbered()
        self._last = max((entry.number for entry in self._entries.values()), default=0)

    def entries(self) -> tuple[LibraryEntry, ...]:
        """Return all takes, oldest first."""
        with self._guard:
            if self._sorted is None:
                entries = sorted(self._entries.values(), key=lambda item: (item.take.created, item.take.id))
                self._sorted = tuple(entries)
            return self._sorted

    @property
    def folder(self) -> Path:
        """Where the takes are."""
        return self._folder

    def get(self, take_id: str) -> LibraryEntry:
        """Return a take's entry; BadInput when there is none."""
        with self._guard:
            entry = self._entries.get(take_id)
        if entry is None:
            raise BadInput(
                "There is no take {take!r} in this project; choose one from its library.", take=take_id
            )
        return entry

    def add(self, take: Take) -> LibraryEntry:
        """File a new take; on return it is on disk. BadInput when its id is taken or the disk refuses."""
        with self._guard:
            entry = LibraryEntry(take, number=self._last + 1)
            path = self._path_of(take)
            if take.id in self._entries or path.exists():
                raise BadInput("There is a take {take} already; takes are never overwritten.", take=take.id)
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(entry)
            self._last = entry.number
            self._keep(entry)
        return entry

    def change(self, *entries: LibraryEntry) -> None:
        """Keep other ratings, notes, pins or trash marks, for all these takes or, with BadInput, for none.

        The takes themselves cannot be changed.
        """
        with self._guard:
            before = [self._known(entry.take) for entry in entries]
            after = [
                replace(entry, number=known.number) for entry, known in zip(entries, before, strict=True)
            ]
            for done, entry in enumerate(after):
                try:
                    self._write(entry)
                except BadInput:
                    for known in before[:done]:
                        with suppress(BadInput):
                            self._write(known)
                    raise
            for entry in after:
                self._keep(entry)

    def remove(self, take_id: str) -> None:
        """Delete the file of a take that lies in the trash; BadInput when it does not lie there."""
        with self._guard:
            known = self._entries.get(take_id)
            if known is None or not known.trashed:
                raise BadInput("Take {take} is not in the trash; put it there first.", take=take_id)
            self._path_of(known.take).unlink(missing_ok=True)
            del self._entries[take_id]
            self._sorted = None

    def _number_the_unnumbered(self) -> None:
        """Count takes of older versions of this program in the order they were made."""
        taken = {entry.number for entry in self._entries.values()}
        free = (number for number in count(1) if number not in taken)
        for entry in sorted(self._entries.values(), key=lambda item: (item.take.created, item.take.id)):
            if entry.number == 0:
                self._entries[entry.take.id] = replace(entry, number=next(free))

    def _known(self, take: Take) -> LibraryEntry:
        known = self._entries.get(take.id)
        if known is None or known.take != take:
            raise BadInput("Take {take} is not the one in this project; reload the library.", take=take.id)
        return known

    def _write(self, entry: LibraryEntry) -> None:
        write_whole(self._path_of(entry.take), dump_entry(entry))

    def _keep(self, entry: LibraryEntry) -> None:
        self._entries[entry.take.id] = entry
        self._sorted = None

    def _path_of(self, take: Take) -> Path:
        if not _FILE_NAME.fullmatch(take.id):
            raise BadInput("{take!r} cannot name a take; use letters, digits and hyphens.", take=take.id)
        return self._folder / f"{take.id}.json"

    def _read(self) -> tuple[str, ...]:
        problems: list[str] = []
        for path in sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []:
            if path.name == MEASURES_FILE:
                continue
            try:
                entry = load_entry(path.read_bytes())
                if entry.take.id != path.stem:
                    raise BadInput("it holds take {take}", take=entry.take.id)
            except (BadInput, OSError) as problem:
                problems.append(
                    Sentence(
                        "The take {take} was left out, its file cannot be used: {problem}",
                        take=path.stem,
                        problem=problem,
                    )
                )
            else:
                self._entries[entry.take.id] = entry
        return tuple(problems)
