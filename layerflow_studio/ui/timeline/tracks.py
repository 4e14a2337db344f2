"""The tracks: one bar for each layer, to select, move, trim, slip and restack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy

from layerflow_studio.core.document import Layer
from layerflow_studio.ui import theme
from layerflow_studio.ui.timeline import overlay, words
from layerflow_studio.ui.timeline.bars import BarLook, BarPainter
from layerflow_studio.ui.timeline.heads import hidden_layers, paint_insertion, restack
from layerflow_studio.ui.timeline.key_hand import KeyHand, Keys
from layerflow_studio.ui.timeline.keys import paint_bar_keys, paint_keys
from layerflow_studio.ui.timeline.picking import Picking
from layerflow_studio.ui.timeline.rows import ROW, Row
from layerflow_studio.ui.timeline.state import TimelineState
from layerflow_studio.ui.timeline.surface import TimeSurface

_INSIDE, _OUTSIDE = 6.0, 3.0


class Zone(Enum):
    """What of a bar is under the pointer."""

    START = auto()
    STOP = auto()
    BODY = auto()


@dataclass(frozen=True)
class _Press:
    """What a button was pressed on; without a layer it is empty space."""

    at: QPointF
    layer: Layer | None
    zone: Zone
    slips: bool
    keys: Keys
    in_keys: bool
    """Whether it was on the row of a property."""


class Tracks(TimeSurface):
    """Paints only the rows and columns that are in sight, with no widget for each layer."""

    menu_wanted = Signal(str, QPointF)
    """A menu for a layer, or for the timeline when the id is empty."""
    reached = Signal(QPointF)
    """Where layers or the rubber band are being dragged to."""
    key_menu_wanted = Signal(QPointF)
    property_menu_wanted = Signal(str, object, QPointF)
    """A menu for a property of a layer, given by the layer's id."""

    def __init__(self, state: TimelineState, picking: Picking) -> None:
        super().__init__(state)
        self._picking = picking
        self._keys = KeyHand(state)
        self.setAccessibleName(self.tr("Timeline tracks"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._painter = BarPainter(self._workspace)
        self._font = theme.numeric_font(8.75)
        self._press: _Press | None = None
        self._pointer = QPointF()
        self._band: QRectF | None = None
        self._band_keeps: tuple[str, ...] = ()
        self._band_keeps_keys: Keys = frozenset()
        self._lifted = False
        self._started = False
        """Whether this press has become a drag; one that is refused or ended is not begun again."""
        self._hovered = ""
        self._takes: tuple[str, ...] = ()
        """What the takes that bars show are called, as it is painted."""
        self._workspace.selection_changed.connect(self._repaint)
        self._workspace.takes_changed.connect(self._on_takes)
        self._workspace.frames.thumbnailed.connect(self._repaint_clip)

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(480, self._state.rows.height + 6)

    def minimumSizeHint(self) -> QSize:
        """All rows; the panel scrolls."""
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """The view is as wide as this."""
        self._view.set_width(self.width())

    # --- what is where

    def layer_at(self, y: float) -> Layer | None:
        """Return the layer of the row at a height."""
        row = self._state.rows.at(y)
        return row.layer if row is not None else None

    def bar(self, layer: Layer) -> QRectF:
        """Return where a layer's bar is."""
        row = self._state.rows.of(layer.id)
        return self._bar(row) if row is not None else QRectF()

    def _bar(self, row: Row) -> QRectF:
        scale, span = self.scale, row.layer.span
        start, stop = scale.x_of(span.start), scale.x_of(span.stop)
        return QRectF(start, row.top + 4, max(3.0, stop - start - 1), ROW - 8)

    def zone_at(self, at: QPointF) -> tuple[Layer, Zone] | None:
        """Return which bar is under the pointer, and which part of it."""
        row = self._state.rows.at(at.y())
        if row is None or row.prop is not None:
            return None
        bar = self._bar(row)
        if not bar.adjusted(-_OUTSIDE, 0, _OUTSIDE, 0).contains(at):
            return None
        inside = min(_INSIDE, bar.width() / 3)
        if at.x() <= bar.x() + inside:
            return row.layer, Zone.START
        if at.x() >= bar.right() - inside:
            return row.layer, Zone.STOP
        return row.layer, Zone.BODY

    # --- pressing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and wait for what the pointer does next."""
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found, modifiers = self.zone_at(event.position()), event.modifiers()
        layer, zone = found if found is not None else (None, Zone.BODY)
        slips = self._state.slipping or bool(modifiers & Qt.KeyboardModifier.AltModifier)
        row, keys = self._state.rows.at(event.position().y()), self._keys.at(event.position())
        in_keys = row is not None and row.prop is not None
        self._press = _Press(event.position(), layer, zone, slips, keys, in_keys)
        self._lifted = self._started = False
        self._band_keeps, self._band_keeps_keys = (), frozenset()
        if keys:
            self._keys.press(keys, modifiers)
            return
        if layer is not None:
            self._state.pick_keys(())
            self._picking.press(layer.id, modifiers)
            return
        more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if modifiers & more:
            self._band_keeps = tuple(layer.id for layer in self._workspace.selection)
            self._band_keeps_keys = self._state.keys

    def _dragged(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        press, self._pointer = self._press, at
        if press is None:
            return
        far = (at - press.at).manhattanLength() >= QApplication.startDragDistance()
        if far and not self.dragging and not self._started:
            self._started = True
            self._start(press, at)
        if self._drag.active:
            self._drag_in_time(at, modifiers)
        elif self._lifted or self._band is not None:
            self._go_on(at)

    def _start(self, press: _Press, at: QPointF) -> None:
        """Find out what kind of drag it is."""
        moved = at - press.at
        self._picking.hold()
        if press.keys:
            self._keys.begin_drag(press.keys, self.scale.time_at(press.at.x()))
        elif press.layer is None:
            self._band = QRectF(press.at, press.at)
        elif press.zone == Zone.BODY and not press.slips and abs(moved.y()) > abs(moved.x()):
            self._lifted = True
        else:
            self._start_in_time(press, press.layer)

    def _start_in_time(self, press: _Press, layer: Layer) -> None:
        from layerflow_studio.ui.timeline.gestures import MoveLayers, SlipLayers, TrimEnds, TrimStarts

        document, layers = self._workspace.document, self._workspace.selection
        ids = tuple(layer.id for layer in layers)
        if press.zone == Zone.START and not press.slips:
            kind, name = TrimStarts, self.tr("Trim {layers}")
        elif press.zone == Zone.STOP and not press.slips:
            kind, name = TrimEnds, self.tr("Trim {layers}")
        elif press.slips:
            kind, name = SlipLayers, self.tr("Slip {layers}")
        else:
            kind, name = MoveLayers, self.tr("Move {layers}")
        gesture = kind(document, ids, layer.id)
        time = self.scale.time_at(press.at.x())
        name = name.format(layers=words.layers_phrase(layers))
        telling = partial(words.layer_tip, layer.id, press.slips)
        self._drag.begin_in_time(gesture, name, time, telling)

    def _go_on(self, at: QPointF) -> None:
        """Stretch the rubber band, or show where lifted layers would go."""
        if self._band is not None and self._press is not None:
            self._band = QRectF(self._press.at, at).normalized()
            self._catch(self._band, self._press)
        self.reached.emit(at)
        self.update()

    def _catch(self, band: QRectF, press: _Press) -> None:
        """Select what the rubber band touches: keys when it began on their rows, else bars."""
        if press.in_keys:
            self._keys.catch(band, self._band_keeps_keys)
        else:
            rows = self._state.rows.between(band.top(), band.bottom())
            touched = [row.layer.id for row in rows if row.prop is None and self._bar(row).intersects(band)]
            self._workspace.select_layers((*self._band_keeps, *reversed(touched)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: a drag is over, or it was a click."""
        press, at = self._press, event.position()
        if self._lifted:
            restack(self._state, self._state.rows.gap_at(at.y())[0])
        elif press is not None and not self._started:
            self._click(press)
        self._let_go()
        super().mouseReleaseEvent(event)

    def _click(self, press: _Press) -> None:
        """Nothing was dragged."""
        if press.keys:
            self._keys.release()
        elif press.in_keys:
            layer = self.layer_at(press.at.y())
            self._workspace.select(layer.id if layer is not None else "")
        else:
            self._picking.release()
            if press.layer is None and not self._band_keeps:
                self._workspace.select("")

    def _let_go(self) -> None:
        self._press, self._band, self._lifted = None, None, False
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second press like the first."""
        self.mousePressEvent(event)

    def cancel(self) -> None:
        """Take back what is dragged, and what the rubber band has selected."""
        if self._band is not None:
            self._workspace.select_layers(self._band_keeps)
            self._state.pick_keys(self._band_keeps_keys)
        drags_keys = self._drag.active and self._press is not None and bool(self._press.keys)
        self._let_go()
        super().cancel()
        if drags_keys:
            self._keys.cancel()

    @property
    def pressed(self) -> bool:
        """Whether a button is held here."""
        return self._press is not None

    @property
    def dragging(self) -> bool:
        """Whether a drag, a rubber band or lifted layers wait for the pointer to let go."""
        return self._drag.active or self._lifted or self._band is not None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the layer under the pointer, or by key of the selected one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            layer = self._workspace.selected
            at = self.bar(layer).center() if layer is not None else QPointF(0, 0)
        else:
            at = QPointF(event.pos())
            if self._open_key_menu(at):
                return
            found = self.zone_at(at)
            layer = found[0] if found is not None else None
            if layer is not None:
                self._picking.press_for_menu(layer.id)
        self.menu_wanted.emit(layer.id if layer is not None else "", at)

    def _open_key_menu(self, at: QPointF) -> bool:
        """Ask for the menu of the keys or the property's row under the pointer; False where is neither."""
        row, keys = self._state.rows.at(at.y()), self._keys.at(at)
        if keys:
            if not keys <= self._state.keys:
                self._keys.press(keys, Qt.KeyboardModifier.NoModifier)
            self.key_menu_wanted.emit(at)
        elif row is not None and row.prop is not None:
            self.property_menu_wanted.emit(row.layer.id, row.prop, at)
        return bool(keys) or (row is not None and row.prop is not None)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hovered = ""
        self._repaint()

    def _hover(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        found = self.zone_at(at)
        slips = self._state.slipping or bool(modifiers & Qt.KeyboardModifier.AltModifier)
        shape = Qt.CursorShape
        if found is None:
            self.setCursor(shape.ArrowCursor)
        elif found[0].locked:
            self.setCursor(shape.ForbiddenCursor)
        elif slips:
            self.setCursor(shape.SplitHCursor)
        else:
            self.setCursor(shape.ArrowCursor if found[1] == Zone.BODY else shape.SizeHorCursor)
        hovered = found[0].id if found is not None else ""
        if hovered != self._hovered:
            self._hovered = hovered
            self._repaint()

    # --- painting

    def _paint_ground(self, painter: QPainter, part: QRectF) -> None:
        """The rows that are in sight, and the lines of markers."""
        painter.fillRect(part, QColor(theme.TRACK))
        document = self._workspace.document
        selected = {layer.id for layer in self._workspace.selection}
        primary = self._workspace.selected
        hidden = hidden_layers(document.layers)
        self._takes = self._take_labels()
        for row in self._state.rows.between(part.top(), part.bottom()):
            layer = row.layer
            if row.prop is not None:
                painter.fillRect(QRectF(part.x(), row.top, part.width(), row.height), QColor(theme.SURROUND))
            painter.fillRect(QRectF(part.x(), row.bottom - 1, part.width(), 1), QColor(theme.EDGE))
            if row.prop is not None:
                paint_keys(painter, row, self.scale, part, self._state.keys)
                continue
            look = BarLook(
                self._bar(row),
                layer.id in selected,
                primary is not None and layer.id == primary.id,
                layer.id == self._hovered,
                layer.id not in hidden,
            )
            self._painter.paint(painter, layer, look, self.scale, part)
            if layer.animation and layer.id not in self._state.opened:
                paint_bar_keys(painter, layer, look.rect, self.scale, self._state.keys)
        self._paint_unused(painter, 0)
        overlay.paint_marker_lines(painter, document, self.scale, self.height())

    def _take_labels(self) -> tuple[str, ...]:
        return tuple(self._workspace.take_label(layer.take) for layer in self._workspace.document.layers)

    def _on_takes(self) -> None:
        if self._take_labels() != self._takes:
            self._repaint()

    def _repaint_clip(self, clip: str) -> None:
        """A picture of a clip is there: paint its bars anew."""
        for row in self._state.rows.rows:
            if row.layer.clip == clip and row.prop is None:
                self._ground.touch(QRect(0, row.top, self.width(), row.height))

    def _paint_over(self, painter: QPainter) -> None:
        self._paint_frame_shade(painter, 0)
        self._paint_playhead(painter, 0)
        drag, scale = self._drag, self.scale
        if drag.snapped is not None:
            overlay.paint_snap_line(painter, scale.x_of(drag.snapped), self.height())
        if self._lifted:
            paint_insertion(painter, self._state.rows.gap_at(self._pointer.y())[1], self.width())
        if self._band is not None:
            overlay.paint_band(painter, self._band)
        if drag.tip:
            sight = QRectF(self.visibleRegion().boundingRect())
            y = self._pointer.y() if self._press is not None else sight.top()
            at = QPointF(scale.x_of(drag.time), y)
            overlay.paint_tip(painter, drag.tip, at, sight, self._font)
