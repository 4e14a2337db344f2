"""Nothing is lost: full disks, folders that vanish, two windows on one project, crashes."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from layerflow_studio.core import edits
from layerflow_studio.core.kinds import Role
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project, left_behind
from layerflow_studio.ui.projects import untitled_project
from tests.ui.conftest import Opener, Studio, add_takes

pytestmark = pytest.mark.gui


@contextmanager
def full_disk() -> Iterator[None]:
    """Every flush to the disk is refused, as by a full one."""

    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        yield


def type_prompt(studio: Studio, text: str) -> None:
    studio.row(Role.FOREGROUND).prompt.setPlainText(text)


def one_sentence(studio: Studio) -> str:
    text = studio.window.notice.text
    assert text and "\n" not in text and "Traceback" not in text and text.endswith(".")
    return text


def test_a_full_disk_leaves_the_saved_project_and_the_change(studio: Studio) -> None:
    folder = studio.workspace.project.folder
    before = (folder / "project.json").read_bytes()
    type_prompt(studio, "a dog")
    with full_disk():
        studio.act("save")
        studio.idle()
    assert "No space left" in one_sentence(studio) and "free some space" in one_sentence(studio)
    assert studio.store.modified and (folder / "project.json").read_bytes() == before
    assert not list(folder.glob("*.part"))
    studio.act("save")
    studio.idle()
    assert not studio.store.modified


def test_closing_on_a_full_disk_stays_open_when_saving_fails(studio: Studio) -> None:
    type_prompt(studio, "a dog")
    with full_disk():
        studio.window.close()
        studio.answer(QMessageBox.StandardButton.Save)
        studio.idle()
    assert studio.window.isVisible() and not studio.window.shell.closed and studio.store.modified
    assert "No space left" in one_sentence(studio)


def test_an_untouched_window_closes_on_a_full_disk(open_studio: Opener, keeper: ModelKeeper) -> None:
    studio = open_studio(untitled_project(keeper, "tiny"))
    studio.store.dispatch("New seed", partial(edits.set_seed, seed=99))
    with full_disk():
        studio.window.close()
        studio.until(lambda: studio.window.shell.closed and not studio.window.shell.busy)
    assert not studio.workspace.project.folder.exists()


def test_settings_that_cannot_be_written_keep_nothing_else_back(
    open_studio: Opener, empty_project: Project
) -> None:
    empty_project.write_autosave(edits.set_seed(empty_project.document, seed=77))
    empty_project.close()
    studio = open_studio(Project.open(empty_project.folder))
    with full_disk():
        studio.window.shell.greet()
    assert "No space left" in one_sentence(studio)
    studio.answer(QMessageBox.StandardButton.Yes)
    studio.idle()
    assert studio.store.document.seed == 77


def test_a_folder_that_vanished_is_told_and_the_work_saved_elsewhere(studio: Studio, tmp_path: Path) -> None:
    shutil.rmtree(studio.workspace.project.folder)
    type_prompt(studio, "a dog")
    studio.act("save")
    studio.idle()
    assert "cannot be written" in one_sentence(studio) and studio.store.modified
    studio.window.shell._start(studio.window.shell.save_to(tmp_path / "rescued"))
    studio.idle()
    assert studio.workspace.project.folder.name == "rescued.lfstudio" and not studio.store.modified
    assert studio.store.document.prompts.foreground == "a dog"


def test_autosave_into_a_folder_that_vanished_is_one_sentence(studio: Studio) -> None:
    shutil.rmtree(studio.workspace.project.folder)
    type_prompt(studio, "a dog")
    studio.until(lambda: studio.window.notice.text != "")
    assert "autosave" in one_sentence(studio)
    assert studio.store.document.prompts.foreground == "a dog"


def test_a_save_has_the_last_word_over_an_autosave_on_its_way(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, flush, folder = threading.Event(), os.fsync, studio.workspace.project.folder

    def slow_beside(handle: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            gate.wait(30)
        flush(handle)

    monkeypatch.setattr(os, "fsync", slow_beside)
    type_prompt(studio, "a dog")
    studio.until(lambda: any(folder.glob(".autosave*.part")))
    opener = threading.Timer(0.3, gate.set)
    opener.start()
    studio.act("save")
    studio.idle()
    opener.join()
    assert not studio.store.modified and not (folder / "autosave.json").exists()


def test_two_windows_never_have_one_project(
    open_studio: Opener, filled_project: Project, keeper: ModelKeeper, tmp_path: Path
) -> None:
    first = open_studio(filled_project)
    other = Project.create(tmp_path / "other.lfstudio", new_document(keeper.model("tiny")))
    second = open_studio(other)
    second.window.shell.open(filled_project.folder)
    second.idle()
    assert "open in another window" in one_sentence(second)
    assert second.workspace.project is other and first.workspace.project is filled_project
    type_prompt(first, "still mine")
    first.act("save")
    first.idle()
    assert not first.store.modified


def test_a_refused_project_change_gives_the_new_one_free(
    open_studio: Opener, keeper: ModelKeeper, filled_project: Project
) -> None:
    """The old project's autosave is refused just then: the window stays where it is."""
    filled_project.close()
    studio = open_studio(untitled_project(keeper, "tiny"))
    old = studio.workspace.project
    studio.store.dispatch("New seed", partial(edits.set_seed, seed=99))
    with full_disk():
        studio.window.shell.open(filled_project.folder)
        studio.idle()
    assert "No space left" in one_sentence(studio) and studio.workspace.project is old
    Project.open(filled_project.folder).close()


def test_takes_of_an_untitled_project_outlast_it(
    open_studio: Opener, keeper: ModelKeeper, filled_project: Project
) -> None:
    """Nothing was changed since it was begun, so nobody is asked."""
    filled_project.close()
    untitled = untitled_project(keeper, "tiny")
    add_takes(untitled, keeper.model("tiny"), 1)
    studio = open_studio(untitled)
    studio.window.shell.open(filled_project.folder)
    studio.idle()
    assert studio.workspace.project.folder == filled_project.folder
    assert untitled.folder in left_behind()
    with Project.open(untitled.folder) as kept:
        assert len(kept.library.entries()) == 1


def test_an_untitled_project_is_gone_once_it_is_discarded_or_saved(
    open_studio: Opener, keeper: ModelKeeper, tmp_path: Path
) -> None:
    studio = open_studio(untitled_project(keeper, "tiny"))
    first = studio.workspace.project.folder
    type_prompt(studio, "a dog")
    studio.act("new")
    studio.answer(QMessageBox.StandardButton.Discard)
    studio.idle()
    second = studio.workspace.project.folder
    assert second != first and not first.exists()
    studio.window.shell._start(studio.window.shell.save_to(tmp_path / "titled"))
    studio.idle()
    assert studio.workspace.project.name == "titled" and not second.exists()


def test_a_project_is_out_of_reach_while_it_is_copied(studio: Studio, tmp_path: Path) -> None:
    """A run that is asked for meanwhile would belong to the folder that is left."""
    prompt, copied, flush = studio.row(Role.FOREGROUND).prompt, threading.Event(), os.fsync

    def slow(handle: int) -> None:
        copied.wait(20)
        flush(handle)

    prompt.setFocus()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", slow)
        studio.window.shell._start(studio.window.shell.save_to(tmp_path / "copy"))
        studio.until(lambda: not prompt.isEnabled())
        assert "Copying the project" in studio.window.statusBar().currentMessage()
        studio.window.generate_panel.button.click()
        assert not studio.window.jobs.cards
        copied.set()
        studio.idle()
    assert studio.workspace.project.name == "copy" and prompt.isEnabled() and prompt.hasFocus()


def test_saving_waits_for_what_the_window_is_doing(studio: Studio, loop: asyncio.AbstractEventLoop) -> None:
    done = loop.create_future()

    async def flow() -> None:
        await done

    studio.window.shell._start(flow())
    type_prompt(studio, "a dog")
    studio.act("save")
    assert studio.store.modified
    done.set_result(None)
    studio.until(lambda: not studio.store.modified)
    assert b"a dog" in (studio.workspace.project.folder / "project.json").read_bytes()


def test_a_fault_in_a_flow_is_told_at_once(studio: Studio, loop: asyncio.AbstractEventLoop) -> None:
    heard: list[object] = []
    loop.set_exception_handler(lambda _, context: heard.append(context.get("exception")))
    fault = RuntimeError("a fault in a flow")

    async def flow() -> None:
        raise fault

    gone: list[bool] = []
    studio.window.shell.gone.connect(lambda: gone.append(True))
    studio.window.shell._start(flow())
    studio.window.close()  # it comes next
    studio.until(lambda: bool(gone))
    assert heard == [fault]


def test_what_nobody_caught_is_told_and_the_work_goes_on(studio: Studio) -> None:
    from layerflow_studio.ui.faults import FaultReporter

    reporter = FaultReporter()
    reporter.reported.connect(studio.window.notice.tell)

    def broken(*_: object) -> None:
        raise RuntimeError("a fault in a slot")

    try:
        broken()
    except RuntimeError as fault:
        reporter.report(fault)
    assert "your work is kept" in one_sentence(studio)
    type_prompt(studio, "a dog")
    assert studio.store.modified


CRASH = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from layerflow_studio import app
from layerflow_studio.core import edits
from layerflow_studio.ui import main_window
show = main_window.MainWindow.showEvent
def shown(window, event):
    show(window, event)
    workspace = window.workspace
    workspace.do("Seed", lambda d: edits.set_seed(d, seed=4321))
    def look():
        if (workspace.project.folder / "autosave.json").exists():
            os.kill(os.getpid(), signal.SIGKILL)
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(100)
main_window.MainWindow.showEvent = shown
sys.exit(app.main([sys.argv[1]]))
"""


def test_after_a_crash_the_project_opens_with_what_was_not_saved(filled_project: Project) -> None:
    filled_project.close()
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(filled_project.folder)], capture_output=True, text=True, timeout=90
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert time.monotonic() - began < 60
    assert (filled_project.folder / ".lock").exists(), "the dead window's lock is still there"
    with Project.open(filled_project.folder) as project:
        assert project.document.seed != 4321
        assert project.recovery == edits.set_seed(project.document, seed=4321)
        assert all(layer.clip in project.clips for layer in project.document.layers)
