"""Clips of the canvas's shape fill it in any size, and a composition looks the same at another size."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerflow_studio.core import edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.compositing import premultiplied_planes
from layerflow_studio.core.document import Canvas, Document, Layer, Transform
from layerflow_studio.core.frames import ClipPixels, Frame, freeze
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.kinds import BlendMode, Interpolation, Role
from layerflow_studio.core.layer import FARTHEST
from layerflow_studio.core.render import base_scale, placing, render_deep, render_frame, sized
from layerflow_studio.core.timebase import Span

SMALL, LARGE = Canvas(56, 32, Fraction(8), 4), Canvas(112, 64, Fraction(8), 4)


class Clips:
    """Clips in memory, by made-up ids."""

    def __init__(self, **clips: ClipPixels) -> None:
        self._clips = clips

    def frame(self, clip: ClipId, index: int) -> Frame:
        return self._clips[clip].frame(index)

    def stored_frame(self, clip: ClipId, index: int) -> Frame:
        return self.frame(clip, index)

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        raise AssertionError("no layer here asks for motion")


def soft(width: int, height: int, hue: int) -> ClipPixels:
    """A clip without hard edges, seen from nearer the larger it is, with alpha that falls off to the sides."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = (x + 0.5) / width, (y + 0.5) / height
    frames = np.empty((4, height, width, 4), np.uint8)
    for number in range(4):
        for channel in range(3):
            wave = np.sin(4 * x + 2 * y + hue + channel + number / 2)
            frames[number, ..., channel] = np.rint(127.5 + 120 * wave)
        frames[number, ..., 3] = np.rint(255 * np.sin(np.pi * x) * np.sin(np.pi * y))
    return ClipPixels(frames, Fraction(8))


SOURCE = Clips(
    small=soft(56, 32, 0),
    large=soft(112, 64, 0),
    over=soft(56, 32, 2),
    odd=soft(40, 40, 1),
    tiny=soft(7, 4, 0),
)


def layer(clip: str, **values: object) -> Layer:
    made = Layer(f"l-{clip}", clip, Role.MEDIA, Span(0, 4), clip=clip, clip_frames=4)
    return replace(made, **values)  # type: ignore[arg-type]


def picture(canvas: Canvas, *layers: Layer, index: int = 0) -> Frame:
    return render_frame(Document(canvas, layers), index, SOURCE)


def values_of(frame: Frame) -> NDArray[np.float64]:
    """Premultiplied, (H, W, 4) in 0..255."""
    return np.moveaxis(premultiplied_planes(frame), 0, 2).astype(np.float64) * 255


def halved(frame: Frame) -> NDArray[np.float64]:
    """Every 2 x 2 pixels as one, premultiplied."""
    height, width = frame.shape[:2]
    return values_of(frame).reshape(height // 2, 2, width // 2, 2, 4).mean(axis=(1, 3))


@pytest.mark.parametrize(
    "transform", [Transform(), Transform(x=6, y=-4), Transform(3.5, 2, 1.5, 0.75, 20, 9, -5)]
)
def test_stepping_from_a_small_take_to_a_large_one_is_no_jump(transform: Transform) -> None:
    for canvas in (SMALL, LARGE):
        small, large = (picture(canvas, layer(clip, transform=transform)) for clip in ("small", "large"))
        assert small[..., 3].any()
        apart = np.abs(values_of(small) - values_of(large))
        assert apart.mean() < 0.5 and apart.max() < 8, "most at the border, whose pixels reach to the edge"


def test_a_clip_of_the_canvas_s_shape_fills_it() -> None:
    opaque = np.full((1, 4, 7, 4), 255, np.uint8)
    for canvas in (SMALL, LARGE, Canvas(21, 12, Fraction(8), 1), Canvas(70, 40, Fraction(8), 1)):
        only = Document(canvas, (layer("o", clip_frames=1),))
        source = Clips(o=ClipPixels(opaque, Fraction(8)))
        assert (render_frame(only, 0, source) == 255).all()
        assert (render_deep(only, 0, source) == 65535).all()


def test_others_lie_pixel_for_pixel() -> None:
    for canvas in (SMALL, LARGE, Canvas(57, 32, Fraction(8), 1), Canvas(112, 65, Fraction(8), 1)):
        assert base_scale(40, 40, canvas) == 1
        shown = picture(canvas, layer("odd"))
        left, top = (canvas.width - 40) // 2, (canvas.height - 40) // 2
        first = max(0, top), max(0, left)
        part = SOURCE.frame("odd", 0)[first[0] - top :, first[1] - left :][: canvas.height]
        assert np.array_equal(shown[first[0] :, first[1] :][: part.shape[0], : part.shape[1]], part)
    assert base_scale(56, 32, Canvas(112, 65, Fraction(8), 1)) == 1, "only exactly the same shape fills"


def test_enlarging_is_smooth() -> None:
    """Between two pixels of the clip there are steps, not edges."""
    ramp = np.full((1, 4, 7, 4), 255, np.uint8)
    ramp[..., :3] = (np.arange(7) * 40)[None, None, :, None]
    shown = render_frame(
        Document(SMALL, (layer("r", clip_frames=1),)), 0, Clips(r=ClipPixels(ramp, Fraction(8)))
    )
    row = shown[16, :, 0].astype(int)
    assert (np.diff(row) >= 0).all() and np.diff(row).max() <= 6 and (row[0], row[-1]) == (0, 240)


def test_clips_of_the_canvas_s_size_are_drawn_to_the_byte_as_before() -> None:
    """Hashes of what was drawn before clips of other sizes filled the canvas."""
    random = np.random.default_rng(5)
    clips = {
        name: ClipPixels(random.integers(0, 256, (2, 16, 24, 4), dtype=np.uint8), Fraction(8))
        for name in "abc"
    }
    clips["d"] = ClipPixels(random.integers(0, 256, (2, 10, 14, 4), dtype=np.uint8), Fraction(8))
    stack = (
        layer("a", clip_frames=2),
        layer("b", clip_frames=2, transform=Transform(x=3, y=-2), blend=BlendMode.SCREEN, opacity=0.7),
        layer("c", clip_frames=2, transform=Transform(1.25, -2.5, 1.3, 0.8, 25, 4, -3)),
        layer("d", clip_frames=2, transform=Transform(-2, 0.5, -0.4, 2, 90, 1.5, 2)),
    )
    canvas = Canvas(24, 16, Fraction(8), 4)
    digests: list[str] = []
    for layers in (stack[:1], stack[:2], stack, stack[3:]):
        document, source = Document(canvas, layers), Clips(**clips)
        drawn = b"".join(
            drawn.tobytes()
            for index in (0, 1)
            for drawn in (render_frame(document, index, source), render_deep(document, index, source))
        )
        digests.append(hashlib.sha256(drawn).hexdigest()[:16])
    assert digests == BEFORE


BEFORE = ["74715061ee10b014", "b969257c1d91c340", "6646d87bb35955bf", "102eb52af052920e"]

moves = st.floats(-20, 20)
keys = st.lists(moves, max_size=3).map(
    lambda values: tuple(Key(frame, value, Interpolation.EASE) for frame, value in enumerate(values))
)
moved_layers = st.builds(
    lambda clip, x, y, scale, turn, ax, ay, way: layer(
        clip, transform=Transform(x, y, scale, scale, turn, ax, ay), animation=Animation(x=way, anchor_y=way)
    ),
    st.sampled_from(["small", "over", "large"]),
    moves, moves, st.floats(0.5, 1.5), st.sampled_from([0.0, 90.0]) | st.floats(-180, 180), moves, moves, keys,
)  # fmt: skip


@given(layers=st.lists(moved_layers, min_size=1, max_size=2), index=st.integers(0, 3))
@settings(max_examples=60)
def test_a_composition_looks_the_same_at_twice_the_size(layers: list[Layer], index: int) -> None:
    named = tuple(replace(each, id=f"layer-{place}") for place, each in enumerate(layers))
    document = Document(SMALL, named)
    twice = edits.set_canvas(document, LARGE)
    once, again = values_of(render_frame(document, index, SOURCE)), halved(render_frame(twice, index, SOURCE))
    apart = np.abs(once - again)
    assert apart.mean() < 1 and np.percentile(apart, 99) < 8
    back = edits.set_canvas(twice, SMALL)
    assert back == document


@given(layers=st.lists(moved_layers, min_size=1, max_size=1), factor=st.sampled_from([2, 3, 5]))
def test_every_point_of_a_picture_stays_in_proportion(layers: list[Layer], factor: int) -> None:
    document = Document(SMALL, tuple(layers))
    canvas = Canvas(SMALL.width * factor, SMALL.height * factor, SMALL.fps, SMALL.length)
    large = edits.set_canvas(document, canvas)
    for frame in range(4):
        before = placing(layers[0].transform_at(frame), 56, 32, SMALL)
        after = placing(large.layers[0].transform_at(frame), 56, 32, canvas)
        expected = [
            factor * value for value in (before.xx, before.xy, before.yx, before.yy, before.dx, before.dy)
        ]
        found = [after.xx, after.xy, after.yx, after.yy, after.dx, after.dy]
        assert found == pytest.approx(expected, abs=1e-6)


def test_another_shape_moves_nothing() -> None:
    document = Document(SMALL, (layer("small", transform=Transform(x=5, anchor_x=2)),))
    for canvas in (replace(LARGE, width=113), replace(SMALL, width=112), replace(SMALL, length=9)):
        assert edits.set_canvas(document, canvas).layers is document.layers


def test_size_and_rate_may_change_at_once_and_locked_layers_follow() -> None:
    moving = Animation(y=(Key(0, 1), Key(2, 4)))
    document = Document(SMALL, (layer("small", transform=Transform(x=5), animation=moving, locked=True),))
    (found,) = edits.set_canvas(document, replace(LARGE.at_rate(Fraction(16)), length=8)).layers
    assert found.transform.x == 10 and [(key.frame, key.value) for key in found.animation.y] == [
        (0, 2),
        (4, 8),
    ]


def test_a_place_stays_within_what_is_possible() -> None:
    far = Transform(x=FARTHEST, y=-FARTHEST)
    document = Document(SMALL, (layer("small", transform=far, animation=Animation(x=(Key(0, FARTHEST),))),))
    (found,) = edits.set_canvas(document, LARGE).layers
    assert (found.transform.x, found.transform.y, found.animation.x[0].value) == (
        FARTHEST,
        -FARTHEST,
        FARTHEST,
    )


def test_a_frame_is_brought_to_a_size_as_it_would_be_drawn() -> None:
    frame = SOURCE.frame("small", 0)
    assert sized(frame, 56, 32) is frame and sized(frame, 56, 33) is frame
    assert np.array_equal(sized(frame, 112, 64), picture(LARGE, layer("small")))
    assert sized(frame, 28, 16).shape == (16, 28, 4)


def test_a_picture_is_not_written_to() -> None:
    frame = freeze(SOURCE.frame("tiny", 0).copy())
    picture(LARGE, layer("tiny"))
    assert np.array_equal(frame, SOURCE.frame("tiny", 0))
