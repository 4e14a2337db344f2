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
