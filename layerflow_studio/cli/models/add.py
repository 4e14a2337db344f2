"""`layerflow-studio models add`: a model that is on this machine already."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerflow_studio.cli.models.download import add_home, home_of
from layerflow_studio.cli.models.listing import facts
from layerflow_studio.cli.terminal import Outcome, Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where it is and how to take it in."""
    parser.add_argument("path", type=Path, help="a model folder, or a released checkpoint (.pt)")
    parser.add_argument("--copy", action="store_true", help="copy a model folder instead of using it there")
    parser.add_argument("--variant", default="", metavar="NAME", help="which published model a checkpoint is")
    parser.add_argument(
        "--base", type=Path, metavar="DIR", help="folder with vae, text_encoder and tokenizer of CogVideoX-2b"
    )
    add_home(parser)


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Bring the model in."""
    from layerflow_studio.session.model_install import AddJob

    job = AddJob(options.path, home_of(options), options.copy, options.base, options.variant)
    model = terminal.do(job)
    return Outcome([f"{model.name} is ready in {model.folder}."], {"model": facts(model)})
