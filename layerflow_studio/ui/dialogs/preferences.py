"""What a user can choose for the whole program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.engine.plans import AUTO, CPU, PLANS, Quantisation, card_gb
from layerflow_studio.session.preferences import LIMITS, SCALES, Preferences, cores
from layerflow_studio.session.settings import data_dir
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.key_presets import key_presets

_LABELS, _HINTS = 190, 340


class PreferencesDialog(QDialog):
    """Pages by name on the left; `values` and `model_folders` are what was chosen."""

    keys_wanted = Signal()

    def __init__(
        self,
        values: Preferences,
        model_folders: tuple[Path, ...],
        page: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.setAccessibleName(self.windowTitle())
        self.resize(700, 460)
        self._start = values
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setFixedWidth(168)
        self._stack = QStackedWidget()
        for title, widget in (
            (self.tr("General"), self._general()),
            (self.tr("Editing and viewer"), self._view()),
            (self.tr("Model"), self._model(model_folders)),
            (self.tr("Export"), self._export()),
        ):
            item = QListWidgetItem(title, self.pages)
            item.setSizeHint(QSize(0, 30))
            self._stack.addWidget(_page(title, widget))
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(page)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        restore = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        restore.clicked.connect(self._restore)
        self._lay_out()
        self._show(values)

    @property
    def values(self) -> Preferences:
        """What is chosen now."""
        return replace(
            self._start,
            language=self.language.currentData(),
            key_preset=self.key_preset.currentData(),
            start_page=self.start_page.isChecked(),
            scale=self.scale.currentData(),
            autosave_seconds=self.autosave.value(),
            undo_limit=self.undo.value(),
            results=self.results.currentData(),
            backdrop=self.backdrop.currentData(),
            cache_mb=self.cache.value(),
            threads=self.threads.value(),
            memory_plan=self.memory_plan.currentData(),
            weights=self.weights.currentData(),
            smaller_plans=self.smaller_plans.isChecked(),
            export_folder=self.export_folder.text().strip(),
        )

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Where to look for models now."""
        return tuple(Path(self.folders.item(row).text()) for row in range(self.folders.count()))

    def show_key_preset(self, preset: str) -> None:
        """Show the preset that was chosen meanwhile in the sheet of keys."""
        self.key_preset.setCurrentIndex(self.key_preset.findData(preset))

    def _show(self, values: Preferences) -> None:
        for combo, value in (
            (self.language, values.language),
            (self.key_preset, values.key_preset),
            (self.scale, values.scale),
            (self.results, values.results),
            (self.backdrop, values.backdrop),
            (self.memory_plan, values.memory_plan),
            (self.weights, values.weights),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        for number, value in (
            (self.autosave, values.autosave_seconds),
            (self.undo, values.undo_limit),
            (self.cache, values.cache_mb),
            (self.threads, values.threads),
        ):
            number.setValue(value)
        self.start_page.setChecked(values.start_page)
        self.smaller_plans.setChecked(values.smaller_plans)
        self.export_folder.setText(values.export_folder)

    def _restore(self) -> None:
        self._show(Preferences())

    # --- pages

    def _general(self) -> QFormLayout:
        self.language = _choices(
            self.tr("Language"),
            ((self.tr("As the system"), "system"), ("English", "en"), ("Deutsch", "de")),
        )
        scales = tuple((f"{round(scale * 100)} %", scale) for scale in SCALES if scale)
        self.scale = _choices(self.tr("Size of the interface"), ((self.tr("As the system"), 0.0), *scales))
        self.key_preset = _choices(
            self.tr("Keys"), tuple((preset.name, preset.id) for preset in key_presets())
        )
        change = QPushButton(self.tr("All keys…"))
        change.clicked.connect(self.keys_wanted)
        keys = QHBoxLayout()
        keys.addWidget(self.key_preset, 1)
        keys.addWidget(change)
        self.start_page = QCheckBox(self.tr("Show the start page in a window without a project"))
        form = _form()
        self._row(form, self.language, restart=True)
        self._row(form, self.scale, restart=True)
        form.addRow(_label(self.key_preset), keys)
        form.addRow("", self.start_page)
        return form

    def _view(self) -> QFormLayout:
        self.undo = _number(self.tr("Steps of undo"), "undo_limit", 20)
        self.autosave = _number(self.tr("Keep changes aside after at most"), "autosave_seconds", 5)
        self.autosave.setSuffix(self.tr(" s"))
        names = {
            Backdrop.CHECKER: self.tr("Checkerboard"),
            Backdrop.BLACK: self.tr("Black"),
            Backdrop.WHITE: self.tr("White"),
            Backdrop.GREY: self.tr("Mid grey"),
        }
        self.backdrop = _choices(
            self.tr("Behind the picture"), tuple((text, value.value) for value, text in names.items())
        )
        self.cache = _number(self.tr("Memory for frames"), "cache_mb", 64)
        self.cache.setSuffix(self.tr(" MB"))
        form = _form()
        for control in (self.undo, self.autosave, self.backdrop, self.cache):
            self._row(form, control)
        form.addRow("", _hint(self.tr("Changes that were not saved come back after a crash.")))
        return form

    def _model(self, folders: tuple[Path, ...]) -> QFormLayout:
        self.results = _choices(
            self.tr("When a run ends"),
            ((self.tr("Show the new take"), "newest"), (self.tr("Stay with the take shown"), "stay")),
        )
        self.threads = _number(self.tr("Processor threads"), "threads", 1)
        self.threads.setSpecialValueText(self.tr("All but one ({count})").format(count=max(1, cores() - 1)))
        self._memory()
        self.folders = QListWidget()
        self.folders.setAccessibleName(self.tr("Folders with models"))
        self.folders.setFixedHeight(92)
        for folder in folders:
            self.folders.addItem(str(folder))
        add, self.remove_folder = QPushButton(self.tr("Add…")), QPushButton(self.tr("Remove"))
        add.setAccessibleName(self.tr("Add a folder with models"))
        self.remove_folder.setAccessibleName(self.tr("Remove the selected folder from the list"))
        add.clicked.connect(self._choose_models)
        self.remove_folder.clicked.connect(self._remove_folder)
        self.folders.currentRowChanged.connect(lambda row: self.remove_folder.setEnabled(row >= 0))
        self.remove_folder.setEnabled(False)
        buttons = QVBoxLayout()
        buttons.addWidget(add)
        buttons.addWidget(self.remove_folder)
        buttons.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(self.folders, 1)
        line.addLayout(buttons)
        form = _form()
        self._row(form, self.results)
        self._row(form, self.threads, restart=True)
        form.addRow(_label(self.memory_plan), self.memory_plan)
        form.addRow(_label(self.weights), self.weights)
        form.addRow("", self.smaller_plans)
        form.addRow(_label(self.folders), line)
        text = self.tr("A model is a folder with a model.toml. Besides these folders, {place} is searched.")
        form.addRow("", _hint(text.format(place=data_dir() / "models")))
        return form

    def _memory(self) -> None:
        """How large models share the memory."""
        cards = tuple(
            (self.tr("Card of {size} GB").format(size=size), plan.name)
            for plan in PLANS
            if (size := card_gb(plan)) is not None
        )
        self.memory_plan = _choices(
            self.tr("Memory plan of large models"),
            ((self.tr("The fastest that fits"), AUTO), *cards, (self.tr("Processor"), CPU.name)),
        )
        self.weights = _choices(
            self.tr("Weights of large models"),
            (
                (self.tr("As they are"), Quantisation.NONE.value),
                (self.tr("8 bits"), Quantisation.INT8.value),
                (self.tr("4 bits (bitsandbytes)"), Quantisation.FOUR_BIT.value),
            ),
        )
        self.smaller_plans = QCheckBox(self.tr("Go on with a smaller plan where memory runs out"))

    def _export(self) -> QFormLayout:
        self.export_folder = QLineEdit()
        self.export_folder.setAccessibleName(self.tr("Exports go to"))
        self.export_folder.setPlaceholderText(self.tr("Beside the project"))
        browse = QPushButton(self.tr("Browse…"))
        browse.setAccessibleName(self.tr("Browse for the folder of exports"))
        browse.clicked.connect(self._choose_export)
        line = QHBoxLayout()
        line.addWidget(self.export_folder, 1)
        line.addWidget(browse)
        form = _form()
        form.addRow(_label(self.export_folder), line)
        form.addRow("", _hint(self.tr("It is proposed in the export dialog while it is there.")))
        return form

    def _row(self, form: QFormLayout, control: QWidget, *, restart: bool = False) -> None:
        if not restart:
            form.addRow(_label(control), control)
            return
        line = QHBoxLayout()
        line.addWidget(control, 1)
        line.addWidget(muted(self.tr("after a restart")))
        form.addRow(_label(control), line)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addWidget(self.pages)
        middle.addWidget(self._stack, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 14, 14, 12)
        whole.setSpacing(14)
        whole.addLayout(middle, 1)
        whole.addWidget(self.buttons)

    # --- folders

    def _choose_models(self) -> None:
        self._choose_folder(self.tr("Add a folder with models"), str(Path.home()), self._add_folder)

    def _choose_export(self) -> None:
        start = self.export_folder.text() or str(Path.home())
        self._choose_folder(self.tr("Folder of exports"), start, self.export_folder.setText)

    def _choose_folder(self, title: str, start: str, then: object) -> None:
        dialog = QFileDialog(self, title, start)
        dialog.setAccessibleName(title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add_folder(self, path: str) -> None:
        if path and Path(path) not in self.model_folders:
            self.folders.addItem(path)

    def _remove_folder(self) -> None:
        self.folders.takeItem(self.folders.currentRow())


def _page(title: str, form: QFormLayout) -> QWidget:
    heading = QLabel(title)
    heading.setFont(theme.numeric_font(12, bold=True))
    page = QWidget()
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 2, 0, 0)
    whole.setSpacing(14)
    whole.addWidget(heading)
    whole.addLayout(form)
    whole.addStretch(1)
    return page


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form


def _label(control: QWidget) -> QLabel:
    label = QLabel(control.accessibleName())
    label.setWordWrap(True)
    label.setFixedWidth(_LABELS)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return label


def _hint(text: str) -> QLabel:
    label = muted(text)
    label.setWordWrap(True)
    label.setMinimumWidth(_HINTS)
    return label


def _choices(name: str, values: tuple[tuple[str, object], ...]) -> QComboBox:
    combo = drop_down(name)
    for text, value in values:
        combo.addItem(text, value)
    return combo


def _number(name: str, limit: str, step: int) -> QSpinBox:
    number = QSpinBox()
    number.setRange(*LIMITS[limit])
    number.setSingleStep(step)
    number.setAccessibleName(name)
    number.lineEdit().setAccessibleName(name)
    number.lineEdit().setTextMargins(6, 0, 0, 0)
    return number
