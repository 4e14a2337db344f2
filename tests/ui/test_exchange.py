"""Through the window: footage in and read again, a hand-off out, an edited layer back as a take."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import numpy as np
import opentimelineio as otio
import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit

from layerflow_studio.core import edits
from layerflow_studio.core.frames import narrow
from layerflow_studio.core.kinds import AlphaKind, Role
from layerflow_studio.core.origins import Origin, origin_of
from layerflow_studio.media.presets import export
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.returning import Returning
from layerflow_studio.ui.dialogs.bring_back import BringBackDialog
from layerflow_studio.ui.dialogs.export import ExportDialog
from layerflow_studio.ui.dialogs.handoff import HandoffDialog
from layerflow_studio.ui.dialogs.interpret import InterpretDialog
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.sentences import stage_name
from tests.session.test_media_jobs import soft_disc
from tests.ui.conftest import Studio
from tests.ui.test_look import nameless

pytestmark = pytest.mark.gui
RETURNING = Returning(640, 360, Fraction(24), "01:00:00:00", 8, 16, Fraction(8), 4, Sentence("Because."))
_Dialog = TypeVar("_Dialog", bound=QDialog)


def open_dialog(studio: Studio, kind: type[_Dialog]) -> _Dialog:
    studio.until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def done(studio: Studio) -> None:
    studio.idle()
    studio.until(lambda: not studio.window.jobs.busy)
    card = studio.window.jobs.cards[-1]
    assert card.state == JobState.DONE, card


def clip_of(studio: Studio, role: Role) -> str:
    layer = studio.store.document.top(role)
    assert layer is not None and layer.clip is not None
    return layer.clip


def test_footage_tells_how_its_alpha_was_read_and_can_be_read_again(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "disc.mkv"
    export("ffv1", soft_disc(premultiplied=True), path, bleed=False)
    layer_id = studio.row(Role.FOREGROUND).layer.id
    studio.workspace.select(layer_id)
    studio.window.shell.exchange.import_file(path, layer_id)
    done(studio)
    assert "Alpha: Premultiplied over black" in studio.window.statusBar().currentMessage()
    assert "disc.mkv is 96 × 64; it loses 25% of its height" in studio.window.notice.text
    guessed = clip_of(studio, Role.FOREGROUND)
    studio.act("interpret")
    dialog = open_dialog(studio, InterpretDialog)
    assert dialog.alpha is None and "Soft edges fade to black." in dialog.now.text()
    dialog.ways[AlphaKind.STRAIGHT].click()
    dialog.accept()
    done(studio)
    layer = studio.store.document.top(Role.FOREGROUND)
    assert layer is not None and layer.clip != guessed and layer.locked
    origin = origin_of(layer)
    assert origin is not None and origin.alpha == AlphaKind.STRAIGHT and not origin.guessed
    studio.act("undo")
    assert clip_of(studio, Role.FOREGROUND) == guessed


def test_what_was_not_imported_cannot_be_interpreted(filled: Studio) -> None:
    filled.act("interpret")
    filled.idle()
    assert "was not imported from a file" in filled.window.notice.text


def test_footage_of_its_own_layer_keeps_its_size(filled: Studio, tmp_path: Path) -> None:
    export("ffv1", soft_disc(premultiplied=False), tmp_path / "disc.mkv", bleed=False)
    filled.window.shell.exchange.import_file(tmp_path / "disc.mkv", None)
    done(filled)
    top = filled.store.document.layers[-1]
    assert (top.role, top.name, top.locked) == (Role.MEDIA, "disc", False)
    facts = filled.workspace.project.clips.describe(top.clip or "")
    assert (facts.width, facts.height) == (96, 64)


def test_a_hand_off_is_opened_from_the_export_dialog_and_written(filled: Studio, tmp_path: Path) -> None:
    filled.act("export")
    open_dialog(filled, ExportDialog).handoff.click()
    dialog = open_dialog(filled, HandoffDialog)
    assert dialog.rates.currentText() == "24 fps" and dialog.summary.text() == "3 layers  ·  1.00 s"
    dialog.timecode.setText("01:00:00;00")
    assert not dialog.write.isEnabled() and "Drop-frame" in dialog.problem.text()
    dialog.timecode.setText("02:00:00:00")
    dialog.portable.click()
    dialog.place.path.setText(str(tmp_path / "out"))
    dialog.write.click()
    done(filled)
    assert filled.window.settings.get("handoff")["portable"] is True
    (path,) = [path for path in (tmp_path / "out").glob("*.otio") if "clip1" not in path.name]
    timeline = otio.adapters.read_from_file(str(path))
    assert len(timeline.video_tracks()) == 3 and timeline.duration().to_frames() == 24
    assert "Handed over and checked: 3 layers" in filled.window.statusBar().currentMessage()


@pytest.mark.parametrize("rate", [7, 8])
def test_a_hand_off_needs_a_rate_of_film_or_video(filled: Studio, tmp_path: Path, rate: int) -> None:
    canvas = filled.store.document.canvas.at_rate(rate)  # type: ignore[arg-type]
    document = edits.set_canvas(filled.store.document, canvas)
    dialog = HandoffDialog(document, tmp_path, "x", filled.window)
    filled.qtbot.addWidget(dialog)
    assert dialog.write.isEnabled() == (rate == 8)
    assert ("goes evenly into no rate" in dialog.problem.text()) == (rate == 7)


def test_an_edited_layer_comes_back_as_a_take_and_can_be_undone(filled: Studio, tmp_path: Path) -> None:
    workspace = filled.workspace
    before = clip_of(filled, Role.FOREGROUND)
    clip = workspace.project.clips.get(before)
    pixels = clip.pixels.copy()
    pixels[..., 1] = 250
    export("ffv1", type(clip)(pixels, clip.fps), tmp_path / "fox v2.mkv", bleed=False)
    layer_id = filled.row(Role.FOREGROUND).layer.id
    filled.window.shell.exchange.bring_file_back(tmp_path / "fox v2.mkv", layer_id)
    done(filled)
    (entry,) = workspace.project.library.entries()
    assert entry.note == "Foreground edited elsewhere: fox v2.mkv"
    layer = filled.store.document.top(Role.FOREGROUND)
    assert layer is not None and layer.take == entry.take.id
    assert np.array_equal(workspace.project.clips.get(layer.clip or "").pixels, pixels)
    assert filled.store.undo_name == "Bring back fox v2.mkv"
    assert "is take T1 of its layer" in filled.window.statusBar().currentMessage()
    filled.act("undo")
    assert clip_of(filled, Role.FOREGROUND) == before and workspace.project.library.entries() == (entry,)


def test_where_an_edit_begins_is_read_from_its_timecode_and_asked(filled: Studio, tmp_path: Path) -> None:
    clip = filled.workspace.project.clips.get(clip_of(filled, Role.FOREGROUND))
    part = type(clip)(np.full_like(clip.pixels[2:4], 90), clip.fps)
    path = tmp_path / "part.mov"
    export("animation", part, path, rate=24, timecode="01:00:00:06", bleed=False)
    filled.workspace.select(filled.row(Role.FOREGROUND).layer.id)
    filled.act("bring-back")
    files = open_dialog(filled, QFileDialog)
    name = files.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(path))
    files.accept()
    dialog = open_dialog(filled, BringBackDialog)
    assert dialog.first.value() == 2 and "01:00:00:06" in dialog.reason.text()
    assert dialog.outcome.text() == "Frames 2 to 3 become those of the file; the others stay as they are."
    dialog.first.setValue(clip.frames - 1)
    assert dialog.outcome.text().endswith("become those of the file; its last 1 are left out.")
    dialog.first.setValue(4)
    dialog.alphas.setCurrentIndex(dialog.alphas.findText("No alpha: opaque"))
    dialog.accept()
    done(filled)
    after = filled.workspace.project.clips.get(clip_of(filled, Role.FOREGROUND)).pixels
    assert np.array_equal(after[:4], clip.pixels[:4]) and (narrow(after[4:6])[..., 0] == 90).all()
    assert (after[4:6, ..., 3] == np.iinfo(after.dtype).max).all()


@pytest.mark.parametrize("act", ["import", "import-layer", "bring-back"])
def test_a_file_is_asked_for_and_none_is_fine(filled: Studio, act: str) -> None:
    filled.workspace.select(filled.row(Role.FOREGROUND).layer.id)
    filled.act(act)
    open_dialog(filled, QFileDialog).reject()
    filled.idle()
    assert filled.window.jobs.cards == () and filled.window.notice.isHidden()


@pytest.mark.parametrize("act", ["lock", "empty"])
def test_what_cannot_come_back_is_said_before_a_file_is_asked_for(filled: Studio, act: str) -> None:
    layer = filled.row(Role.FOREGROUND).layer.id
    change = edits.set_locked if act == "lock" else edits.set_clip
    value = True if act == "lock" else None
    filled.store.dispatch("Change", lambda document: change(document, layer, value))  # type: ignore[arg-type]
    filled.workspace.select(layer)
    filled.act("bring-back")
    filled.idle()
    assert ("is locked" if act == "lock" else "holds no clip yet") in filled.window.notice.text


def test_stages_that_name_a_file_are_shown_as_they_are() -> None:
    for stage in ("Reading a b.mov", "Encoding {x}.mov", "Checking fox", "Wrote fox", "Anything else"):
        assert stage_name(stage) == stage


def test_every_control_of_the_dialogs_has_an_accessible_name(filled: Studio, tmp_path: Path) -> None:
    for dialog in (
        HandoffDialog(filled.store.document, tmp_path, "x", filled.window),
        InterpretDialog("Fox", Origin("/films/fox.mov", AlphaKind.STRAIGHT), filled.window),
        BringBackDialog(tmp_path / "fox.mov", "Fox", RETURNING, filled.window),
    ):
        filled.qtbot.addWidget(dialog)
        assert dialog.accessibleName() and nameless(dialog) == []
