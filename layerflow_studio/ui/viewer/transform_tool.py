"""Handles on the picture: move, scale and turn the selected layer where it is seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layerflow_studio.core.document import Document, Layer, Transform
from layerflow_studio.core.key_edits import set_value
from layerflow_studio.core.kinds import Property
from layerflow_studio.core.placement import CORNERS, HANDLES, Box, Handle
from layerflow_studio.ui import step_names, theme
from layerflow_studio.ui.viewer.canvas import Canvas
from layerflow_studio.ui.workspace import Workspace

_REACH, _TURN_REACH = 9.0, 26.0
_SIDE = 8.0
_NUDGES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR = 10
_PROPERTIES = tuple(prop for prop in Property if prop != Property.OPACITY)
_Shift, _Alt = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


class TransformTool(QObject):
    """A `CanvasTool` for the selected layer; one drag is one step that can be undone.

    Shift keeps to one way, to the proportions, or to steps of 15 degrees; Alt scales about the anchor; the
    arrow keys move by one picture pixel, with Shift by ten; Esc brings back where a drag began.
    """

    def __init__(self, workspace: Workspace, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._workspace, self._canvas = workspace, canvas
        self._start: Box | None = None
        self._layer_id = ""
        self._from = QPointF()
        self._part: Handle | str = ""
        self._gesture = 0
        workspace.selection_changed.connect(self._touch)
        workspace.transport.frame_changed.connect(self._touch)
        workspace.frames.pictured.connect(self._touch)

    @property
    def box(self) -> Box | None:
        """The selected layer's picture on the canvas; None where the frame shows none of it."""
        layer = self._workspace.selected
        if layer is None or layer.clip is None or not layer.visible:
            return None
        size = self._workspace.frames.size_of(layer.clip)
        if size is None or layer.source_frame(self._workspace.transport.frame) is None:
            return None
        return Box(self._transform(layer), *size, self._workspace.document.canvas)

    @property
    def dragging(self) -> bool:
        """Whether a drag goes on."""
        return self._start is not None

    def place(self, handle: Handle) -> QPointF:
        """Return where a handle is in the widget; for tests and tool tips."""
        box = self.box
        return self._on_widget(box.point(handle)) if box is not None else QPointF()

    # --- mouse

    def press(self, event: QMouseEvent) -> bool:
        """Take a handle, the anchor, the edge outside a corner, or the picture."""
        box, layer = self.box, self._workspace.selected
        if box is None or layer is None:
            return False
        part = self._part_at(event.position(), box)
        if part == "":
            return False
        if layer.locked:
            self._apply(layer.id, box.moved((1, 0)), "move")  # refused, with the reason
            return True
        self._gesture += 1
        self._start, self._layer_id, self._part = box, layer.id, part
        self._from = event.position()
        return True

    def move(self, event: QMouseEvent) -> None:
        """Follow the cursor."""
        if self._start is not None:
            self._apply(self._layer_id, self._dragged(self._start, event), self._part)

    def release(self, event: QMouseEvent) -> None:
        """The step is done."""
        self._start = None
        self._workspace.store.seal()

    def cancel(self) -> None:
        """Bring back where the drag began, as if there had been none."""
        box, self._start = self._start, None
        store = self._workspace.store
        if box is not None and store.history.steps[store.history.position].merge == self._merge_key:
            store.undo()
        store.seal()

    def cursor(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> Qt.CursorShape | None:
        """What a press would do here."""
        box, layer = self.box, self._workspace.selected
        if box is None or layer is None:
            return None
        part = self._part_at(at, box)
        if part == "":
            return None
        if layer.locked:
            return Qt.CursorShape.ForbiddenCursor
        if isinstance(part, str):
            return {
                "move": Qt.CursorShape.SizeAllCursor,
                "turn": Qt.CursorShape.PointingHandCursor,
                "anchor": Qt.CursorShape.CrossCursor,
            }[part]
        return self._scale_cursor(part, box)

    # --- keys

    def wants(self, event: QKeyEvent) -> bool:
        """Arrows nudge, Esc ends a drag."""
        if event.key() == Qt.Key.Key_Escape:
            return self.dragging
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in _NUDGES and plain in (Qt.KeyboardModifier.NoModifier, _Shift) and bool(self.box)

    def key(self, event: QKeyEvent) -> None:
        """Nudge, or cancel."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
            return
        box, layer = self.box, self._workspace.selected
        if box is not None and layer is not None:
            by = _FAR if event.modifiers() & _Shift else 1
            x, y = _NUDGES[Qt.Key(event.key())]
            self._apply(layer.id, box.moved((x * by, y * by)), "move", f"nudge-{layer.id}")

    # --- painting

    def paint(self, painter: QPainter) -> None:
        """The box with its handles and the anchor; dashed and bare while the layer is locked."""
        box, layer = self.box, self._workspace.selected
        if box is None or layer is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outline = QPolygonF([self._on_widget(box.point(corner)) for corner in CORNERS])
        style = Qt.PenStyle.DashLine if layer.locked else Qt.PenStyle.SolidLine
        for colour, width in ((theme.EDGE, 3.0), (theme.ACCENT, 1.4)):
            painter.setPen(QPen(QColor(colour), width, style))
            painter.drawPolygon(outline)
        if not layer.locked:
            for handle in HANDLES:
                self._paint_handle(painter, self._on_widget(box.point(handle)))
        self._paint_anchor(painter, self._on_widget(box.anchor))
        painter.restore()

    def _paint_handle(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(QColor(theme.EDGE), 1.2))
        painter.setBrush(QColor(theme.TEXT))
        painter.drawRect(QRectF(at.x() - _SIDE / 2, at.y() - _SIDE / 2, _SIDE, _SIDE))

    def _paint_anchor(self, painter: QPainter, at: QPointF) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((theme.EDGE, 3.4), (theme.TEXT, 1.4)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, 5, 5)
            painter.drawLine(at - QPointF(9, 0), at + QPointF(9, 0))
            painter.drawLine(at - QPointF(0, 9), at + QPointF(0, 9))

    # --- inside

    @property
    def _merge_key(self) -> str:
        return f"transform-{self._layer_id}-{self._gesture}"

    def _dragged(self, start: Box, event: QMouseEvent) -> Transform:
        begun, now = self._on_canvas(self._from), self._on_canvas(event.position())
        by = (now[0] - begun[0], now[1] - begun[1])
        constrained = bool(event.modifiers() & _Shift)
        if self._part == "move":
            return start.moved((round(by[0]), round(by[1])), constrained=constrained)
        if self._part == "turn":
            return start.turned(begun, now, constrained=constrained)
        if self._part == "anchor":
            anchor = start.anchor
            return start.anchored((anchor[0] + by[0], anchor[1] + by[1]))
        assert not isinstance(self._part, str)
        about = bool(event.modifiers() & _Alt)
        return start.scaled(self._part, by, constrained=constrained, about_anchor=about)

    def _part_at(self, at: QPointF, box: Box) -> Handle | str:
        """What is under a point: a handle, "anchor", "turn", "move", or nothing."""
        for handle in (*CORNERS, *HANDLES[1::2]):
            if _distance(at, self._on_widget(box.point(handle))) <= _REACH:
                return handle
        if _distance(at, self._on_widget(box.anchor)) <= _REACH:
            return "anchor"
        if box.contains(self._on_canvas(at)):
            return "move"
        near = min(_distance(at, self._on_widget(box.point(corner))) for corner in CORNERS)
        return "turn" if near <= _TURN_REACH else ""

    def _scale_cursor(self, handle: Handle, box: Box) -> Qt.CursorShape:
        """The double arrow that points the way the handle goes on screen."""
        way = self._on_widget(box.point(handle)) - self._on_widget(box.point((0, 0)))
        shapes = (
            Qt.CursorShape.SizeHorCursor,
            Qt.CursorShape.SizeFDiagCursor,
            Qt.CursorShape.SizeVerCursor,
            Qt.CursorShape.SizeBDiagCursor,
        )
        if handle[0] == 0 or handle[1] == 0:
            return shapes[0] if abs(way.x()) >= abs(way.y()) else shapes[2]
        return shapes[1] if way.x() * way.y() >= 0 else shapes[3]

    def _transform(self, layer: Layer) -> Transform:
        return layer.transform_at(self._workspace.transport.frame)

    def _apply(
        self, layer_id: str, transform: Transform, part: Handle | str, merge_key: str | None = None
    ) -> None:
        frame = self._workspace.transport.frame
        edit = partial(_with_transform, layer_id=layer_id, transform=transform, frame=frame)
        self._workspace.do(_step_name(part), edit, merge_key or self._merge_key)
        self._touch()

    def _on_widget(self, point: tuple[float, float]) -> QPointF:
        return self._canvas.view.from_picture(QPointF(*point))

    def _on_canvas(self, at: QPointF) -> tuple[float, float]:
        point = self._canvas.view.to_picture(at, 0)
        return point.x(), point.y()

    def _touch(self, *_: object) -> None:
        if self._canvas.tool is self:
            self._canvas.update()


def _step_name(part: Handle | str) -> str:
    """What dragging a part is called in the history."""
    match part:
        case "move":
            return step_names.move_on_canvas()
        case "turn":
            return step_names.rotate()
        case "anchor":
            return step_names.set_anchor()
        case _:
            return step_names.scale()


def _with_transform(document: Document, layer_id: str, transform: Transform, frame: int) -> Document:
    """Give a layer a transform at a frame: keys where a property is animated, else the value itself."""
    now = document.layer(layer_id).transform_at(frame)
    for prop in _PROPERTIES:
        value = getattr(transform, prop.value)
        if value != getattr(now, prop.value):
            document = set_value(document, layer_id, prop, value, frame)
    return document


def _distance(first: QPointF, second: QPointF) -> float:
    way = first - second
    return (way.x() ** 2 + way.y() ** 2) ** 0.5
