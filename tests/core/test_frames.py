from __future__ import annotations

import hashlib
from fractions import Fraction

import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels, clip_from_float, clip_hash, freeze
from layerflow_studio.core.ids import content_hash, is_clip_id, new_id
from layerflow_studio.errors import BadInput


def sixteen_bit_ramp() -> ClipPixels:
    return ClipPixels(np.arange(65536, dtype=np.uint16).reshape(4, 64, 64, 4), Fraction(24))


def test_sixteen_bits_are_rounded_not_truncated() -> None:
    clip = sixteen_bit_ramp()
    exact = np.arange(65536) / 257
    assert np.abs(clip.as_uint8().pixels.ravel() - exact).max() <= 0.5
    assert (clip.frame(2) == clip.as_uint8().pixels[2]).all()


def test_float_and_back_is_the_same_clip() -> None:
    clip = sixteen_bit_ramp()
    assert (clip_from_float(clip.as_float(), clip.fps, sixteen_bit=True).pixels == clip.pixels).all()
    small = clip.as_uint8()
    assert (clip_from_float(small.as_float(), clip.fps).pixels == small.pixels).all()


def test_float_outside_the_range_is_clamped() -> None:
    values = np.array([-0.5, 0.0, 1.0, 1.5], np.float32).reshape(1, 1, 1, 4)
    assert clip_from_float(values, Fraction(8)).pixels.ravel().tolist() == [0, 0, 255, 255]


def test_the_hash_is_that_of_header_and_pixels() -> None:
    pixels = np.arange(2 * 3 * 4 * 4, dtype=np.uint16).reshape(2, 3, 4, 4)
    clip = ClipPixels(pixels, Fraction(24000, 1001))
    expected = hashlib.sha256(
        b"LFCLIP1 2 3 4 uint16 24000/1001\n" + pixels.astype("<u2").tobytes()
    ).hexdigest()
    assert clip_hash(clip) == expected
    assert is_clip_id(expected)


def test_the_hash_tells_size_rate_depth_and_pixels_apart() -> None:
    zeros = np.zeros((2, 4, 4, 4), np.uint8)
    other = zeros.copy()
    other[1, 2, 3, 0] = 1
    clips = [
        ClipPixels(zeros, Fraction(24)),
        ClipPixels(zeros, Fraction(25)),
        ClipPixels(zeros.reshape(4, 2, 4, 4), Fraction(24)),
        ClipPixels(zeros.astype(np.uint16), Fraction(24)),
        ClipPixels(other, Fraction(24)),
    ]
    assert len({clip_hash(clip) for clip in clips}) == len(clips)
    assert clip_hash(clips[0]) == clip_hash(ClipPixels(zeros.copy(), Fraction(48, 2)))


def test_a_clip_cannot_be_changed_from_inside_or_outside() -> None:
    whole = np.zeros((4, 2, 2, 4), np.uint8)
    part = ClipPixels(whole[1:3], Fraction(24))
    whole[:] = 9
    assert not part.pixels.any()
    with pytest.raises(ValueError, match="read-only"):
        part.pixels[0, 0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        part.frame(0)[0, 0, 0] = 1


def test_freezing_frozen_memory_does_not_copy() -> None:
    clip = sixteen_bit_ramp().as_uint8()
    assert np.shares_memory(clip.frame(1), clip.pixels)
    assert freeze(clip.pixels) is clip.pixels


def test_freezing_makes_contiguous() -> None:
    assert freeze(np.zeros((4, 6), np.uint8)[:, ::2]).flags.c_contiguous


def test_alpha_is_noticed() -> None:
    opaque = np.full((1, 2, 2, 4), 255, np.uint8)
    assert not ClipPixels(opaque.copy(), Fraction(8)).has_alpha
    opaque[0, 0, 0, 3] = 254
    assert ClipPixels(opaque, Fraction(8)).has_alpha


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2, 2, 4), np.uint8),
        np.zeros((1, 2, 2, 3), np.uint8),
        np.zeros((0, 2, 2, 4), np.uint8),
        np.zeros((1, 2, 2, 4), np.float32),
    ],
)
def test_what_is_no_clip_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(BadInput):
        ClipPixels(pixels, Fraction(24))


def test_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(BadInput):
        ClipPixels(np.zeros((1, 1, 1, 4), np.uint8), Fraction(0))


@pytest.mark.parametrize("index", [-1, 4])
def test_there_is_no_frame_outside_the_clip(index: int) -> None:
    with pytest.raises(IndexError):
        sixteen_bit_ramp().frame(index)


def test_ids_are_fresh_and_hashes_are_not() -> None:
    assert len({new_id("layer") for _ in range(100)}) == 100
    assert new_id("layer").startswith("layer-")
    assert content_hash(b"ab", b"c") == content_hash(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert not is_clip_id("layer-3f9c2a71")
