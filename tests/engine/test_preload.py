"""Loading torch's libraries ahead of the import, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from layerflow_studio.engine.preload import load_libraries
first = load_libraries()
assert "torch" not in sys.modules, "libraries only"
import torch
assert float(torch.ones(3).sum()) == 3 and torch.nn.Linear(2, 2)(torch.ones(2)).shape == (2,)
print(first, load_libraries())
"""


def test_torch_works_with_its_libraries_loaded_before() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    loaded, again = done.stdout.split()
    assert (loaded == "True") == (sys.platform in ("linux", "darwin")) and again == "False"
