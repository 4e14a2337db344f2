from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer, Role
from layerflow_studio.core.history import History
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import Span

from .strategies import Edit, documents, random_edits
from .test_edits import take

START = Document(
    Canvas(64, 48, Fraction(24), 20), (Layer("fox", "Fox", Role.FOREGROUND, Span(0, 20)),), seed=100
)


def typed(history: History, text: str) -> None:
    for end in range(1, len(text) + 1):
        history.do("Typing", edits.set_prompt(history.document, "fox", text[:end]), merge="prompt:fox")


@given(start=documents(), changes=st.lists(random_edits(), max_size=25))
def test_undo_all_and_redo_all_give_the_identical_objects(start: Document, changes: list[Edit]) -> None:
    history = History(start)
    states = [start]
    for number, change in enumerate(changes):
        after = change(history.document)
        if history.do(f"Edit {number}", after):
            states.append(after)
    assert [step.document for step in history.steps] == states
    for state in reversed(states[:-1]):
        assert history.undo() is state
    assert history.undo() is start
    assert history.undo_name is None
    for state in states[1:]:
        assert history.redo() is state
    assert history.redo() is states[-1]
    assert history.redo_name is None


@given(
    gestures=st.lists(
        st.tuples(st.sampled_from([None, "a", "b"]), st.integers(0, 9), st.booleans()), max_size=30
    )
)
def test_merging_never_loses_the_state_before_a_gesture(gestures: list[tuple[str | None, int, bool]]) -> None:
    history = History(START)
    groups: list[Document] = [START]
    last: str | None = None
    for merge, seed, seal in gestures:
        after = edits.set_seed(history.document, seed)
        if history.do("Seed", after, merge):
            if merge is not None and merge == last and after == groups[-2]:
                groups.pop()
                last = None
                continue
            if merge is not None and merge == last:
                groups[-1] = after
            else:
                groups.append(after)
            last = merge
        if seal:
            history.seal()
            last = None
    assert [step.document for step in history.steps] == groups


def test_typing_is_one_step_with_a_name() -> None:
    history = History(START)
    typed(history, "a fox")
    assert history.undo_name == "Typing"
    assert history.document.layer("fox").prompt == "a fox"
    assert history.undo() is START
    assert history.redo_name == "Typing"
    assert history.redo().layer("fox").prompt == "a fox"


def test_a_gesture_that_comes_back_is_no_step() -> None:
    history = History(START)
    history.do("Seed", edits.set_seed(START, 5))
    before = history.document
    for seed in (6, 7, 5):
        history.do("Drag", edits.set_seed(history.document, seed), merge="drag")
    assert history.document is before and history.undo_name == "Seed"
    history.do("Drag", edits.set_seed(history.document, 8), merge="drag")
    assert history.undo() is before


def test_a_sealed_gesture_is_not_continued() -> None:
    history = History(START)
    typed(history, "a")
    history.seal()
    typed(history, "b")
    assert history.undo().layer("fox").prompt == "a"


def test_typing_after_undo_does_not_overwrite_what_was_undone_to() -> None:
    history = History(START)
    typed(history, "a")
    history.seal()
    typed(history, "b")
    before = history.undo()
    typed(history, "c")
    assert history.undo() is before


def test_another_step_between_ends_a_gesture() -> None:
    history = History(START)
    typed(history, "a")
    history.do("Seed", edits.set_seed(history.document, 1))
    typed(history, "b")
    assert [step.name for step in history.steps] == ["Open", "Typing", "Seed", "Typing"]


def test_a_new_step_forgets_what_could_be_redone() -> None:
    history = History(START)
    history.do("One", edits.set_seed(START, 1))
    history.undo()
    history.do("Two", edits.set_seed(START, 2))
    assert history.redo_name is None
    assert [step.name for step in history.steps] == ["Open", "Two"]


def test_no_change_is_no_step_and_keeps_redo() -> None:
    history = History(START)
    history.do("One", edits.set_seed(START, 1))
    history.undo()
    assert not history.do("Same", edits.set_seed(START, 100))
    assert history.redo_name == "One"


def test_the_history_is_bounded_and_forgets_the_oldest() -> None:
    history = History(START, limit=5)
    for seed in range(20):
        history.do(f"Seed {seed}", edits.set_seed(history.document, seed))
    assert len(history.steps) == 6
    for _ in range(10):
        history.undo()
    assert history.document.seed == 14
    assert history.redo_name == "Seed 15"


def test_any_step_can_be_gone_to() -> None:
    history = History(START)
    for seed in range(3):
        history.do(f"Seed {seed}", edits.set_seed(history.document, seed))
    assert history.go_to(1).seed == 0
    assert history.position == 1
    assert history.go_to(99).seed == 2
    assert history.go_to(-5) is START


def test_steps_share_what_did_not_change() -> None:
    history = History(START)
    history.do("Seed", edits.set_seed(START, 1))
    assert history.document.layers is START.layers


def rated(*ratings: int) -> tuple[LibraryEntry, ...]:
    """Entries of takes 1, 2, ... with these ratings."""
    return tuple(LibraryEntry(replace(take(), id=f"take-{n}"), rating) for n, rating in enumerate(ratings, 1))


def test_marks_of_takes_are_steps_between_documents() -> None:
    history = History(START)
    assert not history.mark("Same", rated(1), rated(1))
    history.mark("Rate", rated(0, 0), rated(3, 3), merge="rate")
    history.mark("Rate", rated(3, 3), rated(5, 5), merge="rate")
    history.do("Seed", edits.set_seed(START, 1))
    history.mark("Rate", rated(5), rated(2))
    assert [step.name for step in history.steps] == ["Open", "Rate", "Seed", "Rate"]
    assert set(history.marks_to(2)) == set(rated(5)) and history.marks_to(3) == history.marks_to(9) == ()
    assert set(history.marks_to(0)) == set(history.marks_to(-1)) == set(rated(0, 0))
    assert history.go_to(0) is START
    assert set(history.marks_to(3)) == set(rated(2, 5)), "the latest of each take"
    history.mark("Rate", rated(0), rated(1), merge="rate")
    history.mark("Rate", rated(1), rated(0), merge="rate")
    assert history.position == 0 and len(history.steps) == 1, "it came back to where it began"


def test_marks_of_takes_that_are_gone_are_forgotten() -> None:
    history = History(START)
    history.mark("Rate one", rated(0), rated(3))
    history.mark("Rate two", rated(3, 0), rated(4, 4))
    history.do("Seed", edits.set_seed(START, 1))
    history.mark("Rate one", rated(4), rated(5))
    history.undo()
    history.forget_marks({"take-2"})
    assert [step.name for step in history.steps] == ["Open", "Rate two", "Seed"]
    assert history.position == 2 and history.document.seed == 1
    assert history.marks_to(0) == rated(0, 0)[1:]
