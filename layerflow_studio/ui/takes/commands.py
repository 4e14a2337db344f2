"""What can be done with a take: use it or parts of it, judge it, compare it, keep it, throw it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.core.views import TakeClip
from layerflow_studio.errors import BadInput
from layerflow_studio.session.atomic import write_whole
from layerflow_studio.session.take_settings import takes_for, use_pair, use_prompts, use_seed, use_settings
from layerflow_studio.session.trash import Trash, empty_trash, look_into_trash
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.numbers import fixed
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.takes.measures import Measures
from layerflow_studio.ui.takes.words import describe_fully, request_json
from layerflow_studio.ui.workspace import Workspace

Button = QMessageBox.StandardButton


class TakeCommands(QObject):
    """Acts on the take that is current in the grid, and on takes by id."""

    current_changed = Signal()
    """Another take is current, or what is filed with it has changed."""
    told = Signal(str)
    asked_note = Signal()
    """Something is to be written down about the current take."""
    asked_details = Signal(str, str)
    """A title and a text are to be read."""
    asked_compare = Signal(object)
    """This clip of a take is to be looked at beside something else."""

    def __init__(
        self, workspace: Workspace, generation: Generation, measures: Measures, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace = parent, workspace
        self._generation, self.measures = generation, measures
        self._current = ""
        self.role = Role.FOREGROUND
        """Which of a take's clips is looked at."""
        workspace.takes_changed.connect(self.current_changed)

    # --- which take

    @property
    def current(self) -> LibraryEntry | None:
        """The take that is current in the grid."""
        return self._workspace.entry(self._current)

    def set_current(self, take_id: str) -> None:
        """Act on another take from now on; it counts as looked at."""
        if take_id != self._current:
            self._current = take_id
            self._generation.see(take_id)
            self.current_changed.emit()

    def label(self, entry: LibraryEntry) -> str:
        """What a take is called."""
        return self._workspace.take_label(entry.take.id)

    def text(self, entry: LibraryEntry) -> str:
        """A take in full."""
        return describe_fully(entry, self.label(entry), self.measures.get(entry.take.id))

    # --- using it

    def use(self) -> None:
        """Show the take on its layers."""
        self._with_take(self._generation.use)

    def use_clip(self) -> None:
        """Show the take's clip on the selected layer alone."""
        self._with_take(self.use_clip_of)

    def use_clip_of(self, take: Take) -> None:
        """Show a take's clip of the selected layer's role on that layer alone."""
        layer = self._workspace.selected
        if layer is None or layer.role not in MODEL_ROLES:
            self._workspace.refused.emit(
                self.tr("Select a foreground, background or scene layer to show this take on.")
            )
            return
        name = self.tr("Choose take {take}").format(take=self._workspace.take_label(take.id))
        self._workspace.do(name, partial(edits.choose_take, layer_id=layer.id, take=take))
        self._generation.see(take.id)

    def use_pair(self, foreground: Take, background: Take) -> None:
        """Show one take's foreground over another's background, in one step."""
        labels = [self._workspace.take_label(take.id) for take in (foreground, background)]
        name = self.tr("{foreground} over {background}").format(foreground=labels[0], background=labels[1])
        self._workspace.do(name, partial(use_pair, foreground=foreground, background=background))

    def use_prompt(self) -> None:
        """Put the take's prompts on its layers."""
        self._take_over(self.tr("Use prompts of {take}"), use_prompts)

    def use_seed(self) -> None:
        """Have the next runs use the take's seed."""
        if self._take_over(self.tr("Use seed of {take}"), use_seed):
            self._generation.keep_seed()

    def use_settings(self) -> None:
        """Have the next runs use all of the take's settings; a model that is not installed is told."""
        entry = self.current
        wanted = entry.take.request.model_id if entry is not None else ""
        edit = partial(use_settings, model=self._generation.installed(wanted))
        if not self._take_over(self.tr("Use settings of {take}"), edit):
            return
        self._generation.keep_seed()
        if self._workspace.document.model != wanted:
            sentence = self.tr("{model} is not installed, so the model and its adapters stay as they are.")
            self._workspace.refused.emit(sentence.format(model=wanted))

    def _take_over(self, name: str, edit: Callable[[Document, Take], Document]) -> bool:
        entry = self.current
        if entry is None:
            return False
        try:
            edit(self._workspace.document, entry.take)
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
            return False
        self._workspace.do(name.format(take=self.label(entry)), lambda document: edit(document, entry.take))
        return True

    def choose_neighbour(self, by: int) -> None:
        """Show the selected layer's next newer take on it, the next older when negative."""
        layer = self._workspace.selected
        if layer is None or layer.role not in MODEL_ROLES:
            return
        entries = self._workspace.project.library.entries()
        kept = (entry.take for entry in entries if not entry.trashed)
        takes = takes_for(self._workspace.document, layer, kept)
        places = {take.id: place for place, take in enumerate(takes)}
        place = places.get(layer.take or "", len(takes) if by < 0 else -1) + by
        if 0 <= place < len(takes):
            self.use_clip_of(takes[place])

    def compare(self) -> None:
        """Look at the take beside the one that is A in the comparison, else beside what the layers show."""
        entry = self.current
        if entry is not None and entry.take.clip(self.role) is not None:
            self.asked_compare.emit(TakeClip(entry.take, self.role))

    # --- judging it

    def rate(self, take_id: str, rating: int) -> None:
        """Give a take 0 to 5 stars."""
        self._file(take_id, rating=rating)

    def note(self, take_id: str, note: str) -> bool:
        """Write something down about a take; False where it could not be kept."""
        return self._file(take_id, note=note)

    def toggle_pin(self) -> None:
        """Protect the take from the trash being emptied, or no longer."""
        entry = self.current
        if entry is not None:
            self._file(entry.take.id, pinned=not entry.pinned)

    def discard(self) -> None:
        """Put the take in the trash, from which it comes back."""
        entry = self.current
        if entry is None or entry.trashed:
            return
        self._file(entry.take.id, trashed=True)
        sentence = self.tr("{take} is in the trash; its pictures are kept until that is emptied.")
        self.told.emit(sentence.format(take=self.label(entry)))

    def restore(self) -> None:
        """Take the take out of the trash."""
        entry = self.current
        if entry is not None and entry.trashed:
            self._file(entry.take.id, trashed=False)

    def _file(self, take_id: str, **marks: Any) -> bool:
        entry = self._workspace.entry(take_id)
        if entry is None:
            return False
        changed = replace(entry, **marks)
        if changed == entry:
            return True
        filed = True
        try:
            self._workspace.project.library.change(changed)
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
            filed = False
        self._workspace.tell_takes()
        return filed

    # --- the trash

    @property
    def trash(self) -> Trash:
        """What emptying the trash would delete and free now."""
        return look_into_trash(self._workspace.project, self._documents())

    def ask_to_empty_trash(self) -> None:
        """Say what emptying the trash would delete and free, and do it when that is wanted."""
        trash = self.trash
        if not trash.doomed:
            self.told.emit(
                self.tr("Every take in the trash is pinned or still used, so there is nothing to delete.")
                if trash.kept
                else self.tr("The trash is empty.")
            )
            return
        text = self.tr("Delete {takes} for good and free {size} MB?").format(
            takes=self._counted(len(trash.doomed)), size=fixed(trash.size / 2**20, 1)
        )
        if trash.kept:
            text += " " + self.tr("What is pinned or used stays ({count}).").format(count=len(trash.kept))
        box = QMessageBox(
            QMessageBox.Icon.NoIcon,
            self.tr("Empty the trash"),
            text,
            Button.Yes | Button.Cancel,
            self._window,
        )
        box.setAccessibleName(box.windowTitle())
        box.button(Button.Yes).setText(self.tr("Delete"))
        box.setDefaultButton(Button.Cancel)
        box.finished.connect(self._on_answer)
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_answer(self, answer: int) -> None:
        if answer == Button.Yes:
            self.empty_trash()

    def empty_trash(self) -> None:
        """Delete what lies in the trash and nothing uses; undo steps count as uses."""
        if self._generation.current is not None:  # it may use clips that no take names yet
            self.told.emit(
                self.tr("A run is under way; cancel it or let it end, then empty the trash again.")
            )
            return
        trash = empty_trash(self._workspace.project, self._documents())
        self._workspace.tell_takes()
        takes, size = self._counted(len(trash.doomed)), fixed(trash.size / 2**20, 1)
        self.told.emit(self.tr("Deleted {takes} and freed {size} MB.").format(takes=takes, size=size))

    def _counted(self, count: int) -> str:
        return self.tr("1 take") if count == 1 else self.tr("{count} takes").format(count=count)

    def _documents(self) -> tuple[Document, ...]:
        return tuple(step.document for step in self._workspace.store.history.steps)

    # --- handing it on

    def copy_text(self) -> None:
        """Put the take's description on the clipboard."""
        self._copy(self.text)

    def copy_json(self) -> None:
        """Put the take's request on the clipboard as JSON."""
        self._copy(lambda entry: request_json(entry.take))

    def _copy(self, words: Callable[[LibraryEntry], str]) -> None:
        entry = self.current
        if entry is not None:
            QGuiApplication.clipboard().setText(words(entry))
            self.told.emit(self.tr("Copied {take}.").format(take=self.label(entry)))

    def save_request(self) -> None:
        """Ask where the take's request shall be saved as JSON."""
        entry = self.current
        if entry is None:
            return
        title = self.tr("Save the request")
        dialog = QFileDialog(self._window, title, str(self._workspace.project.folder.parent), "JSON (*.json)")
        dialog.setAccessibleName(title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"{self._workspace.project.name} {self.label(entry)}.json")
        dialog.fileSelected.connect(partial(self.save_request_to, entry.take))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_request_to(self, take: Take, path: str) -> None:
        """Write a take's request to a file."""
        try:
            write_whole(Path(path), request_json(take))
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
            return
        self.told.emit(self.tr("Saved {file}.").format(file=Path(path).name))

    def show_details(self) -> None:
        """Show the take in full."""
        entry = self.current
        if entry is not None:
            title = self.tr("Take {number}").format(number=self.label(entry)[1:])
            self.asked_details.emit(title, self.text(entry))

    def show_clips(self) -> None:
        """Open the folder of the project's clips in the file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._workspace.project.folder / "clips")))

    # --- inside

    def _with_take(self, act: Callable[[Take], object]) -> None:
        entry = self.current
        if entry is not None:
            act(entry.take)


def clip_role(commands: TakeCommands, workspace: Workspace) -> Role | None:
    """The role of the selected layer when the current take has a clip for it."""
    layer, entry = workspace.selected, commands.current
    if layer is None or entry is None or layer.role not in MODEL_ROLES:
        return None
    return layer.role if entry.take.clip(layer.role) is not None else None
