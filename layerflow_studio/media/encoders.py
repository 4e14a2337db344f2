"""Exports: ProRes 4444 with alpha, PNG sequence, H.264 over a backdrop. A file appears once it is checked.

Each writes beside its target, decodes the result again and compares every frame with the source, then
moves it into place with one rename. A file that fails is kept under the target's name plus ".failed".
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import av.error

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.core.timebase import can_drop_frames, frame_of_timecode
from layerflow_studio.core.viewmodes import Backdrop, Colour, over_backdrop
from layerflow_studio.errors import BadInput, SelfCheckFailed, StudioError
from layerflow_studio.media.clip_io import (
    Pixels,
    VideoFormat,
    VideoWriter,
    narrow,
    rgba_to_yuv,
)
from layerflow_studio.media.decoding import STANDARD_RATES
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.opencv import cv2
from layerflow_studio.media.self_check import (
    Differences,
    DifferencesIn420,
    ExportReport,
    Mismatch,
    compare,
    counting,
)

EDIT_QSCALE = 4
"""ProRes quantiser of smaller files: two thirds of the finest one's size, 0.9 levels mean error on noise."""
_BT709 = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}

H264_CRF = 16
"""Rate factor of H.264; the limits of its check hold up to 20."""

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
        metadata["timecode"] = _valid_timecode(timecode, footage.fps)
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
    return _export_video(footage, path, form, limits, "yuva444p12le", progress, cancel)


def export_h264(
    source: Source,
    path: Path,
    *,
    backdrop: Backdrop | Colour = Backdrop.BLACK,
    rate: Fraction | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write H.264 4:2:0 in MP4, BT.709, laid over a backdrop, and return its checked report.

    Odd sizes are made even by repeating the last row or column. Raises as `export_prores4444` does.
    """
    footage = Footage.of(source).at_rate(rate)
    even = Footage(
        frames=lambda: (_even_sided(over_backdrop(narrow(frame), backdrop)) for frame in footage),
        count=footage.count,
        width=footage.width + footage.width % 2,
        height=footage.height + footage.height % 2,
        fps=footage.fps,
    )
    form = VideoFormat(
        container="mp4",
        codec="libx264",
        pix_fmt="yuv420p",
        convert=lambda pixels: rgba_to_yuv(pixels, "yuv420p"),
        codec_options={"crf": str(H264_CRF), "preset": "medium"},
        container_options={"movflags": "+faststart"},
    )
    return _export_video(even, path, form, DifferencesIn420(), "yuv420p", progress, cancel)


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
    with _written_beside(folder) as part:
        part.mkdir()
        step = counting(f"Writing {folder.name}", footage.count, progress, cancel)
        for index, (frame, file) in enumerate(zip(footage, names, strict=True)):
            step(index)
            write_png(part / file, frame)
        step = counting(f"Checking {folder.name}", footage.count, progress, cancel)
        compare(footage, _decode_pngs(part / file for file in names), footage.count, differences, step)
        step(footage.count)
        if folder.is_dir():
            for old in folder.glob(f"{name}.*.png"):
                if old.name.removeprefix(f"{name}.").removesuffix(".png").isdigit():
                    old.unlink()
            for file in names:
                _move(part / file, folder / file)
            part.rmdir()
        else:
            _move(part, folder)
    size = sum((folder / file).stat().st_size for file in names)
    return _report(folder, footage, differences, started, size)


def write_png(path: Path, pixels: Pixels) -> None:
    """Write one picture (H, W, 3 or 4) uint8 or uint16, RGB order, straight alpha, as PNG."""
    order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
    done, packed = cv2.imencode(".png", cv2.cvtColor(pixels, order))
    if not done:
        raise BadInput(
            f"{path.name} cannot be written: {pixels.shape[1]} × {pixels.shape[0]} is no size for a PNG."
        )
    path.write_bytes(packed.tobytes())


def _export_video(
    footage: Footage,
    path: Path,
    form: VideoFormat,
    differences: Differences,
    decoded_as: str,
    progress: ProgressSink | None,
    cancel: CancelToken | None,
) -> ExportReport:
    started = time.monotonic()
    progress = progress or SilentProgress()
    with _written_beside(path) as part:
        step = counting(f"Encoding {path.name}", footage.count, progress, cancel)
        with VideoWriter(part, form, footage.width, footage.height, footage.fps) as writer:
            for index, frame in enumerate(footage):
                step(index)
                writer.write(frame)
        step = counting(f"Checking {path.name}", footage.count, progress, cancel)
        frames = _decode_video(part, form, footage, decoded_as)
        compare(footage, frames, footage.count, differences, step)
        step(footage.count)
        size = part.stat().st_size
        _move(part, path)
    return _report(path, footage, differences, started, size)


@contextmanager
def _written_beside(target: Path) -> Iterator[Path]:
    """Give a name beside the target to write to; sort out what is left when the export does not end well."""
    part = target.with_name(f".{target.stem}-{secrets.token_hex(4)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
    except Mismatch as mismatch:
        failed = target.with_name(f"{target.name}.failed")
        _discard(failed)
        _move(part, failed)
        raise SelfCheckFailed(
            f"{target.name} does not hold what was exported: {mismatch}; "
            f"it was kept as {failed.name}, export it again."
        ) from mismatch
    except StudioError:
        raise
    except (av.error.FFmpegError, OSError) as problem:
        reason = problem.strerror or problem
        raise BadInput(
            f"{target} cannot be written ({reason}); free some space or choose another place."
        ) from problem
    finally:
        _discard(part)


def _move(source: Path, target: Path) -> None:
    os.replace(source, target)  # noqa: PTH105 (the one call that is atomic on every system)


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


def _check_tags(stream: av.VideoStream, form: VideoFormat, footage: Footage, decoded_as: str) -> None:
    """Raise Mismatch when the header is not as asked: size, rate, pixel format, colour, timecode."""
    context = stream.codec_context
    facts = {
        "size": ((stream.width, stream.height), (footage.width, footage.height)),
        "frame rate": (stream.average_rate, footage.fps),
        "pixel format": (context.pix_fmt, decoded_as),
        "timecode": (stream.metadata.get("timecode"), form.stream_metadata.get("timecode")),
        **{tag: (int(getattr(context, tag)), value) for tag, value in _BT709.items()},
    }
    for name, (found, meant) in facts.items():
        if found != meant:
            raise Mismatch(f"its {name} is {found} instead of {meant}")


def _decode_video(
    path: Path, form: VideoFormat, footage: Footage, decoded_as: str
) -> Iterator[av.VideoFrame]:
    try:
        with av.open(f"file:{path}", format=form.container) as container:
            _check_tags(container.streams.video[0], form, footage, decoded_as)
            yield from container.decode(container.streams.video[0])
    except (av.error.FFmpegError, IndexError) as problem:
        raise Mismatch(f"it cannot be decoded ({problem})") from problem


def _decode_pngs(paths: Iterable[Path]) -> Iterator[av.VideoFrame]:
    for path in paths:
        try:
            with av.open(f"file:{path}", format="png_pipe") as container:
                yield from container.decode(container.streams.video[0])
        except (av.error.FFmpegError, IndexError) as problem:
            raise Mismatch(f"{path.name} cannot be decoded ({problem})") from problem


def _even_sided(frame: Pixels) -> Pixels:
    height, width = frame.shape[:2]
    return cv2.copyMakeBorder(frame, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)


def _valid_timecode(timecode: str, fps: Fraction) -> str:
    if fps not in STANDARD_RATES:
        raise BadInput(
            f"There is no timecode at {float(fps):g} fps; export at a rate such as 24, or without timecode."
        )
    if ";" in timecode and not can_drop_frames(fps):
        raise BadInput(
            f"Drop-frame timecode is for 29.97 and 59.94 fps, not for {float(fps):g}; write it with colons."
        )
    frame_of_timecode(timecode, fps)
    return timecode


def _report(
    path: Path, footage: Footage, differences: Differences, started: float, size: int
) -> ExportReport:
    return ExportReport(
        path=path,
        frames=footage.count,
        width=footage.width,
        height=footage.height,
        fps=footage.fps,
        rgb_max=differences.rgb_max,
        rgb_mean=differences.rgb_mean,
        alpha_max=differences.alpha_max,
        seconds=time.monotonic() - started,
        bytes=size,
    )
