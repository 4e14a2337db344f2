"""The size asked for with --size: one that the model makes, else one sentence and nothing changed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.main import main
from layerflow_studio.cli.models.listing import facts
from layerflow_studio.cli.workbench import for_model, with_size
from layerflow_studio.core.document import Transform
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput
from layerflow_studio.session.generate import build_request, new_document

from .conftest import GENERATE, PROMPTS

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def both(models: Path) -> ModelDescription:
    """The tiny model as if it had an upscaling decoder."""
    tiny = describe(models / "tiny")
    return replace(tiny, settings={**tiny.settings, "upscaler": {"folder": "upscaler", "factor": 2}})


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    shared.add_prompts(parser)
    shared.add_sampling(parser)
    return parser.parse_args([*PROMPTS, *arguments])


@pytest.mark.parametrize("text", ["128x64", "128X64", "128×64"])
def test_a_size_sets_the_canvas_and_the_request(both: ModelDescription, text: str) -> None:
    options = parsed("--size", text)
    document = shared.with_prompts(for_model(new_document(both), both, options), options)
    assert (document.canvas.width, document.canvas.height) == (128, 64)
    request = build_request(document, both)
    assert (request.width, request.height) == (128, 64)


def test_without_a_size_a_project_keeps_its_own(both: ModelDescription) -> None:
    large = with_size(new_document(both), both, parsed("--size", "128x64"))
    assert for_model(large, both, parsed()).canvas == large.canvas
    small = with_size(large, both, parsed("--size", "64x32"))
    assert small.canvas == new_document(both).canvas


def test_the_composition_grows_along(both: ModelDescription) -> None:
    document = new_document(both)
    moved = replace(document.layers[0], transform=Transform(x=5))
    document = replace(document, layers=(moved, *document.layers[1:]))
    assert with_size(document, both, parsed("--size", "128x64")).layers[0].transform == Transform(x=10)


def test_a_size_that_the_model_cannot_make_is_refused(both: ModelDescription) -> None:
    with pytest.raises(BadInput) as refused:
        with_size(new_document(both), both, parsed("--size", "300x200"))
    assert str(refused.value) == "Tiny cannot make 300x200; give --size 64x32 or 128x64."


@pytest.mark.parametrize("command", [GENERATE, ("demo", "--no-window", "--model", "tiny")])
def test_it_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: Capture, command: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    assert main([*command, "--size", "300x200", "--out", str(out)]) != 0
    said = capsys.readouterr().err
    assert "Tiny cannot make 300x200; give --size 64x32." in said and said.count("\n") == 1
    assert not out.exists()


def test_decompose_and_reroll_refuse_it_too(fox: Path, tmp_path: Path, capsys: Capture) -> None:
    before = (fox / "project.lfstudio" / "project.json").read_bytes()
    missing = str(tmp_path / "none.mov")
    for command in (
        ("decompose", missing, "--model", "tiny", "--out", str(tmp_path / "out")),
        ("reroll", str(fox)),
    ):
        assert main([*command, "--size", "1x1"]) != 0
        assert "give --size 64x32." in capsys.readouterr().err
    assert (fox / "project.lfstudio" / "project.json").read_bytes() == before


@pytest.mark.parametrize("text", ["448", "axb", "1x2x3", "12x"])
def test_what_is_no_size_is_refused_with_an_example(text: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        parsed("--size", text)
    assert f"{text!r} should be written like 448x256" in capsys.readouterr().err


def test_the_list_of_models_tells_the_sizes(both: ModelDescription) -> None:
    assert facts(both)["sizes"] == [[64, 32], [128, 64]]
