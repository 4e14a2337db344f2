"""Eye, solo or lock of many layers at once: a drag from a row's button over other rows; Esc takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QToolButton

from layerflow_studio.ui import step_names
from layerflow_studio.ui.escape import EscapeAnywhere
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.timeline.drag import Drag
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.panels.layer_stack import LayerStack
    from layerflow_studio.ui.timeline.gestures import PaintMarks


class MarkPainting(QObject):
    """Watches the buttons of a stack's rows; until another row is reached, a press is the button's own."""

    def __init__(self, stack: LayerStack, workspace: Workspace) -> None:
        super().__init__(stack)
        self._column, self._workspace = stack.column, workspace
        self._drag = Drag(workspace, self)
        self._keys = EscapeAnywhere(self._cancel, self)
        self._pressed: LayerRow | None = None
        self._marks: tuple[PaintMarks, int] | None = None
        """What is painted, and the place of the layer that it began with."""
        stack.row_made.connect(self._watch)
        for row in stack.made_rows:
            self._watch(row)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse from a press on a button to its release."""
        if not isinstance(event, QMouseEvent) or not isinstance(watched, QToolButton):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            row = watched.parentWidget()
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = row if left and isinstance(row, LayerRow) else None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            return self._move(self._pressed, watched, event.globalPosition().toPoint())
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._drag.end()
            self._stop()
        return False

    def _watch(self, row: LayerRow) -> None:
        for button in row.marks.values():
            button.installEventFilter(self)

    def _move(self, row: LayerRow, button: QToolButton, at: QPoint) -> bool:
        """Mark every layer from the one pressed to the one at a place on the screen; False before any other."""
        document = self._workspace.document
        place = len(document.layers) - 1 - self._column.row_at(at)
        if self._marks is None:
            from layerflow_studio.ui.timeline.gestures import PaintMarks

            first = document.index(row.layer.id)
            if place == first:
                return False
            mark = next(name for name, known in row.marks.items() if known is button)
            on = not getattr(row.layer, mark)
            button.setDown(False)  # so that letting it go is no click
            self._drag.begin(step_names.mark(mark, on, (row.layer,)))
            self._keys.look()
            self._marks = (PaintMarks(document, mark, on), first)
        marks, first = self._marks
        low, high = sorted((first, place))
        passed = [layer.id for layer in marks.start.layers[low : high + 1]]
        self._drag.apply(lambda: marks.result(passed))
        self._column.follow(at)
        return True

    def _cancel(self) -> None:
        self._drag.cancel()
        self._stop()

    def _stop(self) -> None:
        if self._marks is not None:
            self._keys.look_away()
        self._pressed = self._marks = None
