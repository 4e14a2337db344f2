"""What clips are, looked up off the GUI thread: a file has to be opened for it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from layerflow_studio.core.ids import ClipId
from layerflow_studio.errors import StudioError
from layerflow_studio.session.runner import give_way
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.media.clip_store import ClipFacts


class ClipFactsReader(QObject):
    """Remembers what clips are, and finds each out on another thread. Clips never change once stored."""

    found = Signal(str)
    """It is known now what a clip is, or that it cannot be read."""
    _arrived = Signal(str, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._known: dict[ClipId, ClipFacts | None] = {}
        self._asked: set[ClipId] = set()
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def facts(self, clip: ClipId) -> ClipFacts | None:
        """What a clip is; None while that is not known, and `found` follows once."""
        if clip not in self._known and clip not in self._asked:
            self._asked.add(clip)
            store = self._workspace.project.clips

            def look() -> None:
                give_way()
                try:
                    facts = store.describe(clip)
                except StudioError:
                    facts = None
                with suppress(RuntimeError):  # the window has gone meanwhile
                    self._arrived.emit(clip, facts)

            QThreadPool.globalInstance().start(look)
        return self._known.get(clip)

    def _take(self, clip: ClipId, facts: ClipFacts | None) -> None:
        self._known[clip] = facts
        self._asked.discard(clip)
        self.found.emit(clip)
