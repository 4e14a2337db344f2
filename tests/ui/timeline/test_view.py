"""Zoom, scrolling, menus, what is remembered, and many layers."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Label, Layer, Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project
from tests.ui.conftest import Studio
from tests.ui.timeline.mouse import CTRL, LEFT, LENGTH, SHIFT, at_frame, drag, layer, panel, selected, wheel

pytestmark = pytest.mark.gui


def test_ctrl_wheel_zooms_to_the_pointer_and_fit_shows_all(edit: Studio) -> None:
    tracks, view = panel(edit).tracks, panel(edit).state.view
    at = QPointF(tracks.width() * 0.7, 20)
    before = tracks.scale.time_at(at.x())
    for _ in range(4):
        wheel(tracks, at, QPoint(0, 120), CTRL)
    assert not view.fitted and tracks.scale.time_at(at.x()) == pytest.approx(before, abs=0.2)
    assert panel(edit).bar.maximum() > panel(edit).bar.minimum()
    offset = view.offset
    wheel(tracks, at, QPoint(0, -120), SHIFT)
    assert view.offset == offset + 120 == panel(edit).bar.value()
    panel(edit).zoom.setValue(1000)
    assert tracks.scale.per_frame == pytest.approx(96)
    edit.act("timeline-fit")
    assert view.fitted and tracks.scale.x_of(LENGTH) <= tracks.width()


def test_playing_turns_the_page(edit: Studio) -> None:
    view = panel(edit).state.view
    view.zoom_to(40)
    edit.act("first")
    assert 0 <= view.scale.x_of(0) < view.width
    edit.transport.go_to(60)
    assert 0 <= view.scale.x_of(60) < view.width
    edit.transport.go_to(59)
    assert 0 <= view.scale.x_of(59) < view.width
    edit.act("follow")
    edit.transport.go_to(0)
    assert view.scale.x_of(0) < 0, "following is switched off"
    edit.act("follow")


def test_the_menu_of_a_layer_acts_on_it(edit: Studio) -> None:
    tracks = panel(edit).tracks
    at = at_frame(edit, "fox", 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, tracks.mapToGlobal(at))
    QApplication.sendEvent(tracks, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and selected(edit) == ["fox"]
    texts = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Split at playhead", "Duplicate", "Trim start to playhead", "Rename", "Delete"} <= set(texts)
    labels = next(action.menu() for action in menu.actions() if action.text() == "Label colour")
    assert isinstance(labels, QMenu)
    next(action for action in labels.actions() if action.text() == "violet").trigger()
    assert layer(edit, "fox").label == Label.VIOLET
    menu.close()


def test_place_at_names_row_and_frame(edit: Studio) -> None:
    timeline = panel(edit)
    at = timeline.tracks.mapTo(timeline, at_frame(edit, "owl", 44) + QPoint(1, 0))
    assert timeline.place_at(at) == ("owl", 44)
    below = timeline.tracks.mapTo(timeline, QPoint(at_frame(edit, "sky", 7).x() + 1, 4 * 42 + 3))
    assert timeline.place_at(below) == (None, 7)


def test_what_is_switched_is_remembered(edit: Studio) -> None:
    edit.act("snapping")
    edit.act("timeline-timecode")
    edit.window.keep_layout()
    panel(edit).state.drag.snapping = True
    panel(edit).restore(edit.window.settings)
    assert not edit.window.actions_by_id["snapping"].isChecked() and not panel(edit).state.drag.snapping
    assert panel(edit).state.timecode


def test_selection_follows_the_document(edit: Studio) -> None:
    edit.workspace.select_layers(["fox", "owl", "sky"])
    edit.store.dispatch("Gone", partial(edits.remove_layer, layer_id="owl"))
    assert selected(edit) == ["fox", "sky"]
    edit.workspace.select("title", add=True)
    assert selected(edit) == ["fox", "sky", "title"]
    edit.act("select-all")
    assert selected(edit)[-1] == "title" and len(selected(edit)) == 3


def test_two_hundred_layers_on_ten_thousand_frames(edit: Studio) -> None:
    """Only what is in sight is painted: a step of the playhead costs no more with 200 layers than with 4."""
    many = Document(
        Canvas(32, 24, Fraction(24), 10_000),
        tuple(Layer(f"l{n}", f"Layer {n}", Role.FOREGROUND, Span(37 * n, 37 * n + 2000)) for n in range(200)),
    )
    edit.store.dispatch("Many", lambda _: many)
    edit.window.docks["layers"].hide()
    timeline = panel(edit)
    assert len(timeline.state.rows.rows) == 200 and timeline.state.view.reach.length == 10_000
    QApplication.processEvents()
    began = time.process_time()
    for frame in range(0, 10_000, 100):
        edit.transport.go_to(frame)
        timeline.tracks.repaint()
        timeline.ruler.repaint()
    assert (time.process_time() - began) / 100 < 0.03, "seconds of computing a step"


def test_saving_keeps_the_zoom_and_opening_shows_all(edit: Studio, tmp_path: Path) -> None:
    view = panel(edit).state.view
    view.zoom_to(20)
    edit.act("save")
    edit.idle()
    assert not view.fitted
    other = Project.create(tmp_path / "other.lfstudio", edit.store.document)
    old = edit.workspace.project
    edit.workspace.open(other)
    old.close()
    assert view.fitted


def test_no_page_turns_below_a_pointer_that_scrubs(edit: Studio) -> None:
    ruler, view = panel(edit).ruler, panel(edit).state.view
    view.zoom_to(40)
    edit.act("first")
    offset = view.offset
    edit.qtbot.mousePress(ruler, LEFT, pos=QPoint(60, 20))
    edit.qtbot.mouseMove(ruler, QPoint(ruler.width() + 30, 20))
    assert view.offset == offset and edit.transport.frame > 0
    edit.until(lambda: view.offset > offset + 100)
    edit.qtbot.mouseRelease(ruler, LEFT, pos=QPoint(ruler.width() + 30, 20))
    assert not view.held


def test_rows_scroll_along_with_what_is_dragged(edit: Studio) -> None:
    edit.window.resizeDocks([edit.window.docks["timeline"]], [150], Qt.Orientation.Vertical)
    heads, rows_bar = panel(edit).heads, panel(edit).rows_bar
    edit.until(lambda: rows_bar.maximum() > 0)
    rows_bar.setValue(0)
    drag(edit, heads, QPoint(150, 20), QPoint(0, 3 * 42))
    assert rows_bar.value() > 0


def test_the_focus_is_seen(edit: Studio) -> None:
    timeline = panel(edit)
    timeline.tracks.setFocus()
    assert timeline.state.focused and timeline.has_focus
    edge = timeline.ruler.grab().toImage()
    at = (edge.width() // 2, edge.height() - 1)
    accent = edge.pixelColor(*at)
    edit.window.viewer.canvas.setFocus()
    assert not timeline.state.focused
    assert timeline.ruler.grab().toImage().pixelColor(*at) != accent


def test_what_is_selected_can_be_heard(edit: Studio) -> None:
    edit.workspace.select("fox")
    assert panel(edit).tracks.accessibleDescription() == "Fox, in 10, out 29"


@pytest.mark.parametrize(
    ("part", "at", "wanted"),
    [
        ("ruler", lambda edit: QPoint(30, 20), "Clear work area"),
        ("ruler", lambda edit: QPoint(round(panel(edit).ruler.scale.x_of(50)), 40), "Delete marker"),
        ("tracks", lambda edit: at_frame(edit, "owl", 66), "Select all layers"),
        ("heads", lambda edit: QPoint(150, 50), "Duplicate"),
    ],
)
def test_every_part_has_its_menu(
    edit: Studio, part: str, at: Callable[[Studio], QPoint], wanted: str
) -> None:
    widget, place = getattr(panel(edit), part), at(edit)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.accessibleName()
    texts = [action.text().replace("&", "") for action in menu.actions() if not action.isSeparator()]
    assert wanted in texts and all(texts)
    menu.close()


def test_the_menu_key_opens_the_selected_layers_menu(edit: Studio) -> None:
    edit.workspace.select("owl")
    tracks = panel(edit).tracks
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), tracks.mapToGlobal(QPoint(0, 0))
    )
    QApplication.sendEvent(tracks, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and selected(edit) == ["owl"]
    menu.close()


def test_renaming_where_the_focus_is(edit: Studio) -> None:
    edit.workspace.select("owl")
    panel(edit).tracks.setFocus()
    edit.act("rename")
    field = panel(edit).heads.field
    assert field is not None and field.hasFocus()
    edit.qtbot.keyClicks(field, "Barn owl")
    edit.window.viewer.canvas.setFocus()
    assert layer(edit, "owl").name == "Barn owl", "leaving the field keeps what was typed"
