"""The layers, topmost first, each with its prompt; rows are made when they are first seen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.panels.column import Column, Slot
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.timeline.picking import Picking
from layerflow_studio.ui.workspace import Workspace

_LEAST_WIDTH = 316
_MADE_AT_ONCE = 10
_ROW_HEIGHT = 138


class LayerStack(QWidget):
    """Rows by layer id; a change of the document touches only the rows it concerns, once they are in sight."""

    asked_menu = Signal(str, QPoint)
    """The user wants a layer's menu, at a place on the screen."""
    row_made = Signal(object)
    """A `LayerRow` that was not there before."""

    def __init__(self, workspace: Workspace, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._generation = workspace, generation
        self.picking = Picking(workspace)
        self._slots: dict[str, Slot] = {}
        self._rows: dict[str, LayerRow] = {}
        self._height = _ROW_HEIGHT
        self.column = Column(self.tr("Layers"))
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addWidget(self.column, 1)
        self.column.moved.connect(self._catch_up)
        workspace.document_changed.connect(self._on_document)
        workspace.selection_changed.connect(self._on_selection)
        workspace.takes_changed.connect(self._render_states)
        workspace.frames.thumbnailed.connect(self._on_thumbnail)
        generation.running_changed.connect(self._render_states)
        generation.plan_changed.connect(self._render_states)
        generation.preview.changed.connect(self._on_preview)
        self._rebuild()

    def put_on_top(self, head: QWidget) -> None:
        """Place a widget above the rows."""
        self._lines.insertWidget(0, head)

    def row(self, layer_id: str) -> LayerRow:
        """The row of a layer, made now if it was never in sight."""
        self._slots[layer_id].fill()
        return self._rows[layer_id]

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """All rows, topmost layer first."""
        return tuple(self.row(layer.id) for layer in reversed(self._workspace.document.layers))

    @property
    def made_rows(self) -> tuple[LayerRow, ...]:
        """The rows that there are already, in no order."""
        return tuple(self._rows.values())

    @property
    def made(self) -> int:
        """How many rows there are already."""
        return len(self._rows)

    def _on_document(self, old: Document, new: Document) -> None:
        if [layer.id for layer in old.layers] != [layer.id for layer in new.layers] or set(self._slots) != {
            layer.id for layer in new.layers
        }:
            self._rebuild()
            return
        for layer in new.layers:
            row = self._rows.get(layer.id)
            if row is not None and row.layer is not layer:
                row.render(layer)

    def _rebuild(self) -> None:
        """Keep the rows of layers that stay, in the new order."""
        layers = self._workspace.document.layers
        kept = {layer.id for layer in layers}
        for layer_id in [key for key in self._slots if key not in kept]:
            self.column.drop(self._slots.pop(layer_id))
            self._rows.pop(layer_id, None)
        for layer in layers:
            row = self._rows.get(layer.id)
            if row is not None:
                if row.layer is not layer:
                    row.render(layer)
            elif layer.id not in self._slots:
                self._slots[layer.id] = Slot(lambda layer_id=layer.id: self._make(layer_id), self._height)
        order = [layer.id for layer in reversed(layers)]
        self.column.arrange([self._slots[layer_id] for layer_id in order])
        for layer_id in order[:_MADE_AT_ONCE]:
            self._slots[layer_id].fill()
        self._on_selection()

    def _make(self, layer_id: str) -> LayerRow:
        layer: Layer = self._workspace.document.layer(layer_id)
        row = self._rows[layer_id] = LayerRow(self._workspace, self._generation, self.picking, layer)
        row.asked_menu.connect(self.asked_menu)
        row.set_selected(layer_id in {layer.id for layer in self._workspace.selection})
        self._height = row.sizeHint().height()
        self.row_made.emit(row)
        return row

    def _on_selection(self, _layer_id: str = "") -> None:
        selected = self._workspace.selected
        selection = {layer.id for layer in self._workspace.selection}
        for layer_id, row in self._rows.items():
            row.set_selected(layer_id in selection)
        if selected is not None and selected.id in self._slots:
            self.column.ensureWidgetVisible(self._slots[selected.id], 0, 4)

    def _on_thumbnail(self, clip: str) -> None:
        for row in self._rows.values():
            if row.layer.clip == clip:
                row.render_thumb()

    def _on_preview(self) -> None:
        for row in self._rows.values():
            if self._generation.makes(row.layer) is not None:
                row.render_thumb()

    def _render_states(self) -> None:
        for row in self._rows.values():
            row.behind = True
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what is in sight; a row whose layer is another by now is about to be rendered whole."""
        layers = {layer.id: layer for layer in self._workspace.document.layers}
        for layer_id, row in self._rows.items():
            seen = self.column.in_sight(row) or not self.column.isVisible()
            if row.behind and seen and layers.get(layer_id) is row.layer:
                row.render_state()
