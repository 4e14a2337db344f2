"""What part of time the timeline shows: fitted to the width, or zoomed and scrolled."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.timebase import Span
from layerflow_studio.ui.timeline.scale import TimeScale
from layerflow_studio.ui.workspace import Workspace

LEFT, RIGHT = 10, 18
LARGEST = 96.0
_STEP = 1.25
_SHORTEST_ROOM = 40.0


class TimeView(QObject):
    """The scale that ruler and tracks share.

    Fitted, the canvas fills the width. Else every frame has a width of its own and `offset` pixels are
    scrolled away; scrolling reaches whatever layers stick out of the canvas.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._width = 800
        self._zoom: float | None = None
        self._offset = 0.0
        self.following = True
        """Whether playing and stepping turn the page when the playhead leaves it."""
        self.held = False
        """While the pointer holds on to something, no page turns below it."""
        self._project = workspace.project
        self._seen = (self._length, self.reach)
        workspace.composition_changed.connect(self._on_composition)
        workspace.project_changed.connect(self._change_project)
        workspace.transport.frame_changed.connect(self._follow)

    @property
    def scale(self) -> TimeScale:
        """Between frames and pixels as they are now."""
        offset = 0.0 if self._zoom is None else self._offset
        return TimeScale(LEFT - offset, self.per_frame, self._length)

    @property
    def per_frame(self) -> float:
        """Pixels a frame takes."""
        return self._fitting(self._length) if self._zoom is None else self._zoom

    @property
    def fitted(self) -> bool:
        """Whether the whole canvas fills the width."""
        return self._zoom is None

    @property
    def width(self) -> int:
        """Pixels from edge to edge."""
        return self._width

    def set_width(self, width: int) -> None:
        """Take over how wide the tracks are."""
        if width != self._width:
            self._width = width
            self._scroll(self._offset)

    # --- zoom

    def fit(self) -> None:
        """Show the whole canvas."""
        self._zoom, self._offset = None, 0.0
        self.changed.emit()

    def zoom_by(self, steps: float, at: float | None = None) -> None:
        """Zoom in by steps, out when negative, keeping what is at a place where it is; see `zoom_to`."""
        self.zoom_to(self.per_frame * _STEP**steps, at)

    def zoom_to(self, per_frame: float, at: float | None = None) -> None:
        """Give every frame so many pixels; without a place the playhead stays, or the middle."""
        before = self.scale
        if at is None:
            playhead = before.x_of(self._workspace.transport.frame)
            at = playhead if 0 <= playhead <= self._width else self._width / 2
        time = before.time_at(at)
        self._zoom = min(max(per_frame, self._smallest), max(LARGEST, self._smallest))
        if math.isclose(self._zoom, self._fitting(self._length)) and self.reach == Span(0, self._length):
            self._zoom = None
        self._scroll(LEFT + time * self.per_frame - at)

    @property
    def zoom_part(self) -> float:
        """Zoom between the smallest, 0, and the largest, 1, in equal steps of ratio."""
        span = math.log(max(LARGEST, self._smallest) / self._smallest)
        return 0.0 if span == 0 else math.log(self.per_frame / self._smallest) / span

    def set_zoom_part(self, part: float) -> None:
        """Zoom to a place between the smallest, 0, and the largest, 1."""
        ratio = max(LARGEST, self._smallest) / self._smallest
        self.zoom_to(self._smallest * ratio**part)

    # --- scroll

    @property
    def reach(self) -> Span:
        """All frames that can be scrolled to: the canvas and what sticks out of it."""
        layers = self._workspace.document.layers
        start = min((layer.span.start for layer in layers), default=0)
        stop = max((layer.span.stop for layer in layers), default=0)
        return Span(min(0, start), max(self._length, stop))

    @property
    def offsets(self) -> tuple[int, int]:
        """The least and the greatest offset."""
        reach, per_frame = self.reach, self.per_frame
        least = math.floor(reach.start * per_frame)
        greatest = math.ceil(reach.stop * per_frame) + LEFT + RIGHT - self._width
        return least, max(least, greatest)

    @property
    def offset(self) -> int:
        """Pixels scrolled away."""
        return 0 if self._zoom is None else round(self._offset)

    def scroll_to(self, offset: float) -> None:
        """Scroll; a fitted view keeps its zoom from now on."""
        if round(offset) != self.offset:
            self._zoom = self.per_frame
            self._scroll(offset)

    def scroll_by(self, pixels: float) -> None:
        """Scroll on."""
        self.scroll_to(self.offset + pixels)

    def show_frame(self, frame: int) -> None:
        """Turn the page so that a frame is in sight: at the left, or at the right when it lies just before."""
        if self._zoom is None:
            return
        x, page = self.scale.x_of(frame), self._width - LEFT - RIGHT
        if not 0 <= x <= self._width - min(self._zoom, self._width / 2):
            back = -page < x < 0 and not self._workspace.transport.playing
            self._scroll(frame * self._zoom - (page if back else 0))

    # --- inside

    @property
    def _length(self) -> int:
        return self._workspace.document.canvas.length

    @property
    def _smallest(self) -> float:
        return min(self._fitting(self.reach.length), LARGEST)

    def _fitting(self, frames: int) -> float:
        return max(_SHORTEST_ROOM, self._width - LEFT - RIGHT) / frames

    def _scroll(self, offset: float) -> None:
        least, greatest = self.offsets
        self._offset = min(max(offset, least), greatest)
        self.changed.emit()

    def _change_project(self) -> None:
        """Show all of a project that was opened; one that was saved or copied stays as it is."""
        opened = len(self._workspace.store.history.steps) == 1
        if self._workspace.project is not self._project and opened:
            self.fit()
        self._project = self._workspace.project

    def _follow(self, frame: int) -> None:
        if self.following and not self.held:
            self.show_frame(frame)

    def _on_composition(self, *_: object) -> None:
        seen, self._seen = self._seen, (self._length, self.reach)
        if seen != self._seen:
            self.changed.emit()
