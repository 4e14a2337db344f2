"""Errors meant for a person: each message is one sentence that says what is wrong and what to do.

Each class is also the builtin it resembles, so that code which only knows builtins still handles it.
"""

from __future__ import annotations


class StudioError(Exception):
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

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)


class ProjectLocked(StudioError):
    """Another window or process has the project open."""


class SelfCheckFailed(StudioError):
    """A file that was just written does not decode to what was asked for."""
