"""The table's entries about making pictures and about the stack they are made for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import Role
from layerflow_studio.ui.actions import ActionSpec
from layerflow_studio.ui.panels.layer_menu import ADD_ACTIONS

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def stack_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the entries that add and restack layers."""
    menu, commands = translate("Actions", "&Layer"), window.layer_commands
    editing = window.timeline.editing
    names = {
        Role.FOREGROUND: (translate("Actions", "Add a &foreground"), "foreground"),
        Role.BACKGROUND: (translate("Actions", "Add a &background"), "background"),
        Role.BLENDED: (translate("Actions", "Add a s&cene"), "blended"),
        Role.MEDIA: (translate("Actions", "Add a &media layer"), "media"),
    }
    keys = {Role.FOREGROUND: ("Ctrl+Shift+N",)}
    return (
        *(
            ActionSpec(
                ADD_ACTIONS[role],
                text,
                menu,
                partial(commands.add, role),
                keys.get(role, ()),
                picture,
                10,
            )
            for role, (text, picture) in names.items()
        ),
        ActionSpec(
            "raise",
            translate("Actions", "Move &up"),
            menu,
            partial(editing.raise_layers, 1),
            ("Ctrl+]", "Ctrl+PgUp"),
            section=11,
        ),
        ActionSpec(
            "lower",
            translate("Actions", "Move do&wn"),
            menu,
            partial(editing.raise_layers, -1),
            ("Ctrl+[", "Ctrl+PgDown"),
            section=11,
        ),
    )


def generate_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the entries that run the model and stop it."""
    menu, generation, jobs = translate("Actions", "&Generate"), window.generation, window.jobs
    return (
        ActionSpec(
            "generate",
            translate("Actions", "&Generate"),
            menu,
            generation.generate,
            ("Ctrl+Return", "Ctrl+Enter"),
            "generate",
        ),
        ActionSpec(
            "reroll",
            translate("Actions", "&Re-roll the selected layer"),
            menu,
            generation.reroll_selected,
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            "reroll",
        ),
        ActionSpec(
            "new-seed", translate("Actions", "&New seed"), menu, generation.draw_seed, ("Ctrl+R",), "dice"
        ),
        ActionSpec("cancel", translate("Actions", "&Cancel"), menu, generation.cancel, ("Esc",), "cancel", 1),
        ActionSpec(
            "cancel-waiting",
            translate("Actions", "Cancel jobs that &wait"),
            menu,
            jobs.cancel_waiting,
            section=1,
        ),
        ActionSpec(
            "cancel-all",
            translate("Actions", "Cancel a&ll jobs"),
            menu,
            jobs.cancel_all,
            ("Ctrl+Shift+Esc",),
            section=1,
        ),
        ActionSpec(
            "models",
            translate("Actions", "&Models…"),
            menu,
            window.show_models,
            ("Ctrl+Alt+O",),
            "chip",
            2,
            tip=translate("Actions", "Obtain, check and remove models, and choose one"),
        ),
    )
