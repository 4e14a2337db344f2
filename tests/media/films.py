"""Clips and files the media tests are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress

FPS = Fraction(8)


def smooth_clip(
    width: int, height: int, frames: int = 3, dtype: Any = np.uint8, fps: Fraction = FPS, alpha: bool = True
) -> ClipPixels:
    """Ramps and slow waves in every channel, moving; alpha reaches both ends."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    top = np.iinfo(dtype).max
    film = []
    for i in range(frames):
        matte = np.clip(0.5 + 0.7 * np.sin(y / 50 - i / 4 + x / 90), 0, 1) if alpha else np.ones_like(x)
        film.append(np.stack([x / width, y / height, 0.5 + 0.4 * np.sin(x / 40 + i / 3), matte], -1))
    return ClipPixels(np.rint(np.stack(film) * top).astype(dtype), fps)


def noise_clip(width: int, height: int, frames: int = 3, dtype: Any = np.uint8, seed: int = 0) -> ClipPixels:
    """Every value random, the hardest picture there is."""
    values = np.random.default_rng(seed).integers(0, np.iinfo(dtype).max + 1, (frames, height, width, 4))
    return ClipPixels(values.astype(dtype), FPS)


def levels(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    """Absolute difference in 8-bit levels, whatever the depths."""
    in_levels = [np.asarray(a, np.float64) / (257 if a.dtype == np.uint16 else 1) for a in (first, second)]
    return np.abs(in_levels[0] - in_levels[1])


@dataclass
class Recipe:
    """How `film_file` writes a video that is not one of our exports."""

    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    rate: Fraction = Fraction(24)
    options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    times: Sequence[int] | None = None
    """Presentation times in ticks of 1/rate, 0, 1, 2 … when None."""
    rotation: int = 0
    pixel_aspect: Fraction | None = None
    matrix: Colorspace | None = None
    tagged: bool = False
    curve: int | None = None


def film_file(path: Path, clip: ClipPixels | Iterator[NDArray[Any]], recipe: Recipe) -> Path:
    """Write a clip, or frames as they come, with PyAV alone, apart from the code under test."""
    frames = iter(clip.pixels) if isinstance(clip, ClipPixels) else clip
    first = next(frames)
    with av.open(str(path), "w", options=dict(recipe.container_options)) as container:
        stream = cast(
            av.VideoStream,
            container.add_stream(recipe.codec, rate=recipe.rate, options=dict(recipe.options)),
        )
        stream.height, stream.width, stream.pix_fmt = *first.shape[:2], recipe.pix_fmt
        if recipe.pixel_aspect:
            stream.codec_context.sample_aspect_ratio = recipe.pixel_aspect
        if recipe.rotation:
            stream.set_display_rotation(recipe.rotation)
        if recipe.curve is not None:
            stream.codec_context.color_trc = recipe.curve
        if recipe.tagged and recipe.matrix is not None:
            stream.codec_context.colorspace = recipe.matrix
        for index, pixels in enumerate(chain([first], frames)):
            deep = pixels.dtype == np.uint16
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgba64le" if deep else "rgba")
            frame = frame.reformat(
                format=recipe.pix_fmt,
                dst_colorspace=recipe.matrix,
                dst_color_range=None if recipe.matrix is None else ColorRange.MPEG,
                interpolation=0x40000 | 0x2000 | 0x4000 | 4,
                threads=1,
            )
            if not recipe.tagged:
                frame.colorspace = 2
            frame.pts = recipe.times[index] if recipe.times else index
            frame.time_base = 1 / recipe.rate
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


class CancelsAt(SilentProgress):
    """A progress sink that cancels its own job at the n-th report."""

    def __init__(self, report: int, stage: str = "") -> None:
        self.token = CancelToken()
        self.stages: list[str] = []
        self._left = report
        self._stage = stage

    def progress(self, stage: str, done: int, total: int) -> None:
        self.stages.append(stage)
        if self._stage in stage:
            self._left -= 1
            if self._left == 0:
                self.token.cancel()


class Reports(SilentProgress):
    """A progress sink that remembers."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, int, int]] = []

    def progress(self, stage: str, done: int, total: int) -> None:
        self.seen.append((stage, done, total))
