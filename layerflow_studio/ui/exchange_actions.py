"""What the menus offer for bringing clips in and taking films out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.ui.actions import ActionSpec

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def exchange_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the actions of import and export, for the File menu."""
    menu, exchange = translate("Actions", "&File"), window.shell.exchange
    return (
        ActionSpec(
            "import",
            translate("Actions", "&Import a clip…"),
            menu,
            exchange.import_clip,
            ("Ctrl+I",),
            "import",
            2,
            tip=translate("Actions", "Put a video or pictures on the selected layer and lock it"),
        ),
        ActionSpec(
            "import-layer",
            translate("Actions", "Import as a new &layer…"),
            menu,
            exchange.import_layer,
            ("Ctrl+Shift+I",),
            section=2,
            tip=translate("Actions", "Put a video or pictures at their own size on a new layer on top"),
        ),
        ActionSpec(
            "export", translate("Actions", "&Export…"), menu, exchange.export, ("Ctrl+M",), "export", 2
        ),
        ActionSpec(
            "handoff",
            translate("Actions", "&Hand over to an editor…"),
            menu,
            exchange.hand_over,
            ("Ctrl+Alt+M",),
            section=2,
            tip=translate("Actions", "Write movies, timelines and scripts for other programs into a folder"),
        ),
    )


def footage_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the actions for the footage of the selected layer, for the Layer menu."""
    menu, exchange = translate("Actions", "&Layer"), window.shell.exchange
    return (
        ActionSpec(
            "interpret",
            translate("Actions", "&Interpret footage…"),
            menu,
            exchange.interpret,
            section=4,
            tip=translate("Actions", "Say how the layer's file holds colour beside its alpha"),
        ),
        ActionSpec(
            "bring-back",
            translate("Actions", "Bring bac&k an edited layer…"),
            menu,
            exchange.bring_back,
            section=4,
            tip=translate("Actions", "File a movie of the layer, edited elsewhere, as a take of it"),
        ),
    )
