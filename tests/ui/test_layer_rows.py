"""A layer's row in the stack: its menu, its label and its marks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from layerflow_studio.core.kinds import Label, Property, Role
from layerflow_studio.ui.panels.layer_row import LayerRow
from tests.ui.conftest import Studio

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]


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
