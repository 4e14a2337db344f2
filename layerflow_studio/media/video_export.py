"""One film into one video file: encoded, decoded again through the importer's decoders, compared, moved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import av.error

from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.errors import StudioError
from layerflow_studio.media.clip_io import Pixels, VideoFormat, VideoWriter
from layerflow_studio.media.decoding import VideoFile, open_video
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.landing import move, report_of, written_beside
from layerflow_studio.media.self_check import Differences, ExportReport, Mismatch, compare, counting
from layerflow_studio.sentence import Sentence

_BT709 = {"color_primaries": 1, "color_trc": 1, "colorspace": 1, "color_range": 1}
_COUNTS_MILLISECONDS = ("matroska", "webm")


class Writes(Protocol):
    """Takes frames one after the other; what `VideoWriter` is."""

    def write(self, pixels: Pixels) -> None:
        """Append one frame (H, W, 4)."""


MakesWriter = Callable[[Path, VideoFormat, int, int, Fraction], AbstractContextManager[Writes]]


def export_video(
    footage: Footage,
    path: Path,
    form: VideoFormat,
    differences: Differences,
    decoded_as: str,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
    *,
    writer: MakesWriter = VideoWriter,
) -> ExportReport:
    """Write footage as `form` says and return its checked report.

    The check asks for the size, rate, colour tags, timecode and transparency of the header, for the time and
    the pixels of every frame within the limits of `differences`, and for the pixel format `decoded_as`.
    Raises BadInput, SelfCheckFailed (the file is kept as `.failed`) and Cancelled (nothing is kept).
    """
    started = time.monotonic()
    progress = progress or SilentProgress()
    with written_beside(path) as part:
        step = counting(Sentence("Encoding {file}", file=path.name), footage.count, progress, cancel)
        with writer(part, form, footage.width, footage.height, footage.fps) as film:
            for index, frame in enumerate(footage):
                step(index)
                film.write(frame)
        step = counting(Sentence("Checking {file}", file=path.name), footage.count, progress, cancel)
        compare(footage, _decoded(part, form, footage, decoded_as), footage.count, differences, step)
        step(footage.count)
        size = part.stat().st_size
        move(part, path)
    return report_of(path, footage, differences, started, size)


def _check_tags(stream: av.VideoStream, form: VideoFormat, footage: Footage) -> None:
    """Raise Mismatch when the header is not as asked: size, rate, colour, timecode, alpha."""
    context = stream.codec_context
    rate, meant = stream.average_rate, footage.fps
    if rate and form.container in _COUNTS_MILLISECONDS and abs(rate - meant) < meant / 50:
        rate = meant
    facts: dict[str, tuple[Any, Any]] = {
        Sentence("size"): ((stream.width, stream.height), (footage.width, footage.height)),
        Sentence("frame rate"): (rate, meant),
        Sentence("timecode"): (stream.metadata.get("timecode"), form.stream_metadata.get("timecode")),
    }
    if form.bt709:
        facts |= {tag: (int(getattr(context, tag)), value) for tag, value in _BT709.items()}
    if form.container == "webm":
        facts[Sentence("alpha mode")] = (
            stream.metadata.get("alpha_mode"),
            "1" if form.pix_fmt == "yuva420p" else None,
        )
    for name, (found, wanted) in facts.items():
        if found != wanted:
            raise Mismatch(
                "its {name} is {found} instead of {wanted}", name=Sentence(name), found=found, wanted=wanted
            )


def _decoded(path: Path, form: VideoFormat, footage: Footage, decoded_as: str) -> Iterator[av.VideoFrame]:
    try:
        with open_video(path) as video:
            _check_tags(video.stream, form, footage)
            yield from _as_meant(video, footage, decoded_as)
    except (av.error.FFmpegError, StudioError) as problem:
        raise Mismatch("it cannot be decoded ({problem})", problem=str(problem).rstrip(".")) from problem


def _as_meant(video: VideoFile, footage: Footage, decoded_as: str) -> Iterator[av.VideoFrame]:
    half = 1 / footage.fps / 2
    for index, frame in enumerate(video.frames()):
        if frame.picture.format.name != decoded_as:
            raise Mismatch(
                "its pixel format is {format} instead of {decoded_as}",
                format=frame.picture.format.name,
                decoded_as=decoded_as,
            )
        if abs(frame.time - index / footage.fps) >= half:
            raise Mismatch(
                "frame {number} is shown at {time:.3f} seconds", number=index + 1, time=float(frame.time)
            )
        yield frame.picture
