"""What a press on a layer selects: alone, in addition, or up to there."""

from __future__ import annotations

from PySide6.QtCore import Qt

from layerflow_studio.ui.workspace import Workspace


class Picking:
    """A plain press on one of several selected layers keeps them all until it is clear that nothing is dragged."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._on_release: tuple[str, ...] | None = None
        self._anchor = ""

    def press(self, layer_id: str, modifiers: Qt.KeyboardModifier) -> None:
        """Select by a press; Ctrl adds or takes away, Shift selects all up to there."""
        selected = [layer.id for layer in self._workspace.selection]
        self._on_release = None
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._workspace.select_layers(self._up_to(layer_id))
            return
        self._anchor = layer_id
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            if layer_id in selected:
                self._on_release = tuple(other for other in selected if other != layer_id)
            else:
                self._workspace.select(layer_id, add=True)
        elif layer_id in selected and len(selected) > 1:
            self._workspace.select(layer_id, add=True)
            self._on_release = (layer_id,)
        else:
            self._workspace.select(layer_id)

    def choose(self, layer_id: str) -> None:
        """Select a layer alone, because something of it is used."""
        self._on_release, self._anchor = None, layer_id
        self._workspace.select(layer_id)

    def press_for_menu(self, layer_id: str) -> None:
        """Select by a press that opens a menu for all selected layers."""
        selected = [layer.id for layer in self._workspace.selection]
        self._workspace.select(layer_id, add=layer_id in selected)

    def hold(self) -> None:
        """It was the beginning of a drag."""
        self._on_release = None

    def release(self) -> None:
        """It was a click."""
        if self._on_release is not None:
            self._workspace.select_layers(self._on_release)
        self._on_release = None

    def _up_to(self, layer_id: str) -> list[str]:
        """The layers from the one last pressed without Shift to this one, this one last.

        From the primary one where the one pressed is not selected any more, as after a press in another panel.
        """
        document, primary = self._workspace.document, self._workspace.selected
        ids = [layer.id for layer in document.layers]
        held = any(layer.id == self._anchor for layer in self._workspace.selection)
        anchor = self._anchor if held else primary.id if primary is not None else layer_id
        first, last = ids.index(anchor), ids.index(layer_id)
        low, high = sorted((first, last))
        between = ids[low : high + 1]
        return between if first <= last else between[::-1]
