"""Files let go over the window: what they become depends on where, and is said before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QWidget

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.errors import BadInput
from layerflow_studio.ui import theme
from layerflow_studio.ui.incoming import Incoming, Landing, is_project
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.words import role_name

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

_CHOOSING = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Spot:
    """A place under the pointer: the widget that is marked, where a clip would land, and in words."""

    widget: QWidget
    landing: Landing
    sentence: str
    allowed: bool = True
    """Whether a clip can land there; else the sentence says why not."""


class DropTarget:
    """Mixed into a window that files can be dropped on: asks its `drops` about what is dragged over it."""

    drops: Drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Something is carried in."""
        self.drops.hear(cast("QWidget", self), event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """It is carried on."""
        self.drops.hear(cast("QWidget", self), event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It is carried out again."""
        self.drops.hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """It is let go."""
        self.drops.hear(cast("QWidget", self), event)


class Drops(QObject):
    """Listens to the window and its docks, which may float as windows of their own."""

    def __init__(self, window: MainWindow, incoming: Incoming) -> None:
        super().__init__(window)
        self._window, self._incoming = window, incoming
        self.hint = DropHint(window)
        for widget in (window, *window.docks.values()):
            widget.drops = self
            widget.setAcceptDrops(True)

    def hear(self, target: QWidget, drag: QDropEvent) -> None:
        """Answer a drag that carries files; leave all others alone."""
        if not drag.mimeData().hasUrls() or drag.source() is not None:
            return
        drag.setDropAction(Qt.DropAction.CopyAction)
        drag.accept()
        at = target.mapToGlobal(drag.position().toPoint())
        if isinstance(drag, QDragMoveEvent):
            self._show_hint(drag.mimeData(), at)
        else:
            self.hint.hide()
            self.take(drag.mimeData(), at, drag.modifiers())

    def take(self, dropped: QMimeData, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Open or import what was let go at a place on the screen."""
        paths = local_paths(dropped)
        if not paths:
            self._incoming.failed.emit(
                self.tr(
                    "Only files and folders of this machine can be dropped here; save it to the disk first."
                )
            )
            return
        project = next((path for path in paths if is_project(path)), None)
        if project is not None:
            self._window.shell.open(project)
            return
        spot = self.spot(at)
        if modifiers & _CHOOSING:
            self._ask_role(paths, spot.landing, at)
        else:
            self._incoming.bring(paths, spot.landing)

    def spot(self, at: QPoint) -> Spot:
        """What a place on the screen means."""
        window = self._window
        found = next((s for s in (self._layer_spot(at), self._time_spot(at), self._take_spot(at)) if s), None)
        return found or Spot(window.centre, Landing(), self.tr("New media layer on top"))

    # --- places

    def _layer_spot(self, at: QPoint) -> Spot | None:
        widget = self._widget_at(at)
        while widget is not None and not isinstance(widget, LayerRow):
            widget = widget.parentWidget()
        return None if widget is None else self._onto(widget, widget.layer.id)

    def _widget_at(self, at: QPoint) -> QWidget | None:
        """The innermost part of the window, or of a dock that floats over it, at a place on the screen."""
        floating = [dock for dock in self._window.docks.values() if dock.isFloating() and dock.isVisible()]
        for top in (*floating, self._window):
            inside = top.mapFromGlobal(at)
            if top.rect().contains(inside):
                return top.childAt(inside)
        return None

    def _time_spot(self, at: QPoint) -> Spot | None:
        timeline = self._window.timeline
        if not _is_over(timeline, at):
            return None
        _, frame = timeline.place_at(timeline.mapFromGlobal(QPointF(at)))
        frame = min(max(frame, 0), self._window.workspace.document.canvas.length - 1)
        text = self.tr("New media layer from frame {frame}").format(frame=frame)
        return Spot(timeline, Landing(frame=frame), text)

    def _take_spot(self, at: QPoint) -> Spot | None:
        layer = self._window.workspace.selected
        if layer is None or not _is_over(self._window.takes, at):
            return None
        return self._onto(self._window.takes, layer.id)

    def _onto(self, widget: QWidget, layer_id: str) -> Spot:
        landing, layer = Landing(layer_id), self._window.workspace.document.layer(layer_id)
        try:
            self._incoming.check(landing)
        except BadInput as problem:
            return Spot(widget, landing, said(problem), allowed=False)
        locks = layer.role in MODEL_ROLES
        text = self.tr("Onto {layer}, which is locked then") if locks else self.tr("Onto {layer}")
        return Spot(widget, landing, text.format(layer=layer.name))

    # --- saying and asking

    def _show_hint(self, dropped: QMimeData, at: QPoint) -> None:
        spot = self.spot(at)
        if any(is_project(path) for path in local_paths(dropped)):
            spot = replace(
                spot, widget=self._window.centre, sentence=self.tr("Open the project"), allowed=True
            )
        elif spot.allowed:
            more = self.tr("with Ctrl: choose its role")
            spot = replace(spot, sentence=f"{spot.sentence}  ·  {more}")
        if spot.widget.window() is self._window:
            corner = spot.widget.mapTo(self._window, QPoint(0, 0))
            self.hint.mark(QRect(corner, spot.widget.size()), spot.sentence, allowed=spot.allowed)

    def _ask_role(self, paths: list[Path], landing: Landing, at: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setAccessibleName(self.tr("What the clip shall be"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for role in (*MODEL_ROLES, Role.MEDIA):
            target = Landing(role=role, frame=landing.frame)
            action = menu.addAction(self.tr("As {role}").format(role=role_name(role)))
            action.triggered.connect(lambda _=False, to=target: self._incoming.bring(paths, to))
        menu.popup(at)


class DropHint(QWidget):
    """A frame around the place and a sentence in it; the pointer goes through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sentence, self.allowed = "", True
        self.hide()

    def mark(self, place: QRect, sentence: str, *, allowed: bool = True) -> None:
        """Mark a part of the window, without the accent where nothing can be let go."""
        self.sentence, self.allowed = sentence, allowed
        self.setGeometry(place)
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, and the sentence on a dark ground so that it can be read over any picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(theme.ACCENT if self.allowed else theme.MUTED)
        tint = QColor(ink)
        tint.setAlpha(28)
        painter.setBrush(tint)
        painter.setPen(QPen(ink, 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        font = theme.numeric_font(9.75, bold=True)
        way = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        room = self.rect().adjusted(20, 10, -20, -10)
        ground = QRectF(QFontMetrics(font).boundingRect(room, way, self.sentence)).adjusted(-12, -6, 12, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.SURROUND))
        painter.drawRoundedRect(ground, 5, 5)
        painter.setPen(QColor(theme.TEXT))
        painter.setFont(font)
        painter.drawText(QRectF(room), way, self.sentence)


def local_paths(dropped: QMimeData) -> list[Path]:
    """The files and folders of this machine that a drag carries."""
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]


def _is_over(widget: QWidget, at: QPoint) -> bool:
    """Whether a place on the screen is in the part of a widget that none of its parents cuts off."""
    part: QWidget | None = widget if widget.isVisible() else None
    while part is not None:
        if not part.rect().contains(part.mapFromGlobal(at)):
            return False
        if part.isWindow():
            return True
        part = part.parentWidget()
    return False
