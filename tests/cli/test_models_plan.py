"""`models plan`: the table of memory plans, on the screen, for scripts and in the documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layerflow_studio.cli.main import BAD_INPUT, DONE, main

PAGE = Path(__file__).parents[2] / "docs" / "memory.md"


def test_the_table_has_every_plan_and_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "plan"]) == DONE
    shown = capsys.readouterr().out
    assert "generation-rgba: 22278 tokens" in shown
    for word in ("48gb", "24gb", "16gb", "12gb", "8gb", "4gb", "cpu", "load", "text", "denoise", "decode"):
        assert word in shown
    assert " encode " not in shown
    assert main(["models", "plan", "--published", "decomposition-rgb"]) == DONE
    assert " encode " in capsys.readouterr().out


def test_it_says_what_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "plan", "--memory", "8", "--json"]) == DONE
    facts = json.loads(capsys.readouterr().out)
    assert facts["fits"] == "8gb"
    stages = facts["plans"][0]["stages"]
    assert stages["decode"]["device"] == facts["plans"][0]["device"] > 10**10
    assert main(["models", "plan", "--memory", "1"]) == DONE
    assert "No plan fits 1 GB" in capsys.readouterr().out
    assert main(["models", "plan", "--memory", "0"]) == BAD_INPUT
    assert "--memory 0 is no size" in capsys.readouterr().err


def test_weights_in_few_bits_need_less(capsys: pytest.CaptureFixture[str]) -> None:
    device = {}
    for weights in ("none", "int8", "4-bit"):
        assert main(["models", "plan", "--weights", weights, "--json"]) == DONE
        plans = json.loads(capsys.readouterr().out)["plans"]
        device[weights] = plans[1]["stages"]["denoise"]["device"]
    assert device["none"] > device["int8"] > device["4-bit"]


def test_a_model_that_is_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "plan", "--model", "mini"]) == DONE
    assert "none" in capsys.readouterr().out


def test_the_page_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Made with `layerflow-studio models plan --published decomposition-rgba --markdown`."""
    assert main(["models", "plan", "--published", "decomposition-rgba", "--markdown"]) == DONE
    assert capsys.readouterr().out.strip() in PAGE.read_text(encoding="utf-8")


def test_an_unknown_plan_is_told_before_a_project_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["generate", "--foreground", "a fox", "--out", str(out), "--plan", "5gb"]) == BAD_INPUT
    assert "There is no memory plan '5gb'" in capsys.readouterr().err
    assert not out.exists()
