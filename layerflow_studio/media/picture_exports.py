"""Exports of several files: OpenEXR sequences, with one picture or with layers, and fill with matte."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels, widen
from layerflow_studio.media.exr_pictures import Halves, check_exr, halves, write_exr
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.landing import land_sequence, move, report_of, written_beside
from layerflow_studio.media.linear_light import (
    Floats,
    Space,
    associated,
    from_space,
    into,
    straight,
    to_linear,
    to_srgb,
)
from layerflow_studio.media.self_check import Differences, ExportReport, counting
from layerflow_studio.media.video_formats import export_prores_opaque
from layerflow_studio.sentence import Sentence

_TELLING_ALPHA = 4 / 255
"""Below this, colour divided by alpha tells more of the half float's steps than of the file."""


def export_exr(
    footage: Footage,
    folder: Path,
    *,
    space: Space = Space.REC709,
    unassociated: bool = False,
    layers: Mapping[str, Footage] | None = None,
    name: str = "frame",
    first: int = 1,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write `name.0001.exr` … half float, ZIP, linear light times alpha (unless `unassociated`), checked.

    With `layers` "foreground" and "background" the footage is what they blend to; the pictures then hold both
    as layers, and as "residual" (no alpha) what the blend has that foreground over background has not. The
    check wants every bit of every layer back from another decoder. The report's differences are what half
    floats cost the footage, where alpha is 4/255 or more. BadInput when layers do not fit the footage.
    """
    started = time.monotonic()
    progress = progress or SilentProgress()
    layers = dict(layers or {})
    for role, other in layers.items():
        if (other.width, other.height, other.count) != (footage.width, footage.height, footage.count):
            raise BadInput(
                "The {role} has another size or length than the blend; export them alike.", role=role
            )
    names = [f"{name}.{first + index:04d}.exr" for index in range(footage.count)]
    loss = Differences(max_limit=3, mean_limit=1, alpha_limit=0.5)
    with written_beside(folder) as part:
        part.mkdir()
        step = counting(Sentence("Writing {file}", file=folder.name), footage.count, progress, cancel)
        pictures = _pictures(footage, layers, space, unassociated)
        for index, (picture, file) in enumerate(zip(pictures, names, strict=True)):
            step(index)
            write_exr(part / file, picture, footage.fps, space)
        step = counting(Sentence("Checking {file}", file=folder.name), footage.count, progress, cancel)
        again = zip(_pictures(footage, layers, space, unassociated), footage, names, strict=True)
        for index, (picture, frame, file) in enumerate(again):
            step(index)
            check_exr(part / file, picture)
            found = picture[""].astype(np.float32)
            plain = to_srgb(from_space(found if unassociated else straight(found), space))
            meant = widen(frame)
            faint = meant[..., 3] < 65535 * _TELLING_ALPHA
            plain[faint, :3] = meant[faint, :3]
            loss.add(meant, plain)
        step(footage.count)
        size = land_sequence(part, folder, names)
    return report_of(folder, footage, loss, started, size)


def export_matte_pair(
    footage: Footage,
    folder: Path,
    *,
    timecode: str | None = None,
    progress: ProgressSink | None = None,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Write `folder_fill.mov` and `folder_matte.mov`, ProRes 4444 without alpha, into a folder.

    The fill holds the footage's colour as it is, the matte its alpha as grey.
    """
    started = time.monotonic()
    parts = {
        "fill": replace(footage, frames=lambda: map(_opaque, footage)),
        "matte": replace(footage, frames=lambda: map(_grey, footage)),
    }
    names = {what: f"{folder.name}_{what}.mov" for what in parts}
    reports: dict[str, ExportReport] = {}
    with written_beside(folder) as part:
        part.mkdir()
        for what, film in parts.items():
            reports[what] = export_prores_opaque(
                film, part / names[what], chroma="4444", timecode=timecode, progress=progress, cancel=cancel
            )
        folder.mkdir(exist_ok=True)
        for file in names.values():
            move(part / file, folder / file)
    fill, matte = reports["fill"], reports["matte"]
    both = Differences(rgb_max=fill.rgb_max, rgb_mean=fill.rgb_mean, alpha_max=matte.rgb_max)
    return report_of(folder, footage, both, started, fill.bytes + matte.bytes)


def _pictures(
    footage: Footage, layers: Mapping[str, Footage], space: Space, unassociated: bool
) -> Iterator[dict[str, Halves]]:
    for frame, *others in zip(footage, *layers.values(), strict=True):
        main = _light(frame, space, unassociated)
        lights = {
            role: _light(other, space, unassociated) for role, other in zip(layers, others, strict=True)
        }
        picture = {"": halves(main)} | {role: halves(light) for role, light in lights.items()}
        if lights:
            above, below = (
                associated(light) if unassociated else light
                for light in (lights["foreground"], lights["background"])
            )
            laid = above[..., :3] + (1 - above[..., 3:]) * below[..., :3]
            picture["residual"] = halves((associated(main) if unassociated else main)[..., :3] - laid)
        yield picture


def _light(frame: Pixels, space: Space, unassociated: bool) -> Floats:
    light = into(to_linear(frame), space)
    return light if unassociated else associated(light)


def _opaque(frame: Pixels) -> Pixels:
    solid = frame.copy()
    solid[..., 3] = np.iinfo(frame.dtype).max
    return solid


def _grey(frame: Pixels) -> Pixels:
    return _opaque(np.repeat(frame[..., 3:], 4, axis=2))
