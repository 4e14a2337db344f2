"""Where an object is in every frame: standing, walking, floating, swimming; and how the camera goes along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np

from layerflow_studio.training.assets import ForegroundAsset
from layerflow_studio.training.noise import Array
from layerflow_studio.training.stage import Shot

TRAVELS = re.compile(
    r"\b(walk|driv|gallop|hopp|chugg|stomp|swimm|fly|flapp|runn|leap|waddl|rid|crawl|sail|skat|surf|trott|speed"
    r"|march|ski|cycl|row|swoop|glid|rolling (?!its|the)|paddl|buzz|sweep)\w*"
)
"""Motions that carry an object along."""

WET = frozenset({"sea", "lake", "underwater"})
WEIGHTLESS = frozenset({"sky", "space", "underwater"})


Layout = Literal["staged", "calm", "free"]
"""How a clip is laid out.

Staged: the object in one place and size before one of a few scenes of each kind; the camera always travels one way at
one speed, and what does not go along with it passes by. So a small model sees the same pictures often
and learns to draw them sooner. Calm: about the middle in about one size. Free: anywhere."""

STAGED_GROUND = 0.885
STAGED_TALL = 0.66
STAGED_TRAVEL = 0.125
"""Camera speed in frame heights per second, to the left: one speed and one way, so that of every scene a model has one
motion to learn. Two pixels a frame at 224 x 128; with three, made clips moved 1.44 times as much as calm ones."""
STAGED_DEPTHS = (0.75, 0.4)
"""How far that carries what stands on the ground, and what hovers or swims further away, as shares: both pass to the
right, while what walks or is seen from near goes along with the camera."""
STAGED_MIDDLE = 0.9375
"""When it is in the middle of the frame, in seconds: halfway through a clip of sixteen frames."""


@dataclass(frozen=True)
class Manner:
    """How an object is in its scene."""

    stands: bool
    """On the ground, with a contact shadow."""
    heading: float
    """-1 moves left, 1 right, 0 stays."""
    rise: float
    """Upward share of the heading."""
    pan: float
    """Camera speed in frame heights per second."""
    motion: str
    """What it does, for the caption; empty when nothing worth saying."""
    sway: float
    """Largest tilt in radians."""
    bob: float
    """Up and down in frame heights."""
    mirrored: bool


@dataclass(frozen=True)
class Placing:
    """Centre of the object's box in pixels, its scale (pixels per tile pixel) and tilt for every frame."""

    x: Array
    y: Array
    scale: float
    angle: Array


def choose_manner(
    rng: np.random.Generator,
    asset: ForegroundAsset,
    label: str,
    may_mirror: bool,
    has_ground: bool,
    layout: Layout,
) -> Manner:
    """Decide how this object is in a background of this class."""
    cut = bool(asset.cut)
    facing = {"left": -1.0, "down-left": -1.0, "right": 1.0, "up-right": 1.0}.get(asset.facing or "", 0.0)
    mirrored = may_mirror and (facing > 0 if layout == "staged" else rng.random() < 0.5)
    facing = -facing if mirrored else facing
    rise = {"up-right": 0.7, "down-left": -0.5}.get(asset.facing or "", 0.0)
    weightless = label in WEIGHTLESS or not has_ground
    stands = (
        not weightless
        and not cut
        and (
            asset.medium == "ground"
            or (asset.medium == "any" and (layout == "staged" or rng.random() < 0.6))
            or (asset.medium == "water" and label not in WET)
        )
    )
    travels = bool(TRAVELS.search(asset.motion)) and facing != 0.0
    motion = asset.motion
    sway, bob = 0.0, 0.0
    if not stands and not cut:
        bob, sway = float(rng.uniform(0.012, 0.03)), float(rng.uniform(0.0, 0.05))
        if not motion:
            motion = "floating gently"
    elif not motion and not cut and rng.random() < 0.6:
        motion, sway = "rocking gently from side to side", float(rng.uniform(0.06, 0.10))
    if travels:
        pan = facing * float(rng.uniform(0.04, 0.14))
    elif stands or cut:
        pan = 0.0
    else:
        pan = float(rng.choice([-1, 1]) * rng.uniform(0.02, 0.09)) if rng.random() < 0.7 else 0.0
    if layout == "staged":
        bob, sway = (0.0, 0.0) if asset.motion or not sway else (0.02, 0.08)
        pan = -STAGED_TRAVEL
    return Manner(stands, facing if travels else 0.0, rise, pan, motion, sway, bob, mirrored)


def place(
    rng: np.random.Generator,
    asset: ForegroundAsset,
    manner: Manner,
    tile: int,
    shot: Shot,
    ground: float | None,
    label: str,
    layout: Layout,
    loop: Array,
) -> Placing:
    """Lay a path that keeps the whole object inside the frame; `loop` tells the share of its loop in every frame."""
    width, height = shot.width, shot.height
    left, top, right, bottom = asset.box
    wide, high = (right - left) * tile, (bottom - top) * tile
    calm, staged = layout == "calm", layout == "staged"
    tall = STAGED_TALL * height
    if not staged:
        tall = float(rng.uniform(0.56, 0.74) if calm else rng.uniform(0.36, 0.84)) * height
    scale = min(tall / high, (0.62 if layout == "free" else 0.52) * width / wide)
    half_x, half_y = wide * scale / 2, high * scale / 2
    if staged:
        foot = 1.012 if asset.cut else STAGED_GROUND
        turn = 2 * np.pi * loop
        y = foot * height - half_y + manner.bob * height * np.sin(turn)
        depth = 0.0 if manner.heading or asset.cut else STAGED_DEPTHS[not manner.stands]
        x = width / 2 + depth * STAGED_TRAVEL * height * (shot.seconds - STAGED_MIDDLE)
        return Placing(
            x.astype(np.float32),
            y.astype(np.float32),
            scale,
            (manner.sway * np.sin(turn + 1)).astype(np.float32),
        )
    seconds = np.arange(shot.frames, dtype=np.float32) / shot.fps
    length = max(float(seconds[-1]), 1e-6)
    spread = 0.05 * width if calm else max(0.0, width / 2 - half_x - 0.04 * width)
    middle_x = width / 2 + float(rng.uniform(-spread, spread))
    if asset.cut:
        middle_y = height - half_y + 0.5 + 0.012 * height
    elif manner.stands and ground is not None:
        middle_y = (ground + float(rng.uniform(-0.02, 0.02))) * height - half_y
    elif label in WET and asset.medium == "water" and label != "underwater":
        middle_y = 0.62 * height
    else:
        middle_y = (0.5 + float(rng.uniform(-0.04, 0.04) if calm else rng.uniform(-0.2, 0.2))) * height
    speed = float(rng.uniform(0.01, 0.06) if calm else rng.uniform(0.02, 0.16)) * height
    drift = (seconds - length / 2) * speed
    x = middle_x + manner.heading * drift
    y = middle_y - (manner.rise * manner.heading**2) * drift
    beat, phase = float(rng.uniform(0.35, 0.6)), float(rng.uniform(0, 2 * np.pi))
    turn = 2 * np.pi * beat * seconds + phase
    swing = np.sin(turn)
    y = y + manner.bob * height * swing
    if layout == "free" and not manner.stands and not asset.cut:
        x = x + float(rng.uniform(0, 0.06)) * height * np.cos(turn)
    angle = manner.sway * np.sin(turn + 1.0)
    rim_x, rim_y = half_x + 0.02 * width, half_y + 0.02 * height
    x = np.clip(x, min(rim_x, width / 2), max(width - rim_x, width / 2))
    if not asset.cut:
        y = np.clip(y, min(rim_y, height / 2), max(height - rim_y, height / 2))
    return Placing(x.astype(np.float32), y.astype(np.float32), scale, angle.astype(np.float32))
