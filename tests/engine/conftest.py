from __future__ import annotations

from pathlib import Path

import pytest

from layerflow_studio.engine.registry import ModelDescription
from tests.tiny_model import make_tiny_model


@pytest.fixture(scope="session", params=["one-way", "joint"])
def any_model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ModelDescription:
    """The tiny model of either kind of attention. Read only."""
    return make_tiny_model(tmp_path_factory.mktemp("model"), attention=request.param)


@pytest.fixture
def tiny(tmp_path: Path) -> ModelDescription:
    """A tiny one-way model of one's own."""
    return make_tiny_model(tmp_path / "tiny")
