"""Heads: marks, restacking, renaming."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from layerflow_studio.core.document import Role
from tests.ui.conftest import Studio
from tests.ui.contrast import painted_contrast
from tests.ui.timeline.mouse import LEFT, NONE, drag, layer, panel, press_and_move, steps

pytestmark = pytest.mark.gui


def test_dragging_down_the_eye_column_hides_many_as_one_step(edit: Studio) -> None:
    heads = panel(edit).heads
    rows = {row.layer.id: row for row in panel(edit).state.rows.rows}
    eye = heads.mark_rect(rows["title"], "visible").center().toPoint()
    drag(edit, heads, eye, QPoint(0, rows["fox"].top - rows["title"].top))
    assert [other.visible for other in edit.store.document.layers] == [True, False, False, False]
    assert len(steps(edit)) == 1
    edit.act("undo")
    assert all(other.visible for other in edit.store.document.layers)
    press_and_move(edit, heads, eye, QPoint(0, rows["sky"].top - rows["title"].top))
    edit.qtbot.keyClick(heads, Qt.Key.Key_Escape)
    assert all(other.visible for other in edit.store.document.layers)
    edit.qtbot.mouseRelease(heads, LEFT)


def test_lock_and_solo_in_the_heads(edit: Studio) -> None:
    heads = panel(edit).heads
    rows = {row.layer.id: row for row in panel(edit).state.rows.rows}
    for mark in ("locked", "solo"):
        edit.qtbot.mouseClick(heads, LEFT, NONE, heads.mark_rect(rows["fox"], mark).center().toPoint())
    assert layer(edit, "fox").locked and layer(edit, "fox").solo
    assert steps(edit) == ["Lock Fox", "Solo Fox"] and edit.row(Role.FOREGROUND).layer.id == "owl"


def test_marks_that_are_off_are_seen_on_every_row(edit: Studio) -> None:
    heads = panel(edit).heads
    edit.workspace.select("fox")
    edit.act("hide")
    for row in panel(edit).state.rows.rows:
        for mark in ("visible", "solo", "locked"):
            where = heads.mark_rect(row, mark).toAlignedRect()
            assert painted_contrast(heads, where) >= 3, (row.layer.name, mark)


def test_a_head_is_dragged_to_restack_and_double_clicked_to_rename(edit: Studio) -> None:
    heads = panel(edit).heads
    rows = {row.layer.id: row for row in panel(edit).state.rows.rows}
    drag(edit, heads, QPoint(150, rows["sky"].top + 20), QPoint(0, -42 - 30))
    assert [other.id for other in edit.store.document.layers] == ["fox", "sky", "owl", "title"]
    rows = {row.layer.id: row for row in panel(edit).state.rows.rows}
    edit.qtbot.mouseDClick(heads, LEFT, NONE, QPoint(150, rows["owl"].top + 20))
    assert heads.field is not None
    edit.qtbot.keyClicks(heads.field, "Night owl")
    edit.qtbot.keyClick(heads.field, Qt.Key.Key_Return)
    assert layer(edit, "owl").name == "Night owl" and heads.field is None
    heads.rename(layer(edit, "owl"))
    edit.qtbot.keyClicks(heads.field, "x")
    edit.qtbot.keyClick(heads.field, Qt.Key.Key_Escape)
    assert layer(edit, "owl").name == "Night owl"
