"""The takes of the project as a grid of pictures, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QImage, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import LibraryEntry, Take
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import action_button, drop_down, muted, paint_thumb
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.words import role_name
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
EntryRole = Qt.ItemDataRole.UserRole
_LEAST_CELL = 124
_BELOW_PICTURE = 32
_ASPECT = 9 / 16


class TakesModel(QAbstractListModel):
    """The library's entries that have a clip of one role, newest first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.role = Role.FOREGROUND
        self._entries: list[LibraryEntry] = []
        workspace.takes_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the library again."""
        self.beginResetModel()
        entries = self._workspace.project.library.entries()
        self._entries = [
            entry
            for entry in reversed(entries)
            if not entry.trashed and entry.take.clip(self.role) is not None
        ]
        self.endResetModel()

    def show_role(self, role: Role) -> None:
        """List takes by another role's pictures."""
        if role != self.role:
            self.role = role
            self.reload()

    def touch(self) -> None:
        """Have every visible picture painted anew."""
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def place_of(self, take_id: str) -> QModelIndex:
        """Where a take is in the list; invalid when it is not."""
        for place, entry in enumerate(self._entries):
            if entry.take.id == take_id:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many takes there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A take's name, description, or entry."""
        entry = self._entries[index.row()]
        if role == EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return self._workspace.take_label(entry.take.id)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self._description(entry.take)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.tr("Take {number}").format(number=self._workspace.take_label(entry.take.id)[1:])
        return None

    def in_use(self, entry: LibraryEntry) -> bool:
        """Whether a layer shows this take's clip of the listed role."""
        clip = entry.take.clip(self.role)
        return any(
            layer.take == entry.take.id and layer.clip == clip for layer in self._workspace.document.layers
        )

    def _description(self, take: Take) -> str:
        request = take.request
        lines = [
            f"{role_name(role)}: {request.prompts.of(role)}"
            for role in MODEL_ROLES
            if request.prompts.of(role)
        ]
        made = ", ".join(role_name(role) for role in request.made_roles)
        kept = ", ".join(role_name(role) for role in request.given_roles) or "–"
        lines.append(self.tr("made: {made}; kept: {kept}").format(made=made, kept=kept))
        lines.append(
            self.tr("seed {seed}, {steps} steps, {seconds} s on {device}").format(
                seed=request.seed,
                steps=request.sampling.steps,
                seconds=f"{take.provenance.seconds:.1f}",
                device=take.provenance.device,
            )
        )
        return "\n".join(lines)


class TakeDelegate(QStyledItemDelegate):
    """Paints a take: picture, number, seed, and a mark when it is on a layer."""

    def __init__(self, workspace: Workspace, model: TakesModel) -> None:
        super().__init__(model)
        self._workspace, self._model = workspace, model
        self._check = picture("check", 14, theme.ON_ACCENT, 2)
        self._pin = picture("pin", 14, theme.TEXT, 2)
        self._lock = picture("lock", 12, theme.MUTED, 2)
        self.cell = QSize(148, 116)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Every take is as large."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one take."""
        entry: LibraryEntry = index.data(EntryRole)
        rect: QRect = option.rect.adjusted(3, 3, -3, -3)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected, hovered = (
            bool(state & QStyle.StateFlag.State_Selected),
            bool(state & QStyle.StateFlag.State_MouseOver),
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or hovered:
            painter.setBrush(QColor(theme.HOVER if selected else theme.RAISED))
            painter.drawRoundedRect(rect, 5, 5)
        where = QRectF(rect.x() + 3, rect.y() + 3, rect.width() - 6, rect.height() - _BELOW_PICTURE)
        paint_thumb(painter, where, self._image(entry))
        if selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ACCENT), 1.6))
            painter.drawRoundedRect(where.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        self._paint_marks(painter, where, entry)
        self._paint_words(painter, rect, entry)
        painter.restore()

    def _image(self, entry: LibraryEntry) -> QImage | None:
        clip = entry.take.clip(self._model.role)
        return (
            None if clip is None else self._workspace.frames.thumbnail(clip, entry.take.request.frames // 2)
        )

    def _paint_marks(self, painter: QPainter, where: QRectF, entry: LibraryEntry) -> None:
        if self._model.in_use(entry):
            mark = QRectF(where.right() - 23, where.y() + 5, 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.ACCENT))
            painter.drawEllipse(mark)
            painter.drawPixmap(mark.topLeft().toPoint() + QPoint(2, 2), self._check)
        if entry.pinned:
            painter.drawPixmap(where.topLeft().toPoint() + QPoint(5, 5), self._pin)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: LibraryEntry) -> None:
        line = QRectF(rect.x() + 5, rect.bottom() - 25, rect.width() - 10, 22)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.numeric_font(9.25, bold=True))
        painter.setPen(QColor(theme.TEXT))
        label = self._workspace.take_label(entry.take.id)
        painter.drawText(line, middle, label)
        advance = painter.fontMetrics().horizontalAdvance(label) + 7
        if self._model.role in entry.take.request.given_roles:
            painter.drawPixmap(QPoint(int(line.x() + advance), int(line.center().y() - 6)), self._lock)
        painter.setFont(theme.numeric_font(8.25))
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(line, middle | int(Qt.AlignmentFlag.AlignRight), _clock(entry.take.created))


class _Grid(QListView):
    """As many columns as have room, over the whole width; Enter uses the current take."""

    entered_take = Signal(QModelIndex)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2
        side = width // max(1, width // _LEAST_CELL)
        delegate = self.itemDelegate()
        if isinstance(delegate, TakeDelegate):
            delegate.cell = QSize(side, round((side - 12) * _ASPECT) + _BELOW_PICTURE + 6)
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_take.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TakesPanel(QWidget):
    """The grid, which role's pictures it shows, and the button that uses the selected take."""

    def __init__(
        self, workspace: Workspace, use: Callable[[Take], None], actions: tuple[QAction, ...]
    ) -> None:
        super().__init__()
        self._workspace, self._use = workspace, use
        self.model = TakesModel(workspace)
        self.roles = drop_down(self.tr("Show takes by layer"))
        for role in MODEL_ROLES:
            self.roles.addItem(role_name(role).capitalize(), role)
        self.roles.currentIndexChanged.connect(self._show_role)
        self.grid = _Grid()
        self.grid.setAccessibleName(self.tr("Takes"))
        self.grid.setModel(self.model)
        self.grid.setItemDelegate(TakeDelegate(workspace, self.model))
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setUniformItemSizes(True)
        self.grid.setMouseTracking(True)
        self.grid.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.grid.doubleClicked.connect(self._use_index)
        self.grid.entered_take.connect(self._use_index)
        self.count = muted()
        self.empty = muted(self.tr("Every run adds a take here.\nNone is ever overwritten."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(actions)
        workspace.takes_changed.connect(self._refresh)
        workspace.document_changed.connect(self._refresh)
        workspace.selection_changed.connect(self._follow_selection)
        workspace.frames.thumbnailed.connect(self._touch)
        self._refresh()
        self._follow_selection()

    @property
    def selected(self) -> Take | None:
        """The take that is selected in the grid."""
        index = self.grid.currentIndex()
        return index.data(EntryRole).take if index.isValid() else None

    def _lay_out(self, actions: tuple[QAction, ...]) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(10, 8, 10, 0)
        head.addWidget(self.roles)
        head.addWidget(self.count, 1)
        for action in actions:
            head.addWidget(action_button(action))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.grid, 1)

    def _show_role(self) -> None:
        self.model.show_role(self.roles.currentData())
        self._refresh()

    def _follow_selection(self, _layer: str = "") -> None:
        layer = self._workspace.selected
        if layer is not None and layer.role in MODEL_ROLES:
            self.roles.setCurrentIndex(MODEL_ROLES.index(layer.role))
            index = self.model.place_of(layer.take or "")
            if index.isValid():
                self.grid.setCurrentIndex(index)

    def _refresh(self, *_: object) -> None:
        count = self.model.rowCount()
        self.count.setText(self.tr("1 take") if count == 1 else self.tr("{count} takes").format(count=count))
        self.grid.setVisible(count > 0)
        self.empty.setVisible(count == 0)
        self._touch()

    def _touch(self, _clip: str = "") -> None:
        self.grid.viewport().update()

    def _use_index(self, index: QModelIndex) -> None:
        self._use(index.data(EntryRole).take)


def _clock(created: str) -> str:
    """The time of day of an ISO 8601 moment, in local time."""
    try:
        return datetime.fromisoformat(created).astimezone().strftime("%H:%M")
    except ValueError:
        return ""
