"""LoRA files of users from the file to the take: copied with a hash, asked for by it, seen in the pixels."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest
from layerflow_studio.core.takes import Take
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput, Damaged, FileMissing
from layerflow_studio.session.generate import build_request, plan_job
from layerflow_studio.session.loras import add_lora, lora_named, loras, remove_lora
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from tests.engine.lora_files import random_pairs, write_config, write_lora

MODULES = ("transformer_blocks.0.attn1.to_q", "transformer_blocks.1.attn1.to_v")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def file(tiny: ModelDescription, tmp_path: Path) -> Path:
    """A LoRA of the tiny model."""
    transformer = LayerFlowTransformer.from_pretrained(tiny.folder / "transformer")
    return write_lora(tmp_path / "my style.safetensors", random_pairs(transformer, modules=MODULES))


def merged_copy(tiny: ModelDescription, place: Path) -> ModelDescription:
    """The tiny model with the products of the same matrices added into its weights."""
    shutil.copytree(tiny.folder, place)
    transformer = LayerFlowTransformer.from_pretrained(place / "transformer")
    for name, (down, up) in random_pairs(transformer, modules=MODULES).items():
        transformer.get_submodule(name).get_parameter("weight").data += up @ down
    transformer.save_pretrained(place / "transformer")
    return describe(place)


def take_of(project: Project, keeper: ModelKeeper, tiny: ModelDescription, document: Document) -> Take:
    return plan_job(project, document, tiny, keeper).run(SilentProgress(), CancelToken())


def test_a_file_is_copied_with_its_hash(file: Path) -> None:
    lora = add_lora(file)
    assert (lora.name, lora.size, lora.source) == ("my_style", file.stat().st_size, "my style.safetensors")
    assert add_lora(file) == lora and loras() == (lora,)
    file.unlink()
    assert lora_named("my_style").file.path.is_file()
    remove_lora("my_style")
    assert loras() == ()
    with pytest.raises(FileMissing, match="no LoRA 'my_style' \\(added: none\\)"):
        remove_lora("my_style")


def test_settings_beside_it_belong_to_it(file: Path) -> None:
    plain = add_lora(file, "plain")
    write_config(file.parent, lora_alpha=7)
    other = add_lora(file, "other")
    assert other.hash != plain.hash and (other.folder / "adapter_config.json").is_file()
    with pytest.raises(BadInput, match="another LoRA named plain"):
        add_lora(file, "plain")


def test_peft_folders_take_the_folders_name(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "inks"
    folder.mkdir()
    file.rename(folder / "adapter_model.safetensors")
    assert add_lora(folder).name == "inks"


def test_what_is_no_lora_is_refused_and_nothing_is_copied(file: Path, tiny: ModelDescription) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(Damaged, match="is cut short"):
        add_lora(file)
    file.write_bytes(b"PK\x03\x04 a zip")
    with pytest.raises(BadInput, match="no safetensors file"):
        add_lora(file)
    with pytest.raises(BadInput, match="holds no LoRA"):
        add_lora(tiny.folder / "transformer" / "diffusion_pytorch_model.safetensors")
    with pytest.raises(FileMissing, match="no LoRA file"):
        add_lora(file.with_name("nothing"))
    file.write_bytes(whole)
    for name in ("motion_lora", "///"):
        with pytest.raises(BadInput, match="cannot be the name"):
            add_lora(file, name)
    assert loras() == ()


def test_off_changes_nothing_and_on_is_what_the_merged_weights_make(
    file: Path, project: Project, keeper: ModelKeeper, tiny: ModelDescription
) -> None:
    lora = add_lora(file)
    document = project.document
    plain = take_of(project, keeper, tiny, document)
    off = take_of(project, keeper, tiny, edits.set_model(document, tiny.id, ((lora.name, 0.0),)))
    on = take_of(project, keeper, tiny, edits.set_model(document, tiny.id, ((lora.name, 0.8),)))
    again = take_of(project, keeper, tiny, document)
    assert dict(off.clips) == dict(plain.clips) == dict(again.clips), "0 pixels may change"
    assert all(dict(on.clips)[role] != clip for role, clip in plain.clips)
    assert on.request.adapter_hashes == ((lora.name, lora.hash),)
    assert GenerationRequest.from_json(on.request.to_json()) == on.request
    assert plain.request.adapter_hashes == () and "adapter_hashes" not in plain.request.to_json()
    assert len({take.request.request_hash for take in (plain, off, on)}) == 3


def test_pixels_equal_those_of_merged_weights(file: Path, project: Project, tiny: ModelDescription) -> None:
    lora = add_lora(file)
    document = edits.set_model(project.document, tiny.id, ((lora.name, 1.0),))
    request = build_request(document, tiny)
    engine = LayerFlow.open(tiny, "cpu", torch.float32)
    engine.carry({lora.name: lora.file})
    made = engine.run(request, {}, SilentProgress(), CancelToken()).clips
    engine.carry({})
    merged_model = merged_copy(tiny, file.parent / "merged")
    plain = replace(request, adapters=(), adapter_hashes=())
    merged = (
        LayerFlow.open(merged_model, "cpu", torch.float32)
        .run(plain, {}, SilentProgress(), CancelToken())
        .clips
    )
    for role in Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED:
        assert np.abs(made[role] - merged[role]).max() < 1e-5


def test_another_file_under_the_name_is_not_taken_for_it(
    file: Path, project: Project, keeper: ModelKeeper, tiny: ModelDescription
) -> None:
    lora = add_lora(file)
    document = edits.set_model(project.document, tiny.id, ((lora.name, 1.0),))
    job = plan_job(project, document, tiny, keeper)
    remove_lora(lora.name)
    with pytest.raises(FileMissing, match="no LoRA 'my_style'"):
        job.run(SilentProgress(), CancelToken())
    with pytest.raises(FileMissing, match="no LoRA 'my_style'"):
        build_request(document, tiny)
    build_request(edits.set_model(document, tiny.id, ((lora.name, 0.0),)), tiny)
    write_config(file.parent, lora_alpha=7)
    add_lora(file)
    with pytest.raises(BadInput, match="another file than the request was made for"):
        job.run(SilentProgress(), CancelToken())
    assert project.library.entries() == ()
