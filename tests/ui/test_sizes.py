"""A model that makes several sizes: chosen in the inspector, shown without a jump, moved by its handles."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from layerflow_studio.core import edits
from layerflow_studio.core.document import Transform
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.render import render_frame
from layerflow_studio.ui.panels.inspector_project import ProjectPage
from tests.tiny_model import make_tiny_model
from tests.ui.conftest import Studio, painted_clips

pytestmark = pytest.mark.gui


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models in which the tiny one has an upscaling decoder."""
    folder = tmp_path_factory.mktemp("upscaling")
    make_tiny_model(folder / "tiny", factor=2)
    return folder


@pytest.fixture
def project_page(filled: Studio) -> ProjectPage:
    filled.window.inspector.buttons[1].click()
    shown = filled.window.inspector.project_page
    assert shown.isVisible()
    return shown


def names(page: ProjectPage) -> list[str]:
    return [page.sizes.itemText(place) for place in range(page.sizes.count())]


def test_choosing_a_size_sets_the_canvas_in_one_step(filled: Studio, project_page: ProjectPage) -> None:
    sizes, layer = project_page.sizes, filled.row(Role.FOREGROUND).layer
    assert sizes.isVisible() and sizes.accessibleName() and sizes.toolTip()
    assert names(project_page) == ["64 × 32", "128 × 64, upscaled"] and sizes.currentIndex() == 0
    filled.workspace.do(
        "Move", partial(edits.set_transform, layer_id=layer.id, transform=Transform(x=3, y=-2, anchor_x=4))
    )
    before = filled.store.history.position
    sizes.setCurrentIndex(1)
    canvas = filled.store.document.canvas
    assert (canvas.width, canvas.height) == (128, 64) and filled.store.history.position == before + 1
    assert (project_page.width_field.text(), project_page.height_field.text()) == ("128", "64")
    assert filled.row(Role.FOREGROUND).layer.transform == Transform(x=6, y=-4, anchor_x=8)
    assert filled.window.generation.plan.sentence.endswith("The clips are upscaled to 128 × 64.")
    assert filled.window.viewer.canvas.view.size == QSize(128, 64)
    filled.act("undo")
    assert sizes.currentIndex() == 0 and filled.store.document.canvas.width == 64
    assert filled.row(Role.FOREGROUND).layer.transform == Transform(x=3, y=-2, anchor_x=4)


def test_another_size_of_the_canvas_is_custom_while_it_lasts(
    filled: Studio, project_page: ProjectPage
) -> None:
    canvas = filled.store.document.canvas
    filled.workspace.do("Size", partial(edits.set_canvas, canvas=replace(canvas, width=100)))
    assert names(project_page) == ["64 × 32", "128 × 64, upscaled", "Custom"]
    assert project_page.sizes.currentText() == "Custom"
    project_page.sizes.setCurrentIndex(1)
    assert filled.store.document.canvas == replace(canvas, width=128, height=64)
    assert names(project_page) == ["64 × 32", "128 × 64, upscaled"]


def test_takes_of_both_sizes_lie_alike_and_are_moved_by_the_same_handles(filled: Studio) -> None:
    store, tool = filled.store, filled.window.viewer.transform
    canvas = replace(store.document.canvas, width=128, height=64)
    filled.workspace.do("Size", partial(edits.set_canvas, canvas=canvas))
    layer = filled.row(Role.FOREGROUND).layer
    filled.workspace.select(layer.id)
    filled.act("transform")
    filled.until(lambda: tool.box is not None)
    box = tool.box
    assert box is not None and (box.point((-1, -1)), box.point((1, 1))) == ((0, 0), (128, 64))
    clip = painted_clips(128, 64)[Role.FOREGROUND]
    small = render_frame(store.document, 0, filled.workspace.project.clips)
    stored = filled.workspace.project.clips.put(clip)
    filled.workspace.do(
        "Take", partial(edits.set_clip, layer_id=layer.id, clip=stored, clip_frames=clip.frames)
    )
    large = render_frame(store.document, 0, filled.workspace.project.clips)
    differ = (small != large).any(axis=-1)
    assert not differ[18:-18, 34:-34].any() and not differ[:14].any() and not differ[:, :30].any()
    filled.until(lambda: tool.box is not None and tool.box.width == 128)
    assert tool.box is not None and (tool.box.point((-1, -1)), tool.box.point((1, 1))) == ((0, 0), (128, 64))


def test_the_meter_compares_takes_of_both_sizes(filled: Studio) -> None:
    """A kept layer of the small size recomposes with what was made around it at the large one."""
    meter, clips = filled.window.viewer.meter, filled.workspace.project.clips
    filled.until(lambda: meter.overall is not None)
    for role in (Role.BACKGROUND, Role.BLENDED):
        layer, clip = filled.row(role).layer, painted_clips(128, 64)[role]
        edit = partial(edits.set_clip, layer_id=layer.id, clip=clips.put(clip), clip_frames=clip.frames)
        filled.workspace.do("Take", edit)
    filled.until(lambda: meter.overall is not None)
    assert meter.overall is not None and 25 < meter.overall < 60
