"""The actions of the shell: start page, sample, preferences, workspaces."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import Property
from layerflow_studio.ui.actions import ActionSpec
from layerflow_studio.ui.layouts import EDIT, GENERATE, REVIEW

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate
WORKSPACE_ACTIONS = {EDIT: "workspace-edit", GENERATE: "workspace-generate", REVIEW: "workspace-review"}


def opening_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """What begins with another project, in the file menu."""
    menu = translate("Actions", "&File")
    return (
        ActionSpec(
            "open-sample",
            translate("Actions", "Open the sa&mple"),
            menu,
            window.shell.open_sample,
            tip=translate("Actions", "A finished shot with takes to try things on"),
        ),
        ActionSpec(
            "start-page",
            translate("Actions", "Start &page"),
            menu,
            window.toggle_start_page,
            ("Ctrl+Shift+H",),
        ),
    )


def choosing_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """The frame under the playhead and preferences, in the edit menu."""
    menu, stills = translate("Actions", "&Edit"), window.shell.stills
    return (
        ActionSpec(
            "copy-frame",
            translate("Actions", "Cop&y frame"),
            menu,
            stills.copy,
            ("Ctrl+Shift+C",),
            section=2,
        ),
        ActionSpec("save-frame", translate("Actions", "Save &frame as PNG…"), menu, stills.save, section=2),
        ActionSpec(
            "preferences",
            translate("Actions", "Pr&eferences…"),
            menu,
            window.show_preferences,
            ("Ctrl+,",),
            section=9,
        ),
    )


def property_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """The inspector's numbers by key, in the layer menu."""
    menu = translate("Actions", "&Layer")
    names = (
        ("focus-anchor", translate("Actions", "Type the anchor"), Property.ANCHOR_X),
        ("focus-position", translate("Actions", "Type the position"), Property.X),
        ("focus-scale", translate("Actions", "Type the scale"), Property.SCALE_X),
        ("focus-rotation", translate("Actions", "Type the rotation"), Property.ROTATION),
        ("focus-opacity", translate("Actions", "Type the opacity"), Property.OPACITY),
    )
    return tuple(
        ActionSpec(name, text, menu, partial(window.focus_property, prop), section=9)
        for name, text, prop in names
    )


def window_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Workspaces and the layout, in the window menu."""
    menu = translate("Actions", "&Window")
    names = {
        EDIT: (translate("Actions", "Workspace &Edit"), "Alt+1"),
        GENERATE: (translate("Actions", "Workspace &Generate"), "Alt+2"),
        REVIEW: (translate("Actions", "Workspace &Review"), "Alt+3"),
    }
    workspaces = tuple(
        ActionSpec(
            WORKSPACE_ACTIONS[workspace],
            text,
            menu,
            partial(window.choose_workspace, workspace),
            (keys,),
            checkable=True,
            group="workspace",
        )
        for workspace, (text, keys) in names.items()
    )
    reset = ActionSpec(
        "reset-layout", translate("Actions", "Re&set this workspace"), menu, window.reset_layout, section=1
    )
    return (*workspaces, reset)
