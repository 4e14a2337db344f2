"""The store changes its document only through named steps and tells everyone, in order, on its own thread."""

from __future__ import annotations

import threading
from dataclasses import replace
from fractions import Fraction

import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput
from layerflow_studio.session.store import Store
from tests.core.test_edits import take

EMPTY = Document(Canvas(64, 32, Fraction(8), 8))
LAYER = Layer("layer-1", "Fox", Role.FOREGROUND, Span(0, 8))


def with_layer(document: Document) -> Document:
    return edits.add_layer(document, LAYER)


def test_a_step_can_be_undone_and_redone_to_the_very_objects() -> None:
    store = Store(EMPTY)
    assert store.dispatch("Add layer", with_layer)
    changed = store.document
    assert (store.undo_name, store.redo_name) == ("Add layer", None)
    assert store.undo() and store.document is EMPTY
    assert store.redo_name == "Add layer"
    assert store.redo() and store.document is changed
    assert not store.redo()


def test_listeners_hear_old_and_new_of_every_change_and_of_nothing_else() -> None:
    store = Store(EMPTY)
    heard: list[tuple[Document, Document]] = []
    stop = store.subscribe(lambda old, new: heard.append((old, new)))
    store.dispatch("Add layer", with_layer)
    assert not store.dispatch("Same seed", lambda d: edits.set_seed(d, d.seed))
    store.undo()
    assert not store.undo()
    one = store.history.steps[1].document
    assert heard == [(EMPTY, one), (one, EMPTY)]
    stop()
    stop()
    store.redo()
    assert len(heard) == 2


def test_typing_is_one_step_until_it_is_sealed() -> None:
    store = Store(with_layer(EMPTY))
    for text in ("a", "a f", "a fox"):
        store.dispatch("Prompt", lambda d, t=text: edits.set_prompt(d, LAYER.id, t), merge_key="prompt")
    store.seal()
    store.dispatch("Prompt", lambda d: edits.set_prompt(d, LAYER.id, "a dog"), merge_key="prompt")
    assert [step.name for step in store.history.steps] == ["Open", "Prompt", "Prompt"]
    store.undo()
    assert store.document.layer(LAYER.id).prompt == "a fox"


def test_an_edit_that_is_refused_changes_nothing_and_tells_no_one() -> None:
    store = Store(EMPTY)
    heard: list[object] = []
    store.subscribe(lambda old, new: heard.append(new))
    with pytest.raises(BadInput):
        store.dispatch("Rename", lambda d: edits.rename_layer(d, "layer-9", "x"))
    assert store.document is EMPTY and not heard and store.undo_name is None


def test_a_listener_that_dispatches_is_served_after_the_present_change() -> None:
    store = Store(EMPTY)
    order: list[int] = []

    def follow(old: Document, new: Document) -> None:
        order.append(new.seed)
        if new.seed == 1:
            store.dispatch("Seed", lambda d: edits.set_seed(d, 2))

    store.subscribe(follow)
    store.subscribe(lambda old, new: order.append(10 + new.seed))
    store.dispatch("Seed", lambda d: edits.set_seed(d, 1))
    assert order == [1, 11, 2, 12]


def test_modified_follows_the_document_not_the_number_of_steps() -> None:
    store = Store(EMPTY)
    assert not store.modified
    store.dispatch("Add layer", with_layer)
    assert store.modified
    store.mark_saved()
    store.undo()
    assert store.modified
    store.redo()
    assert not store.modified


def test_replacing_the_document_starts_a_new_history() -> None:
    store = Store(EMPTY)
    store.dispatch("Add layer", with_layer)
    other = edits.set_seed(EMPTY, 9)
    heard: list[tuple[Document, Document]] = []
    store.subscribe(lambda old, new: heard.append((old, new)))
    before = store.document
    store.replace(other)
    assert store.document is other and store.undo_name is None and not store.modified
    assert heard == [(before, other)]


def test_takes_are_filed_by_steps_and_a_refusal_leaves_the_history_where_it_is() -> None:
    filed: list[tuple[LibraryEntry, ...]] = []
    full = False

    def file(entries: tuple[LibraryEntry, ...]) -> None:
        if full:
            raise BadInput("The disk is full.")
        filed.append(entries)

    store = Store(EMPTY, file_takes=file)
    heard: list[object] = []
    store.subscribe(lambda old, new: heard.append(new))
    before = (LibraryEntry(take()),)
    after = (replace(before[0], trashed=True),)
    assert not store.mark("Same", before, before) and store.mark("Trash", before, after)
    store.dispatch("Add layer", with_layer)
    assert filed == [after] and len(heard) == 1
    full = True
    with pytest.raises(BadInput):
        store.go_to(0)
    with pytest.raises(BadInput):
        store.mark("Restore", after, before)
    assert store.history.position == 2 and len(heard) == 1
    full = False
    assert store.go_to(0) and store.document is EMPTY and store.redo()
    assert filed == [after, before, after] and len(heard) == 2, "the document did not change with the last"


def test_another_thread_is_turned_away() -> None:
    store = Store(EMPTY)
    caught: list[BaseException] = []

    def intrude() -> None:
        try:
            store.dispatch("Add layer", with_layer)
        except RuntimeError as problem:
            caught.append(problem)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert len(caught) == 1 and store.document is EMPTY
