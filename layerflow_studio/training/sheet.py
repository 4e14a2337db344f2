"""Contact sheets of layered clips, for people to look at."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.training.clips import LayeredSample
from layerflow_studio.training.noise import Array

GAP = 6
TITLE = 44


def checker(height: int, width: int, square: int = 8) -> Array:
    """(H, W, 1) float32 grey checkerboard."""
    y, x = np.mgrid[:height, :width] // square
    return np.where((x + y) % 2, 0.58, 0.46).astype(np.float32)[..., None]


def sample_strip(sample: LayeredSample, columns: int = 4) -> NDArray[np.uint8]:
    """(rows, columns, 3) uint8: object on checkerboard, alpha, background and blend, one below the other."""
    count, height, width = sample.alpha.shape
    picks = np.unique(np.linspace(0, count - 1, min(columns, count)).round().astype(int))
    alpha = sample.alpha[picks][..., None]
    colour = sample.foreground[picks] - 0.5 * (1 - alpha)
    rows = [colour + checker(height, width) * (1 - alpha), np.repeat(alpha, 3, 3)]
    rows += [sample.background[picks], sample.blended[picks]]
    pixels = np.concatenate([np.concatenate(list(row), 1) for row in rows], 0)
    picture = np.rint(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    title = np.full((TITLE, picture.shape[1], 3), 24, np.uint8)
    texts = (sample.captions.foreground, sample.captions.background, sample.captions.blended)
    for line, text in enumerate(texts):
        shown = textwrap.shorten(text, picture.shape[1] // 6, placeholder=" ...")
        cv2.putText(
            title, shown, (4, 12 + 13 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.40, (235, 235, 235), 1, cv2.LINE_AA
        )
    return np.concatenate([title, picture], 0)


def contact_sheet(samples: Sequence[LayeredSample], across: int = 4, columns: int = 4) -> NDArray[np.uint8]:
    """(rows, columns, 3) uint8 RGB sheet of samples, `across` beside each other."""
    strips = [sample_strip(sample, columns) for sample in samples]
    high, wide = strips[0].shape[:2]
    down = -(-len(strips) // across)
    sheet = np.full((down * (high + GAP) + GAP, across * (wide + GAP) + GAP, 3), 48, np.uint8)
    for number, strip in enumerate(strips):
        y, x = GAP + number // across * (high + GAP), GAP + number % across * (wide + GAP)
        sheet[y : y + high, x : x + wide] = strip
    return sheet


def write_sheet(samples: Sequence[LayeredSample], path: Path, across: int = 4, columns: int = 4) -> None:
    """Save a contact sheet as PNG."""
    picture = contact_sheet(samples, across, columns)
    done, encoded = cv2.imencode(".png", picture[..., ::-1])
    assert done
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded.tobytes())
