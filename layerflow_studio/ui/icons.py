"""Icons: SVG line drawings, painted in the theme's colours at every scale a screen may have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import ClassVar

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from layerflow_studio.core.shipped import RESOURCES
from layerflow_studio.ui import theme


@cache
def _drawing(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def picture(name: str, side: int, colour: str = theme.TEXT, scale: float = 1) -> QPixmap:
    """Paint an icon in one colour, `side` logical pixels wide and high; not to be painted on."""
    pixels = round(side * scale)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    svg.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


class _Engine(QIconEngine):
    """Draws an icon when it is first shown, in the pixels of the screen that shows it."""

    _copies: ClassVar[list[_Engine]] = []
    """Qt owns what `clone` returns, and PySide6 does not know: kept, so that Python does not delete it as well."""

    def __init__(self, name: str, on: str | None, colour: str, on_colour: str) -> None:
        super().__init__()
        self._drawings = ((name, colour), (on, on_colour) if on else (name, colour))

    def clone(self) -> _Engine:
        (name, colour), (on, on_colour) = self._drawings
        copy = _Engine(name, on, colour, on_colour)
        self._copies.append(copy)
        return copy

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, scale))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        name, colour = self._drawings[state == QIcon.State.On]
        if mode == QIcon.Mode.Disabled:
            colour = theme.FAINT
        return picture(name, min(size.width(), size.height()), colour, scale)


@cache
def icon(name: str, on: str | None = None, colour: str = theme.TEXT, on_colour: str = theme.ACCENT) -> QIcon:
    """An icon that dims when disabled; with `on`, that drawing in `on_colour` while checked."""
    return QIcon(_Engine(name, on, colour, on_colour))


def draw_ahead(window: QWidget) -> Iterator[QAbstractButton]:
    """Draw what the buttons of a window show in any state, one button each time that this is asked for the next.

    Every drawing is read as well, for what is made later.
    """
    for path in (RESOURCES / "icons").glob("*.svg"):
        _drawing(path.stem)
    scale = window.devicePixelRatioF()
    for button in window.findChildren(QAbstractButton):
        if isValid(button) and not button.icon().isNull():
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
                for state in (QIcon.State.Off, QIcon.State.On):
                    button.icon().pixmap(button.iconSize(), scale, mode, state)
            yield button


def application_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    svg = QSvgRenderer(str(RESOURCES / "icons" / "layerflow-studio.svg"))
    result = QIcon()
    for side in (16, 32, 64, 128, 256):
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        svg.render(painter)
        painter.end()
        result.addPixmap(pixmap)
    return result
