"""The commands about models and LoRA files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from layerflow_studio.cli.main import main
from layerflow_studio.core.document import Canvas, Document
from layerflow_studio.engine.catalogue import published
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.settings import Settings
from tests.engine.lora_files import random_pairs, write_lora
from tests.hub_server import serving
from tests.published_hub import published_hub

from .conftest import GENERATE

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))


def asked(capsys: Capture, *words: object, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main([*map(str, words), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def given_model(models: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model under another id."""
    shutil.copytree(models / "tiny", tmp_path / "given")
    toml = tmp_path / "given" / "model.toml"
    toml.write_text(toml.read_text().replace('id = "tiny"', 'id = "given"'))
    return toml.parent


def test_list_tells_what_is_here_and_what_can_be_had(capsys: Capture) -> None:
    told = asked(capsys, "models")
    here = {model["id"]: model for model in told["models"]}
    assert here["tiny"]["state"] == "ready" and here["mini"]["home"] == "shipped"
    assert len(told["published"]) == 8 and told["loras"] == []
    assert "no licence" in told["published"][0]["licence"]["LayerFlow"]
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert "layerflow-generation-rgba  about 4 GB" in out and "Takes a video apart" in out


def test_download_asks_for_the_licence_first(capsys: Capture, tmp_path: Path) -> None:
    told = asked(capsys, "models", "download", "layerflow-generation-rgb", "--into", tmp_path / "m", code=2)
    for words in (
        "state no licence",
        "Apache License 2.0",
        "huggingface.co/zjuJish/LayerFlow",
        "--accept-licence",
    ):
        assert words in told["error"]
    assert not (tmp_path / "m").exists()
    assert "no published model" in asked(capsys, "models", "download", "sora", code=2)["error"]


def test_offline_the_download_is_refused_in_a_sentence(capsys: Capture, tmp_path: Path) -> None:
    words = ("models", "download", "generation-rgb", "--accept-licence", "--into", tmp_path / "m")
    assert "HF_HUB_OFFLINE" in asked(capsys, *words, code=1)["error"]
    assert not (tmp_path / "m" / "layerflow-generation-rgb").exists()


def test_ctrl_c_stops_a_download_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """Two real processes against a hub on this machine."""
    entry, home = published("generation-rgb"), tmp_path / "m"
    checkpoint = entry.checkpoint.prefixes[0]
    with serving(published_hub(tmp_path / "hub", entry.variant)) as hub:
        hub.pace[checkpoint] = 2_000_000
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HUB_OFFLINE": "0"}
        command = [sys.executable, "-m", "layerflow_studio.cli.main", "models", "download", entry.id]
        command += ["--accept-licence", "--into", str(home)]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            deadline = time.monotonic() + 60
            while not hub.sent[checkpoint] and time.monotonic() < deadline:
                time.sleep(0.05)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None and "Cancelling" in process.stderr.read()
        assert process.returncode == 130 and not (home / entry.id).exists()
        kept = (home / ".staging" / entry.id / f"{checkpoint}.part").stat().st_size
        hub.pace.clear()
        before = hub.sent[checkpoint]
        done = subprocess.run(
            [*command, "--json"], env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["model"]["folder"] == str(home / entry.id)
        whole = len(hub.repositories["zjuJish/LayerFlow"][checkpoint])
        assert 0 < kept < whole and hub.sent[checkpoint] - before == whole - kept


def test_a_model_is_added_verified_and_removed(capsys: Capture, models: Path, tmp_path: Path) -> None:
    toml = given_model(models, tmp_path) / "model.toml"
    told = asked(capsys, "models", "add", tmp_path / "given", "--copy", "--into", tmp_path / "kept")
    assert Path(told["model"]["folder"]) == tmp_path / "kept" / "given"
    (state,) = asked(capsys, "models", "verify", "given")["models"]
    assert state["verified"] and state["home"] == "kept"
    refused = asked(capsys, "models", "remove", "given", code=2)["error"]
    assert "deletes" in refused and "--yes" in refused
    assert asked(capsys, "models", "remove", "given", "--yes")["freed_bytes"] > 10_000
    assert not (tmp_path / "kept" / "given").exists() and toml.exists()
    asked(capsys, "models", "add", tmp_path / "given")
    assert asked(capsys, "models", "remove", "given")["freed_bytes"] == 0 and toml.exists()
    assert "no model 'given'" in asked(capsys, "models", "remove", "given", code=2)["error"]
    assert "stays" in asked(capsys, "models", "remove", "mini", "--yes", code=2)["error"]


def test_a_model_that_an_open_window_works_with_is_not_removed(
    capsys: Capture, models: Path, tmp_path: Path
) -> None:
    given_model(models, tmp_path)
    asked(capsys, "models", "add", tmp_path / "given", "--copy", "--into", tmp_path / "kept")
    document = Document(Canvas(64, 32, Fraction(8), 8), model="given")
    settings = Settings.load()
    with Project.create(tmp_path / "fox.lfstudio", document) as project:
        settings.add_recent(project.folder)
        settings.save()
        assert "is in use" in asked(capsys, "models", "remove", "given", "--yes", code=2)["error"]
        assert (tmp_path / "kept" / "given" / "model.toml").exists()
    assert asked(capsys, "models", "remove", "given", "--yes")["freed_bytes"] > 10_000


def test_verify_names_the_damaged_file(capsys: Capture, models: Path, tmp_path: Path) -> None:
    asked(capsys, "models", "add", given_model(models, tmp_path))
    weights = next((tmp_path / "given" / "vae").glob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    error = asked(capsys, "models", "verify", code=2)["error"]
    assert f"vae/{weights.name}: its hash differs" in error and error.endswith("replace it by a fresh copy.")


def test_a_model_toml_that_is_not_understood_is_told_by_list_verify_and_doctor(
    capsys: Capture, models: Path, tmp_path: Path
) -> None:
    folder = given_model(models, tmp_path)
    asked(capsys, "models", "add", folder)
    (folder / "model.toml").write_text("[model")
    states = {model["id"]: model for model in asked(capsys, "models")["models"]}
    assert states["given"]["state"] == "damaged" and states["tiny"]["state"] == "ready"
    assert "cannot be read" in asked(capsys, "models", "verify", code=2)["error"]
    assert asked(capsys, "models", "verify", "tiny")["ok"]
    checks = {check["name"]: check for check in asked(capsys, "doctor", code=1)["checks"]}
    assert "cannot be read" in checks["models"]["words"]


def test_a_lora_is_added_used_and_removed(capsys: Capture, models: Path, tmp_path: Path) -> None:
    transformer = LayerFlowTransformer.from_pretrained(models / "tiny" / "transformer")
    modules = ("transformer_blocks.0.attn1.to_q", "transformer_blocks.1.attn1.to_out.0")
    file = write_lora(tmp_path / "ink.safetensors", random_pairs(transformer, modules=modules))
    lora = asked(capsys, "models", "add-lora", file)["lora"]
    assert asked(capsys, "models")["loras"] == [lora]
    takes: dict[str, dict[str, str]] = {}
    for strength in ("", "ink:0", "ink:0.7", "ink"):
        out = tmp_path / (strength.replace(":", "-") or "plain")
        words = [*GENERATE, "--seed", "3", "--out", out, *(["--lora", strength] if strength else [])]
        takes[strength] = asked(capsys, *words)["clips"]
        if strength == "ink:0.7":
            (card,) = (out / "project.lfstudio" / "takes").glob("*.json")
            assert lora["hash"] in card.read_text()
    assert takes[""] == takes["ink:0"] != takes["ink:0.7"] != takes["ink"]
    assert (
        "should be written like" in asked(capsys, *GENERATE, "--lora", "ink:x", "--out", "o", code=2)["error"]
    )
    assert asked(capsys, "models", "remove-lora", "ink")["ok"]
    error = asked(capsys, *GENERATE, "--lora", "ink:1", "--out", tmp_path / "no", code=2)["error"]
    assert "no LoRA 'ink'" in error and not (tmp_path / "no").exists()
