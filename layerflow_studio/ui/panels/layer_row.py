"""One layer in the stack: eye, solo, lock, role, name, take, thumbnail, prompts, seed, state and re-roll."""

from __future__ import annotations

import secrets
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QVBoxLayout

from layerflow_studio.core import edits
from layerflow_studio.core.document import Layer
from layerflow_studio.core.kinds import Label, Role
from layerflow_studio.errors import BadInput
from layerflow_studio.session.staleness import changes_since
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import step_names, theme
from layerflow_studio.ui.controls import (
    ElidedLabel,
    Glyph,
    RoleBadge,
    SeedField,
    Thumb,
    revert_on_escape,
    show_text,
    tool_button,
)
from layerflow_studio.ui.generation import LARGEST_DRAWN_SEED, Generation
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.jobs import JobState
from layerflow_studio.ui.panels.prompt import PromptEdit
from layerflow_studio.ui.sentences import said, stage_name
from layerflow_studio.ui.timeline.picking import Picking
from layerflow_studio.ui.words import label_name, listed_changes, role_name
from layerflow_studio.ui.workspace import Workspace

THUMB_WIDTH, THUMB_HEIGHT = 96, 56
_NEGATIVE_HEIGHT = 44
_LABEL = QSize(4, 18)
_WITH_OTHERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class LayerRow(QFrame):
    """Shows a layer of the workspace and edits it."""

    asked_menu = Signal(str, QPoint)
    """The user wants the menu of this layer, at a place on the screen."""
    moused = Signal(object)
    """The mouse is pressed, moved or let go on the row's grip and empty parts; the row acts after who hears it."""

    def __init__(self, workspace: Workspace, generation: Generation, picking: Picking, layer: Layer) -> None:
        super().__init__()
        self._workspace, self._generation, self._picking = workspace, generation, picking
        self.layer = layer
        self.behind = False
        """What can change without the document was not shown yet, because the row was out of sight."""
        self.setObjectName("layer-row")
        self._make_controls()
        self._lay_out()
        self._connect()
        self._name_controls()
        self.render(layer)

    # --- showing

    def render(self, layer: Layer) -> None:
        """Show a layer's values."""
        renamed = layer.name != self.layer.name or layer.role != self.layer.role
        self.layer = layer
        for button, checked in (
            (self.eye, not layer.visible),
            (self.solo, layer.solo),
            (self.lock, layer.locked),
        ):
            with QSignalBlocker(button):
                button.setChecked(checked)
        self.badge.set_role(layer.role)
        self._show_label(layer.label)
        self._show_name()
        self.prompt.show_text(layer.prompt)
        self.negative.show_text(layer.negative)
        self._render_access(layer)
        self._show_seed()
        if layer.negative and self.negative.isHidden():
            self.avoid.setChecked(True)
        self._mark("locked", layer.locked)
        self._mark("hidden", not layer.visible)
        if renamed:
            self._name_controls()
        self.render_state()

    def _show_label(self, label: Label) -> None:
        """A strip in the label's colour, which says its name; none takes no room."""
        self.label.setVisible(label != Label.NONE)
        if label != Label.NONE:
            strip = QPixmap(_LABEL)
            strip.fill(theme.LABEL_COLOURS[label])
            self.label.setPixmap(strip)
            self.label.setAccessibleName(self.tr("Label: {label}").format(label=label_name(label)))
            self.label.setToolTip(self.label.accessibleName())

    def _render_access(self, layer: Layer) -> None:
        media = layer.role == Role.MEDIA
        for field in (self.prompt, self.negative, self.name):
            field.setReadOnly(layer.locked)
        for control in (self.seed, self.dice):
            control.setEnabled(not layer.locked and not media)
        self.prompt.setEnabled(not media)
        self.avoid.setEnabled(not media)
        self.reroll.setEnabled(not media and not layer.locked)

    def render_state(self) -> None:
        """Show what may change without the layer: take, seed and phrases of the next run, progress, thumbnail."""
        self.behind = False
        phrases = tuple(phrase for _, some in self._known() for phrase in some)
        self.prompt.set_phrases(phrases)
        self.known.setEnabled(bool(phrases) and not self.layer.locked)
        label = self._workspace.take_label(self.layer.take)
        self.take.setText(label)
        self.take.setVisible(bool(label))
        self.seed.setPlaceholderText(str(self._generation.common_seed))
        text, glyph, colour = self._state()
        self.state.show_text(text)
        self.glyph.setVisible(bool(glyph))
        if glyph:
            self.glyph.show_picture(picture(glyph, 14, colour, 2))
        self.render_thumb()

    def render_thumb(self) -> None:
        """Show the live preview, else the middle of the clip."""
        live = self._live_image()
        if live is not None:
            self.thumb.set_image(live, live=True)
        elif self.layer.clip is None:
            self.thumb.set_image(None)
        else:
            room = self.thumb.size() * self.devicePixelRatioF()
            image = self._workspace.frames.thumbnail(self.layer.clip, self.layer.clip_frames // 2, room)
            if image is not None:
                self.thumb.set_image(image)

    def set_selected(self, selected: bool) -> None:
        """Mark the row as the selected one."""
        self._mark("selected", selected)

    def _live_image(self) -> QImage | None:
        if self._generation.makes(self.layer) is None:
            return None
        return self._generation.preview.image(self.layer.role)

    def _state(self) -> tuple[str, str, str]:
        """What is to be said of the layer, with an icon and its colour."""
        card = self._generation.makes(self.layer)
        if card is not None:
            if card.state == JobState.WAITING:
                return self.tr("waiting"), "jobs", theme.MUTED
            if card.state == JobState.CANCELLING:
                return self.tr("cancelling"), "cancel", theme.MUTED
            stage = stage_name(card.stage or "load")
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
        if entry is None:
            return ""
        vary = self._generation.vary
        changes = changes_since(self._workspace.document, self.layer, entry.take, fresh_seed=vary)
        return self.tr("{parts} changed").format(parts=listed_changes(changes)) if changes else ""

    def _mark(self, name: str, value: bool) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            for widget in (self, self.prompt, self.negative, self.name):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    # --- building

    def _make_controls(self) -> None:
        self.grip = QLabel()
        self.grip.setPixmap(picture("grip", 12, theme.MUTED, 2))
        self.grip.setCursor(Qt.CursorShape.OpenHandCursor)
        self.eye = tool_button("", "eye", on="eye-off", side=16, on_colour=theme.MUTED)
        self.solo = tool_button("", "solo", on="solo-on", side=16)
        self.lock = tool_button("", "unlock", on="lock", side=16)
        self.marks = {"visible": self.eye, "solo": self.solo, "locked": self.lock}
        """The buttons of the marks, by what each is called in a layer."""
        self.label = QLabel()
        self.label.setFixedSize(_LABEL)
        self.badge = RoleBadge(self.layer.role)
        self.name = QLineEdit()
        self.name.setObjectName("flat")
        self.take = QLabel()
        self.take.setObjectName("chip")
        self.take.setFont(theme.numeric_font(8.5, bold=True))
        self.thumb = Thumb(THUMB_WIDTH, THUMB_HEIGHT)
        self.prompt = PromptEdit(THUMB_HEIGHT)
        self.negative = PromptEdit(_NEGATIVE_HEIGHT)
        self.negative.hide()
        self.seed = SeedField("")
        self.dice = tool_button("", "dice", side=16)
        self.known = tool_button("", "book", side=16)
        self.avoid = tool_button("", "avoid", on="avoid", side=16)
        self.reroll = tool_button("", "reroll", side=18)
        self.glyph = Glyph()
        self.state = ElidedLabel()

    def _lay_out(self) -> None:
        head, middle, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.grip)
        for widget in (self.eye, self.solo, self.lock):
            head.addWidget(widget)
        head.addSpacing(4)
        head.addWidget(self.label)
        head.addWidget(self.badge)
        head.addSpacing(2)
        head.addWidget(self.name, 1)
        head.addWidget(self.take)
        head.addWidget(self.reroll)
        middle.setSpacing(8)
        middle.addWidget(self.thumb)
        middle.addWidget(self.prompt, 1)
        foot.setSpacing(2)
        for widget in (self.seed, self.dice, self.avoid, self.known):
            foot.addWidget(widget)
        foot.addSpacing(4)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.glyph)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 7, 10, 8)
        whole.setSpacing(6)
        whole.addLayout(head)
        whole.addLayout(middle)
        whole.addWidget(self.negative)
        whole.addLayout(foot)

    def _name_controls(self) -> None:
        """Accessible names that say which layer they are of."""
        name = self.layer.name
        for widget, text in (
            (self.eye, self.tr("Hide {layer}")),
            (self.solo, self.tr("Solo {layer}")),
            (self.lock, self.tr("Lock {layer}, so that a run keeps it")),
            (self.dice, self.tr("New seed for {layer}")),
            (self.avoid, self.tr("What {layer} should not show")),
            (self.known, self.tr("What the model knows for {layer}")),
            (self.reroll, self.tr("Re-roll {layer}")),
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
        self.negative.setAccessibleName(self.tr("Negative prompt of {layer}").format(layer=name))
        self.negative.setPlaceholderText(self.tr("What should it not show?"))
        self.seed.setAccessibleName(self.tr("Seed of {layer}").format(layer=name))
        self.seed.setToolTip(
            self.tr("Seed of this layer, the same for each run; empty takes the seed shown in grey")
        )

    def _known(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Phrases that the model knows for this layer's role, by kind; things have none."""
        model = self._generation.model
        if model is None or self.layer.role == Role.MEDIA:
            return ()
        things = (("", model.concepts),)
        return {
            Role.FOREGROUND: things,
            Role.BACKGROUND: model.places,
            Role.BLENDED: things + model.places,
        }[self.layer.role]

    def _connect(self) -> None:
        self.eye.toggled.connect(self._toggle_eye)
        self.solo.toggled.connect(self._toggle_solo)
        self.lock.toggled.connect(self._toggle_lock)
        self.dice.clicked.connect(self._draw_seed)
        self.avoid.toggled.connect(self.negative.setVisible)
        self.known.clicked.connect(self.show_known)
        self.reroll.clicked.connect(self._reroll)
        self.seed.editingFinished.connect(self._set_seed)
        self.name.editingFinished.connect(self._rename)
        revert_on_escape(self.seed, self._show_seed)
        revert_on_escape(self.name, self._show_name)
        self.thumb.clicked.connect(self._select)
        for field, typed in ((self.prompt, self._type), (self.negative, self._type_negative)):
            field.textChanged.connect(typed)
            field.focused.connect(self._select)
            field.left.connect(self._workspace.store.seal)
            field.refused.connect(self._refuse)
        for widget in (self.name, self.seed, self.reroll):
            widget.installEventFilter(self)

    # --- acting

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that gets the focus selects its layer; the re-roll button says what it would do."""
        if watched is self.reroll:
            if event.type() in (QEvent.Type.ToolTip, QEvent.Type.FocusIn):
                self._say_reroll()
        elif event.type() == QEvent.Type.FocusIn:
            self._select()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the layer, alone or with others."""
        self.moused.emit(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._picking.press(self.layer.id, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell it only."""
        self.moused.emit(event)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Of several selected layers a click selects one."""
        self.moused.emit(event)
        self._picking.release()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the layer."""
        self._picking.press_for_menu(self.layer.id)
        self.asked_menu.emit(self.layer.id, event.globalPos())

    def rename(self) -> None:
        """Put the cursor into the name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def known_menu(self) -> QMenu:
        """A menu of what the model knows, each kind of place a menu of its own; choosing an entry types it."""
        menu = QMenu(self)
        menu.setAccessibleName(self.known.accessibleName())
        for kind, phrases in self._known():
            part = menu.addMenu(kind) if kind else menu
            for phrase in phrases:
                part.addAction(phrase).triggered.connect(partial(self.prompt.insert_phrase, phrase))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def show_known(self) -> None:
        """Open the menu of what the model knows."""
        self.known_menu().popup(self.known.mapToGlobal(QPoint(0, self.known.height())))

    def _say_reroll(self) -> None:
        plan = self._generation.reroll_plan(self.layer.id)
        sentence = said(plan.sentence)
        if plan.can_run and (self.layer.seed is not None or not self._generation.vary):
            seed = self._generation.common_seed if self.layer.seed is None else self.layer.seed
            fixed = self.tr(
                "Seed {seed} is fixed: unless something else changes, the pictures stay the same."
            )
            sentence = f"{sentence} {fixed.format(seed=seed)}"
        self.reroll.setAccessibleDescription(sentence)
        self.reroll.setToolTip(f"{self.reroll.accessibleName()}. {sentence}")

    def _reroll(self) -> None:
        self._select()
        self._generation.reroll(self.layer.id)

    def _select(self) -> None:
        """A part of the row is used, so select its layer; a press with Ctrl or Shift is one on the row."""
        modifiers = QGuiApplication.keyboardModifiers()
        if modifiers & _WITH_OTHERS and QGuiApplication.mouseButtons():
            self._picking.press(self.layer.id, modifiers)
        else:
            self._picking.choose(self.layer.id)

    def _toggle_eye(self, hidden: bool) -> None:
        name = step_names.mark("visible", not hidden, (self.layer,))
        self._do(name, partial(edits.set_visible, layer_id=self.layer.id, visible=not hidden))

    def _toggle_solo(self, solo: bool) -> None:
        name = step_names.mark("solo", solo, (self.layer,))
        self._do(name, partial(edits.set_solo, layer_id=self.layer.id, solo=solo))

    def _toggle_lock(self, locked: bool) -> None:
        name = step_names.mark("locked", locked, (self.layer,))
        self._do(name, partial(edits.set_locked, layer_id=self.layer.id, locked=locked))

    def _draw_seed(self) -> None:
        self.seed.setModified(False)
        seed = secrets.randbelow(LARGEST_DRAWN_SEED)
        self._do(self.tr("New seed"), partial(edits.set_layer_seed, layer_id=self.layer.id, seed=seed))

    def _show_seed(self) -> None:
        show_text(self.seed, "" if self.layer.seed is None else str(self.layer.seed))

    def _set_seed(self) -> None:
        self.seed.setModified(False)
        if self.seed.seed != self.layer.seed:
            self._do(
                self.tr("Set seed"),
                partial(edits.set_layer_seed, layer_id=self.layer.id, seed=self.seed.seed),
            )

    def _show_name(self) -> None:
        show_text(self.name, self.layer.name)

    def _rename(self) -> None:
        self.name.setModified(False)
        if not self.name.text().strip():
            self._show_name()
        elif self.name.text() != self.layer.name:
            self._do(
                self.tr("Rename layer"),
                partial(edits.rename_layer, layer_id=self.layer.id, name=self.name.text()),
            )

    def _type(self) -> None:
        edit = partial(edits.set_prompt, layer_id=self.layer.id, prompt=self.prompt.toPlainText())
        self._workspace.do(self.tr("Type prompt"), edit, merge_key=f"prompt:{self.layer.id}")

    def _type_negative(self) -> None:
        text = self.negative.toPlainText()
        edit = partial(edits.set_layer_negative, layer_id=self.layer.id, negative=text)
        self._workspace.do(self.tr("Type negative prompt"), edit, merge_key=f"negative:{self.layer.id}")

    def _do(self, name: str, edit: Edit) -> None:
        if not self._workspace.do(name, edit):
            self.render(self.layer)

    def _refuse(self) -> None:
        try:
            edits.set_prompt(self._workspace.document, self.layer.id, "")
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
