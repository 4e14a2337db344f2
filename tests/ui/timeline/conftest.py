"""A window with something to cut."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from layerflow_studio.core.document import Canvas, Document, Layer, Marker, Role
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project
from tests.ui.conftest import Opener, Studio
from tests.ui.timeline.mouse import LENGTH, panel


@pytest.fixture
def edit(open_studio: Opener, tmp_path: Path) -> Studio:
    """A window on four layers, bottom first: sky, fox, owl, and a locked title."""
    project = Project.create(tmp_path / "edit.lfstudio", Document(Canvas(32, 24, Fraction(24), LENGTH)))
    clip = project.clips.put(ClipPixels(np.full((48, 24, 32, 4), 200, np.uint8), fps=Fraction(24)))
    document = Document(
        Canvas(32, 24, Fraction(24), LENGTH),
        (
            Layer("sky", "Sky", Role.BACKGROUND, Span(0, LENGTH), clip=clip, clip_frames=48),
            Layer("fox", "Fox", Role.FOREGROUND, Span(10, 30), clip=clip, clip_frames=48, source_in=8),
            Layer("owl", "Owl", Role.FOREGROUND, Span(40, 60), clip=clip, clip_frames=48, source_in=20),
            Layer("title", "Title", Role.MEDIA, Span(70, 90), locked=True),
        ),
        markers=(Marker("m", 50, "hit"),),
    )
    project.save(document)
    project.close()
    studio = open_studio(Project.open(project.folder))
    studio.window.resizeDocks([studio.window.docks["timeline"]], [330], Qt.Orientation.Vertical)
    studio.qtbot.waitUntil(lambda: panel(studio).tracks.visibleRegion().boundingRect().height() > 180)
    return studio
