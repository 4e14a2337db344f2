"""Names that several panels show: roles, stages of work, durations."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import Label, Role

translate = QCoreApplication.translate


def role_name(role: Role) -> str:
    """What a role is called before a user."""
    return {
        Role.FOREGROUND: translate("Words", "foreground"),
        Role.BACKGROUND: translate("Words", "background"),
        Role.BLENDED: translate("Words", "scene"),
        Role.MEDIA: translate("Words", "media"),
    }[role]


def role_badge(role: Role) -> str:
    """The same in two letters."""
    return {
        Role.FOREGROUND: translate("Words", "FG"),
        Role.BACKGROUND: translate("Words", "BG"),
        Role.BLENDED: translate("Words", "SC"),
        Role.MEDIA: translate("Words", "ME"),
    }[role]


def label_name(label: Label) -> str:
    """What a colour tag is called."""
    return {
        Label.NONE: translate("Words", "no label"),
        Label.RED: translate("Words", "red"),
        Label.ORANGE: translate("Words", "orange"),
        Label.YELLOW: translate("Words", "yellow"),
        Label.GREEN: translate("Words", "green"),
        Label.TEAL: translate("Words", "teal"),
        Label.BLUE: translate("Words", "blue"),
        Label.VIOLET: translate("Words", "violet"),
        Label.PINK: translate("Words", "pink"),
    }[label]


def stage_name(stage: str) -> str:
    """What a stage of work is called; a stage without a name of its own is shown as it is."""
    return {
        "load": translate("Words", "Loading the model"),
        "encode": translate("Words", "Reading the prompts"),
        "denoise": translate("Words", "Denoising"),
        "decode": translate("Words", "Decoding"),
        "straighten": translate("Words", "Cleaning the alpha"),
        "store": translate("Words", "Storing"),
    }.get(stage, stage[:1].upper() + stage[1:])


def duration(seconds: float) -> str:
    """A time span in words: "0.4 s", "12 s", "3 min 05 s"."""
    if seconds < 10:
        return translate("Words", "{seconds} s").format(seconds=f"{seconds:.1f}")
    whole = math.ceil(seconds)
    if whole < 60:
        return translate("Words", "{seconds} s").format(seconds=whole)
    return translate("Words", "{minutes} min {seconds} s").format(
        minutes=whole // 60, seconds=f"{whole % 60:02}"
    )


def time_left(seconds: float) -> str:
    """How long something will still take, rounded so that it does not flicker."""
    return translate("Words", "{duration} left").format(
        duration=duration(max(1, math.ceil(seconds))).replace(".0", "")
    )
