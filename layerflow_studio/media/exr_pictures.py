"""OpenEXR pictures: written with the OpenEXR library, checked with FFmpeg's decoder, read with the library.

By convention of the format colour is linear light multiplied by alpha ("associated").
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.errors import BadInput, Damaged
from layerflow_studio.media.linear_light import CHROMATICITIES, Floats, Space, straight, to_rec709, to_srgb
from layerflow_studio.media.self_check import Mismatch
from layerflow_studio.sentence import Sentence

Halves = NDArray[np.float16]
_PLANES = {"R": 2, "G": 0, "B": 1, "A": 3}
"""Where FFmpeg's planar RGB keeps each channel."""
_LARGEST = 65504.0


def halves(light: NDArray[Any]) -> Halves:
    """Return light as half floats, too bright values held at the largest."""
    return np.clip(light, -_LARGEST, _LARGEST).astype(np.float16)


def write_exr(path: Path, layers: Mapping[str, Halves], fps: Fraction, space: Space) -> None:
    """Write one picture with ZIP compression; `layers` names (H, W, 3 or 4), "" is the picture itself."""
    import OpenEXR

    channels = {
        f"{layer}.{channel}" if layer else channel: np.ascontiguousarray(light[..., index])
        for layer, light in layers.items()
        for index, channel in enumerate("RGBA"[: light.shape[2]])
    }
    header = {
        "type": OpenEXR.scanlineimage,
        "compression": OpenEXR.ZIP_COMPRESSION,
        "chromaticities": CHROMATICITIES[space],
        "framesPerSecond": (fps.numerator, fps.denominator),
        "software": "LayerFlow Studio",
    }
    try:
        OpenEXR.File(header, channels).write(str(path))
    except RuntimeError as problem:
        raise OSError(0, str(problem).splitlines()[0]) from problem


def check_exr(path: Path, layers: Mapping[str, Halves]) -> None:
    """Raise Mismatch unless FFmpeg decodes every layer of a picture to the same bits."""
    for layer, light in layers.items():
        found = _decode_layer(path, layer)
        if found.shape != light.shape:
            raise Mismatch(
                "{file} is {found} instead of {wanted}", file=path.name, found=found.shape, wanted=light.shape
            )
        if not np.array_equal(found, light.astype(np.float32)):
            apart = float(np.abs(found - light.astype(np.float32)).max())
            raise Mismatch(
                "{file} is off by {apart:.2g} in {part}",
                file=path.name,
                apart=apart,
                part=layer or Sentence("the picture"),
            )


def _decode_layer(path: Path, layer: str) -> Floats:
    try:
        with av.open(f"file:{path}", format="exr_pipe") as container:
            stream = container.streams.video[0]
            stream.codec_context.options = {"layer": layer}
            frame = next(container.decode(stream))
    except (av.error.FFmpegError, IndexError, StopIteration) as problem:
        raise Mismatch("{file} cannot be decoded ({problem})", file=path.name, problem=problem) from problem
    dtype = np.dtype("<f2" if "f16" in frame.format.name else "<f4")
    names = "RGBA" if frame.format.name.startswith("gbrap") else "RGB"
    planes: list[NDArray[Any]] = []
    for name in names:
        plane = frame.planes[_PLANES[name]]
        values = np.frombuffer(cast(Any, plane), dtype).reshape(
            plane.height, plane.line_size // dtype.itemsize
        )
        planes.append(values[:, : plane.width].astype(np.float32))
    return np.stack(planes, axis=-1)


@dataclass(frozen=True)
class ExrHeader:
    """What a picture's header says: sizes in pixels, where the data lie in what is shown, rate, primaries."""

    width: int
    height: int
    left: int
    top: int
    data_width: int
    data_height: int
    fps: Fraction | None
    chromaticities: tuple[float, ...]


def exr_header(path: Path) -> ExrHeader:
    """Return a picture's header; Damaged when it cannot be read."""
    fields = _opened(path, header_only=True).header()
    display, window = (
        [[int(value) for value in corner] for corner in fields[name]]
        for name in ("displayWindow", "dataWindow")
    )
    rate = [int(value) for value in fields.get("framesPerSecond", (0, 0))]
    return ExrHeader(
        display[1][0] - display[0][0] + 1,
        display[1][1] - display[0][1] + 1,
        window[0][0] - display[0][0],
        window[0][1] - display[0][1],
        window[1][0] - window[0][0] + 1,
        window[1][1] - window[0][1] + 1,
        Fraction(*rate) if min(rate) > 0 else None,
        tuple(float(x) for x in fields.get("chromaticities", CHROMATICITIES[Space.REC709])),
    )


def read_exr(path: Path, most: int) -> tuple[NDArray[np.uint16], bool]:
    """Return what a picture shows as straight sRGB (H, W, 4) uint16, and whether it held brighter light.

    Light above 1 is clipped. The main layer is read: R, G, B or Y, and A. BadInput for one larger than `most`
    a side or without those channels, Damaged for one that cannot be read.
    """
    header = exr_header(path)
    sides = header.width, header.height, header.data_width, header.data_height
    if min(sides) < 1:
        raise _damaged(path)
    if max(sides) > most:
        raise BadInput(
            "{file} is {width} × {height} pixels, more than {most} a side; scale it down first.",
            file=path.name,
            width=header.width,
            height=header.height,
            most=most,
        )
    found = _opened(path, header_only=False).channels()
    channels = {name: channel.pixels for name, channel in found.items()}
    names = ("R", "G", "B") if "R" in channels else ("Y", "Y", "Y")
    if not set(names) <= set(channels):
        raise BadInput(
            "{file} holds no channels R, G and B; save it again with a picture in them.", file=path.name
        )
    shape = header.data_height, header.data_width
    if any(channels[name].shape != shape for name in names):
        raise BadInput("{file} has halved colour channels; save it again as RGB.", file=path.name)
    alpha = channels.get("A", np.ones(shape, np.float32))
    if alpha.shape != shape:
        raise _damaged(path)
    light = np.stack([channels[name].astype(np.float32) for name in names] + [alpha.astype(np.float32)], -1)
    plain = straight(np.nan_to_num(light))
    with suppress(np.linalg.LinAlgError, ZeroDivisionError):  # primaries that make no sense are not followed
        plain = to_rec709(plain, header.chromaticities)
    bright = bool((plain[..., :3] > 1.001).any())
    return _placed(to_srgb(plain), [header.left, header.top], header.width, header.height), bright


def _placed(pixels: NDArray[np.uint16], at: list[int], width: int, height: int) -> NDArray[np.uint16]:
    """Return a canvas with the pixels at a place, cut to it; transparent elsewhere."""
    if at == [0, 0] and pixels.shape[:2] == (height, width):
        return pixels
    canvas = np.zeros((height, width, 4), np.uint16)
    left, top = max(0, at[0]), max(0, at[1])
    right, below = min(width, at[0] + pixels.shape[1]), min(height, at[1] + pixels.shape[0])
    if left < right and top < below:
        canvas[top:below, left:right] = pixels[top - at[1] : below - at[1], left - at[0] : right - at[0]]
    return canvas


def _opened(path: Path, *, header_only: bool) -> Any:
    import OpenEXR

    try:
        opened = OpenEXR.File(str(path), separate_channels=True, header_only=header_only)
        opened.header()
    except (RuntimeError, ValueError, MemoryError, KeyError) as problem:
        raise _damaged(path) from problem
    return opened


def _damaged(path: Path) -> Damaged:
    return Damaged("{file} is damaged or cut short; copy or save it again.", file=path.name)
