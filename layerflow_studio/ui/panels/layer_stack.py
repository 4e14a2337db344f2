"""The layers, topmost first, each with its prompt; below them what Generate would do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from layerflow_studio.core.document import Document
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import WordyButton, action_button, muted
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.panels.layer_row import LayerRow
from layerflow_studio.ui.words import stage_name, time_left
from layerflow_studio.ui.workspace import Workspace

_LEAST_WIDTH = 308


class LayerStack(QWidget):
    """Rows by layer id; a change of the document touches only the rows whose layer changed."""

    def __init__(self, workspace: Workspace, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._generation = workspace, generation
        self._rows: dict[str, LayerRow] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self._column.addStretch(1)
        inside = QWidget()
        inside.setObjectName("stack")
        inside.setLayout(self._column)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Layers"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        self.setMinimumWidth(_LEAST_WIDTH)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        workspace.document_changed.connect(self._on_document)
        workspace.selection_changed.connect(self._on_selection)
        workspace.takes_changed.connect(self._render_states)
        workspace.frames.thumbnailed.connect(self._on_thumbnail)
        generation.running_changed.connect(self._render_states)
        generation.preview.changed.connect(self._on_preview)
        self._rebuild()

    def row(self, layer_id: str) -> LayerRow:
        """The row of a layer."""
        return self._rows[layer_id]

    @property
    def rows(self) -> tuple[LayerRow, ...]:
        """All rows, topmost layer first."""
        return tuple(self._rows[layer.id] for layer in reversed(self._workspace.document.layers))

    def _on_document(self, old: Document, new: Document) -> None:
        if [layer.id for layer in old.layers] != [layer.id for layer in new.layers] or set(self._rows) != {
            layer.id for layer in new.layers
        }:
            self._rebuild()
            return
        for layer in new.layers:
            row = self._rows[layer.id]
            if row.layer is not layer or old.seed != new.seed:
                row.render(layer)

    def _rebuild(self) -> None:
        """Keep the rows of layers that stay, in the new order."""
        document = self._workspace.document
        kept = {layer.id for layer in document.layers}
        for layer_id in [key for key in self._rows if key not in kept]:
            row = self._rows.pop(layer_id)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, layer in enumerate(reversed(document.layers)):
            row = self._rows.get(layer.id)
            if row is None:
                row = self._rows[layer.id] = LayerRow(self._workspace, self._generation, layer)
            else:
                row.render(layer)
            self._column.insertWidget(place, row)
        self._on_selection()

    def _on_selection(self, _layer_id: str = "") -> None:
        selected = self._workspace.selected
        for layer_id, row in self._rows.items():
            row.set_selected(selected is not None and layer_id == selected.id)
        if selected is not None and selected.id in self._rows:
            self._scroll.ensureWidgetVisible(self._rows[selected.id], 0, 4)

    def _on_thumbnail(self, clip: str) -> None:
        for row in self._rows.values():
            if row.layer.clip == clip:
                row.render_thumb()

    def _on_preview(self) -> None:
        for row in self._rows.values():
            row.render_thumb()

    def _render_states(self) -> None:
        for row in self._rows.values():
            row.render_state()


class GeneratePanel(QFrame):
    """The main button, the seed, and how far the run is."""

    def __init__(
        self,
        generation: Generation,
        workspace: Workspace,
        generate: QAction,
        cancel: QAction,
        new_seed: QAction,
    ) -> None:
        super().__init__()
        self.setObjectName("generate-panel")
        self._generation, self._workspace = generation, workspace
        self._action = generate
        self.button = WordyButton(self.tr("Generate"))
        self.button.clicked.connect(generate.trigger)
        self.vary = QCheckBox(self.tr("New seed for each run"))
        self.vary.setAccessibleName(self.vary.text())
        self.vary.setToolTip(
            self.tr("Each run makes another take. Off, the same prompts give the same pictures.")
        )
        self.vary.setChecked(generation.vary)
        self.vary.toggled.connect(generation.set_vary)
        self.seed = muted()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.stage = muted()
        self.stage.setObjectName("")
        self.cancel = action_button(cancel)
        self.cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel.setText(self.tr("Cancel"))
        self.note = muted()
        self.note.setWordWrap(True)
        self._running = QWidget()
        self._lay_out(action_button(new_seed))
        generation.plan_changed.connect(self._render)
        generation.running_changed.connect(self._render)
        generation.vary_changed.connect(self.vary.setChecked)
        self._render()

    def _lay_out(self, dice: QWidget) -> None:
        options = QHBoxLayout()
        options.setSpacing(4)
        options.addWidget(self.vary, 1)
        options.addWidget(self.seed)
        options.addWidget(dice)
        running = QVBoxLayout(self._running)
        running.setContentsMargins(0, 2, 0, 0)
        running.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.stage, 1)
        line.addWidget(self.cancel)
        running.addWidget(self.bar)
        running.addLayout(line)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 8, 10, 10)
        whole.setSpacing(7)
        whole.addLayout(options)
        whole.addWidget(self.button)
        whole.addWidget(self.note)
        whole.addWidget(self._running)

    def _render(self) -> None:
        plan, card = self._generation.plan, self._generation.current
        self.seed.setText(self.tr("seed {seed}").format(seed=self._generation.seed))
        self._action.setEnabled(plan.can_run)
        self.button.setEnabled(plan.can_run)
        title = self.tr("Generate") if card is None else self.tr("Generate another")
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.set_words(title, plan.sentence, keys)
        self.note.setText("\n".join(plan.notes))
        self.note.setVisible(bool(plan.notes))
        self._running.setVisible(card is not None)
        if card is None:
            return
        self.cancel.setEnabled(card.state != JobState.CANCELLING)
        self.bar.setValue(round(card.fraction * 1000))
        if card.state == JobState.CANCELLING:
            self.stage.setText(self.tr("Cancelling…"))
        else:
            left = f" · {time_left(card.seconds_left)}" if card.seconds_left is not None else ""
            stage = stage_name(card.stage) if card.stage else self.tr("Waiting")
            self.stage.setText(f"{stage} · {card.fraction * 100:.0f} %{left}")
        self.stage.setFont(theme.numeric_font(8.75))
