"""How much host memory this process has and may still take, and whether it keeps what it has freed; no torch."""

from __future__ import annotations

import ctypes
import os
import re
from pathlib import Path

_UNIT = 1024
_NO_LIMIT = 1 << 50
_TRIM_THRESHOLD, _MMAP_MAX = -1, -4  # of mallopt(3)


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


def keep_freed() -> bool:
    """Keep freed memory for what comes next rather than hand it back to the system; whether that is possible.

    For a process that takes the same large tensors over and over, such as a training run: the system clears every
    page that it gives. Only glibc can be told so.
    """
    try:
        tell = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(tell(_MMAP_MAX, 0)) and bool(tell(_TRIM_THRESHOLD, -1))


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
