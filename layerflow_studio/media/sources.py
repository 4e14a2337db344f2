"""What a path given for import stands for: one video, one picture, or a numbered sequence of pictures.

Files are recognised by content, not by their ending, and opened only by the demuxers named here: playlist
formats, which could open other files, are not among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from layerflow_studio.errors import BadInput, FileMissing, reason_of
from layerflow_studio.sentence import listed

VIDEO_DEMUXERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,apng,mpegts,mpeg,flv,ogg,mxf,asf,nut,ivf,yuv4mpegpipe"
)
STILL_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".dpx", ".exr"})
ANIMATED_WEBP, EXR = "animated webp", "exr"
"""What FFmpeg does not read and other libraries do; in the place of a demuxer."""
_FILMS = (None, "apng", ANIMATED_WEBP)
_MOST_GAP = 1000
_HEAD_BYTES = 64 * 1024
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d+)(?P<ending>\.\w+)", re.DOTALL)
_PLACEHOLDER = re.compile(r"%0?\d*d|#+")


@dataclass(frozen=True)
class Source:
    """Files to read in order. `demuxer` is None for a video, whose container is recognised on opening."""

    name: str
    paths: tuple[Path, ...]
    still: bool
    demuxer: str | None = None

    @property
    def sequence(self) -> bool:
        """True for several numbered pictures."""
        return self.still and len(self.paths) > 1


def find_source(path: Path, *, single: bool = False, hold_gaps: bool = False) -> Source:
    """Return what a path stands for; raises FileMissing or BadInput with the reason.

    A folder and a pattern (`shot.%04d.png`, `shot.####.png`) are sequences. So is the first file of a
    numbered run of pictures, unless `single`. Numbers may start anywhere but must not skip one, unless
    `hold_gaps`: then the picture before a gap stands for those that are missing.
    """
    if path.is_dir():
        return _sequence(path, _one_run_in(path), hold_gaps)
    if not path.exists():
        if _PLACEHOLDER.search(path.name):
            return _sequence(path.parent, _matching(path), hold_gaps, of=path.name)
        raise FileMissing("{path} does not exist; check the name or choose another file.", path=path)
    if not path.is_file():
        raise BadInput(
            "{file} is not a file that can be read; choose a video, a picture or a folder of pictures.",
            file=path.name,
        )
    demuxer = recognise(path)
    if demuxer in _FILMS:
        return Source(path.name, (path,), still=False, demuxer=demuxer)
    run = {} if single else _run_from(path)
    return (
        _sequence(path.parent, run, hold_gaps) if len(run) > 1 else Source(path.name, (path,), True, demuxer)
    )


def recognise(path: Path) -> str | None:
    """Return the demuxer of a picture file by its first bytes, else None; BadInput when it is empty."""
    head = _head(path)
    if not head:
        raise BadInput("{file} is empty (0 bytes); copy or export it again.", file=path.name)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        control, pixels = head.find(b"acTL"), head.find(b"IDAT")
        return "apng" if 0 <= control < (pixels if pixels >= 0 else len(head)) else "png_pipe"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg_pipe"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff_pipe"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "bmp_pipe"
    if head.startswith((b"SDPX", b"XPDS")):
        return "dpx_pipe"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        if head[12:16] == b"VP8X" and head[20] & 2:
            return ANIMATED_WEBP
        return "webp_pipe"
    if head.startswith(b"\x76\x2f\x31\x01"):
        return EXR
    return None


def _head(path: Path) -> bytes:
    """Return the first bytes of a file; BadInput when it cannot be opened."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as problem:
        raise BadInput(
            "{file} cannot be opened ({reason}); check its permissions.",
            file=path.name,
            reason=reason_of(problem),
        ) from problem


def _runs_in(folder: Path, only: tuple[str, str] | None = None) -> dict[tuple[str, str], dict[int, Path]]:
    """Numbered pictures of a folder, grouped by the name around the number; `only` those of one such name."""
    runs: dict[tuple[str, str], dict[int, Path]] = {}
    try:
        files = sorted(folder.iterdir())
    except OSError as problem:
        raise BadInput(
            "The folder {folder} cannot be opened ({reason}); check it.",
            folder=folder,
            reason=reason_of(problem),
        ) from problem
    for file in files:
        match = _NUMBERED.fullmatch(file.name)
        if (
            match
            and file.suffix.lower() in STILL_ENDINGS
            and not file.name.startswith(".")
            and file.is_file()
        ):
            around = (match["stem"], match["ending"].lower())
            if only not in (None, around):
                continue
            run = runs.setdefault(around, {})
            number = int(match["number"])
            if number in run:
                raise BadInput(
                    "{first} and {second} have the same number; remove one of them.",
                    first=run[number].name,
                    second=file.name,
                )
            run[number] = file
    return runs


def _one_run_in(folder: Path) -> dict[int, Path]:
    runs = _runs_in(folder)
    if not runs:
        raise BadInput(
            "The folder {folder} holds no numbered pictures; choose a folder such as frame.0001.png ….",
            folder=folder.name,
        )
    if len(runs) > 1:
        names = listed(f"{stem}…{ending}" for stem, ending in list(runs)[:2])
        raise BadInput(
            "The folder {folder} holds several sequences ({names}); choose the first file of one.",
            folder=folder.name,
            names=names,
        )
    return next(iter(runs.values()))


def _run_from(path: Path) -> dict[int, Path]:
    """The run that a picture starts, empty when it is not the first of one."""
    match = _NUMBERED.fullmatch(path.name)
    if match is None:
        return {}
    around = (match["stem"], match["ending"].lower())
    run = _runs_in(path.parent, around).get(around, {})
    number = int(match["number"])
    return run if run and min(run) == number and number + 1 in run else {}


def _matching(pattern: Path) -> dict[int, Path]:
    before, after = _PLACEHOLDER.split(pattern.name, maxsplit=1)
    wanted = re.compile(re.escape(before) + r"(\d+)" + re.escape(after))
    files = sorted(pattern.parent.iterdir()) if pattern.parent.is_dir() else []
    return {int(match[1]): file for file in files if (match := wanted.fullmatch(file.name))}


def _sequence(folder: Path, run: dict[int, Path], hold_gaps: bool, of: str | None = None) -> Source:
    if not run:
        raise FileMissing(
            "No picture in {folder} matches {pattern}; check the pattern.", folder=folder, pattern=of
        )
    numbers = sorted(run)
    missing = next((before + 1 for before, after in pairwise(numbers) if after != before + 1), None)
    first, last = run[numbers[0]], run[numbers[-1]]
    widest = max((after - before for before, after in pairwise(numbers)), default=0)
    if missing is not None and (not hold_gaps or widest > _MOST_GAP):
        raise BadInput(
            "Picture {missing} is missing between {first} and {last}; add it or renumber them.",
            missing=missing,
            first=first.name,
            last=last.name,
        )
    demuxer = recognise(first)
    if demuxer in _FILMS:
        raise BadInput(
            "{file} is not a picture that can be read; choose PNG, JPEG, TIFF, WebP, BMP, DPX or OpenEXR files.",
            file=first.name,
        )
    name = first.name if len(run) == 1 else f"{first.name} – {last.name}"
    paths: list[Path] = []
    for number in range(numbers[0], numbers[-1] + 1):
        paths.append(run.get(number) or paths[-1])
    return Source(name, tuple(paths), still=True, demuxer=demuxer)
