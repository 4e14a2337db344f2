"""A tiny real model, a project for it, and a runner that is always shut down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from layerflow_studio.core.request import PromptSet
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner
from tests.tiny_model import make_tiny_model

PROMPTS = PromptSet("a red fox", "a meadow", "a red fox in a meadow")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelDescription:
    """The tiny model, alone in its folder of models."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    folder.mkdir()
    return make_tiny_model(folder)


@pytest.fixture(scope="session")
def keeper(tiny: ModelDescription) -> ModelKeeper:
    return ModelKeeper(tiny.folder.parent)


@pytest.fixture
def project(tiny: ModelDescription, tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "fox.lfstudio", new_document(tiny, PROMPTS, seed=5)) as made:
        yield made


@pytest.fixture
def runner() -> Iterator[Runner]:
    with Runner() as running:
        yield running
