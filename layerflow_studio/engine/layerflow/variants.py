"""The eight released LayerFlow models: how each is laid out, and which of them a file may be. No torch here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.engine.layerflow.layout import RGB_ORDER, RGBA_ORDER, SUB_CLIPS_OF_ROLE, Layout, SubClip
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence

FRAMES = 16
"""Frames of one layer in every released model."""
LATENT_SIZE = (60, 90)
"""Height and width of the released models' latents."""
TOKENS_PER_PROMPT = 226
_FOREGROUND = frozenset({SubClip.FOREGROUND, SubClip.ALPHA})


@dataclass(frozen=True)
class Variant:
    """One of the eight released models: its sequence, what it is given, how many prompts it reads."""

    order: tuple[SubClip, ...]
    given: frozenset[SubClip] = frozenset()
    prompts: int = 3
    position_frames: int = 16
    lead: bool = False
    given_tail: tuple[tuple[SubClip, int], ...] = ()
    layer_embedding: bool = False
    summary: str = ""
    """What it does, in a sentence."""

    @property
    def layout(self) -> Layout:
        """The sequence with what this model is given."""
        return Layout(self.order, FRAMES, 4, self.lead, self.given, self.given_tail)

    @property
    def given_roles(self) -> tuple[str, ...]:
        """The layers that it is given: none, or one."""
        return tuple(
            role.value for role, parts in SUB_CLIPS_OF_ROLE.items() if self.given.intersection(parts)
        )


_GENERATION = Sentence("The published LayerFlow: foreground, background and blended scene from prompts.")
_GENERATION_RGB = Sentence(
    "The published LayerFlow: foreground, background and blended scene from prompts; alpha is worked out."
)
_DECOMPOSITION = Sentence("The published LayerFlow: a video taken apart into foreground and background.")
_DECOMPOSITION_RGB = Sentence(
    "The published LayerFlow: a video taken apart into foreground and background; alpha is worked out."
)
_ON_FOREGROUND = Sentence("The published LayerFlow: background and blended scene for a given foreground.")
_ON_BACKGROUND = Sentence("The published LayerFlow: foreground and blended scene for a given background.")
_ON_BACKGROUND_RGB = Sentence(
    "The published LayerFlow: foreground and blended scene for a given background; alpha is worked out."
)
_BLENDED, _BACKGROUND = frozenset({SubClip.BLENDED}), frozenset({SubClip.BACKGROUND})

RELEASED: dict[str, Variant] = {
    "generation-rgba": Variant(RGBA_ORDER, frozenset(), 3, 16, False, (), True, _GENERATION),
    "decomposition-rgba": Variant(RGBA_ORDER, _BLENDED, 2, 16, False, (), False, _DECOMPOSITION),
    "foreground-conditioned-rgba": Variant(RGBA_ORDER, _FOREGROUND, 3, 17, True, (), True, _ON_FOREGROUND),
    "background-conditioned-rgba": Variant(RGBA_ORDER, _BACKGROUND, 3, 17, True, (), True, _ON_BACKGROUND),
    "generation-rgb": Variant(RGB_ORDER, frozenset(), 3, 13, False, (), False, _GENERATION_RGB),
    "decomposition-rgb": Variant(
        RGB_ORDER, _BLENDED, 2, 13, False, ((SubClip.BLENDED, 2),), False, _DECOMPOSITION_RGB
    ),
    "foreground-conditioned-rgb": Variant(
        RGB_ORDER, frozenset({SubClip.FOREGROUND}), 3, 13, False, (), False, _ON_FOREGROUND
    ),
    "background-conditioned-rgb": Variant(
        RGB_ORDER, _BACKGROUND, 3, 13, False, (), False, _ON_BACKGROUND_RGB
    ),
}
"""Every released model by our name for it."""

_NAMES = {
    "foreground-conditioned": r"foreground-conditioned(?:-generation)?|fg2bg",
    "background-conditioned": r"background-conditioned(?:-generation)?|bg2fg",
    "decomposition": r"(?:multi-layer-)?decomposition|seg",
    "generation": r"(?:multi-layer-)?generation|gen",
}


def released(name: str) -> Variant:
    """Return a released model by name; BadInput lists the names."""
    if name not in RELEASED:
        raise BadInput(
            "There is no released variant {name!r}; choose one of {variants}.",
            name=name,
            variants=", ".join(RELEASED),
        )
    return RELEASED[name]


def named_by(path: Path) -> str | None:
    """The variant that a checkpoint's name or one of its three folders tells, the nearest first."""
    for part in path.absolute().parts[:-5:-1]:
        words = re.sub(r"[_. ]+", "-", part.lower())
        for task, pattern in _NAMES.items():
            if match := re.search(rf"(?:^|-)(?:{pattern})-(rgba|rgb)(?:-|$)", words):
                return f"{task}-{match[1]}"
    return None


def fitting(
    rows: int,
    layer_embedding: bool,
    tokens_per_frame: int | None = None,
    tokens_per_prompt: int = TOKENS_PER_PROMPT,
) -> tuple[str, ...]:
    """The variants with so many rows in the position table, with or without a layer embedder.

    Without `tokens_per_frame` those of the released size count first, then any size that comes out even.
    """

    def fits(known: int | None) -> Iterator[str]:
        for name, kind in RELEASED.items():
            left = rows - kind.prompts * tokens_per_prompt
            each = known or left // kind.position_frames
            if each > 0 and left == each * kind.position_frames and kind.layer_embedding == layer_embedding:
                yield name

    if tokens_per_frame is not None:
        return tuple(fits(tokens_per_frame))
    return tuple(fits(LATENT_SIZE[0] * LATENT_SIZE[1] // 4)) or tuple(fits(None))
