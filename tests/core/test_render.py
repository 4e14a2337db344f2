from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from layerflow_studio.core.compositing import Sheet, composite, premultiplied_planes
from layerflow_studio.core.document import BlendMode, Canvas, Document, Layer, Role, Transform
from layerflow_studio.core.frames import ClipPixels, Frame, freeze
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.render import placing, render_frame, shown_layers
from layerflow_studio.core.resample import Affine, resample
from layerflow_studio.core.timebase import Span

from .strategies import frames

CANVAS = Canvas(24, 16, Fraction(24), 10)


class Clips:
    """Clips in memory, by made-up ids."""

    def __init__(self, **clips: ClipPixels) -> None:
        self._clips = clips

    def frame(self, clip: ClipId, index: int) -> Frame:
        return self._clips[clip].frame(index)

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        raise AssertionError("no layer here asks for motion")


def clip(seed: int, frames: int = 4, height: int = 16, width: int = 24) -> ClipPixels:
    random = np.random.default_rng(seed)
    return ClipPixels(random.integers(0, 256, (frames, height, width, 4), dtype=np.uint8), Fraction(24))


SOURCE = Clips(a=clip(1), b=clip(2), small=clip(3, height=7, width=5))
A = Layer("a", "A", Role.BACKGROUND, Span(0, 10), clip="a", clip_frames=4)
B = Layer("b", "B", Role.FOREGROUND, Span(2, 8), clip="b", clip_frames=4, source_in=1)


def rendered(*layers: Layer, index: int = 0) -> Frame:
    return render_frame(Document(CANVAS, layers), index, SOURCE)


def test_a_layer_starts_at_source_in_and_holds_its_last_frame() -> None:
    for index in range(10):
        place = min(max(index - 1, 1), 3) if 2 <= index < 8 else None
        expected = np.zeros((16, 24, 4), np.uint8) if place is None else SOURCE.frame("b", place)
        assert np.array_equal(rendered(B, index=index), expected), index


def test_the_stack_is_composited_bottom_first() -> None:
    upper = replace(B, span=Span(0, 10), opacity=0.6, blend=BlendMode.SCREEN)
    expected = composite(
        [Sheet(SOURCE.frame("a", 0)), Sheet(SOURCE.frame("b", 1), 0, 0, 0.6, BlendMode.SCREEN)], 24, 16
    )
    assert np.array_equal(rendered(A, upper), expected)
    assert not np.array_equal(rendered(upper, A), expected)


def test_hidden_and_empty_layers_are_not_shown() -> None:
    empty = Layer("e", "E", Role.BLENDED, Span(0, 10))
    layers = (A, replace(B, visible=False), empty, replace(B, id="c", opacity=0.0))
    assert [layer.id for layer in shown_layers(Document(CANVAS, layers), 3)] == ["a"]


def test_solo_hides_the_others_unless_the_soloed_layer_is_hidden() -> None:
    assert [x.id for x in shown_layers(Document(CANVAS, (A, replace(B, solo=True))), 3)] == ["b"]
    assert [x.id for x in shown_layers(Document(CANVAS, (A, replace(B, solo=True))), 0)] == []
    assert [x.id for x in shown_layers(Document(CANVAS, (A, replace(B, solo=True, visible=False))), 3)] == [
        "a"
    ]


@given(x=st.integers(-30, 30), y=st.integers(-30, 30), turns=st.integers(-2, 2), anchor=st.floats(-9, 9))
def test_whole_pixel_moves_are_exact_copies(x: int, y: int, turns: int, anchor: float) -> None:
    transform = Transform(x=x, y=y, rotation=360 * turns, anchor_x=anchor)
    expected = composite([Sheet(SOURCE.frame("a", 0), x, y)], 24, 16)
    assert np.array_equal(rendered(replace(A, transform=transform)), expected)


def test_a_smaller_clip_is_centred() -> None:
    layer = Layer("s", "S", Role.MEDIA, Span(0, 10), clip="small", clip_frames=4)
    result = rendered(layer)
    assert np.array_equal(result[4:11, 9:14], SOURCE.frame("small", 0))
    assert np.count_nonzero(result[..., 3]) <= 7 * 5


def seen(frame: Frame) -> NDArray[np.uint8]:
    """The frame with the colour of its transparent pixels made black, as compositing leaves it."""
    return frame * (frame[..., 3:] > 0)


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        (Transform(scale_x=-1), lambda frame: frame[:, ::-1]),
        (Transform(scale_y=-1), lambda frame: frame[::-1]),
        (Transform(rotation=180), lambda frame: frame[::-1, ::-1]),
    ],
)
def test_mirroring_and_half_turns_are_exact(transform: Transform, expected: object) -> None:
    frame = seen(SOURCE.frame("a", 0))
    assert np.array_equal(rendered(replace(A, transform=transform)), expected(frame))  # type: ignore[operator]


def test_a_quarter_turn_is_clockwise() -> None:
    square = Clips(q=clip(5, height=8, width=8))
    document = Document(
        Canvas(8, 8, Fraction(24), 1),
        (Layer("q", "Q", Role.MEDIA, Span(0, 1), clip="q", clip_frames=4, transform=Transform(rotation=90)),),
    )
    turned = render_frame(document, 0, square)
    assert np.array_equal(turned, np.rot90(seen(square.frame("q", 0)), -1))


def test_scaling_about_the_anchor_leaves_the_anchor_in_place() -> None:
    transform = Transform(x=3, y=-2, scale_x=2.5, scale_y=0.5, rotation=30, anchor_x=4, anchor_y=-3)
    place = placing(transform, 24, 16, CANVAS)
    x, y = 12 + 4, 8 - 3
    assert place.xx * x + place.xy * y + place.dx == pytest.approx(x + 3)
    assert place.yx * x + place.yy * y + place.dy == pytest.approx(y - 2)


def test_an_opaque_picture_stays_opaque_inside_when_enlarged() -> None:
    opaque = Clips(o=ClipPixels(np.full((1, 16, 24, 4), 255, np.uint8), Fraction(24)))
    layer = replace(A, clip="o", clip_frames=1, transform=Transform(scale_x=1.7, scale_y=1.7, rotation=3))
    assert (render_frame(Document(CANVAS, (layer,)), 0, opaque) == 255).all()


def test_half_a_pixel_to_the_right_covers_half_the_edge() -> None:
    opaque = Clips(o=ClipPixels(np.full((1, 4, 4, 4), 255, np.uint8), Fraction(24)))
    layer = replace(A, clip="o", clip_frames=1, transform=Transform(x=0.5))
    result = render_frame(Document(CANVAS, (layer,)), 0, opaque)
    assert result[7, 9:16, 3].tolist() == [0, 128, 255, 255, 255, 128, 0]
    assert (result[7, 10:15, 0] == 255).all()


def test_transparent_colour_does_not_bleed() -> None:
    pixels = np.zeros((1, 8, 8, 4), np.uint8)
    pixels[..., 0] = 255  # transparent red
    pixels[:, :, 4:] = (0, 0, 255, 255)  # opaque blue
    layer = replace(A, clip="p", clip_frames=1, transform=Transform(x=0.3, rotation=10, scale_x=1.3))
    result = render_frame(Document(CANVAS, (layer,)), 0, Clips(p=ClipPixels(pixels, Fraction(24))))
    assert result[..., 3].any()
    assert not result[..., 0].any()


def test_small_pictures_are_means_of_blocks() -> None:
    checks = np.indices((64, 96)).sum(axis=0) % 2 * 255
    pixels = np.full((1, 64, 96, 4), 255, np.uint8)
    pixels[0, ..., :3] = checks[..., None]
    layer = replace(A, clip="c", clip_frames=1)
    result = render_frame(Document(CANVAS, (layer,)), 0, Clips(c=ClipPixels(pixels, Fraction(24))))
    assert np.abs(result[..., :3].astype(int) - 127.5).max() <= 0.5
    assert (result[..., 3] == 255).all()


def test_the_mean_keeps_a_picture_in_place() -> None:
    ramp = np.repeat(np.repeat(np.arange(0, 240, 10, dtype=np.uint8)[None, :], 16, axis=0), 4, axis=0)
    pixels = np.full((1, 64, 96, 4), 255, np.uint8)
    pixels[0, ..., :3] = np.repeat(ramp, 4, axis=1)[..., None]
    layer = replace(A, clip="r", clip_frames=1)
    result = render_frame(Document(CANVAS, (layer,)), 0, Clips(r=ClipPixels(pixels, Fraction(24))))
    assert np.array_equal(
        result[..., 0], np.repeat(np.arange(0, 240, 10, dtype=np.uint8)[None, :], 16, axis=0)
    )


def reference_sample(frame: Frame, place: Affine, canvas_x: int, canvas_y: int) -> NDArray[np.float64]:
    """One canvas pixel of a picture shown larger than half size, premultiplied in 0..1, by the definition."""
    height, width = frame.shape[:2]
    values = frame / 255.0
    values[..., :3] *= values[..., 3:]
    matrix = np.array([[place.xx, place.xy], [place.yx, place.yy]])
    back = np.linalg.inv(matrix)
    u, v = back @ (np.array([canvas_x + 0.5, canvas_y + 0.5]) - [place.dx, place.dy])
    weights = 1.0
    ends: list[tuple[int, int, float]] = []
    for at, size, step in ((u, width, math.hypot(*back[0])), (v, height, math.hypot(*back[1]))):
        inside = np.clip(at / step + 0.5, 0, 1) + np.clip((size - at) / step + 0.5, 0, 1) - 1
        weights *= max(0.0, inside)
        centre = min(max(at - 0.5, 0.0), size - 1.0)
        first = math.floor(centre)
        ends.append((first, min(first + 1, size - 1), centre - first))
    (x0, x1, fx), (y0, y1, fy) = ends
    top = values[y0, x0] * (1 - fx) + values[y0, x1] * fx
    bottom = values[y1, x0] * (1 - fx) + values[y1, x1] * fx
    return weights * (top * (1 - fy) + bottom * fy)


@given(
    frame=frames(7, 5),
    transform=st.builds(
        Transform,
        x=st.floats(-10, 10),
        y=st.floats(-10, 10),
        scale_x=st.floats(0.6, 4) | st.floats(-4, -0.6),
        scale_y=st.floats(0.6, 4),
        rotation=st.sampled_from([0.0, 90.0]) | st.floats(-400, 400),
        anchor_x=st.floats(-5, 5),
        anchor_y=st.floats(-5, 5),
    ),
)
@settings(max_examples=40)
def test_resampling_is_the_definition(frame: Frame, transform: Transform) -> None:
    canvas = Canvas(11, 9, Fraction(24), 1)
    place = placing(transform, 7, 5, canvas)
    expected = np.array([[reference_sample(frame, place, x, y) for x in range(11)] for y in range(9)])
    result = np.zeros((9, 11, 4), np.float32)
    shown = resample(premultiplied_planes(frame), place, 11, 9)
    if shown is not None:
        planes, left, top = shown
        result[top : top + planes.shape[1], left : left + planes.shape[2]] = np.moveaxis(planes, 0, 2)
    assert np.abs(result - expected).max() < 1e-5


def test_what_lies_outside_the_canvas_costs_nothing() -> None:
    assert resample(premultiplied_planes(SOURCE.frame("a", 0)), Affine(1, 0, 0, 1, 100.5, 0), 24, 16) is None


def test_extreme_transforms_render() -> None:
    for transform in (
        Transform(scale_x=1e6, scale_y=1e6, rotation=45),
        Transform(scale_x=1e-4, scale_y=1e-4),
        Transform(scale_x=1e-4, scale_y=1e6, rotation=33),
        Transform(x=1e6, y=-1e6, rotation=1e6),
    ):
        assert rendered(replace(A, transform=transform)).shape == (16, 24, 4)


def test_rendering_does_not_touch_its_source() -> None:
    before = freeze(SOURCE.frame("a", 0).copy())
    rendered(A, replace(B, span=Span(0, 9), transform=Transform(rotation=5)))
    assert np.array_equal(SOURCE.frame("a", 0), before)
