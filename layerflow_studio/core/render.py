"""One picture of a document: the single path from layers to pixels for viewer, export and command line."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.compositing import (
    Picture,
    Planes,
    Sheet,
    composite,
    deep_composite,
    premultiplied_planes,
)
from layerflow_studio.core.document import Canvas, Document, Layer, Transform
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import Conform
from layerflow_studio.core.resample import Affine, resample

_Get = Callable[[ClipId, int], Picture]


class FrameSource(Protocol):
    """Where the pixels are; a clip store is one."""

    def frame(self, clip: ClipId, index: int) -> Frame:
        """Return frame `index` of a clip, (H, W, 4) uint8 straight."""
        ...

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        """Return what a clip shows at `share` of the way from one frame to another, (H, W, 4) uint8 straight.

        Things move there as they do in the guide, a clip as long and as large, else as in the clip itself.
        """
        ...


class DeepSource(FrameSource, Protocol):
    """A source that has more than 8 bits of some clips."""

    def stored_frame(self, clip: ClipId, index: int) -> Picture:
        """Return frame `index` of a clip as deep as it is stored, (H, W, 4) uint8 or uint16 straight."""
        ...


def render_frame(document: Document, index: int, source: FrameSource) -> Frame:
    """Return project frame `index` as (H, W, 4) uint8 straight, transparent where no layer is."""
    return composite(
        _sheets(document, index, source, source.frame), document.canvas.width, document.canvas.height
    )


def render_deep(document: Document, index: int, source: DeepSource) -> NDArray[np.uint16]:
    """Return the same as uint16, from frames as deep as they are stored; motion between them has 8 bits."""
    return deep_composite(
        _sheets(document, index, source, source.stored_frame), document.canvas.width, document.canvas.height
    )


def _sheets(document: Document, index: int, source: FrameSource, get: _Get) -> list[Sheet]:
    shown = shown_layers(document, index)
    sheets = (_sheet(layer, _picture(layer, index, source, get), index, document.canvas) for layer in shown)
    return [sheet for sheet in sheets if sheet is not None]


def shown_layers(document: Document, index: int) -> tuple[Layer, ...]:
    """Return the layers a project frame shows, bottom first; only soloed ones while a visible layer is."""
    visible = [layer for layer in document.layers if layer.visible]
    if any(layer.solo for layer in visible):
        visible = [layer for layer in visible if layer.solo]
    return tuple(
        layer for layer in visible if layer.opacity_at(index) > 0 and layer.source_frame(index) is not None
    )


def base_scale(width: int, height: int, canvas: Canvas) -> float:
    """Return how many canvas pixels wide a pixel of a picture lies at scale 1.

    A picture of exactly the canvas's shape fills it, whatever its size; any other lies pixel for pixel.
    """
    return canvas.width / width if width * canvas.height == height * canvas.width else 1.0


def anchor_in(transform: Transform, width: int, height: int, canvas: Canvas) -> tuple[float, float]:
    """Return the anchor as a point (x, y) of a picture of width x height, in its pixels from the top left."""
    base = base_scale(width, height, canvas)
    return width / 2 + transform.anchor_x / base, height / 2 + transform.anchor_y / base


def placing(transform: Transform, width: int, height: int, canvas: Canvas) -> Affine:
    """Return the map from coordinates in a picture of width x height to canvas coordinates.

    An untouched picture fills the canvas if it has its shape, else it is centred, its top left on a whole pixel.
    """
    base = base_scale(width, height, canvas)
    cosine, sine = _direction(transform.rotation)
    across, down = transform.scale_x * base, transform.scale_y * base
    xx, xy = cosine * across, -sine * down
    yx, yy = sine * across, cosine * down
    anchor_x, anchor_y = anchor_in(transform, width, height, canvas)
    left, top = untouched_corner(width, height, canvas)
    to_x = left + anchor_x * base + transform.x
    to_y = top + anchor_y * base + transform.y
    return Affine(xx, xy, yx, yy, to_x - xx * anchor_x - xy * anchor_y, to_y - yx * anchor_x - yy * anchor_y)


def untouched_corner(width: int, height: int, canvas: Canvas) -> tuple[int, int]:
    """Return where the top left of an untouched picture of width x height lies on a canvas, in its pixels."""
    if width * canvas.height == height * canvas.width:
        return 0, 0
    return (canvas.width - width) // 2, (canvas.height - height) // 2


def sized(frame: Frame, width: int, height: int) -> Frame:
    """Return a frame as it fills a canvas of its shape, width x height; one of another shape as it is."""
    high, wide = frame.shape[:2]
    if (wide, high) == (width, height) or wide * height != high * width:
        return frame
    shown = resample(
        premultiplied_planes(frame), Affine(width / wide, 0, 0, height / high, 0, 0), width, height
    )
    return composite([] if shown is None else [Sheet(*shown)], width, height)


def _sheet(layer: Layer, picture: Picture | Planes | None, index: int, canvas: Canvas) -> Sheet | None:
    if picture is None:
        return None
    whole = Sheet(picture, 0, 0, layer.opacity_at(index), layer.blend)
    height, width = whole.size
    transform = layer.transform_at(index)
    if _is_shift(transform) and base_scale(width, height, canvas) == 1:
        left, top = untouched_corner(width, height, canvas)
        return replace(whole, x=left + int(transform.x), y=top + int(transform.y))
    planes = _planes(picture)
    shown = resample(planes, placing(transform, width, height, canvas), canvas.width, canvas.height)
    if shown is None:
        return None
    pixels, x, y = shown
    return replace(whole, pixels=pixels, x=x, y=y)


def _picture(layer: Layer, index: int, source: FrameSource, get: _Get) -> Picture | Planes | None:
    """Return what a layer takes from its clip at a project frame: as it is stored, mixed, or moved."""
    sample = layer.sample(index)
    if layer.clip is None or sample is None:
        return None
    if sample.share == 0:
        return get(layer.clip, sample.first)
    if layer.conform == Conform.FLOW:
        return source.between(layer.clip, sample.first, sample.second, sample.share, layer.guide)
    mixed = premultiplied_planes(get(layer.clip, sample.first))
    mixed *= np.float32(1 - sample.share)
    mixed += premultiplied_planes(get(layer.clip, sample.second)) * np.float32(sample.share)
    return mixed


def _planes(picture: Picture | Planes) -> Planes:
    return (
        cast(Planes, picture) if picture.dtype == np.float32 else premultiplied_planes(cast(Picture, picture))
    )


def _is_shift(transform: Transform) -> bool:
    """Tell whether a transform only moves by whole pixels, so that pixels are copied exactly."""
    return (
        transform.scale_x == transform.scale_y == 1.0
        and transform.rotation % 360 == 0
        and transform.x.is_integer()
        and transform.y.is_integer()
    )


def _direction(degrees: float) -> tuple[float, float]:
    """Return cosine and sine, exact at right angles."""
    turns, rest = divmod(degrees % 360, 90)
    if rest == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(turns) % 4]
    angle = math.radians(degrees % 360)
    return math.cos(angle), math.sin(angle)
