"""The log file: rotating, small, in the state folder, and only once someone asks for it."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from layerflow_studio.session.settings import state_dir

LOG_NAME = "layerflow-studio.log"
_BYTES, _KEPT = 1_000_000, 3
_logger = logging.getLogger("layerflow_studio")


def start_log(folder: Path | None = None) -> Path:
    """Write what the program logs to a rotating file and return its path; a second call changes nothing.

    Where the folder cannot be written to, the program goes on without a log.
    """
    known = log_file()
    if known is not None:
        return known
    folder = folder or state_dir()
    path = folder / LOG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(path, "a", _BYTES, _KEPT, "utf-8")
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    _logger.addHandler(handler)
    _logger.setLevel(logging.INFO)
    _logger.propagate = False
    return path


def stop_log() -> None:
    """Close the log file."""
    for handler in _file_handlers():
        _logger.removeHandler(handler)
        handler.close()
    _logger.propagate = True


def log_file() -> Path | None:
    """Return where the log is being written, None when it is not."""
    return next((Path(handler.baseFilename) for handler in _file_handlers()), None)


def _file_handlers() -> list[logging.handlers.RotatingFileHandler]:
    return [h for h in _logger.handlers if isinstance(h, logging.handlers.RotatingFileHandler)]
