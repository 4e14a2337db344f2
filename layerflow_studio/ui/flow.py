"""Groups of controls in a line that goes on below where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowLayout(QLayout):
    """Lays its items out from left to right, in as many lines as the width needs; the last one fills its line."""

    def __init__(self, parent: QWidget, margins: QMargins, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(margins)

    def add_group(self, spacing: int = 2) -> QHBoxLayout:
        """Begin a group of controls that stay side by side."""
        group = QWidget()
        line = QHBoxLayout(group)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing)
        self.addChildWidget(group)
        self.addItem(QWidgetItem(group))
        return line

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Across only."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """One line."""
        margins = self.contentsMargins()
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        """As wide as the widest group, one line high."""
        margins = self.contentsMargins()
        sizes = [item.minimumSize() for item in self._items]
        width = max((size.width() for size in sizes), default=0)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Return the height that the lines take within a rectangle."""
        room = rect.marginsRemoved(self.contentsMargins())
        x, y, height = room.x(), room.y(), 0
        for place, item in enumerate(self._items):
            least, hint = item.minimumSize(), item.sizeHint()
            if x > room.x() and x + least.width() > room.right() + 1:
                x, y, height = room.x(), y + height + self._gap, 0
            width = min(hint.width(), room.right() + 1 - x)
            if place == len(self._items) - 1:
                width = room.right() + 1 - x
            if move:
                item.setGeometry(QRect(x, y, max(width, least.width()), hint.height()))
            x += width + self._gap
            height = max(height, hint.height())
        return y + height - rect.y() + self.contentsMargins().bottom()
