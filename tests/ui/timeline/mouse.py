"""Real mouse gestures on the timeline, and what they are checked by."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from layerflow_studio.core.document import Layer
from layerflow_studio.ui.timeline.panel import TimelinePanel
from tests.ui.conftest import Studio

LEFT = Qt.MouseButton.LeftButton
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LENGTH = 96


def panel(studio: Studio) -> TimelinePanel:
    return studio.window.timeline


def layer(studio: Studio, layer_id: str) -> Layer:
    return studio.store.document.layer(layer_id)


def span(studio: Studio, layer_id: str) -> tuple[int, int]:
    return layer(studio, layer_id).span.start, layer(studio, layer_id).span.stop


def selected(studio: Studio) -> list[str]:
    return [layer.id for layer in studio.workspace.selection]


def at_frame(studio: Studio, layer_id: str, frame: float) -> QPoint:
    """The place of a frame on a layer's bar."""
    tracks = panel(studio).tracks
    return QPoint(round(tracks.scale.x_of(frame)), round(tracks.bar(layer(studio, layer_id)).center().y()))


def pixels(studio: Studio, frames: float) -> int:
    return round(frames * panel(studio).tracks.scale.per_frame)


def press_and_move(
    studio: Studio, widget: QWidget, at: QPoint, by: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    """Press and drag in three steps, still holding."""
    studio.qtbot.mousePress(widget, LEFT, modifiers, at)
    for part in (0.3, 0.7, 1.0):
        move = QPoint(round(by.x() * part), round(by.y() * part))
        studio.qtbot.mouseMove(widget, at + move)


def drag(
    studio: Studio, widget: QWidget, at: QPoint, by: QPoint, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    press_and_move(studio, widget, at, by, modifiers)
    studio.qtbot.mouseRelease(widget, LEFT, modifiers, at + by)


def steps(studio: Studio) -> list[str]:
    return [step.name for step in studio.store.history.steps[1:]]


def enter(widget: QWidget) -> None:
    at = QPointF(20, 20)
    QApplication.sendEvent(widget, QEnterEvent(at, at, widget.mapToGlobal(at)))


def wheel(widget: QWidget, at: QPointF, turn: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
