"""What the export table is called before a user; without a translation, just what the table says."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.export_presets import Alpha, Grade, Group, Kind, Motion, Option, Preset, Space
from layerflow_studio.core.viewmodes import Backdrop
from layerflow_studio.ui.sentences import said

translate = QCoreApplication.translate


def preset_title(preset: Preset) -> str:
    """The name of a preset."""
    return said(preset.title)


def preset_advice(preset: Preset) -> str:
    """What a preset is for."""
    return said(preset.advice)


def preset_warning(preset: Preset) -> str:
    """What to beware of; empty for most."""
    return said(preset.warning)


def preset_facts(preset: Preset) -> str:
    """Ending, alpha and depth in one line."""
    place = preset.suffix or translate("Presets", "folder")
    bits = translate("Presets", "{bits} bits").format(bits=preset.bits)
    alpha = {
        Alpha.STRAIGHT: translate("Presets", "straight alpha"),
        Alpha.PREMULTIPLIED: translate("Presets", "premultiplied alpha"),
        Alpha.SEPARATE: translate("Presets", "matte apart"),
        Alpha.NONE: translate("Presets", "no alpha"),
    }[preset.alpha]
    kept = [translate("Presets", "without loss")] if preset.lossless else []
    return "  ·  ".join([place, alpha, bits, *kept])


def group_name(group: Group) -> str:
    """What people export for."""
    return {
        Group.EDITING: translate("Presets", "Editing"),
        Group.COMPOSITING: translate("Presets", "Compositing"),
        Group.WEB: translate("Presets", "Web"),
        Group.ARCHIVE: translate("Presets", "Archive"),
        Group.VIEWING: translate("Presets", "Viewing"),
    }[group]


def option_title(option: Option) -> str:
    """What an option is called beside its control."""
    return said(option.title)


def option_hint(option: Option) -> str:
    """More about an option, for its tool tip."""
    if option.name == "quality" and option.kind is Kind.CHOICE:
        return translate("Presets", "Draft makes small files to send; best keeps all that the eye can see.")
    return {
        "bleed": translate("Presets", "Keeps edges free of fringes when other programs scale the picture."),
        "deep": translate(
            "Presets", "Where takes have 16 bits. Off gives the pixels that the viewer shows, in 8 bits."
        ),
        "timecode": translate("Presets", "Such as 01:00:00:00; needs a frame rate that has timecode."),
        "high_quality": translate("Presets", "Off makes the file a third smaller; alpha is as good."),
        "crf": translate("Presets", "4 is finest, 40 makes the smallest file; below 4 the quality decides."),
        "quality": translate("Presets", "1 makes the smallest file; the lowest step means without loss."),
    }.get(option.name, option_title(option))


def unset_name(option: Option) -> str:
    """What it means when an option has no value."""
    return said(option.unset)


def choice_name(value: StrEnum) -> str:
    """One choice of an option."""
    names: dict[StrEnum, str] = {
        Alpha.STRAIGHT: translate("Presets", "Straight"),
        Alpha.PREMULTIPLIED: translate("Presets", "Premultiplied"),
        Motion.HOLD: translate("Presets", "Hold frames"),
        Motion.NEAREST: translate("Presets", "Nearest frame"),
        Motion.BLEND: translate("Presets", "Blend frames"),
        Grade.DRAFT: translate("Presets", "Draft"),
        Grade.GOOD: translate("Presets", "Good"),
        Grade.BEST: translate("Presets", "Best"),
        Space.REC709: translate("Presets", "Linear Rec.709"),
        Space.ACESCG: translate("Presets", "ACEScg"),
        Backdrop.BLACK: translate("Presets", "Black"),
        Backdrop.GREY: translate("Presets", "Middle grey"),
        Backdrop.WHITE: translate("Presets", "White"),
        Backdrop.CHECKER: translate("Presets", "Checkerboard"),
    }
    return names.get(value, value.value)
