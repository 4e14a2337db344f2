"""The training commands reach the training floor; what it refuses is a sentence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from layerflow_studio.cli.main import main
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.registry import describe
from layerflow_studio.media.importer import probe
from layerflow_studio.training.fetch import build_store
from tests.training.conftest import BACKGROUNDS, FOREGROUNDS, pack

Capture = pytest.CaptureFixture[str]

RECIPE = """
seed = 1
steps = 3
warmup = 1

[architecture]
num_attention_heads = 2
attention_head_dim = 16
in_channels = 8
out_channels = 8
time_embed_dim = 16
text_embed_dim = 8
num_layers = 1
sample_width = 4
sample_height = 2
norm_elementwise_affine = false
tokens_per_prompt = 4
position_frames = 8
attention = "one-way"

[[mixture]]
weight = 1.0
batch = 2
width = 64
height = 32
frames = 4
split = "any"
procedural = 1.0
photo = 0.0
panorama = 0.0
"""


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny asset store, as `train fetch` leaves it."""
    folder = tmp_path_factory.mktemp("assets")
    (folder / "downloads").mkdir()
    archive = pack(folder / "downloads" / "pictures-1.0.0.tgz")
    build_store(
        folder, folder / "downloads", FOREGROUNDS, BACKGROUNDS, [archive], lambda *told: None, tile=64
    )
    return folder


def test_fetch_is_content_with_what_is_there(assets: Path, capsys: Capture) -> None:
    assert main(["train", "fetch", "--assets", str(assets), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and told["objects"] == len(FOREGROUNDS) and told["photos"] == 1


def test_sheet_draws_training_clips(assets: Path, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "sheets" / "sheet.png"
    command = ["train", "sheet", "--assets", str(assets), "--count", "1", "--out", str(path)]
    assert main(command) == 0
    assert capsys.readouterr().out.strip() == str(path) and probe(path).width > 500


def test_run_trains_a_recipe_and_goes_on(assets: Path, models: Path, tmp_path: Path, capsys: Capture) -> None:
    recipe, run = tmp_path / "tiny.toml", tmp_path / "run"
    recipe.write_text(RECIPE)
    places = ["--folder", str(run), "--assets", str(assets), "--model", str(models / "tiny")]
    for first in (0, 3):
        capsys.readouterr()
        assert main(["train", "run", str(recipe), "--minutes", "5", *places, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["from_step"], told["step"]) == (first, 3), told
    assert (run / "last.pt").is_file()


def test_ship_makes_a_model_of_a_run_and_may_keep_weights_before_or_share_noise(
    assets: Path, models: Path, tmp_path: Path, capsys: Capture
) -> None:
    model = shutil.copytree(models / "tiny", tmp_path / "model")
    places = ["--assets", str(assets), "--model", str(model)]

    def shipped(seed: int, *more: str) -> dict[str, Tensor]:
        recipe, run = tmp_path / f"{seed}.toml", tmp_path / f"run{seed}"
        recipe.write_text(RECIPE.replace("seed = 1", f"seed = {seed}"))
        command = [str(recipe), "--folder", str(run), *places]
        if not run.exists():
            assert main(["train", "run", *command, "--minutes", "5"]) == 0
        assert main(["train", "ship", *command, "--frames", "8", *more]) == 0
        return load_file(model / "transformer" / "diffusion_pytorch_model.safetensors")

    one, two = shipped(1), shipped(2)
    mean = shipped(1, "--keep", "0.25")
    assert any(not torch.equal(one[name], two[name]) for name in one)
    for name, weight in mean.items():
        torch.testing.assert_close(weight, one[name].lerp(two[name], 0.25), atol=1e-3, rtol=1e-3)
    assert describe(model).concepts and describe(model).missing() == ()
    config = model / "transformer" / "config.json"
    for told, kept in (([], 0.0), (["--shared-noise", "0.75"], 0.75)):
        shipped(1, *told)
        assert json.loads(config.read_text())["shared_noise"] == kept
        assert describe(model).missing() == ()
    again = ["train", "ship", str(tmp_path / "1.toml"), "--folder", str(tmp_path / "run1"), *places]
    for name in ("--keep", "--shared-noise"):
        assert main([*again, name, "2"]) == 2
        assert "between 0 and 1" in capsys.readouterr().err


def test_the_parts_around_the_transformer_have_recipes(
    assets: Path, models: Path, tmp_path: Path, capsys: Capture
) -> None:
    """More numbers of a block tell more of it; they are asked for in a file, as is the decoder."""
    model = shutil.copytree(models / "tiny", tmp_path / "model")
    clips = "\n[[mixture]]\nwidth = 64\nheight = 32\nprocedural = 1.0\nphoto = 0.0\npanorama = 0.0\n"
    (tmp_path / "blocks.toml").write_text(f"channels = 16\nclips = 4\n{clips}")
    (tmp_path / "decoder.toml").write_text(f"width = 8\ndepth = 1\nbatch = 1\n{clips}")
    places = ["--assets", str(assets), "--model", str(model), "--json"]

    def told(step: str, recipe: str, *more: str) -> dict[str, float]:
        capsys.readouterr()
        assert main(["train", step, str(tmp_path / recipe), *more, *places]) == 0
        return json.loads(capsys.readouterr().out)["psnr_db"]

    wide = told("widen", "blocks.toml")
    shape = json.loads((model / "vae" / "config.json").read_text())
    assert shape["latent_channels"] == 16 and set(wide) == set(RGBA_ORDER)
    restored = told("restore", "decoder.toml", "--folder", str(tmp_path / "run"), "--minutes", "0.001")
    shape = json.loads((model / "vae" / "config.json").read_text())
    assert (shape["latent_channels"], shape["decoder_width"]) == (16, 8)
    assert restored["background"] == pytest.approx(wide["background"], abs=0.5)
    assert main(["train", "widen", str(tmp_path / "blocks.toml"), *places[:-1]]) == 2
    assert "16 numbers a block already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["train"], "STEP"),
        (["train", "run", "none.toml", "--folder", "x", "--minutes", "1"], "No training recipe at none.toml"),
        (["train", "widen", "none.toml"], "No training recipe at none.toml"),
        (["train", "sheet", "--assets", "nowhere"], "No training assets in nowhere"),
        (["evaluate", "nothing"], "no model 'nothing'"),
        (["evaluate", "tiny", "--assets", "nowhere"], "No training assets in nowhere"),
        (["evaluate", "tiny", "--count", "0"], "at least 1 trial"),
        (["evaluate", "tiny", "--prompts", "none.txt"], "no prompt file none.txt"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(capsys: Capture, command: list[str], words: str) -> None:
    capsys.readouterr()
    assert main(command) == 2
    err = capsys.readouterr().err
    assert words in err and err.count("\n") == 1
