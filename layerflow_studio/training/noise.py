"""Tileable noise fields and one-dimensional outlines, computed once and cut from again and again."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
"""Pixels and planes, float32 wherever this package makes them."""

FIELD = 256
"""Side of a noise field in its own pixels; fields wrap around in both directions."""


@cache
def field(slope: float, seed: int, lowest: int = 2) -> Array:
    """(256, 256) float32, uniformly distributed in 0..1, amplitude falling as frequency ** -slope.

    Spectral synthesis (Fournier, Fussell and Carpenter 1982), then equalised by rank so that a threshold
    of 0.3 always leaves 30 % below it. Frequencies under `lowest` cycles per tile are left out.
    """
    rng = np.random.default_rng(seed * 7919 + round(slope * 100))
    ky, kx = np.meshgrid(np.fft.fftfreq(FIELD) * FIELD, np.fft.rfftfreq(FIELD) * FIELD, indexing="ij")
    radius = np.hypot(ky, kx)
    amplitude = np.where(radius >= lowest, np.maximum(radius, 1.0) ** -slope, 0.0)
    phase = rng.uniform(0, 2 * np.pi, radius.shape)
    wave = np.fft.irfft2(amplitude * np.exp(1j * phase), (FIELD, FIELD))
    order = np.empty(wave.size, np.float32)
    order[np.argsort(wave, axis=None)] = np.linspace(0, 1, wave.size, dtype=np.float32)
    result = order.reshape(wave.shape)
    result.setflags(write=False)
    return result


def pick(rng: np.random.Generator, slope: float, lowest: int = 2) -> Array:
    """One of a few cached fields of this kind."""
    return field(slope, int(rng.integers(6)), lowest)


def window(
    source: Array,
    height: int,
    width: int,
    x: float,
    y: float,
    step_x: float,
    step_y: float,
    shear: float = 0.0,
) -> Array:
    """(height, width) float32 cut of a wrapping field: field units per pixel in each direction, from (x, y).

    `shear` moves each lower row that many field units further, which makes near water run faster than far.
    """
    matrix = np.array([[step_x, shear, x % FIELD], [0.0, step_y, y % FIELD]], np.float32)
    return cv2.warpAffine(
        source,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_WRAP,
    )


def outline(
    rng: np.random.Generator, width: int, height: int, cycles: float, octaves: int, gain: float = 0.5
) -> Array:
    """(width,) float32 smooth random curve of about unit amplitude; `cycles` waves per frame height."""
    x = np.arange(width, dtype=np.float32) / height
    curve = np.zeros(width, np.float32)
    for octave in range(octaves):
        wave = cycles * 2**octave * rng.uniform(0.75, 1.3)
        curve += gain**octave * np.sin(2 * np.pi * (wave * x + rng.uniform())).astype(np.float32)
    return curve / sum(gain**octave for octave in range(octaves))


def peaks(rng: np.random.Generator, width: int, height: int, spacing: float) -> Array:
    """(width,) float32 in 0..1: jagged mountain line with summits about `spacing` frame heights apart."""
    count = max(3, round(width / height / spacing) * 2 + 3)
    knots = np.linspace(-0.1, width / height + 0.1, count) + rng.uniform(-0.3, 0.3, count) * spacing / 2
    heights = np.where(
        np.arange(count) % 2 == rng.integers(2), rng.uniform(0.6, 1.0, count), rng.uniform(0, 0.3, count)
    )
    x = np.arange(width) / height
    line = np.interp(x, np.sort(knots), heights).astype(np.float32)
    fine = np.interp(
        x,
        np.arange(0, width / height + 0.06, 0.045),
        rng.uniform(-1, 1, int((width / height + 0.06) / 0.045) + 1),
    )
    return line + 0.05 * fine.astype(np.float32)


def smoothstep(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high`, a cubic in between."""
    ramp = np.clip((value - low) / (high - low), 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def three(plane: Array) -> Array:
    """(H, W, 3) float32 with the plane in every channel; far faster than broadcasting over three channels."""
    return cv2.merge((plane, plane, plane))


def between(low: Array, high: Array, share: Array) -> Array:
    """(H, W, 3) float32: colour `low` where share is 0, `high` where it is 1; colours of shape (3,)."""
    return cv2.merge([share * np.float32(high[c] - low[c]) + np.float32(low[c]) for c in range(3)])


def lay(frame: Array, paint: Array, alpha: Array) -> None:
    """Mix `paint` ((H, W, 3)) into a frame in place by an (H, W) alpha."""
    frame += three(alpha) * (paint - frame)
