"""Runs by layer through the window: every set of locks, re-roll, further foregrounds, where results go."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QMenu

from layerflow_studio.core import edits
from layerflow_studio.core.document import Layer
from layerflow_studio.core.frames import clip_hash
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.panels.prompt import completions
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
F, B, C = MODEL_ROLES
LOCK_SETS = tuple(chain.from_iterable(combinations(MODEL_ROLES, count) for count in (1, 2)))


def top(studio: Studio, role: Role) -> Layer:
    layer = studio.store.document.top(role)
    assert layer is not None
    return layer


def newest(studio: Studio) -> Take:
    return studio.workspace.project.library.entries()[-1].take


def run(studio: Studio, action: str = "generate") -> Take:
    """Trigger a run and wait for its take."""
    count = len(studio.workspace.take_numbers)
    studio.act(action)
    studio.until(lambda: len(studio.workspace.take_numbers) == count + 1 and not studio.window.jobs.busy)
    return newest(studio)


@pytest.mark.model
@pytest.mark.parametrize("locked", LOCK_SETS)
def test_every_set_of_locks_runs_and_keeps_what_is_locked(filled: Studio, locked: tuple[Role, ...]) -> None:
    before = {role: top(filled, role).clip for role in MODEL_ROLES}
    for role in locked:
        filled.row(role).lock.click()
    told: list[str] = []
    filled.window.generation.told.connect(told.append)
    take = run(filled)
    assert take.request.given_roles == locked and take.unchanged == locked
    for role in MODEL_ROLES:
        assert (top(filled, role).clip == before[role]) == (role in locked), role
        clip = top(filled, role).clip
        assert clip is not None and clip_hash(filled.workspace.project.clips.get(clip)) == clip
    assert "0 pixels changed" in told[-1]
    assert "0 pixels changed" in filled.window.jobs_panel.row(filled.window.jobs.cards[-1].id).state.text()


@pytest.mark.model
@pytest.mark.parametrize(("role", "given"), [(F, (B,)), (B, (F,)), (C, (F, B))])
def test_reroll_one_layer_from_its_row(filled: Studio, role: Role, given: tuple[Role, ...]) -> None:
    before = {each: top(filled, each).clip for each in MODEL_ROLES}
    row = filled.row(role)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), row.reroll.mapToGlobal(QPoint(2, 2)))
    row.eventFilter(row.reroll, event)
    assert "anew and keeps" in row.reroll.toolTip()
    row.reroll.click()
    filled.until(lambda: len(filled.workspace.take_numbers) == 1 and not filled.window.jobs.busy)
    assert newest(filled).request.given_roles == given
    changed = {each for each in MODEL_ROLES if top(filled, each).clip != before[each]}
    assert changed == {role, C}
    assert filled.workspace.selected is not None and filled.workspace.selected.role == role


@pytest.mark.model
def test_a_stack_is_built_one_foreground_at_a_time(filled: Studio) -> None:
    below = {role: top(filled, role).clip for role in (F, B)}
    for number in (1, 2):
        filled.act("add-foreground")
        layer = filled.workspace.selected
        assert layer is not None and layer.name == f"Foreground {number + 1}"
        filled.row(F).prompt.setPlainText("a rocket")
        sentence = filled.window.generate_panel.button.sentence
        assert f"over the composite of {number + 1} layers below" in sentence
        take = run(filled)
        assert len(take.over) == number + 1 and take.request.given_roles == (B,)
        assert top(filled, F).id == layer.id and top(filled, F).take == take.id
        title = filled.window.jobs.cards[-1].title
        assert title == f"{layer.name}: foreground + scene over the layers below"
    foregrounds = [layer for layer in filled.store.document.layers if layer.role == F]
    assert foregrounds[0].clip == below[F] and top(filled, B).clip == below[B]
    filled.workspace.select(foregrounds[1].id)
    assert "over the composite of 2 layers below" in filled.window.generate_panel.button.sentence
    filled.window.stack.row(foregrounds[0].id).eye.click()
    assert filled.window.stack.row(foregrounds[1].id).state.text() == "layers below changed"


@pytest.mark.model
def test_with_stay_a_take_is_only_marked_as_new(filled: Studio) -> None:
    generation = filled.window.generation
    filled.window.generate_panel.newest.setChecked(False)
    before, position = filled.store.document.layers, filled.store.history.position
    take = run(filled)
    assert filled.store.document.layers == before and generation.unseen == {take.id}
    assert filled.store.history.position == position, "a run is no step to undo"
    generation.use(take)
    assert generation.unseen == set() and top(filled, F).take == take.id


@pytest.mark.model
def test_a_take_whose_layer_was_deleted_is_kept_and_says_so(filled: Studio) -> None:
    told: list[str] = []
    filled.window.generation.told.connect(told.append)
    filled.workspace.select(top(filled, F).id)
    filled.act("reroll")
    filled.act("delete")
    before = filled.store.document.layers
    filled.until(lambda: not filled.window.jobs.busy)
    take = newest(filled)
    assert filled.store.document.layers == before and filled.window.generation.unseen == {take.id}
    assert "its layer was deleted" in told[-1]


@pytest.mark.model
def test_what_changed_since_the_take_is_named(studio: Studio) -> None:
    run(studio)
    row = studio.row(F)
    assert row.state.text() == "ready"
    row.prompt.setPlainText("a dog")
    row.negative.setPlainText("haze")
    row.seed.setText("99")
    row.seed.editingFinished.emit()
    assert row.state.text() == "prompt, negative prompt, seed changed"
    assert studio.window.generate_panel.owner.text() == "of Foreground"
    assert studio.window.generate_panel.seed.text() == "99"
    take = run(studio)
    assert (take.request.seed, take.request.negative.foreground) == (99, "haze")
    assert row.state.text() == "ready"


@pytest.mark.model
def test_the_seed_that_is_shown_is_the_seed_that_is_used(studio: Studio) -> None:
    shown = [studio.window.generate_panel.seed.text()]
    takes = [run(studio)]
    shown.append(studio.window.generate_panel.seed.text())
    takes.append(run(studio))
    assert shown == [str(take.request.seed) for take in takes] and shown[0] != shown[1]
    field = studio.window.generate_panel.seed
    field.selectAll()
    studio.qtbot.keyClicks(field, "4711")
    studio.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not studio.window.generate_panel.vary.isChecked()
    assert run(studio).request.seed == 4711


@pytest.mark.model
def test_a_media_layer_gets_a_role_and_is_given(filled: Studio) -> None:
    background = top(filled, B)
    filled.workspace.select(background.id)
    filled.window.layer_commands.set_role(Role.MEDIA)
    row = filled.window.stack.row(background.id)
    assert not row.reroll.isEnabled() and not row.prompt.isEnabled()
    menu = filled.window.layer_commands.menu(row.layer, filled.window)
    roles = next(action.menu() for action in menu.actions() if action.text() == "Role")
    next(action for action in roles.actions() if action.text() == "Background").trigger()  # type: ignore[union-attr]
    menu.deleteLater()
    assert top(filled, B).id == background.id and row.prompt.isEnabled()
    row.lock.click()
    filled.window.layer_commands.set_role(Role.MEDIA)
    assert "locked" in filled.window.notice.text and top(filled, B).id == background.id
    assert run(filled).request.given_roles == (B,)


def test_phrases_the_model_knows_are_offered_and_completed(studio: Studio) -> None:
    row = studio.row(F)
    row.prompt.setFocus()
    row.prompt.selectAll()
    studio.qtbot.keyClicks(row.prompt, "in the sky a")
    assert row.prompt.offered == ()
    studio.qtbot.keyClicks(row.prompt, " ro")
    assert row.prompt.offered == ("a rocket",), "the longest end that begins a phrase counts"
    cancelled = []
    studio.window.actions_by_id["cancel"].triggered.connect(cancelled.append)
    studio.qtbot.keyClick(row.prompt, Qt.Key.Key_Escape)
    assert row.prompt.offered == () and cancelled == []
    studio.qtbot.keyClicks(row.prompt, "c")
    studio.qtbot.keyClick(row.prompt, Qt.Key.Key_Return)
    assert studio.store.document.prompts.foreground == "in the sky a rocket"
    menu = row.known_menu()
    assert [action.text() for action in menu.actions()] == ["a red fox", "a dog", "a rocket"]
    menu.actions()[1].trigger()
    menu.deleteLater()
    assert studio.store.document.prompts.foreground == "in the sky a rocket a dog"


def test_phrases_for_a_background_are_in_a_menu_for_each_kind_of_place(studio: Studio) -> None:
    row = studio.row(B)
    menu = row.known_menu()
    kinds = menu.findChildren(QMenu)
    assert [(kind.title(), [one.text() for one in kind.actions()]) for kind in kinds] == [
        ("meadow", ["a meadow"]),
        ("sea", ["a blue sea"]),
    ]
    row.prompt.selectAll()
    kinds[1].actions()[0].trigger()
    menu.deleteLater()
    assert studio.store.document.prompts.background.endswith("a blue sea")


def test_phrases_are_those_of_the_model_in_use(studio: Studio) -> None:
    row = studio.row(F)
    assert row.known.isEnabled()
    studio.store.dispatch("Use another model", partial(edits.set_model, model="none of ours"))
    assert not row.known.isEnabled()
    row.prompt.setFocus()
    row.prompt.selectAll()
    studio.qtbot.keyClicks(row.prompt, "a ro")
    assert row.prompt.offered == ()


@pytest.mark.parametrize(
    ("text", "end", "found"),
    [
        ("a red", "a red", ("a red fox",)),
        ("see a red", "a red", ("a red fox",)),
        ("fo", "fo", ("a red fox",)),
        ("a dog", "", ()),
        ("a ", "", ()),
        ("A", "", ()),
        ("zebra", "", ()),
    ],
)
def test_which_words_begin_a_phrase(text: str, end: str, found: tuple[str, ...]) -> None:
    assert completions(text, ("a red fox", "a dog", "a rocket")) == (end, found)


def test_rows_are_made_when_they_are_seen(
    open_studio: Opener, tiny: ModelDescription, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = new_document(tiny)
    for number in range(197):
        layer = Layer(f"l{number}", f"Layer {number}", F, document.canvas.span)
        document = edits.add_layer(document, layer)
    studio = open_studio(Project.create(tmp_path_factory.mktemp("many") / "p.lfstudio", document))
    stack = studio.window.stack
    assert stack.made < 30
    studio.workspace.select("l3")
    studio.until(lambda: stack.made > 12 and "l3" in stack._rows)
    assert stack.made < 60 and stack.row("l3").property("selected") is True
    studio.store.dispatch("Rename", partial(edits.rename_layer, layer_id="l100", name="Late"))
    assert stack.row("l100").name.text() == "Late"


# --- jobs


def waiting(studio: Studio) -> list[str]:
    return [card.title for card in studio.window.jobs.waiting]


@pytest.mark.model
def test_jobs_that_wait_are_reordered_and_cancelled_alone(filled: Studio) -> None:
    filled.generate_slowly()
    for role in MODEL_ROLES:
        filled.row(role).reroll.click()
    panel, book = filled.window.jobs_panel, filled.window.jobs
    names = [card.title.split(" anew")[0] for card in book.waiting]
    assert names == ["Foreground", "Background", "Blended"]
    last = book.waiting[-1].id
    panel.row(last).first.click()
    panel.row(book.waiting[-1].id).earlier.click()
    assert [card.title.split(" anew")[0] for card in book.waiting] == ["Blended", "Background", "Foreground"]
    assert panel.order[1] == last
    filled.act("cancel-waiting")
    filled.until(lambda: len(book.busy) == 1)
    assert book.busy[0].state == JobState.RUNNING, "the one that runs goes on"
    filled.act("cancel")
    filled.until(lambda: not book.busy)
    assert {card.state for card in book.cards} == {JobState.CANCELLED}


@dataclass(frozen=True)
class Copying:
    """Work on files that goes on until it is cancelled."""

    title = "copy"
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
        while True:
            cancel.check()
            time.sleep(0.005)


def test_jobs_that_are_no_runs_can_be_cancelled_from_the_menu(studio: Studio) -> None:
    jobs, actions = studio.window.jobs, studio.window.actions_by_id
    for title in ("one", "two"):
        jobs.submit(Copying(), title)
    studio.until(lambda: actions["cancel-all"].isEnabled() and len(jobs.waiting) == 1)
    studio.act("cancel-waiting")
    studio.until(lambda: len(jobs.busy) == 1 and not actions["cancel-waiting"].isEnabled())
    studio.act("cancel-all")
    studio.until(lambda: not jobs.busy and not actions["cancel-all"].isEnabled())


@pytest.mark.model
def test_a_job_that_failed_tells_its_details_and_runs_again(studio: Studio) -> None:
    folder = studio.workspace.project.folder
    studio.window.shell.import_file(folder / "later.png", top(studio, F).id)
    studio.until(lambda: not studio.window.jobs.busy)
    card = studio.window.jobs.cards[-1]
    row = studio.window.jobs_panel.row(card.id)
    assert card.state == JobState.FAILED and row.details.isVisibleTo(row) and row.again.isVisibleTo(row)
    row.details.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None and "Traceback" in dialog.field.toPlainText()  # type: ignore[attr-defined]
    dialog.close()
    studio.window.grab().save(str(folder / "later.png"))
    row.again.click()
    studio.until(lambda: not studio.window.jobs.busy)
    assert studio.window.jobs.cards[-1].state == JobState.DONE
    assert top(studio, F).clip is not None and top(studio, F).locked, "what it read is where it was to go"


@pytest.mark.model
def test_closing_interrupts_and_the_next_window_offers_to_run_it_again(
    studio: Studio, open_studio: Opener
) -> None:
    run(studio)
    studio.generate_slowly()
    folder = studio.workspace.project.folder
    studio.close()
    again = open_studio(Project.open(folder))
    assert [card.state for card in again.window.jobs.cards] == [JobState.DONE, JobState.LOST]
    panel, lost = again.window.jobs_panel, again.window.jobs.cards[-1]
    assert panel.order[0] == lost.id and "interrupted" in panel.row(lost.id).state.text()
    panel.clear.click()
    assert [card.state for card in again.window.jobs.cards] == [JobState.LOST], "what was lost stays"
    panel.row(lost.id).again.click()
    again.until(lambda: again.window.generation.preview.active)
    assert [card.state for card in again.window.jobs.cards] == [JobState.RUNNING]
    again.act("cancel")
    again.until(lambda: not again.window.jobs.busy)


def test_a_lost_job_can_be_done_without(studio: Studio, open_studio: Opener) -> None:
    studio.act("generate")
    folder = studio.workspace.project.folder
    studio.close()
    again = open_studio(Project.open(folder))
    lost = again.window.jobs.cards[-1]
    again.window.jobs_panel.row(lost.id).dismiss.click()
    assert again.window.jobs.cards == ()
    again.close()
    third = open_studio(Project.open(folder))
    assert third.window.jobs.cards == ()
