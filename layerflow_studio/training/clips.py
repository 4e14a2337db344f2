"""One layered training clip: an object with alpha, a background, and the two blended, with their captions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.training import backdrops, recolour
from layerflow_studio.training.assets import CLIP_FPS, AssetStore, ForegroundAsset
from layerflow_studio.training.captions import Captions, background_caption, object_caption, scene_caption
from layerflow_studio.training.concepts import LETTERED, Concept, concepts_of, is_held_out
from layerflow_studio.training.noise import Array, three
from layerflow_studio.training.paths import Layout, Placing, choose_manner, place
from layerflow_studio.training.scenes import PAINTERS, Backdrop
from layerflow_studio.training.stage import Shot

cv2.setNumThreads(1)

GROUP = 4
"""Frames in one moment of the autoencoder's latents."""


@dataclass(frozen=True)
class ClipSpec:
    """What kind of clips to draw."""

    width: int = 224
    height: int = 128
    frames: int = 4
    fps: float = 8.0
    first: int = 0
    """The frame of its scene with which a clip begins."""
    concepts: Literal["hero", "all"] = "hero"
    only: tuple[str, ...] = ()
    """Names of the concepts to draw; empty for all that `concepts` says."""
    places: tuple[str, ...] = ()
    """Classes of the procedural scenes to draw; empty for all."""
    layout: Layout = "calm"
    new_scene: float = 0.0
    """Chance that a clip of staged layout has another scene than the few: what words mean is learned from many."""
    new_words: float = 0.0
    """Chance that it has one of the few in other words (`backdrops.reworded_scenes`)."""
    quality: Literal["good", "rough", "frozen"] = "good"
    procedural: float = 0.5
    photo: float = 0.42
    panorama: float = 0.08
    shadow: bool = True
    recolour: float = 0.12
    """Chance that an object that may have any colour gets another one."""
    split: Literal["train", "held_out", "any"] = "train"

    def draws(self, concept: Concept) -> bool:
        """Whether clips of this concept are drawn."""
        return concept.name in self.only if self.only else concept.hero or self.concepts == "all"


@dataclass(frozen=True)
class LayeredSample:
    """A layered clip, all pictures float32 in 0..1."""

    foreground: Array
    """(T, H, W, 3) premultiplied over mid-grey: c * a + 0.5 * (1 - a)."""
    alpha: Array
    """(T, H, W)."""
    background: Array
    """(T, H, W, 3)."""
    blended: Array
    """(T, H, W, 3) foreground over background, with contact shadow and the light of the scene."""
    captions: Captions
    concept: int
    """Class number in `concept_table(store)`."""
    hero: bool
    background_class: str
    background_key: str
    source: str
    """procedural, photo or panorama."""
    box: tuple[float, float, float, float]
    """left, top, right, bottom of the object over the whole clip, as fractions of the frame."""
    shaded: bool
    """Whether the blend carries a contact shadow."""
    noun: str
    """The noun phrase of the object, with its colour in this clip."""


def sample(
    rng: np.random.Generator,
    store: AssetStore,
    spec: ClipSpec,
    concept: int | None = None,
    background: str | None = None,
) -> LayeredSample:
    """Draw one layered clip; the same generator state always gives the same clip.

    `concept` (class number) and `background` (key) may be fixed; a fixed pair is drawn in any split.
    """
    concepts = concepts_of(store)
    chosen, key = choose_pair(rng, store, spec, concepts, concept, background)
    wanted = concepts[chosen]
    asset = store.foregrounds[wanted.asset]
    label = key if key in PAINTERS else backdrops.class_of_key(store, key)
    manner = choose_manner(
        rng, asset, label, asset.name not in LETTERED, backdrops.has_ground(store, key), spec.layout
    )
    frames = 1 if spec.quality == "frozen" else spec.frames
    make = choose_maker(rng, spec)
    shot = Shot(spec.width, spec.height, frames, spec.fps, manner.pan, spec.first)
    backdrop = make(rng, store, key, shot)
    loop = loop_shares(rng, asset, spec, frames)
    placing = place(rng, asset, manner, store.tile, shot, backdrop.ground, label, spec.layout, loop)
    noun, tiles, recoloured = dressed(rng, store, asset, spec, loop)
    if manner.mirrored:
        tiles = tiles[:, :, ::-1]
    rough = rng if spec.quality == "rough" else None
    colour, alpha = draw_object(tiles, asset, manner.mirrored, placing, spec.width, spec.height, rough)
    shaded = spec.shadow and manner.stands
    blended = blend(colour, alpha, backdrop, tiles, asset, manner.mirrored, placing, shaded)
    foreground = over_grey(colour, alpha)
    background_frames = backdrop.frames
    if spec.quality == "rough":
        foreground, alpha, blended = roughened(rng, alpha, blended)
    if spec.quality == "frozen":
        foreground, alpha, background_frames, blended = (
            np.repeat(part, spec.frames, 0) for part in (foreground, alpha, background_frames, blended)
        )
    words = Captions(
        object_caption(rng, asset.name, noun, asset.synonyms, manner.motion, recoloured),
        background_caption(rng, backdrop.captions),
        scene_caption(rng, noun, manner.motion, backdrop.captions, label if key in PAINTERS else None),
    )
    return LayeredSample(
        foreground,
        alpha,
        background_frames,
        blended,
        words,
        chosen,
        wanted.hero,
        label,
        key,
        backdrop.source,
        bounds(asset, manner.mirrored, placing, store.tile, spec),
        shaded,
        noun,
    )


def over_grey(colour: Array, alpha: Array) -> Array:
    """(T, H, W, 3) premultiplied colour laid over mid-grey."""
    laid = np.empty_like(colour)
    for frame, paint, matte in zip(laid, colour, alpha, strict=True):
        np.add(paint, three(0.5 - 0.5 * matte), out=frame)
    return laid


def choose_maker(rng: np.random.Generator, spec: ClipSpec) -> backdrops.Maker:
    """What makes the background of a clip."""
    if spec.layout != "staged":
        return backdrops.make
    toss = rng.random() if spec.new_scene or spec.new_words else 1.0
    if toss < spec.new_scene:
        return backdrops.make
    return backdrops.make_reworded if toss < spec.new_scene + spec.new_words else backdrops.make_staged


def choose_pair(
    rng: np.random.Generator,
    store: AssetStore,
    spec: ClipSpec,
    concepts: tuple[Concept, ...],
    concept: int | None,
    background: str | None,
) -> tuple[int, str]:
    """A concept number and a background key that the split allows; fitting surroundings come more often."""
    allowed = [number for number, one in enumerate(concepts) if spec.draws(one)] or list(range(len(concepts)))
    for _ in range(200):
        number = allowed[int(rng.integers(len(allowed)))] if concept is None else concept
        key = background or backdrops.choose_key(
            rng,
            store,
            concepts[number].medium,
            (spec.procedural, spec.photo, spec.panorama),
            spec.places,
        )
        if spec.split == "any" or (concept is not None and background is not None):
            return number, key
        if is_held_out(concepts[number].name, key) == (spec.split == "held_out"):
            return number, key
    return number, key


def loop_shares(rng: np.random.Generator, asset: ForegroundAsset, spec: ClipSpec, frames: int) -> Array:
    """(T,) in 0..1: where in the object's loop every frame is.

    In a staged layout a loop takes a whole number of groups of four frames, and clips begin where a group does, so
    that an object looks only as many ways as it has groups.
    """
    if spec.layout == "staged":
        groups = max(1, round((asset.frames if asset.frames > 1 else 72) / CLIP_FPS * spec.fps / GROUP))
        start = int(rng.integers(groups)) * GROUP
        return (start + np.arange(frames)) / (groups * GROUP) % 1
    phase = int(rng.integers(asset.frames))
    return (phase + np.arange(frames) * CLIP_FPS / spec.fps) / asset.frames % 1


def dressed(
    rng: np.random.Generator, store: AssetStore, asset: ForegroundAsset, spec: ClipSpec, loop: Array
) -> tuple[str, NDArray[np.uint8], bool]:
    """The noun, the (T, S, S, 4) tiles of these moments of the loop, and whether the colour was turned."""
    steps = np.floor(loop * asset.frames + 1e-6).astype(int)
    tiles = np.asarray(store.tiles[asset.first + steps])
    if rng.random() < spec.recolour and (options := recolour.choices(asset)):
        colour = options[int(rng.integers(len(options)))]
        return recolour.renamed(asset, colour), recolour.turned(tiles, asset, colour), True
    return asset.noun, tiles, False


def centre(asset: ForegroundAsset, mirrored: bool) -> tuple[float, float]:
    """Middle of the drawing as fractions of the tile."""
    left, top, right, bottom = asset.box
    x = (left + right) / 2
    return (1 - x if mirrored else x), (top + bottom) / 2


def draw_object(
    tiles: NDArray[np.uint8],
    asset: ForegroundAsset,
    mirrored: bool,
    placing: Placing,
    width: int,
    height: int,
    jitter: np.random.Generator | None,
) -> tuple[Array, Array]:
    """Premultiplied colour (T, H, W, 3) and alpha (T, H, W), float32, of the object along its path."""
    count, tile = len(tiles), tiles.shape[1]
    colour = np.zeros((count, height, width, 3), np.float32)
    alpha = np.zeros((count, height, width), np.float32)
    size = max(1, round(tile * min(1.0, placing.scale)))
    rest = placing.scale * tile / size
    across, down = centre(asset, mirrored)
    reach = 0.5 * tile * placing.scale * 1.25 + 3
    unit = np.float32(1 / 255)
    for number in range(count):
        picture = np.ascontiguousarray(tiles[number])
        if size < tile:
            picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        x, y, scale, tilt = (
            float(placing.x[number]),
            float(placing.y[number]),
            rest,
            float(placing.angle[number]),
        )
        if jitter is not None:
            x += float(jitter.normal(0, 0.8))
            y += float(jitter.normal(0, 0.8))
            scale *= float(jitter.uniform(0.98, 1.02))
        x0, x1 = max(0, int(x - reach)), min(width, int(x + reach) + 1)
        y0, y1 = max(0, int(y - reach)), min(height, int(y + reach) + 1)
        cos, sin = scale * np.cos(tilt), scale * np.sin(tilt)
        u, v = across * size - 0.5, down * size - 0.5
        matrix = np.array(
            [[cos, -sin, x - 0.5 - x0 - cos * u + sin * v], [sin, cos, y - 0.5 - y0 - sin * u - cos * v]],
            np.float32,
        )
        moved = cv2.warpAffine(picture, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
        colour[number, y0:y1, x0:x1] = cv2.cvtColor(moved, cv2.COLOR_RGBA2RGB) * unit
        alpha[number, y0:y1, x0:x1] = cv2.extractChannel(moved, 3) * unit
    return colour, alpha


def blend(
    colour: Array,
    alpha: Array,
    backdrop: Backdrop,
    tiles: NDArray[np.uint8],
    asset: ForegroundAsset,
    mirrored: bool,
    placing: Placing,
    shaded: bool,
) -> Array:
    """(T, H, W, 3) float32: the object over its background, with a contact shadow and a hint of its light."""
    blended = backdrop.frames.copy()
    if shaded:
        contact_shadow(blended, tiles, asset, mirrored, placing)
    tint = 1 + 0.06 * (np.array(backdrop.light, np.float32) - 1)
    turn = np.diag(tint.astype(np.float32))
    for frame, paint, matte in zip(blended, colour, alpha, strict=True):
        frame *= three(1 - matte)
        frame += cv2.transform(paint, turn)
    return blended


def contact_shadow(
    frames: Array, tiles: NDArray[np.uint8], asset: ForegroundAsset, mirrored: bool, placing: Placing
) -> None:
    """Darken the ground under the feet: an ellipse as wide as what touches it."""
    count, height, width, _ = frames.shape
    tile = tiles.shape[1]
    across, down = centre(asset, mirrored)
    lowest = round(asset.box[3] * tile)
    touching = np.flatnonzero(
        (tiles[:, max(0, lowest - round(0.12 * tile)) : lowest, :, 3] > 100).any((0, 1))
    )
    if not len(touching):
        return
    middle = ((touching[0] + touching[-1] + 1) / 2 - across * tile) * placing.scale
    half = max((touching[-1] + 1 - touching[0]) / 2 * placing.scale * 1.12, 0.08 * height)
    thin = 0.035 * height + 0.08 * half
    columns = np.arange(width, dtype=np.float32)[None] + 0.5
    rows = np.arange(height, dtype=np.float32)[:, None] + 0.5
    for number in range(count):
        foot = float(placing.y[number]) + (asset.box[3] - down) * tile * placing.scale - 0.35 * thin
        y0, y1 = max(0, int(foot - 2.2 * thin)), min(height, int(foot + 2.2 * thin) + 1)
        x = (columns - float(placing.x[number]) - middle) / half
        y = (rows[y0:y1] - foot) / thin
        dark = np.exp(-((x * x) ** 1.5) - y * y)
        frames[number, y0:y1] *= three(1 - 0.38 * dark)


def roughened(rng: np.random.Generator, alpha: Array, blended: Array) -> tuple[Array, Array, Array]:
    """Defects of layers cut from real video: hard alpha, colour leaking in at the edge, motion blur."""
    hard = (alpha > rng.uniform(0.25, 0.75)).astype(np.float32)
    length = int(rng.integers(2, 5))
    kernel = (length, 1) if rng.random() < 0.7 else (1, length)
    smeared = np.stack([cv2.blur(frame, kernel) for frame in blended])
    cut = over_grey(
        np.stack([frame * three(matte) for frame, matte in zip(smeared, hard, strict=True)]), hard
    )
    return cut, hard, smeared


def bounds(
    asset: ForegroundAsset, mirrored: bool, placing: Placing, tile: int, spec: ClipSpec
) -> tuple[float, float, float, float]:
    """left, top, right, bottom of the object over the clip, as fractions of the frame."""
    left, top, right, bottom = asset.box
    half_x, half_y = (right - left) / 2 * tile * placing.scale, (bottom - top) / 2 * tile * placing.scale
    edges = (
        (float(placing.x.min()) - half_x) / spec.width,
        (float(placing.y.min()) - half_y) / spec.height,
        (float(placing.x.max()) + half_x) / spec.width,
        (float(placing.y.max()) + half_y) / spec.height,
    )
    return tuple(float(np.clip(edge, 0, 1)) for edge in edges)  # type: ignore[return-value]
