"""What can be done with the stack: adding layers of every role, giving roles, restacking, re-rolling."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.ids import new_id
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.stacking import add_empty_layer
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.words import first_upper, role_name
from layerflow_studio.ui.workspace import Workspace

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

    def set_role(self, layer_id: str, role: Role) -> None:
        """Say what a layer is to the model; a locked one refuses with a reason."""
        name = self.tr("Make {role}").format(role=role_name(role))
        self._workspace.do(name, partial(edits.set_role, layer_id=layer_id, role=role))

    def restack(self, layer_id: str, by: int) -> None:
        """Move a layer up in the stack, down when negative."""
        place = self._workspace.document.index(layer_id) + by
        name = self.tr("Move layer up") if by > 0 else self.tr("Move layer down")
        self._workspace.do(name, partial(edits.restack_layer, layer_id=layer_id, place=place))

    def menu(self, layer_id: str, parent: QWidget) -> QMenu:
        """The menu of a layer."""
        layer = self._workspace.document.layer(layer_id)
        menu = QMenu(parent)
        menu.setAccessibleName(self.tr("Layer {layer}").format(layer=layer.name))
        plan = self._generation.reroll_plan(layer_id)
        again = menu.addAction(self.tr("Re-roll this layer"))
        again.setEnabled(plan.can_run)
        again.setToolTip(said(plan.sentence))
        again.triggered.connect(partial(self._generation.reroll, layer_id))
        menu.setToolTipsVisible(True)
        roles = menu.addMenu(self.tr("Role"))
        for role in Role:
            action = roles.addAction(first_upper(role_name(role)))
            action.setCheckable(True)
            action.setChecked(role == layer.role)
            action.triggered.connect(partial(self.set_role, layer_id, role))
        menu.addSeparator()
        menu.addAction(self.tr("Move up")).triggered.connect(partial(self.restack, layer_id, 1))
        menu.addAction(self.tr("Move down")).triggered.connect(partial(self.restack, layer_id, -1))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def show_menu(self, layer_id: str, place: QPoint, parent: QWidget) -> None:
        """Open the menu of a layer."""
        self.menu(layer_id, parent).popup(place)


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
        workspace.document_changed.connect(self._render)
        self._render()

    def _render(self, *_: object) -> None:
        count = len(self._workspace.document.layers)
        self.count.setText(
            self.tr("1 layer") if count == 1 else self.tr("{count} layers").format(count=count)
        )
