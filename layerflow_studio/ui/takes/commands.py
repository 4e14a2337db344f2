"""What can be done with a take: use it or parts of it, judge it, compare it, keep it, throw it away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    """Acts on the take that is current in the grid, on those selected with it, and on takes by id."""

    current_changed = Signal()
    """Another take is current, others are selected with it, or what is filed with it has changed."""
    told = Signal(str)
    asked_note = Signal()
    """Something is to be written down about the current take."""
    asked_details = Signal(str, str)
    """A title and a text are to be read."""
    asked_compare = Signal(object, object)
    """This clip of a take is to be looked at beside that of another take, None for what the comparison has."""

    def __init__(
        self, workspace: Workspace, generation: Generation, measures: Measures, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace = parent, workspace
        self._generation, self.measures = generation, measures
        self.current_id = ""
        """The id of the current take, also when that is gone."""
        self._selected: tuple[str, ...] = ()
        self.role = Role.FOREGROUND
        """Which of a take's clips is looked at."""
        workspace.takes_changed.connect(self.current_changed)

    # --- which take

    @property
    def current(self) -> LibraryEntry | None:
        """The take that is current in the grid."""
        return self._workspace.entry(self.current_id)

    def choose(self, take_id: str, selected: Iterable[str]) -> None:
        """Act on this take and those selected with it from now on; it counts as looked at."""
        before = self.current_id, self._selected
        self.current_id, self._selected = take_id, tuple(selected)
        if take_id != before[0]:
            self._generation.see(take_id)
        if (self.current_id, self._selected) != before:
            self.current_changed.emit()

    @property
    def chosen(self) -> tuple[LibraryEntry, ...]:
        """The current take and, when it is selected, all that are selected with it, oldest first."""
        return self._beside(self.current_id)

    def _beside(self, take_id: str) -> tuple[LibraryEntry, ...]:
        take_ids = self._selected if take_id in self._selected else (take_id,)
        entries = [entry for known in take_ids if (entry := self._workspace.entry(known)) is not None]
        return tuple(sorted(entries, key=lambda entry: entry.number))

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
        """Look at two selected takes, or at one beside what is A in the comparison, else what the layers show."""
        entry, chosen = self.current, self.chosen
        if len(chosen) == 2 and all(one.take.clip(self.role) is not None for one in chosen):
            first, second = (TakeClip(one.take, self.role) for one in chosen)
            self.asked_compare.emit(second, first)
        elif entry is not None and entry.take.clip(self.role) is not None:
            self.asked_compare.emit(TakeClip(entry.take, self.role), None)

    # --- judging it

    def rate(self, take_id: str, rating: int) -> None:
        """Give a take 0 to 5 stars, and with it all that it is selected with; stars given in a row are one step."""
        entries = self._beside(take_id)
        gesture = " ".join(("rate", *(entry.take.id for entry in entries)))
        names = self.tr("Rate take {take}"), self.tr("Rate {count} takes")
        self._file(names, entries, gesture, rating=rating)

    def note(self, take_id: str, note: str) -> bool:
        """Write something down about a take; False where it could not be kept."""
        entry = self._workspace.entry(take_id)
        return entry is not None and self._file((self.tr("Note on take {take}"), ""), [entry], note=note)

    def toggle_pin(self) -> None:
        """Protect the takes from the trash being emptied, or no longer when the current one was."""
        entry = self.current
        if entry is None:
            return
        if entry.pinned:
            names = self.tr("Unpin take {take}"), self.tr("Unpin {count} takes")
        else:
            names = self.tr("Pin take {take}"), self.tr("Pin {count} takes")
        self._file(names, self.chosen, pinned=not entry.pinned)

    def discard(self) -> None:
        """Put the takes in the trash, from which they come back."""
        entries = [entry for entry in self.chosen if not entry.trashed]
        names = self.tr("Trash take {take}"), self.tr("Trash {count} takes")
        if not entries or not self._file(names, entries, trashed=True):
            return
        one = self.tr("{take} is in the trash; its pictures are kept until that is emptied.")
        many = self.tr("{count} takes are in the trash; their pictures are kept until that is emptied.")
        self.told.emit(self._counting((one, many), entries))

    def restore(self) -> None:
        """Take the takes out of the trash."""
        entries = [entry for entry in self.chosen if entry.trashed]
        if entries:
            names = self.tr("Restore take {take}"), self.tr("Restore {count} takes")
            self._file(names, entries, trashed=False)

    def _file(
        self,
        names: tuple[str, str],
        entries: Sequence[LibraryEntry],
        gesture: str | None = None,
        **marks: Any,
    ) -> bool:
        """File takes with other marks as one step; `names` are what it is called for one take and for many."""
        changed = [replace(entry, **marks) for entry in entries]
        return self._workspace.mark(self._counting(names, entries), changed, gesture)

    def _counting(self, words: tuple[str, str], entries: Sequence[LibraryEntry]) -> str:
        one, many = words
        return (
            one.format(take=self.label(entries[0])) if len(entries) == 1 else many.format(count=len(entries))
        )

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
