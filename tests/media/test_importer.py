from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.errors import BadInput, Cancelled
from layerflow_studio.media.decoding import TimedFrame
from layerflow_studio.media.encoders import write_png
from layerflow_studio.media.importer import on_grid, probe, read_clip, read_frames
from layerflow_studio.media.opencv import cv2

from .films import CancelsAt, Recipe, Reports, film_file, levels, noise_clip, smooth_clip

LOSSLESS = {"crf": "0", "preset": "ultrafast"}
FILM = smooth_clip(96, 64, 6, alpha=False)


def marked(frames: int, width: int = 64, height: int = 48) -> ClipPixels:
    """Frame i is a flat grey of 20 + 10 * i, so that frames can be told apart."""
    pixels = np.full((frames, height, width, 4), 255, np.uint8)
    pixels[..., :3] = (20 + 10 * np.arange(frames, dtype=np.uint8))[:, None, None, None]
    return ClipPixels(pixels, Fraction(24))


def marks(clip: ClipPixels) -> list[int]:
    """Which frame of `marked` each frame is."""
    return [round((float(frame[..., 0].mean()) - 20) / 10) for frame in clip.as_uint8().pixels]


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "options"),
    [
        ("a.mp4", "libx264", "yuv444p", LOSSLESS),
        ("a.mov", "libx264", "yuv444p", LOSSLESS),
        ("a.mkv", "libx264", "yuv444p", LOSSLESS),
        ("a.avi", "mjpeg", "yuvj444p", {"qmin": "1", "qmax": "1"}),
        ("a.webm", "libvpx-vp9", "yuv444p", {"lossless": "1", "deadline": "realtime", "cpu-used": "8"}),
        ("a.apng", "apng", "rgba", {}),
    ],
)
def test_common_videos(tmp_path: Path, name: str, codec: str, pix_fmt: str, options: dict[str, str]) -> None:
    matrix = None if pix_fmt == "rgba" else Colorspace.ITU601
    path = film_file(tmp_path / name, FILM, Recipe(codec, pix_fmt, options=options, matrix=matrix))
    facts, clip = probe(path), read_clip(path)
    assert (facts.kind, facts.width, facts.height, facts.fps) == ("video", 96, 64, Fraction(24))
    assert clip.fps == 24
    assert facts.frames in (None, clip.frames)
    assert not clip.has_alpha
    limit = 6 if name.endswith("avi") else 0 if pix_fmt == "rgba" else 2.01
    assert levels(clip.pixels, FILM.pixels).max() <= limit


def test_a_gif_gives_every_frame(tmp_path: Path) -> None:
    path = film_file(tmp_path / "a.gif", marked(5), Recipe("gif", "rgb8", Fraction(25)))
    clip = read_clip(path)
    assert (clip.frames, clip.fps) == (5, Fraction(25))
    assert marks(clip) == sorted(marks(clip))


@pytest.mark.parametrize("codec", ["libvpx", "libvpx-vp9"])
def test_webm_alpha_is_kept(tmp_path: Path, codec: str) -> None:
    film = smooth_clip(96, 64, 4)
    options = {"crf": "4", "b": "4M", "auto-alt-ref": "0", "deadline": "realtime"}
    path = film_file(tmp_path / "a.webm", film, Recipe(codec, "yuva420p", Fraction(8), options))
    facts, clip = probe(path), read_clip(path)
    assert facts.has_alpha
    assert facts.codec == codec
    assert clip.frames == 4
    assert levels(clip.pixels, film.pixels)[..., 3].mean() < 1.5


def test_prores_is_read_in_sixteen_bits(tmp_path: Path) -> None:
    film = smooth_clip(321, 64, 3, np.uint16)
    recipe = Recipe("prores_ks", "yuva444p10le", Fraction(24), {"profile": "4444"}, matrix=Colorspace.ITU709)
    recipe.tagged = True
    path = film_file(tmp_path / "a.mov", film, recipe)
    facts, clip = probe(path), read_clip(path)
    assert facts.sixteen_bit
    assert facts.matrix == "ITU709"
    assert clip.pixels.dtype == np.uint16
    off = levels(clip.pixels, film.pixels)
    assert off[..., :3].max() < 1.5
    assert off[..., 3].max() < 0.5
    assert clip.pixels[..., 3].max() == 65535


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotation_is_applied(tmp_path: Path, turn: int) -> None:
    corner = np.full((2, 48, 64, 4), 255, np.uint8)
    corner[:, :16, :16, :3] = 0
    recipe = Recipe(pix_fmt="yuv444p", options=LOSSLESS, rotation=turn)
    path = film_file(tmp_path / "a.mp4", ClipPixels(corner, Fraction(24)), recipe)
    facts, clip = probe(path), read_clip(path)
    assert (facts.width, facts.height) == ((48, 64) if turn % 180 else (64, 48))
    assert (clip.width, clip.height) == (facts.width, facts.height)
    assert facts.rotation == turn
    expected = np.rot90(corner[0], turn // 90)
    assert levels(clip.pixels[0], expected).max() <= 2


@pytest.mark.parametrize(
    ("aspect", "width"), [(Fraction(4, 3), 128), (Fraction(1, 2), 48), (Fraction(1), 96)]
)
def test_pixels_become_square(tmp_path: Path, aspect: Fraction, width: int) -> None:
    path = film_file(tmp_path / "a.mp4", FILM, Recipe(options=LOSSLESS, pixel_aspect=aspect))
    facts, clip = probe(path), read_clip(path)
    assert (facts.width, facts.height) == (clip.width, clip.height) == (width, 64)
    assert facts.pixel_aspect == aspect


def test_time_starts_at_the_first_frame(tmp_path: Path) -> None:
    recipe = Recipe(options=LOSSLESS, times=[12 + i for i in range(5)])
    for name in ("a.mp4", "a.mkv"):
        clip = read_clip(film_file(tmp_path / name, marked(5), recipe))
        assert marks(clip) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_varying_rate_is_laid_on_an_even_grid(tmp_path: Path, name: str) -> None:
    times = [0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15, 16]
    recipe = Recipe(rate=Fraction(30), options=LOSSLESS, times=times)
    path = film_file(tmp_path / name, marked(13), recipe)
    clip = read_clip(path)
    assert clip.fps == 30
    assert marks(clip) == [0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 7, 8, 9, 10, 11, 12]
    if name == "a.mp4":  # Matroska's header claims an even rate
        assert any("varying" in warning for warning in probe(path).warnings)


def test_the_grid_shows_what_is_on_screen() -> None:
    generator = np.random.default_rng(0)
    for _ in range(30):
        gaps = [Fraction(int(gap), 1000) for gap in generator.integers(1, 200, 20)]
        times = [sum(gaps[:i], Fraction(0)) for i in range(20)]
        timed = [TimedFrame(av.VideoFrame(16, 16), time, gap) for time, gap in zip(times, gaps, strict=True)]
        numbers = {id(frame.picture): index for index, frame in enumerate(timed)}
        shown = [numbers[id(picture)] for picture in on_grid(timed, Fraction(24))]
        assert abs(len(shown) - float(sum(gaps)) * 24) <= 1
        for tick, number in enumerate(shown):
            begun = [i for i, time in enumerate(times) if time <= Fraction(2 * tick + 1, 48)]
            assert number == begun[-1]


@pytest.mark.parametrize(("height", "matrix"), [(64, Colorspace.ITU601), (720, Colorspace.ITU709)])
def test_an_untagged_matrix_follows_the_height(tmp_path: Path, height: int, matrix: Colorspace) -> None:
    green = np.zeros((1, height, 64, 4), np.uint8)
    green[..., 1], green[..., 3] = 180, 255
    recipe = Recipe(pix_fmt="yuv444p", options=LOSSLESS, matrix=matrix)
    path = film_file(tmp_path / "a.mp4", ClipPixels(green, Fraction(24)), recipe)
    assert probe(path).matrix == f"{matrix.name}?"
    assert levels(read_clip(path).pixels, green).max() <= 2


def test_hdr_is_warned_of(tmp_path: Path) -> None:
    path = film_file(tmp_path / "a.mp4", FILM, Recipe(options=LOSSLESS, curve=18))
    assert any("HDR (HLG)" in warning for warning in probe(path).warnings)


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "bmp"])
def test_stills_are_exact(tmp_path: Path, suffix: str) -> None:
    frame = noise_clip(161, 40, 1).pixels[0]
    path = tmp_path / f"a.{suffix}"
    options = [cv2.IMWRITE_WEBP_QUALITY, 101] if suffix == "webp" else []
    assert cv2.imwrite(str(path), cv2.cvtColor(frame, cv2.COLOR_RGBA2BGRA), options)
    clip = read_clip(path)
    assert probe(path).kind == "still"
    visible = frame[..., 3] > 0
    assert (clip.pixels[0][visible] == frame[visible]).all()
    assert (clip.pixels[0, ..., 3] == frame[..., 3]).all()


def test_sixteen_bit_and_grey_pngs(tmp_path: Path) -> None:
    deep = noise_clip(33, 20, 1, np.uint16).pixels[0]
    write_png(tmp_path / "deep.png", deep)
    assert (read_clip(tmp_path / "deep.png").pixels[0] == deep).all()
    grey = deep[..., 0]
    assert cv2.imwrite(str(tmp_path / "grey.png"), grey)
    assert (
        read_clip(tmp_path / "grey.png").pixels[0] == np.dstack([grey] * 3 + [np.full_like(grey, 65535)])
    ).all()


def test_a_jpeg_turns_upright(tmp_path: Path) -> None:
    from PIL import Image

    picture = np.full((40, 64, 3), 255, np.uint8)
    picture[:16, :16] = 0
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(picture).save(tmp_path / "a.jpg", quality=98, exif=exif)
    assert levels(read_clip(tmp_path / "a.jpg").pixels[0, ..., :3], np.rot90(picture, -1)).mean() < 1


def sequence(folder: Path, clip: ClipPixels, first: int = 1, name: str = "shot.{:04d}.png") -> None:
    folder.mkdir(exist_ok=True)
    for index, frame in enumerate(clip.pixels):
        write_png(folder / name.format(first + index), frame)


@pytest.mark.parametrize("ask", ["", "shot.%04d.png", "shot.####.png", "shot.0998.png"])
def test_a_sequence_by_folder_pattern_or_first_file(tmp_path: Path, ask: str) -> None:
    film = noise_clip(33, 17, 5)
    sequence(tmp_path / "in", film, first=998, name="shot.{:04d}.png")
    (tmp_path / "in" / "notes.txt").write_text("not a picture")
    path = tmp_path / "in" / ask
    clip = read_clip(path, fps=Fraction(8))
    assert probe(path).kind == "sequence"
    assert clip.fps == 8
    assert (clip.pixels == film.pixels).all()


def test_one_picture_of_a_sequence(tmp_path: Path) -> None:
    film = noise_clip(33, 17, 3)
    sequence(tmp_path / "in", film)
    assert read_clip(tmp_path / "in" / "shot.0001.png", single=True).frames == 1
    assert (read_clip(tmp_path / "in" / "shot.0002.png").pixels == film.pixels[1:2]).all()


def test_other_pictures_beside_a_sequence_do_not_matter(tmp_path: Path) -> None:
    film = noise_clip(33, 17, 3)
    sequence(tmp_path / "in", film)
    for name in ("scan1.png", "scan01.png"):
        write_png(tmp_path / "in" / name, film.pixels[0])
    assert (read_clip(tmp_path / "in" / "shot.0001.png").pixels == film.pixels).all()
    with pytest.raises(BadInput, match="have the same number"):
        read_clip(tmp_path / "in" / "scan1.png")


def test_percent_signs_in_a_name_are_no_pattern(tmp_path: Path) -> None:
    film = noise_clip(16, 16, 1)
    write_png(tmp_path / "50%d off: 100%.png", film.pixels[0])
    assert (read_clip(tmp_path / "50%d off: 100%.png").pixels == film.pixels).all()


def test_endings_do_not_matter(tmp_path: Path) -> None:
    film_file(tmp_path / "a.mkv", FILM, Recipe(options=LOSSLESS))
    (tmp_path / "a.mkv").rename(tmp_path / "a.mp4")
    assert probe(tmp_path / "a.mp4").container == "matroska"


def test_the_first_frames_only_and_progress(tmp_path: Path) -> None:
    path = film_file(tmp_path / "a.mp4", marked(9), Recipe(options=LOSSLESS))
    reports = Reports()
    clip = read_clip(path, 4, reports)
    assert marks(clip) == [0, 1, 2, 3]
    assert [(done, total) for _, done, total in reports.seen] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert read_clip(path, 100).frames == 9
    with pytest.raises(BadInput, match="At least one"):
        read_clip(path, 0)


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = film_file(tmp_path / "a.mp4", marked(9), Recipe(options=LOSSLESS))
    sink = CancelsAt(3)
    with pytest.raises(Cancelled):
        read_clip(path, None, sink, sink.token)
    assert len(sink.stages) == 3


def test_memory_is_bounded_before_and_while_reading(tmp_path: Path) -> None:
    one: Any = marked(1).pixels[0].nbytes
    for name, codec, pix_fmt in (("a.mp4", "libx264", "yuv420p"), ("a.apng", "apng", "rgba")):
        path = film_file(tmp_path / name, marked(9), Recipe(codec, pix_fmt))
        with pytest.raises(BadInput, match="read at most 5 frames of 64 × 48"):
            read_clip(path, max_bytes=5 * one)
        assert read_clip(path, 5, max_bytes=5 * one).frames == 5


def test_frames_can_be_streamed(tmp_path: Path) -> None:
    path = film_file(tmp_path / "a.mp4", marked(9), Recipe(options=LOSSLESS))
    streamed = list(read_frames(path))
    assert (np.stack(streamed) == read_clip(path).pixels).all()
