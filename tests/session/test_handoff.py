"""A hand-off holds every layer's movie, and timelines that other programs' readers agree with."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.animation import Animation, Key
from layerflow_studio.core.document import Document
from layerflow_studio.core.edits import with_layer
from layerflow_studio.core.jobs import CancelToken, Progress, SilentProgress
from layerflow_studio.core.timebase import Span
from layerflow_studio.errors import BadInput, Cancelled
from layerflow_studio.media.handoff.package import HandoffReport
from layerflow_studio.media.importer import read_clip
from layerflow_studio.session.handoff import HandoffJob, handoff_rates
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.subjects import footage_of
from tests.media.handoff.fcpxml_rules import problems

from .stacks import blended_stack

QUIET, GO = SilentProgress(), CancelToken()
FILM = Fraction(24)


@pytest.fixture
def document(project: Project) -> Document:
    """The foreground fades in and begins a frame late; a layer without a clip is on top."""
    made = blended_stack(project)
    layer = made.layer("l-foreground")
    fade = Animation(opacity=(Key(0, 0.0), Key(2, 1.0)))
    made = with_layer(made, replace(layer, span=Span(1, 3), animation=fade))
    empty = replace(layer, id="empty", name="Empty", clip=None, clip_frames=0, animation=Animation())
    return edits.add_layer(made, empty)


def handed_over(project: Project, document: Document, folder: Path, portable: bool = False) -> HandoffReport:
    job = HandoffJob(project.clips, document, folder, "Fox & Co", FILM, "10:00:00:00", portable)
    return job.run(QUIET, GO)


@pytest.mark.parametrize("portable", [False, True])
def test_a_folder_that_editors_read(
    project: Project, document: Document, tmp_path: Path, portable: bool
) -> None:
    report = handed_over(project, document, tmp_path / "out", portable)
    media = sorted(path.name for path in (tmp_path / "out" / "media").iterdir())
    assert media == ["Fox & Co background.mov", "Fox & Co blended.mov", "Fox & Co foreground.mov"]
    assert problems(report.files["fcpxml"].read_bytes()) == []
    timeline = otio.adapters.read_from_file(str(report.files["otio"]))
    assert timeline.duration().to_frames() == 9 and timeline.global_start_time.rate == 24
    clips = list(timeline.find_clips())
    assert [clip.source_range.duration.to_frames() for clip in clips] == [9, 9, 6]
    urls = [clip.media_reference.target_url for clip in clips]
    assert all(url.startswith("media/") == portable for url in urls)
    notes = " ".join(report.notes)
    assert "'foreground' is handed over as it is drawn, because it is animated" in notes
    assert "'Empty' is left out" in notes
    manifest = json.loads(report.files["manifest"].read_text("ascii"))
    assert manifest["notes"] == list(report.notes) and manifest["start_timecode"] == "10:00:00:00"


def test_movies_are_whole_clips_or_what_is_drawn(
    project: Project, document: Document, tmp_path: Path
) -> None:
    handed_over(project, document, tmp_path)
    plain = read_clip(tmp_path / "media" / "Fox & Co background.mov")
    stored = project.clips.get(document.layer("l-background").clip or "")
    assert plain.frames == 9 and plain.fps == FILM
    assert np.abs(plain.as_float()[::3] - stored.as_float()).max() < 2 / 255
    drawn = read_clip(tmp_path / "media" / "Fox & Co foreground.mov").as_float()
    meant = list(footage_of(document, "l-foreground", project.clips, Span(1, 3)))
    assert len(drawn) == 6
    for index, frame in enumerate(meant):
        assert np.abs(drawn[3 * index, ..., 3] - frame[..., 3] / np.float32(255)).max() < 2 / 255
    assert drawn[0, ..., 3].max() == pytest.approx(0.5, abs=0.02) and drawn[3, ..., 3].max() > 0.98


def test_progress_runs_once_through_the_whole_job(
    project: Project, document: Document, tmp_path: Path, runner: Runner
) -> None:
    events: list[Progress] = []
    runner.subscribe(lambda event: events.append(event) if isinstance(event, Progress) else None)
    last = runner.wait(runner.submit(HandoffJob(project.clips, document, tmp_path, "x", FILM)), 60)
    assert isinstance(getattr(last, "result", None), HandoffReport), last
    done = [event.done for event in events]
    assert done == sorted(done) and {event.total for event in events} == {2 * (9 + 9 + 6) + 8}


@pytest.mark.parametrize(
    ("fps", "first"), [("8", "24"), ("12", "24"), ("25", "25"), ("10", "30"), ("24000/1001", "24000/1001")]
)
def test_the_likeliest_rate_comes_first(fps: str, first: str) -> None:
    assert handoff_rates(Fraction(fps))[0] == Fraction(first)


def test_what_cannot_be_handed_over_is_a_sentence_and_writes_nothing(
    project: Project, document: Document, tmp_path: Path
) -> None:
    assert handoff_rates(Fraction(7)) == ()
    job = HandoffJob(project.clips, document, tmp_path / "out", "x", FILM)
    wrong = [
        (replace(job, rate=Fraction(25)), "8 fps does not go evenly into 25 fps"),
        (replace(job, rate=Fraction(8)), "Editors have no timecode at 8 fps"),
        (replace(job, timecode="01:00:00;00"), "Drop-frame timecode"),
        (replace(job, document=Document(document.canvas)), "nothing to hand over"),
    ]
    for bad, says in wrong:
        with pytest.raises(BadInput, match=says):
            bad.run(QUIET, GO)
    stop = CancelToken()
    stop.cancel()
    with pytest.raises(Cancelled):
        job.run(QUIET, stop)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").rglob("*.*"))
