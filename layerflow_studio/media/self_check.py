"""Is the file that was written the film that was meant? It is decoded again and compared frame by frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import narrow
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.errors import Told
from layerflow_studio.media.clip_io import Pixels, frame_to_rgba, plane_of, widen
from layerflow_studio.media.opencv import cv2
from layerflow_studio.sentence import Sentence

Decoded = av.VideoFrame | Pixels
"""A frame as a decoder gives it: of FFmpeg, or RGBA of another library."""


class Mismatch(Told):
    """What differs, as the second half of a sentence; turned into SelfCheckFailed where the file is known."""


@dataclass(frozen=True)
class ExportReport:
    """An export that was checked. Differences are in 8-bit levels, over all frames and pixels."""

    path: Path
    frames: int
    width: int
    height: int
    fps: Fraction
    rgb_max: float
    rgb_mean: float
    alpha_max: float
    seconds: float
    bytes: int


@dataclass
class Differences:
    """Running account of how far decoded frames are from the meant ones; limits are 8-bit levels in a frame.

    The limits of each format sit well above what it does to pure noise, its hardest input: a check that fails
    means a broken file, not a difficult picture. All zero asks for the same bits.
    """

    max_limit: float = 0.0
    mean_limit: float = 0.0
    alpha_limit: float = 0.0
    block_limit: float = float("inf")
    """For the mean of a block of 16 x 16 pixels, where single ones may differ a lot."""
    seen_only: bool = False
    """Leave out the colour under fully transparent pixels, which some formats do not keep."""
    frames: int = 0
    rgb_max: float = 0.0
    rgb_mean: float = 0.0
    alpha_max: float = 0.0

    def add(self, meant: Pixels, decoded: Decoded) -> None:
        """Compare one more frame; raises Mismatch when it is off by more than the limits."""
        found = decoded if isinstance(decoded, np.ndarray) else frame_to_rgba(decoded)
        number = self.frames + 1
        if meant.shape != found.shape:
            raise Mismatch(
                "frame {number} is {width} × {height} pixels",
                number=number,
                width=found.shape[1],
                height=found.shape[0],
            )
        size = np.abs(widen(found).astype(np.float32) - widen(meant)) / np.float32(257)
        colour, alpha = size[..., :3], float(size[..., 3].max())
        if self.seen_only:
            colour = colour * (meant[..., 3:] > 0)
        if self.block_limit != float("inf"):
            signed = (widen(found)[..., :3].astype(np.float32) - widen(meant)[..., :3]) / np.float32(257)
            blocks = (max(1, meant.shape[1] // 16), max(1, meant.shape[0] // 16))
            off = np.abs(_mean(signed * (meant[..., 3:] > 0), blocks))
            self.judge("colour of a block", float(off.max()), self.block_limit)
        mean, largest = float(colour.mean(dtype=np.float64)), float(colour.max())
        self.judge("colour", mean, self.mean_limit)
        self.judge("colour at one pixel", largest, self.max_limit)
        self.judge("transparency", alpha, self.alpha_limit)
        self.rgb_max = max(self.rgb_max, largest)
        self.rgb_mean += (mean - self.rgb_mean) / number
        self.alpha_max = max(self.alpha_max, alpha)
        self.frames = number

    def judge(self, what: str, value: float, limit: float) -> None:
        """Raise Mismatch for the frame being compared when a value is above its limit."""
        if value > limit:
            raise Mismatch(
                "the {what} of frame {number} is off by {value:.2g} levels (at most {limit:g})",
                what=Sentence(what),
                number=self.frames + 1,
                value=value,
                limit=limit,
            )


@dataclass
class DifferencesInBlocks(Differences):
    """The same for lossy video, where chroma is halved or single pixels differ and RGB clipping hides it.

    The decoded planes are compared with BT.709 luma and chroma computed here (ITU-R BT.709-6, section 3), as
    means of 16 x 16 blocks: coding noise averages out, a wrong matrix, a shift or a torn row does not.
    """

    max_limit: float = float("inf")
    mean_limit: float = float("inf")
    alpha_limit: float = float("inf")
    luma_limit: float = 4.0
    chroma_limit: float = 10.0
    alpha_block_limit: float = 4.0

    @classmethod
    def at_rate_factor(cls, crf: int) -> DifferencesInBlocks:
        """Return the limits for H.264 and H.265 at a rate factor of up to 40.

        Measured on noise, blocks are off by at most 3.8 levels of brightness at 20, 6 at 28 and 22 at 40.
        """
        coarser = max(0, crf - 18)
        return cls(luma_limit=4 + 1.25 * coarser, chroma_limit=10 + coarser / 2)

    def add(self, meant: Pixels, decoded: Decoded) -> None:
        """Compare one more frame; raises Mismatch when a block is off by more than the limits."""
        assert not isinstance(decoded, np.ndarray)
        blocks = (max(1, meant.shape[1] // 16), max(1, meant.shape[0] // 16))
        planes = [*_bt709(narrow(meant)), narrow(meant)[..., 3].astype(np.float32)]
        bits = decoded.format.components[0].bits
        has_alpha = len(decoded.format.components) == 4
        for index, plane in enumerate(planes if has_alpha else planes[:3]):
            top = (1 << bits) - 1
            # Limited-range codes shift with the depth; full-range alpha scales.
            scale = 255 / top if index == 3 else 1 / (1 << (bits - 8))
            found = plane_of(decoded, index, bits).astype(np.float32) * np.float32(scale)
            off = float(np.abs(_mean(found, blocks) - _mean(plane, blocks)).max())
            what, limit = (
                ("brightness", self.luma_limit),
                ("colour", self.chroma_limit),
                ("colour", self.chroma_limit),
                ("transparency", self.alpha_block_limit),
            )[index]
            self.judge(what, off, limit)
        super().add(meant, decoded)


def _bt709(rgb: Pixels) -> tuple[NDArray[Any], ...]:
    """Limited-range Y', Cb, Cr (H, W) float32 of (H, W, 3 or 4) uint8."""
    red, green, blue = (rgb[..., channel].astype(np.float32) for channel in range(3))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        16 + luma * (219 / 255),
        128 + (blue - luma) * (224 / 255 / 1.8556),
        128 + (red - luma) * (224 / 255 / 1.5748),
    )


def _mean(plane: NDArray[Any], blocks: tuple[int, int]) -> NDArray[Any]:
    return cv2.resize(plane, blocks, interpolation=cv2.INTER_AREA)


def compare(
    meant: Iterable[Pixels],
    found: Iterable[Decoded],
    count: int,
    differences: Differences,
    step: Callable[[int], None],
) -> None:
    """Walk both films side by side; raises Mismatch, also for a missing or an extra frame."""
    decoded = iter(found)
    for index, frame in enumerate(meant):
        step(index)
        other = next(decoded, None)
        if other is None:
            raise Mismatch("it holds only {index} of {count} frames", index=index, count=count)
        differences.add(frame, other)
    if next(decoded, None) is not None:
        raise Mismatch("it holds more than {count} frames", count=count)


def counting(
    stage: str, total: int, progress: ProgressSink, cancel: CancelToken | None
) -> Callable[[int], None]:
    """Return a step that reports progress in a stage and raises Cancelled when asked to stop."""

    def step(done: int) -> None:
        if cancel is not None:
            cancel.check()
        progress.progress(stage, done, total)

    return step
