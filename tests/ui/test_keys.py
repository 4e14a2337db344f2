"""Keys: presets without conflicts, the user's own over them, and the sheet where they are changed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from layerflow_studio.core.kinds import Property
from layerflow_studio.core.shipped import RESOURCES
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.actions import ActionSpec, conflicts
from layerflow_studio.ui.dialogs.keys import KeysDialog
from layerflow_studio.ui.key_presets import KeyMap, KeyPreset, key_presets, merged_keys, plain_keys
from tests.ui.conftest import Studio

pytestmark = pytest.mark.gui
CTRL = Qt.KeyboardModifier.ControlModifier


def spec(name: str, *keys: str) -> ActionSpec:
    return ActionSpec(name, name, "menu", print, keys)


def test_the_presets_are_there_by_name() -> None:
    assert [preset.name for preset in key_presets()] == ["Studio", "After Effects", "Resolve"]


@pytest.mark.parametrize("preset", key_presets(), ids=lambda preset: preset.id)
def test_no_preset_gives_one_key_to_two_actions(studio: Studio, preset: KeyPreset) -> None:
    """The keys it names and those it leaves as the table has them, taken literally."""
    table = [replace(entry, keys=preset.keys.get(entry.id, entry.keys)) for entry in studio.window.table]
    assert conflicts(table) == {}


@pytest.mark.parametrize("preset", key_presets()[1:], ids=lambda preset: preset.id)
def test_every_key_of_a_preset_is_a_key(preset: KeyPreset) -> None:
    keys = [one for several in preset.keys.values() for one in several]
    assert keys and all(plain_keys(one) for one in keys)
    assert json.loads((RESOURCES / "keymaps" / f"{preset.id}.json").read_bytes())["keys"]


@pytest.mark.parametrize("preset", key_presets()[1:], ids=lambda preset: preset.id)
def test_a_preset_names_only_what_there_is(studio: Studio, preset: KeyPreset) -> None:
    assert set(preset.keys) <= {entry.id for entry in studio.window.table}


def test_after_effects_letters_lead_into_the_inspector(filled: Studio) -> None:
    filled.window.keymap.choose("after-effects")
    filled.window.viewer.canvas.setFocus()
    for key, prop in ((Qt.Key.Key_P, Property.X), (Qt.Key.Key_T, Property.OPACITY)):
        filled.qtbot.keyClick(filled.window.viewer.canvas, key)
        fields = [row.fields[prop] for row in filled.window.inspector.layer_page.rows if prop in row.fields]
        assert fields[0].hasFocus() or fields[0].isAncestorOf(filled.window.focusWidget())
        filled.window.viewer.canvas.setFocus()


def test_the_users_choice_beats_the_preset_and_that_the_table() -> None:
    table = (spec("a", "A"), spec("b", "B"), spec("c", "C", "Ctrl+C"))
    assert merged_keys(table, {}, {}) == {"a": ("A",), "b": ("B",), "c": ("C", "Ctrl+C")}
    assert merged_keys(table, {"a": ("B",)}, {}) == {"a": ("B",), "b": (), "c": ("C", "Ctrl+C")}
    assert merged_keys(table, {"a": ("B",)}, {"c": ["B", "X"]}) == {"a": (), "b": (), "c": ("B", "X")}
    assert merged_keys(table, {"unknown": ("A",)}, {"a": ["no such key"]})["a"] == ()


def test_two_parts_of_the_window_may_have_the_same_key() -> None:
    here, there = replace(spec("a", "M"), scope="timeline"), replace(spec("b", "M"), scope="viewer")
    assert merged_keys((here, there), {}, {}) == {"a": ("M",), "b": ("M",)} and conflicts((here, there)) == {}
    everywhere = spec("c", "M")
    assert merged_keys((everywhere, here), {}, {}) == {"c": ("M",), "a": ()}
    assert conflicts((everywhere, here)) == {"M": ["c", "a"]}


def test_a_preset_changes_what_keys_do(studio: Studio) -> None:
    window = studio.window
    window.keymap.choose("after-effects")
    window.viewer.canvas.setFocus()
    studio.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_PageDown)
    assert studio.transport.frame == 1
    assert "PgDown" in window.actions_by_id["step-forward"].toolTip()
    window.keymap.choose("studio")
    studio.qtbot.keyClick(window.viewer.canvas, Qt.Key.Key_PageDown)
    assert studio.transport.frame == 1 and studio.workspace.selected is not None
    assert studio.workspace.selected.name == "Background"


def test_own_keys_are_kept_for_their_preset(studio: Studio) -> None:
    keymap, settings = studio.window.keymap, studio.window.settings
    keymap.bind("play", ("X",))
    keymap.choose("resolve")
    assert keymap.keys("play") == ("Space",)
    keymap.choose("studio")
    assert keymap.keys("play") == ("X",) and keymap.is_own("play")
    fresh = KeyMap(keymap.table, studio.window.actions_by_id, Settings.load(settings._path))
    assert fresh.keys("play") == ("X",)
    keymap.reset("play")
    assert keymap.keys("play") == ("Space",) and not keymap.is_own("play")


def test_damaged_own_keys_are_ignored(studio: Studio) -> None:
    keymap, settings = studio.window.keymap, studio.window.settings
    for nonsense in ([1], {"studio": [2]}, {"studio": {"play": "X"}}, {"studio": {"play": [3, "Y"]}}):
        settings.put("own_keys", nonsense)
        keymap.choose("studio")
        assert keymap.keys("play") in (("Space",), ("Y",))


def press(dialog: KeysDialog, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    dialog.editor.press.setFocus()
    QTest.keyClick(dialog.editor.press, key, modifiers)


def select(dialog: KeysDialog, action: str) -> None:
    item = next(
        item
        for _, items in dialog.groups
        for item in items
        if item.data(0, Qt.ItemDataRole.UserRole) == action
    )
    dialog.sheet.setCurrentItem(item)


def test_keys_are_changed_by_pressing_them(studio: Studio) -> None:
    window = studio.window
    window.show_keys()
    dialog = window.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    select(dialog, "save")
    press(dialog, Qt.Key.Key_J)
    assert "free" in dialog.editor.verdict.text()
    dialog.editor.assign.click()
    assert window.actions_by_id["save"].shortcut() == QKeySequence("Ctrl+J")
    press(dialog, Qt.Key.Key_M)
    assert "Export" in dialog.editor.verdict.text() and dialog.editor.assign.text() == "Replace"
    assert window.keymap.keys("export") == ("Ctrl+M",), "nothing has changed yet"
    dialog.editor.add.click()
    assert window.keymap.keys("save") == ("Ctrl+J", "Ctrl+M") and window.keymap.keys("export") == ()
    dialog.editor.reset.click()
    assert window.keymap.keys("save") == ("Ctrl+S",) and window.keymap.keys("export") == ("Ctrl+M",)
    dialog.editor.clear.click()
    assert window.keymap.keys("save") == ()
    dialog.reset_all.click()
    assert window.keymap.keys("save") == ("Ctrl+S",) and not dialog.reset_all.isEnabled()
    dialog.accept()


def test_a_key_moved_between_own_keys_leaves_the_first(studio: Studio) -> None:
    keymap = studio.window.keymap
    keymap.bind("save", ("Ctrl+J",))
    keymap.bind("export", ("Ctrl+J",))
    assert keymap.keys("save") == () and keymap.keys("export") == ("Ctrl+J",)
    assert conflicts([spec(name, *keymap.keys(name)) for name in ("save", "export")]) == {}


def test_the_sheet_shows_and_keeps_the_preset(studio: Studio) -> None:
    studio.window.show_keys()
    dialog = studio.window.findChild(KeysDialog)
    assert isinstance(dialog, KeysDialog)
    dialog.presets.setCurrentIndex(dialog.presets.findData("resolve"))
    dialog.presets.activated.emit(dialog.presets.currentIndex())
    assert studio.window.keymap.preset.id == "resolve"
    assert studio.window.preferences.values.key_preset == "resolve"
    dialog.search.setText("shift+z")
    shown = {item.text(0) for _, items in dialog.groups for item in items if not item.isHidden()}
    assert "Fit timeline" in shown
    dialog.accept()
