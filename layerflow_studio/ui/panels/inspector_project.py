"""The project in numbers: its canvas, and how the next run samples."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import get_args

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.document import LARGEST_SIDE, Canvas
from layerflow_studio.core.request import Sampler, Sampling
from layerflow_studio.core.timebase import timecode_of
from layerflow_studio.ui.controls import drop_down, muted, tool_button
from layerflow_studio.ui.models.desk import ModelDesk
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.panels.loras import LoraSection
from layerflow_studio.ui.panels.section import Form, Scrolling, Section, calm
from layerflow_studio.ui.words import rate_words, sampler_name
from layerflow_studio.ui.workspace import Workspace

RATES = (
    *(Fraction(rate) for rate in (8, 12, 15, 16)),
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
"""What the list of rates offers, exact."""
_LONGEST = 1_000_000
_MOST_STEPS, _MOST_GUIDANCE = 1000, 100


class ProjectPage(QWidget):
    """Shows the document's canvas and sampling and edits them."""

    def __init__(self, workspace: Workspace, models: ModelDesk) -> None:
        super().__init__()
        self._workspace, self._models = workspace, models
        self.loras = LoraSection(workspace, models)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = Scrolling(self._canvas_section(), self._sampling_section(), self.loras)
        whole.addWidget(self.area)
        workspace.composition_changed.connect(self._refresh)
        workspace.project_changed.connect(self._refresh)
        models.changed.connect(self._show_sizes)
        self._refresh()

    # --- showing

    def _refresh(self, *_: object) -> None:
        document = self._workspace.document
        canvas, sampling = document.canvas, document.sampling
        for field, value in (
            (self.width_field, canvas.width),
            (self.height_field, canvas.height),
            (self.length, canvas.length),
            (self.steps, sampling.steps),
            (self.guidance, sampling.guidance),
            (self.guided, 100 * sampling.guidance_end),
        ):
            field.show_value(float(value))
        self.clock.setText(timecode_of(canvas.length, canvas.fps))
        with QSignalBlocker(self.rate), QSignalBlocker(self.dynamic), QSignalBlocker(self.sampler):
            self._show_rate(canvas.fps)
            self.dynamic.setChecked(sampling.dynamic_guidance)
            self.sampler.setCurrentIndex(self.sampler.findData(sampling.sampler))
        self._show_sizes()
        self.fit.setEnabled(_needed(self._workspace) not in (0, canvas.length))

    def _show_sizes(self) -> None:
        """List what the model can make and select the canvas's size; hidden where there is no choice."""
        sizes, canvas = self._models.sizes, self._workspace.document.canvas
        shown = (canvas.width, canvas.height)
        names = [self._size_name(*size, upscaled=size != sizes[0]) for size in sizes]
        if shown not in sizes:
            names.append(self.tr("Custom"))
        with QSignalBlocker(self.sizes):
            if [self.sizes.itemText(place) for place in range(self.sizes.count())] != names:
                self.sizes.clear()
                self.sizes.addItems(names)
            self.sizes.setCurrentIndex(sizes.index(shown) if shown in sizes else len(sizes))
        for part in (self.sizes, self._sizes_label):
            part.setVisible(len(sizes) > 1)

    def _size_name(self, width: int, height: int, *, upscaled: bool) -> str:
        text = self.tr("{width} × {height}, upscaled") if upscaled else "{width} × {height}"
        return text.format(width=width, height=height)

    def _show_rate(self, fps: Fraction) -> None:
        """Select a rate; one that is not usual is listed while it is used."""
        rates = sorted({*RATES, fps})
        if [self.rate.itemData(place) for place in range(self.rate.count())] != rates:
            self.rate.clear()
            for rate in rates:
                self.rate.addItem(rate_words(rate), rate)
        self.rate.setCurrentIndex(rates.index(fps))

    # --- building

    def _canvas_section(self) -> Section:
        side = float(LARGEST_SIDE)
        self.width_field = NumberField(self.tr("Width of the canvas in pixels"), 1, side, decimals=0)
        self.height_field = NumberField(self.tr("Height of the canvas in pixels"), 1, side, decimals=0)
        self.length = NumberField(self.tr("Length of the project in frames"), 1, _LONGEST, decimals=0)
        self.rate = drop_down(self.tr("Frame rate; everything stays where it is in seconds"))
        self.fit = tool_button(self.tr("Make the project as long as its layers"), "fit", side=16)
        self.clock = muted()
        self.clock.setAccessibleName(self.tr("Length of the project as timecode"))
        form = Form()
        form.add(self.tr("Size"), self.width_field, QLabel("×"), self.height_field)
        self.sizes = drop_down(self.tr("Sizes that the model makes; the composition grows along"))
        self._sizes_label = form.add(self.tr("Preset"), self.sizes)
        form.add(self.tr("Rate"), self.rate)
        form.add(self.tr("Length"), self.length, self.clock, self.fit)
        for field, name in (
            (self.width_field, "width"),
            (self.height_field, "height"),
            (self.length, "length"),
        ):
            field.chosen.connect(partial(self._set_canvas, name))
            field.settled.connect(self._workspace.store.seal)
        calm(self.sizes)
        self.sizes.currentIndexChanged.connect(self._set_size)
        calm(self.rate)
        self.rate.currentIndexChanged.connect(self._set_rate)
        self.fit.clicked.connect(self._fit_length)
        section = Section(self.tr("Canvas"))
        section.rows.addWidget(form)
        return section

    def _sampling_section(self) -> Section:
        self.steps = NumberField(self.tr("Steps of denoising"), 1, _MOST_STEPS, decimals=0)
        self.guidance = NumberField(
            self.tr("Guidance: how closely the prompts are followed"), 0, _MOST_GUIDANCE, step=0.1, decimals=2
        )
        self.guided = NumberField(
            self.tr("How many of the steps, from the first, are guided; the others take half of the time"),
            0,
            100,
            decimals=0,
            suffix=self.tr(" % of the steps"),
        )
        self.dynamic = QCheckBox(self.tr("Guidance rises during the run"))
        self.sampler = drop_down(self.tr("Sampler"))
        for name in get_args(Sampler):
            self.sampler.addItem(sampler_name(name), name)
        form = Form()
        form.add(self.tr("Steps"), self.steps)
        form.add(self.tr("Guidance"), self.guidance)
        form.add(self.tr("Guided"), self.guided)
        form.add(self.tr("Sampler"), self.sampler)
        for field, name in (
            (self.steps, "steps"),
            (self.guidance, "guidance"),
            (self.guided, "guidance_end"),
        ):
            field.chosen.connect(partial(self._set_sampling, name))
            field.settled.connect(self._workspace.store.seal)
        calm(self.sampler)
        self.dynamic.toggled.connect(self._set_dynamic)
        self.sampler.currentIndexChanged.connect(self._set_sampler)
        section = Section(self.tr("Next run"))
        section.rows.addWidget(form)
        section.rows.addWidget(self.dynamic, 0, Qt.AlignmentFlag.AlignLeft)
        return section

    # --- acting

    def _set_canvas(self, name: str, value: float) -> None:
        canvas = replace(self._workspace.document.canvas, **{name: round(value)})
        title = self.tr("Set length") if name == "length" else self.tr("Set canvas size")
        self._change_canvas(title, canvas, f"canvas:{name}")

    def _set_size(self, place: int) -> None:
        sizes = self._models.sizes
        if 0 <= place < len(sizes):
            width, height = sizes[place]
            canvas = replace(self._workspace.document.canvas, width=width, height=height)
            self._change_canvas(self.tr("Set canvas size"), canvas)

    def _set_rate(self) -> None:
        fps = self.rate.currentData()
        if isinstance(fps, Fraction):
            canvas = self._workspace.document.canvas.at_rate(fps)
            self._change_canvas(self.tr("Set frame rate"), canvas)

    def _fit_length(self) -> None:
        length = _needed(self._workspace)
        if length:
            canvas = replace(self._workspace.document.canvas, length=length)
            self._change_canvas(self.tr("Set length"), canvas)

    def _change_canvas(self, name: str, canvas: Canvas, merge_key: str | None = None) -> None:
        if not self._workspace.do(name, partial(edits.set_canvas, canvas=canvas), merge_key):
            self._refresh()

    def _set_sampling(self, name: str, value: float) -> None:
        chosen = {"steps": round(value), "guidance": value, "guidance_end": value / 100}[name]
        self._change_sampling(replace(self._sampling, **{name: chosen}), f"sampling:{name}")

    def _set_dynamic(self, rises: bool) -> None:
        self._change_sampling(replace(self._sampling, dynamic_guidance=rises))

    def _set_sampler(self) -> None:
        if self.sampler.currentData() is not None:
            self._change_sampling(replace(self._sampling, sampler=self.sampler.currentData()))

    @property
    def _sampling(self) -> Sampling:
        return self._workspace.document.sampling

    def _change_sampling(self, sampling: Sampling, merge_key: str | None = None) -> None:
        name = self.tr("Set sampling")
        if not self._workspace.do(name, partial(edits.set_sampling, sampling=sampling), merge_key):
            self._refresh()


def _needed(workspace: Workspace) -> int:
    """The frames that the layers with something to show reach to; 0 without any."""
    return max((layer.span.stop for layer in workspace.document.layers), default=0)
