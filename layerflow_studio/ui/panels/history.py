"""The history: every named step, the one shown now, and those that redo would bring back."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.history import Step
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import action_button, elided_font_text, muted
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
StepRole = Qt.ItemDataRole.UserRole
_ROW = 26
_LEFT = 32


class HistoryModel(QAbstractListModel):
    """The steps of the open project, oldest first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._steps: tuple[Step, ...] = workspace.store.history.steps

    @property
    def position(self) -> int:
        """The row of the step shown now."""
        return self._workspace.store.history.position

    def reload(self) -> None:
        """Read the history again; rows that are there already stay, so that scrolling stays as well."""
        steps = self._workspace.store.history.steps
        common = 0
        while common < min(len(steps), len(self._steps)) and steps[common] is self._steps[common]:
            common += 1
        if len(steps) == len(self._steps) == common + 1:  # the last one has grown, as by a letter
            self._steps, common = steps, len(steps)
        if common < len(self._steps):
            self.beginRemoveRows(QModelIndex(), common, len(self._steps) - 1)
            self._steps = self._steps[:common]
            self.endRemoveRows()
        if common < len(steps):
            self.beginInsertRows(QModelIndex(), common, len(steps) - 1)
            self._steps = steps
            self.endInsertRows()
        if steps:
            self.dataChanged.emit(self.index(0), self.index(len(steps) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many steps are kept."""
        return 0 if parent.isValid() else len(self._steps)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A step's name, and how it stands to the one shown now."""
        step = self._steps[index.row()]
        name = said(step.name)
        if role == StepRole:
            return step
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.row() == self.position:
                return self.tr("{step}, shown now").format(step=name)
            return self.tr("{step}, undone").format(step=name) if index.row() > self.position else name
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Saved") if self.is_saved(step) else ""
        return None

    def is_saved(self, step: Step) -> bool:
        """Whether this state is the one on disk."""
        return self._workspace.store.is_saved(step.document)


class _Line(QStyledItemDelegate):
    """Paints a step: marked when it is shown now, faint and slanted when it was undone."""

    def __init__(self, model: HistoryModel) -> None:
        super().__init__(model)
        self._model = model
        self._here = picture("chevron-right", 16, theme.ACCENT, 2)
        self._saved = picture("save", 14, theme.MUTED, 2)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        here, undone = index.row() == self._model.position, index.row() > self._model.position
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(theme.HOVER if here else theme.RAISED))
            painter.drawRect(rect)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.ACCENT), 1))
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -1.5, -0.5))
        if here:
            painter.drawPixmap(rect.x() + 9, rect.y() + (_ROW - 16) // 2, self._here)
        right = rect.right() - 10
        if self._model.is_saved(index.data(StepRole)):
            right -= 20
            painter.drawPixmap(right + 6, rect.y() + (_ROW - 14) // 2, self._saved)
        font = QFont(theme.interface_font())
        font.setBold(here)
        font.setItalic(undone)
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED if undone else theme.TEXT))
        room = QRect(rect.x() + _LEFT, rect.y(), right - rect.x() - _LEFT, _ROW)
        text = elided_font_text(index.data(), font, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class _List(QListView):
    """Enter or Space goes to the current step."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class HistoryPanel(QWidget):
    """The list, with undo and redo above it; a click goes to a step."""

    def __init__(self, workspace: Workspace, undo: QAction, redo: QAction) -> None:
        super().__init__()
        self._workspace = workspace
        self.model = HistoryModel(workspace)
        self.list = _List()
        self.list.setAccessibleName(self.tr("History"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Line(self.model))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._go)
        self.count = muted()
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 8, 2)
        head.addWidget(self.count, 1)
        for action, name in ((undo, self.tr("Undo")), (redo, self.tr("Redo"))):
            button = action_button(action)
            button.setAccessibleName(name)
            head.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self.list, 1)
        workspace.document_changed.connect(self._refresh)
        workspace.project_changed.connect(self._refresh)
        workspace.takes_changed.connect(self._refresh)
        self._refresh()

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self._workspace.go_to(index.row())
            self._refresh()  # also where that was refused

    def _refresh(self, *_: object) -> None:
        self.model.reload()
        at, last = self.model.position, self.model.rowCount() - 1
        here = self.model.index(at)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)
        if last == 0:
            self.count.setText(self.tr("Nothing to undo yet"))
        else:
            self.count.setText(self.tr("step {step} of {steps}").format(step=at, steps=last))
