"""What dragged edges hold on to: other edges, keys, playhead, markers, work area and canvas ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from layerflow_studio.core.document import Document
from layerflow_studio.core.key_groups import KeyPlace, keys_of

REACH = 8
"""Pixels within which an edge snaps."""


def snap_frames(
    document: Document,
    playhead: int,
    *,
    without_layers: AbstractSet[str] = frozenset(),
    without_marker: str = "",
    without_area: bool = False,
    without_keys: AbstractSet[KeyPlace] = frozenset(),
) -> tuple[int, ...]:
    """Return the frames that edges snap to, in order; what is dragged itself is left out."""
    frames = {0, document.canvas.length, playhead}
    for layer in document.layers:
        if layer.id not in without_layers:
            frames |= {layer.span.start, layer.span.stop}
            if layer.animation:
                frames |= {key.frame for key in keys_of(layer) if key not in without_keys}
    frames |= {marker.frame for marker in document.markers if marker.id != without_marker}
    if document.work_area is not None and not without_area:
        frames |= {document.work_area.start, document.work_area.stop}
    return tuple(sorted(frames))


def snap(edges: Iterable[int], by: float, frames: Sequence[int], reach: float) -> tuple[int, int | None]:
    """Return the whole shift nearest to `by` that brings an edge onto one of the frames, and that frame.

    Only a frame nearer than `reach` frames counts; without one, the shift is `by` rounded.
    """
    best: tuple[float, int, int] | None = None
    for edge in edges:
        for frame in frames:
            off = abs(edge + by - frame)
            if off <= reach and (best is None or off < best[0]):
                best = (off, frame - edge, frame)
    if best is None:
        return round(by), None
    return best[1], best[2]
