"""What lies below a new foreground: the composite that is given to the model as its background."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

import numpy as np

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.render import FrameSource, render_frame
from layerflow_studio.core.takes import Beneath
from layerflow_studio.core.viewmodes import Backdrop, over_backdrop


@dataclass(frozen=True)
class Ground:
    """The layers below as they were when the run was asked for; `start` is the foreground's first frame."""

    document: Document
    start: int

    @classmethod
    def below(cls, document: Document, layers: tuple[Layer, ...], start: int) -> Ground:
        """Keep these layers of a document, seen whether or not others are soloed."""
        seen = tuple(replace(layer, solo=False) for layer in layers)
        return cls(replace(document, layers=seen, markers=()), max(0, start))

    @property
    def layers(self) -> tuple[Beneath, ...]:
        """Name and clip of each layer, bottom first."""
        return tuple(Beneath(layer.name, layer.clip) for layer in self.document.layers if layer.clip)

    def render(
        self, source: FrameSource, frames: int, fps: Fraction, progress: ProgressSink, cancel: CancelToken
    ) -> ClipPixels:
        """Return `frames` frames at `fps` of the composite over black, at the canvas size, opaque.

        Past the canvas its last frame is held. Reports the stage "compose"; raises Cancelled.
        """
        canvas, pictures = self.document.canvas, list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]()
        for number in range(frames):
            cancel.check()
            progress.progress("compose", number, frames)
            index = self.start + floor(number * canvas.fps / fps + Fraction(1, 2))
            picture = render_frame(self.document, min(index, canvas.length - 1), source)
            pictures.append(over_backdrop(picture, Backdrop.BLACK))
        progress.progress("compose", frames, frames)
        return ClipPixels(np.stack(pictures), fps)
