"""The timeline's part of the table of actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.kinds import Interpolation
from layerflow_studio.ui.actions import TIMELINE, ActionSpec

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def timeline_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return what the timeline can do, in the order of its menu."""
    return (*_layers(window), *_area(window), *_keys(window), *_places(window), *_look(window))


def _layers(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, do = translate("Actions", "T&imeline"), window.timeline.editing
    spec = partial(ActionSpec, menu=menu)
    return (
        spec(
            "split", translate("Actions", "&Split at playhead"), slot=do.split,
            keys=("Ctrl+Shift+D", "S"), icon="split",
        ),
        spec(
            "trim-start", translate("Actions", "Trim start to playhead"), slot=do.trim_start, keys=("Alt+[",)
        ),
        spec("trim-end", translate("Actions", "Trim end to playhead"), slot=do.trim_end, keys=("Alt+]",)),
        spec(
            "move-start", translate("Actions", "Move start to playhead"), slot=do.start_to_playhead,
            keys=("[",),
        ),
        spec(
            "move-end", translate("Actions", "Move end to playhead"), slot=do.end_to_playhead, keys=("]",)
        ),
        spec(
            "nudge-back", translate("Actions", "Move 1 frame earlier"), slot=partial(window.timeline.nudge, -1),
            keys=("Alt+Left",), section=1,
        ),
        spec(
            "nudge-on", translate("Actions", "Move 1 frame later"), slot=partial(window.timeline.nudge, 1),
            keys=("Alt+Right",), section=1,
        ),
        spec(
            "nudge-back-10", translate("Actions", "Move 10 frames earlier"), slot=partial(window.timeline.nudge, -10),
            keys=("Alt+Shift+Left",), section=1,
        ),
        spec(
            "nudge-on-10", translate("Actions", "Move 10 frames later"), slot=partial(window.timeline.nudge, 10),
            keys=("Alt+Shift+Right",), section=1,
        ),
        spec(
            "slip-back", translate("Actions", "Slip to 1 frame earlier"), slot=partial(do.slip, -1),
            keys=("Ctrl+Alt+Left",), section=1,
        ),
        spec(
            "slip-on", translate("Actions", "Slip to 1 frame later"), slot=partial(do.slip, 1),
            keys=("Ctrl+Alt+Right",), section=1,
        ),
        spec(
            "select-all", translate("Actions", "Select &all layers"), slot=do.select_all, keys=("Ctrl+A",),
            section=2,
        ),
    )  # fmt: skip


def _area(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, do = translate("Actions", "T&imeline"), window.timeline.editing
    spec = partial(ActionSpec, menu=menu)
    return (
        spec("area-in", translate("Actions", "Set &in at playhead"), slot=do.set_in, keys=("I",), section=3),
        spec(
            "area-out", translate("Actions", "Set &out at playhead"), slot=do.set_out, keys=("O",), section=3
        ),
        spec(
            "area-clear", translate("Actions", "&Clear work area"), slot=do.clear_area, keys=("Alt+X",),
            section=3,
        ),
        spec(
            "marker-add", translate("Actions", "Add or name &marker at playhead"), slot=do.add_marker,
            keys=("M",), icon="marker", section=4, scope=TIMELINE,
        ),
        spec(
            "marker-delete", translate("Actions", "Delete marker at playhead"), slot=do.delete_marker,
            keys=("Alt+M",), section=4,
        ),
        spec(
            "marker-delete-all", translate("Actions", "Delete all markers"), slot=do.clear_markers, section=4
        ),
    )  # fmt: skip


def _keys(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, do = translate("Actions", "T&imeline"), window.timeline.key_editing
    spec = partial(ActionSpec, menu=menu, section=5)
    return (
        spec("keys-open", translate("Actions", "Show or hide &keys"), slot=do.toggle_rows, keys=("U",)),
        spec("key-add", translate("Actions", "Add keys at playhead"), slot=do.add_keys, keys=("Ctrl+K",)),
        spec(
            "key-back", translate("Actions", "Previous key"), slot=partial(do.go_to_key, -1),
            keys=("Ctrl+Left",),
        ),
        spec("key-on", translate("Actions", "Next key"), slot=partial(do.go_to_key, 1), keys=("Ctrl+Right",)),
        spec(
            "key-linear", translate("Actions", "Linear from the selected keys"),
            slot=partial(do.interpolate, Interpolation.LINEAR), keys=("Shift+F9",),
        ),
        spec(
            "key-ease", translate("Actions", "Ease from the selected keys"),
            slot=partial(do.interpolate, Interpolation.EASE), keys=("F9",),
        ),
        spec(
            "key-hold", translate("Actions", "Hold from the selected keys"),
            slot=partial(do.interpolate, Interpolation.HOLD), keys=("Ctrl+F9",),
        ),
    )  # fmt: skip


def _places(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, do = translate("Actions", "T&imeline"), window.timeline.editing
    spec = partial(ActionSpec, menu=menu)
    return (
        spec(
            "marker-back", translate("Actions", "Previous marker"), slot=partial(do.go_to_marker, -1),
            keys=("Shift+Up",), section=6,
        ),
        spec(
            "marker-on", translate("Actions", "Next marker"), slot=partial(do.go_to_marker, 1),
            keys=("Shift+Down",), section=6,
        ),
        spec(
            "edit-back", translate("Actions", "Previous edit point"), slot=partial(do.go_to_edit, -1),
            keys=("Up",), section=6,
        ),
        spec(
            "edit-on", translate("Actions", "Next edit point"), slot=partial(do.go_to_edit, 1),
            keys=("Down",), section=6,
        ),
    )  # fmt: skip


def _look(window: MainWindow) -> tuple[ActionSpec, ...]:
    menu, timeline = translate("Actions", "T&imeline"), window.timeline
    view = timeline.state.view
    spec = partial(ActionSpec, menu=menu)
    return (
        spec(
            "snapping", translate("Actions", "S&napping"), slot=timeline.set_snapping, keys=("N",),
            icon="magnet", section=7, checkable=True,
            tip=translate("Actions", "Snapping; hold Ctrl while dragging to do without"),
        ),
        spec(
            "slip-tool", translate("Actions", "Slip &tool"), slot=timeline.state.set_slipping, keys=("Y",),
            icon="slip", section=7, checkable=True,
            tip=translate("Actions", "Dragging a bar slips its pictures, as Alt does for one drag"),
        ),
        spec(
            "follow", translate("Actions", "&Follow the playhead"), slot=timeline.set_following, section=7,
            checkable=True,
        ),
        spec(
            "timeline-timecode", translate("Actions", "Ruler in time&code"), slot=timeline.state.set_timecode,
            section=7, checkable=True,
        ),
        spec(
            "timeline-in", translate("Actions", "Zoom timeline in"), slot=partial(view.zoom_by, 2),
            keys=("=", "+"), icon="plus", section=8,
        ),
        spec(
            "timeline-out", translate("Actions", "Zoom timeline out"), slot=partial(view.zoom_by, -2),
            keys=("-",), icon="minus", section=8,
        ),
        spec(
            "timeline-fit", translate("Actions", "Fit timeline"), slot=view.fit, keys=("Shift+Z",),
            icon="fit-width", section=8,
        ),
    )  # fmt: skip
