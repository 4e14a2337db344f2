"""Layered clips: sizes, conventions, determinism, the held-out split, captions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from layerflow_studio.training import recolour
from layerflow_studio.training.assets import CLIP_FPS, AssetStore
from layerflow_studio.training.backdrops import (
    background_classes,
    make_reworded,
    make_staged,
    reworded_scenes,
    short_caption,
    staged_scenes,
)
from layerflow_studio.training.captions import LONGEST, scene_caption, with_article, words
from layerflow_studio.training.clips import ClipSpec, LayeredSample, sample
from layerflow_studio.training.concepts import concept_table, is_held_out
from layerflow_studio.training.paths import STAGED_TRAVEL, TRAVELS, Manner, choose_manner, place
from layerflow_studio.training.scenes import PAINTERS, paint
from layerflow_studio.training.sheet import write_sheet
from layerflow_studio.training.stage import Shot

SPEC = ClipSpec(width=112, height=64, frames=4, concepts="all", procedural=0.6, photo=0.4, panorama=0.0)


def drawn(store: AssetStore, seed: int, spec: ClipSpec = SPEC, **fixed: object) -> LayeredSample:
    return sample(np.random.default_rng(seed), store, spec, **fixed)  # type: ignore[arg-type]


@pytest.mark.parametrize("quality", ["good", "rough", "frozen"])
@pytest.mark.parametrize("layout", ["staged", "calm", "free"])
def test_arrays_keep_their_promises(store: AssetStore, quality: str, layout: str) -> None:
    for seed in range(6):
        got = drawn(store, seed, replace(SPEC, quality=quality, layout=layout))
        for part in (got.foreground, got.background, got.blended):
            assert part.shape == (4, 64, 112, 3) and part.dtype == np.float32
            assert part.min() >= 0 and part.max() <= 1.001
        assert got.alpha.shape == (4, 64, 112) and got.alpha.dtype == np.float32
        assert 0.02 < got.alpha.mean() < 0.6
        clear = got.alpha == 0
        assert np.allclose(got.foreground[clear], 0.5, atol=1e-6)


def test_a_staged_object_looks_only_a_few_ways(store: AssetStore) -> None:
    concepts = concept_table(store)
    number, asset = next(
        (number, asset)
        for number, asset in enumerate(store.foregrounds[one.asset] for one in concepts)
        if asset.frames > 1 and (asset.cut or TRAVELS.search(asset.motion))
    )
    spec = replace(SPEC, layout="staged", frames=8, recolour=0.0)
    looks: dict[str, set[bytes]] = {"staged": set(), "calm": set()}
    for seed in range(60):
        for layout, seen in looks.items():
            got = drawn(store, seed, replace(spec, layout=layout), concept=number, background="meadow")
            seen.update(group.tobytes() for group in (got.foreground[:4], got.foreground[4:]))
    groups = round(asset.frames / CLIP_FPS * spec.fps / 4)
    assert len(looks["staged"]) <= groups < len(looks["calm"])


def test_a_staged_background_is_one_of_a_few(store: AssetStore) -> None:
    scenes: dict[str, set[bytes]] = {"staged": set(), "calm": set()}
    for layout, seen in scenes.items():
        spec = replace(SPEC, layout=layout, frames=1)
        for seed in range(24):
            seen.add(drawn(store, seed, spec, concept=0, background="meadow").background.tobytes())
    assert len(scenes["staged"]) == len(staged_scenes("meadow"))
    assert len(scenes["calm"]) == 24


def test_a_staged_layout_may_have_new_scenes(store: AssetStore) -> None:
    scenes: dict[float, set[bytes]] = {}
    for new_scene in (0.0, 0.5):
        spec = replace(SPEC, layout="staged", new_scene=new_scene, frames=1)
        clips = (drawn(store, seed, spec, concept=0, background="meadow") for seed in range(40))
        scenes[new_scene] = {clip.background.tobytes() for clip in clips}
    assert scenes[0.0] <= scenes[0.5] and len(scenes[0.5]) > len(scenes[0.0]) + 10


def test_places_are_drawn_as_told(store: AssetStore) -> None:
    spec = replace(SPEC, frames=1, places=("sea", "moon"))
    drawings = [drawn(store, seed, spec) for seed in range(40)]
    assert {clip.background_class for clip in drawings if clip.source == "procedural"} == {"sea", "moon"}
    assert any(clip.source == "photo" for clip in drawings)


@pytest.mark.parametrize("background", ["city", "photo"])
def test_of_a_staged_background_there_is_one_view_and_one_motion(store: AssetStore, background: str) -> None:
    key = store.photos[0].name if background == "photo" else background
    spec = replace(SPEC, layout="staged", frames=8, recolour=0.0)
    clips: dict[bytes, bytes] = {}
    for seed in range(40):
        got = drawn(store, seed, spec, background=key).background
        assert clips.setdefault(got[0].tobytes(), got.tobytes()) == got.tobytes()
        assert not np.array_equal(got[0], got[-1])
    assert len(clips) == (1 if background == "photo" else len(staged_scenes(key)))


def test_in_a_staged_layout_all_that_travels_goes_left(store: AssetStore) -> None:
    """What looks right is mirrored."""
    walker = next(one for one in store.foregrounds if one.facing == "left")
    dice = np.random.default_rng(0)

    def manner(**other: object) -> Manner:
        return choose_manner(dice, replace(walker, **other), "city", True, True, "staged")  # type: ignore[arg-type]

    for facing in ("left", "right"):
        moving = manner(facing=facing)
        assert (moving.heading, moving.pan, moving.mirrored) == (-1, -STAGED_TRAVEL, facing == "right")
    for other in ({}, {"medium": "air"}, {"cut": ["bottom"]}):
        still = manner(motion="", **other)
        assert (still.heading, still.pan) == (0, -STAGED_TRAVEL)


@pytest.mark.parametrize(
    ("look", "depth"),
    [
        ({"motion": "walking"}, 0.0),
        ({"motion": "", "cut": ["bottom"]}, 0.0),
        ({"motion": ""}, 0.75),
        ({"motion": "", "medium": "air"}, 0.4),
    ],
)
def test_what_does_not_walk_along_passes_by(store: AssetStore, look: dict[str, Any], depth: float) -> None:
    walker = next(one for one in store.foregrounds if one.facing == "left")
    asset = replace(walker, **{"medium": "ground", "cut": [], **look})
    manner = choose_manner(np.random.default_rng(0), asset, "city", True, True, "staged")

    def path(shot: Shot) -> np.ndarray:
        return place(
            np.random.default_rng(0), asset, manner, 64, shot, 0.9, "city", "staged", np.zeros(shot.frames)
        ).x

    whole = path(Shot(112, 64, 16))
    np.testing.assert_allclose(np.diff(whole), depth * STAGED_TRAVEL * 64 / 8, atol=1e-4)
    np.testing.assert_allclose(whole.mean(), 56, atol=1e-4)
    np.testing.assert_allclose(path(Shot(112, 64, 4, first=8)), whole[8:12], atol=1e-4)


@pytest.mark.parametrize("background", ["city", "photo"])
def test_a_staged_scene_begins_alike_whatever_the_camera_does(store: AssetStore, background: str) -> None:
    key = store.photos[0].name if background == "photo" else background
    still, moving = (
        make_staged(np.random.default_rng(3), store, key, Shot(112, 64, 8, pan=pan)).frames
        for pan in (0.0, -STAGED_TRAVEL)
    )
    np.testing.assert_array_equal(still[0], moving[0])
    assert not np.array_equal(still[-1], moving[-1])


@pytest.mark.parametrize("key", PAINTERS)
def test_no_two_staged_scenes_share_a_caption(key: str) -> None:
    own = [scene.captions for scene in staged_scenes(key)]
    told = [caption for captions in own for caption in captions]
    assert 2 <= len(own) <= 4
    assert all(own) and len(told) == len(set(told))


@pytest.mark.parametrize("key", PAINTERS)
def test_no_caption_of_a_reworded_scene_is_used_twice(key: str) -> None:
    own = [scene.captions for scene in staged_scenes(key) + reworded_scenes(key)]
    told = [caption for captions in own for caption in captions]
    assert all(own) and len(told) == len(set(told))


@pytest.mark.parametrize("key", ["hills", "mountains", "snow", "underwater"])
def test_words_change_nothing_they_do_not_tell_of(key: str) -> None:
    """A scene painted in its own words, drawn by other dice, is the same to the pixel."""
    seed = staged_scenes(key)[0].seed
    shot = Shot(112, 64, 2)
    scene = paint(np.random.default_rng(seed), key, shot)
    others = (
        paint(np.random.default_rng(seed), key, shot, np.random.default_rng([seed, n])) for n in range(60)
    )
    same = [other for other in others if other.captions == scene.captions]
    assert same and all(np.array_equal(other.frames, scene.frames) for other in same)


def test_reworded_scenes_of_one_time_share_their_shapes(store: AssetStore) -> None:
    """Where the dunes stand against the sky, whatever the colours of both."""
    dice = np.random.default_rng(0)
    drawings = {}
    for _ in range(60):
        scene = make_reworded(dice, store, "desert", Shot(112, 64))
        drawings[scene.captions] = scene
    assert len(drawings) == len(reworded_scenes("desert"))
    dusk = [scene.frames[0].mean(-1) for scene in drawings.values() if scene.time == "dusk"]
    slopes = [np.abs(np.diff(picture, axis=0)).argmax(0) for picture in dusk]
    assert len(slopes) > 4 and all(np.median(np.abs(one - slopes[0])) <= 1 for one in slopes)


def test_a_staged_layout_may_have_its_scenes_in_other_words(store: AssetStore) -> None:
    spec = replace(SPEC, layout="staged", new_words=0.6, frames=1)
    clips = [drawn(store, seed, spec, concept=0, background="hills") for seed in range(120)]
    few = len(staged_scenes("hills"))
    assert few < len({clip.background.tobytes() for clip in clips}) <= few + len(reworded_scenes("hills"))


@pytest.mark.parametrize("kind", ["procedural", "photo"])
def test_a_clip_may_begin_later_in_its_scene(store: AssetStore, kind: str) -> None:
    only = {one: float(one == kind) for one in ("procedural", "photo")}
    whole = replace(SPEC, layout="staged", frames=8, **only)
    moving = 0
    for seed in range(12):
        scene, later = drawn(store, seed, whole), drawn(store, seed, replace(whole, frames=4, first=4))
        np.testing.assert_allclose(later.background, scene.background[4:], atol=1e-6)
        moving += not np.array_equal(later.background[0], scene.background[0])
    assert moving


def test_the_same_seed_draws_the_same_clip(store: AssetStore) -> None:
    one, two, other = drawn(store, 5), drawn(store, 5), drawn(store, 6)
    assert one.captions == two.captions and np.array_equal(one.blended, two.blended)
    assert not np.array_equal(one.blended, other.blended)


def test_blend_is_foreground_over_background_outside_the_shadow(store: AssetStore) -> None:
    for seed in range(12):
        got = drawn(store, seed, replace(SPEC, shadow=False))
        alpha = got.alpha[..., None]
        expected = got.foreground - 0.5 * (1 - alpha) + got.background * (1 - alpha)
        error = float(np.mean((expected - got.blended) ** 2))
        assert -10 * np.log10(max(error, 1e-12)) >= 28


def test_contact_shadow_only_darkens_near_the_feet(store: AssetStore) -> None:
    lamp = next(n for n, concept in enumerate(concept_table(store)) if concept.name == "lamp")
    for seed in range(5):
        with_shadow = drawn(store, seed, SPEC, concept=lamp, background="meadow")
        without = drawn(store, seed, replace(SPEC, shadow=False), concept=lamp, background="meadow")
        change = (without.blended - with_shadow.blended)[0].max(-1)
        assert with_shadow.shaded and change.min() > -1e-6 and change.max() > 0.03
        bottom = round(with_shadow.box[3] * 64)
        assert change[: bottom - 16].max() < 0.02


def test_frozen_repeats_one_frame_and_good_moves(store: AssetStore) -> None:
    frozen = drawn(store, 3, replace(SPEC, quality="frozen"))
    assert (frozen.blended == frozen.blended[:1]).all() and (frozen.alpha == frozen.alpha[:1]).all()
    moving = drawn(store, 3)
    assert np.abs(np.diff(moving.blended, axis=0)).mean() > 1e-4


def test_rough_alpha_is_hard(store: AssetStore) -> None:
    assert set(np.unique(drawn(store, 1, replace(SPEC, quality="rough")).alpha)) == {0.0, 1.0}


def test_objects_stay_inside_and_busts_touch_the_lower_edge(store: AssetStore) -> None:
    names = [concept.name for concept in concept_table(store)]
    for seed in range(30):
        got = drawn(store, seed, replace(SPEC, layout="free"))
        rim = np.concatenate([got.alpha[:, 0], got.alpha[:, :, 0], got.alpha[:, :, -1]], 1)
        assert rim.max() < 0.1
        lower = got.alpha[:, -1].max()
        assert lower > 0.9 if names[got.concept] == "bust" else lower < 0.1


def test_heroes_come_first_and_cut_drawings_are_left_out(store: AssetStore) -> None:
    table = concept_table(store)
    assert [concept.name for concept in table] == ["lamp", "bust", "kite"]
    for seed in range(20):
        assert drawn(store, seed, replace(SPEC, concepts="hero")).hero


def test_training_never_draws_a_held_out_pair(store: AssetStore) -> None:
    table = concept_table(store)
    keys = {
        (concept.name, label): is_held_out(concept.name, label) for concept in table for label in PAINTERS
    }
    assert 0 < sum(keys.values()) < len(keys) / 2
    for seed in range(60):
        got = drawn(store, seed)
        assert not is_held_out(table[got.concept].name, got.background_key)
    for seed in range(8):
        got = drawn(store, seed, replace(SPEC, split="held_out"))
        assert is_held_out(table[got.concept].name, got.background_key)


def test_held_out_share_is_a_tenth() -> None:
    share = np.mean([is_held_out(f"thing {n}", key) for n in range(300) for key in PAINTERS])
    assert share == pytest.approx(0.1, abs=0.015)


def test_recolouring_swaps_the_word_and_the_pixels(store: AssetStore) -> None:
    kite = store.foregrounds[1]
    assert "blue" not in recolour.choices(kite) and "red" in recolour.choices(kite)
    assert recolour.renamed(kite, "orange") == "an orange kite"
    turned = recolour.turned(np.asarray(store.tiles[kite.first][None]), kite, "red")[0]
    assert int(turned[30, 30, 0]) > int(turned[30, 30, 2]) + 60
    assert (
        np.abs(turned[56, 30].astype(int) - store.tiles[kite.first][56, 30].astype(int)).max() <= 1
    )  # the stalk


def test_recoloured_captions_name_the_new_colour(store: AssetStore) -> None:
    found = 0
    for seed in range(40):
        got = drawn(store, seed, replace(SPEC, recolour=1.0))
        if got.noun != concept_table(store)[got.concept].noun:
            found += 1
            assert got.noun in got.captions.foreground and got.noun in got.captions.blended
    assert found > 20


def test_captions_are_short_and_never_name_sides(store: AssetStore) -> None:
    for seed in range(80):
        captions = drawn(store, seed).captions
        for text in (captions.foreground, captions.background, captions.blended):
            assert 1 <= words(text) <= LONGEST + 2
            assert not {"left", "right"} & set(text.split())


def test_small_words() -> None:
    assert with_article("orange") == "an orange" and with_article("two dice") == "two dice"
    assert with_article("golden sparkles") == "golden sparkles" and with_article("bus") == "a bus"
    assert short_caption("a river under a sky") == "a river" and short_caption("a river") == "a river"
    rng = np.random.default_rng(0)
    assert scene_caption(rng, "a cat", "", ("under the sea",), "underwater") == "a cat under the sea"


@pytest.mark.parametrize("label", list(PAINTERS))
def test_every_painted_background_is_valid_at_any_size_and_alive(label: str) -> None:
    for seed, (width, height) in enumerate(((112, 64), (224, 128), (80, 96))):
        got = paint(np.random.default_rng(seed), label, Shot(width, height, 5, pan=0.1))
        assert got.frames.shape == (5, height, width, 3) and got.frames.dtype == np.float32
        assert got.frames.min() >= 0 and got.frames.max() <= 1 and got.frames[0].std() > 0.01
        assert np.abs(got.frames[4] - got.frames[0]).mean() > 2e-4
        assert got.label in background_classes() and all(words(text) <= LONGEST + 1 for text in got.captions)


def test_night_is_dark_and_studios_have_the_colour_they_name() -> None:
    hues = {"red": 0, "orange": 27, "yellow": 48, "green": 125, "blue": 215, "purple": 265}
    seen = set()
    for seed in range(40):
        got = paint(np.random.default_rng(seed), "studio", Shot(56, 32))
        name = next((word for word in hues if word in got.captions[0].split()), None)
        if name:
            seen.add(name)
            hue = cv2.cvtColor(got.frames[0], cv2.COLOR_RGB2HSV)[16, 28, 0]
            assert abs((hue - hues[name] + 180) % 360 - 180) < 20
        sky = paint(np.random.default_rng(seed), "hills", Shot(56, 32))
        assert (sky.frames.mean() < 0.25) == (sky.time == "night")
    assert len(seen) >= 4


def test_a_sheet_is_written(store: AssetStore, tmp_path: Path) -> None:
    path = tmp_path / "sheets" / "samples.png"
    write_sheet([drawn(store, seed) for seed in range(3)], path, across=2)
    picture = cv2.imread(str(path))
    assert picture is not None and picture.shape[1] > 2 * 4 * 112 and picture.std() > 20
