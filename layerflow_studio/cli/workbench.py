"""What generate, demo, decompose and reroll share: a project beside its exports, one run of the model."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from layerflow_studio.cli.options import chosen_sampling, wish
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.session.export import LAYERS, ExportJob, Target
from layerflow_studio.session.generate import describe_run, new_document, plan_job, show_take
from layerflow_studio.session.models import DEFAULT_MODEL, ModelKeeper
from layerflow_studio.session.project_io import PROJECT_FILE, Project

PROJECT_NAME = "project.lfstudio"
SHEET_NAME = "contact_sheet.png"


def model_of(keeper: ModelKeeper, model_id: str | None) -> ModelDescription:
    """Return the named model; FileMissing for an unknown one, WeightsMissing for an incomplete one."""
    model = keeper.model(model_id or DEFAULT_MODEL)
    model.missing_check()
    return model


@contextmanager
def project_in(out: Path, model: ModelDescription) -> Iterator[Project]:
    """Open the project in an output folder, or make one, which goes again if it got no take."""
    folder = out / PROJECT_NAME
    if (folder / PROJECT_FILE).is_file():
        with Project.open(folder) as project:
            refuse_unsaved(project)
            yield project
        return
    made_out = not out.exists()
    project = Project.create(folder, new_document(model))
    try:
        yield project
    except BaseException:
        project.close()
        if not project.library.entries():
            shutil.rmtree(folder, ignore_errors=True)
            if made_out:
                with suppress(OSError):
                    out.rmdir()
        raise
    finally:
        project.close()


def refuse_unsaved(project: Project) -> None:
    """Raise BadInput when a crash left unsaved work in the project: saving would lose that."""
    if project.recovery is not None:
        raise BadInput(
            f"{project.folder} has changes that were never saved; open it in the studio to save or drop them."
        )


def for_model(document: Document, model: ModelDescription, options: argparse.Namespace) -> Document:
    """Return the document set up for a model: its canvas, a layer for each role, sampling; BadInput as `with_size`."""
    if document.model != model.id:
        canvas = Canvas(model.width, model.height, model.fps, model.frames, document.canvas.extra)
        document = edits.set_canvas(document, canvas)
    for layer in new_document(model).layers:
        if document.top(layer.role) is None:
            document = edits.add_layer(document, layer)
    return with_sampling(with_size(document, model, options), model, options)


def with_size(document: Document, model: ModelDescription, options: argparse.Namespace) -> Document:
    """Return the document with the size that the options ask for; BadInput when the model cannot make it."""
    if options.size is None:
        return document
    if options.size not in model.sizes:
        sizes = " or ".join(f"{width}x{height}" for width, height in model.sizes)
        raise BadInput(f"{model.name} cannot make {'{}x{}'.format(*options.size)}; give --size {sizes}.")
    width, height = options.size
    return edits.set_canvas(document, replace(document.canvas, width=width, height=height))


def with_sampling(document: Document, model: ModelDescription, options: argparse.Namespace) -> Document:
    """Return the document with the model, and sampling and adapters as the options say."""
    known = document.model == model.id
    sampling = chosen_sampling(options, document.sampling if known else model.sampling)
    adapters = dict(document.adapters if known else ()) | dict(options.adapter or ())
    return edits.set_model(edits.set_sampling(document, sampling), model.id, tuple(adapters.items()))


def run_and_file(
    project: Project, document: Document, model: ModelDescription, keeper: ModelKeeper, terminal: Terminal
) -> tuple[Document, Take]:
    """Run what the document asks for, show the take on its layers and save; BadInput when nothing can run."""
    plan = describe_run(document, model)
    if plan.can_run:
        terminal.say(plan.sentence)
    for note in plan.notes:
        terminal.warn(note)
    if need := keeper.need(model):
        terminal.say(need)
    take: Take = terminal.do(plan_job(project, document, model, keeper))
    document = show_take(document, take)
    project.save(document)
    return document, take


def export_all(project: Project, document: Document, out: Path, terminal: Terminal) -> dict[str, str]:
    """Write each layer as ProRes 4444, the foreground as PNG too, a contact sheet; return the paths."""
    targets: list[Target] = []
    for role in MODEL_ROLES:
        layer = document.top(role)
        if layer is None or layer.clip is None:
            continue
        targets.append(Target(layer.id, "prores4444", out / f"{role}.mov"))
        if role == Role.FOREGROUND:
            targets.append(Target(layer.id, "png", out / f"{role}_png", options={"name": role.value}))
    targets.append(Target(LAYERS, "sheet", out / SHEET_NAME))
    terminal.do(ExportJob(project.clips, document, tuple(targets)))
    return {target.path.stem: str(target.path) for target in targets}


def outcome_of(project: Project, take: Take, files: dict[str, str], *lines: str, **facts: Any) -> Outcome:
    """Return what to print after a run: what was made, from which seed, and where everything is."""
    seconds = take.provenance.seconds
    width = max(len(name) for name in (*files, "project"))
    listed = [
        f"  {name:<{width}}  {path}" for name, path in (*files.items(), ("project", str(project.folder)))
    ]
    return Outcome(
        lines=(f"Take {take.id} in {seconds:.1f} s, seed {take.request.seed}.", *lines, *listed),
        facts={
            "take": take.id,
            "task": take.request.task.value,
            "seed": take.request.seed,
            "request_hash": take.request.request_hash,
            "model": take.request.model_id,
            "clips": {role.value: clip for role, clip in take.clips},
            "seconds": seconds,
            "files": files,
            "project": str(project.folder),
            **facts,
        },
    )


def generate_into(
    out: Path,
    options: argparse.Namespace,
    terminal: Terminal,
    set_up: Callable[[Document], Document],
    bring_in: Callable[[Project, Document], Document] | None = None,
) -> tuple[Outcome, Path]:
    """Do all of a generating command: project, document, run, exports."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out} is a file; name a folder for the results.")
    keeper = ModelKeeper()
    keeper.wish = wish(options)
    model = model_of(keeper, options.model)
    set_up(
        for_model(new_document(model), model, options)
    )  # what is wrong with the options shows before a change
    with project_in(out, model) as project:
        document = set_up(for_model(project.document, model, options))
        if bring_in is not None:
            document = bring_in(project, document)
        document, take = run_and_file(project, document, model, keeper, terminal)
        files = export_all(project, document, out, terminal)
        return outcome_of(project, take, files), project.folder
