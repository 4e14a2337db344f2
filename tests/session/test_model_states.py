"""The state of models, found out without reading all of them; and what is remembered of hashes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.engine.catalogue import CATALOGUE, CHECKPOINT_FILE, published
from layerflow_studio.engine.layerflow.variants import RELEASED
from layerflow_studio.engine.registry import ModelDescription, describe
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing
from layerflow_studio.session.known_hashes import KnownHashes
from layerflow_studio.session.model_check import VerifyJob
from layerflow_studio.session.model_install import AddJob, removal_size, remove_model
from layerflow_studio.session.model_states import (
    Condition,
    Flaw,
    Home,
    ModelState,
    base_of,
    staging_of,
    state_of,
    survey,
)
from layerflow_studio.session.settings import Settings, choose_models_home, models_home


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.delenv("LAYERFLOW_MODELS", raising=False)


@pytest.fixture
def model(tiny: ModelDescription) -> ModelDescription:
    """A copy of the tiny model among the models that are kept."""
    shutil.copytree(tiny.folder, models_home() / "tiny")
    return describe(models_home() / "tiny")


def states() -> dict[str, ModelState]:
    return {state.id: state for state in survey()}


def weights_of(model: ModelDescription) -> Path:
    return model.folder / "transformer" / "diffusion_pytorch_model.safetensors"


def test_the_catalogue_is_the_eight_released_models_in_their_folders() -> None:
    assert {entry.variant for entry in CATALOGUE} == set(RELEASED)
    folders = {entry.checkpoint.prefixes[0].removesuffix(f"/{CHECKPOINT_FILE}") for entry in CATALOGUE}
    assert "multi-layer-generation-rgba" in folders and "background-conditioned-generation-rgb" in folders
    assert len({entry.id for entry in CATALOGUE}) == len(folders) == 8
    assert sum(entry.alpha for entry in CATALOGUE) == 4
    assert all(
        "no licence" in entry.licences[0][1] and "Apache" in entry.licences[1][1] for entry in CATALOGUE
    )
    assert published("generation-rgb") is published("layerflow-generation-rgb")
    with pytest.raises(FileMissing, match="no published model 'sora'"):
        published("sora")


def test_what_is_here_comes_first_and_the_rest_is_not_obtained(model: ModelDescription) -> None:
    listed = survey()
    assert [state.home for state in listed[:2]] == [Home.SHIPPED, Home.KEPT]
    assert {state.condition for state in listed[2:]} == {Condition.ABSENT} and len(listed) == 10
    tiny = listed[1]
    assert (tiny.id, tiny.condition, tiny.proven) == ("tiny", Condition.READY, False)
    assert tiny.size == sum((model.folder / path).stat().st_size for path, _ in model.files)


def test_verified_is_remembered_until_a_file_changes(model: ModelDescription) -> None:
    (state,) = VerifyJob((model,)).run(SilentProgress(), CancelToken())
    assert state.proven and states()["tiny"].proven
    weights = weights_of(model)
    content = weights.read_bytes()
    weights.write_bytes(content[:-4] + b"\0\0\0\1")
    os.utime(weights, ns=(1, 1))
    assert not states()["tiny"].proven
    assert states()["tiny"].condition == Condition.READY, "a glance cannot tell"
    (state,) = VerifyJob((model,)).run(SilentProgress(), CancelToken())
    assert state.condition == Condition.DAMAGED
    assert [(flaw.path, flaw.why) for flaw in state.flaws] == [
        ("transformer/diffusion_pytorch_model.safetensors", "its hash differs")
    ]
    assert states()["tiny"].condition == Condition.DAMAGED
    weights.write_bytes(content)
    assert VerifyJob((model,)).run(SilentProgress(), CancelToken())[0].proven


def test_files_that_lack_are_named_with_their_size(model: ModelDescription) -> None:
    VerifyJob((model,)).run(SilentProgress(), CancelToken())
    size = weights_of(model).stat().st_size
    weights_of(model).unlink()
    (model.folder / "vae" / "config.json").unlink()
    state = states()["tiny"]
    assert state.condition == Condition.MISSING
    assert {(flaw.path, flaw.size) for flaw in state.flaws} == {
        ("transformer/diffusion_pytorch_model.safetensors", size),
        ("vae/config.json", state.flaws[1].size),
    }


@pytest.mark.parametrize("kept, why", [(0, "it is empty"), (300, "it is cut short"), (-1, "it is cut short")])
def test_a_file_that_is_cut_short_shows_without_hashing(model: ModelDescription, kept: int, why: str) -> None:
    weights = weights_of(model)
    weights.write_bytes(weights.read_bytes()[:kept])
    state = states()["tiny"]
    assert state.condition == Condition.DAMAGED and [flaw.why for flaw in state.flaws] == [why]


def test_bytes_that_are_no_weights_at_all_are_damage(model: ModelDescription) -> None:
    weights_of(model).write_bytes(b"<!doctype html><html>login first</html>")
    assert states()["tiny"].condition == Condition.DAMAGED


def test_a_model_toml_that_is_not_understood_is_damage_of_that_model_alone(model: ModelDescription) -> None:
    (model.folder / "model.toml").write_text("[model")
    state = states()["tiny"]
    assert state.condition == Condition.DAMAGED and state.model is None
    assert "cannot be read" in state.flaws[0].why
    assert states()["mini"].condition == Condition.READY


@pytest.mark.parametrize("known", [False, True])
def test_a_file_that_may_not_be_looked_for_is_damage_of_that_model_alone(
    model: ModelDescription, known: bool
) -> None:
    """A folder that may not be entered refuses as one with too long a name does, which even root cannot enter."""
    where = f"{'x' * 300}/weights.safetensors"
    toml = model.folder / "model.toml"
    toml.write_text(toml.read_text() + f'"{where}" = "{"0" * 64}"\n')
    if known:
        hashes = KnownHashes()
        hashes.put(model.folder / where, "0" * 64, [500, 1])
        hashes.save()
    state = states()["tiny"]
    size = 500 if known else None
    assert state.condition == Condition.DAMAGED and not state.proven
    assert state.flaws == (Flaw(where, size, "it cannot be read (File name too long)"),)
    assert state.size == sum((model.folder / path).stat().st_size for path, _ in model.files)
    assert states()["mini"].condition == Condition.READY
    assert VerifyJob((describe(model.folder),)).run(SilentProgress(), CancelToken()) == (state_of(model),)


def test_verifying_can_be_cancelled_and_keeps_what_it_found(model: ModelDescription) -> None:
    token, hashes = CancelToken(), KnownHashes()
    token.cancel()
    with pytest.raises(Cancelled):
        VerifyJob((model,)).run(SilentProgress(), token)
    assert hashes.of(weights_of(model)) is None


def test_a_damaged_memory_of_hashes_is_forgotten(tmp_path: Path) -> None:
    place = tmp_path / "known.json"
    file = tmp_path / "file"
    file.write_bytes(b"abc")
    for content in ("{", "[]", '{"/x": 1}', '{"/x": {"sha256": 1, "state": [1, 2]}}'):
        place.write_text(content)
        hashes = KnownHashes(place)
        assert hashes.of(file) is None
        hashes.work_out(file, CancelToken())
        hashes.save()
        assert KnownHashes(place).of(file) == hashes.of(file) is not None


# --- bringing in and taking away


def test_a_model_folder_is_used_where_it_is(tiny: ModelDescription) -> None:
    assert "tiny" not in states()
    assert AddJob(tiny.folder, models_home()).run(SilentProgress(), CancelToken()) == tiny
    AddJob(tiny.folder, models_home()).run(SilentProgress(), CancelToken())
    state = states()["tiny"]
    assert (state.home, state.folder) == (Home.REFERENCED, tiny.folder)
    assert Settings.load().model_folders == (tiny.folder,)
    assert removal_size(state, models_home()) == 0
    assert remove_model(state, models_home()) == 0
    assert "tiny" not in states() and tiny.missing() == ()


def test_a_model_folder_is_copied_whole_or_not_at_all(tiny: ModelDescription, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    choose_models_home(home)
    seen: list[tuple[str, int, int]] = []
    token = CancelToken()

    class Watching(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            seen.append((stage, done, total))
            if stage == "copy" and done and not stopped:
                token.cancel()

    stopped = False
    with pytest.raises(Cancelled):
        AddJob(tiny.folder, home, copy=True).run(Watching(), token)
    assert not (home / "tiny").exists() and not list((home / ".staging").iterdir())
    stopped, token = True, CancelToken()
    model = AddJob(tiny.folder, home, copy=True).run(Watching(), token)
    model.verify()
    assert model.folder == home / "tiny" and seen[-1][1] == seen[-1][2]
    with pytest.raises(BadInput, match="there already; remove the model tiny first"):
        AddJob(tiny.folder, home, copy=True).run(SilentProgress(), CancelToken())
    state = states()["tiny"]
    assert state.home == Home.KEPT
    size = removal_size(state, home)
    with pytest.raises(BadInput, match="Tiny is in use"):
        remove_model(state, home, in_use=("tiny",))
    assert remove_model(state, home) == size > 10_000
    assert not (home / "tiny").exists() and "tiny" not in states()


def test_models_of_an_earlier_place_are_still_found(tiny: ModelDescription, tmp_path: Path) -> None:
    for number, place in enumerate((None, tmp_path / "first", tmp_path / "second", tmp_path / "third")):
        if place is not None:
            choose_models_home(place)
        folder = models_home() / f"m{number}"
        shutil.copytree(tiny.folder, folder)
        toml = folder / "model.toml"
        toml.write_text(toml.read_text().replace('id = "tiny"', f'id = "m{number}"'))
    shutil.copytree(tiny.folder, models_home() / ".tiny-half.part")
    found = states()
    assert {name: found[name].home for name in ("m0", "m1", "m2", "m3")} == {
        "m0": Home.KEPT, "m1": Home.REFERENCED, "m2": Home.REFERENCED, "m3": Home.KEPT
    }  # fmt: skip
    assert "tiny" not in found
    remove_model(found["m0"], models_home())
    remove_model(found["m3"], models_home())
    assert {"m0", "m3"}.isdisjoint(states()) and (tmp_path / "first" / "m1").exists()


def test_what_is_no_model_is_refused(tmp_path: Path, tiny: ModelDescription) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "model_index.json").write_text("{}")
    (tmp_path / "weights.bin").write_bytes(b"x")
    for name, words in {
        "nowhere": "does not exist",
        "empty": "neither a model.toml nor a LayerFlow checkpoint",
        "pipeline": "pipeline",
        "weights.bin": "neither a model.toml",
    }.items():
        with pytest.raises((BadInput, FileMissing), match=words):
            AddJob(tmp_path / name, models_home()).run(SilentProgress(), CancelToken())
    shutil.copytree(tiny.folder, tmp_path / "broken")
    (tmp_path / "broken" / "vae" / "config.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"lacks vae/config.json"):
        AddJob(tmp_path / "broken", models_home()).run(SilentProgress(), CancelToken())


def test_a_file_that_only_looks_like_a_checkpoint_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "multi-layer-generation-rgb" / CHECKPOINT_FILE
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x")
    (tmp_path / "some.pt").write_bytes(b"x")
    for path in (place, tmp_path / "multi-layer-generation-rgb", tmp_path / "some.pt"):
        with pytest.raises((BadInput, Damaged)) as caught:
            AddJob(path, models_home()).run(SilentProgress(), CancelToken())
        assert str(caught.value).endswith(".")
    assert not (models_home() / "layerflow-generation-rgb").exists()


def test_the_shipped_model_and_what_is_not_here_cannot_be_removed() -> None:
    with pytest.raises(BadInput, match="came with the program and stays"):
        remove_model(states()["mini"], models_home())
    with pytest.raises(BadInput, match="is not on this machine"):
        remove_model(states()["layerflow-generation-rgb"], models_home())


def test_a_begun_download_is_dropped_and_the_shared_parts_with_the_last(tmp_path: Path) -> None:
    home = models_home()
    for name in ("generation-rgb", "generation-rgba"):
        place = staging_of(published(name), home) / "part"
        place.parent.mkdir(parents=True)
        place.write_bytes(bytes(1000))
    base = base_of(published("generation-rgb"), home)
    base.mkdir(parents=True)
    (base / "big").write_bytes(bytes(5000))
    state = states()["layerflow-generation-rgb"]
    assert (state.condition, state.arrived) == (Condition.BEGUN, 1000)
    assert remove_model(state, home) == 1000 and base.exists()
    assert remove_model(states()["layerflow-generation-rgba"], home) == 6000 and not base.exists()
    assert states()["layerflow-generation-rgb"].condition == Condition.ABSENT


def test_a_model_of_a_searched_folder_is_not_ours_to_remove(
    tiny: ModelDescription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYERFLOW_MODELS", str(tiny.folder.parent))
    with pytest.raises(BadInput, match="where models are looked for; delete its folder yourself"):
        remove_model(states()["tiny"], models_home())
    assert state_of(tiny).home == Home.REFERENCED
