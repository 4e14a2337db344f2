"""Animated pictures for the web: PNG, WebP and GIF, written by FFmpeg, checked and read by Pillow.

FFmpeg does not decode animated WebP. These formats may hold a still frame longer instead of repeating it, so
what was read is laid on the film's even grid before it is compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import narrow
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.errors import Damaged
from layerflow_studio.media.clip_io import Pixels, VideoFormat, VideoWriter, rgba_to_rgb_frame
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.landing import move, report_of, written_beside
from layerflow_studio.media.self_check import Differences, ExportReport, Mismatch, compare, counting
from layerflow_studio.sentence import Sentence

GIF_CUT = 128
"""A GIF pixel is opaque from this alpha on, else wholly transparent."""
_CLEAR = 255
"""The transparent entry of a GIF's palettes."""
_SAMPLES = 30_000
"""Visible pixels that a palette is made from."""
_DITHER = 12
"""Levels: about the distance between neighbouring colours of a palette."""
_UNREADABLE = (OSError, EOFError, ValueError, SyntaxError)
"""What Pillow raises for files that are not as they should be."""


@dataclass(frozen=True)
class Shown:
    """One picture (H, W, 4) uint8 straight RGBA of an animation and when it is on screen, in seconds."""

    picture: NDArray[np.uint8]
    time: Fraction
    duration: Fraction


def export_apng(
    footage: Footage,
    path: Path,
    *,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write a looping animated PNG, 8 bits of each channel, without loss; one frame makes a plain PNG."""
    form = VideoFormat(
        container="apng",
        codec="apng",
        pix_fmt="rgba",
        convert=lambda pixels: av.VideoFrame.from_ndarray(
            np.ascontiguousarray(narrow(pixels)), format="rgba"
        ),
        codec_options={"pred": "mixed"},
        container_options={"plays": "0"},
        bt709=False,
    )
    return _export(footage, path, partial(_write_film, form), Differences(), narrow, progress, cancel)


def export_webp(
    footage: Footage,
    path: Path,
    *,
    quality: int | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write a looping animated WebP: without loss, or at a `quality` of 1 to 100 (alpha stays exact).

    Colour under fully transparent pixels is not kept by the format.
    """
    lossless = quality is None
    form = VideoFormat(
        container="webp",
        codec="libwebp_anim",
        pix_fmt="bgra",
        convert=lambda pixels: rgba_to_rgb_frame(narrow(pixels)),
        codec_options={"lossless": "1"} if lossless else {"quality": str(quality)},
        container_options={"loop": "0"},
        bt709=False,
    )
    limits = Differences(seen_only=True)
    if not lossless:
        limits = Differences(max_limit=255, mean_limit=60, block_limit=32, alpha_limit=0, seen_only=True)
    write = partial(_write_film, form)
    return _export(footage, path, write, limits, lambda frame: frame, progress, cancel)


def export_gif(
    footage: Footage,
    path: Path,
    *,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write a looping GIF: 256 colours for each frame, pixels wholly opaque or wholly transparent.

    Frames change on hundredths of a second, so that other rates than 100, 50, 25, 20 or 10 fps are uneven.
    """
    limits = Differences(max_limit=255, mean_limit=40, block_limit=32, alpha_limit=0, seen_only=True)
    return _export(footage, path, _write_gif, limits, _cut_out, progress, cancel)


def _export(
    footage: Footage,
    path: Path,
    write: Callable[[Footage, Path, Callable[[int], None]], None],
    limits: Differences,
    meant: Callable[[Pixels], Pixels],
    progress: ProgressSink | None,
    cancel: CancelToken | None,
) -> ExportReport:
    started = time.monotonic()
    progress = progress or SilentProgress()
    with written_beside(path) as part:
        step = counting(Sentence("Encoding {file}", file=path.name), footage.count, progress, cancel)
        write(footage, part, step)
        step = counting(Sentence("Checking {file}", file=path.name), footage.count, progress, cancel)
        compare(map(meant, footage), _read_back(part, footage), footage.count, limits, step)
        step(footage.count)
        size = part.stat().st_size
        move(part, path)
    return report_of(path, footage, limits, started, size)


def _write_film(form: VideoFormat, footage: Footage, part: Path, step: Callable[[int], None]) -> None:
    with VideoWriter(part, form, footage.width, footage.height, footage.fps) as writer:
        for index, frame in enumerate(footage):
            step(index)
            writer.write(frame)


def _write_gif(footage: Footage, part: Path, step: Callable[[int], None]) -> None:
    """Write GIF89a with a palette for every picture; equal frames in a row become one that stays longer."""
    with part.open("wb") as file:
        size = footage.width.to_bytes(2, "little") + footage.height.to_bytes(2, "little")
        file.write(b"GIF89a" + size + bytes(3) + b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + bytes(3))
        shown: NDArray[np.uint8] | None = None
        since = 0
        for index, frame in enumerate(footage):
            step(index)
            levels = _cut_out(frame)
            if shown is not None and not np.array_equal(shown, levels):
                file.write(_gif_picture(shown, _hundredths(index, footage) - since))
                since = _hundredths(index, footage)
                shown = levels
            shown = levels if shown is None else shown
        assert shown is not None
        file.write(_gif_picture(shown, _hundredths(footage.count, footage) - since))
        file.write(b"\x3b")


def _hundredths(frame: int, footage: Footage) -> int:
    return round(100 * frame / footage.fps)


def _gif_picture(levels: NDArray[np.uint8], hundredths: int) -> bytes:
    """Return the blocks of one picture in 255 colours of its own, by median cut and k-means, and a clear one."""
    from PIL import Image
    from PIL.GifImagePlugin import getdata

    height, width = levels.shape[:2]
    seen = levels[..., 3] > 0
    indices = np.full((height, width), _CLEAR, np.uint8)
    palette = np.zeros((256, 3), np.uint8)
    if seen.any():
        visible = levels[seen][:, :3]
        some = visible[:: -(-len(visible) // _SAMPLES)]
        colours = Image.fromarray(some[None]).quantize(
            _CLEAR, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE
        )
        found = np.array(colours.getpalette() or [], np.uint8).reshape(-1, 3)[:_CLEAR]
        palette[: len(found)] = found
        pattern = np.tile(_DITHER * _bayer(8), (height // 8 + 1, width // 8 + 1))[:height, :width, None]
        rough = np.clip(np.rint(levels[..., :3] + pattern), 0, 255).astype(np.uint8)
        nearest = Image.fromarray(rough).quantize(palette=colours, dither=Image.Dither.NONE)
        indices[seen] = np.asarray(nearest)[seen]
    picture = Image.fromarray(indices, "L")
    picture.putpalette(palette.tobytes())
    how = {"duration": hundredths * 10, "transparency": _CLEAR, "disposal": 2, "include_color_table": True}
    return b"".join(getdata(picture, **how))


@cache
def _bayer(side: int) -> NDArray[np.float32]:
    """Return Bayer's threshold matrix (1973) of side x side, a power of two, in -0.5..0.5."""
    if side == 1:
        return np.zeros((1, 1), np.float32)
    half, step = _bayer(side // 2), np.float32(1 / 2 / side**2)
    return np.block([[half - 3 * step, half + step], [half + 3 * step, half - step]]).astype(np.float32)


def _cut_out(frame: Pixels) -> Pixels:
    """Return what a GIF can show of a frame: every pixel opaque or transparent."""
    levels = narrow(frame).copy()
    levels[..., 3] = np.where(levels[..., 3] >= GIF_CUT, 255, 0)
    return levels


def _read_back(path: Path, footage: Footage) -> Iterator[Pixels]:
    """Yield for each frame of the footage what the file shows half a tick after its start."""
    try:
        shown = iter(read_animation(path))
        current = next(shown)
        following = next(shown, None)
        for index in range(footage.count):
            middle = (index + Fraction(1, 2)) / footage.fps
            while following is not None and following.time <= middle:
                current, following = following, next(shown, None)
            yield current.picture
        if following is not None:
            raise Mismatch("it shows more frames than were exported")
    except Damaged as problem:
        raise Mismatch("it cannot be decoded") from problem


def read_animation(path: Path, name: str | None = None) -> Iterator[Shown]:
    """Yield the pictures of an animated WebP, GIF or PNG, one in memory at a time; Damaged when broken."""
    from PIL import Image

    count = 0
    try:
        with Image.open(path, formats=("WEBP", "GIF", "PNG")) as image:
            total, at = getattr(image, "n_frames", 1), Fraction(0)
            for index in range(total):
                image.seek(index)
                picture = np.array(image.convert("RGBA"))
                duration = Fraction(image.info.get("duration", 0)).limit_denominator(100_000) / 1000
                yield Shown(picture, at, duration)
                count, at = count + 1, at + duration
    except _UNREADABLE as problem:
        raise Damaged(
            "{file} is damaged or cut short: {count} frames can be read; copy or export it again.",
            file=name or path.name,
            count=count,
        ) from problem
