"""What is painted over the bars: marker lines, snap line, rubber band, and the words beside the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from layerflow_studio.core.document import Document
from layerflow_studio.ui import theme
from layerflow_studio.ui.timeline.ruler import marker_colour
from layerflow_studio.ui.timeline.scale import TimeScale

_BESIDE = 16
_PAD = 8


def paint_marker_lines(painter: QPainter, document: Document, scale: TimeScale, height: int) -> None:
    """Continue every marker through the tracks as a fine line."""
    for marker in document.markers:
        colour = QColor(marker_colour(marker.label))
        colour.setAlpha(110)
        x = round(scale.x_of(marker.frame)) + 0.5
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, height))


def paint_snap_line(painter: QPainter, x: float, height: int) -> None:
    """Show what an edge has snapped to."""
    x = round(x) + 0.5
    painter.setPen(QPen(QColor(theme.EDGE), 3))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setPen(QPen(QColor(theme.TEXT), 1))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))


def paint_band(painter: QPainter, band: QRectF) -> None:
    """Paint the rubber band."""
    ground = QColor(theme.ACCENT)
    ground.setAlpha(36)
    painter.fillRect(band, ground)
    painter.setPen(QPen(QColor(theme.ACCENT), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(band.adjusted(0.5, 0.5, -0.5, -0.5))


def paint_tip(painter: QPainter, text: str, at: QPointF, sight: QRectF, font: QFont) -> None:
    """Write beside the pointer, inside what is in sight."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + _PAD
    left = min(max(sight.left() + 4, at.x() + _BESIDE), sight.right() - width - 4)
    top = min(max(sight.top() + 4, at.y() + _BESIDE), sight.bottom() - height - 4)
    if QRectF(left, top, width, height).contains(at):
        top = max(sight.top(), at.y() - height - _BESIDE)
    box = QRectF(round(left), round(top), width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.BORDER), 1))
    painter.setBrush(QColor(theme.WINDOW))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(font)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()
