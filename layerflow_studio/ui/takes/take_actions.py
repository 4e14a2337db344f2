"""The table's entries about takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.ui.actions import Actions, ActionSpec
from layerflow_studio.ui.takes.commands import TakeCommands, clip_role
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate

CONTEXT = (
    ("take-use", "take-use-clip", "take-compare"),
    ("take-use-prompt", "take-use-seed", "take-use-settings"),
    ("take-copy-text", "take-copy-json", "take-save-request", "take-show-clips"),
    ("take-note", "take-details", "take-pin", "take-discard", "take-restore"),
)
"""What the menu of a take offers, by group."""


def take_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the entries of the menu of takes."""
    menu, commands = translate("Actions", "&Take"), window.take_commands

    def entry(
        name: str, text: str, slot: Callable[..., object], section: int, icon: str = "", *keys: str
    ) -> ActionSpec:
        return ActionSpec(name, text, menu, slot, keys, icon, section)

    return (
        entry(
            "take-newer",
            translate("Actions", "&Newer take on the layer"),
            partial(commands.choose_neighbour, 1),
            0,
            "chevron-up",
            "Alt+Up",
        ),
        entry(
            "take-older",
            translate("Actions", "&Older take on the layer"),
            partial(commands.choose_neighbour, -1),
            0,
            "chevron-down",
            "Alt+Down",
        ),
        entry("take-use", translate("Actions", "&Use the take"), commands.use, 1, "check", "Alt+Return"),
        entry(
            "take-use-clip",
            translate("Actions", "Use it on the selected &layer only"),
            commands.use_clip,
            1,
            "layers",
            "Alt+Shift+Return",
        ),
        entry("take-compare", translate("Actions", "&Compare in the viewer"), commands.compare, 1, "compare"),
        entry("take-use-prompt", translate("Actions", "Use its &prompts"), commands.use_prompt, 2),
        entry("take-use-seed", translate("Actions", "Use its &seed"), commands.use_seed, 2),
        entry("take-use-settings", translate("Actions", "Use &all its settings"), commands.use_settings, 2),
        entry("take-copy-text", translate("Actions", "Copy as te&xt"), commands.copy_text, 3),
        entry("take-copy-json", translate("Actions", "Copy as &JSON"), commands.copy_json, 3),
        entry("take-save-request", translate("Actions", "Sa&ve its request…"), commands.save_request, 3),
        entry(
            "take-show-clips",
            translate("Actions", "Show the cl&ips' folder"),
            commands.show_clips,
            3,
            "folder",
        ),
        entry("take-note", translate("Actions", "Write a n&ote"), commands.asked_note.emit, 4),
        entry("take-details", translate("Actions", "Show in &full…"), commands.show_details, 4, "details"),
        entry("take-pin", translate("Actions", "P&in or unpin"), commands.toggle_pin, 4, "pin"),
        entry("take-discard", translate("Actions", "Put in the &trash"), commands.discard, 4, "trash"),
        entry(
            "take-restore", translate("Actions", "&Restore from the trash"), commands.restore, 4, "restore"
        ),
        entry(
            "take-empty-trash",
            translate("Actions", "&Empty the trash…"),
            commands.ask_to_empty_trash,
            4,
        ),
        entry(
            "take-matrix",
            translate("Actions", "&Matrix of foregrounds and backgrounds…"),
            window.show_matrix,
            5,
            "matrix",
            "Ctrl+Shift+M",
        ),
    )


def refresh_take_actions(actions: Actions, commands: TakeCommands, workspace: Workspace) -> None:
    """Enable what makes sense for the current take and those selected with it."""
    entry = commands.current
    for group in CONTEXT:
        for name in group:
            actions[name].setEnabled(entry is not None)
    actions["take-discard"].setEnabled(entry is not None and not entry.trashed)
    actions["take-restore"].setEnabled(entry is not None and entry.trashed)
    actions["take-compare"].setText(
        translate("Actions", "&Compare the two takes")
        if len(commands.chosen) == 2
        else translate("Actions", "&Compare in the viewer")
    )
    actions["take-use-clip"].setEnabled(clip_role(commands, workspace) is not None)
    actions["take-show-clips"].setEnabled(True)
    actions["take-matrix"].setEnabled(bool(workspace.take_numbers))
