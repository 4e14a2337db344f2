"""The ruler: work area on top, frames or timecode to scrub on, markers below."""

from __future__ import annotations

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Label, Marker
from layerflow_studio.core.timebase import timecode_of
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text
from layerflow_studio.ui.timeline import words
from layerflow_studio.ui.timeline.scale import tick_label
from layerflow_studio.ui.timeline.state import TimelineState
from layerflow_studio.ui.timeline.surface import TimeSurface

AREA, TICKS, RULER = 11, 32, 47
_GRIP = 6


class Place(Enum):
    """What of the ruler is under the pointer."""

    TIME = auto()
    MARKER = auto()
    AREA = auto()
    AREA_START = auto()
    AREA_STOP = auto()


class Ruler(TimeSurface):
    """Press and drag to scrub; work area ends and markers are dragged where they stand."""

    marker_opened = Signal(str, QPointF)
    """A marker should be named: its id, and where it stands in the ruler."""
    menu_wanted = Signal(str, QPointF)
    """A menu for a marker, or for the ruler when the id is empty."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__(state)
        self.setAccessibleName(self.tr("Timeline ruler"))
        self.setFixedHeight(RULER)
        self._font = theme.numeric_font(8.25)
        self._bold = theme.numeric_font(8.25, bold=True)
        self._scrubbing = False

    def marker_near(self, at: QPointF) -> Marker | None:
        """Return the marker under the pointer, the one set last when several are."""
        if at.y() < TICKS - 3:
            return None
        scale = self.scale
        near = [m for m in self._workspace.document.markers if abs(scale.x_of(m.frame) - at.x()) <= _GRIP]
        return near[-1] if near else None

    def place_at(self, at: QPointF) -> Place:
        """Return what a press at a place takes hold of."""
        if self.marker_near(at) is not None:
            return Place.MARKER
        if at.y() > AREA + 1:
            return Place.TIME
        document, scale = self._workspace.document, self.scale
        start, stop = scale.x_of(document.range.start), scale.x_of(document.range.stop)
        if abs(at.x() - stop) <= _GRIP:
            return Place.AREA_STOP
        if abs(at.x() - start) <= _GRIP:
            return Place.AREA_START
        return Place.AREA if document.work_area is not None and start < at.x() < stop else Place.TIME

    # --- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of what is here, or move the playhead here."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, place = event.position(), self.place_at(event.position())
        self._scrubbing = place == Place.TIME
        if self._scrubbing:
            self._scrub(at, event.modifiers())
        else:
            self._take_hold(place, at)

    def _take_hold(self, place: Place, at: QPointF) -> None:
        from layerflow_studio.ui.timeline.gestures import AreaStart, AreaStop, MoveArea, MoveMarker

        document, time = self._workspace.document, self.scale.time_at(at.x())
        marker = self.marker_near(at)
        if place == Place.MARKER and marker is not None:
            gesture = MoveMarker(document, marker.id, marker.frame)
            telling = partial(words.marker_tip, marker.id)
            self._drag.begin_in_time(gesture, self.tr("Move marker"), time, telling)
            return
        kind = {Place.AREA_START: AreaStart, Place.AREA_STOP: AreaStop, Place.AREA: MoveArea}[place]
        self._drag.begin_in_time(kind(document), self.tr("Set work area"), time, words.area_tip)

    def _dragged(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._drag.active:
            self._drag_in_time(at, modifiers)
        elif self._scrubbing:
            self._scrub(at, modifiers)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._scrubbing = False
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Name a marker; elsewhere work on the whole canvas again."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        marker = self.marker_near(event.position())
        if marker is not None:
            self.marker_opened.emit(marker.id, self._foot_of(marker))
        elif self._workspace.document.work_area is not None:
            name = self.tr("Clear work area")
            self._workspace.do(name, partial(edits.set_work_area, area=None))
        else:
            self._scrub(event.position(), event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu."""
        at = QPointF(event.pos())
        marker = self.marker_near(at)
        self.menu_wanted.emit(marker.id if marker is not None else "", at)

    def _foot_of(self, marker: Marker) -> QPointF:
        return QPointF(self.scale.x_of(marker.frame), RULER)

    def _hover(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        place = self.place_at(at)
        shape = Qt.CursorShape
        edges = (Place.AREA_START, Place.AREA_STOP)
        hand = {Place.MARKER: shape.PointingHandCursor, Place.AREA: shape.OpenHandCursor}
        self.setCursor(shape.SizeHorCursor if place in edges else hand.get(place, shape.ArrowCursor))
        marker = self.marker_near(at)
        if marker is None:
            self.setToolTip("")
            return
        time = timecode_of(marker.frame, self._workspace.document.canvas.fps)
        self.setToolTip(f"{marker.name}\n{time}" if marker.name else time)

    def _on_composition(self, old: Document, new: Document) -> None:
        """What layers do is not to be seen here."""
        if (old.canvas, old.markers, old.range) != (new.canvas, new.markers, new.range):
            self._changed()

    # --- painting

    def _paint_ground(self, painter: QPainter, part: QRectF) -> None:
        base = self.height() - 1
        painter.fillRect(part, QColor(theme.WINDOW))
        self._paint_ticks(painter, part.left(), part.right())
        self._paint_unused(painter, AREA)
        self._paint_area(painter)
        self._paint_markers(painter)
        if self._state.focused:
            painter.fillRect(QRectF(0, base - 1, self.width(), 2), QColor(theme.ACCENT))
        else:
            painter.fillRect(QRectF(0, base, self.width(), 1), QColor(theme.EDGE))

    def _paint_over(self, painter: QPainter) -> None:
        self._paint_frame_shade(painter, AREA)
        self._paint_handle(painter)

    def _paint_ticks(self, painter: QPainter, left: float, right: float) -> None:
        scale, fps = self.scale, self._workspace.document.canvas.fps
        timecode = self._state.timecode
        label_step = scale.label_step(fps, timecode=timecode)
        painter.setFont(self._font)
        step = scale.tick_step(label_step)
        for frame in scale.frames_between(left - label_step * scale.per_frame, right, step):
            x = round(scale.x_of(frame)) + 0.5
            labelled = frame % label_step == 0
            painter.setPen(QColor(theme.FAINT if labelled else theme.LINE))
            painter.drawLine(QPointF(x, TICKS - (12 if labelled else 5)), QPointF(x, TICKS))
            if labelled and frame < scale.length:
                painter.setPen(QColor(theme.MUTED))
                label = tick_label(frame, fps, timecode=timecode)
                painter.drawText(QPointF(x + 4, TICKS - 7), label)

    def _paint_area(self, painter: QPainter) -> None:
        document, scale = self._workspace.document, self.scale
        area, chosen = document.range, document.work_area is not None
        left, right = scale.x_of(area.start), scale.x_of(area.stop)
        painter.fillRect(QRectF(0, 0, self.width(), AREA), QColor(theme.TRACK))
        painter.fillRect(QRectF(0, AREA, self.width(), 1), QColor(theme.EDGE))
        ground = QColor(theme.HANDLE if chosen else theme.RAISED)
        painter.fillRect(QRectF(left, 2, right - left, AREA - 4), ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.TEXT if chosen else theme.MARK))
        painter.drawRoundedRect(QRectF(left, 1, 5, AREA - 2), 1.5, 1.5)
        painter.drawRoundedRect(QRectF(right - 5, 1, 5, AREA - 2), 1.5, 1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_markers(self, painter: QPainter) -> None:
        markers, scale = self._workspace.document.markers, self.scale
        painter.setFont(self._font)
        for number, marker in enumerate(markers):
            x = round(scale.x_of(marker.frame)) + 0.5
            following = markers[number + 1].frame if number + 1 < len(markers) else None
            end = self.width() if following is None else scale.x_of(following) - _GRIP
            if x < -200 or x > self.width() + _GRIP:
                continue
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.EDGE), 1))
            painter.setBrush(QColor(marker_colour(marker.label)))
            painter.drawPolygon(_pin(x))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            if marker.name and end - x > 30:
                painter.setPen(QColor(theme.MUTED))
                name = elided_font_text(marker.name, self._font, int(end - x) - 10)
                room = QRectF(x + 9, TICKS, end - x - 9, RULER - TICKS - 2)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), name)

    def _paint_handle(self, painter: QPainter) -> None:
        x = round(self.scale.x_of(self._playhead)) + 0.5
        fps = self._workspace.document.canvas.fps
        text = tick_label(self._playhead, fps, timecode=self._state.timecode)
        painter.setFont(self._bold)
        width = max(24, painter.fontMetrics().horizontalAdvance(text) + 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(QRectF(x - width / 2, AREA + 2, width, 16), 3, 3)
        tip = [QPointF(x - 6, AREA + 17), QPointF(x + 6, AREA + 17), QPointF(x, AREA + 24)]
        painter.drawPolygon(QPolygonF(tip))
        painter.setPen(QColor(theme.ON_ACCENT))
        room = QRectF(x - width / 2, AREA + 2, width, 16)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_playhead(painter, AREA + 22)


def marker_colour(label: Label) -> str:
    """The colour of a marker; one without a label is light grey."""
    return theme.LABEL_COLOURS.get(label, theme.TEXT)


def _pin(x: float) -> QPolygonF:
    top, foot = TICKS + 1.5, RULER - 1.5
    points = ((x - 5, top), (x + 5, top), (x + 5, foot - 5), (x, foot), (x - 5, foot - 5))
    return QPolygonF([QPointF(*point) for point in points])
