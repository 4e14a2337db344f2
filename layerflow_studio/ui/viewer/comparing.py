"""What is compared with what, and how: the state behind wipe, difference, side by side and the like."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QCoreApplication, QObject, Signal

from layerflow_studio.core.document import Document
from layerflow_studio.core.viewmodes import MIXED, Channel, Compare
from layerflow_studio.core.views import BlendedScene, LayerAlone, Recomposition, TakeClip, View
from layerflow_studio.errors import BadInput
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.viewer.canvas import Arrangement
from layerflow_studio.ui.viewer.looks import Look
from layerflow_studio.ui.words import role_name
from layerflow_studio.ui.workspace import Workspace

translate = QCoreApplication.translate
MOST_GAIN = 16


@dataclass(frozen=True)
class Comparison:
    """Two views and the way of looking at them; a `mode` of None shows the picture alone.

    `gain` from 1 to 16 strengthens difference, residual and heat map.
    """

    first: View = field(default=View())
    second: View = field(default=View())
    mode: Compare | None = None
    gain: int = 1

    @property
    def arrangement(self) -> Arrangement:
        """How the canvas shows it."""
        shown = {Compare.WIPE: Arrangement.WIPE, Compare.SIDE: Arrangement.SIDE}
        return shown.get(self.mode, Arrangement.SINGLE) if self.mode else Arrangement.SINGLE


class Comparing(QObject):
    """Holds the comparison and turns it into what the frame server paints.

    `flipped` shows the second view by itself, in every mode, for as long as it is set.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.comparison = Comparison()
        self.flipped = False
        self._chosen = False
        self._resolved: dict[View, Document] = {}
        self._base: Document | None = None

    def set(self, comparison: Comparison) -> None:
        """Compare this from now on."""
        if comparison == self.comparison:
            return
        self.comparison, self._chosen = comparison, True
        self._resolved.clear()
        self.changed.emit()

    def set_mode(self, mode: Compare | None) -> None:
        """Look in another way, None at the picture alone; the first time the views are chosen to fit."""
        first, second = self.comparison.first, self.comparison.second
        if mode is not None and not self._chosen:
            first, second = self._first_choice(mode)
        self.set(Comparison(first, second, mode, self.comparison.gain))

    def toggle(self, mode: Compare) -> None:
        """Look in this way, or no longer."""
        self.set_mode(None if self.comparison.mode == mode else mode)

    def compare_take(self, clip: TakeClip, other: TakeClip | None = None) -> None:
        """Look at a take's clip beside the other one; without it beside the take that is A, else the picture."""
        now = self.comparison
        kept = now.mode is not None and isinstance(now.first, TakeClip) and now.first != clip
        first = other or (now.first if kept else View())
        self.set(replace(now, first=first, second=clip, mode=now.mode or Compare.WIPE))

    def swap(self) -> None:
        """Exchange A and B."""
        now = self.comparison
        self.set(replace(now, first=now.second, second=now.first))

    def set_flipped(self, flipped: bool) -> None:
        """Show B by itself, or what was seen before."""
        if flipped and not self._chosen:
            first, second = self._first_choice(Compare.FLIP)
            self.comparison = replace(self.comparison, first=first, second=second)
        if flipped != self.flipped:
            self.flipped = flipped
            self.changed.emit()

    def forget(self) -> None:
        """Another project: nothing of the old one is compared."""
        self._chosen, self.flipped = False, False
        self._resolved.clear()
        self.comparison = Comparison()
        self.changed.emit()

    @property
    def arrangement(self) -> Arrangement:
        """How the canvas shows it now."""
        return Arrangement.SINGLE if self.flipped else self.comparison.arrangement

    def looks(self, channel: Channel) -> tuple[Look, ...]:
        """What to paint for the document as it is: one picture, or two where both are shown."""
        now = self.comparison
        if self.flipped:
            return (Look(self._of(now.second), channel),)
        if now.mode is None:
            return (Look(self._workspace.document, channel),)
        first = self._of(now.first)
        if now.mode == Compare.FLIP:
            return (Look(first, channel),)
        second = self._of(now.second)
        if now.mode in MIXED:
            return (Look(first, channel, second, now.mode, float(now.gain)),)
        return Look(first, channel), Look(second, channel)

    def _of(self, view: View) -> Document:
        """The document of a view; of the picture when what the view names has gone."""
        document = self._workspace.document
        if document is not self._base:
            self._base = document
            self._resolved.clear()
        if view not in self._resolved:
            try:
                self._resolved[view] = view.of(document)
            except BadInput as problem:
                self._resolved[view] = document
                self._workspace.refused.emit(said(problem))
        return self._resolved[view]

    def _first_choice(self, mode: Compare) -> tuple[View, View]:
        """Recomposition against the blended scene where both can be seen, else picture against layer."""
        document = self._workspace.document
        try:
            Recomposition().of(document)
            BlendedScene().of(document)
        except BadInput:
            layer = self._workspace.selected
            has_clip = layer is not None and layer.clip is not None
            return View(), LayerAlone(layer.id) if layer is not None and has_clip else View()
        return Recomposition(), BlendedScene()


def mode_name(mode: Compare) -> str:
    """What a way of comparing is called."""
    return {
        Compare.WIPE: translate("Viewer", "Wipe"),
        Compare.DIFFERENCE: translate("Viewer", "Difference"),
        Compare.SIDE: translate("Viewer", "Side by side"),
        Compare.ONION: translate("Viewer", "Onion skin"),
        Compare.FLIP: translate("Viewer", "A, B while held"),
        Compare.HEAT: translate("Viewer", "Heat map"),
        Compare.RESIDUAL: translate("Viewer", "Residual"),
    }[mode]


def view_name(view: View, workspace: Workspace) -> str:
    """What a view is called."""
    label = workspace.take_label
    if isinstance(view, LayerAlone):
        layer = next((layer for layer in workspace.document.layers if layer.id == view.layer_id), None)
        return layer.name if layer is not None else translate("Viewer", "a layer that is gone")
    if isinstance(view, Recomposition):
        return translate("Viewer", "Recomposition")
    if isinstance(view, BlendedScene):
        return translate("Viewer", "Blended scene")
    if isinstance(view, TakeClip):
        return translate("Viewer", "{take} {role}").format(
            take=label(view.take.id), role=role_name(view.role)
        )
    return translate("Viewer", "Picture")
