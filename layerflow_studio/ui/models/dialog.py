"""The list of models: what is here, what can be obtained, and what can be done about each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.errors import StudioError
from layerflow_studio.session.model_states import ModelState
from layerflow_studio.ui.controls import ElidedLabel
from layerflow_studio.ui.models.desk import ADDED, ModelDesk
from layerflow_studio.ui.models.questions import ImportDialog, LicenceQuestion, RemovalQuestion
from layerflow_studio.ui.models.row import Heading, ModelRow
from layerflow_studio.ui.notice import NoticeBar
from layerflow_studio.ui.panels.column import Column
from layerflow_studio.ui.panels.jobs import running_words


class ModelsDialog(QDialog):
    """Lists models; jobs go on when it is closed, and are shown again when it is opened."""

    def __init__(self, desk: ModelDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.setAccessibleName(self.windowTitle())
        self.resize(760, 680)
        self._desk = desk
        self._states: dict[str, ModelState] = {}
        self.rows: dict[str, ModelRow] = {}
        self.here, self.offers = Heading(self.tr("On this machine")), Heading(self.tr("To be had"))
        self.column = Column(self.tr("Models"))
        self.notice = NoticeBar()
        self.place = ElidedLabel(plain=True)
        self.change = QPushButton(self.tr("Change…"))
        self.change.setAccessibleName(self.tr("Keep models in another folder"))
        self.import_ = QPushButton(self.tr("Import…"))
        self.import_.setAccessibleName(self.tr("Import a model from this machine"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (self.change, self.import_):
            button.setAutoDefault(False)
        self.change.clicked.connect(self._choose_home)
        self.import_.clicked.connect(self._ask_import)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        desk.changed.connect(self.refresh)
        desk.moved.connect(self._on_moved)
        desk.failed.connect(self.notice.tell)
        self.refresh()
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def refresh(self) -> None:
        """Look at the disk and show every model as it is now."""
        try:
            states = self._desk.states()
        except StudioError as problem:
            self.notice.tell(str(problem))
            return
        self._states = {state.id: state for state in states}
        for gone in [model_id for model_id in self.rows if model_id not in self._states]:
            self.column.drop(self.rows.pop(gone))
        for state in states:
            if state.id not in self.rows:
                self.rows[state.id] = self._row(state)
            self._render(state.id)
        here = [self.rows[state.id] for state in states if state.folder is not None]
        offers = [self.rows[state.id] for state in states if state.folder is None]
        self.offers.setVisible(bool(offers))
        self.column.arrange([self.here, *here, self.offers, *offers])
        self.place.show_text(self.tr("Models are kept in {folder}").format(folder=_short(self._desk.home)))
        self._show_import()

    def _row(self, state: ModelState) -> ModelRow:
        row = ModelRow(state)
        row.use_wanted.connect(self._use)
        row.download_wanted.connect(self._ask_licence)
        row.cancel_wanted.connect(self._desk.cancel)
        row.verify_wanted.connect(self._verify)
        row.reveal_wanted.connect(lambda model_id: self._desk.reveal(self._states[model_id]))
        row.remove_wanted.connect(self._ask_removal)
        return row

    def _render(self, model_id: str) -> None:
        chosen = model_id == self._desk.current
        self.rows[model_id].render(self._states[model_id], self._desk.job_of(model_id), chosen=chosen)

    def _on_moved(self, model_id: str) -> None:
        row, card = self.rows.get(model_id), self._desk.job_of(model_id)
        if model_id == ADDED:
            self._show_import()
        elif row is not None and card is not None and row.bar.isVisible():
            row.render_job(card)
        elif row is not None:
            self._render(model_id)

    def _show_import(self) -> None:
        card = self._desk.job_of(ADDED)
        self.import_.setEnabled(card is None)
        self.import_.setText(running_words(card) if card is not None else self.tr("Import…"))

    # --- acting

    def _use(self, model_id: str) -> None:
        model = self._states[model_id].model
        if model is not None:
            self._desk.choose(model)
            self.refresh()

    def _verify(self, model_id: str) -> None:
        model = self._states[model_id].model
        if model is not None:
            self._desk.verify(model)

    def _ask_licence(self, model_id: str) -> None:
        entry = self._states[model_id].published
        if entry is not None:
            question = LicenceQuestion(entry, self._desk.home, self)
            question.accepted.connect(lambda: self._desk.download(entry))
            self._show(question)

    def _ask_removal(self, model_id: str) -> None:
        state = self._states[model_id]
        question = RemovalQuestion(state, self._desk.removal_size(state), self)
        question.accepted.connect(lambda: self._desk.remove(state))
        self._show(question)

    def _ask_import(self) -> None:
        dialog = ImportDialog(self._desk.home, self)
        dialog.accepted.connect(lambda: self._desk.add(dialog.job()))
        self._show(dialog)

    def _choose_home(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder of models"), str(self._desk.home))
        dialog.setAccessibleName(self.tr("Folder of models"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self._desk.choose_home(Path(path)))
        self._show(dialog)

    @staticmethod
    def _show(dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.place, 1)
        foot.addWidget(self.change)
        foot.addSpacing(16)
        foot.addWidget(self.import_)
        foot.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 12)
        whole.setSpacing(10)
        whole.addWidget(self.notice)
        whole.addWidget(self.column, 1)
        whole.addLayout(foot)


def _short(path: Path) -> str:
    """A folder as it is written by hand."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
