"""Print how long the window takes to be usable, beside the time of importing Qt alone in the same run.

    python benchmarks/window_start.py [--runs 7] [--profile]

Each run starts two processes: one imports PySide6.QtWidgets and no more, the other opens the studio as a user
does, untitled and without a screen. Time counts from the start of the process until the window has been
painted and a letter typed by an event has arrived in a prompt field; "computed" is the processor's time in it,
which other work on the machine stretches less. Fails when the difference of the medians of what passed is above
one second, or when torch, av or cv2 were in memory by then.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BAR = 1.0
HEAVY = ("torch", "av", "cv2")
STARTED = "LAYERFLOW_BENCHMARK_STARTED"

QT_ALONE = f"""
import os, time
import PySide6.QtWidgets
print(time.monotonic() - float(os.environ["{STARTED}"]), time.process_time())
"""

STUDIO = f"""
import os, sys, time
from layerflow_studio import app

def usable(window):
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer, Qt
    from PySide6.QtGui import QKeyEvent
    prompt = window.stack.row(window.workspace.document.layers[-1].id).prompt
    prompt.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
        QCoreApplication.sendEvent(prompt, event)
    QTimer.singleShot(0, lambda: typed(window, prompt))

def typed(window, prompt):
    assert "a" in prompt.toPlainText()
    took = time.monotonic() - float(os.environ["{STARTED}"])
    print(took, time.process_time(), *[name for name in {HEAVY!r} if name in sys.modules])
    window.workspace.store.mark_saved()
    window.close()

def watch():
    from PySide6.QtCore import QTimer
    from layerflow_studio.ui import main_window
    base, painted = main_window.MainWindow.__base__, []
    def paint(window, event):
        base.paintEvent(window, event)
        if not painted:
            painted.append(True)
            QTimer.singleShot(0, lambda: usable(window))
    main_window.MainWindow.paintEvent = paint

import builtins
original = builtins.__import__
def noticing(name, *rest, **more):
    module = original(name, *rest, **more)
    if name == "layerflow_studio.ui.main_window":
        builtins.__import__ = original
        watch()
    return module
builtins.__import__ = noticing
sys.exit(app.main([]))
"""


def run(code: str, home: str, *options: str) -> list[str]:
    """Run a process and return the words it printed."""
    places = {f"XDG_{name}_HOME": f"{home}/{name}" for name in ("STATE", "CONFIG", "CACHE", "DATA")}
    environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what a user starts has its byte code
    environment[STARTED] = repr(time.monotonic())
    done = subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, timeout=300, env=environment
    )
    if done.returncode:
        raise SystemExit(f"the process failed:\n{done.stderr}")
    if options:
        print(done.stderr)
    return done.stdout.split()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the start of the window.")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--profile", action="store_true", help="print what importing takes, once")
    options = parser.parse_args()
    qt, studio, heavy = [], [], set[str]()
    with tempfile.TemporaryDirectory() as home:
        if options.profile:
            run(STUDIO, home, "-X", "importtime")
            return 0
        run(STUDIO, home)  # the first start of all writes the byte code
        for _ in range(options.runs):
            qt.append([float(word) for word in run(QT_ALONE, home)])
            took, computed, *loaded = run(STUDIO, home)
            studio.append([float(took), float(computed)])
            heavy |= set(loaded)
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}")
    print(f"{'seconds':32}{'least':>8}{'median':>8}{'most':>8}")
    differences = []
    for place, clock in enumerate(("passed", "computed")):
        alone, whole = ([row[place] for row in rows] for rows in (qt, studio))
        for name, values in (("import PySide6.QtWidgets", alone), ("the window is usable", whole)):
            figures = (min(values), statistics.median(values), max(values))
            print(f"{name + ', ' + clock:32}" + "".join(f"{figure:8.2f}" for figure in figures))
        least, median = min(whole) - min(alone), statistics.median(whole) - statistics.median(alone)
        print(f"{'difference':32}{least:8.2f}{median:8.2f}")
        differences.append(median)
    print(f"loaded too early: {', '.join(sorted(heavy)) or 'nothing'}")
    return int(differences[0] > BAR or bool(heavy))


if __name__ == "__main__":
    sys.exit(main())
