from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.url_utils import filepath_from_url

from layerflow_studio.media.handoff.links import readable

from .comps import HOSTILE, RATES, TITLE, Comp, make_comp

KINDS = ("otio", "otio_clip1", "otioz")


def _read(path: Path) -> otio.schema.Timeline:
    return otio.adapters.read_from_file(str(path))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", RATES)
def test_read_again_it_is_the_same(comp_at: Callable[[str], Comp], rate: str, kind: str) -> None:
    comp = comp_at(rate)
    report = comp.write()
    timeline, meant = _read(report.files[kind]), report.timeline
    assert timeline.name == TITLE
    start = timeline.global_start_time
    assert start.value == meant.start
    assert start.rate == pytest.approx(float(comp.rate), rel=1e-12)
    assert otio.opentime.to_timecode(start, start.rate, meant.drop) == comp.timecode
    assert [track.name for track in timeline.video_tracks()] == ["Blended", "Background", HOSTILE]
    assert timeline.duration().value == meant.length
    for track, item in zip(timeline.video_tracks(), meant.items, strict=True):
        (clip,) = track.find_clips()
        place = track.range_of_child(clip)
        assert (place.start_time.value, place.duration.value) == (item.start, item.length)
        used, there = clip.source_range, clip.available_range()
        assert used.start_time.value == item.media.start + item.source_in
        assert (there.start_time.value, there.duration.value) == (item.media.start, item.media.frames)
        assert used.duration.value == item.length
        assert there.start_time <= used.start_time < used.end_time_exclusive() <= there.end_time_exclusive()
        assert clip.enabled == item.enabled
        assert track.duration().value == meant.length
    marks = [(mark.name, mark.marked_range.start_time.value, mark.color) for mark in timeline.tracks.markers]
    assert marks == [("early", 0, "WHITE"), (HOSTILE, 3 * comp.times, "CYAN")]


def test_the_older_kind_holds_clips_of_version_1(comp: Comp) -> None:
    files = comp.write().files
    new, old = (files[kind].read_text("utf-8") for kind in ("otio", "otio_clip1"))
    assert ("Clip.2" in new, "Clip.1" in new) == (True, False)
    assert ("Clip.2" in old, "Clip.1" in old) == (False, True)
    assert json.loads(old)["OTIO_SCHEMA"] == "Timeline.1"


def test_what_otio_has_no_word_for_is_metadata(comp: Comp) -> None:
    report = comp.write()
    clip = _read(report.files["otio"]).find_clips()[2]
    kept = clip.metadata["layerflow"]
    assert (kept["opacity"], kept["blend"], kept["rotation"]) == (0.25, "screen", 30)
    assert (kept["layer"], kept["role"], kept["alpha"]) == ("l2", "foreground", "straight")
    assert sum("OTIO" in note for note in report.notes) == 1


@pytest.mark.parametrize("portable", [False, True])
@pytest.mark.parametrize("kind", ["otio", "otio_clip1"])
def test_every_address_resolves(comp: Comp, kind: str, portable: bool) -> None:
    clips = _read(comp.write(portable=portable).files[kind]).find_clips()
    for clip, file in zip(clips, comp.media.values(), strict=True):
        url = clip.media_reference.target_url
        assert url.startswith("media/" if portable else "file:///")
        assert (comp.folder / filepath_from_url(url)).samefile(file.path)


def test_the_bundle_holds_the_media(comp: Comp, tmp_path: Path) -> None:
    path = comp.write().files["otioz"]
    timeline = otio.adapters.read_from_file(str(path), extract_to_directory=str(tmp_path))
    for clip, file in zip(timeline.find_clips(), comp.media.values(), strict=True):
        inside = tmp_path / filepath_from_url(clip.media_reference.target_url)
        assert inside.read_bytes() == file.path.read_bytes()
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        assert bundle.read("version.txt") == b"1.0.0"
        media = [entry for entry in bundle.infolist() if entry.filename.startswith("media/")]
        assert [entry.compress_type for entry in media] == [zipfile.ZIP_STORED] * 3


def test_a_bundle_of_hostile_names(tmp_path: Path) -> None:
    names = ("ü 'q' \"d\" & [x]", "100% #1 ;a?b", "50%20off\nnew:line")
    comp = make_comp(tmp_path / "comp", file_names=names)
    (tmp_path / "out").mkdir()
    path = comp.write().files["otioz"]
    otio.adapters.read_from_file(str(path), extract_to_directory=str(tmp_path / "out"))
    assert sorted(file.name for file in (tmp_path / "out" / "media").iterdir()) == sorted(
        f"{name}.mov" for name in names
    )


def test_relative_names_are_escaped_only_where_they_must_be() -> None:
    assert readable("media/ü a'b.mov") == "media/ü a'b.mov"
    assert readable("100%#?;:\n") == "100%25%23%3F%3B%3A%0A"
