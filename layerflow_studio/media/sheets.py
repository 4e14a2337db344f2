"""Contact sheets: a row of frames for each clip, over a backdrop, on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from layerflow_studio.core.frames import ClipPixels, narrow
from layerflow_studio.core.viewmodes import Backdrop, Colour, over_backdrop
from layerflow_studio.errors import BadInput
from layerflow_studio.media.conform import resize

_GAP = 8
_LABEL_HEIGHT = 24
_PAPER = (30, 30, 32)
_INK = (214, 214, 218)


def contact_sheet(
    clips: Sequence[tuple[str, ClipPixels]],
    columns: int = 4,
    *,
    backdrop: Backdrop | Colour = Backdrop.CHECKER,
    height: int = 160,
    labels: bool = True,
) -> NDArray[np.uint8]:
    """Return (H, W, 3) uint8 sRGB: a row for each named clip, `columns` frames from first to last.

    Every picture is `height` pixels high in its own shape. BadInput when there is no clip or no column.
    """
    if not clips or columns < 1 or height < 8:
        raise BadInput("A contact sheet needs a clip, a column and a height; give them.")
    rows = [
        _row(name if labels else "", clip, min(columns, clip.frames), backdrop, height)
        for name, clip in clips
    ]
    width = max(row.shape[1] for row in rows)
    sheet = np.empty((sum(row.shape[0] for row in rows) + _GAP, width, 3), np.uint8)
    sheet[:] = _PAPER
    top = 0
    for row in rows:
        sheet[top : top + row.shape[0], : row.shape[1]] = row
        top += row.shape[0]
    return sheet


def _row(
    name: str, clip: ClipPixels, columns: int, backdrop: Backdrop | Colour, height: int
) -> NDArray[np.uint8]:
    width = max(1, round(clip.width * height / clip.height))
    above = _LABEL_HEIGHT if name else _GAP
    row = np.empty((above + height, _GAP + columns * (width + _GAP), 3), np.uint8)
    row[:] = _PAPER
    if name:
        row[:above] = _label(name, row.shape[1])
    for column in range(columns):
        index = round(column * (clip.frames - 1) / max(1, columns - 1))
        left = _GAP + column * (width + _GAP)
        picture = over_backdrop(resize(narrow(clip.pixels[index]), width, height), backdrop)
        row[above:, left : left + width] = picture[..., :3]
    return row


def _label(text: str, width: int) -> NDArray[np.uint8]:
    strip = Image.new("RGB", (width, _LABEL_HEIGHT), _PAPER)
    known = text.replace("–", "-").encode("latin-1", "replace").decode("latin-1")
    ImageDraw.Draw(strip).text((_GAP, _LABEL_HEIGHT // 2 + 1), known, _INK, _font(), anchor="lm")
    return np.asarray(strip)


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font: the same on every machine, Latin letters only."""
    return ImageFont.load_default(13)
