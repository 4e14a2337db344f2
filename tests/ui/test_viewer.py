"""The viewer: every way of comparing, channels, backdrops, the pixel probe, the meter, guides, full view."""

from __future__ import annotations

import threading
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QComboBox, QDockWidget, QSlider
from pytestqt.qtbot import QtBot

from layerflow_studio.core import edits, viewmodes
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.viewmodes import Backdrop, Channel, Compare
from layerflow_studio.core.views import BlendedScene, LayerAlone, Recomposition, TakeClip, View
from layerflow_studio.errors import FileMissing
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.viewer.canvas import Arrangement, Canvas
from layerflow_studio.ui.viewer.frame_server import FrameServer
from layerflow_studio.ui.viewer.wipe import STEPS
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton
FRAME = 3


def pixels(image: QImage | None) -> Frame:
    """A picture's pixels as straight RGBA."""
    assert image is not None
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 4].reshape(plain.height(), plain.width(), 4).copy()


def rendered(studio: Studio, view: View, frame: int = FRAME) -> Frame:
    return render_frame(view.of(studio.store.document), frame, studio.workspace.project.clips)


def screen(canvas: Canvas) -> Frame:
    """What the canvas shows on screen, as pixels."""
    return pixels(canvas.grab().toImage())


def on_screen(canvas: Canvas, pane: int = 0) -> Frame:
    """The part of the screen where a picture is; exact at 100 %."""
    rect = canvas.picture_rect(pane).toRect()
    return screen(canvas)[rect.top() : rect.top() + rect.height(), rect.left() : rect.left() + rect.width()]


@pytest.fixture
def looking(filled: Studio) -> Studio:
    """A window at frame 3, at 100 %, whose three layers differ."""
    filled.transport.go_to(FRAME)
    filled.window.viewer.canvas.zoom_to(1.0)
    settle(filled)
    return filled


def settle(studio: Studio) -> None:
    """Wait until what is wanted has been rendered and painted."""
    viewer, frames = studio.window.viewer, studio.workspace.frames

    def ready() -> bool:
        return all(frames.shots(viewer.comparing.looks(viewer.channel), studio.transport.frame))

    studio.until(ready)
    viewer._show()
    studio.qtbot.wait(1)


# --- comparing


def test_a_wipe_on_screen_is_the_wipe_of_the_two_frames(looking: Studio) -> None:
    viewer = looking.window.viewer
    viewer.compare(LayerAlone(looking.row(Role.FOREGROUND).layer.id), BlendedScene(), Compare.WIPE)
    settle(looking)
    first, second = (
        viewmodes.over_backdrop(rendered(looking, view), Backdrop.BLACK)
        for view in (viewer.comparing.comparison.first, BlendedScene())
    )
    viewer.set_backdrop(Backdrop.BLACK)
    viewer.canvas.zoom_to(4.0)
    for vertical in (False, True):
        viewer.canvas.wipe.set_vertical(vertical)
        for share in (0.0, 0.3, 1.0):
            viewer.canvas.wipe.setValue(round(share * STEPS))
            size = first.shape[0 if vertical else 1]
            ahead = (np.arange(size) < round(share * size))[:, None]
            small = np.where(ahead[:, None] if vertical else ahead, first, second)
            expected = small.repeat(4, axis=0).repeat(4, axis=1)
            seen = on_screen(viewer.canvas)
            away = np.ones(expected.shape[:2], bool)  # but for the line with its letters and knob
            edge = 4 * round(share * size)
            beside = slice(max(0, edge - 28), edge + 28)
            away[beside if vertical else slice(None), slice(None) if vertical else beside] = False
            assert away.sum() > 15_000
            assert np.array_equal(seen[away], expected[away]), (vertical, share)


def test_the_wipe_line_is_dragged_and_moved_by_keys(looking: Studio) -> None:
    canvas = looking.window.viewer.canvas
    looking.act("compare-wipe")
    assert canvas.arrangement == Arrangement.WIPE and canvas.wipe.isVisible()
    assert looking.window.viewer.comparing.comparison.first == Recomposition()
    rect = canvas.picture_rect()
    line, _ = canvas.wipe.line()
    start = QPoint(round(line.x()), round(rect.top() + 12))
    looking.qtbot.mousePress(canvas, LEFT, pos=start)
    looking.qtbot.mouseMove(canvas, QPoint(round(rect.left() + rect.width() / 4), start.y()))
    looking.qtbot.mouseRelease(canvas, LEFT, pos=start)
    assert canvas.wipe.share == pytest.approx(0.25, abs=0.01)
    assert canvas.zoom == 1.0 and canvas.picture_rect() == rect, "the picture was not panned"
    canvas.wipe.setFocus()
    looking.qtbot.keyClick(canvas.wipe, Qt.Key.Key_Right)
    assert canvas.wipe.share == pytest.approx(0.26, abs=0.01) and looking.transport.frame == FRAME
    looking.window.viewer.compare_bar.turn.click()
    looking.qtbot.keyClick(canvas.wipe, Qt.Key.Key_Down)
    assert canvas.wipe.vertical and canvas.wipe.share == pytest.approx(0.27, abs=0.01)
    looking.act("compare-wipe")
    assert canvas.arrangement == Arrangement.SINGLE and not canvas.wipe.isVisible()


@pytest.mark.parametrize("mode", [Compare.DIFFERENCE, Compare.ONION, Compare.HEAT, Compare.RESIDUAL])
@pytest.mark.parametrize("gain", [1, 4])
def test_mixed_comparisons_are_what_core_makes_of_the_frames(
    looking: Studio, mode: Compare, gain: int
) -> None:
    viewer = looking.window.viewer
    first = LayerAlone(looking.row(Role.FOREGROUND).layer.id)
    viewer.compare(first, BlendedScene(), mode)
    if viewer.compare_bar.gain.isVisible():
        viewer.compare_bar.gain.setValue(gain)
    settle(looking)
    used = viewer.comparing.comparison.gain
    expected = viewmodes.mix(rendered(looking, first), rendered(looking, BlendedScene()), mode, used)
    assert np.abs(pixels(viewer.canvas.image).astype(int) - expected).max() <= 1
    assert viewer.canvas.tag and viewer.compare_bar.isVisible()


def test_side_by_side_shows_both_with_one_zoom(looking: Studio) -> None:
    viewer = looking.window.viewer
    viewer.compare(Recomposition(), BlendedScene(), Compare.SIDE)
    viewer.canvas.zoom_to(1.0)
    settle(looking)
    views = (Recomposition(), BlendedScene())
    for pane, view in enumerate(views):
        assert np.array_equal(on_screen(viewer.canvas, pane), rendered(looking, view))
    point = QPointF(10.5, 7.25)
    viewer.canvas.zoom_by(3, viewer.canvas.view.from_picture(point, 1))
    places = [viewer.canvas.view.from_picture(point, pane) for pane in range(2)]
    offset = viewer.canvas.picture_rect(1).topLeft() - viewer.canvas.picture_rect(0).topLeft()
    assert (places[1] - places[0] - offset).manhattanLength() < 0.01
    assert viewer.canvas.view.to_picture(places[0]) == viewer.canvas.view.to_picture(places[1])


def test_b_is_shown_while_its_key_is_held(looking: Studio) -> None:
    viewer = looking.window.viewer
    scene = LayerAlone(looking.row(Role.BACKGROUND).layer.id)
    viewer.compare(Recomposition(), scene, Compare.FLIP)
    settle(looking)
    assert np.array_equal(pixels(viewer.canvas.image), rendered(looking, Recomposition()))
    viewer.canvas.setFocus()
    looking.qtbot.keyPress(viewer.canvas, Qt.Key.Key_X)
    settle(looking)
    assert np.array_equal(pixels(viewer.canvas.image), rendered(looking, scene))
    assert viewer.canvas.tag.startswith("B: ")
    looking.qtbot.keyRelease(viewer.canvas, Qt.Key.Key_X)
    settle(looking)
    assert np.array_equal(pixels(viewer.canvas.image), rendered(looking, Recomposition()))


def test_what_is_compared_is_chosen_in_the_bar(looking: Studio) -> None:
    viewer, bar = looking.window.viewer, looking.window.viewer.compare_bar
    looking.act("compare-difference")
    names = [bar.first.itemText(index) for index in range(bar.first.count())]
    assert names == ["Picture", "Recomposition", "Blended scene", "Foreground", "Background", "Blended"]
    bar.first.setCurrentIndex(4)
    bar.first.activated.emit(4)
    background = LayerAlone(looking.row(Role.BACKGROUND).layer.id)
    assert viewer.comparing.comparison.first == background
    bar.swap.click()
    assert viewer.comparing.comparison.second == background and bar.second.currentText() == "Background"
    bar.modes.activated.emit(list(Compare).index(Compare.ONION))
    assert viewer.comparing.comparison.mode == Compare.ONION
    bar.leave.click()
    assert viewer.comparing.comparison.mode is None and not bar.isVisible() and viewer.canvas.tag == ""


def test_a_compared_layer_that_is_deleted_is_told_and_the_picture_shown(looking: Studio) -> None:
    viewer, layer = looking.window.viewer, looking.row(Role.FOREGROUND).layer
    viewer.compare(LayerAlone(layer.id), BlendedScene(), Compare.WIPE)
    settle(looking)
    looking.workspace.do("Delete", partial(edits.remove_layer, layer_id=layer.id))
    assert "no layer" in looking.window.notice.text
    settle(looking)
    assert np.array_equal(pixels(viewer.canvas.image), rendered(looking, View()))


@pytest.mark.model
def test_takes_can_be_compared(studio: Studio) -> None:
    studio.generate()
    studio.generate()
    takes = [entry.take for entry in studio.workspace.project.library.entries()]
    viewer = studio.window.viewer
    studio.act("compare-wipe")
    names = [viewer.compare_bar.second.itemText(i) for i in range(viewer.compare_bar.second.count())]
    assert "T1 foreground" in names and "T2 background" in names
    view = TakeClip(takes[0], Role.FOREGROUND)
    viewer.compare(View(), view, Compare.SIDE)
    settle(studio)
    assert np.array_equal(pixels(viewer.canvas.images[1]), rendered(studio, view, studio.transport.frame))


# --- how to look


def test_straight_colour_and_the_tag_that_says_so(looking: Studio) -> None:
    viewer = looking.window.viewer
    looking.row(Role.FOREGROUND).solo.click()
    settle(looking)
    assert viewer.canvas.tag == "Solo: Foreground"
    looking.act("view-straight")
    settle(looking)
    assert viewer.channel == Channel.STRAIGHT and viewer.canvas.tag == "Straight colour"
    assert (pixels(viewer.canvas.image)[..., 3] == 255).all()


def test_backdrops_and_a_colour_of_ones_own_are_remembered(looking: Studio) -> None:
    viewer, bar = looking.window.viewer, looking.window.viewer.view_bar
    looking.row(Role.FOREGROUND).solo.click()
    settle(looking)
    viewer.set_backdrop(Backdrop.GREY)
    assert on_screen(viewer.canvas)[2, 2].tolist() == [128, 128, 128, 255]
    bar.backdrops.setCurrentIndex(bar.backdrops.count() - 1)
    dialog = bar.findChild(QColorDialog)
    assert dialog is not None and dialog.accessibleName()
    dialog.setCurrentColor(QColor(12, 200, 34))
    dialog.accept()
    assert on_screen(viewer.canvas)[2, 2].tolist() == [12, 200, 34, 255]
    assert bar.backdrops.currentText() == "Own colour"
    assert viewer.settings.get("viewer_colour") == [12, 200, 34]


def test_leaving_the_colour_dialog_keeps_the_backdrop(looking: Studio) -> None:
    bar = looking.window.viewer.view_bar
    bar.set_backdrop(Backdrop.WHITE)
    bar.backdrops.setCurrentIndex(bar.backdrops.count() - 1)
    dialog = bar.findChild(QColorDialog)
    assert dialog is not None
    dialog.reject()
    assert bar.backdrops.currentText() == "White"


def test_the_probe_reads_the_rendered_frame(looking: Studio) -> None:
    viewer, document = looking.window.viewer, looking.store.document
    foreground = looking.row(Role.FOREGROUND).layer
    looking.workspace.do("Opacity", partial(edits.set_opacity, layer_id=foreground.id, opacity=0.5))
    looking.row(Role.FOREGROUND).solo.click()
    looking.act("view-alpha")
    settle(looking)
    x, y = document.canvas.width // 2, document.canvas.height // 2
    at = viewer.canvas.view.from_picture(QPointF(x + 0.2, y + 0.2)).toPoint()
    looking.qtbot.mouseMove(viewer.canvas, at)
    reading = viewer.probe.reading
    value = tuple(rendered(looking, View())[y, x].tolist())
    assert reading is not None and (reading.x, reading.y, reading.rgba) == (x, y, value)
    assert value == (200, 30, 30, 128) and reading.premultiplied == (100, 15, 15)
    assert reading.hex == "#c81e1e80" and reading.unit[3] == pytest.approx(128 / 255)
    looking.qtbot.mouseClick(viewer.canvas, LEFT, Qt.KeyboardModifier.ControlModifier, at)
    assert QGuiApplication.clipboard().text() == "#c81e1e80"
    assert "#c81e1e80" in looking.window.statusBar().currentMessage()
    looking.qtbot.mouseMove(viewer.canvas, QPoint(1, 1))
    assert viewer.probe.reading is None


def test_guides_are_drawn_and_remembered(looking: Studio) -> None:
    canvas = looking.window.viewer.canvas
    before = screen(canvas)
    for name in ("guide-safe", "guide-thirds", "guide-centre"):
        looking.act(name)
        after = screen(canvas)
        assert not np.array_equal(before, after), name
        before = after
    assert looking.window.settings.get("viewer_guides") == ["centre", "safe", "thirds"]


def test_zoom_presets_and_the_pixel_grid(looking: Studio) -> None:
    viewer = looking.window.viewer
    bar = viewer.transport_bar
    index = bar.zoom.findData(8.0)
    bar.zoom.activated.emit(index)
    plain = screen(viewer.canvas)
    bar.zoom.activated.emit(bar.zoom.findData(16.0))
    assert viewer.canvas.scale == 16.0 and bar.zoom.currentText() == "1600 %"
    gridded = on_screen_row(viewer.canvas)
    assert len(np.unique(gridded.reshape(-1, 4), axis=0)) > 1, "lines between the pixels"
    assert plain.shape == screen(viewer.canvas).shape


def on_screen_row(canvas: Canvas) -> Frame:
    """A line across the middle of one flat part of the picture."""
    shot = screen(canvas)
    return shot[shot.shape[0] // 2 + 3, shot.shape[1] // 2 : shot.shape[1] // 2 + 40]


# --- recomposition


def test_the_meter_measures_in_the_background_and_a_click_goes_to_the_frame(looking: Studio) -> None:
    viewer, project = looking.window.viewer, looking.workspace.project
    meter, line = viewer.meter, viewer.meter_line
    looking.until(lambda: meter.overall is not None)
    document = looking.store.document
    clips = [document.top(role) for role in (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)]
    assert all(layer is not None and layer.clip is not None for layer in clips)
    measured = viewmodes.measure_recomposition(
        *(project.clips.get(layer.clip) for layer in clips)  # type: ignore[union-attr, arg-type]
    )
    assert meter.frames == measured.frames and meter.overall == measured.overall
    assert line.text == "recomposition ∞ dB", "the painted blend is the foreground over the background"
    graph = line.graph()
    looking.qtbot.mouseClick(
        line, LEFT, pos=QPointF(graph.x() + graph.width() * 6.5 / 8, graph.center().y()).toPoint()
    )
    assert looking.transport.frame == 6


def test_the_meter_forgets_nothing_and_says_when_there_is_nothing(looking: Studio) -> None:
    meter = looking.window.viewer.meter
    looking.until(lambda: meter.overall is not None)
    layer = looking.row(Role.BACKGROUND).layer
    looking.workspace.do("Empty", partial(edits.set_clip, layer_id=layer.id, clip=None))
    assert meter.clips is None and looking.window.viewer.meter_line.text == "recomposition –"
    looking.act("undo")
    assert meter.overall is not None, "known at once from before"


def test_clips_of_two_sizes_have_no_figure(open_studio: Opener, filled_project: Project) -> None:
    from tests.ui.conftest import painted_clips

    document = filled_project.document
    layer = document.top(Role.BLENDED)
    assert layer is not None
    small = filled_project.clips.put(painted_clips(32, 32)[Role.BLENDED])
    filled_project.save(edits.set_clip(document, layer.id, small, 8))
    studio = open_studio(filled_project)
    meter = studio.window.viewer.meter
    studio.until(lambda: meter.clips in meter._known)
    assert meter.overall is None and studio.window.notice.text == ""


# --- another project


class _Disk:
    """A source with one clip only, whose frames come when they may."""

    def __init__(self) -> None:
        self.asked, self.may = threading.Event(), threading.Event()

    def frame(self, clip: ClipId, index: int) -> Frame:
        self.asked.set()
        self.may.wait(10)
        if clip != "there":
            raise FileMissing("Clip {clip} is gone.", clip=clip)
        return np.zeros((4, 4, 4), np.uint8)

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        return self.frame(clip, first)


def test_what_was_asked_of_another_project_does_not_fail_in_this_one(qtbot: QtBot) -> None:
    disk = _Disk()
    frames = FrameServer(disk)
    failures: list[str] = []
    frames.failed.connect(failures.append)
    frames.thumbnail("going on", 0)
    assert disk.asked.wait(10)
    frames.thumbnail("waiting", 0)
    frames.begin_anew()
    disk.may.set()
    with qtbot.waitSignal(frames.thumbnailed, timeout=10_000):
        frames.thumbnail("there", 0)
    with qtbot.waitSignal(frames.failed, timeout=10_000):
        frames.thumbnail("lost", 0)
    frames.close()
    assert failures == ["Clip lost is gone."]


# --- more room


def test_tab_on_the_picture_hides_the_panels_and_brings_back_the_same(looking: Studio) -> None:
    window = looking.window
    window.docks["jobs"].hide()
    looking.qtbot.mouseClick(window.viewer.canvas, LEFT)
    visible = {dock.objectName() for dock in window.findChildren(QDockWidget) if dock.isVisible()}
    looking.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_Tab)
    assert window.full_view.panels_hidden
    assert not any(dock.isVisible() for dock in window.findChildren(QDockWidget))
    looking.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_Tab)
    assert {dock.objectName() for dock in window.findChildren(QDockWidget) if dock.isVisible()} == visible
    prompt = looking.row(Role.FOREGROUND).prompt
    prompt.setFocus()
    looking.qtbot.keyClick(prompt, Qt.Key.Key_Tab)
    assert not window.full_view.panels_hidden, "elsewhere Tab goes to the next control"


def test_full_screen_leaves_the_picture_and_its_transport(looking: Studio) -> None:
    window, viewer = looking.window, looking.window.viewer
    looking.act("full-screen")
    assert window.isFullScreen() and not window.menuBar().isVisible() and not viewer.view_bar.isVisible()
    assert viewer.transport_bar.isVisible()
    looking.act("full-screen")
    assert not window.isFullScreen() and window.menuBar().isVisible() and viewer.view_bar.isVisible()
    assert window.docks["layers"].isVisible()


def test_esc_leaves_full_screen_first_and_then_cancels_a_run(studio: Studio) -> None:
    window, canvas = studio.window, studio.window.viewer.canvas
    bar = window.viewer.transport_bar
    transport = (
        widget for kind in (QAbstractButton, QComboBox, QSlider) for widget in bar.findChildren(kind)
    )
    studio.generate_slowly()
    for widget in (canvas, *transport):
        studio.act("full-screen")
        widget.setFocus()
        studio.qtbot.keyClick(widget, Qt.Key.Key_Escape)
        assert not window.isFullScreen() and window.menuBar().isVisible(), widget.accessibleName()
        assert window.generation.current is not None, "the run goes on"
    studio.qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    studio.until(lambda: not window.jobs.busy)


def test_full_screen_ended_by_the_window_manager_brings_everything_back(looking: Studio) -> None:
    window = looking.window
    looking.act("full-screen")
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
    assert window.menuBar().isVisible() and window.docks["layers"].isVisible()


def test_a_workspace_is_never_kept_with_its_panels_hidden_for_a_moment(looking: Studio) -> None:
    window = looking.window
    looking.act("view-panels")
    looking.act("workspace-review")
    assert window.docks["takes"].isVisible() and not window.full_view.panels_hidden
    looking.act("workspace-edit")
    assert window.docks["layers"].isVisible() and window.docks["timeline"].isVisible()


def test_closing_from_full_screen_does_not_show_the_window_again(looking: Studio) -> None:
    looking.act("full-screen")
    shown: list[bool] = []
    looking.window.windowHandle().visibleChanged.connect(shown.append)
    looking.close()
    assert shown == [False]


def test_the_space_key_pans_while_dragging_and_plays_when_tapped(looking: Studio) -> None:
    canvas = looking.window.viewer.canvas
    canvas.setFocus()
    canvas.zoom_to(8.0)
    canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    before = canvas.picture_rect().topLeft()
    looking.qtbot.keyPress(canvas, Qt.Key.Key_Space)
    looking.qtbot.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    looking.qtbot.mouseMove(canvas, QPoint(130, 90))
    looking.qtbot.mouseRelease(canvas, LEFT, pos=QPoint(130, 90))
    looking.qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert (canvas.picture_rect().topLeft() - before) == QPointF(30, -10)
    assert not looking.transport.playing
    looking.qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert looking.transport.playing
    looking.transport.stop()
