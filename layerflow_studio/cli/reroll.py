"""`layerflow-studio reroll`: another take of a project, with some layers kept to the pixel."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.core.takes import Take
    from layerflow_studio.session.project_io import Project

ROLES = ("foreground", "background", "blended")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("project", type=Path, help="a project folder, or the folder generate wrote it to")
    parser.add_argument(
        "--lock",
        action="append",
        choices=ROLES,
        metavar="LAYER",
        help="keep this layer as it is: foreground, background or blended; may be repeated; "
        "default: the layers that are locked in the project",
    )
    shared.add_prompts(parser)
    shared.add_sampling(parser)
    shared.add_out(parser, "folder to export to; default: beside the project", required=False)


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Make another take and export it; locked layers keep their clips, which is proven by their hashes."""
    from layerflow_studio.cli import workbench
    from layerflow_studio.core import edits
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.generate import lock_only
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.session.project_io import Project, find_project

    folder = find_project(options.project)
    keeper = ModelKeeper()
    keeper.wish = shared.wish(options)
    with Project.open(folder) as project:
        workbench.refuse_unsaved(project)
        document = project.document
        model = workbench.model_of(keeper, options.model or document.model or None)
        if options.lock:
            document = lock_only(document, (Role(name) for name in options.lock))
        document = workbench.with_size(document, model, options)
        document = shared.with_prompts(workbench.with_sampling(document, model, options), options)
        document = edits.set_seed(_without_layer_seeds(document), shared.chosen_seed(options))
        before = {role: layer.clip for role in Role if (layer := document.top(role)) is not None}
        document, take = workbench.run_and_file(project, document, model, keeper, terminal)
        kept = _proofs(project, before, take)
        out = options.out or folder.parent
        files = workbench.export_all(project, document, out, terminal)
        lines = [
            f"{role}: 0 pixels changed (sha256 {clip[:16]}… before and after)" for role, clip in kept.items()
        ]
        return workbench.outcome_of(project, take, files, *lines, kept={r.value: c for r, c in kept.items()})


def _proofs(project: Project, before: Mapping[Role, str | None], take: Take) -> dict[Role, str]:
    """Return the given roles with their content hash, after hashing the pixels on disk once more.

    A trimmed layer is given as a clip of its own; both must be what they were.
    """
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.errors import SelfCheckFailed

    kept: dict[Role, str] = {}
    for item in take.request.given:
        composed = item.role == Role.BACKGROUND and bool(take.over)
        shown = item.clip if composed else before[item.role] or ""
        whole = all(project.clips.intact(clip) for clip in {shown, item.clip})
        if not whole or take.clip(item.role) != item.clip:
            raise SelfCheckFailed(
                f"The locked {item.role} is not what it was; restore {project.folder} from a backup."
            )
        kept[item.role] = shown
    return kept


def _without_layer_seeds(document: Document) -> Document:
    """Return the document with no layer having a seed of its own, so that the one asked for counts."""
    from dataclasses import replace

    return replace(document, layers=tuple(replace(layer, seed=None) for layer in document.layers))
