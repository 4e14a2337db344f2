"""What the File menu offers for bringing clips in and taking films out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.ui.actions import ActionSpec

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def exchange_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the actions of import and export."""
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
            "export", translate("Actions", "&Export…"), menu, exchange.export, ("Ctrl+M",), "export", 2
        ),
    )
