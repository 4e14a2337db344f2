"""The timeline: a ruler to scrub on, one bar for each layer, and the playhead over both."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from layerflow_studio.core.document import Layer
from layerflow_studio.core.timebase import seconds_of
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text, paint_badge
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.timeline.scale import TimeScale
from layerflow_studio.ui.workspace import Workspace

RULER = 30
ROW = 42
NAMES = 176
_RIGHT = 18


class _TimeWidget(QWidget):
    """What ruler and tracks share: the scale and scrubbing."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._playhead = workspace.transport.frame
        self._beside = 0
        workspace.transport.frame_changed.connect(self._move_playhead)
        workspace.document_changed.connect(self._changed)

    @property
    def scale(self) -> TimeScale:
        """The whole canvas across the width."""
        length = self._workspace.document.canvas.length
        room = max(1.0, self.width() - NAMES - _RIGHT - self._beside)
        return TimeScale(float(NAMES), room / length, length)

    def set_room_beside(self, pixels: int) -> None:
        """Leave room on the right, where a scroll bar stands beside the other part."""
        if pixels != self._beside:
            self._beside = pixels
            self.update()

    def _changed(self, *_: object) -> None:
        self.updateGeometry()
        self.update()

    def _move_playhead(self, frame: int) -> None:
        """Repaint only where the playhead was and is."""
        scale = self.scale
        for place in (self._playhead, frame):
            x = int(scale.x_of(place))
            self.update(QRect(x - 12, 0, 24 + int(scale.per_frame), self.height()))
        self._playhead = frame

    def _scrub(self, event: QMouseEvent) -> None:
        self._workspace.transport.go_to(self.scale.frame_at(event.position().x()))

    def _paint_playhead(self, painter: QPainter, top: float) -> None:
        x = round(self.scale.x_of(self._playhead)) + 0.5
        painter.setPen(QPen(QColor(theme.ACCENT), 1.4))
        painter.drawLine(QPointF(x, top), QPointF(x, self.height()))

    def _paint_frame_shade(self, painter: QPainter, top: float) -> None:
        """The playhead's frame has a width of its own."""
        scale = self.scale
        shade = QColor(theme.ACCENT)
        shade.setAlpha(26)
        painter.fillRect(QRectF(scale.x_of(self._playhead), top, scale.per_frame, self.height() - top), shade)


class Ruler(_TimeWidget):
    """Frames and seconds; press and drag to scrub."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setAccessibleName(self.tr("Timeline ruler"))
        self.setFixedHeight(RULER)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the playhead here."""
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() >= NAMES - 6:
            self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ticks, labels and the playhead's handle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.WINDOW))
        scale, canvas = self.scale, self._workspace.document.canvas
        base = self.height() - 1
        painter.fillRect(QRectF(0, base, self.width(), 1), QColor(theme.EDGE))
        painter.setFont(theme.numeric_font(8.25))
        painter.setPen(QColor(theme.MUTED))
        head = self.tr("{frames} frames · {seconds} s").format(
            frames=canvas.length, seconds=f"{float(seconds_of(canvas.length, canvas.fps)):.2f}"
        )
        painter.drawText(QRectF(12, 0, NAMES - 20, base), int(Qt.AlignmentFlag.AlignVCenter), head)
        label_step = scale.label_step(canvas.fps)
        for frame in range(0, canvas.length + 1, scale.tick_step()):
            x = round(scale.x_of(frame)) + 0.5
            labelled = frame % label_step == 0
            painter.setPen(QColor(theme.FAINT if labelled else theme.LINE))
            painter.drawLine(QPointF(x, base - (11 if labelled else 5)), QPointF(x, base))
            if labelled and frame < canvas.length:
                painter.setPen(QColor(theme.MUTED))
                painter.drawText(QPointF(x + 4, base - 8), str(frame))
        self._paint_frame_shade(painter, 0)
        self._paint_handle(painter)

    def _paint_handle(self, painter: QPainter) -> None:
        x = round(self.scale.x_of(self._playhead)) + 0.5
        text = str(self._playhead)
        painter.setFont(theme.numeric_font(8.25, bold=True))
        width = max(24, painter.fontMetrics().horizontalAdvance(text) + 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(QRectF(x - width / 2, 4, width, 16), 3, 3)
        painter.drawPolygon(QPolygonF([QPointF(x - 6, 19), QPointF(x + 6, 19), QPointF(x, 26)]))
        painter.setPen(QColor(theme.ON_ACCENT))
        painter.drawText(QRectF(x - width / 2, 4, width, 16), int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(theme.ACCENT), 1.4))
        painter.drawLine(QPointF(x, 24), QPointF(x, self.height()))


class Tracks(_TimeWidget):
    """One bar for each layer, topmost first, with its pictures along it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setAccessibleName(self.tr("Timeline tracks"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        workspace.selection_changed.connect(self._repaint)
        workspace.takes_changed.connect(self._repaint)
        workspace.frames.thumbnailed.connect(self._repaint)
        self._glyphs = {name: picture(name, 14, theme.MUTED, 2) for name in ("lock", "eye-off", "solo-on")}

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(480, ROW * max(1, len(self._workspace.document.layers)) + 6)

    def minimumSizeHint(self) -> QSize:
        """All rows; the panel scrolls."""
        return QSize(320, self.sizeHint().height())

    def layer_at(self, y: float) -> Layer | None:
        """Return the layer of the row at a height."""
        layers = self._workspace.document.layers[::-1]
        place = int(y // ROW)
        return layers[place] if 0 <= place < len(layers) else None

    def bar(self, layer: Layer) -> QRectF:
        """Return where a layer's bar is."""
        layers = self._workspace.document.layers
        place = len(layers) - 1 - self._workspace.document.index(layer.id)
        scale = self.scale
        start, stop = scale.x_of(layer.span.start), scale.x_of(layer.span.stop)
        return QRectF(start + 1, place * ROW + 4, stop - start - 2, ROW - 8)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the layer, or move the playhead where no bar is."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        layer = self.layer_at(event.position().y())
        if layer is not None:
            self._workspace.select(layer.id)
        if event.position().x() >= NAMES:
            self._scrub(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead."""
        if event.buttons() & Qt.MouseButton.LeftButton and event.position().x() >= NAMES:
            self._scrub(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Everything has moved."""
        self.update()

    def _repaint(self, *_: object) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are in sight, then the playhead."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.TRACK))
        layers = self._workspace.document.layers[::-1]
        selected = self._workspace.selected
        first = max(0, event.rect().top() // ROW)
        for place in range(first, min(len(layers), event.rect().bottom() // ROW + 1)):
            layer = layers[place]
            self._paint_row(painter, place, layer, selected is not None and layer.id == selected.id)
        painter.fillRect(QRectF(NAMES - 1, 0, 1, self.height()), QColor(theme.EDGE))
        self._paint_frame_shade(painter, 0)
        self._paint_playhead(painter, 0)

    def _paint_row(self, painter: QPainter, place: int, layer: Layer, selected: bool) -> None:
        top = place * ROW
        head = QRectF(0, top, NAMES - 1, ROW - 1)
        painter.fillRect(head, QColor(theme.RAISED if selected else theme.PANEL))
        painter.fillRect(QRectF(0, top + ROW - 1, self.width(), 1), QColor(theme.EDGE))
        if selected:
            painter.fillRect(QRectF(0, top, 3, ROW - 1), QColor(theme.ACCENT))
        paint_badge(painter, QRectF(12, top + (ROW - 18) / 2, 28, 18), layer.role)
        marks = [name for name, on in self._marks(layer) if on]
        painter.setFont(theme.interface_font())
        painter.setPen(QColor(theme.TEXT if self._is_seen(layer) else theme.MUTED))
        room = NAMES - 58 - 18 * len(marks)
        name = elided_font_text(layer.name, painter.font(), room)
        painter.drawText(QRectF(48, top, room, ROW - 1), int(Qt.AlignmentFlag.AlignVCenter), name)
        for number, mark in enumerate(reversed(marks)):
            painter.drawPixmap(QPointF(NAMES - 24 - 18 * number, top + (ROW - 14) / 2), self._glyphs[mark])
        self._paint_bar(painter, layer, self.bar(layer), selected)

    def _is_seen(self, layer: Layer) -> bool:
        """Whether neither its eye nor another layer's solo hides a layer."""
        soloed = any(other.solo and other.visible for other in self._workspace.document.layers)
        return layer.visible and (layer.solo or not soloed)

    @staticmethod
    def _marks(layer: Layer) -> tuple[tuple[str, bool], ...]:
        return ("eye-off", not layer.visible), ("solo-on", layer.solo), ("lock", layer.locked)

    def _paint_bar(self, painter: QPainter, layer: Layer, bar: QRectF, selected: bool) -> None:
        colour = QColor(theme.ROLE_COLOURS[layer.role])
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(bar, 4, 4)
        painter.setClipPath(shape)
        if layer.clip is None:
            painter.fillRect(bar, QColor(theme.WINDOW))
            dashes = QColor(colour)
            dashes.setAlpha(70)
            painter.fillRect(bar, QBrush(dashes, Qt.BrushStyle.BDiagPattern))
        else:
            painter.fillRect(bar, colour.darker(260))
            self._paint_pictures(painter, layer, bar)
            self._paint_held(painter, layer, bar)
        strip = QRectF(bar.x(), bar.y(), 4, bar.height())
        painter.fillRect(strip, colour)
        if not self._is_seen(layer):
            painter.fillRect(bar, QColor(38, 38, 38, 165))
        self._paint_caption(painter, layer, bar)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.ACCENT) if selected else colour.darker(150), 1.6 if selected else 1))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()

    def _paint_pictures(self, painter: QPainter, layer: Layer, bar: QRectF) -> None:
        """A strip of frames, as many as have room."""
        canvas = self._workspace.document.canvas
        width = max(12.0, bar.height() * canvas.width / canvas.height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in range(int(bar.width() // width) + 1):
            left = bar.x() + number * width
            middle = self.scale.frame_at(min(left + width / 2, bar.right() - 1))
            index = layer.source_frame(min(max(middle, layer.span.start), layer.span.stop - 1))
            if index is None or layer.clip is None:
                continue
            image = self._workspace.frames.thumbnail(layer.clip, index)
            if image is not None:
                painter.drawImage(QRectF(left, bar.y(), width, bar.height()), image)

    def _paint_held(self, painter: QPainter, layer: Layer, bar: QRectF) -> None:
        """Frames that only hold the clip's last one are hatched."""
        if layer.held_from >= layer.span.stop:
            return
        left = self.scale.x_of(layer.held_from)
        painter.fillRect(
            QRectF(left, bar.y(), bar.right() - left, bar.height()),
            QBrush(QColor(20, 20, 20, 190), Qt.BrushStyle.BDiagPattern),
        )

    def _paint_caption(self, painter: QPainter, layer: Layer, bar: QRectF) -> None:
        take = self._workspace.take_label(layer.take)
        text = (
            f"{layer.name}  {take}".strip()
            if layer.clip
            else self.tr("{layer}: empty").format(layer=layer.name)
        )
        painter.setFont(theme.numeric_font(8.25))
        text = elided_font_text(text, painter.font(), int(bar.width()) - 24)
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        tag = QRectF(bar.x() + 8, bar.y() + 4, width, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(24, 24, 24, 205))
        painter.drawRoundedRect(tag, 3, 3)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), text)
