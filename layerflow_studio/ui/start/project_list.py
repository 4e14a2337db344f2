"""The list of projects on the start page: a picture, the name, where it is, and when it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text, paint_thumb
from layerflow_studio.ui.start.projects import ProjectCard

Index = QModelIndex | QPersistentModelIndex
_CARD = Qt.ItemDataRole.UserRole
_ROW = 62
_PICTURE = QSize(80, 45)
_GAP = 12


class _Line(QStyledItemDelegate):
    """Paints one project."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(320, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: ProjectCard = index.data(_CARD)
        rect: QRect = option.rect.adjusted(0, 1, 0, -1)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT), 1.4) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.HOVER if hovered else theme.PANEL))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 5, 5)
        top = rect.y() + (rect.height() - _PICTURE.height()) / 2
        where = QRectF(rect.x() + 9, top, _PICTURE.width(), _PICTURE.height())
        paint_thumb(painter, where, card.poster)
        self._write(painter, rect, round(where.right()) + _GAP, card)
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, left: int, card: ProjectCard) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.numeric_font(8.75))
        painter.setPen(QColor(theme.MUTED))
        room = painter.fontMetrics().horizontalAdvance(card.changed) + _GAP
        right = rect.right() - _GAP
        half = rect.height() // 2
        lower = QRect(left, rect.y() + half, right - left, half - 8)
        metrics = painter.fontMetrics()
        place = metrics.elidedText(card.place, Qt.TextElideMode.ElideMiddle, lower.width())
        painter.drawText(lower, middle, place)
        upper = QRect(left, rect.y() + 8, right - left, half - 6)
        painter.drawText(upper, middle | int(Qt.AlignmentFlag.AlignRight), card.changed)
        painter.setFont(theme.numeric_font(10, bold=True))
        painter.setPen(QColor(theme.TEXT))
        name = elided_font_text(card.name, painter.font(), upper.width() - room)
        painter.drawText(upper, middle, name)


class ProjectList(QListView):
    """Enter or a click opens a project; Delete takes it off the list."""

    opened = Signal(object)
    """The folder."""
    unwanted = Signal(object)
    """The card of a project that shall leave the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("projects")
        self.setAccessibleName(self.tr("Recent projects"))
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(_Line(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)

    @property
    def folders(self) -> tuple[Path, ...]:
        """What is listed, from the top."""
        model = self.model()
        return tuple(model.index(row, 0).data(_CARD).folder for row in range(model.rowCount()))

    def show_cards(self, cards: Sequence[ProjectCard]) -> None:
        """List these projects; the list is as high as they need."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for card in cards:
            item = QStandardItem(card.name)
            item.setData(card, _CARD)
            item.setToolTip(str(card.folder))
            spoken = f"{card.name}, {card.place}, {card.changed}"
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            model.appendRow(item)
        if cards:
            self.setCurrentIndex(model.index(0, 0))
        self.setFixedHeight(_ROW * len(cards) + 2)

    def event(self, event: QEvent) -> bool:
        """Keep the Delete key, which is the layers' elsewhere."""
        wanted = event.type() == QEvent.Type.ShortcutOverride
        if wanted and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, take off with Delete."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self._open(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.unwanted.emit(index.data(_CARD))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What else can be done with a project."""
        index = self.indexAt(event.pos())
        if index.isValid():
            self._menu_of(index, event.globalPos())

    def _menu_of(self, index: QModelIndex, where: QPoint) -> None:
        card: ProjectCard = index.data(_CARD)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open")).triggered.connect(lambda: self.opened.emit(card.folder))
        text = self.tr("Remove from the list") if card.saved else self.tr("Throw away…")
        menu.addAction(text).triggered.connect(lambda: self.unwanted.emit(card))
        menu.popup(where)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(_CARD).folder)
