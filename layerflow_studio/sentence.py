"""What the program says to a person below the window: English text that can be said in another language.

A sentence is a `str` and is used as one. It remembers the template it was made from and what was filled in, so
that the window can look the template up in its translation and fill the same values in there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum


class Sentence(str):
    """`template` with `values` in the places of its fields; without values the text as it stands.

    Templates are literals: `packaging/translate.py` collects them from the source. Values may be sentences
    themselves; an error counts as what it says.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Sentence:
        """Fill the values in; a sentence stays what it is."""
        if isinstance(template, Sentence) and not values:
            return template
        kept = {name: _meant(value) for name, value in values.items()}
        made = super().__new__(cls, template.format(**kept) if kept else template)
        made.template, made.values = template, kept
        return made

    def __str__(self) -> str:
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), dict(self.values)

    def to_json(self) -> dict[str, object]:
        """Return template and values as JSON can hold them."""
        return {"template": self.template, "values": {name: _stored(v) for name, v in self.values.items()}}

    @staticmethod
    def from_json(content: object) -> Sentence:
        """Return the sentence that `to_json` was made of; ValueError when it is none."""
        match content:
            case {"template": str(template), "values": dict(values)}:
                named = {str(name): _read(value) for name, value in values.items()}
            case _:
                raise ValueError("not a sentence")
        try:
            return Sentence(template, **named)
        except (LookupError, AttributeError) as problem:
            raise ValueError("not a sentence") from problem


def listed(items: Iterable[object], *, any_of: bool = False) -> Sentence:
    """Return things in a row: "a, b and c", or "a, b or c"; empty for none."""
    first, *others = [*items] or [""]
    if not others:
        return first if isinstance(first, Sentence) else Sentence("{thing}", thing=first)
    rest = listed(others, any_of=any_of)
    if len(others) > 1:
        return Sentence("{first}, {rest}", first=first, rest=rest)
    if any_of:
        return Sentence("{first} or {last}", first=first, last=rest)
    return Sentence("{first} and {last}", first=first, last=rest)


def _meant(value: object) -> object:
    if isinstance(value, BaseException):
        said = value.args[0] if value.args else ""
        return said if isinstance(said, Sentence) else str(value)
    return value


def _stored(value: object) -> object:
    if isinstance(value, Sentence):
        return value.to_json()
    if isinstance(value, Enum):
        return str(value)
    return value if isinstance(value, str | int | float) else str(value)


def _read(value: object) -> object:
    return Sentence.from_json(value) if isinstance(value, dict) else value
