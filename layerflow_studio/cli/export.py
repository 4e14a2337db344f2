"""`layerflow-studio export`: one layer, all of them or the composite of a project, for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.core.export_presets import Option, Preset
    from layerflow_studio.core.timebase import Span
    from layerflow_studio.session.export import Exported, Target
    from layerflow_studio.session.project_io import Project

ROLES = ("foreground", "background", "blended")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "project", type=Path, nargs="?", help="a project folder, or the folder generate wrote it to"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--layer",
        default="composite",
        metavar="LAYER",
        help="foreground, background, blended, residual (what the blend has beyond the other two), a layer's "
        "name or id, or layers for each in a file of its own; default: composite, all together",
    )
    what.add_argument(
        "--takes",
        choices=ROLES,
        metavar="ROLE",
        help="every take's foreground, background or blended, each in a file of its own",
    )
    parser.add_argument("--list", action="store_true", help="list the presets with their options, and end")
    add_format(parser, required=False)
    parser.add_argument(
        "--estimate", action="store_true", help="say about how large it would become, write nothing, and end"
    )
    parser.add_argument(
        "--frames",
        metavar="FIRST-LAST",
        type=_frames,
        help="project frames to export, counted from 0; default: the work area, else all",
    )


def add_format(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add where to write and as what."""
    from layerflow_studio.core.export_presets import OFFERED

    parser.add_argument(
        "--out",
        type=Path,
        required=required,
        metavar="PATH",
        help="a file, such as fox.mov, or a folder for numbered pictures or several files",
    )
    parser.add_argument(
        "--preset",
        choices=OFFERED,
        metavar="PRESET",
        help="see layerflow-studio export --list; default: by the ending of --out",
    )
    parser.add_argument(
        "--rate", type=shared.rate, metavar="FPS", help="show frames repeatedly, such as 8 as 24 fps"
    )
    parser.add_argument(
        "--backdrop",
        type=shared.colour,
        metavar="#RRGGBB",
        help="what films without alpha show where nothing is; default: black",
    )
    parser.add_argument(
        "--option",
        action="append",
        type=_assignment,
        metavar="NAME=VALUE",
        help="a setting of the preset, such as timecode=01:00:00:00 or size=1920x1080; may be repeated",
    )


def chosen_format(options: argparse.Namespace) -> tuple[str, dict[str, Any]]:
    """Return the preset's key and its options as given; BadInput for what it has none of."""
    from layerflow_studio.core.export_presets import preset_named
    from layerflow_studio.session.export import preset_for

    out: Path = options.out
    if not out.name:
        options.out = out.absolute()
    key = options.preset or preset_for(options.out)
    preset = preset_named(key)
    settings = {name: getattr(options, name) for name in ("rate", "backdrop") if getattr(options, name)}
    settings |= {name: preset.option(name).read(text) for name, text in options.option or ()}
    preset.settings(settings)
    return key, settings


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Write and verify what is asked for."""
    from layerflow_studio.session.export import ExportJob
    from layerflow_studio.session.export_book import remember_exports
    from layerflow_studio.session.project_io import Project, find_project

    if options.list:
        return _listed()
    if options.project is None or options.out is None:
        raise BadInput("export needs a project and --out; name both, or see layerflow-studio export --help.")
    key, settings = chosen_format(options)
    with Project.open(find_project(options.project)) as project:
        for warning in project.warnings:
            terminal.warn(warning)
        targets = _targets(project, options, key, settings)
        if options.estimate:
            return _estimated(project, targets, terminal)
        job = ExportJob(project.clips, project.document, targets)
        written = terminal.do(job)
        remember_exports(project.folder, job)
    return outcome_of(written)


def _targets(
    project: Project, options: argparse.Namespace, key: str, settings: dict[str, Any]
) -> tuple[Target, ...]:
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.export import LAYERS, Target, every_layer, every_take

    document, out, span = project.document, options.out, _inside(options.frames, project.document)
    if options.takes:
        return every_take(project.library.entries(), Role(options.takes), key, out, settings)
    if options.layer == LAYERS and key != "sheet":
        return every_layer(document, key, out, span, settings)
    subject = subject_of(document, options.layer, sheet=key == "sheet")
    return (Target(subject, key, out, span, settings),)


def subject_of(document: Document, name: str, *, sheet: bool = False) -> str:
    """Return the layer id that a word means, the composite or the residual; BadInput lists the layers."""
    from layerflow_studio.core.kinds import MODEL_ROLES
    from layerflow_studio.session.export import COMPOSITE, LAYERS, RESIDUAL

    if name in (COMPOSITE, LAYERS) and sheet:
        return LAYERS
    if name in (COMPOSITE, RESIDUAL):
        return name
    for role in MODEL_ROLES:
        layer = document.top(role)
        if role == name and layer is not None:
            return layer.id
    return layer_named(document, name)


def layer_named(document: Document, name: str) -> str:
    """Return the id of the one layer of this name or id; BadInput lists the layers."""
    found = [layer.id for layer in document.layers if name in (layer.id, layer.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(f"Several layers are called {name!r}; name one by its id: {', '.join(found)}.")
    known = ", ".join(layer.name for layer in document.layers) or "none"
    raise BadInput(f"There is no layer {name!r} (there are: composite, {known}); name one of these.")


def outcome_of(written: Sequence[Exported]) -> Outcome:
    """Return what to print about files that were written and verified."""
    lines = [f"{done.path} ({done.frames} frames, verified by decoding)" for done in written if done.report]
    lines += [f"{done.path}" for done in written if not done.report]
    facts = [
        {
            "path": str(done.path),
            "preset": done.preset,
            "frames": done.frames,
            **(
                {
                    "width": done.report.width,
                    "height": done.report.height,
                    "fps": f"{done.report.fps.numerator}/{done.report.fps.denominator}",
                    "bytes": done.report.bytes,
                    "rgb_max": done.report.rgb_max,
                    "rgb_mean": done.report.rgb_mean,
                    "alpha_max": done.report.alpha_max,
                }
                if done.report
                else {}
            ),
        }
        for done in written
    ]
    return Outcome(lines, {"exports": facts})


def _estimated(project: Project, targets: tuple[Target, ...], terminal: Terminal) -> Outcome:
    from layerflow_studio.session.size_estimate import EstimateJob, about

    count: int = terminal.do(EstimateJob(project.clips, project.document, targets))
    what = str(targets[0].path) if len(targets) == 1 else f"{len(targets)} files"
    return Outcome([f"{what}: about {about(count)}, judged by a few frames."], {"bytes": count})


def _listed() -> Outcome:
    """Return the table of presets, with the reason beside those this machine cannot write."""
    from layerflow_studio.core.export_presets import OFFERED
    from layerflow_studio.session.export import unavailable

    reasons, lines, group = unavailable(), list[str](), ""
    for key, preset in OFFERED.items():
        if preset.group != group:
            group = preset.group
            lines += ["", group.capitalize()]
        place = preset.suffix or "folder"
        lines.append(f"  {key:<18} {preset.title} ({place}, alpha: {preset.alpha}, {preset.bits} bits)")
        lines += [f"{'':<21}{line}" for line in (preset.advice, preset.warning, reasons.get(key)) if line]
        lines.append(f"{'':<21}Options: {', '.join(map(_preselected, _settable(preset)))}")
    facts = [
        {
            "key": key,
            "title": preset.title,
            "group": preset.group,
            "ending": preset.suffix,
            "alpha": preset.alpha,
            "bits": preset.bits,
            "lossless": preset.lossless,
            "unavailable": reasons.get(key),
            "options": {
                option.name: {"title": option.title, "values": option.allowed, "default": option.default}
                for option in _settable(preset)
            },
        }
        for key, preset in OFFERED.items()
    ]
    options = [option for preset in OFFERED.values() for option in _settable(preset)]
    lines += ["", "Options, as --option NAME=VALUE"]
    # Some are called alike and take other values in another preset; backdrops differ in their default alone.
    lines += list(dict.fromkeys(f"  {o.name:<18} {o.title}: {o.allowed}" for o in options))
    return Outcome(lines[1:], {"presets": facts})


def _settable(preset: Preset) -> list[Option]:
    from layerflow_studio.core.export_presets import Kind

    return [option for option in preset.options if option.kind is not Kind.CLIP]


def _preselected(option: Option) -> str:
    return f"{option.name}={option.unset if option.default is None else option.written(option.default)}"


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} should be written like timecode=01:00:00:00")
    return name, value


def _frames(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} should be written like 0-15") from None


def _inside(frames: tuple[int, int] | None, document: Document) -> Span | None:
    from layerflow_studio.core.timebase import Span

    if frames is None:
        return None
    first, last = frames
    if not 0 <= first <= last < document.canvas.length:
        raise BadInput(
            f"Frames {first} to {last} are not in this project; choose from 0 to {document.canvas.length - 1}."
        )
    return Span(first, last + 1)
