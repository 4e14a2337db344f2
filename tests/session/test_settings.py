"""Settings and the log live where the platform says, and a damaged file is no catastrophe."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from layerflow_studio.errors import BadInput
from layerflow_studio.session import settings as places
from layerflow_studio.session.log import log_file, start_log, stop_log
from layerflow_studio.session.settings import Settings, model_folders, unsaved_folder


def test_xdg_variables_name_the_folders_and_relative_ones_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = {
        "XDG_CONFIG_HOME": places.config_dir,
        "XDG_DATA_HOME": places.data_dir,
        "XDG_STATE_HOME": places.state_dir,
    }
    for variable, function in functions.items():
        monkeypatch.setenv(variable, str(tmp_path / variable))
        assert function() == tmp_path / variable / "layerflow-studio"
        monkeypatch.setenv(variable, "relative/place")
        assert function().is_absolute() and "relative" not in str(function())
    assert list(tmp_path.iterdir()) == []


def test_values_are_kept(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "deep" / "settings.json")
    assert settings.get("theme", "dark") == "dark"
    settings.put("theme", "light")
    settings.put("sizes", [1, 2.5, {"a": None}])
    settings.save()
    again = Settings.load(tmp_path / "deep" / "settings.json")
    assert again.get("theme") == "light" and again.get("sizes") == [1, 2.5, {"a": None}]
    again.put("theme", None)
    assert again.get("theme") is None
    with pytest.raises((TypeError, ValueError)):
        again.put("wrong", {1, 2})


@pytest.mark.parametrize("text", ["{ torn", "[1, 2]", "\x00"])
def test_a_damaged_file_counts_as_empty_and_is_set_aside(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    settings = Settings.load(path)
    assert settings.recent_projects == () and path.read_text() == text
    settings.put("a", 1)
    settings.save()
    assert json.loads(path.read_text()) == {"a": 1}
    assert (tmp_path / "settings.damaged").read_text() == text


def test_a_damaged_file_that_cannot_be_set_aside_is_kept(tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 250}.json"  # no file can have a longer name, so none can be set aside
    path.write_text("{ torn")
    settings = Settings.load(path)
    settings.put("a", 1)
    with pytest.raises(BadInput, match="cannot be kept in"):
        settings.save()
    assert path.read_text() == "{ torn"


def test_what_was_set_aside_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for text in ("{ torn", "[", "\x00"):
        path.write_text(text)
        Settings.load(path).save()
        assert json.loads(path.read_text()) == {}
    names = ("settings.damaged", "settings.damaged2", "settings.damaged3")
    assert [(tmp_path / name).read_text() for name in names] == ["{ torn", "[", "\x00"]


def test_a_recent_project_that_cannot_be_looked_for_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"recent_projects": ["/" + "x" * 5000]}))
    assert Settings.load(path).recent_projects == ()


def test_recent_projects_are_newest_first_once_each_and_still_there(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.json")
    for number in range(20):
        folder = tmp_path / f"{number}.lfstudio"
        folder.mkdir()
        (folder / "project.json").write_text("{}")
        settings.add_recent(folder)
    settings.add_recent(tmp_path / "12.lfstudio")
    (tmp_path / "18.lfstudio" / "project.json").unlink()
    settings.save()
    found = [path.stem for path in Settings.load(tmp_path / "settings.json").recent_projects]
    assert found[:4] == ["12", "19", "17", "16"] and len(found) == len(set(found)) == places.MOST_RECENT - 1


def test_model_folders_come_from_the_variable_and_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("LAYERFLOW_MODELS", f"{tmp_path / 'a'}:{tmp_path / 'b'}")
    settings = Settings.load()
    settings.put("model_folders", [str(tmp_path / "c"), 7])
    settings.save()
    assert model_folders()[1:] == (tmp_path / "c", tmp_path / "a", tmp_path / "b")


def test_unsaved_folders_are_fresh() -> None:
    assert unsaved_folder() != unsaved_folder() and unsaved_folder().suffix == ".lfstudio"


def test_the_log_is_started_once_and_stopped(tmp_path: Path) -> None:
    assert log_file() is None
    path = start_log(tmp_path / "logs")
    assert start_log(tmp_path / "elsewhere") == path == log_file()
    logging.getLogger("layerflow_studio.session").error("the sheep is lost")
    stop_log()
    assert log_file() is None and "the sheep is lost" in path.read_text()
    assert not (tmp_path / "elsewhere").exists()


def test_without_a_place_for_the_log_the_program_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    start_log(tmp_path / "file")
    assert log_file() is None
