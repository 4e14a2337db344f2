"""A property of a layer that may change in time: its numbers, and the buttons of its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from layerflow_studio.core import key_edits
from layerflow_studio.core.animation import key_at
from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Interpolation, Property
from layerflow_studio.core.layer import SMALLEST_SCALE
from layerflow_studio.session.store import Edit
from layerflow_studio.ui import step_names
from layerflow_studio.ui.controls import muted, tool_button
from layerflow_studio.ui.number_field import NumberField
from layerflow_studio.ui.panels.key_controls import KeyControls
from layerflow_studio.ui.panels.section import calm
from layerflow_studio.ui.workspace import Workspace

_SLIDER_STEPS = 1000


@dataclass(frozen=True)
class Part:
    """One number of a property: `times` makes what is shown of the value, such as 100 for per cent."""

    prop: Property
    name: str
    low: float
    high: float
    letter: str = ""
    times: float = 1.0
    suffix: str = ""


class PropertyRow(QWidget):
    """Name and key buttons, and below them the numbers; the numbers follow the playhead.

    They are those of one layer; what is changed is changed on all selected layers that are not locked.
    `done` is what a step of the history is called. With `linked` two numbers keep their ratio while the link
    is closed; with `slider` the one number has a slider beside it.
    """

    def __init__(
        self,
        workspace: Workspace,
        title: str,
        done: str,
        parts: Sequence[Part],
        *,
        linked: bool = False,
        slider: bool = False,
    ) -> None:
        super().__init__()
        self._workspace, self._parts = workspace, tuple(parts)
        self._title, self._done = title, done
        self._layer: Layer | None = None
        self._frame = 0
        self._ratio: float | None = None
        self.keys = KeyControls(title)
        self.fields = {part.prop: _field(part) for part in parts}
        self.link = self._make_link(title) if linked else None
        self.slider = self._make_slider(parts[0]) if slider else None
        self._lay_out(title)
        self._connect()

    @property
    def props(self) -> tuple[Property, ...]:
        """What it shows."""
        return tuple(part.prop for part in self._parts)

    def show_layer(self, layer: Layer, frame: int) -> None:
        """Show a layer's values at a frame."""
        if self._layer is None or (self._layer.id, self._frame) != (layer.id, frame):
            self._ratio = None
        self._layer, self._frame = layer, frame
        plain = all(
            not each.curve(prop) and each.value_at(prop, frame) == _plain(prop)
            for each in (layer, *self._workspace.unlocked)
            for prop in self.props
        )
        curves = [layer.curve(prop) for prop in self.props]
        self.keys.show_state(curves, frame, editable=not layer.locked, plain=plain)
        for part in self._parts:
            field = self.fields[part.prop]
            field.setEnabled(not layer.locked)
            field.show_value(layer.value_at(part.prop, frame) * part.times)
        if self.slider is not None:
            self.slider.setEnabled(not layer.locked)
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(layer.value_at(self.props[0], frame) * _SLIDER_STEPS))

    def follow(self, frame: int) -> None:
        """Show the same layer's values at another frame, where they differ."""
        layers = () if self._layer is None else (self._layer, *self._workspace.unlocked)
        if self._layer is not None and any(each.curve(prop) for each in layers for prop in self.props):
            self.show_layer(self._layer, frame)
        elif frame != self._frame:
            self._ratio, self._frame = None, frame

    # --- building

    def _make_link(self, title: str) -> QToolButton:
        link = tool_button("", "link-off", on="link", side=14)
        link.setAccessibleName(self.tr("{property}: keep the ratio").format(property=title))
        link.setToolTip(link.accessibleName())
        link.setChecked(True)
        return link

    def _make_slider(self, part: Part) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _SLIDER_STEPS)
        slider.setSingleStep(10)
        slider.setPageStep(100)
        calm(slider)
        slider.setAccessibleName(part.name)
        slider.setToolTip(part.name)
        return slider

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(muted(title), 1)
        head.addWidget(self.keys)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        if self.slider is not None:
            numbers.addWidget(self.slider, 1)
        for place, part in enumerate(self._parts):
            if part.letter:
                letter = QLabel(part.letter)
                letter.setObjectName("muted")
                letter.setBuddy(self.fields[part.prop])
                numbers.addWidget(letter)
            numbers.addWidget(self.fields[part.prop], 0 if self.slider else 1)
            if self.link is not None and place == 0:
                numbers.addWidget(self.link)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(3)
        whole.addLayout(head)
        whole.addLayout(numbers)

    def _connect(self) -> None:
        for part in self._parts:
            field = self.fields[part.prop]
            field.chosen.connect(partial(self._choose, part))
            field.settled.connect(self._settle)
        if self.slider is not None:
            self.slider.valueChanged.connect(self._slide)
            self.slider.sliderPressed.connect(self._settle)
            self.slider.sliderReleased.connect(self._settle)
        self.keys.animated.connect(self._animate)
        self.keys.key_wanted.connect(self._set_key)
        self.keys.frame_wanted.connect(self._go_to)
        self.keys.way_chosen.connect(self._choose_way)
        self.keys.reset_wanted.connect(self._reset)

    # --- acting

    def _choose(self, part: Part, shown: float) -> None:
        if self._layer is None:
            return
        values = {part.prop: shown / part.times}
        if self.link is not None and self.link.isChecked():
            values |= self._along(part, shown / part.times)
        self._set(values)

    def _along(self, part: Part, value: float) -> dict[Property, float]:
        """What the other number becomes when the ratio of before the gesture is kept."""
        assert self._layer is not None
        other = next(each.prop for each in self._parts if each is not part)
        if self._ratio is None:
            own = self._layer.value_at(part.prop, self._frame)
            beside = self._layer.value_at(other, self._frame)
            self._ratio = beside / own if abs(own) > SMALLEST_SCALE else 1.0
        return {other: value * self._ratio}

    def _slide(self, place: int) -> None:
        self._set({self.props[0]: place / _SLIDER_STEPS})

    def _set(self, values: Mapping[Property, float]) -> None:
        layers, frame = self._workspace.unlocked, self._frame

        def edit(document: Document) -> Document:
            for layer in layers:
                for prop, value in values.items():
                    document = key_edits.set_value(document, layer.id, prop, value, frame)
                for prop in self.props:  # what is animated together has its keys together
                    if prop not in values and layer.curve(prop):
                        document = key_edits.set_key(document, layer.id, prop, frame)
            return document

        self._workspace.do(self._done, edit, ":".join((self.props[0], *_ids(layers), str(frame))))

    def _settle(self) -> None:
        self._ratio = None
        self._workspace.store.seal()

    def _animate(self, animated: bool) -> None:
        if animated:
            keys = self._places(lambda _: self.props)
            self._each(step_names.add_keys(len(keys)), key_edits.set_key, keys)
        else:
            moving = self._places(self._moving)
            self._each(step_names.delete_all_keys(self._title), key_edits.clear_animation, moving)

    def _set_key(self, wanted: bool) -> None:
        if wanted:
            keys = self._places(lambda layer: self._moving(layer) or self.props)
            self._each(step_names.add_keys(len(keys)), key_edits.set_key, keys)
        else:
            keys = self._places(partial(self._with_key, frame=self._frame))
            self._each(step_names.delete_keys(len(keys)), key_edits.remove_key, keys)

    def _choose_way(self, frame: int, way: Interpolation) -> None:
        change = partial(key_edits.set_interpolation, interpolation=way)
        keys = self._places(partial(self._with_key, frame=frame))
        self._each(step_names.interpolate(), change, keys, frame)

    def _reset(self) -> None:
        layers = self._workspace.unlocked
        if layers:
            name = self.tr("Reset {property}").format(property=self._title)
            self._do(name, reset_edit(layers, self.props))

    def _moving(self, layer: Layer) -> Sequence[Property]:
        return [prop for prop in self.props if layer.curve(prop)]

    def _with_key(self, layer: Layer, frame: int) -> Sequence[Property]:
        return [prop for prop in self.props if key_at(layer.curve(prop), frame)]

    def _places(self, meant: Callable[[Layer], Sequence[Property]]) -> Sequence[tuple[str, Property]]:
        """The properties that are meant of each layer, with the layer's id."""
        return [(layer.id, prop) for layer in self._workspace.unlocked for prop in meant(layer)]

    def _each(
        self,
        name: str,
        edit: Callable[..., Document],
        places: Sequence[tuple[str, Property]],
        frame: int | None = None,
    ) -> None:
        """Apply an edit of a key to properties of layers as one step."""
        at = self._frame if frame is None else frame

        def whole(document: Document) -> Document:
            for layer_id, prop in places:
                document = edit(document, layer_id, prop, at)
            return document

        self._do(name, whole)

    def _do(self, name: str, edit: Edit) -> None:
        self._workspace.store.seal()
        if not self._workspace.do(name, edit) and self._layer is not None:
            self.show_layer(self._layer, self._frame)

    def _go_to(self, frame: int) -> None:
        self._workspace.transport.stop()
        self._workspace.transport.go_to(frame)


def reset_edit(layers: Sequence[Layer], props: Sequence[Property]) -> Edit:
    """The edit that gives properties of layers the values of a new one."""

    def edit(document: Document) -> Document:
        for layer_id in _ids(layers):
            for prop in props:
                document = key_edits.reset_property(document, layer_id, prop)
        return document

    return edit


def _ids(layers: Sequence[Layer]) -> tuple[str, ...]:
    return tuple(layer.id for layer in layers)


def _field(part: Part) -> NumberField:
    return NumberField(part.name, part.low, part.high, suffix=part.suffix)


def _plain(prop: Property) -> float:
    return 1.0 if prop in (Property.OPACITY, Property.SCALE_X, Property.SCALE_Y) else 0.0
