"""Clips on disk under the hash of their pixels, bit exact, checked when written; `clip_files` knows the file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av.error
import numpy as np

from layerflow_studio.core.frames import ClipPixels, Frame, clip_hash, freeze, narrow
from layerflow_studio.core.ids import ClipId, is_clip_id
from layerflow_studio.core.jobs import CancelToken
from layerflow_studio.errors import BadInput, Damaged, FileMissing, SelfCheckFailed, StudioError, reason_of
from layerflow_studio.media.clip_files import ClipFacts, ClipFileReader, ClipFileWriter, Step, damaged
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.flow import Moment, Pair, at_moment, measure, move
from layerflow_studio.media.frame_cache import Cache

__all__ = ["ClipFacts", "ClipStore"]

_CHUNK = 8


class ClipStore:
    """A folder of clips named by content. One writer and many readers may use it at once, from any thread.

    `cache_bytes` bounds the memory that pictures take, half as much that of the motion between them. Reading
    raises FileMissing for an unknown clip and Damaged for a file that no longer holds what its name says.
    """

    def __init__(self, folder: Path, cache_bytes: int = 512 * 2**20) -> None:
        self._folder = folder
        self._cache = Cache[Pixels](cache_bytes)
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
            raise BadInput("{clip!r} does not name a clip; ids are 64 hexadecimal digits.", clip=clip)
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
        Cancelled; neither leaves a file behind. The frames and facts of a new clip, which are looked at
        next, are remembered.
        """
        step = _checking(cancel)
        if self._holds(clip_hash(clip), step):
            return clip_hash(clip)
        size = (clip.width, clip.height)
        identity = self.put_frames(
            clip.pixels, size, clip.fps, clip.pixels.dtype, writing=step, checking=step
        )
        self.describe(identity)  # it is opened here, where nobody waits for that
        for index, pixels in enumerate(clip.pixels):
            self._cache.put((identity, index), freeze(narrow(pixels.copy())))
        return identity

    def put_frames(
        self,
        frames: Iterable[Pixels],
        size: tuple[int, int],
        fps: Fraction,
        dtype: np.dtype[Any],
        *,
        writing: Step,
        checking: Step,
    ) -> ClipId:
        """Store frames (H, W, 4) of one size (W, H) and depth as they come, one in memory at a time, as `put`.

        Both steps are told how many frames are done. What `frames` or a step raises leaves nothing behind.
        BadInput when there are no frames.
        """
        with self._writing():
            self._folder.mkdir(parents=True, exist_ok=True)
        rough, whole = (self._folder / f".{secrets.token_hex(8)}.part" for _ in range(2))
        writer = ClipFileWriter(rough, *size, fps, dtype)
        try:
            writer.write(frames, writing, self._writing)
            if not writer.frames:
                raise BadInput("A clip needs at least one frame; choose other footage.")
            with self._writing():
                identity = self._finished(writer, whole, checking)
                rough.unlink()
                if not self._holds(identity, _checking(None)):
                    os.replace(whole, self.path_of(identity))  # noqa: PTH105 (the one call that is atomic)
            return identity
        finally:
            with suppress(OSError):  # a disk that fails has said so already
                rough.unlink(missing_ok=True)
                whole.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what a crash left half written; only for the one who has the folder locked."""
        for part in self._folder.glob(".*.part"):
            part.unlink(missing_ok=True)

    def discard(self, clip: ClipId) -> None:
        """Delete a clip that nothing uses any more; one that is not there is no problem."""
        self.path_of(clip).unlink(missing_ok=True)
        self._facts.pop(clip, None)

    def describe(self, clip: ClipId) -> ClipFacts:
        """Return a clip's facts from its header."""
        known = self._facts.get(clip)
        if known is None:
            with ClipFileReader(self._existing(clip)) as reader:
                known = self._facts[clip] = reader.facts
        return known

    def get(self, clip: ClipId) -> ClipPixels:
        """Return a whole clip at its stored depth; its hash is checked."""
        facts = self.describe(clip)
        found = self.pick(clip, range(facts.frames))
        if clip_hash(found) != clip:
            raise damaged(self.path_of(clip))
        return found

    def pick(self, clip: ClipId, indices: Sequence[int]) -> ClipPixels:
        """Return these frames of a clip in this order, some perhaps twice, at its stored depth and rate."""
        path, last = self._existing(clip), max(indices)
        places: dict[int, list[int]] = {}
        for place, index in enumerate(indices):
            places.setdefault(index, []).append(place)
        with ClipFileReader(path) as reader:
            facts = reader.facts
            if not 0 <= min(indices) <= last < facts.frames:
                raise IndexError(f"frames {min(indices)} to {last} of a clip of {facts.frames} frames")
            pixels = np.empty((len(indices), facts.height, facts.width, 4), facts.dtype)
            for index, frame in reader.frames(min(indices)):
                pixels[places.get(index, [])] = frame
                if index == last < facts.frames - 1:
                    break
        return ClipPixels(pixels, facts.fps)

    def put_at_rate(self, clip: ClipId, fps: Fraction, cancel: CancelToken | None = None) -> ClipId:
        """Store all frames of a clip at another rate, one in memory at a time, and return the new clip's id."""
        facts, step = self.describe(clip), _checking(cancel)
        size = (facts.width, facts.height)
        return self.put_frames(self.frames(clip), size, fps, facts.dtype, writing=step, checking=step)

    def intact(self, clip: ClipId) -> bool:
        """Decode a whole clip, one frame in memory at a time, and tell whether it hashes to its name.

        FileMissing or Damaged when it cannot be read.
        """
        with ClipFileReader(self._existing(clip)) as reader:
            return reader.identity(_checking(None)) == clip

    def frame(self, clip: ClipId, index: int) -> Frame:
        """Return frame `index` as (H, W, 4) uint8, from memory or disk; IndexError outside the clip."""
        return self._remembered(clip, index, narrow, ())

    def stored_frame(self, clip: ClipId, index: int) -> Pixels:
        """Return the same as deep as it is stored, (H, W, 4) uint8 or uint16."""
        if not self.describe(clip).sixteen_bit:
            return self.frame(clip, index)
        return self._remembered(clip, index, lambda pixels: pixels, ("deep",))

    def _remembered(
        self, clip: ClipId, index: int, made: Callable[[Pixels], Pixels], kind: tuple[str, ...]
    ) -> Pixels:
        """Return what is made of a frame; its neighbours are kept in memory too."""
        cached = self._cache.get((clip, index, *kind))
        if cached is not None:
            return cached
        if not 0 <= index < self.describe(clip).frames:
            raise IndexError(f"frame {index} of a clip of {self.describe(clip).frames} frames")
        first = index - index % _CHUNK
        wanted: Pixels | None = None
        path = self._existing(clip)
        with ClipFileReader(path) as reader:
            for position, pixels in reader.frames(first):
                if position >= first + _CHUNK:
                    break
                frame = freeze(made(pixels))
                self._cache.put((clip, position, *kind), frame)
                wanted = frame if position == index else wanted
        if wanted is None:
            raise damaged(path)
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

    def frames(self, clip: ClipId, first: int = 0) -> Iterator[Pixels]:
        """Yield the frames from `first` on, as deep as stored, one in memory at a time, past the cache."""
        with ClipFileReader(self._existing(clip)) as reader:
            for _, pixels in reader.frames(first):
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
                "Clip {clip}… is not in {folder}; restore it from a backup of the project.",
                clip=clip[:12],
                folder=self._folder,
            )
        return path

    def _finished(self, writer: ClipFileWriter, path: Path, step: Step) -> ClipId:
        try:
            return writer.finish(path, step)
        except Damaged as problem:
            raise SelfCheckFailed(
                "A clip did not survive being written to {folder}; check the disk and try again.",
                folder=self._folder,
            ) from problem

    def _holds(self, clip: ClipId, step: Step) -> bool:
        """Tell whether a clip is stored and whole."""
        try:
            with ClipFileReader(self._existing(clip)) as reader:
                return reader.identity(step) == clip
        except (Damaged, FileMissing):
            return False

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn what the disk or the encoder refuse into a sentence."""
        try:
            yield
        except StudioError:
            raise
        except (av.error.FFmpegError, OSError) as problem:
            raise BadInput(
                "A clip cannot be written to {folder} ({reason}); free some space or choose another folder.",
                folder=self._folder,
                reason=reason_of(problem),
            ) from problem


def _checking(cancel: CancelToken | None) -> Step:
    def step(_: int) -> None:
        if cancel is not None:
            cancel.check()

    return step
