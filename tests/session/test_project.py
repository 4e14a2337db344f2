"""A project on disk: whole after every save, locked while it is open, its takes never lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.ids import new_id
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.request import GenerationRequest, PromptSet, Sampling
from layerflow_studio.core.takes import LibraryEntry, Provenance, Take
from layerflow_studio.errors import BadInput, FileMissing, ProjectLocked
from layerflow_studio.session import lock
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.autosave import Autosave
from layerflow_studio.session.library import Library
from layerflow_studio.session.project_io import Project, find_project, models_in_use
from layerflow_studio.session.settings import unsaved_folder

DOCUMENT = Document(Canvas(64, 32, Fraction(24000, 1001), 8), seed=4)


def some_take(created: str = "2026-01-02T03:04:05.000+00:00") -> Take:
    request = GenerationRequest(
        "tiny", "hash", PromptSet("a fox"), PromptSet(), (), 64, 32, 8, Fraction(8), 1, Sampling()
    )
    clips = ((Role.FOREGROUND, "a" * 64), (Role.BACKGROUND, "b" * 64), (Role.BLENDED, "c" * 64))
    return Take(new_id("take"), request, clips, Provenance("0", "hash", "2", "cpu", "float32", 1.0), created)


def test_what_was_saved_is_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "sub" / "fox.lfstudio"
    with Project.create(folder, DOCUMENT) as project:
        assert project.name == "fox" and project.document == DOCUMENT
        project.save(edits.set_seed(DOCUMENT, 9))
    assert sorted(path.name for path in folder.iterdir()) == ["clips", "project.json", "takes", "thumbs"]
    with Project.open(folder) as project:
        assert project.document == edits.set_seed(DOCUMENT, 9)
        assert project.recovery is None and project.warnings == ()


def test_unknown_keys_survive_a_save(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT):
        pass
    path = tmp_path / "p" / "project.json"
    content = json.loads(path.read_text())
    content["from_the_future"] = {"a": [1, 2]}
    path.write_text(json.dumps(content))
    with Project.open(tmp_path / "p") as project:
        project.save(edits.set_seed(project.document, 11))
    saved = json.loads(path.read_text())
    assert saved["from_the_future"] == {"a": [1, 2]} and saved["seed"] == 11


def test_a_failed_save_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        before = (tmp_path / "p" / "project.json").read_bytes()
        (tmp_path / "p" / "project.json").unlink()
        (tmp_path / "p" / "project.json").mkdir()  # nothing can be moved over a folder
        with pytest.raises(BadInput, match=r"cannot be written .*; "):
            project.save(edits.set_seed(DOCUMENT, 9))
        assert project.document == DOCUMENT
        assert not list((tmp_path / "p").glob(".*.part"))
        (tmp_path / "p" / "project.json").rmdir()
        project.save(DOCUMENT)
        assert (tmp_path / "p" / "project.json").read_bytes() == before


def test_a_place_that_is_no_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=r"cannot be written .*; "):
        write_whole(tmp_path / "file" / "project.json", "{}")


def test_create_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "letter.txt").write_text("dear")
    with pytest.raises(BadInput, match="not empty"):
        Project.create(tmp_path / "p", DOCUMENT)
    assert [path.name for path in (tmp_path / "p").iterdir()] == ["letter.txt"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput):
        Project.create(tmp_path / "file", DOCUMENT)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"schema": "other", "version": 1}', '{"schema": "layerflow-studio/project", "version": 99}'],
)
def test_a_file_that_is_no_project_is_refused_and_the_lock_given_back(tmp_path: Path, text: str) -> None:
    (tmp_path / "project.json").write_text(text)
    with pytest.raises(BadInput):
        Project.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["project.json"]


def test_a_folder_without_a_project_is_missing_one(tmp_path: Path) -> None:
    with pytest.raises(FileMissing, match=r"project\.json"):
        Project.open(tmp_path)
    with pytest.raises(FileMissing):
        find_project(tmp_path / "nothing")
    with pytest.raises(FileMissing):
        find_project(tmp_path)


def test_find_project_takes_the_folder_the_file_and_the_folder_around(tmp_path: Path) -> None:
    folder = tmp_path / "project.lfstudio"
    for name in ("project.lfstudio", "other.lfstudio"):
        Project.create(tmp_path / name, DOCUMENT).close()
    assert find_project(folder) == find_project(folder / "project.json") == find_project(tmp_path) == folder
    (folder / "project.json").unlink()
    assert find_project(tmp_path) == tmp_path / "other.lfstudio"
    Project.create(tmp_path / "third.lfstudio", DOCUMENT).close()
    with pytest.raises(BadInput, match=r"other\.lfstudio, third\.lfstudio"):
        find_project(tmp_path)


# --- the lock


def test_a_second_window_is_turned_away_until_the_first_closes(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        with pytest.raises(ProjectLocked, match=rf"process {os.getpid()}\); close it there first\."):
            Project.open(tmp_path / "p")
        project.close()
        Project.open(tmp_path / "p").close()
        project.close()


HOLD = """
import sys
from pathlib import Path
from layerflow_studio.session.lock import FolderLock
kept = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_another_process_holds_it_and_loses_it_when_it_dies(tmp_path: Path) -> None:
    Project.create(tmp_path / "p", DOCUMENT).close()
    command = [sys.executable, "-c", HOLD, str(tmp_path / "p" / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(ProjectLocked, match=f"process {other.pid}"):
            Project.open(tmp_path / "p")
        other.kill()
        other.wait()
    assert (tmp_path / "p" / ".lock").exists()
    with Project.open(tmp_path / "p") as project:
        assert project.document == DOCUMENT
    assert not (tmp_path / "p" / ".lock").exists()


def test_models_of_open_projects_are_in_use_as_the_disk_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    recent = [tmp_path / f"{name}.lfstudio" for name in ("open", "closed", "damaged", "gone")]
    opened, closed, damaged = (
        Project.create(folder, replace(DOCUMENT, model=folder.stem)) for folder in recent[:3]
    )
    unsaved = Project.create(unsaved_folder(), replace(DOCUMENT, model="unsaved"))
    closed.close()
    (damaged.folder / "project.json").write_text("{")
    assert models_in_use(recent) == {"open", "unsaved"}
    opened.write_autosave(replace(DOCUMENT, model="chosen since"))
    unsaved.close()
    assert models_in_use(recent) == {"chosen since"}
    assert models_in_use(()) == frozenset()


def test_a_lock_of_a_former_process_with_our_number_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    path.write_text(replace(lock.Holder.here(), started="1").write())
    lock.FolderLock(path).release()
    path.write_text(replace(lock.Holder.here(), pid=1, started="nonsense").write())
    lock.FolderLock(path).release()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_of_another_machine_is_respected(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    path.write_text(replace(lock.Holder.here(), host="elsewhere", pid=2**22 + 1).write())
    with pytest.raises(ProjectLocked, match="on elsewhere"):
        lock.FolderLock(path)
    assert "elsewhere" in path.read_text()


@pytest.mark.parametrize("text", ["", "half a lo", "{}", '{"pid": "x"}'])
def test_an_unreadable_lock_is_taken_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".lock"
    path.write_text(text)
    held = lock.FolderLock(path)
    assert lock.Holder.read(path.read_text()) is not None
    held.release()
    assert list(tmp_path.iterdir()) == []


def test_release_leaves_a_lock_that_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    held = lock.FolderLock(path)
    path.write_text(replace(lock.Holder.here(), host="elsewhere").write())
    held.release()
    assert "elsewhere" in path.read_text()


# --- takes


def test_a_take_is_on_disk_when_add_returns_and_is_never_overwritten(tmp_path: Path) -> None:
    library, take = Library(tmp_path / "takes"), some_take()
    library.add(take)
    assert Library(tmp_path / "takes").entries() == (LibraryEntry(take, number=1),)
    with pytest.raises(BadInput, match="never overwritten"):
        library.add(replace(take, matte="grey"))
    assert Library(tmp_path / "takes").get(take.id).take == take
    with pytest.raises(BadInput, match="cannot name a take"):
        library.add(replace(take, id="../escape"))
    with pytest.raises(BadInput, match="no take 'nobody'"):
        library.get("nobody")


def test_rating_and_note_are_kept_and_the_take_is_not_changed(tmp_path: Path) -> None:
    library, take = Library(tmp_path), some_take()
    entry = replace(library.add(take), rating=5, note="the one", pinned=True)
    library.change(entry)
    assert library.get(take.id) == Library(tmp_path).get(take.id) == entry
    with pytest.raises(BadInput):
        library.change(replace(entry, take=replace(take, matte="black")))
    with pytest.raises(BadInput):
        library.change(LibraryEntry(some_take()))


def test_several_takes_are_filed_all_or_none(tmp_path: Path) -> None:
    library = Library(tmp_path)
    first, second = (library.add(replace(some_take(), id=name)) for name in ("take-a", "take-b"))
    pinned = [replace(entry, pinned=True) for entry in (first, second)]
    (tmp_path / "take-b.json").unlink()
    (tmp_path / "take-b.json").mkdir()  # no file can be put in its place
    with pytest.raises(BadInput):
        library.change(*pinned)
    assert library.entries() == (first, second)
    (tmp_path / "take-b.json").rmdir()
    assert Library(tmp_path).entries() == (first,), "what was written already was taken back"
    library.change(*pinned)
    assert Library(tmp_path).entries() == library.entries() == tuple(pinned)


def test_takes_come_oldest_first(tmp_path: Path) -> None:
    library = Library(tmp_path)
    takes = [some_take(f"2026-01-0{day}T00:00:00.000+00:00") for day in (3, 1, 2)]
    for take in takes:
        library.add(take)
    assert [entry.take for entry in library.entries()] == [takes[1], takes[2], takes[0]]


def test_a_damaged_take_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    take = some_take()
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        project.library.add(take)
    (tmp_path / "p" / "takes" / "take-0.json").write_text("{ torn")
    (tmp_path / "p" / "takes" / "copy.json").write_bytes(
        (tmp_path / "p" / "takes" / f"{take.id}.json").read_bytes()
    )
    with Project.open(tmp_path / "p") as project:
        assert [entry.take for entry in project.library.entries()] == [take]
        assert len(project.warnings) == 2
        assert "copy" in project.warnings[0] and "take-0" in project.warnings[1]
    assert (tmp_path / "p" / "takes" / "take-0.json").read_text() == "{ torn"


# --- copies


def test_a_copy_has_all_clips_and_takes_and_a_life_of_its_own(tmp_path: Path) -> None:
    pixels = np.arange(2 * 4 * 6 * 4, dtype=np.uint8).reshape(2, 4, 6, 4)
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        clip = project.clips.put(ClipPixels(pixels, Fraction(8)))
        project.library.add(some_take())
        changed = edits.set_seed(DOCUMENT, 77)
        with project.copy_to(tmp_path / "copy.lfstudio", changed) as copy:
            assert copy.document == changed and project.document == DOCUMENT
            assert copy.library.entries() == project.library.entries()
            assert np.array_equal(copy.clips.get(clip).pixels, pixels)
            copy.library.add(some_take())
            assert len(project.library.entries()) == 1
        with pytest.raises(BadInput):
            project.copy_to(tmp_path / "copy.lfstudio", changed)


def test_a_copy_that_fails_leaves_the_place_free(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        (project.folder / "thumbs" / "a.png").mkdir()  # cannot be copied like a file
        with pytest.raises(BadInput, match="could not be filled"):
            project.copy_to(tmp_path / "copy", DOCUMENT)
        (project.folder / "thumbs" / "a.png").rmdir()
        project.copy_to(tmp_path / "copy", DOCUMENT).close()


# --- autosave


class Clock:
    """A clock that stands until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_autosave_waits_for_a_pause_but_not_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        path = project.folder / "autosave.json"
        saver = Autosave(project, quiet=2, at_most=10, clock=clock)
        assert not saver.tick() and not path.exists()
        saver.note(edits.set_seed(DOCUMENT, 1))
        clock.now += 1.9
        assert not saver.tick() and not path.exists()
        clock.now += 0.2
        assert saver.tick() and saver.pending
        saver.rest()
        assert path.exists() and not saver.pending
        written = path.read_bytes()
        for second in range(12):
            saver.note(edits.set_seed(DOCUMENT, 2 + second))
            clock.now += 1.0
            if saver.tick():
                break
        saver.rest()
        assert second == 9 and path.read_bytes() != written


def test_a_slow_disk_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, gate, flush = Clock(), threading.Event(), os.fsync
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        saver = Autosave(project, quiet=2, at_most=10, clock=clock)
        monkeypatch.setattr(os, "fsync", lambda handle: gate.wait(30) and flush(handle))
        first, second = edits.set_seed(DOCUMENT, 1), edits.set_seed(DOCUMENT, 2)
        saver.note(first)
        clock.now += 3
        assert saver.tick(), "it has begun, and nobody waits"
        saver.note(second)
        clock.now += 30
        assert not saver.tick() and saver.pending, "one after the other"
        gate.set()
        saver.rest()
        assert saver.tick()
        saver.rest()
    with Project.open(tmp_path / "p") as project:
        assert project.recovery == second


def test_after_a_crash_the_autosave_is_offered_and_a_save_ends_that(tmp_path: Path) -> None:
    changed = edits.set_seed(DOCUMENT, 8)
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        saver = Autosave(project)
        saver.note(changed)
        assert saver.flush() and not saver.flush()
    with Project.open(tmp_path / "p") as project:
        assert project.document == DOCUMENT and project.recovery == changed
        project.save(changed)
        assert project.recovery is None
    with Project.open(tmp_path / "p") as project:
        assert project.document == changed and project.recovery is None


def test_an_old_an_equal_and_a_damaged_autosave_are_not_offered(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        path = project.folder / "autosave.json"
        project.write_autosave(edits.set_seed(DOCUMENT, 8))
        os.utime(path, ns=(0, 0))
    with Project.open(tmp_path / "p") as project:
        assert project.recovery is None
        project.write_autosave(DOCUMENT)
    with Project.open(tmp_path / "p") as project:
        assert project.recovery is None
    path.write_text("{")
    with Project.open(tmp_path / "p") as project:
        assert project.recovery is None and project.document == DOCUMENT


def test_undoing_back_to_the_saved_document_removes_the_autosave(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p", DOCUMENT) as project:
        saver = Autosave(project)
        saver.note(edits.set_seed(DOCUMENT, 8))
        saver.flush()
        saver.note(DOCUMENT)
        assert not saver.flush() and not (project.folder / "autosave.json").exists()
        saver.note(edits.set_seed(DOCUMENT, 9))
        saver.settle()
        assert not saver.flush()
