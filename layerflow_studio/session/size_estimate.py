"""About how large an export becomes: a few frames from all over it are exported as they will be, and measured."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.core.byte_sizes import bytes_text
from layerflow_studio.core.document import Document
from layerflow_studio.core.export_presets import SHEET, preset_named
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.timebase import Span
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.export import ExportJob, Target, check_target
from layerflow_studio.session.runner import Lane
from layerflow_studio.session.subjects import TakeClip

if TYPE_CHECKING:
    from layerflow_studio.core.jobs import ProgressSink
    from layerflow_studio.media.clip_store import ClipStore

_PIXELS = 20_000_000
"""About what a run of frames has at most; two runs are made where both have no more."""
_KEY_EVERY = {"animation": 12, "webm": 128, "h264": 250, "h265": 250}
"""Pictures from one that stands alone to the next, for codecs that write the others as changes."""
_RUNS = {"webm": (25, 48), "h264": (25, 48), "h265": (25, 48), "gif": (3, 6)}
"""Least and most frames of a run: encoders that look ahead pack the first frames otherwise than later ones."""
_USUAL_RUN = (3, 13)


@dataclass(frozen=True)
class EstimateJob:
    """Finds out about how many bytes targets will take, without writing to their places."""

    clips: ClipStore
    document: Document
    targets: tuple[Target, ...]
    lane = Lane.FILES
    stages = ()

    @property
    def title(self) -> str:
        """What the job does."""
        return Sentence("estimate the size of an export")

    def run(self, progress: ProgressSink, cancel: CancelToken) -> int:
        """Return the bytes of all targets together, contact sheets left out; raises as an export does."""
        total = 0
        for number, target in enumerate(self.targets):
            progress.progress("Estimating the size", number, len(self.targets))
            total += 0 if target.preset == SHEET.key else self._one(target, cancel)
        return total

    def _one(self, target: Target, cancel: CancelToken) -> int:
        check_target(target)
        whole, fps, pixels = self._extent(target)
        least, most = _RUNS.get(target.preset, _USUAL_RUN)
        run = max(least, min(most, _PIXELS // pixels))
        if whole.length <= run:
            return self._bytes(target, whole, cancel)
        starts = _spread(whole, run, 2 if 2 * run * pixels <= _PIXELS else 1)
        alone = _mean([self._bytes(target, Span(start, start + 1), cancel) for start in starts])
        runs = _mean([self._bytes(target, Span(start, start + run), cancel) for start in starts])
        change = max(0.0, runs - alone) / (run - 1)
        keys = self._pictures(target, whole.length, fps) // _KEY_EVERY.get(target.preset, 1 << 30)
        return round(alone + (whole.length - 1) * change + keys * max(0.0, alone - change))

    def _extent(self, target: Target) -> tuple[Span, Fraction, int]:
        """Return the frames a target takes, their rate and the pixels of a picture it writes."""
        canvas = self.document.canvas
        span, fps, size = target.span or self.document.range, canvas.fps, (canvas.width, canvas.height)
        if isinstance(target.subject, TakeClip):
            facts = self.clips.describe(target.subject.clip)
            span, fps, size = Span(0, facts.frames), facts.fps, (facts.width, facts.height)
        width, height = target.options.get("size") or size
        return span, fps, width * height

    def _pictures(self, target: Target, frames: int, fps: Fraction) -> int:
        """Return how many pictures are written."""
        rate = target.options.get("rate")
        return frames if rate is None else round(frames * Fraction(rate) / fps)

    def _bytes(self, target: Target, span: Span, cancel: CancelToken) -> int:
        preset = preset_named(target.preset)
        with tempfile.TemporaryDirectory(prefix="layerflow-") as folder:
            part = replace(target, span=span, path=Path(folder) / f"part{preset.suffix}")
            (done,) = ExportJob(self.clips, self.document, (part,)).run(SilentProgress(), cancel)
        return done.report.bytes if done.report else 0


def about(count: int) -> str:
    """Return an estimated number of bytes as people say it, in two digits: "12 MB", "3.4 GB"."""
    return bytes_text(float(f"{count:.2g}"))


def _spread(whole: Span, run: int, runs: int) -> Sequence[int]:
    """Return where runs of frames begin: in the middle, or in the first and in the last third."""
    room = whole.length - run
    places = (room // 5, room - room // 5) if runs == 2 and room >= run else (room // 2,)
    return [whole.start + place for place in places]


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
