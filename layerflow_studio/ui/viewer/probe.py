"""The values of the picture pixel under the cursor, in a line of fixed columns below the picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from layerflow_studio.ui import theme
from layerflow_studio.ui.numbers import fixed

_HEIGHT, _LEFT, _GAP = 24, 12, 12


@dataclass(frozen=True)
class Reading:
    """A pixel's place and its straight red, green, blue and alpha in 0..255, and which picture it is of."""

    x: int
    y: int
    rgba: tuple[int, int, int, int]
    picture: str = ""

    @property
    def hex(self) -> str:
        """The colour as a web colour, with alpha where it is not opaque."""
        red, green, blue, alpha = self.rgba
        return f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")

    @property
    def unit(self) -> tuple[float, ...]:
        """The straight values in 0..1."""
        return tuple(value / 255 for value in self.rgba)

    @property
    def premultiplied(self) -> tuple[int, int, int]:
        """Red, green and blue multiplied by alpha, in 0..255."""
        red, green, blue, alpha = self.rgba
        return round(red * alpha / 255), round(green * alpha / 255), round(blue * alpha / 255)


class ProbeLine(QWidget):
    """Place, swatch, 0-255, 0-1, premultiplied and hex; every figure stands in a column of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Pixel under the cursor"))
        self.setToolTip(
            self.tr("Straight values of the pixel under the cursor; Ctrl+click copies its colour")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._reading: Reading | None = None
        self._beside = ""

    @property
    def reading(self) -> Reading | None:
        """What is shown."""
        return self._reading

    def minimumSizeHint(self) -> QSize:
        """What has no room is left out, from the right."""
        return QSize(160, _HEIGHT)

    def show_reading(self, reading: Reading | None) -> None:
        """Show a pixel, or none."""
        if reading != self._reading:
            self._reading = reading
            self.setAccessibleDescription(", ".join(text for text, _ in self._columns()))
            self.update()

    def set_beside(self, text: str) -> None:
        """Say something at the right end, such as the picture's size."""
        if text != self._beside:
            self._beside = text
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the columns that have room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.WINDOW))
        painter.setFont(theme.numeric_font(8.75))
        metrics = QFontMetricsF(painter.font())
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        x = float(_LEFT)
        if self._reading is not None:
            x = self._paint_swatch(painter, x, self._reading)
        for number, (text, widest) in enumerate(self._columns()):
            width = metrics.horizontalAdvance(widest)
            if x + width > self.width() - 2:
                break
            painter.setPen(QColor(theme.TEXT if number == 1 else theme.MUTED))
            painter.drawText(QRectF(x, 0, width + 4, self.height()), flags, text)
            x += width + _GAP
        if x + metrics.horizontalAdvance(self._beside) + _LEFT < self.width():
            right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(QRectF(self.rect()).adjusted(0, 0, -_LEFT, 0), right, self._beside)

    def _paint_swatch(self, painter: QPainter, x: float, reading: Reading) -> float:
        box = QRectF(x + 0.5, 5.5, 13, 13)
        painter.fillRect(box, QColor(104, 104, 104))
        painter.fillRect(QRectF(box.topLeft(), QPointF(box.center())), QColor(78, 78, 78))
        painter.fillRect(QRectF(box.center(), box.bottomRight()), QColor(78, 78, 78))
        painter.fillRect(box, QColor(*reading.rgba))
        painter.setPen(QPen(QColor(theme.BORDER), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        return x + 22

    def _columns(self) -> list[tuple[str, str]]:
        """Texts, each with the widest text of its column."""
        now = self._reading
        if now is None:
            hint = self.tr("Point at the picture to read a pixel")
            return [(hint, hint)]
        place = f"{now.picture}  x {now.x}  y {now.y}".strip()
        straight = "  ".join(f"{name} {value}" for name, value in zip("RGBA", now.rgba, strict=True))
        unit = "  ".join(fixed(value, 3) for value in now.unit)
        multiplied = self.tr("premult. {values}")
        values = "  ".join(str(value) for value in now.premultiplied)
        return [
            (place, f"{'A  ' if now.picture else ''}x 0000  y 0000"),
            (straight, "R 000  G 000  B 000  A 000"),
            (now.hex, "#00000000"),
            (unit, "0.000  0.000  0.000  0.000"),
            (multiplied.format(values=values), multiplied.format(values="000  000  000")),
        ]
