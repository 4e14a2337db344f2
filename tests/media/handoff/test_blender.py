from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.media.importer import read_clip

from .app_comps import HEIGHT, RATE, WIDTH, AppComp, app_comp

BLENDER = shutil.which("blender")
SCRIPT = Path(__file__).with_name("blender_sequencer.py")

pytestmark = [
    pytest.mark.apps,
    pytest.mark.skipif(BLENDER is None, reason="Blender is not installed"),
]


def _blender(comp: AppComp, folder: Path) -> NDArray[np.float64]:
    """Render a comp with Blender's sequencer."""
    assert BLENDER is not None
    shots = [
        {**asdict(shot), "path": str(shot.path), "opacity": opacity}
        for shot, opacity in zip(comp.shots, (1.0, comp.opacity), strict=True)
    ]
    plan = folder / "plan.json"
    plan.write_text(
        json.dumps(
            {"fps": int(RATE), "width": WIDTH, "height": HEIGHT, "frames": len(comp.meant), "shots": shots}
        )
    )
    start = [BLENDER, "-b", "--factory-startup", "-noaudio", "-t", "1", "--python-exit-code", "1"]
    subprocess.run(
        [*start, "--python", str(SCRIPT), "--", str(plan), str(folder / "out")],
        check=True,
        capture_output=True,
        timeout=150,
        env={**os.environ, "HOME": str(folder)},
    )
    return read_clip(folder / "out").pixels[..., :3].astype(np.float64)


@pytest.mark.parametrize("opacity", [1.0, 0.5])
def test_blender_makes_our_composite(tmp_path: Path, opacity: float) -> None:
    comp = app_comp(tmp_path, opacity=opacity)
    found = _blender(comp, tmp_path)
    assert found.shape == comp.meant.shape
    off = np.abs(found - comp.meant)
    assert off.mean() <= 2
    assert off.max() <= 8
