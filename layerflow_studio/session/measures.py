"""How well the layers of each take recompose to its scene, measured once and kept beside the takes."""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from layerflow_studio.core.fields import Fields
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.schema import Schema
from layerflow_studio.core.takes import Take
from layerflow_studio.core.viewmodes import measure_recomposition
from layerflow_studio.errors import BadInput, Damaged, FileMissing
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.library import MEASURES_FILE, Library
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane

log = logging.getLogger(__name__)
_MEASURES = Schema("layerflow-studio/measures", "measures", 1)
_PERFECT = 200.0
"""Stands for infinitely many dB in the file, which knows finite numbers only."""
_SAVE_EVERY = 20


class MeasureBook:
    """Recomposition in dB by take id. Any thread may use it; a file that cannot be read counts as empty."""

    def __init__(self, library: Library) -> None:
        self._path = library.folder / MEASURES_FILE
        self._guard = threading.Lock()
        self._found = self._read()

    @property
    def folder(self) -> Path:
        """The folder of takes it belongs to."""
        return self._path.parent

    def get(self, take_id: str) -> float | None:
        """Return a take's recomposition in dB, infinite when it is perfect; None when it is not known."""
        return self._found.get(take_id)

    def put(self, take_id: str, decibels: float) -> None:
        """Keep a measure; `save` writes it."""
        with self._guard:
            self._found[take_id] = decibels

    def save(self) -> None:
        """Write the file; a disk that refuses is only noted, because everything can be measured again."""
        with self._guard:
            shown = {key: min(value, _PERFECT) for key, value in sorted(self._found.items())}
        part = self._path.with_suffix(".part")
        try:
            part.write_text(_MEASURES.write({"recomposition": shown}), encoding="utf-8")
            os.replace(part, self._path)  # noqa: PTH105 (the one call that is atomic on every system)
        except OSError as problem:
            log.warning("%s cannot be written: %s", self._path, problem)

    def _read(self) -> dict[str, float]:
        try:
            fields = Fields(_MEASURES.read(self._path.read_bytes()), "the measures")
            values = fields.mapping("recomposition")
            numbers = Fields(values, "the recomposition")
            found = {key: numbers.number(key) for key in values}
        except (BadInput, OSError):
            return {}
        return {key: math.inf if value >= _PERFECT else value for key, value in found.items()}


def measurable(take: Take) -> bool:
    """Whether a take has all it needs: foreground, background and scene."""
    return set(take.by_role) == set(MODEL_ROLES)


@dataclass(frozen=True)
class MeasureJob:
    """Measures takes, in order, and keeps what it finds; progress counts takes."""

    project: Project
    book: MeasureBook
    takes: tuple[Take, ...]
    title = Sentence("measure the takes")
    lane = Lane.MEASURES
    stages = ()

    @classmethod
    def of_unmeasured(cls, project: Project, book: MeasureBook, takes: Iterable[Take]) -> MeasureJob | None:
        """Return a job for the takes that have no measure yet; None when all have."""
        todo = tuple(take for take in takes if measurable(take) and book.get(take.id) is None)
        return cls(project, book, todo) if todo else None

    def run(self, progress: ProgressSink, cancel: CancelToken) -> int:
        """Return how many takes were measured; one whose clips cannot be read is passed over."""
        count = 0
        try:
            for number, take in enumerate(self.takes):
                cancel.check()
                count += self._measure(take)
                if number % _SAVE_EVERY == _SAVE_EVERY - 1:
                    self.book.save()
                progress.progress("measure", number + 1, len(self.takes))
        finally:
            if count:
                self.book.save()
        return count

    def _measure(self, take: Take) -> bool:
        try:
            foreground, background, blended = (self._fitted(take.request, clip) for _, clip in take.clips)
        except (Damaged, FileMissing) as problem:
            log.warning("take %s was not measured: %s", take.id, problem)
            return False
        self.book.put(take.id, measure_recomposition(foreground, background, blended).overall)
        return True

    def _fitted(self, request: GenerationRequest, clip: ClipId) -> ClipPixels:
        """Return a clip as a run of the request sees it."""
        from layerflow_studio.media.conform import fit, nearest_frames

        r, clips = request, self.project.clips
        facts = clips.describe(clip)
        picks = nearest_frames(facts.frames, facts.fps, r.frames, r.fps)
        picked = ClipPixels(np.stack([clips.stored_frame(clip, index) for index in picks]), r.fps)
        return fit(picked, r.width, r.height, r.frames, r.fps)
