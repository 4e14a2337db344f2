"""The video files an export can be, apart from ProRes 4444 and H.264: how each is written and checked.

Every function writes footage as it is given: size, rate, depth, backdrop and bleed are decided before.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from layerflow_studio.core.export_presets import RATE_FACTORS, Grade
from layerflow_studio.core.frames import narrow
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.timebase import valid_timecode
from layerflow_studio.media.clip_io import Pixels, VideoFormat, rgba_to_rgb_frame, rgba_to_yuv, widen
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.self_check import Differences, DifferencesInBlocks, ExportReport
from layerflow_studio.media.separate_writer import SeparateWriter, h265_format
from layerflow_studio.media.video_export import export_video

OPAQUE_QSCALE = 2
"""ProRes quantiser without alpha, where prores_ks would otherwise keep to a low rate."""


def export_prores_opaque(
    footage: Footage,
    path: Path,
    *,
    chroma: str = "422 HQ",
    timecode: str | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write QuickTime ProRes without alpha, BT.709, as "422 HQ" or "4444"; alpha is left out, not laid on."""
    full = chroma == "4444"
    pix_fmt = "yuv444p10le" if full else "yuv422p10le"
    form = VideoFormat(
        container="mov",
        codec="prores_ks",
        pix_fmt=pix_fmt,
        convert=lambda pixels: rgba_to_yuv(pixels, pix_fmt),
        codec_options={"profile": "4444" if full else "hq", "vendor": "apl0"}
        | ({"alpha_bits": "0"} if full else {}),
        stream_metadata={"encoder": f"Apple ProRes {chroma}"} | _timecode(timecode, footage),
        qscale=OPAQUE_QSCALE,
    )
    limits = (
        Differences(max_limit=24, mean_limit=1.5, alpha_limit=float("inf"))
        if full
        else DifferencesInBlocks(luma_limit=2.0, chroma_limit=4.0)
    )
    decoded_as = "yuv444p12le" if full else pix_fmt
    return export_video(footage, path, form, limits, decoded_as, progress, cancel)


def export_animation(
    footage: Footage,
    path: Path,
    *,
    timecode: str | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write QuickTime Animation (RLE), 8 bits of each channel, without loss."""
    form = VideoFormat(
        container="mov",
        codec="qtrle",
        pix_fmt="argb",
        convert=lambda pixels: _packed(narrow(pixels)[..., (3, 0, 1, 2)], "argb"),
        stream_metadata=_timecode(timecode, footage),
        bt709=False,
    )
    return export_video(footage, path, form, Differences(), "argb", progress, cancel)


def export_ffv1(
    footage: Footage,
    path: Path,
    *,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write FFV1 (RFC 9043) in Matroska without loss, 8 or 16 bits as the first frame has."""
    deep = footage.sixteen_bit()
    pix_fmt = "gbrap16le" if deep else "bgra"
    form = VideoFormat(
        container="matroska",
        codec="ffv1",
        pix_fmt=pix_fmt,
        convert=lambda pixels: rgba_to_rgb_frame(widen(pixels) if deep else narrow(pixels)),
        codec_options={"level": "3", "slicecrc": "1", "slices": "4", "g": "1"},
        bt709=False,
    )
    return export_video(footage, path, form, Differences(), pix_fmt, progress, cancel)


def export_vp9(
    footage: Footage,
    path: Path,
    *,
    crf: int = RATE_FACTORS["webm"][Grade.GOOD],
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write VP9 with alpha in WebM, 4:2:0, BT.709. A larger `crf` makes a smaller, coarser file."""
    form = VideoFormat(
        container="webm",
        codec="libvpx-vp9",
        pix_fmt="yuva420p",
        convert=lambda pixels: rgba_to_yuv(pixels, "yuva420p"),
        codec_options={"crf": str(crf), "b": "0", "deadline": "good", "cpu-used": "3", "row-mt": "1"},
    )
    looser = max(0, crf - RATE_FACTORS["webm"][Grade.GOOD]) / 4
    limits = DifferencesInBlocks(
        luma_limit=8 + looser, chroma_limit=16 + 2 * looser, alpha_block_limit=10 + looser
    )
    return export_video(footage, path, form, limits, "yuva420p", progress, cancel)


def export_h265(
    footage: Footage,
    path: Path,
    *,
    crf: int = RATE_FACTORS["h265"][Grade.GOOD],
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write H.265 4:2:0 with 10 bits in MP4, BT.709; alpha is left out, sides must be even.

    A larger `crf` (4 to 40) makes a smaller, coarser file.
    """
    form = h265_format(crf, footage.count)
    limits = DifferencesInBlocks.at_rate_factor(crf)
    writer = SeparateWriter(crf, footage.count)
    return export_video(footage, path, form, limits, form.pix_fmt, progress, cancel, writer=writer)


def _timecode(timecode: str | None, footage: Footage) -> dict[str, str]:
    return {} if timecode is None else {"timecode": valid_timecode(timecode, footage.fps)}


def _packed(pixels: Pixels, pix_fmt: str) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format=pix_fmt)
