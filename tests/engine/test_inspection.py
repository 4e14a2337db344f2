"""What the report on a checkpoint says, and how training states are read for their weights alone."""

from __future__ import annotations

import argparse
import random
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from layerflow_studio.engine.layerflow import lora
from layerflow_studio.engine.layerflow.checkpoint import load_released, read_checkpoint
from layerflow_studio.engine.layerflow.inspection import inspect_checkpoint
from layerflow_studio.engine.layerflow.safe_reading import Left, weights_file
from layerflow_studio.engine.layerflow.variants import RELEASED, fitting, named_by
from layerflow_studio.errors import BadInput, Damaged, FileMissing, StudioError

from .sat_files import PREFIX, RELEASE_FOLDERS, TABLE, TINY, Size, random_module, write

NAME = "mp_rank_00_model_states.pt"
LATENTS = (TINY.height, TINY.columns)


def training_state() -> dict[str, Any]:
    """What DeepSpeed and SAT save beside the weights."""
    return {
        "optimizer": None,
        "lr_scheduler": {"num_iters": 1000, "warmup": 0.01},
        "iteration": 1000,
        "random_rng_state": random.getstate(),
        "np_rng_state": np.random.get_state(),
        "torch_rng_state": torch.get_rng_state(),
        "args": argparse.Namespace(seed=1, lr=0.005, betas=(0.9, 0.95), folder=Path("ckpts")),
        "sparse_tensor_module_names": set(),
        "caches": defaultdict(list, {"sizes": [1, 2]}),
        "param_shapes": [{"weight": torch.Size([2, 3])}],
        "ds_config": {"zero_optimization": {"stage": 2}, "rate": np.float64(0.5)},
    }


def test_a_training_state_is_read_for_its_weights_alone(tmp_path: Path) -> None:
    module = random_module(TINY, TABLE["generation-rgba"])
    path = write(tmp_path / NAME, module, **training_state())
    with pytest.raises(Exception, match=r"(?i)weights"):
        torch.load(path, weights_only=True)  # so the file is one that torch itself refuses
    tensors = read_checkpoint(path)
    assert tensors.keys() == module.keys()
    assert all(torch.equal(tensors[key], module[key]) for key in module)
    maps = Path("/proc/self/maps")
    if maps.is_file():  # mapped from the disk, not copied into memory
        assert str(path) in maps.read_text()
    known = [
        entry[0] if isinstance(entry, tuple) else entry for entry in torch.serialization.get_safe_globals()
    ]
    assert Left not in known


def test_what_is_left_of_other_objects_does_nothing() -> None:
    left = Left(print, "never called")
    left.__setstate__({"a": 1})
    assert not vars(left)


class Calls:
    """Pickles as a call of any function."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._call


CODE: dict[str, Any] = {
    "eval": Calls(eval, "1 + 1"),
    "shell": Calls(__import__("os").system, "true"),
    "import": Calls(__import__, "antigravity"),
    "torch hub": Calls(torch.hub.load, "a", "b"),
    "numpy load": Calls(np.load, "x.npy"),
    "beside harmless ones": [np.random.get_state(), Calls(exec, "pass")],
    "partial": __import__("functools").partial(print, "x"),
}


@pytest.mark.parametrize("kind", CODE)
def test_code_of_any_kind_is_refused(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / NAME, random_module(TINY, TABLE["generation-rgba"]), extra=CODE[kind])
    with pytest.raises(Damaged, match=r"holds code besides weights \(\S+\), so it was not opened") as caught:
        read_checkpoint(path)
    assert "\n" not in str(caught.value)


SMALL = Size(16, 2, 1, 8, 8, 4, 2, 4, 4, 2, 2)


@pytest.mark.parametrize("part", ["pickle", "file"])
def test_whatever_bytes_a_file_has_it_is_read_or_refused_in_a_sentence(tmp_path: Path, part: str) -> None:
    whole = write(tmp_path / "whole.pt", random_module(SMALL, TABLE["generation-rgba"]), **training_state())
    with zipfile.ZipFile(whole) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    (pickled,) = (name for name in entries if name.endswith("data.pkl"))
    dice, outcomes = random.Random(5), set[str]()
    for _ in range(40):
        damaged = bytearray(entries[pickled] if part == "pickle" else whole.read_bytes())
        for _ in range(dice.choice([1, 1, 2, 8])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path = tmp_path / NAME
        if part == "pickle":
            with zipfile.ZipFile(path, "w") as archive:
                for name, content in entries.items():
                    archive.writestr(name, bytes(damaged) if name == pickled else content)
        else:
            path.write_bytes(damaged[: dice.choice([len(damaged), len(damaged), len(damaged) // 2])])
        try:
            inspect_checkpoint(path, (2, 4), 4).facts()
            load_released(path, "generation-rgba", (2, 4), 4)
            outcomes.add("read")
        except StudioError as problem:
            outcomes.add("refused")
            assert "\n" not in str(problem)
    assert outcomes == {"read", "refused"}


def stable_diffusion(path: Path) -> None:
    names = [f"{PREFIX}input_blocks.{i}.0.weight" for i in range(8)]
    write(path, {name: torch.ones(2, 2) for name in names})


def diffusers_layout(path: Path) -> None:
    write(path, {f"transformer_blocks.{i}.attn1.to_q.weight": torch.ones(2, 2) for i in range(8)})


def safetensors_file(path: Path) -> None:
    from safetensors.torch import save_file

    save_file({"a": torch.ones(2)}, path)


OTHERS: dict[str, tuple[Callable[[Path], object], type[StudioError], str]] = {
    "Stable Diffusion": (stable_diffusion, BadInput, "no LayerFlow checkpoint but a Stable Diffusion model"),
    "diffusers": (diffusers_layout, BadInput, "a transformer in the layout of diffusers"),
    "safetensors": (safetensors_file, BadInput, "is a safetensors file, not a released checkpoint"),
    "web page": (lambda path: path.write_text("<!DOCTYPE html><html>"), BadInput, "is a web page"),
    "pointer": (
        lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"),
        BadInput,
        "Git LFS",
    ),
    "old torch": (
        lambda path: torch.save({"a": torch.ones(2)}, path, _use_new_zipfile_serialization=False),
        Damaged,
        "cut short or not a checkpoint",
    ),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_files_are_told_apart(tmp_path: Path, kind: str) -> None:
    make, error, sentence = OTHERS[kind]
    make(tmp_path / NAME)
    with pytest.raises(error, match=sentence):
        inspect_checkpoint(tmp_path / NAME)


@pytest.mark.parametrize("variant", TABLE)
def test_a_report_names_the_variants_that_fit(tmp_path: Path, variant: str) -> None:
    facts = TABLE[variant]
    report = inspect_checkpoint(write(tmp_path / NAME, random_module(TINY, facts)), LATENTS)
    assert report.complete and variant in report.fits
    alike = {
        name for name, other in TABLE.items() if other.kind == facts.kind and _shape(other) == _shape(facts)
    }
    assert set(report.fits) == alike
    assert report.variant == (variant if len(alike) == 1 else None)
    assert any("name the variant" in note for note in report.notes) == (len(alike) > 1)
    assert report.prompts == (facts.prompts,)
    assert report.layer_embedder == facts.embedder


def _shape(facts: Any) -> tuple[int, int, bool]:
    return facts.prompts, facts.table_frames, facts.embedder


@pytest.mark.parametrize("variant", TABLE)
def test_the_released_folder_tells_the_variant(tmp_path: Path, variant: str) -> None:
    task, _, kind = variant.rpartition("-")
    folder = tmp_path / f"{RELEASE_FOLDERS[task]}-{kind}"
    write(folder / "1000" / NAME, random_module(TINY, TABLE[variant]))
    (folder / "latest").write_text("1000\n")
    assert named_by(folder) == named_by(folder / "1000" / NAME) == variant
    report = inspect_checkpoint(folder, LATENTS)
    assert (report.variant, report.path) == (variant, folder / "1000" / NAME)
    loaded = load_released(folder, latent_size=LATENTS)
    assert loaded.settings.prompts == TABLE[variant].prompts


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("gen_rgba_mp_rank_00_model_states.pt", "generation-rgba"),
        ("fg2bg_rgba.pt", "foreground-conditioned-rgba"),
        ("bg2fg-rgb", "background-conditioned-rgb"),
        ("Seg RGB", "decomposition-rgb"),
        ("agen-rgba", None),
        ("model.pt", None),
    ],
)
def test_names_that_tell_a_variant(name: str, variant: str | None) -> None:
    assert named_by(Path("/") / name) == variant


def test_a_folder_without_a_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "latest").write_text("../../etc")
    with pytest.raises(FileMissing, match=f"holds no {NAME}"):
        weights_file(tmp_path)


def test_a_report_lists_what_is_wrong(tmp_path: Path) -> None:
    module = random_module(TINY, TABLE["generation-rgba"])
    module.pop(f"{PREFIX}time_embed.2.bias")
    module[f"{PREFIX}transformer.layers.1.mlp.dense_4h_to_h.bias"] = torch.zeros(65)
    module.pop(f"{PREFIX}transformer.layers.0.attention.dense.matrix_D.0")
    module[f"{PREFIX}mixins.rotary.freqs"] = torch.ones(3)
    extra: dict[str, Tensor] = {
        "first_stage_model.encoder.conv_in.conv.weight": torch.ones(2),
        "conditioner.embedders.0.transformer.shared.weight": torch.ones(2),
        "denoiser.sigmas": torch.ones(2),
    }
    report = inspect_checkpoint(write(tmp_path / NAME, {**module, **extra}), LATENTS)
    assert report.missing == (
        "time_embedding.linear_2.bias",
        "transformer_blocks.0.attn1.to_out.0.lora_A.content_lora",
        "transformer_blocks.1.ff.net.2.bias",
    )
    assert not report.complete
    assert report.unexpected == (f"{PREFIX}mixins.rotary.freqs",)
    assert dict(report.ignored) == {"autoencoder": 1, "denoiser": 1, "text encoder": 1}
    assert report.holds_autoencoder and report.holds_text_encoder
    assert len(report.found) == len(module) - 1
    facts = report.facts()
    assert facts["missing"] == list(report.missing)


def test_a_report_says_where_adapters_act(tmp_path: Path) -> None:
    report = inspect_checkpoint(
        write(tmp_path / NAME, random_module(TINY, TABLE["decomposition-rgb"])), LATENTS
    )
    content, motion = report.adapters
    assert (content.name, content.rank, content.blocks_at_work) == (lora.CONTENT, 8, (1,))
    assert (motion.name, motion.rank, motion.blocks_at_work) == (lora.MOTION, 4, (0, 1, 2))
    assert content.matrices == motion.matrices == 3 * 4 * 2
    assert any("The adapter motion_lora acts in 3 of 3 blocks" in note for note in report.notes)


def test_a_folders_name_is_not_believed_against_the_weights(tmp_path: Path) -> None:
    module = random_module(TINY, TABLE["generation-rgba"])
    path = write(tmp_path / "multi-layer-decomposition-rgba" / NAME, module)
    report = inspect_checkpoint(path, LATENTS)
    assert report.variant == "generation-rgba"
    assert any("Its folder is called like decomposition-rgba" in note for note in report.notes)


def test_released_sizes_of_the_position_table() -> None:
    """The rows that layerflow.md 2.2 counts for each model."""
    rows = {name: kind.prompts * 226 + kind.position_frames * 1350 for name, kind in RELEASED.items()}
    assert sorted(set(rows.values())) == [18002, 18228, 22052, 22278, 23628]
    for name, kind in RELEASED.items():
        found = fitting(rows[name], kind.layer_embedding)
        assert name in found and {rows[other] for other in found} == {rows[name]}
    assert fitting(17776, False) == ()  # plain CogVideoX: one prompt, 13 frames
