"""The viewer's part of the table of actions: playback and view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.viewmodes import Channel, Compare
from layerflow_studio.ui.actions import VIEWER, ActionSpec
from layerflow_studio.ui.transport import Loop
from layerflow_studio.ui.viewer.painting import Guide
from layerflow_studio.ui.viewer.view_bar import CHANNEL_ACTIONS, GUIDE_ACTIONS

if TYPE_CHECKING:
    from layerflow_studio.ui.main_window import MainWindow

translate = QCoreApplication.translate


def playback_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the actions of the menu Playback."""
    menu, transport, viewer = translate("Actions", "&Playback"), window.workspace.transport, window.viewer
    loops = {
        Loop.ONCE: translate("Actions", "Play &once"),
        Loop.ALL: translate("Actions", "Play in a &loop"),
        Loop.PINGPONG: translate("Actions", "Play to and f&ro"),
    }
    return (
        ActionSpec("play", translate("Actions", "&Play"), menu, transport.toggle, ("Space",), "play"),
        ActionSpec(
            "play-from-in",
            translate("Actions", "Play from &in"),
            menu,
            transport.play_from_in,
            ("Shift+Space",),
        ),
        ActionSpec(
            "shuttle-back",
            translate("Actions", "Play &backwards, faster each time"),
            menu,
            partial(viewer.shuttle, -1),
            ("J",),
            section=1,
        ),
        ActionSpec(
            "shuttle-stop",
            translate("Actions", "&Stop; held, J and L step"),
            menu,
            viewer.hold_still,
            ("K",),
            section=1,
        ),
        ActionSpec(
            "shuttle-forward",
            translate("Actions", "Play &forwards, faster each time"),
            menu,
            partial(viewer.shuttle, 1),
            ("L",),
            section=1,
        ),
        *_steps(menu, window),
        ActionSpec(
            "loop", translate("Actions", "&Next way to loop"), menu, transport.next_loop, ("/",), "loop", 4
        ),
        *(
            ActionSpec(
                f"loop-{loop.value}",
                text,
                menu,
                partial(transport.set_loop, loop),
                section=4,
                checkable=True,
                group="loop",
            )
            for loop, text in loops.items()
        ),
    )


def _steps(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    transport = window.workspace.transport
    rows = (
        ("step-back", translate("Actions", "Step &back"), partial(transport.step, -1), "Left", "step-back"),
        (
            "step-forward",
            translate("Actions", "Step &forward"),
            partial(transport.step, 1),
            "Right",
            "step-forward",
        ),
        ("jump-back", translate("Actions", "5 frames back"), partial(transport.step, -5), "Shift+Left", ""),
        (
            "jump-forward",
            translate("Actions", "5 frames forward"),
            partial(transport.step, 5),
            "Shift+Right",
            "",
        ),
    )
    places = (
        ("first", translate("Actions", "&First frame"), transport.go_to_start, "Home", "first"),
        ("last", translate("Actions", "L&ast frame"), transport.go_to_end, "End", "last"),
        ("go-in", translate("Actions", "Go to i&n"), transport.go_to_in, "Shift+I", ""),
        ("go-out", translate("Actions", "Go to o&ut"), transport.go_to_out, "Shift+O", ""),
    )
    return tuple(
        ActionSpec(name, text, menu, slot, (key,), picture, section)
        for section, group in ((2, rows), (3, places))
        for name, text, slot, key, picture in group
    )


def view_actions(window: MainWindow) -> tuple[ActionSpec, ...]:
    """Return the actions of the menu View."""
    menu, viewer = translate("Actions", "&View"), window.viewer
    return (
        *_channels(menu, window),
        *_comparisons(menu, window),
        ActionSpec(
            "transform",
            translate("Actions", "&Transform on the picture"),
            menu,
            viewer.set_transform,
            ("T",),
            "transform",
            2,
            checkable=True,
            tip=translate("Actions", "Move, scale and turn the selected layer on the picture"),
        ),
        *_guides(menu, window),
        ActionSpec(
            "view-live",
            translate("Actions", "Live pre&view while generating"),
            menu,
            viewer.set_live,
            ("P",),
            "preview",
            4,
            checkable=True,
        ),
        ActionSpec(
            "view-probe",
            translate("Actions", "Pi&xel values"),
            menu,
            viewer.set_probe,
            section=4,
            checkable=True,
        ),
        ActionSpec(
            "view-meter",
            translate("Actions", "&Recomposition meter"),
            menu,
            viewer.set_meter,
            section=4,
            checkable=True,
        ),
        *_zooms(menu, window),
        *_full(menu, window),
    )


def _channels(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    names = {
        Channel.RGB: (translate("Actions", "Colour"), "C"),
        Channel.RED: (translate("Actions", "Red"), "R"),
        Channel.GREEN: (translate("Actions", "Green"), "G"),
        Channel.BLUE: (translate("Actions", "Blue"), "B"),
        Channel.ALPHA: (translate("Actions", "Alpha"), "A"),
        Channel.STRAIGHT: (translate("Actions", "Straight colour"), "Shift+C"),
        Channel.MATTE: (translate("Actions", "Matte"), "M"),
    }
    return tuple(
        ActionSpec(
            CHANNEL_ACTIONS[channel],
            text,
            menu,
            partial(window.viewer.set_channel, channel),
            (key,),
            checkable=True,
            group="channel",
            scope=VIEWER if channel == Channel.MATTE else "",
        )
        for channel, (text, key) in names.items()
    )


def _comparisons(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    viewer = window.viewer
    shown = (
        (Compare.WIPE, translate("Actions", "Compare by a &wipe"), "W", "wipe"),
        (Compare.DIFFERENCE, translate("Actions", "Show the &difference"), "D", "difference"),
        (Compare.SIDE, translate("Actions", "Compare &side by side"), "Shift+W", "side"),
        (Compare.ONION, translate("Actions", "Onion s&kin"), "", ""),
        (Compare.HEAT, translate("Actions", "&Heat map of the recomposition"), "Shift+H", "heat"),
        (Compare.RESIDUAL, translate("Actions", "R&esidual of the recomposition"), "", ""),
    )
    modes = (
        ActionSpec(
            f"compare-{mode.value}",
            text,
            menu,
            partial(viewer.choose_compare, mode),
            (key,) if key else (),
            picture,
            1,
            checkable=True,
        )
        for mode, text, key, picture in shown
    )
    flip = ActionSpec(
        "compare-flip", translate("Actions", "Look at B while held"), menu, viewer.flip, ("X",), section=1
    )
    return (*modes, flip)


def _guides(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    names = {
        Guide.SAFE: (translate("Actions", "Title and action safe"), ("'",)),
        Guide.THIRDS: (translate("Actions", "Rule of thirds"), ()),
        Guide.CENTRE: (translate("Actions", "Centre cross"), ()),
    }
    return tuple(
        ActionSpec(
            GUIDE_ACTIONS[guide],
            text,
            menu,
            partial(window.viewer.set_guide, guide),
            keys,
            section=3,
            checkable=True,
        )
        for guide, (text, keys) in names.items()
    )


def _zooms(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    canvas = window.viewer.canvas
    rows = (
        ("zoom-in", translate("Actions", "Zoom &in"), partial(canvas.zoom_by, 1), ("Ctrl++", "Ctrl+="), ""),
        ("zoom-out", translate("Actions", "Zoom &out"), partial(canvas.zoom_by, -1), ("Ctrl+-",), ""),
        ("view-fit", translate("Actions", "&Fit"), canvas.fit, ("F",), "fit"),
        ("zoom-50", translate("Actions", "&50 %"), partial(canvas.zoom_to, 0.5), (), ""),
        ("zoom-100", translate("Actions", "&100 %"), partial(canvas.zoom_to, 1.0), ("Ctrl+1",), ""),
        ("zoom-200", translate("Actions", "&200 %"), partial(canvas.zoom_to, 2.0), ("Ctrl+2",), ""),
        ("zoom-400", translate("Actions", "&400 %"), partial(canvas.zoom_to, 4.0), ("Ctrl+4",), ""),
    )
    return tuple(ActionSpec(name, text, menu, slot, keys, icon, 5) for name, text, slot, keys, icon in rows)


def _full(menu: str, window: MainWindow) -> tuple[ActionSpec, ...]:
    return (
        ActionSpec(
            "view-panels",
            translate("Actions", "&Hide or show the panels"),
            menu,
            window.full_view.toggle_panels,
            ("Tab",),
            section=6,
            tip=translate(
                "Actions", "Hide or show the panels; Tab does it while the pointer works on the picture"
            ),
        ),
        ActionSpec(
            "full-screen",
            translate("Actions", "F&ull screen"),
            menu,
            window.full_view.toggle_full_screen,
            ("F11",),
            section=6,
        ),
    )
