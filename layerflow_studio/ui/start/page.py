"""The start page: what to do first, and what was done before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.session.machine import Machine, this_machine
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down, muted, tool_button
from layerflow_studio.ui.icons import application_icon
from layerflow_studio.ui.numbers import short
from layerflow_studio.ui.start.cards import CardButton, Steps
from layerflow_studio.ui.start.project_list import ProjectList
from layerflow_studio.ui.start.projects import ProjectCard
from layerflow_studio.ui.words import translate

_WIDEST, _NARROW = 900, 660


class StartPage(QScrollArea):
    """Shown in the place of the viewer; every choice is told by a signal."""

    new_wanted = Signal(str)
    """The id of the model to begin with."""
    sample_wanted = Signal()
    open_wanted = Signal()
    project_wanted = Signal(object)
    unwanted = Signal(object)
    models_wanted = Signal()
    left = Signal()

    def __init__(self, models: list[ModelDescription], default_model: str, *, has_sample: bool) -> None:
        super().__init__()
        self.setObjectName("start")
        self.setAccessibleName(self.tr("Start page"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.models = drop_down(self.tr("Model of a new project"))
        self.models.currentIndexChanged.connect(self._say_size)
        self._make_buttons(has_sample)
        self.projects = ProjectList()
        self.projects.opened.connect(self.project_wanted)
        self.projects.unwanted.connect(self.unwanted)
        self.nothing_recent = muted(self.tr("Projects that you save will be listed here."), small=False)
        self._lay_out()
        self.show_models(models, default_model)

    # --- showing

    def show_projects(self, cards: tuple[ProjectCard, ...]) -> None:
        """List these projects."""
        self.projects.show_cards(cards)
        self.projects.setVisible(bool(cards))
        self.nothing_recent.setVisible(not cards)

    def show_models(self, models: Sequence[ModelDescription], default: str = "") -> None:
        """Offer these models where there is a choice; the one that was chosen stays so while it is among them."""
        chosen = self.models.currentData() or default
        self._models = {model.id: model for model in models}
        with QSignalBlocker(self.models):
            self.models.clear()
            for model in models:
                self.models.addItem(model.name, model.id)
            self.models.setCurrentIndex(max(0, self.models.findData(chosen)))
        self._model_line.setVisible(len(models) > 1)
        self._say_size()

    def focus_first(self) -> None:
        """Put the focus where a user most likely begins."""
        (self.projects if self.projects.folders else self.sample if self.has_sample else self.new).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads to the picture."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the large buttons below each other where they have no room side by side."""
        narrow = self.viewport().width() < _NARROW
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._cards.setDirection(direction)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the top."""
        super().showEvent(event)
        self.verticalScrollBar().setValue(0)

    def _say_size(self) -> None:
        model = self._models.get(self.models.currentData() or "")
        if model is None:
            self.new.set_sentence(self.tr("There is no model yet; obtain one or import it below."))
            self.new.setEnabled(False)
            return
        self.new.setEnabled(True)
        text = self.tr("{width} × {height}, {frames} frames at {rate} fps, with {model}")
        self.new.set_sentence(
            text.format(
                width=model.width,
                height=model.height,
                frames=model.frames,
                rate=short(float(model.fps)),
                model=model.name,
            )
        )

    # --- building

    def _make_buttons(self, has_sample: bool) -> None:
        self.has_sample = has_sample
        self.new = CardButton("new", self.tr("New project"), primary=True)
        self.new.clicked.connect(self._new)
        self.sample = CardButton(
            "take",
            self.tr("Open the sample"),
            self.tr("A finished shot with takes to play, compare and change."),
        )
        self.sample.clicked.connect(self.sample_wanted)
        self.sample.setVisible(has_sample)
        self.open = CardButton(
            "open", self.tr("Open…"), self.tr("Choose a project folder, or drop one on this window.")
        )
        self.open.clicked.connect(self.open_wanted)
        self.close_button = tool_button(self.tr("Leave the start page"), "close", side=16)
        self.close_button.clicked.connect(self.left)
        self.find_models = QPushButton(self.tr("Models…"))
        self.find_models.clicked.connect(self.models_wanted)

    def _new(self) -> None:
        self.new_wanted.emit(self.models.currentData() or "")

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("start-inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(14)
        column.addLayout(self._head())
        column.addSpacing(4)
        column.addLayout(self._buttons())
        column.addWidget(_heading(self.tr("Recent projects")))
        column.addWidget(self.projects)
        column.addWidget(self.nothing_recent)
        column.addWidget(_heading(self.tr("Three steps to a layered shot")))
        column.addWidget(self._steps())
        column.addLayout(self._foot())
        column.addStretch(1)
        inside.setMaximumWidth(_WIDEST)
        around = QWidget()
        line = QHBoxLayout(around)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        line.addWidget(inside, 1000)
        line.addStretch(1)
        self.setWidget(around)

    def _head(self) -> QHBoxLayout:
        sign = QLabel()
        sign.setPixmap(application_icon().pixmap(44, 44))
        title = QLabel("LayerFlow Studio")
        title.setFont(theme.numeric_font(17, bold=True))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(title)
        words.addWidget(muted(self.tr("Layered video from prompts, on your own machine."), small=False))
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(sign)
        line.addLayout(words, 1)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _buttons(self) -> QVBoxLayout:
        line = self._cards
        line.setSpacing(10)
        for button in (self.new, self.sample, self.open):
            line.addWidget(button, 1)
        whole = QVBoxLayout()
        whole.setSpacing(8)
        whole.addLayout(line)
        self._model_line = _named(self.models)
        whole.addWidget(self._model_line)
        return whole

    def _steps(self) -> Steps:
        return Steps(
            (
                (
                    self.tr("Describe"),
                    self.tr("Say on the left what foreground, background and scene show."),
                ),
                (
                    self.tr("Generate"),
                    self.tr("Every run is a take. Lock what you like and re-roll the rest."),
                ),
                (
                    self.tr("Export"),
                    self.tr("Layers leave with real alpha, decoded again and checked."),
                ),
            )
        )

    def _foot(self) -> QVBoxLayout:
        whole = QVBoxLayout()
        whole.setSpacing(8)
        self.machine = muted(machine_line(this_machine()))
        self.machine.setWordWrap(True)
        whole.addWidget(self.machine)
        weights = muted(
            self.tr(
                "The published LayerFlow weights (CogVideoX-2B) want a graphics card. The list of models obtains "
                "them, or takes in what is on this machine already."
            )
        )
        weights.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(14)
        line.addWidget(weights, 1)
        line.addWidget(self.find_models, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(line)
        return whole


def machine_line(machine: Machine) -> str:
    """What the machine computes with, as far as that is known before the first run."""
    facts = translate("StartPage", "{processor}, {cores} cores, {memory} GB memory").format(
        processor=machine.processor, cores=machine.cores, memory=f"{machine.memory_gb:.0f}"
    )
    if machine.graphics:
        cards = " + ".join(machine.graphics)
        text = translate(
            "StartPage", "This machine: {facts}, {cards}. What computes is chosen at the first run."
        )
        return text.format(facts=facts, cards=cards)
    text = translate(
        "StartPage", "This machine: {facts}, no CUDA card found. What computes is chosen at the first run."
    )
    return text.format(facts=facts)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(theme.numeric_font(10, bold=True))
    label.setContentsMargins(0, 10, 0, 0)
    return label


def _named(combo: QComboBox) -> QWidget:
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    label = muted(combo.accessibleName())
    label.setBuddy(combo)
    line.addWidget(label)
    line.addWidget(combo)
    line.addStretch(1)
    return whole
