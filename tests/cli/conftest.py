"""The command line with the tiny model as its only addition, and a project that it has generated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layerflow_studio.cli.main import main
from tests.tiny_model import make_tiny_model

PROMPTS = ("--foreground", "a red fox", "--background", "a meadow", "--scene", "a red fox in a meadow")
GENERATE = ("generate", "--model", "tiny", *PROMPTS)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the tiny one in it."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "tiny").mkdir()
    make_tiny_model(folder / "tiny")
    return folder


@pytest.fixture(autouse=True)
def tiny_is_known(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERFLOW_MODELS", str(models))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)


@pytest.fixture(scope="session")
def generated(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What generate leaves in its output folder; not to be changed."""
    out = tmp_path_factory.mktemp("generated") / "fox"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAYERFLOW_MODELS", str(models))
        assert main([*GENERATE, "--seed", "3", "--out", str(out), "--quiet"]) == 0
    return out


@pytest.fixture
def fox(generated: Path, tmp_path: Path) -> Path:
    """A copy of the generated folder, for a test to change."""
    return Path(shutil.copytree(generated, tmp_path / "fox"))
