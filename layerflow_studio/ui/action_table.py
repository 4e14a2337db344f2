"""The table: everything the main window can do, with its words and keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.viewmodes import Channel
from layerflow_studio.ui.actions import VIEWER, ActionSpec
from layerflow_studio.ui.exchange_actions import exchange_actions
from layerflow_studio.ui.panels.generate_actions import generate_actions, stack_actions
from layerflow_studio.ui.shell_actions import choosing_actions, opening_actions, window_actions
from layerflow_studio.ui.timeline.timeline_actions import timeline_actions
from layerflow_studio.ui.viewer.panel import CHANNEL_ACTIONS

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def action_table(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the window's actions in the order of their menus."""
    return (
        *_file(window),
        *_edit(window),
        *_layer(window),
        *stack_actions(window),
        *generate_actions(window),
        *_take(window),
        *timeline_actions(window),
        *_playback(window),
        *_view(window),
        *window_actions(window),
        *_help(window),
    )


def _file(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, shell = translate("Actions", "&File"), window.shell
    return (
        ActionSpec("new", translate("Actions", "&New project"), menu, shell.new, ("Ctrl+N",), "new"),
        ActionSpec("open", translate("Actions", "&Open…"), menu, shell.choose_and_open, ("Ctrl+O",), "open"),
        *opening_actions(window),
        ActionSpec("save", translate("Actions", "&Save"), menu, shell.save, ("Ctrl+S",), "save", 1),
        ActionSpec(
            "save-as", translate("Actions", "Save &as…"), menu, shell.save_as, ("Ctrl+Shift+S",), section=1
        ),
        *exchange_actions(window),
        ActionSpec("quit", translate("Actions", "&Quit"), menu, window.close, ("Ctrl+Q",), section=3),
    )


def _edit(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu = translate("Actions", "&Edit")
    return (
        ActionSpec("undo", translate("Actions", "&Undo"), menu, window.undo, ("Ctrl+Z",), "undo"),
        ActionSpec(
            "redo", translate("Actions", "&Redo"), menu, window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"
        ),
        *choosing_actions(window),
    )


def _layer(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, editing = translate("Actions", "&Layer"), window.timeline.editing
    return (
        ActionSpec(
            "layer-above",
            translate("Actions", "Select layer &above"),
            menu,
            partial(window.select_next, 1),
            ("PgUp",),
        ),
        ActionSpec(
            "layer-below",
            translate("Actions", "Select layer &below"),
            menu,
            partial(window.select_next, -1),
            ("PgDown",),
        ),
        ActionSpec(
            "edit-prompt",
            translate("Actions", "Edit &prompt"),
            menu,
            window.edit_prompt,
            ("Ctrl+E",),
            section=1,
        ),
        ActionSpec("rename", translate("Actions", "&Rename"), menu, window.rename_layer, ("F2",), section=1),
        ActionSpec(
            "lock", translate("Actions", "&Lock or unlock"), menu, editing.toggle_lock, ("Ctrl+L",), "lock", 2
        ),
        ActionSpec(
            "hide", translate("Actions", "&Hide or show"), menu, editing.toggle_visible, ("Ctrl+H",), "eye", 2
        ),
        ActionSpec(
            "solo", translate("Actions", "&Solo"), menu, editing.toggle_solo, ("Ctrl+Shift+L",), "solo", 2
        ),
        ActionSpec(
            "duplicate",
            translate("Actions", "&Duplicate"),
            menu,
            editing.duplicate,
            ("Ctrl+D",),
            "duplicate",
            3,
        ),
        ActionSpec("delete", translate("Actions", "D&elete"), menu, editing.delete, ("Del",), "trash", 3),
    )


def _take(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu = translate("Actions", "&Take")
    return (
        ActionSpec(
            "take-newer",
            translate("Actions", "&Newer take on the layer"),
            menu,
            partial(window.choose_neighbour, 1),
            ("Alt+Up",),
            "chevron-up",
        ),
        ActionSpec(
            "take-older",
            translate("Actions", "&Older take on the layer"),
            menu,
            partial(window.choose_neighbour, -1),
            ("Alt+Down",),
            "chevron-down",
        ),
        ActionSpec(
            "take-use",
            translate("Actions", "&Use the selected take"),
            menu,
            window.use_selected_take,
            ("Alt+Return",),
            "check",
            1,
        ),
    )


def _playback(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, transport = translate("Actions", "&Playback"), window.workspace.transport
    return (
        ActionSpec("play", translate("Actions", "&Play"), menu, transport.toggle, ("Space",), "play"),
        ActionSpec(
            "loop", translate("Actions", "&Loop"), menu, transport.set_looping, ("/",), "loop", checkable=True
        ),
        ActionSpec(
            "step-back",
            translate("Actions", "Step &back"),
            menu,
            partial(transport.step, -1),
            ("Left",),
            "step-back",
            1,
        ),
        ActionSpec(
            "step-forward",
            translate("Actions", "Step &forward"),
            menu,
            partial(transport.step, 1),
            ("Right",),
            "step-forward",
            1,
        ),
        ActionSpec(
            "jump-back",
            translate("Actions", "5 frames back"),
            menu,
            partial(transport.step, -5),
            ("Shift+Left",),
            section=1,
        ),
        ActionSpec(
            "jump-forward",
            translate("Actions", "5 frames forward"),
            menu,
            partial(transport.step, 5),
            ("Shift+Right",),
            section=1,
        ),
        ActionSpec(
            "first", translate("Actions", "&First frame"), menu, window.go_first, ("Home",), "first", 2
        ),
        ActionSpec("last", translate("Actions", "L&ast frame"), menu, window.go_last, ("End",), "last", 2),
    )


def _view(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, viewer = translate("Actions", "&View"), window.viewer
    names = {
        Channel.RGB: (translate("Actions", "Colour"), "C"),
        Channel.RED: (translate("Actions", "Red"), "R"),
        Channel.GREEN: (translate("Actions", "Green"), "G"),
        Channel.BLUE: (translate("Actions", "Blue"), "B"),
        Channel.ALPHA: (translate("Actions", "Alpha"), "A"),
        Channel.MATTE: (translate("Actions", "Matte"), "M"),
    }
    channels = tuple(
        ActionSpec(
            CHANNEL_ACTIONS[channel],
            text,
            menu,
            partial(viewer.set_channel, channel),
            (key,),
            checkable=True,
            group="channel",
            scope=VIEWER if channel == Channel.MATTE else "",
        )
        for channel, (text, key) in names.items()
    )
    return (
        *channels,
        ActionSpec(
            "view-live",
            translate("Actions", "Live &preview while generating"),
            menu,
            viewer.set_live,
            ("P",),
            "preview",
            1,
            checkable=True,
        ),
        ActionSpec(
            "zoom-in",
            translate("Actions", "Zoom &in"),
            menu,
            partial(viewer.canvas.zoom_by, 1),
            ("Ctrl++", "Ctrl+="),
            section=2,
        ),
        ActionSpec(
            "zoom-out",
            translate("Actions", "Zoom &out"),
            menu,
            partial(viewer.canvas.zoom_by, -1),
            ("Ctrl+-",),
            section=2,
        ),
        ActionSpec("view-fit", translate("Actions", "&Fit"), menu, viewer.canvas.fit, ("F",), "fit", 2),
        ActionSpec(
            "zoom-100",
            translate("Actions", "&100 %"),
            menu,
            partial(viewer.canvas.zoom_to, 1.0),
            ("Ctrl+1",),
            section=2,
        ),
        ActionSpec(
            "zoom-200",
            translate("Actions", "&200 %"),
            menu,
            partial(viewer.canvas.zoom_to, 2.0),
            ("Ctrl+2",),
            section=2,
        ),
        ActionSpec(
            "full-screen",
            translate("Actions", "F&ull screen"),
            menu,
            window.toggle_full_screen,
            ("F11",),
            section=3,
        ),
    )


def _help(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu = translate("Actions", "&Help")
    return (
        ActionSpec("keys", translate("Actions", "&Keys…"), menu, window.show_keys, ("?", "F1"), "keyboard"),
        ActionSpec(
            "about", translate("Actions", "&About LayerFlow Studio"), menu, window.show_about, section=1
        ),
    )
