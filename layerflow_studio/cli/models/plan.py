"""`layerflow-studio models plan`: what each memory plan needs at each stage, and which one fits here."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.engine.memory import GB, STAGES, Estimate, Room, choose_plan, estimate, plans_for
from layerflow_studio.engine.plans import CPU, Quantisation
from layerflow_studio.engine.shapes import ModelShape, published, shape_of
from layerflow_studio.errors import BadInput

PUBLISHED = "generation-rgba"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which model, how much memory and how the table is written."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--model", metavar="ID", help="a model that is here; default: the published size")
    which.add_argument(
        "--published", choices=tuple(RELEASED), metavar="NAME", help=f"a released model; default: {PUBLISHED}"
    )
    parser.add_argument("--memory", type=float, metavar="GB", help="say which plan fits a card of that size")
    parser.add_argument("--host", type=float, metavar="GB", help="with --memory: host memory; default: any")
    parser.add_argument(
        "--weights",
        choices=[kind.value for kind in Quantisation],
        default="none",
        help="how weights are stored",
    )
    parser.add_argument("--markdown", action="store_true", help="write the table as the documentation has it")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Print a row for every plan and a column for every stage."""
    shape = _shape(options)
    kind = Quantisation(options.weights)
    cards = [estimate(shape, replace(plan, quantisation=kind)) for plan in plans_for(shape)]
    without = estimate(shape, replace(plans_for(shape, on_cpu=True)[0], quantisation=kind), on_cpu=True)
    rows = [*cards, without] if without.plan.name == CPU.name else [without]
    lines = [*(_markdown(rows) if options.markdown else _table(shape, rows))]
    facts: dict[str, Any] = {"model": shape.name, "plans": [_facts(row) for row in rows]}
    if options.memory is not None:
        found, sentence = _choice(shape, options, kind)
        lines += ["", sentence]
        facts["fits"] = found.plan.name if found is not None else None
    return Outcome(lines, facts)


def _shape(options: argparse.Namespace) -> ModelShape:
    if options.model:
        from layerflow_studio.session.models import ModelKeeper

        return shape_of(ModelKeeper().model(options.model))
    return published(options.published or PUBLISHED)


def _choice(
    shape: ModelShape, options: argparse.Namespace, kind: Quantisation
) -> tuple[Estimate | None, str]:
    if options.memory <= 0:
        raise BadInput(
            "--memory {size:g} is no size; give the GB of the card, such as 12.", size=options.memory
        )
    host = int(options.host * GB) if options.host else 1 << 60
    found = choose_plan(shape, Room(int(options.memory * GB), host), quantisation=kind)
    if found is None:
        return None, f"No plan fits {options.memory:g} GB; use a larger card or the processor."
    return found, f"{options.memory:g} GB: the plan {found.plan.name} is the fastest that fits."


def _table(shape: ModelShape, rows: Sequence[Estimate]) -> Iterable[str]:
    names = [stage for stage in STAGES if any(_has(row, stage) for row in rows)]
    yield f"{shape.name}: {shape.tokens} tokens; GB on the device, + GB of host memory"
    yield ""
    yield "  ".join(["plan ", *(f"{name:>12}" for name in names), f"{'at most':>12}"])
    for row in rows:
        cells = [_cell(row.of(name).device, row.of(name).host) if _has(row, name) else "-" for name in names]
        most = _cell(row.device, row.host)
        yield "  ".join([f"{row.plan.name:<5}", *(f"{cell:>12}" for cell in (*cells, most))])
    yield ""
    for row in rows:
        yield f"{row.plan.name:<5}  {row.plan.words()}"


def _markdown(rows: Sequence[Estimate]) -> Iterable[str]:
    names = [stage for stage in STAGES if any(_has(row, stage) for row in rows)]
    yield "| plan | " + " | ".join(names) + " | at most | what it does |"
    yield "|---" * (len(names) + 3) + "|"
    for row in rows:
        cells = [_cell(row.of(name).device, row.of(name).host) if _has(row, name) else "" for name in names]
        yield f"| {row.plan.name} | {' | '.join(cells)} | {_cell(row.device, row.host)} | {row.plan.words()} |"


def _has(row: Estimate, stage: str) -> bool:
    return any(need.stage == stage for need in row.needs)


def _cell(device: int, host: int) -> str:
    return f"{device / GB:.1f} + {host / GB:.1f}"


def _facts(row: Estimate) -> dict[str, Any]:
    return {
        "plan": row.plan.name,
        "does": row.plan.words(),
        "device": row.device,
        "host": row.host,
        "stages": {need.stage: {"device": need.device, "host": need.host} for need in row.needs},
    }
