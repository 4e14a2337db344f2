"""Evaluation: measures on hand-made clips, probes, the fixed list of trials, and a whole run on a tiny model."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.errors import BadInput, Cancelled, Damaged, FileMissing
from layerflow_studio.training import measures
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.clips import ClipSpec
from layerflow_studio.training.concepts import concepts_of, is_held_out
from layerflow_studio.training.evaluate import Evaluation, EvaluationPlan, evaluate, true_spec
from layerflow_studio.training.measures import Layers
from layerflow_studio.training.probe import (
    ProbePlan,
    fit_probe,
    load_probes,
    object_views,
    place_where,
    rank_of,
    square_around,
    whole_views,
)
from layerflow_studio.training.runs import LOCK_SETS, Runs, given_clips
from layerflow_studio.training.score_sheet import Strip, as_png, draw_score_sheet, in_font, shortened
from layerflow_studio.training.scorecard import BARS, Bar, Scores, median, ratio, table, within, within_all
from layerflow_studio.training.trials import (
    PLACE_WORDS,
    held_out_trials,
    known_concepts,
    named_concept,
    named_place,
    prompted_trials,
    read_prompts,
    true_clip,
)
from tests.tiny_model import make_tiny_model

KEYS = [
    "width",
    "height",
    "frames",
    "upscaled_width",
    "upscaled_height",
    "probe_top1_hero",
    "probe_top5_hero",
    "probe_top1_all",
    "probe_top5_all",
    "probe_clean_top1",
    "background_top1",
    "recomposition_psnr_db",
    "alpha_haze_ratio",
    "object_trace_rate",
    "decompose_background_psnr_db",
    "decompose_alpha_mad",
    "frame_consistency",
    "dynamic_degree_ratio",
    "dynamic_degree_ratio_motion_lora",
    "locked_identical",
    "autoencoder_psnr_db",
    "upscaled_psnr_db",
    "seconds_per_clip",
]
SPEC = ClipSpec(
    width=112, height=64, frames=8, concepts="all", procedural=1.0, photo=0.0, panorama=0.0, recolour=0.0,
    split="held_out",
)  # fmt: skip
SMALL = ProbePlan(hero=4, other=3, nothing=2, place=2, picture=1, test=1)
NO_STOP = CancelToken()


def colours(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """A stand-in for a network: mean colour and contrast of each ninth of a picture."""
    rows = [
        part.mean((1, 2)) for band in np.array_split(pictures, 3, 1) for part in np.array_split(band, 3, 2)
    ]
    return np.concatenate([*rows, pictures.std((1, 2))], 1).astype(np.float32)


def scene(frames: int = 4, height: int = 64, width: int = 112, shift: int = 0) -> Layers:
    """A soft-edged red disc over a gradient; `shift` pixels to the right every frame."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    alpha = np.stack(
        [np.clip(18.5 - np.hypot(x - 40 - shift * t, y - 30), 0, 1) for t in range(frames)]
    ).astype(np.float32)
    red = np.array([0.9, 0.1, 0.1], np.float32)
    texture = 0.5 + 0.25 * np.sin(x / 5) * np.cos(y / 7)
    background = np.repeat(np.stack([texture, y / height, x / width], -1)[None], frames, 0)
    foreground = red * alpha[..., None] + 0.5 * (1 - alpha[..., None])
    blended = red * alpha[..., None] + background * (1 - alpha[..., None])
    return Layers(foreground, alpha, background.astype(np.float32), blended.astype(np.float32))


# --- measures ---------------------------------------------------------------------------------------
def test_psnr_of_a_known_error() -> None:
    flat = np.full((2, 8, 8, 3), 0.4, np.float32)
    assert measures.psnr(flat, flat + 0.1) == pytest.approx(20, abs=1e-3)
    assert measures.psnr(flat, flat) == measures.CEILING_DB
    wrong = flat.copy()
    wrong[:, :, 4:] += 0.1
    left = np.zeros((2, 8, 8), np.bool_)
    left[:, :, :4] = True
    assert measures.psnr(flat, wrong, left) == measures.CEILING_DB
    assert measures.psnr(flat, wrong, ~left) == pytest.approx(20, abs=1e-3)


def test_a_perfect_recomposition_and_a_wrong_one() -> None:
    layers = scene()
    assert measures.recomposition_psnr(layers) > 90
    off = replace(layers, blended=layers.blended + np.float32(0.05))
    assert measures.recomposition_psnr(off) == pytest.approx(-20 * np.log10(0.05), abs=0.1)
    ghost = replace(layers, alpha=np.ones_like(layers.alpha))
    assert measures.recomposition_psnr(ghost) < 15


def test_recomposition_overlooks_a_contact_shadow_but_nothing_else() -> None:
    layers = scene()
    shaded = layers.blended.copy()
    shaded[:, 46:50, 30:50] *= 0.5
    clear = layers.alpha[..., None] < 0.9
    shadow = replace(layers, blended=np.where(clear, shaded, layers.blended))
    assert measures.recomposition_psnr(shadow) > 90
    elsewhere = layers.blended.copy()
    elsewhere[:, 5:9, 30:50] *= 0.5
    assert measures.recomposition_psnr(replace(layers, blended=elsewhere)) < 35


def test_true_clips_recompose(store: AssetStore) -> None:
    for trial in held_out_trials(store, [0, 1, 2], SPEC, 4):
        assert measures.recomposition_psnr(Layers.of(true_clip(store, trial, SPEC))) > 35


def test_haze_and_edge_width_of_known_alpha() -> None:
    alpha = np.zeros((1, 10, 20), np.float32)
    alpha[:, :, 10:] = 1
    assert measures.haze_share(alpha) == 0 and measures.edge_width(alpha) == 0
    alpha[:, :, 9:11] = 0.3
    assert measures.haze_share(alpha) == pytest.approx(0.1)
    assert measures.edge_width(alpha) == pytest.approx(2)
    assert measures.edge_width(np.zeros_like(alpha)) == 0


def test_alpha_mad_is_the_mean_difference() -> None:
    truth = np.zeros((1, 4, 4), np.float32)
    made = truth.copy()
    made[0, 0] = 0.4
    assert measures.alpha_mad(made, truth) == pytest.approx(0.1)


def test_dynamic_degree_of_stillness_motion_and_noise() -> None:
    still = scene(8).blended
    assert measures.dynamic_degree(still, 8) == 0
    assert measures.dynamic_degree(still[:1], 8) == 0
    # The whole picture pans one pixel of 64 a frame at 8 frames a second: an eighth of the height a second.
    dice = np.random.default_rng(0)
    texture = cv2.GaussianBlur(dice.random((64, 160), np.float32), (0, 0), 3) * 4 - 1.5
    wide = np.repeat(texture[..., None], 3, -1)
    pan = np.stack([wide[:, t : t + 112] for t in range(8)])
    assert measures.dynamic_degree(pan, 8) == pytest.approx(8 / 64, rel=0.2)
    assert measures.dynamic_degree(pan, 16) == pytest.approx(16 / 64, rel=0.2)
    grain = np.clip(still + dice.normal(0, 0.02, still.shape), 0, 1).astype(np.float32)
    assert measures.dynamic_degree(grain, 8) < 0.1 * measures.dynamic_degree(pan, 8)


def test_consistency_looks_at_the_first_frame_and_the_one_before() -> None:
    right, up = [1, 0], [0, 3]
    assert measures.consistency(np.array([right, right, right], np.float32)) == pytest.approx(1)
    assert measures.consistency(np.array([right, up, right], np.float32)) == pytest.approx(0.25)
    assert measures.consistency(np.array([right, up, up, up], np.float32)) == pytest.approx(1 / 3)
    assert measures.consistency(np.ones((1, 3), np.float32)) == 1


# --- views and probes -------------------------------------------------------------------------------
def test_views_frame_the_object_whatever_its_place() -> None:
    layers = scene()
    left, top, side = square_around(layers.alpha[0])
    assert side == pytest.approx(1.15 * 35, abs=0.1)
    assert left + side / 2 == pytest.approx(40.5, abs=1) and top + side / 2 == pytest.approx(30.5, abs=1)
    views = object_views(layers, (0.5,))
    assert views.shape == (2, 128, 128, 3)
    assert np.allclose(views[:, 64, 64], (0.9, 0.1, 0.1), atol=0.02)
    assert np.allclose(views[0, 2, 2], 0.5, atol=0.02) and np.allclose(views[1, 2, 2], 0.85, atol=0.02)
    moved = replace(layers, foreground=np.roll(layers.foreground, 30, 2), alpha=np.roll(layers.alpha, 30, 2))
    assert np.abs(object_views(moved, (0.5,)) - views).max() < 0.02
    nothing = np.zeros_like(layers.alpha)
    assert place_where(layers.background, nothing, (0.0, 0.9)).shape == (2, 128, 128, 3)
    assert whole_views(layers.blended, None).shape == (4, 128, 224, 3)


def test_a_probe_learns_classes_and_ranks_them() -> None:
    dice = np.random.default_rng(3)
    centres = dice.normal(0, 3, (6, 20))
    labels = np.repeat(np.arange(6), 10)
    features = (centres[labels] + dice.normal(0, 0.5, (60, 20))).astype(np.float32)
    probe = fit_probe(features, labels, 7)
    for label in range(6):
        scores = probe.judge((centres[label] + dice.normal(0, 0.5, (3, 20))).astype(np.float32))
        assert scores.shape == (7,) and rank_of(scores, label) == 0 and rank_of(scores, 6) > 0


def test_ranks_never_flatter() -> None:
    scores = np.array([0.5, 0.9, 0.5, 0.1], np.float32)
    assert [rank_of(scores, label) for label in range(4)] == [2, 0, 2, 3]
    assert rank_of(np.full(4, np.nan, np.float32), 1) == 3


def test_probes_are_kept_and_read_back(store: AssetStore, tmp_path: Path) -> None:
    calls = 0

    def counted(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        nonlocal calls
        calls += 1
        return colours(pictures)

    first = load_probes(store, counted, "colours", SPEC, tmp_path, SilentProgress(), NO_STOP, SMALL)
    looked = calls
    again = load_probes(store, counted, "colours", SPEC, tmp_path, SilentProgress(), NO_STOP, SMALL)
    assert looked > 0 and calls == looked
    assert first.clean_hero_top1 == pytest.approx(again.clean_hero_top1)
    assert np.array_equal(first.place.weight, again.place.weight)
    views = colours(object_views(Layers.of(true_clip(store, held_out_trials(store, [0], SPEC, 1)[0], SPEC))))
    assert np.allclose(first.hero.judge(views), again.hero.judge(views))
    kept = list(tmp_path.glob("probe-*.npz"))
    assert len(kept) == 1 and len(list(tmp_path.iterdir())) == 1
    load_probes(store, counted, "other", SPEC, tmp_path, SilentProgress(), NO_STOP, SMALL)
    assert len(list(tmp_path.glob("probe-*.npz"))) == 2
    kept[0].write_bytes(b"PK broken")
    with pytest.raises(Damaged, match="delete it"):
        load_probes(store, counted, "colours", SPEC, tmp_path, SilentProgress(), NO_STOP, SMALL)


# --- trials -----------------------------------------------------------------------------------------
def test_the_fixed_list_is_fixed_held_out_and_takes_turns(store: AssetStore) -> None:
    concepts = concepts_of(store)
    known = list(range(len(concepts)))
    trials = held_out_trials(store, known, SPEC, 64)
    assert trials == held_out_trials(store, known, SPEC, 64)
    assert [t.number for t in trials] == list(range(len(trials)))
    assert trials[:2] == held_out_trials(store, known, SPEC, 2)
    assert len({(t.concept, t.background) for t in trials}) == len(trials)
    for trial in trials:
        assert trial.concept is not None and trial.background in PLACE_WORDS
        assert is_held_out(concepts[trial.concept].name, trial.background)
        assert trial.hero == concepts[trial.concept].hero
        assert trial.prompts.foreground.startswith(concepts[trial.concept].noun)
        truth = true_clip(store, trial, SPEC)
        assert (truth.concept, truth.background_class) == (trial.concept, trial.background)
        assert np.array_equal(truth.blended, true_clip(store, trial, SPEC).blended)
        assert truth.captions.background == trial.prompts.background
    heroes = [t for t in trials if t.hero]
    assert 0 < len(heroes) < len(trials)
    assert trials[0].hero and not trials[1].hero
    assert all(t.hero for t in held_out_trials(store, [n for n in known if concepts[n].hero], SPEC, 64))


def test_known_concepts_follow_the_vocabulary(store: AssetStore) -> None:
    nouns = [concept.noun for concept in concepts_of(store)]
    assert known_concepts(store, ()) == list(range(len(nouns)))
    assert known_concepts(store, (nouns[1], "a submarine")) == [1]
    with pytest.raises(BadInput, match="none of the objects"):
        known_concepts(store, ("a submarine",))


def test_prompt_files(tmp_path: Path, store: AssetStore) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("# mine\nan orange lamp | a green meadow\n\n a yeti|a place  \n", encoding="utf-8")
    pairs = read_prompts(path)
    assert pairs == [("an orange lamp", "a green meadow"), ("a yeti", "a place")]
    lamp, yeti = prompted_trials(store, pairs)
    assert lamp.concept is not None and concepts_of(store)[lamp.concept].name == "lamp" and lamp.hero
    assert lamp.background == "meadow"
    assert (yeti.concept, yeti.background, yeti.hero) == (None, None, False)
    path.write_text("a lamp over a meadow\n")
    with pytest.raises(BadInput, match="Line 1"):
        read_prompts(path)
    path.write_text("# nothing\n")
    with pytest.raises(BadInput, match="no prompts"):
        read_prompts(path)
    with pytest.raises(FileMissing):
        read_prompts(tmp_path / "none.txt")


def test_words_name_concepts_and_places(store: AssetStore) -> None:
    concepts = concepts_of(store)
    by_name = {concept.name: number for number, concept in enumerate(concepts)}
    assert named_concept(concepts, "a little lamp, glowing") == by_name["lamp"]
    assert named_concept(concepts, "The blue kite") == by_name["kite"]
    assert named_concept(concepts, "a lamp and a kite, no colours") is None
    assert named_concept(concepts, "an elephant") is None
    assert named_place("rolling green hills under a blue sky") == "hills"
    assert named_place("an ocean at dusk") == "sea"
    assert named_place("a beach by the sea") is None
    assert named_place("somewhere") is None


# --- scores -----------------------------------------------------------------------------------------
def test_shares_and_medians_of_rows() -> None:
    rows = [{"hero_rank": 0, "every_rank": 0}, {"hero_rank": 3, "every_rank": 7}, {"every_rank": 0}, {}]
    assert within(rows, "hero_rank", 1) == 0.5 and within(rows, "hero_rank", 5) == 1
    assert within([], "hero_rank", 1) is None
    assert within_all(rows, 1, 0.25) == pytest.approx(0.25 * 0.5 + 0.75 * 1)
    assert within_all(rows, 1, None) == pytest.approx(2 / 3)
    assert within_all(rows[:2], 1, 1.0) == 0.5 and within_all(rows[3:], 1, 1.0) is None
    assert median([{"x": 3}, {"x": 1}, {"x": 2}, {}], "x") == 2 and median([], "x") is None
    assert ratio(3, 2) == 1.5 and ratio(None, 2) is None and ratio(3, 0) is None and ratio(3, None) is None


def test_the_table_says_what_is_reached_and_what_is_missed() -> None:
    scores = Scores(**dict.fromkeys(KEYS, None))  # type: ignore[arg-type]
    scores = replace(
        scores, recomposition_psnr_db=27.9, alpha_haze_ratio=1.5, locked_identical=False, width=224
    )
    lines = {line.split()[0]: line for line in table(scores, {"the data itself": 0.5}) if line}
    assert lines["recomposition_psnr_db"].endswith("MISSED")
    assert lines["alpha_haze_ratio"].endswith("reached") and lines["width"].endswith("reached")
    assert lines["locked_identical"].endswith("MISSED") and " no " in lines["locked_identical"]
    assert lines["probe_top1_all"].split()[1] == "-" and "MISSED" not in lines["probe_top1_all"]
    assert lines["the"].split()[-1] == "0.5"
    assert str(Bar(least=0.6, most=1.4)) == "0.6 to 1.4" and set(BARS) < set(KEYS)


def test_figures_that_are_not_numbers_become_null() -> None:
    scores = Scores(**dict.fromkeys(KEYS, float("nan")))  # type: ignore[arg-type]
    assert set(scores.to_json().values()) == {None} and tuple(asdict(scores)) == tuple(KEYS)


def test_sheet_shows_every_strip() -> None:
    strips = [Strip.of("an orange fox jumping " * 9, "a meadow — wide", scene(9, shift=2)) for _ in range(5)]
    sheet = draw_score_sheet(strips, "Tiny", "112 × 64", across=2)
    narrow = draw_score_sheet(strips[:1], "Tiny", "112 × 64", across=2)
    assert sheet.width > 2 * 4 * 112 and sheet.height > 3 * 4 * 64 and narrow.width < sheet.width
    pixels = np.asarray(sheet).reshape(-1, 3)
    assert (np.abs(pixels.astype(int) - (230, 26, 26)).max(1) < 3).sum() > 5 * 8 * 500
    assert as_png(sheet).startswith(b"\x89PNG")
    assert strips[0].pictures.shape == (4, 4, 64, 112, 3)
    assert shortened("one two three", 19, 5000) == "one two three"
    assert shortened("one two three", 19, 90).endswith(" ...")
    assert in_font("a rosé café, 2 × 3 – 雪") == "a rose cafe, 2 x 3 - ?"


# --- a whole evaluation -----------------------------------------------------------------------------
@pytest.fixture(scope="module")
def probes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the evaluations below keep their probes."""
    return tmp_path_factory.mktemp("probes")


@pytest.fixture(scope="module")
def evaluated(store: AssetStore, probes: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("evaluate")
    model = replace(make_tiny_model(folder / "tiny", factor=2), concepts=())
    stages: list[tuple[str, int, int]] = []

    class Watched(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            stages.append((stage, done, total))

    plan = EvaluationPlan(count=4, batch=3, probe=SMALL)
    found = evaluate(model, store, colours, plan, probes, Watched(), NO_STOP, "colours")
    assert {"Training the probes", "Generating", "Decomposing", "Removing the object"} <= {
        s for s, _, _ in stages
    }
    assert all(0 <= done <= total for _, done, total in stages)
    return found


def test_an_evaluation_has_exactly_the_promised_keys(evaluated: Evaluation) -> None:
    figures = evaluated.scores.to_json()
    assert list(figures) == KEYS
    assert json.loads(json.dumps(figures)) == figures
    assert (figures["width"], figures["height"], figures["frames"]) == (64, 32, 8)
    assert (figures["upscaled_width"], figures["upscaled_height"]) == (128, 64)


def test_an_untrained_model_scores_as_one(evaluated: Evaluation) -> None:
    scores = evaluated.scores
    assert scores.dynamic_degree_ratio_motion_lora is None
    assert scores.locked_identical is True
    assert scores.autoencoder_psnr_db is not None and 5 < scores.autoencoder_psnr_db < 40
    assert scores.upscaled_psnr_db is not None and 5 < scores.upscaled_psnr_db < 40
    assert scores.decompose_background_psnr_db is not None and scores.decompose_background_psnr_db < 20
    assert scores.decompose_alpha_mad is not None and scores.decompose_alpha_mad > 0.1
    assert scores.recomposition_psnr_db is not None and scores.recomposition_psnr_db < 28
    assert scores.seconds_per_clip is not None and 0 < scores.seconds_per_clip < 10
    for share in (
        scores.probe_top1_hero,
        scores.probe_top1_all,
        scores.background_top1,
        scores.object_trace_rate,
    ):
        assert share is not None and 0 <= share <= 1
    assert scores.probe_clean_top1 > 0.5


def test_an_evaluation_tells_every_trial_and_shows_it(evaluated: Evaluation) -> None:
    assert len(evaluated.trials) == len(evaluated.shown) == 4
    assert [row["alone"] for row in evaluated.trials] == [True, True, True, False]
    json.dumps(evaluated.trials)
    assert all({"foreground", "seed", "every_rank", "haze_share"} <= set(row) for row in evaluated.trials)
    assert evaluated.remarks["object found in the true background (should be 0)"] is not None
    assert sum(name.startswith("recomposition dB, given") for name in evaluated.remarks) == len(LOCK_SETS) - 2


def test_own_prompts_are_scored_only_where_they_are_recognised(
    store: AssetStore, tmp_path: Path, probes: Path
) -> None:
    model = replace(make_tiny_model(tmp_path / "tiny"), concepts=())
    plan = EvaluationPlan(2, (("a yeti", "a green meadow"), ("a ghost ship", "a place")), probe=SMALL)
    found = evaluate(model, store, colours, plan, probes, SilentProgress(), NO_STOP, "colours")
    assert [row["foreground"] for row in found.trials] == ["a yeti", "a ghost ship"]
    assert found.scores.upscaled_psnr_db is None and found.scores.upscaled_width == model.width
    assert found.scores.probe_top1_hero is None and found.scores.probe_top1_all is None
    assert found.scores.background_top1 in (0, 1)
    assert found.scores.decompose_alpha_mad is not None


def test_a_cancelled_evaluation_stops(store: AssetStore, tmp_path: Path, probes: Path) -> None:
    model = replace(make_tiny_model(tmp_path / "tiny"), concepts=())
    stop = CancelToken()

    class StopsAtGenerating(SilentProgress):
        def progress(self, stage: str, done: int, total: int) -> None:
            assert stage != "Decomposing"
            if stage == "Generating":
                stop.cancel()

    with pytest.raises(Cancelled):
        plan = EvaluationPlan(2, probe=SMALL)
        evaluate(model, store, colours, plan, probes, StopsAtGenerating(), stop, "colours")


def test_a_model_without_alpha_is_refused(store: AssetStore, tmp_path: Path) -> None:
    model = make_tiny_model(tmp_path / "tiny")
    plain = replace(model, sub_clips=("foreground", "background", "blended"))
    for wrong, sentence in ((plain, "no alpha"), (model, "none of the objects")):
        with pytest.raises(BadInput, match=sentence):
            evaluate(wrong, store, colours, EvaluationPlan(2), tmp_path, SilentProgress(), NO_STOP, "colours")
    with pytest.raises(BadInput, match="at least 1"):
        EvaluationPlan(0)


def test_runs_hand_true_layers_over_and_keep_them(store: AssetStore, tmp_path: Path) -> None:
    model = make_tiny_model(tmp_path / "tiny")
    spec = true_spec(model, EvaluationPlan())
    trial = held_out_trials(store, [0], spec, 1)[0]
    truth = true_clip(store, trial, spec)
    clip = given_clips(truth, frozenset({Role.FOREGROUND}), model.fps)[Role.FOREGROUND].as_float()
    laid = clip[..., :3] * clip[..., 3:] + 0.5 * (1 - clip[..., 3:])
    assert np.abs(laid - truth.foreground).max() < 0.01 and np.abs(clip[..., 3] - truth.alpha).max() < 0.003
    runs = Runs(LayerFlow.open(model), model, store, spec, 2, SilentProgress(), NO_STOP)
    assert runs.locked_identical is None
    made, same = next(runs.given([trial], "here", frozenset({Role.BACKGROUND, Role.BLENDED})))
    assert np.array_equal(same.blended, truth.blended) and np.array_equal(made.layers.blended, truth.blended)
    assert made.layers.foreground.shape == (8, 32, 64, 3) and not np.array_equal(
        made.layers.alpha, truth.alpha
    )
    assert runs.locked_identical is True
    refusing = replace(model, given_sets=(frozenset({Role.BLENDED}),))
    closed = Runs(LayerFlow.open(refusing), refusing, store, spec, 2, SilentProgress(), NO_STOP)
    assert list(closed.given([trial], "here", frozenset({Role.FOREGROUND}))) == []
