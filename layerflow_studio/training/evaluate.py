"""Measures a trained model: fixed held-out prompts, fixed seeds, one figure for each promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.engine.layerflow.layout import RGBA_ORDER
from layerflow_studio.engine.layerflow.lora import MOTION
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.training import measures
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.batches import in_sequence, sub_clips
from layerflow_studio.training.clips import ClipSpec, LayeredSample
from layerflow_studio.training.concepts import concepts_of
from layerflow_studio.training.features import EYE, Features
from layerflow_studio.training.judge import Judge
from layerflow_studio.training.measures import Layers
from layerflow_studio.training.paths import Layout
from layerflow_studio.training.probe import ProbePlan, load_probes
from layerflow_studio.training.runs import LOCK_SETS, Runs
from layerflow_studio.training.score_sheet import Strip
from layerflow_studio.training.scorecard import Row, Scores, mean, median, ratio, within, within_all
from layerflow_studio.training.trials import Trial, held_out_trials, known_concepts, prompted_trials
from layerflow_studio.training.upscale import open_upscaler, upscaled_psnr

TIMED = 3
"""Clip sets made alone, for the time."""
SHOWN = 16
"""Clip sets kept for the contact sheet."""
FROM_BLEND = frozenset({Role.BLENDED})
FROM_OBJECT = frozenset({Role.FOREGROUND})


@dataclass(frozen=True)
class EvaluationPlan:
    """How thoroughly to look; BadInput for a count below 1."""

    count: int = 64
    """Trials of the fixed list; fewer give a quick look that is not comparable."""
    prompts: tuple[tuple[str, str], ...] = ()
    """A user's own pairs (foreground, background), instead of the fixed list where no true clip is needed."""
    layout: Layout = "calm"
    """The layout of the true clips."""
    batch: int = 4
    """Clip sets made at once."""
    probe: ProbePlan = field(default_factory=ProbePlan)

    def __post_init__(self) -> None:
        if self.count < 1 or self.batch < 1:
            raise BadInput("An evaluation needs at least 1 trial, and 1 clip set at once; give 1 or more.")


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What came out."""

    scores: Scores
    remarks: Mapping[str, float | None]
    """Figures to compare with, by a phrase that says what they are."""
    trials: Sequence[Mapping[str, Any]]
    """Every trial's prompts and own figures."""
    shown: Sequence[Strip]
    """The first clip sets, for the contact sheet."""


def evaluate(
    description: ModelDescription,
    store: AssetStore,
    features: Features,
    plan: EvaluationPlan,
    cache: Path,
    progress: ProgressSink,
    cancel: CancelToken,
    eye: str = EYE,
) -> Evaluation:
    """Measure a model on the asset store it was trained from; what each figure means stands at `Scores`.

    The probes are kept in `cache`, known by `eye`, the name of `features`. Raises BadInput for a model
    without alpha or of other objects, WeightsMissing, Damaged, Cancelled, OutOfMemory.
    """
    description.missing_check()
    if "alpha" not in description.sub_clips:
        raise BadInput(f"{description.name} makes no alpha, so it cannot be evaluated; choose another.")
    spec = true_spec(description, plan)
    known = known_concepts(store, description.concepts)
    fixed = held_out_trials(store, known, spec, plan.count)
    own = prompted_trials(store, plan.prompts) if plan.prompts else fixed
    model = LayerFlow.open(description)
    probes = load_probes(store, features, eye, spec, cache, progress, cancel, plan.probe)
    judge = Judge(probes, features, spec.fps)
    runs = Runs(model, description, store, spec, plan.batch, progress, cancel)

    true, coded = look_at_data(runs, judge, fixed, block_transform(description))
    made, shown = generate(runs, judge, own)
    apart = decompose(runs, fixed)
    traces = remove_object(runs, judge, [trial for trial in fixed if trial.hero])
    locks = try_other_locks(runs, fixed[: max(1, len(fixed) // 8)])
    still = hold_still(runs, judge, own[: max(1, len(own) // 2)], description)
    upscaled, bicubic = enlarge(description, store, spec, progress, cancel)

    moving, haze = median(true, "dynamic_degree"), median(true, "haze_share")
    alone = [row for row in made if row["alone"]]
    hero_share = None if plan.prompts else share_of_heroes(store, known)
    scores = Scores(
        width=description.width,
        height=description.height,
        frames=description.frames,
        upscaled_width=description.sizes[-1][0],
        upscaled_height=description.sizes[-1][1],
        probe_top1_hero=within(made, "hero_rank", 1),
        probe_top5_hero=within(made, "hero_rank", 5),
        probe_top1_all=within_all(made, 1, hero_share),
        probe_top5_all=within_all(made, 5, hero_share),
        probe_clean_top1=probes.clean_hero_top1,
        background_top1=within(made, "place_rank", 1),
        recomposition_psnr_db=median(made, "recomposition_psnr_db"),
        alpha_haze_ratio=ratio(median(made, "haze_share"), haze),
        object_trace_rate=mean(traces, "made"),
        decompose_background_psnr_db=median(apart, "background_psnr_db"),
        decompose_alpha_mad=median(apart, "alpha_mad"),
        frame_consistency=median(made, "frame_consistency"),
        dynamic_degree_ratio=ratio(median(made, "dynamic_degree"), moving),
        dynamic_degree_ratio_motion_lora=ratio(
            median(still, "dynamic_degree"), median(true[: len(still)], "dynamic_degree")
        ),
        locked_identical=runs.locked_identical,
        autoencoder_psnr_db=median(coded, "psnr_db"),
        upscaled_psnr_db=upscaled,
        seconds_per_clip=median(alone, "seconds"),
    )
    remarks = {
        "all-concepts probe, clean held-out clips, top-1": probes.clean_every_top1,
        "place probe, clean paintings, top-1": probes.clean_place_top1,
        "hero probe, true clips through the autoencoder, top-1": within(coded, "hero_rank", 1),
        "place probe, true clips through the autoencoder, top-1": within(coded, "place_rank", 1),
        "alpha haze, true clips through the autoencoder / data": ratio(median(coded, "haze_share"), haze),
        "alpha haze, data: share of pixels": haze,
        "edge width, made: hazy pixels per outline pixel": median(made, "edge_width"),
        "edge width, data": median(true, "edge_width"),
        "frame consistency, data": median(true, "frame_consistency"),
        "frame consistency, true clips through the autoencoder": median(coded, "frame_consistency"),
        "dynamic degree, data: heights per second": moving,
        "dynamic degree, true clips through the autoencoder / data": ratio(
            median(coded, "dynamic_degree"), moving
        ),
        "bicubic enlargement in place of the upscaling decoder, dB": bicubic,
        "processor seconds of a clip set made alone": median(alone, "processor_seconds"),
        "object found in the true blend (should be 1)": mean(traces, "blend"),
        "object found in the true background (should be 0)": mean(traces, "background"),
        **{f"recomposition dB, given {name}": median(rows, "psnr_db") for name, rows in locks.items()},
    }
    return Evaluation(scores, remarks, made, shown)


def true_spec(description: ModelDescription, plan: EvaluationPlan) -> ClipSpec:
    """The kind of true clips that match a model: its size and length, good quality, procedural places."""
    return ClipSpec(
        width=description.width, height=description.height, frames=description.frames,
        fps=float(description.fps), concepts="all", layout=plan.layout, split="held_out",
        procedural=1.0, photo=0.0, panorama=0.0, recolour=0.0,
    )  # fmt: skip


def share_of_heroes(store: AssetStore, known: Sequence[int]) -> float:
    """Which share of the concepts a model knows are heroes."""
    concepts = concepts_of(store)
    return sum(concepts[number].hero for number in known) / len(known)


def look_at_data(
    runs: Runs, judge: Judge, trials: Sequence[Trial], autoencoder: BlockTransformAutoencoder | None
) -> tuple[list[Row], list[Row]]:
    """Figures of the true clips, and of the same clips through the autoencoder, if there is one."""
    true: list[Row] = []
    coded: list[Row] = []
    for trial, clip in runs.truths(trials, "Looking at the data"):
        true.append(judge.looks(Layers.of(clip)))
        if autoencoder is not None:
            layers, psnr_db = through(autoencoder, clip)
            coded.append({**judge.looks(layers), **judge.words(trial, layers), "psnr_db": psnr_db})
    return true, coded


def block_transform(description: ModelDescription) -> BlockTransformAutoencoder | None:
    """The model's autoencoder when it is a block transform."""
    settings = description.settings["autoencoder"]
    if settings["class"] != BlockTransformAutoencoder.__name__:
        return None
    autoencoder: Any = BlockTransformAutoencoder.from_pretrained(description.folder / settings["folder"])
    return autoencoder.eval()


@torch.inference_mode()
def through(autoencoder: BlockTransformAutoencoder, clip: LayeredSample) -> tuple[Layers, float]:
    """The layers of a true clip encoded and decoded, and the PSNR in dB over all four sub-clips."""
    video = in_sequence(sub_clips(clip))
    decoded = autoencoder.decode(autoencoder.encode(video)).clamp(-1, 1)
    foreground, alpha, background, blended = (
        np.ascontiguousarray(part.permute(1, 2, 3, 0).numpy())
        for part in ((decoded[0] + 1) / 2).chunk(len(RGBA_ORDER), 1)
    )
    psnr_db = measures.psnr(((decoded + 1) / 2).numpy(), ((video + 1) / 2).numpy())
    return Layers(foreground, alpha.mean(-1), background, blended), psnr_db


def generate(runs: Runs, judge: Judge, trials: Sequence[Trial]) -> tuple[list[Row], list[Strip]]:
    """Every layer from prompts alone: each trial's figures, and the first clip sets to look at."""
    rows: list[Row] = []
    shown: list[Strip] = []
    for made in runs.made(trials, "Generating", alone=TIMED):
        prompts = made.trial.prompts
        times = {"seconds": made.seconds, "processor_seconds": made.processor_seconds, "alone": made.alone}
        figures = {**judge.words(made.trial, made.layers), **judge.looks(made.layers)}
        rows.append({**prompts.to_json(), "seed": made.trial.seed, **times, **figures})
        if len(shown) < SHOWN:
            shown.append(Strip.of(prompts.foreground, prompts.background, made.layers))
    return rows, shown


def decompose(runs: Runs, trials: Sequence[Trial]) -> list[Row]:
    """From true blends, known composites: how near the made background and alpha come to the true ones."""
    rows: list[Row] = []
    for made, truth in runs.given(trials, "Decomposing", FROM_BLEND):
        background_psnr_db = measures.psnr(made.layers.background, truth.background)
        mad = measures.alpha_mad(made.layers.alpha, truth.alpha)
        rows.append({"background_psnr_db": background_psnr_db, "alpha_mad": mad})
    return rows


def remove_object(runs: Runs, judge: Judge, trials: Sequence[Trial]) -> list[Row]:
    """From true foregrounds: whether the probe still finds the object in the made background, where it stood.

    The same is asked of the true blend and the true background, to show that the probe sees what is there.
    """
    rows: list[Row] = []
    for made, truth in runs.given(trials, "Removing the object", FROM_OBJECT):
        videos = {"made": made.layers.background, "blend": truth.blended, "background": truth.background}
        rows.append({name: judge.finds(truth.concept, video, truth.alpha) for name, video in videos.items()})
    return rows


def try_other_locks(runs: Runs, trials: Sequence[Trial]) -> dict[str, list[Row]]:
    """Recomposition with each remaining set of true layers given, by the names of these layers."""
    rows: dict[str, list[Row]] = {}
    for given in LOCK_SETS:
        if given in (FROM_BLEND, FROM_OBJECT) or not runs.allows(given):
            continue
        name = " + ".join(role.value for role in MODEL_ROLES if role in given)
        rows[name] = [
            {"psnr_db": measures.recomposition_psnr(made.layers)}
            for made, _ in runs.given(trials, f"Keeping {name}", given)
        ]
    return rows


def hold_still(runs: Runs, judge: Judge, trials: Sequence[Trial], description: ModelDescription) -> list[Row]:
    """Motion with the motion adapter on; nothing for a model without one."""
    if MOTION not in description.settings["transformer"].get("adapters", {}):
        return []
    return [
        {"dynamic_degree": measures.dynamic_degree(made.layers.blended, judge.fps)}
        for made in runs.made(trials, "Holding still", adapters={MOTION: 1.0})
    ]


def enlarge(
    description: ModelDescription,
    store: AssetStore,
    spec: ClipSpec,
    progress: ProgressSink,
    cancel: CancelToken,
) -> tuple[float, float] | tuple[None, None]:
    """PSNR in dB of true clips through the upscaling decoder and by bicubic enlargement; nothing without one."""
    if description.enlargement == 1 or block_transform(description) is None:
        return None, None
    cancel.check()
    progress.progress("Enlarging", 0, 1)
    return upscaled_psnr(description.folder, open_upscaler(description.folder), store, spec)
