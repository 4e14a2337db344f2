"""A small project with all three layers of the model."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from layerflow_studio.core import edits
from layerflow_studio.core.document import Canvas, Document, Layer
from layerflow_studio.core.frames import ClipPixels
from layerflow_studio.core.kinds import Role
from layerflow_studio.core.timebase import Span
from layerflow_studio.session.project_io import Project

WIDTH, HEIGHT = 48, 32


def blended_stack(project: Project) -> Document:
    """Foreground and background of 3 frames that lie plain, 16 bits, and a blend that is a shade darker."""
    document = Document(Canvas(WIDTH - 1, HEIGHT + 1, Fraction(8), 3))
    y, x = np.mgrid[0 : HEIGHT + 1, 0 : WIDTH - 1]
    alpha = np.clip(65535 - 3000 * np.hypot(x - 24, y - 16), 0, 65535)
    front = np.stack([x * 1000, y * 900, x * 0 + 20000, alpha], -1)
    back = np.stack([y * 1500, x * 800, x * 0 + 40000, x * 0 + 65535], -1)
    laid = front * (alpha / 65535)[..., None] + back * (1 - alpha / 65535)[..., None]
    blend = np.concatenate([laid[..., :3] * 0.9, np.full((*x.shape, 1), 65535)], -1)
    for role, picture in ((Role.BLENDED, blend), (Role.BACKGROUND, back), (Role.FOREGROUND, front)):
        clip = ClipPixels(np.stack([np.rint(picture).astype(np.uint16)] * 3), Fraction(8))
        identity = project.clips.put(clip)
        layer = Layer(f"l-{role}", role.value, role, Span(0, 3), clip=identity, clip_frames=3)
        document = edits.add_layer(document, layer)
    return document
