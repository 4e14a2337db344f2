"""`layerflow-studio models verify`: whether the files of the models are what they were."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layerflow_studio.cli.models.listing import facts
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import CancelToken, ProgressSink
    from layerflow_studio.engine.registry import ModelDescription


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which models to look at."""
    parser.add_argument("models", nargs="*", metavar="ID", help="which models; default: all")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Check every file of the models against its hash."""
    from layerflow_studio.session.models import ModelKeeper

    keeper = ModelKeeper()
    models = [keeper.model(name) for name in options.models] or keeper.models()
    terminal.do(VerifyJob(tuple(models)))
    lines = [f"{model.id}: {len(model.files)} files are whole." for model in models]
    return Outcome(lines or ["There is no model here."], {"models": [facts(model) for model in models]})


@dataclass(frozen=True)
class VerifyJob:
    """Hashes every weight file; WeightsMissing or Damaged names the first that is not right."""

    models: tuple[ModelDescription, ...]
    title = "verify the models"
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
        """Verify one model after the other."""
        for number, model in enumerate(self.models):
            cancel.check()
            progress.progress(f"Verifying {model.name}", number, len(self.models))
            model.verify()
