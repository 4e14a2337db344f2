"""The table: everything the main window can do, with its words and keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.ui.actions import ActionSpec
from layerflow_studio.ui.exchange_actions import exchange_actions, footage_actions
from layerflow_studio.ui.panels.generate_actions import generate_actions, stack_actions
from layerflow_studio.ui.shell_actions import (
    choosing_actions,
    opening_actions,
    property_actions,
    window_actions,
)
from layerflow_studio.ui.takes.take_actions import take_actions
from layerflow_studio.ui.timeline.timeline_actions import timeline_actions
from layerflow_studio.ui.viewer.viewer_actions import playback_actions, view_actions

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
        *property_actions(window),
        *generate_actions(window),
        *take_actions(window),
        *timeline_actions(window),
        *playback_actions(window),
        *view_actions(window),
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
    menu, clipboard = translate("Actions", "&Edit"), window.timeline.clipboard
    return (
        ActionSpec("undo", translate("Actions", "&Undo"), menu, window.undo, ("Ctrl+Z",), "undo"),
        ActionSpec(
            "redo", translate("Actions", "&Redo"), menu, window.redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"
        ),
        ActionSpec("cut", translate("Actions", "Cu&t"), menu, clipboard.cut, ("Ctrl+X",), "cut", 1),
        ActionSpec("copy", translate("Actions", "&Copy"), menu, clipboard.copy, ("Ctrl+C",), "copy", 1),
        ActionSpec("paste", translate("Actions", "&Paste"), menu, clipboard.paste, ("Ctrl+V",), "paste", 1),
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
        ActionSpec(
            "delete", translate("Actions", "D&elete"), menu, window.timeline.delete, ("Del",), "trash", 3
        ),
        *footage_actions(window),
    )


def _help(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu = translate("Actions", "&Help")
    return (
        ActionSpec("keys", translate("Actions", "&Keys…"), menu, window.show_keys, ("?", "F1"), "keyboard"),
        ActionSpec(
            "about", translate("Actions", "&About LayerFlow Studio"), menu, window.show_about, section=1
        ),
    )
