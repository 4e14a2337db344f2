"""Names for files made from names that people gave."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST_STEM = 100


def file_stem(name: str, otherwise: str = "timeline") -> str:
    """Return a name as every file system takes it, without ending; `otherwise` when nothing is left of it."""
    kept = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*%#\ufffd]+', "-", name).strip(" .-")
    while len(kept.encode("utf-8", "replace")) > _LONGEST_STEM:
        kept = kept[:-1]
    return kept.strip(" .-") or otherwise


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names, numbered where one comes again in whatever case."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        candidate, number = name, 2
        while candidate.casefold() in taken:
            candidate, number = f"{name} {number}", number + 1
        taken.add(candidate.casefold())
        result.append(candidate)
    return result
