"""Rows one below the other in a scroll area: the list of layers and the list of jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Column(QScrollArea):
    """Holds rows in order, from the top; `moved` tells that other rows are in sight."""

    moved = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setObjectName("stack")
        self._lines = QVBoxLayout(self._inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(1)
        self._lines.addStretch(1)
        self.setWidget(self._inside)
        for part in (self, self.viewport(), self._inside):  # rows stay as painted when the column grows
            part.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._mark = QFrame(self._inside)
        self._mark.setObjectName("gap-mark")
        self._mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._mark.hide()
        self.verticalScrollBar().valueChanged.connect(self.moved)

    def arrange(self, rows: Sequence[QWidget]) -> None:
        """Put rows in this order; those already there are moved only when they have to be."""
        for place, row in enumerate(rows):
            item = self._lines.itemAt(place)
            if item is None or item.widget() is not row:
                self._lines.insertWidget(place, row)

    def drop(self, row: QWidget) -> None:
        """Take a row out and delete it."""
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def place_at(self, at: QPoint) -> int:
        """Return before which row, counted from the top, a place on the screen lies: 0 is above them all."""
        y = self._inside.mapFromGlobal(at).y()
        return sum(area.center().y() < y for area in self._areas())

    def row_at(self, at: QPoint) -> int:
        """Return which row, counted from the top, is at the height of a place on the screen, or nearest to it."""
        y, areas = self._inside.mapFromGlobal(at).y(), self._areas()
        return min(sum(area.bottom() < y for area in areas), len(areas) - 1)

    def follow(self, at: QPoint) -> None:
        """Bring the height of a place on the screen into sight."""
        self.ensureVisible(0, self._inside.mapFromGlobal(at).y(), 0, 24)

    def mark_gap(self, place: int | None) -> None:
        """Paint a line before a row, counted from the top, and bring it into sight; None takes it away."""
        areas = self._areas()
        if place is None or not areas:
            self._mark.hide()
            return
        y = areas[place].top() if place < len(areas) else areas[-1].bottom() + 1
        y = min(max(y, 2), self._inside.height() - 2)
        self._mark.setGeometry(0, y - 2, self._inside.width(), 3)
        self._mark.raise_()
        self._mark.show()
        self.ensureVisible(0, y, 0, 24)

    def _areas(self) -> list[QRect]:
        items = (self._lines.itemAt(place) for place in range(self._lines.count()))
        rows = (item.widget() for item in items if item is not None)
        return [row.geometry() for row in rows if row is not None]

    def in_sight(self, row: QWidget) -> bool:
        """Whether any part of a row can be seen."""
        top = row.mapTo(self._inside, QPoint(0, 0)).y() - self.verticalScrollBar().value()
        return row.isVisible() and QRect(0, top, 1, row.height()).intersects(
            QRect(0, 0, 1, self.viewport().height())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows may have come into sight."""
        super().resizeEvent(event)
        self.moved.emit()


class _Gap(QWidget):
    """Tells when it is painted."""

    seen = Signal()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.seen.emit()


class Slot(QWidget):
    """The place of a row that is made when it is first seen or asked for."""

    def __init__(self, make: Callable[[], QWidget], height: int) -> None:
        super().__init__()
        self._make = make
        self.row: QWidget | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        self.setMinimumHeight(height)
        self._gap = _Gap()
        self._gap.seen.connect(self.fill, Qt.ConnectionType.QueuedConnection)
        lines.addWidget(self._gap)

    def fill(self) -> QWidget:
        """Return the row, made now if need be."""
        if self.row is None:
            self.row = self._make()
            layout = self.layout()
            assert layout is not None
            layout.replaceWidget(self._gap, self.row)
            self._gap.deleteLater()
            self.setMinimumHeight(0)
        return self.row
