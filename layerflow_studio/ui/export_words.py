"""What the export table is called before a user; without a translation, just what the table says."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from layerflow_studio.core.export_presets import Alpha, Group, Motion, Option, Preset, Space
from layerflow_studio.core.viewmodes import Backdrop

translate = QCoreApplication.translate


def preset_title(preset: Preset) -> str:
    """The name of a preset."""
    return {
        "prores4444": translate("Presets", "Edit master (ProRes 4444)"),
        "prores422hq": translate("Presets", "ProRes 422 HQ without alpha"),
        "prores4444_opaque": translate("Presets", "ProRes 4444 without alpha"),
        "animation": translate("Presets", "QuickTime Animation"),
        "matte_pair": translate("Presets", "Fill and matte (ProRes)"),
        "png": translate("Presets", "PNG sequence"),
        "exr": translate("Presets", "OpenEXR sequence"),
        "exr_layers": translate("Presets", "OpenEXR with all layers"),
        "webm": translate("Presets", "WebM with alpha (VP9)"),
        "apng": translate("Presets", "Animated PNG"),
        "webp": translate("Presets", "Animated WebP"),
        "gif": translate("Presets", "GIF"),
        "ffv1": translate("Presets", "FFV1 archive"),
        "h264": translate("Presets", "H.264"),
        "h265": translate("Presets", "H.265, 10 bits"),
        "sheet": translate("Presets", "Contact sheet"),
    }.get(preset.key, preset.title)


def preset_advice(preset: Preset) -> str:
    """What a preset is for."""
    return {
        "prores4444": translate(
            "Presets", "Resolve, Premiere, After Effects, Final Cut and Blender; alpha has 16 bits."
        ),
        "prores422hq": translate("Presets", "Backgrounds and finished composites in any editor."),
        "prores4444_opaque": translate(
            "Presets", "Plates for keying and grading that need full colour resolution."
        ),
        "animation": translate(
            "Presets", "Without loss for After Effects, Premiere and Blender; large files."
        ),
        "matte_pair": translate(
            "Presets", "For programs that read no alpha from video: one film of colour, one of grey matte."
        ),
        "png": translate(
            "Presets", "Without loss for every program, 8 or 16 bits as the source; one file a frame."
        ),
        "exr": translate("Presets", "Nuke, Fusion and other compositing in linear light; half float."),
        "exr_layers": translate(
            "Presets", "Nuke and Fusion: blend, foreground, background and residual in every picture."
        ),
        "webm": translate("Presets", "Web pages in Chrome, Edge and Firefox, and OBS; not for editing."),
        "apng": translate("Presets", "Without loss in every browser; large files."),
        "webp": translate(
            "Presets", "Small pictures for web pages and messengers; without loss unless a quality is chosen."
        ),
        "gif": translate("Presets", "Where nothing else is shown; prefer WebP or WebM."),
        "ffv1": translate(
            "Presets", "Without loss and compact, to keep or to read with FFmpeg; few editors open it."
        ),
        "h264": translate("Presets", "To show the composite anywhere."),
        "h265": translate("Presets", "To show the composite on newer devices; smaller, and free of banding."),
        "sheet": translate("Presets", "A few frames side by side on one picture, to look at or to send."),
    }.get(preset.key, preset.advice)


def preset_warning(preset: Preset) -> str:
    """What to beware of; empty for most."""
    return {
        "webm": translate("Presets", "Blender, and perhaps Safari, show it without its transparency."),
        "webp": translate("Presets", "Colour under fully transparent pixels is not kept."),
        "gif": translate(
            "Presets",
            "Only 256 colours a frame, edges are cut hard, and rates such as 24 fps come out uneven.",
        ),
    }.get(preset.key, preset.warning)


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
    return {
        "colour": translate("Presets", "Colour beside alpha"),
        "bleed": translate("Presets", "Draw colour under transparent pixels"),
        "backdrop": translate("Presets", "Under what is transparent"),
        "timecode": translate("Presets", "Timecode of the first frame"),
        "high_quality": translate("Presets", "Finest quality"),
        "name": translate("Presets", "Name before the number"),
        "first": translate("Presets", "First number"),
        "space": translate("Presets", "Colour space"),
        "crf": translate("Presets", "Coarseness"),
        "quality": translate("Presets", "Quality"),
        "columns": translate("Presets", "Pictures in a row"),
    }.get(option.name, option.title)


def option_hint(option: Option) -> str:
    """More about an option, for its tool tip."""
    return {
        "bleed": translate("Presets", "Keeps edges free of fringes when other programs scale the picture."),
        "timecode": translate("Presets", "Such as 01:00:00:00; needs a frame rate that has timecode."),
        "high_quality": translate("Presets", "Off makes the file a third smaller; alpha is as good."),
        "crf": translate("Presets", "4 is finest, 40 makes the smallest file."),
        "quality": translate("Presets", "1 makes the smallest file; the lowest step means without loss."),
    }.get(option.name, option_title(option))


def unset_name(option: Option) -> str:
    """What it means when an option has no value."""
    return {
        "timecode": translate("Presets", "none"),
        "quality": translate("Presets", "without loss"),
    }.get(option.name, option.unset)


def choice_name(value: StrEnum) -> str:
    """One choice of an option."""
    names: dict[StrEnum, str] = {
        Alpha.STRAIGHT: translate("Presets", "Straight"),
        Alpha.PREMULTIPLIED: translate("Presets", "Premultiplied"),
        Motion.HOLD: translate("Presets", "Hold frames"),
        Motion.NEAREST: translate("Presets", "Nearest frame"),
        Motion.BLEND: translate("Presets", "Blend frames"),
        Space.REC709: translate("Presets", "Linear Rec.709"),
        Space.ACESCG: translate("Presets", "ACEScg"),
        Backdrop.BLACK: translate("Presets", "Black"),
        Backdrop.GREY: translate("Presets", "Middle grey"),
        Backdrop.WHITE: translate("Presets", "White"),
        Backdrop.CHECKER: translate("Presets", "Checkerboard"),
    }
    return names.get(value, value.value)
