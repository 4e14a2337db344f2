"""The takes browser: search, order, rating, notes, use of parts, trash, playing, the matrix."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMessageBox

from layerflow_studio.core import edits
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import Given, PromptSet
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.core.viewmodes import Compare
from layerflow_studio.core.views import TakeClip, View
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.dialogs.text import TextDialog
from layerflow_studio.ui.takes.matrix import MatrixDialog
from layerflow_studio.ui.takes.model import Order
from layerflow_studio.ui.takes.words import describe_fully
from tests.ui.conftest import Opener, Studio, add_takes
from tests.ui.contrast import painted_contrast

pytestmark = pytest.mark.gui
F, B, C = MODEL_ROLES


def listed(studio: Studio) -> list[str]:
    model = studio.window.takes.model
    return [str(model.index(row).data()) for row in range(model.rowCount())]


def entry(studio: Studio, take: Take) -> LibraryEntry:
    return studio.workspace.project.library.get(take.id)


def choose(studio: Studio, take: Take) -> None:
    panel = studio.window.takes
    panel.grid.choose(panel.model.place_of(take.id))


# --- finding


def test_stars_and_time_are_seen_on_every_take(browser: Studio) -> None:
    panel, grid = browser.window.takes, browser.window.takes.grid
    for row in range(2):
        cell = grid.visualRect(panel.model.index(row))
        stars = panel.delegate.stars_rect(cell)
        assert painted_contrast(grid.viewport(), stars) >= 3, row
        time = QRect(cell.center().x() + 20, stars.y() - 20, cell.width() // 2 - 28, 18)
        assert painted_contrast(grid.viewport(), time) >= 4.5, row


def test_keys_and_stars_rate_and_the_order_follows(browser: Studio, takes: list[Take]) -> None:
    panel = browser.window.takes
    panel.grid.setFocus()
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_3)
    choose(browser, takes[1])
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_5)
    assert [entry(browser, take).rating for take in takes] == [0, 5, 0, 3]
    assert browser.window.take_commands.current == entry(browser, takes[1]), "rating keeps the take current"
    panel.orders.setCurrentIndex(panel.orders.findData(Order.RATING))
    assert listed(browser) == ["T2", "T4", "T3", "T1"]
    cell = panel.grid.visualRect(panel.model.place_of(takes[3].id))
    stars = panel.delegate.stars_rect(cell)
    browser.qtbot.mouseClick(
        panel.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(stars.x() + 3, stars.center().y())
    )
    assert entry(browser, takes[3]).rating == 1
    assert browser.window.take_commands.current == entry(browser, takes[3])
    panel.details.stars[0].click()
    assert entry(browser, takes[3]).rating == 0, "the star that is the rating takes it away"


def test_judging_a_take_does_not_move_the_choice_to_the_one_that_is_shown(
    browser: Studio, takes: list[Take]
) -> None:
    choose(browser, takes[3])
    browser.act("take-use")
    choose(browser, takes[1])
    browser.window.take_commands.rate(takes[1].id, 4)
    browser.act("take-pin")
    assert browser.window.take_commands.current == entry(browser, takes[1])
    browser.act("take-older")
    assert browser.row(F).take.text() == "T3"
    assert browser.window.take_commands.current == entry(browser, takes[2]), "it follows what is shown"


def test_stepping_goes_through_the_takes_made_for_the_very_layer(browser: Studio, takes: list[Take]) -> None:
    project, fox = browser.workspace.project, browser.row(F).layer.id
    browser.store.dispatch("Bird", partial(add_empty_layer, role=F, name="Bird", layer_id="bird"))
    for take, owner in zip(takes, (fox, "bird", fox, "bird"), strict=True):
        created = take.created.replace("2025", "2026")
        project.library.add(replace(take, id=f"own-{take.id}", created=created, layers=((F, owner),)))
    given = replace(takes[0].request, given=(Given(F, takes[0].clip(F) or ""),))
    project.library.add(replace(takes[0], id="kept", request=given, created="2027", layers=((F, fox),)))
    browser.workspace.tell_takes()

    def stepped(layer_id: str, count: int, name: str = "take-older") -> list[str]:
        browser.workspace.select(layer_id)
        found: list[str] = []
        for _ in range(count):
            browser.act(name)
            found.append(browser.workspace.take_label(browser.store.document.layer(layer_id).take))
        return found

    assert stepped(fox, 3) == ["T7", "T5", "T5"], "neither the bird's nor one that was given the fox"
    assert stepped(fox, 2, "take-newer") == ["T7", "T7"]
    assert stepped("bird", 3) == ["T8", "T6", "T4"], "takes that name no layer are the topmost one's"
    browser.store.dispatch("Duplicate", partial(edits.duplicate_layer, layer_id=fox, copy_id="copy"))
    assert stepped("copy", 3) == ["T5", "T5", "T5"], "a copy has the takes of its original"
    browser.store.dispatch("Split", partial(edits.split_layer, layer_id="bird", frame=4, upper_id="later"))
    assert stepped("later", 4, "take-newer") == ["T6", "T8", "T8", "T8"], "a part has those of the whole"
    browser.store.dispatch("Add", partial(add_empty_layer, role=F, name="Cat", layer_id="cat"))
    assert stepped("cat", 9)[-1] == "T1", "a layer without takes of its own steps through all"


def test_search_and_the_note_it_finds(browser: Studio, takes: list[Take]) -> None:
    panel = browser.window.takes
    choose(browser, takes[2])
    panel.details.note.setText("hero candidate")
    panel.details.note.editingFinished.emit()
    assert entry(browser, takes[2]).note == "hero candidate"
    for text, found in (
        ("hero", ["T3"]), ("number1", ["T2"]), ("seed:103", ["T4"]), ("rating>=1", []),
        ("fox", ["T4", "T3", "T2", "T1"]),
    ):  # fmt: skip
        panel.search.setText(text)
        assert listed(browser) == found, text
    panel.search.setText("dragon")
    assert panel.empty.isVisible() and "No take answers" in panel.empty.text()
    assert browser.window.take_commands.current is None and panel.details.isHidden()


@pytest.mark.parametrize("role", [B, C])
def test_the_list_follows_the_role(browser: Studio, role: Role) -> None:
    browser.workspace.select(browser.row(role).layer.id)
    panel = browser.window.takes
    assert panel.roles.currentData() == role and panel.model.role == role and len(listed(browser)) == 4


def test_order_by_recomposition_measures_in_the_background(browser: Studio, takes: list[Take]) -> None:
    panel, measures = browser.window.takes, browser.window.measures
    panel.orders.setCurrentIndex(panel.orders.findData(Order.RECOMPOSITION))
    browser.until(lambda: all(measures.get(take.id) is not None for take in takes))
    expected = sorted(takes, key=lambda take: -(measures.get(take.id) or 0))
    browser.until(lambda: [e.take.id for e in panel.model.entries] == [take.id for take in expected])
    assert "recomposition: " in browser.window.take_commands.text(entry(browser, takes[0]))
    browser.until((browser.workspace.project.folder / "takes" / "measures.json").is_file)


# --- using


def test_use_a_take_or_only_its_clip(browser: Studio, takes: list[Take]) -> None:
    choose(browser, takes[0])
    browser.act("take-use")
    assert {browser.row(role).take.text() for role in MODEL_ROLES} == {"T1"}
    choose(browser, takes[1])
    browser.workspace.select(browser.row(F).layer.id)
    choose(browser, takes[1])
    browser.act("take-use-clip")
    assert [browser.row(role).take.text() for role in MODEL_ROLES] == ["T2", "T1", "T1"]
    assert browser.store.undo_name == "Choose take T2"
    model = browser.window.takes.model
    assert [model.in_use(entry(browser, take)) for take in takes] == [False, True, False, False]
    browser.act("undo")
    assert browser.row(F).take.text() == "T1" and model.in_use(entry(browser, takes[0]))


def test_a_take_that_shows_nothing_new_says_why(browser: Studio, takes: list[Take]) -> None:
    browser.row(F).lock.click()
    choose(browser, takes[0])
    browser.act("take-use-clip")
    assert "locked" in browser.window.notice.text and browser.row(F).layer.take is None


def test_use_prompt_seed_and_all_settings(browser: Studio, takes: list[Take]) -> None:
    studio = browser
    position = studio.store.history.position
    choose(studio, takes[1])
    studio.act("take-use-prompt")
    assert studio.row(F).prompt.toPlainText() == "a fox number1"
    assert studio.store.undo_name == "Use prompts of T2" and studio.store.history.position == position + 1
    studio.store.dispatch("Own", partial(edits.set_layer_seed, layer_id=studio.row(F).layer.id, seed=1))
    studio.act("take-use-seed")
    assert studio.store.document.seed == 101 == studio.window.generation.seed
    assert not studio.window.generation.vary and studio.row(F).layer.seed is None
    many = replace(studio.store.document.sampling, steps=77)
    studio.store.dispatch("Steps", partial(edits.set_sampling, sampling=many))
    studio.store.dispatch("Negative", partial(replace, negative=PromptSet("haze")))
    choose(studio, takes[2])
    studio.act("take-use-settings")
    document = studio.store.document
    assert document.sampling == takes[2].request.sampling and document.seed == 102
    assert document.prompts.foreground == "a fox number2"


@pytest.mark.parametrize("there", [True, False])
def test_all_settings_are_those_of_the_takes_model_where_that_is_there(
    browser: Studio, takes: list[Take], there: bool
) -> None:
    request = replace(takes[1].request, adapters=(("ink", 0.5),))
    if not there:
        request = replace(request, model_id="elsewhere")
    browser.workspace.project.library.add(replace(takes[1], id="styled", created="2026", request=request))
    browser.workspace.tell_takes()
    browser.store.dispatch("Model", partial(edits.set_model, model="another", adapters=(("own", 1.0),)))
    choose(browser, browser.workspace.project.library.get("styled").take)
    browser.act("take-use-settings")
    document = browser.store.document
    assert document.prompts.foreground == "a fox number1" and document.seed == 101
    if there:
        assert (document.model, document.adapters) == ("tiny", (("ink", 0.5),))
        assert browser.window.notice.text == ""
        browser.act("undo")
        assert browser.store.document.model == "another", "it is one step"
    else:
        assert (document.model, document.adapters) == ("another", (("own", 1.0),))
        assert browser.window.notice.text.startswith("elsewhere is not installed, so the model")


def test_prompts_go_to_layers_that_are_not_locked(browser: Studio, takes: list[Take]) -> None:
    browser.row(F).lock.click()
    choose(browser, takes[1])
    browser.act("take-use-prompt")
    assert browser.store.document.prompts.foreground == "a red fox"
    for role in (B, C):
        browser.row(role).lock.click()
    browser.act("take-use-prompt")
    assert "locked" in browser.window.notice.text


def test_a_take_can_be_read_in_full_and_noted_by_action(browser: Studio, takes: list[Take]) -> None:
    choose(browser, takes[2])
    browser.act("take-details")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TextDialog) and dialog.windowTitle() == "Take 3"
    assert (
        "a fox number2" in dialog.field.toPlainText()
        and "build: LayerFlow Studio" in dialog.field.toPlainText()
    )
    dialog.close()
    browser.act("take-note")
    note = browser.window.takes.details.note
    browser.until(note.hasFocus)
    browser.qtbot.keyClicks(note, "keep 3")
    browser.qtbot.keyClick(note, Qt.Key.Key_Return)
    assert entry(browser, takes[2]).note == "keep 3" and entry(browser, takes[2]).rating == 0


def test_a_note_that_is_being_typed_stays_with_its_take(browser: Studio, takes: list[Take]) -> None:
    note = browser.window.takes.details.note
    choose(browser, takes[2])
    browser.act("take-note")
    browser.until(note.hasFocus)
    browser.qtbot.keyClicks(note, "keep 3")
    browser.window.take_commands.rate(takes[2].id, 4)
    assert note.text() == "keep 3", "what is filed with the same take leaves it alone"
    choose(browser, takes[1])  # as the end of a run does
    assert (entry(browser, takes[2]).note, entry(browser, takes[1]).note) == ("keep 3", "")
    assert note.text() == ""
    browser.qtbot.keyClicks(note, "no")
    browser.qtbot.keyClick(note, Qt.Key.Key_Escape)
    assert note.text() == "" and entry(browser, takes[1]).note == ""


def test_compare_puts_the_take_beside_what_the_layers_show(browser: Studio, takes: list[Take]) -> None:
    comparing = browser.window.viewer.comparing
    choose(browser, takes[1])
    browser.act("take-compare")
    shown = comparing.comparison
    assert shown.mode == Compare.WIPE and shown.first == View() and shown.second == TakeClip(takes[1], F)
    browser.workspace.select(browser.row(B).layer.id)
    choose(browser, takes[1])
    browser.act("take-compare")
    assert comparing.comparison.second == TakeClip(takes[1], B)
    assert browser.row(F).layer.take is None, "looking changes nothing"


def test_any_two_takes_are_compared(browser: Studio, takes: list[Take]) -> None:
    """Also those that are far from the newest; Compare leaves a take that is A where it is."""
    library, bar = browser.workspace.project.library, browser.window.viewer.compare_bar
    for number in range(60):
        library.add(replace(takes[0], id=f"more-{number}", created=f"2026-{number:02}"))
    browser.workspace.tell_takes()
    choose(browser, takes[1])
    browser.act("take-compare")
    names = [bar.first.itemText(row) for row in range(bar.first.count())]
    assert [name for name in names if name.endswith(" foreground")] == [
        f"T{n} foreground" for n in range(64, 0, -1)
    ]
    bar.first.setCurrentIndex(names.index("T1 foreground"))
    bar.first.activated.emit(bar.first.currentIndex())
    bar.modes.activated.emit(list(Compare).index(Compare.DIFFERENCE))
    choose(browser, takes[2])
    browser.act("take-compare")
    now = browser.window.viewer.comparing.comparison
    assert (now.first, now.second, now.mode) == (
        TakeClip(takes[0], F), TakeClip(takes[2], F), Compare.DIFFERENCE,
    )  # fmt: skip
    assert (bar.first.currentText(), bar.second.currentText()) == ("T1 foreground", "T3 foreground")
    choose(browser, takes[0])
    browser.act("take-compare")
    assert browser.window.viewer.comparing.comparison.first == View(), "a take is not compared with itself"


def test_copy_and_save_the_request(browser: Studio, takes: list[Take], tmp_path: Path) -> None:
    choose(browser, takes[2])
    browser.act("take-copy-text")
    text = QGuiApplication.clipboard().text()
    assert text.startswith("T3: made") and "a fox number2" in text and "seed: 102" in text
    assert ("rising during the run" in text) == takes[2].request.sampling.dynamic_guidance
    steady = replace(
        takes[2].request.sampling, dynamic_guidance=not takes[2].request.sampling.dynamic_guidance
    )
    other = replace(takes[2], request=replace(takes[2].request, sampling=steady))
    assert describe_fully(LibraryEntry(other), "T3", None) != describe_fully(
        LibraryEntry(takes[2]), "T3", None
    )
    early = replace(takes[2].request.sampling, steps=20, guidance_end=0.4)
    other = replace(takes[2], request=replace(takes[2].request, sampling=early))
    assert "; 8 of the steps guided" in describe_fully(LibraryEntry(other), "T3", None)
    browser.act("take-copy-json")
    assert json.loads(QGuiApplication.clipboard().text()) == takes[2].request.to_json()
    browser.window.take_commands.save_request_to(takes[2], str(tmp_path / "request.json"))
    assert json.loads((tmp_path / "request.json").read_text()) == takes[2].request.to_json()
    browser.window.take_commands.save_request_to(takes[2], str(tmp_path / "gone" / "request.json"))
    assert "cannot be written" in browser.window.notice.text


# --- keeping and throwing away


def test_trash_restore_and_empty(browser: Studio, takes: list[Take]) -> None:
    panel = browser.window.takes
    choose(browser, takes[0])
    browser.act("take-use")
    for take in takes[:3]:
        choose(browser, take)
        panel.grid.setFocus()
        browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert listed(browser) == ["T4"] and len(browser.store.document.layers) == 3, "Del means the take here"
    panel.trash.setChecked(True)
    assert listed(browser) == ["T3", "T2", "T1"] and "MB" in panel.empty_trash.text()
    choose(browser, takes[2])
    browser.act("take-restore")
    assert listed(browser) == ["T2", "T1"]
    panel.empty_trash.click()
    browser.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox) and "Delete 1 take for good" in box.text() and "MB" in box.text()
    assert "stays (1)" in box.text(), "T1 is on the layers"
    box.button(QMessageBox.StandardButton.Yes).click()
    browser.until(lambda: listed(browser) == ["T1"])
    kept = browser.workspace.project
    assert {e.take.id for e in kept.library.entries()} == {takes[0].id, takes[2].id, takes[3].id}
    assert takes[0].clip(F) in kept.clips and takes[1].clip(F) not in kept.clips
    assert takes[1].clip(B) in kept.clips, "it is shared with the others"


def test_what_an_undo_could_bring_back_is_not_deleted(browser: Studio, takes: list[Take]) -> None:
    for take in (takes[1], takes[0]):
        choose(browser, take)
        browser.act("take-use")
    choose(browser, takes[1])
    browser.act("take-discard")
    told: list[str] = []
    browser.window.take_commands.told.connect(told.append)
    browser.act("take-empty-trash")
    assert "nothing to delete" in told[-1] and takes[1].clip(F) in browser.workspace.project.clips
    browser.act("undo")
    assert not entry(browser, takes[1]).trashed and browser.row(F).take.text() == "T1"
    browser.act("undo")
    assert browser.row(F).take.text() == "T2"


def test_pinned_and_new_are_marked(browser: Studio, takes: list[Take]) -> None:
    choose(browser, takes[0])
    browser.act("take-pin")
    assert entry(browser, takes[0]).pinned
    generation = browser.window.generation
    generation.unseen = {takes[3].id}
    generation.unseen_changed.emit()
    assert browser.window.takes.model.is_new(entry(browser, takes[3]))
    choose(browser, takes[3])
    assert not browser.window.takes.model.is_new(entry(browser, takes[3])), "it was looked at"


# --- looking


def test_a_take_plays_and_scrubs_under_the_mouse(browser: Studio, takes: list[Take]) -> None:
    panel = browser.window.takes
    viewport, delegate = panel.grid.viewport(), panel.delegate
    rect = delegate.picture_rect(panel.grid.visualRect(panel.model.place_of(takes[3].id)))
    for share, frame in ((0.05, 0), (0.95, 7), (0.4, 3)):
        place = QPointF(rect.x() + share * rect.width(), rect.center().y()).toPoint()
        browser.qtbot.mouseMove(viewport, place)
        browser.until(lambda frame=frame: delegate.playing == (takes[3].id, frame))
    browser.until(lambda: delegate.playing == (takes[3].id, 5), 5000)
    assert browser.row(F).layer.take is None, "a mouse that passes uses nothing"
    browser.qtbot.mouseMove(viewport, QPoint(rect.toRect().x() + 4, rect.toRect().bottom() + 20))
    browser.until(lambda: delegate.playing is None)


def test_the_matrix_shows_every_pair_and_puts_one_on_the_layers(browser: Studio, takes: list[Take]) -> None:
    browser.act("take-matrix")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MatrixDialog)
    assert (dialog.model.columnCount(), dialog.model.rowCount()) == (4, 1), "each clip once"
    index = dialog.model.index(0, 3)
    picture = QImage(dialog.view.viewport().size(), QImage.Format.Format_RGB32)
    cell = dialog.view.visualRect(dialog.model.index(0, 0))

    def middle() -> tuple[int, int, int]:
        dialog.view.viewport().render(picture)
        colour = picture.pixelColor(cell.center())
        return colour.red(), colour.green(), colour.blue()

    browser.until(lambda: middle() == (165, 165, 165))
    position = browser.store.history.position
    dialog.view.doubleClicked.emit(index)
    assert browser.row(F).take.text() == "T1" and browser.row(B).take.text() == "T1"
    assert browser.store.history.position == position + 1 and browser.store.undo_name == "T1 over T1"
    dialog.close()


def test_two_thousand_takes_scroll_without_asking_for_all(
    open_studio: Opener, filled_project: Project, tiny: ModelDescription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "layerflow_studio.session.library.write_whole", lambda path, text: path.write_text(text)
    )
    add_takes(filled_project, tiny, 2000)
    studio = open_studio(filled_project)
    panel = studio.window.takes
    assert panel.count.text() == "2000 takes"
    bar = panel.grid.verticalScrollBar()
    studio.until(lambda: bar.maximum() > 1000)
    began, steps = time.process_time(), 40
    for step in range(steps):
        bar.setValue(bar.maximum() * step // steps)
        panel.grid.viewport().grab()
    assert (time.process_time() - began) / steps < 0.05
    began = time.process_time()
    panel.search.setText("number1999")
    assert listed(studio) == ["T2000"] and time.process_time() - began < 0.5
