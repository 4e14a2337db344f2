"""The picture itself: checkerboard, fit or zoom to the cursor, pan, and a preview's layers side by side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.ui import theme

SMALLEST_ZOOM, LARGEST_ZOOM = 1 / 16, 64.0
_WHEEL_STEP = 1.2
_SQUARE = 8
_CHECKER = (QColor(78, 78, 78), QColor(104, 104, 104))
_NEAREST_ABOVE = 2.0
_MARGIN = 18
_GAP = 14


@dataclass(frozen=True)
class Tile:
    """A picture with a caption and its layer's colour, one of several beside each other."""

    image: QImage
    caption: str
    colour: str


class Canvas(QWidget):
    """Shows one picture, or tiles while a preview runs.

    `zoom` is None while the picture is fitted, else screen pixels per picture pixel. Pictures are drawn
    smoothly when fitted and up to 200 %, and pixel by pixel above.
    """

    zoom_changed = Signal()
    shown = Signal()
    """A new picture was painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image: QImage | None = None
        self._size = QSize(16, 9)
        self._tiles: list[Tile] = []
        self._message = ""
        self._tag = ""
        self._backdrop = Backdrop.CHECKER
        self._zoom: float | None = None
        self._centre = QPointF(0.5, 0.5)
        self._grip: QPointF | None = None
        self._checker = _checker()
        self._fresh = False

    def sizeHint(self) -> QSize:
        """A comfortable 16:9."""
        return QSize(720, 405)

    # --- what is shown

    @property
    def image(self) -> QImage | None:
        """The picture now on screen."""
        return self._image

    @property
    def tiles(self) -> list[Tile]:
        """The tiles now on screen; empty while the picture is shown."""
        return self._tiles

    @property
    def tag(self) -> str:
        """What is said over the picture when it is not the final one."""
        return self._tag

    @property
    def message(self) -> str:
        """What is said in place of a picture."""
        return self._message

    def set_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image, self._size, self._fresh = image, image.size(), True
        self.update()

    def set_frame_size(self, size: QSize) -> None:
        """Say how large pictures will be; nothing is shown until one comes."""
        if size != self._size:
            self._size, self._image = size, None
            self.update()

    def set_tiles(self, tiles: list[Tile], tag: str) -> None:
        """Show tiles under a tag; an empty list brings the picture back."""
        self._tiles, self._tag = tiles, tag
        self.update()

    def set_message(self, message: str) -> None:
        """Say something in the middle of the empty picture."""
        if message != self._message:
            self._message = message
            self.setAccessibleDescription(message)
            self.update()

    @property
    def backdrop(self) -> Backdrop:
        """What is seen through the picture."""
        return self._backdrop

    def set_backdrop(self, backdrop: Backdrop) -> None:
        """Choose what is seen through the picture."""
        self._backdrop = backdrop
        self.update()

    # --- zoom

    @property
    def zoom(self) -> float | None:
        """Screen pixels per picture pixel as chosen; None is fitted."""
        return self._zoom

    @property
    def scale(self) -> float:
        """Screen pixels per picture pixel as shown."""
        return self._zoom if self._zoom is not None else self._fitting(QSize(self._size), self._room())

    def fit(self) -> None:
        """Show the whole picture as large as there is room."""
        self._zoom, self._centre = None, QPointF(0.5, 0.5)
        self._zoomed()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping the picture point at a widget position (the middle when None) where it is."""
        zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        at = at if at is not None else QRectF(self.rect()).center()
        before = self.to_picture(at)
        self._zoom = zoom
        moved = self.to_picture(at) - before
        self._centre -= QPointF(moved.x() / self._size.width(), moved.y() / self._size.height())
        self._hold()
        self._zoomed()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in by wheel steps, out when negative."""
        self.zoom_to(self.scale * _WHEEL_STEP**steps, at)

    def to_picture(self, at: QPointF) -> QPointF:
        """Return the picture coordinates, in picture pixels, of a widget position."""
        rect = self.picture_rect()
        return QPointF((at.x() - rect.x()) / self.scale, (at.y() - rect.y()) / self.scale)

    def picture_rect(self) -> QRectF:
        """Where the picture is in the widget."""
        width, height = self._size.width() * self.scale, self._size.height() * self.scale
        middle = QRectF(self.rect()).center()
        return QRectF(
            round(middle.x() - width * self._centre.x()),
            round(middle.y() - height * self._centre.y()),
            width,
            height,
        )

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)

    @staticmethod
    def _fitting(size: QSize, room: QRectF) -> float:
        if size.isEmpty() or room.width() <= 0 or room.height() <= 0:
            return 1.0
        return min(room.width() / size.width(), room.height() / size.height())

    def _hold(self) -> None:
        """Keep some of the picture in sight."""
        self._centre = QPointF(min(1.0, max(0.0, self._centre.x())), min(1.0, max(0.0, self._centre.y())))

    def _zoomed(self) -> None:
        self.update()
        self.zoom_changed.emit()

    # --- events

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor."""
        if not self._tiles:
            self.zoom_by(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grip = event.position()
            if self._zoom is not None:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture that is held."""
        if self._grip is None or self._zoom is None:
            return
        moved = event.position() - self._grip
        self._grip = event.position()
        rect = self.picture_rect()
        self._centre -= QPointF(moved.x() / rect.width(), moved.y() / rect.height())
        self._hold()
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._grip = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Between fitted and 100 %."""
        self.fit() if self._zoom is not None else self.zoom_to(1.0)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """A fitted picture changes its scale."""
        if self._zoom is None:
            self.zoom_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave every key to the window."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surround and what is shown."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.SURROUND))
        if self._tiles:
            self._paint_tiles(painter)
        else:
            self._paint_picture(painter, self.picture_rect(), self._image, self._is_coarse())
            if self._message:
                self._paint_message(painter)
        if self._tag:
            self._paint_tag(painter)
        painter.end()
        if self._fresh:
            self._fresh = False
            self.shown.emit()

    def _is_coarse(self) -> bool:
        return self._zoom is not None and self._zoom > _NEAREST_ABOVE

    def _paint_picture(self, painter: QPainter, rect: QRectF, image: QImage | None, coarse: bool) -> None:
        painter.fillRect(rect.adjusted(-1, -1, 1, 1), QColor(theme.EDGE))
        if self._backdrop == Backdrop.CHECKER:
            painter.setBrushOrigin(rect.topLeft())
            painter.fillRect(rect, QBrush(self._checker))
        else:
            painter.fillRect(rect, QColor("white" if self._backdrop == Backdrop.WHITE else "black"))
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not coarse)
            painter.drawImage(rect, image)

    def _paint_tiles(self, painter: QPainter) -> None:
        """The tiles in the arrangement that lets them be largest."""
        room = self._room().adjusted(0, 24 if self._tag else 0, 0, 0)
        size = self._tiles[0].image.size()
        count = len(self._tiles)
        caption = 22

        def cell(columns: int) -> tuple[float, int]:
            rows = -(-count // columns)
            width = (room.width() - _GAP * (columns - 1)) / columns
            height = (room.height() - _GAP * (rows - 1)) / rows - caption
            return self._fitting(size, QRectF(0, 0, width, height)), columns

        scale, columns = max(cell(columns) for columns in range(1, count + 1))
        width, height = size.width() * scale, size.height() * scale
        rows = -(-count // columns)
        top = room.center().y() - (rows * (height + caption) + (rows - 1) * _GAP) / 2
        for place, tile in enumerate(self._tiles):
            row, column = divmod(place, columns)
            in_row = min(columns, count - row * columns)
            left = room.center().x() - (in_row * width + (in_row - 1) * _GAP) / 2
            rect = QRectF(
                round(left + column * (width + _GAP)),
                round(top + caption + row * (height + caption + _GAP)),
                width,
                height,
            )
            self._paint_picture(painter, rect, tile.image, coarse=False)
            painter.fillRect(QRectF(rect.x(), rect.y() - 16, 8, 8), QColor(tile.colour))
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(rect.adjusted(14, -caption, 0, 0).topLeft() + QPointF(0, 15), tile.caption)

    def _paint_message(self, painter: QPainter) -> None:
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = QRectF(self.rect()).adjusted(60, 40, -60, -40)
        bounds = painter.boundingRect(room, int(flags), self._message).adjusted(-18, -12, 18, 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(31, 31, 31, 235))
        painter.drawRoundedRect(bounds, 6, 6)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(room, int(flags), self._message)

    def _paint_tag(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = painter.fontMetrics().horizontalAdvance(self._tag)
        rect = QRectF(12, 10, text + 34, 24)
        painter.setPen(QPen(QColor(theme.ACCENT), 1))
        painter.setBrush(QColor(27, 27, 27, 235))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawEllipse(QPointF(rect.x() + 13, rect.center().y()), 4, 4)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(rect.adjusted(24, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self._tag)


def _checker() -> QPixmap:
    """Two by two squares of the checkerboard, whose squares keep their size on screen."""
    pixmap = QPixmap(2 * _SQUARE, 2 * _SQUARE)
    painter = QPainter(pixmap)
    for row in range(2):
        for column in range(2):
            square = QRectF(column * _SQUARE, row * _SQUARE, _SQUARE, _SQUARE)
            painter.fillRect(square, _CHECKER[(row + column) % 2])
    painter.end()
    return pixmap
