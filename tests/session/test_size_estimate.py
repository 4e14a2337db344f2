"""The size told before an export is near the size of the file."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.export_presets import PRESETS
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput, Cancelled
from layerflow_studio.session.export import ExportJob, Target
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.size_estimate import EstimateJob, about
from layerflow_studio.session.subjects import TakeClip
from tests.media.films import smooth_clip

QUIET, GO = SilentProgress(), CancelToken()
WIDTH, HEIGHT, FRAMES = 160, 96, 100


def grainy_clip() -> ClipPixels:
    """A soft disc that wanders over a picture, with grain."""
    generator = np.random.default_rng(1)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    frames = []
    for index in range(FRAMES):
        colour = np.stack([np.sin(x / 9 + index / 5), np.cos(y / 7), np.sin((x + y) / 11)], -1) / 4 + 0.5
        colour = np.clip(colour + generator.normal(0, 0.01, colour.shape), 0, 1)
        alpha = np.clip((HEIGHT / 2 - np.hypot(x - 80 - 40 * np.sin(index / 9), y - 48)) / 12, 0, 1)
        frames.append(np.concatenate([colour, alpha[..., None]], -1))
    return ClipPixels(np.rint(np.stack(frames) * 255).astype(np.uint8), Fraction(24))


def showing(project: Project, clip: ClipPixels) -> Document:
    layer = Layer("l", "l", Role.MEDIA, Span(0, FRAMES), clip=project.clips.put(clip), clip_frames=FRAMES)
    return edits.add_layer(Document(Canvas(WIDTH, HEIGHT, Fraction(24), FRAMES)), layer)


@pytest.mark.parametrize(
    ("key", "near", "grainy"),
    [
        ("prores4444", 0.1, False),
        ("prores4444", 0.05, True),
        ("animation", 0.1, True),
        ("h264", 0.2, False),
        ("h264", 0.3, True),
        ("webm", 0.3, True),
    ],
)
def test_the_size_is_near(project: Project, tmp_path: Path, key: str, near: float, grainy: bool) -> None:
    clip = grainy_clip() if grainy else smooth_clip(WIDTH, HEIGHT, FRAMES, fps=Fraction(24))
    document = showing(project, clip)
    target = Target("l", key, tmp_path / f"out{PRESETS[key].suffix}")
    told = EstimateJob(project.clips, document, (target,)).run(QUIET, GO)
    assert not target.path.exists()
    (done,) = ExportJob(project.clips, document, (target,)).run(QUIET, GO)
    assert done.report is not None
    assert abs(told / done.report.bytes - 1) < near, (told, done.report.bytes)


def test_rate_range_takes_and_several_files_count(project: Project, tmp_path: Path) -> None:
    document = showing(project, grainy_clip())
    part = Target("l", "png", tmp_path / "a", Span(10, 60), {"size": (80, 48)})
    held = replace(
        part, span=Span(10, 35), options={**part.options, "rate": Fraction(48)}, path=tmp_path / "b"
    )
    take = Target(TakeClip(document.layer("l").clip or "", "T1"), "png", tmp_path / "c", None, part.options)
    for targets in ((part,), (held,), (take,), (part, held)):
        told = EstimateJob(project.clips, document, targets).run(QUIET, GO)
        done = ExportJob(project.clips, document, targets).run(QUIET, GO)
        size = sum(one.report.bytes for one in done if one.report)
        assert abs(told / size - 1) < 0.06


def test_a_short_film_is_measured_whole_and_what_cannot_be_is_refused(
    project: Project, tmp_path: Path
) -> None:
    document = showing(project, grainy_clip())
    target = Target("l", "webp", tmp_path / "a.webp", Span(0, 10))
    told = EstimateJob(project.clips, document, (target,)).run(QUIET, GO)
    (done,) = ExportJob(project.clips, document, (target,)).run(QUIET, GO)
    assert done.report is not None and done.report.bytes == told
    with pytest.raises(BadInput, match="should end in"):
        EstimateJob(project.clips, document, (replace(target, path=tmp_path / "a.mov"),)).run(QUIET, GO)
    stop = CancelToken()
    stop.cancel()
    with pytest.raises(Cancelled):
        EstimateJob(project.clips, document, (target,)).run(QUIET, stop)


def test_sizes_are_said_in_two_digits() -> None:
    said = {
        999: "1 kB",
        12_345_678: "12 MB",
        987_654_321: "990 MB",
        3_400_000_000: "3.4 GB",
        850: "850 bytes",
    }
    assert {count: about(count) for count in said} == said
