"""The timeline as it stands in its dock: the ruler fixed on top, the tracks scrolling below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from layerflow_studio.ui.timeline.tracks import Ruler, Tracks
from layerflow_studio.ui.workspace import Workspace


class TimelinePanel(QWidget):
    """Ruler and tracks of the same width, so that frames stand below each other."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.ruler = Ruler(workspace)
        self.tracks = Tracks(workspace)
        scroll = QScrollArea()
        scroll.setObjectName("tracks")
        scroll.setAccessibleName(self.tr("Timeline"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.tracks)
        scroll.verticalScrollBar().rangeChanged.connect(self._match_widths)
        self._scroll = scroll
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.ruler)
        whole.addWidget(scroll, 1)

    def _match_widths(self, _low: int = 0, high: int = 0) -> None:
        """Leave as much room beside the ruler as the scroll bar takes beside the tracks."""
        bar = self._scroll.verticalScrollBar().sizeHint().width() if high > 0 else 0
        self.ruler.set_room_beside(bar)
