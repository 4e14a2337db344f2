"""The start page, recent projects, preferences, the history panel and the workspaces."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from layerflow_studio.core import edits
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project, left_behind
from layerflow_studio.session.settings import Settings, unsaved_place
from layerflow_studio.ui.dialogs.keys import KeysDialog
from layerflow_studio.ui.dialogs.preferences import PreferencesDialog
from layerflow_studio.ui.projects import is_untitled, untitled_project
from layerflow_studio.ui.start.page import StartPage
from tests.ui.conftest import Opener, Studio

pytestmark = pytest.mark.gui
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def fresh(open_studio: Opener, keeper: ModelKeeper) -> Studio:
    """A window as it opens without a project, with none left from before."""
    shutil.rmtree(unsaved_place(), ignore_errors=True)
    return open_studio(untitled_project(keeper, "tiny"))


def page(studio: Studio) -> StartPage:
    assert studio.window.centre.start is not None
    return studio.window.centre.start


def test_a_window_without_a_project_begins_with_the_start_page(fresh: Studio) -> None:
    assert fresh.window.centre.starting
    start = page(fresh)
    assert "64 × 32" in start.new.sentence and "8 frames" in start.new.sentence
    assert start.machine.text() and start.nothing_recent.isVisible()
    start.new.click()
    assert not fresh.window.centre.starting, "the untitled project is the new one"
    fresh.act("start-page")
    assert fresh.window.centre.starting
    fresh.qtbot.keyClick(start.new, Qt.Key.Key_Escape)
    assert not fresh.window.centre.starting


def test_models_are_offered_once_there_is_a_choice(fresh: Studio, tiny: ModelDescription) -> None:
    start = page(fresh)
    start.show_models([tiny])
    assert not start.models.isVisible()
    start.show_models([tiny, replace(tiny, id="other", name="Other")])
    assert start.models.isVisible() and start.models.currentData() == "tiny"


def test_a_window_on_a_project_begins_with_the_picture(filled: Studio) -> None:
    assert not filled.window.centre.starting
    assert filled.window.viewer.canvas.hasFocus()


def test_the_viewer_is_laid_out_while_the_start_page_is_seen(fresh: Studio) -> None:
    centre, viewer = fresh.window.centre, fresh.window.viewer
    fresh.window.shell.resting.emit()
    assert centre.starting and viewer.size() == centre.contentsRect().size()
    place = viewer.canvas.geometry()
    centre.show_viewer()
    assert viewer.canvas.geometry() == place and viewer.canvas.isVisible()


def test_the_first_picture_takes_the_start_pages_place(fresh: Studio) -> None:
    fresh.row(Role.FOREGROUND).prompt.setPlainText("a red fox")
    assert fresh.window.centre.starting, "writing prompts is the first of its steps"
    fresh.window.generate_panel.button.click()
    fresh.until(lambda: not fresh.window.centre.starting)
    fresh.until(lambda: len(fresh.workspace.take_numbers) == 1 and not fresh.window.jobs.busy)


def test_recent_projects_open_and_are_forgotten(
    fresh: Studio, filled_project: Project, tmp_path: Path
) -> None:
    filled_project.close()
    fresh.window.settings.add_recent(filled_project.folder)
    gone = tmp_path / "gone.lfstudio"
    fresh.window.settings.add_recent(gone)
    fresh.window.centre.refresh()
    start = page(fresh)
    assert start.projects.folders == (filled_project.folder,), "what is not there is not listed"
    fresh.window.recent.fill()
    assert fresh.window.recent.actions()[0].text() == "&1  shot"
    start.projects.setFocus()
    fresh.qtbot.keyClick(start.projects, Qt.Key.Key_Return)
    fresh.until(lambda: fresh.workspace.project.folder == filled_project.folder)
    fresh.idle()
    assert not fresh.window.centre.starting
    fresh.act("start-page")
    assert start.projects.folders == (), "the open one is not listed"
    fresh.window.shell.forget(filled_project.folder, "shot", saved=True)
    fresh.idle()
    assert fresh.window.settings.recent_projects == () and filled_project.folder.is_dir()


def test_saving_keeps_a_small_picture_for_the_list(filled: Studio) -> None:
    filled.act("save")
    filled.idle()
    poster = filled.workspace.project.thumbs / "poster.png"
    assert poster.is_file() and poster.stat().st_size < 50_000


def test_what_was_never_saved_is_offered_and_thrown_away_only_when_asked(
    fresh: Studio, keeper: ModelKeeper
) -> None:
    lost = untitled_project(keeper, "tiny")
    lost.write_autosave(edits.set_seed(lost.document, seed=77))
    lost.close()
    fresh.window.centre.refresh()
    start = page(fresh)
    assert start.projects.folders == (lost.folder,)
    fresh.window.shell.forget(lost.folder, "Untitled", saved=False)
    fresh.answer(QMessageBox.StandardButton.Cancel)
    fresh.idle()
    assert lost.folder in left_behind()
    start.projects.opened.emit(lost.folder)
    fresh.answer(QMessageBox.StandardButton.Yes)
    fresh.idle()
    assert is_untitled(fresh.workspace.project) and fresh.store.document.seed == 77
    assert fresh.window.shell.project_name == "Untitled"


def test_throwing_away_asks_and_removes(fresh: Studio, keeper: ModelKeeper) -> None:
    lost = untitled_project(keeper, "tiny")
    lost.close()
    fresh.window.centre.refresh()
    fresh.qtbot.keyClick(page(fresh).projects, Qt.Key.Key_Delete)
    fresh.answer(QMessageBox.StandardButton.Discard)
    fresh.idle()
    assert not lost.folder.exists() and page(fresh).projects.folders == ()


def test_new_begins_anew_after_work(filled: Studio) -> None:
    old = filled.workspace.project.folder
    filled.act("new")
    filled.until(lambda: is_untitled(filled.workspace.project))
    filled.idle()
    assert not filled.window.centre.starting and old.is_dir()


def test_preferences_apply_at_once_and_are_kept(studio: Studio, tmp_path: Path) -> None:
    window = studio.window
    window.show_preferences()
    dialog = window.findChild(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    dialog.backdrop.setCurrentIndex(dialog.backdrop.findData("white"))
    dialog.undo.setValue(20)
    dialog.key_preset.setCurrentIndex(dialog.key_preset.findData("resolve"))
    dialog.language.setCurrentIndex(dialog.language.findData("de"))
    dialog._add_folder(str(tmp_path))
    dialog.accept()
    assert window.viewer.canvas.backdrop == Backdrop.WHITE
    assert window.keymap.preset.id == "resolve"
    assert "started again" in window.statusBar().currentMessage()
    kept = Settings.load(window.settings._path)
    assert kept.get("preferences")["backdrop"] == "white" and kept.model_folders == (tmp_path,)
    for number in range(30):
        studio.store.dispatch(f"Seed {number}", lambda d, n=number: edits.set_seed(d, seed=n + 100))
    assert len(studio.store.history.steps) == 21


def test_a_key_preset_chosen_from_the_preferences_outlives_them(studio: Studio) -> None:
    window = studio.window
    window.show_preferences()
    dialog = window.findChild(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    dialog.keys_wanted.emit()
    keys = window.findChild(KeysDialog)
    assert isinstance(keys, KeysDialog)
    keys.presets.setCurrentIndex(keys.presets.findData("resolve"))
    keys.presets.activated.emit(keys.presets.currentIndex())
    keys.accept()
    dialog.undo.setValue(20)
    dialog.accept()
    assert window.keymap.preset.id == "resolve" == window.preferences.values.key_preset
    assert window.preferences.values.undo_limit == 20


def test_cancelled_preferences_change_nothing(studio: Studio) -> None:
    before = studio.window.preferences.values
    studio.window.show_preferences()
    dialog = studio.window.findChild(PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    dialog.undo.setValue(1000)
    dialog.reject()
    assert studio.window.preferences.values == before


def test_the_history_goes_to_any_step(filled: Studio) -> None:
    panel = filled.window.history_panel
    row = filled.row(Role.FOREGROUND)
    for button in (row.eye, row.solo, row.lock):
        button.click()
    names = [panel.model.index(place).data() for place in range(panel.model.rowCount())]
    assert names == ["Open", "Hide Foreground", "Solo Foreground", "Lock Foreground"]
    assert panel.list.currentIndex().row() == 3 and panel.count.text() == "step 3 of 3"
    filled.window.docks["history"].raise_()
    target = panel.list.visualRect(panel.model.index(1)).center()
    filled.qtbot.mouseClick(panel.list.viewport(), LEFT, pos=target)
    layer = filled.store.document.top(Role.FOREGROUND)
    assert layer is not None and (layer.visible, layer.solo, layer.locked) == (False, False, False)
    undone = panel.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert undone == "Solo Foreground, undone"
    panel.list.setFocus()
    filled.qtbot.keyClick(panel.list, Qt.Key.Key_Up)
    filled.qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert not filled.store.modified and panel.model.rowCount() == 4
    row.eye.click()
    assert panel.model.rowCount() == 2, "a new step replaces what was undone"


def test_workspaces_keep_their_own_arrangement(studio: Studio) -> None:
    docks, window = studio.window.docks, studio.window
    studio.act("workspace-review")
    assert not docks["layers"].isVisible() and docks["takes"].isVisible()
    docks["timeline"].close()
    studio.act("workspace-edit")
    assert docks["layers"].isVisible() and docks["timeline"].isVisible()
    studio.act("workspace-review")
    assert not docks["timeline"].isVisible(), "as it was left"
    studio.act("reset-layout")
    assert docks["timeline"].isVisible() and not docks["layers"].isVisible()
    window.keep_layout()
    assert window.settings.get("workspace") == "review"
    studio.act("workspace-edit")
    assert window.actions_by_id["workspace-edit"].isChecked()
