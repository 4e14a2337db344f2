"""One frame of the composite as a PNG with straight alpha."""

from __future__ import annotations

import tempfile
from pathlib import Path

from layerflow_studio.core.document import Document
from layerflow_studio.core.render import FrameSource, render_frame


def write_still(document: Document, frame: int, source: FrameSource, path: Path) -> None:
    """Write a frame as the viewer composes it; an old file is replaced only by a whole one. BadInput."""
    from layerflow_studio.media.landing import move, written_beside

    picture = still_bytes(document, frame, source)
    with written_beside(path) as part:
        part.write_bytes(picture)
        move(part, path)


def still_bytes(document: Document, frame: int, source: FrameSource) -> bytes:
    """Return the PNG file of a frame."""
    from layerflow_studio.media.encoders import write_png

    with tempfile.TemporaryDirectory(prefix="layerflow-") as folder:
        path = Path(folder) / "frame.png"
        write_png(path, render_frame(document, frame, source))
        return path.read_bytes()
