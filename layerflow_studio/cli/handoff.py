"""`layerflow-studio handoff`: a project for an editor, with media, timelines and scripts in one folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal
from layerflow_studio.errors import BadInput

if TYPE_CHECKING:
    from layerflow_studio.media.handoff.package import HandoffReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("project", type=Path, help="a project folder, or the folder generate wrote it to")
    shared.add_out(parser, "folder for the movies, timelines and scripts")
    parser.add_argument(
        "--rate",
        type=shared.rate,
        metavar="FPS",
        help="rate of the timeline; default: one that the project's frames go into evenly, such as 24",
    )
    parser.add_argument(
        "--timecode",
        default="01:00:00:00",
        metavar="TC",
        help="timecode of the first frame; default: 01:00:00:00",
    )
    parser.add_argument(
        "--portable",
        action="store_true",
        help="name the movies relative to the folder, so that it can be moved; default: by their full address",
    )


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Export every layer and write the timelines."""
    from layerflow_studio.session.export_book import remember_exports
    from layerflow_studio.session.handoff import HandoffJob, handoff_rates
    from layerflow_studio.session.project_io import Project, find_project

    with Project.open(find_project(options.project)) as project:
        for warning in project.warnings:
            terminal.warn(warning)
        fps = project.document.canvas.fps
        rates = handoff_rates(fps)
        if options.rate is None and not rates:
            raise BadInput(
                f"{float(fps):g} fps goes evenly into no rate of film or video; "
                "give the project another frame rate first."
            )
        job = HandoffJob(
            project.clips,
            project.document,
            options.out,
            project.name,
            options.rate or rates[0],
            options.timecode,
            options.portable,
        )
        report = terminal.do(job)
        remember_exports(project.folder, job)
    return _outcome(report, terminal)


def _outcome(report: HandoffReport, terminal: Terminal) -> Outcome:
    for note in report.notes:
        terminal.warn(note)
    timeline = report.timeline
    lines = [
        f"{timeline.name}: {timeline.length} frames at {float(timeline.rate):g} fps from "
        f"{timeline.start_timecode}, {len(timeline.items)} layers.",
        *(f"  {kind:<14} {path}" for kind, path in report.files.items()),
        *(f"  {'movie':<14} {media.path}" for media in timeline.media),
    ]
    facts = {
        "folder": str(report.folder),
        "rate": str(timeline.rate),
        "frames": timeline.length,
        "start_timecode": timeline.start_timecode,
        "files": {kind: str(path) for kind, path in report.files.items()},
        "media": [str(media.path) for media in timeline.media],
        "notes": list(report.notes),
    }
    return Outcome(lines, facts)
