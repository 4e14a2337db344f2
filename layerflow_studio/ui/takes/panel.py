"""The takes browser: search, order, grid, trash, and the current take in full."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import action_button, drop_down, muted, revert_on_escape, tool_button
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.numbers import fixed
from layerflow_studio.ui.takes.commands import TakeCommands
from layerflow_studio.ui.takes.delegate import TakeDelegate
from layerflow_studio.ui.takes.details import TakeDetails
from layerflow_studio.ui.takes.grid import TakesGrid
from layerflow_studio.ui.takes.model import EntryRole, Order, TakesModel
from layerflow_studio.ui.takes.take_actions import CONTEXT
from layerflow_studio.ui.words import first_upper, role_name
from layerflow_studio.ui.workspace import Workspace


class TakesPanel(QWidget):
    """Follows the selected layer: it lists takes by that layer's role."""

    def __init__(
        self, workspace: Workspace, generation: Generation, commands: TakeCommands, actions: Actions
    ) -> None:
        super().__init__()
        self._workspace, self._commands, self._actions = workspace, commands, actions
        self._followed: str | None = None
        self._listed: tuple[object, list[str]] = (None, [])
        self.model = TakesModel(workspace, generation, commands.measures)
        self.delegate = TakeDelegate(workspace, self.model)
        self.grid = TakesGrid(self.model, self.delegate)
        self.details = TakeDetails(commands, actions)
        self._make_controls()
        self._lay_out()
        self.grid.chosen.connect(self._use_index)
        self.grid.rated.connect(commands.rate)
        self.grid.discarded.connect(commands.discard)
        self.grid.asked_menu.connect(self._show_menu)
        self.grid.picked.connect(self._on_picked)
        self.model.modelReset.connect(self._keep_current)
        self.model.listed.connect(self._refresh)
        workspace.selection_changed.connect(self._follow_selection)
        workspace.composition_changed.connect(self.follow_take)
        workspace.frames.thumbnailed.connect(self._repaint_clip)
        self._refresh()
        self._keep_current()
        self._follow_selection()

    def menu(self) -> QMenu:
        """The menu of the current take."""
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Take"))
        for group in CONTEXT:
            for name in group:
                menu.addAction(self._actions[name])
            menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In little room the grid goes before the details."""
        self.details.set_room(event.size().height())
        super().resizeEvent(event)

    # --- building

    def _make_controls(self) -> None:
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Search takes"))
        self.search.setPlaceholderText(self.tr("Search: fox  rating>=3  seed:4711  is:pinned"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self.model.search)
        revert_on_escape(self.search, self.search.clear)
        self.roles = drop_down(self.tr("Show takes by layer"))
        for role in MODEL_ROLES:
            self.roles.addItem(first_upper(role_name(role)), role)
        self.roles.currentIndexChanged.connect(self._show_role)
        self.orders = drop_down(self.tr("Order of the takes"))
        for order, name in (
            (Order.NEWEST, self.tr("Newest first")),
            (Order.RATING, self.tr("Best rated first")),
            (Order.RECOMPOSITION, self.tr("Best recomposition first")),
        ):
            self.orders.addItem(name, order)
        self.orders.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.orders.currentIndexChanged.connect(self._show_order)
        self.count = muted()
        self.trash = tool_button(self.tr("Show what lies in the trash"), "trash", on="trash", side=16)
        self.trash.toggled.connect(self.model.show_trash)
        self.empty_trash = QPushButton()
        self.empty_trash.setAccessibleName(self.tr("Empty the trash"))
        self.empty_trash.clicked.connect(self._actions["take-empty-trash"].trigger)
        self.empty = muted()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _lay_out(self) -> None:
        top, line = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.roles)
        top.addWidget(self.orders, 1)
        line.setSpacing(3)
        line.addWidget(self.count, 1)
        for name in ("take-older", "take-newer", "take-matrix"):
            line.addWidget(action_button(self._actions[name], side=16))
        line.addWidget(self.trash)
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 10, 0)
        head.setSpacing(6)
        head.addWidget(self.search)
        head.addLayout(top)
        head.addLayout(line)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 0, 10, 6)
        foot.addWidget(self.empty_trash)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.grid, 1)
        whole.addLayout(foot)
        whole.addWidget(self.details)

    # --- following

    def _show_role(self) -> None:
        self._commands.role = Role(self.roles.currentData())
        self.model.show_role(self._commands.role)

    def _show_order(self) -> None:
        self.model.show_order(self.orders.currentData())

    def follow_take(self, *_: object) -> None:
        """When the selected layer shows another take, that becomes the current one; not while nothing is painted."""
        layer = self._workspace.selected
        if self.updatesEnabled() and layer is not None and layer.take != self._followed:
            self._follow_selection()

    def _follow_selection(self, _layer: str = "") -> None:
        layer = self._workspace.selected
        self._followed = None if layer is None else layer.take
        if layer is not None and layer.role in MODEL_ROLES:
            self.roles.setCurrentIndex(MODEL_ROLES.index(layer.role))
            index = self.model.place_of(layer.take or "")
            if index.isValid() and not self.model.in_trash:
                self.grid.choose(index)

    def _on_picked(self) -> None:
        current = self.grid.current
        entries = [index.data(EntryRole) for index in self.grid.selectedIndexes()]
        take_id = self._commands.current_id if current is None else current.take.id
        self._commands.choose(take_id, (entry.take.id for entry in entries))
        self._show_count()

    def _keep_current(self) -> None:
        """The list is new: what was current and selected stays so.

        Where the current take left a list that is otherwise the same, its neighbour is current, else none is.
        """
        model, current = self.model, self._commands.current_id
        selected = [
            index for entry in self._commands.chosen if (index := model.place_of(entry.take.id)).isValid()
        ]
        question, before = self._listed
        self._listed = (model.role, model.query, model.in_trash), [entry.take.id for entry in model.entries]
        index = model.place_of(current)
        if not index.isValid() and self._listed[0] == question and current in before:
            place = before.index(current)
            near = map(model.place_of, (*before[place + 1 :], *reversed(before[:place])))
            index, selected = next((found for found in near if found.isValid()), QModelIndex()), []
        if index.isValid():
            self.grid.choose(index, selected)
        else:
            self._commands.choose("", ())

    def _show_count(self) -> None:
        count, selected = self.model.rowCount(), len(self.grid.selectedIndexes())
        words = self.tr("1 take") if count == 1 else self.tr("{count} takes").format(count=count)
        if self.model.in_trash:
            words = self.tr("{takes} in the trash").format(takes=words)
        if selected > 1:
            words = self.tr("{takes}, {count} selected").format(takes=words, count=selected)
        self.count.setText(words)

    def _refresh(self) -> None:
        count, query = self.model.rowCount(), self.search.text().strip()
        self._show_count()
        self.trash.setEnabled(self.model.trashed > 0 or self.model.in_trash)
        self.empty_trash.setVisible(self.model.in_trash)
        if self.model.in_trash:
            size = fixed(self._commands.trash.size / 2**20, 1)
            self.empty_trash.setText(self.tr("Empty the trash ({size} MB)…").format(size=size))
        self.grid.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        if query:
            self.empty.setText(self.tr("No take answers this search."))
        elif self.model.in_trash:
            self.empty.setText(self.tr("The trash is empty."))
        else:
            self.empty.setText(self.tr("Every run adds a take here.\nNone is ever overwritten."))
        self.grid.viewport().update()

    def _repaint_clip(self, clip: str) -> None:
        """A picture of a clip is there: paint the takes that are seen by it anew."""
        for index in self.model.places_of(clip):
            self.grid.update(index)

    def _show_menu(self, place: QPoint) -> None:
        self.menu().popup(place)

    def _use_index(self, _index: QModelIndex) -> None:
        self._on_picked()
        self._commands.use()
