"""What the parts of the timeline share: the view in time, the rows, the drag, and how time is written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.document import Document
from layerflow_studio.core.key_groups import KeyPlace, present_keys
from layerflow_studio.ui.timeline.drag import Drag
from layerflow_studio.ui.timeline.rows import RowMap, lay_out
from layerflow_studio.ui.timeline.view import TimeView
from layerflow_studio.ui.workspace import Workspace


class TimelineState(QObject):
    """Lives as long as the timeline; nothing of it is in the document."""

    changed = Signal()
    """What is written or how rows lie has changed; zoom, scrolling and drags tell for themselves."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.view = TimeView(workspace, self)
        self.drag = Drag(workspace, self)
        self._rows: tuple[Document, RowMap] | None = None
        self._opened: frozenset[str] = frozenset()
        self._keys: frozenset[KeyPlace] = frozenset()
        self._timecode = False
        self._slipping = False
        self._focused = False
        workspace.document_changed.connect(self._keep_keys)
        for another in (workspace.selection_changed, workspace.chosen):
            another.connect(self._let_keys_go)

    @property
    def rows(self) -> RowMap:
        """The rows of the document as it is now."""
        document = self.workspace.document
        if self._rows is None or self._rows[0] is not document:
            self._rows = (document, lay_out(document, self._opened))
        return self._rows[1]

    @property
    def timecode(self) -> bool:
        """Whether time is written as timecode, else as frames."""
        return self._timecode

    def set_timecode(self, timecode: bool) -> None:
        """Choose how time is written."""
        self._timecode = timecode
        self.changed.emit()

    @property
    def slipping(self) -> bool:
        """Whether dragging a bar slips its pictures, as Alt does for one drag."""
        return self._slipping

    def set_slipping(self, slipping: bool) -> None:
        """Choose whether dragging slips or moves."""
        self._slipping = slipping
        self.changed.emit()

    @property
    def focused(self) -> bool:
        """Whether the timeline's own keys work, such as M for a marker."""
        return self._focused

    def set_focused(self, focused: bool) -> None:
        """Say whether keys come to the timeline."""
        self._focused = focused
        self.changed.emit()

    # --- keys

    @property
    def opened(self) -> frozenset[str]:
        """The layers whose keys have rows of their own."""
        return self._opened

    def set_open(self, layer_ids: Iterable[str], opened: bool) -> None:
        """Give layers rows for their keys, or close them."""
        ids = frozenset(layer_ids)
        self._opened = self._opened | ids if opened else self._opened - ids
        self._rows = None
        self.changed.emit()

    @property
    def keys(self) -> frozenset[KeyPlace]:
        """The selected keys."""
        return self._keys

    def pick_keys(self, keys: Iterable[KeyPlace]) -> None:
        """Select these keys and no others."""
        picked = present_keys(self.workspace.document, keys)
        if picked != self._keys:
            self._keys = picked
            self.changed.emit()

    def _keep_keys(self, *_: object) -> None:
        """Let go of keys that are gone; while they are dragged, the drag says where they are."""
        if self._keys and not self.drag.active:
            self.pick_keys(self._keys)

    def _let_keys_go(self, *_: object) -> None:
        self.pick_keys(())
