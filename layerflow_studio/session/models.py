"""The models at hand, and the one that is open: loading takes longer than running, so it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.base import Engine
from layerflow_studio.engine.registry import ModelDescription, find_model, find_models, load_code
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import model_folders

DEFAULT_MODEL = "mini"


class ModelKeeper:
    """Finds models and keeps the last one opened.

    `models` and `model` may be called from any thread; `engine` and `drop` belong to the engine thread.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._open: tuple[tuple[str, Path], Engine] | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where it looks besides the usual places."""
        return self._folders

    def models(self) -> list[ModelDescription]:
        """Return all models found, by id; those whose model.toml is not understood are passed over."""
        return find_models(*model_folders(), *self._folders)

    def model(self, model_id: str) -> ModelDescription:
        """Return a model by id; FileMissing lists the known ones."""
        return find_model(model_id, *model_folders(), *self._folders)

    def holds(self, model: ModelDescription) -> bool:
        """Whether this very model is open."""
        return self._open is not None and self._open[0] == (model.hash, model.folder)

    def engine(self, model: ModelDescription) -> Engine:
        """Return the model ready to run, opened if need be. WeightsMissing, Damaged, OutOfMemory."""
        if self._open is None or not self.holds(model):
            self.drop()
            self._open = ((model.hash, model.folder), model.open())
        return self._open[1]

    def drop(self) -> None:
        """Let go of the open model, to free its memory."""
        self._open = None


@dataclass(frozen=True)
class WarmUpJob:
    """Loads the code that runs and their clips need while the window rests, so that a first run begins at once."""

    title = Sentence("get ready to generate")
    lane = Lane.ENGINE
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
        """Import it; no model is opened."""
        load_code()
        for module in ("clip_store", "conform", "matte"):
            import_module(f"layerflow_studio.media.{module}")
