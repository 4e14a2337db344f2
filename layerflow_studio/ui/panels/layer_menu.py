"""What can be done with the stack: adding layers of every role, giving roles, and the menu of a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton

from layerflow_studio.core import edits
from layerflow_studio.core.document import Layer
from layerflow_studio.core.ids import new_id
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.core.timeline_edits import for_each
from layerflow_studio.ui import step_names
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.timeline.layer_menu import add_layer_entries
from layerflow_studio.ui.words import first_upper, role_name
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

ADD_ACTIONS = {
    Role.FOREGROUND: "add-foreground",
    Role.BACKGROUND: "add-background",
    Role.BLENDED: "add-scene",
    Role.MEDIA: "add-media",
}


class LayerCommands(QObject):
    """Edits of the stack that menus and buttons share."""

    def __init__(self, workspace: Workspace, generation: Generation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._generation = workspace, generation

    def add(self, role: Role) -> None:
        """Add an empty layer of a role and select it."""
        layer_id, name = new_id("layer"), first_upper(role_name(role))
        edit = partial(add_empty_layer, role=role, name=name, layer_id=layer_id)
        if self._workspace.do(self.tr("Add layer"), edit):
            self._workspace.select(layer_id)

    def set_role(self, role: Role) -> None:
        """Say what the selected layers are to the model; a locked one refuses with a reason."""
        ids = [layer.id for layer in self._workspace.selection]
        self._workspace.do(
            step_names.set_role(role), lambda document: for_each(document, ids, edits.set_role, role)
        )

    def menu(self, layer: Layer, window: MainWindow) -> QMenu:
        """The menu of a layer's row, for the layer and what is selected with it."""
        menu = QMenu(window)
        menu.setAccessibleName(self.tr("Layer {layer}").format(layer=layer.name))
        plan = self._generation.reroll_plan(layer.id)
        again = menu.addAction(self.tr("Re-roll this layer"))
        again.setEnabled(plan.can_run)
        again.setToolTip(said(plan.sentence))
        again.triggered.connect(partial(self._generation.reroll, layer.id))
        menu.setToolTipsVisible(True)
        roles = menu.addMenu(self.tr("Role"))
        for role in Role:
            action = roles.addAction(first_upper(role_name(role)))
            action.setCheckable(True)
            action.setChecked(role == layer.role)
            action.triggered.connect(partial(self.set_role, role))
        add_layer_entries(menu, window.actions_by_id, layer, window.timeline.editing)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def show_menu(self, layer_id: str, place: QPoint, window: MainWindow) -> None:
        """Open the menu of a layer's row; what it does is done here and not in the timeline."""
        window.timeline.state.pick_keys(())
        if window.timeline.has_focus:
            window.stack.row(layer_id).setFocus()
        self.menu(self._workspace.document.layer(layer_id), window).popup(place)


class StackHead(QFrame):
    """The line above the layers: how many there are, and the button that adds one."""

    def __init__(self, workspace: Workspace, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._workspace = workspace
        self.count = muted()
        self.add = tool_button(self.tr("Add a layer"), "plus", side=16)
        menu = QMenu(self.add)
        menu.setAccessibleName(self.tr("Add a layer"))
        for name in ADD_ACTIONS.values():
            menu.addAction(actions[name])
        self.add.setMenu(menu)
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 2, 8, 2)
        line.addWidget(self.count, 1)
        line.addWidget(self.add)
        workspace.composition_changed.connect(self._render)
        self._render()

    def _render(self, *_: object) -> None:
        count = len(self._workspace.document.layers)
        self.count.setText(
            self.tr("1 layer") if count == 1 else self.tr("{count} layers").format(count=count)
        )
