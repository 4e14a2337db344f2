"""Makes a model of a released checkpoint, or of a diffusers pipeline, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.settings import data_dir


def default_place(name: str) -> Path:
    """Return where a model of this name is put when no place is asked for; models are looked for there."""
    return data_dir() / "models" / name


@dataclass(frozen=True)
class ConvertJob:
    """Converts a checkpoint into a model folder; nothing is left of it when cancelled or on any error.

    See `engine.layerflow.conversion.install_checkpoint` for what the fields mean.
    """

    checkpoint: Path
    variant: str | None
    out: Path
    base: Path | None = None
    dtype: str = "source"
    keep_adapters: bool = False
    title = "convert the checkpoint"
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> ModelDescription:
        """Convert it."""
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
