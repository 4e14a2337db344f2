"""Footage of any length goes through memory frame by frame, and its alpha is judged by all of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.conform import fit, paced
from layerflow_studio.media.importer import check_rest, probe
from layerflow_studio.media.intake import Intake
from layerflow_studio.media.presets import export

from .films import Recipe, film_file, noise_clip, smooth_clip

QUIET, GO = SilentProgress(), CancelToken()


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips")


# --- memory -------------------------------------------------------------------------------------------

MEASURE = """
import resource, sys
from pathlib import Path
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.intake import Intake
path, rate = Path(sys.argv[1]), sys.argv[2] or None
store = ClipStore(path.parent / (path.stem + " clips"))
clip = Intake(path, rate=None if rate is None else int(rate)).store(store, SilentProgress(), CancelToken())
print(store.describe(clip).frames, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def long_film(path: Path, frames: int, **recipe: Any) -> Path:
    """Write a film of 256 x 144, a bar that wanders over grey."""
    picture = np.full((144, 256, 4), 110, np.uint8)
    picture[..., 3] = 255

    def pixels() -> Iterator[np.ndarray[Any, Any]]:
        for index in range(frames):
            frame = picture.copy()
            frame[:, index % 240 : index % 240 + 16, :3] = 220
            yield frame

    options = {"preset": "ultrafast", "g": "24"} | recipe.pop("options", {})
    return film_file(path, pixels(), Recipe(options=options, **recipe))


@pytest.mark.parametrize(
    ("name", "recipe", "rate"),
    [
        ("plain", {}, ""),
        ("turned, interlaced, other rate", {"rotation": 90, "options": {"flags": "+ilme+ildct"}}, "30"),
        ("varying rate", {"uneven": True}, ""),
    ],
)
def test_memory_does_not_grow_with_length(
    tmp_path: Path, name: str, recipe: dict[str, Any], rate: str
) -> None:
    recipe, uneven = dict(recipe), recipe.get("uneven", False)
    recipe.pop("uneven", None)
    peaks = []
    for frames in (200, 2000):
        if uneven:
            recipe["times"] = [index + index // 3 for index in range(frames)]
        path = long_film(tmp_path / f"{frames}.mkv", frames, **recipe)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(path), rate], check=True, capture_output=True, text=True
        )
        count, peak = map(int, done.stdout.split())
        assert count >= frames
        peaks.append(peak)
    # 1,800 more frames are 253 MiB.
    assert peaks[1] - peaks[0] < 40, peaks


@given(
    have=st.integers(1, 40),
    have_fps=st.sampled_from([Fraction(8), Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(50)]),
    fps=st.sampled_from([Fraction(5), Fraction(8), Fraction(24), Fraction(25), Fraction(30), Fraction(60)]),
    count=st.one_of(st.none(), st.integers(1, 60)),
)
def test_frames_on_their_way_are_picked_as_from_a_whole_clip(
    have: int, have_fps: Fraction, fps: Fraction, count: int | None
) -> None:
    pixels = np.zeros((have, 1, 1, 4), np.uint8)
    pixels[:, 0, 0, 0] = np.arange(have)
    whole = fit(ClipPixels(pixels, have_fps), 1, 1, count, fps).pixels[:, 0, 0, 0]
    assert [int(frame[0, 0, 0]) for frame in paced(iter(pixels), have_fps, fps, count)] == whole.tolist()


def test_what_breaks_off_leaves_nothing(tmp_path: Path, store: ClipStore) -> None:
    def frames() -> Iterator[np.ndarray[Any, Any]]:
        yield from noise_clip(32, 32, 3).pixels
        raise BadInput("no more.")

    go = {"writing": lambda _: None, "checking": lambda _: None}
    with pytest.raises(BadInput, match="no more"):
        store.put_frames(frames(), (32, 32), Fraction(24), np.dtype(np.uint8), **go)
    with pytest.raises(BadInput, match="at least one frame"):
        store.put_frames([], (32, 32), Fraction(24), np.dtype(np.uint8), **go)
    assert list(store.folder.iterdir()) == []
    (store.folder / ".left-by-a-crash.part").write_bytes(b"half a clip")
    store.sweep()
    assert list(store.folder.iterdir()) == []


def test_some_frames_of_a_clip(store: ClipStore) -> None:
    clip = noise_clip(32, 24, 20)
    identity = store.put(clip)
    for picks in ([3], [0, 5, 5, 2], [19, 0], list(range(20))):
        assert np.array_equal(store.pick(identity, picks).pixels, clip.pixels[picks])
    with pytest.raises(IndexError):
        store.pick(identity, [3, 20])
    assert store.intact(identity)
    slower = store.put_at_rate(identity, Fraction(5))
    assert slower == store.put(ClipPixels(clip.pixels, Fraction(5))) != identity


# --- alpha --------------------------------------------------------------------------------------------


def disc_film(premultiplied: bool, soft: range, frames: int = 60) -> ClipPixels:
    """A film that is opaque but for the frames where a bright disc with a soft edge is all there is."""
    y, x = np.mgrid[0:64, 0:96]
    alpha = np.clip((26 - np.hypot(x - 48, y - 32)) / 8, 0, 1)
    pixels = np.full((frames, 64, 96, 4), 65535, np.uint16)
    pixels[..., :3] = np.rint(np.array([0.9, 0.6, 0.2]) * 65535)
    for index in soft:
        colour = pixels[index, ..., :3] * (alpha[..., None] if premultiplied else 1)
        pixels[index] = np.rint(np.concatenate([colour, alpha[..., None] * 65535], -1))
    return ClipPixels(pixels, Fraction(24))


@pytest.mark.parametrize("soft", [range(20, 60), range(30, 31), range(1, 2), range(59, 60)])
@pytest.mark.parametrize("premultiplied", [True, False])
def test_alpha_that_only_later_frames_have_is_understood(
    tmp_path: Path, store: ClipStore, premultiplied: bool, soft: range
) -> None:
    film = disc_film(premultiplied, soft)
    path = tmp_path / "disc.mkv"
    export("ffv1", film, path, bleed=False)
    intake = Intake(path)
    clip = store.get(intake.store(store, QUIET, GO))
    assert intake.reading.kind is (AlphaKind.OVER_BLACK if premultiplied else AlphaKind.STRAIGHT)
    assert intake.read_as is intake.reading.kind
    assert np.array_equal(clip.pixels[..., 3], film.pixels[..., 3])
    meant = disc_film(False, soft).pixels
    seen = meant[..., 3] > 8000
    assert np.abs(clip.pixels.astype(int) - meant)[..., :3][seen].max() < 300
    assert len(store.ids()) == 1, "what was read wrongly at first must not stay"


def test_an_opaque_beginning_is_no_reason_to_drop_alpha(tmp_path: Path, store: ClipStore) -> None:
    film = disc_film(False, range(0)).pixels.copy()
    film[33, :, :, 3] = 0
    export("ffv1", ClipPixels(film, Fraction(24)), tmp_path / "a.mkv", bleed=False)
    intake = Intake(tmp_path / "a.mkv")
    clip = intake.store(store, QUIET, GO)
    assert store.describe(clip).has_alpha and np.array_equal(store.get(clip).pixels, film)
    assert intake.read_as is AlphaKind.STRAIGHT and intake.reading.kind is AlphaKind.STRAIGHT
    opaque = disc_film(False, range(0))
    export("ffv1", opaque, tmp_path / "b.mkv")
    intake = Intake(tmp_path / "b.mkv")
    assert not store.describe(intake.store(store, QUIET, GO)).has_alpha
    assert (intake.reading.kind, intake.reading.reason) == (AlphaKind.NONE, "Every pixel is opaque.")


def test_a_look_ahead_sees_the_middle_of_a_film_and_of_a_sequence(tmp_path: Path) -> None:
    film = disc_film(True, range(20, 60))
    export("prores4444", film, tmp_path / "a.mov", bleed=False)
    export("png", ClipPixels(film.pixels[15:25], Fraction(24)), tmp_path / "shots", bleed=False)
    for path in (tmp_path / "a.mov", tmp_path / "shots"):
        assert probe(path).alpha.kind is AlphaKind.OVER_BLACK


# --- what is not needed is still looked through ---------------------------------------------------------


def test_the_rest_of_a_film_is_looked_through(tmp_path: Path) -> None:
    path = film_file(
        tmp_path / "a.mp4", smooth_clip(64, 48, 90), Recipe(container_options={"movflags": "faststart"})
    )
    intake = Intake(path, (64, 48), frames=3)
    assert len(intake.read(list, QUIET, GO)) == 3
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.97)])
    with pytest.raises(Damaged, match="cut short"):
        Intake(path, (64, 48), frames=3).read(list, QUIET, GO)


def test_the_rest_of_a_sequence_is_looked_through(tmp_path: Path) -> None:
    folder = tmp_path / "shots"
    export("png", smooth_clip(64, 48, 9), folder)
    check_rest(folder)
    last = sorted(folder.iterdir())[-1]
    whole = last.read_bytes()
    last.write_bytes(whole[:-40])
    with pytest.raises(Damaged, match=r"frame\.0009\.png is damaged"):
        Intake(folder, (64, 48), frames=2).read(list, QUIET, GO)


def test_a_film_that_is_longer_than_it_says_is_stopped(
    tmp_path: Path, store: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with av.open(str(tmp_path / "a.mkv"), "w") as container:
        stream = container.add_stream("ffv1", rate=24)
        stream.width, stream.height, stream.pix_fmt = 32, 24, "bgra"
        for at in (0, 24 * 3600 * 24):
            frame = av.VideoFrame.from_ndarray(np.zeros((24, 32, 4), np.uint8), "bgra")
            frame.pts, frame.time_base = at, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with pytest.raises((BadInput, Damaged)):
        Intake(tmp_path / "a.mkv").store(store, QUIET, GO)
    assert store.ids() == ()
