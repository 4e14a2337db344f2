"""Cut, copy and paste of layers and keys, by the keys and the clipboard of the system."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.document import Canvas, Document
from layerflow_studio.core.key_groups import KeyPlace
from layerflow_studio.core.kinds import BlendMode, Interpolation, Property, Role
from layerflow_studio.core.schema import load_copied
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.timeline.clipboard import COPIED
from tests.ui.conftest import Opener, Studio
from tests.ui.timeline.mouse import CTRL, layer, panel, selected, steps

pytestmark = pytest.mark.gui
X, OPACITY = Property.X, Property.OPACITY
UNREADABLE = "The clipboard holds no layers or keys that this LayerFlow Studio can read; copy some first."


@pytest.fixture(autouse=True)
def clipboard(themed: object) -> Iterator[None]:
    """Nothing on the clipboard before and after."""
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def keyed(edit: Studio) -> Studio:
    """The fox with an easing key of x at 12, one at 18, and one of opacity at 18; nothing to undo."""
    document = key_edits.set_key(edit.store.document, "fox", X, 12, 4.0, Interpolation.EASE)
    document = key_edits.set_key(document, "fox", X, 18, 6.0)
    edit.store.replace(key_edits.set_key(document, "fox", OPACITY, 18, 0.5))
    edit.workspace.select("fox")
    return edit


def press(studio: Studio, key: Qt.Key, at: QWidget | None = None) -> None:
    """Press a key with Ctrl, in the tracks where no other place is named."""
    widget = at or panel(studio).tracks
    widget.setFocus()
    studio.qtbot.keyClick(widget, key, CTRL)


def cut(studio: Studio) -> None:
    press(studio, Qt.Key.Key_X)


def copy(studio: Studio) -> None:
    press(studio, Qt.Key.Key_C)


def paste(studio: Studio) -> None:
    press(studio, Qt.Key.Key_V)


def names(studio: Studio) -> list[str]:
    return [layer.name for layer in studio.store.document]


def enabled(studio: Studio) -> str:
    return " ".join(name for name in ("cut", "copy") if studio.window.actions_by_id[name].isEnabled())


def carry(kind: str, content: bytes) -> None:
    carried = QMimeData()
    carried.setData(kind, content)
    QGuiApplication.clipboard().setMimeData(carried)


def another(open_studio: Opener, place: Path, fps: int = 24) -> Studio:
    """A window on a project with nothing in it."""
    return open_studio(Project.create(place, Document(Canvas(32, 24, Fraction(fps), 48))))


# --- layers


def test_a_copy_of_all_that_a_layer_carries_is_pasted_above_the_selected_one(edit: Studio) -> None:
    document = edits.set_blend(edit.store.document, "fox", BlendMode.SCREEN)
    document = edits.set_prompt(edits.set_opacity(document, "fox", 0.25), "fox", "a fox")
    edit.store.replace(key_edits.set_key(document, "fox", X, 12, 4.0))
    edit.workspace.select("fox")
    copy(edit)
    edit.workspace.select("owl")
    paste(edit)
    assert names(edit) == ["Sky", "Fox", "Owl", "Fox copy", "Title"] and steps(edit) == ["Paste Fox"]
    pasted, fox = edit.store.document.layers[3], layer(edit, "fox")
    assert selected(edit) == [pasted.id] and pasted.id != "fox" and pasted.span == fox.span
    for part in ("clip", "source_in", "blend", "prompt", "opacity", "animation", "transform", "take"):
        assert getattr(pasted, part) == getattr(fox, part), part
    edit.act("undo")
    assert names(edit) == ["Sky", "Fox", "Owl", "Title"] and not edit.store.modified


def test_several_layers_keep_their_order_and_go_on_top_where_none_is_selected(edit: Studio) -> None:
    edit.workspace.select_layers(["title", "sky"])
    copy(edit)
    edit.workspace.select("")
    assert enabled(edit) == ""
    paste(edit)
    assert names(edit)[4:] == ["Sky copy", "Title copy"] and steps(edit) == ["Paste 2 layers"]
    assert selected(edit) == [layer.id for layer in edit.store.document.layers[4:]]
    assert not edit.store.document.layers[5].locked and layer(edit, "title").locked


def test_what_is_cut_comes_back_under_its_name(edit: Studio) -> None:
    edit.workspace.select("fox")
    cut(edit)
    assert names(edit) == ["Sky", "Owl", "Title"] and steps(edit) == ["Cut Fox"] and selected(edit) == ["sky"]
    paste(edit)
    assert names(edit) == ["Sky", "Fox", "Owl", "Title"] and steps(edit) == ["Cut Fox", "Paste Fox"]


def test_a_locked_layer_is_copied_but_not_cut(edit: Studio) -> None:
    QGuiApplication.clipboard().setText("kept")
    edit.workspace.select_layers(["fox", "title"])
    cut(edit)
    assert "Title' is locked" in edit.window.notice.sentence.text() and steps(edit) == []
    assert QGuiApplication.clipboard().text() == "kept", "what was not cut is not on the clipboard"
    copy(edit)
    carried = QGuiApplication.clipboard().mimeData()
    copied = load_copied(bytes(carried.data(COPIED).data()))
    assert [layer.id for layer in copied.layers] == ["fox", "title"]
    assert load_copied(carried.text()) == copied, "as text it is the same"


# --- other projects


def test_layers_go_to_another_window_and_say_which_clip_it_lacks(
    edit: Studio, open_studio: Opener, tmp_path: Path
) -> None:
    edit.workspace.select_layers(["fox", "title"])
    copy(edit)
    other = another(open_studio, tmp_path / "other.lfstudio", fps=48)
    other.act("paste")
    fox, title = other.store.document.layers
    assert (fox.name, fox.span, fox.clip, fox.clip_frames) == ("Fox", Span(20, 60), None, 0)
    assert (title.name, title.span) == ("Title", Span(140, 180))
    clip = layer(edit, "fox").clip or ""
    told = other.window.notice.sentence.text()
    assert "Fox" in told and clip[:12] in told and "Title" not in told and told.count(".") == 1
    assert steps(other) == ["Paste 2 layers"] and other.store.document.clips == frozenset()


def test_layers_survive_a_change_of_the_project_and_find_their_clip_by_its_hash(
    edit: Studio, tmp_path: Path
) -> None:
    edit.workspace.select("fox")
    copy(edit)
    fox, old = layer(edit, "fox"), edit.workspace.project
    project = Project.create(tmp_path / "next.lfstudio", Document(edit.store.document.canvas))
    project.clips.put(old.clips.get(fox.clip or ""))
    edit.workspace.open(project)
    old.close()
    paste(edit)
    (pasted,) = edit.store.document.layers
    assert (pasted.clip, pasted.source_in, pasted.pace) == (fox.clip, fox.source_in, fox.pace)
    assert not edit.window.notice.isVisible()


@pytest.mark.parametrize(
    ("kind", "content"),
    [("text/plain", b"a red fox"), (COPIED, b"{ broken"), (COPIED, b'{"schema": "other"}')],
)
def test_foreign_and_damaged_content_is_one_sentence(edit: Studio, kind: str, content: bytes) -> None:
    carry(kind, content)
    paste(edit)
    assert edit.window.notice.sentence.text() == UNREADABLE and steps(edit) == []


# --- keys


def test_keys_are_pasted_at_the_playhead_in_place_of_others_and_selected(keyed: Studio) -> None:
    state = panel(keyed).state
    state.pick_keys({KeyPlace("fox", X, 12), KeyPlace("fox", OPACITY, 18)})
    copy(keyed)
    keyed.transport.go_to(18)
    paste(keyed)
    curve = layer(keyed, "fox").curve(X)
    assert [(key.frame, key.value, key.interpolation) for key in curve] == [
        (12, 4.0, Interpolation.EASE),
        (18, 4.0, Interpolation.EASE),
    ]
    assert [key.frame for key in layer(keyed, "fox").curve(OPACITY)] == [18, 24]
    assert state.keys == {KeyPlace("fox", X, 18), KeyPlace("fox", OPACITY, 24)}
    assert steps(keyed) == ["Paste 2 keys"] and len(names(keyed)) == 4


def test_keys_are_cut_and_pasted_on_other_layers(keyed: Studio) -> None:
    state = panel(keyed).state
    state.pick_keys({KeyPlace("fox", X, 18)})
    cut(keyed)
    assert [key.frame for key in layer(keyed, "fox").curve(X)] == [12] and steps(keyed) == ["Cut key"]
    keyed.workspace.select_layers(["owl", "sky"])
    keyed.transport.go_to(30)
    paste(keyed)
    for layer_id in ("owl", "sky"):
        assert [(key.frame, key.value) for key in layer(keyed, layer_id).curve(X)] == [(30, 6.0)]
    assert state.keys == {KeyPlace("owl", X, 30), KeyPlace("sky", X, 30)} and {"owl", "sky"} <= state.opened
    assert steps(keyed) == ["Cut key", "Paste key"]


def test_keys_need_a_layer_that_may_be_changed(keyed: Studio) -> None:
    panel(keyed).state.pick_keys({KeyPlace("fox", X, 18)})
    copy(keyed)
    for layer_id, told in (("", "No layer is selected"), ("title", "is locked")):
        keyed.workspace.select(layer_id)
        paste(keyed)
        assert told in keyed.window.notice.sentence.text() and steps(keyed) == []


# --- the entries, and whose keys they are


def test_entries_say_what_they_are_about_and_whether_they_can(keyed: Studio) -> None:
    actions = keyed.window.actions_by_id
    assert enabled(keyed) == "cut copy"
    panel(keyed).state.pick_keys({KeyPlace("fox", X, 18)})
    assert [actions[name].text() for name in ("cut", "copy", "delete")] == [
        "Cu&t keys",
        "&Copy keys",
        "D&elete keys",
    ]
    keyed.workspace.select("")
    assert enabled(keyed) == "" and actions["copy"].text() == "&Copy"
    panel(keyed).state.pick_keys({KeyPlace("fox", X, 18)})
    assert enabled(keyed) == "cut copy" and actions["delete"].isEnabled()


def test_in_text_fields_the_keys_are_the_texts_own(filled: Studio) -> None:
    row = filled.row(Role.FOREGROUND)
    filled.workspace.select(row.layer.id)
    for field in (row.prompt, row.name):
        for read_only in (True, False):
            field.setReadOnly(read_only)
            field.selectAll()
            for key in (Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_V):
                press(filled, key, field)
            assert not QGuiApplication.clipboard().mimeData().hasFormat(COPIED)
    assert len(filled.store.document.layers) == 3 and row.prompt.toPlainText() == "a red fox"


def test_a_number_keeps_the_keys_only_while_it_is_typed(filled: Studio) -> None:
    filled.workspace.select(filled.row(Role.FOREGROUND).layer.id)
    rows = filled.window.inspector.layer_page.rows
    number = next(row.fields[Property.ROTATION] for row in rows if Property.ROTATION in row.fields)
    press(filled, Qt.Key.Key_C, number)
    assert QGuiApplication.clipboard().mimeData().hasFormat(COPIED)
    number.begin_typing()
    press(filled, Qt.Key.Key_C, number)
    assert QGuiApplication.clipboard().text().startswith("0")
