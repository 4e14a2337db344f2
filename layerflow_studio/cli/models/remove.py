"""`layerflow-studio models remove`: take a model off this machine."""

from __future__ import annotations

import argparse

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.errors import BadInput, FileMissing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which one, and that it is meant."""
    parser.add_argument("model", metavar="ID", help="which model, or which begun download")
    parser.add_argument("--yes", action="store_true", help="delete without asking back")


def run(options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """Remove the model, unless a window works with it; without --yes say what that would delete."""
    from layerflow_studio.session.model_install import removal_size, remove_model
    from layerflow_studio.session.model_states import Home, survey
    from layerflow_studio.session.project_io import models_in_use
    from layerflow_studio.session.settings import Settings, models_home

    states = {state.id: state for state in survey()}
    state, home = states.get(options.model), models_home()
    if state is None:
        raise FileMissing(
            "There is no model {model!r} (found: {states}); choose another.",
            model=options.model,
            states=", ".join(states),
        )
    size = removal_size(state, home)
    if size and not options.yes and state.home != Home.SHIPPED:
        raise BadInput(
            "Removing {state} deletes {size} for good; say --yes if that is meant.",
            state=state.name,
            size=bytes_text(size),
        )
    freed = remove_model(state, home, models_in_use(Settings.load().recent_projects))
    words = f"{bytes_text(freed)} are free again" if freed else "its files were left where they are"
    return Outcome([f"{state.name} is removed; {words}."], {"id": state.id, "freed_bytes": freed})
