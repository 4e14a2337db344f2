"""The middle of the window: the viewer, and over it the start page while there is nothing to see yet."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from layerflow_studio.ui.generation import NEXT_TURN_MS, Generation
from layerflow_studio.ui.preferences import PreferenceKeeper
from layerflow_studio.ui.projects import has_sample, is_untouched
from layerflow_studio.ui.shell import Shell
from layerflow_studio.ui.start.page import StartPage
from layerflow_studio.ui.start.projects import ProjectCard, known_projects
from layerflow_studio.ui.viewer.panel import ViewerPanel
from layerflow_studio.ui.workspace import Workspace


class Centre(QStackedWidget):
    """Shows the start page in a window without a project, and the viewer from the first picture on."""

    def __init__(
        self,
        viewer: ViewerPanel,
        workspace: Workspace,
        generation: Generation,
        shell: Shell,
        preferences: PreferenceKeeper,
    ) -> None:
        super().__init__()
        self._viewer, self._workspace, self._generation = viewer, workspace, generation
        self._shell, self._preferences = shell, preferences
        self.start: StartPage | None = None
        self._soon = QTimer(self, singleShot=True, interval=NEXT_TURN_MS)
        self._soon.timeout.connect(self.show_viewer)
        self.addWidget(viewer)
        if preferences.values.start_page and self._is_blank():
            self.show_start()
        workspace.project_changed.connect(self._on_project)
        workspace.composition_changed.connect(self._on_document)
        workspace.transport.playing_changed.connect(self._on_playing)
        generation.running_changed.connect(self._on_running)
        shell.resting.connect(self._draw_ahead)
        shell.started_anew.connect(self.show_viewer)
        shell.projects_changed.connect(self.refresh)

    @property
    def starting(self) -> bool:
        """Whether the start page is shown."""
        return self.start is not None and self.currentWidget() is self.start

    def show_start(self) -> None:
        """Show the start page with what is on disk now."""
        if self.start is None:
            self.start = self._make_start()
            self.addWidget(self.start)
        self.start.show_projects(known_projects(self._preferences.settings, self._workspace.project.folder))
        self.setCurrentWidget(self.start)
        self.focus_first()

    def show_viewer(self) -> None:
        """Show the picture."""
        if self.starting:
            self.setCurrentWidget(self._viewer)
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus where a user most likely begins."""
        if self.start is not None and self.starting:
            self.start.focus_first()
        else:
            self._viewer.canvas.setFocus()

    def toggle(self) -> None:
        """Between the start page and the picture."""
        self.show_viewer() if self.starting else self.show_start()

    def _make_start(self) -> StartPage:
        keeper, shell = self._generation.keeper, self._shell
        page = StartPage(keeper.models(), self._workspace.document.model or "", has_sample=has_sample())
        page.new_wanted.connect(self._new)
        page.open_wanted.connect(shell.choose_and_open)
        page.sample_wanted.connect(shell.open_sample)
        page.project_wanted.connect(shell.open)
        page.models_wanted.connect(self._models)
        page.unwanted.connect(self._forget)
        page.left.connect(self.show_viewer)
        return page

    def _models(self) -> None:
        """Show the list of models; the window has it."""
        self._preferences.show_model_list()

    def _new(self, model: str) -> None:
        """An untouched project of that model is a new one already."""
        if model == self._workspace.document.model and self._is_blank():
            self.show_viewer()
        else:
            self._shell.new(model)

    def _is_blank(self) -> bool:
        """Whether the open project holds nothing at all, not even the sample."""
        project, document = self._workspace.project, self._workspace.document
        return not document.clips and is_untouched(project, document)

    def _forget(self, card: ProjectCard) -> None:
        self._shell.forget(card.folder, card.name, saved=card.saved)

    def _draw_ahead(self) -> None:
        """Lay the viewer out and paint it out of sight, for when it takes the page's place as a run begins."""
        if self.starting:
            self._viewer.resize(self.contentsRect().size())
            self._viewer.grab()

    def refresh(self) -> None:
        """List the projects anew while they are in sight."""
        if self.start is not None and self.starting:
            self.start.show_projects(
                known_projects(self._preferences.settings, self._workspace.project.folder)
            )

    def refresh_models(self) -> None:
        """Offer the models that are there now for new projects."""
        if self.start is not None:
            self.start.show_models(self._generation.keeper.models())

    def _on_project(self) -> None:
        if not self._is_blank():
            self.show_viewer()

    def _on_document(self, *_: object) -> None:
        if self._workspace.document.clips:
            self.show_viewer()

    def _on_playing(self, playing: bool) -> None:
        if playing:
            self.show_viewer()

    def _on_running(self) -> None:
        """The page goes a turn after what else shows the run, so that the two do not add up."""
        if self.starting and self._generation.current is not None:
            self._soon.start()
