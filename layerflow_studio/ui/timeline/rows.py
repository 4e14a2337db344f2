"""Which row of the timeline is at which height: one for each layer, topmost first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from layerflow_studio.core.document import Document, Layer

ROW = 42


@dataclass(frozen=True)
class Row:
    """A layer's row; `place` is the layer's place in the stack, from the bottom."""

    layer: Layer
    place: int
    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The height at which the next row starts."""
        return self.top + self.height


@dataclass(frozen=True)
class RowMap:
    """All rows from the top down."""

    rows: tuple[Row, ...]

    @property
    def height(self) -> int:
        """Of all rows together."""
        return self.rows[-1].bottom if self.rows else 0

    def at(self, y: float) -> Row | None:
        """Return the row at a height."""
        place = bisect_right(self._tops, y) - 1
        if place < 0 or y >= self.rows[place].bottom:
            return None
        return self.rows[place]

    def nearest(self, y: float) -> Row | None:
        """Return the row at a height, the first or last one outside."""
        if not self.rows:
            return None
        return self.at(min(max(y, 0), self.height - 1))

    def of(self, layer_id: str) -> Row | None:
        """Return a layer's row."""
        place = self._places.get(layer_id)
        return None if place is None else self.rows[place]

    def between(self, top: float, bottom: float) -> Iterator[Row]:
        """Give the rows of which something lies between two heights."""
        first = max(0, bisect_right(self._tops, top) - 1)
        for row in self.rows[first:]:
            if row.top > bottom:
                return
            if row.bottom > top:
                yield row

    def gap_at(self, y: float) -> tuple[int, int]:
        """Return the gap nearest to a height: its place in the stack, and the height of its line."""
        row = self.nearest(y)
        if row is None:
            return 0, 0
        return (row.place + 1, row.top) if y < row.top + row.height / 2 else (row.place, row.bottom)

    @cached_property
    def _tops(self) -> list[int]:
        return [row.top for row in self.rows]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {row.layer.id: place for place, row in enumerate(self.rows)}


def lay_out(document: Document) -> RowMap:
    """Return the rows of a document."""
    rows: list[Row] = []
    top = 0
    for place in reversed(range(len(document.layers))):
        rows.append(Row(document.layers[place], place, top, ROW))
        top += ROW
    return RowMap(tuple(rows))
