"""Out to other programs and back: every preset by name, hand-off, import, an edited layer as a take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from layerflow_studio.cli.main import main
from layerflow_studio.core.export_presets import OFFERED
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.origins import origin_of
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.media.presets import export
from layerflow_studio.session.project_io import Project
from tests.media.handoff.fcpxml_rules import problems

Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys: Capture, *arguments: object) -> str:
    capsys.readouterr()
    assert main([*map(str, arguments)]) == 2
    return capsys.readouterr().err


def test_the_list_names_every_preset_with_its_options(capsys: Capture) -> None:
    told = asked(capsys, "export", "--list")["presets"]
    assert [entry["key"] for entry in told] == list(OFFERED)
    webm = next(entry for entry in told if entry["key"] == "webm")
    assert webm["options"]["crf"] == {"title": "Rate factor (CRF)", "values": "4 to 40", "default": None}
    assert webm["options"]["quality"]["values"] == "draft, good or best"
    assert webm["unavailable"] is None
    assert main(["export", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Editing" and any(line.startswith("  exr_layers ") for line in lines)


def test_presets_and_their_options_from_the_command_line(fox: Path, tmp_path: Path, capsys: Capture) -> None:
    options = ("--option", "size=32x16", "--option", "timecode=02:00:00:00", "--rate", "24")
    told = asked(
        capsys,
        "export",
        fox,
        "--preset",
        "animation",
        *options,
        "--frames",
        "2-3",
        "--out",
        tmp_path / "a.mov",
    )
    (done,) = told["exports"]
    assert (done["preset"], done["frames"], done["width"]) == ("animation", 6, 32)
    assert probe(tmp_path / "a.mov").width == 32
    told = asked(capsys, "export", fox, "--layer", "layers", "--preset", "webm", "--out", tmp_path / "all")
    names = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert names == ["Background.webm", "Blended.webm", "Foreground.webm"] and len(told["exports"]) == 3
    asked(capsys, "export", fox, "--takes", "foreground", "--preset", "ffv1", "--out", tmp_path / "takes")
    assert [path.name for path in (tmp_path / "takes").iterdir()] == ["T1 foreground.mkv"]
    asked(capsys, "export", fox, "--layer", "residual", "--out", tmp_path / "rest")
    asked(
        capsys, "export", fox, "--preset", "exr_layers", "--option", "space=ACEScg", "--out", tmp_path / "exr"
    )
    assert len(list((tmp_path / "exr").glob("*.exr"))) == read_clip(tmp_path / "rest").frames == 8


def test_wrong_wishes_for_an_export_get_one_sentence(fox: Path, tmp_path: Path, capsys: Capture) -> None:
    wishes: list[tuple[tuple[object, ...], str]] = [
        (("--preset", "vhs", "--out", tmp_path / "a"), "invalid choice: 'vhs'"),
        (("--preset", "webm", "--out", tmp_path / "a.mp4"), "should end in .webm"),
        (("--preset", "png", "--option", "crf=3", "--out", tmp_path / "a"), "no option 'crf'"),
        (("--option", "size", "--out", tmp_path / "a"), "should be written like timecode="),
        (("--option", "size=big", "--out", tmp_path / "a"), "Size in pixels cannot be 'big'"),
        (("--frames", "4-99", "--out", tmp_path / "a"), "Frames 4 to 99 are not in this project"),
        ((), "export needs a project and --out"),
    ]
    for wish, says in wishes:
        assert says in refused(capsys, "export", fox, *wish)
    assert not list(tmp_path.glob("a*"))


@pytest.mark.parametrize("portable", [False, True])
def test_a_hand_off_from_the_command_line(fox: Path, tmp_path: Path, capsys: Capture, portable: bool) -> None:
    flags = ("--portable",) if portable else ()
    told = asked(capsys, "handoff", fox, "--out", tmp_path / "out", "--timecode", "03:00:00:00", *flags)
    assert (told["rate"], told["frames"], told["start_timecode"]) == ("24", 24, "03:00:00:00")
    assert problems(Path(told["files"]["fcpxml"]).read_bytes()) == []
    timeline = otio.adapters.read_from_file(told["files"]["otio"])
    assert len(timeline.video_tracks()) == 3 and timeline.duration().to_frames() == 24
    assert all(read_clip(Path(path)).frames == 24 for path in told["media"])
    assert "goes evenly" not in refused(capsys, "handoff", fox, "--out", tmp_path / "b", "--rate", "8")


def test_footage_goes_onto_a_layer_and_an_edit_comes_back(fox: Path, tmp_path: Path, capsys: Capture) -> None:
    movie = ("--layer", "foreground", "--rate", "24", "--out", tmp_path / "fox.mov")
    guess = asked(capsys, "export", fox, "--estimate", *movie)["bytes"]
    assert not (tmp_path / "fox.mov").exists()
    asked(capsys, "export", fox, "--option", "timecode=04:00:00:00", *movie)
    assert abs(guess / (tmp_path / "fox.mov").stat().st_size - 1) < 0.1
    back = asked(capsys, "import", fox, tmp_path / "fox.mov", "--layer", "foreground", "--take")
    assert back["first"] == 0
    with Project.open(fox / "project.lfstudio") as project:
        layer = project.document.top(Role.FOREGROUND)
        assert layer is not None and layer.take == back["take"]
        entries = project.library.entries()
        assert [entry.note for entry in entries] == ["", "Foreground edited elsewhere: fox.mov"]
        first, second = (entry.take for entry in entries)
        assert second.clip(Role.BACKGROUND) == first.clip(Role.BACKGROUND)
        assert second.request == first.request
    export("ffv1", read_clip(tmp_path / "fox.mov"), tmp_path / "black.mkv", colour="premultiplied")
    told = asked(capsys, "import", fox, tmp_path / "black.mkv", "--alpha", "black")
    assert told["alpha"] == "premultiplied over black" and told["fps"] == "24/1"
    with Project.open(fox / "project.lfstudio") as project:
        top = project.document.layers[-1]
        origin = origin_of(top)
        assert top.id == told["layer"] and top.role == Role.MEDIA
        assert origin is not None and origin.path == str(tmp_path / "black.mkv") and not origin.guessed
        shown = project.clips.get(told["clip"]).pixels
    assert np.array_equal(shown[..., 3], read_clip(tmp_path / "fox.mov").pixels[..., 3])
    assert "name one with --layer" in refused(capsys, "import", fox, tmp_path / "fox.mov", "--take")
    assert "no layer 'sky'" in refused(capsys, "import", fox, tmp_path / "fox.mov", "--layer", "sky")
