"""Print how long the window was blocked while it generated with the shipped model and was worked in.

    python benchmarks/ui_heartbeat.py [--steps 12] [--where] [--at-once]

A timer of 5 ms in the GUI thread measures its own gaps while a real generation runs with live previews and
synthetic events scrub over the ruler and type into a prompt. "passed" is the wall clock; "own" leaves out the
time in which the thread was ready and other processes had the cores; "computed" is what the GUI thread itself
did between two ticks. The bar is 50 ms of "own" on a machine that has a core to spare for the window.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from open_window import Moment, machine, quantile, run_window

if TYPE_CHECKING:
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.main_window import MainWindow

TICK_MS = 5
BAR_MS = 50.0
SCRUB_EVERY, TYPE_EVERY = 0.03, 0.12


class Heartbeat:
    """Gaps between the ticks of a timer, in milliseconds beyond its interval."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[tuple[float, float, float]] = []
        self.last = Moment.now()
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(lambda: self._beat())

    def start(self) -> None:
        """Begin anew."""
        self.gaps.clear()
        self.last = Moment.now()
        self.timer.start(TICK_MS)

    def _beat(self) -> None:
        now = Moment.now()
        passed, own, computed = now.since(self.last)
        self.gaps.append((max(0.0, passed - TICK_MS), max(0.0, own - TICK_MS), computed))
        self.last = now


class Witness:
    """Notes what the GUI thread does whenever its heartbeat is late, from that very thread."""

    def __init__(self, beat: Heartbeat) -> None:
        self._beat = beat
        self.seen: Counter[str] = Counter()
        signal.signal(signal.SIGALRM, self._look)
        signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)

    def leave(self) -> None:
        """Look no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        if frame is not None and time.perf_counter() - self._beat.last.wall > 0.04:
            stack = traceback.extract_stack(frame)
            ours = [line for line in stack if "layerflow_studio" in line.filename] or list(stack)[-1:]
            self.seen[" < ".join(f"{line.name}:{line.lineno}" for line in ours[:-5:-1])] += 1


def project(home: Path) -> Project:
    """An untitled project of the shipped model."""
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.ui.projects import untitled_project

    return untitled_project(ModelKeeper())


async def measure(window: MainWindow, app: Any, steps: int, where: bool, at_once: bool) -> None:
    """Work in the window while takes are made; `at_once` before it has rested, so that a take loads everything."""
    from dataclasses import replace
    from functools import partial

    from layerflow_studio.core import edits

    sampling = replace(window.workspace.document.sampling, steps=steps)
    window.workspace.do("Steps", partial(edits.set_sampling, sampling=sampling))
    beat = Heartbeat()
    if at_once:
        await asyncio.sleep(0.5)
    else:
        await rest(window, beat)
    for name in ("first take, with loading the model", "second take"):
        witness = Witness(beat) if where else None
        await generate(window, app, beat)
        report(name, beat)
        if witness is not None:
            witness.leave()
            for place, count in witness.seen.most_common(12):
                print(f"    {count:4} x {place}")
    print("all takes made:", len(window.workspace.take_numbers))


async def rest(window: MainWindow, beat: Heartbeat) -> None:
    """Do nothing for a while, and then what the application does by itself a moment after it has opened."""
    from layerflow_studio.core.jobs import Finished

    beat.start()
    await asyncio.sleep(2)
    report("at rest", beat)
    ended: list[object] = []
    window.jobs.overheard.connect(lambda event: ended.append(event) if isinstance(event, Finished) else None)
    beat.start()
    window.shell.rest()
    while not ended:
        await asyncio.sleep(0.05)
    beat.timer.stop()
    report("at rest, torch being loaded", beat)


async def generate(window: MainWindow, app: Any, beat: Heartbeat) -> None:
    """One take, with scrubbing and typing until it is there."""
    count = len(window.workspace.take_numbers)
    previews: list[int] = []
    seen = window.generation.preview.changed.connect(lambda: previews.append(window.generation.preview.step))
    beat.start()
    window.actions_by_id["generate"].trigger()
    prompt = window.stack.row(window.workspace.document.layers[0].id).prompt
    scrubbed = typed = time.perf_counter()
    place = 0
    while len(window.workspace.take_numbers) == count or window.jobs.busy:
        now = time.perf_counter()
        if now - scrubbed > SCRUB_EVERY:
            scrubbed, place = now, place + 1
            scrub(window, place)
        if now - typed > TYPE_EVERY:
            typed = now
            type_letter(prompt, place)
        await asyncio.sleep(0.004)
    await asyncio.sleep(0.1)  # what follows a take counts too
    beat.timer.stop()
    window.generation.preview.changed.disconnect(seen)
    print(f"    {len(set(previews))} steps were seen as live previews, {place} scrubs")


def scrub(window: MainWindow, place: int) -> None:
    """Press on the ruler, drag, and let go now and then."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    ruler = window.timeline.ruler
    kind = {0: QEvent.Type.MouseButtonPress, 29: QEvent.Type.MouseButtonRelease}.get(
        place % 30, QEvent.Type.MouseMove
    )
    across = 0.1 + 0.8 * abs((place % 58) / 29 - 1)
    at = QPointF(ruler.width() * across, ruler.height() * 0.5)
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, at, ruler.mapToGlobal(at), left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(ruler, event)


def type_letter(prompt: Any, place: int) -> None:
    """A letter, or a step back."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    key, text = (Qt.Key.Key_Backspace, "") if place % 3 == 0 else (Qt.Key.Key_A, "a")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(prompt, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


worst_own = 0.0


def report(name: str, beat: Heartbeat) -> None:
    """Print one row for each clock."""
    global worst_own
    for clock, place in (("passed", 0), ("own", 1), ("computed", 2)):
        values = [gap[place] for gap in beat.gaps]
        figures = [quantile(values, share) for share in (0.5, 0.99, 0.999)]
        over = sum(value > BAR_MS for value in values)
        line = "".join(f"{value:9.1f}" for value in (*figures, max(values)))
        print(f"{name:36} {clock:9}{len(values):8}{line}{over:8}")
        if clock == "own":
            worst_own = max(worst_own, max(values))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how long the window is blocked.")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--where", action="store_true", help="say where the GUI thread was when it was late")
    parser.add_argument("--at-once", action="store_true", help="generate before the window has rested")
    options = parser.parse_args()
    print(f"{machine()}; milliseconds beyond the interval of {TICK_MS} ms")
    print(f"{'':36} {'clock':9}{'beats':>8}{'p50':>9}{'p99':>9}{'p99.9':>9}{'max':>9}{'> 50':>8}")
    run_window(
        project, lambda window, app: measure(window, app, options.steps, options.where, options.at_once)
    )
    print(f"after: {machine()}")
    return int(worst_own > BAR_MS)


if __name__ == "__main__":
    sys.exit(main())
