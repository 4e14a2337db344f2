"""`layerflow-studio`: runs the command that is named; every error is one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import keyword
import logging
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import NoReturn

from layerflow_studio import __version__
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing, ProjectLocked, WeightsMissing

DONE, FAILED, BAD_INPUT, NO_WEIGHTS, CANCELLED = 0, 1, 2, 3, 130

COMMANDS = {
    "generate": "make foreground, background and blended scene from prompts",
    "demo": "generate with ready prompts, export everything, open the studio",
    "decompose": "take a video apart into foreground and background",
    "reroll": "make a new take of a project, keeping locked layers as they are",
    "composite": "lay a project's layers, or two files, over each other, without the model",
    "export": "write layers or the composite of a project for editors, compositors and the web",
    "handoff": "write a folder that Resolve, Premiere, Final Cut, After Effects or Nuke opens",
    "import": "put footage on a layer, or bring an edited layer back as a take",
    "models": "list the models and look after their files",
    "doctor": "tell what works on this machine, and what to do about the rest",
    "evaluate": "measure what a model can do, against the data it was trained on",
    "train": "fetch the data and train the demonstration model",
}
EPILOG = """\
exit codes:
  0    done
  1    failed
  2    what was given cannot be used (also a wrong option)
  3    the weights of the model are not on this machine
  130  cancelled with Ctrl+C (once: cleanly, twice: at once)

With --json a command prints one JSON object on stdout and nothing else; progress and errors go to stderr.
"""

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; the seam at which every error becomes a sentence."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    try:
        options = _parse(arguments)
        return _run(options)
    except SystemExit as ending:  # --help and --version
        return ending.code if isinstance(ending.code, int) else FAILED
    except KeyboardInterrupt:
        return _tell(Cancelled(), CANCELLED, as_json)
    except BrokenPipeError:  # whoever read our output has gone
        sys.stderr.close()
        return FAILED
    except Exception as problem:
        return _tell(problem, _code_of(problem), as_json)


def _run(options: argparse.Namespace) -> int:
    from layerflow_studio.cli.terminal import Terminal
    from layerflow_studio.session.log import start_log, stop_log

    start_log()
    terminal = Terminal(options.json, options.quiet)
    try:
        return terminal.finish(options.module.run(options, terminal))
    finally:
        terminal.close()
        stop_log()


def _parse(arguments: list[str]) -> argparse.Namespace:
    from layerflow_studio.cli import options

    parser = _Parser(
        prog="layerflow-studio",
        usage="%(prog)s COMMAND ...",
        description="Prompts in, layered video with real alpha out. All of it runs on this machine.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"layerflow-studio {__version__}")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND ...", prog=parser.prog, required=True, parser_class=_Parser
    )
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=purpose,
            description=purpose[0].upper() + purpose[1:] + ".",
            epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == wanted:
            module = _module(name)
            module.add_arguments(sub)
            options.add_output(sub)
            sub.set_defaults(module=module, json=False, quiet=False)
    return parser.parse_args(arguments)


def _module(command: str) -> ModuleType:
    """The file of a command: only the one that runs is loaded."""
    name = f"{command}_" if keyword.iskeyword(command) else command
    return importlib.import_module(f"layerflow_studio.cli.{name}")


class _Parser(argparse.ArgumentParser):
    """Errors are one sentence, like all others here."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{self.prog}: {message}; see {self.prog} --help.")


def _code_of(problem: Exception) -> int:
    if isinstance(problem, Cancelled):
        return CANCELLED
    if isinstance(problem, WeightsMissing):
        return NO_WEIGHTS
    return BAD_INPUT if isinstance(problem, BadInput | FileMissing | Damaged | ProjectLocked) else FAILED


def _tell(problem: BaseException, code: int, as_json: bool) -> int:
    from layerflow_studio.errors import StudioError
    from layerflow_studio.session.log import start_log, stop_log

    sentence = str(problem)
    if not isinstance(problem, StudioError):
        where = start_log()
        log.error("the command failed", exc_info=problem)
        stop_log()
        sentence = f"The program failed because of an error of its own; {where} has the details."
    sys.stderr.write(sentence + "\n")
    if as_json:
        import json

        sys.stdout.write(json.dumps({"ok": False, "code": code, "error": sentence}) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
