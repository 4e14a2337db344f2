"""OpenCV without its side effect: the wheel points Qt at its own plugins on import, which breaks PySide6.

Import it from here, `from layerflow_studio.media.opencv import cv2`, never directly.
"""

from __future__ import annotations

import os

_QT_PATHS = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_PATHS}

import cv2  # noqa: E402 (the environment must be remembered first)

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

__all__ = ["cv2"]
