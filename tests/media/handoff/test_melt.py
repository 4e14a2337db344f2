from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.core.kinds import BlendMode

from .app_comps import HEIGHT, RATE, WIDTH, AppComp, app_comp, decoded

MELT = shutil.which("melt")
BLEND = Path("/usr/lib/frei0r-1/cairoblend.so")
PROFILE = f"""\
description=comp
frame_rate_num={RATE.numerator}
frame_rate_den={RATE.denominator}
width={WIDTH}
height={HEIGHT}
progressive=1
sample_aspect_num=1
sample_aspect_den=1
display_aspect_num={WIDTH}
display_aspect_den={HEIGHT}
colorspace=709
"""
_MODES = {BlendMode.OVER: "normal", BlendMode.HARD_LIGHT: "hardlight", BlendMode.SOFT_LIGHT: "softlight"}

pytestmark = [
    pytest.mark.apps,
    pytest.mark.skipif(
        MELT is None or not BLEND.exists(), reason="melt and frei0r-plugins are not installed"
    ),
]


def _melt(comp: AppComp, folder: Path) -> NDArray[np.float64]:
    """Render a comp with MLT and frei0r's cairoblend, lossless."""
    assert MELT is not None
    (folder / "profile").write_text(PROFILE)
    tracks: list[str] = []
    for shot in comp.shots:
        tracks += ["-track"] if tracks else []
        tracks += ["-blank", str(shot.blank - 1)] if shot.blank else []
        tracks += [str(shot.path), f"in={shot.first}", f"out={shot.first + shot.length - 1}"]
    blend = ["-transition", "frei0r.cairoblend", "a_track=0", "b_track=1"]
    blend += [f"0={comp.opacity}", f"1={_MODES.get(comp.blend, comp.blend)}"]
    target = folder / "melt.mkv"
    form = ["vcodec=ffv1", "pix_fmt=bgra", "mlt_image_format=rgba", "an=1", "real_time=-1"]
    command = [MELT, "-profile", str(folder / "profile"), *tracks, *blend]
    subprocess.run(
        [*command, "-consumer", f"avformat:{target}", *form],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    return decoded(target)


@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_melt_makes_our_composite(tmp_path: Path, opacity: float) -> None:
    comp = app_comp(tmp_path, BlendMode.OVER, opacity)
    off = np.abs(_melt(comp, tmp_path) - comp.meant)
    assert off.mean() <= 0.5
    assert off.max() <= 4


@pytest.mark.parametrize("blend", [mode for mode in BlendMode if mode not in (BlendMode.OVER, BlendMode.ADD)])
def test_melt_blends_as_we_do(tmp_path: Path, blend: BlendMode) -> None:
    """Reading ProRes to 8 bits alone costs melt half a level on the background, which screen adds up."""
    comp = app_comp(tmp_path, blend)
    off = np.abs(_melt(comp, tmp_path) - comp.meant)
    twice = blend not in (BlendMode.SCREEN, BlendMode.MULTIPLY)  # these double a difference in the background
    assert off.mean() <= (1.2 if twice else 0.6)
    assert off.max() <= (8 if twice else 4)
