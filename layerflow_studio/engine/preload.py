"""Torch's libraries, loaded while other threads go on.

`import torch` has the system load half a gigabyte of libraries with the interpreter's lock held, which keeps
a window from painting for as long. A foreign call lets go of the lock; the import then finds them loaded.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path


def load_libraries() -> bool:
    """Load what `import torch` will need; False where that is not possible or not needed."""
    if "torch" in sys.modules or sys.platform not in ("linux", "darwin"):
        return False
    library = _torch_library()
    if library is None:
        return False
    system = ctypes.CDLL(None)
    system.dlopen.argtypes, system.dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    return bool(system.dlopen(os.fsencode(library), os.RTLD_NOW | os.RTLD_LOCAL))


def _torch_library() -> Path | None:
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return None
    suffix = "dylib" if sys.platform == "darwin" else "so"
    library = Path(spec.origin).parent / "lib" / f"libtorch_python.{suffix}"
    return library if library.is_file() else None
