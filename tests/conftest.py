"""One environment for all tests, and the two fixtures that fail a test which leaves something running.

Imports nothing heavy: what a test does not use is not loaded.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

GRACE = (
    5.0  # seconds for threads that were told to stop (one may be in an import), before they count as leaked
)
OURS = "layerflow"  # our threads' names start with it; only they may be daemons and must still end

# Set before Qt, torch or OpenBLAS can be imported. Tests never touch the user's own settings or the network.
_HOME = Path(tempfile.mkdtemp(prefix="layerflow-tests-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_variable] = "1"
for _variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
    os.environ[_variable] = str(_HOME / _variable.lower())
os.environ["HF_HUB_OFFLINE"] = "1"


def pytest_unconfigure() -> None:
    """Remove the home of the tests."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True)
def one_torch_thread() -> None:
    """Every test starts with one torch thread, so that neither results nor times depend on the order."""
    torch: Any = sys.modules.get("torch")
    if torch is not None and torch.get_num_threads() != 1:
        torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread running: any non-daemon one, and any of ours."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE
    leaked: list[str] = []
    for thread in threading.enumerate():
        if thread in before or (thread.daemon and not thread.name.lower().startswith(OURS)):
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            leaked.append(thread.name)
    if leaked:
        pytest.fail(f"threads still running after the test: {', '.join(leaked)}", pytrace=False)


@pytest.fixture(autouse=True)
def no_leaked_qt() -> Iterator[None]:
    """Fail a test that leaves an active QTimer or a top-level widget behind (once Qt has been imported)."""
    timers_before = _active_timers()
    widgets_before = set(_top_level_widgets())
    yield
    _settle_qt()
    timers = _active_timers() - timers_before
    widgets = _new_widgets(widgets_before)
    if timers or widgets:
        gc.collect()  # what only a reference cycle keeps alive is no leak
        timers = _active_timers() - timers_before
        widgets = _new_widgets(widgets_before)
    names = [f"active {_name(timer)}" for timer in timers] + [_name(widget) for widget in widgets]
    for timer in timers:
        timer.stop()
    for widget in widgets:
        widget.deleteLater()
    if names:
        _settle_qt()
        pytest.fail(f"left behind by the test: {', '.join(sorted(names))}", pytrace=False)


# --- looking into Qt, which is asked only where something else has imported it ---
_started: weakref.WeakSet[Any] | None = None


def _active_timers() -> set[Any]:
    """Every QTimer that Python code started and that still runs."""
    global _started
    core: Any = sys.modules.get("PySide6.QtCore")
    if core is None:
        return set()
    if _started is None:
        _started = _watch_timers(core.QTimer)
    valid = sys.modules["shiboken6"].isValid
    return {timer for timer in list(_started) if valid(timer) and timer.isActive()}


def _watch_timers(timer_class: Any) -> weakref.WeakSet[Any]:
    started: weakref.WeakSet[Any] = weakref.WeakSet()
    start = timer_class.start

    def start_and_note(timer: Any, *args: Any) -> None:
        started.add(timer)
        start(timer, *args)

    timer_class.start = start_and_note
    return started


def _application() -> Any:
    widgets: Any = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        return None
    application = widgets.QApplication.instance()
    return application if isinstance(application, widgets.QApplication) else None


def _top_level_widgets() -> dict[int, Any]:
    """Every top-level widget by the address of its C++ side."""
    application = _application()
    if application is None:
        return {}
    address = sys.modules["shiboken6"].getCppPointer
    return {address(widget)[0]: widget for widget in application.topLevelWidgets()}


def _new_widgets(before: set[int]) -> list[Any]:
    return [widget for key, widget in _top_level_widgets().items() if key not in before]


def _settle_qt() -> None:
    """Carry out pending events and deletions."""
    application = _application()
    if application is not None:
        core: Any = sys.modules["PySide6.QtCore"]
        application.processEvents()
        application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


def _name(thing: Any) -> str:
    return f"{type(thing).__name__} {thing.objectName()!r}" if thing.objectName() else type(thing).__name__
