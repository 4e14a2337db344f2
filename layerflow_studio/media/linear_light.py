"""Between sRGB code values and scene-linear light in Rec.709 or ACEScg primaries.

The curve is that of IEC 61966-2-1; matrices follow from the primaries (SMPTE RP 177) with Bradford's
adaptation. ACEScg on export goes through OpenColorIO, so that it is what other programs mean by that name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.export_presets import Space
from layerflow_studio.media.clip_io import Pixels

Floats = NDArray[np.float32]


CHROMATICITIES = {
    Space.REC709: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290),
    Space.ACESCG: (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767),
}
"""x and y of red, green, blue and white."""
_CONFIG = "ocio://cg-config-v2.1.0_aces-v1.3_ocio-v2.3"
_OCIO_NAMES = {Space.REC709: "Linear Rec.709 (sRGB)", Space.ACESCG: "ACEScg"}
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def to_linear(pixels: Pixels) -> Floats:
    """Return straight RGBA (H, W, 4) uint8 or uint16 as float32: colour in linear light, alpha in 0..1."""
    table = _curve(pixels.dtype.name)
    linear = table[pixels]
    top = np.float32(np.iinfo(pixels.dtype).max)
    linear[..., 3] = pixels[..., 3] / top
    return linear


def to_srgb(linear: Floats) -> NDArray[np.uint16]:
    """Return straight float32 RGBA (H, W, 4), Rec.709 primaries, as uint16 sRGB; outside 0..1 is clipped."""
    values = np.nan_to_num(np.clip(linear, 0.0, 1.0))
    colour = values[..., :3]
    values[..., :3] = np.where(
        colour <= 0.0031308, colour * 12.92, 1.055 * np.power(colour, np.float32(1 / 2.4)) - 0.055
    )
    return np.rint(np.clip(values, 0.0, 1.0) * 65535).astype(np.uint16)


def associated(straight: Floats) -> Floats:
    """Return RGBA (H, W, 4) with its colour multiplied by alpha."""
    return np.concatenate([straight[..., :3] * straight[..., 3:], straight[..., 3:]], axis=-1)


def straight(associated_light: Floats) -> Floats:
    """Return RGBA (H, W, 4) with its colour divided by alpha; where alpha is 0, black."""
    alpha = associated_light[..., 3:]
    colour = np.zeros_like(associated_light[..., :3])
    np.divide(associated_light[..., :3], alpha, out=colour, where=alpha > 0)
    return np.concatenate([colour, alpha], axis=-1)


def into(linear: Floats, space: Space) -> Floats:
    """Return straight Rec.709 light in a space; ACEScg raises ImportError where OpenColorIO is missing."""
    return _carried(linear, Space.REC709, space)


def from_space(linear: Floats, space: Space) -> Floats:
    """Undo `into`."""
    return _carried(linear, space, Space.REC709)


def to_rec709(linear: Floats, chromaticities: Sequence[float]) -> Floats:
    """Return straight light of any primaries, red, green, blue, white as x, y, in Rec.709 ones."""
    ours = CHROMATICITIES[Space.REC709]
    if np.allclose(chromaticities, ours, atol=2e-3):
        return linear
    matrix = np.linalg.inv(_to_xyz(ours)) @ _adapted(chromaticities[6:8], ours[6:8]) @ _to_xyz(chromaticities)
    colour = linear[..., :3] @ matrix.T.astype(np.float32)
    return np.concatenate([colour, linear[..., 3:]], axis=-1)


@cache
def _curve(depth: str) -> Floats:
    top = np.iinfo(depth).max
    codes = np.arange(top + 1, dtype=np.float64) / top
    linear = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def _carried(linear: Floats, source: Space, target: Space) -> Floats:
    if source is target:
        return linear
    carried = np.array(linear, np.float32, order="C")
    _processor(source, target).applyRGBA(carried)
    return carried


@cache
def _processor(source: Space, target: Space) -> Any:
    import PyOpenColorIO

    colour: Any = PyOpenColorIO  # comes without types
    config = colour.Config.CreateFromFile(_CONFIG)
    return config.getProcessor(_OCIO_NAMES[source], _OCIO_NAMES[target]).getDefaultCPUProcessor()


def _to_xyz(chromaticities: Sequence[float]) -> NDArray[np.float64]:
    """Return the matrix of RGB to XYZ for primaries and white."""
    x, y = np.array(chromaticities[0::2], np.float64), np.array(chromaticities[1::2], np.float64)
    points = np.stack([x / y, np.ones(4), (1 - x - y) / y])
    return points[:, :3] * np.linalg.solve(points[:, :3], points[:, 3])


def _adapted(white: Sequence[float], to: Sequence[float]) -> NDArray[np.float64]:
    """Return the Bradford matrix that carries one white point into another."""
    have, want = (_BRADFORD @ [x / y, 1.0, (1 - x - y) / y] for x, y in (white, to))
    return np.linalg.inv(_BRADFORD) @ np.diag(want / have) @ _BRADFORD
