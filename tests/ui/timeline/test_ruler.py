"""Ruler: work area and markers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from layerflow_studio.core.document import Label
from layerflow_studio.core.timebase import Span
from layerflow_studio.ui.timeline.markers import MarkerCard
from tests.ui.conftest import Studio
from tests.ui.timeline.mouse import LEFT, LENGTH, NONE, drag, enter, panel, pixels, press_and_move, steps

pytestmark = pytest.mark.gui


def test_work_area_by_keys_and_by_its_handles(edit: Studio) -> None:
    ruler = panel(edit).ruler
    ruler.setFocus()
    edit.transport.go_to(20)
    edit.qtbot.keyClick(ruler, Qt.Key.Key_I)
    edit.transport.go_to(39)
    edit.qtbot.keyClick(ruler, Qt.Key.Key_O)
    assert edit.store.document.work_area == Span(20, 40)
    edit.act("snapping")
    handle = QPoint(round(ruler.scale.x_of(40)) - 2, 5)
    drag(edit, ruler, handle, QPoint(pixels(edit, 10), 0))
    assert edit.store.document.work_area == Span(20, 50)
    drag(edit, ruler, QPoint(round(ruler.scale.x_of(30)), 5), QPoint(pixels(edit, -15), 0))
    assert edit.store.document.work_area == Span(5, 35)
    assert steps(edit) == ["Set in point", "Set out point", "Set work area", "Set work area"]
    edit.qtbot.mouseDClick(ruler, LEFT, NONE, QPoint(round(ruler.scale.x_of(80)), 20))
    assert edit.store.document.work_area is None
    edit.act("snapping")


def test_a_work_area_handle_works_before_there_is_one(edit: Studio) -> None:
    ruler = panel(edit).ruler
    press_and_move(edit, ruler, QPoint(round(ruler.scale.x_of(0)) + 2, 5), QPoint(pixels(edit, 10), 0))
    assert edit.store.document.work_area == Span(10, LENGTH)
    edit.qtbot.keyClick(ruler, Qt.Key.Key_Escape)
    assert edit.store.document.work_area is None and steps(edit) == []
    edit.qtbot.mouseRelease(ruler, LEFT)


def test_markers_are_set_named_moved_and_deleted(edit: Studio) -> None:
    ruler, tracks = panel(edit).ruler, panel(edit).tracks
    tracks.setFocus()
    edit.transport.go_to(30)
    edit.qtbot.keyClick(tracks, Qt.Key.Key_M)
    assert [marker.frame for marker in edit.store.document.markers] == [30, 50]
    foot = QPoint(round(ruler.scale.x_of(30)), 40)
    edit.act("snapping")
    drag(edit, ruler, foot, QPoint(pixels(edit, 6), 0))
    edit.act("snapping")
    assert [marker.frame for marker in edit.store.document.markers] == [36, 50]
    edit.qtbot.mouseDClick(ruler, LEFT, NONE, QPoint(round(ruler.scale.x_of(36)), 40))
    card = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MarkerCard))
    edit.qtbot.keyClicks(card.name, "jump")
    card.swatches[Label.TEAL].click()
    marker = edit.store.document.markers[0]
    assert (marker.name, marker.label) == ("jump", Label.TEAL)
    card.bin.click()
    assert [marker.frame for marker in edit.store.document.markers] == [50]
    assert steps(edit) == ["Add marker", "Move marker", "Name marker", "Colour marker", "Delete marker"]


def test_m_belongs_to_whom_the_pointer_is_over(edit: Studio) -> None:
    """Marker in the timeline, matte in the viewer: two siblings with one key."""
    canvas, tracks = edit.window.viewer.canvas, panel(edit).tracks
    canvas.setFocus()
    edit.qtbot.keyClick(canvas, Qt.Key.Key_M)
    assert edit.window.actions_by_id["view-matte"].isChecked() and len(edit.store.document.markers) == 1
    edit.qtbot.mouseMove(tracks, QPoint(30, 30))
    enter(tracks)
    assert tracks.hasFocus()
    edit.qtbot.keyClick(tracks, Qt.Key.Key_M)
    assert len(edit.store.document.markers) == 2
    enter(canvas)
    assert canvas.hasFocus()
    prompt = edit.window.stack.row("fox").prompt
    prompt.setFocus()
    enter(tracks)
    assert prompt.hasFocus(), "a field keeps the focus"
    edit.act("view-rgb")


def test_going_to_markers_and_edit_points(edit: Studio) -> None:
    seen: list[int] = []
    edit.transport.frame_changed.connect(seen.append)
    for name in ("edit-on", "edit-on", "marker-on", "edit-back", "marker-back", "edit-back"):
        edit.act(name)
    assert seen == [10, 30, 50, 40, 30]
