from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core.timebase import (
    Span,
    frame_of_timecode,
    nominal_rate,
    parse_rate,
    seconds_of,
    timecode_of,
)
from layerflow_studio.errors import BadInput

from .strategies import rates, spans

NTSC = Fraction(30000, 1001)


@given(frame=st.integers(0, 24 * 3600 * 60), fps=rates)
def test_non_drop_timecode_round_trips(frame: int, fps: Fraction) -> None:
    assert frame_of_timecode(timecode_of(frame, fps), fps) == frame


@given(frame=st.integers(0, 3 * 24 * 3600 * 30), fps=st.sampled_from([NTSC, 2 * NTSC]))
def test_drop_frame_timecode_round_trips(frame: int, fps: Fraction) -> None:
    assert frame_of_timecode(timecode_of(frame, fps, drop=True), fps) == frame


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),  # two frame numbers are left out at the start of a minute
        (3597, "00:01:59;29"),
        (3598, "00:02:00;02"),
        (17981, "00:09:59;29"),
        (17982, "00:10:00;00"),  # but not at every tenth
        (107892, "01:00:00;00"),  # one hour of 29.97 fps
    ],
)
def test_drop_frame_timecode_of_known_frames(frame: int, shown: str) -> None:
    assert timecode_of(frame, NTSC, drop=True) == shown


def test_drop_frame_stays_within_a_frame_of_the_clock_at_every_full_minute_of_a_day() -> None:
    for minute in range(0, 24 * 60, 10):
        frame = frame_of_timecode(f"{minute // 60:02}:{minute % 60:02}:00;00", NTSC)
        assert abs(seconds_of(frame, NTSC) - 60 * minute) < Fraction(1, 10)


def test_every_drop_frame_number_is_used_once_in_ten_minutes() -> None:
    shown = [timecode_of(frame, NTSC, drop=True) for frame in range(17982 + 10)]
    assert len(set(shown)) == len(shown)
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "00:00:01",
        "00:00:61:00",
        "00:60:00:00",
        "00:00:00:24",
        "00:00:00;01",
        "-1:00:00:00",
        "a:b:c:d",
    ],
)
def test_wrong_timecode_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        frame_of_timecode(text, Fraction(24))


def test_a_dropped_number_is_refused() -> None:
    with pytest.raises(BadInput, match="does not exist"):
        frame_of_timecode("00:01:00;01", NTSC)


def test_negative_frames_have_no_timecode() -> None:
    with pytest.raises(BadInput):
        timecode_of(-1, Fraction(24))


def test_high_rates_need_three_digits() -> None:
    assert timecode_of(119, Fraction(120)) == "00:00:00:119"
    assert frame_of_timecode("00:00:00:119", Fraction(120)) == 119


@pytest.mark.parametrize(
    ("given_rate", "rate"),
    [
        ("24", Fraction(24)),
        (" 24000/1001 ", Fraction(24000, 1001)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", NTSC),
        (29.97, NTSC),
        (59.94, 2 * NTSC),
        (25, Fraction(25)),
        (12.5, Fraction(25, 2)),
        ("12.5", Fraction(25, 2)),
        (Fraction(8), Fraction(8)),
    ],
)
def test_rates_are_read_exactly(given_rate: str | int | float | Fraction, rate: Fraction) -> None:
    assert parse_rate(given_rate) == rate


@pytest.mark.parametrize(
    "text", ["", "x", "0", "-24", "24/0", "1e9", "1e999999999", "1001", "nan", float("inf")]
)
def test_wrong_rates_are_refused(text: str | float) -> None:
    with pytest.raises(BadInput):
        parse_rate(text)


@pytest.mark.parametrize(("fps", "nominal"), [(NTSC, 30), (Fraction(24000, 1001), 24), (Fraction(25, 2), 13)])
def test_timecode_counts_whole_frames(fps: Fraction, nominal: int) -> None:
    assert nominal_rate(fps) == nominal


@given(first=spans(), second=spans())
def test_overlap_is_the_common_frames(first: Span, second: Span) -> None:
    common = set(first) & set(second)
    overlap = first.overlap(second)
    assert set(overlap or ()) == common
    assert all(frame in first and frame in second for frame in common)
    assert len(set(first)) == first.length


def test_a_span_does_not_end_before_it_starts() -> None:
    with pytest.raises(BadInput):
        Span(3, 2)
    assert list(Span(3, 3)) == []
    assert Span(1, 4).moved(-2) == Span(-1, 2)
