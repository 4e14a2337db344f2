"""Painting of the viewer: pictures to the very device pixel, backdrops, grid, guides, tags and captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from layerflow_studio.core.viewmodes import Backdrop, Colour
from layerflow_studio.ui import theme
from layerflow_studio.ui.viewer.viewport import fitting

_SQUARE = 8
_SMOOTH_UP_TO = 2.0
_GRID_ABOVE = 8.0
_ACTION_SAFE, _TITLE_SAFE = 0.93, 0.90  # SMPTE ST 2046-1
_TILE_GAP, _CAPTION = 14, 22


class Guide(StrEnum):
    """Lines over the picture that help composing."""

    SAFE = "safe"
    THIRDS = "thirds"
    CENTRE = "centre"


@dataclass(frozen=True)
class Tile:
    """A picture with a caption and its layer's colour, one of several beside each other."""

    image: QImage
    caption: str
    colour: str


@contextmanager
def device_pixels(painter: QPainter) -> Iterator[None]:
    """Paint in device pixels, whatever the screen's scale and the widget's place in the window."""
    painter.save()
    device = painter.deviceTransform()
    painter.setWorldTransform(device.inverted()[0] * painter.worldTransform())
    yield
    painter.restore()


def device_rect(painter: QPainter, rect: QRectF) -> QRect:
    """Return a rectangle in whole device pixels."""
    mapped = painter.deviceTransform().mapRect(rect)
    left, top = round(mapped.left()), round(mapped.top())
    return QRect(left, top, max(1, round(mapped.width())), max(1, round(mapped.height())))


def paint_picture(
    painter: QPainter, rect: QRectF, image: QImage | None, backdrop: Backdrop | Colour, clip: QRectF
) -> None:
    """Paint a picture over its backdrop, as far as it lies in `clip`; both in logical pixels.

    Smoothly up to 200 %, pixel by pixel above; at 100 % every picture pixel is one device pixel.
    """
    target, seen = device_rect(painter, rect), device_rect(painter, clip)
    seen = seen.intersected(target)
    if seen.isEmpty():
        return
    side = max(1, round(_SQUARE * target.width() / max(1.0, rect.width())))
    with device_pixels(painter):
        painter.setClipRect(seen)
        _paint_backdrop(painter, target, seen, backdrop, side)
        if image is not None and not image.isNull():
            _paint_image(painter, target, seen, image)


def _paint_backdrop(
    painter: QPainter, target: QRect, seen: QRect, backdrop: Backdrop | Colour, side: int
) -> None:
    if backdrop == Backdrop.CHECKER:
        painter.setBrushOrigin(target.topLeft())
        painter.fillRect(seen, QBrush(_checker(side)))
    else:
        painter.fillRect(seen, backdrop_colour(backdrop))


def _paint_image(painter: QPainter, target: QRect, seen: QRect, image: QImage) -> None:
    """Paint only the picture pixels that are in sight: a magnified picture can be larger than Qt paints."""
    if target.size() == image.size():
        painter.drawImage(target.topLeft(), image)
        return
    across, down = target.width() / image.width(), target.height() / image.height()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, max(across, down) <= _SMOOTH_UP_TO)
    x0 = max(0, int((seen.left() - target.left()) / across) - 1)
    y0 = max(0, int((seen.top() - target.top()) / down) - 1)
    x1 = min(image.width(), int((seen.right() + 1 - target.left()) / across) + 2)
    y1 = min(image.height(), int((seen.bottom() + 1 - target.top()) / down) + 2)
    source = QRectF(x0, y0, x1 - x0, y1 - y0)
    place = QRectF(
        target.left() + x0 * across, target.top() + y0 * down, source.width() * across, source.height() * down
    )
    painter.drawImage(place, image, source)


def backdrop_colour(backdrop: Backdrop | Colour) -> QColor:
    """The colour of a plain backdrop."""
    if isinstance(backdrop, Backdrop):
        grey = {Backdrop.WHITE: 255, Backdrop.GREY: 128}.get(backdrop, 0)
        return QColor(grey, grey, grey)
    return QColor(*backdrop)


def paint_frame(painter: QPainter, rect: QRectF) -> None:
    """A thin dark line round a picture."""
    painter.setPen(QPen(QColor(theme.EDGE), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))


def paint_grid(painter: QPainter, rect: QRectF, columns: int, rows: int, clip: QRectF) -> None:
    """Lines between the picture's pixels, one device pixel thin; nothing up to 800 %."""
    target = device_rect(painter, rect)
    step = target.width() / columns
    if step <= _GRID_ABOVE:
        return
    seen = device_rect(painter, clip).intersected(target)
    with device_pixels(painter):
        painter.setClipRect(seen)
        painter.setPen(QPen(QColor(128, 128, 128, 110), 0))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        for column in range(int((seen.left() - target.left()) / step), columns + 1):
            x = target.left() + round(column * step)
            if x > seen.right():
                break
            painter.drawLine(x, seen.top(), x, seen.bottom())
        for row in range(int((seen.top() - target.top()) / step), rows + 1):
            y = target.top() + round(row * step)
            if y > seen.bottom():
                break
            painter.drawLine(seen.left(), y, seen.right(), y)


def paint_guides(painter: QPainter, rect: QRectF, guides: frozenset[Guide]) -> None:
    """Safe areas, thirds and centre, each light on dark so that it is seen on every picture."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for offset, colour in ((1, QColor(0, 0, 0, 120)), (0, QColor(235, 235, 235, 190))):
        painter.setPen(QPen(colour, 1))
        if Guide.SAFE in guides:
            for share in (_ACTION_SAFE, _TITLE_SAFE):
                painter.drawRect(_share(rect, share).translated(offset, offset))
        if Guide.THIRDS in guides:
            for third in (1 / 3, 2 / 3):
                x, y = rect.x() + rect.width() * third + offset, rect.y() + rect.height() * third + offset
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        if Guide.CENTRE in guides:
            middle, arm = rect.center() + QPointF(offset, offset), min(rect.width(), rect.height()) * 0.06
            painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))
    painter.restore()


def _share(rect: QRectF, share: float) -> QRectF:
    wide, high = rect.width() * (1 - share) / 2, rect.height() * (1 - share) / 2
    return rect.adjusted(wide, high, -wide, -high)


def paint_tiles(painter: QPainter, tiles: Sequence[Tile], room: QRectF, backdrop: Backdrop | Colour) -> None:
    """Pictures beside and below each other, in the arrangement that lets them be largest."""
    size, count = tiles[0].image.size(), len(tiles)

    def scale_of(columns: int) -> float:
        rows = -(-count // columns)
        width = (room.width() - _TILE_GAP * (columns - 1)) / columns
        height = (room.height() - _TILE_GAP * (rows - 1)) / rows - _CAPTION
        return fitting(size, QRectF(0, 0, width, height))

    scale, columns = max((scale_of(columns), columns) for columns in range(1, count + 1))
    width, height = size.width() * scale, size.height() * scale
    rows = -(-count // columns)
    top = room.center().y() - (rows * (height + _CAPTION) + (rows - 1) * _TILE_GAP) / 2
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        in_row = min(columns, count - row * columns)
        left = room.center().x() - (in_row * width + (in_row - 1) * _TILE_GAP) / 2
        x = round(left + column * (width + _TILE_GAP))
        y = round(top + _CAPTION + row * (height + _CAPTION + _TILE_GAP))
        rect = QRectF(x, y, width, height)
        paint_frame(painter, rect)
        paint_picture(painter, rect, tile.image, backdrop, rect)
        paint_caption(painter, rect, tile.caption, tile.colour)


def paint_caption(painter: QPainter, rect: QRectF, text: str, colour: str) -> None:
    """A line of text above a picture, with a small square of its colour."""
    painter.fillRect(QRectF(rect.x(), rect.y() - 16, 8, 8), QColor(colour))
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(QPointF(rect.x() + 14, rect.y() - 7), text)


def paint_tag(painter: QPainter, text: str, left: float = 12, top: float = 10) -> None:
    """A pill with a dot: what is seen is not the final picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(left, top, painter.fontMetrics().horizontalAdvance(text) + 34, 24)
    painter.setPen(QPen(QColor(theme.ACCENT), 1))
    ground = QColor(theme.SURROUND)
    ground.setAlpha(235)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.ACCENT))
    painter.drawEllipse(QPointF(rect.x() + 13, rect.center().y()), 4, 4)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(rect.adjusted(24, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)


def paint_message(painter: QPainter, area: QRectF, text: str) -> None:
    """A sentence in the middle."""
    flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
    room = area.adjusted(60, 40, -60, -40)
    bounds = painter.boundingRect(room, flags, text).adjusted(-18, -12, 18, 12)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(theme.SURROUND)
    ground.setAlpha(235)
    painter.setBrush(ground)
    painter.drawRoundedRect(bounds, 6, 6)
    painter.setPen(QColor(theme.TEXT))
    painter.drawText(room, flags, text)


@cache
def _checker(side: int) -> QPixmap:
    """Two by two squares of the checkerboard, whose squares keep their size on screen."""
    pixmap = QPixmap(2 * side, 2 * side)
    painter = QPainter(pixmap)
    for row in range(2):
        for column in range(2):
            grey = (78, 104)[(row + column) % 2]
            painter.fillRect(QRect(column * side, row * side, side, side), QColor(grey, grey, grey))
    painter.end()
    return pixmap
