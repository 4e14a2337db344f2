"""What is said of a model: what it does, how it is, what is known of its licence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from layerflow_studio.engine.catalogue import Licence, Published, Source
from layerflow_studio.session.model_states import Condition, Flaw, Home, ModelState
from layerflow_studio.ui.numbers import short
from layerflow_studio.ui.sentences import said, size_text

translate = QCoreApplication.translate


def does(state: ModelState) -> str:
    """What a model does, in a sentence or two."""
    if state.published is not None:
        return published_does(state.published)
    return said(state.model.summary) if state.model is not None else ""


def published_does(entry: Published) -> str:
    """What a published model does."""
    task, _, _ = entry.variant.rpartition("-")
    words = {
        "generation": translate("Models", "Makes foreground, background and scene from prompts."),
        "decomposition": translate("Models", "Takes a video apart into foreground and background."),
        "foreground-conditioned": translate(
            "Models", "Makes a background and the scene for a foreground that is given."
        ),
        "background-conditioned": translate(
            "Models", "Makes a foreground and the scene for a background that is given."
        ),
    }.get(task, entry.task)
    alpha = (
        translate("Models", "The foreground has an alpha of its own.")
        if entry.alpha
        else translate("Models", "Alpha is worked out afterwards; said to be the steadier.")
    )
    return f"{words} {alpha}"


def condition_words(state: ModelState) -> str:
    """How a model is, in a few words."""
    match state.condition:
        case Condition.READY:
            return translate("Models", "Ready, verified") if state.proven else translate("Models", "Ready")
        case Condition.MISSING:
            return translate("Models", "Files are missing")
        case Condition.DAMAGED:
            return translate("Models", "Damaged")
        case Condition.BEGUN:
            return translate("Models", "{size} have arrived").format(size=size_text(state.arrived))
        case Condition.ABSENT:
            return translate("Models", "Not obtained")


def facts_line(state: ModelState) -> str:
    """Size and form of a model's pictures, and where it is or what it would take."""
    parts: list[str] = []
    model, entry = state.model, state.published
    if model is not None:
        text = translate("Models", "{width} × {height}, {frames} frames at {fps} fps")
        parts.append(
            text.format(
                width=model.width, height=model.height, frames=model.frames, fps=short(float(model.fps))
            )
        )
        for width, height in model.sizes[1:]:
            text = translate("Models", "upscaled {width} × {height}")
            parts.append(text.format(width=width, height=height))
        parts.append(size_text(state.size))
    elif entry is not None:
        text = translate("Models", "about {size} or more, and once {base} that all share")
        parts.append(text.format(size=size_text(entry.checkpoint.size), base=size_text(entry.base.size)))
    if state.home == Home.SHIPPED:
        parts.append(translate("Models", "came with the program"))
    elif state.home == Home.REFERENCED:
        parts.append(translate("Models", "used where it is"))
    return "  ·  ".join(parts)


def licence_note(source: Source) -> str:
    """What is known of the terms of a part."""
    words = {
        Licence.UNSTATED: translate(
            "Models",
            "The authors state no licence for these weights, and their code has no licence file; ask them "
            "before any use beyond looking at it yourself.",
        ),
        Licence.APACHE: translate("Models", "Apache License 2.0."),
    }
    return words[source.licence]


def licence_line(entry: Published) -> str:
    """The same of all parts in one line."""
    words = {
        Licence.UNSTATED: translate("Models", "{name}: not stated by its authors"),
        Licence.APACHE: translate("Models", "{name}: Apache 2.0"),
    }
    known = ", ".join(words[part.licence].format(name=part.name) for part in (entry.checkpoint, entry.base))
    return translate("Models", "Licence of {parts}").format(parts=known)


def flaw_words(flaw: Flaw) -> str:
    """What is wrong with a file."""
    if flaw.why:
        reasons = {
            "its hash differs": translate("Models", "its content is not what it should be"),
            "it is empty": translate("Models", "it is empty"),
            "it is cut short": translate("Models", "it is cut short"),
            "its length is not what it says": translate("Models", "its length is not what it says"),
        }
        return f"{flaw.path}: {reasons.get(flaw.why) or said(flaw.why)}"
    if flaw.size is not None:
        text = translate("Models", "{file} is missing ({size})")
        return text.format(file=flaw.path, size=size_text(flaw.size))
    return translate("Models", "{file} is missing").format(file=flaw.path)
