"""`layerflow-studio models remove-lora`: delete our copy of a LoRA file."""

from __future__ import annotations

import argparse

from layerflow_studio.cli.terminal import Outcome, Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which one."""
    parser.add_argument("name", help="which LoRA (see layerflow-studio models)")


def run(options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """Delete the copy; the file it was made of stays where it is."""
    from layerflow_studio.session.loras import remove_lora

    remove_lora(options.name)
    return Outcome([f"{options.name} is removed."], {"name": options.name})
