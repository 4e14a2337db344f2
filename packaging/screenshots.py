"""Render the documentation's screenshots, without a screen, from the real window on a real project.

    python packaging/screenshots.py             from the sample project
    python packaging/screenshots.py PROJECT     from a project of one's own, with three takes or more

Writes studio, wipe, takes, matte, export, generating, start and german .png into docs/screenshots; --out
names another folder. The project is copied, so that nothing of it changes, and the user's own settings are left alone.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.main_window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "resources" / "sample" / "Car in a meadow.lfstudio"
SIZE = (1440, 900)
PATIENCE = 1200.0  # seconds for one run of the model on a busy machine


def main() -> int:
    """Render all screenshots."""
    parser = argparse.ArgumentParser(description="Render the documentation's screenshots.")
    parser.add_argument("project", nargs="?", type=Path, default=SAMPLE, help="default: the sample project")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = home
        import qasync
        from PySide6.QtWidgets import QApplication

        from layerflow_studio.ui.theme import apply_theme

        app = QApplication(sys.argv[:1])
        apply_theme(app)
        options.out.mkdir(parents=True, exist_ok=True)
        qasync.run(render(app, options.project, options.out, Path(home)))
    return 0


async def render(app: QApplication, source: Path, out: Path, home: Path) -> None:
    """Open the window and take the pictures one after the other, the last in another language."""
    from layerflow_studio.session.project_io import Project, find_project
    from layerflow_studio.ui.language import install_language

    with Project.open(find_project(source)) as given:
        project = given.copy_to(home / given.folder.name, given.document)
        again = given.copy_to(home / f"two {given.folder.name}", given.document)
    window = open_window(project)
    await studio(window, out / "studio.png")
    await wipe(window, out / "wipe.png")
    await takes(window, out / "takes.png")
    await matte(window, out / "matte.png")
    await export(window, out / "export.png")
    await models(window, out / "models.png")
    await generating(window, out / "generating.png")
    await start(window, out / "start.png")
    await close(window)
    install_language(app, "de")
    window = open_window(again)
    await studio(window, out / "german.png")
    await close(window)


def open_window(project: Project) -> MainWindow:
    """Return the studio's window on a project."""
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.session.runner import Runner
    from layerflow_studio.session.settings import Settings
    from layerflow_studio.ui.main_window import MainWindow
    from layerflow_studio.ui.workspace import Workspace

    window = MainWindow(Workspace(project), Runner(), ModelKeeper(), Settings.load())
    window.resize(*SIZE)
    window.show()
    return window


async def close(window: MainWindow) -> None:
    """Close the window as one does who keeps nothing."""
    gone = asyncio.get_running_loop().create_future()
    window.shell.gone.connect(lambda: gone.done() or gone.set_result(None))
    window.workspace.store.mark_saved()
    window.close()
    await gone
    window.deleteLater()


async def studio(window: MainWindow, path: Path) -> None:
    """The whole window in the middle of the clip."""
    window.workspace.transport.go_to(window.workspace.document.canvas.length // 2)
    await settle()
    save(window, path)


async def wipe(window: MainWindow, path: Path) -> None:
    """Two takes in one picture, divided by a line: the foreground of both is the same."""
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.core.viewmodes import Compare
    from layerflow_studio.core.views import TakeClip

    first, third = (entry.take for entry in window.workspace.project.library.entries()[0:3:2])
    window.viewer.compare(TakeClip(first, Role.BLENDED), TakeClip(third, Role.BLENDED), Compare.WIPE)
    await settle()
    save(window, path)
    window.viewer.stop_comparing()


async def takes(window: MainWindow, path: Path) -> None:
    """The workspace for choosing among takes."""
    window.actions_by_id["workspace-generate"].trigger()
    await settle()
    save(window, path)
    window.actions_by_id["workspace-edit"].trigger()


async def matte(window: MainWindow, path: Path) -> None:
    """The topmost layer alone, over the checkerboard."""
    window.workspace.select(window.workspace.document.layers[-1].id)
    window.actions_by_id["solo"].trigger()
    await settle()
    save(window, path)
    window.actions_by_id["solo"].trigger()


async def export(window: MainWindow, path: Path) -> None:
    """The export dialog over the dimmed window."""
    from layerflow_studio.ui.dialogs.export import ExportDialog

    dialog = ExportDialog(window.workspace.document, Path("~/shots"), window.shell.project_name, window)
    await over(window, dialog, path)


async def models(window: MainWindow, path: Path) -> None:
    """The list of models over the dimmed window."""
    from layerflow_studio.ui.models.dialog import ModelsDialog

    await over(window, ModelsDialog(window.models, window), path)


async def over(window: MainWindow, dialog: QDialog, path: Path) -> None:
    """A dialog over the dimmed window."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QColor, QPainter

    dialog.show()
    await settle()
    picture, front = window.grab(), dialog.grab()
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 110))
    corner = QPoint((picture.width() - front.width()) // 2, (picture.height() - front.height()) // 2)
    painter.drawPixmap(corner, front)
    painter.end()
    dialog.close()
    dialog.deleteLater()
    keep(picture.save(str(path)), path)


async def generating(window: MainWindow, path: Path) -> None:
    """A run half way through, every layer becoming."""
    from layerflow_studio.session.generate import lock_only

    window.workspace.do("Unlock", lambda document: lock_only(document, ()))
    preview = window.generation.preview
    window.actions_by_id["generate"].trigger()
    await until(lambda: preview.active and 2 * preview.step >= preview.total)
    save(window, path)
    window.actions_by_id["cancel"].trigger()
    await until(lambda: not window.jobs.busy)


async def start(window: MainWindow, path: Path) -> None:
    """The page that a window without a project shows."""
    window.jobs.clear_ended()
    window.centre.show_start()
    await settle()
    save(window, path)
    window.centre.show_viewer()


def save(widget: QWidget, path: Path) -> None:
    """Write what a widget shows."""
    keep(widget.grab().save(str(path)), path)


def keep(written: bool, path: Path) -> None:
    """Say where a picture is, or stop."""
    if not written:
        raise SystemExit(f"{path} could not be written; check the folder.")
    print(path)


async def settle() -> None:
    """Let frames and thumbnails arrive."""
    await asyncio.sleep(1.5)


async def until(condition: Callable[[], bool]) -> None:
    """Turn the event loop until something is so."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit("The model took too long; try again on a machine that is less busy.")
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main())
