"""Closed vocabularies shared by document, request and render."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a clip is in the layered model; MEDIA is anything the model does not know."""

    FOREGROUND = "foreground"
    BACKGROUND = "background"
    BLENDED = "blended"
    MEDIA = "media"


MODEL_ROLES = (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)
"""The roles one run of the model can be given or can make, in the order they are always listed."""


class BlendMode(StrEnum):
    """How a layer is laid over what lies below it."""

    OVER = "over"
    ADD = "add"
    SCREEN = "screen"
    MULTIPLY = "multiply"
    OVERLAY = "overlay"
    SOFT_LIGHT = "soft_light"
    HARD_LIGHT = "hard_light"
    DARKEN = "darken"
    LIGHTEN = "lighten"
    DIFFERENCE = "difference"


class Property(StrEnum):
    """What of a layer can change in time; all but opacity are fields of its transform."""

    OPACITY = "opacity"
    X = "x"
    Y = "y"
    SCALE_X = "scale_x"
    SCALE_Y = "scale_y"
    ROTATION = "rotation"
    ANCHOR_X = "anchor_x"
    ANCHOR_Y = "anchor_y"


class Interpolation(StrEnum):
    """How a value goes from one key to the next: evenly, slow at both ends, or in one step at the next."""

    LINEAR = "linear"
    EASE = "ease"
    HOLD = "hold"


class Conform(StrEnum):
    """What a layer shows between two frames of its clip: the earlier, a mix of both, or motion between them."""

    HOLD = "hold"
    BLEND = "blend"
    FLOW = "flow"


class PastEnd(StrEnum):
    """What a layer shows past its clip: the last frame, the clip again, or the clip there and back."""

    HOLD = "hold"
    LOOP = "loop"
    PING_PONG = "ping_pong"


class AlphaKind(StrEnum):
    """How colour and alpha of a file belong together."""

    STRAIGHT = "straight"
    OVER_BLACK = "premultiplied over black"
    OVER_WHITE = "premultiplied over white"
    OVER_GREY = "premultiplied over grey"
    NONE = "none"


class Label(StrEnum):
    """Colour tag of a layer or marker; the name is shown beside the colour."""

    NONE = "none"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    VIOLET = "violet"
    PINK = "pink"
