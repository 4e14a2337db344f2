"""What ruler and tracks share: time from left to right, the playhead, wheel, panning and Esc."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent

from layerflow_studio.core.document import Document
from layerflow_studio.core.timebase import Span
from layerflow_studio.ui import theme
from layerflow_studio.ui.escape import EscapeKey
from layerflow_studio.ui.ground import Ground
from layerflow_studio.ui.hover_focus import HoverArea
from layerflow_studio.ui.timeline.scale import TimeScale
from layerflow_studio.ui.timeline.snapping import REACH, snap, snap_frames
from layerflow_studio.ui.timeline.state import TimelineState

_EDGE_TICK_MS = 30
_EDGE_SPEED = 0.35
_SHADE = QColor(0, 0, 0, 96)
_OUTSIDE = QColor(18, 18, 18, 170)


class TimeSurface(HoverArea):
    """A widget whose places across are places in time."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__()
        self._state, self._workspace = state, state.workspace
        self._view, self._drag = state.view, state.drag
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._playhead = self._workspace.transport.frame
        self._ground = Ground(self, self._paint_ground)
        self._panned_from: QPointF | None = None
        self._last_move = (QPointF(), Qt.KeyboardModifier.NoModifier)
        self._at_edge = QTimer(self)
        self._at_edge.setInterval(_EDGE_TICK_MS)
        self._at_edge.timeout.connect(self._scroll_at_edge)
        self._escape = EscapeKey(self, lambda: self.dragging, self.cancel)
        self._workspace.transport.frame_changed.connect(self._move_playhead)
        self._workspace.composition_changed.connect(self._on_composition)
        state.changed.connect(self._changed)
        for signal in (self._view.changed, self._drag.changed):
            signal.connect(self._repaint)

    @property
    def scale(self) -> TimeScale:
        """Between frames and pixels."""
        return self._view.scale

    # --- for those who are dragged on

    def _dragged(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer has moved with the button held, or time has moved below it."""

    def _drag_in_time(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Go on with a drag along time; Ctrl suspends snapping."""
        scale = self.scale
        free = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self._drag.move_to(scale.time_at(at.x()), REACH / scale.per_frame, snapping=not free)

    def _scrub(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Put the playhead here; with Shift on what lies near."""
        scale = self.scale
        frame = scale.frame_at(at.x())
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            places = snap_frames(self._workspace.document, frame)
            others = [place for place in places if place != frame]
            frame, _ = snap((0,), scale.time_at(at.x()), others, REACH / scale.per_frame)
        self._workspace.transport.go_to(frame)

    # --- events

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with what is dragged, or look what is here."""
        at, modifiers = event.position(), event.modifiers()
        if self._panned_from is not None:
            self._view.scroll_by(self._panned_from.x() - at.x())
            self._panned_from = at
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._last_move = (at, modifiers)
            self._dragged(at, modifiers)
            outside = not 0 <= at.x() <= self.width()
            if outside and not self._view.fitted:
                if not self._at_edge.isActive():
                    self._at_edge.start()
            else:
                self._at_edge.stop()
        else:
            self._hover(at, modifiers)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold; with the middle button of time itself."""
        self._view.held = True
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._at_edge.stop()
        self._panned_from = None
        self._view.held = False
        self._drag.end()
        self._hover(event.position(), event.modifiers())

    def _hover(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show what a press here would take hold of."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl zooms to the pointer, Shift or a sideways wheel scrolls in time; else it is the rows' wheel."""
        turn, modifiers = event.angleDelta(), event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._view.zoom_by(turn.y() / 120, event.position().x())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(turn.y()):
            self._view.scroll_by(-(turn.x() or turn.y()))
        else:
            event.ignore()
            return
        event.accept()

    @property
    def dragging(self) -> bool:
        """Whether something waits for the pointer to let go."""
        return self._drag.active

    def cancel(self) -> None:
        """Take back what is dragged."""
        self._at_edge.stop()
        self._drag.cancel()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keys come here now."""
        super().focusInEvent(event)
        self._state.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere."""
        super().focusOutEvent(event)
        self._state.set_focused(False)

    # --- inside

    def _scroll_at_edge(self) -> None:
        """Scroll on while the pointer is held outside."""
        at, modifiers = self._last_move
        out = at.x() - self.width() if at.x() > self.width() else min(0.0, at.x())
        self._view.scroll_by(out * _EDGE_SPEED)
        self._dragged(at, modifiers)

    def _on_composition(self, _old: Document, _new: Document) -> None:
        self._changed()

    def _changed(self) -> None:
        self.updateGeometry()
        self._repaint()

    def _repaint(self, *_: object) -> None:
        self._ground.touch()

    def _move_playhead(self, frame: int) -> None:
        """Repaint only where the playhead was and is."""
        scale = self.scale
        for place in (self._playhead, frame):
            x = int(scale.x_of(place))
            self.update(QRect(x - 40, 0, 80 + int(scale.per_frame), self.height()))
        self._playhead = frame

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show what lies still, and paint over it what moves with the playhead or the pointer."""
        painter = QPainter(self)
        self._ground.show(painter, event.rect())
        self._paint_over(painter)

    def _paint_ground(self, painter: QPainter, part: QRectF) -> None:
        """Cover a part with all that lies still."""

    def _paint_over(self, painter: QPainter) -> None:
        """Paint the playhead, and what a drag shows."""

    def _paint_playhead(self, painter: QPainter, top: float) -> None:
        x = round(self.scale.x_of(self._playhead)) + 0.5
        painter.setPen(QPen(QColor(theme.ACCENT), 1.4))
        painter.drawLine(QPointF(x, top), QPointF(x, self.height()))

    def _paint_frame_shade(self, painter: QPainter, top: float) -> None:
        """The playhead's frame has a width of its own."""
        scale = self.scale
        shade = QColor(theme.ACCENT)
        shade.setAlpha(26)
        painter.fillRect(QRectF(scale.x_of(self._playhead), top, scale.per_frame, self.height() - top), shade)

    def _paint_outside(self, painter: QPainter, span: Span, top: float, colour: QColor) -> None:
        """Darken what is not in a span."""
        left, right = self.scale.x_of(span.start), self.scale.x_of(span.stop)
        height = self.height() - top
        painter.fillRect(QRectF(0, top, max(0.0, left), height), colour)
        painter.fillRect(QRectF(right, top, max(0.0, self.width() - right), height), colour)

    def _paint_unused(self, painter: QPainter, top: float) -> None:
        """Darken what lies outside the canvas, and what lies outside the work area."""
        document = self._workspace.document
        self._paint_outside(painter, document.canvas.span, top, _OUTSIDE)
        if document.work_area is not None:
            self._paint_outside(painter, document.work_area, top, _SHADE)
