"""`layerflow-studio evaluate`: a model's figures, against the data it was trained on."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.cli.train import ASSETS, Step

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import CancelToken, ProgressSink
    from layerflow_studio.engine.registry import ModelDescription

CACHE = Path(".cache/evaluation")
SHEET = "scores.png"
FIGURES = "scores.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("model", help="a model's id, or its folder")
    parser.add_argument("--count", type=int, default=64, metavar="N", help="trials; default: 64")
    parser.add_argument(
        "--batch", type=int, default=4, metavar="N", help="clip sets made at once; default: 4"
    )
    parser.add_argument(
        "--layout", choices=("calm", "free"), default="calm", help="of the true clips; default: calm"
    )
    parser.add_argument(
        "--prompts", type=Path, metavar="FILE", help="own prompts, a line each: foreground | background"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"folder for {FIGURES} and the picture {SHEET}"
    )
    parser.add_argument("--assets", type=Path, default=ASSETS, metavar="DIR", help=f"default: {ASSETS}")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help=f"for the probes; default: {CACHE}"
    )


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Measure, print the figures beside their bars, and write them down where that is asked for."""
    model = _model(options.model)
    model.missing_check()
    return terminal.do(Step(options, _Evaluation(model), "evaluate the model"))


def _model(name: str) -> ModelDescription:
    from layerflow_studio.engine.registry import describe
    from layerflow_studio.session.models import ModelKeeper

    folder = Path(name)
    return describe(folder) if (folder / "model.toml").is_file() else ModelKeeper().model(name)


@dataclass(frozen=True)
class _Evaluation:
    """The evaluation of one model, to be carried out as a step."""

    model: ModelDescription

    def __call__(self, options: argparse.Namespace, progress: ProgressSink, cancel: CancelToken) -> Outcome:
        import json

        from layerflow_studio.training.assets import open_store
        from layerflow_studio.training.evaluate import EvaluationPlan, evaluate
        from layerflow_studio.training.features import efficientnet_features
        from layerflow_studio.training.score_sheet import as_png, draw_score_sheet
        from layerflow_studio.training.scorecard import table
        from layerflow_studio.training.trials import read_prompts

        pairs = tuple(read_prompts(options.prompts)) if options.prompts else ()
        plan = EvaluationPlan(options.count, pairs, options.layout, options.batch)
        store, features = open_store(options.assets), efficientnet_features()
        found = evaluate(self.model, store, features, plan, options.cache, progress, cancel)
        figures = {
            "model": self.model.id,
            "hash": self.model.hash,
            "scores": found.scores.to_json(),
            "remarks": dict(found.remarks),
        }
        lines = table(found.scores, found.remarks)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            whole = json.dumps({**figures, "trials": list(found.trials)}, indent=1)
            (options.out / FIGURES).write_text(whole + "\n", encoding="utf-8")
            subtitle = f"{self.model.kind}, {plan.count} trials"
            sheet = draw_score_sheet(found.shown, self.model.name, subtitle)
            (options.out / SHEET).write_bytes(as_png(sheet))
            lines += ["", *(str(options.out / name) for name in (FIGURES, SHEET))]
        return Outcome(lines, figures)
