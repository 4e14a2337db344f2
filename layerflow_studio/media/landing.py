"""How an exported file or folder appears: written beside its target, checked, then moved by one rename."""

from __future__ import annotations

import glob
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av.error

from layerflow_studio.errors import BadInput, SelfCheckFailed, StudioError, reason_of
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.self_check import Differences, ExportReport, Mismatch


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """Give a name beside the target to write to; sort out what is left when the export does not end well.

    A Mismatch keeps what was written under the target's name plus ".failed" and becomes SelfCheckFailed; an
    error of the encoder or of the disk becomes BadInput. Whoever uses this moves the finished part himself.
    """
    part = target.with_name(f".{target.stem}-{secrets.token_hex(4)}.part{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
    except Mismatch as mismatch:
        failed = target.with_name(f"{target.name}.failed")
        _discard(failed)
        move(part, failed)
        raise SelfCheckFailed(
            "{file} does not hold what was exported: {mismatch}; it was kept as {failed}, export it again.",
            file=target.name,
            mismatch=mismatch,
            failed=failed.name,
        ) from mismatch
    except StudioError:
        raise
    except (av.error.FFmpegError, OSError) as problem:
        reason = reason_of(problem)
        raise BadInput(
            "{path} cannot be written ({reason}); free some space or choose another place.",
            path=target,
            reason=reason,
        ) from problem
    finally:
        with suppress(OSError):  # a disk that fails has said so already
            _discard(part)


def move(source: Path, target: Path) -> None:
    """Give a file or folder its name in one step, over what was there."""
    os.replace(source, target)  # noqa: PTH105 (the one call that is atomic on every system)


def land_sequence(part: Path, folder: Path, names: list[str]) -> int:
    """Move numbered pictures to their folder and return their bytes.

    Other numbered pictures of the same name and ending there go, other files stay.
    """
    if folder.is_dir():
        stem, _, ending = names[0].rpartition(".")
        stem = stem.rpartition(".")[0]
        for old in folder.glob(f"{glob.escape(stem)}.*.{ending}"):
            if old.name.removeprefix(f"{stem}.").removesuffix(f".{ending}").isdigit():
                old.unlink()
        for name in names:
            move(part / name, folder / name)
        part.rmdir()
    else:
        move(part, folder)
    return sum((folder / name).stat().st_size for name in names)


def report_of(
    path: Path, footage: Footage, differences: Differences, started: float, size: int
) -> ExportReport:
    """Return the report of an export that is in place; `started` is its `time.monotonic()`."""
    return ExportReport(
        path=path,
        frames=footage.count,
        width=footage.width,
        height=footage.height,
        fps=footage.fps,
        rgb_max=differences.rgb_max,
        rgb_mean=differences.rgb_mean,
        alpha_max=differences.alpha_max,
        seconds=time.monotonic() - started,
        bytes=size,
    )


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
