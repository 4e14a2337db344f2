"""What a user chose for the whole program; whatever the settings file says, the values here are usable."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.engine.plans import AUTO, NAMES, Quantisation
from layerflow_studio.session.settings import Settings

LANGUAGES = ("system", "en", "de")
NEWEST, STAY = "newest", "stay"
RESULTS = (NEWEST, STAY)
SCALES = (0.0, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Interface scales; 0 follows the system."""
LIMITS = {
    "autosave_seconds": (5, 600),
    "undo_limit": (20, 2000),
    "cache_mb": (64, 16384),
    "threads": (0, 256),
}
_PREFIX = "preferences"


@dataclass(frozen=True)
class Preferences:
    """Values with their defaults. `threads` 0 leaves one core to the window, `scale` 0 follows the system."""

    language: str = "system"
    key_preset: str = "studio"
    start_page: bool = True
    scale: float = 0.0
    autosave_seconds: int = 20
    """The longest that a change is only in memory."""
    undo_limit: int = 200
    results: str = NEWEST
    """Whether the newest take is shown when a run ends, or the one shown before stays."""
    backdrop: str = Backdrop.CHECKER.value
    cache_mb: int = 256
    threads: int = 0
    memory_plan: str = AUTO
    """How models share the memory: one of `engine.plans.NAMES`."""
    smaller_plans: bool = False
    """Whether a run that runs out of memory goes on with a smaller plan unasked."""
    weights: str = Quantisation.NONE.value
    """How the weights of large models are stored."""
    export_folder: str = ""
    """Where exports are proposed; empty means beside the project."""

    @classmethod
    def read(cls, settings: Settings) -> Preferences:
        """Take them from the settings; a value of a wrong kind or outside its limits is the default's."""
        found: object = settings.get(_PREFIX)
        values = cast("dict[str, object]", found) if isinstance(found, dict) else {}
        kept: dict[str, Any] = {}
        for field in fields(cls):
            if _fits(field.name, values.get(field.name)):
                kept[field.name] = values[field.name]
        return replace(cls(), **kept)

    def write(self, settings: Settings) -> None:
        """Put what differs from the defaults into the settings; they are not saved."""
        usual = Preferences()
        changed = {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) != getattr(usual, field.name)
        }
        settings.put(_PREFIX, changed or None)

    def computing_threads(self) -> int:
        """How many threads the model may use: as chosen, else all cores but one."""
        return self.threads or max(1, cores() - 1)

    def export_place(self, otherwise: Path) -> Path:
        """Where to propose exports: the chosen folder while it is there."""
        chosen = Path(self.export_folder)
        return chosen if self.export_folder and chosen.is_dir() else otherwise


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _fits(name: str, value: object) -> bool:
    match name:
        case "language":
            return value in LANGUAGES
        case "results":
            return value in RESULTS
        case "backdrop":
            return value in [backdrop.value for backdrop in Backdrop]
        case "scale":
            return isinstance(value, int | float) and not isinstance(value, bool) and value in SCALES
        case "memory_plan":
            return value in NAMES
        case "weights":
            return value in [kind.value for kind in Quantisation]
        case "start_page" | "smaller_plans":
            return isinstance(value, bool)
        case "key_preset" | "export_folder":
            return isinstance(value, str)
        case _:
            low, high = LIMITS[name]
            return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
