from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.errors import BadInput
from layerflow_studio.media.conform import cover, fit, nearest_frames, resize

from .films import levels, noise_clip, smooth_clip


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_half_size_is_the_mean_of_four_premultiplied(dtype: Any) -> None:
    frame = noise_clip(64, 32, 1, dtype).pixels[0]
    top = np.iinfo(dtype).max
    exact = frame.astype(np.float64) / top
    exact[..., :3] *= exact[..., 3:]
    mean = exact.reshape(16, 2, 32, 2, 4).mean((1, 3))
    small = resize(frame, 32, 16)
    assert small.dtype == dtype
    found = small.astype(np.float64) / top
    assert np.abs(found[..., 3] - mean[..., 3]).max() <= 0.51 / top
    assert np.abs(found[..., :3] * found[..., 3:] - mean[..., :3]).max() <= 1.5 / top


@pytest.mark.parametrize("size", [(32, 16), (100, 50), (50, 100), (7, 3)])
def test_hidden_colour_never_shows(size: tuple[int, int]) -> None:
    frame = np.zeros((40, 80, 4), np.uint8)
    frame[:, :40] = (200, 100, 50, 255)
    frame[:, 40:, :3] = (0, 255, 0)
    scaled = resize(frame, *size)
    colour = frame[0, 0, :3]
    assert levels(scaled[scaled[..., 3] > 8][:, :3], colour).max() <= 16
    assert levels(scaled[scaled[..., 3] > 128][:, :3], colour).max() <= 2


def test_opaque_stays_opaque_and_flat_stays_flat() -> None:
    frame = np.full((30, 50, 4), 255, np.uint8)
    frame[..., :3] = (12, 200, 77)
    for size in ((17, 9), (90, 31), (50, 99)):
        assert (resize(frame, *size) == frame[0, 0]).all()


def test_covering_keeps_the_middle() -> None:
    frame = smooth_clip(200, 100, 1, alpha=False).pixels[0]
    square = cover(frame, 50, 50)
    assert levels(square, resize(np.ascontiguousarray(frame[:, 50:150]), 50, 50)).max() == 0
    tall = cover(frame, 20, 100)
    assert levels(tall, frame[:, 90:110]).max() == 0


@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    to_width=st.integers(1, 40),
    to_height=st.integers(1, 40),
)
def test_covering_gives_exactly_the_size(width: int, height: int, to_width: int, to_height: int) -> None:
    frame = np.full((height, width, 4), 255, np.uint8)
    assert cover(frame, to_width, to_height).shape == (to_height, to_width, 4)


def test_frames_nearest_in_time() -> None:
    assert nearest_frames(24, Fraction(24), 8, Fraction(8)) == [0, 3, 6, 9, 12, 15, 18, 21]
    assert nearest_frames(4, Fraction(8), 12, Fraction(24)) == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3]
    assert nearest_frames(3, Fraction(8), 6, Fraction(8)) == [0, 1, 2, 2, 2, 2]


@given(
    have=st.integers(1, 100),
    rates=st.tuples(st.sampled_from([8, 24, 25, 30, 60]), st.sampled_from([8, 12, 24, 30])),
)
def test_no_other_frame_is_nearer(have: int, rates: tuple[int, int]) -> None:
    source, target = Fraction(rates[0]), Fraction(rates[1])
    times = [index / source for index in range(have)]
    for index, chosen in enumerate(nearest_frames(have, source, 20, target)):
        at = index / target
        assert abs(times[chosen] - at) == min(abs(time - at) for time in times)


def test_fitting_takes_size_frames_and_rate_together() -> None:
    clip = ClipPixels(smooth_clip(120, 60, 48, alpha=False).pixels, Fraction(24))
    fitted = fit(clip, 96, 64, 16, Fraction(8))
    assert (fitted.width, fitted.height, fitted.frames, fitted.fps) == (96, 64, 16, Fraction(8))
    assert (fitted.pixels[5] == cover(clip.pixels[15], 96, 64)).all()
    assert fit(clip, 120, 60, fps=Fraction(8)).frames == 16


def test_a_short_clip_holds_its_last_frame() -> None:
    clip = noise_clip(16, 16, 3)
    long = fit(clip, 16, 16, 6)
    assert (long.pixels[:3] == clip.pixels).all()
    assert (long.pixels[3:] == clip.pixels[2]).all()


def test_what_fits_keeps_its_hash() -> None:
    clip = noise_clip(16, 16, 3, np.uint16)
    assert fit(clip, 16, 16, 3, clip.fps) is clip
    assert clip_hash(fit(clip, 16, 16)) == clip_hash(clip)


@pytest.mark.parametrize("ask", [(0, 16, 1), (16, -1, 1), (16, 16, 0)])
def test_impossible_sizes(ask: tuple[int, int, int]) -> None:
    with pytest.raises(BadInput, match="use numbers from 1 up"):
        fit(noise_clip(16, 16, 3), *ask)
