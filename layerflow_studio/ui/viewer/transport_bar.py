"""Timecode, playing, loop, rate and zoom: the bar below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from layerflow_studio.core.timebase import frame_of_timecode, timecode_of
from layerflow_studio.errors import BadInput
from layerflow_studio.ui import theme
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import action_button, drop_down, revert_on_escape
from layerflow_studio.ui.icons import icon
from layerflow_studio.ui.numbers import fixed, short
from layerflow_studio.ui.sentences import said
from layerflow_studio.ui.steady import SteadyButton, SteadyLabel
from layerflow_studio.ui.transport import Loop
from layerflow_studio.ui.workspace import Workspace

if TYPE_CHECKING:
    from layerflow_studio.ui.viewer.panel import ViewerPanel

_IN_FRAMES = "viewer_shows_frames"
_LOOP_ICONS = {Loop.ONCE: "once", Loop.ALL: "loop", Loop.PINGPONG: "pingpong"}
ZOOMS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class TransportBar(QFrame):
    """Shows timecode and frame number, either of them large; a click on the small one exchanges them."""

    def __init__(self, workspace: Workspace, viewer: ViewerPanel, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._workspace, self._viewer, self._actions = workspace, viewer, actions
        self.timecode = QLineEdit()
        self.timecode.setObjectName("timecode")
        self.timecode.setAccessibleName(self.tr("Timecode"))
        self.timecode.setToolTip(self.tr("Type a timecode or a frame number to go there"))
        self.timecode.setFont(theme.numeric_font(11, bold=True))
        self.timecode.setFixedWidth(self.timecode.fontMetrics().horizontalAdvance("00:00:00:00") + 30)
        self.timecode.editingFinished.connect(self._go)
        revert_on_escape(self.timecode, self._show_frame)
        self.frame = SteadyButton()
        self.frame.setObjectName("quiet")
        self.frame.setFont(theme.numeric_font(8.75))
        self.frame.setAutoRaise(True)
        self.frame.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.frame.setToolTip(self.tr("Exchange timecode and frame number"))
        self.frame.clicked.connect(self._exchange)
        self.rate = SteadyLabel()
        self.rate.setObjectName("muted")
        self.rate.setFont(theme.numeric_font(8.75))
        self.zoom = drop_down(self.tr("Zoom"))
        self._lay_out(actions)
        viewer.canvas.zoom_changed.connect(self._show_zoom)
        transport = workspace.transport
        transport.frame_changed.connect(self._show_frame)
        transport.playing_changed.connect(self._show_frame)
        transport.speed_changed.connect(self._show_frame)
        transport.loop_changed.connect(self._show_loop)
        workspace.composition_changed.connect(self._show_frame)
        self.zoom.activated.connect(self._choose_zoom)
        self._show_frame()
        self._show_zoom()
        self._show_loop()

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
        self.loop = action_button(actions["loop"])
        middle.addWidget(self.loop)
        right.addStretch(1)
        right.addWidget(self.rate)
        right.addSpacing(6)
        self.zoom.addItem(self.tr("Fit"), None)
        for zoom in ZOOMS:
            self.zoom.addItem(f"{zoom * 100:.0f} %", zoom)
        self.zoom.setMinimumWidth(
            self.zoom.fontMetrics().horizontalAdvance(self.tr("Fit ({percent})").format(percent="1000 %"))
            + 40
        )
        right.addWidget(self.zoom)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 4, 8, 4)
        line.addLayout(left, 1)
        line.addLayout(middle)
        line.addLayout(right, 1)

    @property
    def in_frames(self) -> bool:
        """Whether the frame number is the large one."""
        return bool(self._viewer.settings.get(_IN_FRAMES, False))

    def _exchange(self) -> None:
        self._viewer.settings.put(_IN_FRAMES, not self.in_frames)
        self.timecode.setModified(False)
        self._show_frame()

    # --- showing

    def _show_frame(self, *_: object) -> None:
        transport = self._workspace.transport
        if not self.timecode.isModified():
            self.timecode.setText(self._large())
        self.frame.setText(self._small())
        self._show_rate(float(self._workspace.document.canvas.fps), transport.speed)

    def _large(self) -> str:
        frame = self._workspace.transport.frame
        return str(frame) if self.in_frames else timecode_of(frame, self._workspace.document.canvas.fps)

    def _small(self) -> str:
        canvas, frame = self._workspace.document.canvas, self._workspace.transport.frame
        if self.in_frames:
            return timecode_of(frame, canvas.fps)
        return self.tr("frame {frame} / {last}").format(frame=frame, last=canvas.length - 1)

    def _show_rate(self, wanted: float, speed: int) -> None:
        measured = self._viewer.rate.measured if speed else None
        if speed not in (0, 1):
            self.rate.setText(self.tr("{speed} × speed").format(speed=speed).replace("-", "−"))
        elif measured is None:
            self.rate.setText(self.tr("{rate} fps").format(rate=short(wanted)))
        else:
            text = self.tr("{real} of {rate} fps").format(real=fixed(measured, 1), rate=short(wanted))
            dropped = self._viewer.rate.dropped
            if dropped:
                text += self.tr(" · {count} dropped").format(count=dropped)
            self.rate.setText(text)

    def _show_loop(self, *_: object) -> None:
        loop = self._workspace.transport.loop
        names = {
            Loop.ONCE: self.tr("Play once"),
            Loop.ALL: self.tr("Loop"),
            Loop.PINGPONG: self.tr("Ping-pong"),
        }
        action = self._actions["loop"]
        action.setIcon(icon(_LOOP_ICONS[loop], colour=theme.TEXT if loop == Loop.ONCE else theme.ACCENT))
        keys = action.shortcut().toString()
        action.setToolTip(f"{names[loop]} ({keys})" if keys else names[loop])
        self.loop.setAccessibleName(self.tr("At the end: {mode}").format(mode=names[loop]))
        self._actions[f"loop-{loop.value}"].setChecked(True)

    def _show_zoom(self) -> None:
        canvas = self._viewer.canvas
        percent = f"{canvas.view.shown_zoom * 100:.0f} %"
        self.zoom.setItemText(0, self.tr("Fit ({percent})").format(percent=percent))
        if canvas.zoom is None:
            self.zoom.setCurrentIndex(0)
            return
        index = self.zoom.findData(canvas.zoom)
        self.zoom.setCurrentIndex(index)
        if index < 0:
            self.zoom.setPlaceholderText(percent)

    # --- choosing

    def _go(self) -> None:
        text, canvas = self.timecode.text().strip(), self._workspace.document.canvas
        if not self.timecode.isModified():
            return
        try:
            frame = int(text) if text.isdigit() else frame_of_timecode(text, canvas.fps)
            self._workspace.transport.go_to(frame)
        except BadInput as problem:
            self._workspace.refused.emit(said(problem))
        self.timecode.setText(self._large())

    def _choose_zoom(self, index: int) -> None:
        zoom = self.zoom.itemData(index)
        self._viewer.canvas.fit() if zoom is None else self._viewer.canvas.zoom_to(zoom)
