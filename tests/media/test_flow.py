"""Pictures between two frames show things where they are in between, with clean edges."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.core.compositing import premultiplied_planes
from layerflow_studio.core.document import Canvas, Document, Layer, Role
from layerflow_studio.core.frames import ClipPixels, Frame
from layerflow_studio.core.kinds import Conform, PastEnd
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.media.clip_store import ClipStore

WIDTH, HEIGHT, SIDE, FRAMES = 192, 112, 44, 4
FILM = Fraction(8)
STEP = np.array([11.0, 5.0])  # pixels right and down from one frame to the next
START = np.array([20.0, 24.0])


def texture(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """Bright soft spots: something to follow, and nowhere near black."""
    small = np.random.default_rng(seed).integers(110, 256, (height // 6 + 2, width // 6 + 2, 3))
    return np.kron(small, np.ones((6, 6, 1)))[:height, :width].astype(np.uint8)


def square(index: int) -> Frame:
    """A textured square with straight alpha that has gone `index` steps; what is clear holds black."""
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    left, top = (START + index * STEP).astype(int)
    frame[top : top + SIDE, left : left + SIDE, :3] = texture(1, SIDE, SIDE)
    frame[top : top + SIDE, left : left + SIDE, 3] = 255
    return frame


def scene(index: int) -> Frame:
    """The square over a textured ground that stands still."""
    frame = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    frame[..., :3] = texture(2, HEIGHT, WIDTH) // 2
    above = square(index)
    return np.where(above[..., 3:] > 0, above, frame)


def stored(store: ClipStore, picture: object, frames: int = FRAMES) -> str:
    return store.put(ClipPixels(np.stack([picture(n) for n in range(frames)]), FILM))  # type: ignore[operator]


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips")


def conformed(clip: str, conform: Conform, guide: str | None = None, frames: int = FRAMES) -> Document:
    """A clip of 8 frames a second on a canvas of 24."""
    layer = Layer(
        "square",
        "Square",
        Role.FOREGROUND,
        Span(0, 3 * frames),
        clip=clip,
        clip_frames=frames,
        pace=Fraction(1, 3),
        conform=conform,
        guide=guide,
    )
    return Document(Canvas(WIDTH, HEIGHT, Fraction(24), 3 * frames), (layer,))


def centroid(frame: Frame) -> NDArray[np.float64]:
    """Centre of the covered area, x and y, from the corner of the canvas."""
    weight = frame[..., 3].astype(np.float64)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()


@pytest.mark.parametrize("guided", [False, True])
def test_what_moves_is_where_it_is_in_between(store: ClipStore, guided: bool) -> None:
    clip = stored(store, square)
    document = conformed(clip, Conform.FLOW, stored(store, scene) if guided else None)
    for index in range(3 * (FRAMES - 1) + 1):
        frame = render_frame(document, index, store)
        expected = START + (SIDE - 1) / 2 + STEP * index / 3
        assert np.abs(centroid(frame) - expected).max() < 0.5, (index, centroid(frame), expected)
        assert frame[..., 3].sum() / 255 == pytest.approx(SIDE**2, rel=0.06), index


@pytest.mark.parametrize("guided", [False, True])
def test_edges_have_no_dark_fringe(store: ClipStore, guided: bool) -> None:
    """Nothing in the square is darker than 110, so nothing that is seen of it may be."""
    document = conformed(stored(store, square), Conform.FLOW, stored(store, scene) if guided else None)
    for index in range(1, 3 * (FRAMES - 1)):
        frame = render_frame(document, index, store)
        seen = frame[..., 3] > 25
        assert seen.any() and frame[..., :3][seen].min() >= 105, index


def test_a_disc_as_bright_as_its_ground_is_followed_by_its_colour(store: ClipStore) -> None:
    """It goes a third of its width from frame to frame; the ground has the same brightness and moves little."""
    spots = texture(5, HEIGHT, WIDTH + 8).astype(np.float64) / 255
    grey = np.array([0.299, 0.587, 0.114])

    def ground(index: int) -> Frame:
        frame = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
        part = spots[:, index : index + WIDTH] * (60, 200, 160)
        frame[..., :3] = part * (120 / np.maximum(part @ grey, 1))[..., None]
        return frame

    def disc(index: float) -> Frame:
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
        inside = (columns - 60 - 14 * index) ** 2 + (rows - 56) ** 2 < 21**2
        frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        frame[inside] = (225, 80, 51, 255)
        return frame

    def film(index: int) -> Frame:
        above = disc(index)
        return np.where(above[..., 3:] > 0, above, ground(index))

    clip, guide = stored(store, disc, 2), stored(store, film, 2)
    for share in (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)):
        found, meant = store.between(clip, 0, 1, share, guide), disc(float(share))
        assert np.abs(centroid(found) - centroid(meant)).max() < 0.5
        wrong = np.abs(found[..., 3].astype(int) - meant[..., 3]).sum() / meant[..., 3].sum(dtype=int)
        mixed = disc(0)[..., 3] * float(1 - share) + disc(1)[..., 3] * float(share)
        assert wrong < 0.1 < np.abs(mixed - meant[..., 3]).sum() / meant[..., 3].sum(dtype=int), share


def test_clip_frames_themselves_are_shown_as_stored(store: ClipStore) -> None:
    for conform in Conform:
        document = conformed(stored(store, square), conform)
        for index in range(FRAMES):
            assert np.array_equal(render_frame(document, 3 * index, store), square(index)), conform


def test_holding_repeats_and_blending_mixes_exactly(store: ClipStore) -> None:
    clip = stored(store, square)
    for index in range(3 * (FRAMES - 1)):
        first, part = divmod(index, 3)
        assert np.array_equal(render_frame(conformed(clip, Conform.HOLD), index, store), square(first))
        one, two = (premultiplied_planes(square(n)).astype(np.float64) for n in (first, first + 1))
        mixed = one * (1 - part / 3) + two * part / 3
        alpha = mixed[3]
        colour = np.divide(mixed[:3], alpha, out=np.zeros_like(mixed[:3]), where=alpha > 0)
        found = render_frame(conformed(clip, Conform.BLEND), index, store)
        assert np.abs(found[..., 3] - alpha * 255).max() <= 0.51
        assert np.abs(np.moveaxis(found[..., :3], 2, 0) - colour * 255)[:, alpha > 0].max() <= 0.51


def test_past_its_end_a_clip_holds_and_a_loop_goes_over_to_its_start(store: ClipStore) -> None:
    clip = stored(store, square)
    document = conformed(clip, Conform.BLEND)
    assert np.array_equal(render_frame(document, 3 * FRAMES - 1, store), square(FRAMES - 1))
    (layer,) = document.layers
    looped = Document(document.canvas, (Layer(**{**vars(layer), "past_end": PastEnd.LOOP}),))
    last = render_frame(looped, 3 * FRAMES - 1, store)
    left, top = START.astype(int)
    assert last[top, left, 3] == 170 and last[top + 15 + 20, left + 33 + 20, 3] == 85


def test_all_layers_of_a_take_move_alike(store: ClipStore) -> None:
    """The hole that a matte leaves in the ground moves as the square does, though the ground alone shows none."""

    def hole(index: int) -> Frame:
        frame = scene(index).copy()
        frame[..., :3] = 90
        frame[..., 3] = 255 - square(index)[..., 3]
        return frame

    guide = stored(store, scene)
    holes, squares = stored(store, hole), stored(store, square)
    for index in (1, 2, 4, 5):
        square_alpha = render_frame(conformed(squares, Conform.FLOW, guide), index, store)[..., 3]
        hole_alpha = render_frame(conformed(holes, Conform.FLOW, guide), index, store)[..., 3]
        assert np.abs(square_alpha.astype(int) + hole_alpha - 255).max() <= 1


def test_a_guide_that_is_unlike_or_missing_is_no_guide(store: ClipStore) -> None:
    clip = stored(store, square)
    alone = store.between(clip, 0, 1, Fraction(1, 3), None)
    for guide in (stored(store, scene, frames=2), "0" * 64):
        assert np.array_equal(store.between(clip, 0, 1, Fraction(1, 3), guide), alone)


def test_the_same_moment_is_the_same_picture_from_every_thread_and_store(store: ClipStore) -> None:
    clip = stored(store, square)
    meant = store.between(clip, 0, 1, Fraction(2, 3), None)
    found: list[Frame] = []

    def ask() -> None:
        found.append(ClipStore(store.folder).between(clip, 0, 1, Fraction(2, 3), None))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3 and all(np.array_equal(frame, meant) for frame in found)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 50), (50, 5), (17, 17)])
def test_tiny_pictures_can_be_between(store: ClipStore, width: int, height: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, height, width, 4), dtype=np.uint8)
    clip = store.put(ClipPixels(pixels, FILM))
    assert store.between(clip, 0, 1, Fraction(1, 2), None).shape == (height, width, 4)
