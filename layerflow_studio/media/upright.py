"""How a stored picture becomes the one to look at: square pixels, mirrored or not, the right way up."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.sidedata.sidedata import Type

from layerflow_studio.media.clip_io import Pixels, frame_to_rgba
from layerflow_studio.media.conform import resize
from layerflow_studio.media.decoding import VideoFile

_ORIENTATION = 0x0112
_EXIF = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 1),
    6: (False, 3),
    7: (True, 3),
    8: (False, 1),
}
"""Exif orientation: whether the picture is mirrored, left to right, and then quarter turns to the left."""


@dataclass(frozen=True)
class Upright:
    """What is done to every picture of a file, found from its first one."""

    stored: tuple[int, int]
    aspect: Fraction
    mirrored: bool
    quarter_turns: int

    @classmethod
    def of(cls, video: VideoFile, first: av.VideoFrame, path: Path) -> Upright:
        """Return how the pictures of an open file are turned."""
        aspect = video.stream.sample_aspect_ratio or Fraction(1)
        usable = not video.still and Fraction(1, 8) <= aspect <= 8
        mirrored, turns = _exif(path) if video.still else _display_matrix(first)
        return cls((first.width, first.height), aspect if usable else Fraction(1), mirrored, turns)

    @property
    def square(self) -> tuple[int, int]:
        """Width and height before turning."""
        return max(1, round(self.stored[0] * self.aspect)), self.stored[1]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is seen."""
        width, height = self.square
        return (height, width) if self.quarter_turns % 2 else (width, height)

    def __call__(self, picture: av.VideoFrame) -> Pixels:
        """Return a decoded picture as straight RGBA the right way up."""
        pixels = resize(frame_to_rgba(picture), *self.square)
        pixels = pixels[:, ::-1] if self.mirrored else pixels
        return np.ascontiguousarray(np.rot90(pixels, self.quarter_turns))


def _exif(path: Path) -> tuple[bool, int]:
    """Return mirroring and turns of a picture file; FFmpeg tells the turns, but not the mirroring."""
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "TIFF")) as image:
            return _EXIF.get(image.getexif().get(_ORIENTATION, 1), _EXIF[1])
    except (OSError, ValueError, SyntaxError, TypeError, struct.error, Image.DecompressionBombError):
        return _EXIF[1]


def _display_matrix(picture: av.VideoFrame) -> tuple[bool, int]:
    """Return mirroring and turns of a video frame; a matrix that mirrors is told apart by its determinant."""
    turns = round(picture.rotation / 90) % 4
    try:
        matrix = cast(Any, picture.side_data).get(Type.DISPLAYMATRIX)
    except ValueError:  # PyAV 18 does not know every kind of side data
        return False, turns
    if matrix is None:
        return False, turns
    a, b, _, c, d, *_ = struct.unpack("<9i", bytes(matrix))
    if a * d - b * c >= 0:
        return False, turns
    # Undo the mirroring of x first: what is left is a plain turn.
    cosine, sine = -a, -b
    return True, {(1, 0): 0, (0, -1): 1, (-1, 0): 2, (0, 1): 3}.get(_signs(cosine, sine), 0)


def _signs(cosine: int, sine: int) -> tuple[int, int]:
    return (0, (sine > 0) - (sine < 0)) if abs(sine) > abs(cosine) else ((cosine > 0) - (cosine < 0), 0)
