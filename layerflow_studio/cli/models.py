"""`layerflow-studio models`: which models are here, what they can do, and whether their files are whole."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.session.runner import Lane

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import CancelToken, ProgressSink
    from layerflow_studio.engine.registry import ModelDescription


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("what", nargs="?", choices=("list", "verify"), default="list", help="default: list")
    parser.add_argument("--model", metavar="ID", help="only this one")


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """List models, or check every file of theirs against its hash."""
    from layerflow_studio.session.models import ModelKeeper

    keeper = ModelKeeper()
    models = [keeper.model(options.model)] if options.model else keeper.models()
    if options.what == "verify":
        terminal.do(VerifyJob(tuple(models)))
        lines = [f"{model.id}: {len(model.files)} files are whole." for model in models]
    else:
        lines = [line for model in models for line in _lines(model)]
    return Outcome(lines or ["There is no model here."], {"models": [_facts(model) for model in models]})


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


def _lines(model: ModelDescription) -> list[str]:
    missing = model.missing()
    state = f"lacks {', '.join(missing)}" if missing else "complete"
    size = f"{model.width} × {model.height}, {model.frames} frames at {float(model.fps):g} fps"
    return [f"{model.id}  {model.name} ({model.kind}), {state}", f"    {size}", f"    {model.summary}"]


def _facts(model: ModelDescription) -> dict[str, Any]:
    given = model.given_sets
    return {
        "id": model.id,
        "name": model.name,
        "kind": model.kind,
        "folder": str(model.folder),
        "width": model.width,
        "height": model.height,
        "frames": model.frames,
        "fps": f"{model.fps.numerator}/{model.fps.denominator}",
        "hash": model.hash,
        "missing": list(model.missing()),
        "given_sets": "any" if given is None else [sorted(role.value for role in roles) for roles in given],
        "concepts": list(model.concepts),
        "scenes": list(model.scenes),
    }
