"""From the session's threads into the GUI thread: one object, one signal."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from layerflow_studio.core.jobs import Event


class SessionBridge(QObject):
    """Lives in the GUI thread; `send` may be called on any thread, `received` is emitted in this one.

    Always queued, so that events of a job never arrive before the call that started it has returned.
    """

    received = Signal(object)
    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._attached = True
        self._sent.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def send(self, event: Event) -> None:
        """Hand an event over; after `detach` it is dropped."""
        if self._attached:
            self._sent.emit(event)

    def detach(self) -> None:
        """Deliver nothing more: the window is about to go."""
        self._attached = False

    def _pass_on(self, event: object) -> None:
        if self._attached:
            self.received.emit(event)
