"""The heads of property rows: name, value at the playhead, and the way from key to key."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPolygonF

from layerflow_studio.core.animation import key_at
from layerflow_studio.ui import theme
from layerflow_studio.ui.timeline.keys import paint_key, paint_no_key
from layerflow_studio.ui.timeline.rows import Row
from layerflow_studio.ui.timeline.words import property_name, property_value

BACK, KEY, ON = "back", "key", "on"
_STEP = 16
_INDENT = 52
_EDGE = 12


def part_at(x: float, width: int) -> str:
    """Return which of the three buttons at the right end is at a place, or an empty text."""
    place = int((x - (width - _EDGE - 3 * _STEP)) // _STEP)
    return (BACK, KEY, ON)[place] if 0 <= place < 3 else ""


def part_rect(row: Row, part: str, width: int) -> QRectF:
    """Return where a button of a row is."""
    left = width - _EDGE - 3 * _STEP + _STEP * (BACK, KEY, ON).index(part)
    return QRectF(left, row.top, _STEP, row.height - 1)


def paint_property_head(
    painter: QPainter, row: Row, frame: int, width: int, font: QFont, hovered: str, selected: bool
) -> None:
    """Paint the head of a property's row."""
    if row.prop is None:
        return
    painter.fillRect(QRectF(0, row.top, width, row.height), QColor(theme.WINDOW))
    painter.fillRect(QRectF(0, row.bottom - 1, width, 1), QColor(theme.EDGE))
    if selected:
        painter.fillRect(QRectF(0, row.top, 2, row.height - 1), QColor(theme.ACCENT))
    painter.setFont(font)
    painter.setPen(QColor(theme.MUTED))
    right = width - _EDGE - 3 * _STEP - 6
    room = QRectF(_INDENT, row.top, right - _INDENT, row.height - 1)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), property_name(row.prop))
    value = property_value(row.prop, row.layer.value_at(row.prop, frame))
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), value)
    _paint_buttons(painter, row, frame, width, hovered)


def _paint_buttons(painter: QPainter, row: Row, frame: int, width: int, hovered: str) -> None:
    assert row.prop is not None
    curve = row.layer.curve(row.prop)
    key = key_at(curve, frame)
    if hovered:
        where = part_rect(row, hovered, width)
        painter.fillRect(where.adjusted(0, 3, 0, -3), QColor(theme.HOVER))
    middle = part_rect(row, KEY, width).center()
    if key is None:
        paint_no_key(painter, middle, 4.0)
    else:
        paint_key(painter, middle, 4.5, key.interpolation, True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for part, way, there in (
        (BACK, -1, curve[0].frame < frame),
        (ON, 1, curve[-1].frame > frame),
    ):
        at = part_rect(row, part, width).center()
        painter.setBrush(QColor(theme.TEXT if there else theme.LINE))
        corners = (QPointF(-2 * way, -4), QPointF(3 * way, 0), QPointF(-2 * way, 4))
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    painter.restore()
