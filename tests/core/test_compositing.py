from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerflow_studio.core.compositing import (
    Sheet,
    composite,
    deep_composite,
    premultiplied_planes,
)
from layerflow_studio.core.frames import Frame, freeze
from layerflow_studio.core.kinds import BlendMode

from .strategies import frames

Stack = list[tuple[Frame, float, BlendMode]]
WIDTH, HEIGHT = 19, 13
stacks = st.lists(
    st.tuples(frames(WIDTH, HEIGHT), st.just(1.0) | st.floats(0, 1), st.sampled_from(BlendMode)), max_size=4
)


def hard_light(below: NDArray[np.float64], above: NDArray[np.float64]) -> NDArray[np.float64]:
    screened = below + (2 * above - 1) - below * (2 * above - 1)
    return np.where(above <= 0.5, below * 2 * above, screened)


def soft_light(below: NDArray[np.float64], above: NDArray[np.float64]) -> NDArray[np.float64]:
    lifted = np.where(below <= 0.25, ((16 * below - 12) * below + 4) * below, np.sqrt(below))
    dark = below - (1 - 2 * above) * below * (1 - below)
    return np.where(above <= 0.5, dark, below + (2 * above - 1) * (lifted - below))


BLEND_FUNCTIONS = {
    BlendMode.OVER: lambda below, above: above,
    BlendMode.ADD: lambda below, above: np.minimum(1, below + above),
    BlendMode.SCREEN: lambda below, above: below + above - below * above,
    BlendMode.MULTIPLY: lambda below, above: below * above,
    BlendMode.OVERLAY: lambda below, above: hard_light(above, below),
    BlendMode.SOFT_LIGHT: soft_light,
    BlendMode.HARD_LIGHT: hard_light,
    BlendMode.DARKEN: np.minimum,
    BlendMode.LIGHTEN: np.maximum,
    BlendMode.DIFFERENCE: lambda below, above: np.abs(below - above),
}


def seen(frame: Frame) -> Frame:
    """The frame with the colour of its transparent pixels made black, as mixing leaves it."""
    return frame * (frame[..., 3:] > 0)


def reference(stack: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Straight colour and alpha in 0..255, float64, by the W3C formula written with straight colours."""
    colour, alpha = np.zeros((HEIGHT, WIDTH, 3)), np.zeros((HEIGHT, WIDTH, 1))
    for frame, opacity, mode in stack:
        above = frame[..., :3] / 255
        above_alpha = frame[..., 3:] / 255 * opacity
        mixed = (1 - alpha) * above + alpha * BLEND_FUNCTIONS[mode](colour, above)
        union = above_alpha + alpha * (1 - above_alpha)
        premultiplied = above_alpha * mixed + (1 - above_alpha) * alpha * colour
        colour = np.divide(premultiplied, union, out=np.zeros_like(premultiplied), where=union > 0)
        alpha = union
    return colour * 255, alpha[..., 0] * 255


@given(stack=stacks)
def test_composites_are_the_float64_reference_rounded(stack: Stack) -> None:
    result = composite([Sheet(frame, 0, 0, opacity, mode) for frame, opacity, mode in stack], WIDTH, HEIGHT)
    colour, alpha = reference(stack)
    assert np.abs(result[..., 3] - alpha).max() <= 0.51
    assert np.abs(result[..., :3] - colour)[alpha > 0.501].max(initial=0) <= 0.51


@given(stack=stacks)
def test_the_same_stack_gives_the_same_bytes(stack: Stack) -> None:
    sheets = [Sheet(frame, 0, 0, opacity, mode) for frame, opacity, mode in stack]
    assert composite(sheets, WIDTH, HEIGHT).tobytes() == composite(sheets, WIDTH, HEIGHT).tobytes()


@given(frame=frames(WIDTH, HEIGHT), x=st.integers(-30, 30), y=st.integers(-30, 30))
def test_one_sheet_is_copied_exactly_wherever_it_lies(frame: Frame, x: int, y: int) -> None:
    result = composite([Sheet(frame, x, y)], WIDTH, HEIGHT)
    padded = np.zeros((HEIGHT + 60, WIDTH + 60, 4), np.uint8)
    padded[30 + y : 30 + y + HEIGHT, 30 + x : 30 + x + WIDTH] = frame
    assert (result == padded[30 : 30 + HEIGHT, 30 : 30 + WIDTH]).all()


@given(stack=stacks, x=st.integers(-25, 25), y=st.integers(-25, 25))
def test_a_moved_sheet_is_the_same_as_a_padded_one(stack: Stack, x: int, y: int) -> None:
    if not stack:
        return
    below = [Sheet(frame, 0, 0, opacity, mode) for frame, opacity, mode in stack[:-1]]
    frame, opacity, mode = stack[-1]
    padded = np.zeros((HEIGHT + 60, WIDTH + 60, 4), np.uint8)
    padded[30 + y : 30 + y + HEIGHT, 30 + x : 30 + x + WIDTH] = frame
    whole = Sheet(freeze(padded[30 : 30 + HEIGHT, 30 : 30 + WIDTH]), 0, 0, opacity, mode)
    moved = composite([*below, Sheet(frame, x, y, opacity, mode)], WIDTH, HEIGHT)
    assert np.array_equal(seen(moved), seen(composite([*below, whole], WIDTH, HEIGHT)))


@given(frame=frames(WIDTH, HEIGHT), opacity=st.floats(0, 1))
def test_planes_and_frames_composite_alike(frame: Frame, opacity: float) -> None:
    below = Sheet(np.full((HEIGHT, WIDTH, 4), 77, np.uint8))
    by_frame = composite([below, Sheet(frame, 2, 1, opacity)], WIDTH, HEIGHT)
    by_planes = composite([below, Sheet(premultiplied_planes(frame), 2, 1, opacity)], WIDTH, HEIGHT)
    assert np.array_equal(by_frame, by_planes)


@given(frame=frames(WIDTH, HEIGHT), mode=st.sampled_from(BlendMode))
def test_what_is_transparent_changes_nothing(frame: Frame, mode: BlendMode) -> None:
    empty = frame.copy()
    empty[..., 3] = 0
    alone = composite([Sheet(frame)], WIDTH, HEIGHT)
    assert np.array_equal(composite([Sheet(frame), Sheet(frame, 0, 0, 0.0, mode)], WIDTH, HEIGHT), alone)
    below_nothing = composite([Sheet(frame), Sheet(empty, mode=mode)], WIDTH, HEIGHT)
    assert np.array_equal(below_nothing, seen(alone))


def test_nothing_is_transparent_black() -> None:
    result = composite([], 5, 3)
    assert result.shape == (3, 5, 4)
    assert not result.any()


def test_results_are_frames() -> None:
    frame = np.full((HEIGHT, WIDTH, 4), 9, np.uint8)
    for result in (composite([Sheet(frame)], WIDTH, HEIGHT), composite([Sheet(frame)] * 2, WIDTH, HEIGHT)):
        assert result.flags.c_contiguous
        assert not result.flags.writeable
        assert not np.shares_memory(result, frame)
    assert frame.flags.writeable


def test_a_preview_frame_of_three_layers_is_fast_enough_to_play() -> None:
    random = np.random.default_rng(0)
    sheets = [Sheet(random.integers(0, 256, (360, 640, 4), dtype=np.uint8)) for _ in range(3)]
    taken: list[float] = []
    for _ in range(12):
        start = time.thread_time()
        composite(sheets, 640, 360)
        taken.append(time.thread_time() - start)
    assert min(taken) < 0.030


@given(stacks)
def test_sixteen_bits_are_the_same_picture_more_finely(stack: Stack) -> None:
    sheets = [Sheet(frame, opacity=opacity, mode=mode) for frame, opacity, mode in stack]
    wide = [
        Sheet(frame.astype(np.uint16) * 257, opacity=opacity, mode=mode) for frame, opacity, mode in stack
    ]
    fine, plain = deep_composite(wide, WIDTH, HEIGHT), composite(sheets, WIDTH, HEIGHT)
    assert fine.dtype == np.uint16 and not fine.flags.writeable
    assert np.abs(fine[..., 3] / 257 - plain[..., 3]).max() <= 0.502
    seen = plain[..., 3] > 0
    if seen.any():
        assert np.abs(fine / 257 - plain)[seen].max() <= 0.502
    assert np.array_equal(fine, deep_composite(sheets, WIDTH, HEIGHT)) or len(stack) == 1


def test_a_single_deep_sheet_is_copied_with_its_hidden_colour() -> None:
    pixels = np.random.default_rng(3).integers(0, 65536, (HEIGHT, WIDTH, 4)).astype(np.uint16)
    assert np.array_equal(deep_composite([Sheet(pixels)], WIDTH, HEIGHT), pixels)
    shifted = deep_composite([Sheet(pixels, x=2, y=-1)], WIDTH, HEIGHT)
    assert np.array_equal(shifted[:-1, 2:], pixels[1:, :-2]) and not shifted[-1].any()
