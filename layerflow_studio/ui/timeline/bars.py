"""Painting bars: pictures along them, held frames, caption, handles."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from layerflow_studio.core.document import Layer
from layerflow_studio.core.ids import ClipId
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text
from layerflow_studio.ui.timeline.scale import TimeScale
from layerflow_studio.ui.timeline.words import pace_tag, translate
from layerflow_studio.ui.workspace import Workspace

_RADIUS = 4
_STRIP = 4
_MOST_CELLS = 2000
_NOTCH, _LOOP_ROOM = 4.0, 12.0
_DIMMED = QColor(38, 38, 38, 165)
_PLATE = QColor(24, 24, 24, 205)
_HELD = QColor(20, 20, 20, 190)


@dataclass(frozen=True)
class BarLook:
    """How one bar is to be painted."""

    rect: QRectF
    selected: bool
    primary: bool
    hovered: bool
    seen: bool
    """Whether neither its eye nor another layer's solo hides the layer."""


class BarPainter:
    """Paints only what lies within the part that is asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._font = theme.numeric_font(8.25)
        self._cells: OrderedDict[tuple[ClipId, int, int, int, float], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, layer: Layer, look: BarLook, scale: TimeScale, part: QRectF) -> None:
        """Paint a layer's bar."""
        bar, colour = look.rect, QColor(theme.ROLE_COLOURS[layer.role])
        shown = bar.intersected(part)
        if shown.isEmpty():
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(bar, _RADIUS, _RADIUS)
        painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        if layer.clip is None:
            self._paint_empty(painter, shown, colour)
        else:
            painter.fillRect(shown, colour.darker(260))
            self._paint_pictures(painter, layer, bar, scale, shown)
            self._paint_held(painter, layer, bar, scale, shown)
            _paint_loops(painter, layer, bar, scale, shown)
        painter.fillRect(QRectF(bar.x(), bar.y(), _STRIP, bar.height()), _strip_colour(layer))
        if not look.seen:
            painter.fillRect(shown, _DIMMED)
        self._paint_caption(painter, layer, bar)
        if look.hovered and not layer.locked:
            _paint_handles(painter, bar)
        painter.restore()
        self._paint_edge(painter, bar, colour, look)

    @staticmethod
    def _paint_edge(painter: QPainter, bar: QRectF, colour: QColor, look: BarLook) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = QColor(theme.ACCENT) if look.selected else colour.darker(150)
        painter.setPen(QPen(ink, 2.0 if look.primary else 1.4 if look.selected else 1))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.restore()

    @staticmethod
    def _paint_empty(painter: QPainter, shown: QRectF, colour: QColor) -> None:
        painter.fillRect(shown, QColor(theme.WINDOW))
        dashes = QColor(colour)
        dashes.setAlpha(70)
        painter.fillRect(shown, QBrush(dashes, Qt.BrushStyle.BDiagPattern))

    def _paint_pictures(
        self, painter: QPainter, layer: Layer, bar: QRectF, scale: TimeScale, shown: QRectF
    ) -> None:
        """A strip of frames that stay where they are in time while the bar's start is dragged."""
        canvas = self._workspace.document.canvas
        width = max(12.0, bar.height() * canvas.width / canvas.height)
        anchor = scale.x_of(layer.span.start - layer.source_in)
        ratio = painter.device().devicePixelRatio()
        first = math.floor((shown.left() - anchor) / width)
        for number in range(first, math.floor((shown.right() - anchor) / width) + 1):
            left = anchor + number * width
            middle = math.floor(scale.time_at(left + width / 2))
            index = layer.source_frame(min(max(middle, layer.span.start), layer.span.stop - 1))
            if index is None or layer.clip is None:
                continue
            cell = self._cell(layer.clip, index, math.ceil(width), math.ceil(bar.height()), ratio)
            if cell is not None:
                painter.drawPixmap(QPointF(round(left), bar.y()), cell)

    def _cell(self, clip: ClipId, index: int, width: int, height: int, ratio: float) -> QPixmap | None:
        """A frame at the size it has on bars, scaled once; None until the frame is there."""
        key = (clip, index, width, height, ratio)
        cell = self._cells.get(key)
        if cell is not None:
            self._cells.move_to_end(key)
            return cell
        image = self._workspace.frames.thumbnail(clip, index)
        if image is None:
            return None
        size = QSize(round(width * ratio), round(height * ratio))
        smooth = Qt.TransformationMode.SmoothTransformation
        cell = QPixmap.fromImage(image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
        cell.setDevicePixelRatio(ratio)
        self._cells[key] = cell
        if len(self._cells) > _MOST_CELLS:
            self._cells.popitem(last=False)
        return cell

    @staticmethod
    def _paint_held(painter: QPainter, layer: Layer, bar: QRectF, scale: TimeScale, shown: QRectF) -> None:
        """Frames that only hold the clip's last one are hatched."""
        if layer.held_from >= layer.span.stop:
            return
        left = scale.x_of(layer.held_from)
        held = QRectF(left, bar.y(), bar.right() - left, bar.height())
        painter.fillRect(held.intersected(shown), QBrush(_HELD, Qt.BrushStyle.BDiagPattern))
        painter.fillRect(QRectF(left, bar.y(), 1, bar.height()), QColor(theme.BORDER))

    def _paint_caption(self, painter: QPainter, layer: Layer, bar: QRectF) -> None:
        """Name and take at the left of what is in sight of the bar, then how it is retimed."""
        take = self._workspace.take_label(layer.take)
        text = f"{layer.name}  {take}".strip()
        if layer.clip is None:
            text = translate("Timeline", "{layer}: empty").format(layer=layer.name)
        left = self._paint_plate(painter, text, theme.TEXT, max(bar.x(), 0.0) + 8, bar)
        tag = pace_tag(layer, self._workspace.document.canvas.fps)
        if tag:
            self._paint_plate(painter, tag, theme.MUTED, left + 4, bar)

    def _paint_plate(self, painter: QPainter, text: str, ink: str, left: float, bar: QRectF) -> float:
        """Write on a dark plate, shortened to the bar, and return where it ends."""
        room = bar.right() - left - 16
        if room < 18:
            return bar.right()
        painter.setFont(self._font)
        text = elided_font_text(text, self._font, int(room))
        plate = QRectF(left, bar.y() + 4, painter.fontMetrics().horizontalAdvance(text) + 12, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(QColor(ink))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), text)
        return plate.right()


def _strip_colour(layer: Layer) -> QColor:
    """The label's colour, else the role's."""
    return QColor(theme.LABEL_COLOURS.get(layer.label, theme.ROLE_COLOURS[layer.role]))


def _paint_loops(painter: QPainter, layer: Layer, bar: QRectF, scale: TimeScale, shown: QRectF) -> None:
    """Notches where a looping clip begins anew or turns; one in so many where they stand too close."""
    starts = layer.loop_starts
    if not starts:
        return
    every = max(1, math.ceil(_LOOP_ROOM / max(1e-9, _spacing(starts, layer) * scale.per_frame)))
    painter.setPen(QPen(QColor(theme.TEXT), 1))
    painter.setBrush(QColor(theme.TEXT))
    for frame in starts[::every]:
        x = scale.x_of(frame)
        if shown.left() - _NOTCH <= x <= shown.right() + _NOTCH:
            line = round(x) + 0.5
            for y, way in ((bar.top(), 1), (bar.bottom(), -1)):
                tip = QPointF(line, y + way * _NOTCH)
                painter.drawPolygon(QPolygonF([QPointF(line - _NOTCH, y), QPointF(line + _NOTCH, y), tip]))
            painter.drawLine(QPointF(line, bar.top()), QPointF(line, bar.bottom()))


def _spacing(starts: tuple[int, ...], layer: Layer) -> int:
    return starts[1] - starts[0] if len(starts) > 1 else layer.span.length


def _paint_handles(painter: QPainter, bar: QRectF) -> None:
    """Both ends can be taken hold of."""
    wide = min(6.0, bar.width() / 3)
    painter.setPen(QPen(QColor(theme.WINDOW), 1))
    for left in (bar.x(), bar.right() - wide):
        painter.fillRect(QRectF(left, bar.y(), wide, bar.height()), QColor(224, 224, 224, 215))
        x = left + wide / 2
        painter.drawLine(QPointF(x, bar.center().y() - 6), QPointF(x, bar.center().y() + 6))
