"""From colour over a matte to straight colour, and colour under transparency, so scaling draws no fringes.

Filling is the pull-push pyramid of Gortler et al., "The Lumigraph" (SIGGRAPH 1996), weighted by alpha.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.opencv import cv2

Floats = NDArray[np.float32]

GREY = 0.5
BLACK = 0.0
TRUSTED_ALPHA = 0.06
"""Below this, dividing by alpha multiplies noise more than it tells colour."""
_CLEAR, _SOLID = 2 / 255, 253 / 255


def straighten(premultiplied: Floats, alpha: Floats, matte: float = GREY) -> Floats:
    """Return straight RGBA (T, H, W, 4) float32 in 0..1 from colour laid over a plain matte.

    `premultiplied` (T, H, W, 3) is c*a + matte*(1-a), `alpha` is (T, H, W); both are float32 in 0..1. Alpha
    within 2/255 of either end is set to it; colour where alpha is below `TRUSTED_ALPHA` is filled in from
    its surroundings. BadInput when the shapes do not belong together.
    """
    if premultiplied.shape != (*alpha.shape, 3) or alpha.ndim != 3:
        raise BadInput(
            "Colour {colour} and alpha {alpha} do not belong together; give (T, H, W, 3) and (T, H, W).",
            colour=premultiplied.shape,
            alpha=alpha.shape,
        )
    straight = np.empty((*alpha.shape, 4), np.float32)
    for index, (colour, mask) in enumerate(zip(premultiplied, alpha, strict=True)):
        out = straight[index]
        clean = np.clip(mask, 0.0, 1.0)
        clean = np.where(clean < _CLEAR, 0.0, np.where(clean > _SOLID, 1.0, clean)).astype(np.float32)
        coverage = clean[..., None]
        out[..., 3] = clean
        trusted = clean >= TRUSTED_ALPHA
        over = colour - np.float32(matte) * (1.0 - coverage)
        out[..., :3] = np.clip(over / np.maximum(coverage, TRUSTED_ALPHA), 0.0, 1.0)
        if trusted.all():
            continue
        weight = np.where(trusted, clean, 0.0).astype(np.float32)
        out[..., :3] = np.where(trusted[..., None], out[..., :3], _pull_push(out[..., :3], weight))
    return straight


def recognise_matte(
    rgb: Floats,
    alpha: Floats,
    background: Floats,
    blended: Floats,
) -> float:
    """Return the matte with which the foreground over the background comes nearest to the blended video.

    `rgb`, `background`, `blended` (T, H, W, 3) and `alpha` (T, H, W), float32 in 0..1. Grey wins ties.
    """
    gap = 1.0 - np.clip(alpha, 0.0, 1.0)[..., None]
    rest = blended - (rgb + gap * background)
    return min((GREY, BLACK), key=lambda matte: float(np.abs(rest + np.float32(matte) * gap).mean()))


def bleed(pixels: Pixels) -> Pixels:
    """Return straight RGBA (H, W, 4), same dtype, fully transparent pixels given the colour of visible ones.

    Visible pixels and alpha stay as they are. Without this, scaling the file elsewhere draws dark edges.
    """
    hidden = pixels[..., 3] == 0
    if not hidden.any() or hidden.all():
        return pixels
    height, width = hidden.shape
    # Nothing of this is seen, so half the resolution is enough and several times as fast.
    half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
    *channels, alpha = cv2.split(np.ascontiguousarray(pixels))
    products = [cv2.multiply(channel, alpha, dtype=cv2.CV_32F) for channel in channels]
    sums = cv2.merge([cv2.resize(product, half, interpolation=cv2.INTER_AREA) for product in products])
    weight = cv2.resize(alpha.astype(np.float32), half, interpolation=cv2.INTER_AREA).reshape(half[::-1])
    colour = sums.reshape(*weight.shape, 3) / np.maximum(weight, 1e-6)[..., None]
    top = np.iinfo(pixels.dtype).max
    filled = np.clip(np.rint(_pull_push(colour, weight / np.float32(top))), 0, top).astype(pixels.dtype)
    spread = cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 3)
    under = cv2.merge([*cv2.split(spread), np.zeros((height, width), pixels.dtype)])
    return cv2.copyTo(under, hidden.view(np.uint8), pixels.copy())


def _pull_push(colour: NDArray[Any], weight: NDArray[Any]) -> NDArray[Any]:
    """Return (H, W, 3) where pixels of weight 0 take on the colour around them; weight (H, W) in 0..1."""
    height, width = weight.shape
    if height == 1 and width == 1:
        return colour
    size = ((width + 1) // 2, (height + 1) // 2)
    mean_weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0])
    sums = cv2.resize(colour * weight[..., None], size, interpolation=cv2.INTER_AREA).reshape(
        size[1], size[0], 3
    )
    mean = sums / np.maximum(mean_weight, 1e-8)[..., None]
    coarse = _pull_push(mean, np.minimum(4.0 * mean_weight, 1.0))
    spread = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 3)
    share = weight[..., None]
    return share * colour + (1.0 - share) * spread
