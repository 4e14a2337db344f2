"""Icons: SVG line drawings, painted in the theme's colours at every scale a screen may have."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from layerflow_studio.ui import theme
from layerflow_studio.ui.resources import RESOURCES

_SIDES = (16, 24)
_SCALE = 2  # drawn for the finest screens, and reduced for the others


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


@cache
def icon(name: str, on: str | None = None, colour: str = theme.TEXT, on_colour: str = theme.ACCENT) -> QIcon:
    """An icon that dims when disabled; with `on`, that drawing in `on_colour` while checked."""
    result = QIcon()
    off, dimmed = QIcon.State.Off, QIcon.Mode.Disabled
    for side in _SIDES:
        result.addPixmap(picture(name, side, colour, _SCALE), QIcon.Mode.Normal, off)
        result.addPixmap(picture(name, side, theme.FAINT, _SCALE), dimmed, off)
        if on is not None:
            result.addPixmap(picture(on, side, on_colour, _SCALE), QIcon.Mode.Normal, QIcon.State.On)
            result.addPixmap(picture(on, side, theme.FAINT, _SCALE), dimmed, QIcon.State.On)
    return result


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
