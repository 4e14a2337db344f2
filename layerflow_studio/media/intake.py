"""One file on its way into the studio: read frame by frame, its alpha understood, brought to a size and rate.

How the colour beside alpha is meant is taken from a sample first. All frames are watched while they are read;
when they tell surely of something else, the file is read once more.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.alpha_reading import SURE, AlphaReading, AlphaWatch, straightened
from layerflow_studio.media.clip_files import ClipFacts
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.conform import cover, paced
from layerflow_studio.media.importer import MediaFacts, check_rest, probe, read_frames
from layerflow_studio.sentence import Sentence

MAX_FRAMES = 250_000
"""More are refused: nearly three hours at 24 frames a second."""
_LEAST_SHARE = 20
"""No film that was measured takes less than this part of its raw size in the store."""
_Result = TypeVar("_Result")


class _Misread(Exception):
    """The frames, now seen, hold their colour in another way than they were read."""

    def __init__(self, kind: AlphaKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass
class Intake:
    """How a file is to be read; `facts` tells what it is before anything is.

    `size` (width, height) is covered and cropped to, None keeps the footage's own, turned and with square
    pixels. `frames` and `rate` are those to bring it to, as `conform.fit` does. `fps` is the rate of pictures,
    which carry none. `alpha` says how the file holds its colour; None lets its pixels tell.
    Raises FileMissing, BadInput or Damaged with one sentence.
    """

    path: Path
    size: tuple[int, int] | None = None
    frames: int | None = None
    rate: Fraction | None = None
    fps: Fraction | None = None
    single: bool = False
    alpha: AlphaKind | None = None
    hold_gaps: bool = False
    """Hold the picture before one that is missing in a sequence, instead of refusing."""
    facts: MediaFacts = field(init=False)
    reading: AlphaReading = field(init=False)
    """How the colour is held as far as is known; final when the file was read."""

    def __post_init__(self) -> None:
        self.facts = probe(self.path, fps=self.fps, single=self.single, hold_gaps=self.hold_gaps)
        self.reading = self.facts.alpha
        if (self.facts.frames or 0) > MAX_FRAMES:
            raise BadInput(
                "{file} has {frames} frames, more than {most}; cut it first.",
                file=self.path.name,
                frames=self.facts.frames,
                most=MAX_FRAMES,
            )
        guess = self.facts.alpha
        sure = guess.certainty >= SURE and guess.kind is not AlphaKind.NONE
        self._kind = self.alpha or (guess.kind if sure else AlphaKind.STRAIGHT)
        self._again = False

    @property
    def width(self) -> int:
        """Width of what comes out."""
        return self.size[0] if self.size else self.facts.width

    @property
    def height(self) -> int:
        """Height of what comes out."""
        return self.size[1] if self.size else self.facts.height

    @property
    def out_fps(self) -> Fraction:
        """Rate of what comes out."""
        return Fraction(self.rate or self.facts.fps)

    @property
    def read_as(self) -> AlphaKind:
        """How the colour was taken; NONE only where the file has no alpha or it was asked for."""
        return self._kind if self.facts.has_alpha or self.facts.container == "exr" else AlphaKind.NONE

    @property
    def out_frames(self) -> int | None:
        """How many frames come out, None when only reading tells."""
        if self.frames is not None or self.facts.frames is None:
            return self.frames
        return max(1, round(self.facts.frames * self.out_fps / self.facts.fps))

    def read(
        self, take: Callable[[Iterator[Pixels]], _Result], progress: ProgressSink, cancel: CancelToken
    ) -> _Result:
        """Return what `take` makes of the frames (H, W, 4), which come one at a time.

        When they turn out to hold their colour in another way, `take` is left by an error and called again.
        """
        while True:
            try:
                return take(self._frames(progress, cancel))
            except _Misread as misread:
                self._kind, self._again = misread.kind, True

    def store(
        self,
        clips: ClipStore,
        progress: ProgressSink,
        cancel: CancelToken,
        laid: Callable[[Iterable[Pixels]], Iterable[Pixels]] = lambda frames: frames,
        into: ClipFacts | None = None,
    ) -> ClipId:
        """Read the file into a store and return the clip's id; memory does not grow with its length.

        `laid` may change the frames on their way, into a clip like `into`. Nothing is stored on an error.
        """
        self._check_space(clips.folder)
        sixteen = into.sixteen_bit if into else self.facts.sixteen_bit
        dtype = ClipFacts(1, self.width, self.height, self.out_fps, has_alpha=True, sixteen_bit=sixteen).dtype
        stage, expected = Sentence("Checking {file}", file=self.path.name), self.out_frames or 0

        def checking(done: int) -> None:
            cancel.check()
            progress.progress(stage, max(expected, done) + done, max(2 * expected, 2 * done, 1))

        def take(frames: Iterator[Pixels]) -> ClipId:
            return clips.put_frames(
                laid(frames),
                (self.width, self.height),
                into.fps if into else self.out_fps,
                dtype,
                writing=lambda _: cancel.check(),
                checking=checking,
            )

        clip = self.read(take, progress, cancel)
        if self.alpha is None and self.reading.kind is AlphaKind.NONE and clips.describe(clip).has_alpha:
            self.reading = AlphaReading(AlphaKind.STRAIGHT, 0.5, "There are no soft edges to tell by.")
        return clip

    def _frames(self, progress: ProgressSink, cancel: CancelToken) -> Iterator[Pixels]:
        watch = AlphaWatch() if self._watches else None
        stage, expected, count = Sentence("Reading {file}", file=self.path.name), self.facts.frames or 0, 0

        def seen() -> Iterator[Pixels]:
            nonlocal count
            for frame in read_frames(self.path, cancel=cancel, single=self.single, hold_gaps=self.hold_gaps):
                count += 1
                if count > MAX_FRAMES:
                    raise BadInput(
                        "{file} has more than {most} frames; cut it first.",
                        file=self.path.name,
                        most=MAX_FRAMES,
                    )
                progress.progress(stage, count, max(2 * expected, 2 * count))
                if watch is not None:
                    watch.add(frame)
                straight = straightened(frame, self._kind) if self.facts.has_alpha else frame
                yield cover(straight, self.width, self.height)

        source = seen()
        yield from paced(source, self.facts.fps, self.out_fps, self.frames)
        if count == 0:
            raise Damaged(
                "{file} holds no frame that can be read; copy or export it again.", file=self.path.name
            )
        whole = next(source, None) is None
        if not whole:
            check_rest(self.path, single=self.single, hold_gaps=self.hold_gaps, cancel=cancel)
        if watch is not None:
            self._judge(watch.reading(whole=whole))

    @property
    def _watches(self) -> bool:
        return self.alpha is None and self.facts.has_alpha and self.facts.container != "exr"

    def _judge(self, found: AlphaReading) -> None:
        """Keep what all frames tell, and ask for another reading when they were read wrongly."""
        if found.certainty < SURE:
            return
        self.reading = found
        if found.kind not in (AlphaKind.NONE, self._kind) and not self._again:
            raise _Misread(found.kind)

    def _check_space(self, folder: Path) -> None:
        """Raise BadInput when the disk cannot hold the clip, however well it is packed."""
        place = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        depth = 2 if self.facts.sixteen_bit else 1
        least = (self.out_frames or 0) * self.width * self.height * 4 * depth // _LEAST_SHARE
        free = shutil.disk_usage(place).free
        if least > free:
            raise BadInput(
                "{file} takes {least:.0f} GiB or more in the project, but {place} has {free:.1f} GiB "
                "free; free some space or cut it first.",
                file=self.path.name,
                least=least / 2**30,
                place=place,
                free=free / 2**30,
            )
