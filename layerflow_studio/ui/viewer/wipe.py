"""The handle on the line between two pictures: dragged, or moved with the arrow keys while it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QWidget

from layerflow_studio.ui import theme

STEPS = 1000
_SIDE = 26


class WipeHandle(QAbstractSlider):
    """A round knob over its parent; its value goes from 0 (left or top) to `STEPS`.

    The parent says where the picture is by `follow`, and may hand drags on the line over to `drag_to`.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Wipe position"))
        self.setToolTip(self.tr("Drag the line, or move it with the arrow keys"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_SIDE, _SIDE)
        self.setRange(0, STEPS)
        self.setSingleStep(STEPS // 100)
        self.setPageStep(STEPS // 10)
        self.setValue(STEPS // 2)
        self._rect = QRectF()
        self.valueChanged.connect(self._place)
        self.set_vertical(False)
        self.hide()

    @property
    def share(self) -> float:
        """The position from 0 to 1."""
        return self.value() / STEPS

    @property
    def vertical(self) -> bool:
        """Whether the first picture is above the line instead of left of it."""
        return self.orientation() == Qt.Orientation.Vertical

    def set_vertical(self, vertical: bool) -> None:
        """Turn the line; the knob then moves up and down."""
        self.setOrientation(Qt.Orientation.Vertical if vertical else Qt.Orientation.Horizontal)
        self.setInvertedAppearance(vertical)
        self.setInvertedControls(vertical)
        self.setCursor(Qt.CursorShape.SplitVCursor if vertical else Qt.CursorShape.SplitHCursor)
        self._place()

    def follow(self, picture: QRectF) -> None:
        """The picture lies here now."""
        if picture != self._rect:
            self._rect = picture
            self._place()

    def line(self) -> tuple[QPointF, QPointF]:
        """The ends of the line, in the parent's coordinates."""
        rect = self._rect
        if self.vertical:
            y = rect.y() + rect.height() * self.share
            return QPointF(rect.left(), y), QPointF(rect.right(), y)
        x = rect.x() + rect.width() * self.share
        return QPointF(x, rect.top()), QPointF(x, rect.bottom())

    def is_near(self, at: QPointF, reach: float = 6) -> bool:
        """Whether a point of the parent is on the line."""
        first, second = self.line()
        if self.vertical:
            return abs(at.y() - first.y()) <= reach and first.x() <= at.x() <= second.x()
        return abs(at.x() - first.x()) <= reach and first.y() <= at.y() <= second.y()

    def drag_to(self, at: QPointF) -> None:
        """Bring the line to a point of the parent."""
        rect = self._rect
        if rect.isEmpty():
            return
        across = (at.x() - rect.x()) / rect.width()
        share = (at.y() - rect.y()) / rect.height() if self.vertical else across
        self.setValue(round(STEPS * min(1.0, max(0.0, share))))

    def sides(self, picture: QRectF, size: QSize, area: QRectF) -> tuple[QRectF, QRectF]:
        """The parts of an area that the two pictures have, cut between two pixels of pictures of a size."""
        if self.vertical:
            edge = picture.y() + round(self.share * size.height()) * picture.height() / size.height()
            above = QRectF(area.left(), area.top(), area.width(), edge - area.top())
            return above, QRectF(area.left(), edge, area.width(), area.bottom() - edge)
        edge = picture.x() + round(self.share * size.width()) * picture.width() / size.width()
        before = QRectF(area.left(), area.top(), edge - area.left(), area.height())
        return before, QRectF(edge, area.top(), area.right() - edge, area.height())

    def paint_line(self, painter: QPainter, seen: QRectF) -> None:
        """Paint the line on the parent, with a letter on each side at its end, as far as the picture is seen."""
        first, second = self.line()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((theme.EDGE, 3.0), (theme.ACCENT, 1.4)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(first, second)
        if self.vertical:
            places = (QPointF(seen.right() - 24, first.y() - 24), QPointF(seen.right() - 24, first.y() + 6))
        else:
            places = (QPointF(first.x() - 24, seen.bottom() - 24), QPointF(first.x() + 6, seen.bottom() - 24))
        painter.setFont(theme.numeric_font(8.75, bold=True))
        ground = QColor(theme.SURROUND)
        ground.setAlpha(215)
        for letter, place in zip("AB", places, strict=True):
            box = QRectF(place.x(), place.y(), 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letter)

    def _place(self, *_: object) -> None:
        first, second = self.line()
        parent = self.parentWidget()
        middle = (first + second) / 2
        if parent is not None and not self._rect.isEmpty():
            seen = self._rect.intersected(QRectF(parent.rect()))
            middle = QPointF(middle.x(), seen.center().y()) if not self.vertical else middle
            middle = QPointF(seen.center().x(), middle.y()) if self.vertical else middle
        self.move((middle - QPointF(_SIDE / 2, _SIDE / 2)).toPoint())

    # --- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the knob."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move with the cursor."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.drag_to(QPointF(self.mapToParent(event.position().toPoint())))

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when turned on or off."""
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A disc with two arrow heads; a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(_SIDE / 2, _SIDE / 2)
        ring = theme.ACCENT if self.hasFocus() else theme.EDGE
        painter.setPen(QPen(QColor(ring), 2))
        painter.setBrush(QColor(theme.TEXT))
        painter.drawEllipse(middle, 10, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ON_ACCENT))
        if self.vertical:
            painter.translate(middle)
            painter.rotate(90)
            painter.translate(-middle)
        for way in (-1, 1):
            tip = middle + QPointF(way * 6.5, 0)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(-way * 4, -3.5), tip + QPointF(-way * 4, 3.5)]))
