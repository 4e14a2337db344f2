"""`layerflow-studio import`: footage onto a layer of a project, or an edited layer back as a take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.core.kinds import AlphaKind
    from layerflow_studio.session.media_jobs import Imported
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.session.round_trip import BroughtBack

ALPHAS = {
    "straight": "straight",
    "black": "premultiplied over black",
    "white": "premultiplied over white",
    "grey": "premultiplied over grey",
    "none": "none",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("project", type=Path, help="a project folder, or the folder generate wrote it to")
    parser.add_argument("file", type=Path, help="a video, a picture, or a folder of numbered pictures")
    parser.add_argument(
        "--layer",
        metavar="LAYER",
        help="foreground, background, blended, or a layer's name or id; default: a new layer on top",
    )
    parser.add_argument(
        "--take",
        action="store_true",
        help="the file is this layer, edited elsewhere: file it as a take of the layer and show that",
    )
    parser.add_argument(
        "--first",
        type=int,
        metavar="N",
        help="with --take: the clip frame that the file begins with; default: by its timecode, else 0",
    )
    parser.add_argument(
        "--alpha",
        choices=ALPHAS,
        help="how the file holds its colour beside alpha: straight, premultiplied over black, white or grey, "
        "or none; default: what its pixels tell for sure, else straight",
    )
    parser.add_argument(
        "--hold-gaps",
        action="store_true",
        help="hold the picture before one that is missing in a sequence; default: refuse the sequence",
    )
    shared.add_picture_rate(parser, "24")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Read the file and change the project, which is untouched until all was read."""
    from layerflow_studio.cli.export import subject_of
    from layerflow_studio.cli.workbench import refuse_unsaved
    from layerflow_studio.core.kinds import AlphaKind
    from layerflow_studio.session.project_io import Project, find_project

    alpha = AlphaKind(ALPHAS[options.alpha]) if options.alpha else None
    with Project.open(find_project(options.project)) as project:
        refuse_unsaved(project)
        layer = None if options.layer is None else subject_of(project.document, options.layer)
        if layer is not None:
            project.document.layer(layer)
        if options.take:
            if layer is None:
                raise BadInput("An edited layer needs to know whose take it is; name one with --layer.")
            return _bring_back(project, layer, options, alpha, terminal)
        return _import(project, layer, options, alpha, terminal)


def _import(
    project: Project,
    layer: str | None,
    options: argparse.Namespace,
    alpha: AlphaKind | None,
    terminal: Terminal,
) -> Outcome:
    from layerflow_studio.core.edits import unlocked_layer
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.media_jobs import ImportJob, Shape, place_clip

    document = project.document
    role = Role.MEDIA if layer is None else unlocked_layer(document, layer).role
    shape = None if layer is None else Shape(document.canvas.width, document.canvas.height)
    job = ImportJob(project, options.file, shape, fps=options.fps, alpha=alpha, hold_gaps=options.hold_gaps)
    found: Imported = terminal.do(job)
    for warning in found.warnings:
        terminal.warn(warning)
    document = place_clip(document, found, role, layer, lock=layer is not None)
    project.save(document)
    shown = document.layers[-1] if layer is None else document.layer(layer)
    kind, reason = (found.origin.alpha, found.origin.reason) if found.origin else ("", "")
    return Outcome(
        (
            f"{options.file} is on layer {shown.name!r}: {found.frames} frames of {found.width} × "
            f"{found.height} at {float(found.fps):g} fps, alpha: {kind}. {reason}",
        ),
        {
            "layer": shown.id,
            "clip": found.clip,
            "frames": found.frames,
            "width": found.width,
            "height": found.height,
            "fps": f"{found.fps.numerator}/{found.fps.denominator}",
            "alpha": kind,
            "reason": reason,
            "warnings": list(found.warnings),
        },
    )


def _bring_back(
    project: Project, layer: str, options: argparse.Namespace, alpha: AlphaKind | None, terminal: Terminal
) -> Outcome:
    from layerflow_studio.core.edits import choose_take
    from layerflow_studio.session.returning import look_at
    from layerflow_studio.session.round_trip import BringBackJob

    first, reason = options.first, ""
    if first is None:
        found = look_at(project, project.document, layer, options.file)
        first, reason = found.first, found.reason
    job = BringBackJob(project, project.document, layer, options.file, first, alpha)
    back: BroughtBack = terminal.do(job)
    for warning in back.warnings:
        terminal.warn(warning)
    take, name = back.take, project.document.layer(layer).name
    project.save(choose_take(project.document, layer, take))
    clips = {role.value: clip for role, clip in take.clips}
    return Outcome(
        [
            f"{options.file} is take {take.id} of layer {name!r}, from frame {first} on, and shown.",
            *([reason] if reason else []),
        ],
        {"layer": layer, "take": take.id, "first": first, "clips": clips, "warnings": list(back.warnings)},
    )
