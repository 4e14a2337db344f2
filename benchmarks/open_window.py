"""What the window's benchmarks share: the studio without a screen, in a home of its own, and a stop watch.

The stop watch tells time that passed from time in which the system ran other processes in place of this
thread: `/proc/thread-self/schedstat` counts how long a thread was ready to run and had no core. On a busy
machine only what is left after that is the program's own; in it, the thread computes, sleeps, or waits for
another thread of the program, which itself may be waiting for a core.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1440, 900)
_SCHEDSTAT = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True)
class Moment:
    """A point in time, in seconds: wall clock, how long this thread has waited for a core, and computed."""

    wall: float
    waited: float
    computed: float

    @classmethod
    def now(cls) -> Moment:
        """Read both clocks."""
        waited = int(_SCHEDSTAT.read_text().split()[1]) / 1e9 if _SCHEDSTAT.exists() else 0.0
        return cls(time.perf_counter(), waited, time.thread_time())

    def since(self, earlier: Moment) -> tuple[float, float, float]:
        """Return milliseconds that passed, those of them in which other processes did not have the cores, and
        those in which this very thread computed.
        """
        wall = self.wall - earlier.wall
        own = max(0.0, wall - (self.waited - earlier.waited))
        return 1000 * wall, 1000 * own, 1000 * (self.computed - earlier.computed)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> str:
    """The machine in neutral words, with what else it does now."""
    return f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}"


def run_window(prepare: Callable[[Path], Project], act: Callable[[MainWindow, Any], Awaitable[None]]) -> None:
    """Open the window on a prepared project, let `act` do its work there, and close everything.

    `act` is handed the window and the application.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, cores - 1)))  # as the application does
    with tempfile.TemporaryDirectory() as home:
        for name in ("STATE", "CONFIG", "CACHE", "DATA"):
            os.environ[f"XDG_{name}_HOME"] = f"{home}/{name}"
        from layerflow_studio.app import keep_window_moving

        keep_window_moving()
        import qasync
        from PySide6.QtWidgets import QApplication

        from layerflow_studio.ui.keymap import KeyGuard
        from layerflow_studio.ui.theme import apply_theme

        app = QApplication(sys.argv[:1])
        apply_theme(app)
        KeyGuard(app, app)
        qasync.run(_open(prepare(Path(home)), act, app))


async def _open(project: Project, act: Callable[[MainWindow, Any], Awaitable[None]], app: Any) -> None:
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.session.runner import Runner
    from layerflow_studio.session.settings import Settings
    from layerflow_studio.ui.main_window import MainWindow
    from layerflow_studio.ui.workspace import Workspace

    window = MainWindow(Workspace(project), Runner(gives_way=True), ModelKeeper(), Settings.load())
    window.resize(*SIZE)
    window.show()
    gc.freeze()  # as the application does
    await asyncio.sleep(0.5)
    await act(window, app)
    gone = asyncio.get_running_loop().create_future()
    window.shell.gone.connect(lambda: gone.done() or gone.set_result(None))
    window.workspace.store.mark_saved()
    window.close()
    await gone
