"""Clips dragged out of the window: other programs get a ProRes 4444 file with straight alpha.

It is exported when a clip is first dragged, to a place where it stays, because programs link to what they are
given: the project's folder, or one of its own while the project has no place yet and may be thrown away. A short
clip is ready while the button is still down; else the next drag of it is at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from layerflow_studio.core.file_names import file_stem
from layerflow_studio.core.ids import ClipId
from layerflow_studio.session.preferences import Preferences
from layerflow_studio.session.settings import Settings, data_dir
from layerflow_studio.ui.jobs import JobBook, JobCard, JobState
from layerflow_studio.ui.projects import is_untitled
from layerflow_studio.ui.takes.model import EntryRole
from layerflow_studio.ui.words import role_name
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow
    from layerflow_studio.ui.panels.layer_row import LayerRow

FOLDER = "dragged"
_PRESET, _SUFFIX = "prores4444", ".mov"
_PICTURE = QSize(112, 64)


@dataclass(frozen=True)
class Parcel:
    """A clip to be given away: what to call it, and how it looks under the pointer."""

    clip: ClipId
    name: str
    image: QImage | None = None


Packer = Callable[[QPoint], Parcel | None]
"""Tells which clip is at a place of a widget."""


class DragOut(QObject):
    """Watches widgets for drags that begin on a clip."""

    told = Signal(str)
    began = Signal(object)
    """A drag begins, with this file."""

    def __init__(
        self, workspace: Workspace, jobs: JobBook, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._jobs, self._settings = workspace, jobs, settings
        self._packers: dict[QObject, Packer] = {}
        self._pressed: tuple[QWidget, QPoint] | None = None
        self._packing: dict[str, tuple[QWidget, Parcel, Path]] = {}
        jobs.ended.connect(self._on_ended)

    def watch(self, widget: QWidget, pack: Packer) -> None:
        """Let clips be dragged out of a widget."""
        self._packers = {known: how for known, how in self._packers.items() if isValid(known)} | {
            widget: pack
        }
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice where a press became a drag; the widget gets every event as well."""
        if not isinstance(event, QMouseEvent) or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = (watched, event.position().toPoint()) if left else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            source, began = self._pressed
            moved = (event.position().toPoint() - began).manhattanLength()
            if source is watched and moved >= QApplication.startDragDistance():
                self._pressed = None
                parcel = self._packers[watched](began)
                if parcel is not None:
                    self.give(watched, parcel)
                    return True
        return False

    def give(self, source: QWidget, parcel: Parcel) -> None:
        """Begin the drag if the file is there, else make it first."""
        path = self._path_of(parcel)
        if path.is_file():
            self._drag(source, parcel, path)
        elif not any(known == path for _, _, known in self._packing.values()):
            from layerflow_studio.session.export import ExportJob, Target
            from layerflow_studio.session.subjects import TakeClip

            project = self._workspace.project
            target = Target(TakeClip(parcel.clip, parcel.name), _PRESET, path)
            work = ExportJob(project.clips, self._workspace.document, (target,))
            job = self._jobs.submit(work, self.tr("file of {clip}").format(clip=parcel.name))
            self._packing[job] = (source, parcel, path)

    def mime_of(self, path: Path) -> QMimeData:
        """What a drag of a file carries."""
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path))])
        return carried

    def _path_of(self, parcel: Parcel) -> Path:
        name = f"{file_stem(parcel.name, 'clip')} {parcel.clip[:6]}{_SUFFIX}"
        return self._folder / name

    @property
    def _folder(self) -> Path:
        project = self._workspace.project
        if not is_untitled(project):
            return project.folder / FOLDER
        return Preferences.read(self._settings).export_place(data_dir()) / FOLDER / project.name

    def _on_ended(self, card: JobCard) -> None:
        packed = self._packing.pop(card.id, None)
        if packed is None or card.state != JobState.DONE:
            return
        source, parcel, path = packed
        held = QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if held and isValid(source):
            self._drag(source, parcel, path)
        else:
            self.told.emit(self.tr("{file} is ready; drag it again.").format(file=path.name))

    def _drag(self, source: QWidget, parcel: Parcel, path: Path) -> None:
        drag = QDrag(source)
        drag.setMimeData(self.mime_of(path))
        if parcel.image is not None and not parcel.image.isNull():
            mode = Qt.TransformationMode.SmoothTransformation
            picture = parcel.image.scaled(_PICTURE, Qt.AspectRatioMode.KeepAspectRatio, mode)
            drag.setPixmap(QPixmap.fromImage(picture.copy()))
        self.began.emit(path)
        drag.exec(Qt.DropAction.CopyAction)


def watch_window(drag_out: DragOut, window: MainWindow) -> None:
    """Let the pictures of layers and takes be dragged out of the window."""
    for row in window.stack.made_rows:
        watch_row(drag_out, window.workspace, row)
    window.stack.row_made.connect(lambda row: watch_row(drag_out, window.workspace, row))
    grid, model = window.takes.grid, window.takes.model

    def pack(at: QPoint) -> Parcel | None:
        index = grid.indexAt(at)
        if not index.isValid():
            return None
        take = index.data(EntryRole).take
        clip = take.clip(model.role)
        if clip is None:
            return None
        label = f"{window.workspace.take_label(take.id)} {role_name(model.role)}"
        image = window.workspace.frames.thumbnail(clip, take.request.frames // 2)
        return Parcel(clip, label, image)

    drag_out.watch(grid.viewport(), pack)


def watch_row(drag_out: DragOut, workspace: Workspace, row: LayerRow) -> None:
    """Let a layer's clip be dragged out by its picture."""

    def pack(_at: QPoint) -> Parcel | None:
        layer = row.layer
        if layer.clip is None:
            return None
        name = f"{layer.name} {workspace.take_label(layer.take)}".strip()
        return Parcel(layer.clip, name, row.thumb.image)

    drag_out.watch(row.thumb, pack)
