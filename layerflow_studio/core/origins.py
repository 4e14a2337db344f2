"""Where a layer's clip was read from and how, so that it can be read again in another way."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from fractions import Fraction

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.edits import with_layer
from layerflow_studio.core.fields import Fields, Json, canonical, rate_text
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.errors import BadInput

_KEY = "origin"


@dataclass(frozen=True)
class Origin:
    """A file, and how its colour beside alpha was read.

    `guessed` tells that nobody chose so, `reason` what was seen in the pixels. `fps` is the rate that was
    given to pictures, `single` that a numbered picture was read without its sequence, `hold_gaps` that missing
    pictures of one were held over.
    """

    path: str
    alpha: AlphaKind
    guessed: bool = True
    reason: str = ""
    fps: Fraction | None = None
    single: bool = False
    hold_gaps: bool = False

    def to_json(self) -> Json:
        """Return the JSON form."""
        return {
            "path": self.path,
            "alpha": self.alpha.value,
            "guessed": self.guessed,
            "reason": self.reason,
            "fps": None if self.fps is None else rate_text(self.fps),
            "single": self.single,
            "hold_gaps": self.hold_gaps,
        }

    @classmethod
    def from_json(cls, value: object) -> Origin:
        """Read the JSON form; raises BadInput."""
        fields = Fields(value, "the origin")
        return cls(
            path=fields.text("path"),
            alpha=fields.kind("alpha", AlphaKind),
            guessed=fields.flag("guessed", True),
            reason=fields.text("reason", ""),
            fps=fields.rate("fps") if fields.has("fps") else None,
            single=fields.flag("single", False),
            hold_gaps=fields.flag("hold_gaps", False),
        )


def origin_of(layer: Layer) -> Origin | None:
    """Return where the clip that a layer shows now was read from; None for clips that were not imported."""
    text = dict(layer.extra).get(_KEY)
    if text is None:
        return None
    try:
        fields = Fields(json.loads(text), "the origin")
        return Origin.from_json(json.loads(text)) if fields.optional_text("clip") == layer.clip else None
    except BadInput:
        return None


def set_origin(document: Document, layer_id: str, clip: ClipId, origin: Origin) -> Document:
    """Note where a clip of a layer was read from, on a locked layer too."""
    layer = document.layer(layer_id)
    text = canonical(origin.to_json() | {"clip": clip})
    others = tuple(item for item in layer.extra if item[0] != _KEY)
    return with_layer(document, replace(layer, extra=(*others, (_KEY, text))))
