"""Checking models file by file; what was found stays known for as long as the files do not change."""

from __future__ import annotations

import time
from dataclasses import dataclass

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.engine.registry import ModelDescription, is_reachable
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.known_hashes import KnownHashes
from layerflow_studio.session.model_states import ModelState, state_of
from layerflow_studio.session.runner import Lane

_EVERY = 0.1


@dataclass(frozen=True)
class VerifyJob:
    """Hashes every file of some models; the result is the state of each, with what is wrong in it."""

    models: tuple[ModelDescription, ...]
    title = Sentence("verify the models")
    lane = Lane.MODELS
    stages = (("check", 1.0),)

    def run(self, progress: ProgressSink, cancel: CancelToken) -> tuple[ModelState, ...]:
        """Return the states, in order."""
        hashes = KnownHashes()
        files = [model.folder / path for model in self.models for path, _ in model.files]
        files = [file for file in files if is_reachable(file)]
        whole, before, last = sum(file.stat().st_size for file in files), 0, 0.0

        def told(done: int) -> None:
            nonlocal last
            if time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                progress.progress("check", before + done, whole)

        try:
            for file in files:
                progress.progress("check", before, whole)
                hashes.work_out(file, cancel, told)
                before += file.stat().st_size
        finally:
            hashes.save()
        progress.progress("check", whole, whole)
        return tuple(state_of(model) for model in self.models)
