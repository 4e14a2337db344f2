"""What a model is tried on: the fixed list of held-out pairs, their true clips, or a user's own prompts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from layerflow_studio.core.request import PromptSet
from layerflow_studio.errors import BadInput, FileMissing
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.backdrops import FITS, short_caption
from layerflow_studio.training.clips import ClipSpec, LayeredSample, sample
from layerflow_studio.training.concepts import Concept, concepts_of, is_held_out
from layerflow_studio.training.scenes import PAINTERS

SEED = 20_250_607
"""Names the fixed list; another number is another list, not comparable with published figures."""

PLACE_WORDS: dict[str, str] = {
    "sky": "sky|clouds",
    "hills": "hills?",
    "meadow": "meadow|grassland",
    "forest": "forest|woods?",
    "mountains": "mountains?",
    "desert": "desert|dunes?",
    "snow": "snow|snowy|snowfield",
    "sea": "sea|ocean",
    "beach": "beach|shore",
    "lake": "lake|pond",
    "city": "city|town|street",
    "room": "room|bedroom|parlour",
    "studio": "studio|backdrop",
    "underwater": "underwater|under water|reef|seabed",
    "space": "space|stars|galaxy",
    "moon": "moon",
}
"""How a user's background prompt names a procedural class."""


@dataclass(frozen=True)
class Trial:
    """One set of prompts to be carried out, with what is known about it."""

    number: int
    prompts: PromptSet
    concept: int | None
    """Class number in the concept table; None when a user's prompt names none of them."""
    hero: bool
    background: str | None
    """Procedural class; None when a user's prompt names none or several."""

    @property
    def seed(self) -> int:
        """The seed of every run on this trial."""
        return SEED + self.number


def known_concepts(store: AssetStore, nouns: Sequence[str]) -> list[int]:
    """Class numbers of the concepts whose noun a model lists; all of them when it lists none.

    BadInput when the model and the asset store have no concept in common.
    """
    concepts = concepts_of(store)
    known = [n for n, concept in enumerate(concepts) if not nouns or concept.noun in nouns]
    if not known:
        raise BadInput("The model knows none of the objects in the asset store; evaluate another.")
    return known


def held_out_trials(store: AssetStore, known: Sequence[int], spec: ClipSpec, count: int) -> list[Trial]:
    """The first `count` (or as many as there are) of the fixed list of held-out pairs.

    Each pairs a known concept with a procedural background that training never showed together. Every concept
    has its turn before any has a second one. Where the model knows more than the heroes, heroes and others
    take turns.
    """
    concepts = concepts_of(store)
    dice = np.random.default_rng(SEED)
    heroes = _pairs(dice, concepts, [n for n in known if concepts[n].hero])
    others = _pairs(dice, concepts, [n for n in known if not concepts[n].hero])
    mixed: list[tuple[int, str]] = []
    while heroes or others:
        mixed += [queue.pop(0) for queue in (heroes, others) if queue]
    if not mixed:
        raise BadInput("No pair of these objects is held out; evaluate a model that knows more objects.")
    return [_trial(store, number, pair, spec) for number, pair in enumerate(mixed[:count])]


def _pairs(dice: np.random.Generator, concepts: Sequence[Concept], among: list[int]) -> list[tuple[int, str]]:
    """All held-out pairs in rounds over the concepts; surroundings that fit come first more often."""
    rounds: list[list[tuple[int, str]]] = []
    for concept in (among[i] for i in dice.permutation(len(among))):
        fits = FITS.get(concepts[concept].medium, frozenset[str]())
        keys = [key for key in PAINTERS if is_held_out(concepts[concept].name, key)]
        haste = {key: dice.exponential(1.0 if key in fits else 3.0) for key in keys}
        for turn, key in enumerate(sorted(keys, key=haste.__getitem__)):
            if turn == len(rounds):
                rounds.append([])
            rounds[turn].append((concept, key))
    return [pair for pairs in rounds for pair in pairs]


def _trial(store: AssetStore, number: int, pair: tuple[int, str], spec: ClipSpec) -> Trial:
    concept, background = pair
    known = concepts_of(store)[concept]
    told = true_clip(store, Trial(number, PromptSet(), concept, known.hero, background), spec).captions
    # A synonym ("bug") may fit several classes; the noun fits one.
    foreground = told.foreground if told.foreground.startswith(known.noun) else known.noun
    return Trial(
        number, PromptSet(foreground, told.background, told.blended), concept, known.hero, background
    )


def true_clip(store: AssetStore, trial: Trial, spec: ClipSpec) -> LayeredSample:
    """The data's own clip for a trial of the fixed list; the same every time."""
    dice = np.random.default_rng([SEED, trial.number])
    return sample(dice, store, spec, trial.concept, trial.background)


def read_prompts(path: Path) -> list[tuple[str, str]]:
    """The pairs of a text file, one a line, `foreground | background`; empty and # lines are passed over.

    FileMissing when there is no such file, BadInput names the first line that is not a pair.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise FileMissing(f"There is no prompt file {path}; name an existing text file.") from None
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path} cannot be read as text; save it as UTF-8.") from None
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 2 or not all(parts):
            raise BadInput(f"Line {number} of {path} is not a pair; write it as: foreground | background.")
        pairs.append((parts[0], parts[1]))
    if not pairs:
        raise BadInput(f"{path} holds no prompts; write one pair a line: foreground | background.")
    return pairs


def prompted_trials(store: AssetStore, pairs: Sequence[tuple[str, str]]) -> list[Trial]:
    """A user's own pairs as trials; object and place are recognised by their words where they can be."""
    concepts = concepts_of(store)
    trials: list[Trial] = []
    for number, (foreground, background) in enumerate(pairs):
        concept = named_concept(concepts, foreground)
        hero = concept is not None and concepts[concept].hero
        prompts = PromptSet(foreground, background, f"{foreground} in front of {background}")
        trials.append(Trial(number, prompts, concept, hero, named_place(background)))
    return trials


def named_concept(concepts: Sequence[Concept], text: str) -> int | None:
    """The concept that a prompt names, by the longest of its names in the text; None when none or a tie."""
    lengths: dict[int, int] = {}
    for number, concept in enumerate(concepts):
        names = (concept.name, re.sub(r"^(an?|the) ", "", concept.noun), *concept.synonyms)
        found = [name for name in names if re.search(rf"\b{re.escape(name.lower())}\b", text.lower())]
        if found:
            lengths[number] = max(map(len, found))
    best = [number for number, length in lengths.items() if length == max(lengths.values())]
    return best[0] if len(best) == 1 else None


def named_place(text: str) -> str | None:
    """The one procedural class that the main part of a background prompt names; None when none or several."""
    head = short_caption(text.lower())
    named = [place for place, words in PLACE_WORDS.items() if re.search(rf"\b({words})\b", head)]
    return named[0] if len(named) == 1 else None
