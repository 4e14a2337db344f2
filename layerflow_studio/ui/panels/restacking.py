"""Layers dragged to another place of the stack by a row of theirs; Esc takes the drag back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from layerflow_studio.core import timeline_edits
from layerflow_studio.ui import step_names
from layerflow_studio.ui.escape import EscapeAnywhere
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.panels.layer_stack import LayerStack


class Restacking(QObject):
    """Watches the rows of a stack for drags by their grips and empty parts."""

    def __init__(self, stack: LayerStack, workspace: Workspace) -> None:
        super().__init__(stack)
        self._column, self._picking, self._workspace = stack.column, stack.picking, workspace
        self._pressed: QPoint | None = None
        self._place: int | None = None
        self._keys = EscapeAnywhere(self.cancel, self)
        stack.row_made.connect(self._watch)
        for row in stack.made_rows:
            self._watch(row)

    @property
    def dragging(self) -> bool:
        """Whether layers are being dragged."""
        return self._place is not None

    def cancel(self) -> None:
        """Leave the layers where they were."""
        self._pressed = None
        if self._place is not None:
            self._place = None
            self._column.mark_gap(None)
            self._keys.look_away()
            QGuiApplication.restoreOverrideCursor()

    def _follow(self, event: QMouseEvent) -> None:
        """Follow the mouse from a press on a row to its release."""
        at = event.globalPosition().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = at if event.button() == Qt.MouseButton.LeftButton else None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            self._move(at, self._pressed)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._drop()

    def _watch(self, row: LayerRow) -> None:
        row.moused.connect(self._follow)

    def _move(self, at: QPoint, began: QPoint) -> None:
        if self._place is None:
            if abs((at - began).y()) < QApplication.startDragDistance():
                return
            QGuiApplication.setOverrideCursor(Qt.CursorShape.ClosedHandCursor)
            self._keys.look()
            self._picking.hold()
        self._place = self._column.place_at(at)
        self._column.mark_gap(self._place)

    def _drop(self) -> None:
        place = self._place
        self.cancel()
        document, layers = self._workspace.document, self._workspace.selection
        if place is None or not layers:
            return
        ids = tuple(layer.id for layer in layers)
        gap, here = len(document.layers) - place, sorted(map(document.index, ids))
        apart = here[-1] - here[0] >= len(here)
        if apart or not here[0] <= gap <= here[-1] + 1:
            edit = partial(timeline_edits.restack_layers, layer_ids=ids, gap=gap)
            self._workspace.do(step_names.restack(layers), edit)
