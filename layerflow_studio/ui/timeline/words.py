"""What the timeline says: names of steps, and the words beside a dragged edge."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.document import Document, Layer
from layerflow_studio.core.kinds import Conform, Property
from layerflow_studio.core.timebase import Span, seconds_of
from layerflow_studio.ui.numbers import fixed, short

translate = QCoreApplication.translate


def layers_phrase(layers: Sequence[Layer]) -> str:
    """The name of one layer, or how many they are."""
    if len(layers) == 1:
        return layers[0].name
    return translate("Timeline", "{count} layers").format(count=len(layers))


def selection_phrase(layers: Sequence[Layer]) -> str:
    """What is selected, for those who hear it: "Fox, in 10, out 29"."""
    if not layers:
        return translate("Timeline", "no layer selected")
    if len(layers) > 1:
        return layers_phrase(layers)
    span = layers[0].span
    return translate("Timeline", "{layer}, in {start}, out {last}").format(
        layer=layers[0].name, start=span.start, last=span.stop - 1
    )


def seconds_phrase(frames: int, fps: Fraction) -> str:
    """How long frames take: "1.50 s"."""
    return translate("Timeline", "{seconds} s").format(seconds=fixed(float(seconds_of(frames, fps)), 2))


def signed(by: int) -> str:
    """A shift with its sign: "+3", "−2", "±0"."""
    return f"+{by}" if by > 0 else f"−{-by}" if by < 0 else "±0"


def span_tip(before: Span, now: Span, fps: Fraction) -> str:
    """Shift, in, out and length of what is dragged; the out frame is the last one shown."""
    by = now.start - before.start or now.stop - before.stop
    return translate("Timeline", "{by}    in {start}   out {last}   {frames} frames   {seconds}").format(
        by=signed(by),
        start=now.start,
        last=now.stop - 1,
        frames=now.length,
        seconds=seconds_phrase(now.length, fps),
    )


def slip_tip(before: Layer, now: Layer) -> str:
    """Which frames of its clip a slipped layer shows."""
    return translate("Timeline", "{by}    clip frames {first} to {last} of {frames}").format(
        by=signed(now.source_in - before.source_in),
        first=now.source_frame(now.span.start),
        last=now.source_frame(now.span.stop - 1),
        frames=now.clip_frames,
    )


def layer_tip(layer_id: str, slips: bool, before: Document, now: Document) -> str:
    """What a drag has made of a layer."""
    old, new = before.layer(layer_id), now.layer(layer_id)
    return slip_tip(old, new) if slips else span_tip(old.span, new.span, now.canvas.fps)


def marker_tip(marker_id: str, before: Document, now: Document) -> str:
    """Where a dragged marker stands."""
    old, new = (
        next((marker.frame for marker in document.markers if marker.id == marker_id), 0)
        for document in (before, now)
    )
    return translate("Timeline", "{by}    frame {frame}").format(by=signed(new - old), frame=new)


def area_tip(before: Document, now: Document) -> str:
    """What a drag has made of the work area."""
    return span_tip(before.range, now.range, now.canvas.fps)


def key_tip(frame: int, by: int) -> str:
    """Where a dragged key stands."""
    return translate("Timeline", "{by}    frame {frame}").format(by=signed(by), frame=frame)


def property_name(prop: Property) -> str:
    """What an animated property is called."""
    return {
        Property.OPACITY: translate("Timeline", "Opacity"),
        Property.X: translate("Timeline", "Position X"),
        Property.Y: translate("Timeline", "Position Y"),
        Property.SCALE_X: translate("Timeline", "Scale X"),
        Property.SCALE_Y: translate("Timeline", "Scale Y"),
        Property.ROTATION: translate("Timeline", "Rotation"),
        Property.ANCHOR_X: translate("Timeline", "Anchor X"),
        Property.ANCHOR_Y: translate("Timeline", "Anchor Y"),
    }[prop]


def property_value(prop: Property, value: float) -> str:
    """A property's value with its unit: "50 %", "12.5°", "−8"."""
    if prop in (Property.OPACITY, Property.SCALE_X, Property.SCALE_Y):
        return f"{short(value * 100, 4)} %".replace("-", "−")
    unit = "°" if prop == Property.ROTATION else ""
    return f"{short(value, 5)}{unit}".replace("-", "−")


def pace_tag(layer: Layer, fps: Fraction) -> str:
    """The clip's rate on the canvas: "8 → 24 fps, flow"; empty where they are the same."""
    if layer.clip is None or layer.pace == 1:
        return ""
    mode = {
        Conform.HOLD: translate("Timeline", "hold"),
        Conform.BLEND: translate("Timeline", "blend"),
        Conform.FLOW: translate("Timeline", "flow"),
    }[layer.conform]
    clip, canvas = (short(round(float(rate), 3)) for rate in (layer.pace * fps, fps))
    return translate("Timeline", "{clip} → {canvas} fps, {mode}").format(clip=clip, canvas=canvas, mode=mode)
