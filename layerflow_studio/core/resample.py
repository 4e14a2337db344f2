"""Pictures through an affine map: bilinear on premultiplied pixels, with edges covered by area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.compositing import Planes

_STRIP = 1 << 14  # canvas pixels sampled at a time, so that their places and weights stay in the cache


@dataclass(frozen=True)
class Affine:
    """p -> (xx*px + xy*py + dx, yx*px + yy*py + dy) on continuous coordinates; pixel i covers i..i+1."""

    xx: float
    xy: float
    yx: float
    yy: float
    dx: float
    dy: float

    def inverse(self) -> Affine:
        """Return the map back; raises ZeroDivisionError when there is none."""
        d = self.xx * self.yy - self.xy * self.yx
        xx, xy, yx, yy = self.yy / d, -self.xy / d, -self.yx / d, self.xx / d
        return Affine(xx, xy, yx, yy, -(xx * self.dx + xy * self.dy), -(yx * self.dx + yy * self.dy))

    def bounds(self, width: float, height: float) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of where the rectangle 0..width, 0..height comes to lie."""
        xs = [self.xx * x + self.xy * y + self.dx for x in (0.0, width) for y in (0.0, height)]
        ys = [self.yx * x + self.yy * y + self.dy for x in (0.0, width) for y in (0.0, height)]
        return min(xs), min(ys), max(xs), max(ys)


def resample(planes: Planes, placing: Affine, width: int, height: int) -> tuple[Planes, int, int] | None:
    """Return what a picture shows on a canvas, and the canvas pixel its top left comes to.

    `placing` maps picture to canvas coordinates. The result is cut to the canvas; None when nothing of the
    picture is on it. Inside the picture the value is bilinear between pixel centres, the border pixels
    reaching to the edge; a canvas pixel on an edge is weighted by how much of it the picture covers. At half
    size or less whole blocks of pixels are averaged first.
    """
    left, top, right, bottom = placing.bounds(planes.shape[2], planes.shape[1])
    x0, y0 = max(0, math.floor(left) - 1), max(0, math.floor(top) - 1)  # an edge reaches half a pixel out
    x1, y1 = min(width, math.ceil(right) + 1), min(height, math.ceil(bottom) + 1)
    if x0 >= x1 or y0 >= y1:
        return None
    back = placing.inverse()
    xs = np.arange(x0, x1, dtype=np.float64) + 0.5
    ys = np.arange(y0, y1, dtype=np.float64) + 0.5
    sampled = _axis_aligned if back.xy == 0 and back.yx == 0 else _turned
    result = sampled(planes, back, xs, ys)
    return result, x0, y0


def _axis_aligned(planes: Planes, back: Affine, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Planes:
    """Sample rows, then columns."""
    across = _Axis(back.xx * xs + back.dx, planes.shape[2], abs(back.xx))
    down = _Axis(back.yy * ys + back.dy, planes.shape[1], abs(back.yy))
    planes = _block_means(planes, down.block, across.block)
    rows = planes[:, down.first]
    rows *= down.near[:, None]
    rows += planes[:, down.second] * down.far[:, None]
    result = rows.take(across.first, axis=2)
    result *= across.near
    result += rows.take(across.second, axis=2) * across.far
    return result


def _turned(planes: Planes, back: Affine, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Planes:
    """Sample every canvas pixel at its own place."""
    height, width = planes.shape[1:]
    steps = math.hypot(back.xx, back.xy), math.hypot(back.yx, back.yy)
    planes = _block_means(planes, _block(steps[1], height), _block(steps[0], width))
    flat = planes.reshape(4, -1)
    result = np.zeros((4, len(ys), len(xs)), np.float32)
    count = max(1, _STRIP // len(xs))
    for top in range(0, len(ys), count):
        some = ys[top : top + count, None]
        across = _Axis(back.xx * xs + (back.xy * some + back.dx), width, steps[0])
        down = _Axis(back.yx * xs + (back.yy * some + back.dy), height, steps[1])
        for row, row_weight in ((down.first, down.near), (down.second, down.far)):
            for column, column_weight in ((across.first, across.near), (across.second, across.far)):
                places, weights = row * planes.shape[2] + column, row_weight * column_weight
                for channel in range(4):
                    result[channel, top : top + count] += flat[channel].take(places) * weights
    return result


class _Axis:
    """Sampling along one axis: two neighbours, their weights, and the size of blocks to average first.

    `places` are picture coordinates in 0..`size`, `step` the picture pixels that one canvas pixel spans.
    """

    def __init__(self, places: NDArray[np.float64], size: int, step: float) -> None:
        self.block = _block(step, size)
        last = -(-size // self.block) - 1
        centres = np.clip(places / self.block - 0.5, 0, last)
        self.first = centres.astype(np.intp)
        self.second = np.minimum(self.first + 1, last)
        inside_start = np.clip(places / step + 0.5, 0, 1)
        inside_end = np.clip((size - places) / step + 0.5, 0, 1)
        coverage = np.maximum(inside_start + inside_end - 1, 0)
        fraction = centres - self.first
        self.near: NDArray[np.float32] = (coverage * (1 - fraction)).astype(np.float32)
        self.far: NDArray[np.float32] = (coverage * fraction).astype(np.float32)


def _block(step: float, size: int) -> int:
    """Return how many picture pixels are averaged into one, for a canvas pixel that spans `step` of them."""
    return min(size, max(1, math.floor(step + 1e-9)))


def _block_means(planes: Planes, rows: int, columns: int) -> Planes:
    """Return the means of blocks of rows x columns pixels; the last block repeats the border."""
    if rows == 1 and columns == 1:
        return planes
    height, width = planes.shape[1:]
    planes = np.pad(planes, ((0, 0), (0, -height % rows), (0, -width % columns)), mode="edge")
    blocks = planes.reshape(4, planes.shape[1] // rows, rows, planes.shape[2] // columns, columns)
    return blocks.mean(axis=(2, 4), dtype=np.float32)
