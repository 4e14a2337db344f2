"""How well something that was painted stands out from its ground."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from layerflow_studio.ui.theme import contrast


def painted_contrast(widget: QWidget, where: QRect) -> float:
    """The greatest contrast of a pixel in a part of a widget to the colour that most of the part has."""
    image = widget.grab(where).toImage()
    colours = Counter(
        image.pixelColor(x, y).name() for y in range(image.height()) for x in range(image.width())
    )
    ground, _ = colours.most_common(1)[0]
    return max(contrast(colour, ground) for colour in colours)
