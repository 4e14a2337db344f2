"""A layer edited elsewhere comes back as a take of its layer; everything else stays as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import AlphaKind, Role
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.errors import BadInput
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.presets import export
from layerflow_studio.session.export import ExportJob, Target
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.round_trip import IMPORTED_FROM, BringBackJob, BroughtBack
from layerflow_studio.session.subjects import footage_of

from .stacks import blended_stack

QUIET, GO = SilentProgress(), CancelToken()
LAYER = "l-foreground"


@pytest.fixture
def document(project: Project) -> Document:
    return blended_stack(project)


def brought(project: Project, document: Document, path: Path, first: int = 0) -> BroughtBack:
    return BringBackJob(project, document, LAYER, path, first).run(QUIET, GO)


def brighter(
    project: Project, document: Document, path: Path, frames: slice = slice(None), blue: int = 60000
) -> ClipPixels:
    """Write the layer's movie as another program would after an edit, held to 24 fps, and return the edit."""
    clip = project.clips.get(document.layer(LAYER).clip or "")
    pixels = clip.pixels.copy()
    pixels[..., 2] = blue
    edited = ClipPixels(pixels[frames], clip.fps)
    export("ffv1", edited, path, rate=24, bleed=False)
    return edited


def entry_of(project: Project, back: BroughtBack) -> LibraryEntry:
    return project.library.get(back.take.id)


def test_an_edited_movie_becomes_a_take_with_the_other_clips_as_they_were(
    project: Project, document: Document, tmp_path: Path
) -> None:
    edited = brighter(project, document, tmp_path / "fox v2.mkv")
    back = brought(project, document, tmp_path / "fox v2.mkv")
    take, entry = back.take, entry_of(project, back)
    assert back.warnings == ()
    assert np.array_equal(project.clips.get(take.clip(Role.FOREGROUND) or "").pixels, edited.pixels)
    for role in (Role.BACKGROUND, Role.BLENDED):
        assert take.clip(role) == document.layer(f"l-{role}").clip
    kept = dict(take.provenance.extra)
    assert json.loads(kept[IMPORTED_FROM]) == str(tmp_path / "fox v2.mkv")
    assert entry.note == "foreground edited elsewhere: fox v2.mkv"
    shown = edits.choose_take(document, LAYER, take)
    assert shown.layer(LAYER).take == take.id and shown.layer(LAYER).pace == 1
    assert len(list(footage_of(shown, LAYER, project.clips))) == 3
    again = Project.open  # the take survives being read from disk
    project.close()
    with again(project.folder) as reopened:
        assert reopened.library.get(take.id) == entry


def test_a_second_edit_keeps_the_request_of_the_first_take(
    project: Project, document: Document, tmp_path: Path
) -> None:
    brighter(project, document, tmp_path / "a.mkv")
    first = brought(project, document, tmp_path / "a.mkv").take
    request = replace(first.request, seed=99)
    sources = ((Role.BACKGROUND, document.layer("l-background").clip or ""),)
    layers = ((Role.FOREGROUND, LAYER),)
    project.library.add(replace(first, id="take-base", request=request, sources=sources, layers=layers))
    shown = edits.choose_take(document, LAYER, project.library.get("take-base").take)
    with pytest.raises(BadInput, match="holds the very pixels"):
        brought(project, shown, tmp_path / "a.mkv")
    brighter(project, document, tmp_path / "b.mkv", slice(0, 2), blue=500)
    second = brought(project, replace(shown, seed=1), tmp_path / "b.mkv", first=1)
    assert second.take.request == request
    assert (second.take.sources, second.take.layers) == (sources, layers)
    assert "holds 2 of the clip's 3 frames" in second.warnings[0]
    assert second.take.brings(Role.FOREGROUND) and first.layers == layers


def test_what_comes_back_belongs_to_the_layer_it_is_brought_back_for(
    project: Project, document: Document, tmp_path: Path
) -> None:
    brighter(project, document, tmp_path / "a.mkv")
    shown = edits.choose_take(document, LAYER, brought(project, document, tmp_path / "a.mkv").take)
    twice = edits.duplicate_layer(shown, LAYER, "copy")
    brighter(project, document, tmp_path / "b.mkv", blue=500)
    job = BringBackJob(project, twice, "copy", tmp_path / "b.mkv")
    assert job.run(QUIET, GO).take.layers == ((Role.FOREGROUND, "copy"),)


def test_a_part_comes_back_where_it_belongs(project: Project, document: Document, tmp_path: Path) -> None:
    edited = brighter(project, document, tmp_path / "part.mkv", slice(1, 2))
    back = brought(project, document, tmp_path / "part.mkv", first=1)
    before = project.clips.get(document.layer(LAYER).clip or "").pixels
    after = project.clips.get(back.take.clip(Role.FOREGROUND) or "").pixels
    assert np.array_equal(after[[0, 2]], before[[0, 2]])
    assert np.array_equal(after[1], edited.pixels[0])


def test_what_is_handed_out_and_comes_back_unchanged_is_hardly_another(
    project: Project, document: Document, tmp_path: Path
) -> None:
    """ProRes is not exact, so there is a take, but nobody can see the difference."""
    target = Target(LAYER, "prores4444", tmp_path / "fox.mov", options={"rate": Fraction(24)})
    ExportJob(project.clips, document, (target,)).run(QUIET, GO)
    take = brought(project, document, tmp_path / "fox.mov").take
    before = project.clips.get(document.layer(LAYER).clip or "").as_float()
    after = project.clips.get(take.clip(Role.FOREGROUND) or "").as_float()
    assert np.abs(after[..., 3] - before[..., 3]).max() < 1 / 255
    seen = before[..., 3:] > 0.1
    assert np.abs((after - before)[..., :3] * seen).mean() < 1 / 255


def test_another_reading_of_alpha_is_another_take(
    project: Project, document: Document, tmp_path: Path
) -> None:
    clip = project.clips.get(document.layer(LAYER).clip or "")
    export("ffv1", clip, tmp_path / "black.mkv", colour="premultiplied")
    plain = BringBackJob(project, document, LAYER, tmp_path / "black.mkv", alpha=AlphaKind.STRAIGHT)
    undone = replace(plain, alpha=AlphaKind.OVER_BLACK)
    wrong, right = (
        project.clips.get(job.run(QUIET, GO).take.clip(Role.FOREGROUND) or "") for job in (plain, undone)
    )
    soft = (clip.pixels[..., 3] > 9000) & (clip.pixels[..., 3] < 50000)
    off = [
        np.abs(found.pixels.astype(int) - clip.pixels)[..., :3][soft].mean() / 257 for found in (wrong, right)
    ]
    assert off[0] > 10 and off[1] < 1


def test_what_cannot_come_back_is_a_sentence(project: Project, document: Document, tmp_path: Path) -> None:
    brighter(project, document, tmp_path / "a.mkv", slice(0, 2))
    wrong = [
        (edits.set_locked(document, LAYER, True), 0, "is locked; unlock it"),
        (edits.set_role(document, LAYER, Role.MEDIA), 0, "has no takes"),
        (edits.set_clip(document, LAYER, None), 0, "holds no clip yet"),
        (document, 3, "Frame 3 is not in the clip"),
    ]
    for changed, first, says in wrong:
        with pytest.raises(BadInput, match=says):
            brought(project, changed, tmp_path / "a.mkv", first)
    assert project.library.entries() == ()
    back = brought(project, document, tmp_path / "a.mkv", first=2)
    assert "1 frames longer than the layer's clip" in back.warnings[0]
    assert read_clip(tmp_path / "a.mkv").frames == 6
