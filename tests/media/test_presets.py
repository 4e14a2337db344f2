"""Every preset through the table: what it promises, what its file holds by another program's reading."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from layerflow_studio.core.export_presets import Grade
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.viewmodes import Backdrop, over_backdrop
from layerflow_studio.errors import BadInput, Cancelled, SelfCheckFailed
from layerflow_studio.media import presets
from layerflow_studio.media.clip_io import VideoFormat, VideoWriter, rgba_to_rgb_frame
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.media.presets import PRESETS, Alpha, Motion, export

from .films import CancelsAt, levels, noise_clip, smooth_clip

ALL = list(PRESETS)
VIDEOS = [key for key, preset in PRESETS.items() if preset.suffix in (".mov", ".mkv", ".mp4", ".webm")]


def target(folder: Path, key: str) -> Path:
    return folder / f"out{PRESETS[key].suffix}"


def roles(key: str, clip: ClipPixels) -> dict[str, Any]:
    return {"foreground": clip, "background": clip} if key == "exr_layers" else {}


def test_everything_can_be_written_here_and_is_tried_once() -> None:
    assert presets.available() == dict.fromkeys(ALL)
    hits = presets.why_not.cache_info().hits
    presets.available()
    assert presets.why_not.cache_info().hits == hits + len(ALL)


def test_what_cannot_be_written_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def encoder_of_another_build(*_: Any, **__: Any) -> Any:
        form = VideoFormat("mov", "hevc_videotoolbox", "yuv420p", rgba_to_rgb_frame)
        return VideoWriter(tmp_path / "a.mov", form, 64, 64, Fraction(24))

    def library_left_out(*_: Any, **__: Any) -> Any:
        raise ModuleNotFoundError("No module named 'OpenEXR'", name="OpenEXR")

    missing = {"h265": encoder_of_another_build, "exr": library_left_out}
    monkeypatch.setattr(presets, "WRITERS", {**presets.WRITERS, **missing})
    why = presets.why_not.__wrapped__
    assert why("exr") == "OpenEXR sequence needs the package OpenEXR, which is not installed."
    assert why("h265") == (
        "H.265, 10 bits cannot be written on this machine: "
        "This build of FFmpeg has no hevc_videotoolbox encoder; choose another format."
    )


@pytest.mark.parametrize("key", ALL)
def test_the_table_is_fit_to_be_shown(key: str) -> None:
    preset = PRESETS[key]
    assert preset.key == key
    assert preset.title[0].isupper()
    for line in (preset.advice, preset.warning):
        assert line == "" or (line.endswith(".") and "\n" not in line and len(line) < 110)
    assert preset.advice
    names = [option.name for option in preset.options]
    assert len(names) == len(set(names))
    assert all(option.default in option.choices for option in preset.options if option.choices)
    assert ("backdrop" in names) == (preset.alpha is Alpha.NONE)


@pytest.mark.parametrize("width", [321, 854])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("key", ALL)
def test_a_smooth_film_keeps_what_the_preset_promises(
    tmp_path: Path, key: str, dtype: Any, width: int
) -> None:
    preset, clip = PRESETS[key], smooth_clip(width, 64, 2, dtype, Fraction(24))
    report = export(key, clip, target(tmp_path, key), **roles(key, clip))
    assert (report.frames, report.fps) == (2, 24)
    assert report.width == width + (width % 2 if preset.even else 0)
    assert report.bytes > 0
    if preset.lossless:
        assert (report.rgb_max, report.rgb_mean, report.alpha_max) == (0, 0, 0)
    if preset.alpha in (Alpha.STRAIGHT, Alpha.PREMULTIPLIED) and key != "webm":
        assert report.alpha_max <= 0.5
    assert report.rgb_mean <= {"webm": 1.5, "gif": 6, "h264": 1.5, "h265": 1}.get(key, 0.3)
    assert [file.name for file in tmp_path.iterdir()] == [report.path.name]


@pytest.mark.parametrize("key", ALL)
def test_even_noise_passes_the_check(tmp_path: Path, key: str) -> None:
    clip = noise_clip(99, 51, 2)
    report = export(key, clip, target(tmp_path, key), **roles(key, clip))
    assert not PRESETS[key].lossless or report.rgb_max == 0


@pytest.mark.parametrize("key", [key for key in VIDEOS if PRESETS[key].alpha is not Alpha.NONE])
def test_what_the_importer_reads_is_what_was_exported(tmp_path: Path, key: str) -> None:
    clip = smooth_clip(160, 96, 4, np.uint16, Fraction(24))
    report = export(key, clip, target(tmp_path, key), bleed=False)
    facts, back = probe(report.path), read_clip(report.path)
    assert facts.has_alpha
    assert (back.frames, back.fps) == (4, 24)
    off = levels(back.pixels, clip.pixels)
    dithered = PRESETS[key].bits == 8
    assert off[..., 3].max() <= (4 if key == "webm" else 0.51)
    assert off[..., :3].mean() <= (1.5 if key == "webm" else 0.5 if dithered else 0.2)


@pytest.mark.parametrize("key", ["prores422hq", "prores4444_opaque", "h264", "h265"])
def test_without_alpha_a_film_lies_over_its_backdrop(tmp_path: Path, key: str) -> None:
    clip = smooth_clip(160, 96, 2)
    report = export(key, clip, target(tmp_path, key), backdrop=(250, 20, 90))
    back = read_clip(report.path)
    assert not back.has_alpha
    laid = np.stack([over_backdrop(frame, (250, 20, 90)) for frame in clip.pixels])
    assert levels(back.pixels, laid).mean() < 1
    with av.open(str(report.path)) as film:
        context = film.streams.video[0].codec_context
        tags = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        assert [int(tag) for tag in tags] == [1, 1, 1, 1]


@pytest.mark.parametrize("key", ["prores4444", "prores422hq", "animation", "matte_pair"])
def test_timecode_is_embedded(tmp_path: Path, key: str) -> None:
    clip = smooth_clip(64, 48, 2, fps=Fraction(24000, 1001))
    report = export(key, clip, target(tmp_path, key), timecode="01:00:00:00")
    for path in [report.path] if report.path.is_file() else sorted(report.path.iterdir()):
        with av.open(str(path)) as film:
            assert film.streams.video[0].metadata["timecode"] == "01:00:00:00"
    with pytest.raises(BadInput, match="no timecode at 8 fps"):
        export(key, smooth_clip(64, 48), tmp_path / "b.mov", timecode="01:00:00:00")


@pytest.mark.parametrize("key", ["apng", "webp", "gif"])
def test_pillow_reads_the_animations(tmp_path: Path, key: str) -> None:
    clip = smooth_clip(96, 64, 5, fps=Fraction(25))
    report = export(key, clip, target(tmp_path, key))
    with Image.open(report.path) as image:
        assert image.n_frames == 5  # type: ignore[attr-defined]
        assert image.info["loop"] == 0
        image.seek(3)
        frame = np.array(image.convert("RGBA"))
        assert image.info["duration"] == 40
    cut = np.where(clip.pixels[3, ..., 3] >= 128, 255, 0) if key == "gif" else clip.pixels[3, ..., 3]
    assert (frame[..., 3] == cut).all()


@pytest.mark.parametrize("key", ["apng", "webp", "gif"])
@pytest.mark.parametrize("rate", [24, Fraction(30000, 1001)])
def test_held_frames_of_animations_are_not_lost(tmp_path: Path, key: str, rate: Any) -> None:
    clip = noise_clip(33, 20, 3)
    clip = ClipPixels(clip.pixels, Fraction(rate) / 3)
    report = export(key, clip, target(tmp_path, key), rate=rate)
    assert (report.frames, report.fps) == (9, Fraction(rate))


def test_a_single_frame_of_everything(tmp_path: Path) -> None:
    for key in ALL:
        clip = smooth_clip(40, 30, 1)
        assert export(key, clip, target(tmp_path, key), **roles(key, clip)).frames == 1


@pytest.mark.parametrize("key", ["webp", "webm"])
def test_coarser_is_smaller(tmp_path: Path, key: str) -> None:
    clip = noise_clip(96, 64, 2)
    coarse: dict[str, Any] = {"quality": 40} if key == "webp" else {"crf": 40}
    fine = export(key, clip, target(tmp_path, key)).bytes
    assert export(key, clip, target(tmp_path, key), **coarse).bytes < fine / 1.5


@pytest.mark.parametrize("key", ["h264", "h265", "webm"])
def test_quality_has_steps_that_pass_their_check_on_noise(tmp_path: Path, key: str) -> None:
    clip = ClipPixels(noise_clip(160, 96, 12).pixels, Fraction(24))
    sizes = [export(key, clip, target(tmp_path, key), quality=grade).bytes for grade in Grade]
    assert sizes[0] * 1.2 < sizes[1] and sizes[1] * 1.1 < sizes[2]
    # Encoders with several threads do not always write the same bytes.
    assert abs(export(key, clip, target(tmp_path, key)).bytes / sizes[1] - 1) < 0.05
    coarsest = export(key, clip, target(tmp_path, key), quality=Grade.BEST, crf=40)
    assert coarsest.bytes < sizes[0], "a rate factor goes before the quality"


def test_fill_and_matte_lie_side_by_side(tmp_path: Path) -> None:
    clip = smooth_clip(96, 64, 3)
    report = export("matte_pair", clip, tmp_path / "shot", bleed=False)
    assert sorted(file.name for file in (tmp_path / "shot").iterdir()) == ["shot_fill.mov", "shot_matte.mov"]
    fill, matte = (read_clip(tmp_path / "shot" / f"shot_{what}.mov") for what in ("fill", "matte"))
    assert not fill.has_alpha and not matte.has_alpha
    assert levels(fill.pixels, clip.pixels)[..., :3].mean() < 0.4
    assert levels(matte.pixels[..., 1], clip.pixels[..., 3]).max() < 2.5
    assert report.alpha_max < 2.5


def test_premultiplied_where_it_is_wanted(tmp_path: Path) -> None:
    clip = smooth_clip(96, 64, 1, np.uint16)
    export("png", clip, tmp_path / "out", colour="premultiplied")
    back = read_clip(tmp_path / "out").pixels[0].astype(np.float64)
    alpha = clip.pixels[0, ..., 3:] / 65535
    assert np.abs(back[..., :3] - clip.pixels[0, ..., :3] * alpha).max() <= 0.5001
    assert (back[..., 3] == clip.pixels[0, ..., 3]).all()


def test_size_covers_without_distortion(tmp_path: Path) -> None:
    wide = np.zeros((1, 40, 120, 4), np.uint8)
    wide[..., 3] = 255
    wide[:, 10:30, 50:70, 0] = 255
    report = export("png", ClipPixels(wide, Fraction(8)), tmp_path / "out", size=(80, 80))
    back = read_clip(tmp_path / "out").pixels[0]
    assert (report.width, report.height) == (80, 80)
    bright = np.argwhere(back[..., 0] > 128)
    assert (bright.min(0).tolist(), bright.max(0).tolist()) == ([20, 20], [59, 59])


def test_rates_by_holding_by_nearest_and_by_blending(tmp_path: Path) -> None:
    pixels = np.full((4, 16, 16, 4), 255, np.uint8)
    pixels[..., :3] = np.array([0, 80, 160, 240], np.uint8)[:, None, None, None]
    clip = ClipPixels(pixels, Fraction(8))

    def shown(**options: Any) -> list[int]:
        export("png", clip, tmp_path / "out", **options)
        return [int(frame[0, 0, 0]) for frame in read_clip(tmp_path / "out").pixels]

    assert shown(rate=16) == [0, 0, 80, 80, 160, 160, 240, 240]
    assert shown(rate=12, motion=Motion.NEAREST) == [0, 0, 80, 160, 160, 240]
    assert shown(rate=16, motion="blend") == [0, 40, 80, 120, 160, 200, 240, 240]
    assert shown(rate=4, motion="nearest") == [0, 160]
    with pytest.raises(BadInput, match="does not go evenly"):
        export("png", clip, tmp_path / "out", rate=12)


def test_blending_is_done_on_premultiplied_pixels(tmp_path: Path) -> None:
    pixels = np.zeros((2, 8, 8, 4), np.uint8)
    pixels[0] = (200, 100, 40, 255)  # then transparent black
    export("png", ClipPixels(pixels, Fraction(8)), tmp_path / "out", rate=16, motion="blend", bleed=False)
    assert read_clip(tmp_path / "out").pixels[1, 0, 0].tolist() == [200, 100, 40, 128]


def test_the_layers_of_an_exr_are_there(tmp_path: Path) -> None:
    import OpenEXR

    above, below = smooth_clip(48, 32, 2, np.uint16), smooth_clip(48, 32, 2, np.uint16, alpha=False)
    blend = smooth_clip(48, 32, 2, np.uint16, alpha=False)
    export("exr_layers", blend, tmp_path / "out", foreground=above, background=below, name="shot", first=7)
    picture = OpenEXR.File(str(tmp_path / "out" / "shot.0008.exr"), separate_channels=True)
    channels = {name: channel.pixels.astype(np.float32) for name, channel in picture.channels().items()}
    wanted = {f"{layer}{channel}" for layer in ("", "foreground.", "background.") for channel in "RGBA"}
    assert set(channels) == wanted | {f"residual.{channel}" for channel in "RGB"}
    assert picture.channels()["R"].pixels.dtype == np.float16
    laid = channels["foreground.R"] + (1 - channels["foreground.A"]) * channels["background.R"]
    assert np.abs(channels["R"] - laid - channels["residual.R"]).max() < 2e-3
    with pytest.raises(BadInput, match="needs the foreground"):
        export("exr_layers", blend, tmp_path / "out")
    with pytest.raises(BadInput, match="another size or length"):
        export("exr_layers", blend, tmp_path / "out", foreground=smooth_clip(48, 30, 2), background=below)


@pytest.mark.parametrize("space", ["Linear Rec.709", "ACEScg"])
def test_exr_holds_linear_light_times_alpha(tmp_path: Path, space: str) -> None:
    import OpenEXR

    pixels = np.empty((1, 8, 8, 4), np.uint8)
    pixels[:] = (255, 0, 0, 128)
    export("exr", ClipPixels(pixels, Fraction(24)), tmp_path / "out", space=space)
    picture = OpenEXR.File(str(tmp_path / "out" / "frame.0001.exr"))
    red = {"Linear Rec.709": (1, 0, 0), "ACEScg": (0.6131, 0.0702, 0.0206)}[space]
    assert picture.channels()["RGBA"].pixels[0, 0, :3] == pytest.approx(np.array(red) * 128 / 255, abs=5e-4)
    header = picture.header()
    assert header["chromaticities"][0] == pytest.approx(0.713 if space == "ACEScg" else 0.64)
    assert tuple(header["framesPerSecond"]) == (24, 1)
    back = read_clip(tmp_path / "out").as_uint8()
    assert np.abs(back.pixels[0, 0, 0].astype(int) - (255, 0, 0, 128)).max() <= 1


def test_dither_keeps_the_mean_and_the_ends(tmp_path: Path) -> None:
    ramp = np.linspace(20 * 257, 26 * 257, 512)
    pixels = np.empty((1, 256, 512, 4), np.uint16)
    pixels[..., :3], pixels[..., 3] = np.rint(ramp)[None, None, :, None], 40000
    pixels[:, :8, :, :3], pixels[:, 8:16, :, :3] = 0, 65535
    export("animation", ClipPixels(pixels, Fraction(24)), tmp_path / "a.mov")
    back = read_clip(tmp_path / "a.mov").pixels[0].astype(np.float64)
    assert np.abs(back[16:, :, :3].mean((0, 2)) - ramp / 257).max() < 0.12  # plain rounding: 0.5
    assert (back[:8, :, :3] == 0).all() and (back[8:16, :, :3] == 255).all()
    assert (back[..., 3] == round(40000 / 257)).all()


def unsteady(clip: ClipPixels, steady_walks: int) -> Footage:
    """Footage that changes in one corner after so many walks: as if the file held something else."""
    walks = 0

    def frames() -> Any:
        nonlocal walks
        walks += 1
        for index, frame in enumerate(clip.pixels):
            changed = frame.copy()
            if walks > steady_walks and index == 1:
                changed[:32, :32, :3] ^= 0x80
            yield changed

    return replace(Footage.of(clip), frames=frames)


@pytest.mark.parametrize("key", [key for key in ALL if key not in ("matte_pair", "exr_layers")])
def test_a_file_that_differs_is_kept_under_another_name(tmp_path: Path, key: str) -> None:
    walks = 2 if key == "ffv1" else 1
    with pytest.raises(SelfCheckFailed, match="does not hold what was exported"):
        export(key, unsteady(smooth_clip(96, 64, alpha=False), walks), target(tmp_path, key))
    assert [file.name for file in tmp_path.iterdir()] == [f"{target(tmp_path, key).name}.failed"]


@pytest.mark.parametrize("key", ALL)
def test_cancelling_leaves_nothing(tmp_path: Path, key: str) -> None:
    sink = CancelsAt(2)
    clip = noise_clip(32, 32, 3)
    with pytest.raises(Cancelled):
        export(key, clip, target(tmp_path, key), progress=sink, cancel=sink.token, **roles(key, clip))
    assert list(tmp_path.iterdir()) == []


def test_wrong_wishes_get_one_sentence(tmp_path: Path) -> None:
    clip = noise_clip(16, 16, 1)
    wishes: list[tuple[str, dict[str, Any], str]] = [
        ("vhs", {}, "no export preset 'vhs'"),
        ("png", {"timecode": "01:00:00:00"}, "PNG sequence has no option 'timecode'"),
        ("exr", {"space": "Kodak"}, "Colour space cannot be 'Kodak'"),
        ("png", {"size": (0, 9)}, "no picture size"),
        ("png", {"rate": -1, "motion": "blend"}, "no frame rate"),
    ]
    for key, options, says in wishes:
        with pytest.raises(BadInput, match=says) as caught:
            export(key, clip, tmp_path / "out", **options)
        assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_checkerboard_can_be_the_backdrop(tmp_path: Path) -> None:
    clear = ClipPixels(np.zeros((1, 32, 32, 4), np.uint16), Fraction(24))
    export("prores4444_opaque", clear, tmp_path / "a.mov", backdrop=Backdrop.CHECKER)
    back = read_clip(tmp_path / "a.mov").as_uint8().pixels[0]
    assert np.abs(back.astype(int) - over_backdrop(clear.frame(0), Backdrop.CHECKER)).max() <= 2
