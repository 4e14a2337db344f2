from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.errors import BadInput
from layerflow_studio.media.conform import resize
from layerflow_studio.media.matte import BLACK, GREY, TRUSTED_ALPHA, bleed, recognise_matte, straighten
from layerflow_studio.media.opencv import cv2

from .films import noise_clip

Floats = NDArray[np.float32]


def soft_disc(frames: int = 2, height: int = 90, width: int = 160) -> tuple[Floats, Floats]:
    """Colour (T, H, W, 3) and the alpha (T, H, W) of a moving disc with a soft edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    colour = np.stack([0.2 + 0.6 * x / width, 0.9 - 0.5 * y / height, 0.5 + 0.3 * np.sin(x / 25)], -1)
    alpha = [np.clip((30 - np.hypot(x - 70 - 5 * i, y - 45)) / 12, 0, 1) for i in range(frames)]
    return np.stack([colour] * frames).astype(np.float32), np.stack(alpha).astype(np.float32)


def over_matte(colour: Floats, alpha: Floats, matte: float) -> Floats:
    return (colour * alpha[..., None] + np.float32(matte) * (1 - alpha[..., None])).astype(np.float32)


@pytest.mark.parametrize("matte", [GREY, BLACK, 1.0])
def test_straight_colour_is_the_exact_colour(matte: float) -> None:
    colour, alpha = soft_disc()
    straight = straighten(over_matte(colour, alpha, matte), alpha, matte)
    assert straight.dtype == np.float32
    assert straight.shape == (*alpha.shape, 4)
    firm = (alpha >= TRUSTED_ALPHA) & (alpha <= 0.99)
    assert np.abs(straight[..., :3] - colour)[firm].max() < 1e-4
    # Composited, what was filled in and what was snapped to an end is within the snap of 2/255.
    assert np.abs((straight[..., :3] - colour) * alpha[..., None]).max() < 2.1 / 255
    assert np.abs(straight[..., 3] - alpha).max() < 2.1 / 255


def test_alpha_ends_are_cleaned() -> None:
    alpha = np.array([[[0.0, 0.004, 0.5, 0.996, 1.0]]], np.float32)
    straight = straighten(np.full((1, 1, 5, 3), 0.5, np.float32), alpha)
    assert straight[0, 0, :, 3].tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_noise_under_transparency_does_not_become_colour() -> None:
    colour, alpha = soft_disc(1)
    noise = np.random.default_rng(0).normal(0, 2 / 255, (*alpha.shape, 3)).astype(np.float32)
    straight = straighten(over_matte(colour, alpha, GREY) + noise, alpha, GREY)
    assert np.isfinite(straight).all()
    assert straight.min() >= 0 and straight.max() <= 1
    near = (alpha > 0) & (alpha < TRUSTED_ALPHA)
    assert np.abs(straight[..., :3] - colour)[near].max() < 0.2


def test_wholly_transparent_and_wholly_opaque_frames() -> None:
    colour = np.random.default_rng(0).random((2, 9, 7, 3), dtype=np.float32)
    alpha = np.stack([np.zeros((9, 7)), np.ones((9, 7))]).astype(np.float32)
    straight = straighten(over_matte(colour, alpha, GREY), alpha, GREY)
    assert np.isfinite(straight).all()
    assert (straight[0, ..., 3] == 0).all()
    assert np.abs(straight[1, ..., :3] - colour[1]).max() < 1e-6


def test_shapes_that_do_not_belong_together() -> None:
    with pytest.raises(BadInput, match="do not belong together"):
        straighten(np.zeros((2, 8, 8, 3), np.float32), np.zeros((2, 8, 9), np.float32))


@pytest.mark.parametrize("matte", [GREY, BLACK])
def test_the_matte_is_recognised_even_with_noise(matte: float) -> None:
    colour, alpha = soft_disc()
    generator = np.random.default_rng(1)
    background = generator.random(colour.shape, dtype=np.float32)
    blended: Any = over_matte(colour, alpha, 0) + (1 - alpha[..., None]) * background
    noise = generator.normal(0, 8 / 255, colour.shape).astype(np.float32)
    assert recognise_matte(over_matte(colour, alpha, matte) + noise, alpha, background, blended) == matte


def fringes(stored: NDArray[Any], exact: Floats, alpha: Floats, backdrop: float) -> float:
    """Largest error, in levels, of a straight file scaled to half by a naive editor and laid over grey."""
    size = (alpha.shape[1] // 2, alpha.shape[0] // 2)
    scaled = cv2.resize(stored.astype(np.float32) / 255, size, interpolation=cv2.INTER_LINEAR)
    laid = scaled[..., :3] * scaled[..., 3:] + backdrop * (1 - scaled[..., 3:])
    premultiplied = np.dstack([exact * alpha[..., None], alpha]).astype(np.float32)
    true = cv2.resize(premultiplied, size, interpolation=cv2.INTER_LINEAR)
    return float(np.abs(laid - true[..., :3] - backdrop * (1 - true[..., 3:])).max() * 255)


@pytest.mark.parametrize("backdrop", [0.0, 1.0, 0.3])
def test_scaling_a_bled_frame_draws_no_fringe(backdrop: float) -> None:
    colour, alpha = soft_disc(1)
    hard = (alpha > 0.5).astype(np.float32)
    frame = np.rint(np.dstack([colour[0], hard[0]]) * 255).astype(np.uint8)
    frame[..., :3][hard[0] == 0] = 0
    assert fringes(frame, colour[0], hard[0], backdrop) > 30
    assert fringes(bleed(frame), colour[0], hard[0], backdrop) <= 2


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (33, 17), (64, 48)])
def test_bleeding_touches_only_what_is_hidden(size: tuple[int, int], dtype: Any) -> None:
    frame = noise_clip(*size, 1, dtype).pixels[0].copy()
    frame[..., 3] *= np.random.default_rng(0).integers(0, 2, frame.shape[:2]).astype(dtype)
    before = frame.copy()
    after = bleed(frame)
    assert (frame == before).all()
    assert (after[..., 3] == frame[..., 3]).all()
    visible = frame[..., 3] > 0
    assert (after[visible] == frame[visible]).all()
    assert after.dtype == dtype


def test_bleeding_one_colour_fills_with_it() -> None:
    frame = np.zeros((37, 53, 4), np.uint8)
    frame[10:14, 20:25] = (200, 90, 10, 255)
    assert np.abs(bleed(frame)[..., :3].astype(int) - (200, 90, 10)).max() <= 1


def test_nothing_to_bleed() -> None:
    opaque = np.full((8, 8, 4), 255, np.uint8)
    clear = np.zeros((8, 8, 4), np.uint8)
    assert bleed(opaque) is opaque
    assert bleed(clear) is clear


def test_resizing_and_bleeding_agree_about_edges() -> None:
    colour, alpha = soft_disc(1)
    frame = np.rint(np.dstack([colour[0], alpha[0]]) * 255).astype(np.uint8)
    black = frame.copy()
    black[..., :3][alpha[0] == 0] = 0
    assert (resize(frame, 80, 45) == resize(black, 80, 45))[..., 3].all()
    visible = resize(frame, 80, 45)[..., 3] > 0
    assert (resize(frame, 80, 45)[visible] == resize(black, 80, 45)[visible]).all()
