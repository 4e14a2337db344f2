"""`layerflow-studio models save-pipeline`: a model as a pipeline folder, for others to use with diffusers."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.session.convert import SavePipelineJob


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which model to save, and where."""
    parser.add_argument("model", metavar="ID", help="the model to save")
    parser.add_argument("out", type=Path, metavar="FOLDER", help="the new folder")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Save it; nothing is left when that fails."""
    from layerflow_studio.session.models import ModelKeeper

    model = ModelKeeper().model(options.model)
    terminal.do(SavePipelineJob(model, options.out))
    lines = [f"{options.out}: {model.name} as a diffusers pipeline; its README.md shows how to load it."]
    return Outcome(lines, {"model": model.id, "folder": str(options.out)})
