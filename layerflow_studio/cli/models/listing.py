"""`layerflow-studio models list`: the models that are here and what they can do."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.engine.registry import ModelDescription


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: there are none."""


def run(_options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """List the models."""
    from layerflow_studio.session.models import ModelKeeper

    models = ModelKeeper().models()
    lines = [line for model in models for line in _lines(model)]
    return Outcome(lines or ["There is no model here."], {"models": [facts(model) for model in models]})


def facts(model: ModelDescription) -> dict[str, Any]:
    """Return what a script may want to know of a model."""
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


def _lines(model: ModelDescription) -> list[str]:
    missing = model.missing()
    state = f"lacks {', '.join(missing)}" if missing else "complete"
    size = f"{model.width} × {model.height}, {model.frames} frames at {float(model.fps):g} fps"
    return [f"{model.id}  {model.name} ({model.kind}), {state}", f"    {size}", f"    {model.summary}"]
