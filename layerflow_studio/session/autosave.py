"""When to write the autosave: soon after the user pauses, and now and then while they do not."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from layerflow_studio.core.document import Document
from layerflow_studio.errors import BadInput
from layerflow_studio.session.project_io import Project


class Autosave:
    """Writes a project's autosave `quiet` seconds after the last change, at most `at_most` after the first.

    It has no timer: whoever has one calls `tick` about once a second, on the thread that owns the project. That
    thread does not wait for the disk; what is to follow an autosave, such as a save, calls `rest` first.
    """

    def __init__(
        self,
        project: Project,
        *,
        quiet: float = 2.0,
        at_most: float = 20.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._project = project
        self._quiet, self._at_most, self._clock = quiet, at_most, clock
        self._document: Document | None = None
        self._writing: tuple[Document, Future[None]] | None = None
        self._first = self._last = 0.0

    def set_at_most(self, seconds: float) -> None:
        """Choose the longest that a change stays in memory only."""
        self._at_most = seconds
        self._quiet = min(self._quiet, seconds)

    @property
    def pending(self) -> bool:
        """Whether there is a change that is not written yet."""
        return self._document is not None or self._writing is not None

    def note(self, document: Document) -> None:
        """Say that the document has changed to this."""
        self._last = self._clock()
        if self._document is None:
            self._first = self._last
        self._document = document

    def tick(self) -> bool:
        """Begin to write when it is time to; True when it has begun.

        BadInput, once the disk has refused; it is tried again after `at_most` seconds, and soon after each change.
        """
        if self._writing is not None and not self._writing[1].done():
            return False
        self._look_back()
        now = self._clock()
        if now - self._last < self._quiet and now - self._first < self._at_most:
            return False
        return self._begin()

    def flush(self) -> bool:
        """Write what is pending now and wait for it; BadInput when the disk refuses.

        A document that equals the saved one only removes the old autosave.
        """
        self.rest()
        begun = self._begin()
        self._look_back()
        return begun

    def rest(self) -> None:
        """Wait until nothing is being written; what the disk refused is pending again."""
        with suppress(BadInput):
            self._look_back()

    def settle(self) -> None:
        """Forget what is pending: it was saved, or it is not wanted."""
        self.rest()
        self._document = None

    def _begin(self) -> bool:
        document, self._document = self._document, None
        if document is None:
            return False
        if document == self._project.document:
            self._project.drop_autosave()
            return False
        writer = ThreadPoolExecutor(1, thread_name_prefix="layerflow-autosave")
        self._writing = document, writer.submit(self._project.write_autosave, document)
        writer.shutdown(wait=False)  # its thread ends with this
        return True

    def _look_back(self) -> None:
        """Wait for what is being written and take note of how it ended."""
        if self._writing is None:
            return
        (document, writing), self._writing = self._writing, None
        try:
            writing.result()
        except BadInput:
            if self._document is None:
                self._document, self._first = document, self._clock()
                self._last = self._first + self._at_most
            raise
