"""Numbers about layered clips: agreement of the layers, cleanness of alpha, steadiness, motion.

All pictures are float32 in 0..1; higher is better unless a function says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.training.clips import LayeredSample
from layerflow_studio.training.noise import Array

HAZE = (0.1, 0.9)
"""Alpha strictly between these is neither object nor air."""
FLOW_HEIGHT = 128
"""Motion is looked at in frames of this height, so that the size of a clip does not matter."""
FLOW_WINDOW = 31
FLOW_BLUR = 1.5
FASTEST = 0.2
SPAN = 0.5
"""Seconds between two frames whose motion is measured."""
CEILING_DB = 100.0
"""PSNR of equal pictures."""


@dataclass(frozen=True, eq=False)
class Layers:
    """The layers of one clip, made or true."""

    foreground: Array
    """(T, H, W, 3) premultiplied over mid-grey: c * a + 0.5 * (1 - a)."""
    alpha: Array
    """(T, H, W)."""
    background: Array
    """(T, H, W, 3)."""
    blended: Array
    """(T, H, W, 3)."""

    @classmethod
    def of(cls, sample: LayeredSample) -> Layers:
        """The layers of a true clip."""
        return cls(sample.foreground, sample.alpha, sample.background, sample.blended)


def over(foreground: Array, alpha: Array, backdrop: Array | float) -> Array:
    """(..., H, W, 3): a foreground painted over mid-grey laid over another backdrop, clipped to 0..1."""
    laid = foreground + (1 - alpha[..., None]) * (np.asarray(backdrop, np.float32) - np.float32(0.5))
    return np.clip(laid, 0, 1)


def psnr(one: Array, other: Array, where: NDArray[np.bool_] | None = None) -> float:
    """Peak signal-to-noise ratio in dB of two clips, over all pixels or those marked in `where` (T, H, W)."""
    squares = (one - other) ** 2 if where is None else (one[where] - other[where]) ** 2
    error = float(squares.mean(dtype=np.float64)) if squares.size else 0.0
    return CEILING_DB if error < 10 ** (-CEILING_DB / 10) else -10 * float(np.log10(error))


def recomposition_psnr(layers: Layers) -> float:
    """PSNR in dB of foreground over background against the blended clip, away from the contact shadow."""
    laid = over(layers.foreground, layers.alpha, layers.background)
    return psnr(laid, layers.blended, shadow_free(layers.alpha))


def shadow_free(alpha: Array) -> NDArray[np.bool_]:
    """(T, H, W): where no contact shadow falls, in clips with and without one.

    The band is the largest that `clips.contact_shadow` can darken by more than a hundredth under an object
    whose feet are as wide as its box; what the object itself covers (alpha over 0.9) counts as free.
    """
    free = np.ones(alpha.shape, np.bool_)
    height, width = alpha.shape[1:]
    for frame, matte in zip(free, alpha, strict=True):
        rows, columns = np.flatnonzero((matte > 0.5).any(1)), np.flatnonzero((matte > 0.5).any(0))
        if not len(rows):
            continue
        half = max(1.12 * (columns[-1] + 1 - columns[0]) / 2, 0.08 * height)
        thin = 0.035 * height + 0.08 * half
        foot, middle = rows[-1] + 1 - 0.35 * thin, (columns[0] + columns[-1] + 1) / 2
        top, bottom = max(0, int(foot - 2.2 * thin)), min(height, int(foot + 2.2 * thin) + 1)
        left, right = max(0, int(middle - 1.5 * half)), min(width, int(middle + 1.5 * half) + 1)
        frame[top:bottom, left:right] = matte[top:bottom, left:right] > 0.9
    return free


def haze_share(alpha: Array) -> float:
    """Share of pixels whose alpha lies strictly between 0.1 and 0.9; lower is better."""
    return float(((alpha > HAZE[0]) & (alpha < HAZE[1])).mean())


def edge_width(alpha: Array) -> float:
    """Hazy pixels per pixel of outline (where alpha crosses one half): how wide an edge is; 0 without one."""
    solid = alpha > 0.5
    outline = (solid[:, 1:] != solid[:, :-1]).sum() + (solid[:, :, 1:] != solid[:, :, :-1]).sum()
    hazy = ((alpha > HAZE[0]) & (alpha < HAZE[1])).sum()
    return float(hazy / outline) if outline else 0.0


def alpha_mad(alpha: Array, truth: Array) -> float:
    """Mean absolute difference of two alphas (the MAD of matting benchmarks); lower is better."""
    return float(np.abs(alpha - truth).mean(dtype=np.float64))


def dynamic_degree(video: Array, fps: float) -> float:
    """How much moves: the speed of the fastest fifth of the picture, in frame heights per second.

    Dense optical flow (Farneback 2003, as in OpenCV) between frames half a second apart; of each pair the
    mean of the largest fifth of the lengths; then the mean over the pairs. After the dynamic degree of VBench
    (Huang et al. 2024), which takes the largest twentieth by RAFT. The wide window and the span are chosen so
    that neither sharpness nor noise is taken for motion.
    """
    size = (max(8, round(video.shape[2] * FLOW_HEIGHT / video.shape[1])), FLOW_HEIGHT)
    grey = [cv2.resize(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), size) for frame in as_bytes(video)]
    soft = [cv2.GaussianBlur(frame, (0, 0), FLOW_BLUR) for frame in grey]
    step = max(1, min(round(fps * SPAN), len(soft) - 1))
    speeds = [_fastest(one, other) * fps / step for one, other in zip(soft[:-step], soft[step:], strict=True)]
    return float(np.mean(speeds)) / FLOW_HEIGHT if speeds else 0.0


def _fastest(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Mean length in pixels of the longest fifth of the flow between two grey pictures."""
    if np.array_equal(one, other):
        return 0.0
    empty = np.zeros((*one.shape, 2), np.float32)
    flow = cv2.calcOpticalFlowFarneback(one, other, empty, 0.5, 3, FLOW_WINDOW, 3, 5, 1.2, 0)
    lengths = np.hypot(flow[..., 0], flow[..., 1]).ravel()
    count = max(1, round(FASTEST * len(lengths)))
    return float(np.partition(lengths, -count)[-count:].mean())


def consistency(features: NDArray[np.float32]) -> float:
    """How far every frame still shows what the first and the one before showed, by features (T, D); at most 1.

    The subject consistency of VBench (Huang et al. 2024): the mean over all frames but the first of half the sum
    of its cosines with the first frame and with the one before. There with DINO features.
    """
    if len(features) < 2:
        return 1.0
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    return float(((unit[1:] * unit[:-1]).sum(1) + (unit[1:] * unit[:1]).sum(1)).mean() / 2)


def as_bytes(video: Array) -> NDArray[np.uint8]:
    """The clip as uint8, clamped and rounded."""
    return np.rint(np.clip(video, 0, 1) * 255).astype(np.uint8)
