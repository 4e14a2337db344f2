"""Handles on the picture, with a real mouse and real keys: one drag is one step."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from layerflow_studio.core import edits
from layerflow_studio.core.document import Transform
from layerflow_studio.core.key_edits import set_key
from layerflow_studio.core.kinds import Property, Role
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def handled(filled: Studio) -> Studio:
    """A window whose foreground has handles, at 400 %."""
    filled.workspace.select(filled.row(Role.FOREGROUND).layer.id)
    filled.act("transform")
    filled.window.viewer.canvas.zoom_to(4.0)
    filled.until(lambda: filled.window.viewer.transform.box is not None)
    return filled


def transform_of(studio: Studio) -> Transform:
    return studio.row(Role.FOREGROUND).layer.transform


def drag(
    studio: Studio, start: QPointF, by: QPoint, modifiers: Qt.KeyboardModifier = PLAIN, *, drop: bool = True
) -> None:
    canvas, at = studio.window.viewer.canvas, start.toPoint()
    studio.qtbot.mousePress(canvas, LEFT, modifiers, at)
    for part in (2, 1):
        move_with(studio, at + by / part, modifiers)
    if drop:
        studio.qtbot.mouseRelease(canvas, LEFT, modifiers, at + by)


def move_with(studio: Studio, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """A mouse move with modifiers, which QTest cannot send."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    canvas = studio.window.viewer.canvas
    place = QPointF(at)
    QApplication.sendEvent(
        canvas,
        QMouseEvent(QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), LEFT, LEFT, modifiers),
    )


def test_dragging_inside_moves_by_whole_pixels_as_one_step(handled: Studio) -> None:
    tool, position = handled.window.viewer.transform, handled.store.history.position
    start = tool.place((0, 0)) + QPointF(24, 16)
    drag(handled, start, QPoint(40, -20))
    assert transform_of(handled) == Transform(x=10, y=-5)
    assert (
        handled.store.history.position == position + 1
        and handled.store.undo_name == "Move layer on the canvas"
    )
    drag(handled, start + QPointF(40, -20), QPoint(40, 8), SHIFT)
    assert transform_of(handled) == Transform(x=20, y=-5), "with Shift along one way"
    handled.act("undo")
    handled.act("undo")
    assert transform_of(handled) == Transform()


def test_a_corner_scales_about_the_opposite_one(handled: Studio) -> None:
    tool = handled.window.viewer.transform
    canvas = handled.store.document.canvas
    fixed = tool.box.point((-1, -1))  # type: ignore[union-attr]
    drag(handled, tool.place((1, 1)), QPoint(-128, -64))
    changed = transform_of(handled)
    assert handled.store.undo_name == "Scale layer"
    assert changed.scale_x == pytest.approx(1 - 32 / canvas.width, abs=0.01)
    assert changed.scale_y == pytest.approx(1 - 16 / canvas.height, abs=0.01)
    assert tool.box.point((-1, -1)) == pytest.approx(fixed, abs=0.02)  # type: ignore[union-attr]
    handled.act("undo")
    drag(handled, tool.place((1, 1)), QPoint(-128, 0), SHIFT)
    assert transform_of(handled).scale_x == pytest.approx(transform_of(handled).scale_y, rel=1e-3)


def test_outside_a_corner_turns(handled: Studio) -> None:
    canvas, tool = handled.window.viewer.canvas, handled.window.viewer.transform
    canvas.zoom_to(4.0)
    corner = tool.place((1, 1))
    middle = tool.place((0, 0))
    start = corner + QPointF(10, 10)
    assert tool.cursor(start, PLAIN) == Qt.CursorShape.PointingHandCursor
    way = start - middle
    quarter = middle + QPointF(-way.y(), way.x())
    drag(handled, start, (quarter - start).toPoint())
    assert transform_of(handled).rotation == pytest.approx(90, abs=1.5)
    assert handled.store.undo_name == "Rotate layer"


def test_esc_brings_back_where_the_drag_began(handled: Studio) -> None:
    tool, position = handled.window.viewer.transform, handled.store.history.position
    start = tool.place((0, 0)) + QPointF(24, 16)
    drag(handled, start, QPoint(40, -20), drop=False)
    assert tool.dragging and transform_of(handled) != Transform()
    handled.qtbot.keyClick(handled.window.viewer.canvas, Qt.Key.Key_Escape)
    assert not tool.dragging and transform_of(handled) == Transform()
    assert handled.store.history.position == position
    handled.qtbot.mouseRelease(handled.window.viewer.canvas, LEFT, PLAIN, start.toPoint())
    assert transform_of(handled) == Transform()


def test_arrows_nudge_in_place_of_stepping(handled: Studio) -> None:
    canvas, position = handled.window.viewer.canvas, handled.store.history.position
    canvas.setFocus()
    for key, modifiers in (("Right", PLAIN), ("Right", PLAIN), ("Down", SHIFT)):
        handled.qtbot.keyClick(canvas, getattr(Qt.Key, f"Key_{key}"), modifiers)
    assert transform_of(handled) == Transform(x=2, y=10) and handled.transport.frame == 0
    assert handled.store.history.position == position + 1, "nudges in a row are one step"
    assert handled.store.undo_name == "Move layer on the canvas"
    handled.act("transform")
    handled.qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert handled.transport.frame == 1 and transform_of(handled) == Transform(x=2, y=10)


def test_the_anchor_moves_alone(handled: Studio) -> None:
    tool = handled.window.viewer.transform
    handled.workspace.do(
        "Turn",
        partial(edits.set_transform, layer_id=handled.row(Role.FOREGROUND).layer.id, transform=Transform(rotation=30)),
    )  # fmt: skip
    corners = [tool.box.point(corner) for corner in ((-1, -1), (1, 1))]  # type: ignore[union-attr]
    drag(handled, tool.place((0, 0)), QPoint(32, 8))
    assert transform_of(handled).anchor_x != 0 and transform_of(handled).rotation == 30
    assert handled.store.undo_name == "Set anchor"
    for corner, before in zip(((-1, -1), (1, 1)), corners, strict=True):
        assert tool.box.point(corner) == pytest.approx(before, abs=0.1)  # type: ignore[union-attr]


def test_a_locked_layer_refuses_with_a_reason(handled: Studio) -> None:
    handled.row(Role.FOREGROUND).lock.click()
    tool = handled.window.viewer.transform
    start = tool.place((0, 0)) + QPointF(24, 16)
    assert tool.cursor(start, PLAIN) == Qt.CursorShape.ForbiddenCursor
    drag(handled, start, QPoint(40, -20))
    assert transform_of(handled) == Transform() and "locked" in handled.window.notice.text


def test_what_is_dragged_is_what_is_rendered(handled: Studio) -> None:
    """The red box of the foreground is where the handles say."""
    viewer = handled.window.viewer
    handled.row(Role.FOREGROUND).solo.click()
    drag(handled, viewer.transform.place((0, 0)) + QPointF(24, 16), QPoint(40, -20))
    canvas = handled.store.document.canvas
    x, y = canvas.width // 4 + 10, canvas.height // 4 - 5

    def moved() -> bool:
        image = viewer.canvas.image
        return (
            image is not None
            and image.pixelColor(x, y).alpha() == 255
            and image.pixelColor(x - 1, y).alpha() == 0
        )

    handled.until(moved)


def test_a_drag_keys_what_is_animated_and_sets_what_is_not(handled: Studio) -> None:
    layer = handled.row(Role.FOREGROUND).layer
    handled.workspace.do("Animate", partial(set_key, layer_id=layer.id, prop=Property.X, frame=0, value=0.0))
    handled.transport.go_to(4)
    tool = handled.window.viewer.transform
    drag(handled, tool.place((0, 0)) + QPointF(24, 16), QPoint(40, -20))
    moved = handled.row(Role.FOREGROUND).layer
    assert [(key.frame, key.value) for key in moved.curve(Property.X)] == [(0, 0.0), (4, 10.0)]
    assert not moved.curve(Property.Y) and moved.transform.y == -5
    handled.transport.go_to(0)
    box = tool.box
    assert box is not None and (box.transform.x, box.transform.y) == (0, -5), "the box follows the animation"
