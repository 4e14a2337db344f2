"""Every bad file gives one sentence, of the right kind, in reasonable time."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.errors import BadInput, Damaged, FileMissing, StudioError
from layerflow_studio.media.encoders import write_png
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.media.opencv import cv2
from layerflow_studio.media.picture_sizes import picture_size

from .films import Recipe, film_file, noise_clip

FILM = ClipPixels(noise_clip(96, 64, 24).pixels, Fraction(24))
FASTSTART = {"movflags": "+faststart"}
VIDEOS = {
    "a.mp4": Recipe(container_options=FASTSTART),
    "plain.mp4": Recipe(),
    "a.mov": Recipe("prores_ks", "yuva444p10le", options={"profile": "4444"}, container_options=FASTSTART),
    "a.mkv": Recipe(),
    "a.webm": Recipe(
        "libvpx-vp9", "yuva420p", options={"deadline": "realtime", "cpu-used": "8", "crf": "30"}
    ),
    "a.avi": Recipe("mpeg4"),
    "mjpeg.avi": Recipe("mjpeg", "yuvj420p"),
    "a.gif": Recipe("gif", "rgb8", Fraction(25)),
    "a.apng": Recipe("apng", "rgba"),
}


def is_one_sentence(problem: StudioError) -> bool:
    text = str(problem)
    return (
        text[0].strip() != "" and text.endswith(".") and "\n" not in text and len(text) < 250 and ";" in text
    )


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("videos")
    return {name: film_file(folder / name, FILM, recipe).read_bytes() for name, recipe in VIDEOS.items()}


@pytest.mark.parametrize("keep", [0.25, 0.6, 0.95])
@pytest.mark.parametrize("name", VIDEOS)
def test_a_truncated_video(tmp_path: Path, videos: dict[str, bytes], name: str, keep: float) -> None:
    path = tmp_path / name
    path.write_bytes(videos[name])
    assert read_clip(path).frames == 24
    path.write_bytes(videos[name][: int(len(videos[name]) * keep)])
    with pytest.raises(Damaged) as caught:
        read_clip(path)
    assert is_one_sentence(caught.value), caught.value
    assert name in str(caught.value)


def test_how_much_of_a_truncated_video_is_left_is_said(tmp_path: Path, videos: dict[str, bytes]) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(videos["a.mp4"][: len(videos["a.mp4"]) // 2])
    with pytest.raises(Damaged, match=r"a\.mp4 is damaged or cut short: \d+ of 24 frames can be read"):
        read_clip(path)


def test_a_damaged_middle(tmp_path: Path, videos: dict[str, bytes]) -> None:
    for name in ("a.mp4", "a.mkv", "a.mov", "a.avi", "a.gif", "a.apng"):
        broken = bytearray(videos[name])
        third = len(broken) // 3
        broken[third : third + 2000] = np.random.default_rng(0).bytes(2000)
        (tmp_path / name).write_bytes(broken)
        with pytest.raises(Damaged, match="damaged"):
            read_clip(tmp_path / name)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp"])
@pytest.mark.parametrize("keep", [0.02, 0.5, 0.95])
def test_a_truncated_still(tmp_path: Path, suffix: str, keep: float) -> None:
    path = tmp_path / f"a.{suffix}"
    assert cv2.imwrite(str(path), noise_clip(161, 120, 1).pixels[0])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(Damaged) as caught:
        read_clip(path)
    assert is_one_sentence(caught.value), caught.value


def text_renamed(folder: Path) -> Path:
    (folder / "text.mp4").write_text("Dear diary,\n" * 500)
    return folder / "text.mp4"


def playlist_renamed(folder: Path) -> Path:
    film_file(folder / "secret.mp4", FILM, Recipe())
    (folder / "list.mp4").write_text("ffconcat version 1.0\nfile secret.mp4\n")
    return folder / "list.mp4"


def stream_list_renamed(folder: Path) -> Path:
    (folder / "list.mp4").write_text("#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n")
    return folder / "list.mp4"


def random_bytes(folder: Path) -> Path:
    (folder / "noise.mov").write_bytes(np.random.default_rng(0).bytes(100_000))
    return folder / "noise.mov"


def empty_file(folder: Path) -> Path:
    (folder / "empty.mp4").write_bytes(b"")
    return folder / "empty.mp4"


def sound_only(folder: Path) -> Path:
    path = folder / "sound.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4410), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return path


def png_header(width: int, height: int) -> bytes:
    """A PNG that only says its size: whoever tries to decode it fails for another reason."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def huge_still(folder: Path) -> Path:
    row = zlib.compress(bytes((1 + 16384 // 8) * 16384), 1)
    body = b"IHDR" + struct.pack(">IIBBBBB", 16384, 16384, 1, 0, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n"]
    for chunk in (body, b"IDAT" + row, b"IEND"):
        parts.append(struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)))
    (folder / "huge.png").write_bytes(b"".join(parts))
    return folder / "huge.png"


def huge_header(folder: Path) -> Path:
    (folder / "header.png").write_bytes(png_header(16384, 16384))
    return folder / "header.png"


def wide_strip(folder: Path) -> Path:
    assert cv2.imwrite(str(folder / "strip.bmp"), np.zeros((2, 9000, 3), np.uint8))
    return folder / "strip.bmp"


def folder_without_pictures(folder: Path) -> Path:
    (folder / "notes.txt").write_text("nothing")
    return folder


def folder_with_two_sequences(folder: Path) -> Path:
    for name in ("a.1.png", "a.2.png", "b.1.png"):
        write_png(folder / name, noise_clip(8, 8, 1).pixels[0])
    return folder


def sequence_with_a_gap(folder: Path) -> Path:
    for number in (1, 2, 4):
        write_png(folder / f"a.{number:04d}.png", noise_clip(8, 8, 1).pixels[0])
    return folder


def sequence_of_two_sizes(folder: Path) -> Path:
    for number, width in ((1, 8), (2, 9)):
        write_png(folder / f"a.{number}.png", noise_clip(width, 8, 1).pixels[0])
    return folder


def sequence_with_a_text(folder: Path) -> Path:
    write_png(folder / "a.1.png", noise_clip(8, 8, 1).pixels[0])
    (folder / "a.2.png").write_text("not a picture at all")
    return folder


def animated_webp_cut_short(folder: Path) -> Path:
    from PIL import Image

    pictures = [Image.fromarray(frame) for frame in noise_clip(16, 16, 3).pixels]
    pictures[0].save(folder / "a.webp", save_all=True, append_images=pictures[1:], lossless=True)
    whole = (folder / "a.webp").read_bytes()
    (folder / "a.webp").write_bytes(whole[:-40])
    return folder / "a.webp"


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (text_renamed, Damaged, "text.mp4 is no readable video or picture"),
        (playlist_renamed, Damaged, "list.mp4 is no readable video or picture"),
        (stream_list_renamed, Damaged, "list.mp4 is no readable video or picture"),
        (random_bytes, Damaged, "noise.mov is no readable video or picture"),
        (empty_file, BadInput, "empty.mp4 is empty (0 bytes)"),
        (sound_only, BadInput, "sound.m4a holds no picture but sound"),
        (huge_still, BadInput, "huge.png is 16384 × 16384 pixels, more than 8192 a side"),
        (huge_header, BadInput, "header.png is 16384 × 16384 pixels, more than 8192 a side"),
        (wide_strip, BadInput, "strip.bmp is 9000 × 2 pixels"),
        (lambda folder: folder / "nowhere.mp4", FileMissing, "nowhere.mp4 does not exist"),
        (lambda folder: folder / "shot.%04d.png", FileMissing, "matches shot.%04d.png"),
        (folder_without_pictures, BadInput, "holds no numbered pictures"),
        (folder_with_two_sequences, BadInput, "several sequences (a.….png and b.….png)"),
        (sequence_with_a_gap, BadInput, "Picture 3 is missing between a.0001.png and a.0004.png"),
        (sequence_of_two_sizes, BadInput, "a.2.png is 9 × 8, but the sequence began with 8 × 8"),
        (sequence_with_a_text, Damaged, "a.2.png"),
        (animated_webp_cut_short, Damaged, "a.webp is damaged or cut short"),
    ],
)
def test_bad_input_is_one_sentence(
    tmp_path: Path, make: Callable[[Path], Path], kind: type[StudioError], says: str
) -> None:
    path = make(tmp_path)
    started = time.monotonic()
    with pytest.raises(kind) as caught:
        read_clip(path)
    assert time.monotonic() - started < 5
    assert says in str(caught.value)
    assert is_one_sentence(caught.value), caught.value


def test_probing_refuses_the_same_without_reading_on(tmp_path: Path) -> None:
    for make in (text_renamed, empty_file, sound_only, huge_still, sequence_with_a_gap):
        folder = tmp_path / make.__name__
        folder.mkdir()
        with pytest.raises(StudioError):
            probe(make(folder))


def test_a_size_that_changes_within_a_video(tmp_path: Path) -> None:
    parts = [
        film_file(tmp_path / f"{width}.ivf", noise_clip(width, 64, 3), Recipe("libvpx")) for width in (64, 96)
    ]
    first, second = (part.read_bytes() for part in parts)
    joined = bytearray(first + second[32:])
    at, number = 32, 0
    while at < len(joined):
        (size,) = struct.unpack_from("<I", joined, at)
        struct.pack_into("<Q", joined, at + 4, number)
        at, number = at + 12 + size, number + 1
    (tmp_path / "joined.ivf").write_bytes(joined)
    with pytest.raises(BadInput, match="changes its size from 64 × 64 to 96 × 64"):
        read_clip(tmp_path / "joined.ivf")


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp", "bmp"])
def test_sizes_are_read_from_headers(tmp_path: Path, suffix: str) -> None:
    for width, height in ((161, 120), (1, 7), (3000, 2)):
        for quality in (90, 101):
            path = tmp_path / f"a.{suffix}"
            options = [cv2.IMWRITE_WEBP_QUALITY, quality] if suffix == "webp" else []
            assert cv2.imwrite(str(path), np.zeros((height, width, 3), np.uint8), options)
            assert picture_size(path) == (width, height)
            path.write_bytes(path.read_bytes()[:12])
            assert picture_size(path) is None


def test_random_damage_never_crashes_or_hangs(tmp_path: Path, videos: dict[str, bytes]) -> None:
    generator = np.random.default_rng(0)
    for name, whole in videos.items():
        for _ in range(4):
            broken = bytearray(whole)
            for place in generator.integers(0, len(broken), 12):
                broken[place] ^= int(generator.integers(1, 256))
            (tmp_path / name).write_bytes(broken)
            started = time.monotonic()
            try:
                clip = read_clip(tmp_path / name, max_bytes=2**28)
                assert clip.frames >= 1
            except StudioError as problem:
                assert str(problem)
            assert time.monotonic() - started < 5
