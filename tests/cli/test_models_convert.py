"""Inspecting and converting a released checkpoint from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from layerflow_studio.cli.main import main
from layerflow_studio.engine.registry import describe
from tests.engine.models import TEXT_WIDTH, save_tiny_t5, tiny_vae
from tests.engine.sat_files import TABLE, Size, random_module, write

Capture = pytest.CaptureFixture[str]

NARROW = Size(32, 2, 2, 16, TEXT_WIDTH, channels=4, motion_rank=2, content_rank=4)
"""Of the released length and picture size, but narrow."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    tiny_vae().save_pretrained(folder / "vae")
    save_tiny_t5(folder)
    return folder


def released(folder: Path, variant: str) -> Path:
    place = folder / "1000" / "mp_rank_00_model_states.pt"
    write(place, random_module(NARROW, TABLE[variant]))
    (folder / "latest").write_text("1000")
    return folder


def test_inspect_tells_what_a_checkpoint_is(tmp_path: Path, capsys: Capture) -> None:
    folder = released(tmp_path / "multi-layer-generation-rgba", "generation-rgba")
    assert main(["models", "inspect", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "mp_rank_00_model_states.pt: generation-rgba, complete" in told
    assert "22278 rows; layer embedder: yes" in told
    assert "content_lora: rank 4, at work in blocks 1" in told
    assert main(["models", "inspect", str(folder), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["variant"], facts["missing"], facts["unexpected"]) == ("generation-rgba", [], [])


def test_models_of_equal_shapes_have_to_be_named(tmp_path: Path, base: Path, capsys: Capture) -> None:
    folder = released(tmp_path / "download", "background-conditioned-rgba")
    assert main(["models", "inspect", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "foreground-conditioned-rgba or background-conditioned-rgba, complete" in told
    arguments = ["models", "convert", str(folder), "--base", str(base), "--out", str(tmp_path / "out")]
    assert main(arguments) == 2
    assert "name the variant" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*arguments, "--variant", "background-conditioned-rgba"]) == 0
    assert describe(tmp_path / "out").settings["layout"]["given_sets"] == [["background"]]


def test_a_converted_model_is_among_the_models(
    tmp_path: Path, base: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = released(tmp_path / "decomposition-rgb", "decomposition-rgb")
    assert main(["models", "convert", str(folder), "--base", str(base), "--json"]) == 0
    model = json.loads(capsys.readouterr().out)["model"]
    assert (model["id"], model["width"], model["height"]) == ("layerflow-decomposition-rgb", 720, 480)
    assert main(["models", "verify", "layerflow-decomposition-rgb"]) == 0


def test_a_model_goes_out_as_a_pipeline_and_comes_back(
    tmp_path: Path, base: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = released(tmp_path / "multi-layer-generation-rgb", "generation-rgb")
    assert main(["models", "convert", str(folder), "--base", str(base)]) == 0
    out = tmp_path / "shared"
    assert main(["models", "save-pipeline", "layerflow-generation-rgb", str(out)]) == 0
    assert "its README.md shows how to load it" in capsys.readouterr().out
    assert {path.name for path in out.glob("*.*")} == {"README.md", "model_index.json", "pipeline.py"}
    assert main(["models", "convert", str(out), "--json"]) == 0
    model = json.loads(capsys.readouterr().out)["model"]
    assert (model["id"], model["name"]) == ("shared", "LayerFlow generation RGB")
    assert main(["models", "save-pipeline", "mini", str(tmp_path / "mini")]) == 2
    assert "which diffusers does not know" in capsys.readouterr().err
    assert not (tmp_path / "mini").exists()


@pytest.mark.parametrize("command", ["inspect", "convert"])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, capsys: Capture, command: str) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    assert main(["models", command, str(path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "only a note that stands for the checkpoint" in error


def test_plain_cogvideox_is_told_apart(tmp_path: Path, base: Path, capsys: Capture) -> None:
    facts = replace(TABLE["generation-rgb"], prompts=1)
    module = {k: v for k, v in random_module(NARROW, facts).items() if "matrix_" not in k}
    path = write(tmp_path / "mp_rank_00_model_states.pt", module)
    arguments = ["models", "convert", str(path), "--variant", "generation-rgb", "--base", str(base)]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    assert "plain CogVideoX checkpoint" in capsys.readouterr().err
    assert main(["models", "convert", str(path), "--base", str(base), "--out", str(tmp_path / "out")]) == 2
    assert "is a plain CogVideoX checkpoint; choose one of LayerFlow" in capsys.readouterr().err
