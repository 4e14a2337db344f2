"""`layerflow-studio generate`: prompts in, layers out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    shared.add_prompts(parser)
    shared.add_sampling(parser)
    shared.add_out(parser, "folder for the project, the videos, the pictures and the contact sheet")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Generate into the output folder; a project that is there keeps its takes and gets one more."""
    return into(options.out, options, terminal)[0]


def into(out: Path, options: argparse.Namespace, terminal: Terminal) -> tuple[Outcome, Path]:
    """Generate and return what to print, and the project folder."""
    from layerflow_studio.cli.workbench import generate_into
    from layerflow_studio.core import edits
    from layerflow_studio.session.generate import lock_only

    seed = shared.chosen_seed(options)

    def set_up(document: Document) -> Document:
        document = shared.with_prompts(lock_only(document, ()), options)
        return edits.set_seed(document, seed)

    return generate_into(out, options, terminal, set_up)
