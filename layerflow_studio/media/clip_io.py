"""Between numpy RGBA and PyAV frames: the one place where swscale is called.

Three measured traps shape every conversion here. swscale with several threads corrupts rows when the width is
not a multiple of 16 (threads=1 and the accurate flags do not); it guesses BT.601 unless told; and it loses
half a level when it widens 8 bits itself, so numpy does that, and alpha planes pass as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import av
import av.error
import numpy as np
from av.codec.context import Flags, ThreadType
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray

from layerflow_studio.core.frames import narrow
from layerflow_studio.errors import BadInput
from layerflow_studio.media.opencv import cv2

Pixels = NDArray[Any]
"""(H, W, 4) uint8 or uint16 (full range 0..65535), straight alpha, sRGB code values."""

HQ = (
    Interpolation.BICUBIC
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INT
    | Interpolation.FULL_CHR_H_INP
)
UNSPECIFIED = 2
"""AVCOL_SPC_UNSPECIFIED, AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED."""
_HD_HEIGHT = 720
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}


def widen(pixels: Pixels) -> NDArray[np.uint16]:
    """Return pixels as full-range uint16: uint8 times 257, uint16 as it is."""
    if pixels.dtype == np.uint16:
        return pixels
    return pixels.astype(np.uint16) * np.uint16(257)


def carries_alpha(pix_fmt: av.VideoFormat) -> bool:
    """Tell whether a pixel format can hold transparency (a palette can)."""
    return pix_fmt.has_palette or any(part.is_alpha for part in pix_fmt.components)


def is_deep(pix_fmt: av.VideoFormat) -> bool:
    """Tell whether a pixel format has more than 8 bits a component."""
    return any(part.bits > 8 for part in pix_fmt.components)


def assumed_matrix(frame: av.VideoFrame) -> Colorspace:
    """Return the frame's YUV matrix; where the file does not say: BT.709 from 720 lines on, BT.601 below."""
    tagged = _MATRICES.get(frame.colorspace)
    if tagged is not None:
        return tagged
    return Colorspace.ITU709 if frame.height >= _HD_HEIGHT else Colorspace.ITU601


def assumed_range(frame: av.VideoFrame) -> ColorRange:
    """Return the frame's code range; where the file does not say: full for RGB, grey, yuvj, else limited."""
    if frame.color_range in (ColorRange.MPEG, ColorRange.JPEG):
        return ColorRange(frame.color_range)
    name = frame.format.name
    full = frame.format.is_rgb or frame.format.has_palette or name.startswith(("yuvj", "gray", "ya"))
    return ColorRange.JPEG if full else ColorRange.MPEG


def frame_to_rgba(frame: av.VideoFrame) -> Pixels:
    """Return a decoded frame as (H, W, 4) straight RGBA: uint16 if its format is deeper than 8 bits.

    Raises BadInput for floating-point pictures, whose colours are not sRGB code values.
    """
    source = frame.format
    if source.name.endswith(("f32le", "f32be", "f16le", "f16be")):
        raise BadInput("Floating-point pictures cannot be read yet; save them as 16-bit PNG or TIFF.")
    deep = is_deep(source)
    target = "rgba64le" if deep else "rgba"
    if source.name == target:
        converted = frame
    elif source.is_rgb or source.has_palette:
        converted = frame.reformat(format=target, interpolation=HQ, threads=1)
    else:
        converted = frame.reformat(
            format=target,
            src_colorspace=assumed_matrix(frame),
            src_color_range=assumed_range(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=HQ,
            threads=1,
        )
    pixels: Pixels = converted.to_ndarray()
    bits = _planar_alpha_bits(source)
    if bits:
        plane = plane_of(frame, 3, bits).astype(np.uint32)
        top, full = (1 << bits) - 1, 65535 if deep else 255
        pixels[..., 3] = (plane * full + top // 2) // top
    return pixels


def rgba_to_yuv(pixels: Pixels, pix_fmt: str) -> av.VideoFrame:
    """Return straight RGBA as a BT.709 limited-range frame of `pix_fmt`, tagged 1-1-1, its alpha exact."""
    # 4:2:0 of 8 bits is measured clean from rgb24; deep formats need 16 bits in.
    if pix_fmt == "yuv420p":
        source = av.VideoFrame.from_ndarray(np.ascontiguousarray(narrow(pixels)[..., :3]), format="rgb24")
    else:
        source = av.VideoFrame.from_ndarray(np.ascontiguousarray(widen(pixels)), format="rgba64le")
    frame = source.reformat(
        format=pix_fmt,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation=HQ,
        threads=1,
    )
    frame.color_primaries, frame.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    bits = _planar_alpha_bits(frame.format)
    if bits:
        top = (1 << bits) - 1
        alpha = widen(pixels)[..., 3].astype(np.uint32)
        plane_of(frame, 3, bits)[:] = (alpha * top + 32767) // 65535
    return frame


def rgba_to_rgb_frame(pixels: Pixels) -> av.VideoFrame:
    """Return straight RGBA, not converted, as bgra (uint8) or gbrap16le (uint16): what FFV1 stores."""
    if pixels.dtype == np.uint8:
        swapped: Pixels = cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA)
        return av.VideoFrame.from_ndarray(swapped, format="bgra")
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="gbrap16le")


def rgb_frame_to_rgba(frame: av.VideoFrame) -> Pixels:
    """Undo `rgba_to_rgb_frame` exactly."""
    if frame.format.name == "bgra":
        return cv2.cvtColor(frame.to_ndarray(), cv2.COLOR_BGRA2RGBA)
    return frame.to_ndarray()


def _planar_alpha_bits(pix_fmt: av.VideoFormat) -> int:
    """Depth of a fourth, alpha plane in native byte order; 0 when there is none of that kind."""
    planar = pix_fmt.name.startswith(("yuva", "gbrap")) and not pix_fmt.is_big_endian
    alpha = [part for part in pix_fmt.components if part.is_alpha]
    return alpha[0].bits if planar and alpha and alpha[0].plane == 3 else 0


def plane_of(frame: av.VideoFrame, index: int, bits: int = 8) -> NDArray[Any]:
    """Return a writable view of one plane without its row padding: (H, W) uint8, uint16 above 8 bits."""
    dtype = np.dtype(np.uint8 if bits == 8 else "<u2")
    plane = frame.planes[index]
    values = np.frombuffer(cast(Any, plane), dtype=dtype)
    return values.reshape(plane.height, plane.line_size // dtype.itemsize)[:, : plane.width]


@dataclass(frozen=True)
class VideoFormat:
    """How a video file is written: container, codec, pixel format and their options."""

    container: str
    codec: str
    pix_fmt: str
    convert: Callable[[Pixels], av.VideoFrame]
    codec_options: dict[str, str] = field(default_factory=dict)
    container_options: dict[str, str] = field(default_factory=dict)
    stream_metadata: dict[str, str] = field(default_factory=dict)
    container_metadata: dict[str, str] = field(default_factory=dict)
    qscale: int | None = None
    bt709: bool = True


class VideoWriter:
    """A context manager that writes one video stream; leaving it closes the file. av errors pass through."""

    def __init__(self, path: Path, form: VideoFormat, width: int, height: int, rate: Fraction) -> None:
        self._form = form
        self._rate = rate
        self._count = 0
        try:
            av.Codec(form.codec, "w")
        except ValueError as problem:
            raise BadInput(
                "This build of FFmpeg has no {codec} encoder; choose another format.", codec=form.codec
            ) from problem
        self._container: OutputContainer = av.open(
            f"file:{path}", "w", format=form.container, options=dict(form.container_options)
        )
        self._container.metadata.update(form.container_metadata)
        stream = self._container.add_stream(form.codec, rate=rate, options=dict(form.codec_options))
        self._stream = cast(VideoStream, stream)
        self._stream.width, self._stream.height, self._stream.pix_fmt = width, height, form.pix_fmt
        self._stream.metadata.update(form.stream_metadata)
        context = cast(VideoCodecContext, self._stream.codec_context)
        context.thread_type = ThreadType.AUTO
        if form.qscale is not None:
            context.flags |= Flags.qscale.value
            context.global_quality = form.qscale
        if form.bt709:
            context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
            context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG

    def write(self, pixels: Pixels) -> None:
        """Append one frame (H, W, 4)."""
        frame = self._form.convert(pixels)
        frame.pts, frame.time_base = self._count, 1 / self._rate
        self._count += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                for packet in self._stream.encode():
                    self._container.mux(packet)
        finally:
            try:
                self._container.close()
            except av.error.FFmpegError:
                if kind is None:
                    raise
