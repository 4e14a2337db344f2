"""Cut, copy and paste of what is selected in the timeline, by the clipboard of the system."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from layerflow_studio.core.clipboard import Copied, known_part
from layerflow_studio.core.key_groups import copied_keys
from layerflow_studio.core.layer import Layer
from layerflow_studio.core.schema import dump_copied, load_copied
from layerflow_studio.errors import BadInput
from layerflow_studio.sentence import listed
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.timeline.editing import TimelineEditing
from layerflow_studio.ui.timeline.key_editing import KeyEditing
from layerflow_studio.ui.timeline.state import TimelineState

COPIED = "application/x-layerflow-studio+json"
"""Under this name the clipboard carries layers and keys; as text it carries the same."""


class TimelineClipboard(QObject):
    """Acts on the selected keys, or on the selected layers when there are none; refusals are told.

    Nothing of it is kept here, so that other projects and windows can paste it as well. The clipboard is looked at
    when something is pasted and not before: the program that it belongs to may be slow to answer.
    """

    def __init__(
        self,
        state: TimelineState,
        editing: TimelineEditing,
        keys: KeyEditing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._workspace = state, state.workspace
        self._editing, self._keys = editing, keys

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        _carry(self._copied())

    def cut(self) -> None:
        """The same, and take it out of the document; what is locked stays, and so does the clipboard."""
        copied = self._copied()
        if self._keys.cut_picked() if copied.keys else self._editing.cut():
            _carry(copied)

    def paste(self) -> None:
        """Put layers above the selected ones, or keys at the playhead on them."""
        carried = _carried()
        text = bytes(carried.data(COPIED).data()) if carried.hasFormat(COPIED) else carried.text()
        try:
            copied = load_copied(text).at_rate(self._workspace.document.canvas.fps)
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
            return
        if copied.keys:
            self._keys.paste(copied.keys)
        else:
            self._paste_layers(copied.layers)

    def _copied(self) -> Copied:
        document, picked = self._workspace.document, self._state.keys
        if picked:
            return Copied(document.canvas.fps, keys=copied_keys(document, picked))
        ids = {layer.id for layer in self._workspace.selection}
        return Copied(document.canvas.fps, tuple(layer for layer in document if layer.id in ids))

    def _paste_layers(self, layers: tuple[Layer, ...]) -> None:
        """Without the clips that this project has not got, which are named."""
        clips, takes = self._workspace.project.clips, self._workspace.take_numbers
        known = tuple(known_part(layer, clips, takes) for layer in layers)
        self._editing.paste(known)
        lost = [layer for layer, kept in zip(layers, known, strict=True) if layer.clip != kept.clip]
        if lost:
            told = self.tr(
                "Pasted without pictures: {layers}, because clip {clips} is not in this project; "
                "export it where it comes from, and import it here."
            )
            names = said(listed(layer.name for layer in lost))
            ids = said(listed(dict.fromkeys(f"{layer.clip[:12]}…" for layer in lost if layer.clip)))
            self._workspace.refused.emit(told.format(layers=names, clips=ids))


def _carried() -> QMimeData:
    """Return what is on the clipboard; Qt gives None where nothing is."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def _carry(copied: Copied) -> None:
    text = dump_copied(copied)
    carried = QMimeData()
    carried.setData(COPIED, text.encode())
    carried.setText(text)
    QGuiApplication.clipboard().setMimeData(carried)
