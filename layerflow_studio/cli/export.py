"""`layerflow-studio export`: one layer or the composite of a project, as files for other programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.session.export import Exported

PRESETS = ("prores4444", "png", "h264")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("project", type=Path, help="a project folder, or the folder generate wrote it to")
    parser.add_argument(
        "--layer",
        default="composite",
        metavar="LAYER",
        help="foreground, background, blended, a layer's name or id; default: composite, all together",
    )
    parser.add_argument("--preset", choices=(*PRESETS, "sheet"), help="default: by the ending of --out")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="PATH",
        help="file.mov, file.mp4, or a folder for PNG pictures",
    )
    parser.add_argument(
        "--rate", type=shared.rate, metavar="FPS", help="show frames repeatedly, such as 8 as 24 fps"
    )
    parser.add_argument(
        "--backdrop",
        type=shared.colour,
        default=(0, 0, 0),
        metavar="#RRGGBB",
        help="what H.264 shows where nothing is",
    )


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Write and verify one export."""
    from layerflow_studio.session.export import ExportJob, Preset, Target, preset_for
    from layerflow_studio.session.project_io import Project, find_project

    preset = Preset(options.preset) if options.preset else preset_for(options.out)
    with Project.open(find_project(options.project)) as project:
        for warning in project.warnings:
            terminal.warn(warning)
        subject = subject_of(project.document, options.layer, sheet=preset == Preset.SHEET)
        target = Target(subject, preset, options.out, options.rate, backdrop=options.backdrop)
        return outcome_of(terminal.do(ExportJob(project.clips, project.document, (target,))))


def subject_of(document: Document, name: str, *, sheet: bool = False) -> str:
    """Return the layer id that a word means, or the composite; BadInput lists the layers."""
    from layerflow_studio.core.kinds import MODEL_ROLES
    from layerflow_studio.session.export import COMPOSITE, LAYERS

    if name == COMPOSITE:
        return LAYERS if sheet else COMPOSITE
    for role in MODEL_ROLES:
        layer = document.top(role)
        if role == name and layer is not None:
            return layer.id
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
            "preset": done.preset.value,
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
