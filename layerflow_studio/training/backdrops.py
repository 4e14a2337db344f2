"""Chooses a background: painted, photographed, or a slow look around a panorama."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from layerflow_studio.training.assets import AssetStore, BackgroundAsset
from layerflow_studio.training.noise import Array
from layerflow_studio.training.scenes import PAINTERS, Backdrop, paint
from layerflow_studio.training.stage import Colour, Shot

Pixels = NDArray[Any]
Maker = Callable[[np.random.Generator, AssetStore, str, Shot], Backdrop]
"""Makes the background of a key."""

PHOTO_CLASS: dict[str, str] = {
    "badlands": "canyon",
    "canyon": "canyon",
    "desert": "desert",
    "dune": "desert",
    "beach": "beach",
    "city": "city",
    "bridge": "city",
    "quay": "city",
    "fields": "meadow",
    "meadow": "meadow",
    "park": "meadow",
    "savanna": "meadow",
    "fog": "fog",
    "forest": "forest",
    "hills": "hills",
    "mountain": "mountains",
    "valley": "mountains",
    "lava": "lava",
    "sea": "sea",
    "sky": "sky",
    "snow": "snow",
    "space": "space",
    "water": "lake",
    "industry": "indoor",
    "station": "indoor",
    "room": "indoor",
    "mall": "indoor",
    "hall": "indoor",
    "lab": "indoor",
    "lobby": "indoor",
    "studio": "indoor",
    "warehouse": "indoor",
    "workshop": "indoor",
}
"""Class of a photo or panorama by its main tag."""

LIGHTS: dict[str, Colour] = {
    "day": (1.0, 1.0, 1.0),
    "dusk": (1.0, 0.84, 0.74),
    "night": (0.42, 0.48, 0.66),
    "indoor": (1.0, 0.97, 0.92),
}

LETTERED = frozenset({"station3", "space5"})


ROOM = 0.2
"""What is left of a photo beside the view on either side, in frame heights, so that the camera can pan."""

FLOATING = frozenset({"sky", "space"})
"""Procedural classes in which nothing can stand."""


def background_classes() -> list[str]:
    """Every background label in class order: the procedural classes, then those only photos have."""
    return [*PAINTERS, *sorted(set(PHOTO_CLASS.values()) - set(PAINTERS))]


def photo_class(asset: BackgroundAsset) -> str:
    """The class of a photo or panorama."""
    return "indoor" if asset.time == "indoor" else PHOTO_CLASS[asset.tags[0]]


def picture_key(asset: BackgroundAsset) -> str:
    """The key of a photo or panorama; never the same as that of a procedural class."""
    return asset.name if asset.kind == "photo" else f"{asset.name} panorama"


def short_caption(caption: str) -> str:
    """The first part of a photo's caption: what stands before the setting."""
    for word in (
        " under ",
        " below ",
        " with ",
        " in front of ",
        " above ",
        " beyond ",
        " before ",
        " behind ",
    ):
        head, found, _ = caption.partition(word)
        if found and len(head.split()) >= 2:
            return head
    return caption


def photograph(rng: np.random.Generator, store: AssetStore, asset: BackgroundAsset, shot: Shot) -> Backdrop:
    """A slow pan and zoom over a photo, mirrored half of the time."""
    picture = store.photo_pixels[asset.row]
    if rng.random() < 0.5 and asset.name not in LETTERED:
        picture = picture[:, ::-1]
    rows, columns = picture.shape[:2]
    tall = rows * float(rng.uniform(0.74, 0.92))
    width, height = shot.width, shot.height
    tall = min(tall, 0.97 * columns / (width / height + 2 * ROOM))
    broad = tall * width / height
    if tall > 1.4 * height:
        picture = (
            cv2.blur(picture, (2, 2))
            if tall < 2.4 * height
            else cv2.GaussianBlur(picture, (0, 0), 0.3 * tall / height)
        )
    picture = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2RGBA)
    run = 0.5 * shot.pan * tall
    zoom = float(rng.uniform(-0.02, 0.02)) * (shot.pan != 0)
    left = ROOM * tall + float(rng.uniform(0, max(columns - broad - 2 * ROOM * tall, 0)))
    top = float(rng.uniform(0.2, 0.8)) * (rows - tall)
    clip = np.empty((shot.frames, height, width, 3), np.uint8)
    for number, second in enumerate(shot.seconds):
        scale = tall / height * (1 + zoom * second)
        x = float(
            np.clip(left + run * second + (broad - width * scale) / 2, 0, max(columns - width * scale, 0))
        )
        y = float(np.clip(top + (tall - height * scale) / 2, 0, max(rows - height * scale, 0)))
        clip[number] = _cut(picture, x, y, scale, width, height)
    horizon = None if asset.horizon is None else (asset.horizon * rows - top) / tall
    return _backdrop(asset, clip, "photo", standing(horizon))


def panorama(rng: np.random.Generator, store: AssetStore, asset: BackgroundAsset, shot: Shot) -> Backdrop:
    """A slow turn on the spot inside a panorama."""
    picture = store.panorama_pixels[asset.row]
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    rows, columns = picture.shape[:2]
    tall = rows * float(rng.uniform(0.36, 0.46))
    horizon = float(rng.uniform(0.50, 0.58))
    top = rows / 2 - horizon * tall
    start = float(rng.uniform(0, columns))
    picture = cv2.cvtColor(np.concatenate([picture, picture], 1), cv2.COLOR_RGB2RGBA)
    turn = 0.8 * shot.pan * tall
    clip = np.empty((shot.frames, shot.height, shot.width, 3), np.uint8)
    for frame, second in zip(clip, shot.seconds, strict=True):
        frame[:] = _cut(
            picture, (start + turn * second) % columns, top, tall / shot.height, shot.width, shot.height
        )
    ground = None if photo_class(asset) in ("sky", "sea") else standing(horizon)
    return _backdrop(asset, clip, "panorama", ground)


def standing(horizon: float | None) -> float | None:
    """Where feet stand when the ground begins at `horizon`; None when there is no ground."""
    return None if horizon is None else float(np.clip(horizon + 0.6 * (1 - horizon), 0.84, 0.94))


def _cut(picture: Pixels, x: float, y: float, scale: float, width: int, height: int) -> Pixels:
    """(height, width, 3) cut of an RGBA picture (four channels take OpenCV's fast path) from (x, y)."""
    half = (scale - 1) / 2
    matrix = np.array([[scale, 0, x + half], [0, scale, y + half]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(picture, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return cv2.cvtColor(moved, cv2.COLOR_RGBA2RGB)


def _backdrop(asset: BackgroundAsset, clip: Pixels, source: str, ground: float | None) -> Backdrop:
    frames: Array = clip.astype(np.float32)
    frames *= 1 / 255
    short = short_caption(asset.caption)
    captions = (asset.caption,) if short == asset.caption else (asset.caption, short)
    return Backdrop(
        frames,
        captions,
        photo_class(asset),
        picture_key(asset),
        source,
        asset.time,
        ground,
        LIGHTS.get(asset.time, (1, 1, 1)),
    )


def by_key(store: AssetStore, key: str) -> BackgroundAsset:
    """The photo or panorama of a key; KeyError when there is none."""
    for asset in (*store.photos, *store.panoramas):
        if picture_key(asset) == key:
            return asset
    raise KeyError(key)


def class_of_key(store: AssetStore, key: str) -> str:
    """The class of any background key."""
    return key if key in PAINTERS else photo_class(by_key(store, key))


def has_ground(store: AssetStore, key: str) -> bool:
    """Whether something can stand in the background of a key."""
    if key in PAINTERS:
        return key not in FLOATING
    asset = by_key(store, key)
    return asset.horizon is not None


STAGED_CHOICE = 8
"""Scenes of each procedural class from which those of a staged layout are chosen."""
STAGED_TRIES = 60
WORDINGS = 64
"""Draws of other words for the staged scenes of a class."""
STAGED_VIEW = Shot(224, 128)
"""Scenes are chosen by how they look in it."""


@dataclass(frozen=True)
class StagedScene:
    """One of the few scenes of a procedural class in a staged layout."""

    key: str
    seed: int
    """Of the scene's dice."""
    words: int | None
    """Seed of the dice for what captions tell of; None where the scene's own decide that too."""
    captions: tuple[str, ...]
    """What no other of these scenes is called, fullest first."""
    time: str

    def paint(self, shot: Shot) -> Backdrop:
        """The scene as filmed, told by its own captions; in another size than `STAGED_VIEW` it may be another scene."""
        made = _painted(self.key, self.seed, self.words, shot)
        own = tuple(caption for caption in made.captions if caption in self.captions)
        return replace(made, captions=own or made.captions)


def _painted(key: str, seed: int, words: int | None, shot: Shot) -> Backdrop:
    label = zlib.crc32(key.encode())
    dice = None if words is None else np.random.default_rng([label, words, 1])
    return paint(np.random.default_rng([label, seed]), key, shot, dice)


@lru_cache(maxsize=len(PAINTERS))
def staged_scenes(key: str) -> tuple[StagedScene, ...]:
    """The scenes of a procedural class in a staged layout.

    No two scenes share a caption, so that it says which one is meant; what several could be called is the first one's.
    Scenes by day and of few words come first in a list, from which the first two are taken, one two thirds down and the
    last, so that most kinds are there by day, at dusk and at night.
    """
    found: dict[str, StagedScene] = {}
    for seed in range(STAGED_TRIES):
        seen = _painted(key, seed, None, STAGED_VIEW)
        found.setdefault(seen.captions[0], StagedScene(key, seed, None, seen.captions, seen.time))
        if len(found) == STAGED_CHOICE:
            break
    plain = sorted(
        found.values(), key=lambda one: (one.time == "night", one.time == "dusk", len(one.captions[0]))
    )
    told: set[str] = set()
    scenes: list[StagedScene] = []
    for scene in (plain[place] for place in sorted({0, 1, len(plain) * 2 // 3, len(plain) - 1})):
        scenes.append(_called(scene, told))
        told.update(scene.captions)
    return tuple(scenes)


def _called(scene: StagedScene, told: Collection[str]) -> StagedScene:
    """The scene with only those of its captions that are not `told` of others."""
    own = dict.fromkeys(caption for caption in scene.captions if caption not in told)
    return replace(scene, captions=tuple(own))


@lru_cache(maxsize=len(PAINTERS))
def reworded_scenes(key: str) -> tuple[StagedScene, ...]:
    """The staged scenes of a procedural class in all other words: under other skies, in other colours.

    The shapes of each are those of the first staged scene at its time of day, so that words leave as little open as
    they can. No two of all these scenes share a caption either.
    """
    staged = staged_scenes(key)
    told = {caption for scene in staged for caption in scene.captions}
    shapes = {scene.time: scene.seed for scene in reversed(staged)}
    scenes: list[StagedScene] = []
    for words in range(WORDINGS):
        seen = _painted(key, staged[0].seed, words, STAGED_VIEW)
        if seen.captions[0] not in told:
            seed = shapes.get(seen.time, staged[0].seed)
            scenes.append(_called(StagedScene(key, seed, words, seen.captions, seen.time), told))
            told.update(seen.captions)
    return tuple(scenes)


def make_reworded(rng: np.random.Generator, store: AssetStore, key: str, shot: Shot) -> Backdrop:
    """One of the few scenes of a key in other words, as in `make`."""
    scenes = reworded_scenes(key) if key in PAINTERS else ()
    return _one_of(rng, scenes, shot) if scenes else make_staged(rng, store, key, shot)


def make_staged(rng: np.random.Generator, store: AssetStore, key: str, shot: Shot) -> Backdrop:
    """One of the few scenes of a key, as in `make`; of a photo or panorama there is one view."""
    if key in PAINTERS:
        return _one_of(rng, staged_scenes(key), shot)
    return make(np.random.default_rng([zlib.crc32(key.encode()), 0]), store, key, shot)


def _one_of(rng: np.random.Generator, scenes: Sequence[StagedScene], shot: Shot) -> Backdrop:
    return scenes[int(rng.integers(len(scenes)))].paint(shot)


def make(rng: np.random.Generator, store: AssetStore, key: str, shot: Shot) -> Backdrop:
    """The background of a key, a procedural class or the name of a photo or panorama."""
    if key in PAINTERS:
        return paint(rng, key, shot)
    asset = by_key(store, key)
    look = photograph if asset.kind == "photo" else panorama
    return look(rng, store, asset, shot)


FITS: dict[str, frozenset[str]] = {
    "water": frozenset({"sea", "lake", "beach", "underwater"}),
    "air": frozenset({"sky", "space", "hills", "mountains", "sea", "city"}),
    "ground": frozenset(
        {"hills", "meadow", "forest", "desert", "snow", "beach", "city", "room", "moon", "studio"}
    ),
}


def choose_key(
    rng: np.random.Generator,
    store: AssetStore,
    medium: str,
    weights: tuple[float, float, float],
    places: Collection[str] = (),
) -> str:
    """A background key by the weights of (procedural, photo, panorama); fitting classes come more often.

    A procedural one is of one of the `places`; of any, where they are empty.
    """
    share = np.array(weights) * (1, len(store.photos) > 0, len(store.panoramas) > 0)
    source = int(rng.choice(3, p=share / share.sum()))
    if source == 0:
        labels = [label for label in PAINTERS if not places or label in places]
        fits = FITS.get(medium, frozenset())
        chance = np.array([3.0 if label in fits else 1.0 for label in labels])
        return labels[int(rng.choice(len(labels), p=chance / chance.sum()))]
    assets = store.photos if source == 1 else store.panoramas
    fits = FITS.get(medium, frozenset())
    while True:
        asset = assets[int(rng.integers(len(assets)))]
        wish = {3: 1.0, 2: 0.5, 1: 0.1}[asset.quality] * (
            1.0 if photo_class(asset) in fits or not fits else 0.5
        )
        if rng.random() < wish:
            return picture_key(asset)
