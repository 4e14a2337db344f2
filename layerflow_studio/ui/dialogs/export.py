"""What to export, as what, how, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.document import Document
from layerflow_studio.core.export_presets import SHEET, Preset
from layerflow_studio.core.file_names import file_stem
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.takes import LibraryEntry
from layerflow_studio.session.export import COMPOSITE, LAYERS, RESIDUAL, Target, every_layer, every_take
from layerflow_studio.session.settings import Settings
from layerflow_studio.session.size_estimate import about
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.dialogs.export_settings import ExportSettings
from layerflow_studio.ui.dialogs.place_field import PlaceField
from layerflow_studio.ui.dialogs.preset_list import PresetList
from layerflow_studio.ui.export_words import preset_advice, preset_facts, preset_title, preset_warning
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.numbers import local_digits
from layerflow_studio.ui.words import role_name

_TAKES = "takes:"
_KEPT = "export"
_HEAD, _LABELS = 96, 112
_REST = 500
"""Milliseconds without a change after which the size is asked for."""


class ExportDialog(QDialog):
    """Gives `targets` for an export job; every layer or take apart makes one for each.

    What is chosen is kept in the settings and shown again the next time.
    """

    handoff_wanted = Signal()
    """The user would rather hand the whole project over to an editor."""
    size_wanted = Signal(object)
    """These targets have been chosen for a moment: `show_size` may tell how large they become."""

    def __init__(
        self,
        document: Document,
        folder: Path,
        name: str,
        parent: QWidget | None = None,
        *,
        settings: Settings | None = None,
        entries: Sequence[LibraryEntry] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.setAccessibleName(self.tr("Export"))
        self._document, self._folder, self._name = document, folder, name
        self._settings, self._entries = settings, tuple(entries)
        self.subjects = self._make_subjects()
        self.presets = PresetList()
        self.title, self.facts, self.advice = QLabel(), muted(), QLabel()
        self.title.setFont(theme.numeric_font(11, bold=True))
        self.advice.setWordWrap(True)
        self.warning = QLabel()
        self.warning.setWordWrap(True)
        self._sign = QLabel()
        self._sign.setPixmap(picture("warning", 15, theme.ACCENT, 2))
        self.options = ExportSettings(document)
        self.place = PlaceField(self.tr("Where to"))
        self.summary = muted()
        self._asked: tuple[Target, ...] = ()
        self._size = ""
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST)
        self._resting.timeout.connect(lambda: self.size_wanted.emit(self._asked))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.export = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.handoff = QPushButton(self.tr("Hand over to an editor…"))
        self._lay_out()
        self._restore()
        self.subjects.currentIndexChanged.connect(self._refresh)
        self.presets.chosen.connect(self._refresh)
        self.options.changed.connect(self._describe)
        self.place.changed.connect(self._describe)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.handoff.clicked.connect(self._hand_over)
        self._refresh()
        self.presets.setFocus()

    # --- reading

    @property
    def preset(self) -> Preset:
        """What the export becomes."""
        return self.presets.preset

    @property
    def several(self) -> bool:
        """Whether a file is written for each of several things."""
        subject = self._subject
        return subject.startswith(_TAKES) or (subject == LAYERS and self.preset.key != SHEET.key)

    def targets(self) -> tuple[Target, ...]:
        """What the user asked for."""
        subject, key, place = self._subject, self.preset.key, self.place.place
        options = self.options.options()
        if subject.startswith(_TAKES):
            return every_take(self._entries, Role(subject.removeprefix(_TAKES)), key, place, options)
        if self.several:
            return every_layer(self._document, key, place, self.options.span, options)
        return (Target(subject, key, place, self.options.span, options),)

    def set_unavailable(self, reasons: Mapping[str, str]) -> None:
        """Show which presets this machine cannot write, with the reasons."""
        self.presets.set_reasons(reasons)

    def show_size(self, targets: tuple[Target, ...], count: int | None) -> None:
        """Show about how many bytes targets will take, if they are still wanted; None when it is not known."""
        if targets == self._asked:
            self._size = (
                "" if count is None else self.tr("about {size}").format(size=local_digits(about(count)))
            )
            self._summarise()

    @property
    def _subject(self) -> str:
        return COMPOSITE if self.preset.takes_document else self.subjects.currentData()

    # --- building

    def _make_subjects(self) -> QComboBox:
        combo = drop_down(self.tr("What to export"))
        combo.addItem(self.tr("Composite, as the viewer shows it"), COMPOSITE)
        layers = [layer for layer in reversed(self._document.layers) if layer.clip is not None]
        if len(layers) > 1:
            combo.addItem(self.tr("Every layer, one file each"), LAYERS)
        for layer in layers:
            combo.addItem(self.tr("Layer {layer}").format(layer=layer.name), layer.id)
        if {layer.role for layer in layers} >= set(MODEL_ROLES):
            combo.addItem(self.tr("Residual: shadows and light that only the scene has"), RESIDUAL)
        kept = [entry.take for entry in self._entries if not entry.trashed]
        for role in MODEL_ROLES:
            if any(take.clip(role) for take in kept):
                name = self.tr("The {role} of every take, one file each").format(role=role_name(role))
                combo.addItem(name, _TAKES + role.value)
        combo.setMinimumContentsLength(24)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return combo

    def _lay_out(self) -> None:
        head = QWidget()
        head.setMinimumHeight(_HEAD)
        about = QVBoxLayout(head)
        about.setContentsMargins(0, 0, 0, 0)
        about.setSpacing(4)
        for part in (self.title, self.facts, self.advice):
            about.addWidget(part)
        beware = QHBoxLayout()
        beware.setSpacing(7)
        beware.addWidget(self._sign)
        beware.addWidget(self.warning, 1)
        about.addLayout(beware)
        about.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(16)
        right.addWidget(head)
        right.addWidget(self.options, 1)
        middle = QHBoxLayout()
        middle.setSpacing(20)
        self.presets.setFixedWidth(264)
        middle.addWidget(self.presets)
        middle.addLayout(right, 1)
        top, bottom = QFormLayout(), QFormLayout()
        for form, control, name in (
            (top, self.subjects, self.subjects.accessibleName()),
            (bottom, self.place, self.place.path.accessibleName()),
        ):
            label = QLabel(name)
            label.setMinimumWidth(_LABELS)
            form.addRow(label, control)
            form.setHorizontalSpacing(12)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        foot = QHBoxLayout()
        foot.addWidget(self.handoff)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.buttons)
        foot.setSpacing(14)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(14)
        whole.addLayout(top)
        whole.addLayout(middle, 1)
        whole.addLayout(bottom)
        whole.addLayout(foot)
        self.resize(900, 716)

    def _restore(self) -> None:
        kept: Any = self._settings.get(_KEPT) if self._settings is not None else None
        if isinstance(kept, dict):
            self.options.restore(kept)
            self.presets.choose(str(kept.get("preset")))

    # --- hearing

    def _refresh(self) -> None:
        """Show the preset and suggest a place that fits."""
        preset = self.preset
        self.title.setText(preset_title(preset))
        self.facts.setText(preset_facts(preset))
        self.advice.setText(preset_advice(preset))
        self.subjects.setEnabled(not preset.takes_document)
        self.options.show_preset(preset)
        subject = self._subject
        self.options.allow_range(not subject.startswith(_TAKES))
        folder = self.several or not preset.suffix
        path = self._folder / (self._proposed(subject) + ("" if folder else preset.suffix))
        self.place.propose(path, preset.suffix, folder=folder)
        self._describe()

    def _proposed(self, subject: str) -> str:
        if subject == COMPOSITE:
            return self._name
        if subject.startswith(_TAKES):
            return self.tr("{project} takes").format(project=self._name)
        if subject == LAYERS:
            return self.tr("{project} layers").format(project=self._name)
        if subject == RESIDUAL:
            return self.tr("{project} residual").format(project=self._name)
        return f"{self._name} {file_stem(self._document.layer(subject).name, 'layer')}"

    def _describe(self) -> None:
        """Say what will be written, what to beware of and what stands in the way."""
        targets = self.targets()
        named = bool(self.place.path.text().strip())
        there = tuple(target.path for target in targets if named and target.path.exists())
        self.place.show_there(there)
        obstacle = self.presets.reason or self.options.problem()
        if not named:
            obstacle = self.tr("Name a place to write to.")
        warning = obstacle or self._beware()
        self.warning.setText(warning)
        self._sign.setVisible(bool(warning))
        self.warning.setVisible(bool(warning))
        self._ask_size(() if obstacle or self.preset.still else targets)
        self._summarise()
        self.export.setEnabled(not obstacle and bool(targets))
        self.export.setText(self.tr("Replace") if there else self.tr("Export"))
        self.export.setAccessibleDescription(obstacle or self.place.note.text())
        self.export.setToolTip(obstacle)

    def _summarise(self) -> None:
        count = len(self.targets())
        files = self.tr("{count} files").format(count=count) if count > 1 else ""
        self.summary.setText(
            "  ·  ".join(part for part in (files, self.options.summary(), self._size) if part)
        )

    def _ask_size(self, targets: tuple[Target, ...]) -> None:
        """Ask how large targets become once the choice rests; where they go does not matter."""
        wanted = tuple(replace(target, path=Path(f"any{self.preset.suffix}")) for target in targets)
        if wanted != self._asked:
            self._asked, self._size = wanted, ""
            self._resting.start()

    def _beware(self) -> str:
        """What is worth knowing of this choice; empty for most."""
        if self.preset.takes_document:
            return self.tr("Takes foreground, background and scene of the project together.")
        if self._subject == RESIDUAL and not preset_warning(self.preset):
            return self.tr(
                "Middle grey is no difference; lay it over the other two with the blend mode linear light."
            )
        return preset_warning(self.preset)

    def _accept(self) -> None:
        if self._settings is not None:
            self._settings.put(_KEPT, {"preset": self.preset.key, **self.options.kept()})
        self.accept()

    def _hand_over(self) -> None:
        self.reject()
        self.handoff_wanted.emit()
