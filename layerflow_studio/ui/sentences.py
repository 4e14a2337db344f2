"""Sentences that the floors below make in English, said in the user's language where we have them.

The floors below know no Qt. What they say most often is listed here once more, word for word, with the parts
that vary in braces; a sentence that is not listed is shown as it comes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from layerflow_studio.core.kinds import Role
from layerflow_studio.ui.words import role_name, translate

_KNOWN = cast(
    "tuple[str, ...]",
    (
        QT_TRANSLATE_NOOP("Sentences", "Makes {made} from the prompts."),
        QT_TRANSLATE_NOOP("Sentences", "Makes the {made} anew and keeps the {kept} as it is."),
        QT_TRANSLATE_NOOP("Sentences", "Keeps the {kept} as it is and makes the {made} anew."),
        QT_TRANSLATE_NOOP(
            "Sentences", "Keeps the {kept} as it is and makes the {made}, over the layer below."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Keeps the {kept} as it is and makes the {made}, over the composite of {count} layers below.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "Makes the {made}, over the layer below."),
        QT_TRANSLATE_NOOP("Sentences", "Makes the {made}, over the composite of {count} layers below."),
        QT_TRANSLATE_NOOP("Sentences", "Takes the blended scene apart into foreground and background."),
        QT_TRANSLATE_NOOP("Sentences", "There is no model to run; install one or choose its folder."),
        QT_TRANSLATE_NOOP("Sentences", "{model} lacks {files}; put the files into {folder}."),
        QT_TRANSLATE_NOOP(
            "Sentences", "Layer {layer} is locked but empty; unlock it, or import a clip for the {role}."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences", "Every layer is locked, so there is nothing to make; unlock at least one."
        ),
        QT_TRANSLATE_NOOP("Sentences", "{model} cannot work from a locked {kept} alone; lock other layers."),
        QT_TRANSLATE_NOOP("Sentences", "Write what the foreground or the background shows, then generate."),
        QT_TRANSLATE_NOOP("Sentences", "The layer to re-roll is not there any more; select another."),
        QT_TRANSLATE_NOOP(
            "Sentences", "Layer {layer} is media, which no model makes; give it another role to re-roll it."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Layer {layer} is locked; unlock it to re-roll it."),
        QT_TRANSLATE_NOOP("Sentences", "Layer {layer} is locked; unlock it to change it."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{model} may not know what this {role} prompt asks; it knows {phrases}."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences", "{path} cannot be written ({reason}); free some space or choose another place."
        ),
        QT_TRANSLATE_NOOP("Sentences", "{path} is not a project; choose a folder that holds {file}."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{project} is open in another window (process {pid}); close it there first."
        ),
        QT_TRANSLATE_NOOP("Sentences", "{path} does not exist; check the name or choose another file."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{path} is there already and not empty; choose another name for the project."
        ),
    ),
)
_ROLES = {
    "foreground": Role.FOREGROUND,
    "background": Role.BACKGROUND,
    "blended scene": Role.BLENDED,
    "blended": Role.BLENDED,
}
_OF_ROLES = ("made", "kept", "role")


def said(sentence: str) -> str:
    """Return a sentence of the floors below in the language of the interface."""
    for pattern, text in _known():
        found = pattern.fullmatch(sentence)
        if found is not None:
            local = QCoreApplication.translate("Sentences", text)
            return sentence if local == text else local.format(**_local_parts(found.groupdict()))
    return sentence


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every known sentence as a pattern; the longest first, so that the most telling one is taken."""
    patterns: list[tuple[re.Pattern[str], str]] = []
    for text in sorted(_KNOWN, key=len, reverse=True):
        parts = re.split(r"\{(\w+)\}", text)
        source = "".join(
            f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
        )
        patterns.append((re.compile(source, re.DOTALL), text))
    return tuple(patterns)


def _local_parts(parts: dict[str, str]) -> dict[str, str]:
    return {name: _local_roles(part) if name in _OF_ROLES else part for name, part in parts.items()}


def _local_roles(listed: str) -> str:
    """Roles in a row, each perhaps with the name of its layer."""
    names = [_local_role(name) for name in re.split(r", | and ", listed)]
    if len(names) == 1:
        return names[0]
    return translate("Words", "{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])


def _local_role(name: str) -> str:
    role, _, layer = name.partition(" of layer ")
    known = _ROLES.get(role)
    local = role_name(known) if known is not None else role
    return translate("Words", "{role} of {layer}").format(role=local, layer=layer) if layer else local
