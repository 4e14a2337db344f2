"""The movie that stands for a layer in a hand-off: what it shows, and what its own header says it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from pathlib import Path

import av
import av.error

from layerflow_studio.core.document import Layer
from layerflow_studio.core.timebase import frame_of_timecode
from layerflow_studio.errors import BadInput, Damaged, FileMissing
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.footage import Footage


@dataclass(frozen=True)
class MediaFile:
    """An exported movie of one layer, straight alpha.

    `first` is the project frame whose picture comes first in the file; None says that the file holds the
    layer's clip from its beginning, as `layer_footage` gives it. `drawn` says that position, scale, rotation
    and opacity are in the pixels already, so that timelines must not apply them again.
    """

    path: Path
    first: int | None = None
    drawn: bool = False

    def starts_at(self, layer: Layer) -> int:
        """Return the project frame of the file's first picture."""
        return layer.span.start - layer.source_in if self.first is None else self.first


@dataclass(frozen=True)
class Media:
    """What a movie file says of itself; `timecode` is the one embedded in it."""

    path: Path
    width: int
    height: int
    frames: int
    rate: Fraction
    timecode: str | None
    has_alpha: bool

    @property
    def start(self) -> int:
        """The frame number its embedded timecode counts from; 0 without one."""
        return frame_of_timecode(self.timecode, self.rate) if self.timecode else 0

    @property
    def drop(self) -> bool:
        """Whether its embedded timecode is drop-frame."""
        return ";" in (self.timecode or "")


def read_media(path: Path) -> Media:
    """Return what a movie is, from its header alone; FileMissing or Damaged when it cannot be read."""
    path = path.parent.resolve() / path.name
    if not path.is_file():
        raise FileMissing("{path} is not there; export the layer's movie before its timeline.", path=path)
    try:
        with av.open(f"file:{path}") as container:
            stream = container.streams.video[0]
            pixel_format = stream.codec_context.format
            frames = stream.frames or sum(1 for packet in container.demux(stream) if packet.size)
            rate = stream.average_rate
            size = stream.width, stream.height
            timecode = stream.metadata.get("timecode") or container.metadata.get("timecode")
    except (av.error.FFmpegError, IndexError) as problem:
        raise Damaged(
            "{file} cannot be read as a movie ({problem}); export it again.", file=path.name, problem=problem
        ) from problem
    if not frames or not rate:
        raise Damaged("{file} holds no pictures; export it again.", file=path.name)
    has_alpha = any(component.is_alpha for component in pixel_format.components) if pixel_format else False
    return Media(path, *size, frames, Fraction(rate), timecode, has_alpha)


def layer_footage(layer: Layer, clips: ClipStore) -> Footage:
    """Return a layer's whole clip as it is stored, and its last frame held to the end of the layer's span.

    Unlike a drawn layer it has its own size, and handles before and after the span where the clip has them.
    BadInput when the layer has no clip, or shows it other than frame by frame once.
    """
    if layer.clip is None:
        raise BadInput(
            "Layer {layer!r} holds no clip to hand over; generate or import one first.", layer=layer.name
        )
    if not layer.plays_straight:
        raise BadInput(
            "Layer {layer!r} repeats its clip or plays it at another rate; hand it over drawn.",
            layer=layer.name,
        )
    clip, facts = layer.clip, clips.describe(layer.clip)
    held = max(0, layer.source_in + layer.span.length - facts.frames)

    def frames() -> Iterator[Pixels]:
        last: Pixels | None = None
        for last in clips.frames(clip):
            yield last
        if last is not None:
            yield from repeat(last, held)

    return Footage(frames, facts.frames + held, facts.width, facts.height, facts.fps)
