"""What nobody caught: logged in full, told to the user in one sentence, and the program goes on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Signal

from layerflow_studio.errors import StudioError
from layerflow_studio.ui.sentences import said

_log = logging.getLogger("layerflow_studio.ui")


class FaultReporter(QObject):
    """The one reporter behind the hooks of sys, threading and asyncio, usable from any thread."""

    reported = Signal(str)

    def report(self, error: BaseException) -> None:
        """Log an error and tell the user; a StudioError's own message is the sentence."""
        if isinstance(error, StudioError):
            _log.warning("%s", error, exc_info=error)
            self.reported.emit(said(error))
        else:
            _log.error("unexpected %s", type(error).__name__, exc_info=error)
            told = self.tr(
                "Something unexpected happened ({kind}); your work is kept, and the log has the details."
            )
            self.reported.emit(told.format(kind=type(error).__name__))

    def install(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Take over the hooks until `uninstall`."""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._from_interpreter
        threading.excepthook = self._from_thread
        if loop is not None:
            loop.set_exception_handler(self._from_loop)

    def uninstall(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before
        if loop is not None:
            loop.set_exception_handler(None)

    def _from_interpreter(
        self, kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, _trace)
        else:
            self.report(error)

    def _from_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None and not isinstance(hook.exc_value, SystemExit):
            self.report(hook.exc_value)

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.report(error if isinstance(error, BaseException) else RuntimeError(context.get("message")))
