"""What can be compared, as a list for drop-downs: the picture, its parts, its layers and every take's clips."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from layerflow_studio.core.kinds import MODEL_ROLES
from layerflow_studio.core.views import BlendedScene, LayerAlone, Recomposition, TakeClip, View
from layerflow_studio.errors import BadInput
from layerflow_studio.ui.viewer.comparing import view_name
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex


class ViewList(QAbstractListModel):
    """Views by name; names are made when they are painted, because a project can have thousands of takes."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._views: list[View] = []
        self._clips: tuple[View, ...] | None = None
        workspace.takes_changed.connect(self._forget_clips)

    def refresh(self, *compared: View) -> None:
        """List what there is now, and what is compared even when it is not there otherwise."""
        if self._clips is None:
            self._clips = tuple(self._all_clips())
        views = [*self._pictures(), *self._clips]
        views += [view for view in dict.fromkeys(compared) if view not in views]
        if views != self._views:
            self.beginResetModel()
            self._views = views
            self.endResetModel()
        else:  # names may be others
            self.dataChanged.emit(self.index(0), self.index(len(views) - 1))

    def view(self, row: int) -> View:
        """What is listed at a place."""
        return self._views[row]

    def place_of(self, view: View) -> int:
        """Where a view is listed; -1 when it is not."""
        return self._views.index(view) if view in self._views else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How much is listed."""
        return 0 if parent.isValid() else len(self._views)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A view's name."""
        if role == Qt.ItemDataRole.DisplayRole and 0 <= index.row() < len(self._views):
            return view_name(self._views[index.row()], self._workspace)
        return None

    def _pictures(self) -> Iterator[View]:
        document = self._workspace.document
        yield View()
        for view in (Recomposition(), BlendedScene()):
            try:
                view.of(document)
            except BadInput:
                continue
            yield view
        yield from (LayerAlone(layer.id) for layer in reversed(document.layers) if layer.clip is not None)

    def _all_clips(self) -> Iterator[View]:
        """Every clip of every take that is not in the trash, the newest first."""
        for entry in reversed(self._workspace.project.library.entries()):
            if not entry.trashed:
                yield from (TakeClip(entry.take, role) for role in MODEL_ROLES if entry.take.clip(role))

    def _forget_clips(self) -> None:
        self._clips = None
