"""What the pointer does with keys: select, drag, catch with the rubber band."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt

from layerflow_studio.core.document import Document
from layerflow_studio.core.key_groups import KeyPlace, keys_of, moved_keys
from layerflow_studio.ui import step_names
from layerflow_studio.ui.timeline import words
from layerflow_studio.ui.timeline.keys import SMALL_LIFT
from layerflow_studio.ui.timeline.rows import ROW
from layerflow_studio.ui.timeline.state import TimelineState

_NEAR, _NEAR_SMALL = 6.5, 5.0
_MORE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

Keys = frozenset[KeyPlace]


class KeyHand:
    """On a property's row a press takes one key, on a closed layer's bar all keys of a frame."""

    def __init__(self, state: TimelineState) -> None:
        self._state = state
        self._on_release: Keys | None = None
        self._dragged: Keys = frozenset()

    def at(self, at: QPointF) -> Keys:
        """Return the keys under the pointer; none is an empty set."""
        row = self._state.rows.at(at.y())
        if row is None or not row.layer.animation:
            return frozenset()
        scale, layer = self._state.view.scale, row.layer
        if row.prop is not None:
            near = [
                (abs(scale.x_of(key.frame) - at.x()), KeyPlace(layer.id, row.prop, key.frame))
                for key in layer.curve(row.prop)
            ]
            distance, key = min(near)
            return frozenset({key}) if distance <= _NEAR else frozenset()
        foot = row.top + ROW - 4 - SMALL_LIFT
        if layer.id in self._state.opened or abs(at.y() - foot) > _NEAR_SMALL:
            return frozenset()
        frames = sorted((abs(scale.x_of(frame) - at.x()), frame) for frame in layer.animation.frames)
        distance, frame = frames[0]
        if distance > _NEAR_SMALL:
            return frozenset()
        return frozenset(key for key in keys_of(layer) if key.frame == frame)

    def press(self, keys: Keys, modifiers: Qt.KeyboardModifier) -> None:
        """Select by a press; Ctrl or Shift adds or takes away."""
        workspace, picked = self._state.workspace, self._state.keys
        self._on_release = None
        if modifiers & _MORE:
            picked = picked - keys if keys <= picked else picked | keys
        elif not keys <= picked:
            picked = keys
        elif picked != keys:
            self._on_release = keys
        layer_id = next(iter(keys)).layer_id
        if layer_id not in {layer.id for layer in workspace.selection}:
            workspace.select(layer_id, add=bool(modifiers & _MORE))
        self._state.pick_keys(picked)

    def release(self) -> None:
        """It was a click."""
        if self._on_release is not None:
            self._state.pick_keys(self._on_release)

    def begin_drag(self, grabbed: Keys, time: float) -> None:
        """Drag all selected keys, held at one of them."""
        from layerflow_studio.ui.timeline.gestures import MoveKeys

        state, keys = self._state, self._state.keys
        self._dragged = keys
        gesture = MoveKeys(state.workspace.document, keys)
        first = min(grabbed)

        def telling(_before: Document, _now: Document) -> str:
            by = state.drag.by
            state.pick_keys(moved_keys(keys, by))
            return words.key_tip(first.frame + by, by)

        state.drag.begin_in_time(gesture, step_names.move_keys(len(keys)), time, telling)

    def cancel(self) -> None:
        """The dragged keys are back where they were."""
        self._state.pick_keys(self._dragged)

    def catch(self, band: QRectF, keep: Iterable[KeyPlace]) -> None:
        """Select the keys on rows that a rubber band touches."""
        scale = self._state.view.scale
        caught = {
            KeyPlace(row.layer.id, row.prop, key.frame)
            for row in self._state.rows.between(band.top(), band.bottom())
            if row.prop is not None
            for key in row.layer.curve(row.prop)
            if band.left() <= scale.x_of(key.frame) <= band.right()
        }
        self._state.pick_keys({*keep, *caught})
