"""`layerflow-studio decompose`: a video in, its foreground and background out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.session.project_io import Project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("video", type=Path, help="a video, a picture, or a folder of numbered pictures")
    shared.add_picture_rate(parser, "24")
    shared.add_prompts(parser)
    shared.add_sampling(parser)
    shared.add_out(parser, "folder for the project and the three videos")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Read the video, fit it to the model, have it taken apart; nothing changes before it was read."""
    from layerflow_studio.cli.workbench import generate_into, model_of, with_size
    from layerflow_studio.core import edits
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.generate import lock_only, new_document
    from layerflow_studio.session.media_jobs import Footage, ReadJob, Shape, place_clip
    from layerflow_studio.session.models import ModelKeeper

    model = model_of(ModelKeeper(), options.model)
    with_size(
        new_document(model), model, options
    )  # a size the model cannot make shows before the video is read
    shape = Shape.of(model, options.size)
    footage: Footage = terminal.do(ReadJob(options.video, shape, fps=options.fps))
    for warning in footage.warnings:
        terminal.warn(warning)
    seed = shared.chosen_seed(options)

    def set_up(document: Document) -> Document:
        document = shared.with_prompts(lock_only(document, ()), options)
        return edits.set_seed(document, seed)

    def bring_in(project: Project, document: Document) -> Document:
        return place_clip(document, footage.stored_in(project.clips), Role.BLENDED, lock=True)

    return generate_into(options.out, options, terminal, set_up, bring_in)[0]
