"""The project of a window that was given none: untitled, empty, with prompts to begin with."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.request import PromptSet
from layerflow_studio.core.shipped import RESOURCES
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.errors import BadInput, FileMissing, StudioError, reason_of
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.library import Library
from layerflow_studio.session.models import DEFAULT_MODEL, ModelKeeper
from layerflow_studio.session.project_io import Project, find_project
from layerflow_studio.session.settings import unsaved_folder, unsaved_place
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.words import first_upper, role_name, translate

EXAMPLE = PromptSet(
    foreground="an orange fox walking",
    background="a green meadow with red flowers under a blue sky",
    blended="an orange fox walking in a green meadow",
)
"""What a new project asks for: English, because that is what models have learned."""


SAMPLE = RESOURCES / "sample"
"""Where the sample project is, in a folder of its own name; it is never written to."""


def untitled_project(keeper: ModelKeeper, model_id: str = DEFAULT_MODEL) -> Project:
    """Make a project that has no place of its own yet. Raises FileMissing without any model, BadInput."""
    return Project.create(unsaved_folder(), first_document(keeper, model_id))


def first_project(keeper: ModelKeeper, path: Path | None) -> tuple[Project, str]:
    """Open the project the program is started with, where it is not to be had or none is named an untitled one.

    Returns it with a sentence that says why it is another, empty if all is well. Raises as `untitled_project`.
    """
    problem = ""
    if path is not None:
        try:
            return Project.open(find_project(path)), problem
        except StudioError as error:
            problem = said(error)
    return untitled_project(keeper), problem


def has_sample() -> bool:
    """Whether the sample project came with this program."""
    return _sample() is not None


def sample_project() -> Project:
    """Open a copy of the sample that has no place of its own yet. FileMissing, BadInput."""
    source = _sample()
    if source is None:
        raise FileMissing(
            translate("Projects", "The sample project did not come with this program; begin a new one.")
        )
    folder = unsaved_folder("sample")
    try:
        shutil.copytree(source, folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    except OSError as problem:
        raise BadInput(
            translate(
                "Projects", "The sample cannot be copied to {folder} ({reason}); free some space."
            ).format(folder=folder.parent, reason=said(reason_of(problem)))
        ) from problem
    return Project.open(folder)


def _sample() -> Path | None:
    return next((path.parent for path in sorted(SAMPLE.glob("*/project.json"))), None)


def first_document(keeper: ModelKeeper, model_id: str = DEFAULT_MODEL) -> Document:
    """Three layers with example prompts, on the canvas of this model or else of the first one."""
    models = {model.id: model for model in keeper.models()}
    if not models:
        raise FileMissing(
            translate(
                "Projects", "There is no model to make a project for; install one or choose its folder."
            )
        )
    document = new_document(models.get(model_id) or next(iter(models.values())), EXAMPLE)
    for layer in document.layers:
        document = edits.rename_layer(document, layer.id, first_upper(role_name(layer.role)))
    return document


def is_untitled(project: Project) -> bool:
    """Whether a project has no place of its own yet."""
    return project.folder.parent == unsaved_place()


def is_untouched(project: Project, document: Document) -> bool:
    """Whether an untitled project holds nothing that anyone made."""
    same = replace(document, seed=0) == replace(project.document, seed=0)
    return is_untitled(project) and same and project.library.entries() == _shipped_takes(project)


def _shipped_takes(project: Project) -> tuple[LibraryEntry, ...]:
    """The takes that an untitled project came with: those of the sample, for most none."""
    source = _sample() if project.folder.name.startswith("sample-") else None
    return Library(source / "takes").entries() if source is not None else ()


def throw_away(project: Project) -> None:
    """Remove the folder of a closed, untouched, untitled project."""
    if is_untitled(project):
        shutil.rmtree(project.folder, ignore_errors=True)
