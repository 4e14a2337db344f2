"""`layerflow-studio evaluate`: a model's figures beside their bars, and a picture of what it makes."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.cli.train import ASSETS, Step
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import CancelToken, ProgressSink
    from layerflow_studio.engine.registry import ModelDescription
    from layerflow_studio.training.evaluate import Evaluation

FIGURES, TRIALS, REPORT, SHEET = "scores.json", "trials.json", "report.txt", "sheet.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("model", help="a model's id, or its folder")
    parser.add_argument(
        "--count", type=int, default=64, metavar="N", help="trials of the fixed list; default: 64, the whole"
    )
    parser.add_argument(
        "--prompts", type=Path, metavar="FILE", help="own prompts, a line each: foreground | background"
    )
    parser.add_argument(
        "--batch", type=int, default=4, metavar="N", help="clip sets made at once; default: 4"
    )
    parser.add_argument(
        "--layout",
        choices=("staged", "calm", "free"),
        default="calm",
        help="of the true clips; default: calm",
    )
    parser.add_argument("--threads", type=int, metavar="N", help="processor threads; 1 beside other work")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help=f"for {FIGURES}, {SHEET} and more; default: runs/evaluate-ID"
    )
    parser.add_argument("--assets", type=Path, default=ASSETS, metavar="DIR", help=f"default: {ASSETS}")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="where trained probes are kept; default: with the assets"
    )


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Measure, write everything down, and print the figures beside their bars."""
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
        from layerflow_studio.engine.devices import use_threads
        from layerflow_studio.training.assets import open_store
        from layerflow_studio.training.evaluate import EvaluationPlan, evaluate
        from layerflow_studio.training.features import efficientnet_features
        from layerflow_studio.training.scorecard import table
        from layerflow_studio.training.trials import read_prompts

        pairs = tuple(read_prompts(options.prompts)) if options.prompts else ()
        plan = EvaluationPlan(options.count, pairs, options.layout, options.batch)
        out: Path = options.out or Path("runs") / f"evaluate-{self.model.id}"
        if out.exists() and not out.is_dir():
            raise BadInput(f"{out} is a file; name a folder for the figures.")
        use_threads(options.threads)
        store, features = open_store(options.assets), efficientnet_features()
        cache: Path = options.cache or options.assets
        found = evaluate(self.model, store, features, plan, cache, progress, cancel)
        lines = table(found.scores, found.remarks)
        self._write(found, lines, out)
        return Outcome([*lines, "", f"Figures and pictures are in {out}."], found.scores.to_json())

    def _write(self, found: Evaluation, lines: list[str], out: Path) -> None:
        import json

        from layerflow_studio.training.score_sheet import as_png, draw_score_sheet

        m = self.model
        subtitle = (
            f"{m.kind}, {m.width} × {m.height}, {m.frames} frames at {m.fps} a second, four of each shown"
        )
        contents = {
            FIGURES: json.dumps(found.scores.to_json(), indent=1) + "\n",
            TRIALS: json.dumps(list(found.trials), indent=1) + "\n",
            REPORT: "\n".join(lines) + "\n",
        }
        out.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (out / name).write_text(text, encoding="utf-8")
        (out / SHEET).write_bytes(as_png(draw_score_sheet(found.shown, m.name, subtitle)))
