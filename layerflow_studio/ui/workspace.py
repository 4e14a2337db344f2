"""What the window works on: one open project, its document, playhead, selection, and rendered frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from PySide6.QtCore import QObject, QTimer, Signal

from layerflow_studio.core.document import Document, Layer, differ_in_words
from layerflow_studio.core.frames import Frame
from layerflow_studio.core.ids import ClipId
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.core.timebase import rescaled
from layerflow_studio.errors import BadInput, StudioError
from layerflow_studio.session.autosave import Autosave
from layerflow_studio.session.project_io import Project
from layerflow_studio.session.store import Edit, Store
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.transport import Transport
from layerflow_studio.ui.viewer.frame_server import FrameServer

_AUTOSAVE_TICK_MS = 1000
_AUTOSAVE_SECONDS = 20.0


class _Clips:
    """The frames of whichever project is open; the clip store is loaded on the thread that first asks."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def frame(self, clip: ClipId, index: int) -> Frame:
        return self.project.clips.frame(clip, index)

    def between(self, clip: ClipId, first: int, second: int, share: Fraction, guide: ClipId | None) -> Frame:
        return self.project.clips.between(clip, first, second, share, guide)


class Workspace(QObject):
    """Lives as long as the window; `open` puts another project in its place.

    Panels read from here and change the document through `do` only.
    """

    project_changed = Signal()
    document_changed = Signal(object, object)
    """The document before and after."""
    composition_changed = Signal(object, object)
    """The same, told next, where more has changed than the words of prompts: for those who show none of these."""
    selection_changed = Signal(str)
    """The primary layer's id; also when only the layers selected with it are others."""
    chosen = Signal()
    """One layer was pointed out, be it the selected one: what was selected within it is not any more."""
    takes_changed = Signal()
    refused = Signal(str)
    """An edit was not possible; one sentence."""

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.store = Store(project.document, file_takes=self._file_takes)
        self.transport = Transport(self)
        self._clips = _Clips(project)
        self.frames = FrameServer(self._clips, parent=self)
        self._autosave_seconds = _AUTOSAVE_SECONDS
        self._autosave = self._autosave_of(project)
        self._numbers: dict[str, int] = {}
        self._selection: tuple[str, ...] = ()
        self._unsubscribe = self.store.subscribe(self._changed)
        self._autosave_timer = QTimer(self)
        self._autosave_timer.timeout.connect(self._save_aside)
        self._autosave_timer.start(_AUTOSAVE_TICK_MS)
        self._count_takes()
        self._select_something()
        self._set_time(self.document)

    # --- reading

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.store.document

    @property
    def selected(self) -> Layer | None:
        """The primary selected layer: the one selected last."""
        primary = self._selection[-1] if self._selection else ""
        return next((layer for layer in self.document.layers if layer.id == primary), None)

    @property
    def selection(self) -> tuple[Layer, ...]:
        """All selected layers in the order they were selected, the primary one last."""
        layers = {layer.id: layer for layer in self.document.layers}
        return tuple(layers[layer_id] for layer_id in self._selection if layer_id in layers)

    @property
    def unlocked(self) -> tuple[Layer, ...]:
        """The selected layers that may be changed, in the order of the selection."""
        return tuple(layer for layer in self.selection if not layer.locked)

    @property
    def take_numbers(self) -> Mapping[str, int]:
        """The number of every take by its id, counted from 1 in the order they were filed."""
        return self._numbers

    def take_label(self, take_id: str | None) -> str:
        """What a take is called, such as "T3"; empty without one."""
        number = self._numbers.get(take_id or "")
        return f"T{number}" if number else ""

    def entry(self, take_id: str | None) -> LibraryEntry | None:
        """A take's library entry, None when there is none."""
        if take_id is None or take_id not in self._numbers:
            return None
        return self.project.library.get(take_id)

    # --- changing

    def do(self, name: str, edit: Edit, merge_key: str | None = None) -> bool:
        """Apply an edit as one undoable step; a refusal is told and changes nothing."""
        try:
            return self.store.dispatch(name, edit, merge_key)
        except BadInput as problem:
            self.refused.emit(said(problem))
            return False

    def mark(self, name: str, entries: Sequence[LibraryEntry], merge_key: str | None = None) -> bool:
        """File takes with other marks as one undoable step; a refusal is told, changes nothing and is False."""
        before = tuple(self.project.library.get(entry.take.id) for entry in entries)
        try:
            if self.store.mark(name, before, tuple(entries), merge_key):
                self.tell_takes()
        except BadInput as problem:
            self.refused.emit(said(problem))
            return False
        return True

    def undo(self) -> None:
        """Take the last step back."""
        self.go_to(self.store.history.position - 1)

    def redo(self) -> None:
        """Bring the next step back."""
        self.go_to(self.store.history.position + 1)

    def go_to(self, position: int) -> None:
        """Go to a step of the history; a refusal is told and changes nothing."""
        marks = self.store.history.marks_to(position)
        try:
            self.store.go_to(position)
        except BadInput as problem:
            self.refused.emit(said(problem))
            return
        if marks:
            self.tell_takes()

    def select(self, layer_id: str, add: bool = False) -> None:
        """Select a layer, alone or in addition; an empty id selects none."""
        self.select_layers((*(self._selection if add else ()), layer_id))
        self.chosen.emit()

    def select_layers(self, layer_ids: Iterable[str]) -> None:
        """Select these layers and no others, the last one as the primary."""
        wanted = tuple(layer_id for layer_id in layer_ids if layer_id)
        later = dict.fromkeys(reversed(wanted))
        selection = tuple(reversed(later))
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection[-1] if selection else "")

    def tell_takes(self) -> None:
        """Say that the library has changed."""
        self._count_takes()
        self.takes_changed.emit()

    def set_limits(self, *, undo_steps: int, autosave_seconds: float, cache_bytes: int) -> None:
        """Choose how far back undo goes, how long a change is only in memory, and how much frames may take."""
        self.store.set_undo_limit(undo_steps)
        self._autosave_seconds = autosave_seconds
        self._autosave.set_at_most(autosave_seconds)
        self.frames.set_capacity(cache_bytes)

    # --- the project

    def open(self, project: Project) -> None:
        """Work on another project from now on. The old one is not closed."""
        self.transport.stop()
        self._autosave.flush()
        self.frames.begin_anew()
        self.project = self._clips.project = project
        self._autosave = self._autosave_of(project)
        self._count_takes()
        self.store.replace(project.document)
        self._select_something()
        self.transport.go_to(0)
        self.project_changed.emit()
        self.takes_changed.emit()

    def move_to(self, copy: Project) -> None:
        """Go on in a copy of the project, with the same document and history. The old one is not closed."""
        self._autosave.rest()
        self.project = self._clips.project = copy
        self._autosave = self._autosave_of(copy)
        self.store.mark_saved(copy.document)
        if self.store.modified:
            self._autosave.note(self.document)
        self._count_takes()
        self.project_changed.emit()
        self.takes_changed.emit()

    def save(self) -> None:
        """Write the project; raises BadInput."""
        self._autosave.rest()
        self.project.save(self.document)
        self.store.mark_saved()
        self._autosave.settle()
        self.project_changed.emit()

    def discard_changes(self) -> None:
        """What was not saved is not wanted."""
        self._autosave.settle()
        self.project.drop_autosave()

    def close(self) -> None:
        """Stop everything of one's own and close the project; what was not discarded is in the autosave."""
        self.transport.stop()
        self._autosave_timer.stop()
        self._unsubscribe()
        self.frames.close()
        try:
            self._autosave.flush()
        finally:
            self.project.close()

    # --- inside

    def _changed(self, old: Document, new: Document) -> None:
        self._autosave.note(new)
        frame, before, now = self.transport.frame, old.canvas.fps, new.canvas.fps
        self._set_time(new)
        if now != before:  # the playhead stays where it is in seconds
            self.transport.go_to(rescaled(frame, before, now))
        self._keep_selection(old)
        self.document_changed.emit(old, new)
        if not differ_in_words(old, new):
            self.composition_changed.emit(old, new)

    def _set_time(self, document: Document) -> None:
        self.transport.set_time(document.canvas.fps, document.canvas.span, document.range)

    def _keep_selection(self, old: Document) -> None:
        """Let go of layers that are gone; with none left of them, or with the first layer, select another."""
        if not self._selection and old.layers:
            return
        kept = [layer.id for layer in self.selection]
        self.select_layers(kept) if kept else self._select_something()

    def _select_something(self) -> None:
        layers = self.document.layers
        self.select(layers[-1].id if layers else "")

    def _count_takes(self) -> None:
        entries = self.project.library.entries()
        self._numbers = {entry.take.id: entry.number for entry in entries}
        self.store.forget_marks(self._numbers)

    def _file_takes(self, entries: tuple[LibraryEntry, ...]) -> None:
        self.project.library.change(*entries)

    def _autosave_of(self, project: Project) -> Autosave:
        autosave = Autosave(project)
        autosave.set_at_most(self._autosave_seconds)
        return autosave

    def _save_aside(self) -> None:
        try:
            self._autosave.tick()
        except StudioError as problem:
            self.refused.emit(said(problem))
