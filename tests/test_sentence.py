"""Sentences: English text that keeps what it was made of, also across copies, pickles and JSON."""

from __future__ import annotations

import copy
import errno
import json
import pickle
from pathlib import Path

import pytest

from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import BadInput, Cancelled, FileMissing, reason_of
from layerflow_studio.sentence import Sentence, listed

SPOKEN = Sentence("Layer {layer!r} holds {count} {what}.", layer="a {b}", count=2, what=Sentence("clips"))


def test_it_is_the_text_it_says() -> None:
    assert SPOKEN == "Layer 'a {b}' holds 2 clips."
    assert str(SPOKEN) is SPOKEN and f"{SPOKEN}" == SPOKEN
    assert Sentence("100 % of {nothing}") == "100 % of {nothing}"
    assert Sentence(SPOKEN) is SPOKEN


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_a_copy_keeps_what_it_was_made_of(again: object) -> None:
    other = again(SPOKEN)  # type: ignore[operator]
    assert (other, other.template, other.values) == (SPOKEN, SPOKEN.template, SPOKEN.values)
    assert other.values["what"].template == "clips"


def test_json_keeps_what_it_was_made_of() -> None:
    wide = Sentence("{path} has a {role} of {size:.1f}.", path=Path("/a"), role=Role.MEDIA, size=1.25)
    for sentence in (SPOKEN, wide):
        back = Sentence.from_json(json.loads(json.dumps(sentence.to_json())))
        assert (back, back.template) == (sentence, sentence.template)


@pytest.mark.parametrize(
    "content",
    [
        {},
        "text",
        {"template": 1, "values": {}},
        {"template": "{a}", "values": {"b": 1}},
        {"template": "{a.b}", "values": {"a": 1}},
        {"template": "{a", "values": {"a": 1}},
    ],
)
def test_json_that_is_no_sentence_is_refused(content: object) -> None:
    with pytest.raises(ValueError):
        Sentence.from_json(content)


def test_things_in_a_row() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed((Role.FOREGROUND, "b", "c"), any_of=True) == "foreground, b or c"


def test_errors_say_sentences() -> None:
    problem = BadInput("{file} is empty; {why}.", file="a.mov", why=FileMissing("{path} is gone", path="/b"))
    assert (str(problem), problem.sentence.template) == (
        "a.mov is empty; /b is gone.",
        "{file} is empty; {why}.",
    )
    assert isinstance(problem.sentence.values["why"], Sentence)
    assert str(Cancelled()) == "Cancelled." and isinstance(FileMissing("x"), FileNotFoundError)


def test_reasons_of_the_system() -> None:
    assert reason_of(OSError(errno.ENOSPC, "whatever")) == "No space left on device"
    assert reason_of(OSError(errno.EPIPE, "Broken pipe")) == "Broken pipe"
    assert reason_of(ValueError("odd")) == "odd"
