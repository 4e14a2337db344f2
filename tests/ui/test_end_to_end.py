"""A shot from first prompt to finished file, through the real window with the model that comes with the app."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from layerflow_studio.core import edits
from layerflow_studio.core.document import Layer
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.core.request import PromptSet
from layerflow_studio.core.viewmodes import Compare
from layerflow_studio.core.views import TakeClip
from layerflow_studio.media.importer import read_clip
from layerflow_studio.session.export import COMPOSITE, Target
from layerflow_studio.session.generate import new_document
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.ui.jobs import JobState
from tests.ui.conftest import Opener, Studio

pytestmark = [pytest.mark.gui, pytest.mark.model]
PATIENCE_MS = 120_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def keeper() -> ModelKeeper:
    """The models that are shipped."""
    return ModelKeeper()


def top(studio: Studio, role: Role) -> Layer:
    """The topmost layer of a role."""
    layer = studio.store.document.top(role)
    assert layer is not None
    return layer


def run(studio: Studio) -> list[tuple[str, int]]:
    """Press Generate, wait for the take, and return what the canvas showed meanwhile: tag and pictures."""
    seen: list[tuple[str, int]] = []
    canvas = studio.window.viewer.canvas

    def look() -> None:
        if canvas.tiles:
            seen.append((canvas.tag, len(canvas.tiles)))

    watching = studio.window.generation.preview.changed.connect(look)
    count = len(studio.workspace.take_numbers)
    studio.window.generate_panel.button.click()
    studio.until(
        lambda: len(studio.workspace.take_numbers) == count + 1 and not studio.window.jobs.busy, PATIENCE_MS
    )
    studio.window.generation.preview.changed.disconnect(watching)
    return seen


@pytest.mark.timeout(600)
def test_a_shot_from_prompts_to_a_file(open_studio: Opener, keeper: ModelKeeper, tmp_path: Path) -> None:
    model = keeper.model("mini")
    document = new_document(model, PromptSet(), seed=7)
    few = replace(document.sampling, steps=3)
    project = Project.create(tmp_path / "shot.lfstudio", edits.set_sampling(document, few))
    studio = open_studio(project)

    # type prompts, generate, watch
    for role, text in ((Role.FOREGROUND, "an orange fox"), (Role.BACKGROUND, "a green meadow")):
        prompt = studio.row(role).prompt
        prompt.setFocus()
        studio.qtbot.keyClicks(prompt, text)
    assert studio.store.document.prompts == PromptSet("an orange fox", "a green meadow", "")
    seen = run(studio)
    assert {pictures for _, pictures in seen} == {3}
    assert all("3" in tag for tag, _ in seen), "the tag names the number of steps"
    first = studio.workspace.project.library.entries()[-1].take
    assert {top(studio, role).clip for role in MODEL_ROLES} == {clip for _, clip in first.clips}

    # lock the foreground, re-roll: its pixels stay
    stored = project.clips.get(first.clip(Role.FOREGROUND) or "").pixels
    studio.qtbot.mouseClick(studio.row(Role.FOREGROUND).lock, LEFT)
    run(studio)
    second = studio.workspace.project.library.entries()[-1].take
    assert second.request.given_roles == (Role.FOREGROUND,)
    assert second.clip(Role.FOREGROUND) == first.clip(Role.FOREGROUND)
    assert np.array_equal(project.clips.get(second.clip(Role.FOREGROUND) or "").pixels, stored)
    assert second.clip(Role.BACKGROUND) != first.clip(Role.BACKGROUND)

    # compare the takes, undo the choice, bring it back
    viewer = studio.window.viewer
    views = (TakeClip(first, Role.BACKGROUND), TakeClip(second, Role.BACKGROUND))
    viewer.compare(*views, Compare.DIFFERENCE)
    studio.until(lambda: viewer.canvas.image is not None and "ifference" in viewer.canvas.tag)
    viewer.stop_comparing()
    studio.act("undo")
    assert top(studio, Role.BACKGROUND).take == first.id
    studio.act("redo")
    assert top(studio, Role.BACKGROUND).take == second.id

    # trim the background on the timeline
    background = top(studio, Role.BACKGROUND)
    tracks = studio.window.timeline.tracks
    bar, frame = tracks.bar(background), tracks.scale.per_frame
    studio.window.timeline.show()
    drag(studio, QPointF(bar.right() - 2, bar.center().y()), -4 * frame)
    assert top(studio, Role.BACKGROUND).span.stop == model.frames - 4

    # save, close, open again: everything is there
    studio.act("save")
    studio.idle()
    before = studio.store.document
    studio.close()
    studio = open_studio(Project.open(project.folder))
    assert studio.store.document == before
    assert [entry.take.id for entry in studio.workspace.project.library.entries()] == [first.id, second.id]

    # export, and read the file as another program would
    target = tmp_path / "shot.mov"
    studio.window.shell.export_targets((Target(COMPOSITE, "prores4444", target),))
    studio.until(lambda: not studio.window.jobs.busy, PATIENCE_MS)
    assert studio.window.jobs.cards[-1].state == JobState.DONE, studio.window.jobs.cards[-1].message
    exported = read_clip(target)
    assert exported.frames == model.frames
    clips = studio.workspace.project.clips
    for index in (0, model.frames - 1):
        meant = render_frame(before, index, clips).astype(int)
        found = exported.frame(index).astype(int)
        assert np.abs(found[..., 3] - meant[..., 3]).max() <= 1
        opaque = meant[..., 3] == 255
        assert np.abs(found - meant)[opaque].mean() < 1
    assert (render_frame(before, 0, clips)[..., 3] == 255).all()
    assert (render_frame(before, model.frames - 1, clips)[..., 3] == 0).any(), "the trimmed end is open"


def drag(studio: Studio, start: QPointF, by: float) -> None:
    """Press, move and let go on the tracks."""
    tracks = studio.window.timeline.tracks
    studio.qtbot.mousePress(tracks, LEFT, pos=start.toPoint())
    for part in (0.3, 0.7, 1.0):
        studio.qtbot.mouseMove(tracks, QPointF(start.x() + by * part, start.y()).toPoint())
    studio.qtbot.mouseRelease(tracks, LEFT, pos=QPointF(start.x() + by, start.y()).toPoint())


def test_the_same_request_gives_the_same_bytes(
    open_studio: Opener, keeper: ModelKeeper, tmp_path: Path
) -> None:
    document = new_document(keeper.model("mini"), PromptSet("a red car", "a night city", ""), seed=3)
    few = replace(document.sampling, steps=2)
    studio = open_studio(Project.create(tmp_path / "twice.lfstudio", edits.set_sampling(document, few)))
    studio.window.generate_panel.vary.setChecked(False)
    run(studio)
    run(studio)
    takes = [entry.take for entry in studio.workspace.project.library.entries()]
    assert takes[0].request == takes[1].request
    assert takes[0].clips == takes[1].clips
    studio.store.dispatch("Seed", partial(edits.set_seed, seed=4))
    run(studio)
    newest = studio.workspace.project.library.entries()[-1].take
    assert newest.clips != takes[0].clips
