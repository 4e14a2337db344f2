"""A comp for other programs to render, read back from the timeline that was handed over."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
from numpy.typing import NDArray
from opentimelineio.url_utils import filepath_from_url

from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import BlendMode, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.encoders import export_prores4444
from layerflow_studio.media.handoff.layer_media import MediaFile, layer_footage
from layerflow_studio.media.handoff.package import write_handoff

from ..films import smooth_clip

WIDTH, HEIGHT, FRAMES = 320, 180, 4
FPS, RATE = Fraction(8), Fraction(24)


@dataclass(frozen=True)
class Shot:
    """One track as the .otio file tells it: `blank` frames, then a movie from `first` for `length` frames."""

    path: Path
    blank: int
    first: int
    length: int


@dataclass(frozen=True)
class AppComp:
    """What another program is to render, bottom first, and how our compositor does it."""

    shots: tuple[Shot, ...]
    opacity: float
    blend: BlendMode
    meant: NDArray[np.float64]
    """(frames, HEIGHT, WIDTH, 3), 0..255."""


def app_comp(folder: Path, blend: BlendMode = BlendMode.OVER, opacity: float = 1.0) -> AppComp:
    """Hand over a foreground that comes in late over an opaque background, and read it back."""
    clips = ClipStore(folder / "clips")
    front = smooth_clip(WIDTH, HEIGHT, FRAMES)
    back = front.pixels[:, ::-1, ::-1].copy()
    back[..., 3] = 255
    layers = (
        Layer(
            "back",
            "Background",
            Role.BACKGROUND,
            Span(0, FRAMES),
            clip=clips.put(ClipPixels(back, FPS)),
            clip_frames=FRAMES,
        ),
        Layer(
            "front",
            "Foreground",
            Role.FOREGROUND,
            Span(2, FRAMES),
            clip=clips.put(front),
            clip_frames=FRAMES,
            source_in=1,
            opacity=opacity,
            blend=blend,
        ),
    )
    document = Document(Canvas(WIDTH, HEIGHT, FPS, FRAMES), layers)
    media = {layer.id: MediaFile(folder / f"{layer.id}.mov") for layer in layers}
    for layer in layers:
        footage = layer_footage(layer, clips)
        export_prores4444(footage, media[layer.id].path, rate=RATE, timecode="01:00:00:00")
    report = write_handoff(document, media, folder, name="comp", rate=RATE)
    pictures = [render_frame(document, frame, clips)[..., :3] for frame in range(FRAMES)]
    return AppComp(
        shots=tuple(_shot(track) for track in _read(report.files["otio"]).video_tracks()),
        opacity=opacity,
        blend=blend,
        meant=np.repeat(np.stack(pictures), int(RATE / FPS), axis=0).astype(np.float64),
    )


def decoded(path: Path) -> NDArray[np.float64]:
    """All frames of a lossless RGB film, (frames, HEIGHT, WIDTH, 3), 0..255."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgba")[..., :3] for frame in container.decode(video=0)]
    return np.stack(frames).astype(np.float64)


def _read(path: Path) -> otio.schema.Timeline:
    return otio.adapters.read_from_file(str(path))


def _shot(track: otio.schema.Track) -> Shot:
    (clip,) = track.find_clips()
    used, there = clip.source_range, clip.available_range()
    return Shot(
        path=Path(filepath_from_url(clip.media_reference.target_url)),
        blank=round(track.range_of_child(clip).start_time.value),
        first=round(used.start_time.value - there.start_time.value),
        length=round(used.duration.value),
    )
