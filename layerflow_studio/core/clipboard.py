"""What is copied from a project, to be pasted into it or another one."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from fractions import Fraction

from layerflow_studio.core.animation import Animation
from layerflow_studio.core.edits import at_rate
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.layer import Layer
from layerflow_studio.core.timebase import rescaled
from layerflow_studio.errors import BadInput


@dataclass(frozen=True)
class Copied:
    """Layers, bottom first, or the keys of layers as `key_groups.copied_keys` gives them; frames are at `fps`."""

    fps: Fraction
    layers: tuple[Layer, ...] = ()
    keys: tuple[Animation, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.layers) == bool(self.keys) or not all(self.keys):
            raise BadInput("There is nothing to copy; select layers or keys first.")

    def at_rate(self, fps: Fraction) -> Copied:
        """Return the same for a project of another rate, in seconds."""
        if fps == self.fps:
            return self
        return Copied(
            fps,
            tuple(at_rate(layer, self.fps, fps) for layer in self.layers),
            tuple(keys.at_frames(lambda frame: rescaled(frame, self.fps, fps)) for keys in self.keys),
        )


def known_part(layer: Layer, clips: Container[ClipId | None], takes: Container[str | None]) -> Layer:
    """Return a layer as a project that has these clips and takes can show it, without what it has not got."""
    if layer.clip is not None and layer.clip not in clips:
        layer = replace(layer, clip=None, clip_frames=0, source_in=0, pace=Fraction(1), take=None, guide=None)
    take = layer.take if layer.take in takes else None
    return replace(layer, take=take, guide=layer.guide if layer.guide in clips else None)
