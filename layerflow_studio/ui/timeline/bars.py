"""Painting bars: pictures along them, held frames, caption, handles."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from layerflow_studio.core.document import Layer
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text
from layerflow_studio.ui.timeline.scale import TimeScale
from layerflow_studio.ui.timeline.words import translate
from layerflow_studio.ui.workspace import Workspace

_RADIUS = 4
_STRIP = 4
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
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        first = math.floor((shown.left() - anchor) / width)
        for number in range(first, math.floor((shown.right() - anchor) / width) + 1):
            left = anchor + number * width
            middle = math.floor(scale.time_at(left + width / 2))
            index = layer.source_frame(min(max(middle, layer.span.start), layer.span.stop - 1))
            if index is None or layer.clip is None:
                continue
            image = self._workspace.frames.thumbnail(layer.clip, index)
            if image is not None:
                painter.drawImage(QRectF(left, bar.y(), width, bar.height()), image)

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
        """Name and take, at the left of what is in sight of the bar."""
        left = max(bar.x(), 0.0) + 8
        room = bar.right() - left - 16
        if room < 18:
            return
        take = self._workspace.take_label(layer.take)
        text = f"{layer.name}  {take}".strip()
        if layer.clip is None:
            text = translate("Timeline", "{layer}: empty").format(layer=layer.name)
        painter.setFont(self._font)
        text = elided_font_text(text, self._font, int(room))
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        tag = QRectF(left, bar.y() + 4, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_PLATE)
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)


def _strip_colour(layer: Layer) -> QColor:
    """The label's colour, else the role's."""
    return QColor(theme.LABEL_COLOURS.get(layer.label, theme.ROLE_COLOURS[layer.role]))


def _paint_handles(painter: QPainter, bar: QRectF) -> None:
    """Both ends can be taken hold of."""
    wide = min(6.0, bar.width() / 3)
    painter.setPen(QPen(QColor(theme.WINDOW), 1))
    for left in (bar.x(), bar.right() - wide):
        painter.fillRect(QRectF(left, bar.y(), wide, bar.height()), QColor(224, 224, 224, 215))
        x = left + wide / 2
        painter.drawLine(QPointF(x, bar.center().y() - 6), QPointF(x, bar.center().y() + 6))
