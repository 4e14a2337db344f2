"""What a command shows and how it is stopped: progress on stderr, results on stdout, Ctrl+C."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layerflow_studio.core.byte_sizes import BYTES_OF_STAGE, Pace, bytes_text
from layerflow_studio.core.jobs import CancelledEvent, CancelToken, Event, Failed, Progress, ProgressSink
from layerflow_studio.errors import Cancelled, StudioError
from layerflow_studio.session.runner import Lane, Runner, Work

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

CANCELLED = 130
STAGES = {
    "load": "Loading the model",
    "encode": "Reading the prompts",
    "denoise": "Denoising",
    "decode": "Decoding",
    "straighten": "Separating colour from alpha",
    "store": "Storing the clips",
    "ask": "Asking the hub",
    "check": "Checking files",
    "copy": "Copying",
    "download": "Downloading",
    "convert": "Converting",
}


@dataclass(frozen=True)
class Outcome:
    """What a command has to say: lines for a person, one object for a script, and the exit code."""

    lines: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    code: int = 0


class Terminal:
    """Runs a command's long work with a progress bar, and prints what came of it.

    The bar is drawn only where stderr is a screen. The first Ctrl+C cancels the running work, the second ends
    the process at once.
    """

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self.as_json, self.quiet = as_json, quiet
        self._runner: Runner | None = None

    def say(self, line: str) -> None:
        """Print a line for a person."""
        if not (self.as_json or self.quiet):
            print(line, flush=True)

    def warn(self, sentence: str) -> None:
        """Print a sentence that does not stop the command, to stderr."""
        if not self.quiet:
            sys.stderr.write(sentence + "\n")

    def do(self, work: Work) -> Any:
        """Run work to its end and return its result; raises what it raised, Cancelled after Ctrl+C."""
        self._runner = self._runner or Runner()
        watched = _Watched(work)
        with self._bar() as bar:
            unsubscribe = self._runner.subscribe(_Drawer(bar)) if bar is not None else None
            try:
                last = self._wait(self._runner, watched)
            finally:
                if unsubscribe is not None:
                    unsubscribe()
        if isinstance(last, Failed):
            raise watched.problem or StudioError(last.message)
        if isinstance(last, CancelledEvent):
            raise Cancelled
        return watched.result

    def finish(self, outcome: Outcome) -> int:
        """Print a command's outcome and return its exit code."""
        for line in outcome.lines:
            self.say(line)
        if self.as_json:
            print(json.dumps({"ok": outcome.code == 0, "code": outcome.code, **outcome.facts}), flush=True)
        return outcome.code

    def close(self) -> None:
        """End the threads."""
        if self._runner is not None:
            self._runner.shutdown()
            self._runner = None

    def _wait(self, runner: Runner, work: Work) -> Event:
        job, unwanted = "", False

        def stop() -> None:
            nonlocal unwanted
            unwanted = True
            runner.cancel(job)  # an unknown job, before it is submitted, is passed over

        with _interrupts(stop):
            job = runner.submit(work)
            if unwanted:
                runner.cancel(job)
            while True:
                last = runner.wait(job, 0.2)
                if last is not None:
                    return last

    @contextmanager
    def _bar(self) -> Iterator[Bar | None]:
        if self.quiet or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TextColumn("{task.fields[left]}"),
        )
        with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
            yield bar


def seconds_text(seconds: float | None) -> str:
    """Return a remaining time for people, such as "2 min 05 s left"; "" when it is not known."""
    if seconds is None:
        return ""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s left"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s left"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min left"


def count_text(event: Progress, pace: float | None = None) -> str:
    """Return how much of a stage is done: "3/24", for bytes "1.2 GB of 3.4 GB, 12 MB/s"."""
    each = BYTES_OF_STAGE.get(event.stage)
    if each is None:
        return f"{event.done}/{event.total}"
    text = f"{bytes_text(event.done * each)} of {bytes_text(event.total * each)}"
    return f"{text}, {bytes_text(pace)}/s" if pace is not None and event.stage == "download" else text


class _Watched:
    """The same work, with what it raised or returned kept for the thread that waits."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.problem: StudioError | None = None
        self.result: object = None

    @property
    def title(self) -> str:
        return self._work.title

    @property
    def lane(self) -> Lane:
        return self._work.lane

    @property
    def stages(self) -> tuple[tuple[str, float], ...]:
        return self._work.stages

    def run(self, progress: ProgressSink, cancel: CancelToken) -> object:
        try:
            self.result = self._work.run(progress, cancel)
        except StudioError as problem:
            self.problem = problem
            raise
        return self.result


class _Drawer:
    """Draws progress events on a rich bar; rich takes calls from any thread."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._pace = Pace()
        self._task = bar.add_task("Starting", total=None, count="", left="")

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._bar.update(
                self._task,
                description=STAGES.get(event.stage, event.stage),
                completed=event.done,
                total=event.total,
                count=count_text(event, self._pace.note(event.done)),
                left=seconds_text(event.seconds_left),
            )


@contextmanager
def _interrupts(cancel: Any) -> Iterator[None]:
    """Have the first Ctrl+C call `cancel` and the second end the process, while the block runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = 0

    def on_interrupt(_number: int, _frame: object) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            os._exit(CANCELLED)
        sys.stderr.write("\nCancelling; press Ctrl+C again to stop at once.\n")
        cancel()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
