"""The H.265 encoder in a process of its own.

x265 4.2 damages the memory of its process now and then (its issue 774; here with films of a few frames). The
process takes frames as raw 16-bit RGBA on its standard input; if it stops, the studio does not.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO

import numpy as np

from layerflow_studio.errors import BadInput
from layerflow_studio.media.clip_io import Pixels, VideoFormat, VideoWriter, rgba_to_yuv, widen

_LOOKS_AHEAD = 24


@dataclass(frozen=True)
class SeparateWriter:
    """Makes writers like `VideoWriter` that encode H.265 elsewhere, with a rate factor and so many frames."""

    crf: int
    frames: int

    @contextmanager
    def __call__(
        self, path: Path, form: VideoFormat, width: int, height: int, rate: Fraction
    ) -> Iterator[_Pipe]:
        """Start the process; leaving waits for the finished file. BadInput when the encoder stopped."""
        what = [str(path), str(self.crf), str(self.frames), str(width), str(height), str(rate)]
        command = [sys.executable, "-m", __name__, *what]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdin is not None
        failed = False
        try:
            yield _Pipe(process.stdin)
            process.stdin.close()
            failed = process.wait() != 0
        except BrokenPipeError:
            failed = True
        finally:
            process.kill()
            process.wait()
            with suppress(BrokenPipeError):
                process.stdin.close()
        if failed:
            raise BadInput("The H.265 encoder stopped before the end; export again or choose H.264.")


@dataclass(frozen=True)
class _Pipe:
    stream: IO[bytes]

    def write(self, pixels: Pixels) -> None:
        """Append one frame (H, W, 4)."""
        self.stream.write(np.ascontiguousarray(widen(pixels)).data)


def h265_format(crf: int, frames: int) -> VideoFormat:
    """Return how H.265 is written; x265 loses a film of a few frames unless it takes them one by one."""
    settings = "log-level=none" + (":rc-lookahead=0:bframes=0" if frames < _LOOKS_AHEAD else "")
    return VideoFormat(
        container="mp4",
        codec="libx265",
        pix_fmt="yuv420p10le",
        convert=lambda pixels: rgba_to_yuv(pixels, "yuv420p10le"),
        codec_options={"crf": str(crf), "preset": "fast", "x265-params": settings, "tag": "hvc1"},
        container_options={"movflags": "+faststart"},
    )


def main() -> None:
    """Encode what comes on standard input."""
    path, crf, frames, width, height, rate = sys.argv[1:]
    shape = (int(height), int(width), 4)
    form = h265_format(int(crf), int(frames))
    with VideoWriter(Path(path), form, shape[1], shape[0], Fraction(rate)) as film:
        for _ in range(int(frames)):
            raw = sys.stdin.buffer.read(8 * shape[0] * shape[1])
            film.write(np.frombuffer(raw, np.uint16).reshape(shape))


if __name__ == "__main__":
    main()
