"""Make the sample project of the start page with the shipped model.

    python packaging/make_sample.py             writes resources/sample/ anew (minutes)

The same weights give the same pictures. Ids and dates are fixed, so that the takes differ between two runs of
this script only in the seconds they took. Clips are kept in 8 bits, which is a third of the 16 that a run of
the studio stores.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layerflow_studio.core.document import Document
    from layerflow_studio.core.ids import ClipId
    from layerflow_studio.core.takes import Take
    from layerflow_studio.engine.registry import ModelDescription
    from layerflow_studio.session.models import ModelKeeper
    from layerflow_studio.session.project_io import Project

ROOT = Path(__file__).resolve().parent.parent
NAME = "Car in a meadow.lfstudio"
MOST_BYTES = 6_000_000
Made = tuple["Take", "Document"]
"""A take, and the document with it on its layers."""
DAY = "2026-01-12T10:{minute:02}:00.000+00:00"


@dataclass(frozen=True)
class Run:
    """One take to make: prompts, what of an earlier take is locked, and what the library says of it."""

    seed: int
    foreground: str
    background: str
    scene: str
    locked: str = ""
    after: int = 0
    """The take that is on the layers before, counted from 1."""
    rating: int = 0
    note: str = ""
    pinned: bool = False


DUNES, MEADOW = "golden sand dunes under a blue sky", "a green meadow under a blue sky"
RUNS = (
    Run(11, "a red car", DUNES, "a red car on golden sand dunes", rating=4, note="The better car."),
    Run(23, "a red car", DUNES, "a red car on golden sand dunes", rating=3),
    Run(
        31, "a red car", MEADOW, "a red car in a green meadow", "foreground", after=1,
        rating=5, note="The same car, locked, in another place: not one of its pixels changed.", pinned=True,
    ),
    Run(
        40, "a hamburger with cheese and lettuce", MEADOW, "a hamburger with cheese and lettuce in a green meadow",
        "background", after=3, rating=2, note="The place kept, another object.",
    ),
    Run(58, "a red car", MEADOW, "a red car in a green meadow", "foreground", after=3, rating=3),
)  # fmt: skip
SHOWN = 3
"""The take that is on the layers when the sample is opened."""


def main() -> int:
    """Make the takes in a folder of their own, then the sample from them."""
    parser = argparse.ArgumentParser(description="Make the sample project.")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "resources" / "sample", help="folder to write anew"
    )
    parser.add_argument("--model", default="mini")
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            os.environ[name] = home
        from layerflow_studio.session.models import ModelKeeper
        from layerflow_studio.session.project_io import Project

        keeper = ModelKeeper()
        draft = Project.create(Path(home) / "draft.lfstudio", first_document(keeper.model(options.model)))
        with draft:
            made: list[Made] = []
            for number, run in enumerate(RUNS, 1):
                print(f"take {number} of {len(RUNS)}: {run.scene}", flush=True)
                before = made[run.after - 1][1] if run.after else draft.document
                made.append(make_take(draft, before, run, keeper))
            shutil.rmtree(options.out, ignore_errors=True)
            folder = build(draft, made, options.out / NAME)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {len(made)} takes, {size / 1e6:.1f} MB, {time.monotonic() - began:.0f} s")
    if size > MOST_BYTES:
        raise SystemExit(f"The sample is larger than {MOST_BYTES / 1e6:.0f} MB; use fewer takes.")
    return 0


def first_document(model: ModelDescription) -> Document:
    """Three layers with ids that stay the same."""
    from layerflow_studio.session.generate import new_document

    document = new_document(model)
    layers = tuple(replace(layer, id=f"layer-{layer.role.value}") for layer in document.layers)
    return replace(document, layers=layers)


def prompted(document: Document, run: Run) -> Document:
    """Return the document as the run wants it."""
    from layerflow_studio.core import edits
    from layerflow_studio.core.kinds import Role
    from layerflow_studio.session.generate import lock_only

    document = lock_only(document, ())
    for role, text in zip(
        (Role.FOREGROUND, Role.BACKGROUND, Role.BLENDED),
        (run.foreground, run.background, run.scene),
        strict=True,
    ):
        document = edits.set_prompt(document, f"layer-{role.value}", text)
    return lock_only(edits.set_seed(document, run.seed), [Role(run.locked)] if run.locked else [])


def make_take(draft: Project, before: Document, run: Run, keeper: ModelKeeper) -> Made:
    """Run the model once in the draft, on a document as an earlier take left it."""
    from layerflow_studio.core.jobs import CancelToken, SilentProgress
    from layerflow_studio.session.generate import GenerateJob, build_request, show_take

    document = prompted(before, run)
    request = build_request(document, keeper.model(document.model))
    take = GenerateJob(draft, request, keeper).run(SilentProgress(), CancelToken())
    return take, show_take(prompted(document, replace(run, locked="")), take)


def build(draft: Project, made: list[Made], folder: Path) -> Path:
    """Write the sample: the takes under fixed ids, rated, and a document with a little of everything."""
    from layerflow_studio.core.takes import LibraryEntry
    from layerflow_studio.session.project_io import Project
    from layerflow_studio.ui.start.projects import keep_poster

    with Project.create(folder, draft.document) as sample:
        names: dict[str, str] = {}
        clips: dict[ClipId, ClipId] = {}
        for number, ((take, _), run) in enumerate(zip(made, RUNS, strict=True), 1):
            for _, clip in take.clips:
                clips[clip] = sample.clips.put(draft.clips.get(clip).as_uint8())
            names[take.id] = f"take-{number}"
            take = filed(take, names[take.id], DAY.format(minute=3 * number), clips)
            sample.library.add(take)
            sample.library.change(LibraryEntry(take, run.rating, run.note, run.pinned))
        document = dressed(with_takes(made[SHOWN - 1][1], names, clips))
        sample.save(document)
        keep_poster(sample, document)
    return folder


def filed(take: Take, name: str, created: str, clips: dict[ClipId, ClipId]) -> Take:
    """Return a take of the draft as the sample files it."""
    given = tuple(replace(item, clip=clips[item.clip]) for item in take.request.given)
    request = replace(take.request, given=given)
    shown = tuple((role, clips[clip]) for role, clip in take.clips)
    return replace(take, id=name, created=created, request=request, clips=shown)


def with_takes(document: Document, takes: dict[str, str], clips: dict[ClipId, ClipId]) -> Document:
    """Return a document of the draft with the takes and clips of the sample in place of its own."""
    layers = tuple(
        replace(
            layer,
            take=takes[layer.take] if layer.take else None,
            clip=clips[layer.clip] if layer.clip else None,
            guide=clips[layer.guide] if layer.guide else None,
        )
        for layer in document.layers
    )
    return replace(document, layers=layers)


def dressed(document: Document) -> Document:
    """Give the document what else it can hold: names, markers, a work area, keys, a lock."""
    from layerflow_studio.core import edits, key_edits
    from layerflow_studio.core.document import Marker
    from layerflow_studio.core.kinds import Interpolation, Property, Role
    from layerflow_studio.core.timebase import Span

    last = document.canvas.length - 1
    car = f"layer-{Role.FOREGROUND.value}"
    for frame, shift in ((0, -14.0), (last, 14.0)):
        document = key_edits.set_key(document, car, Property.X, frame, shift, Interpolation.EASE)
    names = {Role.FOREGROUND: "Car", Role.BACKGROUND: "Meadow", Role.BLENDED: "Scene"}
    for role, name in names.items():
        document = edits.rename_layer(document, f"layer-{role.value}", name)
    document = edits.add_marker(document, Marker("marker-1", last // 3, "passes"))
    document = edits.add_marker(document, Marker("marker-2", 2 * last // 3, "cut here"))
    document = edits.set_work_area(document, Span(1, last))
    return edits.set_locked(document, car, True)


if __name__ == "__main__":
    sys.exit(main())
