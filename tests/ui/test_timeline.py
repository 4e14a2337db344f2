"""The timeline in the real window, with real mouse gestures and keys."""

from __future__ import annotations

import time
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Label, Layer, Marker, Role
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.timeline.markers import MarkerCard
from layerflow_studio.ui.timeline.panel import TimelinePanel
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LENGTH = 96


@pytest.fixture
def edit(open_studio: Opener, tmp_path: Path) -> Studio:
    """A window on four layers, bottom first: sky, fox, owl, and a locked title."""
    project = Project.create(tmp_path / "edit.lfstudio", Document(Canvas(32, 24, Fraction(24), LENGTH)))
    clip = project.clips.put(ClipPixels(np.full((48, 24, 32, 4), 200, np.uint8), fps=Fraction(24)))
    document = Document(
        Canvas(32, 24, Fraction(24), LENGTH),
        (
            Layer("sky", "Sky", Role.BACKGROUND, Span(0, LENGTH), clip=clip, clip_frames=48),
            Layer("fox", "Fox", Role.FOREGROUND, Span(10, 30), clip=clip, clip_frames=48, source_in=8),
            Layer("owl", "Owl", Role.FOREGROUND, Span(40, 60), clip=clip, clip_frames=48, source_in=20),
            Layer("title", "Title", Role.MEDIA, Span(70, 90), locked=True),
        ),
        markers=(Marker("m", 50, "hit"),),
    )
    project.save(document)
    project.close()
    studio = open_studio(Project.open(project.folder))
    studio.window.resizeDocks([studio.window.docks["timeline"]], [330], Qt.Orientation.Vertical)
    studio.qtbot.waitUntil(lambda: panel(studio).tracks.visibleRegion().boundingRect().height() > 180)
    return studio


def panel(studio: Studio) -> TimelinePanel:
    return studio.window.timeline


def layer(studio: Studio, layer_id: str) -> Layer:
    return studio.store.document.layer(layer_id)


def span(studio: Studio, layer_id: str) -> tuple[int, int]:
    return layer(studio, layer_id).span.start, layer(studio, layer_id).span.stop


def selected(studio: Studio) -> list[str]:
    return [layer.id for layer in studio.workspace.selection]


def at_frame(studio: Studio, layer_id: str, frame: float) -> QPoint:
    """The place of a frame on a layer's bar."""
    tracks = panel(studio).tracks
    return QPoint(round(tracks.scale.x_of(frame)), round(tracks.bar(layer(studio, layer_id)).center().y()))


def pixels(studio: Studio, frames: float) -> int:
    return round(frames * panel(studio).tracks.scale.per_frame)


def press_and_move(
    studio: Studio, widget: QWidget, at: QPoint, by: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    """Press and drag in three steps, still holding."""
    studio.qtbot.mousePress(widget, LEFT, modifiers, at)
    for part in (0.3, 0.7, 1.0):
        move = QPoint(round(by.x() * part), round(by.y() * part))
        studio.qtbot.mouseMove(widget, at + move)


def drag(
    studio: Studio, widget: QWidget, at: QPoint, by: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    press_and_move(studio, widget, at, by, modifiers)
    studio.qtbot.mouseRelease(widget, LEFT, modifiers, at + by)


def steps(studio: Studio) -> list[str]:
    return [step.name for step in studio.store.history.steps[1:]]


# --- bars


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
    edit.window.resize(1900, 900)
    panel(edit).state.view.zoom_to(6)
    tracks = panel(edit).tracks
    press_and_move(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 9) + 2, 0))
    assert span(edit, "fox") == (20, 40), "one frame from the owl's start"
    assert panel(edit).state.drag.snapped == 40
    edit.qtbot.mouseMove(tracks, at_frame(edit, "fox", 30) + QPoint(pixels(edit, 4), 0))
    assert panel(edit).state.drag.snapped is None
    edit.qtbot.mouseRelease(tracks, LEFT)
    edit.act("undo")
    edit.act("snapping")
    drag(edit, tracks, at_frame(edit, "fox", 20), QPoint(pixels(edit, 9) + 2, 0))
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


# --- ruler


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


def enter(widget: QWidget) -> None:
    at = QPointF(20, 20)
    QApplication.sendEvent(widget, QEnterEvent(at, at, widget.mapToGlobal(at)))


def test_going_to_markers_and_edit_points(edit: Studio) -> None:
    seen: list[int] = []
    edit.transport.frame_changed.connect(seen.append)
    for name in ("edit-on", "edit-on", "marker-on", "edit-back", "marker-back", "edit-back"):
        edit.act(name)
    assert seen == [10, 30, 50, 40, 30]


# --- heads


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


# --- zoom, scroll, menus


def wheel(widget: QWidget, at: QPointF, turn: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


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
