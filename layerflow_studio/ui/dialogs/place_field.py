"""Where to write: a path whose ending follows the format, and what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from layerflow_studio.core.export_presets import OFFERED
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import muted
from layerflow_studio.ui.icons import picture

_ENDINGS = {preset.suffix for preset in OFFERED.values() if preset.suffix} | {".m4v"}


class PlaceField(QWidget):
    """A path that is proposed until the user writes another; then only its ending is kept right."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.path = QLineEdit()
        self.path.setAccessibleName(name)
        self.browse = QPushButton(self.tr("Browse…"))
        self.browse.setAccessibleName(self.tr("Browse for a place"))
        self._sign = QLabel()
        self._sign.setPixmap(picture("warning", 15, theme.ACCENT, 2))
        self.note = muted()
        self.note.setWordWrap(True)
        self.rename = QPushButton(self.tr("Keep both"))
        self.rename.setToolTip(self.tr("Write under a new name and leave what is there alone"))
        self._ending, self._folder, self._own = "", False, False
        self.path.textEdited.connect(self._on_edited)
        self.path.textChanged.connect(self.changed)
        self.path.editingFinished.connect(self._fix_ending)
        self.browse.clicked.connect(self._browse)
        self.rename.clicked.connect(self._keep_both)
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(self.browse)
        below = QHBoxLayout()
        below.setSpacing(7)
        below.addWidget(self._sign)
        below.addWidget(self.note, 1)
        below.addWidget(self.rename)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(line)
        whole.addLayout(below)
        self.show_there(())

    @property
    def place(self) -> Path:
        """The path with the ending of the format."""
        return self._with_ending(Path(self.path.text().strip()).expanduser())

    def propose(self, path: Path, ending: str, *, folder: bool) -> None:
        """Ask for a file of an ending, or a folder; the path itself counts while the user wrote none."""
        self._ending, self._folder = ending, folder
        self.path.setText(str(self._with_ending(self.place) if self._own else path))

    def show_there(self, there: Sequence[Path], about_folder: str = "") -> None:
        """Say what of the wanted files and folders is there already; `about_folder` names it as {name}."""
        for part in (self._sign, self.rename):
            part.setVisible(bool(there))
        if not there:
            self.note.setText("")
        elif len(there) > 1:
            self.note.setText(
                self.tr("{count} of these files are there already and will be replaced.").format(
                    count=len(there)
                )
            )
        elif there[0].is_dir():
            usual = self.tr(
                "{name} is there already: pictures of the same name in it are replaced, other files stay."
            )
            self.note.setText((about_folder or usual).format(name=there[0].name))
        else:
            self.note.setText(
                self.tr("{name} is there already and will be replaced.").format(name=there[0].name)
            )

    def _with_ending(self, path: Path) -> Path:
        known = path.suffix.lower() in _ENDINGS
        if self._folder or not self._ending:
            return path.with_suffix("") if known and not path.is_dir() else path
        if path.suffix.lower() == self._ending or not path.name:
            return path
        return path.with_suffix(self._ending) if known else path.with_name(path.name + self._ending)

    def _on_edited(self) -> None:
        self._own = True

    def _fix_ending(self) -> None:
        if self.path.text().strip():
            self.path.setText(str(self.place))

    def _keep_both(self) -> None:
        place = self.place
        stem = place.name.removesuffix(self._ending) if self._ending and not self._folder else place.name
        ending = place.name[len(stem) :]
        number = 2
        while (free := place.with_name(f"{stem} {number}{ending}")).exists():
            number += 1
        self._own = True
        self.path.setText(str(free))

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.path.accessibleName(), str(self.place))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        is_folder = self._folder or not self._ending
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(str(self.place))
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: str) -> None:
        self._own = True
        self.path.setText(str(self._with_ending(Path(path))))
