"""The user's LoRA files for the next run: which are on, and how strongly each counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document
from layerflow_studio.session.loras import STRONGEST, loras
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.models.desk import ModelDesk
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.panels.section import Section, calm
from layerflow_studio.ui.workspace import Workspace

_SLIDER_STEPS = 100  # for a strength of one


class LoraRow(QWidget):
    """One LoRA: on or off, its strength as slider and number, and a button that removes it."""

    changed = Signal(str, object)
    """Its name, and its strength or None for off."""
    settled = Signal()
    remove_wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self._strength = name, 1.0
        self.on = QCheckBox(name)
        self.on.setAccessibleName(self.tr("Use the LoRA {name}").format(name=name))
        words = self.tr("Strength of {name}").format(name=name)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round(STRONGEST * _SLIDER_STEPS))
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(words)
        self.slider.setToolTip(words)
        calm(self.slider)
        self.number = NumberField(words, 0, STRONGEST, step=0.05, decimals=2)
        self.remove = tool_button(self.tr("Remove the LoRA {name}…").format(name=name), "trash", side=14)
        self.missing = muted(self.tr("Its file is not here; add it again, or turn it off."))
        self.missing.setWordWrap(True)
        self.on.toggled.connect(self._turn)
        self.slider.valueChanged.connect(lambda value: self._choose(value / _SLIDER_STEPS))
        self.slider.sliderReleased.connect(self.settled)
        self.number.chosen.connect(self._choose)
        self.number.settled.connect(self.settled)
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self.name))
        self._lay_out()

    def show_strength(self, strength: float | None, *, here: bool) -> None:
        """Show a strength; None is off. `here` is whether its file is."""
        if strength is not None:
            self._strength = strength
        with QSignalBlocker(self.on), QSignalBlocker(self.slider):
            self.on.setChecked(strength is not None)
            self.slider.setValue(round(self._strength * _SLIDER_STEPS))
        self.number.show_value(self._strength)
        for part in (self.slider, self.number):
            part.setEnabled(strength is not None)
        self.missing.setVisible(not here)
        self.remove.setVisible(here)

    def _turn(self, on: bool) -> None:
        self.changed.emit(self.name, self._strength if on else None)
        self.settled.emit()

    def _choose(self, strength: float) -> None:
        self.changed.emit(self.name, strength)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.on, 1)
        head.addWidget(self.remove)
        line = QHBoxLayout()
        line.setContentsMargins(22, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.slider, 1)
        line.addWidget(self.number)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addLayout(line)
        whole.addWidget(self.missing)


class LoraSection(Section):
    """Lists the LoRAs that were added, and those that the document asks for."""

    def __init__(self, workspace: Workspace, models: ModelDesk) -> None:
        add = tool_button(QCoreApplication.translate("LoraSection", "Add a LoRA file…"), "plus", side=16)
        super().__init__(QCoreApplication.translate("LoraSection", "LoRAs"), add)
        self.add = add
        self._workspace, self._models = workspace, models
        self._known: set[str] = set()
        self.lines: dict[str, LoraRow] = {}
        self.none = muted(self.tr("None yet. A LoRA gives the model a style or a subject of your own."))
        self.none.setWordWrap(True)
        self.rows.addWidget(self.none)
        self.add.clicked.connect(self._choose_file)
        workspace.composition_changed.connect(self._refresh)
        workspace.project_changed.connect(self._refresh)
        models.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Look at the disk for what was added."""
        self._known = {lora.name for lora in loras()}
        self._refresh()

    def _refresh(self, *_: object) -> None:
        own = set(self._models.own_adapters)
        strengths = {n: s for n, s in self._workspace.document.adapters if n not in own}
        names = sorted(self._known | set(strengths), key=str.lower)
        for gone in [name for name in self.lines if name not in names]:
            row = self.lines.pop(gone)
            self.rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, name in enumerate(names):
            if name not in self.lines:
                self.lines[name] = self._row(name)
                self.rows.insertWidget(place, self.lines[name])
            self.lines[name].show_strength(strengths.get(name), here=name in self._known)
        self.none.setVisible(not names)

    def _row(self, name: str) -> LoraRow:
        row = LoraRow(name)
        row.changed.connect(self._set)
        row.settled.connect(self._workspace.store.seal)
        row.remove_wanted.connect(self._ask_removal)
        return row

    def _set(self, name: str, strength: float | None) -> None:
        def edit(document: Document) -> Document:
            strengths = dict(document.adapters)
            strengths.pop(name, None)
            if strength is not None:
                strengths[name] = strength
            return edits.set_model(document, document.model or "", strengths.items())

        if not self._workspace.do(self.tr("Set LoRA"), edit, f"lora:{name}"):
            self._refresh()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a LoRA file"), str(Path.home()))
        dialog.setAccessibleName(self.tr("Add a LoRA file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("LoRA files") + " (*.safetensors)")
        dialog.fileSelected.connect(lambda path: self._models.add_lora(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_removal(self, name: str) -> None:
        question = QMessageBox(
            QMessageBox.Icon.NoIcon,
            self.tr("Remove {name}").format(name=name),
            self.tr("The studio's copy of {name} is deleted. Takes that were made with it stay.").format(
                name=name
            ),
            parent=self,
        )
        question.setAccessibleName(question.windowTitle())
        question.addButton(self.tr("Delete"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        question.accepted.connect(lambda: self._models.remove_lora(name))
        question.finished.connect(question.deleteLater)
        question.open()
