"""What this machine computes with, as far as it can be told at once, without loading torch."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.session.preferences import cores


@dataclass(frozen=True)
class Machine:
    """`graphics` are names of cards whose driver is running; empty does not prove that there is none."""

    processor: str
    cores: int
    memory_gb: float
    graphics: tuple[str, ...]


def this_machine(proc: Path = Path("/proc")) -> Machine:
    """Read what the system tells in a few files."""
    return Machine(_processor(proc), cores(), _memory_gb(), _graphics(proc))


def _processor(proc: Path) -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _text(proc / "cpuinfo"), re.MULTILINE)
    name = found[1] if found else platform.processor() or platform.machine()
    return re.sub(r"\s+", " ", re.sub(r"\((?:R|TM)\)|\s+\d+-Core Processor.*| CPU @.*", "", name)).strip()


def _memory_gb() -> float:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (AttributeError, ValueError, OSError):
        return 0.0


def _graphics(proc: Path) -> tuple[str, ...]:
    """Names of NVIDIA cards, from their driver."""
    files = sorted((proc / "driver" / "nvidia" / "gpus").glob("*/information"))
    names = (re.search(r"^Model:\s*(.+)$", _text(path), re.MULTILINE) for path in files)
    return tuple(name[1].strip() for name in names if name)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
