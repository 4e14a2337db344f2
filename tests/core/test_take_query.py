"""Searching takes by words, rating, seed, name and marks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet, Sampling
from layerflow_studio.core.take_query import TakeQuery
from layerflow_studio.core.takes import LibraryEntry, Provenance, Take

REQUEST = GenerationRequest(
    "mini", "0" * 64, PromptSet("an Orange fox", "a meadow"), PromptSet(),
    (Given(Role.BACKGROUND, "b" * 64),), 64, 32, 8, Fraction(8), 4711, Sampling(),
)  # fmt: skip
TAKE = Take(
    "take-1", REQUEST, (), Provenance("1", "0", "2", "cpu", "float32", 1.0), "2025-01-01T00:00:00+00:00"
)
ENTRY = LibraryEntry(TAKE, rating=3, note="Legs too blurry", pinned=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("  ", True),
        ("orange", True),
        ("FOX meadow", True),
        ("fox dragon", False),
        ("blurry", True),
        ("t12", True),
        ("t1", False),
        ("4711", True),
        ("471", False),
        ("seed:4711", True),
        ("seed=4712", False),
        ("rating>=3", True),
        ("rating>3", False),
        ("rating<4", True),
        ("rating:3", True),
        ("rating<=2", False),
        ("rating>=x", False),
        ("is:pinned is:rated is:noted is:locked", True),
    ],
)
def test_what_a_line_finds(text: str, found: bool) -> None:
    assert TakeQuery(text).matches(ENTRY, "T12") is found


def test_marks_that_are_not_there_are_not_found() -> None:
    bare = LibraryEntry(replace(TAKE, request=replace(REQUEST, given=())))
    for flag in ("is:pinned", "is:rated", "is:noted", "is:locked"):
        assert not TakeQuery(flag).matches(bare)
