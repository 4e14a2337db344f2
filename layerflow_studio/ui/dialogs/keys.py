"""The sheet of keys: every action with its keys, found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.ui.actions import ActionSpec


class KeysDialog(QDialog):
    """Lists the table by menu."""

    def __init__(self, table: Sequence[ActionSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setAccessibleName(self.tr("Keys"))
        self.resize(460, 600)
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Find an action or a key"))
        self.search.setPlaceholderText(self.search.accessibleName())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.sheet = QTreeWidget()
        self.sheet.setAccessibleName(self.tr("Actions and their keys"))
        self.sheet.setColumnCount(2)
        self.sheet.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.sheet.setRootIsDecorated(False)
        self.sheet.header().setAccessibleName(self.tr("Columns"))
        self.sheet.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.sheet.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._fill(table)
        whole = QVBoxLayout(self)
        whole.addWidget(self.search)
        whole.addWidget(self.sheet, 1)
        self.search.setFocus()

    def _fill(self, table: Sequence[ActionSpec]) -> None:
        groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for spec in table:
            if spec.menu not in groups:
                menu = QTreeWidgetItem(self.sheet, [spec.menu.replace("&", ""), ""])
                menu.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = menu.font(0)
                font.setBold(True)
                menu.setFont(0, font)
                groups[spec.menu] = (menu, [])
            shown = QKeySequence.SequenceFormat.NativeText
            keys = ", ".join(QKeySequence.fromString(keys).toString(shown) for keys in spec.keys)
            menu, items = groups[spec.menu]
            items.append(QTreeWidgetItem(menu, [spec.text.replace("&", "").rstrip("…"), keys]))
        self.sheet.expandAll()
        self.groups = tuple(groups.values())

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for menu, items in self.groups:
            found = 0
            for item in items:
                hit = wanted in item.text(0).lower() or wanted in item.text(1).lower()
                item.setHidden(not hit)
                found += hit
            menu.setHidden(not found)
