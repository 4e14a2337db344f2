"""The sheet of keys: every action with its keys, found by typing, and changed by pressing others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.ui.actions import plain_text
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.key_presets import KeyMap, key_presets, plain_keys

_Native = QKeySequence.SequenceFormat.NativeText
_ACTION = Qt.ItemDataRole.UserRole
_PRESS = 170


class KeysDialog(QDialog):
    """Lists the actions by menu with the keys in force, and gives the selected one others."""

    preset_chosen = Signal(str)

    def __init__(self, keymap: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setAccessibleName(self.tr("Keys"))
        self.resize(680, 720)
        self._keymap = keymap
        self._make_head()
        self._make_sheet()
        self.editor = KeyEditor(keymap)
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.reset_all.setToolTip(self.tr("Give every action the keys of the preset back"))
        self.reset_all.clicked.connect(keymap.reset_all)
        self._lay_out()
        self._fill()
        keymap.changed.connect(self._render)
        self._render()
        self.search.setFocus()

    def _make_head(self) -> None:
        self.presets = drop_down(self.tr("Key preset"))
        for preset in key_presets():
            self.presets.addItem(preset.name, preset.id)
        self.presets.activated.connect(self._choose)
        self.search = QLineEdit()
        self.search.setAccessibleName(self.tr("Find an action or a key"))
        self.search.setPlaceholderText(self.search.accessibleName())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)

    def _make_sheet(self) -> None:
        self.sheet = QTreeWidget()
        self.sheet.setAccessibleName(self.tr("Actions and their keys"))
        self.sheet.setColumnCount(3)
        self.sheet.setHeaderLabels([self.tr("Action"), self.tr("Keys"), ""])
        self.sheet.setRootIsDecorated(False)
        header = self.sheet.header()
        header.setAccessibleName(self.tr("Columns"))
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.sheet.currentItemChanged.connect(self._select)
        self.sheet.itemActivated.connect(self._edit)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.presets)
        foot = QHBoxLayout()
        foot.addWidget(self.reset_all)
        foot.addStretch(1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.sheet, 1)
        whole.addWidget(self.editor)
        whole.addLayout(foot)

    def _fill(self) -> None:
        groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        for spec in self._keymap.table:
            if spec.menu not in groups:
                menu = QTreeWidgetItem(self.sheet, [plain_text(spec.menu), ""])
                menu.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = menu.font(0)
                font.setBold(True)
                menu.setFont(0, font)
                groups[spec.menu] = (menu, [])
            menu, items = groups[spec.menu]
            item = QTreeWidgetItem(menu, [plain_text(spec.text)])
            item.setData(0, _ACTION, spec.id)
            items.append(item)
        self.sheet.expandAll()
        self.groups = tuple(groups.values())

    def _render(self) -> None:
        self.presets.setCurrentIndex(self.presets.findData(self._keymap.preset.id))
        own = 0
        for _, items in self.groups:
            for item in items:
                action = item.data(0, _ACTION)
                item.setText(1, shown_keys(self._keymap.keys(action)))
                changed = self._keymap.is_own(action)
                item.setText(2, self.tr("changed") if changed else "")
                own += changed
        self.reset_all.setEnabled(own > 0)
        self._filter(self.search.text())

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for menu, items in self.groups:
            found = 0
            for item in items:
                hit = any(wanted in item.text(column).lower() for column in range(3))
                item.setHidden(not hit)
                found += hit
            menu.setHidden(not found)

    def _choose(self) -> None:
        self._keymap.choose(self.presets.currentData())
        self.preset_chosen.emit(self.presets.currentData())

    def _select(self, item: QTreeWidgetItem | None) -> None:
        self.editor.show_action(item.data(0, _ACTION) if item is not None else None)

    def _edit(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _ACTION):
            self.editor.press.setFocus()


class KeyEditor(QFrame):
    """Press keys for one action: they are added, replace what it has, or go back to the preset's."""

    def __init__(self, keymap: KeyMap) -> None:
        super().__init__()
        self.setObjectName("key-editor")
        self._keymap = keymap
        self._action: str | None = None
        self.title = QLabel()
        self.press = QKeySequenceEdit()
        self.press.setMaximumSequenceLength(1)
        self.press.setClearButtonEnabled(True)
        for part in (self.press, *self.press.findChildren(QLineEdit)):
            part.setAccessibleName(self.tr("Press the new keys"))
        self.press.keySequenceChanged.connect(self._judge)
        self.verdict = muted()
        self.verdict.setWordWrap(True)
        self.assign, self.add = QPushButton(self.tr("Assign")), QPushButton(self.tr("Add"))
        self.clear, self.reset = QPushButton(self.tr("No keys")), QPushButton(self.tr("Reset"))
        self.add.setToolTip(self.tr("Keep the keys it has, and add these"))
        self.reset.setToolTip(self.tr("Give this action the keys of the preset back"))
        self.assign.clicked.connect(self._assign)
        self.add.clicked.connect(self._add)
        self.clear.clicked.connect(self._clear)
        self.reset.clicked.connect(self._reset)
        self._lay_out()
        keymap.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        self.press.setMinimumWidth(_PRESS)
        line.addWidget(self.press, 1)
        for button in (self.assign, self.add, self.clear, self.reset):
            button.setAutoDefault(False)
            line.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 10)
        whole.setSpacing(7)
        whole.addWidget(self.title)
        whole.addLayout(line)
        whole.addWidget(self.verdict)

    def show_action(self, action: str | None) -> None:
        """Edit another action's keys, or none."""
        self._action = action
        self.press.clear()
        self._render()

    def _render(self) -> None:
        action = self._action
        self.press.setEnabled(action is not None)
        self.clear.setEnabled(action is not None and bool(self._keymap.keys(action)))
        self.reset.setEnabled(action is not None and self._keymap.is_own(action))
        if action is None:
            self.title.setText(self.tr("Select an action to change its keys."))
        else:
            name = plain_text(self._keymap.spec(action).text)
            self.title.setText(self.tr("Keys for “{action}”").format(action=name))
        self._judge()

    def _judge(self) -> None:
        """Say what the pressed keys do now, and what giving them would mean."""
        pressed = self._pressed()
        users = self._keymap.users_of(pressed, self._action) if pressed and self._action else ()
        for button in (self.assign, self.add):
            button.setEnabled(bool(pressed))
        self.assign.setText(self.tr("Replace") if users else self.tr("Assign"))
        names = ", ".join(plain_text(self._keymap.spec(user).text) for user in users)
        if users:
            text = self.tr("{keys} belongs to “{action}”, which loses it.")
            self.verdict.setText(text.format(keys=shown_keys((pressed,)), action=names))
        elif pressed:
            self.verdict.setText(self.tr("{keys} is free.").format(keys=shown_keys((pressed,))))
        else:
            self.verdict.setText(self.tr("Click into the field and press the keys."))

    def _pressed(self) -> str:
        return plain_keys(self.press.keySequence().toString())

    def _assign(self) -> None:
        self._bind((self._pressed(),))

    def _add(self) -> None:
        if self._action is not None:
            kept = tuple(one for one in self._keymap.keys(self._action) if one != self._pressed())
            self._bind((*kept, self._pressed()))

    def _clear(self) -> None:
        self._bind(())

    def _reset(self) -> None:
        if self._action is not None:
            self._keymap.reset(self._action)

    def _bind(self, keys: tuple[str, ...]) -> None:
        if self._action is not None:
            self._keymap.bind(self._action, keys)
            self.press.clear()


def shown_keys(keys: tuple[str, ...]) -> str:
    """Keys as this platform and language write them."""
    return ", ".join(QKeySequence.fromString(one).toString(_Native) for one in keys)
