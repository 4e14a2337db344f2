"""Libraries of hundreds of megabytes, loaded while other threads go on.

`import torch` has the system load half a gigabyte with the interpreter's lock held, which keeps a window from
painting for as long; PyAV and OpenCV do so with less. A foreign call lets go of the lock; the import then finds
them loaded.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_LIBRARIES = {"torch": "lib/libtorch_python.[sd]*", "av": "_core.*so", "cv2": "cv2.*so"}
"""Of each package, the file (.so, torch's on macOS .dylib) whose loading brings all others along."""


def load_libraries() -> tuple[str, ...]:
    """Load what importing torch, PyAV and OpenCV will need; return the packages for which that was done.

    Not where they are imported already, and not on Windows.
    """
    if sys.platform not in ("linux", "darwin"):
        return ()
    system = ctypes.CDLL(None)
    system.dlopen.argtypes, system.dlopen.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
    found = {name: _library(name) for name in _LIBRARIES if name not in sys.modules}
    return tuple(
        name
        for name, path in found.items()
        if path is not None and system.dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)
    )


def _library(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob(_LIBRARIES[package]), None)
