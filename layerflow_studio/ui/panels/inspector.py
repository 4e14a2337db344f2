"""The inspector: the selected layer, or the project, in numbers that can be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.kinds import Property
from layerflow_studio.ui.models.desk import ModelDesk
from layerflow_studio.ui.panels.inspector_layer import LayerPage
from layerflow_studio.ui.panels.inspector_project import ProjectPage
from layerflow_studio.ui.workspace import Workspace


class InspectorPanel(QWidget):
    """Two pages and a switch between them; a project that opens without layers begins with its own page."""

    def __init__(self, workspace: Workspace, models: ModelDesk) -> None:
        super().__init__()
        self._workspace = workspace
        self.layer_page, self.project_page = LayerPage(workspace), ProjectPage(workspace, models)
        self.pages = QStackedWidget()
        self.buttons = tuple(_segment(name) for name in (self.tr("Layer"), self.tr("Project")))
        group = QButtonGroup(self)
        bar = QFrame()
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(2)
        for place, button in enumerate(self.buttons):
            group.addButton(button, place)
            row.addWidget(button)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self.pages, 1)
        for page in (self.layer_page, self.project_page):
            self.pages.addWidget(page)
        group.idToggled.connect(self._turn)
        self.buttons[0 if workspace.document.layers else 1].setChecked(True)
        workspace.project_changed.connect(self._begin)

    def focus_property(self, prop: Property) -> None:
        """Put the cursor into a property's number."""
        self.buttons[0].setChecked(True)
        for row in self.layer_page.rows:
            field = row.fields.get(prop)
            if field is not None and field.isEnabled():
                self.layer_page.area.bring_into_sight(row)
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                field.selectAll()

    def _turn(self, place: int, shown: bool) -> None:
        if shown:
            self.pages.setCurrentIndex(place)

    def _begin(self) -> None:
        if not self._workspace.document.layers:
            self.buttons[1].setChecked(True)


def _segment(name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("segment")
    button.setText(name)
    button.setAccessibleName(name)
    button.setCheckable(True)
    return button
