"""What to export, as what, and where."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.document import Document
from layerflow_studio.session.export import COMPOSITE, Preset, Target
from layerflow_studio.ui.controls import drop_down, muted

_SUFFIXES = {Preset.PRORES4444: ".mov", Preset.PNG: "", Preset.H264: ".mp4"}
_EVERY_LAYER = "every layer"
_MOST_TIMES = 4


class ExportDialog(QDialog):
    """Gives `targets` for an export job; every layer apart makes one for each."""

    def __init__(self, document: Document, folder: Path, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setAccessibleName(self.tr("Export"))
        self.setMinimumWidth(520)
        self._document, self._folder, self._name = document, folder, name
        self.subjects = drop_down(self.tr("What to export"))
        self.subjects.addItem(self.tr("Composite, as the viewer shows it"), COMPOSITE)
        layers = [layer for layer in reversed(document.layers) if layer.clip is not None]
        if len(layers) > 1:
            self.subjects.addItem(self.tr("Every layer, one file each"), _EVERY_LAYER)
        for layer in layers:
            self.subjects.addItem(self.tr("Layer {layer}").format(layer=layer.name), layer.id)
        self.presets = drop_down(self.tr("Format"))
        for preset, text in (
            (Preset.PRORES4444, self.tr("ProRes 4444 with alpha (.mov)")),
            (Preset.PNG, self.tr("PNG sequence with alpha (folder)")),
            (Preset.H264, self.tr("H.264 without alpha (.mp4)")),
        ):
            self.presets.addItem(text, preset)
        self.rates = drop_down(self.tr("Frame rate"))
        for times in range(1, _MOST_TIMES + 1):
            rate = document.canvas.fps * times
            text = self.tr("{rate} fps").format(rate=f"{float(rate):g}")
            if times > 1:
                text = self.tr("{rate} fps, each frame {times} times").format(
                    rate=f"{float(rate):g}", times=times
                )
            self.rates.addItem(text, rate if times > 1 else None)
        self.path = QLineEdit()
        self.path.setAccessibleName(self.tr("Where to"))
        self.hint = muted()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Export"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        for combo in (self.subjects, self.presets):
            combo.currentIndexChanged.connect(self._propose)
        self._propose()

    def targets(self) -> tuple[Target, ...]:
        """What the user asked for."""
        preset: Preset = self.presets.currentData()
        rate: Fraction | None = self.rates.currentData()
        path, subject = Path(self.path.text()).expanduser(), self.subjects.currentData()
        if subject != _EVERY_LAYER:
            return (Target(subject, preset, path, rate=rate),)
        layers = [layer for layer in self._document.layers if layer.clip is not None]
        names = _distinct([_file_name(layer.name) for layer in layers])
        suffix = _SUFFIXES[preset]
        return tuple(
            Target(layer.id, preset, path / f"{name}{suffix}", rate=rate)
            for layer, name in zip(layers, names, strict=True)
        )

    def _lay_out(self) -> None:
        browse = QPushButton(self.tr("Browse…"))
        browse.setAccessibleName(self.tr("Browse for a place"))
        browse.clicked.connect(self._browse)
        self.browse = browse
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        for combo in (self.subjects, self.presets, self.rates):
            form.addRow(combo.accessibleName(), combo)
        form.addRow(self.path.accessibleName(), where)
        form.addRow("", self.hint)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(16)
        whole.addLayout(form)
        whole.addWidget(self.buttons)

    def _propose(self) -> None:
        """Suggest a place that fits, and say what will happen to the alpha."""
        preset: Preset = self.presets.currentData()
        subject = self.subjects.currentData()
        if subject == _EVERY_LAYER:
            name = f"{self._name} layers"
        elif subject == COMPOSITE:
            name = f"{self._name}{_SUFFIXES[preset]}"
        else:
            name = f"{self._name} {_file_name(self._document.layer(subject).name)}{_SUFFIXES[preset]}"
        self.path.setText(str(self._folder / name))
        if preset == Preset.H264:
            self.hint.setText(self.tr("No alpha; what is transparent becomes black."))
        else:
            self.hint.setText(self.tr("Straight alpha. Every file is decoded again and compared."))

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to"), self.path.text())
        is_folder = self.presets.currentData() == Preset.PNG or self.subjects.currentData() == _EVERY_LAYER
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.AnyFile)
        dialog.selectFile(self.path.text())
        dialog.fileSelected.connect(self.path.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _file_name(text: str) -> str:
    return re.sub(r"[^\w\- ]+", "-", text).strip(" -") or "layer"


def _distinct(names: list[str]) -> list[str]:
    """Number names that come more than once."""
    result: list[str] = []
    for name in names:
        candidate, number = name, 2
        while candidate in result:
            candidate, number = f"{name} {number}", number + 1
        result.append(candidate)
    return result
