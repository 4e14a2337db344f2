"""The names of steps in the real window: an edit is called the same in the inspector, the stack and the timeline."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.key_groups import keys_of
from layerflow_studio.core.kinds import Conform, Label, Property, Role
from tests.ui.conftest import Studio
from tests.ui.test_inspector import enter, fox, page

pytestmark = pytest.mark.gui


@pytest.fixture
def inspected(filled: Studio) -> Studio:
    """The window with the foreground selected."""
    filled.workspace.select(fox(filled).id)
    return filled


def test_an_edit_has_one_name_wherever_it_is_made(inspected: Studio) -> None:
    """The layer's name holds braces, which are no place for words to be filled in."""
    store, timeline, layer_id = inspected.store, inspected.window.timeline, fox(inspected).id
    store.replace(edits.rename_layer(store.document, layer_id, "Fox {1}"))
    row, keys = page(inspected).rotation, timeline.key_editing
    turn = Property.ROTATION
    inspected.transport.go_to(2)

    def named(*acts: Callable[[], object]) -> list[str | None]:
        return [(act(), store.undo_name)[1] for act in acts]

    add = named(row.keys.key.click), named(row.keys.key.click)
    assert add == (["Add key"], ["Delete key"])
    assert named(partial(keys.toggle_key, layer_id, turn)) == ["Add key"]
    inspected.transport.go_to(4)
    assert named(partial(keys.toggle_key, layer_id, turn), partial(keys.toggle_key, layer_id, turn)) == [
        "Add key",
        "Delete key",
    ]
    assert named(keys.add_keys) == ["Add key"]
    timeline.state.pick_keys(keys_of(fox(inspected)))
    assert named(keys.remove_picked, partial(keys.animate, turn)) == ["Delete 2 keys", "Add key"]
    stop = named(row.keys.stopwatch.click, row.keys.stopwatch.click)
    assert stop == ["Delete keys of Rotation", "Add key"]
    assert named(partial(keys.clear_property, layer_id, turn)) == ["Delete keys of Rotation"]
    enter(inspected, row.fields[turn], "45")
    assert named(row.keys.reset.click) == ["Reset Rotation"]
    speed = named(
        partial(enter, inspected, page(inspected).speed, "50"), partial(keys.change_speed, Fraction(2))
    )
    assert speed == ["Speed of Fox {1}"] * 2
    label = partial(page(inspected).label.setCurrentIndex, 3), partial(timeline.editing.set_label, Label.RED)
    assert named(*label) == ["Label Fox {1}"] * 2
    stack = inspected.window.stack.row(layer_id)
    marks = named(stack.eye.click, timeline.editing.toggle_visible, timeline.editing.toggle_visible)
    assert marks == ["Hide Fox {1}", "Show Fox {1}", "Hide Fox {1}"]


def test_a_name_counts_the_layers_and_keys_that_are_changed(inspected: Studio) -> None:
    store, shown, layers = inspected.store, page(inspected), inspected.store.document.layers
    locked = next(layer for layer in layers if layer.role == Role.BLENDED)
    store.replace(edits.set_locked(store.document, locked.id, True))
    others = [layer.id for layer in layers if layer.id != fox(inspected).id]
    inspected.workspace.select_layers([*others, fox(inspected).id])
    shown.conform.setCurrentIndex(shown.conform.findData(Conform.BLEND))
    assert store.undo_name == "Frame blending of 2 layers"
    shown.label.setCurrentIndex(shown.label.findData(Label.RED))
    assert store.undo_name == "Label 3 layers", "locked ones take one as well"
    shown.position.keys.stopwatch.click()
    assert store.undo_name == "Add 4 keys", "two of each unlocked layer"
    inspected.workspace.select(fox(inspected).id)
    shown.role.setCurrentIndex(shown.role.findData(Role.MEDIA))
    assert store.undo_name == "Make media"
