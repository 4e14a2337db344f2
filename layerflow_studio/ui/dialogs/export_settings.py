"""How an export is made: which frames, size and rate, and the preset's own options."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from layerflow_studio.core.document import LARGEST_SIDE, Document
from layerflow_studio.core.export_presets import (
    CRF,
    GRADE,
    MOTION,
    RATE,
    SIZE,
    Kind,
    Motion,
    Preset,
    frames_at,
)
from layerflow_studio.core.timebase import STANDARD_RATES, Span, parse_rate, repeats, valid_timecode
from layerflow_studio.errors import BadInput
from layerflow_studio.ui.controls import drop_down, tool_button
from layerflow_studio.ui.dialogs.option_fields import OptionField, number_box, option_field, show_choice
from layerflow_studio.ui.export_words import choice_name, option_title
from layerflow_studio.ui.numbers import fixed, short
from layerflow_studio.ui.sentences import said

AREA, ALL, CUSTOM = "area", "all", "custom"
PROJECT, HALF, DOUBLE = "project", "half", "double"
_SHARED = (SIZE.name, RATE.name, MOTION.name)
_LABELS = 132


class ExportSettings(QWidget):
    """Controls for a document; `show_preset` brings those of a preset, each keeping what was chosen in it."""

    changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._preset: Preset | None = None
        self._fields: dict[str, dict[str, OptionField]] = {}
        self._pages: dict[str, QWidget] = {}
        self._kept: dict[str, dict[str, str]] = {}
        self._make_range()
        self._make_size()
        self._make_rate()
        self.own = QStackedWidget()
        self.frame_form = _form()
        for title, row in (
            (self.tr("Frames"), self._range_row),
            (self.tr("Size"), self._size_row),
            (self.tr("Frame rate"), self._rate_row),
        ):
            self.frame_form.addRow(_label(title), row)
        line = QFrame()
        line.setObjectName("divider")
        line.setFixedHeight(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(self.frame_form)
        whole.addWidget(line)
        whole.addWidget(self.own)
        whole.addStretch(1)
        self._on_range()
        self._on_size()
        self._on_rate()

    # --- reading

    @property
    def span(self) -> Span | None:
        """The project frames to export, None for the document's range."""
        match self.ranges.currentData():
            case "area":
                return None
            case "all":
                return self._document.canvas.span
            case _:
                return Span(self.first.value(), max(self.first.value(), self.last.value()) + 1)

    @property
    def rate(self) -> Fraction | None:
        """The rate to export at, None for the project's."""
        text = self.rates.currentData()
        return parse_rate(text) if text else None

    @property
    def size(self) -> tuple[int, int] | None:
        """The size to export, None for the project's."""
        if self.sizes.currentData() == PROJECT:
            return None
        return self.across.value(), self.down.value()

    @property
    def motion(self) -> Motion:
        """What becomes of frames at another rate."""
        return Motion(self.motions.currentData())

    def options(self) -> dict[str, Any]:
        """What was chosen for the preset that is shown, without what was left unset."""
        if self._preset is None:
            return {}
        chosen = {name: field.value for name, field in self._fields[self._preset.key].items()}
        if not self._preset.still:
            chosen |= {SIZE.name: self.size, RATE.name: self.rate}
            chosen |= {MOTION.name: self.motion} if self.rate is not None else {}
        return {name: value for name, value in chosen.items() if value is not None}

    def problem(self) -> str:
        """Why this cannot be exported, in a sentence; empty when it can."""
        if self._preset is None or self._preset.still:
            return ""
        fps, rate = self._document.canvas.fps, self.rate
        if rate is not None and self.motion == Motion.HOLD and repeats(fps, rate) is None:
            return self.tr(
                "{fps} fps does not go evenly into {rate} fps; choose nearest frame or blend."
            ).format(fps=rate_text(fps), rate=rate_text(rate))
        try:
            if timecode := self.options().get("timecode"):
                valid_timecode(timecode, rate or fps)
        except BadInput as problem:
            return said(problem)
        return ""

    def summary(self) -> str:
        """Frames, duration, size and rate of what will be written."""
        if self._preset is None or self._preset.still:
            return ""
        fps = self._document.canvas.fps
        frames = (self.span or self._document.range).length
        count, rate = frames_at(frames, fps, self.rate, self.motion), self.rate or fps
        width, height = self.size or (self._document.canvas.width, self._document.canvas.height)
        if self._preset.even:
            width, height = width + width % 2, height + height % 2
        return self.tr("{count} frames  ·  {seconds} s  ·  {width} × {height}  ·  {rate} fps").format(
            count=count,
            seconds=fixed(float(count / rate), 2),
            width=width,
            height=height,
            rate=rate_text(rate),
        )

    # --- changing

    def show_preset(self, preset: Preset) -> None:
        """Show the options of a preset."""
        self._preset = preset
        if preset.key not in self._pages:
            self._make_page(preset)
        self.own.setCurrentWidget(self._pages[preset.key])
        for row in (self._size_row, self._rate_row):
            self.frame_form.setRowVisible(row, not preset.still)
        self.changed.emit()

    def allow_range(self, allowed: bool) -> None:
        """Whether the frames can be chosen; takes are always whole."""
        self._range_row.setEnabled(allowed)

    def kept(self) -> dict[str, Any]:
        """Everything that was chosen, as JSON for `restore`."""
        kept = dict(self._kept)
        for key, fields in self._fields.items():
            kept[key] = {
                name: field.option.written(field.value)
                for name, field in fields.items()
                if field.value is not None and field.value != field.option.default
            }
        return {
            "size": self.sizes.currentData() if self.sizes.currentData() != CUSTOM else PROJECT,
            "rate": self.rates.currentData(),
            "motion": str(self.motion),
            "options": {key: values for key, values in kept.items() if values},
        }

    def restore(self, kept: dict[str, Any]) -> None:
        """Show what was chosen another time, as far as it can still be."""
        show_choice(self.sizes, kept.get("size"))
        show_choice(self.rates, kept.get("rate"))
        show_choice(self.motions, kept.get("motion"))
        options = kept.get("options")
        if isinstance(options, dict):
            self._kept = {key: values for key, values in options.items() if isinstance(values, dict)}

    # --- building

    def _make_range(self) -> None:
        last = self._document.canvas.length - 1
        self.ranges = drop_down(self.tr("Frames to export"))
        if self._document.work_area is not None:
            self.ranges.addItem(self.tr("Work area"), AREA)
        self.ranges.addItem(self.tr("Whole project"), ALL)
        self.ranges.addItem(self.tr("From, to"), CUSTOM)
        self.first = number_box(self.tr("First frame"), 0, last)
        self.last = number_box(self.tr("Last frame"), 0, last)
        self._range_row = _row(self.ranges, self.first, QLabel("–"), self.last)
        self.ranges.currentIndexChanged.connect(self._on_range)
        for box in (self.first, self.last):
            box.valueChanged.connect(self.changed)

    def _make_size(self) -> None:
        canvas = self._document.canvas
        self.sizes = drop_down(self.tr("Size of the pictures"))
        self.sizes.addItem(self.tr("Project"), PROJECT)
        self.sizes.addItem(self.tr("Half"), HALF)
        self.sizes.addItem(self.tr("Double"), DOUBLE)
        self.sizes.addItem(self.tr("Own size"), CUSTOM)
        self.across = number_box(self.tr("Width"), 1, LARGEST_SIDE)
        self.down = number_box(self.tr("Height"), 1, LARGEST_SIDE)
        self.link = tool_button(self.tr("Keep the proportions"), "unlink", on="link", side=16)
        self.link.setChecked(True)
        self._aspect = Fraction(canvas.width, canvas.height)
        self._size_row = _row(self.sizes, self.across, QLabel("×"), self.down, self.link)
        self.sizes.currentIndexChanged.connect(self._on_size)
        self.across.valueChanged.connect(self._on_across)
        self.down.valueChanged.connect(self._on_down)

    def _make_rate(self) -> None:
        fps = self._document.canvas.fps
        self.rates = drop_down(self.tr("Frame rate"))
        self.rates.addItem(self.tr("Project ({rate} fps)").format(rate=rate_text(fps)), None)
        for rate in STANDARD_RATES:
            if rate != fps:
                name = self.tr("{rate} fps").format(rate=rate_text(rate))
                self.rates.addItem(name, f"{rate.numerator}/{rate.denominator}")
        self.motions = drop_down(self.tr("Frames in between"))
        for motion in Motion:
            self.motions.addItem(choice_name(motion), motion.value)
        self._rate_row = _row(self.rates, self.motions)
        self.rates.currentIndexChanged.connect(self._on_rate)
        self.motions.currentIndexChanged.connect(self.changed)

    def _make_page(self, preset: Preset) -> None:
        page = QWidget()
        form = _form()
        page.setLayout(form)
        fields: dict[str, OptionField] = {}
        for option in preset.options:
            if option.name in _SHARED or option.kind is Kind.CLIP:
                continue
            field = option_field(option)
            if option.name in self._kept.get(preset.key, {}):
                field.put_text(str(self._kept[preset.key][option.name]))
            field.changed.connect(self.changed)
            if option.kind is Kind.FLAG:
                form.addRow(_label(""), field.widget)
            else:
                form.addRow(_label(option_title(option)), field.widget)
            fields[option.name] = field
        if GRADE in preset.options and CRF in preset.options:
            fields[CRF.name].changed.connect(partial(_follow, fields[GRADE.name], fields[CRF.name]))
            _follow(fields[GRADE.name], fields[CRF.name])
        self._fields[preset.key], self._pages[preset.key] = fields, page
        self.own.addWidget(page)

    # --- hearing

    def _on_range(self) -> None:
        custom = self.ranges.currentData() == CUSTOM
        if not custom:
            span = self.span or self._document.range
            self.first.setValue(span.start)
            self.last.setValue(span.stop - 1)
        for box in (self.first, self.last):
            box.setEnabled(custom)
        self.changed.emit()

    def _on_size(self) -> None:
        canvas, choice = self._document.canvas, self.sizes.currentData()
        custom = choice == CUSTOM
        times = {HALF: Fraction(1, 2), DOUBLE: Fraction(2)}.get(choice, Fraction(1))
        if not custom:
            for box, side in ((self.across, canvas.width), (self.down, canvas.height)):
                box.blockSignals(True)
                box.setValue(max(1, round(side * times)))
                box.blockSignals(False)
        for part in (self.across, self.down, self.link):
            part.setEnabled(custom)
        self.changed.emit()

    def _on_across(self, width: int) -> None:
        if self.link.isChecked():
            self.down.blockSignals(True)
            self.down.setValue(max(1, round(width / self._aspect)))
            self.down.blockSignals(False)
        self.changed.emit()

    def _on_down(self, height: int) -> None:
        if self.link.isChecked():
            self.across.blockSignals(True)
            self.across.setValue(max(1, round(height * self._aspect)))
            self.across.blockSignals(False)
        self.changed.emit()

    def _on_rate(self) -> None:
        self.motions.setEnabled(self.rate is not None)
        self.changed.emit()


def _follow(grade: OptionField, crf: OptionField) -> None:
    """Leave the quality to choose only while no rate factor of one's own says what it is."""
    grade.widget.setEnabled(crf.value is None)


def rate_text(rate: Fraction) -> str:
    """A rate as people write it: 24, 23.976."""
    return short(round(float(rate), 3))


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(9)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setFixedWidth(_LABELS)
    return label


def _row(*parts: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(7)
    for place, part in enumerate(parts):
        line.addWidget(part, 1 if place == 0 else 0)
    return row
