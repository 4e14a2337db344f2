"""Making clips fit: cover and crop to a size, and so many frames at a rate, all on premultiplied pixels."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import floor

import numpy as np

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.opencv import cv2


def resize(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return straight RGBA (H, W, 4) uint8 or uint16 at another size, same dtype, edges free of fringes.

    Area averaging when both sides shrink, else bicubic; transparent pixels lend their neighbours no colour.
    """
    if pixels.shape[:2] == (height, width):
        return pixels
    shrinks = width <= pixels.shape[1] and height <= pixels.shape[0]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    top = float(np.iinfo(pixels.dtype).max)
    if (pixels[..., 3] == top).all():
        return cv2.resize(pixels, (width, height), interpolation=how)
    work = pixels.astype(np.float32)
    work[..., :3] *= work[..., 3:] / top
    # Bicubic overshoots colour and alpha alike: dividing before clipping keeps the colour.
    work = cv2.resize(work, (width, height), interpolation=how).reshape(height, width, 4)
    alpha = work[..., 3:]
    np.divide(work[..., :3] * top, alpha, out=work[..., :3], where=alpha > 0)
    return np.rint(np.clip(work, 0.0, top)).astype(pixels.dtype)


def cover(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return pixels scaled to cover width x height, the overhang cut off evenly on both sides."""
    have_height, have_width = pixels.shape[:2]
    if (have_width, have_height) == (width, height):
        return pixels
    scale = max(width / have_width, height / have_height)
    cut_width = min(have_width, max(1, round(width / scale)))
    cut_height = min(have_height, max(1, round(height / scale)))
    left, top = (have_width - cut_width) // 2, (have_height - cut_height) // 2
    cut = np.ascontiguousarray(pixels[top : top + cut_height, left : left + cut_width])
    return resize(cut, width, height)


def nearest_frames(have: int, have_fps: Fraction, frames: int, fps: Fraction) -> list[int]:
    """Return the source frame nearest in time for each of `frames` frames at `fps`; at the end, the last."""
    half = Fraction(1, 2)
    return [min(have - 1, floor(index * have_fps / fps + half)) for index in range(frames)]


def paced(
    frames: Iterable[Pixels], have_fps: Fraction, fps: Fraction, count: int | None = None
) -> Iterator[Pixels]:
    """Yield frames at another rate as they come, the very ones that `fit` picks.

    There are `count`, the last one held where too few come; when None, as many as keep the duration. Frames
    after the last one that is needed are not asked for.
    """
    half, placed, done = Fraction(1, 2), 0, 0
    waiting: deque[Pixels] = deque()
    newest: Pixels | None = None
    for seen, newest in enumerate(frames, 1):
        while (count is None or placed < count) and floor(placed * have_fps / fps + half) < seen:
            waiting.append(newest)
            placed += 1
        # A frame that is nearest now is left out when the film turns out to end before its time.
        certain = max(1, round(seen * fps / have_fps)) if count is None else count
        while waiting and done < certain:
            yield waiting.popleft()
            done += 1
        if done == count:
            return
    if newest is None:
        return
    total = max(1, round(seen * fps / have_fps)) if count is None else count
    for _ in range(done, total):
        yield waiting.popleft() if waiting else newest


def fit(
    clip: ClipPixels, width: int, height: int, frames: int | None = None, fps: Fraction | None = None
) -> ClipPixels:
    """Return the clip covering width x height, `frames` long at `fps` (its own when None), same depth.

    Frames are taken from the start, nearest by time; a clip that is too short holds its last frame.
    A clip that already fits is returned as it is, so it keeps its hash. BadInput for sizes below 1.
    """
    rate = clip.fps if fps is None else Fraction(fps)
    if width < 1 or height < 1 or rate <= 0 or (frames is not None and frames < 1):
        raise BadInput(
            "A clip cannot be {width} × {height} with {frames} frames at {rate} fps; use numbers from 1 up.",
            width=width,
            height=height,
            frames=frames,
            rate=rate,
        )
    if frames is None:
        frames = max(1, round(clip.frames * rate / clip.fps))
    if (clip.width, clip.height, clip.frames, clip.fps) == (width, height, frames, rate):
        return clip
    out: Pixels = np.empty((frames, height, width, 4), clip.pixels.dtype)
    done: dict[int, int] = {}
    for index, source in enumerate(nearest_frames(clip.frames, clip.fps, frames, rate)):
        if source in done:
            out[index] = out[done[source]]
        else:
            out[index] = cover(clip.pixels[source], width, height)
            done[source] = index
    return ClipPixels(out, rate)
