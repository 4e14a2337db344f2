"""The grid of takes: as many columns as have room, clips that play under the mouse, keys that rate."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.ui.takes.delegate import ASPECT, BELOW_PICTURE, TakeDelegate
from layerflow_studio.ui.takes.model import EntryRole, TakesModel

_LEAST_CELL = 124
_REST_MS = 350
_Select = QItemSelectionModel.SelectionFlag
_RATINGS = {getattr(Qt.Key, f"Key_{number}"): number for number in range(6)}


class TakesGrid(QListView):
    """Enter uses the current take, 0 to 5 rate what is selected, Delete puts it in the trash.

    Ctrl and Shift select several. A click on the stars of a selected take leaves them selected, so it rates all.
    The mouse over a take scrubs through its clip; when it rests, the clip plays on from there.
    """

    chosen = Signal(QModelIndex)
    """A take is to be used."""
    rated = Signal(str, int)
    discarded = Signal()
    asked_menu = Signal(QPoint)
    picked = Signal()
    """Another take is the current one, or others are selected."""

    def __init__(self, model: TakesModel, delegate: TakeDelegate) -> None:
        super().__init__()
        self._delegate = delegate
        self.setAccessibleName(self.tr("Takes"))
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._turn)
        self._clicked_again = False
        self._choosing = False
        self.selectionModel().currentChanged.connect(self._pick)
        self.selectionModel().selectionChanged.connect(self._pick)
        self.doubleClicked.connect(self.chosen)
        delegate.rated.connect(self.rated)
        model.modelReset.connect(self.stop_playing)

    @property
    def current(self) -> LibraryEntry | None:
        """The entry of the current take."""
        index = self.currentIndex()
        return index.data(EntryRole) if index.isValid() else None

    def choose(self, index: QModelIndex, selected: Iterable[QModelIndex] = ()) -> None:
        """Make a take the current one, selected alone or as one of several, whichever keys are held."""
        selection = QItemSelection()
        for one in selected or (index,):
            selection.select(one, one)
        self._choosing = True
        self.selectionModel().setCurrentIndex(index, _Select.NoUpdate)
        self.selectionModel().select(selection, _Select.ClearAndSelect)
        self._choosing = False
        self.picked.emit()

    def _pick(self, *_: object) -> None:
        if not self._choosing:
            self.picked.emit()

    # --- playing

    def stop_playing(self) -> None:
        """No take is under the mouse any more."""
        self._clock.stop()
        if self._delegate.playing is not None:
            self._delegate.playing = None
            self.viewport().update()

    def _turn(self) -> None:
        playing = self._delegate.playing
        index = self._index_of(playing[0]) if playing is not None else QModelIndex()
        if playing is None or not index.isValid() or not self.isVisible():
            self.stop_playing()
            return
        take_id, frame = playing
        entry: LibraryEntry = index.data(EntryRole)
        length, fps = entry.take.length(self.takes.role)
        self._clock.setInterval(max(15, round(1000 / float(fps))))
        self._delegate.playing = (take_id, (frame + 1) % length)
        self.update(index)

    @property
    def takes(self) -> TakesModel:
        """The model that is shown."""
        model = self.model()
        assert isinstance(model, TakesModel)
        return model

    def _index_of(self, take_id: str) -> QModelIndex:
        return self.takes.place_of(take_id)

    def _is_on_stars(self, place: QPoint) -> bool:
        index = self.indexAt(place)
        return index.isValid() and self._delegate.stars_rect(self.visualRect(index)).contains(place)

    def _scrub(self, place: QPoint) -> None:
        index = self.indexAt(place)
        rect = self._delegate.picture_rect(self.visualRect(index)) if index.isValid() else None
        if rect is None or not rect.contains(place.toPointF()):
            self.stop_playing()
            return
        entry: LibraryEntry = index.data(EntryRole)
        length = entry.take.length(self.takes.role)[0]
        frame = min(length - 1, max(0, int((place.x() - rect.x()) / rect.width() * length)))
        before, self._delegate.playing = self._delegate.playing, (entry.take.id, frame)
        if before is not None and before[0] != entry.take.id:
            self.update(self._index_of(before[0]))
        self._clock.start(_REST_MS)
        self.update(index)

    # --- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        side = width // max(1, width // _LEAST_CELL)
        self._delegate.cell = QSize(side, round((side - 12) * ASPECT) + BELOW_PICTURE + 12)
        self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)
        if event.size().height() < event.oldSize().height() and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())  # the details that grew must not hide it

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean takes from the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.SelectAll):
                event.accept()
                return True
            mine = event.key() in _RATINGS or event.key() == Qt.Key.Key_Delete
            if (
                mine
                and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            ):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the current take, rate or discard it with those selected beside it."""
        entry, key = self.current, event.key()
        if entry is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.currentIndex())
        elif key in _RATINGS:
            self.rated.emit(entry.take.id, _RATINGS[key])
        elif key == Qt.Key.Key_Delete:
            self.discarded.emit()
        else:
            super().keyPressEvent(event)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Leave all selected where a click rates one of them or meets none."""
        if isinstance(event, QMouseEvent) and event.type() != QEvent.Type.MouseMove:
            place = event.position().toPoint()
            if not index.isValid() or (self._is_on_stars(place) and self.selectionModel().isSelected(index)):
                return _Select.NoUpdate
        return super().selectionCommand(index, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Use the take; on its stars the second click means nothing, whichever take is there by now."""
        self._clicked_again = self._is_on_stars(event.position().toPoint())
        if not self._clicked_again:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Rate by a click on the stars."""
        if not self._clicked_again:
            super().mouseReleaseEvent(event)
        self._clicked_again = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub through the take under the mouse."""
        super().mouseMoveEvent(event)
        self._scrub(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Stop playing."""
        super().leaveEvent(event)
        self.stop_playing()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the take."""
        if self.indexAt(event.pos()).isValid() or event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.asked_menu.emit(event.globalPos())
