"""What the parts of the timeline share: the view in time, the rows, the drag, and how time is written."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.document import Document
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
        self._timecode = False
        self._slipping = False

    @property
    def rows(self) -> RowMap:
        """The rows of the document as it is now."""
        document = self.workspace.document
        if self._rows is None or self._rows[0] is not document:
            self._rows = (document, lay_out(document))
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
