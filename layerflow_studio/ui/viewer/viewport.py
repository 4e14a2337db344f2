"""Where pictures lie in the viewer: fit, zoom to a point, pan; one picture, or two beside each other."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize

SMALLEST_ZOOM, LARGEST_ZOOM = 1 / 16, 64.0
MARGIN = 18
_GAP = 14


def fitting(size: QSize, room: QRectF) -> float:
    """Return the scale at which a picture just fits."""
    if size.isEmpty() or room.width() <= 0 or room.height() <= 0:
        return 1.0
    return min(room.width() / size.width(), room.height() / size.height())


class Viewport:
    """Zoom and place of the pictures in a widget's area, all with the same zoom and place.

    `zoom` is device pixels per picture pixel, None while fitted, so that 100 % is exact on every screen.
    `scale` is the same in the widget's own (logical) pixels.
    """

    def __init__(self) -> None:
        self.size = QSize(16, 9)
        self.area = QRectF(0, 0, 160, 90)
        self.ratio = 1.0
        self.count = 1
        self.zoom: float | None = None
        self._centre = QPointF(0.5, 0.5)

    @property
    def scale(self) -> float:
        """Logical pixels per picture pixel."""
        if self.zoom is not None:
            return self.zoom / self.ratio
        return min(fitting(self.size, _room(pane)) for pane in self.panes())

    @property
    def shown_zoom(self) -> float:
        """Device pixels per picture pixel, also while fitted."""
        return self.scale * self.ratio

    def panes(self) -> list[QRectF]:
        """The part of the area each picture has, in the split that lets them be largest."""
        if self.count == 1:
            return [QRectF(self.area)]
        area = self.area
        wide, high = (area.width() - _GAP) / 2, (area.height() - _GAP) / 2
        beside = [QRectF(area.x() + n * (wide + _GAP), area.y(), wide, area.height()) for n in range(2)]
        below = [QRectF(area.x(), area.y() + n * (high + _GAP), area.width(), high) for n in range(2)]
        better = fitting(self.size, _room(below[0])) > fitting(self.size, _room(beside[0]))
        return below if better else beside

    def pane_at(self, at: QPointF) -> int:
        """The pane a point is in, the nearest one where it is in none."""
        distances = [(at - pane.center()).manhattanLength() for pane in self.panes()]
        inside = [place for place, pane in enumerate(self.panes()) if pane.contains(at)]
        return inside[0] if inside else distances.index(min(distances))

    def picture_rect(self, pane: int = 0) -> QRectF:
        """Where a pane's picture is."""
        scale, middle = self.scale, self.panes()[pane].center()
        width, height = self.size.width() * scale, self.size.height() * scale
        left = self._on_pixel(middle.x() - width * self._centre.x())
        top = self._on_pixel(middle.y() - height * self._centre.y())
        return QRectF(left, top, width, height)

    def to_picture(self, at: QPointF, pane: int | None = None) -> QPointF:
        """Return the picture coordinates, in picture pixels, of a point, by default in the pane it is in."""
        rect = self.picture_rect(self.pane_at(at) if pane is None else pane)
        return QPointF((at.x() - rect.x()) / self.scale, (at.y() - rect.y()) / self.scale)

    def from_picture(self, point: QPointF, pane: int = 0) -> QPointF:
        """Return where a picture point lies in the widget."""
        rect = self.picture_rect(pane)
        return QPointF(rect.x() + point.x() * self.scale, rect.y() + point.y() * self.scale)

    def fit(self) -> None:
        """Show the whole picture as large as there is room."""
        self.zoom, self._centre = None, QPointF(0.5, 0.5)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping the picture point at a place (the middle of the first pane when None) where it is."""
        at = at if at is not None else self.panes()[0].center()
        pane = self.pane_at(at)
        before = self.to_picture(at, pane)
        self.zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        moved = self.to_picture(at, pane) - before
        self._shift(QPointF(moved.x() / self.size.width(), moved.y() / self.size.height()))

    def pan(self, by: QPointF) -> None:
        """Move the pictures by logical pixels; a fitted picture stays."""
        if self.zoom is not None:
            rect = self.picture_rect()
            self._shift(QPointF(by.x() / rect.width(), by.y() / rect.height()))

    def _shift(self, by: QPointF) -> None:
        """Move, keeping some of the picture in sight."""
        centre = self._centre - by
        self._centre = QPointF(min(1.0, max(0.0, centre.x())), min(1.0, max(0.0, centre.y())))

    def _on_pixel(self, place: float) -> float:
        return round(place * self.ratio) / self.ratio


def _room(pane: QRectF) -> QRectF:
    return pane.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
