from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import (
    assumed_matrix,
    assumed_range,
    carries_alpha,
    frame_to_rgba,
    narrow,
    rgb_frame_to_rgba,
    rgba_to_rgb_frame,
    rgba_to_yuv,
    widen,
)

from .films import levels, noise_clip, smooth_clip

# swscale's threads corrupt rows at the widths that are no multiple of 16.
WIDTHS = (321, 854, 1080, 1920)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("width", WIDTHS)
def test_ten_bit_yuv_there_and_back(width: int, dtype: Any) -> None:
    frame = smooth_clip(width, 90, 1, dtype).pixels[0]
    for _ in range(5):
        off = levels(frame, frame_to_rgba(rgba_to_yuv(frame, "yuva444p10le")))
        assert off[..., :3].max() < 1.5
        assert off[..., :3].mean() < 0.2
        assert off[..., 3].max() < 0.15


@pytest.mark.parametrize("width", WIDTHS)
def test_alpha_of_eight_bit_video_is_exact(width: int) -> None:
    frame = noise_clip(width, 32, 1).pixels[0]
    assert (frame_to_rgba(rgba_to_yuv(frame, "yuva420p"))[..., 3] == frame[..., 3]).all()


def test_opaque_stays_fully_opaque_in_every_depth() -> None:
    frame = smooth_clip(64, 32, 1, alpha=False).pixels[0]
    for pix_fmt, full in (("yuva444p10le", 65535), ("yuva444p12le", 65535), ("yuva420p", 255)):
        back = frame_to_rgba(rgba_to_yuv(frame, pix_fmt))
        assert (back[..., 3] == full).all(), pix_fmt


def test_yuv_frames_are_tagged_and_encoded_bt709() -> None:
    red = np.zeros((16, 16, 4), np.uint8)
    red[..., 0] = red[..., 3] = 255
    frame = rgba_to_yuv(red, "yuv420p")
    tags = (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range)
    assert tags == (1, 1, 1, 1)
    luma = bytes(frame.planes[0])[0]
    assert luma == round(16 + 219 * 0.2126)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_rgb_frames_are_exact(dtype: Any) -> None:
    for size in ((321, 5), (1, 1), (54, 96)):
        frame = noise_clip(*size, 1, dtype).pixels[0]
        back = rgb_frame_to_rgba(rgba_to_rgb_frame(frame))
        assert back.dtype == dtype
        assert (back == frame).all()


def test_widening_and_narrowing_are_inverse_and_round() -> None:
    eight = np.arange(256, dtype=np.uint8)
    assert (narrow(widen(eight)) == eight).all()
    sixteen = np.arange(65536, dtype=np.uint16)
    assert np.abs(narrow(sixteen) - sixteen / 257).max() <= 0.5


@pytest.mark.parametrize(
    ("height", "tag", "matrix"),
    [
        (576, 2, Colorspace.ITU601),
        (720, 2, Colorspace.ITU709),
        (576, 1, Colorspace.ITU709),
        (1080, 5, Colorspace.ITU601),
        (1080, 9, Colorspace.BT2020),
    ],
)
def test_the_matrix_is_the_tag_or_follows_the_height(height: int, tag: int, matrix: Colorspace) -> None:
    frame = av.VideoFrame(16, height, "yuv420p")
    frame.colorspace = tag
    assert assumed_matrix(frame) == matrix


@pytest.mark.parametrize(
    ("pix_fmt", "tag", "expected"),
    [
        ("yuv420p", 0, ColorRange.MPEG),
        ("yuv420p", 2, ColorRange.JPEG),
        ("yuvj420p", 0, ColorRange.JPEG),
        ("gray", 0, ColorRange.JPEG),
        ("rgba", 0, ColorRange.JPEG),
    ],
)
def test_the_range_is_the_tag_or_follows_the_format(pix_fmt: str, tag: int, expected: ColorRange) -> None:
    frame = av.VideoFrame(16, 16, pix_fmt)
    frame.color_range = tag
    assert assumed_range(frame) == expected


def test_which_formats_carry_alpha() -> None:
    named = {
        name: carries_alpha(av.VideoFormat(name)) for name in ("yuva420p", "rgba", "pal8", "yuv420p", "rgb24")
    }
    assert named == {"yuva420p": True, "rgba": True, "pal8": True, "yuv420p": False, "rgb24": False}


def test_float_pictures_are_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="Floating-point"):
        frame_to_rgba(av.VideoFrame(16, 16, "gbrapf32le"))


def test_importing_opencv_leaves_qt_alone() -> None:
    code = (
        "import os, sys\n"
        "import layerflow_studio.media.opencv as o\n"
        "names = 'QT_QPA_FONTDIR', 'QT_QPA_PLATFORM_PLUGIN_PATH'\n"
        "print(o.cv2.__version__, *map(os.environ.get, names))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_FONTDIR"}
    environment["QT_QPA_PLATFORM_PLUGIN_PATH"] = "mine"
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.split()[1:] == ["None", "mine"]
