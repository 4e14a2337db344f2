"""The only bridge from arrays to Qt pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def to_qimage(pixels: NDArray[np.uint8]) -> QImage:
    """Return (H, W, 4) uint8 straight RGBA as a premultiplied QImage that owns its memory."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
        raise ValueError(f"a picture is (H, W, 4) uint8, not {pixels.shape} {pixels.dtype}")
    height, width, _ = pixels.shape
    whole = np.ascontiguousarray(pixels)
    alias = QImage(whole.data, width, height, whole.strides[0], QImage.Format.Format_RGBA8888)
    return alias.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
