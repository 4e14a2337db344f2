"""Which keys do what: a preset's keys over the table's, the user's own over both."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from layerflow_studio.core.shipped import RESOURCES
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.actions import Actions, ActionSpec, shares_keys, show_keys

STUDIO = "studio"
"""The preset that is the table itself."""
_OWN = "own_keys"
_log = logging.getLogger("layerflow_studio.ui")

Keys = dict[str, tuple[str, ...]]
"""Portable key sequences by action id."""


@dataclass(frozen=True)
class KeyPreset:
    """A set of keys by name; what it does not name keeps the table's."""

    id: str
    name: str
    keys: Mapping[str, tuple[str, ...]]


@cache
def key_presets() -> tuple[KeyPreset, ...]:
    """The presets that come with the program, the studio's own first."""
    files = sorted((RESOURCES / "keymaps").glob("*.json"))
    return (KeyPreset(STUDIO, "Studio", {}), *(_read_preset(path.stem, path.read_bytes()) for path in files))


def _read_preset(preset_id: str, text: bytes) -> KeyPreset:
    found: dict[str, Any] = json.loads(text)
    return KeyPreset(preset_id, found["name"], {name: tuple(keys) for name, keys in found["keys"].items()})


def plain_keys(keys: str) -> str:
    """One spelling for a key sequence; empty when it is none."""
    return QKeySequence.fromString(keys).toString()


def merged_keys(
    table: Iterable[ActionSpec], preset: Mapping[str, Sequence[str]], own: Mapping[str, Sequence[str]]
) -> Keys:
    """Every action's keys. Where two claim one, the user's choice beats the preset, that beats the table.

    Actions of two different parts of the window may both have a key.
    """
    result: dict[str, list[str]] = {}
    ranked: list[tuple[int, ActionSpec, str]] = []
    for spec in table:
        rank, keys = (
            (0, own[spec.id])
            if spec.id in own
            else (1, preset[spec.id])
            if spec.id in preset
            else (2, spec.keys)
        )
        result[spec.id] = []
        ranked += [(rank, spec, plain) for one in keys if (plain := plain_keys(one))]
    taken: dict[str, list[ActionSpec]] = {}
    for _, spec, plain in sorted(ranked, key=lambda claim: claim[0]):
        owners = taken.setdefault(plain, [])
        if not any(shares_keys(spec, owner) for owner in owners):
            owners.append(spec)
            result[spec.id].append(plain)
    return {action: tuple(keys) for action, keys in result.items()}


class KeyMap(QObject):
    """The keys in force, given to the window's actions; changes are kept in the settings at once."""

    changed = Signal()

    def __init__(
        self, table: Sequence[ActionSpec], actions: Actions, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.table = tuple(table)
        self._specs = {spec.id: spec for spec in table}
        self._actions, self._settings = actions, settings
        self._preset = STUDIO
        self._keys: Keys = {spec.id: tuple(spec.keys) for spec in table}
        self._apply()

    @property
    def preset(self) -> KeyPreset:
        """The preset in force."""
        known = {preset.id: preset for preset in key_presets()}
        return known.get(self._preset, known[STUDIO])

    def spec(self, action: str) -> ActionSpec:
        """The table's entry of an action."""
        return self._specs[action]

    def keys(self, action: str) -> tuple[str, ...]:
        """The keys of an action, the one that is shown first."""
        return self._keys[action]

    def is_own(self, action: str) -> bool:
        """Whether the user has given this action other keys than the preset does."""
        return action in self._own()

    def users_of(self, keys: str, besides: str = "") -> tuple[str, ...]:
        """The actions that a key sequence would be taken from if it were given to `besides`."""
        plain = plain_keys(keys)
        wanting = self._specs.get(besides)
        return tuple(
            action
            for action, known in self._keys.items()
            if action != besides
            and plain in known
            and (wanting is None or shares_keys(wanting, self._specs[action]))
        )

    def choose(self, preset: str) -> None:
        """Put another preset in force, with what the user changed in it."""
        self._preset = preset
        self._apply()

    def bind(self, action: str, keys: Sequence[str]) -> None:
        """Give an action keys; they are taken from the actions that had them."""
        own = self._own()
        for one in keys:
            for other in self.users_of(one, action):
                if other in own:
                    own[other] = [kept for kept in own[other] if plain_keys(kept) != plain_keys(one)]
        own[action] = [plain for one in keys if (plain := plain_keys(one))]
        self._keep(own)

    def reset(self, action: str) -> None:
        """Give an action the preset's keys back."""
        self._keep({name: keys for name, keys in self._own().items() if name != action})

    def reset_all(self) -> None:
        """Forget everything the user changed in this preset."""
        self._keep({})

    def _own(self) -> dict[str, list[str]]:
        """The user's keys for this preset; what is not understood is left out."""
        found: object = self._settings.get(_OWN)
        mine: object = found.get(self.preset.id) if isinstance(found, dict) else None
        if not isinstance(mine, dict):
            return {}
        return {
            name: [one for one in keys if isinstance(one, str)]
            for name, keys in mine.items()
            if isinstance(keys, list)
        }

    def _keep(self, own: dict[str, list[str]]) -> None:
        found: object = self._settings.get(_OWN)
        everything = dict(found) if isinstance(found, dict) else {}
        everything[self.preset.id] = own
        self._settings.put(_OWN, {name: keys for name, keys in everything.items() if keys} or None)
        self._apply()
        self._settings.save()

    def _apply(self) -> None:
        preset, own, shown = self.preset, self._own(), self._keys
        self._keys = merged_keys(self.table, preset.keys, own)
        for action, keys in self._keys.items():
            lost = {plain_keys(one) for one in preset.keys.get(action, ())} - set(keys)
            if lost and action not in own:
                _log.info("key preset %s: %s has lost %s", preset.id, action, ", ".join(sorted(lost)))
            if keys != shown[action]:
                show_keys(self._actions[action], self._specs[action], keys)
        self.changed.emit()
