"""The main window: docks around the viewer, menus and keys from the one table, the status line.

What a dialog is made of is imported when it is opened, here and in the other parts that open dialogs.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QStatusBar, QVBoxLayout, QWidget

from layerflow_studio.core.kinds import Property
from layerflow_studio.session.models import ModelKeeper
from layerflow_studio.session.runner import Runner
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.action_table import action_table
from layerflow_studio.ui.actions import TIMELINE, VIEWER, fill_menus, give_scopes, make_actions
from layerflow_studio.ui.controls import commit_typing, muted
from layerflow_studio.ui.drag_out import DragOut, watch_window
from layerflow_studio.ui.drops import Drops, DropTarget
from layerflow_studio.ui.generation import NEXT_TURN_MS, Generation
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.jobs import JobBook
from layerflow_studio.ui.key_presets import KeyMap
from layerflow_studio.ui.layouts import Layouts
from layerflow_studio.ui.models.choice import ModelChoice
from layerflow_studio.ui.models.desk import ModelDesk
from layerflow_studio.ui.notice import NoticeBar
from layerflow_studio.ui.panels.generate import GeneratePanel
from layerflow_studio.ui.panels.history import HistoryPanel
from layerflow_studio.ui.panels.inspector import InspectorPanel
from layerflow_studio.ui.panels.jobs import JobsPanel
from layerflow_studio.ui.panels.layer_menu import LayerCommands, StackHead
from layerflow_studio.ui.panels.layer_stack import LayerStack
from layerflow_studio.ui.panels.mark_painting import MarkPainting
from layerflow_studio.ui.panels.restacking import Restacking
from layerflow_studio.ui.preferences import PreferenceKeeper
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.shell import Shell
from layerflow_studio.ui.shell_actions import WORKSPACE_ACTIONS
from layerflow_studio.ui.start.centre import Centre
from layerflow_studio.ui.start.recent_menu import RecentMenu
from layerflow_studio.ui.takes.commands import TakeCommands
from layerflow_studio.ui.takes.measures import Measures
from layerflow_studio.ui.takes.panel import TakesPanel
from layerflow_studio.ui.takes.take_actions import refresh_take_actions
from layerflow_studio.ui.timeline.panel import TimelinePanel
from layerflow_studio.ui.viewer.full_view import FullView
from layerflow_studio.ui.viewer.panel import CHANNEL_ACTIONS, ViewerPanel
from layerflow_studio.ui.workspace import Workspace


class Dock(DropTarget, QDockWidget):
    """A panel that may float as a window of its own, on which files are dropped as on this one."""


class MainWindow(DropTarget, QMainWindow):
    """Puts the parts together; what each does is its own affair."""

    def __init__(self, workspace: Workspace, runner: Runner, keeper: ModelKeeper, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("studio")
        self.workspace, self.settings = workspace, settings
        workspace.setParent(self)
        self.jobs = JobBook(runner, self)
        self.generation = Generation(workspace, self.jobs, keeper, self)
        self.models = ModelDesk(workspace, self.jobs, self.generation, self)
        self.measures = Measures(workspace, self.jobs, self)
        self.take_commands = TakeCommands(workspace, self.generation, self.measures, self)
        self.layer_commands = LayerCommands(workspace, self.generation, self)
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.timeout.connect(self._refresh_actions)
        self.notice = NoticeBar()
        self.viewer = ViewerPanel(workspace, self.generation, settings)
        self.full_view = FullView(self, self.viewer)
        self.timeline = TimelinePanel(workspace)
        self.shell = Shell(self, workspace, self.jobs, self.generation, runner, settings)
        self.table = action_table(self)
        self.actions_by_id = make_actions(self, self.table)
        self.menus = fill_menus(self.menuBar(), self.table, self.actions_by_id)
        self.keymap = KeyMap(self.table, self.actions_by_id, settings, self)
        self._make_panels()
        self._make_docks()
        self._make_status_line()
        self._connect()
        self.resize(1440, 900)
        self.layouts = Layouts(self, self.docks, settings)
        self.drops = Drops(self, self.shell.incoming)
        self.drag_out = DragOut(workspace, self.jobs, settings, self)
        self.drag_out.told.connect(self.say)
        watch_window(self.drag_out, self)
        self._show_title()
        self._refresh_actions()
        self.centre.focus_first()

    # --- building

    def _make_panels(self) -> None:
        actions = self.actions_by_id
        self.viewer.build(actions)
        self.full_view.bind(actions["view-panels"])
        self.stack = LayerStack(self.workspace, self.generation)
        Restacking(self.stack, self.workspace)
        MarkPainting(self.stack, self.workspace)
        self.stack.put_on_top(StackHead(self.workspace, actions))
        self.generate_panel = GeneratePanel(
            self.generation, actions["generate"], actions["cancel"], actions["new-seed"]
        )
        self.takes = TakesPanel(self.workspace, self.generation, self.take_commands, actions)
        self.inspector = InspectorPanel(self.workspace, self.models)
        self.jobs_panel = JobsPanel(self.jobs)
        self.history_panel = HistoryPanel(self.workspace, actions["undo"], actions["redo"])
        self.timeline.build(actions)
        self.timeline.restore(self.settings)
        self.preferences = PreferenceKeeper(
            self, self.settings, self.workspace, self.generation, self.viewer, self.keymap
        )
        self.centre = Centre(self.viewer, self.workspace, self.generation, self.shell, self.preferences)
        middle = QWidget()
        # in its place before it is filled: all in it is styled anew for each parent
        self.setCentralWidget(middle)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.centre, 1)

    def _make_docks(self) -> None:
        area = Qt.DockWidgetArea
        layers = QWidget()
        left = self._dock("layers", self.tr("Layers"), layers, area.LeftDockWidgetArea)
        column = QVBoxLayout(layers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.generate_panel)
        self.docks = {
            "layers": left,
            "takes": self._dock("takes", self.tr("Takes"), self.takes, area.RightDockWidgetArea),
            "inspector": self._dock(
                "inspector", self.tr("Inspector"), self.inspector, area.RightDockWidgetArea
            ),
            "jobs": self._dock("jobs", self.tr("Jobs"), self.jobs_panel, area.RightDockWidgetArea),
            "history": self._dock(
                "history", self.tr("History"), self.history_panel, area.RightDockWidgetArea
            ),
            "timeline": self._dock("timeline", self.tr("Timeline"), self.timeline, area.BottomDockWidgetArea),
        }
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.resizeDocks([self.docks["layers"], self.docks["takes"]], [348, 330], across)
        self.resizeDocks([self.docks["timeline"]], [264], down)
        for name in ("jobs", "history"):
            self.tabifyDockWidget(self.docks["inspector"], self.docks[name])
        first = self.actions_by_id["workspace-edit"]
        menu = self.menus[self.keymap.spec("workspace-edit").menu]
        for dock in self.docks.values():
            menu.insertAction(first, dock.toggleViewAction())
        menu.insertSeparator(first)
        self.recent = RecentMenu(self.shell, self.workspace, self.settings, self)
        self.menus[self.keymap.spec("open").menu].insertMenu(self.actions_by_id["open-sample"], self.recent)
        beside = [dock for name, dock in self.docks.items() if name != "timeline"]
        scopes = {TIMELINE: [self.timeline], VIEWER: [self.centralWidget(), *beside]}
        give_scopes(self.table, self.actions_by_id, scopes)

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(title, self)
        dock.setObjectName(name)
        dock.setAccessibleName(title)
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _make_status_line(self) -> None:
        bar = QStatusBar()
        bar.setSizeGripEnabled(False)
        self.setStatusBar(bar)
        self.model_name = ModelChoice(self.models, self.actions_by_id["models"])
        self.model_kind, self.device = QLabel(), muted()
        self.model_kind.setObjectName("tag")
        for label in (self.model_name, self.model_kind, self.device):
            bar.addPermanentWidget(label)
        bar.setContentsMargins(8, 0, 10, 0)
        self._show_model()

    def _connect(self) -> None:
        workspace, generation = self.workspace, self.generation
        workspace.document_changed.connect(self._refresh_actions)
        workspace.project_changed.connect(self._show_title)
        workspace.document_changed.connect(self._show_title)
        workspace.takes_changed.connect(self._show_model)
        workspace.selection_changed.connect(self._refresh_actions)
        workspace.refused.connect(self.notice.tell)
        workspace.frames.failed.connect(self.notice.tell)
        workspace.transport.playing_changed.connect(self._show_playing)
        generation.failed.connect(self.notice.tell)
        generation.told.connect(self.say)
        generation.plan_changed.connect(self._show_model)
        generation.starting.connect(commit_typing)
        generation.landing.connect(self._paint_by_turns)
        for heard in (generation.running_changed, self.jobs.added, self.jobs.changed):
            heard.connect(self._refresh_cancelling)
        self.jobs.ended.connect(self._refresh_soon)
        self.jobs.refused.connect(self.notice.tell)
        self.jobs_panel.asked_details.connect(self._show_details)
        self.stack.asked_menu.connect(self._show_layer_menu)
        self.take_commands.current_changed.connect(self._refresh_actions)
        self.take_commands.told.connect(self.say)
        self.take_commands.asked_details.connect(self._show_text)
        self.take_commands.asked_compare.connect(self.viewer.comparing.compare_take)
        for part in (self.shell, self.models):
            part.failed.connect(self.notice.tell)
            part.told.connect(self.say)
        self.models.changed.connect(self.centre.refresh_models)
        self.preferences.told.connect(self.say)
        self.preferences.failed.connect(self.notice.tell)
        self.keymap.changed.connect(generation.plan_changed)
        self.viewer.told.connect(self.say)

    # --- showing

    def say(self, sentence: str) -> None:
        """Put a sentence in the status line for a while."""
        self.statusBar().showMessage(sentence, 8000)

    def _show_title(self, *_: object) -> None:
        name = self.shell.project_name
        self.setWindowTitle(f"{name}[*] – LayerFlow Studio")
        if self.workspace.store.modified != self.isWindowModified():
            self.setWindowModified(self.workspace.store.modified)

    def _show_model(self, *_: object) -> None:
        model = self.generation.model
        self.model_name.show_model(model.name if model else self.tr("No model"))
        self.model_kind.setText(said(model.kind) if model else "")
        self.model_kind.setVisible(model is not None)
        if model is not None:
            self.model_kind.setToolTip(said(model.summary))
        self.device.setText(self.generation.device.upper() or self.tr("device chosen at the first run"))

    def _show_playing(self, playing: bool) -> None:
        action = self.actions_by_id["play"]
        action.setIcon(icon("pause" if playing else "play"))
        action.setText(self.tr("&Pause") if playing else self.tr("&Play"))

    def _paint_by_turns(self) -> None:
        """Show a take in the timeline, the takes and the inspector a turn later each, so that they do not add up."""
        page = self.inspector.layer_page
        parts = [(self.timeline, None), (self.takes, self.takes.follow_take), (page, page.refresh)]
        for part, _ in parts:
            part.setUpdatesEnabled(False)

        def show_next() -> None:
            part, catch_up = parts.pop(0)
            part.setUpdatesEnabled(True)
            if catch_up is not None:
                catch_up()
            if parts:
                QTimer.singleShot(NEXT_TURN_MS, parts[0][0], show_next)

        QTimer.singleShot(NEXT_TURN_MS, parts[0][0], show_next)

    def _refresh_soon(self, *_: object) -> None:
        """Once for all that is heard at the end of a run."""
        self._refreshing.start(0)

    def _refresh_actions(self, *_: object) -> None:
        actions, store = self.actions_by_id, self.workspace.store
        for name, text, step in (
            ("undo", self.tr("&Undo {step}"), store.undo_name),
            ("redo", self.tr("&Redo {step}"), store.redo_name),
        ):
            actions[name].setEnabled(step is not None)
            actions[name].setText(text.format(step=step or "").strip(" :"))
        self._refresh_cancelling()
        actions["generate"].setEnabled(self.generation.plan.can_run)
        refresh_take_actions(actions, self.take_commands, self.workspace)
        layer = self.workspace.selected
        for name in (
            "rename", "lock", "hide", "solo", "duplicate", "edit-prompt", "raise", "lower",
        ):  # fmt: skip
            actions[name].setEnabled(layer is not None)
        actions["reroll"].setEnabled(layer is not None and self.generation.reroll_plan(layer.id).can_run)
        for name in ("export", "copy-frame", "save-frame"):
            actions[name].setEnabled(bool(self.workspace.document.clips))
        actions[WORKSPACE_ACTIONS[self.layouts.current]].setChecked(True)
        actions["view-live"].setChecked(self.viewer.live)
        actions[CHANNEL_ACTIONS[self.viewer.channel]].setChecked(True)

    def _refresh_cancelling(self, *_: object) -> None:
        """What may be cancelled, ten times a second while jobs move on."""
        actions = self.actions_by_id
        actions["cancel"].setEnabled(self.generation.current is not None)
        actions["cancel-waiting"].setEnabled(bool(self.jobs.waiting))
        actions["cancel-all"].setEnabled(bool(self.jobs.busy))

    # --- layout

    def keep_layout(self) -> None:
        """Put geometry and docks into the settings."""
        self.full_view.leave()
        self.layouts.keep()
        self.timeline.keep(self.settings)

    def choose_workspace(self, workspace: str) -> None:
        """Arrange the docks for another kind of work."""
        self.full_view.leave()
        self.layouts.choose(workspace)

    def reset_layout(self) -> None:
        """Put the docks where they were made."""
        self.full_view.leave()
        self.layouts.reset()

    def focus_property(self, prop: Property) -> None:
        """Put the cursor into a number of the inspector."""
        self.docks["inspector"].show()
        self.docks["inspector"].raise_()
        self.inspector.focus_property(prop)

    def toggle_start_page(self) -> None:
        """Between the start page and the picture."""
        self.centre.toggle()

    def changeEvent(self, event: QEvent) -> None:
        """However full screen begins or ends, by key or by the window manager, what is around the picture follows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.full_view.follow_window()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Start the one closing flow; the window goes when that is done."""
        if self.shell.closed:
            event.accept()
            return
        event.ignore()
        self.shell.close()

    # --- what the table calls

    def undo(self) -> None:
        """Take the last step back."""
        self.workspace.undo()

    def redo(self) -> None:
        """Bring the next step back."""
        self.workspace.redo()

    def select_next(self, by: int) -> None:
        """Select the layer above, or below when negative."""
        layers, selected = self.workspace.document.layers, self.workspace.selected
        if selected is not None:
            place = self.workspace.document.index(selected.id) + by
            self.workspace.select(layers[min(max(place, 0), len(layers) - 1)].id)

    def edit_prompt(self) -> None:
        """Put the cursor into the selected layer's prompt."""
        self._with_selected(lambda layer_id: self.stack.row(layer_id).prompt.setFocus())

    def rename_layer(self) -> None:
        """Put the cursor into the selected layer's name, where the focus is."""
        if self.timeline.has_focus:
            self.timeline.rename()
            return
        self._with_selected(lambda layer_id: self.stack.row(layer_id).rename())

    def show_matrix(self) -> None:
        """Open the matrix of foreground and background takes."""
        from layerflow_studio.ui.takes.matrix import MatrixDialog

        self.shell.show(MatrixDialog(self.workspace, self.take_commands, self))

    def _show_details(self, job: str) -> None:
        card = self.jobs.card(job)
        if card is not None:
            self._show_text(card.title, card.details)

    def _show_text(self, title: str, text: str) -> None:
        from layerflow_studio.ui.dialogs.text import TextDialog

        self.shell.show(TextDialog(title, text, self))

    def _show_layer_menu(self, layer_id: str, place: QPoint) -> None:
        self.layer_commands.show_menu(layer_id, place, self)

    def show_models(self) -> None:
        """Open the list of models."""
        from layerflow_studio.ui.models.dialog import ModelsDialog

        self.shell.show(ModelsDialog(self.models, self))

    def show_keys(self) -> None:
        """Open the sheet of keys."""
        self.preferences.show_keys()

    def show_preferences(self) -> None:
        """Open the preferences."""
        self.preferences.show()

    def show_about(self) -> None:
        """Say what this program is."""
        self.shell.show_about()

    def _with_selected(self, act: Callable[[str], object]) -> None:
        layer = self.workspace.selected
        if layer is not None:
            act(layer.id)
