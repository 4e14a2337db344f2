"""The fixtures in conftest.py do fail a test that leaves something running, and only such a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
TESTS = """
import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

stop = threading.Event()
kept = []

def test_tidy_thread():
    threading.Thread(target=lambda: None).start()

def test_tidy_widget(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    QTimer(widget).start(1000)

def test_stray_thread():
    threading.Thread(target=lambda: stop.wait(30), name="stray").start()

def test_engine_thread():
    threading.Thread(target=stop.wait, name="layerflow-engine", daemon=True).start()

def test_timer(qapp):
    kept.append(QTimer(objectName="tick"))
    kept[0].start(1000)

def test_widget(qapp):
    kept.append(QWidget(objectName="window"))

def test_after_the_leaks():
    stop.set()
"""
LEAKS = {
    "test_stray_thread": "threads still running after the test: stray",
    "test_engine_thread": "threads still running after the test: layerflow-engine",
    "test_timer": "left behind by the test: active QTimer 'tick'",
    "test_widget": "left behind by the test: QWidget 'window'",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says about TESTS under our conftest, with a shorter grace for the threads."""
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "conftest.py").write_text(CONFTEST.replace("GRACE = 2.0", "GRACE = 0.1"), encoding="utf-8")
    (folder / "test_it.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "--rootdir", "."]
    wide = {**os.environ, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("test", LEAKS)
def test_a_leak_fails_its_test(report: str, test: str) -> None:
    assert f"ERROR test_it.py::{test} - Failed: {LEAKS[test]}" in report


def test_only_the_leaking_tests_fail(report: str) -> None:
    assert "7 passed, 4 errors" in report
