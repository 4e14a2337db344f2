"""Strict JSON objects: every wrong value is one clear sentence, every unknown key is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar, cast

from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

Json = dict[str, Any]
"""A JSON object as the json module gives it."""

Extra = tuple[tuple[str, str], ...]
"""Keys this version does not know, each with its canonical JSON text: hashable, and written back."""

LARGEST_NUMBER = 1e300
_RATE = re.compile(r"[1-9]\d{0,9}/[1-9]\d{0,9}")
_Kind = TypeVar("_Kind", bound=StrEnum)
_Item = TypeVar("_Item")


def canonical(value: object) -> str:
    """Return JSON text that is the same for equal values: sorted keys, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def with_extra(known: Json, extra: Extra) -> Json:
    """Return the known keys together with the kept unknown ones; a known key wins."""
    return {key: json.loads(text) for key, text in extra} | known


def rate_text(rate: Fraction) -> str:
    """Return a rate as "24000/1001"."""
    return f"{rate.numerator}/{rate.denominator}"


class Fields:
    """One JSON object being read; `what` names it in errors, such as "layer 2"."""

    def __init__(self, value: object, what: str) -> None:
        if not isinstance(value, Mapping):
            raise BadInput(
                "The file is not readable: {what} should be an object, not {found}.",
                what=Sentence(what),
                found=_shown(value),
            )
        self._what = what
        self._values = {str(key): item for key, item in cast(Mapping[object, object], value).items()}
        self._seen: set[str] = set()

    def rest(self, *known: str) -> Extra:
        """Return the keys nobody asked for and that are not named here; call it last."""
        asked = self._seen.union(known)
        return tuple((k, canonical(v)) for k, v in sorted(self._values.items()) if k not in asked)

    def has(self, key: str) -> bool:
        """Tell whether the key is there and not null."""
        return self._values.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string."""
        value = self._take(key, default)
        return value if isinstance(value, str) else self._wrong(key, "text", value)

    def optional_text(self, key: str) -> str | None:
        """Return a string, or None when the key is missing or null."""
        self._seen.add(key)
        return self.text(key) if self.has(key) else None

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(key, "a whole number", value)
        return cast(int, value)

    def optional_integer(self, key: str) -> int | None:
        """Return a whole number, or None when the key is missing or null."""
        self._seen.add(key)
        return self.integer(key) if self.has(key) else None

    def number(self, key: str, default: float | None = None) -> float:
        """Return a finite number as float."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST_NUMBER:
            self._wrong(key, "a number", value)
        return float(cast(float, value))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        return value if isinstance(value, bool) else self._wrong(key, "true or false", value)

    def rate(self, key: str) -> Fraction:
        """Return an exact rate written like "24/1"."""
        text = self.text(key)
        return Fraction(text) if _RATE.fullmatch(text) else self._wrong(key, "a rate like 24/1", text)

    def kind(self, key: str, kinds: type[_Kind], default: _Kind | None = None) -> _Kind:
        """Return one word of a closed vocabulary."""
        text = self.text(key, default)
        try:
            return kinds(text)
        except ValueError:
            return self._wrong(key, Sentence("one of {kinds}", kinds=", ".join(kinds)), text)

    def items(self, key: str, read: Callable[[object], _Item]) -> tuple[_Item, ...]:
        """Return every entry of a list, read one by one; a missing key is an empty list."""
        value = self._take(key, cast("list[object]", []))
        if not isinstance(value, list):
            self._wrong(key, "a list", value)
        return tuple(read(item) for item in cast("list[object]", value))

    def part(self, key: str) -> object:
        """Return a value as it is, for another reader."""
        return self._take(key, None)

    def mapping(self, key: str) -> dict[str, object]:
        """Return an object's keys and values; a missing key is an empty object."""
        value = self._take(key, cast("dict[str, object]", {}))
        if not isinstance(value, dict):
            self._wrong(key, "an object", value)
        return cast("dict[str, object]", value)

    def _take(self, key: str, default: object) -> object:
        self._seen.add(key)
        if key in self._values:
            return self._values[key]
        if default is None:
            raise BadInput(
                "The file is not complete: {what} has no {key!r}.", what=Sentence(self._what), key=key
            )
        return default

    def _wrong(self, key: str, expected: str, value: object) -> Any:
        raise BadInput(
            "The file is not readable: {key!r} of {what} should be {expected}, not {found}.",
            key=key,
            what=Sentence(self._what),
            expected=Sentence(expected),
            found=_shown(value),
        )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
