"""The selected layer in numbers: how it is laid on, where it sits, how its clip runs, and what the clip is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from layerflow_studio.core import edits
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import BlendMode, Conform, Label, PastEnd, Property, Role
from layerflow_studio.core.layer import FARTHEST
from layerflow_studio.core.timeline_edits import for_each
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import step_names, theme
from layerflow_studio.ui.clip_facts import ClipFactsReader
from layerflow_studio.ui.controls import RoleBadge, drop_down, muted, tool_button
from layerflow_studio.ui.icons import picture
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.panels.property_row import Part, PropertyRow, reset_edit
from layerflow_studio.ui.panels.section import Form, Scrolling, Section, calm, fact
from layerflow_studio.ui.timeline.markers import label_icon
from layerflow_studio.ui.timeline.words import layers_phrase
from layerflow_studio.ui.words import (
    blend_name,
    conform_name,
    label_name,
    past_end_name,
    rate_words,
    role_name,
)
from layerflow_studio.ui.workspace import Workspace

_PLACE = (
    Property.X,
    Property.Y,
    Property.SCALE_X,
    Property.SCALE_Y,
    Property.ROTATION,
    Property.ANCHOR_X,
    Property.ANCHOR_Y,
)
_LARGEST_SCALE = 1e5  # per cent
_UNKNOWN = "–"
_SLOWEST, _FASTEST = 1.0, 10_000.0  # per cent of a clip's own speed


class LayerPage(QWidget):
    """Shows the workspace's selected layer at the playhead; edits it and what is selected with it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._facts = ClipFactsReader(workspace)
        self._make_head()
        self.rows = self._make_rows()
        sections = (self._blending(), self._placing(), self._timing(), self._tags(), self._clip_section())
        self.area = Scrolling(*sections)
        self.empty = muted(self.tr("No layer is selected. Select one in the stack or the timeline."))
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(14, 14, 14, 14)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.head, self.empty):
            whole.addWidget(part)
        whole.addWidget(self.area, 1)
        workspace.composition_changed.connect(self.refresh)
        workspace.selection_changed.connect(self.refresh)
        workspace.takes_changed.connect(self._show_take)
        workspace.transport.frame_changed.connect(self._follow)
        self._facts.found.connect(self._on_facts)
        self.refresh()

    @property
    def layer(self) -> Layer | None:
        """The layer that is shown."""
        return self._workspace.selected

    # --- showing

    def refresh(self, *_: object) -> None:
        """Show the layer as it is; not while nothing here is painted."""
        if not self.updatesEnabled():
            return
        layer = self.layer
        for part in (self.head, self.area):
            part.setVisible(layer is not None)
        self.empty.setVisible(layer is None)
        if layer is None:
            return
        self._show_head(layer)
        for combo, value in (
            (self.role, layer.role),
            (self.label, layer.label),
            (self.blend, layer.blend),
            (self.conform, layer.conform),
            (self.past_end, layer.past_end),
        ):
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(value))
        for control in (self.role, self.blend, self.reset_all):
            control.setEnabled(not layer.locked)
        for row in self.rows:
            row.show_layer(layer, self._workspace.transport.frame)
        self._show_clip(layer)

    def _show_head(self, layer: Layer) -> None:
        """Say which layers what is done here is done to, and which of them it is not."""
        selection = self._workspace.selection
        names = [each.name for each in reversed(selection)]
        if len(names) > 1:
            names.append(self.tr("The values are those of {layer}.").format(layer=layer.name))
        self.badge.set_role(layer.role)
        self.name.setText(layers_phrase(selection))
        self.name.setToolTip("\n".join(names))
        locked = ", ".join(each.name for each in reversed(selection) if each.locked)
        reason = self.tr("Locked: unlock the layer to change it")
        if not layer.locked:
            reason = self.tr("Locked layers stay as they are: {layers}").format(layers=locked)
        self.locked.setVisible(bool(locked))
        self.locked.setAccessibleName(reason)
        self.locked.setToolTip(reason)

    def _follow(self, frame: int) -> None:
        for row in self.rows:
            row.follow(frame)

    def _show_clip(self, layer: Layer) -> None:
        facts = self._facts.facts(layer.clip) if layer.clip else None
        editable = layer.clip is not None and not layer.locked
        for control in (self.conform, self.past_end):
            control.setEnabled(editable)
        self.speed.setEnabled(editable and facts is not None)
        for label in (self.picture_size, self.length, self.rate, self.alpha):
            label.setText(_UNKNOWN)
        for other in self._workspace.unlocked:  # setting a speed asks for what their clips are
            if other.clip is not None:
                self._facts.facts(other.clip)
        self._show_take()
        self.hash.setText(layer.clip[:12] if layer.clip else _UNKNOWN)
        self.hash.setToolTip(layer.clip or "")
        if layer.clip is not None:
            self.length.setText(self.tr("{frames} frames").format(frames=layer.clip_frames))
            self.rate.setText(rate_words(layer.pace * self._workspace.document.canvas.fps))
        if facts is not None:
            speed = layer.pace * self._workspace.document.canvas.fps / facts.fps
            self.speed.show_value(float(speed * 100))
            seconds = f"{self.locale().toString(facts.frames / float(facts.fps), 'f', 2)}"
            self.length.setText(
                self.tr("{frames} frames, {seconds} s").format(frames=facts.frames, seconds=seconds)
            )
            self.rate.setText(rate_words(facts.fps))
            depth = self.tr("16 bit") if facts.sixteen_bit else self.tr("8 bit")
            self.picture_size.setText(f"{facts.width} × {facts.height}, {depth}")
            self.alpha.setText(self.tr("yes, straight") if facts.has_alpha else self.tr("none, opaque"))

    def _on_facts(self, clip: str) -> None:
        layer = self.layer
        if layer is not None and layer.clip == clip:
            self._show_clip(layer)

    def _show_take(self) -> None:
        layer = self.layer
        if layer is not None:
            taken = self._workspace.take_label(layer.take) or self.tr("imported")
            self.take.setText(taken if layer.clip else _UNKNOWN)

    # --- building

    def _make_head(self) -> None:
        self.head = QWidget()
        self.badge = RoleBadge(Role.MEDIA)
        self.name = fact()
        self.locked = QLabel()
        self.locked.setPixmap(picture("lock", 14, theme.MUTED, 2))
        row = QHBoxLayout(self.head)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        row.addWidget(self.badge)
        row.addWidget(self.name, 1)
        row.addWidget(self.locked)

    def _make_rows(self) -> tuple[PropertyRow, ...]:
        far, scale = FARTHEST, _LARGEST_SCALE
        p, workspace = Property, self._workspace
        per_cent = self.tr(" %")
        self.opacity = PropertyRow(
            workspace,
            self.tr("Opacity"),
            self.tr("Set opacity"),
            [Part(p.OPACITY, self.tr("Opacity"), 0, 100, times=100, suffix=per_cent)],
            slider=True,
        )
        self.position = PropertyRow(
            workspace,
            self.tr("Position"),
            step_names.move_on_canvas(),
            [
                Part(p.X, self.tr("Position to the right of the centre"), -far, far, self.tr("X")),
                Part(p.Y, self.tr("Position below the centre"), -far, far, self.tr("Y")),
            ],
        )
        self.scale = PropertyRow(
            workspace,
            self.tr("Scale"),
            step_names.scale(),
            [
                Part(p.SCALE_X, self.tr("Scale across"), -scale, scale, self.tr("X"), 100, per_cent),
                Part(p.SCALE_Y, self.tr("Scale down"), -scale, scale, self.tr("Y"), 100, per_cent),
            ],
            linked=True,
        )
        self.rotation = PropertyRow(
            workspace,
            self.tr("Rotation"),
            step_names.rotate(),
            [Part(p.ROTATION, self.tr("Rotation, clockwise"), -36000, 36000, suffix="°")],
        )
        self.anchor = PropertyRow(
            workspace,
            self.tr("Anchor"),
            step_names.set_anchor(),
            [
                Part(p.ANCHOR_X, self.tr("Anchor to the right of the centre"), -far, far, self.tr("X")),
                Part(p.ANCHOR_Y, self.tr("Anchor below the centre"), -far, far, self.tr("Y")),
            ],
        )
        return (self.opacity, self.position, self.scale, self.rotation, self.anchor)

    def _blending(self) -> Section:
        section = Section(self.tr("Compositing"))
        self.blend = _choices(self.tr("Blend mode"), [(mode, blend_name(mode)) for mode in BlendMode])
        self.blend.currentIndexChanged.connect(self._set_blend)
        form = Form()
        form.add(self.tr("Blend"), self.blend)
        section.rows.addWidget(self.opacity)
        section.rows.addWidget(form)
        return section

    def _placing(self) -> Section:
        self.reset_all = tool_button(self.tr("Reset the whole transform"), "reset", side=14)
        self.reset_all.clicked.connect(self._reset_all)
        section = Section(self.tr("Transform"), self.reset_all)
        for row in (self.position, self.scale, self.rotation, self.anchor):
            section.rows.addWidget(row)
        return section

    def _timing(self) -> Section:
        self.conform = _choices(
            self.tr("Between two frames of the clip"), [(way, conform_name(way)) for way in Conform]
        )
        self.past_end = _choices(
            self.tr("Past the end of the clip"), [(way, past_end_name(way)) for way in PastEnd]
        )
        self.speed = NumberField(
            self.tr("Speed of the clip"), _SLOWEST, _FASTEST, suffix=self.tr(" %"), decimals=2
        )
        self.conform.currentIndexChanged.connect(self._set_conform)
        self.past_end.currentIndexChanged.connect(self._set_past_end)
        self.speed.chosen.connect(self._set_speed)
        self.speed.settled.connect(self._workspace.store.seal)
        form = Form()
        form.add(self.tr("In between"), self.conform)
        form.add(self.tr("Past the end"), self.past_end)
        form.add(self.tr("Speed"), self.speed)
        section = Section(self.tr("Time"))
        section.rows.addWidget(form)
        return section

    def _tags(self) -> Section:
        self.role = _choices(self.tr("Role of the layer"), [(role, role_name(role)) for role in Role])
        self.label = _choices(self.tr("Label colour"), [(label, label_name(label)) for label in Label])
        for place, label in enumerate(Label):
            self.label.setItemIcon(place, label_icon(label))
        self.role.currentIndexChanged.connect(self._set_role)
        self.label.currentIndexChanged.connect(self._set_label)
        form = Form()
        form.add(self.tr("Role"), self.role)
        form.add(self.tr("Label"), self.label)
        section = Section(self.tr("Layer"))
        section.rows.addWidget(form)
        return section

    def _clip_section(self) -> Section:
        self.take, self.picture_size, self.length, self.rate, self.alpha, self.hash = (
            fact() for _ in range(6)
        )
        form = Form()
        for name, label in (
            (self.tr("From"), self.take),
            (self.tr("Size"), self.picture_size),
            (self.tr("Length"), self.length),
            (self.tr("Rate"), self.rate),
            (self.tr("Alpha"), self.alpha),
            (self.tr("Hash"), self.hash),
        ):
            label.setAccessibleName(name)
            form.add(name, label)
        section = Section(self.tr("Clip"))
        section.rows.addWidget(form)
        return section

    # --- acting

    def _do(self, name: str, edit: Edit, merge_key: str | None = None) -> None:
        if not self._workspace.do(name, edit, merge_key):
            self.refresh()

    def _choose(
        self, name: str, edit: Callable[..., Document], value: object, layers: Sequence[Layer] | None = None
    ) -> None:
        """Apply an edit of one layer to these, or to all that are selected and not locked."""
        chosen = self._workspace.unlocked if layers is None else layers
        ids = [layer.id for layer in chosen]
        self._do(name, lambda document: for_each(document, ids, edit, value))

    # A combo gives a word back as bare text, so each is made a word of its vocabulary again.

    def _set_blend(self) -> None:
        blend = BlendMode(self.blend.currentData())
        self._choose(self.tr("Set blend mode"), edits.set_blend, blend)

    def _set_conform(self) -> None:
        conform = Conform(self.conform.currentData())
        self._choose(step_names.conform(self._workspace.unlocked), edits.set_conform, conform)

    def _set_past_end(self) -> None:
        past_end = PastEnd(self.past_end.currentData())
        self._choose(step_names.past_end(self._workspace.unlocked), edits.set_past_end, past_end)

    def _set_role(self) -> None:
        role = Role(self.role.currentData())
        self._choose(step_names.set_role(role), edits.set_role, role)

    def _set_label(self) -> None:
        label, layers = Label(self.label.currentData()), self._workspace.selection
        self._choose(
            step_names.label(layers), edits.set_label, label, layers
        )  # locked layers take one as well

    def _set_speed(self, per_cent: float) -> None:
        """Give each clip this part of its own speed; one whose own is not known is left as it is."""
        speed, fps = Fraction(round(per_cent * 100), 10_000), self._workspace.document.canvas.fps
        layers, paces = list[Layer](), dict[str, Fraction]()
        for layer in self._workspace.unlocked:
            facts = self._facts.facts(layer.clip) if layer.clip else None
            if facts is not None:
                layers.append(layer)
                paces[layer.id] = speed * facts.fps / fps

        def edit(document: Document) -> Document:
            for layer_id, pace in paces.items():
                document = edits.set_pace(document, layer_id, pace)
            return document

        self._do(step_names.speed(layers), edit, ":".join(("speed", *paces)))

    def _reset_all(self) -> None:
        self._do(self.tr("Reset transform"), reset_edit(self._workspace.unlocked, _PLACE))


def _choices(name: str, entries: Sequence[tuple[StrEnum, str]]) -> QComboBox:
    combo = drop_down(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    calm(combo)
    for value, text in entries:
        combo.addItem(text, value)
    return combo
