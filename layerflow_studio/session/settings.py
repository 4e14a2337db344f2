"""What the program remembers about its user, and where: the XDG folders, or the platform's own."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path
from typing import Any, cast

from layerflow_studio.engine.registry import is_reachable
from layerflow_studio.errors import BadInput, reason_of
from layerflow_studio.session.atomic import write_whole

APP = "layerflow-studio"
MODEL_FOLDERS_VARIABLE = "LAYERFLOW_MODELS"
MOST_RECENT = 12
_MODELS_HOME = "models_home"


def config_dir() -> Path:
    """Return the folder of the settings; it need not exist yet."""
    return _place("XDG_CONFIG_HOME", ".config", "Library/Application Support", "APPDATA")


def data_dir() -> Path:
    """Return the folder of what the user would miss, such as added models."""
    return _place("XDG_DATA_HOME", ".local/share", "Library/Application Support", "APPDATA")


def state_dir() -> Path:
    """Return the folder of logs and of projects that have no place of their own yet."""
    return _place("XDG_STATE_HOME", ".local/state", "Library/Logs", "LOCALAPPDATA")


def cache_dir() -> Path:
    """Return the folder of what can be made again and may be deleted at any time."""
    return _place("XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA")


def unsaved_folder(name: str = "untitled") -> Path:
    """Return a fresh place for the project of a window that has none; it is not made."""
    return unsaved_place() / f"{name}-{secrets.token_hex(2)}.lfstudio"


def unsaved_place() -> Path:
    """Return the folder of the projects that have no place of their own yet."""
    return state_dir() / "unsaved"


def models_home() -> Path:
    """Where obtained models are kept: as chosen in the settings, else in our data folder. It may not exist."""
    chosen = Settings.load().get(_MODELS_HOME)
    return Path(chosen) if isinstance(chosen, str) and Path(chosen).is_absolute() else data_dir() / "models"


def choose_models_home(folder: Path | None) -> None:
    """Keep models obtained from now on in another folder; None for our own. BadInput as for `Settings.save`.

    What is in the one before is still found.
    """
    settings, before = Settings.load(), models_home()
    if before not in (data_dir() / "models", folder, *settings.model_folders):
        settings.set_model_folders((*settings.model_folders, before))
    settings.put(_MODELS_HOME, str(folder.absolute()) if folder is not None else None)
    settings.save()


def model_folders() -> tuple[Path, ...]:
    """Where to look for models besides the shipped ones: our data folder, where they are kept, settings,
    LAYERFLOW_MODELS.
    """
    named = [Path(part) for part in os.environ.get(MODEL_FOLDERS_VARIABLE, "").split(os.pathsep) if part]
    own = dict.fromkeys((data_dir() / "models", models_home()))
    return (*own, *Settings.load().model_folders, *named)


class Settings:
    """JSON values by name, in one file. One that cannot be read counts as empty and is set aside."""

    def __init__(self, path: Path, values: dict[str, Any], *, damaged: bool = False) -> None:
        self._path, self._values, self._damaged = path, values, damaged
        self._touched: set[str] = set()

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """Read the settings file."""
        path = path or config_dir() / "settings.json"
        try:
            found: object = json.loads(path.read_bytes())
        except FileNotFoundError:
            return cls(path, {})
        except (OSError, ValueError, RecursionError):
            return cls(path, {}, damaged=True)
        if not isinstance(found, dict):
            return cls(path, {}, damaged=True)
        return cls(path, cast("dict[str, Any]", found))

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value, the default when there is none."""
        return self._values.get(name, default)

    def put(self, name: str, value: Any) -> None:
        """Keep a JSON value; None removes it."""
        self._touched.add(name)
        if value is None:
            self._values.pop(name, None)
        else:
            json.dumps(value, allow_nan=False)
            self._values[name] = value

    def save(self) -> None:
        """Write what was put here into the file, beside what other windows put there meanwhile.

        BadInput when the disk refuses.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._take_over_others()
            if self._damaged and self._path.exists():
                os.replace(self._path, self._aside())  # noqa: PTH105
                self._damaged = False
        except OSError as problem:
            raise BadInput(
                "The settings cannot be kept in {folder} ({reason}); check its permissions.",
                folder=self._path.parent,
                reason=reason_of(problem),
            ) from problem
        write_whole(self._path, json.dumps(self._values, indent=1, sort_keys=True) + "\n")
        self._touched.clear()

    def _aside(self) -> Path:
        """A free name for a damaged file, so that one set aside before stays."""
        names = (f".damaged{number}" for number in count(2))
        places = (self._path.with_suffix(name) for name in chain((".damaged",), names))
        return next(place for place in places if not place.exists())

    def _take_over_others(self) -> None:
        if self._damaged:
            return
        there = Settings.load(self._path)
        mine = {name: self._values[name] for name in self._touched if name in self._values}
        others = {name: value for name, value in there._values.items() if name not in self._touched}
        self._values, self._damaged = others | mine, there._damaged

    @property
    def recent_projects(self) -> tuple[Path, ...]:
        """Projects opened before and still there, newest first."""
        return tuple(path for path in self._paths("recent_projects") if is_reachable(path / "project.json"))

    def add_recent(self, folder: Path) -> None:
        """Put a project first among the recent ones."""
        folder = folder.resolve()
        self._take_over_others()
        others = [path for path in self._paths("recent_projects") if path != folder]
        self.put("recent_projects", [str(path) for path in (folder, *others)][:MOST_RECENT])

    def forget_recent(self, folder: Path) -> None:
        """Take a project off the recent ones; its files stay."""
        self._take_over_others()
        others = [str(path) for path in self._paths("recent_projects") if path != folder]
        self.put("recent_projects", others or None)

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Folders with further models."""
        return tuple(self._paths("model_folders"))

    def set_model_folders(self, folders: Iterable[Path]) -> None:
        """Choose the folders with further models."""
        self.put("model_folders", [str(folder) for folder in folders] or None)

    def _paths(self, name: str) -> list[Path]:
        found: object = self._values.get(name)
        texts = cast("list[object]", found) if isinstance(found, list) else []
        return [Path(text) for text in texts if isinstance(text, str) and text]


def _place(variable: str, elsewhere: str, on_mac: str, on_windows: str) -> Path:
    """The XDG Base Directory Specification ignores relative values, so do we."""
    named = os.environ.get(variable, "")
    if named and Path(named).is_absolute():
        return Path(named) / APP
    if sys.platform == "darwin":
        return Path.home() / on_mac / APP
    if sys.platform == "win32":
        return Path(os.environ.get(on_windows) or Path.home() / "AppData" / "Local") / APP
    return Path.home() / elsewhere / APP
