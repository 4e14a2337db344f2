"""A movie that comes back finds its place in the clip by its timecode."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.timebase import Span, frame_of_timecode, timecode_of
from layerflow_studio.errors import BadInput
from layerflow_studio.media.presets import export
from layerflow_studio.session.export import ExportJob, Target
from layerflow_studio.session.export_book import EXPORTS_FILE, Outgoing, read_exports, remember_exports
from layerflow_studio.session.handoff import HandoffJob
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.returning import look_at
from layerflow_studio.session.round_trip import BringBackJob, counted_rate
from layerflow_studio.session.subjects import TakeClip
from tests.media.films import noise_clip

QUIET, GO = SilentProgress(), CancelToken()
LAYER = "fox"


@pytest.fixture
def clip() -> ClipPixels:
    return ClipPixels(noise_clip(32, 16, 20).pixels, Fraction(8))


@pytest.fixture
def document(project: Project, clip: ClipPixels) -> Document:
    """A layer that shows its clip of 20 frames from frame 4 on, beginning at project frame 2."""
    layer = Layer(
        LAYER, LAYER, Role.FOREGROUND, Span(2, 14), clip=project.clips.put(clip), clip_frames=20, source_in=4
    )
    return edits.add_layer(Document(Canvas(32, 16, Fraction(8), 16)), layer)


def edited(path: Path, clip: ClipPixels, frames: slice, rate: Fraction, timecode: str | None) -> Path:
    """Write a part of the clip, turned upside down, as an editor would, with timecode."""
    part = ClipPixels(clip.pixels[frames, ::-1], clip.fps)
    export("animation", part, path, rate=rate, timecode=timecode, bleed=False)
    return path


def later(timecode: str, frames: int, rate: Fraction) -> str:
    return timecode_of(frame_of_timecode(timecode, rate) + frames, rate)


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001)])
def test_a_part_of_an_export_finds_its_place(
    project: Project, document: Document, clip: ClipPixels, tmp_path: Path, rate: Fraction
) -> None:
    options = {"rate": rate, "timecode": "10:00:00:00"}
    job = ExportJob(
        project.clips, document, (Target(LAYER, "prores4444", tmp_path / "a.mov", Span(3, 12), options),)
    )
    job.run(QUIET, GO)
    remember_exports(project.folder, job)
    assert read_exports(project.folder)[0].first == 5
    back = edited(tmp_path / "b.mov", clip, slice(8, 11), rate, later("10:00:00:00", 9, rate))
    found = look_at(project, document, LAYER, back)
    assert (found.first, found.frames, found.clip_frames) == (8, 3, 20)
    assert "lies in a.mov, which was exported from frame 5 on" in found.reason
    take = BringBackJob(project, document, LAYER, back, found.first).run(QUIET, GO).take
    after = project.clips.get(take.clip(Role.FOREGROUND) or "").pixels
    assert np.array_equal(after[8:11], clip.pixels[8:11, ::-1])
    kept = [index for index in range(20) if index not in (8, 9, 10)]
    assert np.array_equal(after[kept], clip.pixels[kept])


def test_pictures_from_before_the_clip_are_left_out(
    project: Project, document: Document, clip: ClipPixels, tmp_path: Path
) -> None:
    rate = Fraction(24)
    early = edits.with_layer(document, replace(document.layer(LAYER), source_in=0))
    target = Target(
        LAYER, "prores4444", tmp_path / "a.mov", Span(0, 16), {"rate": rate, "timecode": "10:00:00:00"}
    )
    remember_exports(project.folder, ExportJob(project.clips, early, (target,)))
    back = edited(tmp_path / "b.mov", clip, slice(0, 6), rate, "10:00:00:00")
    found = look_at(project, early, LAYER, back)
    assert found.first == -2
    take = BringBackJob(project, early, LAYER, back, found.first).run(QUIET, GO).take
    after = project.clips.get(take.clip(Role.FOREGROUND) or "").pixels
    assert np.array_equal(after[:4], clip.pixels[2:6, ::-1]) and np.array_equal(after[4:], clip.pixels[4:])


@pytest.mark.parametrize(
    ("clip", "movie", "counted"),
    [
        ("24", "24000/1001", "24"),
        ("8", "24000/1001", "24"),
        ("30000/1001", "30000/1001", "30000/1001"),
        ("24", "25", "25"),
    ],
)
def test_a_movie_at_an_ntsc_rate_is_counted_frame_by_frame(clip: str, movie: str, counted: str) -> None:
    assert counted_rate(Fraction(clip), Fraction(movie)) == Fraction(counted)


def test_a_hand_off_and_a_take_are_remembered_too(
    project: Project, document: Document, clip: ClipPixels, tmp_path: Path
) -> None:
    rate = Fraction(24)
    plain = HandoffJob(project.clips, document, tmp_path / "out", "fox", rate, "02:00:00:00")
    plain.run(QUIET, GO)
    remember_exports(project.folder, plain)
    back = edited(tmp_path / "b.mov", clip, slice(7, 9), rate, later("02:00:00:00", 21, rate))
    assert look_at(project, document, LAYER, back).first == 7
    assert not any(one.drawn for one in read_exports(project.folder))
    moved = edits.set_transform(document, LAYER, replace(document.layer(LAYER).transform, x=5.0))
    options = {"rate": rate, "timecode": "06:00:00:00"}
    target = Target(LAYER, "animation", tmp_path / "m.mov", Span(3, 12), options)
    remember_exports(project.folder, ExportJob(project.clips, moved, (target,)))
    back = edited(tmp_path / "d.mov", clip, slice(7, 9), rate, "06:00:00:00")
    found = look_at(project, moved, LAYER, back)
    assert found.first == 5 and "holds the layer as it was drawn; reset" in found.reason
    identity = document.layer(LAYER).clip or ""
    take = Target(
        TakeClip(identity, "T1"),
        "animation",
        tmp_path / "t.mov",
        None,
        {"rate": rate, "timecode": "05:00:00:00"},
    )
    remember_exports(project.folder, ExportJob(project.clips, document, (take,)))
    back = edited(tmp_path / "c.mov", clip, slice(3, 4), rate, later("05:00:00:00", 9, rate))
    assert look_at(project, document, LAYER, back).first == 3
    with project.copy_to(tmp_path / "copy.lfstudio", document) as copy:
        assert read_exports(copy.folder) == read_exports(project.folder)


def test_without_a_fitting_export_the_reason_says_so(
    project: Project, document: Document, clip: ClipPixels, tmp_path: Path
) -> None:
    rate = Fraction(24)
    usual = edited(tmp_path / "a.mov", clip, slice(2, 4), rate, "01:00:00:06")
    found = look_at(project, document, LAYER, usual)
    assert found.first == 2 and "where hand-offs usually begin" in found.reason
    strange = edited(tmp_path / "b.mov", clip, slice(2, 4), rate, "17:00:00:06")
    found = look_at(project, document, LAYER, strange)
    assert found.first == 0 and "matches no export" in found.reason
    bare = edited(tmp_path / "c.mov", clip, slice(2, 4), rate, None)
    found = look_at(project, document, LAYER, bare)
    assert found.first == 0 and found.timecode is None and "carries no timecode" in found.reason
    other = Outgoing("x.mov", "0" * 64, 0, Fraction(8), "17:00:00:00", rate)
    assert other.clip_frame("17:00:00:06", Fraction(25)) is None
    assert other.clip_frame("17:00:00;99", rate) is None
    with pytest.raises(BadInput, match="is locked"):
        look_at(project, edits.set_locked(document, LAYER, True), LAYER, bare)


def test_a_damaged_book_is_an_empty_one_and_old_exports_go(project: Project, document: Document) -> None:
    (project.folder / EXPORTS_FILE).write_text("{")
    assert read_exports(project.folder) == ()
    target = Target(
        LAYER, "prores4444", Path("a.mov"), None, {"rate": Fraction(24), "timecode": "01:00:00:00"}
    )
    for _ in range(2):
        remember_exports(project.folder, ExportJob(project.clips, document, (target,)))
    assert len(read_exports(project.folder)) == 1
    plain = replace(target, options={})
    remember_exports(project.folder, ExportJob(project.clips, document, (plain,)))
    assert len(read_exports(project.folder)) == 1
