"""`layerflow-studio models add-lora`: a LoRA file of one's own, for `--lora NAME:STRENGTH`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.session.loras import Lora


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file and what to call it."""
    parser.add_argument(
        "path", type=Path, help="a .safetensors file of peft, diffusers or kohya, or peft's folder"
    )
    parser.add_argument("--name", default="", help="what to call it; default: as the file")


def run(options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """Copy the file to the other LoRAs."""
    from layerflow_studio.session.loras import add_lora

    lora = add_lora(options.path, options.name)
    return Outcome([f"{lora.name} is added; use it with --lora {lora.name}:1."], {"lora": lora_facts(lora)})


def lora_facts(lora: Lora) -> dict[str, Any]:
    """Return what a script may want to know of a LoRA."""
    return {"name": lora.name, "hash": lora.hash, "bytes": lora.size, "source": lora.source}
