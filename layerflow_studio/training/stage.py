"""What every procedural scene is painted with: skies, plates at a depth, clouds, water, drifting specks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import cv2
import numpy as np

from layerflow_studio.training.noise import Array, between, lay, pick, smoothstep, three, window

T = TypeVar("T")
Colour = tuple[float, float, float]
Drawable = Callable[[Array, float], None]
"""Draws itself into an (H, W, 3) float32 frame at a time in seconds."""

MARGIN = 0.55
"""How much wider than the frame a plate is, in frame heights, so that the camera can pan."""


@dataclass(frozen=True)
class Shot:
    """How a scene is filmed: size in pixels, length, and the camera."""

    width: int
    height: int
    frames: int = 1
    fps: float = 8.0
    pan: float = 0.0
    """Camera speed in frame heights per second."""
    first: int = 0
    """The frame of the scene with which it begins."""

    @property
    def seconds(self) -> Array:
        """(T,) when each frame is taken."""
        return (self.first + np.arange(self.frames)) / self.fps


@dataclass(frozen=True)
class Sky:
    """A look of the sky and the light it gives."""

    phrase: str
    short: str
    time: str
    top: Colour
    middle: Colour
    low: Colour
    cloud: Colour
    shade: Colour
    light: Colour


SKIES: dict[str, Sky] = {
    "blue": Sky(
        "a blue sky",
        "",
        "day",
        (0.22, 0.50, 0.88),
        (0.45, 0.70, 0.95),
        (0.78, 0.89, 0.97),
        (1.0, 1.0, 1.0),
        (0.80, 0.86, 0.93),
        (1.0, 1.0, 1.0),
    ),
    "grey": Sky(
        "a grey cloudy sky",
        "",
        "day",
        (0.52, 0.57, 0.63),
        (0.66, 0.70, 0.74),
        (0.80, 0.82, 0.84),
        (0.88, 0.89, 0.90),
        (0.56, 0.60, 0.65),
        (0.84, 0.86, 0.88),
    ),
    "orange": Sky(
        "an orange sunset sky",
        "at sunset",
        "dusk",
        (0.36, 0.34, 0.58),
        (0.93, 0.55, 0.36),
        (1.0, 0.82, 0.46),
        (1.0, 0.72, 0.48),
        (0.74, 0.42, 0.44),
        (0.98, 0.76, 0.60),
    ),
    "pink": Sky(
        "a pink evening sky",
        "in the evening",
        "dusk",
        (0.50, 0.50, 0.80),
        (0.93, 0.64, 0.76),
        (1.0, 0.85, 0.78),
        (1.0, 0.82, 0.84),
        (0.80, 0.58, 0.74),
        (0.95, 0.82, 0.86),
    ),
    "purple": Sky(
        "a purple dusk sky",
        "at dusk",
        "dusk",
        (0.18, 0.13, 0.38),
        (0.44, 0.27, 0.60),
        (0.84, 0.50, 0.66),
        (0.66, 0.44, 0.70),
        (0.36, 0.24, 0.50),
        (0.62, 0.54, 0.78),
    ),
    "night": Sky(
        "a starry night sky",
        "at night",
        "night",
        (0.03, 0.05, 0.17),
        (0.09, 0.14, 0.34),
        (0.26, 0.36, 0.60),
        (0.24, 0.30, 0.50),
        (0.12, 0.16, 0.32),
        (0.30, 0.37, 0.58),
    ),
}


@dataclass
class Stage:
    """One scene while it is painted: size, dice, camera and the things drawn so far, back to front."""

    rng: np.random.Generator
    width: int
    height: int
    pan: float
    """Camera speed in frame heights per second; plates move by it times their depth."""
    words: np.random.Generator | None = None
    """Dice for what captions tell of; without them `rng` decides that too."""
    things: list[Drawable] = field(default_factory=list)
    flat: list[Array] = field(default_factory=list)

    @property
    def wide(self) -> int:
        """Width of a plate in pixels, margins included."""
        return self.width + 2 * self.margin

    @property
    def margin(self) -> int:
        """Extra pixels on each side of a plate."""
        return round(MARGIN * self.height)

    def choose(self, *options: T) -> T:
        """One of the options, all equally likely; captions do not tell which."""
        return options[int(self.rng.integers(len(options)))]

    def say(self, *options: T) -> T:
        """One of the options, all equally likely, of which captions tell."""
        shape = int(
            self.rng.integers(len(options))
        )  # drawn in any case, so that the shapes after it stay the same
        return options[shape if self.words is None else int(self.words.integers(len(options)))]

    def maybe(self, chance: float) -> bool:
        """Whether to show something of which captions tell."""
        shape = self.rng.random()
        return bool((shape if self.words is None else self.words.random()) < chance)

    def rows(self) -> Array:
        """(H, 1) float32: the height of each pixel row's centre as a fraction from the top."""
        return ((np.arange(self.height, dtype=np.float32) + 0.5) / self.height)[:, None]

    def plate(self, pixels: Array, depth: float) -> None:
        """Add a picture `wide` pixels wide: (H, wide, 3) opaque or (H, wide, 4) premultiplied."""
        margin, height, width = self.margin, self.height, self.width
        opaque = pixels.shape[2] == 3
        solid = 0 if opaque else int(np.argmax(pixels[..., 3].max(1) > 0))
        speed = self.pan * depth * height
        pixels = np.ascontiguousarray(pixels[solid:])
        if speed == 0:
            pixels = np.ascontiguousarray(pixels[:, margin : margin + width])

        def draw(frame: Array, seconds: float) -> None:
            moved = pixels
            if speed:
                shift = margin + float(np.clip(speed * seconds, -margin + 1, margin - 1))
                matrix = np.array([[1, 0, shift], [0, 1, 0]], np.float32)
                flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
                moved = cv2.warpAffine(pixels, matrix, (width, height - solid), flags=flags)
            if opaque:
                frame[:] = moved
            else:
                part = frame[solid:]
                part *= three(1 - cv2.extractChannel(moved, 3))
                part += cv2.cvtColor(moved, cv2.COLOR_RGBA2RGB)

        self.add(draw, moves=speed != 0)

    def add(self, draw: Drawable, moves: bool = True) -> None:
        """Add a thing; those that never move are flattened while nothing moving lies below them."""
        if moves:
            self.things.append(draw)
            return
        if self.things and not self.flat:
            self.things.append(draw)
            return
        if not self.flat:
            self.flat.append(np.zeros((self.height, self.width, 3), np.float32))
            canvas = self.flat[0]

            def show(frame: Array, seconds: float) -> None:
                frame[:] = canvas

            self.things.append(show)
        if len(self.things) == 1:
            draw(self.flat[0], 0.0)
        else:
            self.things.append(draw)

    def sky(self, look: Sky, horizon: float, clouds: float | None = None) -> None:
        """Add a sky down to `horizon` with stars at night and clouds (share of cover, 0 none) drifting."""
        y = np.clip(self.rows() / max(horizon, 0.05), 0, 1)
        top, middle, low = (np.array(c, np.float32) for c in (look.top, look.middle, look.low))
        gradient = np.where(
            y < 0.55, top + (middle - top) * (y / 0.55), middle + (low - middle) * ((y - 0.55) / 0.45)
        )
        self.still(np.broadcast_to(gradient[:, None, :], (self.height, self.width, 3)))
        if look.time == "night":
            self.stars(horizon, 1.0)
        if clouds:
            self.clouds(look, horizon, clouds)

    def still(self, pixels: Array) -> None:
        """Add an opaque picture of frame size that never moves."""
        kept = np.ascontiguousarray(pixels, np.float32)

        def draw(frame: Array, seconds: float) -> None:
            frame[:] = kept

        self.add(draw, moves=False)

    def clouds(self, look: Sky, horizon: float, cover: float, size: float = 1.0) -> None:
        """Add drifting, slowly changing clouds over the rows above the horizon."""
        rows = min(self.height, max(8, round(horizon * self.height * 0.96)))
        broad, fine = pick(self.rng, 2.0), pick(self.rng, 1.9)
        unit = 70.0 / self.height / size
        x, y, x2, y2 = self.rng.uniform(0, 256, 4)
        speed = self.choose(-1, 1) * self.rng.uniform(5.0, 11.0)
        fade = 0.95 * smoothstep(0.0, 0.35, 1 - np.arange(rows, dtype=np.float32)[:, None] / rows)
        half, across = (rows + 1) // 2, (self.width + 1) // 2
        lit, shade = np.array(look.cloud, np.float32), np.array(look.shade, np.float32)

        def draw(frame: Array, seconds: float) -> None:
            low = window(broad, half, across, x + speed * seconds, y, 2 * unit, 4.0 * unit)
            high = window(fine, half, across, x2 + 1.6 * speed * seconds, y2, 4.4 * unit, 8.0 * unit)
            density = cv2.resize(0.85 * low + 0.15 * high - np.float32(1 - cover), (self.width, rows))
            alpha = smoothstep(0.0, 0.22, density) * fade
            lay(frame[:rows], between(lit, shade, smoothstep(0.05, 0.5, density)), alpha)

        self.things.append(draw)

    def stars(self, horizon: float, strength: float) -> None:
        """Add stars that twinkle."""
        count = int(30 * horizon * self.width / self.height)
        rows = min(self.height, max(2, int(horizon * self.height * 0.95)))
        size = 0.013 * self.height
        layers: list[Array] = []
        for _ in range(2):
            layer = np.zeros((self.height, self.width), np.float32)
            ys, xs = self.rng.integers(0, rows, count // 2), self.rng.integers(0, self.width, count // 2)
            layer[ys, xs] = self.rng.uniform(0.35, 1.25, count // 2) * 2 * np.pi * size**2
            layers.append(three(cv2.GaussianBlur(layer, (0, 0), size) * strength))
        phase = float(self.rng.uniform(0, 6))

        def draw(frame: Array, seconds: float) -> None:
            frame += layers[0] * np.float32(0.75 + 0.35 * np.sin(2.2 * seconds + phase))
            frame += layers[1] * np.float32(0.75 + 0.35 * np.sin(3.1 * seconds + phase + 2))

        self.things.append(draw)

    def disc(self, x: float, y: float, radius: float, colour: Colour, glow: float) -> None:
        """Add a sun or moon with a soft glow; places and sizes in frame heights."""
        rows = self.rows() - y
        columns = (np.arange(self.width, dtype=np.float32)[None] + 0.5) / self.height - x
        distance = np.sqrt(rows * rows + columns * columns)
        edge = np.clip((radius - distance) * self.height + 0.5, 0, 1)
        halo = glow * np.exp(-((distance / (radius * 3.2)) ** 2))
        alpha = three(np.maximum(edge, halo).astype(np.float32))
        paint = alpha * np.array(colour, np.float32)
        rest = 1 - alpha

        def draw(frame: Array, seconds: float) -> None:
            frame *= rest
            frame += paint

        self.add(draw, moves=False)

    def water(
        self, horizon: float, far: Colour, near: Colour, crest: Colour, glint: tuple[float, Colour] | None
    ) -> None:
        """Add water from the horizon down: two wave trains against each other, glitter below a light."""
        first = round(horizon * self.height)
        rows = self.height - first
        depth = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        base = (
            np.array(far, np.float32)
            + (np.array(near, np.float32) - np.array(far, np.float32)) * depth[..., None]
        )
        one, two = pick(self.rng, 1.7, 3), pick(self.rng, 1.7, 3)
        unit = 36.0 / self.height
        # A far row shows more water than a near one: rows are cut from the field along a steep curve once.
        steps = (18.0 / (depth + 0.16)) * 3.6
        column = np.arange(self.wide, dtype=np.float32)[None]
        narrow = unit * (0.55 / (0.25 + depth))
        planes = [
            cv2.remap(
                source,
                ((column - self.wide / 2) * narrow + float(self.rng.uniform(0, 256))) % 256,
                np.broadcast_to((steps + float(self.rng.uniform(0, 256))) % 256, (rows, self.wide)).copy(),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
            for source in (one, two)
        ]
        wave = (np.array(crest, np.float32) - base.mean((0, 1))) * (0.35 + 0.5 * depth)[..., None]
        shine: Array | None = None
        if glint is not None:
            place = (np.arange(self.width, dtype=np.float32)[None] + 0.5) / self.height - glint[0]
            shine = 0.8 * np.exp(-((place / (0.10 + 0.22 * depth)) ** 2)).astype(np.float32)
        speed = self.rng.uniform(0.05, 0.09) * self.height

        def draw(frame: Array, seconds: float) -> None:
            run = speed * seconds / rows
            moved = []
            for plane, way in zip(planes, (1.0, -0.8), strict=True):
                matrix = np.array(
                    [[1, way * run, self.margin + way * run * rows * 0.2], [0, 1, 0]], np.float32
                )
                moved.append(
                    cv2.warpAffine(
                        plane,
                        matrix,
                        (self.width, rows),
                        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                        borderMode=cv2.BORDER_REFLECT,
                    )
                )
            swell = moved[0] + moved[1] - 1.0
            part = cv2.merge([swell * wave[..., c] + base[..., c] for c in range(3)])
            if shine is not None and glint is not None:
                lay(part, np.array(glint[1], np.float32), shine * smoothstep(-0.25, 0.45, swell))
            frame[first:] = part

        self.things.append(draw)

    def specks(
        self, texture: Array, drift: tuple[float, float], sway: float, colour: Colour, strength: float
    ) -> None:
        """Add a wrapping (256, 256) alpha texture that drifts (frame heights per second) and sways."""
        unit = 200.0 / self.height
        x, y, phase = self.rng.uniform(0, 256), self.rng.uniform(0, 256), self.rng.uniform(0, 6)
        paint = np.array(colour, np.float32)

        def draw(frame: Array, seconds: float) -> None:
            across = x - (drift[0] * seconds + sway * np.sin(1.7 * seconds + phase)) * 200.0
            down = y - drift[1] * seconds * 200.0
            alpha = window(texture, self.height, self.width, across, down, unit, unit) * np.float32(strength)
            lay(frame, paint, alpha)

        self.things.append(draw)

    def render(self, seconds: Array) -> Array:
        """(T, H, W, 3) float32 in 0..1: the scene at these times."""
        clip = np.empty((len(seconds), self.height, self.width, 3), np.float32)
        for frame, second in zip(clip, seconds, strict=True):
            for draw in self.things:
                draw(frame, float(second))
        return np.clip(clip, 0, 1, out=clip)
