"""Measures of takes, asked for when they are needed and taken behind the window's back."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from layerflow_studio.core.jobs import LAST_EVENTS, Progress
from layerflow_studio.core.takes import Take
from layerflow_studio.session.measures import MeasureBook, MeasureJob
from layerflow_studio.ui.jobs import JobBook
from layerflow_studio.ui.workspace import Workspace

_TOLD_EVERY = 8
_PATIENCE_MS = 400
"""So long a request waits: reading clips is not to meet the showing of a take that has just arrived."""


class Measures(QObject):
    """The recomposition of the open project's takes."""

    changed = Signal()
    """More takes have been measured."""

    def __init__(self, workspace: Workspace, jobs: JobBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._jobs = workspace, jobs
        self._book = MeasureBook(workspace.project.library)
        self._wanted: dict[str, Take] = {}
        self._job = ""
        self._failed: set[str] = set()
        self._running: tuple[Take, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._start)
        workspace.project_changed.connect(self._on_project)
        jobs.overheard.connect(self._hear)

    def get(self, take_id: str) -> float | None:
        """A take's recomposition in dB, None when it is not known yet or cannot be measured."""
        return self._book.get(take_id)

    def request(self, takes: Iterable[Take]) -> None:
        """Have takes measured that were not; `changed` follows."""
        new = {take.id: take for take in takes if take.id not in self._failed}
        self._wanted |= {key: take for key, take in new.items() if self._book.get(key) is None}
        if self._wanted and not self._soon.isActive():
            self._soon.start()

    def _start(self) -> None:
        if self._job or not self._wanted:
            return
        takes, self._wanted = tuple(self._wanted.values()), {}
        job = MeasureJob.of_unmeasured(self._workspace.project, self._book, takes)
        if job is not None:
            self._running = job.takes
            self._job = self._jobs.submit_quietly(job)

    def _hear(self, event: object) -> None:
        if getattr(event, "job", "") != self._job:
            return
        if isinstance(event, Progress) and event.done % _TOLD_EVERY == 0:
            self.changed.emit()
        elif isinstance(event, LAST_EVENTS):
            self._failed |= {take.id for take in self._running if self._book.get(take.id) is None}
            self._job, self._running = "", ()
            self.changed.emit()
            self._start()

    def _on_project(self) -> None:
        library = self._workspace.project.library
        if library.folder != self._book.folder:
            self._jobs.cancel_quietly(self._job)
            self._book = MeasureBook(library)
            self._wanted, self._failed = {}, set()
            self.changed.emit()
