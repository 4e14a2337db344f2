"""What a run needs is loaded ahead, and not before it is asked for."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.session.models import ModelKeeper, WarmUpJob
assert not {"torch", "av", "cv2"} & set(sys.modules)
WarmUpJob(ModelKeeper()).run(SilentProgress(), CancelToken())
assert {"torch", "diffusers", "av", "cv2"} <= set(sys.modules)
from layerflow_studio.engine.layerflow.conditioning import _read_word_pieces
assert _read_word_pieces.cache_info().currsize == 1
"""


def test_warming_up_loads_what_a_run_needs() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
