"""What the frame server is asked for: one document's picture, or two mixed into one, and what became of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter

from PySide6.QtGui import QImage

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.render import FrameSource, render_frame
from layerflow_studio.core.viewmodes import Channel, Compare, mix, view_channel
from layerflow_studio.ui.images import to_qimage

_UNSEEN = {
    *("id", "name", "role", "prompt", "negative", "seed", "label"),
    *("take", "stems_from", "visible", "locked", "extra"),
}
"""Fields of a layer that its picture does not depend on once it is known to be visible."""


@dataclass(frozen=True, eq=False)
class Look:
    """A document, or two mixed by a comparison, and the channel that is looked at."""

    document: Document
    channel: Channel = Channel.RGB
    second: Document | None = None
    mode: Compare = Compare.DIFFERENCE
    gain: float = 1.0

    def paint(self, index: int, source: FrameSource) -> Shot:
        """Render project frame `index`; called off the GUI thread."""
        frame = render_frame(self.document, index, source)
        shown = view_channel(frame, self.channel)
        if self.second is not None:
            beside = view_channel(render_frame(self.second, index, source), self.channel)
            frame = shown = mix(shown, beside, self.mode, self.gain)
        exact = shown is frame and bool((frame[..., 3] == 255).all())
        return Shot(to_qimage(shown), None if exact else frame)


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture as it is shown, and the straight pixels under it where the picture itself has lost them."""

    image: QImage
    _pixels: Frame | None

    def value(self, x: int, y: int) -> tuple[int, int, int, int] | None:
        """Return straight red, green, blue and alpha in 0..255 of a pixel, None outside the picture."""
        if not (0 <= x < self.image.width() and 0 <= y < self.image.height()):
            return None
        if self._pixels is None:
            colour = self.image.pixelColor(x, y)
            return colour.red(), colour.green(), colour.blue(), 255
        red, green, blue, alpha = (int(value) for value in self._pixels[y, x])
        return red, green, blue, alpha

    @property
    def size_in_bytes(self) -> int:
        """Memory it takes."""
        return self.image.sizeInBytes() + (0 if self._pixels is None else self._pixels.nbytes)


class LookKey:
    """A value that is hashed once, however often it is looked up."""

    __slots__ = ("_hash", "_value")

    def __init__(self, value: Hashable) -> None:
        self._value, self._hash = value, hash(value)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, LookKey) and self._hash == other._hash and self._value == other._value


def document_key(document: Document) -> LookKey:
    """Everything of a document that its pictures depend on; equal for documents that look the same."""
    canvas, seen = document.canvas, _seen_of_layer()
    return LookKey(
        (canvas.width, canvas.height, tuple(seen(layer) for layer in document.layers if layer.visible))
    )


@cache
def _seen_of_layer() -> attrgetter[tuple[Hashable, ...]]:
    return attrgetter(*(field.name for field in fields(Layer) if field.name not in _UNSEEN))
