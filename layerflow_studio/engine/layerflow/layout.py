"""How the layers of one video lie behind one another in the sequence that the transformer sees.

Source: LayerFlow, arXiv 2506.04228, section 3: every layer is a sub-clip of one long clip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import listed


class SubClip(StrEnum):
    """One stretch of the sequence: a layer's colour, or its alpha."""

    FOREGROUND = "foreground"
    ALPHA = "alpha"
    BACKGROUND = "background"
    BLENDED = "blended"


RGBA_ORDER = (SubClip.FOREGROUND, SubClip.ALPHA, SubClip.BACKGROUND, SubClip.BLENDED)
RGB_ORDER = (SubClip.FOREGROUND, SubClip.BACKGROUND, SubClip.BLENDED)

SUB_CLIPS_OF_ROLE = {
    Role.FOREGROUND: (SubClip.FOREGROUND, SubClip.ALPHA),
    Role.BACKGROUND: (SubClip.BACKGROUND,),
    Role.BLENDED: (SubClip.BLENDED,),
}


@dataclass(frozen=True)
class Layout:
    """Sub-clips in order, how many frames and latents each has, and which latents are given.

    `lead` repeats the first frame once in front of the whole clip; it becomes one latent of its own and is
    given exactly when the first sub-clip's first latent is. `given_tail` limits how many of a given
    sub-clip's last latents are held (the released RGB decomposition holds 2 of 4); the remaining ones are
    made.
    """

    order: tuple[SubClip, ...]
    frames: int
    temporal: int = 4
    lead: bool = False
    given: frozenset[SubClip] = frozenset()
    given_tail: tuple[tuple[SubClip, int], ...] = ()

    def __post_init__(self) -> None:
        if self.frames < self.temporal or self.frames % self.temporal:
            raise BadInput(
                "This model cannot make layers of {frames} frames; take a multiple of {temporal}.",
                frames=self.frames,
                temporal=self.temporal,
            )
        unknown = self.given - set(self.order)
        if unknown:
            names = listed(sorted(unknown), any_of=True)
            raise BadInput(
                "This model has no {roles} layer to be given; choose other layers to lock.", roles=names
            )
        if not any(not g for g in self.given_latents):
            raise BadInput("Every layer is given, so there is nothing to make; unlock at least one layer.")

    @property
    def latents_each(self) -> int:
        """Latent frames of one sub-clip."""
        return self.frames // self.temporal

    @property
    def total_frames(self) -> int:
        """Pixel frames of the whole sequence, the lead included."""
        return len(self.order) * self.frames + int(self.lead)

    @property
    def total_latents(self) -> int:
        """Latent frames of the whole sequence, the lead included."""
        return len(self.order) * self.latents_each + int(self.lead)

    def frame_range(self, sub_clip: SubClip) -> slice:
        """Pixel frames of a sub-clip within the whole sequence, without the lead."""
        start = self.order.index(sub_clip) * self.frames + int(self.lead)
        return slice(start, start + self.frames)

    @property
    def given_latents(self) -> tuple[bool, ...]:
        """For each latent frame of the sequence, whether it is given (held clean) or made."""
        tails = dict(self.given_tail)
        flags: list[bool] = []
        for sub_clip in self.order:
            tail = min(tails.get(sub_clip, self.latents_each), self.latents_each)
            held = tail if sub_clip in self.given else 0
            flags += [False] * (self.latents_each - held) + [True] * held
        if self.lead:
            flags.insert(0, flags[0])
        return tuple(flags)

    def with_given(self, roles: Iterable[Role]) -> Layout:
        """The same sequence with the sub-clips of these roles given."""
        given = frozenset(s for role in roles for s in SUB_CLIPS_OF_ROLE[role] if s in self.order)
        return Layout(self.order, self.frames, self.temporal, self.lead, given, self.given_tail)
