"""One window per project: a lock file that names its process, and is taken over once that process is gone."""

from __future__ import annotations

import json
import os
import platform
import secrets
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.errors import BadInput, ProjectLocked, reason_of
from layerflow_studio.sentence import Sentence

_ATTEMPTS = 20
_held_here: set[str] = set()
_held_guard = threading.Lock()


@dataclass(frozen=True)
class Holder:
    """The process that a lock file names. `started` tells it from a later one with the same number."""

    pid: int
    host: str
    started: str
    token: str

    @classmethod
    def here(cls) -> Holder:
        """This process, with a token of its own for one lock."""
        return cls(os.getpid(), platform.node(), _start_mark(os.getpid()), secrets.token_hex(8))

    @classmethod
    def read(cls, text: str) -> Holder | None:
        """Read a lock file; None when it was never finished."""
        try:
            found = json.loads(text)
            return cls(int(found["pid"]), str(found["host"]), str(found["started"]), str(found["token"]))
        except (ValueError, KeyError, TypeError):
            return None

    def write(self) -> str:
        """Return the text of the lock file."""
        return json.dumps({"pid": self.pid, "host": self.host, "started": self.started, "token": self.token})

    @property
    def gone(self) -> bool:
        """Whether it has certainly ended: no such process on this machine, or a later one of that number."""
        if self.host != platform.node():
            return False
        if self.pid == os.getpid():
            with _held_guard:
                return self.token not in _held_here
        return not _is_running(self.pid) or (self.started != "" and self.started != _start_mark(self.pid))


class FolderLock:
    """Holds `path` from construction to `release`; ProjectLocked when a living process holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder = Holder.here()
        with _held_guard:
            _held_here.add(self._holder.token)
        try:
            self._acquire()
        except BaseException:
            self._forget()
            raise

    def release(self) -> None:
        """Give the lock back; a second call, or a lock that was taken away, is no error."""
        if self._is_ours():
            self._path.unlink(missing_ok=True)
        self._forget()

    def _acquire(self) -> None:
        for _ in range(_ATTEMPTS):
            try:
                handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                self._clear_away()
                continue
            except OSError as problem:
                raise self._unwritable(problem) from problem
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(self._holder.write())
            except OSError as problem:
                self._path.unlink(missing_ok=True)
                raise self._unwritable(problem) from problem
            if self._is_ours():
                return
        raise ProjectLocked(
            "{project} is being opened by another window; try again in a moment.",
            project=self._path.parent.name,
        )

    def _unwritable(self, problem: OSError) -> BadInput:
        return BadInput(
            "{folder} cannot be written to ({reason}); choose a folder that you may change.",
            folder=self._path.parent,
            reason=reason_of(problem),
        )

    def _clear_away(self) -> None:
        """Remove the lock of a process that is gone; ProjectLocked when it is not."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        holder = Holder.read(text)
        if holder is None and text == "":
            return self._clear_empty()
        if holder is not None and not holder.gone:
            where = "" if holder.host == platform.node() else Sentence(" on {host}", host=holder.host)
            raise ProjectLocked(
                "{project} is open in another window (process {pid}{where}); close it there first.",
                project=self._path.parent.name,
                pid=holder.pid,
                where=where,
            )
        aside = self._path.with_name(f"{self._path.name}-{secrets.token_hex(4)}.part")
        try:
            os.replace(self._path, aside)  # noqa: PTH105 (only one of several processes gets to move it)
        except OSError:
            return
        moved = aside.read_text(encoding="utf-8", errors="replace")
        if moved != text and not self._path.exists():
            os.replace(aside, self._path)  # noqa: PTH105 (someone else's fresh lock: put it back)
        aside.unlink(missing_ok=True)

    def _clear_empty(self) -> None:
        """A file without content is being written just now, or left from a crash in that instant."""
        time.sleep(0.05)
        if self._path.exists() and self._path.stat().st_size == 0:
            self._path.unlink(missing_ok=True)

    def _is_ours(self) -> bool:
        try:
            return Holder.read(self._path.read_text(encoding="utf-8")) == self._holder
        except (OSError, UnicodeDecodeError):
            return False

    def _forget(self) -> None:
        with _held_guard:
            _held_here.discard(self._holder.token)


def is_held(path: Path) -> bool:
    """Whether a process that may still live holds this lock file; it is left as it is."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return False
    except OSError:
        return True
    holder = Holder.read(text)
    return holder is not None and not holder.gone


def _is_running(pid: int) -> bool:
    if pid <= 0:
        return False
    if sys.platform == "win32":  # os.kill would end the process there
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _start_mark(pid: int) -> str:
    """Ticks from boot to the process's start (field 22 of /proc/PID/stat), "" where there is no /proc."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return line.rpartition(")")[2].split()[19]
