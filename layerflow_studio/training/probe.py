"""Linear probes: what object, what place, is anything there? Trained on the data's own clean pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.errors import Damaged
from layerflow_studio.training import backdrops
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.clips import ClipSpec, sample
from layerflow_studio.training.concepts import concepts_of
from layerflow_studio.training.features import Features
from layerflow_studio.training.measures import Layers, over
from layerflow_studio.training.noise import Array
from layerflow_studio.training.scenes import PAINTERS
from layerflow_studio.training.stage import Shot

PROBE_VERSION = 2
SIDE = 128
"""Pixels of a side of an object's picture."""
PLACE_SIZE = (224, 128)
MOMENTS = (0.15, 0.5, 0.85)
"""Where in a clip it is looked at."""
TEST_FPS = 1.5
"""Test clips are two seconds in three frames."""
PLAIN = (0.5, 0.85)
"""Greys an object is looked at over: the second one shows a bad alpha."""


@dataclass(frozen=True)
class ProbePlan:
    """How many pictures the probes are trained and tested on."""

    hero: int = 12
    """Renders of each hero."""
    other: int = 6
    """Renders of each other object."""
    nothing: int = 4
    """Renders of each hero whose background without it teaches what nothing looks like."""
    place: int = 40
    """Paintings of each procedural place."""
    picture: int = 3
    """Looks at each photo or panorama of such a place."""
    test: int = 2
    """Held-out clips of each object and place."""


@dataclass(frozen=True, eq=False)
class LinearProbe:
    """Multinomial logistic regression on standardised features."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weight: NDArray[np.float32]
    """(D, classes)."""
    bias: NDArray[np.float32]

    def judge(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """(classes,) mean log-probability over the views (N, D) of one clip."""
        scores = (features - self.mean) / self.scale @ self.weight + self.bias
        scores -= scores.max(1, keepdims=True)
        return (scores - np.log(np.exp(scores).sum(1, keepdims=True))).mean(0)


def fit_probe(
    features: NDArray[np.float32], labels: NDArray[np.int64], classes: int, decay: float = 3e-3
) -> LinearProbe:
    """Fit a probe to (N, D) features and (N,) labels by L-BFGS.

    The loss is the cross-entropy, every class weighing the same, and `decay` / 2 of the squared weights.
    """
    mean, scale = features.mean(0), features.std(0) + 1e-3
    inputs = torch.from_numpy((features - mean) / scale)
    targets = torch.from_numpy(labels)
    counts = torch.bincount(targets, minlength=classes).clamp_min(1).float()
    shares = (1 / counts)[targets]
    shares /= shares.sum()
    weight = torch.zeros(inputs.shape[1], classes, requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=120, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        losses = torch.nn.functional.cross_entropy(inputs @ weight + bias, targets, reduction="none")
        value = (losses * shares).sum() + decay / 2 * weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return LinearProbe(mean, scale, weight.detach().numpy(), bias.detach().numpy())


def rank_of(scores: NDArray[np.float32], label: int) -> int:
    """How many classes score higher than the label: 0 is first; classes that tie with it count as higher."""
    return int((~(scores < scores[label])).sum()) - 1


@dataclass(frozen=True, eq=False)
class Probes:
    """The probes, and their accuracy on clean held-out clips."""

    hero: LinearProbe
    """Classes: every hero in class order, then nothing."""
    every: LinearProbe
    """Classes: every concept in class order."""
    place: LinearProbe
    """Classes: the procedural places in the order of PAINTERS."""
    clean_hero_top1: float
    clean_hero_top5: float
    clean_every_top1: float
    clean_every_top5: float
    clean_place_top1: float


LINEAR = ("hero", "every", "place")
CLEAN = tuple(field.name for field in fields(Probes) if field.name not in LINEAR)


def object_views(layers: Layers, moments: tuple[float, ...] = MOMENTS) -> Array:
    """(views, SIDE, SIDE, 3): the object of a clip, cut out by its alpha, over plain greys."""
    views: list[Array] = []
    for frame in frames_at(len(layers.alpha), moments):
        square = square_around(layers.alpha[frame])
        views += [cut(over(layers.foreground[frame], layers.alpha[frame], grey), square) for grey in PLAIN]
    return np.stack(views)


def place_where(video: Array, alpha: Array, moments: tuple[float, ...] = MOMENTS) -> Array:
    """(views, SIDE, SIDE, 3): what a video (T, H, W, 3) shows where an object with this alpha stands."""
    frames = frames_at(len(alpha), moments)
    return np.stack([cut(video[frame], square_around(alpha[frame])) for frame in frames])


def whole_views(video: Array, moments: tuple[float, ...] | None = MOMENTS) -> Array:
    """(views, 128, 224, 3): whole frames of a video at some moments, or all of them."""
    frames = range(len(video)) if moments is None else frames_at(len(video), moments)
    return np.stack([cv2.resize(video[frame], PLACE_SIZE, interpolation=cv2.INTER_AREA) for frame in frames])


def frames_at(count: int, moments: tuple[float, ...]) -> list[int]:
    """Frame numbers at moments in 0..1 of a clip of `count` frames."""
    return [min(count - 1, int(moment * count)) for moment in moments]


def square_around(alpha: Array) -> tuple[float, float, float]:
    """Left, top and side in pixels of the square about the object in alpha (H, W); the middle without one."""
    height, width = alpha.shape
    solid = alpha > 0.5
    if solid.mean() < 0.002:
        return width / 2 - height / 2, 0.0, float(height)
    rows, columns = np.flatnonzero(solid.any(1)), np.flatnonzero(solid.any(0))
    side = 1.15 * max(rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0])
    return (columns[0] + columns[-1] + 1 - side) / 2, (rows[0] + rows[-1] + 1 - side) / 2, float(side)


def cut(picture: Array, square: tuple[float, float, float]) -> Array:
    """(SIDE, SIDE, 3): a square of a picture, which goes on beyond its edges as it ends there."""
    left, top, side = square
    step = side / SIDE
    half = (step - 1) / 2
    matrix = np.array([[step, 0, left + half], [0, step, top + half]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def softened(dice: np.random.Generator, picture: Array) -> Array:
    """The picture, half of the time through fewer pixels: sharpness shall not tell one class from another."""
    if dice.random() < 0.5:
        return picture
    share = float(dice.uniform(0.3, 0.9))
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def load_probes(
    store: AssetStore,
    features: Features,
    eye: str,
    spec: ClipSpec,
    folder: Path,
    progress: ProgressSink,
    cancel: CancelToken,
    plan: ProbePlan = ProbePlan(),
) -> Probes:
    """The probes for clips of this size, from `folder` when they were trained before, else trained and kept.

    `eye` names the feature function: it is part of what the kept file is known by.
    """
    index = (store.folder / "index.json").read_bytes()
    facts = f"{PROBE_VERSION} {eye} {spec.width} {spec.height} {plan}".encode()
    path = folder / f"probe-{hashlib.sha256(facts + index).hexdigest()[:16]}.npz"
    if path.exists():
        return _read(path)
    probes = train_probes(store, features, spec, plan, progress, cancel)
    folder.mkdir(parents=True, exist_ok=True)
    _write(probes, path)
    return probes


def _write(probes: Probes, path: Path) -> None:
    arrays: dict[str, Any] = {}
    for name in LINEAR:
        probe = getattr(probes, name)
        arrays |= {f"{name}.{part.name}": getattr(probe, part.name) for part in fields(probe)}
    arrays |= {name: getattr(probes, name) for name in CLEAN}
    part = path.with_suffix(".part.npz")
    np.savez(part, **arrays)
    part.replace(path)


def _read(path: Path) -> Probes:
    try:
        with np.load(path) as arrays:
            parts: dict[str, Any] = {
                name: LinearProbe(
                    **{part.name: arrays[f"{name}.{part.name}"] for part in fields(LinearProbe)}
                )
                for name in LINEAR
            }
            parts |= {name: float(arrays[name]) for name in CLEAN}
            return Probes(**parts)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise Damaged(f"The probe file {path} cannot be read; delete it and evaluate again.") from error


def train_probes(
    store: AssetStore,
    features: Features,
    spec: ClipSpec,
    plan: ProbePlan,
    progress: ProgressSink,
    cancel: CancelToken,
) -> Probes:
    """Render what the plan says, fit the three probes, and test them on clips they were not fitted to."""
    concepts = concepts_of(store)
    heroes = sum(concept.hero for concept in concepts)
    total = len(concepts) + 2 * len(PAINTERS)
    seen: list[NDArray[np.float32]] = []
    labels: list[int] = []
    bare: list[NDArray[np.float32]] = []
    tests: list[tuple[int, NDArray[np.float32]]] = []
    for number, concept in enumerate(concepts):
        cancel.check()
        progress.progress("Training the probes", number, total)
        renders = plan.hero if concept.hero else plan.other
        pictures = list(_object_pictures(store, spec, number, renders))
        seen.append(features(np.stack(pictures)))
        labels += [number] * len(pictures)
        if concept.hero and plan.nothing:
            bare.append(features(np.stack(list(_bare_pictures(store, spec, number, plan.nothing)))))
        tests += [(number, features(views)) for views in _test_views(store, spec, number, plan.test)]
    known, truth = np.concatenate(seen), np.array(labels)
    every = fit_probe(known, truth, len(concepts))
    of_heroes = truth < heroes
    hero = fit_probe(
        np.concatenate([known[of_heroes], *bare]),
        np.concatenate([truth[of_heroes], np.full(sum(map(len, bare)), heroes)]),
        heroes + 1,
    )
    hero_ranks = [rank_of(hero.judge(views), label) for label, views in tests if label < heroes]
    every_ranks = [rank_of(every.judge(views), label) for label, views in tests]
    place, place_top1 = _train_places(
        store,
        features,
        spec,
        plan,
        lambda done: progress.progress("Training the probes", len(concepts) + done, total),
        cancel,
    )
    progress.progress("Training the probes", total, total)
    return Probes(
        hero, every, place,
        share_within(hero_ranks, 1), share_within(hero_ranks, 5),
        share_within(every_ranks, 1), share_within(every_ranks, 5), place_top1,
    )  # fmt: skip


def share_within(ranks: list[int], best: int) -> float:
    """Share of ranks that are among the `best` first; 0 of none."""
    return sum(rank < best for rank in ranks) / len(ranks) if ranks else 0.0


def _object_pictures(store: AssetStore, spec: ClipSpec, concept: int, renders: int) -> Iterator[Array]:
    """Clean renders of an object: each over a plain colour and, more or less faintly, in a random scene."""
    still = replace(spec, frames=1, layout="free", recolour=0.0, split="any", quality="good")
    for number in range(renders):
        dice = np.random.default_rng([PROBE_VERSION, 1, concept, number])
        clip = sample(dice, store, still, concept)
        colour, alpha = clip.foreground[0], clip.alpha[0]
        square = square_around(alpha)
        shade = dice.uniform(0.15, 0.9) + dice.uniform(-0.08, 0.08, 3)
        plain = np.full(3, 0.5, np.float32) if dice.random() < 0.4 else shade.astype(np.float32)
        yield softened(dice, cut(over(colour, alpha, plain), square))
        strength = float(dice.uniform(0.35, 1.0))
        scene = clip.background[0] * (1 - strength) + clip.blended[0] * strength
        yield softened(dice, cut(np.clip(scene, 0, 1), square))


def _bare_pictures(store: AssetStore, spec: ClipSpec, concept: int, renders: int) -> Iterator[Array]:
    """Backgrounds where an object would stand."""
    still = replace(spec, frames=1, layout="free", recolour=0.0, split="any", quality="good")
    for number in range(renders):
        dice = np.random.default_rng([PROBE_VERSION, 2, concept, number])
        clip = sample(dice, store, still, concept)
        yield softened(dice, cut(clip.background[0], square_around(clip.alpha[0])))


def _test_views(store: AssetStore, spec: ClipSpec, concept: int, clips: int) -> Iterator[Array]:
    """The views of held-out clips, looked at exactly as made clips are."""
    few = replace(spec, frames=3, fps=TEST_FPS, recolour=0.0, quality="good")
    for number in range(clips):
        dice = np.random.default_rng([PROBE_VERSION, 3, concept, number])
        clip = sample(dice, store, replace(few, split="held_out"), concept)
        yield object_views(Layers.of(clip))


def _train_places(
    store: AssetStore,
    features: Features,
    spec: ClipSpec,
    plan: ProbePlan,
    report: Callable[[int], None],
    cancel: CancelToken,
) -> tuple[LinearProbe, float]:
    """The probe over the procedural places, from paintings, photos and panoramas; and its clean accuracy."""
    places = list(PAINTERS)
    pictures = [*store.photos, *store.panoramas]
    seen: list[NDArray[np.float32]] = []
    labels: list[int] = []
    for label, place in enumerate(places):
        cancel.check()
        report(label)
        keys = [place] * plan.place
        keys += [
            backdrops.picture_key(p) for p in pictures if backdrops.photo_class(p) == place
        ] * plan.picture
        views = [
            softened(np.random.default_rng([PROBE_VERSION, 6, label, number]), view)[None]
            for number, key in enumerate(keys)
            for view in _place_view(store, spec, key, (4, label, number))
        ]
        seen.append(features(np.concatenate(views)))
        labels += [label] * len(views)
    probe = fit_probe(np.concatenate(seen), np.array(labels), len(places))
    ranks: list[int] = []
    for label, place in enumerate(places):
        cancel.check()
        report(len(places) + label)
        for number in range(plan.test * 4):
            views = features(_place_view(store, spec, place, (5, label, number)))
            ranks.append(rank_of(probe.judge(views), label))
    return probe, share_within(ranks, 1)


def _place_view(store: AssetStore, spec: ClipSpec, key: str, seed: tuple[int, int, int]) -> Array:
    dice = np.random.default_rng([PROBE_VERSION, *seed])
    return whole_views(backdrops.make(dice, store, key, Shot(spec.width, spec.height)).frames, (0.0,))
