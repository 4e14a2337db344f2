"""Where in a layer's clip an edited movie belongs, and how it is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.session.returning import Returning
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.dialogs.export_settings import rate_text
from layerflow_studio.ui.dialogs.interpret import alpha_name
from layerflow_studio.ui.dialogs.option_fields import number_box
from layerflow_studio.ui.sentences import said


class BringBackDialog(QDialog):
    """`first` is the clip frame the file begins with, `alpha` how it is read, None to let its pixels tell."""

    def __init__(self, path: Path, layer: str, found: Returning, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        title = self.tr("Bring back an edited layer")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        name = QLabel(path.name)
        name.setFont(theme.numeric_font(11, bold=True))
        name.setToolTip(str(path))
        facts = self.tr("{width} × {height}  ·  {rate} fps").format(
            width=found.width, height=found.height, rate=rate_text(found.fps)
        )
        code = found.timecode or self.tr("no timecode")
        into = self.tr("Becomes a take of layer {layer}, whose clip has the frames 0 to {last}.").format(
            layer=layer, last=found.clip_frames - 1
        )
        self.first = number_box(self.tr("Begins at frame"), min(0, found.first), found.clip_frames - 1)
        self.first.setValue(found.first)
        self.reason = muted(said(found.reason))
        self.alphas = drop_down(self.tr("Colour beside alpha"))
        self.alphas.addItem(self.tr("Let the pixels tell"), None)
        for kind in AlphaKind:
            self.alphas.addItem(alpha_name(kind), kind.value)
        self.outcome = QLabel()
        self.outcome.setAccessibleName(self.tr("What changes"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Bring back"))
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(QLabel(self.first.accessibleName()), self.first)
        form.addRow("", self.reason)
        form.addRow(QLabel(self.alphas.accessibleName()), self.alphas)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(6)
        whole.addWidget(name)
        whole.addWidget(muted(f"{facts}  ·  {code}"))
        where = QLabel(into)
        for label in (where, self.reason, self.outcome):
            label.setWordWrap(True)
        whole.addWidget(where)
        whole.addSpacing(10)
        whole.addLayout(form)
        whole.addSpacing(10)
        whole.addWidget(self.outcome)
        whole.addStretch(1)
        whole.addSpacing(8)
        whole.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.first.valueChanged.connect(self._tell)
        self._tell()
        self.resize(540, 310)

    @property
    def alpha(self) -> AlphaKind | None:
        """What the user chose."""
        kind = self.alphas.currentData()
        return None if kind is None else AlphaKind(kind)

    def _tell(self) -> None:
        """Say which frames of the clip become those of the file."""
        found, first = self._found, max(0, self.first.value())
        came = None if found.frames is None else max(0, found.frames + min(0, self.first.value()))
        room = found.clip_frames - first
        frames = room if came is None else min(came, room)
        replaced = self.tr("Frames {first} to {last} become those of the file").format(
            first=first, last=first + frames - 1
        )
        if came is not None and came > room:
            rest = self.tr("its last {count} are left out.").format(count=came - room)
        elif frames == found.clip_frames:
            rest = self.tr("that is the whole clip.")
        else:
            rest = self.tr("the others stay as they are.")
        self.outcome.setText(f"{replaced}; {rest}")
