"""From a released checkpoint to a model folder that runs, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import AutoTokenizer, T5EncoderModel

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.checkpoint import load_released
from layerflow_studio.engine.layerflow.conversion import install_checkpoint
from layerflow_studio.engine.layerflow.model_folder import folder_in_the_making, place_file
from layerflow_studio.engine.layerflow.parts import load_parts
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import describe, find_models
from layerflow_studio.errors import BadInput, Cancelled, DiskFull, FileMissing, StudioError

from .models import T5_TOKENS, TEXT_WIDTH, save_tiny_t5, tiny_vae
from .sat_files import PREFIX, TABLE, Size, random_module, write
from .tiny_runs import make_given, make_request, run

SIZE = Size(32, 2, 2, 16, TEXT_WIDTH, T5_TOKENS, 4, 6, 4, 2, 4)
LATENTS: dict[str, Any] = {"latent_size": (4, 6), "tokens_per_prompt": T5_TOKENS}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like CogVideoX-2b's, tiny."""
    folder = tmp_path_factory.mktemp("base")
    tiny_vae().save_pretrained(folder / "vae")
    save_tiny_t5(folder)
    return folder


def checkpoint(folder: Path, variant: str, **more: Tensor) -> Path:
    module = random_module(SIZE, TABLE[variant], seed=1)
    return write(folder / "1000" / "mp_rank_00_model_states.pt", {**module, **more})


def snapshot(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("variant", TABLE)
def test_an_installed_model_runs_and_its_weights_are_the_checkpoints(
    tmp_path: Path, base: Path, variant: str
) -> None:
    source = checkpoint(tmp_path, variant)
    model = install_checkpoint(source, variant, tmp_path / "model", base, "float32", **LATENTS)
    model.verify()
    assert (model.width, model.height, model.frames) == (48, 32, 16)
    parts = load_parts(model, "cpu", torch.float32)
    direct = load_released(source, variant, (4, 6), T5_TOKENS)
    for name, tensor in parts.transformer.state_dict().items():
        torch.testing.assert_close(tensor, direct.state_dict()[name], atol=1e-6, rtol=1e-6)
    facts = TABLE[variant]
    roles = {
        "decomposition": [Role.BLENDED],
        "foreground-conditioned": [Role.FOREGROUND],
        "background-conditioned": [Role.BACKGROUND],
    }.get(variant.rpartition("-")[0], [])
    layout = parts.layout.with_given(roles)
    assert layout.total_latents == facts.latents
    assert tuple(place for place, flag in enumerate(layout.given_latents) if flag) == facts.given
    given = make_given(model, roles)
    request = make_request(model, given, sampling=Sampling(2, 6.0, True, "dpm++2m"))
    clips = run(LayerFlow(parts, model, "cpu"), request, given)
    assert set(clips) == {Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED} - set(roles)
    assert {clip.shape for clip in clips.values()} == {(16, 32, 48, 4)}
    with pytest.raises(BadInput, match="cannot work from the layers given"):
        wrong = make_given(model, [Role.BACKGROUND if roles != [Role.BACKGROUND] else Role.BLENDED])
        run(LayerFlow(parts, model, "cpu"), make_request(model, wrong), wrong)


def test_the_manifest_says_where_the_model_is_from(tmp_path: Path, base: Path) -> None:
    source = checkpoint(tmp_path / "multi-layer-generation-rgba", "generation-rgba")
    model = install_checkpoint(
        tmp_path / "multi-layer-generation-rgba", None, tmp_path / "out", base, **LATENTS
    )
    facts = tomllib.loads((model.folder / "model.toml").read_text())
    assert facts["source"]["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert facts["source"]["file"] == "mp_rank_00_model_states.pt"
    assert facts["source"]["variant"] == "generation-rgba"
    on_disk = {name for name in snapshot(model.folder) if (model.folder / name).is_file()} - {"model.toml"}
    assert on_disk == set(facts["files"])
    assert model in find_models(tmp_path)
    assert model.id == "out"


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "source"])
def test_number_formats(tmp_path: Path, base: Path, dtype: str) -> None:
    module = {key: value.half() for key, value in random_module(SIZE, TABLE["generation-rgb"]).items()}
    source = write(tmp_path / "states.pt", module)
    model = install_checkpoint(source, "generation-rgb", tmp_path / "out", base, dtype, **LATENTS)
    weights = load_file(model.folder / "transformer" / "diffusion_pytorch_model.safetensors")
    wanted = torch.float16 if dtype == "source" else getattr(torch, dtype)
    assert {tensor.dtype for tensor in weights.values()} == {wanted}
    exact = load_released(source, "generation-rgb", (4, 6), T5_TOKENS).state_dict()
    for name, tensor in weights.items():
        assert torch.equal(tensor, exact[name].to(wanted))


def test_adapters_can_be_kept_and_turned(tmp_path: Path, base: Path) -> None:
    source = checkpoint(tmp_path, "generation-rgba")
    merged, apart = (
        install_checkpoint(
            source, "generation-rgba", tmp_path / name, base, "float32", keep_adapters=keep, **LATENTS
        )
        for name, keep in (("merged", False), ("apart", True))
    )
    one, two = (LayerFlow.open(model, "cpu", torch.float32) for model in (merged, apart))
    parts = load_parts(apart, "cpu", torch.float32)
    assert set(lora.names(parts.transformer)) == {lora.CONTENT, lora.MOTION}
    usual = run(one, make_request(merged, sampling=Sampling(1, 1.0, False, "ddim")))
    same = run(two, make_request(apart, sampling=Sampling(1, 1.0, False, "ddim")))
    without = make_request(apart, sampling=Sampling(1, 1.0, False, "ddim"), adapters=((lora.CONTENT, 0.0),))
    other = run(two, without)
    for role, clip in usual.items():
        np.testing.assert_allclose(same[role], clip, atol=1e-4)
    assert max(np.abs(other[role] - clip).max() for role, clip in usual.items()) > 1e-3


def sat_autoencoder(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The autoencoder's weights under the official names (layerflow.md 5.3), four levels."""
    named = {}
    for key, value in weights.items():
        words = key.split(".")
        if words[1] == "down_blocks":
            words[1:2] = ["down"]
        elif words[1] == "up_blocks":
            words[1:3] = ["up", str(3 - int(words[2]))]
        if words[1] == "mid_block":
            words[1:4] = ["mid", f"block_{int(words[3]) + 1}"]
        elif "resnets" in words:
            words[words.index("resnets")] = "block"
        for plural, single in (("downsamplers", "downsample"), ("upsamplers", "upsample")):
            if plural in words:
                place = words.index(plural)
                words[place : place + 2] = [single]
        name = ".".join(words).replace("conv_shortcut", "nin_shortcut")
        named[f"first_stage_model.{name}"] = value
    return named


def wide_vae() -> Any:
    """An autoencoder with the 32 groups that the published one has, and a shortcut between two widths."""
    from diffusers.models.autoencoders.autoencoder_kl_cogvideox import AutoencoderKLCogVideoX

    torch.manual_seed(2)
    build: Any = AutoencoderKLCogVideoX
    return build(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(32, 32, 64, 64),
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=32,
        temporal_compression_ratio=4,
    ).eval()


def test_the_checkpoints_own_autoencoder_and_text_encoder_are_used(tmp_path: Path, base: Path) -> None:
    vae, t5 = wide_vae(), T5EncoderModel.from_pretrained(base / "text_encoder").eval()
    carried = sat_autoencoder(vae.state_dict())
    carried["first_stage_model.loss.discriminator.weight"] = torch.ones(3)
    stem = "conditioner.embedders.0.transformer."
    carried |= {stem + key: value for key, value in t5.state_dict().items()}
    carried[f"{stem}encoder.embed_tokens.weight"] = t5.state_dict()["shared.weight"].clone()
    source = checkpoint(tmp_path, "generation-rgb", **carried)
    only_words = tmp_path / "words"
    only_words.mkdir()
    (only_words / "tokenizer").symlink_to(base / "tokenizer")
    model = install_checkpoint(source, "generation-rgb", tmp_path / "out", only_words, "float32", **LATENTS)
    parts = load_parts(model, "cpu", torch.float32)
    latents = torch.randn(1, 4, 2, 4, 6)
    own: Any = parts.codec
    with torch.inference_mode():
        expected = vae.decode(latents / vae.config.scaling_factor).sample
        torch.testing.assert_close(own.decode(latents.transpose(1, 2)), expected)
        ids = AutoTokenizer.from_pretrained(base / "tokenizer")(
            "0, a red fox", padding="max_length", max_length=T5_TOKENS, return_tensors="pt"
        ).input_ids
        torch.testing.assert_close(parts.encoder.encode(["0, a red fox"])[0], t5(ids)[0][0])
    again = install_checkpoint(source, "generation-rgb", tmp_path / "of base", base, "float32", **LATENTS)
    config = json.loads((again.folder / "vae" / "config.json").read_text())
    assert config["block_out_channels"] == [8, 8, 8, 8]  # a base folder counts more than the checkpoint


def test_files_of_the_base_folder_take_no_second_room(tmp_path: Path, base: Path) -> None:
    model = install_checkpoint(
        checkpoint(tmp_path, "generation-rgb"), "generation-rgb", tmp_path / "out", base, **LATENTS
    )
    for name in ("vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"):
        assert (model.folder / name).samefile(base / name)
        assert not (model.folder / name).is_symlink()


def test_links_of_a_hub_cache_become_files(tmp_path: Path, base: Path) -> None:
    cache = tmp_path / "models--zai-org--CogVideoX-2b"
    for part in ("vae", "text_encoder", "tokenizer"):
        snapshot_part = cache / "snapshots" / "1137dac" / part
        snapshot_part.mkdir(parents=True)
        for file in (base / part).iterdir():
            (snapshot_part / file.name).symlink_to(file)
    model = install_checkpoint(
        checkpoint(tmp_path, "generation-rgb"), "generation-rgb", tmp_path / "out", cache, **LATENTS
    )
    shutil.rmtree(cache)
    model.verify()
    assert not any(path.is_symlink() for path in model.folder.rglob("*"))


MEMORY = Path("/dev/shm")
MEM = Path("/proc/self/mem")


@pytest.mark.skipif(not MEMORY.is_dir(), reason="needs a second disk; Linux has one in memory")
def test_files_on_another_disk_are_copied(tmp_path: Path, base: Path) -> None:
    if MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("both are on one disk")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        elsewhere = Path(shutil.copytree(base, Path(folder) / "base"))
        model = install_checkpoint(
            checkpoint(tmp_path, "generation-rgb"), "generation-rgb", tmp_path / "out", elsewhere, **LATENTS
        )
        name = "vae/diffusion_pytorch_model.safetensors"
        assert not (model.folder / name).samefile(elsewhere / name)
    model.verify()


def without_vae(base: Path, folder: Path) -> Path:
    for part in ("text_encoder", "tokenizer"):
        (folder / part).symlink_to(base / part)
    return folder


def of_other_width(base: Path, folder: Path) -> Path:
    without_vae(base, folder)
    tiny_vae().save_pretrained(folder / "vae")
    config = json.loads((folder / "vae" / "config.json").read_text())
    (folder / "vae" / "config.json").write_text(json.dumps({**config, "latent_channels": 16}))
    return folder


def without_a_shard(base: Path, folder: Path) -> Path:
    without_vae(base, folder)
    (folder / "vae").symlink_to(base / "vae")
    (folder / "text_encoder").unlink()
    (folder / "text_encoder").mkdir()
    index = {"weight_map": {"shared.weight": "model-00001-of-00002.safetensors"}}
    (folder / "text_encoder" / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "text_encoder" / "config.json").write_text("{}")
    return folder


BASES: dict[str, tuple[Callable[[Path, Path], Path | None], type[StudioError], str]] = {
    "none": (lambda base, folder: None, BadInput, "The autoencoder is in neither the checkpoint nor"),
    "not there": (lambda base, folder: folder / "nowhere", FileMissing, "There is no folder"),
    "no autoencoder": (without_vae, BadInput, "The autoencoder is in neither"),
    "another autoencoder": (of_other_width, BadInput, "has another autoencoder"),
    "a shard missing": (without_a_shard, FileMissing, "lacks model-00001-of-00002.safetensors"),
}


@pytest.mark.parametrize("kind", BASES)
def test_a_base_folder_that_does_not_do_is_refused_before_anything_is_written(
    tmp_path: Path, base: Path, kind: str
) -> None:
    make, error, sentence = BASES[kind]
    (tmp_path / "base").mkdir()
    folder = make(base, tmp_path / "base")
    source = checkpoint(tmp_path, "generation-rgb")
    before = snapshot(tmp_path)
    with pytest.raises(error, match=sentence):
        install_checkpoint(source, "generation-rgb", tmp_path / "out", folder, **LATENTS)
    assert snapshot(tmp_path) == before


def test_bad_checkpoints_leave_nothing(tmp_path: Path, base: Path) -> None:
    source = checkpoint(tmp_path, "generation-rgb")
    for variant, damage in (("generation-rgba", False), ("generation-rgb", True)):
        if damage:
            source.write_bytes(source.read_bytes()[:5000])
        before = snapshot(tmp_path)
        with pytest.raises(StudioError) as caught:
            install_checkpoint(source, variant, tmp_path / "out", base, **LATENTS)
        assert "\n" not in str(caught.value)
        assert snapshot(tmp_path) == before


def test_numbers_too_large_for_a_format_are_refused(tmp_path: Path, base: Path) -> None:
    module = random_module(SIZE, TABLE["generation-rgb"])
    module[f"{PREFIX}time_embed.0.bias"][0] = 1e6
    source = write(tmp_path / "states.pt", module)
    before = snapshot(tmp_path)
    with pytest.raises(BadInput, match=r"time_embedding.linear_1\.bias has numbers too large for float16"):
        install_checkpoint(source, "generation-rgb", tmp_path / "out", base, "float16", **LATENTS)
    assert snapshot(tmp_path) == before
    install_checkpoint(source, "generation-rgb", tmp_path / "out", base, "bfloat16", **LATENTS)


def test_a_taken_place_is_left_alone(tmp_path: Path, base: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    source = checkpoint(tmp_path, "generation-rgb")
    with pytest.raises(BadInput, match="is there already"):
        install_checkpoint(source, "generation-rgb", tmp_path / "out", base, **LATENTS)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"


class StopsWhen(SilentProgress):
    """Cancels once a file of this name is there, half written."""

    def __init__(self, cancel: CancelToken, place: Path, file: str) -> None:
        self._cancel, self._place, self._file = cancel, place, file
        self.seen: list[tuple[str, int, int]] = []

    def progress(self, stage: str, done: int, total: int) -> None:
        self.seen.append((stage, done, total))
        if any(self._place.glob(f".out-*.part/{self._file}")):
            self._cancel.cancel()


@pytest.mark.parametrize("file", ["", "transformer/*.safetensors"])
def test_cancelling_leaves_nothing(tmp_path: Path, base: Path, file: str) -> None:
    module = random_module(replace(SIZE, width=256), TABLE["generation-rgb"])
    source = write(tmp_path / "states.pt", module)
    before, cancel = snapshot(tmp_path), CancelToken()
    sink = StopsWhen(cancel, tmp_path, file)
    with pytest.raises(Cancelled):
        install_checkpoint(
            source, "generation-rgb", tmp_path / "out", base, progress=sink, cancel=cancel, **LATENTS
        )
    assert snapshot(tmp_path) == before
    assert {(stage, total) for stage, _, total in sink.seen} == {("convert", sink.seen[0][2])}
    assert [done for _, done, _ in sink.seen] == sorted({done for _, done, _ in sink.seen})


FULL_DISK = """
import resource, sys
from pathlib import Path
from layerflow_studio.engine.layerflow.conversion import install_checkpoint
from layerflow_studio.errors import DiskFull
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # the system then refuses to write on
try:
    install_checkpoint(Path(sys.argv[1]), "generation-rgb", Path(sys.argv[2]), Path(sys.argv[3]),
                       latent_size=(4, 6), tokens_per_prompt=8)
except DiskFull as problem:
    print(problem)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX's")
def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, base: Path) -> None:
    source = checkpoint(tmp_path, "generation-rgb")
    before = snapshot(tmp_path)
    arguments = [sys.executable, "-c", FULL_DISK, str(source), str(tmp_path / "out"), str(base)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert "The disk filled up while out was written, so nothing was kept" in done.stdout, done.stderr
    assert snapshot(tmp_path) == before


def test_a_disk_without_room_is_told_before_writing(tmp_path: Path, base: Path) -> None:
    with (
        pytest.raises(DiskFull, match=r"has .+ free, but 1000000 TB are needed"),
        folder_in_the_making(tmp_path / "out", 10**18),
    ):
        raise AssertionError("nothing may be written")
    assert snapshot(tmp_path) == set()


@pytest.mark.parametrize(
    "name",
    ["gone", pytest.param("/proc/self/mem", marks=pytest.mark.skipif(not MEM.exists(), reason="Linux's"))],
)
def test_a_file_that_cannot_be_read_is_named_and_not_the_target(tmp_path: Path, name: str) -> None:
    """One that is not there, and one that opens and then fails as on a broken disk."""
    with (
        pytest.raises(BadInput, match=rf"{Path(name).name} cannot be read \(.+\); check the disk\.$"),
        folder_in_the_making(tmp_path / "out") as folder,
    ):
        place_file(tmp_path / name, folder / "file", lambda count: None)
    assert snapshot(tmp_path) == set()


def test_the_same_checkpoint_makes_the_same_model(tmp_path: Path, base: Path) -> None:
    source = checkpoint(tmp_path, "generation-rgb")
    one, two = (
        install_checkpoint(source, "generation-rgb", tmp_path / name, base, **LATENTS) for name in "ab"
    )
    assert one.hash == two.hash == describe(tmp_path / "a").hash
