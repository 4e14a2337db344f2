"""The heads of the rows: eye, solo and lock to press, badge and name to select, drag and rename."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QSizePolicy

from layerflow_studio.core import edits, timeline_edits
from layerflow_studio.core.document import Layer
from layerflow_studio.ui import step_names, theme
from layerflow_studio.ui.controls import elided_font_text, paint_badge
from layerflow_studio.ui.escape import EscapeKey
from layerflow_studio.ui.hover_focus import HoverArea
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.timeline.key_editing import KeyEditing
from layerflow_studio.ui.timeline.picking import Picking
from layerflow_studio.ui.timeline.property_heads import BACK, KEY, ON, paint_property_head, part_at
from layerflow_studio.ui.timeline.rows import Row
from layerflow_studio.ui.timeline.state import TimelineState

if TYPE_CHECKING:
    from layerflow_studio.ui.timeline.gestures import PaintMarks

HEADS = 244
_MARKS = ("visible", "solo", "locked")
_FIRST, _STEP = 10, 21
_ARROW = 73
_BADGE = 92
_NAME = _BADGE + 36
_GLYPH = 14


class Heads(HoverArea):
    """Painted, with no widget for each layer."""

    menu_wanted = Signal(str, QPointF)
    reached = Signal(QPointF)
    """Where something is being dragged to."""

    def __init__(self, state: TimelineState, picking: Picking, keys: KeyEditing) -> None:
        super().__init__()
        self._state, self._workspace, self._picking = state, state.workspace, picking
        self._keys = keys
        self.setAccessibleName(self.tr("Layers of the timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.setFixedWidth(HEADS)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._font, self._small = theme.interface_font(), theme.numeric_font(8.5)
        self._glyphs = _glyphs()
        self._pressed: Row | None = None
        self._pressed_at = QPointF()
        self._marks: tuple[PaintMarks, int] | None = None
        self._lifted = False
        self.line: int | None = None
        """Height of the line where dragged layers would go."""
        self._hovered: tuple[str, str] = ("", "")
        self.field: QLineEdit | None = None
        """The field a layer is being renamed in."""
        self._escape = EscapeKey(self, self._busy, self._cancel)
        for signal in (
            self._workspace.composition_changed,
            self._workspace.selection_changed,
            state.changed,
            state.drag.changed,
        ):
            signal.connect(self._changed)
        self._workspace.transport.frame_changed.connect(self._show_values)

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(HEADS, self._state.rows.height)

    def minimumSizeHint(self) -> QSize:
        """All rows; the panel scrolls."""
        return self.sizeHint()

    def mark_at(self, x: float) -> str:
        """Return which mark's column is at a place: "visible", "solo", "locked", or empty."""
        column = int((x - _FIRST + 3) // _STEP)
        return _MARKS[column] if 0 <= column < len(_MARKS) and x >= _FIRST - 3 else ""

    def mark_rect(self, row: Row, mark: str) -> QRectF:
        """Return where a row's mark is painted."""
        left = _FIRST + _STEP * _MARKS.index(mark)
        return QRectF(left, row.top + (row.height - _GLYPH) / 2, _GLYPH, _GLYPH)

    @property
    def pressed(self) -> bool:
        """Whether a button is held on a layer here."""
        return self._pressed is not None

    # --- events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press a mark, or take hold of the layer."""
        row = self._state.rows.at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        if row.prop is not None:
            self._press_property(row, event.position().x())
            return
        mark = self.mark_at(event.position().x())
        if mark:
            self._press_mark(row, mark)
            return
        if self.is_arrow(row, event.position().x()):
            self._state.set_open([row.layer.id], row.layer.id not in self._state.opened)
            return
        self._pressed, self._pressed_at = row, event.position()
        self._picking.press(row.layer.id, event.modifiers())

    def is_arrow(self, row: Row, x: float) -> bool:
        """Whether the arrow that opens a layer's keys is at a place; layers without keys have none."""
        return row.prop is None and bool(row.layer.animation) and _ARROW - 2 <= x < _BADGE - 2

    def _press_property(self, row: Row, x: float) -> None:
        """Go to a key, set or delete one, or select the property's keys."""
        assert row.prop is not None
        part = part_at(x, self.width())
        if part == KEY:
            self._keys.toggle_key(row.layer.id, row.prop)
        elif part:
            self._keys.step_in_row(row.layer.id, row.prop, 1 if part == ON else -1)
        else:
            self._workspace.select(row.layer.id)
            self._keys.pick_property(row.layer.id, row.prop)

    def _press_mark(self, row: Row, mark: str) -> None:
        from layerflow_studio.ui.timeline.gestures import PaintMarks

        on = not getattr(row.layer, mark)
        self._state.drag.begin(step_names.mark(mark, on, (row.layer,)))
        self._marks = (PaintMarks(self._workspace.document, mark, on), row.place)
        self._paint_marks(row)

    def _paint_marks(self, row: Row) -> None:
        """Mark every row from the one pressed to this one."""
        if self._marks is None:
            return
        marks, first = self._marks
        low, high = sorted((first, row.place))
        passed = [layer.id for layer in marks.start.layers[low : high + 1]]
        self._state.drag.apply(lambda: marks.result(passed))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the rows passed, or lift the layers held."""
        at = event.position()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._hover(at)
            return
        if self._marks is not None:
            row = self._state.rows.nearest(at.y())
            if row is not None:
                self._paint_marks(row)
        elif self._pressed is not None:
            far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
            self._lifted = self._lifted or far
            if self._lifted:
                self._picking.hold()
                self.line = self._state.rows.gap_at(at.y())[1]
                self._changed()
        self.reached.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put the layers down where the line is."""
        self._state.drag.end()
        if self._lifted:
            restack(self._state, self._state.rows.gap_at(event.position().y())[0])
        elif self._pressed is not None:
            self._picking.release()
        self._drop()

    def _drop(self) -> None:
        self._pressed, self._marks, self._lifted, self.line = None, None, False, None
        self._changed()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the layer; on a mark it is a second press."""
        row = self._state.rows.at(event.position().y())
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        if row.prop is not None or self.mark_at(x) or self.is_arrow(row, x):
            self.mousePressEvent(event)
        else:
            self.rename(row.layer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the layer's menu."""
        row = self._state.rows.at(event.pos().y())
        if row is not None:
            self._picking.press_for_menu(row.layer.id)
            self.menu_wanted.emit(row.layer.id, QPointF(event.pos()))

    def _busy(self) -> bool:
        return self._state.drag.active or self._lifted

    def _cancel(self) -> None:
        self._state.drag.cancel()
        self._drop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Keys come here now."""
        super().focusInEvent(event)
        self._state.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere."""
        super().focusOutEvent(event)
        self._state.set_focused(False)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hovered = ("", "")
        self.update()

    def _hover(self, at: QPointF) -> None:
        row, mark = self._state.rows.at(at.y()), self.mark_at(at.x())
        if row is not None and row.prop is not None:
            mark = f"{row.prop}:{part_at(at.x(), self.width())}"
        elif row is not None and self.is_arrow(row, at.x()):
            mark = "arrow"
        hovered = ("", "") if row is None else (row.layer.id, mark)
        if hovered == self._hovered:
            return
        self._hovered = hovered
        tips = {
            "visible": self.tr("Hide or show {layer}; drag down the column for several"),
            "solo": self.tr("Solo {layer}; drag down the column for several"),
            "locked": self.tr("Lock or unlock {layer}; drag down the column for several"),
            "arrow": self.tr("Show or hide the keys of {layer}"),
            "": self.tr("{layer}: drag to restack, double-click to rename"),
        }
        if row is not None and row.prop is not None:
            tips = {f"{row.prop}:{part}": text for part, text in self._property_tips().items()}
        self.setToolTip("" if row is None else tips[mark].format(layer=row.layer.name))
        self.update()

    def _property_tips(self) -> dict[str, str]:
        return {
            BACK: self.tr("To the previous key"),
            KEY: self.tr("Set or delete a key at the playhead"),
            ON: self.tr("To the next key"),
            "": self.tr("Select all keys of this property"),
        }

    # --- renaming

    def rename(self, layer: Layer) -> None:
        """Type a layer's name where it stands; Esc leaves it as it was."""
        row = self._state.rows.of(layer.id)
        if row is None:
            return
        self._end_renaming()
        field = QLineEdit(layer.name, self)
        field.setAccessibleName(self.tr("Name of {layer}").format(layer=layer.name))
        field.setGeometry(_NAME - 8, row.top + 8, HEADS - _NAME, row.height - 17)
        EscapeKey(field, lambda: True, self._end_renaming)
        field.editingFinished.connect(partial(self._rename, layer.id))
        field.selectAll()
        field.show()
        self.field = field
        field.setFocus()

    def _rename(self, layer_id: str) -> None:
        if self.field is None:
            return
        name = self.field.text().strip()
        self._end_renaming()
        if name:
            self._workspace.do(
                self.tr("Rename layer"), partial(edits.rename_layer, layer_id=layer_id, name=name)
            )

    def _end_renaming(self) -> None:
        field, self.field = self.field, None
        if field is not None:
            had_focus = field.hasFocus()
            field.hide()
            field.deleteLater()
            if had_focus:
                self.setFocus()

    # --- painting

    def _show_values(self, _frame: int) -> None:
        """The rows of properties show values at the playhead."""
        if self._state.opened:
            self.update()

    def _changed(self, *_: object) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the heads that are in sight."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.TRACK))
        selected = {layer.id for layer in self._workspace.selection}
        primary = self._workspace.selected
        hidden = hidden_layers(self._workspace.document.layers)
        frame = self._workspace.transport.frame
        for row in self._state.rows.between(event.rect().top(), event.rect().bottom()):
            if row.prop is not None:
                part = self._hovered[1].rpartition(":")[2]
                over = part if self._hovered == (row.layer.id, f"{row.prop}:{part}") else ""
                is_selected = row.layer.id in selected
                paint_property_head(painter, row, frame, HEADS, self._small, over, is_selected)
                continue
            is_primary = primary is not None and row.layer.id == primary.id
            self._paint_head(painter, row, row.layer.id in selected, is_primary, row.layer.id in hidden)
        painter.fillRect(QRectF(HEADS - 1, 0, 1, self.height()), QColor(theme.EDGE))
        if self.line is not None:
            paint_insertion(painter, self.line, HEADS)

    def _paint_head(self, painter: QPainter, row: Row, selected: bool, primary: bool, hidden: bool) -> None:
        layer = row.layer
        head = QRectF(0, row.top, HEADS - 1, row.height - 1)
        painter.fillRect(head, QColor(theme.RAISED if selected else theme.PANEL))
        painter.fillRect(QRectF(0, row.bottom - 1, HEADS, 1), QColor(theme.EDGE))
        if selected:
            painter.fillRect(QRectF(0, row.top, 4 if primary else 2, row.height - 1), QColor(theme.ACCENT))
        for mark in _MARKS:
            self._paint_mark(painter, row, mark)
        if layer.animation:
            side = "chevron-down" if layer.id in self._state.opened else "chevron-right"
            hot = self._hovered == (layer.id, "arrow")
            at = QPointF(_ARROW, row.top + (row.height - _GLYPH) / 2)
            painter.drawPixmap(at, self._glyphs[side, hot])
        paint_badge(painter, QRectF(_BADGE, row.top + (row.height - 18) / 2, 28, 18), layer.role)
        painter.setFont(self._font)
        painter.setPen(QColor(theme.MUTED if hidden else theme.TEXT))
        room = HEADS - _NAME - 12
        name = elided_font_text(layer.name, self._font, room)
        area = QRectF(_NAME, row.top, room, row.height - 1)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), name)
        colour = theme.LABEL_COLOURS.get(layer.label)
        if colour is not None:
            painter.fillRect(QRectF(HEADS - 6, row.top + 4, 4, row.height - 9), QColor(colour))

    def _paint_mark(self, painter: QPainter, row: Row, mark: str) -> None:
        where = self.mark_rect(row, mark)
        if self._hovered == (row.layer.id, mark):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.HOVER))
            painter.drawRoundedRect(where.adjusted(-3, -3, 3, 3), 3, 3)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPixmap(where.topLeft(), self._glyphs[mark, getattr(row.layer, mark)])


def restack(state: TimelineState, gap: int) -> None:
    """Bring the selected layers into a gap of the stack."""
    workspace = state.workspace
    layers = workspace.selection
    ids = tuple(layer.id for layer in layers)
    edit = partial(timeline_edits.restack_layers, layer_ids=ids, gap=gap)
    workspace.do(step_names.restack(layers), edit)


def hidden_layers(layers: tuple[Layer, ...]) -> set[str]:
    """Return the ids of the layers that their eye or another layer's solo hides."""
    soloed = any(layer.solo and layer.visible for layer in layers)
    return {layer.id for layer in layers if not layer.visible or (soloed and not layer.solo)}


def paint_insertion(painter: QPainter, y: int, width: int) -> None:
    """Paint the line where dragged layers would go."""
    painter.fillRect(QRectF(0, max(0, y - 2), width, 3), QColor(theme.ACCENT))


def _glyphs() -> dict[tuple[str, bool], QPixmap]:
    """The pictures of every mark, off and on."""
    plain = {("visible", True): ("eye", theme.TEXT), ("visible", False): ("eye-off", theme.MARK)}
    solo = {("solo", True): ("solo-on", theme.ACCENT), ("solo", False): ("solo", theme.MARK)}
    lock = {("locked", True): ("lock", theme.TEXT), ("locked", False): ("unlock", theme.MARK)}
    arrows = {
        (name, hot): (name, theme.TEXT if hot else theme.MUTED)
        for name in ("chevron-right", "chevron-down")
        for hot in (False, True)
    }
    marks = plain | solo | lock | arrows
    return {key: picture(name, _GLYPH, ink, 2) for key, (name, ink) in marks.items()}
