"""The start page's large buttons and its three steps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text, muted, wrapped
from layerflow_studio.ui.icons import picture

_LEFT, _RIGHT, _LINE = 48, 14, 16
_MOST_LINES = 3


class CardButton(QPushButton):
    """An icon, what it does, and below it a sentence over as many lines as it takes, at most three."""

    def __init__(self, picture_name: str, title: str, sentence: str = "", *, primary: bool = False) -> None:
        super().__init__()
        self.setObjectName("primary" if primary else "card")
        self._ink = theme.ON_ACCENT if primary else theme.TEXT
        self._small_ink = theme.ON_ACCENT if primary else theme.MUTED
        self._glyph = picture(picture_name, 22, theme.ON_ACCENT if primary else theme.ACCENT, 2)
        self._title = title
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_sentence(sentence)

    @property
    def sentence(self) -> str:
        """What is said below the title."""
        return self._sentence

    def set_sentence(self, sentence: str) -> None:
        """Say something else below the title."""
        self._sentence = sentence
        self.setAccessibleDescription(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the title and three lines."""
        return QSize(210, 40 + _LINE * _MOST_LINES)

    def minimumSizeHint(self) -> QSize:
        """Narrow, as high."""
        return QSize(150, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground as the style does, then icon and words."""
        super().paintEvent(event)
        painter = QPainter(self)
        lines = self._lines(self.width() - _LEFT - _RIGHT)
        top = (self.height() - 22 - _LINE * len(lines)) / 2
        painter.drawPixmap(14, round(top), self._glyph)
        room = self.width() - _LEFT - _RIGHT
        painter.setPen(QColor(self._ink))
        painter.setFont(theme.numeric_font(10.5, bold=True))
        title = elided_font_text(self._title, painter.font(), room)
        painter.drawText(QRectF(_LEFT, top, room, 20), int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.setPen(QColor(self._small_ink))
        painter.setFont(theme.numeric_font(8.75))
        for number, line in enumerate(lines):
            painter.drawText(QRectF(_LEFT, top + 22 + _LINE * number, room, _LINE), 0, line)

    def _lines(self, width: int) -> list[str]:
        return wrapped(self._sentence, QFontMetrics(theme.numeric_font(8.75)), width, _MOST_LINES)


class Steps(QFrame):
    """Three numbered steps side by side."""

    def __init__(self, steps: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setObjectName("steps")
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 14, 16, 14)
        line.setSpacing(18)
        for number, (title, text) in enumerate(steps, 1):
            line.addWidget(_step(number, title, text), 1)


def _step(number: int, title: str, text: str) -> QWidget:
    head = QLabel(title)
    head.setFont(theme.numeric_font(9.75, bold=True))
    words = muted(text)
    words.setWordWrap(True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    disc = QLabel()
    disc.setPixmap(_number(number))
    step = QWidget()
    top = QHBoxLayout()
    top.setSpacing(8)
    top.addWidget(disc)
    top.addWidget(head, 1)
    whole = QVBoxLayout(step)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(6)
    whole.addLayout(top)
    whole.addWidget(words, 1)
    return step


def _number(number: int, side: int = 22, scale: int = 2) -> QPixmap:
    """A figure in a ring."""
    pixmap = QPixmap(side * scale, side * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(scale)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.ACCENT))
    painter.drawEllipse(QRectF(1, 1, side - 2, side - 2))
    painter.setFont(theme.numeric_font(9, bold=True))
    painter.drawText(QRectF(0, 0, side, side), int(Qt.AlignmentFlag.AlignCenter), str(number))
    painter.end()
    return pixmap
