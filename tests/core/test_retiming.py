from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core import edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role
from layerflow_studio.core.kinds import Conform, PastEnd
from layerflow_studio.core.layer import pace_of
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet, Sampling
from layerflow_studio.core.takes import Provenance, Take
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput

from .strategies import CLIPS, documents, layers, rates

CANVAS = Canvas(64, 48, Fraction(24), 48)
SLOW = Layer("slow", "Slow", Role.MEDIA, Span(0, 48), clip=CLIPS[0], clip_frames=16, pace=Fraction(1, 3))
DOCUMENT = Document(CANVAS, (SLOW,))


def shown(document: Document, layer_id: str = "slow") -> dict[int, int | None]:
    layer = document.layer(layer_id)
    return {frame: layer.source_frame(frame) for frame in layer.span}


def with_layer(**values: object) -> Document:
    return replace(DOCUMENT, layers=(replace(SLOW, **values),))  # type: ignore[arg-type]


# --- another rate


def test_a_slower_clip_stays_for_as_many_seconds() -> None:
    assert SLOW.conformed_frames == 48
    assert list(shown(DOCUMENT).values()) == [frame // 3 for frame in range(48)]
    assert SLOW.source_position(10) == Fraction(10, 3)
    assert SLOW.source_position(48) is None
    assert replace(SLOW, span=Span(0, 60)).held_from == 48


def test_a_sample_is_one_frame_when_holding_and_two_when_mixing() -> None:
    assert SLOW.sample(10) == (3, 3, 0)
    for conform in (Conform.BLEND, Conform.FLOW):
        mixed = replace(SLOW, conform=conform)
        assert mixed.sample(9) == (3, 3, 0)
        assert mixed.sample(10) == (3, 4, Fraction(1, 3))
        assert mixed.sample(46) == (15, 15, 0)
        assert replace(mixed, past_end=PastEnd.LOOP).sample(46) == (15, 0, Fraction(1, 3))


@given(layer=layers("a"), past=st.sampled_from(PastEnd))
def test_what_is_shown_is_always_in_the_clip(layer: Layer, past: PastEnd) -> None:
    layer = replace(layer, past_end=past)
    for frame in range(layer.span.start - 1, layer.span.stop + 1):
        sample = layer.sample(frame)
        if layer.clip is None or frame not in layer.span:
            assert sample is None
        else:
            assert sample is not None and 0 <= sample.share < 1
            assert {sample.first, sample.second} <= set(range(layer.clip_frames))
            assert sample.first == layer.source_frame(frame)
            assert (sample.share == 0) == (sample.first == sample.second)
    assert set(layer.run(99)) <= set(range(layer.clip_frames))


@pytest.mark.parametrize(("fps", "pace"), [(8, Fraction(1, 3)), (24, 1), (30, Fraction(5, 4))])
def test_a_clip_plays_at_its_own_speed(fps: int, pace: Fraction) -> None:
    document = edits.set_clip(DOCUMENT, "slow", CLIPS[1], 10, Fraction(fps))
    assert document.layer("slow").pace == pace
    assert edits.set_clip(document, "slow", CLIPS[1], 10).layer("slow").pace == 1
    assert edits.set_clip(document, "slow", None).layer("slow").pace == 1


def test_rates_of_film_and_video_are_exact_and_no_rate_is_refused() -> None:
    ntsc = Fraction(30000, 1001)
    assert pace_of(Fraction(24000, 1001), ntsc) == Fraction(4, 5)
    assert pace_of(Fraction(8), ntsc) == Fraction(1001, 3750)
    assert pace_of(Fraction(1, 10**9), ntsc) == Fraction(1, 1000)
    assert pace_of(Fraction(1000), Fraction(1, 10**9)) == 1000
    with pytest.raises(BadInput, match="1/1000"):
        edits.set_pace(DOCUMENT, "slow", Fraction(0))


def test_a_take_brings_its_rate_and_its_guide() -> None:
    request = GenerationRequest(
        model_id="mini",
        model_hash="abc",
        prompts=PromptSet(),
        negative=PromptSet(),
        given=(Given(Role.BACKGROUND, CLIPS[2]),),
        width=64,
        height=48,
        frames=16,
        fps=Fraction(8),
        seed=1,
        sampling=Sampling(),
    )
    clips = ((Role.FOREGROUND, CLIPS[1]), (Role.BACKGROUND, CLIPS[2]), (Role.BLENDED, CLIPS[3]))
    provenance = Provenance("0.1.0", "abc", "2.13", "cpu", "float32", 1.0)
    lengths = ((Role.BACKGROUND, 5, Fraction(12)),)
    take = Take("take-1", request, clips, provenance, "2025-01-01", lengths=lengths)
    assert Take.from_json(take.to_json()) == take
    layer = edits.choose_take(DOCUMENT, "slow", take, Role.FOREGROUND).layer("slow")
    assert (layer.clip_frames, layer.pace, layer.guide) == (16, Fraction(1, 3), CLIPS[3])
    given_one = edits.choose_take(DOCUMENT, "slow", take, Role.BACKGROUND).layer("slow")
    assert (given_one.clip_frames, given_one.pace) == (5, Fraction(1, 2))
    blended = edits.choose_take(DOCUMENT, "slow", take, Role.BLENDED)
    assert blended.layer("slow").guide is None
    assert edits.choose_take(DOCUMENT, "slow", take, Role.FOREGROUND).clips == {CLIPS[1], CLIPS[3]}
    assert edits.set_clip(blended, "slow", CLIPS[0], 3).layer("slow").guide is None


def test_another_pace_begins_at_the_same_clip_frame() -> None:
    document = edits.set_pace(with_layer(source_in=12), "slow", Fraction(1))
    layer = document.layer("slow")
    assert (layer.source_in, layer.source_frame(0), layer.conformed_frames) == (4, 4, 16)


# --- past the end


def test_a_loop_begins_anew_and_a_ping_pong_turns() -> None:
    short = Layer("slow", "Slow", Role.MEDIA, Span(5, 17), clip=CLIPS[0], clip_frames=4, source_in=1)
    loop = replace(short, past_end=PastEnd.LOOP)
    assert [loop.source_frame(f) for f in loop.span] == [1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0]
    assert (loop.loop_starts, loop.cycle, loop.held_from) == ((8, 12, 16), 4, 17)
    back = replace(short, past_end=PastEnd.PING_PONG)
    assert [back.source_frame(f) for f in back.span] == [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0]
    assert (back.loop_starts, back.cycle, back.held_from) == ((7, 10, 13, 16), 6, 17)
    assert (short.loop_starts, short.held_from) == ((), 8)
    still = replace(loop, clip_frames=1, source_in=0)
    assert (still.loop_starts, still.source_frame(9)) == ((), 0)


@given(
    frame=st.integers(-100, 100),
    source_in=st.integers(0, 47),
    past=st.sampled_from([PastEnd.LOOP, PastEnd.PING_PONG]),
)
def test_a_looping_layer_can_begin_anywhere(frame: int, source_in: int, past: PastEnd) -> None:
    document = with_layer(past_end=past, source_in=source_in)
    trimmed = edits.trim_start(document, "slow", frame)
    assert trimmed.layer("slow").span.start == min(frame, 47)
    before, after = shown(document), shown(trimmed)
    assert all(before[place] == after[place] for place in before.keys() & after.keys())
    slipped = edits.slip_layer(document, "slow", frame).layer("slow")
    long = replace(document.layer("slow"), span=Span(0, 1000))
    place = frame % long.cycle
    assert slipped.source_frame(0) == long.source_frame(place)


@given(layer=layers("slow"), past=st.sampled_from(PastEnd), part=st.floats(0, 1))
def test_splitting_any_layer_changes_nothing_that_is_shown(layer: Layer, past: PastEnd, part: float) -> None:
    layer = replace(layer, past_end=past, locked=False)
    frame = layer.span.start + 1 + floor(part * (layer.span.length - 2))
    if frame not in range(layer.span.start + 1, layer.span.stop):
        return
    document = Document(CANVAS, (layer,))
    split = edits.split_layer(document, "slow", frame, "later")
    assert shown(split) | shown(split, "later") == shown(document)


def test_past_end_can_change_and_the_start_stays_in_the_clip() -> None:
    document = with_layer(past_end=PastEnd.PING_PONG, source_in=90)
    assert edits.set_past_end(document, "slow", PastEnd.LOOP).layer("slow").source_in == 47
    assert edits.set_past_end(DOCUMENT, "slow", PastEnd.LOOP).layer("slow").past_end == PastEnd.LOOP


# --- what a span shows of its clip


def test_a_run_is_the_clip_as_it_is_cut() -> None:
    assert SLOW.run(99) == tuple(range(16))
    assert replace(SLOW, span=Span(0, 99)).run(99) == tuple(range(16))
    assert replace(SLOW, source_in=7).run(99) == tuple(range(2, 16))
    assert replace(SLOW, source_in=7, span=Span(9, 12)).run(99) == (2, 3)
    assert replace(SLOW, pace=Fraction(3), span=Span(0, 2)).run(99) == tuple(range(6))
    loop = replace(SLOW, clip_frames=3, source_in=3, span=Span(0, 15), past_end=PastEnd.LOOP)
    assert loop.run(99) == (1, 2, 0, 1, 2)
    assert loop.run(2) == (1, 2)
    film = replace(loop, clip_frames=16, pace=Fraction(8008, 24000), source_in=3, span=Span(0, 48))
    assert film.conformed_frames == 48 and film.run(16) == (*range(1, 16), 15)
    assert replace(SLOW, clip=None, clip_frames=0).run(9) == ()


# --- the canvas at another rate


@given(document=documents(), fps=rates)
def test_another_canvas_rate_keeps_everything_in_place_in_seconds(document: Document, fps: Fraction) -> None:
    old = document.canvas
    new = edits.set_canvas(document, old.at_rate(fps))
    half = Fraction(1, 2) / fps

    def near(before: int, after: int, slack: Fraction = half) -> bool:
        return abs(Fraction(before) / old.fps - Fraction(after) / fps) <= slack

    assert near(old.length, new.canvas.length) or new.canvas.length == 1
    assert all(near(a.frame, b.frame) for a, b in zip(document.markers, new.markers, strict=True))
    for before, after in zip(document.layers, new.layers, strict=True):
        assert near(before.span.start, after.span.start)
        assert near(before.span.stop, after.span.stop) or after.span.length == 1
        assert all(any(near(f, g) for g in after.animation.frames) for f in before.animation.frames)
        if before.clip is not None:
            exact = before.pace * old.fps / fps
            assert abs(after.pace / exact - 1) <= Fraction(1, 10**6), "kept to the nearest pace there is"
            assert near(before.source_in, after.source_in) or after.source_in == after.cycle - 1


def test_24_to_8_and_back_with_all_that_has_a_time() -> None:
    layer = replace(SLOW, span=Span(6, 30), source_in=9, animation=Animation(x=(Key(6, 1), Key(30, 2))))
    document = Document(CANVAS, (layer,), markers=(Marker("m", 12),), work_area=Span(3, 24))
    slow = edits.set_canvas(document, CANVAS.at_rate(Fraction(8)))
    assert (slow.canvas.length, slow.markers[0].frame, slow.work_area) == (16, 4, Span(1, 8))
    changed = slow.layer("slow")
    assert (changed.span, changed.source_in, changed.pace) == (Span(2, 10), 3, 1)
    assert changed.animation.frames == (2, 10)
    assert edits.set_canvas(slow, slow.canvas.at_rate(Fraction(24))) == document


def test_a_locked_layer_stays_where_it_is_in_seconds_too() -> None:
    locked = edits.set_locked(DOCUMENT, "slow", True)
    fast = edits.set_canvas(locked, CANVAS.at_rate(Fraction(48)))
    assert fast.layer("slow").span == Span(0, 96) and fast.layer("slow").pace == Fraction(1, 6)
    assert edits.set_canvas(locked, replace(CANVAS, width=10)).layer("slow") is locked.layer("slow")
