"""Measure how fluid the timeline is with 200 layers on 10,000 frames, in the real window without a screen.

    python benchmarks/timeline_speed.py            milliseconds a step, and the computing in them
    python benchmarks/timeline_speed.py --layers 500

Each step is done as a user does it and then painted: the playhead put on another frame, the rows and the time
scrolled, zoomed with the wheel, and one bar dragged with the mouse. A screen at 60 Hz has 16.7 ms a step.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.main_window import MainWindow

FRAMES, CLIP_FRAMES, STEPS = 10_000, 48, 120
SIZE = (1600, 1000)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure how fluid the timeline is.")
    parser.add_argument("--layers", type=int, default=200)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        import qasync
        from PySide6.QtWidgets import QApplication

        from layerflow_studio.ui.theme import apply_theme

        app = QApplication(sys.argv[:1])
        apply_theme(app)
        qasync.run(measure(Path(home) / "speed.lfstudio", options.layers))
    return 0


async def measure(folder: Path, count: int) -> None:
    """Open the window on many layers and print what each kind of step takes."""
    from layerflow_studio.core.document import Canvas, Document
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.session.runner import Runner
    from layerflow_studio.session.settings import Settings
    from layerflow_studio.ui.main_window import MainWindow
    from layerflow_studio.ui.workspace import Workspace

    project = Project.create(folder, Document(Canvas(64, 36, Fraction(24), FRAMES)))
    project.save(many_layers(project, count))
    project.close()
    window = MainWindow(Workspace(Project.open(folder)), Runner(), ModelKeeper(), Settings.load())
    window.resize(*SIZE)
    window.show()
    await asyncio.sleep(2)
    print(f"{count} layers on {FRAMES} frames, window {SIZE[0]} x {SIZE[1]}\n")
    print(f"{'step':<34}{'median ms':>10}{'95 % ms':>10}{'computing ms':>14}")
    layers_start = window.workspace.document.layers[-1].span.start
    for name, step in steps(window):
        taken, computing = timed(step)
        middle, slow = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<34}{middle:>10.1f}{slow:>10.1f}{computing:>14.1f}")
    gone = asyncio.get_running_loop().create_future()
    window.shell.gone.connect(lambda: gone.done() or gone.set_result(None))
    moved = window.workspace.document.layers[-1].span.start - layers_start
    print(f"\nthe bar was dragged by {moved} frames")
    window.workspace.store.mark_saved()
    window.close()
    await gone


def many_layers(project: Project, count: int) -> Document:
    """Layers of half a minute that overlap like shingles, every third with keys."""
    from layerflow_studio.core import key_edits
    from layerflow_studio.core.document import Canvas, Document, Layer, Role
    from layerflow_studio.core.frames import ClipPixels
    from layerflow_studio.core.kinds import PastEnd, Property
    from layerflow_studio.core.timebase import Span

    ramp = np.full((CLIP_FRAMES, 36, 64, 4), 255, np.uint8)
    ramp[..., 0] = np.arange(CLIP_FRAMES, dtype=np.uint8)[:, None, None] * 5
    clip = project.clips.put(ClipPixels(ramp, fps=Fraction(24)))
    layers = tuple(
        Layer(
            f"layer-{n}", f"Layer {n}", Role.FOREGROUND, Span(n * 40 % 9000, n * 40 % 9000 + 720),
            clip=clip, clip_frames=CLIP_FRAMES, past_end=PastEnd.LOOP, visible=n % 50 == 0,
        )
        for n in range(count)
    )  # fmt: skip
    document = Document(Canvas(64, 36, Fraction(24), FRAMES), layers)
    for layer in layers[::3]:
        for frame in range(0, 240, 24):
            document = key_edits.set_key(document, layer.id, Property.X, layer.span.start + frame, frame)
    return document


def steps(window: MainWindow) -> list[tuple[str, Callable[[int], None]]]:
    """What is measured, each by the number of the step."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    timeline, workspace = window.timeline, window.workspace
    view, tracks = timeline.state.view, timeline.tracks
    rows = timeline.rows_bar
    layer, held = workspace.document.layers[-1], QPoint()

    def drag(number: int) -> None:
        nonlocal held
        if number == 0:
            rows.setValue(0)
            view.zoom_to(2)
            view.show_frame(layer.span.start)
            held = QPoint(round(tracks.scale.x_of(layer.span.start + 30)), 20)
            QTest.mousePress(tracks, Qt.MouseButton.LeftButton, pos=held)
        QTest.mouseMove(tracks, held + QPoint(12 + 3 * number, 0))

    return [
        ("scrub, whole canvas in sight", lambda n: workspace.transport.go_to(n * 80)),
        ("scroll the rows", lambda n: rows.setValue(n * 60)),
        ("zoom", lambda n: view.zoom_by(0.25 if n < STEPS / 2 else -0.25)),
        ("scroll in time", lambda n: (view.zoom_to(8) if n == 0 else view.scroll_by(25)) and None),
        ("scrub, zoomed in", lambda n: workspace.transport.go_to(n)),
        ("drag one bar", drag),
    ]


def timed(step: Callable[[int], None]) -> tuple[list[float], float]:
    """Do a step many times: the milliseconds of each until everything was painted, and the computing in them."""
    from PySide6.QtWidgets import QApplication

    taken: list[float] = []
    computing = time.thread_time()
    for number in range(STEPS):
        began = time.perf_counter()
        step(number)
        QApplication.processEvents()
        taken.append(1000 * (time.perf_counter() - began))
    return taken, 1000 * (time.thread_time() - computing) / STEPS


if __name__ == "__main__":
    sys.exit(main())
