"""Models on disk: described, found, verified, without loading torch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.registry import ModelDescription, describe, find_model, find_models, read_through
from layerflow_studio.errors import BadInput, Damaged, FileMissing


def test_describe_reads_everything(tiny: ModelDescription) -> None:
    assert (tiny.id, tiny.name, tiny.kind) == ("tiny", "Tiny", "test model")
    assert (tiny.width, tiny.height, tiny.frames, tiny.fps) == (64, 32, 8, Fraction(8))
    assert tiny.sub_clips == ("foreground", "alpha", "background", "blended")
    assert tiny.given_sets is None
    assert tiny.sampling == Sampling(3, 2.0, False, "dpm++2m")
    assert "a red fox" in tiny.concepts and tiny.scenes == ("a meadow", "a blue sea")
    assert tiny.places == (("meadow", ("a meadow",)), ("sea", ("a blue sea",)))
    assert len(tiny.files) == 6
    assert tiny.missing() == ()


def test_hash_follows_the_weights_and_nothing_else(tiny: ModelDescription) -> None:
    renamed = replace(tiny, name="Other", folder=Path("/elsewhere"))
    changed = replace(tiny, files=(*tiny.files[:-1], (tiny.files[-1][0], "0" * 64)))
    assert renamed.hash == tiny.hash != changed.hash
    assert len(tiny.hash) == 64


def test_given_sets_are_exact(tiny: ModelDescription) -> None:
    toml = tiny.folder / "model.toml"
    toml.write_text(
        toml.read_text().replace('given_sets = "any"', 'given_sets = [[], ["foreground", "blended"]]')
    )
    model = describe(tiny.folder)
    assert model.allows([]) and model.allows([Role.BLENDED, Role.FOREGROUND])
    assert not model.allows([Role.BLENDED])
    assert tiny.allows([Role.BLENDED])


BROKEN = {
    "no toml": ("[model]", "[model", "cannot be read"),
    "no id": ('id = "tiny"', "", "'id'"),
    "no layout": ("[layout]", "[lay]", "'layout'"),
    "rate": ('fps = "8"', 'fps = "fast"', "fast"),
    "rate of zero": ('fps = "8"', 'fps = "1/0"', "misstates"),
    "role": ('given_sets = "any"', 'given_sets = [["sky"]]', "sky"),
    "steps": ("steps = 3", "steps = 0", "at least 1 step"),
    "unknown setting": ("steps = 3", "steps = 3\nstrength = 2", "strength"),
    "list for a table": ("[vocabulary]", "vocabulary = []\n[more]", "misstates"),
    "scenes without kinds": ("[vocabulary.scenes]", 'scenes = ["a meadow"]\n[more]', "misstates"),
    "no transformer": ("[transformer]", "[trans]", "'transformer'"),
    "no place for a part": ('folder = "vae"', "", "'folder'"),
    "a number for a place": ('folder = "vae"', "folder = 3", r"'folder' of \[autoencoder\] is no text"),
    "no class": ('class = "WordVectorEncoder"', "", "'class'"),
    "no tokens": ("tokens = 4", "", "'tokens'"),
    "text for files": ("[files]", 'x = 1\n[more]\nfiles = "none"\n[rest]', "'files'"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_model_toml_that_is_not_understood(tiny: ModelDescription, fault: str) -> None:
    old, new, words = BROKEN[fault]
    toml = tiny.folder / "model.toml"
    text = toml.read_text()
    assert old in text
    if new.startswith("vocabulary"):
        text = "vocabulary = []\n" + text.replace("[vocabulary", "[more")
    toml.write_text(text.replace(old, new))
    with pytest.raises(BadInput, match=words) as caught:
        describe(tiny.folder)
    assert str(toml) in str(caught.value) and str(caught.value).endswith(".")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="cannot be read"):
        describe(tmp_path)


def test_a_folder_without_model_toml(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"holds no model\.toml"):
        describe(tmp_path)


def test_models_are_found_by_id_and_later_folders_win(tiny: ModelDescription, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "file.txt").touch()
    assert tiny in find_models(tmp_path)
    assert find_model("tiny", tmp_path) == tiny
    other = tmp_path / "more" / "copy"
    shutil.copytree(tiny.folder, other)
    assert find_model("tiny", tmp_path, tmp_path / "more").folder == other
    assert find_models(tmp_path / "nowhere") == find_models()


def test_a_model_that_is_not_understood_stands_in_no_others_way(
    tiny: ModelDescription, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny.folder, broken)
    (broken / "model.toml").write_text("[model")
    assert find_model("tiny", tmp_path) == tiny and find_models(tmp_path)[-1] == tiny
    with pytest.raises(BadInput, match="cannot be read"):
        find_model("broken", tmp_path)


def test_what_cannot_be_read_stands_in_no_models_way(tiny: ModelDescription, tmp_path: Path) -> None:
    """A link to a name of impossible length is refused by the system, to whoever asks."""
    nowhere = "x" * 300
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "model.toml").symlink_to(nowhere)
    (tmp_path / "lost folder").symlink_to(nowhere)
    assert find_model("tiny", tmp_path / "lost folder", tmp_path) == tiny
    path = tiny.folder / "model.toml"
    path.unlink()
    path.mkdir()
    with pytest.raises(BadInput, match=r"model\.toml cannot be read \(Is a directory\); restore"):
        describe(tiny.folder)
    weights = tiny.folder / tiny.files[0][0]
    weights.unlink()
    weights.symlink_to(nowhere)
    assert tiny.missing() == (tiny.files[0][0],)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose bytes cannot be read")
def test_weights_that_cannot_be_read_are_named(tiny: ModelDescription) -> None:
    weights = tiny.folder / tiny.files[0][0]
    weights.unlink()
    weights.symlink_to("/proc/self/mem")  # there, but reading its first byte is an input/output error
    with pytest.raises(Damaged, match=r"cannot be read \(Input/output error\); check the disk\.$") as caught:
        tiny.verify()
    assert str(weights) in str(caught.value)


def test_an_unknown_model_lists_the_known_ones(tiny: ModelDescription) -> None:
    with pytest.raises(FileMissing, match=r"no model 'huge' \(found: .*tiny.*\); choose one of these"):
        find_model("huge", tiny.folder.parent)


def test_describing_models_loads_no_torch(tiny: ModelDescription) -> None:
    code = (
        "import sys; from pathlib import Path; from layerflow_studio.engine.registry import find_model;"
        f"model = find_model('tiny', Path({str(tiny.folder.parent)!r})); model.verify();"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_reading_ahead_passes_over_what_cannot_be_read(tmp_path: Path) -> None:
    whole = tmp_path / "weights.bin"
    whole.write_bytes(bytes(3 << 20))
    read_through([tmp_path / "missing", tmp_path, whole])
    assert whole.stat().st_size == 3 << 20
