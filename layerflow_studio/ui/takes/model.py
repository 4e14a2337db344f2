"""The takes that are listed: which ones, in which order, and what is known of each without asking twice."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from layerflow_studio.core.document import Document
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.take_query import TakeQuery
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.takes.measures import Measures
from layerflow_studio.ui.takes.words import describe_briefly
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole


class Order(StrEnum):
    """What comes first in the list."""

    NEWEST = "newest"
    RATING = "rating"
    RECOMPOSITION = "recomposition"


class TakesModel(QAbstractListModel):
    """The library's entries that have a clip of one role and answer the search.

    Lists are made when the library, the question or the order changes; painting only looks things up.
    """

    listed = Signal()
    """The takes listed, or what is known of them, are others now."""

    def __init__(self, workspace: Workspace, generation: Generation, measures: Measures) -> None:
        super().__init__(workspace)
        self._workspace, self._generation, self.measures = workspace, generation, measures
        self.role, self.order = Role.FOREGROUND, Order.NEWEST
        self.query = TakeQuery("")
        self.in_trash = False
        self._entries: list[LibraryEntry] = []
        self._rows: dict[str, int] = {}
        self._rows_of: dict[ClipId, list[int]] = {}
        self._used: set[tuple[str, str]] = set()
        self.trashed = 0
        workspace.takes_changed.connect(self.reload)
        workspace.composition_changed.connect(self._on_document)
        generation.unseen_changed.connect(self.touch)
        measures.changed.connect(self._on_measures)
        self.reload()

    # --- choosing

    def reload(self) -> None:
        """List the library anew; the same takes in the same order keep their places in the view."""
        self._use(self._workspace.document)
        entries = self._workspace.project.library.entries()
        self.trashed = sum(entry.trashed for entry in entries)
        found = self._ordered([entry for entry in reversed(entries) if self._is_listed(entry)])
        rows = {entry.take.id: row for row, entry in enumerate(found)}
        rows_of: dict[ClipId, list[int]] = defaultdict(list)
        for row, entry in enumerate(found):
            rows_of[entry.take.clip(self.role) or ""].append(row)
        self._rows_of = dict(rows_of)
        if list(rows) == list(self._rows):
            self._entries = found
            self.touch()
        else:
            self.beginResetModel()
            self._entries, self._rows = found, rows
            self.endResetModel()
        self.listed.emit()

    def show_role(self, role: Role) -> None:
        """List takes by another role's pictures."""
        if role != self.role:
            self.role = role
            self.reload()

    def show_order(self, order: Order) -> None:
        """Put others first."""
        if order != self.order:
            self.order = order
            if order == Order.RECOMPOSITION:
                self.measures.request(entry.take for entry in self._entries)
            self.reload()

    def search(self, text: str) -> None:
        """List only what answers a search line."""
        self.query = TakeQuery(text)
        self.reload()

    def show_trash(self, in_trash: bool) -> None:
        """List what lies in the trash, or what does not."""
        if in_trash != self.in_trash:
            self.in_trash = in_trash
            self.reload()

    # --- asking

    @property
    def entries(self) -> tuple[LibraryEntry, ...]:
        """What is listed, in order."""
        return tuple(self._entries)

    def place_of(self, take_id: str) -> QModelIndex:
        """Where a take is in the list; invalid when it is not."""
        row = self._rows.get(take_id)
        return QModelIndex() if row is None else self.index(row)

    def places_of(self, clip: ClipId) -> tuple[QModelIndex, ...]:
        """Where the takes are that are seen by a clip."""
        return tuple(self.index(row) for row in self._rows_of.get(clip, ()))

    def in_use(self, entry: LibraryEntry) -> bool:
        """Whether a layer shows this take's clip of the listed role."""
        return (entry.take.id, entry.take.clip(self.role) or "") in self._used

    def is_new(self, entry: LibraryEntry) -> bool:
        """Whether the take was made and not looked at yet."""
        return entry.take.id in self._generation.unseen

    def touch(self) -> None:
        """Have every visible picture painted anew."""
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many takes are listed."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A take's name, description, or entry."""
        if not 0 <= index.row() < len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return self._workspace.take_label(entry.take.id)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return describe_briefly(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Take {number}").format(number=self._workspace.take_label(entry.take.id)[1:])
        return None

    # --- inside

    def _is_listed(self, entry: LibraryEntry) -> bool:
        return (
            entry.trashed == self.in_trash
            and entry.take.clip(self.role) is not None
            and self.query.matches(entry, self._workspace.take_label(entry.take.id))
        )

    def _ordered(self, entries: list[LibraryEntry]) -> list[LibraryEntry]:
        if self.order == Order.RATING:
            return sorted(entries, key=lambda entry: -entry.rating)
        if self.order == Order.RECOMPOSITION:
            known = {entry.take.id: self.measures.get(entry.take.id) for entry in entries}
            return sorted(entries, key=lambda entry: -(known[entry.take.id] or 0.0))
        return entries

    def _use(self, document: Document) -> None:
        self._used = {(layer.take or "", layer.clip or "") for layer in document.layers}

    def _on_document(self, old: Document, new: Document) -> None:
        if old.layers is not new.layers:
            used = self._used
            self._use(new)
            if used != self._used:
                self.touch()

    def _on_measures(self) -> None:
        if self.order == Order.RECOMPOSITION:
            self.measures.request(entry.take for entry in self._entries)
            self.reload()
        else:
            self.listed.emit()
