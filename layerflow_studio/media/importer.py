"""Videos, pictures and numbered picture sequences, read as straight-alpha sRGB frames the right way up.

Rotation and pixel aspect are applied, time starts at the first frame, a varying frame rate is laid on an
even grid, and files with more than 8 bits give 16-bit frames.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np

from layerflow_studio.core.frames import ClipPixels, narrow
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.alpha_reading import AlphaKind, AlphaReading, AlphaWatch, straightened
from layerflow_studio.media.clip_io import (
    UNSPECIFIED,
    Pixels,
    assumed_matrix,
    carries_alpha,
    is_deep,
    widen,
)
from layerflow_studio.media.decoding import TimedFrame, VideoFile, open_video
from layerflow_studio.media.deinterlace import can_deinterlace, deinterlaced
from layerflow_studio.media.other_readers import AnimatedWebp, ExrPicture
from layerflow_studio.media.picture_sizes import has_end, picture_size
from layerflow_studio.media.sources import ANIMATED_WEBP, EXR, Source, find_source, recognise
from layerflow_studio.media.upright import Upright
from layerflow_studio.sentence import Sentence

STILL_RATE = Fraction(24)
"""Rate of picture sequences, which carry none."""
MAX_BYTES = 4 * 2**30
"""The most memory that `read_clip` takes."""
GLIMPSES = 8
"""Frames beside the first that are looked at to tell how a file holds its colour."""
OPAQUE = AlphaReading(AlphaKind.NONE, 1.0, Sentence("The file has no alpha channel."))
_HDR_CURVES = {16: "PQ", 18: "HLG"}


@dataclass(frozen=True)
class MediaFacts:
    """What an import will give: size after rotation and pixel aspect; `frames` and `seconds` None if unknown.

    `warnings` are sentences for the user: what is read, but perhaps not as meant.
    """

    path: Path
    kind: str
    """One of "video", "sequence", "still"."""
    width: int
    height: int
    fps: Fraction
    frames: int | None
    has_alpha: bool
    sixteen_bit: bool
    container: str
    codec: str
    rotation: int
    pixel_aspect: Fraction
    matrix: str
    """How its colours are decoded: such as "ITU709", "ITU601?" where the file does not say, or "RGB"."""
    timecode: str | None = None
    """The one its first frame carries."""
    warnings: tuple[str, ...] = ()
    alpha: AlphaReading = OPAQUE
    """How frames from all over the file seem to hold their colour; `alpha` to read with is the user's choice."""

    @property
    def seconds(self) -> float | None:
        """Length in seconds."""
        return None if self.frames is None else float(self.frames / self.fps)


def probe(
    path: Path, *, fps: Fraction | None = None, single: bool = False, hold_gaps: bool = False
) -> MediaFacts:
    """Return what a path would be read as, from its headers, its first frame and a few others.

    `fps` is the rate given to pictures, their own or `STILL_RATE` when None; `single` reads a numbered picture
    alone; `hold_gaps` holds the picture before a missing one instead of refusing. Raises FileMissing, BadInput
    or Damaged with one sentence; sizes are checked before anything is decoded.
    """
    source = find_source(path, single=single, hold_gaps=hold_gaps)
    if source.demuxer == ANIMATED_WEBP:
        return _probe_webp(source, path)
    if source.demuxer == EXR:
        return _probe_exr(source, path, fps)
    with open_video(source.paths[0], demuxer=source.demuxer, still=source.still) as video:
        first = next(video.frames()).picture
        upright = Upright.of(video, first, source.paths[0])
        width, height = upright.size
        if source.still:
            rate, frames = fps or STILL_RATE, len(source.paths)
        else:
            rate, frames = video.fps, _expected_frames(video)
        reading = OPAQUE
        if carries_alpha(first.format):
            others = _other_pictures(source) if source.still else map(upright, video.glimpses(GLIMPSES))
            reading = _alpha_of(upright(first), others, whole=frames == 1)
        return MediaFacts(
            path=path,
            kind=_kind(source),
            width=width,
            height=height,
            fps=Fraction(rate),
            frames=frames,
            has_alpha=carries_alpha(first.format),
            sixteen_bit=is_deep(first.format),
            container=video.container_name,
            codec=video.decoder.name,
            rotation=upright.quarter_turns * 90,
            pixel_aspect=upright.aspect,
            matrix=_matrix(first),
            timecode=video.timecode,
            warnings=tuple(_warnings(source, video, first)),
            alpha=reading,
        )


def _alpha_of(first: Pixels, others: Iterable[Pixels], *, whole: bool) -> AlphaReading:
    watch = AlphaWatch()
    watch.add(first)
    for picture in others:
        watch.add(picture)
    return watch.reading(whole=whole)


def _other_pictures(source: Source) -> Iterator[Pixels]:
    """Yield a few pictures of a sequence; one that is damaged is left for the reading to find."""
    count = len(source.paths)
    for index in sorted({number * (count - 1) // GLIMPSES for number in range(1, GLIMPSES + 1)} - {0}):
        with suppress(Damaged):
            yield _read_picture(source, source.paths[index])


def _probe_webp(source: Source, path: Path) -> MediaFacts:
    film = AnimatedWebp(source.paths[0])
    first, *others = islice(film.pictures(), 1 + GLIMPSES)
    return MediaFacts(
        path,
        "video",
        film.width,
        film.height,
        film.fps,
        film.frames,
        has_alpha=True,
        sixteen_bit=False,
        container="webp",
        codec="webp",
        rotation=0,
        pixel_aspect=Fraction(1),
        matrix="RGB",
        alpha=_alpha_of(first, others, whole=film.frames == 1),
    )


def _probe_exr(source: Source, path: Path, fps: Fraction | None) -> MediaFacts:
    picture = ExrPicture(source.paths[0])
    pixels, bright = picture.read()
    dim = Sentence(
        "{file} holds light brighter than white, which is clipped; lower its exposure first.",
        file=source.name,
    )
    return MediaFacts(
        path,
        _kind(source),
        picture.width,
        picture.height,
        Fraction(fps or picture.fps or STILL_RATE),
        len(source.paths),
        has_alpha=bool((pixels[..., 3] < 65535).any()),
        sixteen_bit=True,
        container="exr",
        codec="exr",
        rotation=0,
        pixel_aspect=Fraction(1),
        matrix="linear RGB",
        warnings=(dim,) if bright else (),
        alpha=AlphaReading(
            AlphaKind.STRAIGHT, 1.0, Sentence("OpenEXR is premultiplied, which has been undone.")
        ),
    )


def read_frames(
    path: Path,
    *,
    cancel: CancelToken | None = None,
    single: bool = False,
    alpha: AlphaKind | None = None,
    hold_gaps: bool = False,
) -> Iterator[Pixels]:
    """Yield the frames of `probe(path)` at its rate, one in memory at a time: (H, W, 4) uint8 or uint16.

    `alpha` says how the file holds its colour, straight when None; `hold_gaps` as in `probe`. Raises as
    `probe` does, at the frame where it is noticed; a damaged or truncated file always raises.
    """
    source = find_source(path, single=single, hold_gaps=hold_gaps)
    if source.demuxer == ANIMATED_WEBP:
        frames = AnimatedWebp(source.paths[0]).pictures()
    else:
        frames = _read_pictures(source) if source.still else _read_video(source)
    for frame in frames:
        if cancel is not None:
            cancel.check()
        yield straightened(frame, alpha) if alpha is not None else frame


def check_rest(
    path: Path, *, single: bool = False, hold_gaps: bool = False, cancel: CancelToken | None = None
) -> None:
    """Look through a file of which only the beginning was read, without decoding the rest.

    Raises Damaged for what its container or its size tells: a film that is cut short, a picture of a sequence
    that is empty, of another size, or has no end.
    """
    source = find_source(path, single=single, hold_gaps=hold_gaps)
    if not source.still:
        if source.demuxer != ANIMATED_WEBP:  # whose chunks were counted when it was opened
            with open_video(source.paths[0], demuxer=source.demuxer) as video:
                video.skim()
        return
    size = picture_size(source.paths[0])
    for picture in source.paths[1:]:
        if cancel is not None:
            cancel.check()
        if recognise(picture) != source.demuxer or picture_size(picture) != size or not has_end(picture):
            raise Damaged(
                "{file} is damaged or unlike the pictures before it; export it again.", file=picture.name
            )


def read_clip(
    path: Path,
    max_frames: int | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
    *,
    fps: Fraction | None = None,
    single: bool = False,
    max_bytes: int = MAX_BYTES,
    alpha: AlphaKind | None = None,
    hold_gaps: bool = False,
) -> ClipPixels:
    """Return a file's frames, at most `max_frames`, as one clip at `probe(path).fps`.

    `alpha` says how the file holds its colour (`probe(path).alpha` guesses it), straight when None. Raises as
    `probe` does, BadInput when the clip would take more than `max_bytes`, and Cancelled.
    """
    if max_frames is not None and max_frames < 1:
        raise BadInput(
            "At least one frame must be read, not {max_frames}; leave the limit out to read all.",
            max_frames=max_frames,
        )
    facts = probe(path, fps=fps, single=single, hold_gaps=hold_gaps)
    progress = progress or SilentProgress()
    stage = Sentence("Reading {file}", file=path.name)
    frame_bytes = facts.width * facts.height * 4 * (2 if facts.sixteen_bit else 1)
    most = max(1, max_bytes // frame_bytes)
    total = min(facts.frames or most + 1, max_frames or most + 1)
    if facts.frames is not None and total > most:
        raise _too_long(facts, most)
    dtype = np.uint16 if facts.sixteen_bit else np.uint8
    pixels = np.empty((min(total, most), facts.height, facts.width, 4), dtype)
    count = 0
    frames = read_frames(path, cancel=cancel, single=single, alpha=alpha, hold_gaps=hold_gaps)
    for frame in islice(frames, max_frames):
        if count == most:
            raise _too_long(facts, most)
        if count == len(pixels):
            pixels = np.concatenate([pixels, np.empty_like(pixels)])[:most]
        pixels[count] = frame
        count += 1
        progress.progress(stage, count, max(count, total if facts.frames else count))
    return ClipPixels(pixels if count == len(pixels) else pixels[:count].copy(), facts.fps)


def _read_video(source: Source) -> Iterator[Pixels]:
    path = source.paths[0]
    with open_video(path, demuxer=source.demuxer) as video:
        upright: Callable[[av.VideoFrame], Pixels] | None = None
        shown: tuple[av.VideoFrame, Pixels] | None = None
        for picture in on_grid(deinterlaced(video.frames()), video.fps):
            upright = upright or Upright.of(video, picture, path)
            if shown is None or shown[0] is not picture:
                shown = picture, upright(picture)
            yield shown[1]


def _read_pictures(source: Source) -> Iterator[Pixels]:
    first: Pixels | None = None
    before: tuple[Path, Pixels] | None = None
    for path in source.paths:
        pixels = before[1] if before is not None and before[0] == path else _read_picture(source, path)
        before = path, pixels
        first = pixels if first is None else first
        if pixels.shape != first.shape:
            raise BadInput(
                "{file} is {width} × {height}, but the sequence began with {first_width} × {first_height}; make all "
                "pictures one size.",
                file=path.name,
                width=pixels.shape[1],
                height=pixels.shape[0],
                first_width=first.shape[1],
                first_height=first.shape[0],
            )
        yield narrow(pixels) if first.dtype == np.uint8 else widen(pixels)


def _read_picture(source: Source, path: Path) -> Pixels:
    if source.demuxer == EXR:
        return ExrPicture(path).read()[0]
    with open_video(path, demuxer=source.demuxer, still=True) as video:
        pictures = [frame.picture for frame in video.frames()]
        return Upright.of(video, pictures[0], path)(pictures[0])


def on_grid(frames: Iterable[TimedFrame], fps: Fraction) -> Iterator[av.VideoFrame]:
    """Yield for each tick of an even grid the picture on screen, its time rounded to the nearest tick."""
    index, previous = 0, None
    for frame in frames:
        if previous is not None:
            change = frame.time - Fraction(1, 2) / fps
            while index / fps < change:
                yield previous.picture
                index += 1
        previous = frame
    if previous is None:
        return
    end = previous.time + previous.duration - Fraction(1, 4) / fps
    while index / fps < end or index == 0:
        yield previous.picture
        index += 1


def _expected_frames(video: VideoFile) -> int | None:
    if video.steady and video.stream.frames:
        return video.stream.frames
    return max(1, round(video.seconds * video.fps)) if video.seconds else None


def _kind(source: Source) -> str:
    return "sequence" if source.sequence else "still" if source.still else "video"


def _matrix(picture: av.VideoFrame) -> str:
    if picture.format.is_rgb or picture.format.has_palette:
        return "RGB"
    return assumed_matrix(picture).name + ("?" if picture.colorspace == UNSPECIFIED else "")


def _warnings(source: Source, video: VideoFile, first: av.VideoFrame) -> Iterator[str]:
    curve = _HDR_CURVES.get(first.color_trc) or _HDR_CURVES.get(video.stream.color_trc)
    if curve:
        yield Sentence(
            "{file} is HDR ({curve}) and will look washed out; convert it to SDR for true colours.",
            file=source.name,
            curve=curve,
        )
    if first.interlaced_frame and not can_deinterlace(first):
        yield Sentence(
            "{file} is interlaced and will show combs in motion; deinterlace it first.", file=source.name
        )
    elif first.interlaced_frame:
        yield Sentence(
            "{file} is interlaced; it is read as one whole picture for every two fields.", file=source.name
        )
    if not source.still and not video.steady:
        yield Sentence(
            "{file} has a varying frame rate; it is read at an even {fps:g} fps.",
            file=source.name,
            fps=float(video.fps),
        )


def _too_long(facts: MediaFacts, most: int) -> BadInput:
    return BadInput(
        "{file} is too long to import whole; read at most {most} frames of {width} × {height}.",
        file=facts.path.name,
        most=most,
        width=facts.width,
        height=facts.height,
    )
