"""A part of a panel under a heading that folds it, and rows of a name and a control in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.ui.controls import muted
from layerflow_studio.ui.icons import icon

_INSIDE = (10, 6, 10, 10)
_NAMES = 76  # pixels for the names of most lines, so that they end alike in all sections


class Section(QWidget):
    """A heading across the panel, a place for buttons at its right, and what it folds away."""

    def __init__(self, title: str, *buttons: QWidget) -> None:
        super().__init__()
        self.heading = QToolButton()
        self.heading.setObjectName("fold")
        self.heading.setText(title)
        self.heading.setAccessibleName(title)
        self.heading.setToolTip(self.tr("Fold {section}").format(section=title))
        self.heading.setCheckable(True)
        self.heading.setChecked(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.toggled.connect(self._fold)
        bar = QFrame()
        bar.setObjectName("bar")
        head = QHBoxLayout(bar)
        head.setContentsMargins(0, 0, 8, 0)
        head.setSpacing(2)
        head.addWidget(self.heading, 1)
        for button in buttons:
            head.addWidget(button)
        self.inside = QWidget()
        self.rows = QVBoxLayout(self.inside)
        self.rows.setContentsMargins(*_INSIDE)
        self.rows.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addWidget(self.inside)
        self._fold(True)

    def _fold(self, opened: bool) -> None:
        self.inside.setVisible(opened)
        self.heading.setIcon(icon("chevron-down" if opened else "chevron-right"))


class Form(QWidget):
    """Names at the left, controls at the right, in lines."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, _NAMES)
        self._grid.setColumnStretch(1, 1)

    def add(self, name: str, *controls: QWidget) -> QLabel:
        """Add a line; the controls share what the name leaves."""
        label, line = muted(name), self._grid.rowCount()
        label.setBuddy(controls[0])
        self._grid.addWidget(label, line, 0)
        if len(controls) == 1:
            self._grid.addWidget(controls[0], line, 1)
        else:
            row = QHBoxLayout()
            row.setSpacing(6)
            for control in controls:
                grows = control.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding
                row.addWidget(control, int(grows))
            self._grid.addLayout(row, line, 1)
        return label


class _WheelPasses(QObject):
    """Leaves the wheel to what scrolls around a control, unless the control has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def calm(control: QWidget) -> None:
    """Let a panel be scrolled over a control without changing it."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_WheelPasses(control))


def fact() -> QLabel:
    """A text that can be selected with mouse and keyboard."""
    label = QLabel()
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


class Scrolling(QScrollArea):
    """Parts one below the other in a column that scrolls up and down only.

    The column is measured when its size is first asked for. Measured before, all in it would have its style
    worked out, and once more for each parent that the area is then put into.
    """

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._inside = QWidget(self.viewport())
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def bring_into_sight(self, widget: QWidget) -> None:
        """Scroll until a widget of the column can be seen."""
        self._measure()
        self.ensureWidgetVisible(widget)

    def sizeHint(self) -> QSize:
        """As the column needs it."""
        self._measure()
        return super().sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """Have the column in its place."""
        self._measure()
        super().showEvent(event)

    def _measure(self) -> None:
        if self.widget() is not self._inside:
            self.setWidget(self._inside)
