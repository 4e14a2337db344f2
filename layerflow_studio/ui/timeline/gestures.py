"""What a drag does: from the document at its start and a shift in frames to the document as it would be.

Nothing here knows of pixels, mouse or window. `edges` are the frames that snap; `result` raises BadInput when
a layer refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from layerflow_studio.core import edits, key_groups, timeline_edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.key_groups import KeyPlace
from layerflow_studio.core.timebase import Span
from layerflow_studio.ui.timeline.snapping import snap, snap_frames


class Gesture(Protocol):
    """A drag along time."""

    @property
    def start(self) -> Document:
        """The document when the drag began."""
        ...

    @property
    def edges(self) -> tuple[int, ...]:
        """The frames that snap, as they were at the start."""
        ...

    def targets(self, playhead: int) -> tuple[int, ...]:
        """The frames they snap to."""
        ...

    def result(self, by: int) -> Document:
        """The document when everything has been dragged by so many frames."""
        ...


def settle(gesture: Gesture, by: float, targets: Sequence[int], reach: float) -> tuple[int, int | None]:
    """Return the whole shift a pointer's shift stands for, and the frame of `targets` it snapped to, if any."""
    return snap(gesture.edges, by, targets, reach)


@dataclass(frozen=True)
class _OfLayers:
    """Dragging layers; `grabbed` is the one under the pointer."""

    start: Document
    ids: tuple[str, ...]
    grabbed: str

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The dragged layers as they were."""
        return tuple(self.start.layer(layer_id) for layer_id in self.ids)

    @property
    def layer(self) -> Layer:
        """The layer under the pointer as it was."""
        return self.start.layer(self.grabbed)

    def targets(self, playhead: int) -> tuple[int, ...]:
        """Everything but the dragged layers."""
        return snap_frames(self.start, playhead, without_layers=set(self.ids))


@dataclass(frozen=True)
class MoveLayers(_OfLayers):
    """Bars move in time."""

    @property
    def edges(self) -> tuple[int, ...]:
        """Both ends of every bar."""
        return timeline_edits.edit_points(self.layers)

    def result(self, by: int) -> Document:
        """All moved by the same."""
        return timeline_edits.move_layers(self.start, self.ids, by)


@dataclass(frozen=True)
class TrimStarts(_OfLayers):
    """Left ends move, pictures stay where they are in time."""

    @property
    def edges(self) -> tuple[int, ...]:
        """The end that is held."""
        return (self.layer.span.start,)

    def result(self, by: int) -> Document:
        """All trimmed by the same."""
        return timeline_edits.trim_starts(self.start, self.ids, by)


@dataclass(frozen=True)
class TrimEnds(_OfLayers):
    """Right ends move."""

    @property
    def edges(self) -> tuple[int, ...]:
        """The end that is held."""
        return (self.layer.span.stop,)

    def result(self, by: int) -> Document:
        """All trimmed by the same."""
        return timeline_edits.trim_ends(self.start, self.ids, by)


@dataclass(frozen=True)
class SlipLayers(_OfLayers):
    """Pictures move along under bars that stay: dragging right shows earlier ones."""

    @property
    def edges(self) -> tuple[int, ...]:
        """Nothing to hold on to."""
        return ()

    def result(self, by: int) -> Document:
        """Each slipped as far as its clip reaches."""
        return timeline_edits.slip_layers(self.start, self.ids, -by)


@dataclass(frozen=True)
class MoveMarker:
    """A marker moves."""

    start: Document
    marker_id: str
    frame: int

    @property
    def edges(self) -> tuple[int, ...]:
        """Where it stands."""
        return (self.frame,)

    def targets(self, playhead: int) -> tuple[int, ...]:
        """Everything but itself."""
        return snap_frames(self.start, playhead, without_marker=self.marker_id)

    def result(self, by: int) -> Document:
        """On another frame of the canvas."""
        return timeline_edits.move_marker(self.start, self.marker_id, self.frame + by)


@dataclass(frozen=True)
class _OfArea:
    """Dragging the work area, which is the whole canvas while none is set."""

    start: Document

    def targets(self, playhead: int) -> tuple[int, ...]:
        """Everything but the area itself."""
        return snap_frames(self.start, playhead, without_area=True)


@dataclass(frozen=True)
class AreaStart(_OfArea):
    """The work area's beginning moves."""

    @property
    def edges(self) -> tuple[int, ...]:
        """Its first frame."""
        return (self.start.range.start,)

    def result(self, by: int) -> Document:
        """At least one frame is kept."""
        area = self.start.range
        return edits.set_work_area(self.start, Span(min(max(0, area.start + by), area.stop - 1), area.stop))


@dataclass(frozen=True)
class AreaStop(_OfArea):
    """The work area's end moves."""

    @property
    def edges(self) -> tuple[int, ...]:
        """The frame after its last."""
        return (self.start.range.stop,)

    def result(self, by: int) -> Document:
        """At least one frame is kept."""
        area, length = self.start.range, self.start.canvas.length
        return edits.set_work_area(
            self.start, Span(area.start, max(min(length, area.stop + by), area.start + 1))
        )


@dataclass(frozen=True)
class MoveArea(_OfArea):
    """The whole work area moves."""

    @property
    def edges(self) -> tuple[int, ...]:
        """Both ends."""
        area = self.start.range
        return area.start, area.stop

    def result(self, by: int) -> Document:
        """As far as the canvas reaches."""
        return timeline_edits.move_area(self.start, by)


@dataclass(frozen=True)
class MoveKeys:
    """Keys move in time."""

    start: Document
    keys: frozenset[KeyPlace]

    @property
    def edges(self) -> tuple[int, ...]:
        """Where they stand."""
        return tuple(sorted({key.frame for key in self.keys}))

    def targets(self, playhead: int) -> tuple[int, ...]:
        """Everything but themselves."""
        return snap_frames(self.start, playhead, without_keys=self.keys)

    def result(self, by: int) -> Document:
        """All moved by the same, in place of others they come to."""
        return key_groups.move_keys(self.start, self.keys, by)


@dataclass(frozen=True)
class PaintMarks:
    """Dragging down the eye, solo or lock column gives every row passed the same mark."""

    start: Document
    mark: str
    on: bool

    def result(self, layer_ids: Sequence[str]) -> Document:
        """The marks of these layers set, all others as they were."""
        edit = {"visible": edits.set_visible, "solo": edits.set_solo, "locked": edits.set_locked}[self.mark]
        return timeline_edits.for_each(self.start, layer_ids, edit, self.on)
