"""Between depths: full-range 8 and 16 bits, dithered where bits are lost, and colour over a backdrop.

Dither is the sum of two uniform variables, one level wide each (triangular, TPDF: Lipshitz, Wannamaker and
Vanderkooy, "Quantization and Dither", 1992): the error's mean and variance no longer follow the picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import narrow
from layerflow_studio.core.viewmodes import Backdrop, Colour, backdrop_frame, over_backdrop
from layerflow_studio.media.clip_io import Pixels, widen

_LEVEL = 257


def dithered(pixels: Pixels, frame: int) -> NDArray[np.uint8]:
    """Return straight RGBA (H, W, 4) in 8 bits: colour of 16 bits dithered, alpha rounded.

    The noise depends on the frame's number alone, so that two walks over a film give the same pixels. Pixels
    that are 8-bit levels already, and pure black and white, stay as they are.
    """
    if pixels.dtype == np.uint8:
        return pixels
    levels = narrow(pixels)
    colour = pixels[..., :3]
    between = colour % _LEVEL != 0
    if not between.any():
        return levels
    noise = np.random.default_rng(frame).random((2, *colour.shape), dtype=np.float32)
    noisy = np.rint(colour * np.float32(1 / _LEVEL) + (noise[0] - noise[1]))
    levels[..., :3] = np.where(between, np.clip(noisy, 0, 255), levels[..., :3])
    return levels


def flattened(pixels: Pixels, backdrop: Backdrop | Colour) -> Pixels:
    """Return straight RGBA (H, W, 4) laid over a backdrop, opaque, at the same depth."""
    if pixels.dtype == np.uint8:
        return over_backdrop(pixels, backdrop)
    coverage = pixels[..., 3:].astype(np.float32) / np.float32(65535)
    if (coverage == 1).all():
        return pixels
    below = widen(backdrop_frame(pixels.shape[1], pixels.shape[0], backdrop))
    mixed = pixels * coverage + below * (1 - coverage)
    mixed[..., 3] = 65535
    return np.rint(mixed).astype(np.uint16)


def premultiplied(pixels: Pixels) -> Pixels:
    """Return straight RGBA (H, W, 4) with its colour multiplied by alpha, same depth, rounded."""
    top = np.iinfo(pixels.dtype).max
    product = pixels.astype(np.uint32)
    product[..., :3] = (product[..., :3] * product[..., 3:] + top // 2) // top
    return product.astype(pixels.dtype)
