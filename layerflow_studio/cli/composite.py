"""`layerflow-studio composite`: layers over each other, without the model."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.export import add_format, chosen_format, outcome_of
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.session.project_io import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="a project; or two videos or picture sequences: FOREGROUND (with alpha) BACKGROUND",
    )
    add_format(parser)
    shared.add_picture_rate(parser, "the other input's, else 24")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Render every frame as the studio shows it and write it."""
    from layerflow_studio.session.export import COMPOSITE, ExportJob, Target
    from layerflow_studio.session.project_io import Project, find_project

    if len(options.inputs) > 2:
        raise BadInput("composite takes a project, or a foreground and a background; give one or two inputs.")
    preset, settings = chosen_format(options)
    target = Target(COMPOSITE, preset, options.out, options=settings)
    if len(options.inputs) == 2:
        opened = _two_files(options.inputs[0], options.inputs[1], options.fps, terminal)
    else:
        opened = Project.open(find_project(options.inputs[0]))
    with opened as project:
        if not project.document.clips:
            raise BadInput(
                f"{project.name} shows no clip yet, so there is nothing to lay together; generate first."
            )
        written = terminal.do(ExportJob(project.clips, project.document, (target,)))
    return outcome_of(written)


@contextmanager
def _two_files(
    foreground: Path, background: Path, rate: Fraction | None, terminal: Terminal
) -> Iterator[Project]:
    """A project for the moment: the foreground, fitted to the background's size and rate, over it."""
    from layerflow_studio.core.document import Canvas, Document
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.media_jobs import Imported, ImportJob, Shape, place_clip
    from layerflow_studio.session.project_io import Project

    with (
        tempfile.TemporaryDirectory(prefix="layerflow-") as folder,
        Project.create(Path(folder) / "two.lfstudio", Document(Canvas(16, 16, Fraction(24), 1))) as project,
    ):
        below: Imported = terminal.do(ImportJob(project, background, fps=rate))
        shape = Shape(below.width, below.height, below.frames, below.fps)
        above: Imported = terminal.do(ImportJob(project, foreground, shape, fps=rate or below.fps))
        for warning in (*below.warnings, *above.warnings):
            terminal.warn(warning)
        document = Document(Canvas(below.width, below.height, below.fps, below.frames))
        for footage in (below, above):
            document = place_clip(document, footage, Role.MEDIA)
        project.save(document)
        yield project
