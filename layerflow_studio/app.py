"""The composition root of the window: makes the application, the session and the window, and runs them."""

from __future__ import annotations

import argparse
import asyncio
import builtins
import gc
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio import __version__
from layerflow_studio.errors import StudioError

if TYPE_CHECKING:
    from layerflow_studio.session.settings import Settings

_SHELL_THREADS = 2
_SCREEN_FAULT = 1


def main(arguments: list[str] | None = None) -> int:
    """Open the studio and return the exit status once its window is gone."""
    options = _options(arguments)
    gc.disable()  # what a start makes stays; `_run` enables it
    # numpy's threads spin at once, for a rare matrix
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from layerflow_studio.session.preferences import Preferences
    from layerflow_studio.session.settings import Settings

    settings = Settings.load()
    chosen = Preferences.read(settings)
    os.environ.setdefault("OMP_NUM_THREADS", str(chosen.computing_threads()))
    if chosen.scale:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{chosen.scale:g}")
    if sys.platform == "win32":
        import torch  # noqa: F401  # on Windows it must be loaded before Qt

    keep_window_moving()
    from PySide6.QtWidgets import QApplication

    _take_import_back()
    import qasync

    from layerflow_studio.session.log import start_log, stop_log
    from layerflow_studio.ui.icons import application_icon
    from layerflow_studio.ui.language import install_language
    from layerflow_studio.ui.theme import apply_colours

    start_log()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("layerflow-studio")
    app.setApplicationDisplayName("LayerFlow Studio")
    app.setDesktopFileName("layerflow-studio")
    app.setApplicationVersion(__version__)
    app.setQuitOnLastWindowClosed(False)
    install_language(app, chosen.language)
    apply_colours(app)
    app.setWindowIcon(application_icon())
    try:
        return qasync.run(_run(options.project, settings))
    finally:
        stop_log()


def keep_window_moving() -> None:
    """Have work in other threads hold the window up as little as it can.

    A full garbage collection looks at every object of torch, with all threads waiting a quarter of a second, and
    one of the younger objects at all that were made since the last: the one is rare, the other small. A thread that
    computes in Python gives way after a tenth of a millisecond instead of five.
    """
    gc.set_threshold(1_000, 5, 4_000)
    sys.setswitchinterval(0.0001)


def _take_import_back() -> None:
    """Have `import` be Python's own again.

    PySide6 puts one in its place that reads the source of each module imported after it, to find out whether the
    module wants snake_case names of Qt; none here does.
    """
    names = vars(builtins)
    if names.get("__feature_import__") is builtins.__import__:
        builtins.__import__ = names["__orig_import__"]


async def _run(path: Path | None, settings: Settings) -> int:
    """Show the window and wait until it is gone."""
    from PySide6.QtWidgets import QApplication

    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.ui.faults import FaultReporter
    from layerflow_studio.ui.projects import first_project

    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_SHELL_THREADS, thread_name_prefix="layerflow-shell"))
    reporter = FaultReporter()
    reporter.install(loop)
    try:
        keeper = ModelKeeper()
        opening = loop.run_in_executor(None, first_project, keeper, path)  # the disk may let us wait
        from layerflow_studio.session.runner import Runner
        from layerflow_studio.ui.keymap import KeyGuard
        from layerflow_studio.ui.main_window import MainWindow
        from layerflow_studio.ui.theme import apply_sheet
        from layerflow_studio.ui.workspace import Workspace

        project, problem = await opening
        window = MainWindow(Workspace(project), Runner(gives_way=True), keeper, settings)
        reporter.reported.connect(window.notice.tell)
        gone = loop.create_future()
        window.shell.gone.connect(lambda: gone.done() or gone.set_result(None))
        with suppress(NotImplementedError):  # there are none on Windows
            loop.add_signal_handler(signal.SIGINT, window.close)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_sheet(application)
        KeyGuard(application, window)
        window.show()
        if problem:
            window.notice.tell(problem)
        window.shell.greet()
        gc.freeze()  # all there is by now stays: no need to look through it again
        gc.enable()
        await gone
        window.deleteLater()
        return 0
    except StudioError as error:
        sys.stderr.write(f"{error}\n")
        return _SCREEN_FAULT
    finally:
        reporter.uninstall(loop)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m layerflow_studio", description="Open LayerFlow Studio.")
    parser.add_argument(
        "project", nargs="?", type=Path, help="project folder to open; none begins an untitled one"
    )
    parser.add_argument("--version", action="version", version=f"LayerFlow Studio {__version__}")
    return parser.parse_args(arguments)
