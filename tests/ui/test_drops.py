"""Files let go over the window, the frame taken out of it, and the sample project."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.session.library import Library
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.stills import write_still
from layerflow_studio.ui.drag_out import Parcel
from layerflow_studio.ui.projects import SAMPLE, has_sample, is_untouched, sample_project, untitled_project
from tests.ui.conftest import Opener, Studio, painted_clips

pytestmark = pytest.mark.gui
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def film(tmp_path: Path) -> Path:
    from layerflow_studio.media.encoders import export_h264

    path = tmp_path / "film.mp4"
    export_h264(painted_clips(96, 54)[Role.BACKGROUND], path)
    return path


def carried(*paths: Path | str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(path) if isinstance(path, str) else QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(widget: QWidget, at: QPoint, mime: QMimeData, modifiers: Qt.KeyboardModifier = NONE) -> bool:
    """Carry something over a widget, as the windowing system reports it; whether it would be taken."""
    copy = Qt.DropAction.CopyAction
    event = QDragEnterEvent(at, copy, mime, LEFT, modifiers)
    event.ignore()
    QApplication.sendEvent(widget, event)
    QApplication.sendEvent(widget, QDragMoveEvent(at, copy, mime, LEFT, modifiers))
    return event.isAccepted()


def drop(
    studio: Studio,
    widget: QWidget,
    mime: QMimeData,
    modifiers: Qt.KeyboardModifier = NONE,
    place: QPoint | None = None,
) -> None:
    """Let it go in the middle of a widget; the window gets the event, as none of its parts takes files."""
    at = widget.mapTo(studio.window, place or widget.rect().center())
    assert drag(studio.window, at, mime, modifiers)
    event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, LEFT, modifiers)
    QApplication.sendEvent(studio.window, event)
    assert not studio.window.drops.hint.isVisible()


def settle(studio: Studio) -> None:
    studio.until(lambda: not studio.window.jobs.busy)


def test_a_film_on_the_picture_becomes_a_layer_on_top(filled: Studio, film: Path) -> None:
    drop(filled, filled.window.viewer.canvas, carried(film))
    settle(filled)
    top = filled.store.document.layers[-1]
    assert (top.name, top.role, top.locked) == ("film", Role.MEDIA, False) and top.clip is not None
    assert filled.workspace.selected == top
    filled.act("undo")
    assert len(filled.store.document.layers) == 3


def test_the_place_is_marked_and_said_before(filled: Studio, film: Path) -> None:
    row, hint = filled.row(Role.BACKGROUND), filled.window.drops.hint
    at = row.mapTo(filled.window, row.rect().center())
    assert drag(filled.window, at, carried(film))
    assert hint.isVisible() and "Onto Background" in hint.sentence
    assert hint.geometry().center() == at
    drag(filled.window, QPoint(filled.window.width() // 2, 200), carried(filled.workspace.project.folder))
    assert hint.sentence == "Open the project"


def test_a_film_on_a_layer_is_for_that_layer(studio: Studio, film: Path) -> None:
    drop(studio, studio.row(Role.BLENDED), carried(film))
    settle(studio)
    scene = studio.store.document.top(Role.BLENDED)
    assert scene is not None and scene.clip is not None and scene.locked
    assert len(studio.store.document.layers) == 3


def test_a_locked_layer_takes_no_film_and_none_is_read(filled: Studio, film: Path) -> None:
    row, scene = filled.row(Role.BACKGROUND), filled.row(Role.BLENDED)
    row.lock.click()
    before, hint = filled.store.document, filled.window.drops.hint
    locked = "Layer 'Background' is locked; unlock it to change it."
    drag(filled.window, row.mapTo(filled.window, row.rect().center()), carried(film))
    assert (hint.sentence, hint.allowed) == (locked, False)
    drop(filled, row, carried(film, film))
    assert filled.window.notice.text == locked
    assert filled.window.jobs.cards == () and filled.store.document is before
    drag(filled.window, scene.mapTo(filled.window, scene.rect().center()), carried(film))
    assert hint.allowed and "Onto Blended, which is locked then" in hint.sentence


def test_import_into_a_locked_layer_says_so_before_it_asks_for_a_file(filled: Studio) -> None:
    filled.row(Role.BACKGROUND).lock.click()
    filled.workspace.select(filled.row(Role.BACKGROUND).layer.id)
    filled.act("import")
    filled.idle()
    assert "is locked" in filled.window.notice.text and QApplication.activeModalWidget() is None


def test_media_is_not_locked_by_a_film(filled: Studio, film: Path) -> None:
    drop(filled, filled.window.viewer.canvas, carried(film))
    settle(filled)
    takes = filled.window.takes
    assert filled.window.drops.spot(takes.mapToGlobal(takes.rect().center())).sentence == "Onto film"


def test_a_film_on_the_timeline_begins_where_it_was_let_go(filled: Studio, film: Path) -> None:
    tracks = filled.window.timeline.tracks
    drop(filled, tracks, carried(film), place=QPoint(round(tracks.scale.x_of(5) + 3), 20))
    settle(filled)
    assert filled.store.document.layers[-1].span.start == 5


def test_several_files_become_several_layers(filled: Studio, film: Path, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    write_still(filled.store.document, 0, filled.workspace.project.clips, still)
    drop(filled, filled.window.viewer.canvas, carried(film, still))
    settle(filled)
    assert {layer.name for layer in filled.store.document.layers[-2:]} == {"film", "still"}


def test_a_folder_of_pictures_is_one_clip(filled: Studio, tmp_path: Path) -> None:
    folder = tmp_path / "shot"
    folder.mkdir()
    for frame in range(4):
        document, clips = filled.store.document, filled.workspace.project.clips
        write_still(document, frame, clips, folder / f"shot.{frame:04}.png")
    drop(filled, filled.window.viewer.canvas, carried(folder))
    settle(filled)
    assert filled.store.document.layers[-1].clip_frames == 4


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_ctrl_asks_what_it_shall_be(filled: Studio, film: Path) -> None:
    drop(filled, filled.window.viewer.canvas, carried(film), CTRL)
    menu = next(menu for menu in filled.window.findChildren(QMenu) if menu.isVisible())
    assert [a.text() for a in menu.actions()] == ["As foreground", "As background", "As scene", "As media"]
    menu.actions()[1].trigger()
    menu.close()
    settle(filled)
    background = filled.store.document.top(Role.BACKGROUND)
    assert background is not None and background.locked
    assert filled.store.undo_name == "Import film"


def test_a_project_is_opened(filled: Studio, keeper: ModelKeeper, tmp_path: Path) -> None:
    other = Project.create(tmp_path / "other.lfstudio", filled.store.document)
    other.close()
    drop(filled, filled.window.viewer.canvas, carried(other.folder))
    filled.until(lambda: filled.workspace.project.folder == other.folder)
    filled.idle()


def test_what_cannot_be_read_is_one_sentence(filled: Studio, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no film")
    drop(filled, filled.window.viewer.canvas, carried(tmp_path / "notes.txt"))
    settle(filled)
    assert "notes.txt" in filled.window.notice.text and "\n" not in filled.window.notice.text
    assert len(filled.store.document.layers) == 3
    drop(filled, filled.window.viewer.canvas, carried("https://example.org/film.mp4"))
    assert "of this machine" in filled.window.notice.text


def test_text_is_no_file_and_files_are_no_text(filled: Studio, film: Path) -> None:
    words = QMimeData()
    words.setText("a red fox")
    assert not drag(filled.window, QPoint(500, 300), words)
    prompt = filled.row(Role.FOREGROUND).prompt
    assert prompt.canInsertFromMimeData(words) and not prompt.canInsertFromMimeData(carried(film))


def drag_from(studio: Studio, widget: QWidget, place: QPoint) -> None:
    """Press on a widget and move on, as far as a drag needs."""
    studio.qtbot.mousePress(widget, LEFT, pos=place)
    far = QApplication.startDragDistance() + 4
    for step in (far // 2, far):
        at = QPointF(place + QPoint(step, 0))
        moved = QMouseEvent(
            QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, NONE
        )
        QApplication.sendEvent(widget, moved)
    studio.qtbot.mouseRelease(widget, LEFT, pos=place)


def test_a_layer_is_dragged_out_as_a_file_with_alpha(filled: Studio) -> None:
    thumb = filled.row(Role.FOREGROUND).thumb
    drag_from(filled, thumb, thumb.rect().center())
    assert [card.title for card in filled.window.jobs.cards] == ["file of Foreground"]
    settle(filled)
    files = list((filled.workspace.project.folder / "dragged").iterdir())
    assert len(files) == 1 and files[0].suffix == ".mov" and files[0].name.startswith("Foreground ")
    assert "drag it again" in filled.window.statusBar().currentMessage()
    with av.open(str(files[0])) as container:
        assert str(container.streams.video[0].codec_context.pix_fmt).startswith("yuva444")
    assert filled.window.drag_out.mime_of(files[0]).urls() == [QUrl.fromLocalFile(str(files[0]))]


def test_the_second_drag_of_a_clip_begins_at_once(filled: Studio) -> None:
    thumb = filled.row(Role.BACKGROUND).thumb
    drag_from(filled, thumb, thumb.rect().center())
    settle(filled)
    with filled.qtbot.waitSignal(filled.window.drag_out.began) as began:
        drag_from(filled, thumb, thumb.rect().center())
    assert began.args is not None and began.args[0].is_file()
    assert len(filled.window.jobs.cards) == 1, "nothing is exported twice"


@pytest.mark.parametrize("leave", ["save", "discard"])
def test_what_was_dragged_out_of_an_untitled_project_stays(
    open_studio: Opener, keeper: ModelKeeper, tmp_path: Path, leave: str
) -> None:
    """Another program links to the file; the folder of a project without a place is thrown away."""
    project = untitled_project(keeper, "tiny")
    clip = painted_clips(64, 32)[Role.FOREGROUND]
    identity = project.clips.put(clip)
    studio = open_studio(project)
    layer = studio.row(Role.FOREGROUND).layer
    studio.store.dispatch("Clip", lambda now: edits.set_clip(now, layer.id, identity, clip.frames))
    thumb = studio.row(Role.FOREGROUND).thumb
    drag_from(studio, thumb, thumb.rect().center())
    settle(studio)
    with studio.qtbot.waitSignal(studio.window.drag_out.began) as began:
        drag_from(studio, thumb, thumb.rect().center())
    if leave == "save":
        studio.window.shell._start(studio.window.shell.save_to(tmp_path / "titled"))
    else:
        studio.act("new")
        studio.answer(QMessageBox.StandardButton.Discard)
    studio.idle()
    assert began.args is not None and began.args[0].is_file() and not project.folder.exists()


def test_a_chosen_folder_for_exports_gets_what_is_dragged_out_of_an_untitled_project(
    filled: Studio, keeper: ModelKeeper, tmp_path: Path
) -> None:
    Preferences(export_folder=str(tmp_path)).write(filled.window.settings)
    filled.act("new")
    filled.idle()
    project = filled.workspace.project
    assert is_untouched(project, filled.store.document)
    path = filled.window.drag_out._path_of(Parcel(ClipId("ab" * 32), "Fox"))
    assert path == tmp_path / "dragged" / project.name / "Fox ababab.mov"


def test_an_empty_layer_is_not_dragged(studio: Studio) -> None:
    thumb = studio.row(Role.FOREGROUND).thumb
    drag_from(studio, thumb, thumb.rect().center())
    assert studio.window.jobs.cards == ()


def test_the_frame_goes_to_the_clipboard_with_its_alpha(filled: Studio) -> None:
    filled.row(Role.BACKGROUND).eye.click()
    filled.window.viewer.canvas.setFocus()
    filled.qtbot.keyClick(filled.window.viewer.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    filled.idle()
    mime = QGuiApplication.clipboard().mimeData()
    png = QImage.fromData(mime.data("image/png").data())
    assert (png.width(), png.height()) == (64, 32) and png.hasAlphaChannel()
    assert png.pixelColor(0, 0).alpha() == 0 and png.pixelColor(32, 16).red() == 200
    assert mime.hasImage() and "clipboard" in filled.window.statusBar().currentMessage()
    prompt = filled.row(Role.FOREGROUND).prompt
    prompt.setFocus()
    prompt.selectAll()
    filled.qtbot.keyClick(prompt, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "a red fox", "in a text it is the text's"


def test_a_still_is_exact_and_a_refusal_is_one_sentence(filled: Studio, tmp_path: Path) -> None:
    from layerflow_studio.errors import BadInput
    from layerflow_studio.media.importer import read_clip

    document, clips = filled.store.document, filled.workspace.project.clips
    write_still(document, 3, clips, tmp_path / "a.png")
    found = read_clip(tmp_path / "a.png", None, single=True)
    assert np.array_equal(found.frame(0), render_frame(document, 3, clips))
    with pytest.raises(BadInput, match="cannot be written"):
        write_still(document, 3, clips, tmp_path / "a.png" / "b.png")


@pytest.mark.skipif(not has_sample(), reason="the sample is not made yet")
def test_the_sample_opens_as_a_copy_that_leaves_no_trace(open_studio: Opener, keeper: ModelKeeper) -> None:
    shipped = {path: path.stat().st_mtime_ns for path in SAMPLE.rglob("*")}
    studio = open_studio(untitled_project(keeper, "tiny"))
    studio.act("open-sample")
    studio.until(lambda: len(studio.workspace.take_numbers) >= 4)
    studio.idle()
    project, document = studio.workspace.project, studio.store.document
    assert studio.window.shell.project_name == "Sample" and not studio.window.centre.starting
    assert document.markers and document.work_area is not None
    assert any(layer.animation for layer in document.layers)
    entries = Library(project.folder / "takes").entries()
    assert any(entry.note for entry in entries) and any(entry.pinned for entry in entries)
    assert any(entry.take.request.given_roles == (Role.FOREGROUND,) for entry in entries)
    for layer in document.layers:
        assert layer.clip is not None and project.clips.frame(layer.clip, 0).shape[2] == 4
    assert is_untouched(project, document)
    studio.close()
    assert not project.folder.exists(), "nothing was made of it"
    assert {path: path.stat().st_mtime_ns for path in SAMPLE.rglob("*")} == shipped


@pytest.mark.skipif(not has_sample(), reason="the sample is not made yet")
def test_a_changed_sample_is_kept() -> None:
    with sample_project() as project:
        entry = project.library.entries()[0]
        assert is_untouched(project, project.document)
        from dataclasses import replace

        project.library.change(replace(entry, note="mine"))
        assert not is_untouched(project, project.document)


@pytest.mark.skipif(not has_sample(), reason="the sample is not made yet")
def test_the_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.rglob("*") if path.is_file()) < 6_000_000


def file_dialog(studio: Studio, before: QFileDialog | None = None) -> QFileDialog:
    """The file dialog that is open or will be, after the one before."""
    studio.until(
        lambda: isinstance(found := QApplication.activeModalWidget(), QFileDialog) and found is not before
    )
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    return dialog


def test_save_of_a_frame_asks_where(filled: Studio, tmp_path: Path) -> None:
    filled.act("save-frame")
    dialog = file_dialog(filled)
    dialog.setDirectory(str(tmp_path))
    dialog.accept()
    filled.idle()
    assert filled.window.notice.text == "", filled.window.notice.text
    assert (tmp_path / "shot frame 0000.png").is_file()


def test_a_frame_replaces_no_file_that_the_dialog_did_not_ask_about(filled: Studio, tmp_path: Path) -> None:
    kept = tmp_path / "take.2.png"
    kept.write_bytes(b"a picture")
    filled.act("save-frame")
    dialog = file_dialog(filled)
    assert dialog.defaultSuffix() == "png", "so that the dialog sees which file it will be"
    dialog.setDirectory(str(tmp_path))
    typed = dialog.findChild(QLineEdit)
    assert isinstance(typed, QLineEdit)
    typed.setText("take.2")
    dialog.accept()
    again = file_dialog(filled, dialog)
    assert [Path(name).name for name in again.selectedFiles()] == ["take.2.png"]
    again.reject()
    filled.idle()
    assert kept.read_bytes() == b"a picture"
