"""A clip is dragged with the mouse from the window to another program, under a real X server."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.media.clip_io import widen
from layerflow_studio.media.importer import read_clip
from layerflow_studio.session.generate import plan_job, show_take
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project

pytestmark = [
    pytest.mark.gui,
    pytest.mark.apps,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
]
HERE = Path(__file__).resolve().parent
TARGET = (1340, 300)
"""Left and top of the other program's window, beside ours."""
PATIENCE = 60.0


@dataclass
class Program:
    """Another process that says in JSON lines what happens in it."""

    process: subprocess.Popen[str]

    def hear(self, key: str, seconds: float = PATIENCE) -> Any:
        """Return what it says under a key, when it does."""
        end, output = time.monotonic() + seconds, self.process.stdout
        assert output is not None
        while (left := end - time.monotonic()) > 0:
            if select.select([output], [], [], left)[0]:
                line = output.readline()
                assert line, f"the program ended with {self.process.wait()}"
                said = json.loads(line)
                if key in said:
                    return said[key]
        raise AssertionError(f"nothing was said about {key}")


class Desk:
    """An X server of its own, with a mouse."""

    def __init__(self) -> None:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as said:
            number = said.readline().strip()
        assert number, "the X server did not start"
        self._programs: list[subprocess.Popen[str]] = []
        self.environment = os.environ | {
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(HERE.parents[2]),
        }

    def run(self, script: str, *arguments: object) -> Program:
        """Start one of the programs beside this file."""
        command = [sys.executable, str(HERE / script), *map(str, arguments)]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        self._programs.append(process)
        return Program(process)

    def mouse(self, *words: object) -> None:
        """Move the mouse, press or let go."""
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True)

    def close(self) -> None:
        """End the programs and the server."""
        for process in (*self._programs, self._server):
            process.terminate()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


@dataclass(frozen=True)
class Saved:
    """A project on disk that nobody has open, and the clip of its foreground."""

    folder: Path
    clip: ClipPixels


@pytest.fixture
def saved(filled_project: Project, tiny: ModelDescription, keeper: ModelKeeper) -> Saved:
    """A project with a take on its layers."""
    take = plan_job(filled_project, filled_project.document, tiny, keeper, seed=3).run(
        SilentProgress(), CancelToken()
    )
    filled_project.save(show_take(filled_project.document, take))
    clip = filled_project.clips.get(take.clip(Role.FOREGROUND) or "")
    filled_project.close()
    return Saved(filled_project.folder, clip)


@pytest.mark.parametrize("start", ["layer", "take"])
def test_another_program_gets_the_clip(desk: Desk, saved: Saved, tmp_path: Path, start: str) -> None:
    studio = desk.run("studio_window.py", saved.folder, tmp_path / "settings.json")
    receiver = desk.run("receiver.py", *TARGET)
    x, y = studio.hear("places")[start]
    receiver.hear("ready")
    desk.mouse("mousemove", x, y, "mousedown", 1)
    for step in range(1, 5):
        desk.mouse("mousemove", x + 6 * step, y + 2 * step)
    dragged = studio.hear("dragged")  # the file was made while the button was held
    aim = TARGET[0] + 100, TARGET[1] + 100
    for part in range(1, 11):
        desk.mouse("mousemove", x + (aim[0] - x) * part // 10, y + (aim[1] - y) * part // 10, "sleep", 0.05)
    desk.mouse("sleep", 0.3, "mouseup", 1)
    assert receiver.hear("files") == [dragged]
    film = read_clip(Path(dragged))
    assert (film.frames, film.width, film.height) == (saved.clip.frames, saved.clip.width, saved.clip.height)
    assert film.fps == saved.clip.fps
    shown = widen(saved.clip.pixels)[..., 3:] > 0
    apart = np.abs(widen(film.pixels).astype(np.int64) - widen(saved.clip.pixels)) / 257
    assert apart[..., 3].max() <= 1 and (apart[..., :3] * shown).mean() < 1
