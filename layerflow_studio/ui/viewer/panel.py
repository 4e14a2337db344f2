"""The viewer: how to look on top, the picture, and below it the transport."""

from __future__ import annotations

import time
from collections import deque

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from layerflow_studio.core.document import Document
from layerflow_studio.core.timebase import frame_of_timecode, timecode_of
from layerflow_studio.core.viewmodes import Backdrop, Channel
from layerflow_studio.errors import BadInput
from layerflow_studio.ui import theme
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import action_button, divider, drop_down, muted
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.viewer.canvas import Canvas, Tile
from layerflow_studio.ui.words import role_name
from layerflow_studio.ui.workspace import Workspace

_AHEAD = 12
CHANNEL_ACTIONS = {
    Channel.RGB: "view-rgb",
    Channel.RED: "view-red",
    Channel.GREEN: "view-green",
    Channel.BLUE: "view-blue",
    Channel.ALPHA: "view-alpha",
    Channel.MATTE: "view-matte",
}


class ViewerPanel(QWidget):
    """Shows the project frame under the playhead, or the preview of a run while it goes on."""

    def __init__(self, workspace: Workspace, generation: Generation) -> None:
        super().__init__()
        self._workspace, self._generation = workspace, generation
        self.canvas = Canvas()
        self.channel = Channel.RGB
        self.live = True
        self._painted: deque[float] = deque(maxlen=240)
        frames, transport, preview = workspace.frames, workspace.transport, generation.preview
        transport.frame_changed.connect(self._show)
        transport.playing_changed.connect(self._on_playing)
        workspace.document_changed.connect(self._on_document)
        workspace.project_changed.connect(self._show)
        frames.pictured.connect(self._on_pictured)
        preview.changed.connect(self._show_preview)
        generation.running_changed.connect(self._say_why_empty)
        generation.plan_changed.connect(self._say_why_empty)
        self.canvas.shown.connect(self._count)

    def build(self, actions: Actions) -> None:
        """Put the bars around the picture; the actions are the window's."""
        self.transport_bar = TransportBar(self._workspace, self, actions)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._view_bar(actions))
        whole.addWidget(self.canvas, 1)
        whole.addWidget(self.transport_bar)
        self._show()
        self._say_why_empty()

    # --- how to look

    def set_channel(self, channel: Channel) -> None:
        """Look at one channel."""
        self.channel = channel
        self._show()

    def set_backdrop(self, backdrop: Backdrop) -> None:
        """Choose what is seen through the picture."""
        self.canvas.set_backdrop(backdrop)
        self.backdrops.setCurrentIndex(list(Backdrop).index(backdrop))

    def set_live(self, live: bool) -> None:
        """Choose whether a running generation is shown in place of the picture."""
        self.live = live
        self._show_preview()

    @property
    def measured_rate(self) -> float | None:
        """Pictures painted a second while playing; None when not known."""
        recent = [moment for moment in self._painted if moment > time.monotonic() - 2]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 3 else None

    # --- showing

    def _show(self, *_: object) -> None:
        document, frame = self._workspace.document, self._workspace.transport.frame
        self.canvas.set_frame_size(QSize(document.canvas.width, document.canvas.height))
        image = self._workspace.frames.picture(document, frame, self.channel)
        if image is not None:
            self.canvas.set_image(image)
        if self._workspace.transport.playing:
            self._look_ahead(document, frame)

    def _look_ahead(self, document: Document, frame: int) -> None:
        played = document.range
        coming = [played.start + (frame - played.start + n) % played.length for n in range(1, _AHEAD)]
        self._workspace.frames.prepare(document, coming, self.channel)

    def _on_pictured(self, frame: int) -> None:
        if frame == self._workspace.transport.frame:
            self._show()

    def _on_document(self, old: Document, new: Document) -> None:
        if old.layers != new.layers or old.canvas != new.canvas:
            self._show()
            self._say_why_empty()

    def _on_playing(self, _playing: bool) -> None:
        self._painted.clear()

    def _count(self) -> None:
        if self._workspace.transport.playing:
            self._painted.append(time.monotonic())

    def _show_preview(self) -> None:
        preview = self._generation.preview
        if not (self.live and preview.active):
            self.canvas.set_tiles([], "")
            return
        tiles = []
        for role in preview.roles:
            image = preview.image(role)
            if image is not None:
                tiles.append(Tile(image, role_name(role).capitalize(), theme.ROLE_COLOURS[role]))
        tag = self.tr("Preview, step {step} of {total}").format(step=preview.step, total=preview.total)
        self.canvas.set_tiles(tiles, tag)

    def _say_why_empty(self) -> None:
        layers = self._workspace.document.layers
        if any(layer.clip is not None and layer.visible for layer in layers):
            self.canvas.set_message("")
        elif self._generation.current is not None:
            self.canvas.set_message(self.tr("The first pictures will be here in a moment."))
        elif any(layer.clip is not None for layer in layers):
            self.canvas.set_message(self.tr("Every layer with a picture is hidden."))
        else:
            self.canvas.set_message(
                self.tr("Nothing here yet.\nDescribe the layers on the left, then press Generate.")
            )

    # --- building

    def _view_bar(self, actions: Actions) -> QWidget:
        bar = QFrame()
        bar.setObjectName("bar")
        line = QHBoxLayout(bar)
        line.setContentsMargins(8, 4, 8, 4)
        line.setSpacing(2)
        for channel in CHANNEL_ACTIONS.values():
            button = action_button(actions[channel])
            button.setObjectName("segment")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setText(actions[channel].iconText())
            line.addWidget(button)
        line.addSpacing(6)
        line.addWidget(divider())
        line.addSpacing(6)
        self.backdrops = drop_down(self.tr("Behind the picture"))
        for backdrop, name in zip(
            Backdrop, (self.tr("Checkerboard"), self.tr("Black"), self.tr("White")), strict=True
        ):
            self.backdrops.addItem(name, backdrop)
        self.backdrops.currentIndexChanged.connect(self._choose_backdrop)
        line.addWidget(self.backdrops)
        line.addStretch(1)
        self.canvas_size = muted()
        line.addWidget(self.canvas_size)
        line.addSpacing(8)
        line.addWidget(action_button(actions["view-live"]))
        line.addWidget(action_button(actions["view-fit"]))
        self._workspace.document_changed.connect(self._say_size)
        self._workspace.project_changed.connect(self._say_size)
        self._say_size()
        return bar

    def _choose_backdrop(self) -> None:
        self.canvas.set_backdrop(self.backdrops.currentData())

    def _say_size(self, *_: object) -> None:
        canvas = self._workspace.document.canvas
        self.canvas_size.setText(f"{canvas.width} × {canvas.height}")


class TransportBar(QFrame):
    """Timecode, playing, loop, rate and zoom."""

    def __init__(self, workspace: Workspace, viewer: ViewerPanel, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._workspace, self._viewer = workspace, viewer
        self.timecode = QLineEdit()
        self.timecode.setObjectName("timecode")
        self.timecode.setAccessibleName(self.tr("Timecode"))
        self.timecode.setToolTip(self.tr("Type a timecode or a frame number to go there"))
        self.timecode.setFont(theme.numeric_font(11, bold=True))
        self.timecode.setFixedWidth(118)
        self.timecode.editingFinished.connect(self._go)
        self.frame = muted()
        self.rate = muted()
        self.zoom = drop_down(self.tr("Zoom"))
        self._lay_out(actions)
        viewer.canvas.zoom_changed.connect(self._show_zoom)
        workspace.transport.frame_changed.connect(self._show_frame)
        workspace.transport.playing_changed.connect(self._show_frame)
        workspace.document_changed.connect(self._show_frame)
        self.zoom.activated.connect(self._choose_zoom)
        self._show_frame()
        self._show_zoom()

    def _lay_out(self, actions: Actions) -> None:
        left, middle, right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        left.addWidget(self.timecode)
        left.addWidget(self.frame)
        left.addStretch(1)
        middle.setSpacing(2)
        for name in ("first", "step-back", "play", "step-forward", "last"):
            button = action_button(actions[name], side=24 if name == "play" else 18)
            middle.addWidget(button)
        middle.addSpacing(8)
        middle.addWidget(action_button(actions["loop"]))
        right.addStretch(1)
        right.addWidget(self.rate)
        right.addSpacing(6)
        for text, zoom in (
            (self.tr("Fit"), None),
            ("50 %", 0.5),
            ("100 %", 1.0),
            ("200 %", 2.0),
            ("400 %", 4.0),
        ):
            self.zoom.addItem(text, zoom)
        self.zoom.setMinimumWidth(104)
        right.addWidget(self.zoom)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.addLayout(left, 1)
        line.addLayout(middle)
        line.addLayout(right, 1)

    def _show_frame(self, *_: object) -> None:
        transport = self._workspace.transport
        canvas = self._workspace.document.canvas
        if not self.timecode.isModified():
            self.timecode.setText(timecode_of(transport.frame, canvas.fps))
        self.frame.setText(
            self.tr("frame {frame} / {last}").format(frame=transport.frame, last=canvas.length - 1)
        )
        wanted = float(canvas.fps)
        measured = self._viewer.measured_rate if transport.playing else None
        if measured is None:
            self.rate.setText(self.tr("{rate} fps").format(rate=f"{wanted:g}"))
        else:
            self.rate.setText(
                self.tr("{real} of {rate} fps").format(real=f"{measured:.1f}", rate=f"{wanted:g}")
            )

    def _go(self) -> None:
        text, canvas = self.timecode.text().strip(), self._workspace.document.canvas
        if not self.timecode.isModified():
            return
        try:
            frame = int(text) if text.isdigit() else frame_of_timecode(text, canvas.fps)
            self._workspace.transport.go_to(frame)
        except BadInput as problem:
            self._workspace.refused.emit(str(problem))
        self.timecode.setText(timecode_of(self._workspace.transport.frame, canvas.fps))

    def _show_zoom(self) -> None:
        canvas = self._viewer.canvas
        percent = f"{canvas.scale * 100:.0f} %"
        self.zoom.setItemText(0, self.tr("Fit ({percent})").format(percent=percent))
        if canvas.zoom is None:
            self.zoom.setCurrentIndex(0)
            return
        index = self.zoom.findData(canvas.zoom)
        self.zoom.setCurrentIndex(index)
        if index < 0:
            self.zoom.setPlaceholderText(percent)

    def _choose_zoom(self, index: int) -> None:
        zoom = self.zoom.itemData(index)
        self._viewer.canvas.fit() if zoom is None else self._viewer.canvas.zoom_to(zoom)
