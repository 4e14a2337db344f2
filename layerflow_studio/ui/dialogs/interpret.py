"""How the footage of a layer was read, and reading it in another way."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.kinds import AlphaKind
from layerflow_studio.core.origins import Origin
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import muted
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.words import translate


class InterpretDialog(QDialog):
    """Shows where a layer's clip came from; `alpha` is how it shall be read, None to let the pixels tell."""

    def __init__(self, layer_name: str, origin: Origin, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Interpret footage")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        name = QLabel(Path(origin.path).name)
        name.setFont(theme.numeric_font(11, bold=True))
        name.setToolTip(origin.path)
        where = muted(
            self.tr("Layer {layer}, read from {folder}").format(
                layer=layer_name, folder=Path(origin.path).parent
            )
        )
        where.setWordWrap(True)
        head = QLabel(self.tr("How does the file hold colour beside its alpha?"))
        self._ways = QButtonGroup(self)
        self.ways: dict[AlphaKind | None, QRadioButton] = {}
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(8)
        for part in (name, where, head):
            whole.addWidget(part)
        whole.insertSpacing(2, 6)
        for kind in (None, *AlphaKind):
            way = QRadioButton(self.tr("Let the pixels tell") if kind is None else alpha_name(kind))
            self._ways.addButton(way)
            self.ways[kind] = way
            whole.addWidget(way)
        self.ways[None if origin.guessed else origin.alpha].setChecked(True)
        now = self.tr("Now read as: {alpha}. {reason}").format(
            alpha=alpha_name(origin.alpha), reason=said(origin.reason)
        )
        self.now = muted(now)
        self.now.setWordWrap(True)
        whole.addWidget(self.now)
        whole.addStretch(1)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Read again"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole.addWidget(self.buttons)
        self.resize(440, 340)

    @property
    def alpha(self) -> AlphaKind | None:
        """What the user chose."""
        return next(kind for kind, way in self.ways.items() if way.isChecked())


def alpha_name(kind: AlphaKind) -> str:
    """How colour and alpha of a file belong together, in words."""
    return {
        AlphaKind.STRAIGHT: translate("Alpha", "Straight"),
        AlphaKind.OVER_BLACK: translate("Alpha", "Premultiplied over black"),
        AlphaKind.OVER_WHITE: translate("Alpha", "Premultiplied over white"),
        AlphaKind.OVER_GREY: translate("Alpha", "Premultiplied over grey"),
        AlphaKind.NONE: translate("Alpha", "No alpha: opaque"),
    }[kind]
