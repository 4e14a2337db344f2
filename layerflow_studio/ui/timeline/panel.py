"""The timeline as it stands in its dock: ruler on top, heads and tracks scrolling below, zoom at the foot."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from layerflow_studio.core.kinds import Property
from layerflow_studio.core.timebase import timecode_of
from layerflow_studio.session.settings import Settings
from layerflow_studio.ui.actions import Actions
from layerflow_studio.ui.controls import action_button, muted
from layerflow_studio.ui.timeline.clipboard import TimelineClipboard
from layerflow_studio.ui.timeline.editing import TimelineEditing
from layerflow_studio.ui.timeline.heads import HEADS, Heads
from layerflow_studio.ui.timeline.key_editing import KeyEditing
from layerflow_studio.ui.timeline.layer_menu import TimelineMenus
from layerflow_studio.ui.timeline.markers import MarkerCard
from layerflow_studio.ui.timeline.picking import Picking
from layerflow_studio.ui.timeline.ruler import RULER, Ruler
from layerflow_studio.ui.timeline.state import TimelineState
from layerflow_studio.ui.timeline.tracks import Tracks
from layerflow_studio.ui.timeline.words import seconds_phrase, selection_phrase
from layerflow_studio.ui.workspace import Workspace

_FOOT = 24
_SLIDER_STEPS = 1000
_SETTING = "timeline"
translate = QCoreApplication.translate


class TimelinePanel(QWidget):
    """Ruler and tracks of the same width, so that frames stand below each other."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Timeline"))
        self._workspace = workspace
        self.state = TimelineState(workspace, self)
        self.editing = TimelineEditing(workspace, self)
        self.key_editing = KeyEditing(self.state, self)
        self.clipboard = TimelineClipboard(self.state, self.editing, self.key_editing, self)
        picking = Picking(workspace)
        self.ruler = Ruler(self.state)
        self.heads = Heads(self.state, picking, self.key_editing)
        self.tracks = Tracks(self.state, picking)
        self._actions: Actions = {}
        self._menus: TimelineMenus | None = None
        self._scroll = self._scroll_area()
        self.length = muted()
        self.bar = QScrollBar(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName(self.tr("Scroll the timeline"))
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setAccessibleName(self.tr("Timeline zoom"))
        self.zoom.setToolTip(self.zoom.accessibleName())
        self.zoom.setRange(0, _SLIDER_STEPS)
        self.zoom.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._connect()

    def build(self, actions: Actions) -> None:
        """Lay everything out, now that there are actions for the buttons."""
        self._actions = actions
        self._menus = TimelineMenus(self.state, self.editing, self.key_editing, actions, self)
        corner = QFrame()
        corner.setObjectName("bar")
        corner.setFixedSize(HEADS, RULER)
        line = QHBoxLayout(corner)
        line.setContentsMargins(10, 0, 6, 0)
        line.setSpacing(2)
        line.addWidget(self.length)
        line.addStretch(1)
        for name in ("marker-add", "split", "slip-tool", "snapping"):
            line.addWidget(action_button(actions[name], side=16))
        self._ruler_line = QHBoxLayout()
        self._ruler_line.setSpacing(0)
        self._ruler_line.addWidget(corner)
        self._ruler_line.addWidget(self.ruler, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._ruler_line)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._foot(actions))
        self._show_view()
        self._show_length()
        self._check_actions()

    def place_at(self, pos: QPoint | QPointF) -> tuple[str | None, int]:
        """Return the layer, if one is there, and the frame at a place of this panel, for what is dropped."""
        at = self.tracks.mapFrom(self, QPointF(pos))
        layer = self.tracks.layer_at(at.y())
        return (layer.id if layer is not None else None), self.tracks.scale.frame_at(at.x())

    @property
    def rows_bar(self) -> QScrollBar:
        """The scroll bar of the rows."""
        return self._scroll.verticalScrollBar()

    # --- what is remembered

    def keep(self, settings: Settings) -> None:
        """Put how the timeline is used into the settings."""
        state = self.state
        used = {"snapping": state.drag.snapping, "following": state.view.following}
        settings.put(_SETTING, used | {"timecode": state.timecode})

    def restore(self, settings: Settings) -> None:
        """Take how the timeline is used from the settings; what is not understood is left as it is."""
        found: object = settings.get(_SETTING)
        used = found if isinstance(found, dict) else {}
        self.set_snapping(used.get("snapping") is not False)
        self.set_following(used.get("following") is not False)
        self.state.set_timecode(used.get("timecode") is True)

    # --- what the table calls

    def delete(self) -> None:
        """Take away what was selected last: keys, else layers; the menu's entry says which."""
        if self.state.keys:
            self.key_editing.remove_picked()
        else:
            self.editing.delete()

    def nudge(self, by: int) -> None:
        """Move the selected keys by frames, or the selected layers when there are none."""
        if self.state.keys:
            self.key_editing.nudge_picked(by)
        else:
            self.editing.nudge(by)

    @property
    def has_focus(self) -> bool:
        """Whether keys come here."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def rename(self) -> None:
        """Type the selected layer's name in its head."""
        layer = self._workspace.selected
        if layer is not None:
            self.heads.rename(layer)

    def set_snapping(self, snapping: bool) -> None:
        """Let dragged edges snap, or not."""
        self.state.drag.snapping = snapping

    def set_following(self, following: bool) -> None:
        """Turn the page when the playhead leaves it, or not."""
        self.state.view.following = following

    # --- building

    def _scroll_area(self) -> QScrollArea:
        inside = QWidget()
        line = QHBoxLayout(inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.heads)
        line.addWidget(self.tracks, 1)
        scroll = QScrollArea()
        scroll.setObjectName("tracks")
        scroll.setAccessibleName(self.tr("Timeline"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        scroll.verticalScrollBar().rangeChanged.connect(self._match_widths)
        return scroll

    def _foot(self, actions: Actions) -> QFrame:
        foot = QFrame()
        foot.setObjectName("bar")
        foot.setFixedHeight(_FOOT)
        tools = QWidget()
        tools.setFixedWidth(HEADS)
        line = QHBoxLayout(tools)
        line.setContentsMargins(8, 0, 8, 0)
        line.setSpacing(2)
        line.addWidget(action_button(actions["timeline-fit"], side=14))
        line.addWidget(action_button(actions["timeline-out"], side=14))
        line.addWidget(self.zoom, 1)
        line.addWidget(action_button(actions["timeline-in"], side=14))
        whole = QHBoxLayout(foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(tools)
        whole.addWidget(self.bar, 1)
        return foot

    def _connect(self) -> None:
        view = self.state.view
        view.changed.connect(self._show_view)
        self.bar.valueChanged.connect(view.scroll_to)
        self.zoom.valueChanged.connect(self._zoom)
        self._workspace.composition_changed.connect(self._show_length)
        self._workspace.selection_changed.connect(self._show_selected)
        self._workspace.selection_changed.connect(self._check_actions)
        self.state.changed.connect(self._check_actions)
        for part in (self.heads, self.tracks):
            part.menu_wanted.connect(partial(self._open_menu, part))
            part.reached.connect(self._show_place)
        self.tracks.key_menu_wanted.connect(self._open_key_menu)
        self.tracks.property_menu_wanted.connect(self._open_property_menu)
        self.ruler.menu_wanted.connect(self._open_ruler_menu)
        self.ruler.marker_opened.connect(self._open_marker)
        self.editing.marker_opened.connect(self._open_marker)

    # --- showing

    def _match_widths(self, _low: int = 0, high: int = 0) -> None:
        """Leave as much room beside the ruler as the scroll bar takes beside the tracks."""
        bar = self._scroll.verticalScrollBar().sizeHint().width() if high > 0 else 0
        self._ruler_line.setContentsMargins(0, 0, bar, 0)

    def _show_view(self) -> None:
        view = self.state.view
        least, greatest = view.offsets
        with QSignalBlocker(self.bar):
            self.bar.setRange(least, greatest)
            self.bar.setPageStep(view.width)
            self.bar.setSingleStep(40)
            self.bar.setValue(view.offset)
        with QSignalBlocker(self.zoom):
            self.zoom.setValue(round(view.zoom_part * _SLIDER_STEPS))

    def _zoom(self, value: int) -> None:
        self.state.view.set_zoom_part(value / _SLIDER_STEPS)

    def _show_length(self, *_: object) -> None:
        canvas = self._workspace.document.canvas
        seconds = seconds_phrase(canvas.length, canvas.fps)
        time = timecode_of(canvas.length, canvas.fps) if self.state.timecode else seconds
        self.length.setText(self.tr("{frames} frames").format(frames=canvas.length) + f"\n{time}")

    def _show_selected(self, layer_id: str) -> None:
        """Bring the selected layer's row into sight, unless the pointer is what selects."""
        row = self.state.rows.of(layer_id)
        selection = self._workspace.selection
        self.tracks.setAccessibleDescription(selection_phrase(selection))
        if row is not None and not self.tracks.pressed and not self.heads.pressed:
            self._scroll.ensureVisible(0, row.top + row.height // 2, 0, row.height // 2)

    def _show_place(self, at: QPointF) -> None:
        """Scroll the rows along with what is dragged over them."""
        self._scroll.ensureVisible(0, round(at.y()), 0, 12)

    def _check_actions(self, *_: object) -> None:
        for name, on in (
            ("snapping", self.state.drag.snapping),
            ("slip-tool", self.state.slipping),
            ("follow", self.state.view.following),
            ("timeline-timecode", self.state.timecode),
        ):
            if name in self._actions:
                self._actions[name].setChecked(on)
        keys = bool(self.state.keys)
        for name, layers_text, keys_text in (
            ("cut", translate("Actions", "Cu&t"), translate("Actions", "Cu&t keys")),
            ("copy", translate("Actions", "&Copy"), translate("Actions", "&Copy keys")),
            ("delete", translate("Actions", "D&elete"), translate("Actions", "D&elete keys")),
        ):
            if name in self._actions:
                self._actions[name].setText(keys_text if keys else layers_text)
                self._actions[name].setEnabled(keys or bool(self._workspace.selection))
        self._show_length()

    # --- menus and markers

    def _open_menu(self, part: QWidget, layer_id: str, at: QPointF) -> None:
        if self._menus is not None:
            menu = self._menus.of_layers() if layer_id else self._menus.of_space()
            self._menus.open(menu, part.mapToGlobal(at.toPoint()))

    def _open_key_menu(self, at: QPointF) -> None:
        if self._menus is not None:
            self._menus.open(self._menus.of_keys(), self.tracks.mapToGlobal(at.toPoint()))

    def _open_property_menu(self, layer_id: str, prop: Property, at: QPointF) -> None:
        if self._menus is not None:
            menu = self._menus.of_property(layer_id, prop)
            self._menus.open(menu, self.tracks.mapToGlobal(at.toPoint()))

    def _open_ruler_menu(self, marker_id: str, at: QPointF) -> None:
        if self._menus is not None:
            menu = self._menus.of_marker(marker_id) if marker_id else self._menus.of_ruler()
            self._menus.open(menu, self.ruler.mapToGlobal(at.toPoint()))

    def _open_marker(self, marker_id: str, _at: QPointF | None = None) -> None:
        marker = next((m for m in self._workspace.document.markers if m.id == marker_id), None)
        if marker is None:
            return
        self.state.view.show_frame(marker.frame)
        foot = QPointF(self.ruler.scale.x_of(marker.frame), RULER)
        self.card = MarkerCard(self._workspace, marker, self)
        self.card.open_at(self.ruler.mapToGlobal(foot.toPoint()))
