"""The one compositor: straight frames in, premultiplied float inside, straight frames out, of 8 or 16 bits.

Mixing is done on sRGB code values, as editors and browsers do. With premultiplied colour c and alpha a of
source (s) and backdrop (b), every mode has the union alpha as + ab*(1 - as), and its colour is
    over      cs + cb*(1 - as)
    multiply  cs*(1 - ab) + cb*(1 - as) + cs*cb
    screen    cs + cb - cs*cb
    others    cs*(1 - ab) + cb*(1 - as) + as*ab*B(cb/ab, cs/as)
Over is Porter and Duff, "Compositing Digital Images", 1984. The others are W3C Compositing and Blending 1
with its blend functions B, multiply and screen simplified; B of add is min(1, Cb + Cs).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import Frame, freeze
from layerflow_studio.core.kinds import BlendMode

Planes = NDArray[np.float32]
"""(4, H, W) float32 in 0..1: red, green and blue multiplied by alpha, and alpha."""

Picture = Frame | NDArray[np.uint16]
"""(H, W, 4), straight alpha, sRGB code values."""

_STRIP = 1 << 14  # pixels mixed at a time, so that all planes of a strip stay in the processor's cache


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture and how it is laid on.

    `pixels` is a straight frame (H, W, 4) uint8 or uint16, or premultiplied planes (4, H, W) float32 in 0..1. The top
    left pixel comes to canvas pixel (`x`, `y`); what lies outside the canvas is cut off.
    """

    pixels: Picture | Planes
    x: int = 0
    y: int = 0
    opacity: float = 1.0
    mode: BlendMode = BlendMode.OVER

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        shape = self.pixels.shape
        return (shape[1], shape[2]) if self.pixels.dtype == np.float32 else (shape[0], shape[1])


def premultiplied_planes(frame: Picture) -> Planes:
    """Return a straight (H, W, 4) uint8 or uint16 frame as premultiplied planes (4, H, W) float32 in 0..1."""
    planes = np.empty((4, *frame.shape[:2]), np.float32)
    for channel in range(4):
        planes[channel] = frame[..., channel]
    top = np.iinfo(frame.dtype).max
    planes /= np.float32(top)
    if not (frame[..., 3] == top).all():
        planes[:3] *= planes[3]
    return planes


def composite(sheets: Sequence[Sheet], width: int, height: int) -> Frame:
    """Lay sheets on a transparent canvas, bottom first, and return it as a straight uint8 frame, rounded.

    A single 8-bit sheet laid over at full opacity is copied with the colour of its transparent pixels.
    """
    return _composed(sheets, width, height, np.dtype(np.uint8))


def deep_composite(sheets: Sequence[Sheet], width: int, height: int) -> NDArray[np.uint16]:
    """Return the same as uint16; a single 16-bit sheet is copied."""
    return _composed(sheets, width, height, np.dtype(np.uint16))


def _composed(sheets: Sequence[Sheet], width: int, height: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    sheets = [sheet for sheet in sheets if sheet.opacity > 0 and _place(sheet, 0, height, width) is not None]
    if len(sheets) == 1 and _is_copy(sheets[0], dtype):
        return _copied(sheets[0], width, height)
    result = np.zeros((height, width, 4), dtype)
    rows = max(1, _STRIP // width)
    planes = np.empty((4, rows, width), np.float32)
    for top in range(0, height, rows):
        strip = planes[:, : min(rows, height - top)]
        strip[:] = 0
        for sheet in sheets:
            _lay(strip, sheet, top)
        _write(strip, result[top : top + rows])
    return freeze(result)


def _is_copy(sheet: Sheet, dtype: np.dtype[Any]) -> bool:
    return sheet.pixels.dtype == dtype and sheet.mode == BlendMode.OVER and sheet.opacity == 1.0


def _copied(sheet: Sheet, width: int, height: int) -> NDArray[Any]:
    pixels = cast(NDArray[Any], sheet.pixels)
    if sheet.x == 0 and sheet.y == 0 and pixels.shape == (height, width, 4):
        return freeze(pixels.copy() if pixels.flags.writeable else pixels)
    result = np.zeros((height, width, 4), pixels.dtype)
    place = _place(sheet, 0, height, width)
    assert place is not None
    canvas_part, sheet_part = place
    result[canvas_part] = pixels[sheet_part]
    return freeze(result)


def _place(
    sheet: Sheet, top: int, height: int, width: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
    """Return where a sheet meets canvas rows top..top+height: rows and columns there, and on the sheet."""
    sheet_height, sheet_width = sheet.size
    first_row, last_row = max(0, sheet.y - top), min(height, sheet.y - top + sheet_height)
    first_column, last_column = max(0, sheet.x), min(width, sheet.x + sheet_width)
    if first_row >= last_row or first_column >= last_column:
        return None
    down, right = top - sheet.y, -sheet.x
    return (
        (slice(first_row, last_row), slice(first_column, last_column)),
        (slice(first_row + down, last_row + down), slice(first_column + right, last_column + right)),
    )


def _lay(strip: NDArray[np.float32], sheet: Sheet, top: int) -> None:
    """Lay the part of a sheet that meets a strip (4, rows, width) of premultiplied planes."""
    place = _place(sheet, top, strip.shape[1], strip.shape[2])
    if place is None:
        return
    canvas_part, sheet_part = place
    rows, columns = sheet_part
    if sheet.pixels.dtype != np.float32:
        frame = cast(Picture, sheet.pixels[rows, columns])
        if not frame[..., 3].any():
            return
        source = premultiplied_planes(frame)
    else:
        source = cast(Planes, sheet.pixels[:, rows, columns])
    if sheet.opacity != 1.0:
        source = source * np.float32(sheet.opacity)
    _mix([plane[canvas_part] for plane in strip], list(source), sheet.mode)


def _mix(backdrop: list[NDArray[Any]], source: list[NDArray[Any]], mode: BlendMode) -> None:
    """Lay premultiplied source planes (r, g, b, a) over backdrop planes in place."""
    above, below = source[3], backdrop[3]
    through = 1 - above
    both = _BOTH.get(mode)
    for upper, lower in zip(source[:3], backdrop[:3], strict=True):
        if mode == BlendMode.OVER:
            lower *= through
            lower += upper
        elif mode == BlendMode.SCREEN:
            lower *= 1 - upper
            lower += upper
        elif both is None:  # multiply
            lower *= through + upper
            lower += upper * (1 - below)
        else:
            mixed = both(upper, above, lower, below)
            lower *= through
            lower += upper * (1 - below)
            lower += mixed
    below *= through
    below += above


# What both cover, as*ab*B(cb/ab, cs/as), from premultiplied source s, its alpha sa, backdrop b, its alpha ba.
_Plane = NDArray[Any]


def _add(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    return np.minimum(s * ba + b * sa, sa * ba)


def _hard_light(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    """Multiply where the source is dark, screen where it is light."""
    return np.where(2 * s <= sa, 2 * s * b, sa * ba - 2 * (ba - b) * (sa - s))


def _overlay(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    """Hard light with the two exchanged."""
    return _hard_light(b, ba, s, sa)


def _soft_light(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    straight = np.zeros_like(b)
    np.divide(b, ba, out=straight, where=ba > 0)
    lifted = np.where(
        straight <= 0.25, ((16 * straight - 12) * straight + 4) * straight, np.sqrt(np.maximum(straight, 0))
    )
    lean = 2 * s - sa
    return sa * b + np.where(lean <= 0, lean * b * (1 - straight), lean * (ba * lifted - b))


def _darken(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    return np.minimum(s * ba, b * sa)


def _lighten(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    return np.maximum(s * ba, b * sa)


def _difference(s: _Plane, sa: _Plane, b: _Plane, ba: _Plane) -> _Plane:
    return np.abs(s * ba - b * sa)


_BOTH: dict[BlendMode, Callable[[_Plane, _Plane, _Plane, _Plane], _Plane]] = {
    BlendMode.ADD: _add,
    BlendMode.OVERLAY: _overlay,
    BlendMode.SOFT_LIGHT: _soft_light,
    BlendMode.HARD_LIGHT: _hard_light,
    BlendMode.DARKEN: _darken,
    BlendMode.LIGHTEN: _lighten,
    BlendMode.DIFFERENCE: _difference,
}


def _write(strip: NDArray[np.float32], result: NDArray[Any]) -> None:
    """Write premultiplied planes (4, rows, width) into straight uint8 or uint16 rows, rounded."""
    alpha, top = strip[3], np.float32(np.iinfo(result.dtype).max)
    if alpha.all() and (alpha == 1).all():
        strip *= top
    else:
        # Alpha that is less rounds to 0, and its colour to black.
        scale, least = np.zeros_like(alpha), np.float32(0.5 / float(top))
        np.divide(top, alpha, out=scale, where=alpha >= least)
        strip[:3] *= scale
        alpha *= top
    np.rint(strip, out=strip)
    np.minimum(strip, top, out=strip)
    for channel in range(4):
        result[..., channel] = strip[channel]
