"""One stored clip as a file: FFV1 (RFC 9043) in Matroska, written frame by frame and read back.

Every frame is a key frame, so any one can be decoded alone. FFV1's own checksums only make FFmpeg's decoder
write a line to its log, so the CRC-32 of every frame's pixels travels in a tag and is compared on reading.
Tags stand before the frames, whose sums are known after them: what was written is copied once, with its tags.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np

from layerflow_studio.core.frames import clip_hash_of
from layerflow_studio.core.ids import ClipId
from layerflow_studio.errors import Damaged
from layerflow_studio.media.clip_io import (
    Pixels,
    VideoFormat,
    VideoWriter,
    rgb_frame_to_rgba,
    rgba_to_rgb_frame,
)

_FPS_TAG, _SUMS_TAG, _ALPHA_TAG = "LAYERFLOW_FPS", "LAYERFLOW_CRC32", "LAYERFLOW_ALPHA"
Step = Callable[[int], None]
"""Told before each frame how many are done; raises Cancelled."""


@dataclass(frozen=True)
class ClipFacts:
    """What a stored clip is, known without decoding it."""

    frames: int
    width: int
    height: int
    fps: Fraction
    has_alpha: bool
    sixteen_bit: bool

    @property
    def dtype(self) -> np.dtype[Any]:
        """The depth of its pixels."""
        return np.dtype(np.uint16 if self.sixteen_bit else np.uint8)


class ClipFileReader:
    """One stored file, open for decoding; every failure to make sense of it is Damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._container = av.open(f"file:{path}", format="matroska")
        except av.error.FFmpegError as problem:
            raise damaged(path) from problem
        try:
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "AUTO"
            self.facts = self._read_facts()
        except (LookupError, ValueError, ZeroDivisionError) as problem:
            self._container.close()
            raise damaged(path) from problem

    def _read_facts(self) -> ClipFacts:
        tags = {name.upper(): value for name, value in self._container.metadata.items()}
        self._sums = tags[_SUMS_TAG].split()
        return ClipFacts(
            frames=len(self._sums),
            width=self._stream.width,
            height=self._stream.height,
            fps=Fraction(tags[_FPS_TAG]),
            has_alpha=tags[_ALPHA_TAG] == "1",
            sixteen_bit={"bgra": False, "gbrap16le": True}[str(self._stream.pix_fmt)],
        )

    def frames(self, first: int = 0) -> Iterator[tuple[int, Pixels]]:
        """Yield (index, pixels) from frame `first` on, each with the checksum it was stored with."""
        base = self._stream.time_base or Fraction(1, 1000)
        shape = (self.facts.height, self.facts.width, 4)
        expected = first
        try:
            if first:
                self._container.seek(round(first / self.facts.fps / base), stream=self._stream)
            for frame in self._container.decode(self._stream):
                index = round((frame.pts or 0) * base * self.facts.fps)
                if index < first:
                    continue
                pixels = rgb_frame_to_rgba(frame)
                if index != expected or pixels.shape != shape or _sum(pixels) != self._sums[index]:
                    raise damaged(self._path)
                expected += 1
                yield index, pixels
        except (av.error.FFmpegError, LookupError) as problem:
            raise damaged(self._path) from problem
        if expected != self.facts.frames:
            raise damaged(self._path)

    def identity(self, step: Step, seals: list[bytes] | None = None) -> ClipId:
        """Return the hash of what the file holds; with `seals`, of exactly the frames those were made of."""

        def pixels() -> Iterator[Pixels]:
            for index, frame in self.frames():
                step(index)
                if seals is not None and _seal(frame) != seals[index]:
                    raise damaged(self._path)
                yield frame

        f = self.facts
        return clip_hash_of(pixels(), (f.frames, f.height, f.width), f.dtype, f.fps)

    def __enter__(self) -> ClipFileReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()


@dataclass
class ClipFileWriter:
    """Writes frames (height, width, 4) of one depth to `rough`; `finish` makes the stored file of it."""

    rough: Path
    width: int
    height: int
    fps: Fraction
    dtype: np.dtype[Any]

    def __post_init__(self) -> None:
        self._sums: list[str] = []
        self._seals: list[bytes] = []
        self._has_alpha = False

    def write(self, frames: Iterable[Pixels], step: Step, guard: Callable[[], Any]) -> None:
        """Write all frames; `guard()` is entered around what touches the disk, not around making a frame."""
        form = VideoFormat(
            container="matroska",
            codec="ffv1",
            pix_fmt="bgra" if self.dtype == np.uint8 else "gbrap16le",
            convert=rgba_to_rgb_frame,
            codec_options={"level": "3", "slicecrc": "1", "g": "1", "slices": str(self._slices)},
            bt709=False,
        )
        top = np.iinfo(self.dtype).max
        with _opened(guard, VideoWriter, self.rough, form, self.width, self.height, self.fps) as film:
            for number, frame in enumerate(frames):
                step(number)
                self._sums.append(_sum(frame))
                self._seals.append(_seal(frame))
                self._has_alpha = self._has_alpha or bool((frame[..., 3] != top).any())
                with guard():
                    film.write(frame)

    def finish(self, path: Path, step: Step) -> ClipId:
        """Copy what was written to `path` with its tags, decode that once more, and return its hash.

        On return it is on disk. Damaged when it does not hold what was written.
        """
        with av.open(f"file:{self.rough}", format="matroska") as source:
            stream = source.streams.video[0]
            with av.open(f"file:{path}", "w", format="matroska") as target:
                target.metadata.update(self._tags())
                copy = target.add_stream_from_template(stream)
                for packet in source.demux(stream):
                    if packet.size:
                        packet.stream = copy
                        target.mux(packet)
        with path.open("rb+") as written:
            os.fsync(written.fileno())
        with ClipFileReader(path) as reader:
            if reader.facts.fps != self.fps or reader.facts.frames != len(self._seals):
                raise damaged(path)
            return reader.identity(step, self._seals)

    @property
    def frames(self) -> int:
        """How many were written."""
        return len(self._seals)

    @property
    def _slices(self) -> int:
        """Slices are decoded in parallel; FFV1 cannot cut very small pictures."""
        return 4 if min(self.width, self.height) >= 16 else 1

    def _tags(self) -> dict[str, str]:
        return {
            _FPS_TAG: f"{self.fps.numerator}/{self.fps.denominator}",
            _SUMS_TAG: " ".join(self._sums),
            _ALPHA_TAG: str(int(self._has_alpha)),
        }


@contextmanager
def _opened(guard: Callable[[], Any], make: Callable[..., VideoWriter], *args: Any) -> Iterator[VideoWriter]:
    """Open a writer and close it, both under guard."""
    with guard():
        film = make(*args)
    try:
        yield film
    except BaseException as problem:
        film.__exit__(type(problem), problem, problem.__traceback__)
        raise
    with guard():
        film.__exit__(None, None, None)


def _sum(pixels: Pixels) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(pixels).data):08x}"


def _seal(pixels: Pixels) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(pixels).data, digest_size=16).digest()


def damaged(path: Path) -> Damaged:
    """Return the error for a stored clip that is not what it should be."""
    return Damaged(
        "The stored clip {path} is damaged; restore it from a backup or generate its take again.", path=path
    )
