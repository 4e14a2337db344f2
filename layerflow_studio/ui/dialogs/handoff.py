"""Handing a project over to an editor: where to, at which rate, and how files name each other."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.document import Document
from layerflow_studio.core.timebase import parse_rate, valid_timecode
from layerflow_studio.errors import BadInput
from layerflow_studio.session.handoff import TIMECODE, HandoffJob, handoff_rates
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down, muted
from layerflow_studio.ui.dialogs.export_settings import rate_text
from layerflow_studio.ui.dialogs.option_fields import show_choice
from layerflow_studio.ui.dialogs.place_field import PlaceField
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.numbers import fixed
from layerflow_studio.ui.sentences import said

_KEPT = "handoff"
_LABELS = 140


class HandoffDialog(QDialog):
    """Gives the `job` that writes a folder with movies, timelines and scripts."""

    def __init__(
        self,
        document: Document,
        folder: Path,
        name: str,
        parent: QWidget | None = None,
        *,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(parent)
        title = self.tr("Hand over to an editor")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._document, self._name, self._settings = document, name, settings
        fps = document.canvas.fps
        self.rates = drop_down(self.tr("Frame rate"))
        for rate in handoff_rates(fps):
            text = self.tr("{rate} fps").format(rate=rate_text(rate))
            self.rates.addItem(text, f"{rate.numerator}/{rate.denominator}")
        self.timecode = QLineEdit(TIMECODE)
        self.timecode.setAccessibleName(self.tr("Timecode of the first frame"))
        self.timecode.setFont(theme.numeric_font())
        self.portable = QRadioButton(self.tr("Relative: the folder can be moved or sent"))
        self.absolute = QRadioButton(self.tr("By full address: the safest for use on this machine"))
        self._ways = QButtonGroup(self)
        for way in (self.absolute, self.portable):
            self._ways.addButton(way)
        self.absolute.setChecked(True)
        self.place = PlaceField(self.tr("Folder"))
        self.place.propose(folder / self.tr("{project} hand-off").format(project=name), "", folder=True)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self._sign = QLabel()
        self._sign.setPixmap(picture("warning", 15, theme.ACCENT, 2))
        self.summary = muted()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.write = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.write.setText(self.tr("Hand over"))
        self._lay_out()
        self._restore()
        self.rates.currentIndexChanged.connect(self._describe)
        self.timecode.textChanged.connect(self._describe)
        self.place.changed.connect(self._describe)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._describe()

    @property
    def rate(self) -> Fraction | None:
        """The rate of the timeline; None where the project goes into none."""
        text = self.rates.currentData()
        return parse_rate(text) if text else None

    def job(self, clips: Any) -> HandoffJob:
        """Return what the user asked for, with the clips of the project."""
        return HandoffJob(
            clips,
            self._document,
            self.place.place,
            self._name,
            self.rate or self._document.canvas.fps,
            self.timecode.text().strip(),
            self.portable.isChecked(),
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: list[tuple[str, QWidget]] = [
            (self.place.path.accessibleName(), self.place),
            (self.rates.accessibleName(), self.rates),
            (self.timecode.accessibleName(), self.timecode),
            (self.tr("Files name the movies"), self._ways_row()),
        ]
        for name, control in rows:
            label = QLabel(name)
            label.setWordWrap(True)
            label.setFixedWidth(_LABELS)
            form.addRow(label, control)
        stands = QHBoxLayout()
        stands.setSpacing(7)
        stands.addWidget(self._sign)
        stands.addWidget(self.problem, 1)
        foot = QHBoxLayout()
        foot.setSpacing(14)
        foot.addWidget(self.summary, 1)
        foot.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(18, 16, 18, 14)
        whole.setSpacing(14)
        whole.addWidget(self._about())
        whole.addLayout(form)
        whole.addStretch(1)
        whole.addLayout(stands)
        whole.addLayout(foot)
        self.resize(660, 400)

    def _ways_row(self) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for way in (self.absolute, self.portable):
            column.addWidget(way)
        return row

    def _about(self) -> QLabel:
        about = QLabel(
            self.tr(
                "Writes every layer as ProRes 4444 with timecode, and beside them timelines for DaVinci Resolve, "
                "Final Cut and Premiere, scripts for After Effects and Nuke, and OpenTimelineIO. Layers that "
                "move, loop or are retimed come as they are drawn."
            )
        )
        about.setWordWrap(True)
        return about

    def _restore(self) -> None:
        kept: Any = self._settings.get(_KEPT) if self._settings is not None else None
        if isinstance(kept, dict):
            show_choice(self.rates, kept.get("rate"))
            self.portable.setChecked(kept.get("portable") is True)
            if isinstance(kept.get("timecode"), str):
                self.timecode.setText(kept["timecode"])

    def _describe(self) -> None:
        """Say how much will be written, or what stands in the way."""
        problem = self._obstacle()
        there = (self.place.place,) if self.place.path.text().strip() and self.place.place.exists() else ()
        self.place.show_there(
            there,
            self.tr("{name} is there already: files of the same name in it are replaced, others stay."),
        )
        for part in (self._sign, self.problem):
            part.setVisible(bool(problem))
        self.problem.setText(problem)
        self.write.setEnabled(not problem)
        self.write.setAccessibleDescription(problem or self.place.note.text())
        shown = self._shown()
        frames, rate = self._document.range.length, self.rate
        self.summary.setText(
            self.tr("{layers} layers  ·  {seconds} s").format(
                layers=shown, seconds=fixed(float(frames / self._document.canvas.fps), 2)
            )
            if rate
            else ""
        )

    def _obstacle(self) -> str:
        fps, rate = self._document.canvas.fps, self.rate
        if rate is None:
            return self.tr(
                "{fps} fps goes evenly into no rate of film or video; give the project another frame rate first."
            ).format(fps=rate_text(fps))
        if not self.place.path.text().strip():
            return self.tr("Name a folder to write to.")
        if not self._shown():
            return self.tr("No layer shows a clip in the range; generate or import one first.")
        return _refusal(lambda: valid_timecode(self.timecode.text().strip(), rate))

    def _shown(self) -> int:
        spans = [layer.span for layer in self._document.layers if layer.clip is not None]
        return sum(span.overlap(self._document.range) is not None for span in spans)

    def _accept(self) -> None:
        if self._settings is not None:
            kept = {
                "rate": self.rates.currentData(),
                "portable": self.portable.isChecked(),
                "timecode": self.timecode.text().strip(),
            }
            self._settings.put(_KEPT, kept)
        self.accept()


def _refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except BadInput as problem:
        return said(problem)
    return ""
