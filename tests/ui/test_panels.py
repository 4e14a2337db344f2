"""Takes, jobs and frames: what the docks show and what happens when something is broken."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from layerflow_studio.core.kinds import Role
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.bridge import SessionBridge
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.timeline.scale import TimeScale
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui


def labels(studio: Studio) -> list[str]:
    """What the takes in the grid are called, in order."""
    model = studio.window.takes.model
    return [model.index(row).data() for row in range(model.rowCount())]


@pytest.mark.model
def test_takes_are_listed_newest_first_and_can_be_used(studio: Studio) -> None:
    assert studio.window.takes.empty.isVisible() and labels(studio) == []
    for _ in range(3):
        studio.generate()
    takes = [entry.take for entry in studio.workspace.project.library.entries()]
    panel = studio.window.takes
    assert labels(studio) == ["T3", "T2", "T1"] and panel.count.text() == "3 takes"
    assert [panel.model.in_use(studio.workspace.project.library.get(take.id)) for take in takes] == [
        False,
        False,
        True,
    ]
    panel.grid.setFocus()
    panel.grid.setCurrentIndex(panel.model.index(2))
    studio.qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
    assert studio.row(Role.FOREGROUND).take.text() == studio.row(Role.BACKGROUND).take.text() == "T1"
    studio.act("undo")
    assert studio.row(Role.FOREGROUND).take.text() == "T3"
    description = panel.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "a red fox" in description and str(takes[2].request.seed) in description


@pytest.mark.model
def test_alt_arrows_choose_a_take_of_one_layer(studio: Studio) -> None:
    studio.generate()
    studio.generate()
    studio.act("take-older")
    studio.act("take-older")
    assert studio.row(Role.FOREGROUND).take.text() == "T1"
    assert studio.row(Role.BACKGROUND).take.text() == "T2"
    studio.act("take-newer")
    assert studio.row(Role.FOREGROUND).take.text() == "T2"
    assert studio.store.undo_name == "Choose take T2"


def test_the_grid_follows_the_selected_layer(filled: Studio) -> None:
    for role in (Role.BACKGROUND, Role.BLENDED, Role.FOREGROUND):
        filled.workspace.select(filled.row(role).layer.id)
        assert filled.window.takes.roles.currentData() == role


def test_a_failed_job_keeps_its_sentence_until_it_is_cleared(studio: Studio) -> None:
    layer = studio.row(Role.BLENDED).layer
    studio.window.shell.import_file(studio.workspace.project.folder / "gone.mp4", layer.id)
    studio.until(lambda: not studio.window.jobs.busy)
    panel, card = studio.window.jobs_panel, studio.window.jobs.cards[0]
    row = panel.row(card.id)
    assert card.state == JobState.FAILED and "gone.mp4" in row.state.text()
    assert row.bar.isHidden() and row.stop.isHidden()
    panel.clear.click()
    assert studio.window.jobs.cards == () and panel.summary.text() == "No jobs yet"


def test_a_damaged_clip_is_one_sentence_and_the_rest_is_shown(
    open_studio: Opener, filled_project: Project
) -> None:
    background = filled_project.document.top(Role.BACKGROUND)
    assert background is not None and background.clip is not None
    filled_project.clips.path_of(background.clip).write_bytes(b"broken")
    folder = filled_project.folder
    filled_project.close()
    studio = open_studio(Project.open(folder))
    studio.until(lambda: "damaged" in studio.window.notice.text)
    assert "\n" not in studio.window.notice.text
    studio.row(Role.BACKGROUND).eye.click()
    studio.until(lambda: studio.window.viewer.canvas.image is not None)


def test_thumbnails_arrive_on_the_rows(filled: Studio) -> None:
    for role in (Role.FOREGROUND, Role.BACKGROUND):
        filled.until(lambda role=role: filled.row(role).thumb.image is not None)
    image = filled.row(Role.BACKGROUND).thumb.image
    assert image is not None and image.pixelColor(0, 0).red() == 80, "the middle of eight frames"


def test_events_of_any_thread_arrive_in_this_one(qtbot: QtBot) -> None:
    bridge, seen = SessionBridge(), []
    bridge.received.connect(lambda event: seen.append((event, threading.current_thread())))
    bridge.send("here")  # type: ignore[arg-type]
    assert seen == [], "always queued"
    other = threading.Thread(target=bridge.send, args=("there",))
    other.start()
    other.join()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert [event for event, _ in seen] == ["here", "there"]
    assert {thread for _, thread in seen} == {threading.main_thread()}
    bridge.send("late")  # type: ignore[arg-type]
    bridge.detach()
    qtbot.wait(20)
    assert len(seen) == 2


@pytest.mark.parametrize(("per_frame", "step"), [(60.0, 1), (20.0, 4), (8.0, 8), (0.5, 120)])
def test_the_ruler_labels_what_has_room(per_frame: float, step: int) -> None:
    from fractions import Fraction

    scale = TimeScale(100, per_frame, 1000)
    assert scale.label_step(Fraction(24)) == step
    for frame in (0, 1, 500, 999):
        assert scale.frame_at(scale.x_of(frame) + per_frame / 2) == frame
    assert (scale.frame_at(-50), scale.frame_at(1e9)) == (0, 999)
