"""What Generate would do, with the seed of the next run, where results go, and how far the run is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import (
    ElidedLabel,
    SeedField,
    ShareBar,
    WordyButton,
    action_button,
    muted,
    revert_on_escape,
    show_text,
)
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobCard, JobState
from layerflow_studio.ui.sentences import said, stage_name
from layerflow_studio.ui.steady import SteadyLabel
from layerflow_studio.ui.words import time_left


class GeneratePanel(QFrame):
    """The main button and what belongs to it."""

    def __init__(self, generation: Generation, generate: QAction, cancel: QAction, new_seed: QAction) -> None:
        super().__init__()
        self.setObjectName("generate-panel")
        self._generation = generation
        self._action = generate
        self.button = WordyButton(self.tr("Generate"))
        self.button.clicked.connect(generate.trigger)
        self.seed = SeedField(self.tr("Seed of the next run"))
        self.seed.editingFinished.connect(self._set_seed)
        revert_on_escape(self.seed, self._show_seed)
        self.owner = ElidedLabel()
        self.vary = self._check(
            self.tr("New each run"),
            self.tr("Each run makes another take. Off, the same prompts give the same pictures."),
        )
        self.vary.setChecked(generation.vary)
        self.vary.toggled.connect(generation.set_vary)
        self.newest = self._check(
            self.tr("Show new takes at once"),
            self.tr("Off, a finished take is only marked as new among the takes, and the layers stay."),
        )
        self.newest.setChecked(generation.shows_newest)
        self.newest.toggled.connect(generation.set_shows_newest)
        self.bar = ShareBar(self.tr("Progress of the run"))
        self.stage = SteadyLabel()
        self.stage.setFont(theme.numeric_font(8.75))
        self.cancel = action_button(cancel)
        self.cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel.setText(self.tr("Cancel"))
        self.note = muted()
        self.note.setWordWrap(True)
        self._running = QWidget()
        self._shown: tuple[str, JobState] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._render_progress)
        self._lay_out(action_button(new_seed))
        generation.plan_changed.connect(self._render)
        generation.running_changed.connect(self._on_running)
        generation.vary_changed.connect(self.vary.setChecked)
        generation.shows_newest_changed.connect(self.newest.setChecked)
        self._render()

    @staticmethod
    def _check(text: str, tip: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setAccessibleName(text)
        box.setToolTip(tip)
        return box

    def _lay_out(self, dice: QWidget) -> None:
        options = QHBoxLayout()
        options.setSpacing(4)
        options.addWidget(muted(self.tr("Seed")))
        options.addWidget(self.seed)
        options.addWidget(dice)
        options.addWidget(self.owner, 1)
        options.addWidget(self.vary)
        running = QVBoxLayout(self._running)
        running.setContentsMargins(0, 2, 0, 0)
        running.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.stage)
        line.addStretch(1)
        line.addWidget(self.cancel)
        running.addWidget(self.bar)
        running.addLayout(line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 8, 10, 10)
        whole.setSpacing(7)
        whole.addLayout(options)
        whole.addWidget(self.button)
        whole.addWidget(self.newest)
        whole.addWidget(self.note)
        whole.addWidget(self._running)

    def _render(self) -> None:
        plan, card = self._generation.plan, self._generation.current
        owner = self._generation.seed_owner
        self._show_seed()
        self.seed.setReadOnly(owner is not None)
        self.owner.show_text(self.tr("of {layer}").format(layer=owner.name) if owner is not None else "")
        self._action.setEnabled(plan.can_run)
        self.button.setEnabled(plan.can_run)
        title = self.tr("Generate") if card is None else self.tr("Generate another")
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.set_words(title, said(plan.sentence), keys)
        need = [self._generation.need] if self._generation.need else []
        self.note.setText("\n".join([*map(said, plan.notes), *need]))
        self.note.setVisible(bool(self.note.text()))
        self._running.setVisible(card is not None)
        self._shown = _state(card)
        self._render_progress()

    def _on_running(self) -> None:
        """Show a run's beginning, cancelling and end at once; how far it is, once for all that was heard."""
        if _state(self._generation.current) != self._shown:
            self._render()
        elif not self._later.isActive():
            self._later.start(0)

    def _render_progress(self) -> None:
        self._later.stop()
        card = self._generation.current
        if card is None:
            return
        self.cancel.setEnabled(card.state != JobState.CANCELLING)
        self.bar.show_share(card.fraction)
        if card.state == JobState.CANCELLING:
            self.stage.setText(self.tr("Cancelling…"))
        else:
            left = f" · {time_left(card.seconds_left)}" if card.seconds_left is not None else ""
            stage = stage_name(card.stage) if card.stage else self.tr("Waiting")
            self.stage.setText(f"{stage} · {card.fraction * 100:.0f} %{left}")

    def _show_seed(self) -> None:
        show_text(self.seed, str(self._generation.seed))

    def _set_seed(self) -> None:
        if not self.seed.isModified():
            return
        self.seed.setModified(False)
        seed = self.seed.seed
        if seed is not None and self._generation.seed_owner is None and seed != self._generation.seed:
            self._generation.set_seed(seed)
        self._render()


def _state(card: JobCard | None) -> tuple[str, JobState] | None:
    return None if card is None else (card.id, card.state)
