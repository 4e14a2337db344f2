"""`layerflow-studio models download`: a published model from the hub, converted for use here."""

from __future__ import annotations

import argparse
from pathlib import Path

from layerflow_studio.cli.models.listing import facts
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.errors import BadInput

EPILOG = """\
What has arrived is kept when the command is stopped (Ctrl+C) or the connection is lost; the same command goes on
from there. HF_ENDPOINT names a mirror, HF_HUB_OFFLINE=1 forbids going to the hub.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which model, and that its terms were read."""
    parser.epilog = EPILOG
    parser.add_argument("model", metavar="ID", help="which published model (see layerflow-studio models)")
    parser.add_argument(
        "--accept-licence", action="store_true", help="you have read what is known of the licences"
    )
    add_home(parser)


def add_home(parser: argparse.ArgumentParser) -> None:
    """Add where models are kept."""
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="folder of models, used from now on; default: as chosen before",
    )


def home_of(options: argparse.Namespace) -> Path:
    """Return where models are kept, after noting a newly chosen folder."""
    from layerflow_studio.session.settings import choose_models_home, models_home

    if options.into is not None:
        choose_models_home(options.into)
    return models_home()


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Ask for the licence, then obtain the model."""
    from layerflow_studio.engine.catalogue import published
    from layerflow_studio.session.model_download import DownloadJob

    entry = published(options.model)
    if not options.accept_licence:
        terms = " ".join(f"{name}: {note}." for name, note in entry.licences)
        raise BadInput(
            "{entry} comes from {home} (about {size}) and {home2} (about {size2}, once). {terms} If "
            "you may use them under these terms, say so with --accept-licence.",
            entry=entry.name,
            home=entry.checkpoint.home,
            size=bytes_text(entry.checkpoint.size),
            home2=entry.base.home,
            size2=bytes_text(entry.base.size),
            terms=terms,
        )
    model = terminal.do(DownloadJob(entry, home_of(options)))
    return Outcome([f"{model.name} is ready in {model.folder}."], {"model": facts(model)})
