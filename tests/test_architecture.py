"""The house stands as docs/architecture.md says: floors, heavy libraries, sizes, names, and a light start."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "layerflow_studio"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their own module up
    spec.loader.exec_module(module)
    return module


drawing = _load(ROOT / "packaging" / "draw_architecture.py")
FILES: dict[str, Path] = drawing.module_files()
IMPORTS = drawing.scan()

WORDS = {"errors", "sentence"}
# Which rooms a room may import from, itself and the bare package aside.
FLOORS: dict[str, set[str]] = {
    "sentence": set(),
    "errors": {"sentence"},
    "core": WORDS,
    "engine": {"core", *WORDS},
    "media": {"core", *WORDS},
    "training": {"engine", "core", *WORDS},
    "session": {"engine", "media", "core", *WORDS},
    "ui": {"session", "engine", "media", "core", *WORDS},
    "cli": {"session", "engine", "media", "training", "core", *WORDS},
    "app": {"ui", "cli", "session", "engine", "media", "core", *WORDS},
    "__main__": {"app"},
    "": set(),
}

MODELS = {"torch", "diffusers", "peft", "transformers", "accelerate"}
PICTURES = {"cv2", "av"}
WINDOWS = {"PySide6", "shiboken6", "qasync"}
HEAVY = MODELS | PICTURES | WINDOWS
# Which heavy libraries the code of a room may name at all, even inside a function. app.py may name any.
MAY_NAME: dict[str, set[str]] = {
    "engine": MODELS,
    "media": PICTURES,
    "training": MODELS | PICTURES,
    "ui": WINDOWS,
}
# Which heavy libraries may be in memory once a module of the room has been imported.
MAY_LOAD: dict[str, set[str]] = {"core": set(), "session": set(), "cli": set(), "ui": WINDOWS}

BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info"}
MOST_LINES = 500


def library(target: str) -> str | None:
    """The third-party library a target belongs to, None for ours and the standard library."""
    name = target.split(".")[0]
    return None if name == PACKAGE or name in sys.stdlib_module_names else name


def loaded_by(module: str) -> set[str]:
    """Every third-party library that importing a module of ours brings in, through ours, by the source."""
    todo, seen, libraries = [module], set[str](), set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        todo += [".".join(name.split(".")[:n]) for n in range(1, name.count(".") + 1)]
        for found in IMPORTS:
            if found.importer == name and found.when is drawing.When.LOAD:
                todo += [found.target] if found.internal else []
                libraries |= {library(found.target) or ""} - {""}
    return libraries


def test_scan_sees_every_kind_of_import(tmp_path: Path) -> None:
    core = tmp_path / PACKAGE / "core"
    core.mkdir(parents=True)
    (tmp_path / PACKAGE / "__init__.py").write_text("")
    (core / "__init__.py").write_text("from . import frames\n")
    (core / "frames.py").write_text(
        "import torch.nn\n"
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from ..ui import shell\n"
        "class Frame:\n"
        "    from layerflow_studio import core\n"
        "    def show(self):\n"
        "        import cv2\n"
        "        import_module('av')\n"
    )
    load, call, types = drawing.When.LOAD, drawing.When.CALL, drawing.When.TYPES
    assert {
        (found.importer[17:], found.target, found.line, found.when) for found in drawing.scan(tmp_path)
    } == {
        ("core", f"{PACKAGE}.core.frames", 1, load),
        ("core.frames", "torch.nn", 1, load),
        ("core.frames", "typing", 2, load),
        ("core.frames", f"{PACKAGE}.ui", 4, types),
        ("core.frames", f"{PACKAGE}.core", 6, load),
        ("core.frames", "cv2", 8, call),
        ("core.frames", "av", 9, call),
    }


def test_every_room_is_in_the_table() -> None:
    rooms = {drawing.room(module) for module in FILES}
    assert rooms <= set(FLOORS), f"rooms without a floor: {sorted(rooms - set(FLOORS))}"


def test_no_floor_uses_one_above_or_beside_it() -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.target}"
        for found in IMPORTS
        if found.internal
        and (target := drawing.room(found.target)) not in {"", (source := drawing.room(found.importer))}
        and target not in FLOORS[source]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_of_floors_has_no_circle() -> None:
    left = dict(FLOORS)
    while left:
        ground = [room for room, below in left.items() if not below & set(left)]
        assert ground, f"these rooms rest on each other: {sorted(left)}"
        for room in ground:
            del left[room]


def test_heavy_libraries_are_named_only_on_their_floors() -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.target}"
        for found in IMPORTS
        if library(found.target) in HEAVY
        and (room := drawing.room(found.importer)) != "app"
        and library(found.target) not in MAY_NAME.get(room, set())
    ]
    assert not wrong, "\n".join(wrong)


def test_the_foundation_needs_only_numpy() -> None:
    wrong = [
        f"{found.importer}:{found.line} imports {found.target}"
        for found in IMPORTS
        if drawing.room(found.importer) in {"core", "errors", ""}
        and library(found.target)
        not in ({None, "numpy"} if drawing.room(found.importer) == "core" else {None})
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", MAY_LOAD)
def test_importing_a_room_stays_light(room: str) -> None:
    wrong = {
        module: sorted(heavy)
        for module in FILES
        if drawing.room(module) == room and (heavy := loaded_by(module) & HEAVY - MAY_LOAD[room])
    }
    assert not wrong


def test_every_library_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_name(line) for line in project["dependencies"]}
    for_training = declared | {_name(line) for line in project["optional-dependencies"]["train"]}
    distributions = {
        "av": "av",
        "cv2": "opencv-python",
        "PIL": "pillow",
        "PyOpenColorIO": "opencolorio",
        "PySide6": "pyside6-essentials",
        "shiboken6": "pyside6-essentials",
    }
    wrong = [
        f"{found.importer}:{found.line} imports {found.target}, which pyproject.toml does not name"
        for found in IMPORTS
        if (name := library(found.target)) is not None
        and _plain(distributions.get(name, name))
        not in (for_training if drawing.room(found.importer) == "training" else declared)
    ]
    assert not wrong, "\n".join(wrong)


def _name(requirement: str) -> str:
    return _plain(re.split(r"[\[<>=!~; ]", requirement)[0])


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _our_files() -> list[Path]:
    return [path for folder in (PACKAGE, "tests", "packaging") for path in (ROOT / folder).rglob("*.py")]


def test_files_stay_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in _our_files()
    }
    assert not {path: lines for path, lines in lengths.items() if lines > MOST_LINES}


def test_names_say_something() -> None:
    wrong = [
        module
        for module in FILES
        if any(set(part.split("_")) & BANNED_NAMES for part in module.split(".")[1:])
    ]
    assert not wrong


def test_the_picture_is_current() -> None:
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.draw(IMPORTS), (
        "docs/architecture.svg is out of date: run make docs"
    )


def test_every_room_stands_in_the_picture() -> None:
    assert set(drawing.BOXES) == set(FLOORS) - {"", "errors", "sentence", "__main__"}


# --- the start, measured from outside ---------------------------------------------------------------
def test_importing_the_cli_loads_nothing_heavy() -> None:
    code = f"import sys, layerflow_studio.cli.main; print(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_help_answers_at_once() -> None:
    """`layerflow-studio --help` within 0.3 s more than `python -c pass`, the best of five of each."""
    command = Path(sys.executable).with_name("layerflow-studio")
    plain, help_ = float("inf"), float("inf")
    for _ in range(5):
        plain = min(plain, _seconds([sys.executable, "-c", "pass"]))
        help_ = min(help_, _seconds([str(command), "--help"]))
    assert help_ - plain < 0.3


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
    return time.perf_counter() - start
