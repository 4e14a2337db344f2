"""Keys and retiming by key and menu: every method is one undoable step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from PySide6.QtCore import QObject

from layerflow_studio.core import edits, key_edits, key_groups, timeline_edits
from layerflow_studio.core.animation import Animation, key_at
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Conform, Interpolation, PastEnd, Property
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import step_names
from layerflow_studio.ui.timeline.state import TimelineState
from layerflow_studio.ui.timeline.words import property_name


class KeyEditing(QObject):
    """Acts on the selected keys, or on the selected layers at the playhead; refusals are told."""

    def __init__(self, state: TimelineState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._workspace = state, state.workspace

    # --- rows and places

    def toggle_rows(self) -> None:
        """Open the rows of the selected layers' keys, or close them; of all layers when none is selected."""
        layers = self._workspace.selection or self._document.layers
        animated = [layer.id for layer in layers if layer.animation]
        if animated:
            self._state.set_open(animated, not set(animated) <= self._state.opened)
        else:
            self._refuse_without_keys()

    def go_to_key(self, direction: int) -> None:
        """To the next keys of the selected layers, or those before, and select them; of all when none is selected."""
        layers = self._workspace.selection or self._document.layers
        keys = [key for layer in layers for key in key_groups.keys_of(layer)]
        inside = [key.frame for key in keys if key.frame in self._document.canvas.span]
        place = timeline_edits.next_place(inside, self._frame, direction)
        if place is not None:
            self._workspace.transport.stop()
            self._workspace.transport.go_to(place)
            self._state.pick_keys(key for key in keys if key.frame == place)

    # --- keys

    def add_keys(self) -> None:
        """Set a key at the playhead for every animated property of the selected layers."""
        layers = [layer for layer in self._workspace.selection if layer.animation]
        if not layers:
            self._refuse_without_keys()
            return
        count = sum(bool(layer.curve(prop)) for layer in layers for prop in Property)
        ids = [layer.id for layer in layers]
        edit = partial(key_groups.key_all, layer_ids=ids, frame=self._frame)
        self._do(step_names.add_keys(count), edit)

    def animate(self, prop: Property) -> None:
        """Set a key of a property at the playhead on the selected layers, and show its row."""
        ids = tuple(layer.id for layer in self._workspace.selection)
        edit = partial(timeline_edits.for_each, layer_ids=ids, edit=_keyed(prop, self._frame))
        if self._do(step_names.add_keys(len(ids)), edit):
            self._state.set_open(ids, True)

    def toggle_key(self, layer_id: str, prop: Property) -> None:
        """Set a key of a property at the playhead, or take the one there away."""
        curve = self._document.layer(layer_id).curve(prop)
        if key_at(curve, self._frame) is None:
            self._do(step_names.add_keys(1), partial(_keyed(prop, self._frame), layer_id=layer_id))
        else:
            edit = partial(key_edits.remove_key, layer_id=layer_id, prop=prop, frame=self._frame)
            self._do(step_names.delete_keys(1), edit)

    def step_in_row(self, layer_id: str, prop: Property, direction: int) -> None:
        """To the next key of one property, or the one before."""
        frames = [key.frame for key in self._document.layer(layer_id).curve(prop)]
        place = timeline_edits.next_place(frames, self._frame, direction)
        if place is not None:
            self._workspace.transport.go_to(place)

    def remove_picked(self) -> None:
        """Take the selected keys away."""
        self._remove_picked(step_names.delete_keys(len(self._state.keys)))

    def cut_picked(self) -> bool:
        """The same, where they were copied before; False when they stay."""
        return self._remove_picked(step_names.cut_keys(len(self._state.keys)))

    def paste(self, copied: Sequence[Animation]) -> None:
        """Put copied keys on the selected layers from the playhead on, and select them."""
        ids = [layer.id for layer in self._workspace.selection]
        if not ids:
            self._workspace.refused.emit(
                self.tr("No layer is selected; click the one that the keys are for.")
            )
            return
        count = sum(len(keys.curve(prop)) for keys in copied for prop in Property)
        where = {"copied": copied, "layer_ids": ids, "frame": self._frame}
        if self._do(step_names.paste_keys(count), partial(key_groups.paste_keys, **where)):
            self._state.set_open(ids, True)
            self._state.pick_keys(key_groups.placed_keys(self._document, **where))

    def nudge_picked(self, by: int) -> None:
        """Move the selected keys by frames, in place of others they come to."""
        keys = self._state.keys
        if self._do(step_names.move_keys(len(keys)), partial(key_groups.move_keys, keys=keys, by=by)):
            self._state.pick_keys(key_groups.moved_keys(keys, by))

    def clear_property(self, layer_id: str, prop: Property) -> None:
        """Take all keys of a property away; the value at the playhead stays."""
        edit = partial(key_edits.clear_animation, layer_id=layer_id, prop=prop, frame=self._frame)
        self._do(step_names.delete_all_keys(property_name(prop)), edit)

    def pick_property(self, layer_id: str, prop: Property) -> None:
        """Select all keys of a property."""
        keys = key_groups.keys_of(self._document.layer(layer_id))
        self._state.pick_keys(key for key in keys if key.prop == prop)

    def interpolate(self, interpolation: Interpolation) -> None:
        """Set how values go on from the selected keys."""
        if not self._state.keys:
            self._workspace.refused.emit(self.tr("No key is selected; click one in its row first."))
            return
        edit = partial(key_groups.interpolate_keys, keys=self._state.keys, interpolation=interpolation)
        self._do(step_names.interpolate(), edit)

    # --- retiming

    def set_past_end(self, past_end: PastEnd) -> None:
        """Choose what the selected layers show past their clips."""
        self._each(step_names.past_end, edits.set_past_end, past_end)

    def set_conform(self, conform: Conform) -> None:
        """Choose what the selected layers show between two frames of their clips."""
        self._each(step_names.conform, edits.set_conform, conform)

    def change_speed(self, factor: Fraction | None) -> None:
        """Play the selected layers faster by a factor; None plays one clip frame a project frame."""

        def paced(document: Document, layer_id: str) -> Document:
            pace = Fraction(1) if factor is None else document.layer(layer_id).pace * factor
            return edits.set_pace(document, layer_id, pace)

        self._each(step_names.speed, paced)

    # --- inside

    @property
    def _document(self) -> Document:
        return self._workspace.document

    @property
    def _frame(self) -> int:
        return self._workspace.transport.frame

    def _do(self, name: str, edit: Edit) -> bool:
        self._workspace.store.seal()
        return self._workspace.do(name, edit)

    def _remove_picked(self, name: str) -> bool:
        return self._do(name, partial(key_groups.remove_keys, keys=self._state.keys))

    def _each(
        self, name: Callable[[Sequence[Layer]], str], edit: Callable[..., Document], *values: object
    ) -> None:
        layers = self._workspace.selection
        ids = tuple(layer.id for layer in layers)
        self._do(name(layers), lambda document: timeline_edits.for_each(document, ids, edit, *values))

    def _refuse_without_keys(self) -> None:
        self._workspace.refused.emit(
            self.tr("No selected layer has keys; set the first one with Add key in its menu.")
        )


def _keyed(prop: Property, frame: int) -> Callable[..., Document]:
    """Return the edit that sets a key of a property with the value it has."""

    def keyed(document: Document, layer_id: str) -> Document:
        return key_edits.set_key(document, layer_id, prop, frame)

    return keyed
