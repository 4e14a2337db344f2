"""The window on a project: prompts, undo, locks, playing, scrubbing, looking, saving, exporting, closing."""

from __future__ import annotations

import time
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from layerflow_studio.core import edits
from layerflow_studio.core.jobs import Finished
from layerflow_studio.core.kinds import Conform, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.core.viewmodes import Backdrop, Channel
from layerflow_studio.session.export import COMPOSITE
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.images import to_qimage
from layerflow_studio.ui.jobs import JobState
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton


def shown_grey(studio: Studio) -> int:
    """The grey in the top left corner of the picture on screen."""
    image = studio.window.viewer.canvas.image
    return -1 if image is None else QColor(image.pixel(0, 0)).red()


# --- layers


def test_typing_is_one_step_and_undo_brings_the_text_back(studio: Studio) -> None:
    prompt = studio.row(Role.FOREGROUND).prompt
    prompt.setFocus()
    prompt.selectAll()
    studio.qtbot.keyClicks(prompt, "a blue dog")
    assert studio.store.document.prompts.foreground == "a blue dog"
    assert studio.window.actions_by_id["undo"].text().endswith("Type prompt")
    studio.qtbot.keyClick(prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert studio.store.document.prompts.foreground == "a red fox"
    assert prompt.toPlainText() == "a red fox"
    studio.qtbot.keyClick(
        prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert prompt.toPlainText() == "a blue dog"
    assert studio.store.undo_name == "Type prompt"
    assert studio.store.history.position == 1


def test_leaving_the_field_ends_the_step(studio: Studio) -> None:
    first, second = studio.row(Role.FOREGROUND).prompt, studio.row(Role.BACKGROUND).prompt
    for text in ("x", "y"):
        first.setFocus()
        studio.qtbot.keyClicks(first, text)
        second.setFocus()
    assert studio.store.history.position == 2


def test_eye_solo_and_lock_are_undoable(filled: Studio) -> None:
    row = filled.row(Role.FOREGROUND)
    filled.qtbot.mouseClick(row.eye, LEFT)
    filled.qtbot.mouseClick(row.solo, LEFT)
    filled.qtbot.mouseClick(row.lock, LEFT)
    layer = filled.store.document.top(Role.FOREGROUND)
    assert layer is not None and (layer.visible, layer.solo, layer.locked) == (False, True, True)
    for _ in range(3):
        filled.act("undo")
    layer = filled.store.document.top(Role.FOREGROUND)
    assert layer is not None and (layer.visible, layer.solo, layer.locked) == (True, False, False)
    assert not (row.eye.isChecked() or row.solo.isChecked() or row.lock.isChecked())


def test_a_locked_prompt_refuses_with_a_reason(filled: Studio) -> None:
    row = filled.row(Role.FOREGROUND)
    row.lock.click()
    row.prompt.setFocus()
    filled.qtbot.keyClicks(row.prompt, "a")
    assert filled.store.document.prompts.foreground == "a red fox"
    assert "locked" in filled.window.notice.text
    assert filled.window.viewer.channel == Channel.RGB, "the letter was not taken for a key of the window"
    filled.window.notice.dismiss.click()
    assert filled.window.notice.text == ""


def test_seed_field_takes_whole_numbers_only(studio: Studio) -> None:
    row = studio.row(Role.BACKGROUND)
    assert row.seed.placeholderText() == str(studio.window.generation.seed), (
        "the next run's, drawn beforehand"
    )
    studio.window.generate_panel.vary.setChecked(False)
    assert row.seed.placeholderText() == "7" == studio.window.generate_panel.seed.text()
    row.seed.setFocus()
    studio.qtbot.keyClicks(row.seed, "12x3")
    studio.qtbot.keyClick(row.seed, Qt.Key.Key_Return)
    assert studio.store.document.top(Role.BACKGROUND).seed == 123  # type: ignore[union-attr]
    row.dice.click()
    assert studio.store.document.top(Role.BACKGROUND).seed != 123  # type: ignore[union-attr]


def test_rename_by_key(studio: Studio) -> None:
    studio.act("rename")
    row = studio.row(Role.FOREGROUND)
    assert row.name.hasFocus()
    studio.qtbot.keyClicks(row.name, "Fox")
    studio.qtbot.keyClick(row.name, Qt.Key.Key_Return)
    assert studio.store.document.top(Role.FOREGROUND).name == "Fox"  # type: ignore[union-attr]
    assert row.prompt.accessibleName() == "Prompt of Fox"


@pytest.mark.model
def test_escape_in_a_field_takes_back_what_was_typed_and_the_run_goes_on(studio: Studio) -> None:
    studio.generate_slowly()
    row, window = studio.row(Role.FOREGROUND), studio.window
    studio.until(window.actions_by_id["cancel"].isEnabled)
    for field, typed in (
        (row.name, "Fox"), (row.seed, "12"), (window.generate_panel.seed, "3"),
        (window.takes.search, "fox"), (window.viewer.transport_bar.timecode, "5"),
    ):  # fmt: skip
        before = field.text()
        field.setFocus()
        studio.qtbot.keyClicks(field, typed)
        assert field.text() != before
        studio.qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert field.text() == before and not field.hasFocus()
    assert studio.transport.frame == 0 and row.layer.name == "Foreground" and row.layer.seed is None
    assert [card.state for card in window.jobs.cards] == [JobState.RUNNING]
    studio.act("cancel")
    studio.until(lambda: not window.jobs.busy)


def test_rows_follow_the_stack(studio: Studio) -> None:
    studio.act("duplicate")
    assert [row.layer.name for row in studio.window.stack.rows] == [
        "Foreground copy", "Foreground", "Background", "Blended",
    ]  # fmt: skip
    studio.act("layer-above")
    studio.act("delete")
    assert len(studio.window.stack.rows) == 3
    studio.act("undo")
    assert len(studio.window.stack.rows) == 4
    assert studio.window.timeline.tracks.sizeHint().height() > 4 * 40


# --- time


def test_play_follows_the_clock(filled: Studio) -> None:
    seen: list[tuple[float, int]] = []
    filled.transport.frame_changed.connect(lambda frame: seen.append((time.monotonic(), frame)))
    began = time.monotonic()
    filled.act("play")
    assert filled.window.actions_by_id["play"].text() == "&Pause"
    filled.until(lambda: len(seen) >= 12)
    filled.act("play")
    assert not filled.transport.playing
    fps = float(filled.transport.fps)
    for moment, frame in seen:
        due = int((moment - began) * fps + 0.02) % 8
        assert (due - frame) % 8 <= 1, "never a frame ahead of the clock, never more than one behind"


def test_play_drops_frames_when_late(filled: Studio) -> None:
    seen: list[tuple[float, int]] = []
    filled.transport.play()
    began = time.monotonic()
    filled.transport.frame_changed.connect(lambda frame: seen.append((time.monotonic() - began, frame)))
    while time.monotonic() - began < 0.5:  # a GUI thread that is held up
        pass
    filled.until(lambda: bool(seen))
    late, frame = seen[0]
    assert frame == int(late * 8 + 0.02) % 8, "straight to the frame that is due"


def test_playing_without_loop_stops_on_the_last_frame(filled: Studio) -> None:
    filled.act("loop-once")
    filled.transport.go_to(6)
    filled.act("play")
    filled.until(lambda: not filled.transport.playing)
    assert filled.transport.frame == 7
    filled.act("play")
    assert filled.transport.frame == 0, "from the end it begins anew"
    filled.transport.stop()


def test_play_stays_in_the_work_area(filled: Studio) -> None:
    filled.store.dispatch("Area", partial(edits.set_work_area, area=Span(2, 5)))
    seen: list[int] = []
    filled.transport.frame_changed.connect(seen.append)
    filled.act("play")
    filled.until(lambda: len(seen) > 6)
    filled.transport.stop()
    assert set(seen) == {2, 3, 4}


def test_scrub_on_the_ruler_shows_the_frame(filled: Studio) -> None:
    ruler = filled.window.timeline.ruler
    at = [QPoint(round(ruler.scale.x_of(frame) + 3), 15) for frame in range(8)]
    filled.qtbot.mousePress(ruler, LEFT, pos=at[1])
    assert filled.transport.frame == 1
    for frame in (3, 6):
        filled.qtbot.mouseMove(ruler, at[frame])
    filled.transport.go_to(6)
    filled.qtbot.mouseRelease(ruler, LEFT, pos=at[6])
    filled.until(lambda: shown_grey(filled) == 120)
    bar = filled.window.viewer.transport_bar
    assert bar.timecode.text() == "00:00:00:06" and bar.frame.text() == "frame 6 / 7"


def test_a_click_on_a_bar_selects_its_layer(filled: Studio) -> None:
    tracks = filled.window.timeline.tracks
    background = filled.store.document.top(Role.BACKGROUND)
    assert background is not None
    filled.qtbot.mouseClick(tracks, LEFT, pos=tracks.bar(background).center().toPoint())
    assert filled.workspace.selected == background
    assert filled.row(Role.BACKGROUND).property("selected") is True
    assert filled.row(Role.FOREGROUND).property("selected") is False


@pytest.mark.parametrize(("typed", "frame"), [("5", 5), ("00:00:00:03", 3), ("99", 7), ("nonsense", 2)])
def test_timecode_can_be_typed(filled: Studio, typed: str, frame: int) -> None:
    filled.transport.go_to(2)
    field = filled.window.viewer.transport_bar.timecode
    field.setFocus()
    field.selectAll()
    filled.qtbot.keyClicks(field, typed)
    filled.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert filled.transport.frame == frame
    assert field.text() == f"00:00:00:0{frame}"
    assert (filled.window.notice.text != "") == (typed == "nonsense")


def test_an_untouched_timecode_field_never_moves_the_playhead(filled: Studio) -> None:
    field = filled.window.viewer.transport_bar.timecode
    field.setFocus()
    filled.transport.go_to(4)
    filled.row(Role.FOREGROUND).prompt.setFocus()
    assert filled.transport.frame == 4 and field.text() == "00:00:00:04"


# --- keys


def test_space_plays_unless_a_control_wants_it(filled: Studio) -> None:
    window = filled.window
    window.viewer.canvas.setFocus()
    filled.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_Space)
    assert filled.transport.playing
    filled.transport.stop()
    prompt = filled.row(Role.FOREGROUND).prompt
    prompt.setFocus()
    filled.qtbot.keyClicks(prompt, "b ")
    assert not filled.transport.playing and " " in prompt.toPlainText()[:2]
    vary = window.generate_panel.vary
    vary.setFocus()
    before = vary.isChecked()
    filled.qtbot.keyClick(vary, Qt.Key.Key_Space)
    assert vary.isChecked() != before and not filled.transport.playing


def test_arrows_step_unless_a_control_wants_them(filled: Studio) -> None:
    window = filled.window
    window.viewer.canvas.setFocus()
    filled.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_Right)
    filled.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert filled.transport.frame == 6
    prompt = filled.row(Role.FOREGROUND).prompt
    prompt.setFocus()
    filled.qtbot.keyClick(prompt, Qt.Key.Key_Left)
    window.viewer.backdrops.setFocus()
    filled.qtbot.keyClick(window.viewer.backdrops, Qt.Key.Key_Down)
    assert filled.transport.frame == 6
    assert window.viewer.canvas.backdrop == Backdrop.BLACK


# --- the viewer


def test_channels(filled: Studio) -> None:
    filled.row(Role.BACKGROUND).eye.click()
    filled.transport.go_to(3)
    canvas = filled.window.viewer.canvas
    filled.act("view-alpha")

    def alpha_is_seen() -> bool:
        image = canvas.image
        if image is None:
            return False
        corner, middle = (
            QColor(image.pixel(0, 0)),
            QColor(image.pixel(image.width() // 2, image.height() // 2)),
        )
        return corner.red() == 0 and middle.red() == middle.green() == 255

    filled.until(alpha_is_seen)
    filled.act("view-rgb")
    filled.until(lambda: canvas.image is not None and canvas.image.pixelColor(0, 0).alpha() == 0)


def test_wheel_zooms_to_the_cursor_and_drag_pans(filled: Studio) -> None:
    canvas = filled.window.viewer.canvas
    at = QPointF(canvas.width() * 0.6, canvas.height() * 0.45)
    before, scale = canvas.to_picture(at), canvas.scale
    wheel = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    assert canvas.scale == pytest.approx(scale * 1.2)
    after = canvas.to_picture(at)
    assert (after - before).manhattanLength() < 1
    corner = canvas.picture_rect().topLeft()
    filled.qtbot.mousePress(canvas, LEFT, pos=at.toPoint())
    filled.qtbot.mouseMove(canvas, at.toPoint() + QPoint(30, 10))
    filled.qtbot.mouseRelease(canvas, LEFT, pos=at.toPoint() + QPoint(30, 10))
    moved = canvas.picture_rect().topLeft() - corner
    assert abs(moved.x() - 30) <= 2 and abs(moved.y() - 10) <= 2
    filled.act("view-fit")
    assert canvas.zoom is None and canvas.scale == pytest.approx(scale)
    filled.act("zoom-100")
    assert canvas.scale == 1.0


def test_an_empty_project_says_what_to_do(studio: Studio) -> None:
    assert "Nothing here yet" in studio.window.viewer.canvas.message


# --- files


def test_save_keeps_everything_and_the_title_tells(studio: Studio) -> None:
    assert not studio.window.isWindowModified()
    studio.row(Role.FOREGROUND).prompt.setPlainText("a dog")
    assert studio.window.isWindowModified() and "shot" in studio.window.windowTitle()
    studio.act("save")
    studio.idle()
    assert not studio.window.isWindowModified()
    assert b"a dog" in (studio.workspace.project.folder / "project.json").read_bytes()


def test_save_as_goes_on_in_the_copy_with_its_history(filled: Studio, tmp_path: Path) -> None:
    old = filled.workspace.project.folder
    filled.row(Role.FOREGROUND).prompt.setPlainText("a dog")
    filled.window.shell._start(filled.window.shell.save_to(tmp_path / "copy"))
    filled.idle()
    project = filled.workspace.project
    assert project.folder == tmp_path / "copy.lfstudio" and not filled.store.modified
    assert project.clips.ids() and old.exists()
    filled.act("undo")
    assert filled.store.document.prompts.foreground == "a red fox"
    Project.open(old).close()


def test_opening_what_is_no_project_is_one_sentence(studio: Studio, tmp_path: Path) -> None:
    studio.window.shell.open(tmp_path / "nothing")
    studio.idle()
    assert "nothing" in studio.window.notice.text and "\n" not in studio.window.notice.text
    assert studio.workspace.project.folder.name == "shot.lfstudio"


@pytest.mark.parametrize("choice", ["Save", "Discard", "Cancel"])
def test_closing_asks_about_changes(studio: Studio, choice: str) -> None:
    studio.row(Role.FOREGROUND).prompt.setPlainText("a dog")
    folder = studio.workspace.project.folder
    studio.window.close()
    studio.answer(getattr(QMessageBox.StandardButton, choice))
    if choice == "Cancel":
        studio.idle()
        assert studio.window.isVisible() and not studio.window.shell.closed
        return
    studio.until(lambda: studio.window.shell.closed and not studio.window.shell.busy)
    with Project.open(folder) as project:
        assert (project.document.prompts.foreground == "a dog") == (choice == "Save")
        assert project.recovery is None


def test_what_a_crash_left_is_offered(open_studio: Opener, empty_project: Project) -> None:
    foreground = empty_project.document.top(Role.FOREGROUND)
    assert foreground is not None
    changed = edits.set_prompt(empty_project.document, foreground.id, "a rocket")
    empty_project.write_autosave(changed)
    empty_project.close()
    studio = open_studio(Project.open(empty_project.folder))
    studio.window.shell.greet()
    studio.answer(QMessageBox.StandardButton.Yes)
    studio.idle()
    assert studio.store.document.prompts.foreground == "a rocket" and studio.store.modified


@pytest.mark.parametrize("way", ["Esc", "close"])
def test_what_a_crash_left_is_not_thrown_away_unasked(
    open_studio: Opener, empty_project: Project, way: str
) -> None:
    changed = edits.set_seed(empty_project.document, seed=4321)
    empty_project.write_autosave(changed)
    empty_project.close()
    studio = open_studio(Project.open(empty_project.folder))
    studio.window.shell.greet()
    studio.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert box is not None
    box.close() if way == "close" else studio.qtbot.keyClick(box, Qt.Key.Key_Escape)
    studio.idle()
    assert studio.store.document == changed and studio.store.modified
    assert (empty_project.folder / "autosave.json").is_file()


def test_export_writes_a_checked_file(filled: Studio, tmp_path: Path) -> None:
    dialog = ExportDialog(filled.store.document, tmp_path, "shot", filled.window)
    filled.qtbot.addWidget(dialog)
    dialog.presets.choose("prores4444")
    targets = dialog.targets()
    assert [(t.subject, t.preset, t.path.name) for t in targets] == [(COMPOSITE, "prores4444", "shot.mov")]
    job = filled.window.shell.export_targets(targets)
    filled.until(lambda: not filled.window.jobs.busy)
    card = filled.window.jobs.card(job)
    assert card is not None and card.state == JobState.DONE, card
    with av.open(str(tmp_path / "shot.mov")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 8
    assert "checked" in filled.window.statusBar().currentMessage()


def test_every_layer_is_a_file_of_its_own(filled: Studio, tmp_path: Path) -> None:
    dialog = ExportDialog(filled.store.document, tmp_path, "shot", filled.window)
    filled.qtbot.addWidget(dialog)
    dialog.subjects.setCurrentIndex(1)
    dialog.presets.choose("h264")
    names = sorted(target.path.relative_to(tmp_path).as_posix() for target in dialog.targets())
    assert names == ["shot layers/Background.mp4", "shot layers/Blended.mp4", "shot layers/Foreground.mp4"]


@pytest.mark.parametrize("conform", Conform)
def test_the_viewer_shows_what_is_rendered_between_clip_frames(filled: Studio, conform: Conform) -> None:
    layer = filled.row(Role.FOREGROUND).layer
    canvas = filled.store.document.canvas
    faster = partial(edits.set_canvas, canvas=canvas.at_rate(3 * canvas.fps))
    filled.workspace.do("Rate", faster)
    filled.workspace.do("Conform", partial(edits.set_conform, layer_id=layer.id, conform=conform))
    filled.workspace.transport.go_to(7)
    meant = to_qimage(render_frame(filled.store.document, 7, filled.workspace.project.clips))
    filled.until(lambda: filled.workspace.frames.picture(filled.store.document, 7) is not None)
    assert filled.workspace.frames.picture(filled.store.document, 7) == meant
    assert filled.window.notice.isHidden()


def test_an_imported_clip_is_locked_on_its_layer(studio: Studio, tmp_path: Path) -> None:
    from layerflow_studio.media.encoders import export_h264
    from tests.ui.conftest import painted_clips

    film = tmp_path / "film.mp4"
    export_h264(painted_clips(128, 72)[Role.BACKGROUND], film, rate=Fraction(24))
    scene = studio.store.document.top(Role.BLENDED)
    assert scene is not None
    studio.window.shell.import_file(film, scene.id)
    studio.until(lambda: not studio.window.jobs.busy)
    scene = studio.store.document.top(Role.BLENDED)
    assert scene is not None and scene.clip is not None and scene.locked
    assert scene.pace * studio.store.document.canvas.fps == 24 and scene.clip_frames == 24
    assert "Takes the blended scene apart" in studio.window.generate_panel.button.sentence


def test_a_broken_import_is_one_sentence(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "broken.mp4").write_text("no film")
    scene = studio.store.document.top(Role.BLENDED)
    assert scene is not None
    studio.window.shell.import_file(tmp_path / "broken.mp4", scene.id)
    studio.until(lambda: not studio.window.jobs.busy)
    assert "broken.mp4" in studio.window.notice.text
    assert studio.window.jobs.cards[-1].state == JobState.FAILED
    assert studio.store.document.top(Role.BLENDED).clip is None  # type: ignore[union-attr]


def test_warming_up_is_no_job_of_the_user(studio: Studio) -> None:
    heard: list[object] = []
    studio.window.jobs.overheard.connect(heard.append)
    studio.window.shell.warm_up()
    assert studio.window.jobs.cards == () and not studio.window.jobs.busy
    studio.until(lambda: any(isinstance(event, Finished) for event in heard))
    studio.close()
    count = len(heard)
    studio.window.shell.warm_up()
    assert len(heard) == count, "a closed window starts nothing"
