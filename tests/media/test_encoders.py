from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.viewmodes import Backdrop, over_backdrop
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing, SelfCheckFailed
from layerflow_studio.media.clip_io import Pixels
from layerflow_studio.media.clip_store import ClipStore
from layerflow_studio.media.encoders import export_h264, export_png_sequence, export_prores4444
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.media.matte import bleed
from layerflow_studio.media.opencv import cv2

from .films import CancelsAt, Reports, levels, noise_clip, smooth_clip

WIDTHS = (321, 854, 1080, 1920)
EXPORTS = [(export_prores4444, "a.mov"), (export_h264, "a.mp4"), (export_png_sequence, "frames")]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("width", WIDTHS)
def test_prores_there_and_back(tmp_path: Path, width: int, dtype: Any) -> None:
    clip = smooth_clip(width, 128, 3, dtype)
    report = export_prores4444(clip, tmp_path / "a.mov", bleed=False)
    back = read_clip(tmp_path / "a.mov")
    assert (back.frames, back.fps, back.width) == (3, clip.fps, width)
    off = levels(back.pixels, clip.pixels)
    assert off[..., :3].max() < 1.5
    assert off[..., :3].mean() < 0.2
    assert off[..., 3].max() < 0.5
    assert report.rgb_max == pytest.approx(off[..., :3].max(), abs=1e-3)
    assert report.rgb_mean == pytest.approx(off[..., :3].mean(), abs=1e-3)
    assert report.alpha_max == pytest.approx(off[..., 3].max(), abs=1e-3)
    assert report.bytes == (tmp_path / "a.mov").stat().st_size
    assert [file.name for file in tmp_path.iterdir()] == ["a.mov"]


@pytest.mark.parametrize("high_quality", [True, False])
def test_even_pure_noise_passes_the_check(tmp_path: Path, high_quality: bool) -> None:
    clip = noise_clip(321, 181)
    report = export_prores4444(clip, tmp_path / "a.mov", high_quality=high_quality)
    assert report.alpha_max < 0.5
    assert report.rgb_mean < (0.3 if high_quality else 1.2)
    export_h264(clip, tmp_path / "a.mp4")
    binary = ClipPixels((noise_clip(320, 180).pixels > 127).astype(np.uint8) * 255, Fraction(8))
    export_h264(binary, tmp_path / "a.mp4")
    export_prores4444(binary, tmp_path / "a.mov", high_quality=high_quality)


def test_prores_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    export_prores4444(smooth_clip(64, 48), path, rate=Fraction(24), timecode="01:00:00:00")
    data = path.read_bytes()
    description = data.index(b"ap4h")
    assert struct.unpack_from(">H", data, description + 78)[0] == 32  # depth: colour and alpha
    nclc = data.index(b"nclc")
    assert struct.unpack_from(">3H", data, nclc + 4) == (1, 1, 1)
    frame = data.index(b"icpf")
    assert data[frame + 4 + 14 : frame + 4 + 17] == bytes((1, 1, 1))
    assert data[frame + 4 + 17] & 0xF == 2  # 16-bit alpha
    with av.open(str(path)) as container:
        assert container.streams.video[0].metadata["timecode"] == "01:00:00:00"
        assert [stream.type for stream in container.streams] == ["video", "data"]


def test_no_timecode_unless_asked_and_never_at_8_fps(tmp_path: Path) -> None:
    export_prores4444(smooth_clip(64, 48), tmp_path / "a.mov")
    assert b"tmcd" not in (tmp_path / "a.mov").read_bytes()
    for timecode, rate in (("01:00:00:00", None), ("01:00:00;00", 24), ("01:00:00:24", 24), ("tomorrow", 24)):
        with pytest.raises(BadInput):
            export_prores4444(
                smooth_clip(64, 48),
                tmp_path / "b.mov",
                timecode=timecode,
                rate=Fraction(rate) if rate else None,
            )
    assert not (tmp_path / "b.mov").exists()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("width", WIDTHS)
def test_png_sequences_are_exact(tmp_path: Path, width: int, dtype: Any) -> None:
    clip = noise_clip(width, 20, 3, dtype)
    report = export_png_sequence(clip, tmp_path / "out", bleed=False)
    back = read_clip(tmp_path / "out", fps=clip.fps)
    assert back.pixels.dtype == dtype
    assert (back.pixels == clip.pixels).all()
    assert (report.rgb_max, report.rgb_mean, report.alpha_max) == (0, 0, 0)
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        f"frame.000{i}.png" for i in (1, 2, 3)
    ]


def test_opencv_reads_the_pngs_alike(tmp_path: Path) -> None:
    clip = noise_clip(33, 20, 1)
    export_png_sequence(clip, tmp_path / "out", bleed=False)
    read = cv2.imread(str(tmp_path / "out" / "frame.0001.png"), cv2.IMREAD_UNCHANGED)
    assert read is not None
    assert (cv2.cvtColor(read, cv2.COLOR_BGRA2RGBA) == clip.pixels[0]).all()


def test_a_sequence_replaces_only_its_own_files(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export_png_sequence(noise_clip(16, 16, 5), folder, name="shot", first=10)
    (folder / "shot.notes.png").write_text("mine")
    (folder / "other.0001.png").write_text("mine too")
    clip = noise_clip(16, 16, 2, seed=1)
    export_png_sequence(clip, folder, name="shot", first=3, bleed=False)
    assert sorted(file.name for file in folder.iterdir()) == [
        "other.0001.png",
        "shot.0003.png",
        "shot.0004.png",
        "shot.notes.png",
    ]
    assert (read_clip(folder / "shot.0003.png").pixels == clip.pixels).all()


def test_a_shorter_sequence_replaces_a_longer_one_whatever_its_name(tmp_path: Path) -> None:
    for frames in (4, 2):
        export_png_sequence(noise_clip(16, 16, frames), tmp_path / "out", name="shot[1]")
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.parametrize("size", [(320, 180), (321, 181), (854, 90)])
def test_h264_over_a_backdrop(tmp_path: Path, size: tuple[int, int]) -> None:
    clip = smooth_clip(*size)
    backdrop = (255, 255, 255)
    report = export_h264(clip, tmp_path / "a.mp4", backdrop=backdrop)
    facts, back = probe(tmp_path / "a.mp4"), read_clip(tmp_path / "a.mp4")
    assert (report.width, report.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    assert (facts.codec, facts.matrix, facts.has_alpha) == ("h264", "ITU709", False)
    laid = np.stack([over_backdrop(frame, backdrop) for frame in clip.pixels])
    off = levels(back.pixels[:, : size[1], : size[0]], laid)
    assert off.mean() < 1.5
    assert report.rgb_mean < 1.5


def test_h264_over_checkerboard_starts_playing_at_once(tmp_path: Path) -> None:
    export_h264(smooth_clip(64, 48), tmp_path / "a.mp4", backdrop=Backdrop.CHECKER)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(
    ("rate", "times", "frames"), [(24, 3, 9), (8, 1, 3), (Fraction(24000, 1001), 3, 9), (48, 6, 18)]
)
def test_rates_repeat_frames_exactly(tmp_path: Path, rate: Any, times: int, frames: int) -> None:
    clip = noise_clip(32, 32)
    report = export_prores4444(clip, tmp_path / "a.mov", rate=Fraction(rate))
    assert (report.frames, report.fps) == (frames, Fraction(rate))
    back = read_clip(tmp_path / "a.mov")
    assert (back.frames, back.fps) == (frames, Fraction(rate))
    export_png_sequence(clip, tmp_path / "out", rate=Fraction(rate), bleed=False)
    assert (read_clip(tmp_path / "out").pixels == clip.pixels.repeat(times, 0)).all()


@pytest.mark.parametrize("rate", [25, 30, 12, 4])
def test_uneven_rates_are_refused_with_a_way_out(tmp_path: Path, rate: int) -> None:
    with pytest.raises(BadInput, match="choose a multiple such as 24, or 8 itself"):
        export_prores4444(noise_clip(32, 32), tmp_path / "a.mov", rate=Fraction(rate))


def test_colour_is_drawn_under_transparency(tmp_path: Path) -> None:
    frame = np.zeros((1, 48, 64, 4), np.uint8)
    frame[:, 20:30, 20:40] = (220, 30, 60, 255)
    clip = ClipPixels(frame, Fraction(8))
    export_prores4444(clip, tmp_path / "a.mov")
    export_png_sequence(clip, tmp_path / "out")
    for path in (tmp_path / "a.mov", tmp_path / "out"):
        back = read_clip(path).as_uint8().pixels
        assert np.abs(back[..., :3].astype(int) - (220, 30, 60)).max() <= 2
        assert (back[..., 3] == frame[..., 3]).all()
    assert (read_clip(tmp_path / "out").pixels[0] == bleed(frame[0])).all()


def unsteady(clip: ClipPixels) -> Footage:
    """Footage whose second walk differs from its first in one corner: as if the file held something else."""
    walks = 0

    def frames() -> Iterator[Pixels]:
        nonlocal walks
        walks += 1
        for index, frame in enumerate(clip.pixels):
            changed = frame.copy()
            if walks > 1 and index == 1:
                changed[:32, :32, :3] ^= 0x80
            yield changed

    return replace(Footage.of(clip), frames=frames)


@pytest.mark.parametrize(("export", "name"), EXPORTS)
def test_what_differs_is_kept_as_failed_and_the_old_file_stays(
    tmp_path: Path, export: Any, name: str
) -> None:
    clip = smooth_clip(96, 64, alpha=False)
    export(clip, tmp_path / name)
    before = read_clip(tmp_path / name)
    for _ in range(2):
        with pytest.raises(
            SelfCheckFailed, match=rf"of frame 2 is off by .* kept as {name}\.failed"
        ) as caught:
            export(unsteady(clip), tmp_path / name)
        assert "\n" not in str(caught.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == [name, f"{name}.failed"]
    assert (read_clip(tmp_path / name).pixels == before.pixels).all()


@pytest.mark.parametrize("stage", ["", "Checking"])
@pytest.mark.parametrize(("export", "name"), EXPORTS)
def test_cancelling_leaves_nothing(tmp_path: Path, export: Any, name: str, stage: str) -> None:
    sink = CancelsAt(2, stage)
    with pytest.raises(Cancelled):
        export(noise_clip(32, 32, 4), tmp_path / name, progress=sink, cancel=sink.token)
    assert sink.stages[-1].startswith(stage)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("export", "name"), EXPORTS)
def test_progress_goes_through_both_stages(tmp_path: Path, export: Any, name: str) -> None:
    reports = Reports()
    export(noise_clip(32, 32, 4), tmp_path / name, progress=reports)
    first, second = dict.fromkeys(stage for stage, _, _ in reports.seen)
    assert first.endswith(name) and second == f"Checking {name}"
    assert [done for stage, done, _ in reports.seen if stage == second] == [0, 1, 2, 3, 4]
    assert {total for _, _, total in reports.seen} == {4}


@pytest.mark.parametrize(("export", "name"), EXPORTS)
def test_places_that_cannot_be_written(tmp_path: Path, export: Any, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match="choose another place"):
        export(noise_clip(32, 32), tmp_path / "file" / name)


@pytest.mark.parametrize(("export", "name"), EXPORTS)
def test_footage_that_breaks_its_promise(tmp_path: Path, export: Any, name: str) -> None:
    footage = Footage.of(noise_clip(32, 32, 4))
    for broken in (replace(footage, count=5), replace(footage, count=3), replace(footage, width=31)):
        with pytest.raises(BadInput, match="export"):
            export(broken, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_footage_streams_from_the_store_and_its_errors_come_through(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "clips")
    clip = smooth_clip(64, 48, 4, np.uint16)
    identity = store.put(clip)
    footage = Footage(lambda: store.frames(identity), 4, 64, 48, Fraction(8))
    report = export_prores4444(footage, tmp_path / "a.mov")
    assert report.rgb_max < 1.5
    path = store.path_of(identity)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(Damaged, match="restore it from a backup"):
        export_prores4444(footage, tmp_path / "b.mov")
    path.unlink()
    with pytest.raises(FileMissing):
        export_prores4444(footage, tmp_path / "b.mov")
    assert not (tmp_path / "b.mov").exists()


def test_only_one_frame_is_in_memory_at_a_time(tmp_path: Path) -> None:
    alive: list[Any] = []
    most = 0

    def frames() -> Iterator[Pixels]:
        nonlocal most
        import weakref

        for index in range(40):
            frame = np.full((48, 64, 4), index, np.uint8)
            alive.append(weakref.ref(frame))
            most = max(most, sum(ref() is not None for ref in alive))
            yield frame
            del frame

    export_prores4444(Footage(frames, 40, 64, 48, Fraction(8)).at_rate(Fraction(24)), tmp_path / "a.mov")
    assert most <= 3


def test_footage_can_be_scaled(tmp_path: Path) -> None:
    footage = Footage.of(smooth_clip(64, 48)).covering(32, 24)
    report = export_prores4444(footage, tmp_path / "a.mov")
    assert (report.width, report.height) == (32, 24)
    assert read_clip(tmp_path / "a.mov").width == 32


def test_nothing_to_export() -> None:
    with pytest.raises(BadInput, match="Nothing can be exported"):
        Footage(lambda: iter(()), 0, 64, 48, Fraction(8))
