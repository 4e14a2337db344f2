"""Painting keys: diamonds on the rows of properties, and small ones on the bar of a closed layer."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from layerflow_studio.core.key_groups import KeyPlace
from layerflow_studio.core.kinds import Interpolation
from layerflow_studio.core.layer import Layer
from layerflow_studio.ui import theme
from layerflow_studio.ui.timeline.rows import Row
from layerflow_studio.ui.timeline.scale import TimeScale

KEY_SIDE, SMALL_SIDE = 5.5, 3.5
"""Half the height of a key on its row, and on a bar."""
SMALL_LIFT = 7
"""How far above a bar's lower edge its keys are."""


def paint_keys(
    painter: QPainter, row: Row, scale: TimeScale, part: QRectF, picked: AbstractSet[KeyPlace]
) -> None:
    """Paint the keys of a property on its row, with a line between them that is dotted where it holds."""
    if row.prop is None:
        return
    curve, middle = row.layer.curve(row.prop), row.top + row.height / 2
    for first, second in pairwise(curve):
        held = first.interpolation == Interpolation.HOLD
        painter.setPen(QPen(QColor(theme.FAINT), 1, Qt.PenStyle.DotLine if held else Qt.PenStyle.SolidLine))
        left, right = scale.x_of(first.frame), scale.x_of(second.frame)
        if right >= part.left() and left <= part.right():
            left, right = max(left, part.left() - 2), min(right, part.right() + 2)
            painter.drawLine(QPointF(left, round(middle) + 0.5), QPointF(right, round(middle) + 0.5))
    for key in curve:
        at = QPointF(scale.x_of(key.frame), middle)
        if part.left() - 8 <= at.x() <= part.right() + 8:
            chosen = KeyPlace(row.layer.id, row.prop, key.frame) in picked
            paint_key(painter, at, KEY_SIDE, key.interpolation, chosen)


def paint_bar_keys(
    painter: QPainter, layer: Layer, bar: QRectF, scale: TimeScale, picked: AbstractSet[KeyPlace]
) -> None:
    """Paint the frames at which any property has a key along the foot of a bar."""
    chosen = {key.frame for key in picked if key.layer_id == layer.id}
    for frame in layer.animation.frames:
        at = QPointF(scale.x_of(frame), bar.bottom() - SMALL_LIFT)
        if bar.left() - 6 <= at.x() <= bar.right() + 6:
            paint_key(painter, at, SMALL_SIDE, Interpolation.LINEAR, frame in chosen)


def paint_key(
    painter: QPainter, at: QPointF, side: float, interpolation: Interpolation, picked: bool
) -> None:
    """Paint one key: a diamond for linear, an hourglass for ease, a square for hold."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.TEXT if picked else theme.EDGE), 1.2))
    painter.setBrush(QColor(theme.ACCENT if picked else theme.MUTED))
    painter.drawPolygon(_shape(at, side, interpolation))
    painter.restore()


def paint_no_key(painter: QPainter, at: QPointF, side: float) -> None:
    """Paint the outline of a diamond where a key could be."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.MUTED), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(_shape(at, side, Interpolation.LINEAR))
    painter.restore()


def _shape(at: QPointF, side: float, interpolation: Interpolation) -> QPolygonF:
    small = side * 0.82
    corners = {
        Interpolation.LINEAR: ((0, -side), (side, 0), (0, side), (-side, 0)),
        Interpolation.EASE: (
            (-small, -side), (small, -side), (side * 0.28, 0), (small, side), (-small, side), (-side * 0.28, 0),
        ),
        Interpolation.HOLD: ((-small, -small), (small, -small), (small, small), (-small, small)),
    }[interpolation]  # fmt: skip
    return QPolygonF([at + QPointF(x, y) for x, y in corners])
