"""What lies still below a part of a widget that moves, kept as a picture."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget


class Ground:
    """Painted once, by `paint`, and then only where it was touched or at another size: what moves costs only itself.

    `paint` covers the part it is given, which is in the widget's coordinates; no more than what is in sight of
    the widget is kept.
    """

    def __init__(self, widget: QWidget, paint: Callable[[QPainter, QRectF], None]) -> None:
        self._widget, self._paint = widget, paint
        self._picture = QPixmap()
        self._place, self._size = QRect(), QSize()
        self._stale = QRegion()

    def touch(self, part: QRect | None = None) -> None:
        """Have a part painted anew; without one, all of it."""
        part = self._widget.rect() if part is None else part
        self._stale += part
        self._widget.update(part)

    def show(self, painter: QPainter, part: QRect) -> None:
        """Paint a part of the widget, in its own paint event."""
        seen = self._widget.visibleRegion().boundingRect().united(part)
        ratio = self._widget.devicePixelRatioF()
        if self._size != self._widget.size():
            self._size = self._widget.size()
            self._stale += self._widget.rect()
        if (self._place, self._picture.devicePixelRatio()) != (seen, ratio):
            self._move_to(seen, ratio)
        stale = self._stale.intersected(seen).boundingRect()
        if not stale.isEmpty():
            with QPainter(self._picture) as inner:
                inner.translate(-seen.topLeft())
                inner.setClipRect(stale)
                self._paint(inner, QRectF(stale))
        self._stale = QRegion()
        painter.drawPixmap(seen.topLeft(), self._picture)

    def _move_to(self, seen: QRect, ratio: float) -> None:
        """Keep another part; of the picture there was, what lies on whole pixels."""
        had, place = self._picture, self._place
        self._picture = QPixmap(QSize(math.ceil(seen.width() * ratio), math.ceil(seen.height() * ratio)))
        self._picture.setDevicePixelRatio(ratio)
        fresh = QRegion(seen)
        if ratio == had.devicePixelRatio() and ratio.is_integer():
            with QPainter(self._picture) as inner:
                inner.drawPixmap(place.topLeft() - seen.topLeft(), had)
            fresh -= place
        self._stale += fresh
        self._place = seen
