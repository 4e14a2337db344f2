"""The viewer: how to look on top, the picture, and below it pixel values, transport and recomposition."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from layerflow_studio.core.document import Document
from layerflow_studio.core.viewmodes import Backdrop, Channel, Colour, Compare
from layerflow_studio.core.views import View
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui import theme
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.generation import Generation
from layerflow_studio.ui.hold import Hold
from layerflow_studio.ui.transport import Loop
from layerflow_studio.ui.viewer.canvas import Arrangement, Canvas
from layerflow_studio.ui.viewer.compare_bar import CompareBar
from layerflow_studio.ui.viewer.comparing import Comparing, Comparison, view_name
from layerflow_studio.ui.viewer.looks import Shot
from layerflow_studio.ui.viewer.meter import MeterLine, RecompositionMeter
from layerflow_studio.ui.viewer.painting import Guide, Tile
from layerflow_studio.ui.viewer.play_rate import PlayRate
from layerflow_studio.ui.viewer.probe import ProbeLine, Reading
from layerflow_studio.ui.viewer.tags import tag_of
from layerflow_studio.ui.viewer.transform_tool import TransformTool
from layerflow_studio.ui.viewer.transport_bar import TransportBar
from layerflow_studio.ui.viewer.view_bar import CHANNEL_ACTIONS, GUIDE_ACTIONS, ViewBar
from layerflow_studio.ui.words import first_upper, role_name
from layerflow_studio.ui.workspace import Workspace

__all__ = ["CHANNEL_ACTIONS", "ViewerPanel"]

_AHEAD = 12
_GUIDES, _PROBE, _METER, _LOOP = "viewer_guides", "viewer_probe", "viewer_meter", "viewer_loop"
_ONCE_A_PRESS = ("shuttle-back", "shuttle-stop", "shuttle-forward", "compare-flip", "view-panels")


class ViewerPanel(QWidget):
    """Shows the project frame under the playhead, alone or compared, or the preview of a running generation."""

    told = Signal(str)
    """A sentence for the status line."""

    def __init__(self, workspace: Workspace, generation: Generation, settings: Settings) -> None:
        super().__init__()
        self._workspace, self._generation, self.settings = workspace, generation, settings
        self.canvas = Canvas()
        self.comparing = Comparing(workspace, self)
        self.meter = RecompositionMeter(workspace, self)
        self.rate = PlayRate(workspace.transport)
        self.transform = TransformTool(workspace, self.canvas)
        self.channel = Channel.RGB
        self.live = True
        self._shots: list[Shot | None] = [None]
        self._shown_frame = -1
        self._under: tuple[int, int, int] | None = None
        self._still, self._flip = Hold(self), Hold(self)
        self._connect()

    def _connect(self) -> None:
        workspace, generation = self._workspace, self._generation
        transport, preview = workspace.transport, generation.preview
        transport.frame_changed.connect(self._on_frame)
        transport.speed_changed.connect(self._on_speed)
        workspace.composition_changed.connect(self._on_document)
        workspace.project_changed.connect(self._on_project)
        workspace.frames.pictured.connect(self._on_pictured)
        preview.changed.connect(self._show_preview)
        generation.running_changed.connect(self._say_why_empty)
        generation.plan_changed.connect(self._say_why_empty)
        self.comparing.changed.connect(self._on_comparing)
        self._flip.ended.connect(self._end_flip)
        self.canvas.shown.connect(self._count)
        self.canvas.hovered.connect(self._probe)
        self.canvas.picked.connect(self._copy_colour)
        self.canvas.tapped.connect(self._tap)

    def build(self, actions: Actions) -> None:
        """Put the bars around the picture; the actions are the window's."""
        self._actions = actions
        for name in _ONCE_A_PRESS:
            actions[name].setAutoRepeat(False)
        self.view_bar = ViewBar(self.canvas, self.settings, actions)
        self.compare_bar = CompareBar(self._workspace, self.comparing, self.canvas.wipe)
        self.probe = ProbeLine()
        self.transport_bar = TransportBar(self._workspace, self, actions)
        self.meter_line = MeterLine(self._workspace, self.meter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for widget in (self.view_bar, self.compare_bar):
            whole.addWidget(widget)
        whole.addWidget(self.canvas, 1)
        for widget in (self.probe, self.transport_bar, self.meter_line):
            whole.addWidget(widget)
        self._restore()
        self.meter.start()
        self._show()
        self._say_size()
        self._say_why_empty()

    @property
    def backdrops(self) -> QComboBox:
        """The choice of what lies behind the picture."""
        return self.view_bar.backdrops

    # --- how to look

    def set_channel(self, channel: Channel) -> None:
        """Look at one channel."""
        self.channel = channel
        self._show()

    def set_backdrop(self, backdrop: Backdrop | Colour) -> None:
        """Choose what is seen through the picture."""
        self.view_bar.set_backdrop(backdrop)

    def set_live(self, live: bool) -> None:
        """Choose whether a running generation is shown in place of the picture."""
        self.live = live
        self._show_preview()

    def compare(self, first: View, second: View, mode: Compare = Compare.WIPE) -> None:
        """Show two views together; see `core.views` for what they can be."""
        self.comparing.set(Comparison(first, second, mode, self.comparing.comparison.gain))

    def stop_comparing(self) -> None:
        """Show the picture alone."""
        self.comparing.set_mode(None)

    def choose_compare(self, mode: Compare, chosen: bool) -> None:
        """Compare in this way, or no longer."""
        if chosen != (self.comparing.comparison.mode == mode):
            self.comparing.toggle(mode)

    def flip(self) -> None:
        """Show B for as long as the key is held; from a menu, until this is called again."""
        if self.comparing.flipped:
            self._flip.end()
            self._end_flip()
            return
        self.comparing.set_flipped(True)
        self._flip.begin(self._actions["compare-flip"].shortcuts())

    def set_guide(self, guide: Guide, shown: bool) -> None:
        """Show or hide lines over the picture; remembered."""
        guides = self.canvas.guides | {guide} if shown else self.canvas.guides - {guide}
        self.canvas.set_guides(guides)
        self.settings.put(_GUIDES, sorted(guides))

    def set_transform(self, shown: bool) -> None:
        """Put handles on the selected layer, or take them away."""
        self.canvas.set_tool(self.transform if shown else None)
        if shown:
            self.canvas.setFocus()

    def set_probe(self, shown: bool) -> None:
        """Show or hide the pixel's values; remembered."""
        self.probe.setVisible(shown)
        self.settings.put(_PROBE, shown)

    def set_meter(self, shown: bool) -> None:
        """Show or hide the recomposition meter; remembered."""
        self.meter_line.setVisible(shown)
        self.settings.put(_METER, shown)

    # --- shuttle

    def shuttle(self, direction: int) -> None:
        """Run that way, faster with every call; while the key that stops is held, one frame that way."""
        if self._still.active:
            self._workspace.transport.step(direction)
        else:
            self._workspace.transport.shuttle(direction)

    def hold_still(self) -> None:
        """Stop; what `shuttle` does changes until the key is let go."""
        self._workspace.transport.stop()
        self._still.begin(self._actions["shuttle-stop"].shortcuts())

    # --- showing

    def _show(self, *_: object) -> None:
        document, frame = self._workspace.document, self._workspace.transport.frame
        self.canvas.set_frame_size(QSize(document.canvas.width, document.canvas.height))
        looks = self.comparing.looks(self.channel)
        shots = self._workspace.frames.shots(looks, frame)
        self._take(shots, frame)
        if self._workspace.transport.playing:
            self._workspace.frames.prepare(looks, self._workspace.transport.coming(_AHEAD))
        self._say_tag()

    def _take(self, shots: list[Shot | None], frame: int) -> None:
        """Put what has arrived on the canvas."""
        if len(shots) != len(self._shots):
            self._shots = [None] * len(shots)
        if all(shots) or (any(shots) and self.canvas.image is None):
            self._shots = [new or old for new, old in zip(shots, self._shots, strict=True)]
            self._shown_frame = frame
            self.canvas.set_pictures([None if shot is None else shot.image for shot in shots])
            self._probe(self._under)

    def _on_frame(self, _frame: int) -> None:
        self.rate.moved()
        self._show()

    def _on_pictured(self, frame: int) -> None:
        """Show what was wanted; while playing also what comes late, rather than nothing."""
        transport = self._workspace.transport
        if frame == transport.frame:
            self._show()
        elif transport.playing:
            late = self._workspace.frames.known(self.comparing.looks(self.channel), frame)
            if late and self._shown_frame != transport.frame:
                self._take(list(late), frame)

    def _on_document(self, old: Document, new: Document) -> None:
        if old.layers != new.layers or old.canvas != new.canvas:
            self._show()
            self._say_why_empty()
            self._say_size()

    def _on_project(self) -> None:
        self.comparing.forget()
        self._say_size()

    def _on_comparing(self) -> None:
        comparison = self.comparing.comparison
        names = ("A", "B")
        captions = tuple(f"{letter}  {name}" for letter, name in zip(names, self._view_names(), strict=True))
        self.canvas.arrange(self.comparing.arrangement, captions if comparison.mode else ())
        self._mark_modes()
        self._show()

    def _view_names(self) -> tuple[str, str]:
        now = self.comparing.comparison
        return view_name(now.first, self._workspace), view_name(now.second, self._workspace)

    def _mark_modes(self) -> None:
        for mode in Compare:
            action = self._actions.get(f"compare-{mode.value}")
            if action is not None and action.isCheckable():
                action.setChecked(self.comparing.comparison.mode == mode)

    def _end_flip(self) -> None:
        self.comparing.set_flipped(False)

    def _on_speed(self, _speed: int) -> None:
        self.rate.begin()

    def _count(self) -> None:
        if self._workspace.transport.playing:
            self.rate.painted(in_time=self._shown_frame == self._workspace.transport.frame)

    def _show_preview(self) -> None:
        preview = self._generation.preview
        tiles = []
        for role in preview.roles if self.live else ():
            image = preview.image(role)
            if image is not None:
                tiles.append(Tile(image, first_upper(role_name(role)), theme.ROLE_COLOURS[role]))
        self.canvas.set_tiles(tiles)
        self._say_tag()

    # --- saying

    def _say_tag(self) -> None:
        preview = self._generation.preview
        if self.live and preview.active:
            text = self.tr("Preview, step {step} of {total}")
            self.canvas.set_tag(text.format(step=preview.step, total=preview.total))
        else:
            self.canvas.set_tag(tag_of(self._workspace, self.comparing, self.channel))

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

    def _say_size(self) -> None:
        canvas = self._workspace.document.canvas
        self.probe.set_beside(f"{canvas.width} × {canvas.height}")

    # --- the pixel under the cursor

    def _probe(self, under: tuple[int, int, int] | None) -> None:
        self._under = under
        self.probe.show_reading(self._reading(under))

    def _reading(self, under: tuple[int, int, int] | None) -> Reading | None:
        if under is None:
            return None
        pane, x, y = under
        shot = self._shots[pane] if pane < len(self._shots) else None
        value = None if shot is None else shot.value(x, y)
        paired = self.canvas.arrangement != Arrangement.SINGLE
        return None if value is None else Reading(x, y, value, "AB"[pane] if paired else "")

    def _copy_colour(self, pane: int, x: int, y: int) -> None:
        reading = self._reading((pane, x, y))
        if reading is not None:
            QGuiApplication.clipboard().setText(reading.hex)
            self.told.emit(self.tr("Copied the colour {colour}.").format(colour=reading.hex))

    def _tap(self) -> None:
        if QKeySequence("Space") in self._actions["play"].shortcuts():
            self._workspace.transport.toggle()

    def _restore(self) -> None:
        """Bring back what was chosen before."""
        found = self.settings.get(_GUIDES)
        for guide, name in GUIDE_ACTIONS.items():
            self._actions[name].setChecked(isinstance(found, list) and guide.value in found)
        for name, key in (("view-probe", _PROBE), ("view-meter", _METER)):
            shown = self.settings.get(key, True) is not False
            self._actions[name].setChecked(shown)
        self.probe.setVisible(self._actions["view-probe"].isChecked())
        self.meter_line.setVisible(self._actions["view-meter"].isChecked())
        loop = self.settings.get(_LOOP)
        if loop in tuple(Loop):
            self._workspace.transport.set_loop(Loop(loop))
        self._workspace.transport.loop_changed.connect(self._keep_loop)

    def _keep_loop(self, loop: str) -> None:
        self.settings.put(_LOOP, str(loop))
