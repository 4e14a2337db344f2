"""Questions before something large is fetched or deleted, and the dialog that brings a model in."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.engine.catalogue import CATALOGUE, Published
from layerflow_studio.engine.layerflow.variants import named_by
from layerflow_studio.engine.registry import MODEL_FILE, describe
from layerflow_studio.errors import StudioError
from layerflow_studio.session.convert import is_pipeline
from layerflow_studio.session.model_install import AddJob, checkpoint_in, lacking_base
from layerflow_studio.session.model_states import ModelState, base_of
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.models.words import licence_note, published_does
from layerflow_studio.ui.sentences import said, size_text

_LABELS, _TEXT = 170, 460


def widen(box: QMessageBox) -> None:
    """Give the text of a question lines of a length that reads well."""
    label = box.findChild(QLabel, "qt_msgbox_label")
    if label is not None:
        label.setMinimumWidth(_TEXT)


class LicenceQuestion(QMessageBox):
    """Says where a model comes from and what is known of its terms; Download needs a tick first."""

    def __init__(self, entry: Published, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Download {model}").format(model=entry.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setIcon(QMessageBox.Icon.NoIcon)
        parts = "".join(
            f"<p><b>{escape(part.name)}</b>  ·  {escape(size)}<br>{escape(licence_note(part))}<br>"
            f"{escape(part.home)}</p>"
            for part, size in (
                (
                    entry.checkpoint,
                    self.tr("about {size} or more").format(size=size_text(entry.checkpoint.size)),
                ),
                (entry.base, self.tr("about {size}, once").format(size=size_text(entry.base.size))),
            )
        )
        place = self.tr("It is kept in {folder}.").format(folder=home)
        self.setText(f"<p>{escape(published_does(entry))}</p>{parts}<p>{escape(place)}</p>")
        widen(self)
        self.agreed = QCheckBox(self.tr("I may use these weights under what is said here"))
        self.setCheckBox(self.agreed)
        self.fetch = QPushButton(self.tr("Download"))
        self.addButton(self.fetch, QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))
        self.fetch.setEnabled(False)
        self.agreed.toggled.connect(self.fetch.setEnabled)


class RemovalQuestion(QMessageBox):
    """Says what removing a model deletes, with the size."""

    def __init__(self, state: ModelState, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Remove {model}").format(model=state.name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setIcon(QMessageBox.Icon.NoIcon)
        if size:
            text = self.tr("{size} are deleted for good. Takes that were made with the model stay.")
            words = self.tr("Delete")
        else:
            text = self.tr("The model is taken off the list; its files stay where they are, in {folder}.")
            words = self.tr("Take off the list")
        self.setText(text.format(size=size_text(size), folder=state.folder))
        self.remove = QPushButton(words)
        self.addButton(self.remove, QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))


class ImportDialog(QDialog):
    """Asks for a model folder or a checkpoint and says what it was found to be; gives the `job`."""

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a model"))
        self.setAccessibleName(self.windowTitle())
        self.resize(640, 300)
        self._home = home
        self.path = QLineEdit()
        self.path.setAccessibleName(self.tr("Folder or checkpoint"))
        self.path.setPlaceholderText(self.tr("A folder with a model.toml, or a released checkpoint (.pt)"))
        self.copy = QCheckBox(self.tr("Copy it to the models; otherwise it is used where it is"))
        self.variant = drop_down(self.tr("Which model it is"))
        self.variant.addItem(self.tr("As its folder or its weights tell"), "")
        for entry in CATALOGUE:
            self.variant.addItem(entry.name, entry.variant)
        self.base = QLineEdit()
        self.base.setAccessibleName(self.tr("Folder of CogVideoX-2b"))
        self.base.setPlaceholderText(self.tr("It holds vae, text_encoder and tokenizer"))
        self.found = muted()
        self.found.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.take = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.take.setText(self.tr("Import"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.path.textChanged.connect(self._look)
        self.base.textChanged.connect(self._judge)
        self.variant.currentIndexChanged.connect(self._judge)
        self._look()

    @property
    def place(self) -> Path:
        """What was named."""
        return Path(self.path.text().strip()).expanduser()

    def job(self) -> AddJob:
        """What the user asked for."""
        base = self.base.text().strip()
        is_checkpoint = self.variant.isEnabled()
        return AddJob(
            self.place,
            self._home,
            self.copy.isChecked(),
            Path(base).expanduser() if base and is_checkpoint else None,
            self.variant.currentData() if is_checkpoint else "",
        )

    def _look(self) -> None:
        """Find out what was named."""
        checkpoint = self._checkpoint()
        for part in (self.variant, self.base, self._browse_base):
            part.setEnabled(checkpoint is not None)
        self.copy.setEnabled((self.place / MODEL_FILE).is_file())
        name = named_by(checkpoint) if checkpoint is not None else None
        self.variant.setCurrentIndex(max(0, self.variant.findData(name)))
        self._judge()

    def _judge(self) -> None:
        """Say what it is, or what is in the way."""
        problem, words = "", ""
        checkpoint = self._checkpoint()
        if not self.path.text().strip():
            pass
        elif (self.place / MODEL_FILE).is_file():
            try:
                words = self.tr("The model {model}.").format(model=describe(self.place).name)
            except StudioError as error:
                problem = said(str(error))
        elif is_pipeline(self.place):
            words = self.tr("A pipeline of diffusers; a model is made of it.")
        elif checkpoint is not None:
            words = self.tr("A checkpoint of {size}; it is converted.").format(
                size=size_text(checkpoint.stat().st_size)
            )
            words = f"{words} {self._lack()}".strip()
        else:
            problem = self.tr("This is neither a folder with a model.toml nor a released checkpoint.")
        self.found.setText(problem or words)
        self.take.setEnabled(bool(words) and not problem)

    def _lack(self) -> str:
        """What a checkpoint needs beside it, unless it carries that itself."""
        named = self.base.text().strip()
        base = Path(named).expanduser() if named else base_of(CATALOGUE[0], self._home)
        lacking = lacking_base(CATALOGUE[0], base)
        if not lacking:
            return ""
        text = self.tr("Name the folder with {parts} of CogVideoX-2b; a checkpoint never has a tokenizer.")
        return text.format(parts=", ".join(lacking))

    def _checkpoint(self) -> Path | None:
        return checkpoint_in(self.place) if self.path.text().strip() else None

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        folder, file = QPushButton(self.tr("Folder…")), QPushButton(self.tr("File…"))
        self._browse_base = QPushButton(self.tr("Browse…"))
        for button, name in (
            (folder, self.tr("Choose a model folder")),
            (file, self.tr("Choose a checkpoint file")),
            (self._browse_base, self.tr("Choose the folder of CogVideoX-2b")),
        ):
            button.setAccessibleName(name)
            button.setAutoDefault(False)
        folder.clicked.connect(lambda: self._choose(self.path, folder=True))
        file.clicked.connect(lambda: self._choose(self.path, folder=False))
        self._browse_base.clicked.connect(lambda: self._choose(self.base, folder=True))
        for control, line in (
            (self.path, _line(self.path, folder, file)),
            (self.variant, _line(self.variant)),
            (self.base, _line(self.base, self._browse_base)),
        ):
            label = QLabel(control.accessibleName())
            label.setFixedWidth(_LABELS)
            label.setBuddy(control)
            form.addRow(label, line)
        form.addRow("", self.copy)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(14)
        whole.addLayout(form)
        whole.addWidget(self.found)
        whole.addStretch(1)
        whole.addWidget(self.buttons)

    def _choose(self, field: QLineEdit, *, folder: bool) -> None:
        dialog = QFileDialog(self, field.accessibleName(), field.text() or str(Path.home()))
        dialog.setAccessibleName(field.accessibleName())
        mode = QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile
        dialog.setFileMode(mode)
        if not folder:
            dialog.setNameFilter(self.tr("Checkpoints") + " (*.pt)")
        dialog.fileSelected.connect(field.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _line(field: QWidget, *buttons: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(field, 1)
    for button in buttons:
        line.addWidget(button)
    return line
