"""`layerflow-studio models list`: the models that are here, how they are, and what can be obtained."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.core.byte_sizes import bytes_text

if TYPE_CHECKING:
    from layerflow_studio.engine.registry import ModelDescription
    from layerflow_studio.session.model_states import Flaw, ModelState


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options: there are none."""


def run(_options: argparse.Namespace, _terminal: Terminal) -> Outcome:
    """List the models, and the LoRA files that were added."""
    from layerflow_studio.cli.models.loras import lora_facts
    from layerflow_studio.session.loras import loras
    from layerflow_studio.session.model_states import survey

    states = survey()
    here = [state for state in states if state.folder is not None]
    absent = [state for state in states if state.folder is None]
    lines = [line for state in here for line in _lines(state)] or ["There is no model here."]
    own = loras()
    if own:
        lines += ["", "LoRA files, for --lora NAME:STRENGTH:"]
        lines += [f"{lora.name}  {bytes_text(lora.size)}" for lora in own]
    lines += ["", "To be had with layerflow-studio models download ID:"]
    lines += [line for state in absent for line in _offer(state)]
    return Outcome(
        lines,
        {
            "models": [state_facts(state) for state in here],
            "published": [state_facts(state) for state in absent],
            "loras": [lora_facts(lora) for lora in own],
        },
    )


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
        "sizes": [list(size) for size in model.sizes],
        "frames": model.frames,
        "fps": f"{model.fps.numerator}/{model.fps.denominator}",
        "hash": model.hash,
        "missing": list(model.missing()),
        "given_sets": "any" if given is None else [sorted(role.value for role in roles) for roles in given],
        "concepts": list(model.concepts),
        "scenes": list(model.scenes),
    }


def state_facts(state: ModelState) -> dict[str, Any]:
    """Return how a model is, with what it is where that is known."""
    told: dict[str, Any] = {"id": state.id, "name": state.name}
    if state.published is not None:
        told |= {
            "task": state.published.task,
            "alpha": state.published.alpha,
            "download_bytes": state.published.checkpoint.size,
            "base_bytes": state.published.base.size,
            "licence": dict(state.published.licences),
        }
    if state.model is not None:
        told |= facts(state.model)
    return told | {
        "state": state.condition.value,
        "home": state.home.value,
        "bytes": state.size,
        "arrived_bytes": state.arrived,
        "verified": state.proven,
        "flaws": [{"path": f.path, "bytes": f.size, "why": f.why or "missing"} for f in state.flaws],
    }


def flaw_words(flaw: Flaw) -> str:
    """Return a flaw as a line: which file, how large, what is wrong."""
    size = f" ({bytes_text(flaw.size)})" if flaw.size is not None and not flaw.why else ""
    return f"{flaw.path}{size}: {flaw.why or 'missing'}"


def _lines(state: ModelState) -> list[str]:
    model, words = state.model, state.condition.value
    if state.proven:
        words = f"{words}, verified"
    if model is None:
        return [f"{state.id}  {words}", f"    {state.folder}", *(f"    {f.why}" for f in state.flaws)]
    larger = "".join(f" or {width} × {height} upscaled" for width, height in model.sizes[1:])
    size = f"{model.width} × {model.height}{larger}, {model.frames} frames at {float(model.fps):g} fps"
    return [
        f"{model.id}  {model.name} ({model.kind}), {words}",
        f"    {size}; {bytes_text(state.size)} in {state.folder}",
        f"    {model.summary}",
        *(f"    ! {flaw_words(flaw)}" for flaw in state.flaws),
    ]


def _offer(state: ModelState) -> list[str]:
    entry = state.published
    if entry is None:
        return []
    begun = f", {bytes_text(state.arrived)} have arrived" if state.arrived else ""
    alpha = "with an alpha of its own" if entry.alpha else "without an alpha of its own"
    return [
        f"{entry.id}  about {bytes_text(entry.checkpoint.size)}{begun}",
        f"    {entry.task}, {alpha}.",
    ]
