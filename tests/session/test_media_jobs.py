"""Footage comes in whole or not at all."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import AlphaKind, Role
from layerflow_studio.core.origins import origin_of
from layerflow_studio.core.schema import dump_document, load_document
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing
from layerflow_studio.media import intake
from layerflow_studio.media.conform import fit
from layerflow_studio.media.encoders import export_h264, export_png_sequence
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.presets import export
from layerflow_studio.session.media_jobs import ImportJob, ReadJob, Shape, place_clip, reread_clip
from layerflow_studio.session.project_io import Project

QUIET, GO = SilentProgress(), CancelToken()


def film(frames: int, width: int = 96, height: int = 64, fps: int = 24) -> ClipPixels:
    y, x = np.mgrid[0:height, 0:width]
    pixels = np.stack([np.stack([x * 2, y * 3, x + y + 7 * n, x * 0 + 255], -1) % 256 for n in range(frames)])
    return ClipPixels(pixels.astype(np.uint8), Fraction(fps))


@pytest.mark.parametrize("frames", [1, 5, 24, 60])
@pytest.mark.parametrize(
    "shape",
    [
        Shape(64, 32, 8, Fraction(8)),
        Shape(40, 40, 3, None),
        Shape(64, 64, 16, Fraction(30)),
        Shape(40, 24),
        Shape(64, 32, None, Fraction(30)),
    ],
)
def test_reading_into_a_shape_is_reading_all_and_fitting(tmp_path: Path, frames: int, shape: Shape) -> None:
    export_h264(film(frames), tmp_path / "film.mp4")
    read = ReadJob(tmp_path / "film.mp4", shape).run(QUIET, GO)
    meant = fit(read_clip(tmp_path / "film.mp4"), shape.width, shape.height, shape.frames, shape.fps)
    assert clip_hash(read.clip) == clip_hash(meant)
    assert (read.clip.width, read.clip.height) == (shape.width, shape.height)
    assert read.clip.frames == (meant.frames if shape.frames is None else shape.frames)
    assert read.name == "film"


def test_an_import_without_a_shape_is_the_file_itself(tmp_path: Path, project: Project) -> None:
    clip = film(3)
    export_png_sequence(clip, tmp_path / "shots", bleed=False)
    done = ImportJob(project, tmp_path / "shots").run(QUIET, GO)
    assert np.array_equal(project.clips.get(done.clip).pixels, clip.pixels)
    assert (done.frames, done.width, done.height, done.fps, done.has_alpha) == (3, 96, 64, 24, False)


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.97])
def test_a_video_that_is_cut_short_after_the_frames_that_are_needed_is_noticed(
    tmp_path: Path, project: Project, keep: float
) -> None:
    """A QuickTime file with its index in front still opens when its end is missing."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for pixels in film(120).pixels:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., :3]), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    content = path.read_bytes()
    shape = Shape(64, 32, 8, Fraction(8))
    assert ReadJob(path, shape).run(QUIET, GO).clip.frames == 8
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(Damaged, match="cut short"):
        ImportJob(project, path, shape).run(QUIET, GO)
    assert project.clips.ids() == ()


def test_bad_paths_and_cancelling_leave_the_store_empty(tmp_path: Path, project: Project) -> None:
    with pytest.raises(FileMissing):
        ImportJob(project, tmp_path / "nothing.mp4").run(QUIET, GO)
    export_h264(film(6), tmp_path / "film.mp4")
    stop = CancelToken()
    stop.cancel()
    for shape in (None, Shape(64, 32, 8, Fraction(8))):
        with pytest.raises(Cancelled):
            ImportJob(project, tmp_path / "film.mp4", shape).run(QUIET, stop)
    assert project.clips.ids() == ()


def test_placing_finds_the_layer_or_adds_one(tmp_path: Path, project: Project) -> None:
    export_h264(film(4), tmp_path / "film.mp4")
    done = ImportJob(project, tmp_path / "film.mp4").run(QUIET, GO)
    document = project.document
    front = document.top(Role.FOREGROUND)
    assert front is not None
    placed = place_clip(document, done, Role.FOREGROUND)
    assert placed.layer(front.id).clip == done.clip and placed.layer(front.id).clip_frames == 4
    assert len(placed.layers) == len(document.layers) and not placed.layer(front.id).locked
    twice = place_clip(place_clip(document, done, Role.MEDIA), done, Role.MEDIA)
    assert [layer.name for layer in twice.layers[-2:]] == ["film", "film"]
    assert [layer.span.length for layer in twice.layers[-2:]] == [2, 2]  # 24 a second on 8
    assert {layer.pace for layer in twice.layers[-2:]} == {3}
    named = place_clip(document, done, Role.FOREGROUND, document.layers[1].id)
    assert named.layers[1].clip == done.clip and named.layers[2].clip is None
    with pytest.raises(BadInput, match="locked"):
        place_clip(edits.set_locked(document, front.id, True), done, Role.FOREGROUND)


def soft_disc(premultiplied: bool) -> ClipPixels:
    """A bright disc with a soft edge on nothing, 16 bits, its colour straight or laid over black."""
    y, x = np.mgrid[0:64, 0:96]
    alpha = np.clip((26 - np.hypot(x - 48, y - 32)) / 8, 0, 1)
    colour = np.stack([np.full_like(alpha, value) for value in (0.9, 0.6, 0.2)], -1)
    colour = colour * alpha[..., None] if premultiplied else colour
    frame = np.rint(np.concatenate([colour, alpha[..., None]], -1) * 65535).astype(np.uint16)
    return ClipPixels(np.stack([frame, frame]), Fraction(24))


def test_alpha_over_black_is_recognised_undone_and_can_be_read_otherwise(
    tmp_path: Path, project: Project
) -> None:
    path = tmp_path / "disc.mkv"
    export("ffv1", soft_disc(premultiplied=True), path, bleed=False)
    found = ImportJob(project, path).run(QUIET, GO)
    assert found.origin is not None
    assert (found.origin.alpha, found.origin.guessed) == (AlphaKind.OVER_BLACK, True)
    assert found.origin.reason == "Soft edges fade to black."
    shown = project.clips.get(found.clip).as_float()[0]
    soft = (shown[..., 3] > 0.2) & (shown[..., 3] < 0.8)
    assert np.abs(shown[soft][:, :3] - (0.9, 0.6, 0.2)).max() < 0.01
    document = place_clip(project.document, found, Role.FOREGROUND, lock=True)
    layer = document.top(Role.FOREGROUND)
    assert layer is not None and origin_of(layer) == found.origin
    assert origin_of(load_document(dump_document(document)).layer(layer.id)) == found.origin
    plain = ImportJob(project, path, alpha=AlphaKind.STRAIGHT).run(QUIET, GO)
    assert plain.clip != found.clip
    again = reread_clip(document, layer.id, plain).layer(layer.id)
    origin = origin_of(again)
    assert again.clip == plain.clip and again.locked and origin is not None
    assert (origin.alpha, origin.guessed, origin.path) == (AlphaKind.STRAIGHT, False, str(path))
    unlocked = edits.set_locked(document, layer.id, False)
    assert origin_of(edits.set_clip(unlocked, layer.id, plain.clip, 2).layer(layer.id)) is None


def test_straight_footage_is_left_alone(tmp_path: Path, project: Project) -> None:
    clip = soft_disc(premultiplied=False)
    export("ffv1", clip, tmp_path / "disc.mkv", bleed=False)
    found = ImportJob(project, tmp_path / "disc.mkv").run(QUIET, GO)
    assert np.array_equal(project.clips.get(found.clip).pixels, clip.pixels)
    assert found.origin is not None and found.origin.alpha == AlphaKind.STRAIGHT


def test_what_does_not_fit_is_told_in_a_sentence(tmp_path: Path, project: Project) -> None:
    export_png_sequence(film(2), tmp_path / "shots")
    found = ImportJob(project, tmp_path / "shots", Shape(64, 64)).run(QUIET, GO)
    assert found.warnings == ("shots is 96 × 64; it loses 33% of its width at 64 × 64.",)
    larger = ImportJob(project, tmp_path / "shots", Shape(192, 128)).run(QUIET, GO)
    assert larger.warnings == ("shots is 96 × 64; it is enlarged at 192 × 128.",)
    assert ImportJob(project, tmp_path / "shots", Shape(48, 32)).run(QUIET, GO).warnings == ()


def test_footage_that_is_too_long_is_refused_before_it_is_decoded(
    tmp_path: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    export("ffv1", film(4), tmp_path / "film.mkv")
    monkeypatch.setattr(intake, "MAX_FRAMES", 3)

    def decoded(*_: object, **__: object) -> None:
        raise AssertionError("a frame was asked for")

    monkeypatch.setattr(intake, "read_frames", decoded)
    with pytest.raises(BadInput, match=r"film\.mkv has 4 frames, more than 3; cut it first\."):
        ImportJob(project, tmp_path / "film.mkv", Shape(96, 64)).run(QUIET, GO)
    monkeypatch.setattr(intake, "MAX_FRAMES", 10)
    full = shutil.disk_usage(tmp_path)._replace(free=4000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(BadInput, match=r"film\.mkv takes .* or more in the project, but .*; free some space"):
        ImportJob(project, tmp_path / "film.mkv").run(QUIET, GO)
    assert project.clips.ids() == ()


def test_a_gap_in_a_sequence_is_held_over_when_asked_and_so_again(tmp_path: Path, project: Project) -> None:
    clip = film(5)
    export_png_sequence(clip, tmp_path / "shots", bleed=False)
    (tmp_path / "shots" / "frame.0003.png").unlink()
    with pytest.raises(BadInput, match="Picture 3 is missing"):
        ImportJob(project, tmp_path / "shots").run(QUIET, GO)
    found = ImportJob(project, tmp_path / "shots", hold_gaps=True).run(QUIET, GO)
    assert np.array_equal(project.clips.get(found.clip).pixels, clip.pixels[[0, 1, 1, 3, 4]])
    document = place_clip(project.document, found, Role.MEDIA)
    origin = origin_of(load_document(dump_document(document)).layers[-1])
    assert origin is not None and origin.hold_gaps
