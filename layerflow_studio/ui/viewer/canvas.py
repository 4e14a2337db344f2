"""The picture itself: zoom to the cursor, pan, two pictures in a wipe or side by side, and a preview's tiles."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, StrEnum, auto
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from layerflow_studio.core.viewmodes import Backdrop, Colour
from layerflow_studio.ui import theme
from layerflow_studio.ui.hover_focus import HoverArea
from layerflow_studio.ui.viewer import painting
from layerflow_studio.ui.viewer.painting import Guide, Tile
from layerflow_studio.ui.viewer.viewport import MARGIN, Viewport
from layerflow_studio.ui.viewer.wipe import WipeHandle

_WHEEL_STEP = 1.2
_HAND_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_H)
_AGAIN = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The focus was here before another window or a menu had it."""


class Arrangement(StrEnum):
    """How two pictures stand in the viewer."""

    SINGLE = "single"
    WIPE = "wipe"
    SIDE = "side"


class Reached(Enum):
    """How the picture got the keys."""

    KEY = auto()
    POINTER = auto()
    UNSAID = auto()


_REACHED = {
    Qt.FocusReason.TabFocusReason: Reached.KEY,
    Qt.FocusReason.BacktabFocusReason: Reached.KEY,
    Qt.FocusReason.ShortcutFocusReason: Reached.KEY,
    Qt.FocusReason.MouseFocusReason: Reached.POINTER,
}


class CanvasTool(Protocol):
    """Something that is painted over the picture and takes mouse and keys before the canvas does."""

    def paint(self, painter: QPainter) -> None:
        """Paint over the picture."""
        ...

    def press(self, event: QMouseEvent) -> bool:
        """Take the mouse; False leaves it to the canvas."""
        ...

    def move(self, event: QMouseEvent) -> None:
        """The mouse that was taken has moved."""
        ...

    def release(self, event: QMouseEvent) -> None:
        """The mouse that was taken is let go."""
        ...

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is the tool's rather than the window's."""
        ...

    def key(self, event: QKeyEvent) -> None:
        """Act on a key it wants."""
        ...

    def cursor(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        """The cursor over a point; None where the tool does not care."""
        ...


class Canvas(HoverArea):
    """Shows one picture or two, or tiles while a preview runs.

    `zoom` is None while the picture is fitted, else device pixels per picture pixel. Pictures are drawn
    smoothly when fitted and up to 200 %, and pixel by pixel above.
    """

    zoom_changed = Signal()
    shown = Signal()
    """A new picture was painted."""
    hovered = Signal(object)
    """(pane, x, y) of the picture pixel under the cursor, None outside."""
    picked = Signal(int, int, int)
    """Pane, x and y of the picture pixel that was clicked with Ctrl."""
    tapped = Signal()
    """Space was pressed over the picture and let go without a drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Picture"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.view = Viewport()
        self.wipe = WipeHandle(self)
        self.wipe.valueChanged.connect(self._touch)
        self.tool: CanvasTool | None = None
        self.guides: frozenset[Guide] = frozenset()
        self._images: list[QImage | None] = [None]
        self._captions: Sequence[str] = ()
        self._arrangement = Arrangement.SINGLE
        self._tiles: list[Tile] = []
        self._message, self._tag = "", ""
        self._backdrop: Backdrop | Colour = Backdrop.CHECKER
        self._grip: QPointF | None = None
        self._held: str = ""
        self._hand, self._panned, self._fresh = False, False, False
        self._reached = Reached.UNSAID

    def sizeHint(self) -> QSize:
        """A comfortable 16:9."""
        return QSize(720, 405)

    # --- what is shown

    @property
    def image(self) -> QImage | None:
        """The picture now on screen, of two the first."""
        return self._images[0]

    @property
    def images(self) -> list[QImage | None]:
        """All pictures now on screen."""
        return self._images

    @property
    def arrangement(self) -> Arrangement:
        """How they stand."""
        return self._arrangement

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

    def set_pictures(self, images: Sequence[QImage | None]) -> None:
        """Show pictures, as many as the arrangement has; where one is None the old one stays."""
        if all(new is None or new is old for new, old in zip(images, self._images, strict=True)):
            return
        self._images = [
            new if new is not None else old for new, old in zip(images, self._images, strict=True)
        ]
        self._fresh = True
        self._touch()

    def arrange(self, arrangement: Arrangement, captions: Sequence[str] = ()) -> None:
        """Choose how many pictures there are and how they stand."""
        if arrangement != self._arrangement:
            count = 1 if arrangement == Arrangement.SINGLE else 2
            self._images = [*self._images, None][:count]
            self._arrangement = arrangement
            self.view.count = 2 if arrangement == Arrangement.SIDE else 1
            self.wipe.setVisible(arrangement == Arrangement.WIPE)
            self.zoom_changed.emit()
        self._captions = captions
        self._touch()

    def set_frame_size(self, size: QSize) -> None:
        """Say how large pictures will be; nothing is shown until one comes."""
        if size != self.view.size:
            self.view.size = size
            self._images = [None for _ in self._images]
            self._zoomed()

    def set_tiles(self, tiles: list[Tile]) -> None:
        """Show tiles; an empty list brings the picture back."""
        self._tiles = tiles
        self.wipe.setVisible(self._arrangement == Arrangement.WIPE and not tiles)
        self.update()

    def set_tag(self, tag: str) -> None:
        """Say over the picture that it is not the final one; empty when it is."""
        if tag != self._tag:
            self._tag = tag
            self.update()

    def set_message(self, message: str) -> None:
        """Say something in the middle of the empty picture."""
        if message != self._message:
            self._message = message
            self.setAccessibleDescription(message)
            self.update()

    def set_guides(self, guides: frozenset[Guide]) -> None:
        """Choose the lines over the picture."""
        self.guides = guides
        self.update()

    def set_tool(self, tool: CanvasTool | None) -> None:
        """Put a tool over the picture, None takes it away."""
        self.tool = tool
        self.update()

    @property
    def backdrop(self) -> Backdrop | Colour:
        """What is seen through the picture."""
        return self._backdrop

    def set_backdrop(self, backdrop: Backdrop | Colour) -> None:
        """Choose what is seen through the picture."""
        self._backdrop = backdrop
        self.update()

    # --- zoom

    @property
    def zoom(self) -> float | None:
        """Device pixels per picture pixel as chosen; None is fitted."""
        return self.view.zoom

    @property
    def scale(self) -> float:
        """Logical pixels per picture pixel as shown."""
        return self.view.scale

    def fit(self) -> None:
        """Show the whole picture as large as there is room."""
        self.view.fit()
        self._zoomed()

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, keeping the picture point at a widget position (the middle when None) where it is."""
        self.view.zoom_to(zoom, at)
        self._zoomed()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Zoom in by wheel steps, out when negative."""
        self.zoom_to(self.view.shown_zoom * _WHEEL_STEP**steps, at)

    def to_picture(self, at: QPointF) -> QPointF:
        """Return the picture coordinates, in picture pixels, of a widget position."""
        return self.view.to_picture(at)

    def picture_rect(self, pane: int = 0) -> QRectF:
        """Where a picture is in the widget."""
        return self.view.picture_rect(pane)

    def _zoomed(self) -> None:
        self._touch()
        self.zoom_changed.emit()

    def _touch(self, *_: object) -> None:
        self.wipe.follow(self.picture_rect())
        if not self._tiles:  # which hide it all
            self.update()

    # --- events

    def event(self, event: QEvent) -> bool:
        """Keep Space over the picture: a drag with it pans, a tap plays. Follow the screen's scale.

        Tab leads on, which Qt does unless the window's Tab is asked first, until the pointer works here.
        """
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            over = event.key() == Qt.Key.Key_Space and plain and self.underMouse()
            onward = event.key() == Qt.Key.Key_Tab and plain and self._reached != Reached.POINTER
            if over or onward or (self.tool is not None and self.tool.wants(event)):
                event.accept()
                return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._follow_screen()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor."""
        if not self._tiles:
            self.zoom_by(event.angleDelta().y() / 120, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of what is under the cursor: a colour, the wipe line, the tool, or the picture."""
        self._reach(Reached.POINTER)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self.tool is None:
            found = self._pixel(event.position())
            if found is not None:
                self.picked.emit(*found)
        elif left and not self._hand and self.wipe.isVisible() and self.wipe.is_near(event.position()):
            self._held = "wipe"
        elif left and not self._hand and self.tool is not None and not self._tiles and self.tool.press(event):
            self._held = "tool"
        elif left or event.button() == Qt.MouseButton.MiddleButton:
            self._grip, self._panned = event.position(), self._hand
            if self.zoom is not None:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; else tell the pixel under the cursor."""
        if self._held == "wipe":
            self.wipe.drag_to(event.position())
        elif self._held == "tool" and self.tool is not None:
            self.tool.move(event)
        elif self._grip is not None:
            self.view.pan(event.position() - self._grip)
            self._grip = event.position()
            self._touch()
        else:
            self._show_cursor(event.position(), event.modifiers())
        if self._reached == Reached.UNSAID:
            self._reached = Reached.POINTER
        self.hovered.emit(self._pixel(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held == "tool" and self.tool is not None:
            self.tool.release(event)
        self._grip, self._held = None, ""
        self._show_cursor(event.position(), event.modifiers())

    def leaveEvent(self, _event: QEvent) -> None:
        """No pixel is under the cursor."""
        self.hovered.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitted and 100 %, unless a tool works here."""
        if self.tool is not None:
            self.mousePressEvent(event)
        elif self.zoom is not None:
            self.fit()
        else:
            self.zoom_to(1.0)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """A fitted picture changes its scale."""
        self.view.area = QRectF(self.rect())
        self._follow_screen()
        if self.zoom is None:
            self.zoom_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the hand, or what the tool wants; leave every other key to the window."""
        if self.tool is not None and self.tool.wants(event):
            self.tool.key(event)
            return
        if event.key() in _HAND_KEYS and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self._hand, self._panned = True, False
                self.setCursor(Qt.CursorShape.OpenHandCursor)
            return
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Put the hand away; Space without a drag is a tap."""
        if event.key() in _HAND_KEYS and self._hand and not event.isAutoRepeat():
            self._hand = False
            self.unsetCursor()
            if event.key() == Qt.Key.Key_Space and not self._panned:
                self.tapped.emit()
            return
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus when it came by a key."""
        if event.reason() not in _AGAIN:
            self._reach(_REACHED.get(event.reason(), Reached.UNSAID))
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """The hand goes with the focus."""
        self._hand = False
        self.unsetCursor()
        self.update()

    def _reach(self, reached: Reached) -> None:
        if reached != self._reached:
            self._reached = reached
            self.update()

    def _follow_screen(self) -> None:
        self.view.ratio = self.devicePixelRatioF()
        self._touch()

    def _pixel(self, at: QPointF) -> tuple[int, int, int] | None:
        pane = self.view.pane_at(at)
        if self._arrangement == Arrangement.WIPE:
            first, _ = self.wipe.line()
            beyond = at.y() >= first.y() if self.wipe.vertical else at.x() >= first.x()
            pane = int(beyond)
        point = self.view.to_picture(at)
        x, y = int(point.x() // 1), int(point.y() // 1)
        inside = 0 <= x < self.view.size.width() and 0 <= y < self.view.size.height()
        return (pane, x, y) if inside and not self._tiles else None

    def _show_cursor(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        shape = Qt.CursorShape.OpenHandCursor if self._hand else None
        if shape is None and self.wipe.isVisible() and self.wipe.is_near(at):
            shape = self.wipe.cursor().shape()
        if shape is None and self.tool is not None:
            shape = self.tool.cursor(at, modifiers)
        self.unsetCursor() if shape is None else self.setCursor(shape)

    # --- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the surround and what is shown."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.SURROUND))
        if self._tiles:
            room = QRectF(self.rect()).adjusted(MARGIN, MARGIN + (24 if self._tag else 0), -MARGIN, -MARGIN)
            painting.paint_tiles(painter, self._tiles, room, self._backdrop)
        else:
            self._paint_pictures(painter)
            if self.tool is not None:
                self.tool.paint(painter)
            if self._message:
                painting.paint_message(painter, QRectF(self.rect()), self._message)
        if self._tag:
            painting.paint_tag(painter, self._tag)
        if self._reached == Reached.KEY and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(QColor(theme.ACCENT), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        if self._fresh and not self._tiles:
            self._fresh = False
            self.shown.emit()

    def _paint_pictures(self, painter: QPainter) -> None:
        panes = self.view.panes()
        for place, pane in enumerate(panes):
            rect = self.picture_rect(place)
            painter.save()
            painter.setClipRect(pane)
            painting.paint_frame(painter, rect)
            if self._arrangement == Arrangement.WIPE:
                self._paint_wipe(painter, rect)
            else:
                painting.paint_picture(painter, rect, self._images[place], self._backdrop, pane)
            painting.paint_grid(painter, rect, self.view.size.width(), self.view.size.height(), pane)
            if self.guides:
                painting.paint_guides(painter, rect, self.guides)
            painter.restore()
        if self._arrangement == Arrangement.SIDE:
            for place, caption in enumerate(self._captions):
                top = min(self.picture_rect(place).bottom() + 8, panes[place].bottom() - 34)
                painting.paint_tag(
                    painter, caption, max(panes[place].x() + 12, self.picture_rect(place).x()), top
                )

    def _paint_wipe(self, painter: QPainter, rect: QRectF) -> None:
        """Both pictures, each on its side of the line, cut between two picture pixels."""
        sides = self.wipe.sides(rect, self.view.size, QRectF(self.rect()))
        for image, side in zip(self._images, sides, strict=True):
            if not side.isEmpty():
                painting.paint_picture(painter, rect, image, self._backdrop, side)
        self.wipe.paint_line(painter, QRectF(self.rect()).intersected(rect))
