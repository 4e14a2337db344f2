"""What a blended picture has that foreground over background has not: shadow, light, reflection."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8] | NDArray[np.uint16]


def residual_frame(foreground: Pixels, background: Pixels, blended: Pixels) -> NDArray[np.uint16]:
    """Return the difference around middle grey, opaque, (H, W, 4) uint16, of straight frames of one size.

    Half the difference is added to the grey: laid over the other two with the blend mode that programs call
    linear light, it gives the blended picture back.
    """
    above, below, blend = (_premultiplied(frame) for frame in (foreground, background, blended))
    off = blend[..., :3] - above[..., :3] - below[..., :3] * (1 - above[..., 3:])
    result = np.full(blend.shape, 65535, np.uint16)
    result[..., :3] = np.rint(np.clip(0.5 + off / 2, 0.0, 1.0) * np.float32(65535))
    return result


def _premultiplied(frame: Pixels) -> NDArray[Any]:
    values = frame.astype(np.float32) / np.float32(np.iinfo(frame.dtype).max)
    values[..., :3] *= values[..., 3:]
    return values
