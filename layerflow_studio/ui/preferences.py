"""The user's choices in force: applied to the window where that can be done at once, and kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.errors import StudioError
from layerflow_studio.session.preferences import NEWEST, STAY, Preferences
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.key_presets import KeyMap
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.viewer.panel import ViewerPanel
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.dialogs.keys import KeysDialog
    from layerflow_studio.ui.dialogs.preferences import PreferencesDialog
    from layerflow_studio.ui.main_window import MainWindow

_MEBIBYTE = 2**20


class PreferenceKeeper(QObject):
    """Reads, applies and saves preferences, and opens the dialogs that change them."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        workspace: Workspace,
        generation: Generation,
        viewer: ViewerPanel,
        keymap: KeyMap,
    ) -> None:
        super().__init__(window)
        self.settings = settings
        self._window, self._workspace, self._generation = window, workspace, generation
        self._viewer, self._keymap = viewer, keymap
        self.values = Preferences.read(settings)
        keymap.choose(self.values.key_preset)
        self._apply_limits()
        self._viewer.set_backdrop(Backdrop(self.values.backdrop))
        generation.set_shows_newest(self.values.results == NEWEST)
        generation.shows_newest_changed.connect(self._keep_results)

    def show(self) -> None:
        """Open the preferences."""
        from layerflow_studio.ui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self.values, self.settings.model_folders, parent=self._window)
        dialog.accepted.connect(lambda: self._take(dialog))
        dialog.keys_wanted.connect(lambda: self.show_keys().preset_chosen.connect(dialog.show_key_preset))
        self._window.shell.show(dialog)

    def show_model_list(self) -> None:
        """Open the list of models."""
        self._window.show_models()

    def show_keys(self) -> KeysDialog:
        """Open the sheet of keys."""
        from layerflow_studio.ui.dialogs.keys import KeysDialog

        dialog = KeysDialog(self._keymap, self._window)
        dialog.preset_chosen.connect(self._keep_preset)
        self._window.shell.show(dialog)
        return dialog

    def set(self, values: Preferences) -> None:
        """Put other values in force; what only a fresh start can change is said."""
        old, self.values = self.values, values
        values.write(self.settings)
        self._save()
        if values.key_preset != old.key_preset:
            self._keymap.choose(values.key_preset)
        if values.backdrop != old.backdrop:
            self._viewer.set_backdrop(Backdrop(values.backdrop))
        self._apply_limits()
        self._generation.set_shows_newest(values.results == NEWEST)
        if (old.language, old.scale, old.threads) != (values.language, values.scale, values.threads):
            self.told.emit(self.tr("Language, size and threads change when the studio is started again."))

    def _take(self, dialog: PreferencesDialog) -> None:
        before = self._memory(self.values)
        if dialog.model_folders != self.settings.model_folders:
            self.settings.set_model_folders(dialog.model_folders)
            self._save()
            self._generation.find_model_again()
        self.set(dialog.values)
        if self._memory(self.values) != before:
            self._generation.find_model_again()

    @staticmethod
    def _memory(values: Preferences) -> tuple[object, ...]:
        return values.memory_plan, values.weights, values.smaller_plans

    def _keep_preset(self, preset: str) -> None:
        self.set(replace(self.values, key_preset=preset))

    def _keep_results(self, shows_newest: bool) -> None:
        """The choice beside the main button is the same one."""
        results = NEWEST if shows_newest else STAY
        if results != self.values.results:
            self.set(replace(self.values, results=results))

    def _apply_limits(self) -> None:
        values = self.values
        self._workspace.set_limits(
            undo_steps=values.undo_limit,
            autosave_seconds=values.autosave_seconds,
            cache_bytes=values.cache_mb * _MEBIBYTE,
        )

    def _save(self) -> None:
        try:
            self.settings.save()
        except StudioError as problem:
            self.failed.emit(said(problem))
