"""`layerflow-studio doctor`: what works on this machine, found out by trying it."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio import __version__
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import StudioError
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.core.frames import ClipPixels
    from layerflow_studio.core.jobs import CancelToken, ProgressSink

LEAST_FREE = 2 * 2**30


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and what there is to say."""

    name: str
    well: bool
    words: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options: there are none."""


def run(_options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Look at everything; exit code 1 when something does not work."""
    findings: tuple[Finding, ...] = terminal.do(CheckUp())
    width = max(len(finding.name) for finding in findings)
    lines = [f"{'ok  ' if f.well else 'FAIL'}  {f.name:<{width}}  {f.words}" for f in findings]
    facts = [{"name": f.name, "ok": f.well, "words": f.words} for f in findings]
    return Outcome(lines, {"checks": facts}, code=0 if all(f.well for f in findings) else 1)


@dataclass(frozen=True)
class CheckUp:
    """All the looking; importing torch alone takes seconds."""

    title = "examine this machine"
    lane = Lane.ENGINE
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> tuple[Finding, ...]:
        """Return a finding for each thing, in order."""
        checks: dict[str, Callable[[], str]] = {
            "program": _program,
            "device": _device,
            "clip store": _clip_store,
            "ProRes 4444": lambda: _export("prores.mov"),
            "H.264": lambda: _export("h264.mp4"),
            "PNG": lambda: _export("pictures"),
            "window": _window,
            "models": _models,
            "disk": _disk,
        }
        findings: list[Finding] = []
        for name, check in checks.items():
            cancel.check()
            progress.progress(f"Looking at {name}", len(findings), len(checks))
            findings.append(_found(name, check))
        return tuple(findings)


def _found(name: str, check: Callable[[], str]) -> Finding:
    """A check's words, or why it failed: a missing library, a full disk, a bad file."""
    try:
        return Finding(name, True, check())
    except (StudioError, ImportError, OSError, ValueError, RuntimeError, LookupError) as problem:
        return Finding(name, False, str(problem) or type(problem).__name__)


def _program() -> str:
    return f"LayerFlow Studio {__version__}, Python {platform.python_version()}, {platform.platform()}"


def _device() -> str:
    from layerflow_studio.engine.devices import best_device, compute_dtype

    device = best_device()
    dtype = str(compute_dtype(device)).removeprefix("torch.")
    version = importlib.metadata.version("torch")
    return f"{device} in {dtype}, torch {version}, {os.cpu_count()} processor cores"


def _clip_store() -> str:
    from layerflow_studio.media.clip_store import ClipStore

    with tempfile.TemporaryDirectory(prefix="layerflow-") as folder:
        store = ClipStore(Path(folder))
        store.get(store.put(_sample()))
    return f"FFV1 keeps every bit, PyAV {importlib.metadata.version('av')}"


def _export(name: str) -> str:
    from layerflow_studio.media import encoders

    with tempfile.TemporaryDirectory(prefix="layerflow-") as folder:
        path = Path(folder) / name
        writers = {
            ".mov": encoders.export_prores4444,
            ".mp4": encoders.export_h264,
            "": encoders.export_png_sequence,
        }
        report = writers[path.suffix](_sample(), path)
    return f"written and verified, {report.rgb_mean:.2g} levels off on average"


def _window() -> str:
    from layerflow_studio.cli.demo import has_screen

    screen = "a screen" if has_screen(sys.platform, os.environ) else "no screen: commands only"
    return f"Qt {importlib.metadata.version('PySide6-Essentials')}, {screen}"


def _models() -> str:
    from layerflow_studio.session.model_states import survey
    from layerflow_studio.session.models import ModelKeeper

    broken = [state.flaws[0].why for state in survey() if state.model is None and state.flaws]
    if broken:
        raise LookupError(broken[0])
    models = ModelKeeper().models()
    if not models:
        raise LookupError("no model is installed; put one into the models folder")
    for model in models:
        model.verify()
    return ", ".join(f"{model.id} ({model.kind}) is whole" for model in models)


def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    words = f"{free / 2**30:.1f} GiB free in {Path.cwd()}"
    if free < LEAST_FREE:
        raise OSError(f"only {words}; free some space")
    return words


def _sample() -> ClipPixels:
    """A few small frames with colour and alpha."""
    from fractions import Fraction

    import numpy as np

    from layerflow_studio.core.frames import ClipPixels

    ramp = np.linspace(0, 255, 64 * 48, dtype=np.uint8).reshape(48, 64)
    frame = np.stack([ramp, ramp.T.reshape(48, 64), 255 - ramp, np.flipud(ramp)], axis=-1)
    return ClipPixels(np.stack([frame] * 3), Fraction(24))
