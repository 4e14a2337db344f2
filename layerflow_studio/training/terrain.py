"""What several scenes share: land under a light, suns, trees, flakes, and captions under a sky."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from layerflow_studio.training.noise import Array, pick, window
from layerflow_studio.training.stage import SKIES, Colour, Sky, Stage


@dataclass(frozen=True)
class Painted:
    """What a painter says about the scene it has put on the stage."""

    captions: tuple[str, ...]
    """Exact descriptions, the fullest first; the last one is the bare name."""
    time: str
    ground: float | None
    """Where feet stand, as a fraction from the top; None when nothing can stand."""
    light: Colour
    """Tint that the scene's light gives to objects, near white."""


def under(stage: Stage, thing: str, look: Sky, bare: str) -> tuple[str, ...]:
    """Captions of a thing under a sky: full, with the time of day, bare."""
    full = f"{thing} under {look.phrase}"
    return (full, f"{thing} {look.short}", bare) if look.short else (full, thing, bare)


def choose_sky(stage: Stage, *names: str) -> Sky:
    """A sky, by day more often than not."""
    usual = names or ("blue", "blue", "grey", "orange", "pink", "purple", "night")
    return SKIES[stage.say(*usual)]


def tinted(colour: Colour | Array, look: Sky, haze: float = 0.0) -> Array:
    """A surface colour in this light, mixed with the colour of the low sky by `haze`."""
    lit = np.array(colour, np.float32) * np.array(look.light, np.float32)
    return lit + (np.array(look.low, np.float32) - lit) * haze


def land(
    stage: Stage,
    line: Array,
    top: Array,
    bottom: Array,
    depth: float,
    grain: float = 0.05,
    slope_light: float = 0.0,
) -> None:
    """Add everything below a line: a vertical gradient with soft grain, lit by the slope of the line.

    line: (wide,) float32 height of the edge in frame heights from the top.
    """
    height, wide = stage.height, stage.wide
    first = max(0, int(line.min() * height) - 1)
    if first >= height:
        return
    below = stage.rows()[first:] - line[None].astype(np.float32)
    cover = np.clip(below * height + 0.5, 0, 1)
    inside = np.clip(below * np.float32(1 / 0.45), 0, 1)
    rows = height - first
    x, y = stage.rng.uniform(0, 256, 2)
    shading = window(pick(stage.rng, 1.5, 4), rows, wide, x, y, 45 / height, 110 / height)
    shading *= 2 * grain
    shading += 1 - grain
    if slope_light:
        lean = cv2.GaussianBlur((np.gradient(line) * height)[None].astype(np.float32), (0, 0), 0.02 * height)
        shading *= 1 - slope_light * np.clip(lean, -1, 1) * np.clip(1 - 1.6 * inside, 0, 1)
    shading *= cover
    share = np.sqrt(inside)
    pixels = np.zeros((height, wide, 4), np.float32)
    planes = [(share * np.float32(bottom[c] - top[c]) + np.float32(top[c])) * shading for c in range(3)]
    pixels[first:] = cv2.merge([*planes, cover])
    stage.plate(pixels, depth)


def sun(stage: Stage, look: Sky, horizon: float, chance: float = 0.6) -> float | None:
    """Maybe add the sun or the moon of this sky; returns its place across in frame heights."""
    if look.phrase.startswith("a grey") or stage.rng.random() > chance:
        return None
    x = float(stage.rng.uniform(0.12, 0.88)) * stage.width / stage.height
    if look.time == "dusk":
        stage.disc(x, horizon - float(stage.rng.uniform(0.05, 0.16)), 0.065, (1.0, 0.93, 0.72), 0.55)
    elif look.time == "night":
        stage.disc(x, float(stage.rng.uniform(0.14, 0.24)), 0.06, (0.93, 0.94, 0.88), 0.22)
    else:
        stage.disc(x, float(stage.rng.uniform(0.12, 0.2)), 0.06, (1.0, 0.97, 0.80), 0.35)
    return x


def cover(stage: Stage, look: Sky) -> float:
    """A share of clouds that suits the sky."""
    if look.phrase.startswith("a grey"):
        return 0.75
    return 0.0 if stage.rng.random() < 0.25 or look.time == "night" else float(stage.rng.uniform(0.3, 0.5))


def opaque(colour: Array) -> tuple[float, ...]:
    """A colour as OpenCV draws it into pictures of four bytes a pixel."""
    return (*(float(round(255 * min(1.0, shade))) for shade in colour), 255.0)


def pines(
    stage: Stage,
    base: float,
    size: float,
    spacing: float,
    depth: float,
    lit: Array,
    dark: Array,
    cap: Array | None = None,
) -> None:
    """Add a row of pines on a level: three tiers on a trunk, lit from the left, their tops in the colour `cap`.

    Sizes and places in frame heights; the tallest is `size` tall, and about `spacing` lies between two.
    """
    height = stage.height
    picture = np.zeros((height, stage.wide, 4), np.uint8)

    def fill(colour: Array, *corners: tuple[float, float]) -> None:
        points = np.rint(np.array(corners) * height * 16).astype(np.int32)
        cv2.fillPoly(picture, [points], opaque(colour), cv2.LINE_AA, 4)

    trunk = dark * np.float32(0.7)
    place = -spacing * float(stage.rng.uniform(0, 1))
    while place < stage.wide / height + spacing:
        tall = size * float(stage.rng.uniform(0.7, 1.0))
        foot, x = base - 0.10 * tall, place
        thick = 0.045 * tall
        fill(trunk, (x - thick, foot), (x + thick, foot), (x + thick, base), (x - thick, base))
        for tier in range(3):
            low, top = foot - 0.24 * tall * tier, foot - 0.24 * tall * tier - (0.46 - 0.03 * tier) * tall
            half = (0.30 - 0.065 * tier) * tall
            fill(lit, (x - half, low), (x + 0.2 * half, low), (x, top))
            fill(dark, (x + 0.2 * half, low), (x + half, low), (x, top))
            if cap is not None:
                end = top + 0.5 * (low - top)
                fill(cap, (x - half / 2, end), (x + half / 2, end), (x, top))
        place += spacing * float(stage.rng.uniform(0.75, 1.25))
    stage.plate(picture.astype(np.float32) / 255, depth)


@cache
def flakes(seed: int, count: int, smallest: float, largest: float) -> Array:
    """(256, 256) float32 wrapping texture of soft round flakes."""
    rng = np.random.default_rng(seed)
    texture = np.zeros((768, 768), np.float32)
    for x, y, size in zip(
        rng.uniform(256, 512, count),
        rng.uniform(256, 512, count),
        rng.uniform(smallest, largest, count),
        strict=True,
    ):
        for dx in (-256, 0, 256):
            for dy in (-256, 0, 256):
                centre = (round((x + dx) * 16), round((y + dy) * 16))
                cv2.circle(texture, centre, round(size * 16), 1.0, -1, cv2.LINE_AA, 4)
    return np.ascontiguousarray(cv2.GaussianBlur(texture, (0, 0), 0.8)[256:512, 256:512])
