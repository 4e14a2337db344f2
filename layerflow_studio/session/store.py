"""The one place where the document changes: edits in, undo beside them, subscribers told of every change.

How takes are filed changes here too where it is to be undone; that is written by `Filing` and kept in the history.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Container

from layerflow_studio.core.document import Document
from layerflow_studio.core.history import History
from layerflow_studio.core.takes import LibraryEntry

Edit = Callable[[Document], Document]
"""A pure function from the document as it is to the document as it should be; see `core.edits`."""

Listener = Callable[[Document, Document], None]
"""Called with the document before and after a change."""

Filing = Callable[[tuple[LibraryEntry, ...]], None]
"""Files takes with these marks, all of them or none; raises BadInput where that is not possible."""


def _no_library(_entries: tuple[LibraryEntry, ...]) -> None:
    raise RuntimeError("this store was made without a library, so it cannot file takes")


class Store:
    """Holds the present document and its history.

    It belongs to the thread that made it (in the app, the GUI thread): a call from any other thread raises
    RuntimeError. Documents are immutable, so a snapshot taken there may be handed to any thread. Listeners
    are called in the order they subscribed; one that dispatches in turn is served after the present change.
    """

    def __init__(
        self, document: Document, *, undo_limit: int = 200, file_takes: Filing = _no_library
    ) -> None:
        self._thread = threading.get_ident()
        self._file_takes = file_takes
        self._undo_limit = undo_limit
        self._history = History(document, limit=undo_limit)
        self._saved = document
        self._listeners: list[Listener] = []
        self._pending: list[tuple[Document, Document]] = []
        self._telling = False

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._history.document

    @property
    def history(self) -> History:
        """The steps, to be looked at; change them only through the store."""
        return self._history

    @property
    def undo_name(self) -> str | None:
        """Name of the step that undo takes back, None when there is none."""
        return self._history.undo_name

    @property
    def redo_name(self) -> str | None:
        """Name of the step that redo brings back, None when there is none."""
        return self._history.redo_name

    @property
    def modified(self) -> bool:
        """Whether the document differs from the one last saved."""
        return self.document != self._saved

    def is_saved(self, document: Document) -> bool:
        """Whether this document of the history is the one last saved."""
        return document == self._saved

    def set_undo_limit(self, limit: int) -> None:
        """Choose how many steps are kept from now on, in this project's history and later ones."""
        self._check_thread()
        self._undo_limit = limit
        self._history.limit = limit

    def dispatch(self, name: str, edit: Edit, merge_key: str | None = None) -> bool:
        """Apply an edit as one named step; False when it changed nothing.

        Edits in a row with one merge key become one step until `seal`. What the edit raises passes through,
        and nothing has changed then.
        """
        self._check_thread()
        old = self.document
        changed = self._history.do(name, edit(old), merge_key)
        if changed:
            self._tell(old)
        return changed

    def mark(
        self,
        name: str,
        before: tuple[LibraryEntry, ...],
        after: tuple[LibraryEntry, ...],
        merge_key: str | None = None,
    ) -> bool:
        """File takes with other marks as one named step; False when they are no others.

        The document stays as it is, so listeners are not called. Raises BadInput, and nothing has changed then.
        """
        self._check_thread()
        if before == after:
            return False
        self._file_takes(after)
        return self._history.mark(name, before, after, merge_key)

    def forget_marks(self, takes: Container[str]) -> None:
        """Drop the steps that filed other takes than these, which are gone for good."""
        self._check_thread()
        self._history.forget_marks(takes)

    def seal(self) -> None:
        """End the present gesture, such as typing or a drag."""
        self._check_thread()
        self._history.seal()

    def undo(self) -> bool:
        """Go one step back; False when there is none. Raises as `go_to` does."""
        return self.go_to(self._history.position - 1)

    def redo(self) -> bool:
        """Go one step on; False when there is none. Raises as `go_to` does."""
        return self.go_to(self._history.position + 1)

    def go_to(self, position: int) -> bool:
        """Go to a step of the history by its index, as near as there is one; False when already there.

        Raises BadInput where takes cannot be filed as they were at that step, and nothing has changed then.
        """
        self._check_thread()
        old, at = self.document, self._history.position
        marks = self._history.marks_to(position)
        if marks:
            self._file_takes(marks)
        self._history.go_to(position)
        if self._history.position == at:
            return False
        if self.document is not old:
            self._tell(old)
        return True

    def mark_saved(self, document: Document | None = None) -> None:
        """Say which document is on disk now, the present one when none is given."""
        self._check_thread()
        self._saved = self.document if document is None else document

    def replace(self, document: Document) -> None:
        """Hold another project's document, with a history of its own; it counts as saved."""
        self._check_thread()
        old = self.document
        self._history = History(document, limit=self._undo_limit)
        self._saved = document
        self._tell(old)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a listener called after every change, undo and redo included; returns how to stop that."""
        self._check_thread()
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _tell(self, old: Document) -> None:
        self._pending.append((old, self.document))
        if self._telling:
            return
        self._telling = True
        try:
            while self._pending:
                change = self._pending.pop(0)
                for listener in tuple(self._listeners):
                    listener(*change)
        finally:
            self._telling = False
            self._pending.clear()

    def _check_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("the document store belongs to another thread; hand the call over to it")
