"""What to say over the picture while it is not the final one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.viewmodes import Channel
from layerflow_studio.ui.viewer.compare_bar import describe
from layerflow_studio.ui.viewer.comparing import Comparing, view_name
from layerflow_studio.ui.workspace import Workspace

translate = QCoreApplication.translate


def channel_name(channel: Channel) -> str:
    """What a channel is called."""
    return {
        Channel.RGB: translate("Viewer", "Colour"),
        Channel.RED: translate("Viewer", "Red channel"),
        Channel.GREEN: translate("Viewer", "Green channel"),
        Channel.BLUE: translate("Viewer", "Blue channel"),
        Channel.ALPHA: translate("Viewer", "Alpha channel"),
        Channel.STRAIGHT: translate("Viewer", "Straight colour"),
        Channel.MATTE: translate("Viewer", "Matte overlay"),
    }[channel]


def tag_of(workspace: Workspace, comparing: Comparing, channel: Channel) -> str:
    """Everything that keeps the picture from being the final one; empty when nothing does."""
    parts: list[str] = []
    if comparing.flipped:
        parts.append(f"B: {view_name(comparing.comparison.second, workspace)}")
    elif comparing.comparison.mode is not None:
        parts.append(describe(comparing.comparison, workspace))
    if channel != Channel.RGB:
        parts.append(channel_name(channel))
    soloed = [layer.name for layer in workspace.document.layers if layer.solo and layer.visible]
    if soloed and not parts:
        parts.append(translate("Viewer", "Solo: {layers}").format(layers=", ".join(soloed)))
    return " · ".join(parts)
