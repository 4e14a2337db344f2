"""The project of a window that was given none: untitled, empty, with prompts to begin with."""

from __future__ import annotations

import shutil
from dataclasses import replace

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import PromptSet
from layerflow_studio.errors import FileMissing
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.models import DEFAULT_MODEL, ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.settings import state_dir, unsaved_folder
from layerflow_studio.ui.words import translate

EXAMPLE = PromptSet(
    foreground="an orange fox walking",
    background="a green meadow with flowers under a blue sky",
    blended="an orange fox walking in a green meadow",
)
"""What a new project asks for: English, because that is what models have learned."""


def untitled_project(keeper: ModelKeeper) -> Project:
    """Make a project that has no place of its own yet. Raises FileMissing without any model, BadInput."""
    return Project.create(unsaved_folder(), first_document(keeper))


def first_document(keeper: ModelKeeper) -> Document:
    """Three layers with example prompts, on the canvas of the default model or else of the first one."""
    models = {model.id: model for model in keeper.models()}
    if not models:
        raise FileMissing(
            translate(
                "Projects", "There is no model to make a project for; install one or choose its folder."
            )
        )
    model = models.get(DEFAULT_MODEL) or next(iter(models.values()))
    document = new_document(model, EXAMPLE)
    scene = document.top(Role.BLENDED)
    return (
        document if scene is None else edits.rename_layer(document, scene.id, translate("Projects", "Scene"))
    )


def is_untitled(project: Project) -> bool:
    """Whether a project has no place of its own yet."""
    return project.folder.parent == state_dir() / "unsaved"


def is_untouched(project: Project, document: Document) -> bool:
    """Whether an untitled project holds nothing that anyone made."""
    same = replace(document, seed=0) == replace(project.document, seed=0)
    return is_untitled(project) and same and not project.library.entries()


def throw_away(project: Project) -> None:
    """Remove the folder of a closed, untouched, untitled project."""
    if is_untitled(project):
        shutil.rmtree(project.folder, ignore_errors=True)
