"""What the timeline does by key and menu, on all selected layers as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core import edits, timeline_edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Label
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import step_names
from layerflow_studio.ui.timeline.words import layers_phrase
from layerflow_studio.ui.workspace import Workspace

Name = str | Callable[[Sequence[Layer]], str]
"""What a step is called: a text with "{layers}", or a function of the layers."""


class TimelineEditing(QObject):
    """Every method is one undoable step; a refusal is told by the workspace."""

    marker_opened = Signal(str)
    """A marker should be named."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace

    # --- layers in time

    def split(self) -> None:
        """Cut the selected layers at the playhead; with none selected, all under it that are not locked."""
        frame, selected = self._frame, self._workspace.selection
        layers = selected or tuple(
            layer
            for layer in self._document.layers
            if not layer.locked and layer.span.start < frame < layer.span.stop
        )
        before = {layer.id for layer in self._document.layers}
        edit = partial(timeline_edits.split_layers, layer_ids=_ids(layers), frame=frame)
        if self._workspace.do(self.tr("Split {layers}").format(layers=layers_phrase(layers)), edit):
            self._select_new(before)

    def start_to_playhead(self) -> None:
        """Move layers so that they begin at the playhead."""
        edit = partial(timeline_edits.start_layers_at, frame=self._frame)
        self._on_selected(self.tr("Move {layers}"), edit)

    def end_to_playhead(self) -> None:
        """Move layers so that they end with the playhead's frame."""
        self._on_selected(self.tr("Move {layers}"), partial(timeline_edits.end_layers_at, frame=self._frame))

    def trim_start(self) -> None:
        """Let layers begin at the playhead."""
        edit = partial(timeline_edits.trim_starts_to, frame=self._frame)
        self._on_selected(self.tr("Trim {layers}"), edit)

    def trim_end(self) -> None:
        """Let layers end with the playhead's frame."""
        self._on_selected(self.tr("Trim {layers}"), partial(timeline_edits.trim_ends_to, frame=self._frame))

    def nudge(self, by: int) -> None:
        """Show layers some frames later, or earlier when negative."""
        self._on_selected(self.tr("Move {layers}"), partial(timeline_edits.move_layers, by=by))

    def slip(self, by: int) -> None:
        """Show later clip frames in the same spans, or earlier ones when negative."""
        self._on_selected(self.tr("Slip {layers}"), partial(timeline_edits.slip_layers, by=by))

    # --- layers in the stack

    def raise_layers(self, by: int) -> None:
        """Move layers up in the stack, or down when negative."""
        self._on_selected(step_names.restack, partial(timeline_edits.raise_layers, by=by))

    def duplicate(self) -> None:
        """Put a copy of each selected layer above it, and select the copies."""
        before = {layer.id for layer in self._document.layers}
        name = self._name(self.tr("Duplicate layer"), self.tr("Duplicate {layers}"))
        edit = partial(timeline_edits.duplicate_layers, name=self.tr("{layer} copy"))
        if self._on_selected(name, edit):
            self._select_new(before)

    def delete(self) -> None:
        """Take the selected layers out of the stack, and select what lay below them."""
        self._remove(self._name(self.tr("Delete layer"), self.tr("Delete {layers}")))

    def cut(self) -> bool:
        """The same, where they were copied before; False when they stay."""
        return self._remove(self.tr("Cut {layers}"))

    def paste(self, layers: Sequence[Layer]) -> None:
        """Put copies of layers above the selected ones, and select the copies."""
        before = {layer.id for layer in self._document.layers}
        above = _ids(self._workspace.selection)
        edit = partial(timeline_edits.paste_layers, layers=layers, above=above, name=self.tr("{layer} copy"))
        if self._do(self.tr("Paste {layers}").format(layers=layers_phrase(layers)), edit):
            self._select_new(before)

    def select_all(self) -> None:
        """Select every layer, the topmost as the primary one."""
        self._workspace.select_layers(layer.id for layer in self._document.layers)

    # --- marks of layers

    def toggle_lock(self) -> None:
        """Lock the selected layers, or unlock them when the primary one is locked."""
        self._toggle("locked")

    def toggle_visible(self) -> None:
        """Hide the selected layers, or show them when the primary one is hidden."""
        self._toggle("visible")

    def toggle_solo(self) -> None:
        """Show only the selected layers, or end that when the primary one is soloed."""
        self._toggle("solo")

    def set_label(self, label: Label) -> None:
        """Give the selected layers a colour tag."""
        self._each(step_names.label, edits.set_label, label)

    def _toggle(self, mark: str) -> None:
        primary = self._workspace.selected
        if primary is not None:
            edit = {"locked": edits.set_locked, "visible": edits.set_visible, "solo": edits.set_solo}[mark]
            on = not getattr(primary, mark)
            self._each(partial(step_names.mark, mark, on), edit, on)

    # --- work area and markers

    def set_in(self) -> None:
        """Let the work area begin at the playhead."""
        self._do(self.tr("Set in point"), partial(timeline_edits.set_area_in, frame=self._frame))

    def set_out(self) -> None:
        """Let the work area end with the playhead's frame."""
        self._do(self.tr("Set out point"), partial(timeline_edits.set_area_out, frame=self._frame))

    def clear_area(self) -> None:
        """Work on the whole canvas."""
        self._do(self.tr("Clear work area"), partial(edits.set_work_area, area=None))

    def add_marker(self) -> None:
        """Put a marker on the playhead's frame, or name the one that stands there."""
        marker = timeline_edits.marker_at(self._document, self._frame)
        if marker is not None:
            self.marker_opened.emit(marker.id)
        else:
            self._do(self.tr("Add marker"), partial(timeline_edits.mark_frame, frame=self._frame))

    def delete_marker(self, marker_id: str = "") -> None:
        """Take away a marker, the one on the playhead's frame when none is named."""
        marker = timeline_edits.marker_at(self._document, self._frame)
        marker_id = marker_id or (marker.id if marker is not None else "")
        if marker_id:
            self._do(self.tr("Delete marker"), partial(edits.remove_marker, marker_id=marker_id))
        else:
            self._workspace.refused.emit(
                self.tr("There is no marker on this frame; go to one with Next marker first.")
            )

    def clear_markers(self) -> None:
        """Take all markers away."""
        self._do(self.tr("Delete all markers"), _without_markers)

    # --- going to places

    def go_to_marker(self, direction: int) -> None:
        """To the next marker, or the one before."""
        self._go((marker.frame for marker in self._document.markers), direction)

    def go_to_edit(self, direction: int) -> None:
        """To the next place where a layer begins or ends, or the one before; also the canvas ends."""
        last = self._document.canvas.length - 1
        self._go({0, last, *timeline_edits.edit_points(self._document.layers)}, direction)

    def _go(self, places: Iterable[int], direction: int) -> None:
        inside = [place for place in places if place in self._document.canvas.span]
        place = timeline_edits.next_place(inside, self._frame, direction)
        if place is not None:
            self._workspace.transport.stop()
            self._workspace.transport.go_to(place)

    # --- inside

    @property
    def _document(self) -> Document:
        return self._workspace.document

    @property
    def _frame(self) -> int:
        return self._workspace.transport.frame

    def _name(self, one: str, several: str) -> str:
        """The name of a step for one layer, or for several with their number to be put in."""
        return one if len(self._workspace.selection) == 1 else several

    def _do(self, name: str, edit: Edit) -> bool:
        self._workspace.store.seal()
        return self._workspace.do(name, edit)

    def _on_selected(self, name: Name, edit: Callable[..., Document]) -> bool:
        """Apply an edit that takes the document and the ids of the selected layers."""
        layers = self._workspace.selection
        if not layers:
            self._workspace.refused.emit(self.tr("No layer is selected; click one first."))
            return False
        called = name.format(layers=layers_phrase(layers)) if isinstance(name, str) else name(layers)
        return self._do(called, partial(edit, layer_ids=_ids(layers)))

    def _remove(self, name: str) -> bool:
        gone = {layer.id for layer in self._workspace.selection}
        places = [self._document.index(layer_id) for layer_id in gone]
        rest = [layer.id for layer in self._document.layers if layer.id not in gone]
        removed = self._on_selected(name, timeline_edits.remove_layers)
        if removed and rest:
            self._workspace.select(rest[max(0, min(places) - 1)])
        return removed

    def _each(self, name: Name, edit: Callable[..., Document], *values: object) -> bool:
        """Apply an edit of one layer to all that are selected."""

        def each(document: Document, layer_ids: Sequence[str]) -> Document:
            return timeline_edits.for_each(document, layer_ids, edit, *values)

        return self._on_selected(name, each)

    def _select_new(self, before: set[str]) -> None:
        """Select the layers that an edit has added."""
        self._workspace.select_layers(layer.id for layer in self._document.layers if layer.id not in before)


def _ids(layers: Sequence[Layer]) -> tuple[str, ...]:
    return tuple(layer.id for layer in layers)


def _without_markers(document: Document) -> Document:
    for marker in document.markers:
        document = edits.remove_marker(document, marker.id)
    return document
