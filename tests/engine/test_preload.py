"""Loading libraries ahead of the imports, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from layerflow_studio.engine.preload import load_libraries
first = load_libraries()
assert not {"torch", "av", "cv2"} & sys.modules.keys(), "libraries only"
import av, cv2, numpy, torch
assert float(torch.ones(3).sum()) == 3 and torch.nn.Linear(2, 2)(torch.ones(2)).shape == (2,)
assert cv2.resize(numpy.ones((4, 4), numpy.uint8), (2, 2)).sum() == 4
assert "ffv1" in av.codecs_available
print(*first, "again", *load_libraries())
"""


def test_what_was_loaded_before_its_import_works() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    loaded = ["torch", "av", "cv2"] if sys.platform in ("linux", "darwin") else []
    assert done.stdout.split() == [*loaded, "again"]
