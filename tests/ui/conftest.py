"""The real window over a real session, with a tiny real model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import qasync
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from layerflow_studio.core import edits
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import PromptSet
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.generate import build_request, new_document
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.keymap import KeyGuard
from layerflow_studio.ui.main_window import MainWindow
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.theme import apply_theme
from layerflow_studio.ui.workspace import Workspace
from tests.tiny_model import make_tiny_model

WAIT_MS = 30_000


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the tiny one in it."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "tiny").mkdir()
    make_tiny_model(folder / "tiny")
    return folder


@pytest.fixture
def keeper(models: Path) -> ModelKeeper:
    return ModelKeeper(models)


@pytest.fixture
def tiny(keeper: ModelKeeper) -> ModelDescription:
    return keeper.model("tiny")


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The application as `app.py` sets it up: theme and key guard."""
    if not qapp.styleSheet():
        apply_theme(qapp)
    guard = KeyGuard(qapp)
    yield qapp
    guard.retire()


@pytest.fixture
def loop(themed: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    """The shell's event loop, running on the one that pytest-qt turns."""
    loop = qasync.QEventLoop(themed, already_running=True)
    loop.set_default_executor(ThreadPoolExecutor(2, thread_name_prefix="layerflow-shell"))
    asyncio.set_event_loop(loop)
    failures: list[BaseException] = []
    loop.set_exception_handler(lambda _, context: failures.append(context.get("exception")))
    yield loop
    # `stop` would call `QApplication.exit`, after which no nested event loop turns any more.
    loop._QEventLoop__is_running = False  # type: ignore[attr-defined]
    asyncio.events._set_running_loop(None)
    loop.close()
    asyncio.set_event_loop(None)
    assert not failures, failures


class Studio:
    """A window with what a test needs at hand."""

    def __init__(self, window: MainWindow, runner: Runner, qtbot: QtBot) -> None:
        self.window, self.runner, self.qtbot = window, runner, qtbot
        self.workspace: Workspace = window.workspace
        self.store = window.workspace.store
        self.transport = window.workspace.transport

    def row(self, role: Role) -> LayerRow:
        """The row of the topmost layer of a role."""
        layer = self.store.document.top(role)
        assert layer is not None
        return self.window.stack.row(layer.id)

    def act(self, name: str) -> None:
        """Trigger an action of the table, as a menu entry does."""
        action = self.window.actions_by_id[name]
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()

    def until(self, condition: Callable[[], bool], timeout: int = WAIT_MS) -> None:
        """Turn the event loop until something is so."""
        self.qtbot.waitUntil(condition, timeout=timeout)

    def generate(self) -> None:
        """Press Generate and wait for the take."""
        count = len(self.workspace.project.library.entries())
        self.window.generate_panel.button.click()
        self.until(lambda: len(self.workspace.take_numbers) == count + 1 and not self.window.jobs.busy)

    def generate_slowly(self) -> None:
        """Start a run that is far from done when its first preview is there."""
        many = replace(self.store.document.sampling, steps=1000)
        self.store.dispatch("Many steps", partial(edits.set_sampling, sampling=many))
        self.act("generate")
        self.until(lambda: self.window.generation.preview.active)

    def answer(self, button: QMessageBox.StandardButton) -> None:
        """Press a button of the question that is open or will be."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    def idle(self) -> None:
        """Wait until the running flow of the shell has ended."""
        self.until(lambda: not self.window.shell.busy)

    def close(self) -> None:
        """Close the window as a user who does not save, and wait until all has stopped."""
        if not self.window.shell.closed:
            self.idle()
            self.store.mark_saved()
            with self.qtbot.waitSignal(self.window.shell.gone, timeout=WAIT_MS):
                self.window.close()


Opener = Callable[..., Studio]


@pytest.fixture
def open_studio(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, keeper: ModelKeeper, tmp_path: Path
) -> Iterator[Opener]:
    """Open windows on projects; they are closed after the test."""
    opened: list[Studio] = []

    def open_(project: Project) -> Studio:
        runner = Runner()
        settings = Settings.load(tmp_path / f"settings{len(opened)}.json")
        window = MainWindow(Workspace(project), runner, keeper, settings)
        window.show()
        qtbot.waitExposed(window)
        studio = Studio(window, runner, qtbot)
        opened.append(studio)
        return studio

    yield open_
    for studio in opened:
        studio.close()
        studio.window.deleteLater()


@pytest.fixture
def empty_project(tiny: ModelDescription, tmp_path: Path) -> Project:
    """Three empty layers with prompts."""
    prompts = PromptSet("a red fox", "a meadow", "a red fox in a meadow")
    return Project.create(tmp_path / "shot.lfstudio", new_document(tiny, prompts, seed=7))


@pytest.fixture
def studio(open_studio: Opener, empty_project: Project) -> Studio:
    """A window on three empty layers."""
    return open_studio(empty_project)


@pytest.fixture
def filled_project(empty_project: Project) -> Project:
    """The same with a clip on every layer: a red box on a moving grey ramp."""
    document = empty_project.document
    for role, clip in painted_clips(document.canvas.width, document.canvas.height).items():
        layer = document.top(role)
        assert layer is not None
        document = edits.set_clip(document, layer.id, empty_project.clips.put(clip), clip.frames)
    empty_project.save(document)
    return empty_project


@pytest.fixture
def filled(open_studio: Opener, filled_project: Project) -> Studio:
    """A window on three layers with pictures."""
    return open_studio(filled_project)


def painted_clips(width: int, height: int, frames: int = 8) -> dict[Role, ClipPixels]:
    """A foreground with alpha, a background whose grey is 20 times the frame, and a blend."""
    foreground = np.zeros((frames, height, width, 4), np.uint8)
    foreground[:, height // 4 : -height // 4, width // 4 : -width // 4] = (200, 30, 30, 255)
    background = np.full((frames, height, width, 4), 255, np.uint8)
    background[..., :3] = (20 * np.arange(frames, dtype=np.uint8))[:, None, None, None]
    blended = np.where(foreground[..., 3:] == 255, foreground, background)
    made = partial(ClipPixels, fps=Fraction(8))
    return {
        Role.FOREGROUND: made(foreground),
        Role.BACKGROUND: made(background),
        Role.BLENDED: made(blended),
    }


def add_takes(project: Project, model: ModelDescription, count: int, **same: object) -> list[Take]:
    """File takes made of painted clips, each with a prompt and a seed of its own."""
    takes: list[Take] = []
    clips = painted_clips(model.width, model.height)
    stored = {role: project.clips.put(clip) for role, clip in clips.items()}
    for number in range(count):
        document = project.document
        layer = document.top(Role.FOREGROUND)
        assert layer is not None
        document = edits.set_prompt(document, layer.id, f"a fox number{number}")
        request = build_request(document, model, seed=100 + number)
        if same.get("own_clips"):
            pixels = clips[Role.FOREGROUND].pixels.copy()
            pixels[..., :3] = 255 - 30 * number
            stored[Role.FOREGROUND] = project.clips.put(replace(clips[Role.FOREGROUND], pixels=pixels))
        take = Take(
            f"take-{number:05}", request, tuple(stored.items()),
            Provenance("0", model.hash, "2", "cpu", "float32", 1.0),
            f"2025-01-{1 + number // 1440:02}T{number // 60 % 24:02}:{number % 60:02}:00.000+00:00",
        )  # fmt: skip
        project.library.add(take)
        takes.append(take)
    return takes


@pytest.fixture
def takes(filled_project: Project, tiny: ModelDescription) -> list[Take]:
    return add_takes(filled_project, tiny, 4, own_clips=True)


@pytest.fixture
def browser(takes: list[Take], filled: Studio) -> Studio:
    """A window on a project with four takes, T1 to T4, the newest current."""
    panel = filled.window.takes
    panel.grid.choose(panel.model.index(0))
    return filled
