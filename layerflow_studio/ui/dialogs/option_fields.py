"""One control for each option of an export preset, made from its description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QComboBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from layerflow_studio.core.export_presets import Kind, Option
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.errors import BadInput
from layerflow_studio.ui import theme
from layerflow_studio.ui.controls import drop_down
from layerflow_studio.ui.export_words import choice_name, option_hint, option_title, unset_name


class OptionField(QObject):
    """A control and what it stands for; `value` is None where the user leaves an option unset."""

    changed = Signal()

    def __init__(self, option: Option, widget: QWidget, read: Callable[[], Any], put: Callable[[Any], None]):
        super().__init__(widget)
        self.option, self.widget = option, widget
        self._read, self._put = read, put
        name_control(widget, option_title(option))
        widget.setToolTip(option_hint(option))

    @property
    def value(self) -> Any:
        """What the user chose."""
        return self._read()

    def put(self, value: Any) -> None:
        """Show a value, the option's default for None."""
        self._put(self.option.default if value is None else value)

    def put_text(self, text: str) -> None:
        """Show what a text stands for; one that stands for nothing is passed over."""
        try:
            self.put(self.option.read(text))
        except BadInput:
            self.put(None)


def option_field(option: Option) -> OptionField:
    """Return the control for an option, showing its default."""
    make = {
        Kind.FLAG: _flag,
        Kind.CHOICE: _choice,
        Kind.NUMBER: _number,
        Kind.COLOUR: _colour,
        Kind.TEXT: _text,
        Kind.TIMECODE: _text,
    }[option.kind]
    field = make(option)
    field.put(None)
    return field


def name_control(widget: QWidget, name: str) -> None:
    """Give a control, and the line inside a spin box, its accessible name."""
    for part in (widget, *widget.findChildren(QLineEdit)):
        part.setAccessibleName(name)


def number_box(name: str, low: int, high: int) -> QSpinBox:
    """A field for a whole number."""
    box = QSpinBox()
    box.setRange(low, high)
    box.setAccelerated(True)
    box.lineEdit().setTextMargins(5, 0, 0, 0)
    box.setFont(theme.numeric_font())
    name_control(box, name)
    return box


def _flag(option: Option) -> OptionField:
    box = QCheckBox(option_title(option))
    field = OptionField(option, box, box.isChecked, box.setChecked)
    box.toggled.connect(field.changed)
    return field


def _choice(option: Option) -> OptionField:
    combo = drop_down(option_title(option))
    for value in option.choices:
        combo.addItem(choice_name(value), value)
    field = OptionField(option, combo, combo.currentData, lambda value: show_choice(combo, value))
    combo.currentIndexChanged.connect(field.changed)
    return field


def _number(option: Option) -> OptionField:
    unset = option.default is None
    box = number_box(option_title(option), option.low - int(unset), min(option.high, 999_999))
    if unset:
        box.setSpecialValueText(unset_name(option))

    def read() -> int | None:
        return None if unset and box.value() < option.low else box.value()

    field = OptionField(
        option, box, read, lambda value: box.setValue(box.minimum() if value is None else value)
    )
    box.valueChanged.connect(field.changed)
    return field


def _text(option: Option) -> OptionField:
    line = QLineEdit()
    line.setPlaceholderText(unset_name(option) if option.default is None else option.default)
    if option.kind is Kind.TIMECODE:
        line.setFont(theme.numeric_font())
    field = OptionField(
        option, line, lambda: line.text().strip() or None, lambda value: line.setText(value or "")
    )
    line.textChanged.connect(field.changed)
    return field


_GROUNDS = (Backdrop.BLACK, Backdrop.GREY, Backdrop.WHITE, Backdrop.CHECKER)


class _ColourBox(QComboBox):
    """Black, white, checkerboard, or a colour that is chosen in a dialog."""

    def __init__(self) -> None:
        super().__init__()
        for backdrop in _GROUNDS:
            self.addItem(choice_name(backdrop), backdrop)
        self.addItem(self.tr("Colour…"))
        self.activated.connect(self._on_activated)
        self._last: Any = Backdrop.BLACK
        self.currentIndexChanged.connect(self._remember)

    def show_value(self, value: Any) -> None:
        """Show a backdrop or a colour."""
        if isinstance(value, tuple):
            place = self._place_of_colour()
            self.setItemText(place, QColor(*value).name())
            self.setItemIcon(place, _swatch(QColor(*value)))
            self.setItemData(place, value)
            self.setCurrentIndex(place)
        else:
            show_choice(self, value)

    def _place_of_colour(self) -> int:
        if self.count() == len(_GROUNDS) + 1:
            self.insertItem(len(_GROUNDS), "")
        return len(_GROUNDS)

    def _remember(self) -> None:
        found = self.currentData()
        if found is not None:
            self._last = tuple(found) if isinstance(found, list) else found

    def _on_activated(self, place: int) -> None:
        if self.itemData(place) is not None:
            return
        start = QColor(*self._last) if isinstance(self._last, tuple) else QColor(theme.SURROUND)
        dialog = QColorDialog(start, self)
        dialog.setAccessibleName(self.accessibleName())
        dialog.colorSelected.connect(self._take)
        dialog.rejected.connect(self._put_back)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, colour: QColor) -> None:
        self.show_value((colour.red(), colour.green(), colour.blue()))

    def _put_back(self) -> None:
        self.show_value(self._last)


def _colour(option: Option) -> OptionField:
    combo = _ColourBox()
    combo.view().setAccessibleName(option_title(option))

    def read() -> Any:
        found = combo.currentData()
        return tuple(found) if isinstance(found, list | tuple) else found

    field = OptionField(option, combo, read, combo.show_value)
    combo.currentIndexChanged.connect(field.changed)
    return field


def show_choice(combo: QComboBox, value: Any) -> None:
    """Show the entry of a combo box that stands for a value, the first when none does."""
    places = (place for place in range(combo.count()) if combo.itemData(place) == value)
    combo.setCurrentIndex(next(places, 0))


def _swatch(colour: QColor) -> QIcon:
    square = QPixmap(14, 14)
    square.fill(colour)
    return QIcon(square)
