"""Any foreground take over any background take, side by side, without generating anything."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.document import Document
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.takes import Take
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import muted, paint_thumb, room_on_screen
from layerflow_studio.ui.takes.commands import TakeCommands
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
_CELL = QSize(152, 90)
_TakesRole = Qt.ItemDataRole.UserRole


class MatrixModel(QAbstractTableModel):
    """Foreground takes as columns and background takes as rows, newest first, each clip once."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.foregrounds: tuple[Take, ...] = ()
        self.backgrounds: tuple[Take, ...] = ()
        workspace.takes_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the library again."""
        self.beginResetModel()
        self.foregrounds, self.backgrounds = self._takes(Role.FOREGROUND), self._takes(Role.BACKGROUND)
        self.endResetModel()

    def _takes(self, role: Role) -> tuple[Take, ...]:
        """Takes that made a clip of a role, the first of equal clips."""
        found: dict[str, Take] = {}
        for entry in self._workspace.project.library.entries():
            clip = entry.take.clip(role)
            if clip is not None and role in entry.take.request.made_roles and not entry.trashed:
                found.setdefault(clip, entry.take)
        return tuple(reversed(found.values()))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many backgrounds there are."""
        return 0 if parent.isValid() else len(self.backgrounds)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many foregrounds there are."""
        return 0 if parent.isValid() else len(self.foregrounds)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The two takes of a cell, and what to call them."""
        pair = (self.foregrounds[index.column()], self.backgrounds[index.row()])
        if role == _TakesRole:
            return pair
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            names = [self._workspace.take_label(take.id) for take in pair]
            return self.tr("{foreground} over {background}").format(foreground=names[0], background=names[1])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The take's name, and its prompt as a tool tip."""
        across = orientation == Qt.Orientation.Horizontal
        take = (self.foregrounds if across else self.backgrounds)[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._workspace.take_label(take.id)
        if role == Qt.ItemDataRole.ToolTipRole:
            return take.request.prompts.of(Role.FOREGROUND if across else Role.BACKGROUND)
        return None


class MatrixDelegate(QStyledItemDelegate):
    """Paints one foreground over one background; the cell under the mouse plays."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.playing: tuple[int, int] | None = None
        self.frame = 0

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The size of a cell."""
        return _CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one pair."""
        foreground, background = index.data(_TakesRole)
        rect: QRectF = QRectF(option.rect).adjusted(4, 4, -4, -4)  # pyright: ignore[reportAttributeAccessIssue]
        plays = self.playing == (index.row(), index.column())
        room = room_on_screen(painter, rect)
        below = self._image(background, Role.BACKGROUND, room, plays=plays)
        above = self._image(foreground, Role.FOREGROUND, room, plays=plays)
        paint_thumb(painter, rect, below if below is None or above is None else _laid(below, above))
        marked = self._is_shown(foreground, background)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # pyright: ignore[reportAttributeAccessIssue]
        if selected or marked:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.ACCENT if selected else theme.TEXT), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
            painter.restore()
        if marked:
            self._paint_tag(painter, rect)

    def _paint_tag(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setFont(theme.numeric_font(8, bold=True))
        text = self.tr("shown")
        room = QRectF(rect.x() + 5, rect.y() + 5, painter.fontMetrics().horizontalAdvance(text) + 12, 17)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRoundedRect(room, 8, 8)
        painter.setPen(QColor(theme.ON_ACCENT))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.restore()

    def _image(self, take: Take, role: Role, room: QSize, *, plays: bool) -> QImage | None:
        clip, frames = take.clip(role), self._workspace.frames
        if clip is None:
            return None
        length = take.length(role)[0]
        moving = frames.thumbnail(clip, self.frame % length, room) if plays else None
        return moving if moving is not None else frames.thumbnail(clip, length // 2, room)

    def _is_shown(self, foreground: Take, background: Take) -> bool:
        document: Document = self._workspace.document
        front, back = document.top(Role.FOREGROUND), document.top(Role.BACKGROUND)
        return (
            front is not None
            and back is not None
            and (front.clip, back.clip)
            == (foreground.clip(Role.FOREGROUND), background.clip(Role.BACKGROUND))
        )


def _laid(below: QImage, above: QImage) -> QImage:
    """One picture over another, at the lower one's size."""
    result = below.copy()
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(result.rect()), above)
    painter.end()
    return result


class MatrixView(QTableView):
    """The cells; Enter or a double click takes one."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter counts as a double click."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.doubleClicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class MatrixDialog(QDialog):
    """The window of the matrix; it stays open while takes are tried."""

    def __init__(self, workspace: Workspace, commands: TakeCommands, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._commands = workspace, commands
        title = self.tr("Foregrounds over backgrounds")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.model = MatrixModel(workspace, self)
        self.delegate = MatrixDelegate(workspace, self)
        self.view = MatrixView()
        self.view.setAccessibleName(title)
        self.view.setModel(self.model)
        self.view.setItemDelegate(self.delegate)
        self.view.setShowGrid(False)
        self.view.setMouseTracking(True)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for header, size in (
            (self.view.horizontalHeader(), _CELL.width()),
            (self.view.verticalHeader(), _CELL.height()),
        ):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
            header.setAccessibleName(title)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.doubleClicked.connect(self._use)
        self.view.entered.connect(self._play)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._turn)
        self.hint = muted(
            self.tr(
                "Columns are foreground takes, rows are background takes. Double-click puts both on the layers."
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.hint)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        workspace.frames.thumbnailed.connect(self._repaint)
        workspace.composition_changed.connect(self._repaint)
        self.finished.connect(self._clock.stop)
        self.resize(880, 560)

    def _use(self, index: QModelIndex) -> None:
        foreground, background = index.data(_TakesRole)
        self._commands.use_pair(foreground, background)

    def _play(self, index: QModelIndex) -> None:
        foreground, _ = index.data(_TakesRole)
        self.delegate.playing, self.delegate.frame = (index.row(), index.column()), 0
        self._clock.start(max(15, round(1000 / float(foreground.request.fps))))

    def _turn(self) -> None:
        self.delegate.frame += 1
        if self.delegate.playing is not None and self.view.underMouse():
            self.view.update(self.model.index(*self.delegate.playing))
        else:
            self.delegate.playing = None
            self._clock.stop()
            self._repaint()

    def _repaint(self, *_: object) -> None:
        self.view.viewport().update()
