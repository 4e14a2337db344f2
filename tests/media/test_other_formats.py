"""Import beyond plain video: WebP animations, OpenEXR, interlacing, mirroring, gaps, and what alpha means."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from PIL import Image, ImageOps

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.alpha_reading import MATTES, AlphaKind, detect_alpha, straightened
from layerflow_studio.media.encoders import write_png
from layerflow_studio.media.importer import probe, read_clip, read_frames
from layerflow_studio.media.linear_light import CHROMATICITIES, Space, associated, into, to_linear

from .films import Recipe, film_file, levels, noise_clip, smooth_clip
from .test_importer import LOSSLESS, marked, marks
from .test_matte import over_matte, soft_disc


def webp_file(path: Path, clip: ClipPixels, durations: list[int]) -> Path:
    pictures = [Image.fromarray(frame) for frame in clip.pixels]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=durations, lossless=True, exact=True
    )
    return path


@pytest.mark.parametrize(
    ("durations", "fps", "shown"),
    [
        ([125] * 4, 8, [0, 1, 2, 3]),
        ([42, 41, 42, 42], 24, [0, 1, 2, 3]),
        ([40, 120, 40, 80], 25, [0, 1, 1, 1, 2, 3, 3]),
        ([500, 500, 500, 500], 2, [0, 1, 2, 3]),
        ([33, 34, 33, 33], 30, [0, 1, 2, 3]),
    ],
)
def test_an_animated_webp_is_read_on_its_grid(
    tmp_path: Path, durations: list[int], fps: int, shown: list[int]
) -> None:
    path = webp_file(tmp_path / "a.webp", marked(4), durations)
    facts, clip = probe(path), read_clip(path)
    assert (facts.kind, facts.container, facts.fps, facts.frames) == ("video", "webp", fps, len(shown))
    assert marks(clip) == shown
    assert read_clip(path, 2).frames == 2


def test_an_animated_webp_keeps_every_visible_pixel(tmp_path: Path) -> None:
    clip = noise_clip(33, 21, 3)
    back = read_clip(webp_file(tmp_path / "a.webp", clip, [100] * 3))
    seen = clip.pixels[..., 3] > 0
    assert (back.pixels[seen] == clip.pixels[seen]).all()
    assert (back.pixels[..., 3] == clip.pixels[..., 3]).all()


def exr_file(path: Path, light: Any, **header: Any) -> Path:
    import OpenEXR

    whole = {"type": OpenEXR.scanlineimage, "compression": OpenEXR.ZIP_COMPRESSION, **header}
    OpenEXR.File(whole, {"RGBA": np.ascontiguousarray(light, np.float32)}).write(str(path))
    return path


@pytest.mark.parametrize("space", list(Space))
def test_exr_is_read_as_straight_srgb_whatever_its_primaries(tmp_path: Path, space: Space) -> None:
    pixels = smooth_clip(65, 33, 1, np.uint16).pixels[0]
    light = associated(into(to_linear(pixels), space))
    path = exr_file(tmp_path / "a.exr", light, chromaticities=CHROMATICITIES[space])
    facts, clip = probe(path), read_clip(path)
    assert (facts.kind, facts.width, facts.height, facts.sixteen_bit) == ("still", 65, 33, True)
    off = levels(clip.pixels[0], pixels)
    seen = pixels[..., 3] > 0
    assert off[seen].mean() < 0.02 and np.quantile(off[seen], 0.99) < 0.3
    assert off[..., 3].max() < 0.01


def test_exr_sequences_have_a_rate_and_bright_light_is_told(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        light = np.full((9, 16, 4), 0.5 * number, np.float32)
        light[..., 3] = 1
        exr_file(tmp_path / f"shot.{number:04d}.exr", light, framesPerSecond=(24000, 1001))
    facts = probe(tmp_path / "shot.0001.exr")
    assert (facts.kind, facts.frames, facts.fps) == ("sequence", 3, Fraction(24000, 1001))
    clip = read_clip(tmp_path / "shot.0001.exr")
    assert [round(frame[0, 0, 0] / 257) for frame in clip.pixels] == [188, 255, 255]
    assert any("brighter than white" in warning for warning in probe(tmp_path / "shot.0003.exr").warnings)


def test_the_window_of_an_exr_is_respected(tmp_path: Path) -> None:
    light = np.ones((4, 6, 4), np.float32)
    window = (np.array([2, 1], np.int32), np.array([7, 4], np.int32))
    display = (np.array([0, 0], np.int32), np.array([9, 7], np.int32))
    clip = read_clip(exr_file(tmp_path / "a.exr", light, dataWindow=window, displayWindow=display))
    assert (clip.width, clip.height) == (10, 8)
    assert np.argwhere(clip.pixels[0, ..., 3]).min(0).tolist() == [1, 2]
    assert int((clip.pixels[0, ..., 3] > 0).sum()) == 24


def test_a_huge_or_broken_exr_is_refused(tmp_path: Path) -> None:
    path = exr_file(tmp_path / "a.exr", np.ones((8, 8, 4)))
    whole = path.read_bytes()
    at = whole.index(b"displayWindow\0box2i\0") + 20 + 4 + 8
    path.write_bytes(whole[:at] + (70000).to_bytes(4, "little") + whole[at + 4 :])
    with pytest.raises(BadInput, match="more than 8192 a side"):
        read_clip(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Damaged, match=r"a\.exr is damaged"):
        read_clip(path)


def interlaced_file(path: Path, still: bool) -> ClipPixels:
    """Fields of two moments in every frame, unless it stands still; returns the first moment of each."""
    width, height, frames = 96, 64, 6
    x = np.broadcast_to(np.arange(width), (height, width))
    moments = []
    for half in range(2 * frames):
        bar = ((x + (0 if still else 5 * half)) % 48 < 24) * 150 + 40
        moments.append(np.dstack([bar, bar, bar, np.full_like(bar, 255)]).astype(np.uint8))
    with av.open(str(path), "w") as container:
        options = {"crf": "0", "preset": "ultrafast", "x264-params": "bff=1"}
        stream = cast(av.VideoStream, container.add_stream("libx264", rate=25, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        stream.codec_context.flags |= 1 << 18  # coded as interlaced
        for index in range(frames):
            woven = moments[2 * index].copy()
            woven[::2] = moments[2 * index + 1][::2]  # PyAV cannot say "top field first"
            frame = av.VideoFrame.from_ndarray(woven, "rgba").reformat(format="yuv444p", threads=1)
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return ClipPixels(np.stack(moments[::2]), Fraction(25))


def combs(pixels: Any) -> float:
    rows = pixels[..., 1].astype(float)
    return float(np.abs(rows[:, 1:-1] - (rows[:, :-2] + rows[:, 2:]) / 2).mean())


def test_interlaced_video_is_read_without_combs(tmp_path: Path) -> None:
    first_fields = interlaced_file(tmp_path / "a.mp4", still=False)
    facts, clip = probe(tmp_path / "a.mp4"), read_clip(tmp_path / "a.mp4")
    assert any("is interlaced" in warning for warning in facts.warnings)
    assert (clip.frames, clip.fps) == (6, 25)
    assert combs(clip.pixels) < 4
    assert levels(clip.pixels[:, 1::2], first_fields.pixels[:, 1::2]).mean() < 3
    assert clip.frames == len(list(read_frames(tmp_path / "a.mp4")))


def test_what_stands_still_loses_nothing_to_deinterlacing(tmp_path: Path) -> None:
    meant = interlaced_file(tmp_path / "a.mp4", still=True)
    assert levels(read_clip(tmp_path / "a.mp4").pixels, meant.pixels).max() <= 3


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation(tmp_path: Path, orientation: int, suffix: str) -> None:
    picture = np.full((40, 64, 3), 255, np.uint8)
    picture[:16, :24] = 0
    picture[:8, 48:] = 128
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"a.{suffix}"
    how: dict[str, Any] = {"jpg": {"quality": 98}, "webp": {"lossless": True}}.get(suffix, {})
    Image.fromarray(picture).save(path, exif=exif, **how)
    with Image.open(path) as image:
        expected = np.array(ImageOps.exif_transpose(image).convert("RGB"))
    facts, clip = probe(path), read_clip(path)
    assert (facts.height, facts.width) == expected.shape[:2]
    assert levels(clip.pixels[0, ..., :3], expected).mean() < 1


TURNS_AND_MIRRORS = [(a, 0, 0, d) for a in (1, -1) for d in (1, -1)] + [
    (0, b, c, 0) for b in (1, -1) for c in (1, -1)
]


@pytest.mark.parametrize("matrix", TURNS_AND_MIRRORS)
def test_every_display_matrix_of_a_video(tmp_path: Path, matrix: tuple[int, int, int, int]) -> None:
    picture = np.full((2, 48, 64, 4), 255, np.uint8)
    picture[:, :16, :16, :3] = 0
    picture[:, :8, 40:, :3] = 128
    recipe = Recipe(pix_fmt="yuv444p", options=LOSSLESS)
    path = film_file(tmp_path / "a.mp4", ClipPixels(picture, Fraction(24)), recipe)
    data, (a, b, c, d) = path.read_bytes(), matrix
    at = data.index(b"tkhd") + 44
    numbers = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    path.write_bytes(data[:at] + numbers + data[at + 36 :])
    y, x = np.mgrid[0:48, 0:64]
    to_x, to_y = a * x + c * y, b * x + d * y
    to_x, to_y = to_x - to_x.min(), to_y - to_y.min()
    expected = np.zeros((to_y.max() + 1, to_x.max() + 1, 4), np.uint8)
    expected[to_y, to_x] = picture[0]
    facts, clip = probe(path), read_clip(path)
    assert (facts.height, facts.width) == expected.shape[:2]
    assert levels(clip.pixels[0], expected).max() <= 2


def sequence_with_gaps(folder: Path) -> ClipPixels:
    film = noise_clip(17, 9, 3)
    for number, frame in zip((3, 5, 9), film.pixels, strict=True):
        write_png(folder / f"shot.{number:04d}.png", frame)
    return film


def test_gaps_are_refused_or_held(tmp_path: Path) -> None:
    film = sequence_with_gaps(tmp_path)
    for path in (tmp_path, tmp_path / "shot.%04d.png"):
        with pytest.raises(BadInput, match=r"Picture 4 is missing"):
            read_clip(path)
        assert probe(path, hold_gaps=True).frames == 7
        held = read_clip(path, hold_gaps=True)
        assert (held.pixels == film.pixels[[0, 0, 1, 1, 1, 1, 2]]).all()


def test_a_gap_as_wide_as_the_sea_is_refused(tmp_path: Path) -> None:
    sequence_with_gaps(tmp_path)
    write_png(tmp_path / "shot.2000000000.png", noise_clip(17, 9, 1).pixels[0])
    with pytest.raises(BadInput, match=r"Picture 4 is missing"):
        read_clip(tmp_path, hold_gaps=True)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_truncated_transport_stream(tmp_path: Path, keep: float) -> None:
    film = ClipPixels(noise_clip(96, 64, 24).pixels, Fraction(24))
    path = film_file(tmp_path / "a.ts", film, Recipe(options=LOSSLESS))
    assert read_clip(path).frames == 24
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(Damaged, match=r"a\.ts is damaged or cut short"):
        read_clip(path)


# --- what alpha means ---------------------------------------------------------------------------------


def disc(kind: AlphaKind, dtype: Any = np.uint8, noise: float = 0.0) -> tuple[Any, Any, Any]:
    """Frames of a soft disc of a kind, and its true colour and alpha."""
    colour, alpha = soft_disc()
    stored = colour if kind is AlphaKind.STRAIGHT else over_matte(colour, alpha, MATTES[kind])
    stored = stored + np.random.default_rng(0).normal(0, noise, stored.shape).astype(np.float32)
    top = np.iinfo(dtype).max
    whole = np.concatenate([np.clip(stored, 0, 1), alpha[..., None]], -1)
    return np.rint(whole * top).astype(dtype), colour, alpha


@pytest.mark.parametrize("noise", [0.0, 1 / 255])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("kind", [AlphaKind.STRAIGHT, *MATTES])
def test_the_kind_of_alpha_is_seen(kind: AlphaKind, dtype: Any, noise: float) -> None:
    frames, _, _ = disc(kind, dtype, noise)
    reading = detect_alpha(frames)
    assert reading.kind is kind
    assert reading.certainty > 0.5
    assert reading.reason.endswith(".")


@pytest.mark.parametrize("kind", list(MATTES))
def test_read_as_what_it_is_the_colour_comes_back(tmp_path: Path, kind: AlphaKind) -> None:
    frames, colour, alpha = disc(kind, np.uint16)
    for index, frame in enumerate(frames):
        write_png(tmp_path / f"a.{index}.png", frame)
    path = tmp_path / "a.0.png"
    assert probe(path).alpha.kind is kind
    assert (read_clip(path).pixels == frames).all()
    straight = read_clip(path, alpha=kind)
    firm = alpha > 0.1
    assert np.abs(straight.as_float()[..., :3] - colour)[firm].max() * 255 < 0.6
    assert (straight.pixels[..., 3] == frames[..., 3]).all()
    assert not read_clip(path, alpha=AlphaKind.NONE).has_alpha


def test_what_tells_nothing_stays_straight() -> None:
    black_shadow = np.zeros((1, 32, 64, 4), np.uint8)
    black_shadow[..., 3] = np.linspace(0, 255, 64)
    assert detect_alpha(black_shadow).kind is AlphaKind.STRAIGHT
    assert detect_alpha(noise_clip(64, 48).pixels).kind is AlphaKind.STRAIGHT
    assert detect_alpha(smooth_clip(64, 48, alpha=False).pixels).kind is AlphaKind.NONE
    nothing = np.zeros((1, 8, 8, 4), np.uint8)
    assert detect_alpha(nothing).kind is AlphaKind.STRAIGHT
    nothing[..., 0] = 90
    assert detect_alpha(nothing).kind is AlphaKind.NONE
    assert straightened(nothing[0], AlphaKind.NONE)[..., 3].min() == 255
