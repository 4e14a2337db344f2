"""Makes a model of a released checkpoint, or of a diffusers pipeline, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import models_home


def default_place(name: str) -> Path:
    """Return where a model of this name is put when no place is asked for; models are looked for there."""
    return models_home() / name


def is_pipeline(place: Path) -> bool:
    """Return whether a path is a pipeline folder of diffusers rather than a checkpoint."""
    return (place / "model_index.json").is_file()


@dataclass(frozen=True)
class ConvertJob:
    """Converts a checkpoint, or a pipeline folder, into a model folder; it appears whole or not at all.

    See `engine.layerflow.conversion.install_checkpoint` for what the fields mean; a pipeline folder knows all
    but `out` itself.
    """

    checkpoint: Path
    variant: str | None
    out: Path
    base: Path | None = None
    dtype: str = "source"
    keep_adapters: bool = False
    title = Sentence("convert the checkpoint")
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        """Convert it."""
        if is_pipeline(self.checkpoint):
            from layerflow_studio.engine.layerflow.pipeline_folder import install_pipeline

            return install_pipeline(self.checkpoint, self.out, progress, cancel)
        from layerflow_studio.engine.layerflow.conversion import install_checkpoint

        return install_checkpoint(
            self.checkpoint,
            self.variant,
            self.out,
            self.base,
            self.dtype,
            self.keep_adapters,
            progress=progress,
            cancel=cancel,
        )


@dataclass(frozen=True)
class SavePipelineJob:
    """Saves a model as a pipeline folder of diffusers; it appears whole or not at all."""

    model: ModelDescription
    out: Path
    title = Sentence("save the pipeline")
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> Path:
        """Save it."""
        from layerflow_studio.engine.layerflow.pipeline_folder import save_pipeline

        return save_pipeline(self.model, self.out, progress, cancel)
