"""A layer's row in the stack: its menu, its label and its marks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from layerflow_studio.core.kinds import Label, Property, Role
from layerflow_studio.ui import theme
from layerflow_studio.ui.panels.layer_row import LayerRow
from tests.ui.conftest import Studio

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT = Qt.MouseButton.LeftButton


def open_menu(studio: Studio, row: LayerRow) -> QMenu:
    """Press the right button on a row."""
    at = QPoint(60, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, row.mapToGlobal(at))
    QApplication.sendEvent(row, event)
    return next(menu for menu in studio.window.findChildren(QMenu) if menu.isVisible())


def entry(menu: QMenu, text: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == text)


def test_the_menu_of_a_row_is_about_all_selected_layers(studio: Studio) -> None:
    top, middle, bottom = studio.window.stack.rows
    studio.workspace.select_layers([top.layer.id, middle.layer.id])
    menu = open_menu(studio, top)
    assert studio.workspace.selected == top.layer and len(studio.workspace.selection) == 2
    labels = entry(menu, "Label colour").menu()
    assert isinstance(labels, QMenu)
    entry(labels, "red").trigger()
    entry(menu, "Lock or unlock").trigger()
    menu.close()
    assert [row.layer.label for row in (top, middle, bottom)] == [Label.RED, Label.RED, Label.NONE]
    assert [row.layer.locked for row in (top, middle, bottom)] == [True, True, False]
    menu = open_menu(studio, bottom)
    assert [layer.id for layer in studio.workspace.selection] == [bottom.layer.id]
    entry(menu, "Duplicate").trigger()
    menu.close()
    assert len(studio.store.document.layers) == 4


def test_rename_and_delete_in_the_menu_of_a_row(studio: Studio) -> None:
    row = studio.row(Role.FOREGROUND)
    studio.window.timeline.heads.setFocus()
    menu = open_menu(studio, row)
    entry(menu, "Rename").trigger()
    assert row.name.hasFocus() and row.name.hasSelectedText(), "the row's name, not the one in the timeline"
    entry(menu, "Delete").trigger()
    menu.close()
    assert studio.store.document.top(Role.FOREGROUND) is None


def test_the_menu_of_a_row_deletes_the_layer_though_keys_are_selected(studio: Studio) -> None:
    row, timeline = studio.row(Role.FOREGROUND), studio.window.timeline
    studio.workspace.select(row.layer.id)
    timeline.key_editing.animate(Property.OPACITY)
    timeline.key_editing.pick_property(row.layer.id, Property.OPACITY)
    assert timeline.state.keys
    menu = open_menu(studio, row)
    entry(menu, "Delete").trigger()
    menu.close()
    assert studio.store.document.top(Role.FOREGROUND) is None


def test_a_row_shows_its_label(studio: Studio) -> None:
    row = studio.row(Role.FOREGROUND)
    assert row.label.isHidden()
    studio.workspace.select(row.layer.id)
    studio.window.timeline.editing.set_label(Label.TEAL)
    assert row.label.isVisible() and row.label.toolTip() == "Label: teal"
    painted = row.grab(row.label.geometry()).toImage().pixelColor(2, 9)
    assert painted.name() == theme.LABEL_COLOURS[Label.TEAL]
    studio.act("undo")
    assert row.label.isHidden()


def paint(button: QToolButton, over: LayerRow) -> None:
    """Press on a button and move on to another row's height; the button of the mouse stays down."""
    start = button.rect().center()
    end = button.mapFromGlobal(over.mapToGlobal(over.rect().center()))
    QTest.mousePress(button, LEFT, pos=start)
    for at in (start + QPoint(0, 3), (start + end) / 2, end):
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(button.mapToGlobal(at)),
            Qt.MouseButton.NoButton, LEFT, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(button, event)


def test_a_drag_down_the_eyes_hides_many_as_one_step(studio: Studio) -> None:
    rows, before = studio.window.stack.rows, studio.store.history.position
    if not rows[2].layer.visible:
        rows[2].eye.click()
        before += 1
    paint(rows[0].eye, rows[1])
    QTest.mouseRelease(rows[0].eye, LEFT, pos=QPoint(2, 200))
    assert [row.layer.visible for row in rows] == [False, False, True]
    assert [row.eye.isChecked() for row in rows] == [True, True, False] and not rows[0].eye.isDown()
    paint(rows[2].lock, rows[0])
    QTest.mouseRelease(rows[2].lock, LEFT, pos=QPoint(2, -200))
    assert all(row.layer.locked for row in rows)
    assert studio.store.history.position == before + 2
    studio.act("undo")
    studio.act("undo")
    assert all(row.layer.visible and not row.layer.locked for row in rows)


def test_escape_gives_the_drag_down_the_eyes_up_and_a_click_is_one_layers(studio: Studio) -> None:
    rows, document = studio.window.stack.rows, studio.store.document
    paint(rows[0].solo, rows[2])
    assert all(row.layer.solo for row in rows)
    QTest.keyClick(studio.window, Qt.Key.Key_Escape)
    assert studio.store.document == document
    QTest.mouseRelease(rows[0].solo, LEFT, pos=QPoint(2, 200))
    assert studio.store.document == document
    QTest.mouseClick(rows[0].solo, LEFT)
    assert [row.layer.solo for row in rows] == [True, False, False]
