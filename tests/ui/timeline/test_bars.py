"""Bars: select, move, trim, slip, restack, and the same by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import Studio
from tests.ui.timeline.mouse import (
    ALT,
    CTRL,
    LEFT,
    NONE,
    SHIFT,
    at_frame,
    drag,
    layer,
    panel,
    pixels,
    press_and_move,
    selected,
    span,
    steps,
)

pytestmark = pytest.mark.gui


def test_trimming_both_ends_is_one_step_each(edit: Studio) -> None:
    tracks = panel(edit).tracks
    drag(edit, tracks, at_frame(edit, "fox", 10) + QPoint(2, 0), QPoint(pixels(edit, 4), 0))
    assert span(edit, "fox") == (14, 30) and layer(edit, "fox").source_in == 12
    drag(edit, tracks, at_frame(edit, "fox", 30) - QPoint(3, 0), QPoint(pixels(edit, 5), 0))
    assert span(edit, "fox") == (14, 35)
    assert steps(edit) == ["Trim Fox", "Trim Fox"]
    edit.act("undo")
    assert span(edit, "fox") == (14, 30)
    edit.act("undo")
    assert span(edit, "fox") == (10, 30) and layer(edit, "fox").source_in == 8


def test_trimming_stops_where_the_clip_begins_and_says_so(edit: Studio) -> None:
    tracks = panel(edit).tracks
    tracks.update()
    press_and_move(edit, tracks, at_frame(edit, "fox", 10) + QPoint(2, 0), QPoint(-pixels(edit, 9.6), 0))
    assert span(edit, "fox") == (2, 30) and layer(edit, "fox").source_in == 0
    tip = panel(edit).state.drag.tip
    assert "−8" in tip and "in 2" in tip and "out 29" in tip and "28 frames" in tip
    edit.qtbot.mouseRelease(tracks, LEFT)
    assert panel(edit).state.drag.tip == ""


def test_moving_snaps_to_the_other_bar_unless_ctrl_is_held(edit: Studio) -> None:
    panel(edit).state.view.zoom_to(12)
    tracks = panel(edit).tracks
    start = at_frame(edit, "fox", 20)
    press_and_move(edit, tracks, start, QPoint(pixels(edit, 9.4), 0))
    assert span(edit, "fox") == (20, 40), "little more than half a frame from the owl's start"
    assert panel(edit).state.drag.snapped == 40
    at = QPointF(start + QPoint(pixels(edit, 9.4), 0))
    kind, button = QEvent.Type.MouseMove, Qt.MouseButton.LeftButton
    QApplication.sendEvent(tracks, QMouseEvent(kind, at, tracks.mapToGlobal(at), button, button, CTRL))
    assert span(edit, "fox") == (19, 39) and panel(edit).state.drag.snapped is None
    edit.qtbot.mouseRelease(tracks, LEFT)
    edit.act("undo")
    edit.act("snapping")
    drag(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 9.4), 0))
    assert span(edit, "fox") == (19, 39)
    edit.act("snapping")
    assert steps(edit) == ["Move Fox"]


def test_slipping_with_alt_and_with_the_tool(edit: Studio) -> None:
    tracks = panel(edit).tracks
    drag(edit, tracks, at_frame(edit, "owl", 50), QPoint(pixels(edit, 5), 0), ALT)
    assert span(edit, "owl") == (40, 60) and layer(edit, "owl").source_in == 15, "pictures follow the pointer"
    edit.act("slip-tool")
    drag(edit, tracks, at_frame(edit, "owl", 50), QPoint(-pixels(edit, 3), 0))
    edit.act("slip-tool")
    assert layer(edit, "owl").source_in == 18 and steps(edit) == ["Slip Owl", "Slip Owl"]


def test_several_layers_move_as_one_step(edit: Studio) -> None:
    tracks = panel(edit).tracks
    edit.qtbot.mouseClick(tracks, LEFT, NONE, at_frame(edit, "fox", 20))
    edit.qtbot.mouseClick(tracks, LEFT, CTRL, at_frame(edit, "owl", 50))
    assert selected(edit) == ["fox", "owl"] and edit.workspace.selected == layer(edit, "owl")
    edit.act("snapping")
    drag(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 7), 0))
    assert span(edit, "fox") == (17, 37) and span(edit, "owl") == (47, 67)
    assert steps(edit) == ["Move 2 layers"] and set(selected(edit)) == {"fox", "owl"}
    edit.act("undo")
    assert span(edit, "fox") == (10, 30) and span(edit, "owl") == (40, 60)
    edit.qtbot.mouseClick(tracks, LEFT, NONE, at_frame(edit, "fox", 20))
    assert selected(edit) == ["fox"], "a click without a drag selects one"


def test_escape_restores_and_leaves_no_step(edit: Studio) -> None:
    tracks, before = panel(edit).tracks, edit.store.document
    press_and_move(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 7), 0))
    assert edit.store.document != before
    edit.qtbot.keyClick(tracks, Qt.Key.Key_Escape)
    assert edit.store.document is before and steps(edit) == []
    edit.qtbot.mouseMove(tracks, at_frame(edit, "fox", 40))
    edit.qtbot.mouseRelease(tracks, LEFT, NONE, at_frame(edit, "fox", 40))
    assert edit.store.document is before


def test_undo_during_a_drag_ends_it(edit: Studio) -> None:
    tracks = panel(edit).tracks
    press_and_move(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 7), 0))
    edit.act("undo")
    assert span(edit, "fox") == (10, 30)
    edit.qtbot.mouseMove(tracks, at_frame(edit, "fox", 44))
    assert span(edit, "fox") == (10, 30)
    edit.qtbot.mouseRelease(tracks, LEFT)


def test_a_locked_layer_refuses_with_the_sentence(edit: Studio) -> None:
    tracks = panel(edit).tracks
    drag(edit, tracks, at_frame(edit, "title", 80), QPoint(pixels(edit, 7), 0))
    assert span(edit, "title") == (70, 90)
    assert "'Title' is locked" in edit.window.notice.text


def test_dragging_down_restacks(edit: Studio) -> None:
    tracks = panel(edit).tracks
    drag(edit, tracks, at_frame(edit, "owl", 50), QPoint(3, 2 * 42 + 6))
    assert [other.id for other in edit.store.document.layers] == ["owl", "sky", "fox", "title"]
    assert span(edit, "owl") == (40, 60) and steps(edit) == ["Restack Owl"]


def test_the_rubber_band_selects_what_it_touches(edit: Studio) -> None:
    tracks = panel(edit).tracks
    start = at_frame(edit, "owl", 64)
    drag(edit, tracks, start, at_frame(edit, "fox", 25) - start)
    assert set(selected(edit)) == {"fox", "owl"}
    assert edit.window.stack.row("fox").property("selected") and edit.window.stack.row("owl").property(
        "selected"
    )
    edit.qtbot.mouseClick(tracks, LEFT, NONE, at_frame(edit, "owl", 66))
    assert selected(edit) == []


def test_shift_selects_a_range_in_the_heads(edit: Studio) -> None:
    heads = panel(edit).heads
    names = {row.layer.id: QPoint(150, row.top + 20) for row in panel(edit).state.rows.rows}
    edit.qtbot.mouseClick(heads, LEFT, NONE, names["owl"])
    edit.qtbot.mouseClick(heads, LEFT, SHIFT, names["sky"])
    assert set(selected(edit)) == {"owl", "fox", "sky"}
    edit.qtbot.mouseClick(heads, LEFT, SHIFT, names["fox"])
    assert set(selected(edit)) == {"owl", "fox"}


def test_playhead_keys_split_trim_and_move(edit: Studio) -> None:
    edit.workspace.select_layers(["fox", "sky"])
    edit.transport.go_to(20)
    tracks = panel(edit).tracks
    tracks.setFocus()
    edit.qtbot.keyClick(tracks, Qt.Key.Key_D, CTRL | SHIFT)
    assert len(edit.store.document.layers) == 6 and steps(edit) == ["Split 2 layers"]
    assert all(new.span.start == 20 for new in edit.workspace.selection)
    edit.act("undo")
    edit.workspace.select("fox")
    edit.qtbot.keyClick(tracks, Qt.Key.Key_BracketLeft, ALT)
    assert span(edit, "fox") == (20, 30)
    edit.transport.go_to(25)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_BracketRight, ALT)
    assert span(edit, "fox") == (20, 26)
    edit.transport.go_to(50)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_BracketLeft)
    assert span(edit, "fox") == (50, 56)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_BracketRight)
    assert span(edit, "fox") == (45, 51)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_Right, ALT)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_Left, ALT | SHIFT)
    assert span(edit, "fox") == (36, 42)


def test_split_without_a_selection_cuts_what_lies_under_the_playhead(edit: Studio) -> None:
    edit.workspace.select("")
    edit.transport.go_to(50)
    edit.act("split")
    assert steps(edit) == ["Split 2 layers"] and len(edit.store.document.layers) == 6


def test_deleting_and_duplicating_several(edit: Studio) -> None:
    edit.workspace.select_layers(["fox", "owl"])
    edit.act("duplicate")
    assert len(edit.store.document.layers) == 6 and len(selected(edit)) == 2
    assert all(copy.name.endswith("copy") for copy in edit.workspace.selection)
    edit.act("delete")
    assert len(edit.store.document.layers) == 4 and steps(edit) == ["Duplicate 2 layers", "Delete 2 layers"]
    edit.act("undo")
    edit.act("undo")
    assert len(edit.store.document.layers) == 4 and edit.store.undo_name is None
