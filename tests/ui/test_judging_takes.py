"""Judging takes: stars, notes, pins and the trash are steps of the history, for one take or for several."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.core.views import TakeClip
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.takes.model import Order
from tests.ui.conftest import Opener, Studio
from tests.ui.test_takes import choose, entry, listed

pytestmark = pytest.mark.gui
F = MODEL_ROLES[0]


def select(studio: Studio, *takes: Take) -> None:
    """Click on takes with Ctrl held, the last one becomes the current one."""
    grid = studio.window.takes.grid
    for place, take in enumerate(takes):
        index = studio.window.takes.model.place_of(take.id)
        grid.scrollTo(index)
        where = grid.visualRect(index)
        held = Qt.KeyboardModifier.ControlModifier if place else Qt.KeyboardModifier.NoModifier
        middle = QPoint(where.center().x(), where.y() + 30)
        studio.qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, held, middle)


def steps(studio: Studio) -> list[str]:
    model = studio.window.history_panel.model
    return [str(model.index(row).data()) for row in range(1, model.rowCount())]


def test_judging_takes_is_undone_and_redone_in_order_with_edits(browser: Studio, takes: list[Take]) -> None:
    panel, document = browser.window.takes, browser.store.document
    panel.grid.setFocus()
    for key in (Qt.Key.Key_2, Qt.Key.Key_5):
        browser.qtbot.keyClick(panel.grid, key)
    browser.act("take-pin")
    browser.row(F).eye.click()
    browser.window.take_commands.note(takes[3].id, "hero")
    browser.act("take-discard")
    names = ["Rate take T4", "Pin take T4", "Hide Foreground", "Note on take T4", "Trash take T4"]
    assert steps(browser) == names, "stars given in a row are one step"
    hidden = browser.store.document
    assert browser.window.actions_by_id["undo"].text() == "&Undo Trash take T4"
    browser.act("undo")
    assert listed(browser) == ["T4", "T3", "T2", "T1"] and entry(browser, takes[3]).note == "hero"
    browser.act("undo")
    assert entry(browser, takes[3]).note == "" and browser.store.document is hidden
    browser.act("undo")
    assert browser.store.document is document and entry(browser, takes[3]).pinned
    browser.act("undo")
    assert (entry(browser, takes[3]).pinned, entry(browser, takes[3]).rating) == (False, 5)
    browser.act("undo")
    assert entry(browser, takes[3]) == LibraryEntry(takes[3], number=4)
    assert browser.window.history_panel.count.text() == "step 0 of 5"
    browser.window.history_panel.list.clicked.emit(browser.window.history_panel.model.index(5))
    found = entry(browser, takes[3])
    assert (found.rating, found.note, found.pinned, found.trashed) == (5, "hero", True, True)
    assert browser.store.document is hidden and listed(browser) == ["T3", "T2", "T1"]
    assert steps(browser) == names


def test_takes_alone_do_not_modify_the_project_and_are_no_steps_when_it_is_opened_again(
    browser: Studio, takes: list[Take], open_studio: Opener
) -> None:
    document = browser.store.document
    browser.act("take-discard")
    assert browser.store.document is document and not browser.store.modified
    folder = browser.workspace.project.folder
    browser.close()
    again = open_studio(Project.open(folder))
    assert entry(again, takes[3]).trashed and steps(again) == [] and again.store.undo_name is None


def test_steps_about_takes_that_were_deleted_are_gone(browser: Studio, takes: list[Take]) -> None:
    choose(browser, takes[2])
    browser.act("take-use")
    browser.act("take-pin")
    browser.act("take-pin")
    choose(browser, takes[1])
    browser.window.take_commands.rate(takes[1].id, 3)
    select(browser, takes[1], takes[2])
    browser.act("take-discard")
    browser.row(F).eye.click()
    browser.act("undo")
    browser.window.take_commands.empty_trash()
    assert {e.take.id for e in browser.workspace.project.library.entries()} == {
        takes[0].id, takes[2].id, takes[3].id,
    }  # fmt: skip
    assert steps(browser) == [
        "Use take T3",
        "Pin take T3",
        "Unpin take T3",
        "Trash 2 takes",
        "Hide Foreground",
    ]
    assert browser.store.redo_name == "Hide Foreground"
    browser.act("undo")
    assert not entry(browser, takes[2]).trashed and listed(browser) == ["T4", "T3", "T1"]
    browser.act("redo")
    assert entry(browser, takes[2]).trashed


def test_an_undo_that_the_disk_refuses_is_one_sentence_and_changes_nothing(
    browser: Studio, takes: list[Take]
) -> None:
    browser.row(F).eye.click()
    browser.act("take-discard")
    project, before = browser.workspace.project, browser.store.document
    project.library.folder.rename(project.folder / "away")
    browser.window.history_panel.list.clicked.emit(browser.window.history_panel.model.index(0))
    assert "cannot be written" in browser.window.notice.text
    assert browser.store.document is before and entry(browser, takes[3]).trashed
    assert browser.window.history_panel.list.currentIndex().row() == 2
    (project.folder / "away").rename(project.library.folder)
    browser.act("undo")
    assert not entry(browser, takes[3]).trashed


# --- several at once


def test_the_neighbour_is_current_when_a_take_leaves_the_list(browser: Studio, takes: list[Take]) -> None:
    panel, commands = browser.window.takes, browser.window.take_commands
    choose(browser, takes[2])
    panel.grid.setFocus()
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert commands.current == entry(browser, takes[1]) and panel.grid.current == commands.current
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert listed(browser) == ["T4"] and commands.current == entry(browser, takes[3]), (
        "past the end the one before"
    )
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert listed(browser) == [] and commands.current is None
    for _ in range(4):
        browser.act("undo")
    assert listed(browser) == ["T4", "T3", "T2", "T1"]
    choose(browser, takes[1])
    panel.search.setText("seed:103")
    assert commands.current is None, "another list has no neighbours"


def test_what_is_selected_is_judged_together_in_one_step(browser: Studio, takes: list[Take]) -> None:
    panel, commands = browser.window.takes, browser.window.take_commands
    select(browser, takes[3], takes[1], takes[0])
    assert panel.count.text() == "4 takes, 3 selected"
    assert [one.take for one in commands.chosen] == [takes[0], takes[1], takes[3]]
    panel.grid.setFocus()
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_3)
    panel.grid.scrollTo(panel.model.place_of(takes[3].id))
    stars = panel.delegate.stars_rect(panel.grid.visualRect(panel.model.place_of(takes[3].id)))
    place = QPoint(stars.x() + 3 * stars.width() // 5 + 3, stars.center().y())
    browser.qtbot.mouseClick(panel.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [entry(browser, take).rating for take in takes] == [4, 4, 0, 4], "a star of one of them rates all"
    browser.act("take-pin")
    assert [entry(browser, take).pinned for take in takes] == [True, True, False, True]
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_Delete)
    assert listed(browser) == ["T3"] and commands.current == entry(browser, takes[2])
    assert steps(browser) == ["Rate 3 takes", "Pin 3 takes", "Trash 3 takes"]
    for _ in range(3):
        browser.act("undo")
    assert [entry(browser, take) for take in takes] == [
        LibraryEntry(take, number=number) for number, take in enumerate(takes, 1)
    ]


def test_the_trash_gives_several_back(browser: Studio, takes: list[Take]) -> None:
    panel = browser.window.takes
    panel.grid.setFocus()
    browser.qtbot.keyClick(panel.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    browser.act("take-discard")
    panel.trash.setChecked(True)
    select(browser, takes[0], takes[2])
    browser.act("take-restore")
    assert listed(browser) == ["T4", "T2"] and browser.store.undo_name == "Restore 2 takes"
    panel.trash.setChecked(False)
    assert listed(browser) == ["T3", "T1"]


def test_two_selected_takes_are_compared_with_each_other(browser: Studio, takes: list[Take]) -> None:
    select(browser, takes[2], takes[0])
    assert browser.window.actions_by_id["take-compare"].text() == "&Compare the two takes"
    browser.act("take-compare")
    shown = browser.window.viewer.comparing.comparison
    assert (shown.first, shown.second) == (TakeClip(takes[0], F), TakeClip(takes[2], F))
    choose(browser, takes[0])
    assert browser.window.actions_by_id["take-compare"].text() == "&Compare in the viewer"


def double_click(studio: Studio, place: QPoint) -> None:
    """All that a mouse sends: Qt's own function leaves out the first click and the last release."""
    viewport, left = studio.window.takes.grid.viewport(), Qt.MouseButton.LeftButton
    studio.qtbot.mouseClick(viewport, left, pos=place)
    studio.qtbot.mouseDClick(viewport, left, pos=place)
    studio.qtbot.mouseRelease(viewport, left, pos=place)


def test_a_double_click_uses_a_take_but_on_its_stars_it_only_rates(
    browser: Studio, takes: list[Take]
) -> None:
    panel = browser.window.takes
    panel.grid.scrollTo(panel.model.place_of(takes[1].id))
    cell = panel.grid.visualRect(panel.model.place_of(takes[1].id))
    stars, picture = panel.delegate.stars_rect(cell), panel.delegate.picture_rect(cell).center().toPoint()
    double_click(browser, QPoint(stars.x() + 3, stars.center().y()))
    assert [entry(browser, take).rating for take in takes] == [0, 1, 0, 0], "and does not take it away again"
    assert browser.row(F).layer.take is None
    double_click(browser, picture)
    assert browser.row(F).take.text() == "T2"
    panel.orders.setCurrentIndex(panel.orders.findData(Order.RATING))
    assert listed(browser) == ["T2", "T4", "T3", "T1"]
    panel.grid.scrollTo(panel.model.place_of(takes[2].id))
    stars = panel.delegate.stars_rect(panel.grid.visualRect(panel.model.place_of(takes[2].id)))
    double_click(browser, QPoint(stars.right() - 3, stars.center().y()))
    assert listed(browser) == ["T3", "T2", "T4", "T1"]
    assert [entry(browser, take).rating for take in takes] == [0, 1, 5, 0], "nor the take that is there now"
