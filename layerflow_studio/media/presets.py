"""Writes what the table of `core.export_presets` describes: one function that exports, one that tries it.

`available` says which presets this machine can write.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from layerflow_studio.core.export_presets import (
    BACKGROUND,
    FOREGROUND,
    PRESETS,
    Alpha,
    Motion,
    Preset,
    Space,
    preset_named,
    rate_factor,
)
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.errors import BadInput, StudioError, reason_of
from layerflow_studio.media import animated_pictures, encoders, picture_exports, video_formats
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.self_check import ExportReport
from layerflow_studio.sentence import Sentence

__all__ = ["PRESETS", "Alpha", "Motion", "Preset", "available", "export", "why_not"]

Source = ClipPixels | Footage


class _Write(Protocol):
    def __call__(
        self,
        footage: Footage,
        path: Path,
        settings: Mapping[str, Any],
        progress: ProgressSink | None,
        cancel: CancelToken | None,
    ) -> ExportReport: ...


def export(
    key: str,
    source: Source,
    path: Path,
    *,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
    **options: Any,
) -> ExportReport:
    """Export a clip or footage with a preset, check the result and return the report.

    `options` are those of the preset; what is not given, or None, takes its default. Size comes first, then a
    backdrop, bleed or premultiplication, then 8 bits; frames are blended before that and held after it. The
    source of "exr_layers" is the blend. Raises BadInput, SelfCheckFailed (the file is kept as `.failed`) and
    Cancelled.
    """
    preset = preset_named(key)
    if preset.still:
        raise BadInput("{preset} is not a film; make it from a document.", preset=Sentence(preset.title))
    settings = preset.settings(options)
    footage = _prepared(preset, source, settings)
    for role in (FOREGROUND.name, BACKGROUND.name):
        if role in settings:
            if settings[role] is None:
                raise BadInput(
                    "{preset} needs the {role} beside the blend; choose another preset.",
                    preset=Sentence(preset.title),
                    role=role,
                )
            settings[role] = _prepared(preset, settings[role], settings)
    return WRITERS[key](footage, path, settings, progress, cancel)


def available() -> dict[str, str | None]:
    """Return for every preset None when this machine can write it, else why not; tried once per process."""
    return {key: why_not(key) for key in PRESETS}


@cache
def why_not(key: str) -> str | None:
    """Return None when a frame of 64 x 64 can be exported with a preset, else the reason as a sentence."""
    ramp = np.linspace(0, 255, 64, dtype=np.uint8)
    frame = np.empty((1, 64, 64, 4), np.uint8)
    frame[..., 0], frame[..., 1], frame[..., 2], frame[..., 3] = ramp, ramp[:, None], 128, ramp[::-1]
    clip = ClipPixels(frame, Fraction(24))
    preset = preset_named(key)
    roles: dict[str, Any] = {
        option.name: clip for option in preset.own_options if option in (FOREGROUND, BACKGROUND)
    }
    try:
        with tempfile.TemporaryDirectory() as folder:
            export(key, clip, Path(folder) / f"probe{preset.suffix}", **roles)
    except StudioError as problem:
        title, cause = Sentence(preset.title), problem.__cause__
        if isinstance(cause, OSError) or getattr(cause, "strerror", None):
            reason = reason_of(cast("Exception", cause))
            return Sentence(
                "{preset} cannot be written on this machine ({reason}).", preset=title, reason=reason
            )
        return Sentence("{preset} cannot be written on this machine: {reason}", preset=title, reason=problem)
    except ImportError as problem:
        return Sentence(
            "{preset} needs the package {package}, which is not installed.",
            preset=Sentence(preset.title),
            package=problem.name,
        )
    return None


def _prepared(preset: Preset, source: Source, settings: Mapping[str, Any]) -> Footage:
    footage = Footage.of(source)
    if settings["size"] is not None:
        footage = footage.covering(*settings["size"])
    rate, motion = settings["rate"], settings["motion"]
    if rate is not None and motion != Motion.HOLD:
        footage = footage.retimed(Fraction(rate), blend=motion == Motion.BLEND)
    if preset.alpha is Alpha.NONE:
        footage = footage.flattened(settings["backdrop"])
    elif settings["colour"] == Alpha.STRAIGHT:
        footage = footage.bled() if settings["bleed"] else footage
    elif not preset.key.startswith("exr"):  # those multiply linear light themselves
        footage = footage.premultiplied()
    if preset.bits == 8:
        footage = footage.dithered()
    footage = footage.at_rate(Fraction(rate)) if rate is not None else footage
    return footage.evened() if preset.even else footage


def _calling(function: Any, *names: str, **fixed: Any) -> _Write:
    """Return a writer that calls an export function with the settings it knows."""

    def write(
        footage: Footage,
        path: Path,
        settings: Mapping[str, Any],
        progress: ProgressSink | None,
        cancel: CancelToken | None,
    ) -> ExportReport:
        known = {name: settings[name] for name in names}
        return function(footage, path, progress=progress, cancel=cancel, **known, **fixed)

    return write


def _with_rate_factor(key: str, function: Any) -> _Write:
    """Return a writer that calls an export function with the rate factor that the settings mean."""

    def write(
        footage: Footage,
        path: Path,
        settings: Mapping[str, Any],
        progress: ProgressSink | None,
        cancel: CancelToken | None,
    ) -> ExportReport:
        crf = rate_factor(key, settings)
        return function(footage, path, crf=crf, progress=progress, cancel=cancel)

    return write


def _write_exr(
    footage: Footage,
    path: Path,
    settings: Mapping[str, Any],
    progress: ProgressSink | None,
    cancel: CancelToken | None,
) -> ExportReport:
    roles = (FOREGROUND.name, BACKGROUND.name)
    return picture_exports.export_exr(
        footage,
        path,
        space=Space(settings["space"]),
        unassociated=settings["colour"] == Alpha.STRAIGHT,
        layers={role: settings[role] for role in roles if role in settings},
        name=settings["name"],
        first=settings["first"],
        progress=progress,
        cancel=cancel,
    )


WRITERS: Mapping[str, _Write] = {
    "prores4444": _calling(encoders.export_prores4444, "timecode", "high_quality", bleed=False),
    "prores422hq": _calling(video_formats.export_prores_opaque, "timecode"),
    "prores4444_opaque": _calling(video_formats.export_prores_opaque, "timecode", chroma="4444"),
    "animation": _calling(video_formats.export_animation, "timecode"),
    "matte_pair": _calling(picture_exports.export_matte_pair, "timecode"),
    "png": _calling(encoders.export_png_sequence, "name", "first", bleed=False),
    "exr": _write_exr,
    "exr_layers": _write_exr,
    "webm": _with_rate_factor("webm", video_formats.export_vp9),
    "apng": _calling(animated_pictures.export_apng),
    "webp": _calling(animated_pictures.export_webp, "quality"),
    "gif": _calling(animated_pictures.export_gif),
    "ffv1": _calling(video_formats.export_ffv1),
    "h264": _with_rate_factor("h264", encoders.export_h264),
    "h265": _with_rate_factor("h265", video_formats.export_h265),
}
"""What writes each preset of films."""
