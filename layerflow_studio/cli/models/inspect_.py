"""`layerflow-studio models inspect`: what a checkpoint holds and which of the released models it may be."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.engine.layerflow.inspection import Report

_SHOWN = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which file to look at."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="mp_rank_00_model_states.pt, or the folder it is in"
    )


def run(options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """Read the file, without running anything in it, and report."""
    from layerflow_studio.engine.layerflow.inspection import inspect_checkpoint

    report = inspect_checkpoint(options.file)
    return Outcome(_lines(report), report.facts())


def _lines(report: Report) -> list[str]:
    verdict = report.variant or " or ".join(report.fits) or "none of the released models"
    formats = ", ".join(f"{name} ({count})" for name, count in report.number_formats)
    lines = [
        f"{report.path.name}: {verdict}, {'complete' if report.complete else 'not usable'}",
        f"    {report.parameters / 1e6:,.1f} million parameters, {report.blocks} blocks, width {report.width}",
        f"    numbers: {formats}",
        f"    positions: {report.position_rows} rows; layer embedder: {_yes(report.layer_embedder)}",
        f"    keys: {len(report.found)} found, {len(report.missing)} missing, "
        f"{len(report.unexpected)} unexpected, {sum(count for _, count in report.ignored)} ignored",
    ]
    for adapter in report.adapters:
        at_work = ", ".join(map(str, adapter.blocks_at_work)) or "none"
        lines.append(f"    {adapter.name}: rank {adapter.rank}, at work in blocks {at_work}")
    lines += [f"    ignored: {count} keys of {name}" for name, count in report.ignored]
    for what, keys in (("missing", report.missing), ("unexpected", report.unexpected)):
        lines += [f"    {what}: {key}" for key in keys[:_SHOWN]]
        if len(keys) > _SHOWN:
            lines.append(f"    {what}: and {len(keys) - _SHOWN} more (all with --json)")
    return [*lines, *(f"    {note}" for note in report.notes)]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
