"""Searching takes: what a line of words asks for, and which library entries answer it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from layerflow_studio.core.takes import LibraryEntry

_RATING = re.compile(r"rating(>=|<=|>|<|=|:)([0-5])")
_SEED = re.compile(r"seed[=:](\d+)")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    ":": operator.eq,
}
_FLAGS: dict[str, Callable[[LibraryEntry], bool]] = {
    "is:pinned": lambda entry: entry.pinned,
    "is:rated": lambda entry: entry.rating > 0,
    "is:noted": lambda entry: bool(entry.note.strip()),
    "is:locked": lambda entry: bool(entry.take.request.given),
}


@dataclass(frozen=True)
class TakeQuery:
    """A search line. All of its words must be met.

    A word is looked for in prompts and note; "rating>=3", "seed:4711", "is:pinned", "is:rated", "is:noted" and
    "is:locked" ask for what they say, "T12" for a take's name, and a whole number also for a seed.
    """

    text: str

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(self.text.lower().split())

    def matches(self, entry: LibraryEntry, label: str = "") -> bool:
        """Tell whether an entry, called `label` before the user, is what is looked for."""
        return all(_meets(word, entry, label.lower()) for word in self._words)


def _meets(word: str, entry: LibraryEntry, label: str) -> bool:
    if rating := _RATING.fullmatch(word):
        return _COMPARE[rating[1]](entry.rating, int(rating[2]))
    if seed := _SEED.fullmatch(word):
        return entry.take.request.seed == int(seed[1])
    if word in _FLAGS:
        return _FLAGS[word](entry)
    if word.isdecimal() and entry.take.request.seed == int(word):
        return True
    return word == label or word in _text_of(entry)


def _text_of(entry: LibraryEntry) -> str:
    prompts = entry.take.request.prompts
    return " ".join((prompts.foreground, prompts.background, prompts.blended, entry.note)).lower()
