"""Three hundred damaged files of ten formats: an error of one sentence or the right film, and never for long."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.intake import Intake
from layerflow_studio.media.opencv import cv2
from layerflow_studio.media.presets import export

from .films import Recipe, film_file, noise_clip, smooth_clip

SECONDS = 5
CASES = 10
"""Of each kind of damage, for each format: 10 x 3 x 10 files."""
CLIP = ClipPixels(
    np.where(np.arange(4) < 3, noise_clip(48, 32, 6).pixels, smooth_clip(48, 32, 6).pixels), Fraction(24)
)


def exported(key: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        export(key, CLIP, path)
        return path if path.is_file() else next(path.iterdir())

    return write


def filmed(**recipe: Any) -> Callable[[Path], Path]:
    return lambda path: film_file(path, CLIP, Recipe(**recipe))


def jpeg(path: Path) -> Path:
    assert cv2.imwrite(str(path), CLIP.pixels[0, ..., :3])
    return path


def still(key: str) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        export(key, ClipPixels(CLIP.pixels[:1], CLIP.fps), path.parent / key)
        return next((path.parent / key).iterdir()).rename(path)

    return write


FORMATS: dict[str, Callable[[Path], Path]] = {
    "h264.mp4": filmed(container_options={"movflags": "+faststart"}),
    "prores.mov": exported("prores4444"),
    "ffv1.mkv": exported("ffv1"),
    "vp9.webm": exported("webm"),
    "mpeg4.avi": filmed(codec="mpeg4"),
    "a.gif": exported("gif"),
    "a.apng": exported("apng"),
    "a.webp": exported("webp"),
    "a.exr": still("exr"),
    "a.jpg": jpeg,
}
UNSEEN = {"h264.mp4": 3, "prores.mov": 1, "mpeg4.avi": 2, "vp9.webm": 1, "a.gif": 1, "a.webp": 3, "a.jpg": 2}
"""Of ten files with flipped bits, how many may give a film with other pixels. The formats that are left out let
nothing through that is not the film."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, ClipPixels]]:
    """Each file's bytes and what it holds undamaged."""
    folder = tmp_path_factory.mktemp("whole")
    files = {name: write(folder / name) for name, write in FORMATS.items()}
    return {name: (path.read_bytes(), read_clip(path, single=True)) for name, path in files.items()}


def truncated(data: bytes, generator: np.random.Generator) -> bytes:
    return data[: int(len(data) * generator.uniform(0.02, 0.97))]


def flipped(data: bytes, generator: np.random.Generator) -> bytes:
    broken = bytearray(data)
    for place in generator.integers(0, len(broken), int(generator.integers(1, 40))):
        broken[place] ^= 1 << int(generator.integers(0, 8))
    return bytes(broken)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("damage", [truncated, flipped])
def test_cut_or_flipped(
    tmp_path: Path,
    whole: dict[str, tuple[bytes, ClipPixels]],
    name: str,
    damage: Callable[[bytes, np.random.Generator], bytes],
) -> None:
    data, film = whole[name]
    generator, wrong = np.random.default_rng(list(FORMATS).index(name)), 0
    for _ in range(CASES):
        broken = damage(data, generator)
        clip = read_or_refuse(tmp_path / name, broken)
        if clip is None:
            continue
        assert damage is flipped, f"{len(broken)} of {len(data)} bytes were taken for the whole"
        wrong += not np.array_equal(clip.pixels, film.pixels)
    # Nothing tells a flipped bit from a picture where neither checksum nor length gives it away.
    assert wrong <= UNSEEN.get(name, 0)


@pytest.mark.parametrize("name", FORMATS)
def test_under_the_head_of_another_format(
    tmp_path: Path, whole: dict[str, tuple[bytes, ClipPixels]], name: str
) -> None:
    data, film = whole[name]
    others = [other for other in FORMATS if other != name]
    for case in range(CASES):
        head = whole[others[case % len(others)]][0][: 16 << case % 5]
        clip = read_or_refuse(tmp_path / name, head + data[len(head) :])
        # The heads of Matroska and WebM, and of one picture format's files, may fit one another.
        assert clip is None or np.array_equal(clip.pixels, film.pixels)


def read_or_refuse(path: Path, data: bytes) -> ClipPixels | None:
    """Return what is imported of the bytes, None for a proper refusal; in time and without traces either way."""
    path.write_bytes(data)
    store = ClipStore(path.parent / "clips")
    started = time.monotonic()
    try:
        clip = store.get(Intake(path, single=True).store(store, SilentProgress(), CancelToken()))
    except (BadInput, Damaged) as problem:
        message = str(problem)
        assert message.endswith(".") and "\n" not in message and len(message) < 300
        assert store.ids() == () and not list(path.parent.glob("clips/.*"))
        clip = None
    assert time.monotonic() - started < SECONDS
    shutil.rmtree(store.folder, ignore_errors=True)
    return clip
