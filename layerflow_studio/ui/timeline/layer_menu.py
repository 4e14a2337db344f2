"""The menus of the timeline: for layers, keys, properties, markers, and the ruler."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from layerflow_studio.core.kinds import Conform, Label, PastEnd, Property
from layerflow_studio.core.layer import Layer
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.timeline.editing import TimelineEditing
from layerflow_studio.ui.timeline.key_editing import KeyEditing
from layerflow_studio.ui.timeline.markers import label_icon
from layerflow_studio.ui.timeline.state import TimelineState
from layerflow_studio.ui.timeline.words import property_name
from layerflow_studio.ui.words import conform_name, label_name, past_end_name

Choice = TypeVar("Choice")
_LAYER = (("split",), ("trim-start", "trim-end", "move-start", "move-end"))
_ANYWHERE = (("cut", "copy", "paste", "duplicate"), ("lock", "hide", "solo"), ("raise", "lower"))
_EMPTY = (("split", "select-all", "paste"), ("timeline-fit", "timeline-in", "timeline-out", "snapping"))
_RULER = (
    ("marker-add", "marker-delete-all"),
    ("area-in", "area-out", "area-clear"),
    ("timeline-timecode", "snapping", "follow"),
    ("timeline-fit",),
)


class TimelineMenus(QObject):
    """Builds a menu when it is wanted; it is gone when it closes."""

    def __init__(
        self,
        state: TimelineState,
        editing: TimelineEditing,
        keys: KeyEditing,
        actions: Actions,
        owner: QWidget,
    ) -> None:
        super().__init__(owner)
        self._state, self._workspace = state, state.workspace
        self._editing, self._keys, self._actions, self._owner = editing, keys, actions, owner

    def of_layers(self) -> QMenu:
        """The menu of the selected layers."""
        self._state.pick_keys(())  # else Delete would be about them
        menu = self._menu(_LAYER)
        menu.addSeparator()
        layer = self._workspace.selected
        if layer is not None:
            self._add_keys(menu, layer)
            self._add_retiming(menu, layer)
            add_layer_entries(menu, self._actions, layer, self._editing)
        return menu

    def of_space(self) -> QMenu:
        """The menu where no layer is."""
        return self._menu(_EMPTY)

    def of_ruler(self) -> QMenu:
        """The menu of the ruler."""
        return self._menu(_RULER)

    def of_marker(self, marker_id: str) -> QMenu:
        """The menu of a marker."""
        menu = self._menu(())
        open_ = menu.addAction(self.tr("Name and colour…"))
        open_.triggered.connect(partial(self._emit_open, marker_id))
        delete = menu.addAction(self._actions["delete"].icon(), self.tr("Delete marker"))
        delete.triggered.connect(partial(self._delete_marker, marker_id))
        return menu

    def of_keys(self) -> QMenu:
        """The menu of the selected keys."""
        menu = self._menu((("key-linear", "key-ease", "key-hold"), ("cut", "copy", "paste")))
        menu.addSeparator()
        menu.addAction(self._actions["delete"])
        return menu

    def of_property(self, layer_id: str, prop: Property) -> QMenu:
        """The menu of a property's row."""
        menu = self._menu(())
        for text, act in (
            (self.tr("Set or delete a key at the playhead"), self._keys.toggle_key),
            (self.tr("Select all keys of this property"), self._keys.pick_property),
            (self.tr("Delete all keys of this property"), self._keys.clear_property),
        ):
            action = menu.addAction(text)
            action.triggered.connect(partial(_without_checked, partial(act, layer_id), prop))
        return menu

    @staticmethod
    def open(menu: QMenu, at: QPoint) -> None:
        """Show a menu at a place on the screen."""
        menu.popup(at)

    def _menu(self, sections: Sequence[Sequence[str]]) -> QMenu:
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(self.tr("Timeline menu"))
        _add_sections(menu, self._actions, sections)
        return menu

    def _add_keys(self, menu: QMenu, layer: Layer) -> None:
        add = menu.addMenu(self.tr("Add key"))
        for prop in Property:
            add.addAction(property_name(prop)).triggered.connect(partial(self._animate, prop))
        if layer.animation:
            menu.addActions([self._actions["key-add"], self._actions["keys-open"]])

    def _add_retiming(self, menu: QMenu, layer: Layer) -> None:
        past = menu.addMenu(self.tr("Past the clip's end"))
        names = {past_end: past_end_name(past_end) for past_end in PastEnd}
        _add_choice(past, names, layer.past_end, self._keys.set_past_end)
        between = menu.addMenu(self.tr("Between frames"))
        names = {conform: conform_name(conform) for conform in Conform}
        _add_choice(between, names, layer.conform, self._keys.set_conform)
        speed = menu.addMenu(self.tr("Speed"))
        for text, factor in (
            (self.tr("Half as fast"), Fraction(1, 2)),
            (self.tr("Twice as fast"), Fraction(2)),
            (self.tr("One clip frame a frame"), None),
        ):
            speed.addAction(text).triggered.connect(partial(self._change_speed, factor))
        for part in (past, between, speed):
            part.setEnabled(layer.clip is not None)

    def _animate(self, prop: Property, _checked: bool = False) -> None:
        self._keys.animate(prop)

    def _change_speed(self, factor: Fraction | None, _checked: bool = False) -> None:
        self._keys.change_speed(factor)

    def _emit_open(self, marker_id: str, _checked: bool = False) -> None:
        self._editing.marker_opened.emit(marker_id)

    def _delete_marker(self, marker_id: str, _checked: bool = False) -> None:
        self._editing.delete_marker(marker_id)


def add_layer_entries(menu: QMenu, actions: Actions, layer: Layer, editing: TimelineEditing) -> None:
    """What can be done with the selected layers wherever they are shown; `layer` is the primary one."""
    menu.addSeparator()
    _add_sections(menu, actions, _ANYWHERE)
    labels = menu.addMenu(QCoreApplication.translate("TimelineMenus", "Label colour"))
    names = {label: label_name(label) for label in Label}
    _add_choice(labels, names, layer.label, editing.set_label, label_icon)
    menu.addSeparator()
    menu.addActions([actions["rename"], actions["delete"]])


def _add_sections(menu: QMenu, actions: Actions, sections: Sequence[Sequence[str]]) -> None:
    for number, section in enumerate(sections):
        if number:
            menu.addSeparator()
        menu.addActions([actions[name] for name in section])


def _add_choice(
    menu: QMenu,
    names: Mapping[Choice, str],
    now: object,
    choose: Callable[[Choice], object],
    draw: Callable[[Choice], QIcon] | None = None,
) -> None:
    """Offer one of several; the present one is checked."""
    group = QActionGroup(menu)
    for value, name in names.items():
        action = QAction(name, group)
        if draw is not None:
            action.setIcon(draw(value))
        action.setCheckable(True)
        action.setChecked(value == now)
        action.triggered.connect(partial(_without_checked, choose, value))
        menu.addAction(action)


def _without_checked(act: Callable[[Choice], object], value: Choice, _checked: bool = False) -> None:
    act(value)
