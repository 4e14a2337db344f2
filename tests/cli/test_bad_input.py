"""What was given being unusable is one sentence and exit code 2, and nothing has changed."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from layerflow_studio.cli.main import main
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.media.encoders import export_h264
from layerflow_studio.media.importer import probe
from layerflow_studio.session.project_io import Project

from .conftest import GENERATE, PROMPTS

Capture = pytest.CaptureFixture[str]
DECOMPOSE = ("decompose", "--model", "tiny")


def film(path: Path, frames: int = 60) -> Path:
    """A real H.264 video of moving colours, 96 x 64, 24 frames a second."""
    y, x = np.mgrid[0:64, 0:96]
    pixels = np.stack([np.stack([x * 2 + 3 * n, y * 3, x + y, x * 0 + 255], -1) % 256 for n in range(frames)])
    export_h264(ClipPixels(pixels.astype(np.uint8), Fraction(24)), path)
    return path


def text(path: Path) -> None:
    path.write_text("This is a letter, not a film.\n" * 100)


def truncated(path: Path) -> None:
    film(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def truncated_without_index(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for level in range(0, 240, 4):
            frame = av.VideoFrame.from_ndarray(np.full((64, 96, 3), level, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def sound_in_mp4(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        samples = np.zeros((1, 4096), np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = 44100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def huge(path: Path) -> None:
    Image.new("1", (16384, 16384)).save(path)


def missing(path: Path) -> None:
    """There is no such file."""


BAD: dict[str, Callable[[Path], None]] = {
    "letter.mp4": text,
    "cut.mp4": truncated,
    "cut_end.mp4": truncated_without_index,
    "song.mp4": sound_in_mp4,
    "song.wav": sound,
    "empty.mp4": nothing,
    "huge.png": huge,
    "missing.mp4": missing,
}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its content and its time of change."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def one_sentence(err: str) -> str:
    assert err.endswith(".\n") and err.count("\n") == 1 and "Traceback" not in err, err
    return err.strip()


@pytest.mark.parametrize("name", BAD)
def test_decompose_refuses_it_and_leaves_the_project_untouched(
    fox: Path, tmp_path: Path, capsys: Capture, name: str
) -> None:
    path = tmp_path / name
    BAD[name](path)
    before = snapshot(fox)
    for out in (fox, tmp_path / "new"):
        capsys.readouterr()
        assert main([*DECOMPOSE, str(path), "--out", str(out)]) == 2
        shown = capsys.readouterr()
        assert name in one_sentence(shown.err) and ";" in shown.err
        assert shown.out == ""
    assert snapshot(fox) == before
    assert not (tmp_path / "new").exists()


def test_decompose_takes_a_real_video_apart(tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "street"
    command = [
        *DECOMPOSE,
        str(film(tmp_path / "street.mp4")),
        *PROMPTS,
        "--seed",
        "1",
        "--out",
        str(out),
        "--json",
    ]
    capsys.readouterr()
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "decompose" and set(told["clips"]) == {"foreground", "background", "blended"}
    for name in ("foreground", "background", "blended"):
        facts = probe(out / f"{name}.mov")
        assert (facts.width, facts.height, facts.frames, facts.fps) == (64, 32, 8, 8)
    with Project.open(out / "project.lfstudio") as project:
        tops = {role: project.document.top(role) for role in MODEL_ROLES}
        assert {role: layer.clip for role, layer in tops.items() if layer} == told["clips"]
        given = tops[Role.BLENDED]
        assert given is not None and given.locked and not given.visible
        for clip in told["clips"].values():
            facts = project.clips.describe(clip)
            assert (facts.width, facts.height, facts.frames) == (64, 32, 8)
    capsys.readouterr()
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["clips"] == told["clips"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the following arguments are required"),
        (["fly"], "invalid choice: 'fly'"),
        (["generate"], "--out"),
        (["generate", "--out", "OUT", "--seed", "-1"], "seed"),
        (["generate", "--out", "OUT", "--seed", "x"], "invalid seed value: 'x'"),
        (["generate", "--out", "OUT", "--adapter", "motion"], "motion_lora=0.8"),
        (["generate", "--out", "OUT", "--model", "tiny"], "Write what the foreground"),
        (["generate", "--out", "OUT", "--model", "big", "--foreground", "a fox"], "no model 'big'"),
        ([*GENERATE, "--out", "OUT", "--steps", "0"], "at least 1 step"),
        ([*GENERATE, "--out", "OUT", "--guidance", "nan"], "Guidance cannot be nan"),
        ([*GENERATE, "--out", "OUT", "--guidance-end", "1.5"], "Guidance cannot end after 1.5"),
        (["reroll", "OUT"], "There is no project"),
        (["export", "FOX", "--out", "OUT.avi"], "names no format"),
        (
            ["export", "FOX", "--layer", "sky", "--out", "OUT"],
            "no layer 'sky' (there are: composite, Blended",
        ),
        (["export", "FOX", "--rate", "25", "--out", "OUT"], "does not go evenly"),
        (["export", "FOX", "--rate", "x", "--out", "OUT"], "not a frame rate"),
        (["composite", "a", "b", "c", "--out", "OUT"], "one or two inputs"),
        (["composite", "FOX", "--backdrop", "red", "--out", "OUT.mp4"], "#1e1e20"),
        (
            ["reroll", "FOX", "--lock", "foreground", "--lock", "background", "--lock", "blended"],
            "nothing to make",
        ),
    ],
)
def test_a_wrong_option_is_one_sentence_and_makes_nothing(
    generated: Path, tmp_path: Path, capsys: Capture, arguments: list[str], words: str
) -> None:
    before = snapshot(generated)
    out = str(tmp_path / "out")
    command = [word.replace("OUT", out).replace("FOX", str(generated)) for word in arguments]
    capsys.readouterr()
    assert main(command) == 2
    shown = capsys.readouterr()
    assert words in one_sentence(shown.err) and shown.out == ""
    assert list(tmp_path.iterdir()) == [] and snapshot(generated) == before


def test_an_output_that_is_a_file_is_left_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "out").write_text("mine")
    assert main([*GENERATE, "--out", str(tmp_path / "out")]) == 2
    assert "is a file" in one_sentence(capsys.readouterr().err)
    assert (tmp_path / "out").read_text() == "mine"


def test_a_project_open_elsewhere_is_a_sentence(fox: Path, capsys: Capture) -> None:
    with Project.open(fox / "project.lfstudio"):
        capsys.readouterr()
        assert main(["reroll", str(fox), "--lock", "foreground"]) == 2
    assert "open in another window" in one_sentence(capsys.readouterr().err)


def test_a_damaged_project_is_a_sentence(fox: Path, capsys: Capture) -> None:
    (fox / "project.lfstudio" / "project.json").write_text("{")
    capsys.readouterr()
    assert main(["export", str(fox), "--out", str(fox / "x.mov")]) == 2
    one_sentence(capsys.readouterr().err)


def test_a_damaged_stored_clip_is_a_sentence_and_no_file(fox: Path, tmp_path: Path, capsys: Capture) -> None:
    for clip in (fox / "project.lfstudio" / "clips").iterdir():
        clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    capsys.readouterr()
    assert main(["export", str(fox), "--layer", "foreground", "--out", str(tmp_path / "x.mov")]) == 2
    assert "damaged" in one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "x.mov").exists()


def test_errors_are_json_too_where_that_is_asked_for(tmp_path: Path, capsys: Capture) -> None:
    for command in (["generate", "--json"], [*DECOMPOSE, str(tmp_path / "no.mp4"), "--out", "x", "--json"]):
        capsys.readouterr()
        assert main(command) == 2
        shown = capsys.readouterr()
        told = json.loads(shown.out)
        assert told == {"ok": False, "code": 2, "error": one_sentence(shown.err)}
