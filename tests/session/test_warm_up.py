"""What a run needs is loaded ahead, and not before it is asked for."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.session.models import WarmUpJob
assert not {"torch", "av", "cv2"} & set(sys.modules)
WarmUpJob().run(SilentProgress(), CancelToken())
assert {"torch", "diffusers", "av", "cv2"} <= set(sys.modules)
"""


def test_warming_up_loads_what_a_run_needs() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
