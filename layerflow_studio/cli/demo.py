"""`layerflow-studio demo`: the main job once, with prompts that the model knows, and then the studio."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from layerflow_studio.cli import generate
from layerflow_studio.cli import options as shared
from layerflow_studio.cli.terminal import Outcome, Terminal

FOREGROUND = "a yellow sunflower rocking gently from side to side"
BACKGROUND = "a green meadow under a blue sky"
SCENE = "a yellow sunflower on a green meadow"
SEED = 7


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    shared.add_prompts(parser)
    shared.add_sampling(parser)
    shared.add_out(parser, "folder for everything that is made")
    parser.add_argument("--no-window", action="store_true", help="do not open the studio afterwards")
    parser.set_defaults(seed=SEED)


def run(options: argparse.Namespace, terminal: Terminal) -> Outcome:
    """Generate and export, print where everything is, and open the studio where there is a screen."""
    if options.foreground is None and options.background is None and options.scene is None:
        options.foreground, options.background, options.scene = FOREGROUND, BACKGROUND, SCENE
    outcome, project = generate.into(options.out, options, terminal)
    if not (options.no_window or options.json) and has_screen(sys.platform, os.environ):
        for line in outcome.lines:
            terminal.say(line)
        open_studio(project)
        return Outcome(facts=outcome.facts)
    return outcome


def has_screen(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: always on macOS and Windows, elsewhere when a display is named."""
    return platform in ("darwin", "win32") or any(environment.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


def open_studio(project: Path) -> None:
    """Start the studio on a project, as a process of its own that outlives this one."""
    quiet = subprocess.DEVNULL
    subprocess.Popen(
        [sys.executable, "-m", "layerflow_studio", str(project)],
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
