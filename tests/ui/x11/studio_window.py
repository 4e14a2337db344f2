"""A process of its own with the real window on a project; says in JSON lines where clips are and what is dragged.

python studio_window.py PROJECT SETTINGS
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import qasync
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from layerflow_studio.core.kinds import Role
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.main_window import MainWindow
from layerflow_studio.ui.theme import apply_theme
from layerflow_studio.ui.workspace import Workspace

SIZE = QRect(0, 0, 1280, 900)


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def centre(widget: QWidget, area: QRect) -> list[int]:
    at = widget.mapToGlobal(area.center())
    return [at.x(), at.y()]


async def show(project: Path, settings: Path) -> None:
    opened = Project.open(project)
    window = MainWindow(Workspace(opened), Runner(), ModelKeeper(), Settings.load(settings))
    window.drag_out.began.connect(lambda path: tell(dragged=str(path)))
    window.setGeometry(SIZE)
    window.show()
    await asyncio.sleep(1.5)
    layer = window.workspace.document.top(Role.FOREGROUND)
    assert layer is not None
    thumb, grid = window.stack.row(layer.id).thumb, window.takes.grid
    places = {"layer": centre(thumb, thumb.rect())}
    if window.takes.model.rowCount():
        places["take"] = centre(grid.viewport(), grid.visualRect(window.takes.model.index(0, 0)))
    tell(places=places)
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    apply_theme(application)
    qasync.run(show(Path(sys.argv[1]), Path(sys.argv[2])))
