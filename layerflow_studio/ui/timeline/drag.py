"""One drag at a time: live edits that are one undo step, taken back by Esc."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.document import Document
from layerflow_studio.errors import BadInput
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.timeline.gestures import Gesture

Telling = Callable[[Document, Document], str]
"""From the document at the start and as dragged to the words beside the pointer."""


class Drag(QObject):
    """Turns where the pointer is into edits, until it lets go.

    A change of the document from elsewhere, such as undo, ends the drag where it stands.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._name, self._key, self._count = "", "", 0
        self._start: Document | None = None
        self._gesture: Gesture | None = None
        self._telling: Telling | None = None
        self._from = 0.0
        self._targets: tuple[int, tuple[int, ...]] | None = None
        self._acting = False
        self.snapping = True
        self.tip = ""
        """What the pointer says of the drag."""
        self.by = 0
        """The shift in whole frames."""
        self.time = 0.0
        """Where the pointer is, in frames with their parts."""
        self.snapped: int | None = None
        """The frame that an edge has snapped to."""
        workspace.document_changed.connect(self._watch)

    @property
    def active(self) -> bool:
        """Whether something is being dragged."""
        return self._start is not None

    def begin(self, name: str) -> None:
        """Start a drag that `apply` goes on with; `name` is that of its undo step."""
        self._count += 1
        self._name, self._key = name, f"timeline-drag:{self._count}"
        self._start = self._workspace.document
        self._workspace.store.seal()
        self.changed.emit()

    def begin_in_time(self, gesture: Gesture, name: str, time: float, telling: Telling) -> None:
        """Start a drag along time, held at a time in frames with their parts."""
        self.begin(name)
        self._gesture, self._telling, self._from = gesture, telling, time

    def move_to(self, time: float, reach: float, *, snapping: bool) -> None:
        """Drag along time; edges snap within `reach` frames unless that is switched off."""
        gesture, telling = self._gesture, self._telling
        if gesture is None or telling is None:
            return
        from layerflow_studio.ui.timeline.gestures import settle

        self.time = time
        targets = self._snap_targets(gesture) if snapping and self.snapping else ()
        by, snapped = settle(gesture, time - self._from, targets, reach)
        if self.apply(lambda: gesture.result(by)):
            self.by, self.snapped = by, snapped
            self.tip = telling(gesture.start, self._workspace.document)
            self.changed.emit()

    def _snap_targets(self, gesture: Gesture) -> tuple[int, ...]:
        """What the gesture snaps to; asked again only when the playhead has moved."""
        playhead = self._workspace.transport.frame
        if self._targets is None or self._targets[0] != playhead:
            self._targets = (playhead, gesture.targets(playhead))
        return self._targets[1]

    def apply(self, result: Callable[[], Document]) -> bool:
        """Let the document be what a function of the start gives; a refusal is told and ends the drag."""
        if not self.active:
            return False
        try:
            document = result()
        except BadInput as problem:
            self._drop()
            self._workspace.refused.emit(said(problem))
            return False
        self._do(document)
        return True

    def end(self) -> None:
        """Let go: what was dragged is one step."""
        if self.active:
            self._drop()

    def cancel(self) -> None:
        """Take everything back."""
        if self._start is not None:
            self._do(self._start)
            self._drop()

    def _do(self, document: Document) -> None:
        self._acting = True
        try:
            self._workspace.do(self._name, lambda _: document, self._key)
        finally:
            self._acting = False

    def _drop(self) -> None:
        self._workspace.store.seal()
        self._start = self._gesture = self._telling = self._targets = self.snapped = None
        self.tip = ""
        self.changed.emit()

    def _watch(self, *_: object) -> None:
        if self.active and not self._acting:
            self._drop()
