"""Where the files are that come with the program: inside an installed package, in a clone beside it."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def _place(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


RESOURCES = _place("resources")
"""Icons, theme, keymaps, translations and the sample project."""
MODELS = _place("models")
"""The models that come with the program."""
