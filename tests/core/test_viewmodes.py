from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import viewmodes
from layerflow_studio.core.frames import ClipPixels, Frame, freeze
from layerflow_studio.core.viewmodes import Backdrop, Channel
from layerflow_studio.errors import BadInput

from .strategies import frames

ANY = frames(20, 18)


def plain(red: int, green: int, blue: int, alpha: int = 255, width: int = 20, height: int = 18) -> Frame:
    return freeze(np.tile(np.array((red, green, blue, alpha), np.uint8), (height, width, 1)))


@given(frame=ANY)
def test_channels_are_opaque_grey(frame: Frame) -> None:
    assert viewmodes.view_channel(frame, Channel.RGB) is frame
    for place, channel in enumerate((Channel.RED, Channel.GREEN, Channel.BLUE, Channel.ALPHA)):
        seen = viewmodes.view_channel(frame, channel)
        assert (seen[..., :3] == frame[..., place : place + 1]).all()
        assert (seen[..., 3] == 255).all()


def test_the_matte_overlay_tints_what_is_transparent() -> None:
    assert viewmodes.view_channel(plain(0, 100, 200), Channel.MATTE)[0, 0].tolist() == [0, 100, 200, 255]
    assert viewmodes.view_channel(plain(0, 100, 200, 0), Channel.MATTE)[0, 0].tolist() == [153, 40, 80, 255]


@given(frame=ANY, backdrop=st.sampled_from(Backdrop) | st.tuples(*[st.integers(0, 255)] * 3))
def test_a_backdrop_is_seen_as_far_as_the_frame_is_transparent(
    frame: Frame, backdrop: Backdrop | tuple[int, int, int]
) -> None:
    below = viewmodes.backdrop_frame(20, 18, backdrop).astype(float)
    alpha = frame[..., 3:] / 255
    expected = frame[..., :3] * alpha + below[..., :3] * (1 - alpha)
    seen = viewmodes.over_backdrop(frame, backdrop)
    assert np.abs(seen[..., :3] - expected).max() <= 0.51
    assert (seen[..., 3] == 255).all()


def test_backdrops_are_what_they_are_called() -> None:
    assert (viewmodes.backdrop_frame(9, 9, Backdrop.WHITE) == 255).all()
    assert not viewmodes.backdrop_frame(9, 9, Backdrop.BLACK)[..., :3].any()
    assert (viewmodes.backdrop_frame(9, 9, (1, 2, 3)) == [1, 2, 3, 255]).all()
    checks = viewmodes.backdrop_frame(32, 32, Backdrop.CHECKER)[..., 0]
    assert checks[0, 0] == checks[7, 7] == checks[8, 8] != checks[0, 8] == checks[8, 0]


@given(first=ANY, second=ANY)
def test_the_difference_is_symmetric_and_black_for_equal_frames(first: Frame, second: Frame) -> None:
    assert np.array_equal(viewmodes.difference(first, second), viewmodes.difference(second, first))
    assert not viewmodes.difference(first, first, gain=50)[..., :3].any()


def test_the_difference_has_a_gain_and_ignores_invisible_colour() -> None:
    apart = viewmodes.difference(plain(10, 20, 30), plain(13, 20, 130), gain=2)
    assert apart[0, 0].tolist() == [6, 0, 200, 255]
    assert not viewmodes.difference(plain(255, 0, 0, 0), plain(0, 0, 255, 0))[..., :3].any()


def test_frames_of_two_sizes_cannot_be_compared() -> None:
    small = plain(0, 0, 0, width=4)
    for compare in (
        lambda: viewmodes.onion(plain(0, 0, 0), small),
        lambda: viewmodes.difference(plain(0, 0, 0), small),
        lambda: viewmodes.mean_square(plain(0, 0, 0), small),
        lambda: viewmodes.heat_between(plain(0, 0, 0), small),
    ):
        with pytest.raises(BadInput, match="20 x 18 and 4 x 18"):
            compare()


def clip(*parts: Frame) -> ClipPixels:
    return ClipPixels(np.stack(parts), Fraction(24))


def test_a_perfect_recomposition_measures_infinite() -> None:
    random = np.random.default_rng(3)
    foreground = freeze(random.integers(0, 256, (18, 20, 4), dtype=np.uint8))
    background = plain(40, 90, 20)
    blended = viewmodes.recompose(foreground, background)
    measured = viewmodes.measure_recomposition(clip(foreground), clip(background), clip(blended))
    assert measured.frames == (math.inf,)
    assert measured.overall == math.inf
    recomposed = viewmodes.recompose(foreground, background)
    assert not viewmodes.heat_between(recomposed, blended)[..., :3].any()


def test_the_meter_measures_decibels_per_frame_and_over_all() -> None:
    clear, below = plain(0, 0, 0, 0), plain(100, 100, 100)
    blended = [plain(101, 101, 101), plain(110, 110, 110)]
    measured = viewmodes.measure_recomposition(clip(clear, clear), clip(below, below), clip(*blended))
    assert measured.frames == pytest.approx((48.1308, 28.1308), abs=1e-3)
    assert measured.overall == pytest.approx(10 * math.log10(255**2 / 50.5))


def test_the_heat_map_is_hotter_where_more_is_off() -> None:
    below = plain(0, 0, 0, width=256, height=1)
    blended = below.copy()
    blended[0, :, :3] = np.arange(256)[:, None]
    heat = viewmodes.heat_between(below, blended, hottest=0.5)[0, :, :3].astype(int)
    lightness = heat @ [0.2126, 0.7152, 0.0722]
    assert heat[0].tolist() == [0, 0, 0]
    assert (np.diff(lightness[:128]) >= 0).all()
    assert (heat[128:] == [255, 255, 200]).all()


@given(first=ANY, second=ANY)
def test_no_view_changes_its_arguments(first: Frame, second: Frame) -> None:
    before = first.tobytes(), second.tobytes()
    viewmodes.onion(first, second)
    viewmodes.difference(first, second)
    viewmodes.over_backdrop(first, Backdrop.CHECKER)
    viewmodes.heat_between(first, second)
    for channel in Channel:
        assert not viewmodes.view_channel(first, channel).flags.writeable
    assert (first.tobytes(), second.tobytes()) == before
