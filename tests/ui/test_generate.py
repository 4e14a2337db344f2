"""Generation through the window: press the button, see it become, get a take, lock, re-roll, cancel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.session.generate import GenerateJob
from layerflow_studio.session.journal import JobJournal
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.jobs import JobState
from tests.ui.conftest import WAIT_MS, Studio

pytestmark = [pytest.mark.gui, pytest.mark.model]


def test_prompts_become_a_take_that_is_used_and_can_be_undone(studio: Studio) -> None:
    seen: list[tuple[str, int]] = []
    canvas = studio.window.viewer.canvas
    studio.window.generation.preview.changed.connect(
        lambda: seen.append((canvas.tag, len(canvas.tiles))) if canvas.tiles else None
    )
    studio.generate()
    assert studio.window.actions_by_id["view-rgb"].isChecked()
    assert seen and all("Preview" in tag and tiles == 3 for tag, tiles in seen)
    assert canvas.tiles == [] and canvas.tag == ""
    take = studio.workspace.project.library.entries()[0].take
    for role in MODEL_ROLES:
        layer = studio.store.document.top(role)
        assert layer is not None and layer.clip == take.clip(role) and layer.take == take.id
    assert studio.row(Role.FOREGROUND).take.text() == "T1"
    assert studio.row(Role.FOREGROUND).state.text() == "ready"
    assert studio.window.device.text() == "CPU"
    studio.until(lambda: canvas.image is not None and canvas.message == "")
    assert studio.store.undo_name == "Use take T1"
    studio.act("undo")
    assert all(layer.clip is None for layer in studio.store.document.layers)
    assert len(studio.workspace.project.library.entries()) == 1, "undo never deletes a take"
    studio.act("redo")
    assert studio.store.document.top(Role.FOREGROUND).take == take.id  # type: ignore[union-attr]


def test_a_locked_layer_keeps_its_pixels(studio: Studio) -> None:
    studio.generate()
    before = {role: studio.store.document.top(role).clip for role in MODEL_ROLES}  # type: ignore[union-attr]
    studio.qtbot.mouseClick(studio.row(Role.FOREGROUND).lock, Qt.MouseButton.LeftButton)
    assert "Keeps the foreground" in studio.window.generate_panel.button.sentence
    studio.generate()
    after = {role: studio.store.document.top(role).clip for role in MODEL_ROLES}  # type: ignore[union-attr]
    assert after[Role.FOREGROUND] == before[Role.FOREGROUND]
    assert after[Role.BACKGROUND] != before[Role.BACKGROUND]
    newest = studio.workspace.project.library.entries()[-1].take
    assert newest.request.given_roles == (Role.FOREGROUND,)
    assert newest.clip(Role.FOREGROUND) == before[Role.FOREGROUND]


def test_every_run_draws_a_seed_unless_told_otherwise(studio: Studio) -> None:
    studio.generate()
    studio.generate()
    studio.window.generate_panel.vary.setChecked(False)
    studio.generate()
    takes = [entry.take for entry in studio.workspace.project.library.entries()]
    assert takes[0].request.seed != takes[1].request.seed == takes[2].request.seed
    assert takes[1].clips == takes[2].clips, "the same request gives the same pixels"


def newest_request(studio: Studio) -> GenerationRequest:
    work = studio.window.jobs.cards[-1].work
    assert isinstance(work, GenerateJob)
    return work.request


def test_what_is_being_typed_counts_for_the_run(filled: Studio) -> None:
    """Neither a key nor a button that takes no focus makes anyone leave the field first."""
    enter, control = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    seed, page = filled.window.generate_panel.seed, filled.window.inspector.project_page
    seed.setFocus()
    seed.selectAll()
    filled.qtbot.keyClicks(seed, "77")
    filled.qtbot.keyClick(seed, enter, control)
    assert newest_request(filled).seed == 77 and seed.hasFocus()
    filled.qtbot.keyClick(seed, Qt.Key.Key_R, control)
    drawn = filled.window.generation.seed
    assert drawn != 77 and seed.text() == str(drawn)
    filled.qtbot.keyClick(seed, enter)
    assert filled.window.generation.seed == drawn
    filled.window.inspector.buttons[1].click()
    page.steps.begin_typing()
    filled.qtbot.keyClicks(page.steps, "2")
    filled.qtbot.keyClick(page.steps, enter, control)
    assert newest_request(filled).sampling.steps == 2
    row = filled.row(Role.BACKGROUND)
    row.seed.setFocus()
    filled.qtbot.keyClicks(row.seed, "4711")
    row.reroll.click()
    assert newest_request(filled).seed == 4711 and len(filled.window.jobs.cards) == 3
    filled.window.jobs.cancel_all()
    filled.until(lambda: not filled.window.jobs.busy)


def test_cancel_is_shown_at_once_and_changes_nothing(studio: Studio) -> None:
    before = studio.store.document.layers
    studio.generate_slowly()
    studio.act("cancel")
    card = studio.window.jobs.cards[-1]
    assert card.state == JobState.CANCELLING
    assert studio.window.generate_panel.stage.text() == "Cancelling…"
    assert studio.window.viewer.canvas.tiles == []
    studio.until(lambda: not studio.window.jobs.busy)
    assert studio.window.jobs.cards[-1].state == JobState.CANCELLED
    assert studio.store.document.layers == before
    assert studio.workspace.project.library.entries() == ()
    assert studio.window.generate_panel.button.isEnabled()


def test_a_run_queued_behind_another_can_be_cancelled_alone(studio: Studio) -> None:
    studio.act("generate")
    studio.act("generate")
    second = studio.window.jobs.cards[-1]
    studio.window.jobs_panel.row(second.id).stop.click()
    studio.until(lambda: not studio.window.jobs.busy)
    assert [card.state for card in studio.window.jobs.cards] == [JobState.DONE, JobState.CANCELLED]


def test_the_stack_may_change_while_a_run_goes_on(studio: Studio) -> None:
    studio.act("generate")
    background = studio.store.document.top(Role.BACKGROUND)
    assert background is not None
    studio.workspace.select(background.id)
    studio.act("delete")
    studio.row(Role.FOREGROUND).prompt.setPlainText("a dog")
    studio.until(lambda: not studio.window.jobs.busy)
    assert studio.window.notice.text == ""
    document = studio.store.document
    assert document.top(Role.BACKGROUND) is None
    assert document.top(Role.FOREGROUND).prompt == "a dog"  # type: ignore[union-attr]
    assert document.top(Role.FOREGROUND).take is not None  # type: ignore[union-attr]
    assert "prompt changed" in studio.row(Role.FOREGROUND).state.text()


def test_closing_while_a_run_goes_on(studio: Studio) -> None:
    studio.generate_slowly()
    folder = studio.workspace.project.folder
    studio.close()
    assert studio.runner.shutdown(0), "no thread of the runner is left"
    Project.open(folder).close()  # the lock was given back


def test_a_run_whose_take_is_there_is_not_lost_if_the_window_goes_before_it_is_shown(studio: Studio) -> None:
    keeper = studio.window.generation.keeper
    asked: list[int] = []
    project = studio.workspace.project
    studio.window.jobs.added.connect(lambda _: asked.append(len(JobJournal(project).lost(keeper))))
    studio.window.jobs.landing.connect(lambda _: asked.append(len(JobJournal(project).lost(keeper))))
    studio.generate()
    assert asked == [1, 0]


def test_who_closes_as_a_run_ends_is_asked_to_save_its_take(studio: Studio) -> None:
    folder = studio.workspace.project.folder
    studio.act("save")
    studio.idle()
    studio.window.jobs.finishing.connect(lambda _: studio.window.close())
    studio.window.generate_panel.button.click()
    with studio.qtbot.waitSignal(studio.window.shell.gone, timeout=WAIT_MS):
        studio.answer(QMessageBox.StandardButton.Save)
    with Project.open(folder) as project:
        assert [layer.take for layer in project.document.layers] == [
            project.library.entries()[-1].take.id
        ] * 3
        assert [record.state for record in JobJournal(project).records] == ["done"]


def test_a_take_that_arrives_is_shown_in_timeline_takes_and_inspector_a_turn_later_each(
    studio: Studio,
) -> None:
    window, held = studio.window, []
    parts = (window.timeline, window.takes, window.inspector.layer_page)
    window.jobs.landing.connect(lambda _: held.append([part.updatesEnabled() for part in parts]))
    studio.generate()
    assert held == [[False] * 3]
    studio.until(lambda: all(part.updatesEnabled() for part in parts))
    layer = studio.workspace.selected
    assert layer is not None and window.take_commands.current_id == layer.take
    studio.until(lambda: window.inspector.layer_page.length.text().startswith("8 frames"))


def test_switching_projects_while_a_run_goes_on(
    studio: Studio, tiny: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other") / "other.lfstudio"
    Project.create(other, studio.store.document).close()
    first = studio.workspace.project.folder
    studio.generate_slowly()
    studio.act("generate")
    studio.store.mark_saved()
    studio.window.shell.open(other)
    studio.idle()
    assert studio.workspace.project.folder == other
    assert studio.window.notice.text == ""
    assert studio.window.jobs.cards == ()
    assert studio.workspace.project.library.entries() == ()
    studio.window.shell.open(first)
    studio.answer(QMessageBox.StandardButton.No)
    studio.idle()
    states = [card.state for card in studio.window.jobs.cards]
    made = len(studio.workspace.project.library.entries())  # a busy machine may have let the first one end
    assert states == [JobState.DONE] * made + [JobState.LOST] * (2 - made), (
        "nothing that was asked for is lost"
    )


@pytest.mark.parametrize("spoil", ["prompts", "locks"])
def test_the_button_says_why_it_cannot(studio: Studio, spoil: str) -> None:
    expected: Callable[[str], bool]
    if spoil == "prompts":
        for role in MODEL_ROLES:
            studio.row(role).prompt.setPlainText("")
        expected = lambda text: text.startswith("Write what")  # noqa: E731
    else:
        studio.row(Role.FOREGROUND).lock.click()
        expected = lambda text: "locked but empty" in text  # noqa: E731
    assert not studio.window.generate_panel.button.isEnabled()
    assert expected(studio.window.generate_panel.button.sentence)
    assert not studio.window.actions_by_id["generate"].isEnabled()
