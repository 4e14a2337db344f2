"""Keys of animated properties: their rows, selecting, dragging, deleting, interpolation; and retiming."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import Conform, Interpolation, PastEnd, Property
from layerflow_studio.ui.timeline.property_heads import BACK, KEY, ON, part_rect
from layerflow_studio.ui.timeline.rows import KEY_ROW, Row
from layerflow_studio.ui.timeline.words import pace_tag, property_value
from tests.ui.conftest import Studio
from tests.ui.timeline.mouse import (
    ALT,
    CTRL,
    LEFT,
    NONE,
    SHIFT,
    drag,
    layer,
    panel,
    pixels,
    press_and_move,
    steps,
)

pytestmark = pytest.mark.gui


@pytest.fixture
def keyed(edit: Studio) -> Studio:
    """The fox with keys of x at 12, 18 and 24 and of opacity at 18, its rows open; nothing to undo."""

    def animate(document: Document) -> Document:
        for frame, value in ((12, 0.0), (18, 6.0), (24, 3.0)):
            document = key_edits.set_key(document, "fox", Property.X, frame, value)
        return key_edits.set_key(document, "fox", Property.OPACITY, 18, 0.5)

    edit.store.replace(animate(edit.store.document))
    edit.workspace.select("fox")
    edit.act("keys-open")
    edit.act("snapping")
    return edit


def row(studio: Studio, prop: Property) -> Row:
    return next(row for row in panel(studio).state.rows.rows if row.prop == prop)


def place(studio: Studio, prop: Property, frame: int) -> QPoint:
    at = row(studio, prop)
    return QPoint(round(panel(studio).tracks.scale.x_of(frame)), at.top + at.height // 2)


def frames(studio: Studio, prop: Property) -> list[int]:
    return [key.frame for key in layer(studio, "fox").curve(prop)]


def picked(studio: Studio) -> list[int]:
    return sorted(key.frame for key in panel(studio).state.keys)


def menu_at(studio: Studio, at: QPoint) -> QMenu:
    tracks = panel(studio).tracks
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, tracks.mapToGlobal(at))
    QApplication.sendEvent(tracks, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == text)


def test_only_animated_properties_have_rows(keyed: Studio) -> None:
    props = [each.prop for each in panel(keyed).state.rows.rows if each.prop is not None]
    assert props == [Property.OPACITY, Property.X]
    height = panel(keyed).state.rows.height
    keyed.act("keys-open")
    assert panel(keyed).state.rows.height == height - 2 * KEY_ROW
    heads = panel(keyed).heads
    fox = panel(keyed).state.rows.of("fox")
    assert fox is not None and heads.is_arrow(fox, 80)
    keyed.qtbot.mouseClick(heads, LEFT, NONE, QPoint(80, fox.top + 20))
    assert panel(keyed).state.rows.height == height
    sky = panel(keyed).state.rows.of("sky")
    assert sky is not None and not heads.is_arrow(sky, 80)
    assert sky.top == row(keyed, Property.X).bottom == row(keyed, Property.X).block[1]


def test_a_key_is_dragged_as_one_step_and_escape_takes_it_back(keyed: Studio) -> None:
    tracks = panel(keyed).tracks
    drag(keyed, tracks, place(keyed, Property.X, 18), QPoint(pixels(keyed, 3), 0))
    assert frames(keyed, Property.X) == [12, 21, 24] and picked(keyed) == [21]
    assert frames(keyed, Property.OPACITY) == [18] and steps(keyed) == ["Move key"]
    press_and_move(keyed, tracks, place(keyed, Property.X, 21), QPoint(pixels(keyed, 5), 0))
    assert frames(keyed, Property.X) == [12, 24, 26] and "frame 26" in panel(keyed).state.drag.tip
    keyed.qtbot.keyClick(tracks, Qt.Key.Key_Escape)
    assert frames(keyed, Property.X) == [12, 21, 24] and picked(keyed) == [21]
    keyed.qtbot.mouseRelease(tracks, LEFT)
    assert steps(keyed) == ["Move key"]


def test_dragged_keys_snap(keyed: Studio) -> None:
    keyed.act("snapping")
    keyed.transport.go_to(28)
    panel(keyed).state.view.zoom_to(12)
    tracks = panel(keyed).tracks
    press_and_move(keyed, tracks, place(keyed, Property.OPACITY, 18), QPoint(pixels(keyed, 9.5), 0))
    assert frames(keyed, Property.OPACITY) == [28] and panel(keyed).state.drag.snapped == 28
    keyed.qtbot.mouseRelease(tracks, LEFT)


def test_several_keys_are_selected_moved_and_deleted(keyed: Studio) -> None:
    tracks = panel(keyed).tracks
    keyed.qtbot.mouseClick(tracks, LEFT, NONE, place(keyed, Property.X, 12))
    keyed.qtbot.mouseClick(tracks, LEFT, CTRL, place(keyed, Property.X, 24))
    assert picked(keyed) == [12, 24]
    drag(keyed, tracks, place(keyed, Property.X, 24), QPoint(pixels(keyed, 2), 0))
    assert frames(keyed, Property.X) == [14, 18, 26] and picked(keyed) == [14, 26]
    keyed.act("delete")
    assert frames(keyed, Property.X) == [18] and len(keyed.store.document.layers) == 4
    assert steps(keyed) == ["Move 2 keys", "Delete 2 keys"] and picked(keyed) == []
    keyed.act("undo")
    keyed.act("undo")
    assert frames(keyed, Property.X) == [12, 18, 24]


def test_delete_takes_keys_until_their_layer_is_chosen(keyed: Studio) -> None:
    tracks, delete = panel(keyed).tracks, keyed.window.actions_by_id["delete"]
    keyed.qtbot.mouseClick(tracks, LEFT, NONE, place(keyed, Property.X, 12))
    assert picked(keyed) == [12] and delete.text() == "D&elete keys"
    row = keyed.window.stack.row("fox")
    keyed.qtbot.mouseClick(row, LEFT, NONE, QPoint(4, row.height() - 4))
    assert picked(keyed) == [] and delete.text() == "D&elete"
    keyed.act("delete")
    assert [other.id for other in keyed.store.document.layers] == ["sky", "owl", "title"]
    keyed.act("undo")
    assert frames(keyed, Property.X) == [12, 18, 24]


def test_next_key_selects_it_for_ease_and_nudging(keyed: Studio) -> None:
    window, qtbot = keyed.window, keyed.qtbot
    keyed.transport.go_to(13)
    for _ in range(2):
        qtbot.keyClick(window, Qt.Key.Key_Right, CTRL)
    assert keyed.transport.frame == 24 and picked(keyed) == [24]
    qtbot.keyClick(window, Qt.Key.Key_Left, CTRL)
    assert picked(keyed) == [18, 18], "of both properties"
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert layer(keyed, "fox").curve(Property.X)[1].interpolation == Interpolation.EASE
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    qtbot.keyClick(window, Qt.Key.Key_Left, ALT | SHIFT)
    assert frames(keyed, Property.X) == [9, 12, 24] and frames(keyed, Property.OPACITY) == [9]
    assert picked(keyed) == [9, 9] and layer(keyed, "fox").span.start == 10
    assert steps(keyed)[-2:] == ["Move 2 keys", "Move 2 keys"]
    keyed.workspace.select("fox")
    qtbot.keyClick(window, Qt.Key.Key_Right, ALT)
    assert layer(keyed, "fox").span.start == 11, "with no key selected it is the layer"


def test_the_rubber_band_catches_keys_on_their_rows(keyed: Studio) -> None:
    tracks = panel(keyed).tracks
    start, end = place(keyed, Property.OPACITY, 14), place(keyed, Property.X, 26)
    drag(keyed, tracks, start, end - start)
    assert picked(keyed) == [18, 18, 24]
    keyed.qtbot.mouseClick(tracks, LEFT, NONE, place(keyed, Property.X, 50))
    assert picked(keyed) == []
    keyed.qtbot.mouseClick(panel(keyed).heads, LEFT, NONE, QPoint(70, row(keyed, Property.X).top + 10))
    assert picked(keyed) == [12, 18, 24]


def test_all_keys_of_a_frame_move_on_the_bar_of_a_closed_layer(keyed: Studio) -> None:
    keyed.act("keys-open")
    tracks = panel(keyed).tracks
    bar = tracks.bar(layer(keyed, "fox"))
    at = QPoint(round(tracks.scale.x_of(18)), round(bar.bottom()) - 7)
    drag(keyed, tracks, at, QPoint(pixels(keyed, 4), 0))
    assert frames(keyed, Property.X) == [12, 22, 24] and frames(keyed, Property.OPACITY) == [22]
    assert layer(keyed, "fox").span.start == 10


def test_interpolation_by_menu_and_by_key(keyed: Studio) -> None:
    menu = menu_at(keyed, place(keyed, Property.X, 12))
    entry(menu, "Hold from the selected keys").trigger()
    menu.close()
    assert layer(keyed, "fox").curve(Property.X)[0].interpolation == Interpolation.HOLD
    panel(keyed).tracks.setFocus()
    keyed.qtbot.keyClick(panel(keyed).tracks, Qt.Key.Key_F9)
    assert layer(keyed, "fox").curve(Property.X)[0].interpolation == Interpolation.EASE
    assert layer(keyed, "fox").curve(Property.X)[1].interpolation == Interpolation.LINEAR
    keyed.workspace.select("owl")
    keyed.act("key-ease")
    assert "No key is selected" in keyed.window.notice.text


def test_keys_are_set_and_walked_through_in_the_head(keyed: Studio) -> None:
    heads = panel(keyed).heads

    def press(part: str) -> None:
        at = part_rect(row(keyed, Property.X), part, heads.width()).center().toPoint()
        keyed.qtbot.mouseClick(heads, LEFT, NONE, at)

    keyed.transport.go_to(15)
    press(KEY)
    assert frames(keyed, Property.X) == [12, 15, 18, 24]
    assert layer(keyed, "fox").curve(Property.X)[1].value == pytest.approx(3)
    press(ON)
    assert keyed.transport.frame == 18
    press(BACK)
    assert keyed.transport.frame == 15
    press(KEY)
    assert frames(keyed, Property.X) == [12, 18, 24] and steps(keyed) == ["Add key", "Delete key"]


def test_keys_by_action(keyed: Studio) -> None:
    keyed.transport.go_to(0)
    seen: list[int] = []
    keyed.transport.frame_changed.connect(seen.append)
    for name in ("key-on", "key-on", "key-back"):
        keyed.act(name)
    assert seen == [12, 18, 12]
    keyed.transport.go_to(20)
    keyed.act("key-add")
    assert 20 in frames(keyed, Property.X) and 20 in frames(keyed, Property.OPACITY)
    keyed.workspace.select("owl")
    keyed.act("key-add")
    assert "No selected layer has keys" in keyed.window.notice.text


def test_the_first_key_comes_from_the_menu(keyed: Studio) -> None:
    keyed.transport.go_to(45)
    tracks = panel(keyed).tracks
    owl = tracks.bar(layer(keyed, "owl")).center().toPoint()
    menu = menu_at(keyed, owl)
    properties = entry(menu, "Add key").menu()
    assert isinstance(properties, QMenu)
    entry(properties, "Rotation").trigger()
    menu.close()
    assert layer(keyed, "owl").curve(Property.ROTATION)[0].frame == 45
    assert "owl" in panel(keyed).state.opened


def test_moving_a_bar_takes_its_keys_along(keyed: Studio) -> None:
    tracks = panel(keyed).tracks
    at = QPoint(round(tracks.scale.x_of(21)), round(tracks.bar(layer(keyed, "fox")).top()) + 12)
    drag(keyed, tracks, at, QPoint(pixels(keyed, 6), 0))
    assert layer(keyed, "fox").span.start == 16 and frames(keyed, Property.X) == [18, 24, 30]


def test_a_locked_layer_keeps_its_keys(keyed: Studio) -> None:
    keyed.act("lock")
    drag(keyed, panel(keyed).tracks, place(keyed, Property.X, 18), QPoint(pixels(keyed, 3), 0))
    assert frames(keyed, Property.X) == [12, 18, 24] and "'Fox' is locked" in keyed.window.notice.text


def test_loops_blending_and_speed_from_the_menu(keyed: Studio) -> None:
    """A clip of 48 frames from its 8th on, 96 frames long."""
    keyed.act("snapping")
    tracks = panel(keyed).tracks
    sky = QPoint(30, round(tracks.bar(layer(keyed, "sky")).center().y()))
    for submenu, text in (
        ("Past the clip's end", "Loop"),
        ("Between frames", "Optical flow"),
        ("Speed", "Half as fast"),
    ):
        menu = menu_at(keyed, sky)
        choices = entry(menu, submenu).menu()
        assert isinstance(choices, QMenu)
        entry(choices, text).trigger()
        menu.close()
    sky_layer = layer(keyed, "sky")
    assert (sky_layer.past_end, sky_layer.conform) == (PastEnd.LOOP, Conform.FLOW)
    assert sky_layer.pace == Fraction(1, 2)
    assert steps(keyed) == ["Past the end of Sky", "Frame blending of Sky", "Speed of Sky"]
    assert pace_tag(sky_layer, Fraction(24)) == "12 → 24 fps, flow"
    title = edits.set_locked(keyed.store.document, "title", False).layer("title")
    assert pace_tag(title, Fraction(24)) == ""


def test_values_have_units() -> None:
    assert property_value(Property.OPACITY, 0.5) == "50 %"
    assert property_value(Property.ROTATION, -12.5) == "−12.5°"
    assert property_value(Property.X, 3) == "3"
