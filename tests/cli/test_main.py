"""The frame around the commands: help, exit codes, Ctrl+C, the progress bar, and a light start."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from layerflow_studio import __version__
from layerflow_studio.cli.main import COMMANDS, main
from layerflow_studio.cli.terminal import Outcome, Terminal, seconds_text
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.errors import Cancelled
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

from .conftest import GENERATE

Capture = pytest.CaptureFixture[str]
HEAVY = {"PySide6", "qasync", "torch", "diffusers", "transformers", "peft", "cv2", "av"}


def test_help_tells_every_command_and_the_exit_codes(capsys: Capture) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n    {name}" in out
        assert main([name, "--help"]) == 0
        own = capsys.readouterr().out
        assert "exit codes:" in own and "--json" in own and "130" in own
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip().endswith(__version__)


def test_help_of_no_command_loads_anything_heavy_and_the_first_page_not_even_numpy() -> None:
    code = f"""
import sys
from layerflow_studio.cli.main import COMMANDS, main
assert main(["--help"]) == 0
first = set(sys.modules)
for name in COMMANDS:
    assert main([name, "--help"]) == 0
print("heavy:", *sorted({HEAVY!r} & set(sys.modules)), *sorted({{"numpy", "rich"}} & first))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].strip() == "heavy:"


def test_missing_weights_have_an_exit_code_of_their_own(
    tmp_path: Path, models: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(models / "tiny", tmp_path / "models" / "tiny")
    (tmp_path / "models" / "tiny" / "vae" / "config.json").unlink()
    monkeypatch.setenv("LAYERFLOW_MODELS", str(tmp_path / "models"))
    for command in ([*GENERATE, "--out", str(tmp_path / "out")], ["models", "verify", "tiny"]):
        capsys.readouterr()
        assert main(command) == 3
        assert capsys.readouterr().err.startswith("Tiny lacks vae/config.json; put the files into ")
    assert not (tmp_path / "out").exists()


def test_an_error_of_our_own_is_a_sentence_with_the_place_of_the_log(
    fox: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder where a clip file should be is something no code expects."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    takes = fox / "project.lfstudio" / "takes"
    shutil.rmtree(takes)
    takes.write_text("in the way")
    capsys.readouterr()
    assert main(["reroll", str(fox), "--lock", "foreground"]) == 1
    err = capsys.readouterr().err
    log = tmp_path / "state" / "layerflow-studio" / "layerflow-studio.log"
    assert err.count("\n") == 1 and str(log) in err and "Traceback" in log.read_text()


# --- Ctrl+C


def start(arguments: list[str], models: Path, tmp_path: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "LAYERFLOW_MODELS": str(models), "XDG_STATE_HOME": str(tmp_path / "state")}
    return subprocess.Popen(
        [sys.executable, "-m", "layerflow_studio.cli.main", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # what runs in the background ignores it
    )


def test_ctrl_c_cancels_a_generation_cleanly(models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with start([*GENERATE, "--steps", "1000", "--out", str(out)], models, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Makes foreground")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in err
    assert err.rstrip().endswith("Cancelled.")
    assert not out.exists()


def test_ctrl_c_during_a_reroll_leaves_the_project_as_it_was(models: Path, fox: Path, tmp_path: Path) -> None:
    project = fox / "project.lfstudio" / "project.json"
    before = project.read_bytes()
    with start(["reroll", str(fox), "--lock", "foreground", "--steps", "1000"], models, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Keeps the foreground")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert project.read_bytes() == before and not (fox / "project.lfstudio" / ".lock").exists()
    with Project.open(fox / "project.lfstudio") as opened:
        assert len(opened.library.entries()) == 1


STUBBORN = """
import sys, threading
from layerflow_studio.cli.terminal import Terminal
from layerflow_studio.session.runner import Lane
class Deaf:
    title, lane, stages = "listen", Lane.ENGINE, ()
    def run(self, progress, cancel):
        print("working", flush=True)
        threading.Event().wait()
Terminal().do(Deaf())
"""


def test_a_second_ctrl_c_stops_at_once() -> None:
    command = [sys.executable, "-c", STUBBORN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGINT)
        while "again" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130


# --- the terminal


@dataclass(frozen=True)
class Counting:
    """Work that reports and then returns, or is cancelled by itself."""

    give_up: bool = False
    title: str = "count"
    lane: Lane = Lane.FILES
    stages: tuple[tuple[str, float], ...] = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> str:
        for done in range(1, 4):
            progress.progress("denoise", done, 3)
        if self.give_up:
            raise Cancelled
        return "counted"


def test_work_gives_its_result_or_raises_and_no_thread_is_left() -> None:
    terminal = Terminal()
    assert terminal.do(Counting()) == "counted"
    with pytest.raises(Cancelled):
        terminal.do(Counting(give_up=True))
    terminal.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("layerflow-")]


def test_work_can_be_done_outside_the_main_thread() -> None:
    results: list[str] = []
    terminal = Terminal()
    thread = threading.Thread(target=lambda: results.append(terminal.do(Counting())))
    thread.start()
    thread.join()
    terminal.close()
    assert results == ["counted"]


def test_the_bar_is_drawn_on_a_screen_and_only_there(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as screen:
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.setattr(sys, "stderr", screen)
        terminal = Terminal()
        assert terminal.do(Counting()) == "counted"
        terminal.close()
        screen.flush()
        drawn = os.read(leader, 65536).decode()
    os.close(leader)
    assert "Denoising" in drawn and "3/3" in drawn
    assert capsys.readouterr().out == ""


def test_nothing_but_the_object_is_printed_with_json(capsys: Capture) -> None:
    for quiet in (False, True):
        terminal = Terminal(as_json=True, quiet=quiet)
        terminal.say("hello")
        assert terminal.finish(Outcome(["line"], {"a": 1}, code=1)) == 1
        shown = capsys.readouterr()
        assert json.loads(shown.out) == {"ok": False, "code": 1, "a": 1} and shown.err == ""
    terminal = Terminal(quiet=True)
    assert terminal.finish(Outcome(["line"])) == 0 and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0.2, "1 s left"), (59, "59 s left"), (125, "2 min 05 s left"), (7260, "2 h 01 min left")],
)
def test_time_left_is_said_in_words(seconds: float | None, words: str) -> None:
    assert seconds_text(seconds) == words
