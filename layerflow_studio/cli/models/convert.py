"""`layerflow-studio models convert`: from a released checkpoint, or a pipeline, to a model that the studio runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerflow_studio.cli.models.listing import facts
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.session.convert import ConvertJob, default_place, is_pipeline


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what to convert, with what, into which folder."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="mp_rank_00_model_states.pt, or the folder it is in, or a pipeline folder of diffusers",
    )
    parser.add_argument(
        "--variant",
        choices=tuple(RELEASED),
        help="which released model it is; default: what the folder's name or the weights tell",
    )
    parser.add_argument(
        "--base",
        type=Path,
        metavar="FOLDER",
        help="CogVideoX-2b as diffusers has it: vae, text_encoder and tokenizer are taken from there",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="the new model's folder; default: among your models"
    )
    parser.add_argument(
        "--dtype",
        choices=("source", "float32", "float16", "bfloat16"),
        default="source",
        help="number format of the new files; default: that of the checkpoint",
    )
    parser.add_argument(
        "--keep-adapters",
        action="store_true",
        help="keep motion and content adapters apart, to turn them up and down, instead of merging content",
    )


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Convert it; nothing is left when that fails."""
    out = options.out or default_place(_name(options))
    job = ConvertJob(options.file, options.variant, out, options.base, options.dtype, options.keep_adapters)
    model = terminal.do(job)
    lines = [f"{model.folder}: {model.name}, ready.", f"    Use it with --model {model.id}."]
    return Outcome(lines, {"model": facts(model)})


def _name(options: argparse.Namespace) -> str:
    """What to call the new folder."""
    if is_pipeline(options.file):
        return options.file.absolute().name
    if options.variant is not None:
        return f"layerflow-{options.variant}"
    from layerflow_studio.engine.layerflow.inspection import inspect_checkpoint

    return f"layerflow-{inspect_checkpoint(options.file).variant or 'model'}"
