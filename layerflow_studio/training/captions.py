"""Words for a layered clip: several ways to name the object, the background and the two together."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

LONGEST = 14
"""Words a caption may have."""

PLACES: dict[str, tuple[str, ...]] = {
    "sky": ("in", "in front of"),
    "hills": ("on", "in front of"),
    "meadow": ("in", "on"),
    "forest": ("in", "in front of"),
    "mountains": ("in front of", "before"),
    "desert": ("on", "in front of"),
    "snow": ("in", "in front of"),
    "sea": ("above", "in front of"),
    "beach": ("on", "at"),
    "lake": ("by", "in front of"),
    "city": ("in", "in front of"),
    "room": ("in",),
    "studio": ("in front of", "against"),
    "underwater": ("in",),
    "space": ("in", "in front of"),
    "moon": ("on",),
}
"""How something can be in a procedural background of each class."""


@dataclass(frozen=True)
class Captions:
    """One caption for each prompt of a layered clip."""

    foreground: str
    background: str
    blended: str


def words(text: str) -> int:
    """Number of words."""
    return len(text.split())


def with_article(phrase: str) -> str:
    """The phrase with its indefinite article, unless it already has one or is plural."""
    if re.match(r"(a|an|the|two|three|some)\b", phrase):
        return phrase
    last = phrase.split(" with ")[0].split()[-1]
    if last.endswith("s") and not last.endswith(("ss", "us", "bus", "cactus", "octopus")):
        return phrase
    return f"an {phrase}" if phrase[0] in "aeiou" else f"a {phrase}"


def object_caption(
    rng: np.random.Generator, name: str, noun: str, synonyms: tuple[str, ...], motion: str, recoloured: bool
) -> str:
    """One way to name an object. A recoloured one is named by its noun, which carries the new colour."""
    draw = rng.random()
    if recoloured or draw < 0.45:
        head = noun
    elif draw < 0.70:
        return name if draw < 0.58 else noun
    elif draw < 0.85 and synonyms:
        head = with_article(synonyms[int(rng.integers(len(synonyms)))])
    else:
        head = with_article(name)
    full = f"{head} {motion}" if motion and rng.random() < 0.8 else head
    return full if words(full) <= LONGEST else head


def background_caption(rng: np.random.Generator, captions: tuple[str, ...]) -> str:
    """One of the exact descriptions of a background, the fuller ones more often."""
    weight = np.array([0.55, 0.30, 0.15][: len(captions)])
    return captions[int(rng.choice(len(captions), p=weight / weight.sum()))]


def scene_caption(
    rng: np.random.Generator, head: str, motion: str, captions: tuple[str, ...], label: str | None
) -> str:
    """The object in its background in one sentence, short enough for the prompt."""
    full = f"{head} {motion}" if motion else head
    place = PLACES.get(label or "", ("in front of",))
    preposition = place[int(rng.integers(len(place)))]
    for first in (full, head) if rng.random() < 0.85 else (head,):
        for second in captions:
            joined = (
                f"{first} {second}" if second.startswith("under the") else f"{first} {preposition} {second}"
            )
            if words(joined) <= LONGEST + 2:
                return joined
    return f"{head} {preposition} {captions[-1]}"
