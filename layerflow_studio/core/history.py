"""Undo as a pointer into a bounded list of whole documents, which share everything that did not change.

How takes are filed is no part of the document, so a step that files them otherwise carries their entries before
and after; its document is the one of the step before it.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from layerflow_studio.core.document import Document
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.sentence import Sentence


@dataclass(frozen=True)
class Step:
    """A named state; `merge` is the key of the gesture it belongs to, None when it stands alone.

    `before` and `after` are entries of the same takes when the step filed takes, otherwise none.
    """

    name: str
    document: Document
    merge: str | None = None
    before: tuple[LibraryEntry, ...] = ()
    after: tuple[LibraryEntry, ...] = ()


class History:
    """The document as it is, was, and could be again; undoing and redoing give the very objects back."""

    def __init__(self, document: Document, *, limit: int = 200) -> None:
        self._steps = [Step(Sentence("Open"), document)]
        self._at = 0
        self.limit = limit
        self._sealed = True

    @property
    def limit(self) -> int:
        """How many steps can be undone at most; fewer take effect with the next step."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = max(1, limit)

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._steps[self._at].document

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps kept, oldest first; the first is the state before any that can be undone."""
        return tuple(self._steps)

    @property
    def position(self) -> int:
        """Index in `steps` of the document as it is now."""
        return self._at

    @property
    def undo_name(self) -> str | None:
        """Name of the step that undo takes back, None when there is none."""
        return self._steps[self._at].name if self._at > 0 else None

    @property
    def redo_name(self) -> str | None:
        """Name of the step that redo brings back, None when there is none."""
        return self._steps[self._at + 1].name if self._at + 1 < len(self._steps) else None

    def do(self, name: str, document: Document, merge: str | None = None) -> bool:
        """Make a document the present one and forget what could be redone; False when it is no change.

        Following steps with the same merge key, such as one field's typing or one drag, become one step until
        `seal`, another step, undo or redo ends it. A gesture that comes back to where it began is no step.
        """
        if document == self.document:
            return False
        self._add(Step(name, document, merge))
        return True

    def mark(
        self,
        name: str,
        before: tuple[LibraryEntry, ...],
        after: tuple[LibraryEntry, ...],
        merge: str | None = None,
    ) -> bool:
        """Note that takes were filed otherwise, the document staying as it is; else like `do`.

        A merge key stands for the same takes every time.
        """
        if before == after:
            return False
        self._add(Step(name, self.document, merge, before, after))
        return True

    def marks_to(self, position: int) -> tuple[LibraryEntry, ...]:
        """Return how takes are to be filed at another step, as far as steps on the way there filed them."""
        back = self._steps[max(position, 0) + 1 : self._at + 1]
        on = self._steps[self._at + 1 : max(position, 0) + 1]
        entries = (
            *(e for step in reversed(back) for e in step.before),
            *(e for step in on for e in step.after),
        )
        return tuple({entry.take.id: entry for entry in entries}.values())

    def forget_marks(self, takes: Container[str]) -> None:
        """Keep what was filed of these takes only; the others are gone for good, and so are steps that were theirs."""
        steps = self._steps[:1]
        at = self._at
        for place, step in enumerate(self._steps[1:], 1):
            before = tuple(entry for entry in step.before if entry.take.id in takes)
            after = tuple(entry for entry in step.after if entry.take.id in takes)
            if len(after) == len(step.after):
                steps.append(step)
            elif before != after:
                steps.append(replace(step, before=before, after=after))
            elif place <= self._at:
                at -= 1
        if len(steps) < len(self._steps):
            self.seal()
        self._steps, self._at = steps, at

    def seal(self) -> None:
        """End the present gesture: the next step starts anew even with the same merge key."""
        self._sealed = True

    def undo(self) -> Document:
        """Go one step back, if there is one, and return the document."""
        return self.go_to(self._at - 1)

    def redo(self) -> Document:
        """Go one step on, if there is one, and return the document."""
        return self.go_to(self._at + 1)

    def go_to(self, position: int) -> Document:
        """Go to a step by its index in `steps`, as near as there is one, and return the document."""
        self._at = min(max(position, 0), len(self._steps) - 1)
        self._sealed = True
        return self.document

    def _add(self, step: Step) -> None:
        del self._steps[self._at + 1 :]
        last = self._steps[self._at]
        if self._at > 0 and step.merge is not None and not self._sealed and last.merge == step.merge:
            step = replace(step, before=last.before)
            if step.document == self._steps[self._at - 1].document and step.before == step.after:
                del self._steps[self._at]
                self._at -= 1
                self.seal()
                return
            self._steps[self._at] = step
        else:
            self._steps.append(step)
            excess = len(self._steps) - 1 - self._limit
            if excess > 0:
                del self._steps[:excess]
            self._at = len(self._steps) - 1
        self._sealed = False
