"""Paints a take: its picture, playing while the mouse is on it, and what is known of it below."""

from __future__ import annotations

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
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from layerflow_studio.core.takes import BEST_RATING, LibraryEntry
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import elided_font_text, paint_thumb, room_on_screen
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.takes.model import EntryRole, Order, TakesModel
from layerflow_studio.ui.takes.words import decibels
from layerflow_studio.ui.words import clock_time
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
BELOW_PICTURE = 46
ASPECT = 9 / 16
_STAR = 12


class TakeDelegate(QStyledItemDelegate):
    """Every take is as large; a click on a star rates it."""

    rated = Signal(str, int)
    """A take's id and the stars it was given."""

    def __init__(self, workspace: Workspace, model: TakesModel) -> None:
        super().__init__(model)
        self._workspace, self._model = workspace, model
        self._marks = {
            "check": picture("check", 14, theme.ON_ACCENT, 2),
            "pin": picture("pin", 14, theme.TEXT, 2),
            "lock": picture("lock", 12, theme.MUTED, 2),
            "proof": picture("proof", 13, theme.GOOD, 2),
            "star": picture("star", _STAR, theme.MARK, 2),
            "star-on": picture("star-on", _STAR, theme.ACCENT, 2),
        }
        self.cell = QSize(148, 132)
        self.playing: tuple[str, int] | None = None
        """The take under the mouse and the frame it shows."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The size of every take."""
        return self.cell

    def picture_rect(self, cell: QRect) -> QRectF:
        """Where the picture is in a cell."""
        inside = cell.adjusted(6, 6, -6, -6)
        return QRectF(inside.x(), inside.y(), inside.width(), inside.height() - BELOW_PICTURE)

    def stars_rect(self, cell: QRect) -> QRect:
        """Where the stars are in a cell."""
        return QRect(cell.x() + 8, cell.bottom() - 24, BEST_RATING * (_STAR + 2), _STAR + 6)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one take."""
        entry = index.data(EntryRole)
        if entry is None:
            return
        cell: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.HOVER if selected else theme.RAISED))
            painter.drawRoundedRect(cell.adjusted(3, 3, -3, -3), 5, 5)
        where = self.picture_rect(cell)
        paint_thumb(painter, where, self._image(entry, room_on_screen(painter, where)))
        self._paint_playhead(painter, where, entry)
        if selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ACCENT), 1.6))
            painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        self._paint_marks(painter, where, entry)
        self._paint_name(painter, cell, entry)
        self._paint_judgement(painter, cell, entry)
        painter.restore()

    def editorEvent(self, event: QEvent, _model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        """Rate by a click on the stars; on the star that is the rating already, take it away."""
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonRelease:
            return False
        stars = self.stars_rect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        if not stars.contains(event.position().toPoint()):
            return False
        entry: LibraryEntry = index.data(EntryRole)
        chosen = 1 + int((event.position().x() - stars.x()) // (_STAR + 2))
        chosen = min(max(chosen, 1), BEST_RATING)
        self.rated.emit(entry.take.id, 0 if chosen == entry.rating else chosen)
        return True

    # --- parts

    def _image(self, entry: LibraryEntry, room: QSize) -> QImage | None:
        clip = entry.take.clip(self._model.role)
        if clip is None:
            return None
        length = entry.take.length(self._model.role)[0]
        frames, middle = self._workspace.frames, length // 2
        if self.playing is not None and self.playing[0] == entry.take.id:
            moving = frames.thumbnail(clip, self.playing[1] % length, room)
            if moving is not None:
                return moving
        return frames.thumbnail(clip, middle, room)

    def _paint_playhead(self, painter: QPainter, where: QRectF, entry: LibraryEntry) -> None:
        if self.playing is None or self.playing[0] != entry.take.id:
            return
        length = entry.take.length(self._model.role)[0]
        x = where.x() + where.width() * (self.playing[1] % length + 0.5) / length
        painter.setPen(QPen(QColor(theme.ACCENT), 2))
        painter.drawLine(QPoint(round(x), round(where.bottom()) - 8), QPoint(round(x), round(where.bottom())))

    def _paint_marks(self, painter: QPainter, where: QRectF, entry: LibraryEntry) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self._model.in_use(entry):
            mark = QRectF(where.right() - 23, where.y() + 5, 18, 18)
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(mark)
            painter.drawPixmap(mark.topLeft().toPoint() + QPoint(2, 2), self._marks["check"])
        if entry.pinned:
            ground = QRectF(where.x() + 4, where.y() + 4, 20, 20)
            painter.setBrush(QColor(theme.RAISED))
            painter.drawRoundedRect(ground, 4, 4)
            painter.drawPixmap(ground.topLeft().toPoint() + QPoint(3, 3), self._marks["pin"])
        if self._model.is_new(entry):
            self._paint_tag(painter, QPoint(round(where.x()) + 5, round(where.bottom()) - 22))

    def _paint_tag(self, painter: QPainter, place: QPoint) -> None:
        """The word that says a take was not looked at yet, with its dot."""
        painter.setFont(theme.numeric_font(8, bold=True))
        text = self.tr("new")
        width = painter.fontMetrics().horizontalAdvance(text) + 20
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(QRectF(place.x(), place.y(), width, 17), 8, 8)
        painter.setBrush(QColor(theme.ON_ACCENT))
        painter.drawEllipse(QRectF(place.x() + 6, place.y() + 6, 5, 5))
        painter.setPen(QColor(theme.ON_ACCENT))
        painter.drawText(
            QRectF(place.x() + 14, place.y(), width, 17), int(Qt.AlignmentFlag.AlignVCenter), text
        )
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_name(self, painter: QPainter, cell: QRect, entry: LibraryEntry) -> None:
        line = QRectF(cell.x() + 8, cell.bottom() - 45, cell.width() - 16, 20)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.numeric_font(9.25, bold=True))
        painter.setPen(QColor(theme.TEXT))
        label = self._workspace.take_label(entry.take.id)
        painter.drawText(line, middle, label)
        place = QPoint(
            int(line.x()) + painter.fontMetrics().horizontalAdvance(label) + 7, int(line.center().y()) - 6
        )
        if self._model.role in entry.take.request.given_roles:
            painter.drawPixmap(place, self._marks["lock"])
            place += QPoint(15, 0)
        if entry.take.locks_proven:
            painter.drawPixmap(place, self._marks["proof"])
        painter.setFont(theme.numeric_font(8.25))
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(line, middle | int(Qt.AlignmentFlag.AlignRight), clock_time(entry.take.created))

    def _paint_judgement(self, painter: QPainter, cell: QRect, entry: LibraryEntry) -> None:
        stars = self.stars_rect(cell)
        for number in range(BEST_RATING):
            mark = self._marks["star-on" if number < entry.rating else "star"]
            painter.drawPixmap(QPoint(stars.x() + number * (_STAR + 2), stars.y() + 3), mark)
        room = QRectF(stars.right() + 6, stars.y(), cell.right() - stars.right() - 14, stars.height())
        by_measure = self._model.order == Order.RECOMPOSITION
        text = decibels(self._model.measures.get(entry.take.id)) if by_measure else entry.note.strip()
        font = theme.numeric_font(8.25)
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(room, flags, elided_font_text(text.replace("\n", " "), font, int(room.width())))
