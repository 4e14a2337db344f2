"""Names that several panels show: roles, stages of work, durations."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QLocale

from layerflow_studio.core.kinds import BlendMode, Conform, Interpolation, Label, PastEnd, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.session.staleness import Change
from layerflow_studio.ui.numbers import fixed, short

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
        Change.ADAPTERS: translate("Words", "LoRAs"),
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
    if when.date() == datetime.now().astimezone().date():
        return f"{when:%H:%M}"
    month = QLocale().monthName(when.month, QLocale.FormatType.ShortFormat)
    return translate("Words", "{day} {month} {time}").format(day=when.day, month=month, time=f"{when:%H:%M}")


def first_upper(text: str) -> str:
    """The text with a capital first; the rest keeps its own capitals, as nouns in German have."""
    return text[:1].upper() + text[1:]


def duration(seconds: float) -> str:
    """A time span in words: "0.4 s", "12 s", "3 min 05 s"."""
    if seconds < 10:
        return translate("Words", "{seconds} s").format(seconds=fixed(seconds, 1))
    return _whole_seconds(math.ceil(seconds))


def time_left(seconds: float) -> str:
    """How long something will still take, rounded so that it does not flicker."""
    return translate("Words", "{duration} left").format(duration=_whole_seconds(max(1, math.ceil(seconds))))


def _whole_seconds(whole: int) -> str:
    if whole < 60:
        return translate("Words", "{seconds} s").format(seconds=whole)
    return translate("Words", "{minutes} min {seconds} s").format(
        minutes=whole // 60, seconds=f"{whole % 60:02}"
    )


def blend_name(blend: BlendMode) -> str:
    """What a blend mode is called."""
    return {
        BlendMode.OVER: translate("Words", "Normal"),
        BlendMode.ADD: translate("Words", "Add"),
        BlendMode.SCREEN: translate("Words", "Screen"),
        BlendMode.MULTIPLY: translate("Words", "Multiply"),
        BlendMode.OVERLAY: translate("Words", "Overlay"),
        BlendMode.SOFT_LIGHT: translate("Words", "Soft light"),
        BlendMode.HARD_LIGHT: translate("Words", "Hard light"),
        BlendMode.DARKEN: translate("Words", "Darken"),
        BlendMode.LIGHTEN: translate("Words", "Lighten"),
        BlendMode.DIFFERENCE: translate("Words", "Difference"),
    }[blend]


def conform_name(conform: Conform) -> str:
    """What is shown between two frames of a clip."""
    return {
        Conform.HOLD: translate("Words", "Hold each frame"),
        Conform.BLEND: translate("Words", "Blend frames"),
        Conform.FLOW: translate("Words", "Optical flow"),
    }[conform]


def past_end_name(past_end: PastEnd) -> str:
    """What is shown past the end of a clip."""
    return {
        PastEnd.HOLD: translate("Words", "Hold last frame"),
        PastEnd.LOOP: translate("Words", "Loop"),
        PastEnd.PING_PONG: translate("Words", "Ping-pong"),
    }[past_end]


def interpolation_name(interpolation: Interpolation) -> str:
    """How a value goes from a key to the next."""
    return {
        Interpolation.LINEAR: translate("Words", "Linear"),
        Interpolation.EASE: translate("Words", "Ease in and out"),
        Interpolation.HOLD: translate("Words", "Hold"),
    }[interpolation]


def rate_words(fps: Fraction) -> str:
    """A frame rate as it is spoken: "24 fps", "29.97 fps" for 30000/1001."""
    return translate("Words", "{rate} fps").format(rate=short(round(float(fps), 3)))


def sampler_name(sampler: str) -> str:
    """What a sampler is called."""
    return {"dpm++2m": "DPM++ 2M", "ddim": "DDIM"}.get(sampler, sampler)
