"""One layer in the stack: eye, solo, lock, role, name, take, thumbnail, prompt, seed and state."""

from __future__ import annotations

import secrets
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core import edits
from layerflow_studio.core.document import Layer
from layerflow_studio.core.kinds import Role
from layerflow_studio.errors import BadInput
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import ElidedLabel, RoleBadge, SeedField, Thumb, muted, tool_button
from layerflow_studio.ui.generation import LARGEST_DRAWN_SEED, Generation
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.words import role_name, stage_name
from layerflow_studio.ui.workspace import Workspace

_THUMB_WIDTH, _THUMB_HEIGHT = 96, 56


class PromptEdit(QPlainTextEdit):
    """A prompt field. Undo belongs to the document; Tab goes on to the next control."""

    focused = Signal()
    left = Signal()
    refused = Signal()
    """Something was typed into a locked layer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFixedHeight(_THUMB_HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(3)

    def show_text(self, text: str) -> None:
        """Take over a text from the document, the cursor staying where it is."""
        if text == self.toPlainText():
            return
        with QSignalBlocker(self):
            cursor = self.textCursor()
            place = min(cursor.position(), len(text))
            self.setPlainText(text)
            cursor = self.textCursor()
            cursor.setPosition(place)
            self.setTextCursor(cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that typing may begin."""
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that typing has ended."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or say why not."""
        if self.isReadOnly() and event.text().isprintable() and event.text():
            self.refused.emit()
        super().keyPressEvent(event)


class LayerRow(QFrame):
    """Shows a layer of the workspace and edits it."""

    def __init__(self, workspace: Workspace, generation: Generation, layer: Layer) -> None:
        super().__init__()
        self._workspace, self._generation = workspace, generation
        self.layer = layer
        self.setObjectName("layer-row")
        self._make_controls()
        self._lay_out()
        self._connect()
        self._name_controls()
        self.render(layer)

    # --- showing

    def render(self, layer: Layer) -> None:
        """Show a layer's values."""
        renamed = layer.name != self.layer.name
        self.layer = layer
        for button, checked in (
            (self.eye, not layer.visible),
            (self.solo, layer.solo),
            (self.lock, layer.locked),
        ):
            with QSignalBlocker(button):
                button.setChecked(checked)
        self.badge.set_role(layer.role)
        if not self.name.hasFocus():
            self.name.setText(layer.name)
        self.prompt.show_text(layer.prompt)
        self.prompt.setReadOnly(layer.locked)
        self.name.setReadOnly(layer.locked)
        self.prompt.setEnabled(layer.role != Role.MEDIA)
        for control in (self.seed, self.dice):
            control.setEnabled(not layer.locked)
        with QSignalBlocker(self.seed):
            self.seed.setText("" if layer.seed is None else str(layer.seed))
        self.seed.setPlaceholderText(str(self._workspace.document.seed))
        self._mark("locked", layer.locked)
        self._mark("hidden", not layer.visible)
        if renamed:
            self._name_controls()
        self.render_state()

    def render_state(self) -> None:
        """Show what may change without the document: take, progress, thumbnail."""
        label = self._workspace.take_label(self.layer.take)
        self.take.setText(label)
        self.take.setVisible(bool(label))
        text, glyph, colour = self._state()
        self.state.setText(text)
        self.state.setToolTip(text)
        self.glyph.setVisible(bool(glyph))
        if glyph:
            self.glyph.setPixmap(picture(glyph, 14, colour, 2))
        self.render_thumb()

    def render_thumb(self) -> None:
        """Show the live preview, else the middle of the clip."""
        live = self._live_image()
        if live is not None:
            self.thumb.set_image(live, live=True)
        elif self.layer.clip is None:
            self.thumb.set_image(None)
        else:
            image = self._workspace.frames.thumbnail(self.layer.clip, self.layer.clip_frames // 2)
            if image is not None:
                self.thumb.set_image(image)

    def set_selected(self, selected: bool) -> None:
        """Mark the row as the selected one."""
        self._mark("selected", selected)

    def _live_image(self) -> QImage | None:
        if not self._is_made():
            return None
        return self._generation.preview.image(self.layer.role)

    def _is_made(self) -> bool:
        top = self._workspace.document.top(self.layer.role)
        return (
            top is not None
            and top.id == self.layer.id
            and self._generation.makes(self.layer.role) is not None
        )

    def _state(self) -> tuple[str, str, str]:
        """What is to be said of the layer, with an icon and its colour."""
        card = self._generation.makes(self.layer.role) if self._is_made() else None
        if card is not None:
            if card.state == JobState.WAITING:
                return self.tr("waiting"), "jobs", theme.MUTED
            if card.state == JobState.CANCELLING:
                return self.tr("cancelling"), "cancel", theme.MUTED
            stage = stage_name(card.stage or "load").lower()
            return f"{stage} {card.fraction * 100:.0f} %", "generate", theme.ACCENT
        if self.layer.locked:
            text = self.tr("locked") if self.layer.clip else self.tr("locked, but empty")
            return text, "lock", theme.MUTED
        if self.layer.clip is None:
            return self.tr("empty"), "", theme.MUTED
        changed = self._changed_since_take()
        if changed:
            return changed, "warning", theme.ACCENT
        return self.tr("ready"), "check", theme.GOOD

    def _changed_since_take(self) -> str:
        entry = self._workspace.entry(self.layer.take)
        if entry is None or self.layer.role == Role.MEDIA:
            return ""
        request = entry.take.request
        if request.prompts.of(self.layer.role) != self.layer.prompt:
            return self.tr("prompt changed")
        return ""

    def _mark(self, name: str, value: bool) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            for widget in (self, self.prompt, self.name):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    # --- building

    def _make_controls(self) -> None:
        self.eye = tool_button("", "eye", on="eye-off", side=16, on_colour=theme.MUTED)
        self.solo = tool_button("", "solo", on="solo-on", side=16)
        self.lock = tool_button("", "unlock", on="lock", side=16)
        self.badge = RoleBadge(self.layer.role)
        self.name = QLineEdit()
        self.name.setObjectName("flat")
        self.take = QLabel()
        self.take.setObjectName("chip")
        self.take.setFont(theme.numeric_font(8.5, bold=True))
        self.thumb = Thumb(_THUMB_WIDTH, _THUMB_HEIGHT)
        self.prompt = PromptEdit()
        self.seed = SeedField("")
        self.dice = tool_button("", "dice", side=16)
        self.glyph = QLabel()
        self.state = ElidedLabel()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        for widget in (self.eye, self.solo, self.lock):
            head.addWidget(widget)
        head.addSpacing(4)
        head.addWidget(self.badge)
        head.addSpacing(2)
        head.addWidget(self.name, 1)
        head.addWidget(self.take)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.thumb)
        middle.addWidget(self.prompt, 1)
        foot = QHBoxLayout()
        foot.setSpacing(4)
        foot.addWidget(muted(self.tr("Seed")))
        foot.addWidget(self.seed)
        foot.addWidget(self.dice)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.glyph)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 7, 10, 8)
        whole.setSpacing(6)
        for part in (head, middle, foot):
            whole.addLayout(part)

    def _name_controls(self) -> None:
        """Accessible names that say which layer they are of."""
        name = self.layer.name
        for widget, text in (
            (self.eye, self.tr("Hide {layer}")),
            (self.solo, self.tr("Solo {layer}")),
            (self.lock, self.tr("Lock {layer}, so that a run keeps it")),
            (self.dice, self.tr("New seed for {layer}")),
        ):
            widget.setAccessibleName(text.format(layer=name))
            widget.setToolTip(text.format(layer=name))
        self.setAccessibleName(self.tr("Layer {layer}").format(layer=name))
        self.thumb.setAccessibleName(self.tr("Picture of {layer}").format(layer=name))
        self.name.setAccessibleName(self.tr("Name of {layer}").format(layer=name))
        self.prompt.setAccessibleName(self.tr("Prompt of {layer}").format(layer=name))
        self.prompt.setPlaceholderText(
            self.tr("What does the {role} show?").format(role=role_name(self.layer.role))
        )
        self.seed.setAccessibleName(self.tr("Seed of {layer}").format(layer=name))
        self.seed.setToolTip(self.tr("Seed of this layer; empty follows the project's, shown in grey"))

    def _connect(self) -> None:
        self.eye.toggled.connect(self._toggle_eye)
        self.solo.toggled.connect(self._toggle_solo)
        self.lock.toggled.connect(self._toggle_lock)
        self.dice.clicked.connect(self._draw_seed)
        self.seed.editingFinished.connect(self._set_seed)
        self.name.editingFinished.connect(self._rename)
        self.prompt.textChanged.connect(self._type)
        self.prompt.focused.connect(self._select)
        self.prompt.left.connect(self._workspace.store.seal)
        self.prompt.refused.connect(self._refuse)
        self.thumb.clicked.connect(self._select)
        for widget in (self.name, self.seed):
            widget.installEventFilter(self)

    # --- acting

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that gets the focus selects its layer."""
        if event.type() == QEvent.Type.FocusIn:
            self._select()
        return False

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Select the layer."""
        self._select()

    def rename(self) -> None:
        """Put the cursor into the name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def _select(self) -> None:
        self._workspace.select(self.layer.id)

    def _toggle_eye(self, hidden: bool) -> None:
        name = self.tr("Hide layer") if hidden else self.tr("Show layer")
        self._do(name, partial(edits.set_visible, layer_id=self.layer.id, visible=not hidden))

    def _toggle_solo(self, solo: bool) -> None:
        name = self.tr("Solo layer") if solo else self.tr("End solo")
        self._do(name, partial(edits.set_solo, layer_id=self.layer.id, solo=solo))

    def _toggle_lock(self, locked: bool) -> None:
        name = self.tr("Lock layer") if locked else self.tr("Unlock layer")
        self._do(name, partial(edits.set_locked, layer_id=self.layer.id, locked=locked))

    def _draw_seed(self) -> None:
        seed = secrets.randbelow(LARGEST_DRAWN_SEED)
        self._do(self.tr("New seed"), partial(edits.set_layer_seed, layer_id=self.layer.id, seed=seed))

    def _set_seed(self) -> None:
        if self.seed.seed != self.layer.seed:
            self._do(
                self.tr("Set seed"),
                partial(edits.set_layer_seed, layer_id=self.layer.id, seed=self.seed.seed),
            )

    def _rename(self) -> None:
        if not self.name.text().strip():
            self.name.setText(self.layer.name)
        elif self.name.text() != self.layer.name:
            self._do(
                self.tr("Rename layer"),
                partial(edits.rename_layer, layer_id=self.layer.id, name=self.name.text()),
            )

    def _type(self) -> None:
        text = self.prompt.toPlainText()
        self._workspace.do(
            self.tr("Type prompt"),
            partial(edits.set_prompt, layer_id=self.layer.id, prompt=text),
            merge_key=f"prompt:{self.layer.id}",
        )

    def _do(self, name: str, edit: Edit) -> None:
        if not self._workspace.do(name, edit):
            self.render(self.layer)

    def _refuse(self) -> None:
        try:
            edits.set_prompt(self._workspace.document, self.layer.id, "")
        except BadInput as problem:
            self._workspace.refused.emit(str(problem))
