"""One video or picture file, open for decoding; every way it can be wrong becomes one sentence.

FFmpeg hands out what it can of a damaged file without a word; here a short or corrupt one is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import cast

import av
import av.error
from av.codec.context import ThreadType
from av.container import InputContainer
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from layerflow_studio.core.timebase import STANDARD_RATES
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.clip_io import UNSPECIFIED
from layerflow_studio.media.ffv1_slices import slices_intact
from layerflow_studio.media.gif_blocks import count_pictures
from layerflow_studio.media.picture_sizes import has_end, picture_size
from layerflow_studio.media.sources import VIDEO_DEMUXERS

MAX_SIDE = 8192
"""Larger pictures are refused by their header, before any pixel is decoded."""
_ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
_UNSOUGHT = ("gif", "apng", "mpegts", "mpeg")
"""Containers in which FFmpeg finds no place, or guesses it."""
_DURATION_TAG = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class TimedFrame:
    """A decoded picture, its time since the first one and how long it stays, in seconds."""

    picture: av.VideoFrame
    time: Fraction
    duration: Fraction


class VideoFile:
    """An open file with one picture stream; made by `open_video`."""

    def __init__(self, path: Path, container: InputContainer, still: bool) -> None:
        self.name = path.name
        self._path = path
        self._container = container
        self.still = still
        self.stream = self._picture_stream()
        self._check_size(self.stream.width, self.stream.height)
        tags = {name.lower(): value for name, value in self.stream.metadata.items()}
        self._alpha_coded = tags.get("alpha_mode") == "1"
        self.decoder = self._open_decoder()
        self.fps, self.steady = _rate_of(self.stream)

    @property
    def container_name(self) -> str:
        """The container's short name, such as "mov" or "matroska"."""
        return self._container.format.name.split(",")[0]

    @property
    def timecode(self) -> str | None:
        """The timecode of the first frame that the headers tell."""
        return self.stream.metadata.get("timecode") or self._container.metadata.get("timecode")

    @property
    def seconds(self) -> Fraction | None:
        """How long the picture should last according to the headers, None when they do not say."""
        stream, kind = self.stream, self.container_name
        if kind == "avi" and stream.frames:
            return stream.frames / self.fps
        if stream.duration and stream.time_base:
            return stream.duration * stream.time_base
        tag = _DURATION_TAG.match(stream.metadata.get("DURATION", ""))
        if tag:
            return int(tag[1]) * 3600 + int(tag[2]) * 60 + Fraction(tag[3])
        if self._container.duration and len(self._container.streams) == 1:
            return Fraction(self._container.duration, 1_000_000)
        return None

    def frames(self) -> Iterator[TimedFrame]:
        """Yield every picture in order of time; Damaged where one is corrupt or the file ends too early."""
        base = self.stream.time_base or 1 / self.fps
        count, start, end, first = 0, Fraction(0), Fraction(0), None
        # Only version 3 of FFV1, which has slices, has a configuration record.
        sliced = self.decoder.name == "ffv1" and bool(self.decoder.extradata)
        try:
            for packet in self._container.demux(self.stream):
                flush = packet.pts is None and packet.dts is None and not packet.size
                if not packet.size and not flush:
                    continue
                if sliced and not flush and not slices_intact(bytes(packet)):
                    raise self._broken(count)
                for picture in self.decoder.decode(None if flush else packet):
                    if first is None:
                        first = (picture.width, picture.height)
                        self._check_size(*first)
                    self._check_picture(picture, first, count)
                    at = picture.pts * base if picture.pts is not None else start + count / self.fps
                    start = at if count == 0 else start
                    lasts = picture.duration * base if picture.duration else 1 / self.fps
                    count, end = count + 1, max(end, at + lasts)
                    yield TimedFrame(picture, at - start, lasts)
        except av.error.FFmpegError as problem:
            raise self._broken(count) from problem
        self._check_end(count, start, end)

    def glimpses(self, most: int) -> Iterator[av.VideoFrame]:
        """Yield up to `most` pictures from all over the film, without reading it through.

        Only for looking: damage ends it quietly, and a film that cannot be sought shows its first pictures.
        `frames` must not be used after it.
        """
        length, base, start = self.seconds, self.stream.time_base, self.stream.start_time or 0
        try:
            if length is None or base is None or self.container_name in _UNSOUGHT:
                yield from islice(self._decoded(), most)
                return
            for number in range(most):
                time = length * (number + Fraction(1, 2)) / most
                self._container.seek(start + int(time / base), stream=self.stream)
                self.decoder.flush_buffers()
                yield next(self._decoded())
        except (av.error.FFmpegError, StopIteration):
            return

    def skim(self) -> None:
        """Go through the file without decoding it; Damaged when it ends too early or a part of it is broken.

        Sees what its container tells: sizes, times and number of frames, and the checksums of FFV1.
        """
        base, count = self.stream.time_base or 1 / self.fps, 0
        start, end = None, Fraction(0)
        sliced = self.decoder.name == "ffv1" and bool(self.decoder.extradata)
        try:
            for packet in self._container.demux(self.stream):
                if not packet.size or packet.is_discard:
                    continue
                if packet.is_corrupt or (sliced and not slices_intact(bytes(packet))):
                    raise self._broken(count)
                at = packet.pts * base if packet.pts is not None else (start or 0) + count / self.fps
                lasts = packet.duration * base if packet.duration else 1 / self.fps
                start = at if start is None else min(start, at)
                count, end = count + 1, max(end, at + lasts)
        except av.error.FFmpegError as problem:
            raise self._broken(count) from problem
        self._check_end(count, start or Fraction(0), end)

    def _decoded(self) -> Iterator[av.VideoFrame]:
        for packet in self._container.demux(self.stream):
            yield from self.decoder.decode(packet if packet.size else None)

    def _picture_stream(self) -> VideoStream:
        streams = [
            stream
            for stream in self._container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if not streams:
            if self._container.streams.audio:
                raise BadInput("{file} holds no picture but sound; choose a file with video.", file=self.name)
            raise BadInput("{file} holds no picture; choose a file with video.", file=self.name)
        if streams[0].codec_context is None:
            raise BadInput(
                "{file} uses an unknown video codec; convert it to H.264 or ProRes.", file=self.name
            )
        return streams[0]

    def _check_size(self, width: int, height: int) -> None:
        # FFmpeg leaves 0 x 0 for what max_pixels made it refuse, and where the header was unreadable.
        if not width or not height:
            known = picture_size(self._path) if self.still else None
            if known is None or max(known) <= MAX_SIDE:
                raise self._broken(0)
            width, height = known
        if max(width, height) > MAX_SIDE:
            raise BadInput(
                "{file} is {width} × {height} pixels, more than {most} a side; scale it down first.",
                file=self.name,
                width=width,
                height=height,
                most=MAX_SIDE,
            )

    def _open_decoder(self) -> VideoCodecContext:
        decoder = self.stream.codec_context
        if self._alpha_coded and decoder.name in _ALPHA_DECODERS:
            # FFmpeg's own VP8 and VP9 decoders drop the transparency without a word.
            coded = cast(VideoCodecContext, av.CodecContext.create(_ALPHA_DECODERS[decoder.name], "r"))
            if decoder.extradata:
                coded.extradata = decoder.extradata
            decoder = coded
        options = {"max_pixels": str(MAX_SIDE * MAX_SIDE)}
        if self.still and decoder.name == "mjpeg":
            options["err_detect"] = "explode"  # else the missing part of a cut picture is grey
        decoder.options = options
        decoder.thread_type = ThreadType.AUTO
        return decoder

    def _check_picture(self, picture: av.VideoFrame, first: tuple[int, int], count: int) -> None:
        if picture.is_corrupt:
            raise self._broken(count)
        if (picture.width, picture.height) != first:
            raise BadInput(
                "{file} changes its size from {first_width} × {first_height} to {width} × {height}; convert it to "
                "one size first.",
                file=self.name,
                first_width=first[0],
                first_height=first[1],
                width=picture.width,
                height=picture.height,
            )
        if picture.colorspace == UNSPECIFIED:
            picture.colorspace = self.stream.colorspace

    def _check_end(self, count: int, start: Fraction, end: Fraction) -> None:
        if count == 0:
            raise Damaged(
                "{file} holds no frame that can be decoded; copy or export it again.", file=self.name
            )
        if self.still:
            if self.decoder.name == "mjpeg" and not has_end(self._path):
                raise self._broken(count)
            return
        if self.container_name == "gif":
            pictures = count_pictures(self._path.read_bytes())
            if pictures is None or pictures > count:
                raise self._broken(count)
        if self.container_name == "apng" and not has_end(self._path):
            raise self._broken(count)
        expected, declared = self.seconds, self.stream.frames
        reached = end - start if self.container_name in ("mov", "avi") else end
        slack = Fraction(3, 4 if count < declared else 2) / self.fps
        if expected is not None and self.container_name != "mpegts" and reached < expected - slack:
            raise self._broken(count)

    def _broken(self, count: int) -> Damaged:
        if self.still:
            return Damaged("{file} is damaged or cut short; copy or save it again.", file=self.name)
        declared = self.stream.frames if self.container_name != "gif" else 0
        declared = declared or (round(self.seconds * self.fps) if self.seconds else 0)
        if declared > count:
            return Damaged(
                "{file} is damaged or cut short: {count} of {all} frames can be read; copy or export it again.",
                file=self.name,
                count=count,
                all=declared,
            )
        return Damaged(
            "{file} is damaged or cut short: {count} frames can be read; copy or export it again.",
            file=self.name,
            count=count,
        )


@contextmanager
def open_video(path: Path, *, demuxer: str | None = None, still: bool = False) -> Iterator[VideoFile]:
    """Open a file for decoding, as a media file and nothing else; BadInput or Damaged says what is wrong."""
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": demuxer or VIDEO_DEMUXERS,
        "max_pixels": str(MAX_SIDE * MAX_SIDE),
    }
    try:
        container = av.open(f"file:{path}", format=demuxer, options=options, metadata_errors="replace")
    except av.error.FFmpegError as problem:
        if isinstance(problem, PermissionError):
            raise BadInput("{file} cannot be opened; check its permissions.", file=path.name) from problem
        raise Damaged(
            "{file} is no readable video or picture, or its start is damaged; choose another file.",
            file=path.name,
        ) from problem
    with container:
        yield VideoFile(path, container, still)


def _rate_of(stream: VideoStream) -> tuple[Fraction, bool]:
    """Return the rate to read a stream at and whether all its frames last equally long.

    For a varying rate the base rate is a grid that every frame lies on, unless it only counts clock ticks.
    """
    average, base = stream.average_rate, stream.base_rate
    if not average or not base:
        return _snapped(average or base or Fraction(24)), True
    if abs(average - base) <= base / 100:
        return _snapped(average), True
    if 1 <= base <= 60:
        return _snapped(base), False
    return next((rate for rate in STANDARD_RATES if rate >= average), Fraction(60)), False


def _snapped(rate: Fraction) -> Fraction:
    nearest = min(STANDARD_RATES, key=lambda standard: abs(standard - rate))
    return nearest if abs(nearest - rate) <= nearest / 2000 else rate.limit_denominator(1001)
