"""Exports: ProRes 4444 with alpha, PNG sequence, H.264 over a backdrop. A file appears once it is checked.

Each writes beside its target, decodes the result again and compares every frame with the source, then
moves it into place with one rename. A file that fails is kept under the target's name plus ".failed".
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error

from layerflow_studio.core.export_presets import RATE_FACTORS, Grade
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.core.timebase import valid_timecode
from layerflow_studio.core.viewmodes import Backdrop, Colour
from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels, VideoFormat, rgba_to_yuv
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.landing import land_sequence, report_of, written_beside
from layerflow_studio.media.opencv import cv2
from layerflow_studio.media.self_check import (
    Differences,
    DifferencesInBlocks,
    ExportReport,
    Mismatch,
    compare,
    counting,
)
from layerflow_studio.media.video_export import export_video
from layerflow_studio.sentence import Sentence

EDIT_QSCALE = 4
"""ProRes quantiser of smaller files: two thirds of the finest one's size, 0.9 levels mean error on noise."""

Source = ClipPixels | Footage


def export_prores4444(
    source: Source,
    path: Path,
    *,
    rate: Fraction | None = None,
    timecode: str | None = None,
    high_quality: bool = True,
    bleed: bool = True,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write QuickTime ProRes 4444 with 16-bit straight alpha, BT.709, and return its checked report.

    `high_quality` off quantises colour (never alpha) coarser, for files a third smaller. `rate` shows each
    frame a whole number of times (8 fps to 24: three times). `bleed` draws colour under fully
    transparent pixels. `timecode` is the first frame's, for rates that have timecode. Raises BadInput,
    SelfCheckFailed (the file is kept as `.failed`) and Cancelled (nothing is kept).
    """
    footage = Footage.of(source).at_rate(rate)
    footage = footage.bled() if bleed else footage
    metadata = {"encoder": "Apple ProRes 4444"}
    if timecode is not None:
        metadata["timecode"] = valid_timecode(timecode, footage.fps)
    form = VideoFormat(
        container="mov",
        codec="prores_ks",
        pix_fmt="yuva444p10le",
        convert=lambda pixels: rgba_to_yuv(pixels, "yuva444p10le"),
        codec_options={"profile": "4444", "alpha_bits": "16", "vendor": "apl0"},
        stream_metadata=metadata,
        qscale=None if high_quality else EDIT_QSCALE,
    )
    limits = (
        Differences(max_limit=8, mean_limit=0.6, alpha_limit=0.5)
        if high_quality
        else Differences(max_limit=32, mean_limit=2.5, alpha_limit=0.5)
    )
    return export_video(footage, path, form, limits, "yuva444p12le", progress, cancel)


def export_h264(
    source: Source,
    path: Path,
    *,
    backdrop: Backdrop | Colour = Backdrop.BLACK,
    rate: Fraction | None = None,
    crf: int = RATE_FACTORS["h264"][Grade.GOOD],
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write H.264 4:2:0 in MP4, BT.709, laid over a backdrop, and return its checked report.

    A larger `crf` (4 to 40) makes a smaller, coarser file. Odd sizes are made even by repeating the last row or
    column. Raises as `export_prores4444` does.
    """
    even = Footage.of(source).flattened(backdrop).dithered().at_rate(rate).evened()
    form = VideoFormat(
        container="mp4",
        codec="libx264",
        pix_fmt="yuv420p",
        convert=lambda pixels: rgba_to_yuv(pixels, "yuv420p"),
        codec_options={"crf": str(crf), "preset": "medium"},
        container_options={"movflags": "+faststart"},
    )
    return export_video(
        even, path, form, DifferencesInBlocks.at_rate_factor(crf), "yuv420p", progress, cancel
    )


def export_png_sequence(
    source: Source,
    folder: Path,
    *,
    name: str = "frame",
    first: int = 1,
    rate: Fraction | None = None,
    bleed: bool = True,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write `name.0001.png` … into a folder, straight alpha, 8 or 16 bits as the source; bit exact, checked.

    Files of an earlier export under the same name are replaced, other files in the folder are left alone.
    Raises as `export_prores4444` does.
    """
    started = time.monotonic()
    footage = Footage.of(source).at_rate(rate)
    footage = footage.bled() if bleed else footage
    progress = progress or SilentProgress()
    names = [f"{name}.{first + index:04d}.png" for index in range(footage.count)]
    differences = Differences()
    with written_beside(folder) as part:
        part.mkdir()
        step = counting(Sentence("Writing {file}", file=folder.name), footage.count, progress, cancel)
        for index, (frame, file) in enumerate(zip(footage, names, strict=True)):
            step(index)
            write_png(part / file, frame)
        step = counting(Sentence("Checking {file}", file=folder.name), footage.count, progress, cancel)
        compare(footage, _decode_pngs(part / file for file in names), footage.count, differences, step)
        step(footage.count)
        size = land_sequence(part, folder, names)
    return report_of(folder, footage, differences, started, size)


def write_png(path: Path, pixels: Pixels) -> None:
    """Write one picture (H, W, 3 or 4) uint8 or uint16, RGB order, straight alpha, as PNG."""
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, packed = cv2.imencode(".png", cv2.cvtColor(pixels, order))
    if not done:
        raise BadInput(
            "{file} cannot be written: {width} × {height} is no size for a PNG.",
            file=path.name,
            width=pixels.shape[1],
            height=pixels.shape[0],
        )
    path.write_bytes(packed.tobytes())


def _decode_pngs(paths: Iterable[Path]) -> Iterator[av.VideoFrame]:
    for path in paths:
        try:
            with av.open(f"file:{path}", format="png_pipe") as container:
                yield from container.decode(container.streams.video[0])
        except (av.error.FFmpegError, IndexError) as problem:
            raise Mismatch(
                "{file} cannot be decoded ({problem})", file=path.name, problem=problem
            ) from problem
