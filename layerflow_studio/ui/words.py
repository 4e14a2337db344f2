"""Names that several panels show: roles, stages of work, durations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import Label, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.session.staleness import Change

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


def listed_roles(roles: Iterable[Role]) -> str:
    """Several roles in a row: "foreground + scene"."""
    return " + ".join(role_name(role) for role in roles)


def listed_changes(changes: Iterable[Change]) -> str:
    """Parts of a request in a row: "prompt, seed"."""
    names = {
        Change.PROMPT: translate("Words", "prompt"),
        Change.NEGATIVE: translate("Words", "negative prompt"),
        Change.SEED: translate("Words", "seed"),
        Change.SAMPLING: translate("Words", "sampling"),
        Change.FOREGROUND: translate("Words", "foreground"),
        Change.BACKGROUND: translate("Words", "background"),
        Change.SCENE: translate("Words", "scene"),
        Change.BELOW: translate("Words", "layers below"),
    }
    return ", ".join(names[change] for change in changes)


def proof(take: Take) -> str:
    """What was found out about the layers a take was given: "background: 0 pixels changed"; empty without."""
    given = take.request.given_roles
    if not given:
        return ""
    words = (
        translate("Words", "{layers}: 0 pixels changed")
        if take.locks_proven
        else translate("Words", "{layers}: could not be compared")
    )
    return words.format(layers=listed_roles(given))


def clock_time(moment: str) -> str:
    """The time of day of an ISO 8601 moment, in local time, with the date when it was not today."""
    try:
        when = datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return ""
    today = datetime.now().astimezone().date()
    return when.strftime("%H:%M" if when.date() == today else "%d %b %H:%M")


def stage_name(stage: str) -> str:
    """What a stage of work is called; a stage without a name of its own is shown as it is."""
    return {
        "compose": translate("Words", "Composing the layers below"),
        "load": translate("Words", "Loading the model"),
        "encode": translate("Words", "Reading the prompts"),
        "denoise": translate("Words", "Denoising"),
        "decode": translate("Words", "Decoding"),
        "straighten": translate("Words", "Cleaning the alpha"),
        "store": translate("Words", "Storing"),
        "compare": translate("Words", "Comparing what was kept"),
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
