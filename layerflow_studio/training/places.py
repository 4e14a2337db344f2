"""Procedural places: city, room, studio, underwater, space, moon."""

from __future__ import annotations

import cv2
import numpy as np

from layerflow_studio.training.noise import Array, between, lay, outline, pick, smoothstep, three, window
from layerflow_studio.training.stage import SKIES, Colour, Sky, Stage
from layerflow_studio.training.terrain import Painted, choose_sky, cover, flakes, land, sun, tinted

WALLS: dict[str, Colour] = {
    "red": (0.82, 0.24, 0.24),
    "orange": (0.96, 0.58, 0.24),
    "yellow": (0.98, 0.84, 0.36),
    "green": (0.42, 0.72, 0.44),
    "turquoise": (0.36, 0.78, 0.76),
    "blue": (0.30, 0.54, 0.86),
    "purple": (0.56, 0.40, 0.78),
    "pink": (0.96, 0.64, 0.74),
    "white": (0.95, 0.95, 0.94),
    "grey": (0.62, 0.63, 0.65),
    "black": (0.10, 0.10, 0.12),
}


def an(phrase: str) -> str:
    """The phrase with its indefinite article."""
    return f"an {phrase}" if phrase[0] in "aeiou" else f"a {phrase}"


def paint_studio(stage: Stage) -> Painted:
    """A seamless studio sweep in one named colour, softly lit; the light wanders a little."""
    name = stage.say(*WALLS)
    colour = np.array(WALLS[name], np.float32)
    y = stage.rows()[..., None]
    x = ((np.arange(stage.width, dtype=np.float32) + 0.5) / stage.height)[None]
    fall = 0.11 * np.exp(-(((y[..., 0] - 0.42) / 0.50) ** 2))
    bend = smoothstep(0.60, 0.86, y)
    wall = colour * (0.98 - 0.22 * (1 - y))
    floor = np.clip(colour * 1.0 + 0.04, 0, 1)
    base = np.broadcast_to(wall + (floor - wall) * bend, (stage.height, stage.width, 3))
    stage.still(base)
    middle, phase = float(stage.rng.uniform(0.35, 0.65)), float(stage.rng.uniform(0, 6))
    aspect = stage.width / stage.height

    def light(frame: Array, seconds: float) -> None:
        place = (middle + 0.12 * np.sin(0.9 * seconds + phase)) * aspect
        spot = fall * np.exp(-(((x - place) / 0.62) ** 2))
        frame += three(spot.astype(np.float32))

    stage.things.append(light)
    full = stage.say(f"a plain {name} studio background", an(f"{name} studio backdrop with soft light"))
    return Painted(
        (full, an(f"{name} studio background"), an(f"{name} background")), "indoor", 0.88, (1, 1, 1)
    )


def paint_room(stage: Stage) -> Painted:
    """A room: a coloured wall, a skirting board, a wooden floor, and a window."""
    name = stage.say(
        "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "white", "grey"
    )
    wall = np.array(WALLS[name], np.float32) * 0.92
    height, wide = stage.height, stage.wide
    edge = float(stage.rng.uniform(0.64, 0.70))
    picture = np.empty((height, wide, 3), np.float32)
    y = stage.rows()
    x = np.arange(wide, dtype=np.float32)[None] / height
    picture[:] = wall * (0.86 + 0.14 * y / edge)[..., None]
    sky = SKIES[stage.say("blue", "blue", "night", "orange")]
    seen = stage.margin / height + float(stage.rng.choice([0.12, stage.width / height - 0.64]))
    window_in(picture, seen, 0.08, 0.54, 0.44, sky)
    thing = {"day": "a sunny window", "night": "a window at night"}.get(sky.time, "a window at sunset")
    full = f"a room with {an(f'{name} wall')}, {thing} and a wooden floor"
    depth = np.clip((y - edge) / (1 - edge), 0, 1)
    floor = np.array((0.58, 0.38, 0.22), np.float32) + depth[..., None] * np.array(
        (0.20, 0.15, 0.10), np.float32
    )
    boards = np.abs(((x - wide / height / 2) / (0.35 + depth)) * 1.7 % 1.0 - 0.5)
    floor = floor * (1 - 0.45 * smoothstep(0.40, 0.5, boards))[..., None]
    picture[:] = np.where((y >= edge)[..., None], floor, picture)
    picture[round((edge - 0.06) * height) : round(edge * height)] = np.clip(wall * 0.35 + 0.6, 0, 1)
    stage.plate(cv2.GaussianBlur(picture, (0, 0), 0.5), 0.35)
    return Painted((full, f"a room with {an(f'{name} wall')}", an(f"{name} room")), "indoor", 0.90, (1, 1, 1))


def window_in(picture: Array, left: float, top: float, width: float, height: float, sky: Sky) -> None:
    """Draw a window with a white frame that shows a sky; places in frame heights."""
    size = picture.shape[0]
    x0, x1 = round(left * size), round((left + width) * size)
    y0, y1 = round(top * size), round((top + height) * size)
    rim = max(2, round(0.035 * size))
    picture[y0 - rim : y1 + rim, x0 - rim : x1 + rim] = 0.94
    fall = np.linspace(0, 1, y1 - y0, dtype=np.float32)[:, None, None]
    picture[y0:y1, x0:x1] = np.array(sky.middle) + (np.array(sky.low) - np.array(sky.middle)) * fall
    bar = max(1, rim // 2)
    picture[y0:y1, (x0 + x1) // 2 - bar : (x0 + x1) // 2 + bar] = 0.94
    picture[(y0 + y1) // 2 - bar : (y0 + y1) // 2 + bar, x0:x1] = 0.94


def paint_city(stage: Stage) -> Painted:
    """A skyline behind a street; lit windows by night."""
    look = choose_sky(stage, "blue", "orange", "pink", "night", "night", "night")
    stage.sky(look, 0.72)
    sun(stage, look, 0.5, 0.4)
    if share := cover(stage, look):
        stage.clouds(look, 0.5, share)
    for depth, (tall, broad, fog) in enumerate(((0.62, 0.34, 0.5), (0.42, 0.42, 0.0))):
        towers(stage, look, 0.74, tall, broad, fog, 0.25 + 0.3 * depth)
    street = np.full(stage.wide, 0.74, np.float32)
    grey = tinted((0.62, 0.62, 0.64), look)
    land(stage, street, grey, grey * 0.72, 0.8, 0.0)
    kerb = np.zeros((stage.height, stage.wide, 4), np.float32)
    kerb[round(0.74 * stage.height) : round(0.78 * stage.height)] = (*np.clip(grey * 1.25, 0, 1), 1)
    stage.plate(kerb, 0.8)
    full = {
        "night": ("a city at night with lit windows", "a night city skyline with a street"),
        "day": ("a city skyline and a grey street under a blue sky", "a city street by day"),
    }.get(look.time, (f"a city skyline under {look.phrase}", f"a city street {look.short}"))
    return Painted((*full, "a city"), look.time, 0.90, look.light)


def towers(stage: Stage, look: Sky, foot: float, tall: float, broad: float, fog: float, depth: float) -> None:
    """Add a row of buildings with windows, standing on a level."""
    size = stage.height
    picture = np.zeros((size, stage.wide, 4), np.float32)
    x = -int(stage.rng.integers(0, round(broad * size)))
    lit = np.array((1.0, 0.84, 0.46), np.float32)
    while x < stage.wide:
        wide = round(broad * size * float(stage.rng.uniform(0.7, 1.3)))
        high = foot - tall * float(stage.rng.uniform(0.45, 1.0))
        tone = stage.choose((0.46, 0.52, 0.62), (0.62, 0.56, 0.54), (0.40, 0.46, 0.52), (0.70, 0.64, 0.58))
        colour = tinted(tone, look, fog)
        left, right, top = max(x, 0), min(x + wide, stage.wide), round(high * size)
        if right - left < 3:
            x += wide
            continue
        picture[top : round(foot * size), left:right] = (*colour, 1)
        step = max(4, round(0.125 * size))
        pane = max(2, round(0.07 * size))
        rows = range(top + pane, round(foot * size) - pane, step)
        for across in range(x + pane, x + wide - pane, step):
            for down in rows:
                if across < 0 or across + pane > stage.wide:
                    continue
                bright = stage.rng.random() < (
                    0.7 if look.time == "night" else 0.3 if look.time == "dusk" else 0
                )
                glass = lit * (0.75 if fog > 0.3 else 1.0) if bright else colour * 0.66
                picture[down : down + pane, across : across + pane, :3] = glass
        x += wide + int(stage.rng.integers(0, 3))
    stage.plate(cv2.GaussianBlur(picture, (0, 0), 0.004 * size), depth)


def paint_underwater(stage: Stage) -> Painted:
    """Under the sea: light rays from above, bubbles rising, sand or weed below."""
    name = stage.say("blue", "turquoise")
    top, low = {
        "blue": ((0.36, 0.68, 0.92), (0.02, 0.16, 0.42)),
        "turquoise": ((0.50, 0.92, 0.90), (0.02, 0.38, 0.46)),
    }[name]
    y = stage.rows()[..., None]
    fall = np.clip(y / 0.95, 0, 1) ** 0.8
    base = np.array(top, np.float32) + (np.array(low, np.float32) - np.array(top, np.float32)) * fall
    stage.still(np.broadcast_to(base, (stage.height, stage.width, 3)))
    rays(stage)
    seabed = 0.84 - 0.03 * outline(stage.rng, stage.wide, stage.height, 0.5, 2)
    sandy = stage.maybe(0.6)
    water = np.array(low, np.float32)
    near = np.array((0.86, 0.78, 0.56) if sandy else (0.36, 0.42, 0.44), np.float32)
    weedy = stage.maybe(0.5)
    if weedy:
        weeds(stage, name)
    land(stage, seabed, near * 0.6 + water * 0.4, near * 0.8 + water * 0.2, 0.8, 0.08, 0.2)
    stage.specks(flakes(7, 14, 3.4, 6.5), (0.01, -0.22), 0.02, (0.88, 0.97, 1.0), 0.55)
    floor = "sandy" if sandy else "rocky"
    more = f"a {floor} sea floor with green seaweed" if weedy else f"a {floor} sea floor"
    full = stage.say(
        f"under the {name} sea with bubbles above {more}", f"{name} water with rising bubbles over {more}"
    )
    return Painted(
        (full, f"under the {name} sea with rising bubbles", "under the sea"), "day", 0.90, (0.86, 0.96, 1.0)
    )


def rays(stage: Stage) -> None:
    """Add slanting light rays that fade with depth and sway."""
    source = pick(stage.rng, 1.2, 3)[int(stage.rng.integers(256))][None].repeat(2, 0).copy()
    strength = (np.clip(1 - stage.rows() / 0.85, 0, 1) ** 1.3) * np.float32(0.40)
    start, unit = float(stage.rng.uniform(0, 256)), 26 / stage.height

    def draw(frame: Array, seconds: float) -> None:
        move = start + 3.0 * np.sin(0.8 * seconds)
        bands = window(source, stage.height, stage.width, move, 0, unit, 0.0, unit * 0.45)
        frame += three(smoothstep(0.5, 1.0, bands) * strength)

    stage.things.append(draw)


def weeds(stage: Stage, name: str) -> None:
    """Add swaying ribbons of green seaweed at both sides of the frame."""
    count = 9
    places = np.concatenate(
        [stage.rng.uniform(0.0, 0.34, count // 2), stage.rng.uniform(0.66, 1.0, count - count // 2)]
    )
    tall = stage.rng.uniform(0.22, 0.46, count)
    phase = stage.rng.uniform(0, 6, count)
    tone = np.array((0.16, 0.52, 0.34) if name == "blue" else (0.10, 0.46, 0.30), np.float32)
    steps = np.linspace(0, 1, 12)

    def draw(frame: Array, seconds: float) -> None:
        mask = np.zeros(frame.shape[:2], np.uint8)
        for place, length, beat in zip(places, tall, phase, strict=True):
            bend = 0.06 * steps**1.5 * np.sin(1.9 * seconds + beat + 3 * steps) + 0.02 * np.sin(
                9 * steps + beat
            )
            across = place * stage.width + bend * stage.height
            down = (0.90 - length * steps) * stage.height
            thick = 0.022 * stage.height * (1 - 0.75 * steps)
            left = np.stack([across - thick, down], 1)
            right = np.stack([across + thick, down], 1)[::-1]
            outline_ = np.rint(np.concatenate([left, right]) * 16).astype(np.int32)
            cv2.fillPoly(mask, [outline_], 255, cv2.LINE_AA, 4)
        lay(frame, tone, mask.astype(np.float32) * np.float32(1 / 255))

    stage.things.append(draw)


NEBULAE: dict[str, tuple[Colour, Colour]] = {
    "purple": ((0.46, 0.20, 0.66), (0.80, 0.36, 0.70)),
    "blue": ((0.12, 0.32, 0.70), (0.30, 0.66, 0.86)),
    "red": ((0.60, 0.14, 0.20), (0.92, 0.48, 0.30)),
    "green": ((0.08, 0.42, 0.34), (0.40, 0.76, 0.46)),
}
PLANETS: dict[str, Colour] = {
    "blue": (0.30, 0.56, 0.90),
    "red": (0.82, 0.38, 0.28),
    "orange": (0.94, 0.66, 0.36),
    "green": (0.44, 0.72, 0.48),
}


def paint_space(stage: Stage) -> Painted:
    """Black space with stars, and a nebula or a planet."""
    stage.still(np.broadcast_to(np.array((0.015, 0.015, 0.045), np.float32), (stage.height, stage.width, 3)))
    kind = stage.say("nebula", "nebula", "planet", "stars")
    full, short = "dark space full of stars", "outer space with stars"
    if kind == "nebula":
        name = stage.say(*NEBULAE)
        nebula(stage, *NEBULAE[name])
        full, short = f"outer space with {an(name)} nebula and stars", f"{an(name)} nebula in space"
    stage.stars(1.05, 1.0)
    if kind == "planet":
        name = stage.say(*PLANETS)
        planet(stage, PLANETS[name])
        full, short = f"outer space with {an(name)} planet and stars", f"{an(name)} planet in dark space"
    return Painted((full, short, "outer space"), "night", None, (0.94, 0.94, 1.0))


def nebula(stage: Stage, dark: Colour, bright: Colour) -> None:
    """Add a glowing cloud that drifts slowly and changes."""
    one, two = pick(stage.rng, 2.0), pick(stage.rng, 1.8)
    x, y, x2, y2 = stage.rng.uniform(0, 256, 4)
    unit = 80 / stage.height
    tilt = float(stage.rng.uniform(-0.5, 0.5))
    across = (np.arange(stage.width, dtype=np.float32)[None] + 0.5) / stage.width - 0.5
    band = np.exp(-(((stage.rows() - 0.5 - tilt * across) / 0.36) ** 2)).astype(np.float32)
    low, high = np.array(dark, np.float32) * 0.8, np.array(bright, np.float32) * 0.6
    black = np.zeros(3, np.float32)

    def draw(frame: Array, seconds: float) -> None:
        first = window(one, stage.height, stage.width, x + 4 * seconds, y, unit, unit)
        second = window(two, stage.height, stage.width, x2 - 5 * seconds, y2, 1.7 * unit, 1.7 * unit)
        density = (0.65 * first + 0.35 * second) * band
        frame += between(black, low, smoothstep(0.25, 0.75, density))
        frame += between(black, high, smoothstep(0.5, 0.9, density))

    stage.things.append(draw)


def planet(stage: Stage, colour: Colour) -> None:
    """Add a banded planet lit from one side, in an upper corner."""
    size, wide = stage.height, stage.wide
    radius = float(stage.rng.uniform(0.20, 0.30))
    centre_x = (stage.margin / size) + float(stage.rng.choice([0.16, 0.84])) * stage.width / size
    x = np.arange(wide, dtype=np.float32)[None] / size - centre_x
    y = stage.rows() - float(stage.rng.uniform(0.24, 0.34))
    flat = np.sqrt(x * x + y * y) / radius
    alpha = np.clip((1 - flat) * radius * size + 0.5, 0, 1)[..., None]
    depth = np.sqrt(np.clip(1 - flat**2, 0, 1))
    side = float(stage.rng.choice([-1, 1]))
    lamp = np.clip(0.62 * depth + 0.55 * (side * x - 0.5 * y) / radius, 0.06, 1.0)
    bands = 1 + 0.10 * np.sin(9 * y / radius + 1.2 * np.sin(3 * x / radius))
    shade = np.array(colour, np.float32) * (lamp * bands)[..., None]
    stage.plate(np.dstack([shade * alpha, alpha]).astype(np.float32), 0.25)


def paint_moon(stage: Stage) -> Painted:
    """The grey surface of the moon with craters, black sky and the earth."""
    stage.still(np.broadcast_to(np.array((0.01, 0.01, 0.03), np.float32), (stage.height, stage.width, 3)))
    stage.stars(0.7, 0.9)
    earth = stage.maybe(0.5)
    if earth:
        place = float(stage.rng.uniform(0.15, 0.85)) * stage.width / stage.height
        stage.disc(place, 0.22, 0.10, (0.36, 0.60, 0.92), 0.20)
    ridge = 0.60 - 0.04 * outline(stage.rng, stage.wide, stage.height, 0.5, 3)
    grey = np.array((0.70, 0.70, 0.72), np.float32)
    land(stage, ridge, grey * 0.72, grey * 0.85, 0.4, 0.05, 0.4)
    plain = 0.70 - 0.015 * outline(stage.rng, stage.wide, stage.height, 0.6, 2)
    land(stage, plain, grey, grey * 0.86, 0.8, 0.07, 0.2)
    craters(stage)
    full = "the grey moon surface with craters" + (
        " below the blue earth" if earth else " and a black starry sky"
    )
    return Painted((full, "the grey surface of the moon", "the moon"), "night", 0.88, (0.98, 0.98, 1.0))


def craters(stage: Stage) -> None:
    """Add flat elliptic craters: a dark hollow with a light rim."""
    size = stage.height
    hollow = np.zeros((size, stage.wide), np.float32)
    rim = np.zeros((size, stage.wide), np.float32)
    for _ in range(11):
        depth = float(stage.rng.uniform(0.08, 1))
        x, y = float(stage.rng.uniform(0, stage.wide)), (0.72 + 0.27 * depth) * size
        wide = (0.03 + 0.10 * depth) * size * float(stage.rng.uniform(0.6, 1.1))
        axes, centre = (round(wide * 16), round(wide * 16 * 0.32)), (round(x * 16), round(y * 16))
        cv2.ellipse(rim, (centre[0], centre[1] + round(wide)), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA, 4)
        cv2.ellipse(hollow, centre, axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA, 4)
    alpha = 0.75 * cv2.GaussianBlur(np.maximum(hollow, rim), (0, 0), 0.006 * size)[..., None]
    hollow = cv2.GaussianBlur(hollow, (0, 0), 0.006 * size)[..., None]
    colour = (0.86 - 0.36 * hollow) * np.ones(3, np.float32)
    stage.plate(np.dstack([colour * alpha, alpha]).astype(np.float32), 0.8)
