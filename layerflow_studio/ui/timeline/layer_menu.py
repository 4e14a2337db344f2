"""The menus of the timeline: for layers, for markers, for the ruler."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from layerflow_studio.core.kinds import Label
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.timeline.editing import TimelineEditing
from layerflow_studio.ui.timeline.markers import label_icon
from layerflow_studio.ui.words import label_name
from layerflow_studio.ui.workspace import Workspace

_LAYER = (
    ("split", "duplicate"),
    ("trim-start", "trim-end", "move-start", "move-end"),
    ("lock", "hide", "solo"),
    ("raise", "lower"),
)
_EMPTY = (("split", "select-all"), ("timeline-fit", "timeline-in", "timeline-out", "snapping"))
_RULER = (
    ("marker-add", "marker-delete-all"),
    ("area-in", "area-out", "area-clear"),
    ("timeline-timecode", "snapping", "follow"),
    ("timeline-fit",),
)


class TimelineMenus(QObject):
    """Builds a menu when it is wanted; it is gone when it closes."""

    def __init__(
        self, workspace: Workspace, editing: TimelineEditing, actions: Actions, owner: QWidget
    ) -> None:
        super().__init__(owner)
        self._workspace, self._editing, self._actions, self._owner = workspace, editing, actions, owner

    def of_layers(self) -> QMenu:
        """The menu of the selected layers."""
        menu = self._menu(_LAYER)
        self._add_labels(menu)
        menu.addSeparator()
        menu.addActions([self._actions["rename"], self._actions["delete"]])
        return menu

    def of_space(self) -> QMenu:
        """The menu where no layer is."""
        return self._menu(_EMPTY)

    def of_ruler(self) -> QMenu:
        """The menu of the ruler."""
        return self._menu(_RULER)

    def of_marker(self, marker_id: str) -> QMenu:
        """The menu of a marker."""
        menu = self._menu(())
        open_ = menu.addAction(self.tr("Name and colour…"))
        open_.triggered.connect(partial(self._emit_open, marker_id))
        delete = menu.addAction(self._actions["delete"].icon(), self.tr("Delete marker"))
        delete.triggered.connect(partial(self._delete_marker, marker_id))
        return menu

    @staticmethod
    def open(menu: QMenu, at: QPoint) -> None:
        """Show a menu at a place on the screen."""
        menu.popup(at)

    def _menu(self, sections: Sequence[Sequence[str]]) -> QMenu:
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Timeline menu"))
        for number, section in enumerate(sections):
            if number:
                menu.addSeparator()
            menu.addActions([self._actions[name] for name in section])
        return menu

    def _add_labels(self, menu: QMenu) -> None:
        layer = self._workspace.selected
        labels = menu.addMenu(self.tr("Label colour"))
        group = QActionGroup(labels)
        for label in Label:
            action = QAction(label_icon(label), label_name(label), group)
            action.setCheckable(True)
            action.setChecked(layer is not None and layer.label == label)
            action.triggered.connect(partial(self._set_label, label))
            labels.addAction(action)

    def _set_label(self, label: Label, _checked: bool = False) -> None:
        self._editing.set_label(label)

    def _emit_open(self, marker_id: str, _checked: bool = False) -> None:
        self._editing.marker_opened.emit(marker_id)

    def _delete_marker(self, marker_id: str, _checked: bool = False) -> None:
        self._editing.delete_marker(marker_id)
