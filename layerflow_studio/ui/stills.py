"""The frame under the playhead on its own: on the clipboard or in a file, with its alpha."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from layerflow_studio.session.stills import still_bytes, write_still
from layerflow_studio.ui.background import in_background
from layerflow_studio.ui.dialogs.asking import ask_path
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

_PNG = "image/png"


class Stills(QObject):
    """Flows that the shell runs; the frame is rendered beside the window's thread."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        start: Callable[[Coroutine[Any, Any, None]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._start = window, workspace, start

    def copy(self) -> None:
        """Put the frame on the clipboard."""
        self._start(self._copy())

    def save(self) -> None:
        """Ask for a file and write the frame into it."""
        self._start(self._save())

    async def _copy(self) -> None:
        workspace, frame = self._workspace, self._workspace.transport.frame
        png = await in_background(still_bytes, workspace.document, frame, workspace.project.clips)
        carried = QMimeData()
        carried.setData(_PNG, png)
        carried.setImageData(QImage.fromData(png))
        QGuiApplication.clipboard().setMimeData(carried)
        self.told.emit(self.tr("Frame {frame} is on the clipboard, with its alpha.").format(frame=frame))

    async def _save(self) -> None:
        frame, shell = self._workspace.transport.frame, self._window.shell
        name = self.tr("{project} frame {frame}").format(project=shell.project_name, frame=f"{frame:04}")
        start = shell.export_folder / f"{name}.png"
        title = self.tr("Save the frame as")
        while (path := await ask_path(self._window, title, start, save=True, folder=False)) is not None:
            start = _as_png(path)
            if start == path or not start.exists():  # else the dialog asks whether to replace it
                await self.write(start, frame)
                return

    async def write(self, path: Path, frame: int) -> None:
        """Write a frame into a PNG file, in the place of one that is there."""
        workspace = self._workspace
        await in_background(partial(write_still, workspace.document, frame, workspace.project.clips, path))
        self.told.emit(self.tr("Saved frame {frame} as {file}.").format(frame=frame, file=path))


def _as_png(path: Path) -> Path:
    return path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png")
