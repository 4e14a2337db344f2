"""Errors meant for a person: each message is one sentence that says what is wrong and what to do.

Each class is also the builtin it resembles, so that code which only knows builtins still handles it.
"""

from __future__ import annotations

import errno

from layerflow_studio.sentence import Sentence


class Told(Exception):
    """An error that says what it says in a `Sentence`, made from a template and the values to fill in."""

    def __init__(self, template: str = "", /, **values: object) -> None:
        super().__init__(Sentence(template, **values))

    @property
    def sentence(self) -> Sentence:
        """What it says."""
        return self.args[0]


class StudioError(Told):
    """Base of every error whose message may be shown to the user as it stands."""


class BadInput(StudioError, ValueError):
    """Something the user gave is not usable."""


class FileMissing(StudioError, FileNotFoundError):
    """A file or folder that was named does not exist."""


class Damaged(StudioError, ValueError):
    """A media file, checkpoint or stored clip exists but cannot be read."""


class WeightsMissing(StudioError, FileNotFoundError):
    """A model is known but its weights are not on this machine."""


class OutOfMemory(StudioError, MemoryError):
    """A stage needs more memory than there is; the message names stage, need and have."""


class Cancelled(StudioError):
    """The job's cancel token was set; raised by `CancelToken.check`."""

    def __init__(self, template: str = "Cancelled.", /, **values: object) -> None:
        super().__init__(template, **values)


class ProjectLocked(StudioError):
    """Another window or process has the project open."""


class SelfCheckFailed(StudioError):
    """A file that was just written does not decode to what was asked for."""


class DiskFull(StudioError, OSError):
    """There is too little room on a disk; the message names place, need and have."""


class Unreachable(StudioError, ConnectionError):
    """Another machine does not answer, or the connection to it was lost."""


_REASONS = {
    errno.ENOSPC: Sentence("No space left on device"),
    errno.EDQUOT: Sentence("Disk quota exceeded"),
    errno.EACCES: Sentence("Permission denied"),
    errno.EPERM: Sentence("Operation not permitted"),
    errno.EROFS: Sentence("Read-only file system"),
    errno.ENOENT: Sentence("No such file or directory"),
    errno.EEXIST: Sentence("File exists"),
    errno.ENOTDIR: Sentence("Not a directory"),
    errno.EISDIR: Sentence("Is a directory"),
    errno.ENAMETOOLONG: Sentence("File name too long"),
    errno.EIO: Sentence("Input/output error"),
}


def reason_of(problem: Exception) -> Sentence:
    """Return why the system refused something, as it says it itself, to stand in brackets."""
    known = _REASONS.get(getattr(problem, "errno", None) or 0)
    return known or Sentence(getattr(problem, "strerror", None) or str(problem))
