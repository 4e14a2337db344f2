"""What the model has so far: small clips of every layer, playing in a loop while they become clear."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from layerflow_studio.core.jobs import Preview
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.ui.images import to_qimage


class PreviewPlayer(QObject):
    """Holds the newest preview of the running job and turns its frames over at the clip's rate."""

    changed = Signal()
    """Another frame or another step is to be seen, or the preview is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frames: Mapping[Role, NDArray[np.uint8]] = {}
        self._images: dict[tuple[Role, int], QImage] = {}
        self._index = 0
        self.step, self.total = 0, 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def active(self) -> bool:
        """Whether there is something to see."""
        return bool(self._frames)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Layers that are seen becoming, in model order."""
        return tuple(role for role in MODEL_ROLES if role in self._frames)

    def show(self, preview: Preview, fps: Fraction) -> None:
        """Take over a newer step."""
        self._frames, self.step, self.total = dict(preview.frames), preview.step, preview.total
        self._images.clear()
        if not self._timer.isActive():
            self._timer.start(max(15, round(1000 / float(fps))))
        self.changed.emit()

    def clear(self) -> None:
        """The job is over."""
        self._timer.stop()
        if self._frames:
            self._frames = {}
            self._images.clear()
            self.changed.emit()

    def image(self, role: Role) -> QImage | None:
        """The present frame of a layer."""
        frames = self._frames.get(role)
        if frames is None or not len(frames):
            return None
        index = self._index % len(frames)
        if (role, index) not in self._images:
            self._images[role, index] = to_qimage(frames[index])
        return self._images[role, index]

    def _turn(self) -> None:
        self._index += 1
        self.changed.emit()
