"""Preferences survive any settings file; settings of several windows, unsaved projects, the machine's facts."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layerflow_studio.core.document import Document
from layerflow_studio.core.request import PromptSet
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.session.autosave import Autosave
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.machine import this_machine
from layerflow_studio.session.preferences import Preferences, cores
from layerflow_studio.session.project_io import Project, left_behind
from layerflow_studio.session.settings import Settings, unsaved_folder


@pytest.fixture
def document(tiny: ModelDescription) -> Document:
    return new_document(tiny, PromptSet("a fox"), seed=5)


def test_preferences_are_kept_and_only_what_differs_is_written(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.json")
    chosen = Preferences(language="de", threads=2, scale=1.5, results="stay", start_page=False)
    chosen.write(settings)
    settings.save()
    again = Settings.load(tmp_path / "settings.json")
    assert Preferences.read(again) == chosen
    assert set(again.get("preferences")) == {"language", "threads", "scale", "results", "start_page"}
    Preferences().write(again)
    assert again.get("preferences") is None


@pytest.mark.parametrize(
    "values",
    [
        None,
        [1, 2],
        {"language": "xx", "undo_limit": -1, "scale": 17, "threads": "many", "cache_mb": True},
        {"autosave_seconds": 10**9, "backdrop": None, "results": 3, "start_page": "no", "key_preset": 4},
        {"scale": "1.5", "unknown": 1, "export_folder": 7},
    ],
)
def test_nonsense_in_the_file_becomes_the_defaults(tmp_path: Path, values: Any) -> None:
    settings = Settings.load(tmp_path / "settings.json")
    settings.put("preferences", values)
    assert Preferences.read(settings) == Preferences()


def test_the_model_leaves_the_window_a_core() -> None:
    assert Preferences().computing_threads() == max(1, cores() - 1)
    assert Preferences(threads=3).computing_threads() == 3


def test_exports_are_proposed_where_the_user_wants_while_that_is_there(tmp_path: Path) -> None:
    assert Preferences().export_place(tmp_path) == tmp_path
    (tmp_path / "out").mkdir()
    assert Preferences(export_folder=str(tmp_path / "out")).export_place(tmp_path) == tmp_path / "out"
    assert Preferences(export_folder=str(tmp_path / "gone")).export_place(tmp_path) == tmp_path


def test_two_windows_keep_each_others_settings(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "settings.json"
    folders = [tmp_path / f"{name}.lfstudio" for name in "abc"]
    for folder in folders:
        Project.create(folder, document).close()
    first, second = Settings.load(path), Settings.load(path)
    first.put("only first", 1)
    first.add_recent(folders[0])
    first.save()
    second.add_recent(folders[1])
    second.save()
    first.add_recent(folders[2])
    first.save()
    found = Settings.load(path)
    assert found.get("only first") == 1
    assert [project.stem for project in found.recent_projects] == ["c", "b", "a"]
    found.forget_recent(folders[1])
    found.save()
    assert [project.stem for project in Settings.load(path).recent_projects] == ["c", "a"]


def test_projects_that_were_never_saved_are_found_unless_a_window_has_them(document: Document) -> None:
    abandoned = Project.create(unsaved_folder(), document)
    abandoned.close()
    with Project.create(unsaved_folder("sample"), document) as mine:
        assert abandoned.folder in left_behind() and mine.folder not in left_behind()
    assert mine.folder in left_behind()


def test_a_full_disk_keeps_the_change_for_the_next_autosave(
    tmp_path: Path, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write is refused by the system call itself, as a full disk does."""
    now = 0.0
    project = Project.create(tmp_path / "a.lfstudio", document)
    autosave = Autosave(project, quiet=2, at_most=20, clock=lambda: now)
    changed = replace(document, seed=document.seed + 1)
    autosave.note(changed)
    now = 3.0

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as context:
        context.setattr(os, "fsync", full)
        assert autosave.tick(), "it has begun"
        with pytest.raises(BadInput, match="No space left on device"):
            while autosave.pending:
                autosave.tick()
        assert autosave.pending and not autosave.tick(), "not tried again at once"
    now = 30.0
    assert autosave.tick()
    autosave.rest()
    assert not autosave.pending
    project.close()
    with Project.open(project.folder) as again:
        assert again.recovery == changed


def test_a_project_whose_folder_is_gone_can_be_saved_elsewhere(tmp_path: Path, document: Document) -> None:
    project = Project.create(tmp_path / "a.lfstudio", document)
    shutil.rmtree(project.folder)
    with pytest.raises(BadInput, match="cannot be written"):
        project.save(document)
    with project.copy_to(tmp_path / "b.lfstudio", document) as copy:
        assert copy.document == document
    project.close()
    with Project.open(tmp_path / "b.lfstudio") as again:
        assert again.document == document


def test_the_machine_is_told_from_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("processor: 0\nmodel name\t: Some(R) Chip  X7 8-Core Processor\n")
    card = tmp_path / "driver" / "nvidia" / "gpus" / "0000:01:00.0"
    card.mkdir(parents=True)
    (card / "information").write_text("Model: \t\t NVIDIA H100\nIRQ: 3\n")
    machine = this_machine(tmp_path)
    assert (machine.processor, machine.graphics) == ("Some Chip X7", ("NVIDIA H100",))
    assert machine.cores >= 1 and machine.memory_gb > 0.1
    nothing = this_machine(tmp_path / "nowhere")
    assert nothing.processor and nothing.graphics == ()
