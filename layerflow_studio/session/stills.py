"""One frame of the composite as a PNG with straight alpha."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from layerflow_studio.core.document import Document
from layerflow_studio.core.render import FrameSource, render_frame
from layerflow_studio.errors import BadInput, reason_of


def write_still(document: Document, frame: int, source: FrameSource, path: Path) -> None:
    """Write a frame as the viewer composes it; an old file is replaced only by a whole one. BadInput."""
    part = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.part.png")
    try:
        part.write_bytes(still_bytes(document, frame, source))
        os.replace(part, path)  # noqa: PTH105 (the one call that is atomic on every system)
    except OSError as problem:
        raise BadInput(
            "{path} cannot be written ({reason}); free some space or choose another place.",
            path=path,
            reason=reason_of(problem),
        ) from problem
    finally:
        part.unlink(missing_ok=True)


def still_bytes(document: Document, frame: int, source: FrameSource) -> bytes:
    """Return the PNG file of a frame."""
    from layerflow_studio.media.encoders import write_png

    with tempfile.TemporaryDirectory(prefix="layerflow-") as folder:
        path = Path(folder) / "frame.png"
        write_png(path, render_frame(document, frame, source))
        return path.read_bytes()
