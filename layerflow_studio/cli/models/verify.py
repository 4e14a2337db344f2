"""`layerflow-studio models verify`: whether the files of the models are what they were."""

from __future__ import annotations

import argparse

from layerflow_studio.cli.models.listing import flaw_words, state_facts
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import Damaged


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which models to look at."""
    parser.add_argument("models", nargs="*", metavar="ID", help="which models; default: all")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Check every file of the models against its hash; WeightsMissing or Damaged says what is wrong."""
    from layerflow_studio.session.model_check import VerifyJob
    from layerflow_studio.session.model_states import survey
    from layerflow_studio.session.models import ModelKeeper

    keeper = ModelKeeper()
    for state in survey() if not options.models else ():
        if state.model is None and state.flaws:
            raise Damaged("{model}: {why}", model=state.id, why=state.flaws[0].why)
    models = [keeper.model(name) for name in options.models] or keeper.models()
    for model in models:
        model.missing_check()
    states = terminal.do(VerifyJob(tuple(models)))
    for state in states:
        if state.flaws:
            flaws = "; ".join(flaw_words(flaw) for flaw in state.flaws)
            raise Damaged(
                "{state} in {folder} is damaged ({flaws}); replace it by a fresh copy.",
                state=state.name,
                folder=state.folder,
                flaws=flaws,
            )
    lines = [f"{model.id}: {len(model.files)} files are whole." for model in models]
    return Outcome(lines or ["There is no model here."], {"models": [state_facts(s) for s in states]})
