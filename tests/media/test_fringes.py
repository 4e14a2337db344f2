"""A foreground from engine output to another program's timeline: no fringe over any backdrop, at half size."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.core.frames import clip_from_float
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.matte import BLACK, GREY, straighten
from layerflow_studio.media.opencv import cv2
from layerflow_studio.media.presets import PRESETS, export

from .test_matte import over_matte, soft_disc

HEIGHT, WIDTH = 90, 160


def checker() -> NDArray[np.float32]:
    odd = np.add.outer(np.arange(HEIGHT // 2) // 8, np.arange(WIDTH // 2) // 8) % 2
    return np.repeat(np.where(odd, 0.6, 0.4)[..., None], 3, axis=2).astype(np.float32)


BACKDROPS: dict[str, Any] = {
    "white": np.ones(3, np.float32),
    "black": np.zeros(3, np.float32),
    "red": np.array([1, 0, 0], np.float32),
    "checkerboard": checker(),
}


def halved(frames: NDArray[Any]) -> NDArray[Any]:
    """As an editor does that scales colour and alpha each for itself."""
    return np.stack(
        [cv2.resize(frame, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_LINEAR) for frame in frames]
    )


@pytest.mark.parametrize("backdrop", BACKDROPS)
@pytest.mark.parametrize("soft", [True, False])
@pytest.mark.parametrize("matte", [GREY, BLACK])
@pytest.mark.parametrize("key", ["prores4444", "animation", "png", "ffv1", "apng"])
def test_no_fringe_at_half_size(tmp_path: Path, key: str, matte: float, soft: bool, backdrop: str) -> None:
    colour, alpha = soft_disc(1, HEIGHT, WIDTH)
    alpha = alpha if soft else (alpha > 0.5).astype(np.float32)
    straight = straighten(over_matte(colour, alpha, matte), alpha, matte)
    report = export(
        key, clip_from_float(straight, Fraction(24), sixteen_bit=True), tmp_path / f"a{PRESETS[key].suffix}"
    )
    stored = halved(read_clip(report.path).as_float())
    exact = halved(np.concatenate([colour * alpha[..., None], alpha[..., None]], -1))
    below = BACKDROPS[backdrop]
    laid = stored[..., :3] * stored[..., 3:] + below * (1 - stored[..., 3:])
    true = exact[..., :3] + below * (1 - exact[..., 3:])
    assert np.abs(laid - true).max() * 255 <= 2
