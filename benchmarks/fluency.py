"""Print how long the window takes to follow, with a large project beside a small one.

    python benchmarks/fluency.py [--layers 200] [--takes 2000] [--only scrub] [--profile]

The large project has layers and takes over a dozen real clips, the small one 3 layers and 4 takes. Every
step is timed from the call until all that it caused in the window is painted; pictures come from another
thread and may arrive later, which is told apart. "own" leaves out the time in which other processes had the
cores. The bar is 33 ms at the 99th percentile of "own" for scrolling.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from open_window import Moment, machine, quantile, run_window

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.core.ids import ClipId
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.main_window import MainWindow

WIDTH, HEIGHT, FRAMES = 224, 128, 16
CLIPS = 4
STEPS = 100
BAR_MS = 33.0
SMALL = (3, 4)

Times = dict[str, list[tuple[float, float, float]]]


def project(home: Path, layers: int, takes: int) -> Project:
    """A project whose layers and takes share a dozen painted clips."""
    from layerflow_studio.core import edits
    from layerflow_studio.core.document import Canvas, Document, Layer
    from layerflow_studio.core.ids import new_id
    from layerflow_studio.core.kinds import MODEL_ROLES
    from layerflow_studio.session.project_io import Project

    document = Document(Canvas(WIDTH, HEIGHT, Fraction(8), FRAMES))
    made = Project.create(home / "fluency.lfstudio", document)
    clips = [paint(made, number) for number in range(3 * CLIPS)]
    for number in range(layers):
        role = MODEL_ROLES[number % 3]
        layer = Layer(
            new_id("layer"), f"Layer {number + 1}", role, document.canvas.span, prompt=f"a red fox {number}"
        )
        document = edits.add_layer(document, layer)
        document = edits.set_clip(document, layer.id, clips[number % len(clips)], FRAMES)
    for number in range(takes):
        made.library.add(take(number, [clips[(3 * number + place) % len(clips)] for place in range(3)]))
    made.save(document)
    return made


def paint(made: Project, number: int) -> ClipId:
    """A soft disc that moves, on nothing."""
    import numpy as np

    from layerflow_studio.core.frames import ClipPixels

    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    pixels = np.zeros((FRAMES, HEIGHT, WIDTH, 4), np.uint8)
    for frame in range(FRAMES):
        far = np.hypot(x - 40 - 9 * frame, y - 20 - 7 * number)
        pixels[frame, ..., 3] = np.clip(255 * (1.2 - far / 24), 0, 255)
        pixels[frame, ..., :3] = (20 * number % 256, 255 - 18 * number, 90)
    return made.clips.put(ClipPixels(pixels, Fraction(8)))


def take(number: int, clips: list[ClipId]) -> Any:
    """A take as a run of the model would have filed it."""
    from layerflow_studio.core.ids import new_id
    from layerflow_studio.core.kinds import MODEL_ROLES
    from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
    from layerflow_studio.core.takes import Provenance, Take

    prompts = PromptSet(f"a red fox {number}", "a meadow", "a red fox in a meadow")
    request = GenerationRequest(
        "mini", "hash", prompts, PromptSet(), (), WIDTH, HEIGHT, FRAMES, Fraction(8), number, Sampling()
    )
    created = f"2026-01-{1 + number // 1440 % 28:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"
    made = Provenance("0", "hash", "2", "cpu", "float32", 9.0)
    return Take(new_id("take"), request, tuple(zip(MODEL_ROLES, clips, strict=True)), made, created)


async def measure(
    window: MainWindow, app: Any, times: Times, only: str, profile: cProfile.Profile | None
) -> None:
    """Do everything a hundred times."""
    await asyncio.sleep(3)  # the first thumbnails
    bars = {
        "scroll the layer stack": window.stack.column.verticalScrollBar(),
        "scroll the timeline": window.timeline._scroll.verticalScrollBar(),
        "scroll the takes": window.takes.grid.verticalScrollBar(),
    }
    acts: dict[str, Callable[[int], object]] = {
        "scrub the playhead": lambda step: window.workspace.transport.go_to(step % FRAMES),
        **{name: partial(scroll, bar) for name, bar in bars.items()},
        "select another layer": lambda step: select(window, step),
        "type a letter": lambda step: edit(window, step),
        "move a layer": lambda step: move(window, step),
    }
    for name, act in acts.items():
        if only not in name:
            continue
        app.processEvents()
        rows = times[name] = []
        for step in range(STEPS):
            before = Moment.now()
            if profile is not None:
                profile.enable()
            act(step)
            app.processEvents()
            if profile is not None:
                profile.disable()
            rows.append(Moment.now().since(before))
            await asyncio.sleep(0.01)
    if only in "scrub the playhead":
        times["until the picture is there"] = [await arrival(window, frame) for frame in range(FRAMES)]


def scroll(bar: Any, step: int) -> None:
    """From the top to the end in a hundred steps."""
    bar.setValue(round(bar.maximum() * step / (STEPS - 1)))


def select(window: MainWindow, step: int) -> None:
    """One layer after the other."""
    layers = window.workspace.document.layers
    window.workspace.select(layers[step % len(layers)].id)


def edit(window: MainWindow, step: int) -> None:
    """A letter more in a prompt."""
    from layerflow_studio.core import edits

    layer = window.workspace.document.layers[0]
    window.workspace.do("Type", partial(edits.set_prompt, layer_id=layer.id, prompt="a" * (step + 1)), "type")


def move(window: MainWindow, step: int) -> None:
    """A layer one pixel on, as a drag on the picture does."""

    def moved(document: Document) -> Document:
        layer = document.layers[-1]
        shifted = replace(layer, transform=replace(layer.transform, x=float(step)))
        return replace(document, layers=(*document.layers[:-1], shifted))

    window.workspace.do("Move", moved, "move")


async def arrival(window: MainWindow, frame: int) -> tuple[float, float, float]:
    """How long a picture that was never made takes to be there."""
    from layerflow_studio.core import edits

    layer = window.workspace.document.layers[0]
    change = partial(edits.set_opacity, layer_id=layer.id, opacity=0.5 + frame / 100)
    before = Moment.now()
    window.workspace.do("Opacity", change)
    window.workspace.transport.go_to(frame)
    viewer = window.viewer
    began = time.perf_counter()
    while time.perf_counter() - began < 20:
        if all(window.workspace.frames.shots(viewer.comparing.looks(viewer.channel), frame)):
            break
        await asyncio.sleep(0.002)
    return Moment.now().since(before)


def main() -> int:
    """Measure both projects and print them side by side."""
    parser = argparse.ArgumentParser(description="Measure how the window follows large projects.")
    parser.add_argument("--layers", type=int, default=200)
    parser.add_argument("--takes", type=int, default=2000)
    parser.add_argument("--only", default="", help="only what has this in its name")
    parser.add_argument("--profile", action="store_true", help="say what the large project's steps call")
    parser.add_argument(
        "--small", action="store_true", help="internal: measure the small project and print it"
    )
    options = parser.parse_args()
    times: Times = {}
    layers, takes = SMALL if options.small else (options.layers, options.takes)
    profile = cProfile.Profile() if options.profile else None
    run_window(
        lambda home: project(home, layers, takes),
        lambda window, app: measure(window, app, times, options.only, profile),
    )
    if options.small:
        print(
            "\n".join(f"{name}\t{row[0]}\t{row[1]}\t{row[2]}" for name, rows in times.items() for row in rows)
        )
        return 0
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
    small = run_small(options.only)
    return show(times, small, options)


def run_small(only: str) -> Times:
    """The same in a process of its own with the small project: one process opens one window."""
    import subprocess

    command = [sys.executable, __file__, "--small", "--only", only]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise SystemExit(done.stderr)
    small: Times = {}
    for line in done.stdout.splitlines():
        name, *figures = line.split("\t")
        if len(figures) == 3:
            small.setdefault(name, []).append((float(figures[0]), float(figures[1]), float(figures[2])))
    return small


def show(times: Times, small: Times, options: argparse.Namespace) -> int:
    """Print the table; 1 when a scroll is above the bar."""
    print(f"{machine()}; ms a step")
    head = f"{options.layers} layers, {options.takes} takes"
    print(f"{'':28}|{head:^35}|{f'{SMALL[0]} layers, {SMALL[1]} takes':^17}|{'ratio':^14}")
    print(
        f"{'':28}|{'own p50':>8}{'p99':>8}{'computed p50':>13}{'p99':>6}|{'own p50':>8}{'p99':>8} |{'p50':>6}{'p99':>7}"
    )
    late = False
    for name, rows in times.items():
        figures = [quantile([row[place] for row in rows], share) for place in (1, 2) for share in (0.5, 0.99)]
        others = [quantile([row[1] for row in small[name]], share) for share in (0.5, 0.99)]
        ratios = [figures[n] / max(0.01, others[n]) for n in range(2)]
        print(
            f"{name:28}|{figures[0]:8.1f}{figures[1]:8.1f}{figures[2]:13.1f}{figures[3]:6.1f}"
            f"|{others[0]:8.1f}{others[1]:8.1f} |{ratios[0]:6.1f}{ratios[1]:7.1f}"
        )
        late = late or ("scroll" in name and figures[1] > BAR_MS)
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
