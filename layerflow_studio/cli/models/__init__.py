"""`layerflow-studio models`: which models are here, what they can do, and what can be done with their files.

Each sub-command is a module of this package with `add_arguments(parser)` and `run(options, terminal)`, as the
commands themselves are; `COMMANDS` is the one place that lists them.
"""

from __future__ import annotations

import argparse
import importlib

from layerflow_studio.cli.options import add_output
from layerflow_studio.cli.terminal import Outcome, Terminal

DEFAULT = "list"
COMMANDS = {
    "list": ("listing", "show the models, what they can do and whether they are complete"),
    "verify": ("verify", "check every file of the models against its hash"),
    "plan": ("plan", "tell how much memory each way to run a model needs"),
    "inspect": ("inspect_", "tell what a released checkpoint holds and which model it is"),
    "convert": ("convert", "make a model of a released checkpoint, or of a diffusers pipeline"),
    "save-pipeline": ("save_pipeline", "save a model as a diffusers pipeline, for others to use"),
    "download": ("download", "get a published model from the hub; goes on where it was stopped"),
    "add": ("add", "bring in a model folder or a checkpoint that is on this machine"),
    "remove": ("remove", "take a model off this machine"),
    "add-lora": ("loras", "add a LoRA file of your own, for --lora"),
    "remove-lora": ("remove_lora", "remove a LoRA file again"),
}
"""Name, module of this package, purpose."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands, each with its options; without one, the models are listed."""
    parser.usage = "%(prog)s [WHAT] ..."
    steps = parser.add_subparsers(dest="what", metavar="WHAT", prog=parser.prog)
    for name, (module_name, purpose) in COMMANDS.items():
        module = importlib.import_module(f"{__name__}.{module_name}")
        step = steps.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        module.add_arguments(step)
        add_output(step)
        step.set_defaults(step=module)
        if name == DEFAULT:
            parser.set_defaults(step=module)


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Carry out the sub-command."""
    return options.step.run(options, terminal)
