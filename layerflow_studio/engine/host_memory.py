"""How much host memory this process has and may still take; no torch."""

from __future__ import annotations

import os
import re
from pathlib import Path

_UNIT = 1024
_NO_LIMIT = 1 << 50


def available(proc: Path = Path("/proc"), limits: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes that can still be taken without swapping, within the limit of the container; 0 if unknown.

    What a container holds of files that were read counts as free: the system drops it when memory is wanted.
    """
    found = re.search(r"^MemAvailable:\s*(\d+) kB", _text(proc / "meminfo"), re.MULTILINE)
    free = int(found[1]) * _UNIT if found else _whole()
    limit, used = _number(limits / "memory.max"), _number(limits / "memory.current")
    if limit is None or used is None or limit >= _NO_LIMIT:
        return free
    found = re.search(r"^inactive_file (\d+)$", _text(limits / "memory.stat"), re.MULTILINE)
    dropped = int(found[1]) if found else 0
    return min(free, max(0, limit - used + dropped))


def own(proc: Path = Path("/proc")) -> int:
    """Bytes that this process holds; 0 if unknown."""
    return _status(proc, "VmRSS")


def peak(proc: Path = Path("/proc")) -> int:
    """The most bytes that this process has held; 0 if unknown."""
    return _status(proc, "VmHWM")


def _status(proc: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s*(\d+) kB", _text(proc / "self" / "status"), re.MULTILINE)
    return int(found[1]) * _UNIT if found else 0


def _whole() -> int:
    """All memory of the machine, for systems that do not tell what is free."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
