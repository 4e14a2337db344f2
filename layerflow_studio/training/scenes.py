"""The classes of procedural backgrounds and the one function that paints one of them.

Their shapes are large, because the autoencoder keeps no others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from layerflow_studio.training import landscapes, places
from layerflow_studio.training.noise import Array
from layerflow_studio.training.stage import Colour, Shot, Stage
from layerflow_studio.training.terrain import Painted

PAINTERS: dict[str, Callable[[Stage], Painted]] = {
    "sky": landscapes.paint_sky,
    "hills": landscapes.paint_hills,
    "meadow": landscapes.paint_meadow,
    "forest": landscapes.paint_forest,
    "mountains": landscapes.paint_mountains,
    "desert": landscapes.paint_desert,
    "snow": landscapes.paint_snow,
    "sea": landscapes.paint_sea,
    "beach": landscapes.paint_beach,
    "lake": landscapes.paint_lake,
    "city": places.paint_city,
    "room": places.paint_room,
    "studio": places.paint_studio,
    "underwater": places.paint_underwater,
    "space": places.paint_space,
    "moon": places.paint_moon,
}


@dataclass(frozen=True)
class Backdrop:
    """A background over time with everything known about it."""

    frames: Array
    """(T, H, W, 3) float32 in 0..1."""
    captions: tuple[str, ...]
    """Exact descriptions, the fullest first, the bare name last."""
    label: str
    """Its class, one of `background_classes()`."""
    key: str
    """What names it for the held-out split: the class when procedural, else the picture's name."""
    source: str
    """procedural, photo or panorama."""
    time: str
    ground: float | None
    light: Colour


def paint(
    rng: np.random.Generator, label: str, shot: Shot, words: np.random.Generator | None = None
) -> Backdrop:
    """Paint one procedural background of a class; `words` decide on what captions tell of, `rng` on the rest."""
    stage = Stage(rng, shot.width, shot.height, shot.pan, words)
    told = PAINTERS[label](stage)
    return Backdrop(
        stage.render(shot.seconds),
        told.captions,
        label,
        label,
        "procedural",
        told.time,
        told.ground,
        told.light,
    )
