from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core.viewmodes import Backdrop, backdrop_frame
from layerflow_studio.errors import BadInput
from layerflow_studio.media.encoders import write_png
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.sheets import contact_sheet

from .films import noise_clip, smooth_clip


def test_a_row_of_frames_for_each_clip() -> None:
    clip = noise_clip(64, 40, 16)
    opaque = clip.pixels.copy()
    opaque[..., 3] = 255
    film = type(clip)(opaque, clip.fps)
    sheet = contact_sheet([("one", film), ("two", film)], 4, height=40, labels=False)
    assert sheet.dtype == np.uint8
    assert sheet.shape == (2 * (40 + 8) + 8, 4 * (64 + 8) + 8, 3)
    for row in range(2):
        for column, frame in enumerate((0, 5, 10, 15)):
            top, left = 8 + row * 48, 8 + column * 72
            assert (sheet[top : top + 40, left : left + 64] == opaque[frame][..., :3]).all()


def test_transparent_places_show_the_checkerboard() -> None:
    clip = noise_clip(64, 40, 1)
    clear = clip.pixels.copy()
    clear[..., 3] = 0
    sheet = contact_sheet([("", type(clip)(clear, clip.fps))], height=40)
    assert (sheet[8:48, 8:72] == backdrop_frame(64, 40, Backdrop.CHECKER)[..., :3]).all()


def test_labels_take_a_strip_and_any_text() -> None:
    clip = smooth_clip(64, 40, 2)
    with_label = contact_sheet([("Vordergrund – Rauch, 煙", clip)], height=40)
    without = contact_sheet([("Vordergrund – Rauch, 煙", clip)], height=40, labels=False)
    assert with_label.shape[0] == without.shape[0] + 16
    strip = with_label[:24]
    assert len(np.unique(strip.reshape(-1, 3), axis=0)) > 5


def test_clips_of_different_shapes_and_lengths(tmp_path: Path) -> None:
    sheet = contact_sheet(
        [("wide", smooth_clip(200, 20, 1)), ("tall", smooth_clip(20, 200, 9, np.uint16))], 3, height=50
    )
    write_png(tmp_path / "sheet.png", sheet)
    assert (read_clip(tmp_path / "sheet.png").pixels[0, ..., :3] == sheet).all()


def test_a_sheet_of_nothing() -> None:
    with pytest.raises(BadInput):
        contact_sheet([])
    with pytest.raises(BadInput):
        contact_sheet([("", smooth_clip(8, 8))], 0)
