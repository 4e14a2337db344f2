"""Print what every export preset does to a film: error, size and speed, as read back from the written file.

    python benchmarks/export_roundtrip.py [--frames 3] [--widths 1920,854] [--presets webm,exr]

The film is smooth, 16 bits deep, with soft alpha; "kept" is read by the importer. Errors are in 8-bit levels
against the source, 16 bits deep and before dithering, so that 8-bit formats show their rounding; "as meant" is
the error that the export's own check found against what was to be written, 0 where a format is without loss.
Colour is judged where alpha is 4/255 or more, the matte pair by its own check alone.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.media.footage import Footage
from layerflow_studio.media.importer import read_clip
from layerflow_studio.media.presets import PRESETS, Alpha, export, why_not

WIDTHS = (1920, 1366, 1080, 854, 321)
RATE = Fraction(24)
BACKDROP = (40, 80, 120)


def film(width: int, height: int, frames: int) -> ClipPixels:
    """Ramps and slow waves in every channel, moving; alpha reaches both ends softly."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pictures = []
    for index in range(frames):
        alpha = np.clip(0.5 + 0.7 * np.sin(y / 50 - index / 4 + x / 90), 0, 1)
        blue = 0.5 + 0.4 * np.sin(x / 40 + index / 3)
        pictures.append(np.stack([x / width, y / height, blue, alpha], -1))
    return ClipPixels(np.rint(np.stack(pictures) * 65535).astype(np.uint16), RATE)


def line(key: str, clip: ClipPixels, folder: Path) -> str:
    """Export, read back and return one row of the table."""
    preset = PRESETS[key]
    options: dict[str, Any] = {"bleed": False}
    if preset.alpha is Alpha.NONE:
        options = {"backdrop": BACKDROP}
    elif key == "exr_layers":
        options |= {"foreground": clip, "background": clip}
    report = export(key, clip, folder / f"{key}{preset.suffix}", **options)
    cells = [key, str(clip.width), f"{report.rgb_max:.2f} / {report.rgb_mean:.3f}", f"{report.alpha_max:.2f}"]
    if preset.alpha is Alpha.SEPARATE:
        cells += ["", ""]
    else:
        source = Footage.of(clip)
        if preset.alpha is Alpha.NONE:
            source = source.flattened(BACKDROP)
        meant = np.stack(list(source)).astype(np.float32) / 257
        back = read_clip(report.path).pixels
        found = back.astype(np.float32) / (257 if back.dtype == np.uint16 else 1)
        off = np.abs(found[:, : clip.height, : clip.width] - meant)
        colour = off[..., :3][meant[..., 3] >= 4]
        cells += [
            f"{colour.max():.2f} / {colour.mean():.3f}",
            f"{off[..., 3].max():.2f} / {off[..., 3].mean():.3f}",
        ]
    kib = report.bytes / 1024 / report.frames
    return "| " + " | ".join([*cells, f"{kib:,.0f}", f"{report.frames / report.seconds:.1f}"]) + " |"


def main() -> None:
    """Print the table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=3)
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--presets", default=",".join(PRESETS))
    asked = parser.parse_args()
    started = time.monotonic()
    print(
        "| preset | width | as meant: RGB max / mean | alpha max | kept: RGB max / mean | alpha max / mean "
        "| KiB a frame | frames a second, checked |\n|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    for key in asked.presets.split(","):
        reason = why_not(key)
        if reason is not None:
            print(f"| {key} | {reason} |")
            continue
        for width in map(int, asked.widths.split(",")):
            with tempfile.TemporaryDirectory() as folder:
                print(line(key, film(width, round(width * 9 / 16), asked.frames), Path(folder)), flush=True)
    print(f"\n{asked.frames} frames each, {time.monotonic() - started:.0f} s in all.")


if __name__ == "__main__":
    main()
