"""Exports hold what the compositor draws: viewer, export and command line agree to the byte."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerflow_studio.cli.main import main
from layerflow_studio.core import edits, key_edits
from layerflow_studio.core.document import Canvas, Document, Layer, Transform
from layerflow_studio.core.export_presets import OFFERED, PRESETS, Alpha, Preset, Space
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.jobs import CancelToken, Progress, SilentProgress
from layerflow_studio.core.kinds import BlendMode, Conform, Interpolation, PastEnd, Property, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.timebase import Span
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.errors import BadInput, Cancelled
from layerflow_studio.media.importer import read_clip
from layerflow_studio.session.export import (
    COMPOSITE,
    LAYERS,
    RESIDUAL,
    ExportJob,
    Target,
    every_layer,
    footage_of,
    preset_for,
    unavailable,
)
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.subjects import TakeClip

from .stacks import blended_stack

QUIET, GO = SilentProgress(), CancelToken()
WIDTH, HEIGHT, LENGTH = 48, 32, 6


def noise(seed: int, frames: int = LENGTH, dtype: type = np.uint8, opaque: bool = False) -> ClipPixels:
    top = int(np.iinfo(dtype).max)
    pixels = np.random.default_rng(seed).integers(0, top + 1, (frames, HEIGHT, WIDTH, 4)).astype(dtype)
    pixels[..., 3] = top if opaque else np.where(pixels[..., 3] < top // 3, 0, pixels[..., 3])
    return ClipPixels(pixels, Fraction(8))


@pytest.fixture
def stack(project: Project) -> Document:
    """Background, a turned and faded layer, a screened one with a gap in time, a hidden one."""
    document = Document(Canvas(WIDTH, HEIGHT, Fraction(8), LENGTH))
    shown = [
        Layer("background", "Background", Role.BACKGROUND, Span(0, LENGTH)),
        Layer(
            "turned",
            "Turned",
            Role.FOREGROUND,
            Span(0, LENGTH),
            opacity=0.7,
            transform=Transform(x=3.5, rotation=20, scale_x=1.2, scale_y=0.8),
        ),
        Layer("glow", "Glow", Role.MEDIA, Span(2, 5), blend=BlendMode.SCREEN),
        Layer("hidden", "Hidden", Role.BLENDED, Span(0, LENGTH), visible=False),
    ]
    for number, layer in enumerate(shown):
        clip = noise(number, dtype=np.uint16 if number % 2 else np.uint8, opaque=number == 0)
        identity = project.clips.put(clip)
        document = edits.add_layer(document, replace(layer, clip=identity, clip_frames=LENGTH))
    return document


def test_viewer_export_and_command_line_give_the_same_bytes(
    project: Project, stack: Document, tmp_path: Path
) -> None:
    viewer = [render_frame(stack, frame, project.clips) for frame in range(LENGTH)]
    ExportJob(project.clips, stack, (Target(COMPOSITE, "png", tmp_path / "export"),)).run(QUIET, GO)
    project.save(stack)
    project.close()
    assert main(["composite", str(project.folder), "--out", str(tmp_path / "command"), "--quiet"]) == 0
    for folder in ("export", "command"):
        found = read_clip(tmp_path / folder).pixels
        assert found.dtype == np.uint8 and found.shape == (LENGTH, HEIGHT, WIDTH, 4)
        for frame in range(LENGTH):
            assert found[frame].tobytes() == viewer[frame].tobytes(), (folder, frame)


def banded(project: Project) -> Document:
    """A very slow ramp of 16 bits below a soft disc that moves by half pixels: 8 bits would show steps."""
    y, x = np.mgrid[0:32, 0:256]
    ramp = np.stack([20000 + x * 4, 30000 + x * 3 + y, 40000 - x * 5, x * 0 + 65535], -1)
    alpha = np.clip(65535 - 3000 * np.hypot(x - 128, y - 16), 0, 65535)
    disc = np.stack([x * 0 + 60001, x * 0 + 20003, y * 1000, alpha], -1)
    document = Document(Canvas(256, 32, Fraction(24), 2))
    for name, picture in (("below", ramp), ("above", disc)):
        clip = project.clips.put(ClipPixels(np.stack([picture] * 2).astype(np.uint16), Fraction(24)))
        layer = Layer(name, name, Role.MEDIA, Span(0, 2), clip=clip, clip_frames=2)
        document = edits.add_layer(document, layer)
    return edits.set_transform(document, "above", Transform(x=0.5))


def test_layers_are_drawn_in_sixteen_bits_where_they_have_them(project: Project, tmp_path: Path) -> None:
    document = banded(project)
    deep, plain = (next(iter(footage_of(document, COMPOSITE, project.clips, deep=d))) for d in (True, False))
    assert deep.dtype == np.uint16 and plain.dtype == np.uint8
    below = project.clips.get(document.layer("below").clip or "").pixels[0]
    clear = np.s_[:, :60]
    assert np.array_equal(deep[clear], below[clear])
    assert np.abs(deep / 257 - plain).max() < 1.2
    ExportJob(
        project.clips,
        document,
        (
            Target(COMPOSITE, "png", tmp_path / "viewer"),
            Target(COMPOSITE, "png", tmp_path / "deep", options={"deep": True}),
            Target(COMPOSITE, "prores4444", tmp_path / "a.mov"),
            Target(COMPOSITE, "exr", tmp_path / "exr"),
            Target("above", "prores4444", tmp_path / "b.mov"),
        ),
    ).run(QUIET, GO)
    assert np.array_equal(read_clip(tmp_path / "viewer").pixels[0], plain)
    assert np.array_equal(read_clip(tmp_path / "deep").pixels[0], deep)
    off = {
        name: np.abs(read_clip(tmp_path / name).pixels[0].astype(int) - deep)[..., :3].mean() / 257
        for name in ("a.mov", "exr")
    }
    steps = np.abs(plain.astype(int) * 257 - deep)[..., :3].mean() / 257
    assert off["exr"] < 0.03 and off["a.mov"] < 0.15 < steps, (off, steps)
    flat = edits.set_transform(document, "above", Transform())
    only_eight = project.clips.put(project.clips.get(flat.layer("below").clip or "").as_uint8())
    for name in ("below", "above"):
        flat = edits.set_clip(flat, name, only_eight, 2)
    assert next(iter(footage_of(flat, COMPOSITE, project.clips, deep=True))).dtype == np.uint8


def in_time(stack: Document, conform: Conform) -> Document:
    """The stack on a canvas of three times the rate: one layer retimed, one looped, one on the move."""
    wide = edits.set_canvas(stack, stack.canvas.at_rate(Fraction(24)))
    document = edits.set_conform(wide, "background", conform)
    document = edits.set_conform(edits.set_past_end(document, "glow", PastEnd.LOOP), "glow", conform)
    document = edits.trim_end(document, "glow", wide.canvas.length)
    document = key_edits.set_key(document, "turned", Property.X, 0, -6, Interpolation.EASE)
    document = key_edits.set_key(document, "turned", Property.X, wide.canvas.length - 1, 8)
    return key_edits.set_key(document, "turned", Property.OPACITY, 5, 0.3, Interpolation.HOLD)


@pytest.mark.parametrize("conform", Conform)
def test_viewer_export_and_command_line_agree_on_what_moves_and_is_retimed(
    project: Project, stack: Document, tmp_path: Path, conform: Conform
) -> None:
    document = in_time(stack, conform)
    viewer = [render_frame(document, frame, project.clips) for frame in range(3 * LENGTH)]
    assert any(not np.array_equal(viewer[n], viewer[n + 1]) for n in range(0, 3 * LENGTH, 3))
    ExportJob(project.clips, document, (Target(COMPOSITE, "png", tmp_path / "export"),)).run(QUIET, GO)
    project.save(document)
    project.close()
    assert main(["composite", str(project.folder), "--out", str(tmp_path / "command"), "--quiet"]) == 0
    for folder in ("export", "command"):
        found = read_clip(tmp_path / folder).pixels
        for frame in range(3 * LENGTH):
            assert found[frame].tobytes() == viewer[frame].tobytes(), (folder, frame)


def test_a_held_and_looped_layer_is_exported_as_stored(project: Project, stack: Document) -> None:
    """Every frame it shows is one of the clip, so it keeps its 16 bits."""
    slow = edits.set_canvas(stack, stack.canvas.at_rate(Fraction(24)))
    clip = project.clips.get(slow.layer("hidden").clip or "").pixels
    looped = edits.trim_end(edits.set_past_end(slow, "hidden", PastEnd.LOOP), "hidden", 99)
    frames = list(footage_of(looped, "hidden", project.clips, Span(4, 3 * LENGTH + 4)))
    assert len(frames) == 3 * LENGTH
    for number, frame in enumerate(frames, 4):
        assert np.array_equal(frame, clip[number // 3 % LENGTH]), number
    for changed in (
        edits.set_conform(looped, "hidden", Conform.BLEND),
        key_edits.set_key(looped, "hidden", Property.X, 0, 1),
        edits.set_past_end(looped, "hidden", PastEnd.PING_PONG),
    ):
        drawn = list(footage_of(changed, "hidden", project.clips, Span(0, 3 * LENGTH)))
        alone = replace(changed, layers=(replace(changed.layer("hidden"), visible=True),))
        for number, frame in enumerate(drawn):
            assert frame.dtype == np.uint8
            assert np.array_equal(frame, render_frame(alone, number, project.clips)), number


def test_the_composite_keeps_its_transparency(project: Project, stack: Document, tmp_path: Path) -> None:
    without = edits.set_visible(stack, "background", False)
    ExportJob(project.clips, without, (Target(COMPOSITE, "png", tmp_path / "clear"),)).run(QUIET, GO)
    found = read_clip(tmp_path / "clear").pixels
    meant = np.stack([render_frame(without, frame, project.clips) for frame in range(LENGTH)])
    assert (meant[..., 3] == 0).any() and np.array_equal(found, meant)


@pytest.mark.parametrize("layer", ["background", "turned", "glow", "hidden"])
def test_a_layer_is_exported_as_it_is_drawn_alone(project: Project, stack: Document, layer: str) -> None:
    """In 16 bits where it lies plainly on the canvas, and rounded to 8 it is the picture the viewer shows."""
    footage = footage_of(stack, layer, project.clips)
    alone = replace(stack, layers=(replace(stack.layer(layer), visible=True, blend=BlendMode.OVER),))
    frames = list(footage)
    assert frames[0].dtype == (np.uint16 if layer == "hidden" else np.uint8)
    for index, frame in enumerate(frames):
        eight = ClipPixels(frame[None], Fraction(8)).as_uint8().pixels[0]
        assert np.array_equal(eight, render_frame(alone, index, project.clips)), index


def test_a_span_is_exported_from_its_first_frame(project: Project, stack: Document) -> None:
    for subject in (COMPOSITE, "hidden"):
        whole = [frame.tobytes() for frame in footage_of(stack, subject, project.clips)]
        part = [frame.tobytes() for frame in footage_of(stack, subject, project.clips, Span(2, 5))]
        assert part == whole[2:5]
    area = edits.set_work_area(stack, Span(1, 3))
    assert footage_of(area, COMPOSITE, project.clips).count == 2


def test_a_layer_that_holds_its_last_frame_is_exported_so(project: Project, stack: Document) -> None:
    short = project.clips.put(noise(9, frames=2, dtype=np.uint16))
    held = edits.set_clip(stack, "hidden", short, 2)
    frames = list(footage_of(held, "hidden", project.clips))
    assert len(frames) == LENGTH and np.array_equal(frames[1], frames[5])
    assert not np.array_equal(frames[0], frames[1])


def test_a_job_of_several_targets_writes_and_reports_each(
    project: Project, stack: Document, tmp_path: Path, runner: Runner
) -> None:
    targets = (
        Target("turned", "prores4444", tmp_path / "turned.mov", options={"rate": Fraction(24)}),
        Target(COMPOSITE, "h264", tmp_path / "all.mp4", options={"backdrop": (255, 255, 255)}),
        Target("hidden", "png", tmp_path / "hidden", options={"name": "h"}),
        Target(LAYERS, "sheet", tmp_path / "sheet.png"),
    )
    events: list[Progress] = []
    runner.subscribe(lambda event: events.append(event) if isinstance(event, Progress) else None)
    job = runner.submit(ExportJob(project.clips, stack, targets))
    last = runner.wait(job, 60)
    written = getattr(last, "result", None)
    assert isinstance(written, tuple), last
    assert [done.frames for done in written] == [3 * LENGTH, LENGTH, LENGTH, 4]
    assert read_clip(tmp_path / "turned.mov").frames == 3 * LENGTH
    assert read_clip(tmp_path / "hidden" / "h.0001.png").pixels.dtype == np.uint16
    assert read_clip(tmp_path / "sheet.png").frames == 1
    assert sorted(path.name for path in tmp_path.iterdir() if "lfstudio" not in path.name) == [
        "all.mp4", "hidden", "sheet.png", "turned.mov",
    ]  # fmt: skip
    done = [event.done for event in events]
    assert done == sorted(done) and events[-1].done == events[-1].total == 2 * (3 * LENGTH + 2 * LENGTH) + 1


def test_what_cannot_be_exported_is_a_sentence(project: Project, stack: Document, tmp_path: Path) -> None:
    empty = edits.set_clip(stack, "hidden", None)
    for subject, preset in (("hidden", "png"), ("nobody", "png"), ("hidden", "sheet")):
        target = Target(subject, preset, tmp_path / ("x.png" if preset == "sheet" else "x"))
        with pytest.raises(BadInput, match=r"; .*\.$"):
            ExportJob(project.clips, empty, (target,)).run(QUIET, GO)
    nothing = Document(stack.canvas)
    with pytest.raises(BadInput, match="sheet would be empty"):
        ExportJob(project.clips, nothing, (Target(LAYERS, "sheet", tmp_path / "x.png"),)).run(QUIET, GO)
    with pytest.raises(BadInput, match="evenly"):
        odd = Target(COMPOSITE, "png", tmp_path / "x", options={"rate": Fraction(25)})
        ExportJob(project.clips, stack, (odd,)).run(QUIET, GO)
    assert not (tmp_path / "x").exists()


def test_a_cancelled_export_leaves_nothing(project: Project, stack: Document, tmp_path: Path) -> None:
    stop = CancelToken()

    class StopAtThree(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            if done >= 3:
                stop.cancel()

    with pytest.raises(Cancelled):
        target = Target(COMPOSITE, "prores4444", tmp_path / "new" / "a.mov")
        ExportJob(project.clips, stack, (target,)).run(StopAtThree(), stop)
    assert not list((tmp_path / "new").iterdir())


def test_the_ending_names_the_preset(tmp_path: Path) -> None:
    names = {"a.mov": "prores4444", "a.MP4": "h264", "a.webm": "webm", "a.mkv": "ffv1", "folder": "png"}
    assert {name: preset_for(tmp_path / name) for name in names} == names
    with pytest.raises(BadInput, match=r"a\.avi"):
        preset_for(tmp_path / "a.avi")


@pytest.mark.parametrize("preset", OFFERED.values(), ids=lambda preset: preset.key)
def test_every_preset_is_written_from_a_document(project: Project, tmp_path: Path, preset: Preset) -> None:
    """At an odd size, with every setting that is not a plain value of its own."""
    document = blended_stack(project)
    options: dict[str, Any] = {} if preset.still else {"rate": Fraction(24)}
    options |= {option.name: "00:59:50:00" for option in preset.options if option.name == "timecode"}
    place = tmp_path / f"shot{preset.suffix}"
    (done,) = ExportJob(
        project.clips, document, (Target("l-foreground", preset.key, place, Span(1, 3), options),)
    ).run(QUIET, GO)
    assert (done.path, done.preset) == (place, preset.key)
    if preset.still:
        assert read_clip(place).frames == 1
        return
    assert done.report is not None and (done.frames, done.report.fps) == (6, 24)
    size = (done.report.width, done.report.height)
    assert size == ((48, 34) if preset.even else (47, 33))
    if preset.suffix and preset.key not in ("webp", "gif", "apng"):
        film = read_clip(place)
        assert (film.frames, film.has_alpha) == (6, preset.alpha is Alpha.STRAIGHT)


def test_an_exr_with_all_layers_takes_the_documents_own(project: Project, tmp_path: Path) -> None:
    import OpenEXR

    document = blended_stack(project)
    ExportJob(project.clips, document, (Target(COMPOSITE, "exr_layers", tmp_path / "all"),)).run(QUIET, GO)
    picture = OpenEXR.File(str(tmp_path / "all" / "frame.0001.exr"), separate_channels=True)
    found = {name: channel.pixels.astype(np.float32) for name, channel in picture.channels().items()}
    laid = found["foreground.R"] + (1 - found["foreground.A"]) * found["background.R"]
    assert np.abs(found["R"] - laid - found["residual.R"]).max() < 2e-3
    assert found["residual.R"].min() < -0.05, "the blend is darker than the others laid together"
    no_scene = edits.remove_layer(document, "l-blended")
    with pytest.raises(BadInput, match="No blended layer holds a clip"):
        ExportJob(project.clips, no_scene, (Target(COMPOSITE, "exr_layers", tmp_path / "x"),)).run(QUIET, GO)


def test_the_residual_gives_the_blend_back_as_linear_light(project: Project, tmp_path: Path) -> None:
    document = blended_stack(project)
    ExportJob(project.clips, document, (Target(RESIDUAL, "png", tmp_path / "rest"),)).run(QUIET, GO)
    rest = read_clip(tmp_path / "rest").as_float()[0, ..., :3]
    front, back, blend = (
        project.clips.get(document.layer(f"l-{role}").clip or "").as_float()[0]
        for role in (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED)
    )
    laid = front[..., :3] * front[..., 3:] + back[..., :3] * (1 - front[..., 3:])
    assert np.abs(laid + 2 * rest - 1 - blend[..., :3]).max() < 1e-4
    assert rest.min() < 0.49


def test_layers_and_takes_become_files_of_their_own(project: Project, tmp_path: Path) -> None:
    document = edits.rename_layer(blended_stack(project), "l-blended", "Foreground")
    targets = every_layer(document, "ffv1", tmp_path / "layers")
    assert [target.path.name for target in targets] == [
        "Foreground.mkv",
        "background.mkv",
        "foreground 2.mkv",
    ]
    clip = document.layer("l-foreground").clip or ""
    ExportJob(
        project.clips,
        document,
        (*targets, Target(TakeClip(clip, "T1"), "ffv1", tmp_path / "t1.mkv", options={"bleed": False})),
    ).run(QUIET, GO)
    assert np.array_equal(read_clip(tmp_path / "t1.mkv").pixels, project.clips.get(clip).pixels)
    assert len(list((tmp_path / "layers").iterdir())) == 3
    with pytest.raises(BadInput, match="nothing to export"):
        ExportJob(project.clips, document, every_layer(Document(document.canvas), "png", tmp_path)).run(
            QUIET, GO
        )


def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    project: Project, stack: Document, tmp_path: Path
) -> None:
    good = Target(COMPOSITE, "png", tmp_path / "x")
    wrong = [
        (Target(COMPOSITE, "prores4444", tmp_path / "a.mp4"), r"a\.mp4 should end in \.mov"),
        (Target(COMPOSITE, "vhs", tmp_path / "a"), "no export preset 'vhs'"),
        (Target(COMPOSITE, "png", tmp_path / "a", options={"crf": 9}), "PNG sequence has no option 'crf'"),
        (
            Target(COMPOSITE, "webm", tmp_path / "a.webm", options={"crf": 90}),
            r"Rate factor \(CRF\) cannot be 90",
        ),
        (Target(LAYERS, "png", tmp_path / "a"), "a file of its own"),
    ]
    for target, says in wrong:
        with pytest.raises(BadInput, match=says) as caught:
            ExportJob(project.clips, stack, (good, target)).run(QUIET, GO)
        assert str(caught.value).endswith(".")
    assert not (tmp_path / "x").exists()
    assert unavailable() == {}


def test_options_are_read_from_words() -> None:
    words: list[tuple[str, str, str, Any]] = [
        ("webm", "crf", "12", 12),
        ("png", "bleed", "no", False),
        ("png", "size", "64x48", (64, 48)),
        ("h264", "rate", "24000/1001", Fraction(24000, 1001)),
        ("h264", "backdrop", "#ff8000", (255, 128, 0)),
        ("h264", "backdrop", "checker", Backdrop.CHECKER),
        ("exr", "space", "ACEScg", Space.ACESCG),
        ("exr", "name", "shot", "shot"),
    ]
    for key, name, text, value in words:
        option = PRESETS[key].option(name)
        assert option.read(text) == value and type(option.read(text)) is type(value)
        assert option.written(value) == text
    webm = PRESETS["webm"]
    for option, text in (("crf", "fine"), ("crf", "3"), ("bleed", "maybe"), ("size", "64"), ("rate", "x")):
        with pytest.raises(BadInput, match=r"cannot be|not a frame rate"):
            webm.option(option).read(text)
