"""The table of everything that can be exported as pixels, what each is for, and one function that does it.

Whoever offers or runs exports goes through `PRESETS`: a preset says what its file holds, where it is used and
which options it takes; `available` says which of them this machine can write.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.errors import BadInput, StudioError
from layerflow_studio.media import animated_pictures, encoders, picture_exports, video_formats
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.linear_light import Space
from layerflow_studio.media.self_check import ExportReport

Source = ClipPixels | Footage


class Alpha(StrEnum):
    """How a format carries transparency, and so how programs expect the colour beside it."""

    STRAIGHT = "straight"
    PREMULTIPLIED = "premultiplied"
    SEPARATE = "separate matte"
    NONE = "none"


class Motion(StrEnum):
    """What becomes of frames when the rate changes."""

    HOLD = "hold"
    """Each is shown a whole number of times; rates that would need an uneven cadence are refused."""
    NEAREST = "nearest"
    BLEND = "blend"


@dataclass(frozen=True)
class Option:
    """A setting of a preset: keyword of `export`, name for people, default, and all values where few."""

    name: str
    title: str
    default: Any = None
    choices: tuple[Any, ...] = ()


SIZE = Option("size", "Size in pixels (width, height), its own if none")
RATE = Option("rate", "Frame rate, its own if none")
MOTION = Option("motion", "At another frame rate", Motion.HOLD, tuple(Motion))
BACKDROP = Option("backdrop", "Under what is transparent (black, white, checker or a colour)", Backdrop.BLACK)
BLEED = Option("bleed", "Draw colour under transparent pixels", True, (True, False))
TIMECODE = Option("timecode", "Timecode of the first frame")
NAME = Option("name", "Name before the number", "frame")
FIRST = Option("first", "First number", 1)
SPACE = Option("space", "Colour space", Space.REC709, tuple(Space))
FOREGROUND = Option("foreground", "Foreground clip")
BACKGROUND = Option("background", "Background clip")


class _Write(Protocol):
    def __call__(
        self,
        footage: Footage,
        path: Path,
        settings: Mapping[str, Any],
        progress: ProgressSink | None,
        cancel: CancelToken | None,
    ) -> ExportReport: ...


@dataclass(frozen=True)
class Preset:
    """One kind of export.

    `suffix` is the file's ending, "" for a folder. `alpha` is what programs expect of such a file, and the
    default of the option "colour". `bits` are those of one channel; sources that have more are dithered to 8.
    """

    key: str
    title: str
    suffix: str
    alpha: Alpha
    bits: int
    advice: str
    write: _Write
    own_options: tuple[Option, ...] = ()
    lossless: bool = False
    even: bool = False
    """Odd sides are made even by repeating the last row or column."""
    warning: str = ""

    @property
    def options(self) -> tuple[Option, ...]:
        """All options that `export` takes for this preset."""
        shared = (SIZE, RATE, MOTION)
        if self.alpha is Alpha.NONE:
            return (*shared, BACKDROP, *self.own_options)
        ways = (Alpha.STRAIGHT, Alpha.PREMULTIPLIED)
        usual = self.alpha if self.alpha in ways else Alpha.STRAIGHT
        return (*shared, Option("colour", "Colour beside alpha", usual, ways), BLEED, *self.own_options)


def preset_named(key: str) -> Preset:
    """Return a preset by its key; BadInput when there is none."""
    preset = PRESETS.get(key)
    if preset is None:
        raise BadInput(f"There is no export preset {key!r}; choose one of {', '.join(PRESETS)}.")
    return preset


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
    settings = _settings(preset, options)
    footage = _prepared(preset, source, settings)
    for role in (FOREGROUND.name, BACKGROUND.name):
        if role in settings:
            if settings[role] is None:
                raise BadInput(f"{preset.title} needs the {role} beside the blend; choose another preset.")
            settings[role] = _prepared(preset, settings[role], settings)
    return preset.write(footage, path, settings, progress, cancel)


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
        reason = getattr(problem.__cause__, "strerror", None) or str(problem).partition(";")[0]
        return f"{preset.title} cannot be written on this machine ({reason})."
    except ImportError as problem:
        return f"{preset.title} needs the package {problem.name}, which is not installed."
    return None


def _settings(preset: Preset, given: Mapping[str, Any]) -> dict[str, Any]:
    options = {option.name: option for option in preset.options}
    for name, value in given.items():
        if name not in options:
            raise BadInput(f"{preset.title} has no option {name!r}; it takes {', '.join(options)}.")
        choices = options[name].choices
        if value is not None and choices and value not in choices:
            raise BadInput(
                f"{options[name].title} cannot be {value!r}; choose {' or '.join(map(str, choices))}."
            )
    chosen = {name: value for name, value in given.items() if value is not None}
    return {name: option.default for name, option in options.items()} | chosen


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


_TABLE = (
    Preset(
        "prores4444",
        "Edit master (ProRes 4444)",
        ".mov",
        Alpha.STRAIGHT,
        10,
        "Resolve, Premiere, After Effects, Final Cut and Blender; alpha has 16 bits.",
        _calling(encoders.export_prores4444, "timecode", "high_quality", bleed=False),
        (TIMECODE, Option("high_quality", "Finest quality", True, (True, False))),
    ),
    Preset(
        "prores422hq",
        "ProRes 422 HQ without alpha",
        ".mov",
        Alpha.NONE,
        10,
        "Backgrounds and finished composites in any editor.",
        _calling(video_formats.export_prores_opaque, "timecode"),
        (TIMECODE,),
        even=True,
    ),
    Preset(
        "prores4444_opaque",
        "ProRes 4444 without alpha",
        ".mov",
        Alpha.NONE,
        10,
        "Plates for keying and grading that need full colour resolution.",
        _calling(video_formats.export_prores_opaque, "timecode", chroma="4444"),
        (TIMECODE,),
    ),
    Preset(
        "animation",
        "QuickTime Animation",
        ".mov",
        Alpha.STRAIGHT,
        8,
        "Without loss for After Effects, Premiere and Blender; large files.",
        _calling(video_formats.export_animation, "timecode"),
        (TIMECODE,),
        lossless=True,
    ),
    Preset(
        "png",
        "PNG sequence",
        "",
        Alpha.STRAIGHT,
        16,
        "Without loss for every program, 8 or 16 bits as the source; one file a frame.",
        _calling(encoders.export_png_sequence, "name", "first", bleed=False),
        (NAME, FIRST),
        lossless=True,
    ),
    Preset(
        "ffv1",
        "FFV1 archive",
        ".mkv",
        Alpha.STRAIGHT,
        16,
        "Without loss and compact, to keep or to read with FFmpeg; few editors open it.",
        _calling(video_formats.export_ffv1),
        lossless=True,
    ),
    Preset(
        "exr",
        "OpenEXR sequence",
        "",
        Alpha.PREMULTIPLIED,
        16,
        "Nuke, Fusion and other compositing in linear light; half float.",
        _write_exr,
        (SPACE, NAME, FIRST),
    ),
    Preset(
        "exr_layers",
        "OpenEXR with all layers",
        "",
        Alpha.PREMULTIPLIED,
        16,
        "Nuke and Fusion: blend, foreground, background and residual in every picture.",
        _write_exr,
        (FOREGROUND, BACKGROUND, SPACE, NAME, FIRST),
    ),
    Preset(
        "webm",
        "WebM with alpha (VP9)",
        ".webm",
        Alpha.STRAIGHT,
        8,
        "Web pages in Chrome, Edge and Firefox, and OBS; not for editing.",
        _calling(video_formats.export_vp9, "crf"),
        (Option("crf", "Coarseness, 4 to 40", video_formats.VP9_CRF),),
        warning="Blender, and perhaps Safari, show it without its transparency.",
    ),
    Preset(
        "apng",
        "Animated PNG",
        ".apng",
        Alpha.STRAIGHT,
        8,
        "Without loss in every browser; large files.",
        _calling(animated_pictures.export_apng),
        lossless=True,
    ),
    Preset(
        "webp",
        "Animated WebP",
        ".webp",
        Alpha.STRAIGHT,
        8,
        "Small pictures for web pages and messengers; without loss unless a quality is chosen.",
        _calling(animated_pictures.export_webp, "quality"),
        (Option("quality", "Quality, 1 to 100, without loss if none"),),
        lossless=True,
        warning="Colour under fully transparent pixels is not kept.",
    ),
    Preset(
        "gif",
        "GIF",
        ".gif",
        Alpha.STRAIGHT,
        8,
        "Where nothing else is shown; prefer WebP or WebM.",
        _calling(animated_pictures.export_gif),
        warning="Only 256 colours a frame, edges are cut hard, and rates such as 24 fps come out uneven.",
    ),
    Preset(
        "h264",
        "H.264",
        ".mp4",
        Alpha.NONE,
        8,
        "To show the composite anywhere.",
        _calling(encoders.export_h264),
        even=True,
    ),
    Preset(
        "h265",
        "H.265, 10 bits",
        ".mp4",
        Alpha.NONE,
        10,
        "To show the composite on newer devices; smaller, and free of banding.",
        _calling(video_formats.export_h265),
        even=True,
    ),
    Preset(
        "matte_pair",
        "Fill and matte (ProRes)",
        "",
        Alpha.SEPARATE,
        10,
        "For programs that read no alpha from video: one film of colour, one of grey matte.",
        _calling(picture_exports.export_matte_pair, "timecode"),
        (TIMECODE,),
    ),
)

PRESETS: Mapping[str, Preset] = {preset.key: preset for preset in _TABLE}
"""Every preset by its key, in the order to offer them."""
