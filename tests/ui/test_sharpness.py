"""Pictures on screens of every scale: at 100 % one picture pixel is one pixel of the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]

CHECK = """
import numpy as np
from PySide6.QtCore import QSize, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from layerflow_studio.core.frames import freeze
from layerflow_studio.ui.images import to_qimage
from layerflow_studio.ui.viewer.canvas import Arrangement, Canvas
from layerflow_studio.ui.viewer.viewport import Viewport

app = QApplication([])
window = QWidget()
line = QHBoxLayout(window)
line.setContentsMargins(7, 3, 0, 0)  # a place that is no whole pixel at 1.5
label = QLabel("x")
label.setFixedWidth(13)
line.addWidget(label)
canvas = Canvas()
line.addWidget(canvas, 1)
window.resize(401, 303)
window.show()
app.processEvents()
ratio = canvas.devicePixelRatioF()

random = np.random.default_rng(1)
odd = np.add.outer(np.arange(64), np.arange(96)) % 2
checker = np.full((64, 96, 4), 255, np.uint8)
checker[..., :3] = (255 * odd)[..., None]
checker[20:30, 20:30, :3] = random.integers(0, 256, (10, 10, 3))
picture = to_qimage(freeze(checker))
canvas.set_frame_size(QSize(96, 64))
canvas.set_pictures([picture])

def grabbed():
    shot = window.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    return rows[:, : shot.width() * 4].reshape(shot.height(), shot.width(), 4).copy()

def find(expected):
    shot = grabbed()
    height, width = expected.shape[:2]
    rect = canvas.picture_rect()
    corner = canvas.mapTo(window, rect.topLeft().toPoint())
    x0, y0 = round(corner.x() * ratio), round(corner.y() * ratio)
    for y in range(y0 - 2, y0 + 3):
        for x in range(x0 - 2, x0 + 3):
            if np.array_equal(shot[y : y + height, x : x + width], expected):
                return True
    return False

for zoom in (1.0, 2.0, 3.0):
    canvas.zoom_to(zoom)
    side = int(zoom)
    wanted = checker.repeat(side, axis=0).repeat(side, axis=1)
    if zoom == 2.0:  # smooth up to 200 %: only the size is exact
        rect = canvas.picture_rect()
        assert abs(rect.width() * ratio - 192) < 1e-6, rect
        continue
    assert find(wanted), f"not exact at {zoom:.0%} on a screen of {ratio}"
canvas.zoom_to(1.0)
middle = QRectF(canvas.rect()).center()
assert (canvas.view.from_picture(canvas.view.to_picture(middle)) - middle).manhattanLength() < 1e-6
print("sharp", ratio)
"""


@pytest.mark.parametrize("ratio", ["1", "1.5", "2"])
def test_a_one_pixel_checker_is_exact_on_every_screen(ratio: str) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CHECK], capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == str(float(ratio))
