"""Nothing is lost: jobs of a program that died, the history, the trash, and the measures."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.jobs import CancelToken, Finished, ProgressSink, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import Take
from layerflow_studio.core.viewmodes import measure_recomposition
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import Sentence
from layerflow_studio.session.generate import Target, plan_job, show_take
from layerflow_studio.session.journal import MOST_REMEMBERED, JobJournal, JobRecord
from layerflow_studio.session.library import Library
from layerflow_studio.session.measures import MeasureBook, MeasureJob
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Lane, Runner
from layerflow_studio.session.trash import empty_trash, look_into_trash

Maker = Callable[..., Take]


@pytest.fixture
def make(project: Project, tiny: ModelDescription, keeper: ModelKeeper) -> Maker:
    """Make a take of a document, or of the project's."""

    def make_(document: Document | None = None, seed: int = 1, target: Target | None = None) -> Take:
        job = plan_job(
            project, document or project.document, tiny, keeper, seed=seed, target=target or Target()
        )
        return job.run(SilentProgress(), CancelToken())

    return make_


KILLED = """
import sys, time
from dataclasses import replace
from pathlib import Path
from layerflow_studio.core.jobs import Progress
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.session.generate import Target, plan_job
from layerflow_studio.session.journal import JobJournal
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner

project = Project.open(Path(sys.argv[1]))
keeper = ModelKeeper(Path(sys.argv[2]))
model, journal, runner = keeper.model("tiny"), JobJournal(project), Runner()
slow = replace(project.document, sampling=replace(project.document.sampling, steps=100000))
runner.subscribe(
    lambda event: print("denoising", flush=True)
    if isinstance(event, Progress) and event.stage == "denoise" and event.done == 1 else None
)
for seed, document in ((5, slow), (6, project.document)):
    job = plan_job(project, document, model, keeper, seed=seed)
    journal.keep(runner.submit(job), f"take of seed {seed}", job)
time.sleep(600)
"""


def test_what_was_running_and_waiting_is_known_after_kill_9(
    project: Project, tiny: ModelDescription, runner: Runner
) -> None:
    project.close()
    arguments = [sys.executable, "-c", KILLED, str(project.folder), str(tiny.folder.parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None and killed.stdout.readline() == "denoising\n"
        os.kill(killed.pid, signal.SIGKILL)
    keeper = ModelKeeper(tiny.folder.parent)
    with Project.open(project.folder) as again:
        journal = JobJournal(again)
        lost = journal.lost(keeper)
        assert [item.record.title for item in lost] == ["take of seed 5", "take of seed 6"]
        assert [item.job.request.sampling.steps for item in lost] == [100000, tiny.sampling.steps]
        last = runner.wait(runner.submit(lost[1].job), 60)
        assert isinstance(last, Finished) and isinstance(last.result, Take)
        assert last.result.request.seed == 6
        for item in lost:
            journal.forget(item.record.id)
        assert journal.lost(keeper) == ()


def test_a_lost_job_over_a_composite_comes_back_whole(
    project: Project, tiny: ModelDescription, keeper: ModelKeeper, make: Maker
) -> None:
    first = make()
    document = show_take(project.document, first)
    document = edits.duplicate_layer(document, document.layers[-1].id, "upper")
    job = plan_job(project, document, tiny, keeper, target=Target("upper", only=True))
    journal = JobJournal(project)
    journal.keep("job-1", "upper", job)
    lost = JobJournal(project).lost(keeper)[0].job
    assert (lost.request, lost.layers, lost.main, lost.ground) == (
        job.request,
        job.layers,
        "upper",
        job.ground,
    )
    assert journal.lost(keeper, lambda job_id: job_id == "job-1") == ()


def test_history_survives_and_keeps_the_newest_hundred(project: Project, keeper: ModelKeeper) -> None:
    journal = JobJournal(project)
    for number in range(MOST_REMEMBERED + 5):
        journal.record(JobRecord(f"job-{number}", "take", "generate", "done", seconds=number + 0.5))
    again = JobJournal(project).records
    assert len(again) == MOST_REMEMBERED and again[-1].seconds == 104.5 and again[0].id == "job-5"
    journal.clear()
    assert JobJournal(project).records == ()
    history = project.folder / "jobs" / "history.json"
    history.write_text("{")
    (project.folder / "jobs" / "pending-x.json").write_text("[]")
    damaged = JobJournal(project)
    assert damaged.records == () and damaged.lost(keeper) == ()
    assert len(list(history.parent.glob("*.damaged"))) == 2, "set aside, not deleted"


def test_the_history_keeps_what_a_message_was_made_of(project: Project) -> None:
    said = Sentence("{file} is empty (0 bytes); copy or export it again.", file="a.mov")
    JobJournal(project).record(JobRecord("a", "import a.mov", "import", "failed", message=said))
    message = JobJournal(project).records[0].message
    assert message == said and isinstance(message, Sentence) and message.template == said.template


def test_a_copy_of_the_project_keeps_its_history(project: Project, tmp_path: Path) -> None:
    JobJournal(project).record(JobRecord("job-1", "take", "generate", "done"))
    with project.copy_to(tmp_path / "copy.lfstudio", project.document) as copy:
        assert [record.id for record in JobJournal(copy).records] == ["job-1"]


@dataclass(frozen=True)
class Waits:
    """Work that waits for a signal."""

    name: str
    order: list[str]
    go: threading.Event
    title = "wait"
    lane = Lane.FILES
    stages = ()

    def run(self, progress: ProgressSink, cancel: CancelToken) -> None:
        assert self.go.wait(10)
        self.order.append(self.name)


def test_jobs_that_wait_can_be_put_in_another_order(runner: Runner) -> None:
    order, go = list[str](), threading.Event()
    ids = {"a": runner.submit(Waits("a", order, go))}
    while not runner.jobs()[0].running:
        threading.Event().wait(0.001)
    ids |= {name: runner.submit(Waits(name, order, go)) for name in "bcd"}
    assert runner.reorder(ids["d"], 1) and runner.reorder(ids["c"], 99)
    assert not runner.reorder("job-unknown", 1)
    go.set()
    for job in ids.values():
        runner.wait(job, 10)
    assert order == ["a", "c", "b", "d"]
    assert not runner.reorder(ids["a"], 1), "it is over"


# --- trash


def throw(project: Project, take: Take, **marks: bool) -> None:
    project.library.change(replace(project.library.get(take.id), trashed=True, **marks))


def test_emptying_the_trash_leaves_what_is_used_pinned_or_shared(project: Project, make: Maker) -> None:
    shown, undone, pinned, shared, doomed = (make(seed=number) for number in range(5))
    document = show_take(project.document, shown)
    locked = edits.set_locked(show_take(project.document, shared), document.layers[-1].id, True)
    child = make(locked, seed=9)
    assert child.clip(Role.FOREGROUND) == shared.clip(Role.FOREGROUND)
    for take in (shown, undone, shared, doomed):
        throw(project, take)
    throw(project, pinned, pinned=True)
    history = [document, show_take(project.document, undone)]
    trash = look_into_trash(project, history)
    assert {entry.take.id for entry in trash.doomed} == {shared.id, doomed.id}
    assert {entry.take.id for entry in trash.kept} == {shown.id, undone.id, pinned.id}
    before = sum(path.stat().st_size for path in (project.folder / "clips").iterdir())
    assert empty_trash(project, history) == trash
    after = sum(path.stat().st_size for path in (project.folder / "clips").iterdir())
    assert before - after == trash.size > 0 and len(trash.clips) == 5
    for take in (shown, undone, pinned, child):
        assert all(project.clips.get(clip) is not None for _, clip in take.clips)
    assert {entry.take.id for entry in Library(project.folder / "takes").entries()} == {
        take.id for take in (shown, undone, pinned, child)
    }
    assert look_into_trash(project, history).doomed == ()


def test_takes_keep_their_numbers_when_others_are_deleted(project: Project, make: Maker) -> None:
    takes = [make(seed=number) for number in range(3)]
    throw(project, takes[1])
    empty_trash(project, [])
    make(seed=3)
    assert [entry.number for entry in project.library.entries()] == [1, 3, 4]
    assert [entry.number for entry in Library(project.folder / "takes").entries()] == [1, 3, 4]
    for path in (project.folder / "takes").glob("take-*.json"):
        content = json.loads(path.read_text())
        del content["number"]
        path.write_text(json.dumps(content))
    assert [entry.number for entry in Library(project.folder / "takes").entries()] == [1, 2, 3]


def test_only_what_lies_in_the_trash_can_be_deleted(project: Project, make: Maker) -> None:
    take = make()
    with pytest.raises(BadInput, match="not in the trash"):
        project.library.remove(take.id)
    assert len(project.library.entries()) == 1
    assert project.library.entries() is project.library.entries(), "sorted once"


# --- measures


def test_takes_are_measured_once_and_remembered(project: Project, make: Maker, runner: Runner) -> None:
    takes = [make(seed=number) for number in range(2)]
    book = MeasureBook(project.library)
    job = MeasureJob.of_unmeasured(project, book, takes)
    assert job is not None and isinstance(runner.wait(runner.submit(job), 60), Finished)
    clips = [project.clips.get(takes[0].clip(role) or "") for role in MODEL_ROLES]
    assert book.get(takes[0].id) == pytest.approx(measure_recomposition(*clips).overall)
    again = MeasureBook(project.library)
    assert again.get(takes[1].id) == pytest.approx(book.get(takes[1].id) or 0)
    assert MeasureJob.of_unmeasured(project, again, takes) is None
    assert Library(project.folder / "takes").damaged == (), "the measures are not taken for a take"


def test_a_take_whose_clip_is_gone_is_passed_over(project: Project, make: Maker) -> None:
    lost, fine = make(seed=1), make(seed=2)
    project.clips.discard(lost.clip(Role.BLENDED) or "")
    book = MeasureBook(project.library)
    assert MeasureJob(project, book, (lost, fine)).run(SilentProgress(), CancelToken()) == 1
    assert book.get(lost.id) is None and book.get(fine.id) is not None
