"""Moving, scaling and turning a layer's picture by its box: from a drag on the canvas to a transform.

Points are (x, y) in canvas pixels. A handle is (across, down) with -1, 0 or 1 each: (-1, -1) is the top left
corner, (1, 0) the middle of the right side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from layerflow_studio.core.document import Canvas, Transform
from layerflow_studio.core.render import anchor_in, base_scale, placing, untouched_corner
from layerflow_studio.core.resample import Affine

Point = tuple[float, float]
Handle = tuple[int, int]

HANDLES: tuple[Handle, ...] = ((-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0))
CORNERS: tuple[Handle, ...] = HANDLES[::2]
_LEAST = 0.01
_TURN_STEP = 15.0


@dataclass(frozen=True)
class Box:
    """A picture of `width` x `height` as a transform lays it on a canvas."""

    transform: Transform
    width: int
    height: int
    canvas: Canvas

    @property
    def placed(self) -> Affine:
        """The map from picture to canvas coordinates."""
        return placing(self.transform, self.width, self.height, self.canvas)

    def point(self, handle: Handle) -> Point:
        """Return where a handle lies."""
        return _apply(self.placed, self._inside(handle))

    @property
    def anchor(self) -> Point:
        """Where the anchor lies, about which it turns."""
        return _apply(self.placed, self._anchor_inside)

    def contains(self, point: Point) -> bool:
        """Tell whether a point is on the picture."""
        x, y = _apply(self.placed.inverse(), point)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def moved(self, by: Point, *, constrained: bool = False) -> Transform:
        """Return the transform after a move, along the longer of the two ways when constrained."""
        x, y = by
        if constrained:
            x, y = (x, 0.0) if abs(x) >= abs(y) else (0.0, y)
        return _tidy(replace(self.transform, x=self.transform.x + x, y=self.transform.y + y))

    def scaled(
        self, handle: Handle, by: Point, *, constrained: bool = False, about_anchor: bool = False
    ) -> Transform:
        """Return the transform after a handle was dragged, the opposite one (or the anchor) staying put.

        Constrained keeps the proportions.
        """
        here, base = self.transform, self._base
        fixed = self._anchor_inside if about_anchor else self._inside((-handle[0], -handle[1]))
        grip = self._inside(handle)
        reach = ((grip[0] - fixed[0]) * base * here.scale_x, (grip[1] - fixed[1]) * base * here.scale_y)
        pull = _turned(by, -here.rotation)
        factor_x = _factor(reach[0], pull[0], handle[0])
        factor_y = _factor(reach[1], pull[1], handle[1])
        if constrained:
            factor_x = factor_y = _along(reach, pull, handle)
        sized = replace(
            here, scale_x=_scale(here.scale_x * factor_x), scale_y=_scale(here.scale_y * factor_y)
        )
        before = _apply(self.placed, fixed)
        after = _apply(placing(sized, self.width, self.height, self.canvas), fixed)
        return _tidy(replace(sized, x=sized.x + before[0] - after[0], y=sized.y + before[1] - after[1]))

    def turned(self, start: Point, end: Point, *, constrained: bool = False) -> Transform:
        """Return the transform after turning about the anchor; constrained to steps of 15 degrees."""
        centre = self.anchor
        first = math.atan2(start[1] - centre[1], start[0] - centre[0])
        second = math.atan2(end[1] - centre[1], end[0] - centre[0])
        turn = (math.degrees(second - first) + 180) % 360 - 180
        rotation = self.transform.rotation + turn
        if constrained:
            rotation = round(rotation / _TURN_STEP) * _TURN_STEP
        return _tidy(replace(self.transform, rotation=rotation))

    def anchored(self, point: Point) -> Transform:
        """Return the transform with its anchor at a point and the picture where it was."""
        x, y = _apply(self.placed.inverse(), point)
        left, top = untouched_corner(self.width, self.height, self.canvas)
        base = self._base
        return _tidy(
            replace(
                self.transform,
                anchor_x=(x - self.width / 2) * base,
                anchor_y=(y - self.height / 2) * base,
                x=point[0] - left - x * base,
                y=point[1] - top - y * base,
            )
        )

    @property
    def _base(self) -> float:
        return base_scale(self.width, self.height, self.canvas)

    @property
    def _anchor_inside(self) -> Point:
        """The anchor in picture coordinates."""
        return anchor_in(self.transform, self.width, self.height, self.canvas)

    def _inside(self, handle: Handle) -> Point:
        return self.width * (handle[0] + 1) / 2, self.height * (handle[1] + 1) / 2


def _apply(placed: Affine, point: Point) -> Point:
    x, y = point
    return placed.xx * x + placed.xy * y + placed.dx, placed.yx * x + placed.yy * y + placed.dy


def _turned(vector: Point, degrees: float) -> Point:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return cosine * vector[0] - sine * vector[1], sine * vector[0] + cosine * vector[1]


def _factor(reach: float, pull: float, side: int) -> float:
    return 1.0 if side == 0 or reach == 0 else (reach + pull) / reach


def _along(reach: Point, pull: Point, handle: Handle) -> float:
    """How much longer the way to the handle became, measured along it."""
    kept = (reach[0] if handle[0] else 0.0, reach[1] if handle[1] else 0.0)
    square = kept[0] ** 2 + kept[1] ** 2
    return 1.0 if square == 0 else 1 + (kept[0] * pull[0] + kept[1] * pull[1]) / square


def _scale(value: float) -> float:
    return math.copysign(max(abs(value), _LEAST), value)


def _tidy(transform: Transform) -> Transform:
    """Round to what a user can mean: hundredths of pixels and degrees, thousandths of a percent."""
    return replace(
        transform,
        x=round(transform.x, 2),
        y=round(transform.y, 2),
        scale_x=round(transform.scale_x, 5),
        scale_y=round(transform.scale_y, 5),
        rotation=round(transform.rotation, 2),
        anchor_x=round(transform.anchor_x, 2),
        anchor_y=round(transform.anchor_y, 2),
    )
