"""Layers dragged to another place of the stack by their rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame

from layerflow_studio.core.kinds import Role
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.panels.restacking import Restacking
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui


def drag_row(studio: Studio, role: Role, onto: LayerRow, *, below: bool) -> None:
    """Press on the grip of a layer's row, move over another row's lower or upper half; the button stays down."""
    row = studio.row(role)
    start = row.grip.geometry().center()
    target = row.mapFromGlobal(onto.mapToGlobal(QPoint(60, onto.height() - 6 if below else 6)))
    QTest.mousePress(row, Qt.MouseButton.LeftButton, pos=start)
    for step in (QPoint(0, 4), (target - start) / 2, target - start):
        at = start + step
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(at), QPointF(row.mapToGlobal(at)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(row, event)


def test_a_layer_is_dragged_to_another_place_by_its_row(studio: Studio) -> None:
    before = [layer.role for layer in studio.store.document.layers]
    top, bottom = studio.window.stack.rows[0], studio.window.stack.rows[-1]
    drag_row(studio, top.layer.role, bottom, below=True)
    restacking = studio.window.stack.findChild(Restacking)
    assert restacking is not None and restacking.dragging
    mark = studio.window.stack.column.findChild(QFrame, "gap-mark")
    assert isinstance(mark, QFrame) and mark.isVisible()
    QTest.mouseRelease(top, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not restacking.dragging and QApplication.overrideCursor() is None
    assert [layer.role for layer in studio.store.document.layers] == [before[-1], *before[:-1]]
    assert studio.window.stack.rows[-1] is top
    studio.act("undo")
    assert [layer.role for layer in studio.store.document.layers] == before


def test_a_dragged_layer_that_stays_or_is_taken_back_is_no_step(studio: Studio) -> None:
    document = studio.store.document
    top, second = studio.window.stack.rows[:2]
    drag_row(studio, top.layer.role, second, below=False)
    QTest.mouseRelease(top, Qt.MouseButton.LeftButton)
    assert studio.store.document is document
    drag_row(studio, top.layer.role, studio.window.stack.rows[-1], below=True)
    QTest.keyClick(studio.window, Qt.Key.Key_Escape)
    QTest.mouseRelease(top, Qt.MouseButton.LeftButton)
    assert studio.store.document is document and QApplication.overrideCursor() is None


def click(
    studio: Studio, row: LayerRow, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, modifiers, row.badge.geometry().center())


def selected(studio: Studio) -> list[Role]:
    """The roles of the selected layers in the order of the selection."""
    return [layer.role for layer in studio.workspace.selection]


def test_clicks_on_rows_select_several_layers(studio: Studio) -> None:
    top, middle, bottom = studio.window.stack.rows
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    click(studio, top)
    click(studio, bottom, ctrl)
    assert selected(studio) == [top.layer.role, bottom.layer.role]
    click(studio, bottom, ctrl)
    assert selected(studio) == [top.layer.role]
    click(studio, top)
    click(studio, bottom, shift)
    assert selected(studio) == [top.layer.role, middle.layer.role, bottom.layer.role]
    assert middle.property("selected") and studio.window.inspector.layer_page.name.text() == "3 layers"
    click(studio, middle)
    assert selected(studio) == [middle.layer.role], "a plain click leaves one"
    QTest.mouseClick(top.thumb, Qt.MouseButton.LeftButton, ctrl)
    assert selected(studio) == [middle.layer.role, top.layer.role]
    QTest.mouseClick(top.thumb, Qt.MouseButton.LeftButton, ctrl)
    assert selected(studio) == [middle.layer.role]
    studio.workspace.select(bottom.layer.id)
    click(studio, middle, shift)
    assert selected(studio) == [bottom.layer.role, middle.layer.role], "from what was selected elsewhere"


def test_selected_layers_are_dragged_together(studio: Studio) -> None:
    before = [layer.role for layer in studio.store.document.layers]
    rows = studio.window.stack.rows
    studio.workspace.select_layers([rows[0].layer.id, rows[1].layer.id])
    drag_row(studio, rows[0].layer.role, rows[2], below=True)
    QTest.mouseRelease(rows[0], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert [layer.role for layer in studio.store.document.layers] == [before[1], before[2], before[0]]
    assert len(studio.workspace.selection) == 2 and studio.store.undo_name == "Restack 2 layers"
    document = studio.store.document
    drag_row(studio, rows[0].layer.role, rows[1], below=False)
    QTest.mouseRelease(rows[0], Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert studio.store.document is document


def test_a_locked_layer_is_not_restacked_by_a_drag(studio: Studio) -> None:
    top = studio.window.stack.rows[0]
    top.lock.click()
    document = studio.store.document
    drag_row(studio, top.layer.role, studio.window.stack.rows[-1], below=True)
    QTest.mouseRelease(top, Qt.MouseButton.LeftButton)
    assert studio.store.document is document and "is locked" in studio.window.notice.text
