"""The bar above the picture: channels, ways of comparing, what lies behind, guides and tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QComboBox, QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from layerflow_studio.core.viewmodes import Backdrop, Channel, Colour
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import action_button, divider, drop_down, tool_button
from layerflow_studio.ui.flow import FlowLayout
from layerflow_studio.ui.viewer.canvas import Canvas
from layerflow_studio.ui.viewer.painting import Guide

if TYPE_CHECKING:
    from layerflow_studio.session.settings import Settings

CHANNEL_ACTIONS = {
    Channel.RGB: "view-rgb",
    Channel.RED: "view-red",
    Channel.GREEN: "view-green",
    Channel.BLUE: "view-blue",
    Channel.ALPHA: "view-alpha",
    Channel.STRAIGHT: "view-straight",
    Channel.MATTE: "view-matte",
}
GUIDE_ACTIONS = {Guide.SAFE: "guide-safe", Guide.THIRDS: "guide-thirds", Guide.CENTRE: "guide-centre"}
_COMPARE_BUTTONS = ("compare-wipe", "compare-difference", "compare-side", "compare-heat")
_COLOUR = "viewer_colour"
_CUSTOM = "custom"


class ViewBar(QFrame):
    """Buttons of the viewer's actions, and the choice of the backdrop."""

    def __init__(self, canvas: Canvas, settings: Settings, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._canvas, self._settings = canvas, settings
        self._colour = _colour_of(settings.get(_COLOUR))
        self.backdrops = self._backdrop_choice()
        self._lay_out(FlowLayout(self, QMargins(8, 4, 8, 4), gap=4), actions)

    def _lay_out(self, flow: FlowLayout, actions: Actions) -> None:
        letters = {
            Channel.RGB: self.tr("RGB"),
            Channel.RED: self.tr("R", "the red channel"),
            Channel.GREEN: self.tr("G", "the green channel"),
            Channel.BLUE: self.tr("B", "the blue channel"),
            Channel.ALPHA: self.tr("A", "the alpha channel"),
            Channel.STRAIGHT: self.tr("Straight"),
            Channel.MATTE: self.tr("Matte"),
        }
        line = flow.add_group()
        for channel, name in CHANNEL_ACTIONS.items():
            actions[name].setIconText(letters[channel])
            button = action_button(actions[name])
            button.setObjectName("segment")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            line.addWidget(button)
        line = flow.add_group()
        _divide(line)
        for name in _COMPARE_BUTTONS:
            line.addWidget(action_button(actions[name]))
        line = flow.add_group()
        _divide(line)
        line.addWidget(self.backdrops, 4)
        line.addStretch(1)
        line.addWidget(action_button(actions["transform"]))
        line.addWidget(self._guide_button(actions))
        line.addWidget(action_button(actions["view-live"]))
        line.addWidget(action_button(actions["view-fit"]))

    def _guide_button(self, actions: Actions) -> QToolButton:
        button = tool_button(self.tr("Guides"), "guides")
        menu = QMenu(button)
        for name in GUIDE_ACTIONS.values():
            menu.addAction(actions[name])
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    # --- backdrop

    def set_backdrop(self, backdrop: Backdrop | Colour) -> None:
        """Choose what is seen through the picture; a colour of one's own is remembered."""
        if not isinstance(backdrop, Backdrop):
            self._colour = backdrop
            self._settings.put(_COLOUR, list(backdrop))
        self._show_backdrop(backdrop)

    def _show_backdrop(self, backdrop: Backdrop | Colour) -> None:
        self._canvas.set_backdrop(backdrop)
        place = list(Backdrop).index(backdrop) if isinstance(backdrop, Backdrop) else len(Backdrop)
        self.backdrops.setCurrentIndex(place)

    def _backdrop_choice(self) -> QComboBox:
        combo = drop_down(self.tr("Behind the picture"))
        combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        combo.setMinimumWidth(92)
        combo.setMaximumWidth(150)
        combo.view().setMinimumWidth(150)
        names = {
            Backdrop.CHECKER: self.tr("Checker"),
            Backdrop.BLACK: self.tr("Black"),
            Backdrop.WHITE: self.tr("White"),
            Backdrop.GREY: self.tr("Mid grey"),
        }
        for backdrop in Backdrop:
            combo.addItem(names[backdrop], backdrop)
        combo.addItem(self.tr("Own colour"), _CUSTOM)
        combo.insertSeparator(combo.count())
        combo.addItem(self.tr("Choose a colour…"), None)
        combo.currentIndexChanged.connect(self._chosen)
        return combo

    def _chosen(self, index: int) -> None:
        found = self.backdrops.itemData(index)
        if found is None:
            self._ask_colour()
        else:
            self.set_backdrop(self._colour if found == _CUSTOM else Backdrop(found))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(QColor(*self._colour), self)
        dialog.setWindowTitle(self.tr("Colour behind the picture"))
        dialog.setAccessibleName(dialog.windowTitle())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._take_colour)
        dialog.rejected.connect(self._keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_colour(self, colour: QColor) -> None:
        self.set_backdrop((colour.red(), colour.green(), colour.blue()))

    def _keep(self) -> None:
        self._show_backdrop(self._canvas.backdrop)


def _divide(line: QHBoxLayout) -> None:
    line.addSpacing(4)
    line.addWidget(divider())
    line.addSpacing(4)


def _colour_of(value: object) -> Colour:
    """A colour as it was remembered; a blue that no picture is likely to have when there is none."""
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, int) for part in value):
        red, green, blue = (min(255, max(0, part)) for part in value)
        return red, green, blue
    return 0, 72, 255
