"""Which row of the timeline is at which height: one for each layer, topmost first, its keys' rows below it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Property

ROW, KEY_ROW = 42, 24


@dataclass(frozen=True)
class Row:
    """A layer's row, or the row of one of its properties; `place` is the layer's place, from the bottom.

    `block` is where all rows of the layer together begin and end.
    """

    layer: Layer
    place: int
    top: int
    height: int
    block: tuple[int, int]
    prop: Property | None = None

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
        top, bottom = row.block
        return (row.place + 1, top) if y < (top + bottom) / 2 else (row.place, bottom)

    @cached_property
    def _tops(self) -> list[int]:
        return [row.top for row in self.rows]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {row.layer.id: place for place, row in enumerate(self.rows) if row.prop is None}


def lay_out(document: Document, opened: AbstractSet[str] = frozenset()) -> RowMap:
    """Return the rows of a document; opened layers also have one for each property with keys."""
    rows: list[Row] = []
    top = 0
    for place in reversed(range(len(document.layers))):
        layer = document.layers[place]
        props = [p for p in Property if layer.curve(p)] if layer.id in opened else []
        block = (top, top + ROW + KEY_ROW * len(props))
        rows.append(Row(layer, place, top, ROW, block))
        for number, prop in enumerate(props):
            rows.append(Row(layer, place, top + ROW + KEY_ROW * number, KEY_ROW, block, prop))
        top = block[1]
    return RowMap(tuple(rows))
