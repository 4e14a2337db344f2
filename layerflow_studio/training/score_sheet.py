"""The contact sheet of an evaluation: made clips with their prompts, for people to look at."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from layerflow_studio.training.measures import Layers, as_bytes, over
from layerflow_studio.training.sheet import checker

Colour = tuple[int, int, int]

COLUMNS = 4
"""Frames of each clip."""
ROWS = ("foreground", "alpha", "background", "blended")
PAPER: Colour = (22, 22, 24)
INK: Colour = (236, 236, 240)
FAINT: Colour = (150, 150, 158)
MARGIN, GUTTER, HAIR = 40, 36, 2
TITLE, SMALL, TEXT = 34, 15, 19


@dataclass(frozen=True, eq=False)
class Strip:
    """Four frames of one clip set."""

    foreground_prompt: str
    background_prompt: str
    pictures: NDArray[np.uint8]
    """(4 rows, 4 frames, H, W, 3): foreground over a checkerboard, alpha, background, blend."""

    @classmethod
    def of(cls, foreground_prompt: str, background_prompt: str, layers: Layers) -> Strip:
        """The first to the last frame of a clip set, in even steps."""
        picks = np.linspace(0, len(layers.alpha) - 1, COLUMNS).round().astype(int)
        alpha = layers.alpha[picks]
        board = checker(alpha.shape[1], alpha.shape[2], max(2, alpha.shape[1] // 16))
        rows = [over(layers.foreground[picks], alpha, board), np.repeat(alpha[..., None], 3, -1)]
        rows += [layers.background[picks], layers.blended[picks]]
        return cls(foreground_prompt, background_prompt, as_bytes(np.stack(rows)))


def draw_score_sheet(strips: Sequence[Strip], title: str, subtitle: str, across: int = 4) -> Image.Image:
    """All strips on one sheet, `across` beside each other, each under its prompts, rows named at the left."""
    high, wide = strips[0].pictures.shape[2:4]
    across = min(across, len(strips))
    head = 2 * TEXT + 22
    block_wide = COLUMNS * wide + (COLUMNS - 1) * HAIR
    block_high = head + len(ROWS) * high + (len(ROWS) - 1) * HAIR
    names = round(max(_font(SMALL).getlength(name) for name in ROWS)) + 14
    top = MARGIN + TITLE + TEXT + 34
    down = -(-len(strips) // across)
    size = (
        2 * MARGIN + names + across * block_wide + (across - 1) * GUTTER,
        top + down * block_high + (down - 1) * GUTTER + MARGIN,
    )
    sheet = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((MARGIN, MARGIN), in_font(title), INK, _font(TITLE))
    pen.text((MARGIN, MARGIN + TITLE + 12), in_font(subtitle), FAINT, _font(TEXT))
    for number, strip in enumerate(strips):
        x = MARGIN + names + number % across * (block_wide + GUTTER)
        y = top + number // across * (block_high + GUTTER)
        pen.text((x, y), shortened(strip.foreground_prompt, TEXT, block_wide), INK, _font(TEXT))
        second = shortened(strip.background_prompt, TEXT, block_wide)
        pen.text((x, y + TEXT + 7), second, FAINT, _font(TEXT))
        for row, pictures in enumerate(strip.pictures):
            line = y + head + row * (high + HAIR)
            if x == MARGIN + names:
                pen.text((x - 14, line + high / 2), ROWS[row], FAINT, _font(SMALL), anchor="rm")
            for column, picture in enumerate(pictures):
                sheet.paste(Image.fromarray(picture), (x + column * (wide + HAIR), line))
    return sheet


def as_png(sheet: Image.Image) -> bytes:
    """The sheet as the bytes of a PNG file."""
    stream = io.BytesIO()
    sheet.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def shortened(text: str, size: int, width: int) -> str:
    """The text, cut at a word with an ellipsis where it would be wider than `width` pixels."""
    known = in_font(text)
    if _font(size).getlength(known) <= width:
        return known
    words = known.split()
    while words and _font(size).getlength(" ".join(words) + " ...") > width:
        words.pop()
    return " ".join(words) + " ..."


def in_font(text: str) -> str:
    """The text in what Pillow's own font has: ASCII, accents dropped."""
    plain = unicodedata.normalize("NFKD", text.replace("×", "x").replace("–", "-"))
    return "".join(c for c in plain if not unicodedata.combining(c)).encode("ascii", "replace").decode()


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font: the same on every machine."""
    return ImageFont.load_default(size)
