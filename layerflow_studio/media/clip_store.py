"""Clips on disk under the hash of their pixels: FFV1 (RFC 9043) in Matroska, bit exact, checked when written.

Every frame is a key frame, so any one can be decoded alone. FFV1's own checksums only make FFmpeg's decoder
write a line to its log, so the CRC-32 of every frame's pixels travels in a tag and is compared on reading.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
import numpy as np

from layerflow_studio.core.frames import ClipPixels, Frame, clip_hash, freeze
from layerflow_studio.core.ids import ClipId, is_clip_id
from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.errors import BadInput, Damaged, FileMissing, SelfCheckFailed
from layerflow_studio.media.clip_io import (
    Pixels,
    VideoFormat,
    VideoWriter,
    narrow,
    rgb_frame_to_rgba,
    rgba_to_rgb_frame,
)
from layerflow_studio.media.flow import Moment, Pair, at_moment, measure, move
from layerflow_studio.media.frame_cache import Cache

_CHUNK = 8
_FPS_TAG, _SUMS_TAG, _ALPHA_TAG = "LAYERFLOW_FPS", "LAYERFLOW_CRC32", "LAYERFLOW_ALPHA"


@dataclass(frozen=True)
class ClipFacts:
    """What a stored clip is, known without decoding it."""

    frames: int
    width: int
    height: int
    fps: Fraction
    has_alpha: bool
    sixteen_bit: bool


class ClipStore:
    """A folder of clips named by content. One writer and many readers may use it at once, from any thread.

    `cache_bytes` bounds the memory that pictures take, half as much that of the motion between them. Reading
    raises FileMissing for an unknown clip and Damaged for a file that no longer holds what its name says.
    """

    def __init__(self, folder: Path, cache_bytes: int = 512 * 2**20) -> None:
        self._folder = folder
        self._cache = Cache[Frame](cache_bytes)
        self._motions = Cache[Pair | Moment](cache_bytes // 2)
        self._facts: dict[ClipId, ClipFacts] = {}

    @property
    def folder(self) -> Path:
        """Where the clips are."""
        return self._folder

    @property
    def cached_bytes(self) -> int:
        """Memory that decoded frames take now."""
        return self._cache.held

    def path_of(self, clip: ClipId) -> Path:
        """Return where a clip is or would be stored; BadInput when the text is no clip id."""
        if not is_clip_id(clip):
            raise BadInput(f"{clip!r} does not name a clip; ids are 64 hexadecimal digits.")
        return self._folder / f"{clip}.mkv"

    def __contains__(self, clip: object) -> bool:
        return isinstance(clip, str) and is_clip_id(clip) and self.path_of(clip).is_file()

    def ids(self) -> tuple[ClipId, ...]:
        """Return the ids of all stored clips, sorted."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(path.stem for path in self._folder.glob("*.mkv") if is_clip_id(path.stem)))

    def put(self, clip: ClipPixels, cancel: CancelToken | None = None) -> ClipId:
        """Store a clip and return its id; on return the file is on disk and was decoded and compared.

        Storing the same pixels again writes nothing, unless the stored file turns out to be damaged: then it
        is written anew. Raises SelfCheckFailed when the written file does not decode to the clip, and
        Cancelled; neither leaves a file behind.
        """
        identity = clip_hash(clip)
        target = self.path_of(identity)
        if target.is_file() and _holds(target, clip, cancel):
            return identity
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write_checked(target, clip, cancel)
        except (av.error.FFmpegError, OSError) as problem:
            raise BadInput(
                f"A clip cannot be written to {self._folder} ({problem.strerror}); "
                "free some space or choose another folder."
            ) from problem
        return identity

    def discard(self, clip: ClipId) -> None:
        """Delete a clip that nothing uses any more; one that is not there is no problem."""
        self.path_of(clip).unlink(missing_ok=True)
        self._facts.pop(clip, None)

    def describe(self, clip: ClipId) -> ClipFacts:
        """Return a clip's facts from its header."""
        known = self._facts.get(clip)
        if known is None:
            with _Reader(self._existing(clip)) as reader:
                known = self._facts[clip] = reader.facts
        return known

    def get(self, clip: ClipId) -> ClipPixels:
        """Return a whole clip at its stored depth; its hash is checked."""
        path = self._existing(clip)
        with _Reader(path) as reader:
            facts = reader.facts
            shape = (facts.frames, facts.height, facts.width, 4)
            pixels = np.empty(shape, np.uint16 if facts.sixteen_bit else np.uint8)
            for index, frame in reader.frames():
                pixels[index] = frame
        found = ClipPixels(pixels, facts.fps)
        if clip_hash(found) != clip:
            raise _damaged(path)
        return found

    def frame(self, clip: ClipId, index: int) -> Frame:
        """Return frame `index` as (H, W, 4) uint8, from memory or disk; IndexError outside the clip."""
        cached = self._cache.get((clip, index))
        if cached is not None:
            return cached
        if not 0 <= index < self.describe(clip).frames:
            raise IndexError(f"frame {index} of a clip of {self.describe(clip).frames} frames")
        first = index - index % _CHUNK
        wanted: Frame | None = None
        path = self._existing(clip)
        with _Reader(path) as reader:
            for position, pixels in reader.frames(first):
                if position >= first + _CHUNK:
                    break
                frame = freeze(narrow(pixels))
                self._cache.put((clip, position), frame)
                wanted = frame if position == index else wanted
        if wanted is None:
            raise _damaged(path)
        return wanted

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        """Return what a clip shows at `share` of the way from one frame to another, (H, W, 4) uint8 straight.

        Motion is measured on the guide, or on the clip when there is no guide as long and as large.
        """
        key = (clip, first, second, share, guide)
        known = self._cache.get(key)
        if known is None:
            moment = self._moment(self._guide(clip, guide), first, second, share)
            known = move(self.frame(clip, first), self.frame(clip, second), moment)
            self._cache.put(key, known)
        return known

    def frames(self, clip: ClipId) -> Iterator[Pixels]:
        """Yield every frame at its stored depth, one in memory at a time, past the cache: for export."""
        with _Reader(self._existing(clip)) as reader:
            for _, pixels in reader.frames():
                yield pixels

    def _guide(self, clip: ClipId, guide: ClipId | None) -> ClipId:
        """Return the clip to measure motion on: one that is not there, or unlike, is no guide."""
        if guide is None or guide not in self:
            return clip
        own, other = self.describe(clip), self.describe(guide)
        alike = (own.frames, own.width, own.height) == (other.frames, other.width, other.height)
        return guide if alike else clip

    def _moment(self, guide: ClipId, first: int, second: int, share: Fraction) -> Moment:
        moment = self._motions.get((guide, first, second, share))
        if not isinstance(moment, Moment):
            pair = self._motions.get((guide, first, second))
            if not isinstance(pair, Pair):
                pair = measure(self.frame(guide, first), self.frame(guide, second))
                self._motions.put((guide, first, second), pair)
            moment = at_moment(pair, share)
            self._motions.put((guide, first, second, share), moment)
        return moment

    def _existing(self, clip: ClipId) -> Path:
        path = self.path_of(clip)
        if not path.is_file():
            raise FileMissing(
                f"Clip {clip[:12]}… is not in {self._folder}; restore it from a backup of the project."
            )
        return path

    def _write_checked(self, target: Path, clip: ClipPixels, cancel: CancelToken | None) -> None:
        part = target.with_name(f".{target.stem[:16]}-{secrets.token_hex(4)}.part")
        try:
            self._write(part, clip, cancel)
            if not _holds(part, clip, cancel):
                raise SelfCheckFailed(
                    f"A clip did not survive being written to {self._folder}; check the disk and try again."
                )
            os.replace(part, target)  # noqa: PTH105 (the one call that is atomic on every system)
        finally:
            part.unlink(missing_ok=True)

    def _write(self, path: Path, clip: ClipPixels, cancel: CancelToken | None) -> None:
        form = VideoFormat(
            container="matroska",
            codec="ffv1",
            pix_fmt="bgra" if clip.pixels.dtype == np.uint8 else "gbrap16le",
            convert=rgba_to_rgb_frame,
            codec_options={"level": "3", "slicecrc": "1", "g": "1", "slices": str(_slices(clip))},
            container_metadata={
                _FPS_TAG: f"{clip.fps.numerator}/{clip.fps.denominator}",
                _SUMS_TAG: " ".join(_sum(frame) for frame in clip.pixels),
                _ALPHA_TAG: str(int(clip.has_alpha)),
            },
            bt709=False,
        )
        with VideoWriter(path, form, clip.width, clip.height, clip.fps) as writer:
            for frame in clip.pixels:
                if cancel is not None:
                    cancel.check()
                writer.write(frame)
        with path.open("rb+") as written:
            os.fsync(written.fileno())


class _Reader:
    """One stored file, open for decoding; every failure to make sense of it is Damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._container = av.open(f"file:{path}", format="matroska")
        except av.error.FFmpegError as problem:
            raise _damaged(path) from problem
        try:
            self._stream = self._container.streams.video[0]
            self._stream.thread_type = "AUTO"
            self.facts = self._read_facts()
        except (LookupError, ValueError, ZeroDivisionError) as problem:
            self._container.close()
            raise _damaged(path) from problem

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
                    raise _damaged(self._path)
                expected += 1
                yield index, pixels
        except (av.error.FFmpegError, LookupError) as problem:
            raise _damaged(self._path) from problem
        if expected != self.facts.frames:
            raise _damaged(self._path)

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()


def _holds(path: Path, clip: ClipPixels, cancel: CancelToken | None) -> bool:
    """Tell whether a file decodes to exactly this clip."""
    count = 0
    try:
        with _Reader(path) as reader:
            if reader.facts.fps != clip.fps:
                return False
            for index, pixels in reader.frames():
                if cancel is not None:
                    cancel.check()
                if index != count or not np.array_equal(pixels, clip.pixels[index]):
                    return False
                count += 1
    except Damaged:
        return False
    return count == clip.frames


def _sum(pixels: Pixels) -> str:
    return f"{zlib.crc32(np.ascontiguousarray(pixels).data):08x}"


def _slices(clip: ClipPixels) -> int:
    """Slices are decoded in parallel; FFV1 cannot cut very small pictures."""
    return 4 if min(clip.width, clip.height) >= 16 else 1


def _damaged(path: Path) -> Damaged:
    return Damaged(f"The stored clip {path} is damaged; restore it from a backup or generate its take again.")
