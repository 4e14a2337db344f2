"""Procedural outdoor scenes: hills, meadows, forests, mountains, deserts, snow, sea, beach, lake, sky."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from layerflow_studio.training.noise import Array, outline, peaks
from layerflow_studio.training.stage import SKIES, Colour, Sky, Stage
from layerflow_studio.training.terrain import (
    Painted,
    choose_sky,
    cover,
    flakes,
    land,
    opaque,
    pines,
    sun,
    tinted,
    under,
)


def paint_sky(stage: Stage) -> Painted:
    """Nothing but sky and drifting clouds."""
    look = choose_sky(stage, "blue", "blue", "grey", "orange", "pink", "purple", "night")
    stage.sky(look, 1.25)
    if look.time != "night":
        stage.clouds(look, 1.2, 0.85 if "grey" in look.phrase else 0.5, 1.5)
        stage.clouds(look, 1.25, 0.36, 0.9)
    kind = {
        "a blue sky": ("a blue sky with white clouds", "white clouds drifting in a blue sky"),
        "a grey cloudy sky": ("a grey cloudy sky", "grey clouds drifting in the sky"),
        "an orange sunset sky": ("an orange sunset sky with clouds", "orange clouds in the sky at sunset"),
        "a pink evening sky": ("a pink evening sky with clouds", "soft pink clouds in the evening sky"),
        "a purple dusk sky": ("a purple dusk sky with clouds", "purple clouds in the sky at dusk"),
        "a starry night sky": ("a dark blue night sky full of stars", "a starry night sky"),
    }[look.phrase]
    return Painted((*kind, "the sky"), look.time, None, look.light)


GRASS: dict[str, tuple[Colour, Colour]] = {
    "green": ((0.50, 0.76, 0.32), (0.22, 0.50, 0.20)),
    "golden": ((0.94, 0.80, 0.42), (0.74, 0.52, 0.20)),
}


def paint_hills(stage: Stage) -> Painted:
    """Rolling hills, one behind the other, with a few trees."""
    look = choose_sky(stage)
    hue = stage.say("green", "green", "golden")
    light, dark = GRASS[hue]
    horizon = float(stage.rng.uniform(0.48, 0.56))
    stage.sky(look, horizon, None)
    sun(stage, look, horizon - 0.05)
    if share := cover(stage, look):
        stage.clouds(look, horizon, share)
    for level, (base, haze) in enumerate(((horizon, 0.4), (horizon + 0.14, 0.15), (horizon + 0.30, 0.0))):
        line = base - (0.13, 0.10, 0.06)[level] * outline(stage.rng, stage.wide, stage.height, 0.5, 1)
        land(stage, line, tinted(light, look, haze), tinted(dark, look, haze), 0.3 + 0.3 * level, 0.02, 0.3)
        if level == 1:
            trees(stage, horizon + 0.30, tinted((0.24, 0.46, 0.24), look), tinted((0.14, 0.32, 0.18), look))
    word = "dark" if look.time == "night" else hue
    return Painted(under(stage, f"rolling {word} hills", look, f"{word} hills"), look.time, 0.88, look.light)


def trees(stage: Stage, level: float, lit: Array, dark: Array) -> None:
    """Add a few round trees whose feet are at a level, lit from above on the left."""
    height = stage.height
    picture = np.zeros((height, stage.wide, 4), np.uint8)

    def disc(colour: Array, x: float, y: float, radius: float) -> None:
        centre = (round(x * height * 16), round(y * height * 16))
        cv2.circle(picture, centre, round(radius * height * 16), opaque(colour), -1, cv2.LINE_AA, 4)

    place = float(stage.rng.uniform(-0.3, 0.3))
    while place < stage.wide / height:
        radius, y = float(stage.rng.uniform(0.07, 0.11)), level - float(stage.rng.uniform(0.18, 0.24))
        disc(dark, place, y, radius)
        disc(lit, place - 0.22 * radius, y - 0.22 * radius, 0.7 * radius)
        place += float(stage.rng.uniform(0.5, 0.9))
    stage.plate(picture.astype(np.float32) / 255, 0.6)


FLOWERS: dict[str, Colour] = {
    "red": (0.90, 0.18, 0.20),
    "yellow": (0.98, 0.84, 0.20),
    "white": (0.98, 0.98, 0.95),
    "purple": (0.62, 0.34, 0.80),
}


def paint_meadow(stage: Stage) -> Painted:
    """A flat green meadow before a far line of trees, with flowers or without."""
    look = choose_sky(stage, "blue", "blue", "blue", "grey", "orange", "pink", "night")
    light, dark = GRASS["green"]
    horizon = float(stage.rng.uniform(0.50, 0.58))
    stage.sky(look, horizon)
    sun(stage, look, horizon)
    if share := cover(stage, look):
        stage.clouds(look, horizon, share)
    woods = horizon - 0.03 - 0.06 * np.abs(outline(stage.rng, stage.wide, stage.height, 1.8, 1))
    land(
        stage, woods, tinted((0.28, 0.48, 0.34), look, 0.35), tinted((0.16, 0.36, 0.24), look, 0.2), 0.3, 0.04
    )
    flat = np.full(stage.wide, horizon, np.float32)
    land(stage, flat, tinted(light, look, 0.12), tinted(dark, look), 0.6, 0.04)
    word = "dark" if look.time == "night" else "green"
    thing = f"a {word} meadow"
    if look.time != "night" and stage.maybe(0.6):
        name = stage.say(*FLOWERS)
        flowers(stage, horizon, tinted(FLOWERS[name], look))
        thing = f"a green meadow with {name} flowers"
    return Painted(under(stage, thing, look, f"a {word} meadow"), look.time, 0.88, look.light)


def flowers(stage: Stage, horizon: float, colour: Array) -> None:
    """Add soft round flowers, small far away and larger near."""
    dots = np.zeros((stage.height, stage.wide), np.float32)
    near = np.sort(stage.rng.uniform(0.15, 1, 46))
    for depth in near:
        x = float(stage.rng.uniform(0, stage.wide))
        y = (horizon + (1 - horizon) * depth**1.5) * stage.height
        size = (0.016 + 0.032 * depth) * stage.height
        cv2.circle(dots, (round(x * 16), round(y * 16)), round(size * 16), 1.0, -1, cv2.LINE_AA, 4)
    dots = np.clip(cv2.GaussianBlur(dots, (0, 0), 0.004 * stage.height), 0, 1)[..., None]
    stage.plate(np.dstack([dots * colour, dots]).astype(np.float32), 0.62)


FOREST: dict[str, tuple[Colour, Colour]] = {
    "a green": ((0.30, 0.56, 0.30), (0.10, 0.28, 0.16)),
    "an autumn": ((0.93, 0.56, 0.20), (0.55, 0.25, 0.10)),
    "a misty": ((0.46, 0.60, 0.56), (0.20, 0.34, 0.32)),
}


def paint_forest(stage: Stage) -> Painted:
    """Rows of pointed trees fading into haze, with a forest floor in front."""
    kind = stage.say("a green", "an autumn", "a misty", "a dark")
    look = SKIES["night"] if kind == "a dark" else SKIES[stage.say("blue", "grey")]
    if kind == "a misty":
        look = SKIES["grey"]
    light, dark = FOREST["a green" if kind == "a dark" else kind]
    stage.sky(look, 0.6)
    haze = 0.25 if kind == "a misty" else 0.0
    for base, size, spacing, fog, depth in (
        (0.76, 0.50, 0.26, 0.45, 0.3),
        (0.79, 0.68, 0.44, 0.0, 0.65),
    ):
        pines(stage, base, size, spacing, depth, *(tinted(c, look, fog + haze) for c in (light, dark)))
    floor = 0.73 - 0.015 * outline(stage.rng, stage.wide, stage.height, 0.5, 2)
    earth: Colour = (0.62, 0.42, 0.20) if kind == "an autumn" else (0.36, 0.50, 0.24)
    land(
        stage,
        floor,
        tinted(earth, look, haze / 2),
        tinted(np.array(earth, np.float32) * 0.6, look),
        0.9,
        0.04,
    )
    full = {
        "a green": "a green pine forest by day",
        "an autumn": "an autumn forest with orange trees",
        "a misty": "a misty forest of grey green pines",
        "a dark": "a dark pine forest under a starry night sky",
    }[kind]
    short = {"a dark": "a dark forest at night"}.get(kind, f"{kind} forest")
    return Painted((full, short, "a forest"), look.time, 0.88, look.light)


ROCK: dict[str, tuple[Colour, Colour]] = {
    "blue": ((0.45, 0.56, 0.74), (0.26, 0.36, 0.56)),
    "grey": ((0.60, 0.60, 0.62), (0.36, 0.37, 0.42)),
    "red": ((0.80, 0.44, 0.30), (0.50, 0.22, 0.18)),
}


def paint_mountains(stage: Stage) -> Painted:
    """Jagged mountains, snowy or bare, over a green valley."""
    look = choose_sky(stage)
    rock = stage.say("blue", "grey", "red")
    snowy = rock != "red"
    mountain_range(stage, look, rock, snowy, 0.62)
    if share := cover(stage, look):
        stage.clouds(look, 0.3, share * 0.8, 0.8)
    foot = 0.70 - 0.03 * outline(stage.rng, stage.wide, stage.height, 0.6, 2)
    ground = GRASS["green"] if rock != "red" else ((0.86, 0.62, 0.40), (0.60, 0.36, 0.22))
    land(stage, foot, tinted(ground[0], look, 0.1), tinted(ground[1], look), 0.8, 0.03, 0.15)
    thing = f"snowy {rock} mountains" if snowy else f"bare {rock} mountains"
    if look.time == "night":
        thing = "dark snowy mountains" if snowy else "dark bare mountains"
    return Painted(under(stage, thing, look, "mountains"), look.time, 0.88, look.light)


def mountain_range(stage: Stage, look: Sky, rock: str, snowy: bool, foot: float) -> None:
    """Add a sky and two ranges of mountains that end at `foot`."""
    stage.sky(look, foot)
    sun(stage, look, 0.3, 0.4)
    light, dark = ROCK[rock]
    for level, (tall, fog) in enumerate(((0.52, 0.42 if snowy else 0.30), (0.34, 0.06))):
        summit = peaks(stage.rng, stage.wide, stage.height, 0.85 - 0.15 * level)
        line = foot - tall * (0.1 + 0.9 * summit)
        land(stage, line, tinted(light, look, fog), tinted(dark, look, fog), 0.15 + 0.15 * level, 0.03, 0.8)
        if snowy:
            snow_caps(stage, line, foot, look, fog, 0.15 + 0.15 * level)


def snow_caps(stage: Stage, line: Array, foot: float, look: Sky, fog: float, depth: float) -> None:
    """Add white caps below the summits of a mountain line, lit on one side."""
    y = stage.rows()
    ragged = 0.04 * outline(stage.rng, stage.wide, stage.height, 3.5, 1)
    height = np.clip(foot - line, 0, 1)
    end = line + np.clip(height - 0.19, 0, 1) * 0.75 + np.where(height > 0.19, ragged, 0)
    mask = np.clip((y - line) * stage.height + 0.5, 0, 1) * np.clip((end - y) * stage.height * 0.5, 0, 1)
    lean = np.clip(cv2.GaussianBlur((np.gradient(line) * stage.height)[None], (0, 0), 2.0), -1, 1)
    shade = (0.92 - 0.12 * lean)[..., None]
    colour = tinted((1.0, 1.0, 1.0), look, fog * 0.7) * shade
    alpha = mask[..., None]
    stage.plate(np.dstack([colour * alpha, alpha]).astype(np.float32), depth)


SAND: dict[str, tuple[Colour, Colour]] = {
    "golden": ((0.97, 0.82, 0.52), (0.80, 0.56, 0.28)),
    "red": ((0.90, 0.52, 0.32), (0.62, 0.26, 0.16)),
    "white": ((0.98, 0.96, 0.90), (0.80, 0.76, 0.70)),
}


def paint_desert(stage: Stage) -> Painted:
    """Sand dunes with lit and shaded sides."""
    look = choose_sky(stage, "blue", "blue", "orange", "pink", "purple", "night")
    name = stage.say(*SAND)
    light, dark = SAND[name]
    horizon = float(stage.rng.uniform(0.46, 0.55))
    stage.sky(look, horizon)
    sun(stage, look, horizon - 0.08)
    for level, fog in enumerate((0.35, 0.15, 0.0)):
        wave = outline(stage.rng, stage.wide, stage.height, 0.38 + 0.08 * level, 1)
        crest = 1 - np.abs(wave)
        line = horizon + 0.12 * level + 0.05 - 0.12 * crest * crest
        land(stage, line, tinted(light, look, fog), tinted(dark, look, fog), 0.3 + 0.3 * level, 0.03, 0.9)
    word = "dark" if look.time == "night" else name
    thing = f"{word} sand dunes"
    return Painted(under(stage, thing, look, f"a {word} desert"), look.time, 0.88, look.light)


def paint_snow(stage: Stage) -> Painted:
    """A snowy plain with pines; snow may be falling."""
    look = choose_sky(stage, "blue", "grey", "grey", "pink", "night")
    falling = look is SKIES["grey"] or stage.maybe(0.5)
    horizon = float(stage.rng.uniform(0.52, 0.58))
    stage.sky(look, horizon)
    for base, size, spacing, fog in ((horizon + 0.03, 0.26, 0.22, 0.45), (horizon + 0.10, 0.46, 0.5, 0.0)):
        lit, dark, cap = (
            tinted(colour, look, fog)
            for colour in ((0.36, 0.56, 0.50), (0.16, 0.34, 0.34), (0.96, 0.98, 1.0))
        )
        pines(stage, base, size, spacing, 0.4, lit, dark, cap)
    for level in range(2):
        line = horizon + 0.12 * level - 0.025 * outline(stage.rng, stage.wide, stage.height, 0.5, 2)
        land(
            stage,
            line,
            tinted((0.98, 0.99, 1.0), look),
            tinted((0.80, 0.87, 0.95), look),
            0.6 + 0.3 * level,
            0.03,
            0.2,
        )
    thing = "a snowy field with pine trees"
    if falling:
        thing = "falling snow over a white field with pine trees"
        for seed, (size, speed) in enumerate(((3.6, 0.06), (5.4, 0.09))):
            texture = flakes(seed, 30 - 12 * seed, size * 0.8, size)
            stage.specks(texture, (0.04, speed), 0.03, (1.0, 1.0, 1.0), 0.85)
    full = f"{thing} at night" if look.time == "night" else f"{thing} under {look.phrase}"
    return Painted((full, thing, "a snowy field"), look.time, 0.88, look.light)


SEA: dict[str, tuple[Colour, Colour, Colour]] = {
    "blue": ((0.36, 0.62, 0.82), (0.06, 0.30, 0.58), (0.66, 0.84, 0.95)),
    "turquoise": ((0.44, 0.84, 0.84), (0.06, 0.56, 0.64), (0.78, 0.97, 0.95)),
}


def sea_colours(stage: Stage, look: Sky, name: str) -> Sequence[Colour]:
    """Far, near and crest colours of the sea under a sky."""
    far, near, crest = SEA[name]
    if look.time == "day":
        return [tuple(tinted(colour, look)) for colour in (far, near, crest)]
    mirror = np.array(look.low, np.float32) * 0.9
    deep = np.array(look.top, np.float32) * 0.9
    return [tuple(mirror), tuple(deep), tuple(np.clip(np.array(look.middle, np.float32) * 1.15 + 0.05, 0, 1))]


def paint_sea(stage: Stage) -> Painted:
    """Open sea to the horizon with running waves."""
    look = choose_sky(stage)
    name = stage.say(*SEA)
    horizon = float(stage.rng.uniform(0.42, 0.52))
    stage.sky(look, horizon)
    place = sun(stage, look, horizon, 0.75)
    if share := cover(stage, look):
        stage.clouds(look, horizon, share)
    far, near, crest = sea_colours(stage, look, name)
    glint = (place, (1.0, 0.93, 0.74)) if place is not None and look.time != "day" else None
    stage.water(horizon, far, near, crest, glint)
    word = {"day": "grey" if "grey" in look.phrase else name, "night": "dark"}.get(look.time, "calm")
    if word == "grey":
        word = name
    return Painted(under(stage, f"a {word} sea", look, "the sea"), look.time, 0.80, look.light)


def paint_beach(stage: Stage) -> Painted:
    """A sandy beach in front of the sea."""
    look = choose_sky(stage, "blue", "blue", "blue", "orange", "pink", "night")
    name = stage.say("turquoise", "blue")
    horizon = float(stage.rng.uniform(0.40, 0.46))
    stage.sky(look, horizon)
    place = sun(stage, look, horizon, 0.5)
    if share := cover(stage, look):
        stage.clouds(look, horizon, share)
    far, near, crest = sea_colours(stage, look, name)
    stage.water(
        horizon, far, near, crest, (place, (1.0, 0.93, 0.74)) if place and look.time != "day" else None
    )
    shore = horizon + 0.22 + 0.03 * outline(stage.rng, stage.wide, stage.height, 0.3, 2)
    foam = tinted((1.0, 1.0, 1.0), look)
    land(stage, shore - 0.022, foam, foam, 0.7, 0.0)
    land(stage, shore, tinted((0.88, 0.74, 0.52), look), tinted((0.97, 0.87, 0.66), look), 0.7, 0.05)
    word = "dark" if look.time == "night" else name
    thing = f"a sandy beach by a {word} sea" if look.time != "dusk" else "a sandy beach by the sea"
    return Painted(under(stage, thing, look, "a sandy beach"), look.time, 0.89, look.light)


def paint_lake(stage: Stage) -> Painted:
    """A still lake below mountains, with a grassy shore."""
    look = choose_sky(stage, "blue", "blue", "pink", "orange", "purple")
    rock = stage.say("blue", "grey")
    level = 0.50
    mountain_range(stage, look, rock, True, level)
    woods = level - 0.035 - 0.02 * outline(stage.rng, stage.wide, stage.height, 3.0, 3, 0.6)
    land(stage, woods, tinted((0.20, 0.40, 0.30), look, 0.2), tinted((0.12, 0.30, 0.24), look, 0.1), 0.3, 0.1)
    far, near, crest = sea_colours(stage, look, "blue" if look.time == "day" else "turquoise")
    stage.water(level, far, near, crest, None)
    shore = 0.78 + 0.03 * outline(stage.rng, stage.wide, stage.height, 0.4, 2)
    land(stage, shore, tinted(GRASS["green"][0], look), tinted(GRASS["green"][1], look), 0.9, 0.1)
    thing = stage.say("a lake below snowy mountains", "a mountain lake with a green shore")
    return Painted(under(stage, thing, look, "a mountain lake"), look.time, 0.90, look.light)
