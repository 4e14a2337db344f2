"""Prompts in, files out; the same request the same bytes; locked layers kept to the pixel."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from layerflow_studio.cli.demo import has_screen
from layerflow_studio.cli.main import main
from layerflow_studio.core import edits
from layerflow_studio.core.frames import clip_hash
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.media.importer import probe, read_clip
from layerflow_studio.session.project_io import Project

from .conftest import GENERATE

FILES = [
    "background.mov",
    "blended.mov",
    "contact_sheet.png",
    "foreground.mov",
    "foreground_png",
    "project.lfstudio",
]
Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, *arguments: object) -> dict[str, Any]:
    """Run a command that succeeds and return its JSON object, the only thing on stdout."""
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def clips_of(folder: Path) -> dict[Role, str | None]:
    with Project.open(folder / "project.lfstudio") as project:
        tops = {role: project.document.top(role) for role in MODEL_ROLES}
        return {role: layer.clip for role, layer in tops.items() if layer is not None}


def test_generate_leaves_the_videos_the_pictures_the_sheet_and_the_project(generated: Path) -> None:
    assert sorted(path.name for path in generated.iterdir()) == FILES
    for name, alpha in (("foreground", True), ("background", True), ("blended", True)):
        facts = probe(generated / f"{name}.mov")
        assert (facts.width, facts.height, facts.frames, facts.fps) == (64, 32, 8, Fraction(8))
        assert facts.codec == "prores" and facts.has_alpha == alpha
    pictures = read_clip(generated / "foreground_png")
    assert pictures.frames == 8 and pictures.pixels.dtype == np.uint16 and pictures.has_alpha
    assert read_clip(generated / "background.mov").has_alpha is False
    assert probe(generated / "contact_sheet.png").kind == "still"


def test_the_exported_foreground_is_the_stored_one(generated: Path) -> None:
    with Project.open(generated / "project.lfstudio") as project:
        layer = project.document.top(Role.FOREGROUND)
        assert layer is not None
        stored = project.clips.get(layer.clip or "").pixels
    pictures = read_clip(generated / "foreground_png").pixels
    seen = stored[..., 3] > 0
    assert np.array_equal(pictures[..., 3], stored[..., 3]) and np.array_equal(pictures[seen], stored[seen])


def test_the_same_request_gives_the_same_bytes_and_another_seed_others(
    generated: Path, tmp_path: Path, capsys: Capture
) -> None:
    first = clips_of(generated)
    again = asked(capsys, *GENERATE, "--seed", 3, "--out", tmp_path / "again")
    other = asked(capsys, *GENERATE, "--seed", 4, "--out", tmp_path / "other")
    assert again["clips"] == {role.value: clip for role, clip in first.items()}
    assert all(other["clips"][name] != clip for name, clip in again["clips"].items())
    assert again["request_hash"] != other["request_hash"] and again["task"] == "generate"
    names = ["foreground.mov", *(f"foreground_png/foreground.{n:04d}.png" for n in range(1, 9))]
    for name in names[1:]:
        assert (tmp_path / "again" / name).read_bytes() == (generated / name).read_bytes()
    assert all(Path(path).exists() for path in again["files"].values())


def test_generating_again_into_a_folder_adds_a_take_and_loses_none(fox: Path, capsys: Capture) -> None:
    told = asked(capsys, *GENERATE, "--foreground", "a dog", "--seed", 8, "--steps", 2, "--out", fox)
    with Project.open(fox / "project.lfstudio") as project:
        takes = [entry.take for entry in project.library.entries()]
        assert [take.request.seed for take in takes] == [3, 8] and takes[1].id == told["take"]
        assert takes[1].request.sampling.steps == 2
        assert [take.request.prompts.foreground for take in takes] == ["a red fox", "a dog"]
        assert project.document.prompts.foreground == "a dog" and len(project.document.layers) == 3
        assert takes[0].clip(Role.FOREGROUND) in project.clips


@pytest.mark.parametrize("locked", [("foreground",), ("background",), ("foreground", "background")])
def test_reroll_keeps_the_locked_layers_to_the_pixel(
    fox: Path, capsys: Capture, locked: tuple[str, ...]
) -> None:
    before, shown = clips_of(fox), (fox / "foreground.mov").read_bytes()
    capsys.readouterr()
    locks = [word for name in locked for word in ("--lock", name)]
    assert main(["reroll", str(fox), *locks, "--seed", "11"]) == 0
    out = capsys.readouterr().out
    after = clips_of(fox)
    for role in MODEL_ROLES:
        assert (after[role] == before[role]) == (role in locked), role
        said = f"{role}: 0 pixels changed (sha256 {str(before[role])[:16]}"
        assert (said in out) == (role in locked)
    with Project.open(fox / "project.lfstudio") as project:
        assert {role for role in locked} == {layer.role for layer in project.document if layer.locked}
        take = project.library.entries()[-1].take
        assert take.request.seed == 11 and set(take.request.given_roles) == set(locked)
        for name in locked:
            assert clip_hash(project.clips.get(after[Role(name)] or "")) == before[Role(name)]
    if "foreground" in locked:
        first, second = shown, (fox / "foreground.mov").read_bytes()
        assert len(first) == len(second)


def test_reroll_without_a_seed_makes_something_else_and_exports_where_it_is_told(
    fox: Path, tmp_path: Path, capsys: Capture
) -> None:
    sheet = (fox / "contact_sheet.png").read_bytes()
    told = asked(
        capsys, "reroll", fox / "project.lfstudio", "--lock", "background", "--out", tmp_path / "new"
    )
    assert told["task"] == "foreground-from-background" and set(told["kept"]) == {"background"}
    assert (fox / "contact_sheet.png").read_bytes() == sheet
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        n for n in FILES if "lfstudio" not in n
    ]
    assert asked(capsys, "reroll", fox, "--lock", "background")["seed"] != told["seed"]


def test_reroll_uses_the_locks_of_the_project_when_none_are_named(fox: Path, capsys: Capture) -> None:
    with Project.open(fox / "project.lfstudio") as project:
        layer = project.document.top(Role.BLENDED)
        assert layer is not None
        project.save(edits.set_locked(project.document, layer.id, True))
    assert asked(capsys, "reroll", fox)["task"] == "decompose"


def test_work_that_a_crash_left_unsaved_is_not_overwritten(fox: Path, capsys: Capture) -> None:
    with Project.open(fox / "project.lfstudio") as project:
        project.write_autosave(edits.set_seed(project.document, 99))
    for command in (["reroll", str(fox)], [*GENERATE, "--out", str(fox)]):
        capsys.readouterr()
        assert main(command) == 2
        assert "never saved" in capsys.readouterr().err
    with Project.open(fox / "project.lfstudio") as project:
        assert project.recovery is not None and len(project.library.entries()) == 1


def test_demo_needs_no_prompt_and_prints_where_everything_is(tmp_path: Path, capsys: Capture) -> None:
    assert main(["demo", "--model", "tiny", "--out", str(tmp_path / "demo")]) == 0
    out = capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == FILES
    for name in FILES:
        assert str(tmp_path / "demo" / name) in out


def test_a_window_is_opened_only_where_there_is_a_screen() -> None:
    assert has_screen("darwin", {}) and has_screen("win32", {})
    assert has_screen("linux", {"DISPLAY": ":0"}) and has_screen("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_screen("linux", {}) and not has_screen("linux", {"DISPLAY": ""})


def test_export_and_composite_write_what_they_are_asked_for(
    fox: Path, tmp_path: Path, capsys: Capture
) -> None:
    told = asked(capsys, "export", fox, "--layer", "foreground", "--out", tmp_path / "f.mov", "--rate", "24")
    assert told["exports"][0]["frames"] == 24 and told["exports"][0]["fps"] == "24/1"
    assert probe(tmp_path / "f.mov").fps == 24
    told = asked(capsys, "export", fox, "--layer", "Background", "--preset", "png", "--out", tmp_path / "b")
    assert read_clip(tmp_path / "b").frames == 8
    asked(capsys, "export", fox, "--preset", "sheet", "--out", tmp_path / "sheet.png")
    asked(capsys, "export", fox, "--out", tmp_path / "all.mp4")
    assert (tmp_path / "sheet.png").read_bytes() == (fox / "contact_sheet.png").read_bytes()
    asked(capsys, "composite", fox, "--out", tmp_path / "project_png")
    exported = ("composite", fox / "foreground_png", fox / "background.mov")
    asked(capsys, *exported, "--out", tmp_path / "files_png")
    project, files = read_clip(tmp_path / "project_png").pixels, read_clip(tmp_path / "files_png").pixels
    assert project.shape == files.shape == (8, 32, 64, 4)
    # The same picture but for ProRes, which the second background went through.
    assert np.abs(project.astype(int) - files).mean() < 1.5


def test_models_are_listed_and_verified(models: Path, tmp_path: Path, capsys: Capture) -> None:
    told = {model["id"]: model for model in asked(capsys, "models")["models"]}
    assert told["tiny"]["missing"] == [] and told["tiny"]["concepts"] == ["a red fox", "a dog", "a rocket"]
    assert main(["models"]) == 0
    assert "64 × 32, 8 frames at 8 fps" in capsys.readouterr().out
    assert asked(capsys, "models", "verify", "tiny")["ok"]


def test_doctor_tries_everything_and_says_so(
    capsys: Capture, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = main(["doctor", "--json"])
    told = {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert code == (0 if all(check["ok"] for check in told.values()) else 1)
    for name in ("device", "clip store", "ProRes 4444", "H.264", "PNG"):
        assert told[name]["ok"], told[name]
    assert "torch" in told["device"]["words"] and "free in" in told["disk"]["words"]


def test_doctor_finds_a_damaged_model(
    capsys: Capture, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    shutil.copytree(models / "tiny", tmp_path / "models" / "tiny")
    weights = next((tmp_path / "models" / "tiny").rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    monkeypatch.setenv("LAYERFLOW_MODELS", str(tmp_path / "models"))
    assert main(["doctor"]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if "  models" in line)
    assert line.startswith("FAIL") and "is damaged" in line and weights.name in line
