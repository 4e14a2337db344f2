"""The presets in groups; those that this machine cannot write are grey and say why."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from layerflow_studio.core.export_presets import OFFERED, Preset
from layerflow_studio.ui import theme
from layerflow_studio.ui.export_words import group_name, preset_facts, preset_title

_KEY = Qt.ItemDataRole.UserRole


class PresetList(QListWidget):
    """One preset is always chosen."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("presets")
        self.setAccessibleName(self.tr("Format"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(False)
        self._items: dict[str, QListWidgetItem] = {}
        self._reasons: dict[str, str] = {}
        group = ""
        for key, preset in OFFERED.items():
            if preset.group != group:
                group = preset.group
                self._add_head(group_name(preset.group), first=not self._items)
            item = QListWidgetItem(preset_title(preset))
            item.setData(_KEY, key)
            item.setToolTip(preset_facts(preset))
            item.setSizeHint(QSize(0, 23))
            self.addItem(item)
            self._items[key] = item
        self.currentItemChanged.connect(self._on_change)
        self.choose(next(iter(OFFERED)))

    @property
    def preset(self) -> Preset:
        """The chosen one."""
        item = self.currentItem()
        return OFFERED[item.data(_KEY)]

    @property
    def reason(self) -> str:
        """Why the chosen one cannot be written here; empty when it can."""
        return self._reasons.get(self.preset.key, "")

    def choose(self, key: str) -> None:
        """Choose a preset; one that does not exist changes nothing."""
        if key in self._items:
            self.setCurrentItem(self._items[key])

    def set_reasons(self, reasons: Mapping[str, str]) -> None:
        """Show which presets cannot be written here, and why."""
        self._reasons = dict(reasons)
        for key, item in self._items.items():
            reason = self._reasons.get(key)
            item.setForeground(QColor(theme.MUTED if reason else theme.TEXT))
            item.setToolTip(reason or preset_facts(OFFERED[key]))
            font = item.font()
            font.setItalic(bool(reason))
            item.setFont(font)
        self.chosen.emit()

    def _add_head(self, text: str, *, first: bool) -> None:
        head = QListWidgetItem(text)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        head.setForeground(QColor(theme.MUTED))
        head.setFont(theme.numeric_font(8.5, bold=True))
        head.setTextAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        head.setSizeHint(QSize(0, 22 if first else 30))
        self.addItem(head)

    def _on_change(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.chosen.emit()
