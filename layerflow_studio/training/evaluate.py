"""Measures a trained model: fixed held-out prompts, fixed seeds, one figure for each promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch

from layerflow_studio.core.jobs import CancelToken, ProgressSink
from layerflow_studio.core.kinds import Role
from layerflow_studio.engine.layerflow.lora import MOTION
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.layerflow.vae import BlockTransformAutoencoder
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.errors import BadInput
from layerflow_studio.training import measures
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.batches import sub_clips
from layerflow_studio.training.clips import ClipSpec, LayeredSample
from layerflow_studio.training.concepts import concepts_of
from layerflow_studio.training.features import EYE, Features
from layerflow_studio.training.judge import Judge
from layerflow_studio.training.measures import Layers
from layerflow_studio.training.probe import ProbePlan, load_probes
from layerflow_studio.training.runs import LOCK_SETS, Made, Runs
from layerflow_studio.training.score_sheet import Strip
from layerflow_studio.training.scorecard import Scores
from layerflow_studio.training.trials import Trial, held_out_trials, known_concepts, prompted_trials

TIMED = 3
"""Clip sets made alone, for the time."""
SHOWN = 16
"""Clip sets kept for the contact sheet."""
FROM_BLEND = frozenset({Role.BLENDED})
FROM_OBJECT = frozenset({Role.FOREGROUND})

Row = dict[str, Any]


@dataclass(frozen=True)
class EvaluationPlan:
    """How thoroughly to look; BadInput for a count below 1."""

    count: int = 64
    """Trials of the fixed list; fewer give a quick look that is not comparable."""
    prompts: tuple[tuple[str, str], ...] = ()
    """A user's own pairs (foreground, background), instead of the fixed list where no true clip is needed."""
    layout: Literal["calm", "free"] = "calm"
    """The layout of the true clips: the one the model was last trained on."""
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
    remarks: Mapping[str, float]
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

    The probes are kept in `cache`, known by `eye`, the name of `features`. Raises BadInput for a model without
    alpha or of other objects, WeightsMissing, Damaged, Cancelled, OutOfMemory.
    """
    description.missing_check()
    if "alpha" not in description.sub_clips:
        raise BadInput(f"{description.name} makes no alpha, so it cannot be evaluated; choose a model with alpha.")
    spec = true_spec(description, plan)
    known = known_concepts(store, description.concepts)
    fixed = held_out_trials(store, known, spec, plan.count)
    own = prompted_trials(store, plan.prompts) if plan.prompts else fixed
    model = LayerFlow.open(description)
    probes = load_probes(store, features, eye, spec, cache, progress, cancel, plan.probe)
    judge = Judge(probes, features, spec.fps)
    runs = Runs(model, description, store, spec, plan.batch, progress, cancel)

    data, coded = look_at_data(runs, judge, fixed, block_transform(description))
    made, seconds, shown = generate(runs, judge, own)
    apart = decompose(runs, fixed)
    traces = remove(runs, judge, [trial for trial in fixed if trial.hero])
    locks = try_locks(runs, fixed[: max(1, len(fixed) // 4)])
    still = hold_still(runs, judge, own, description)

    heroes = column(made, "hero_rank")
    top1, top5 = (
        share_of_all(store, known, own, made, best) if plan.prompts or len(own) > 1 else None for best in (1, 5)
    )
    moving = middle(column(data, "dynamic_degree"))
    scores = Scores(
        width=description.width,
        height=description.height,
        frames=description.frames,
        probe_top1_hero=share(heroes, 1),
        probe_top5_hero=share(heroes, 5),
        probe_top1_all=top1,
        probe_top5_all=top5,
        probe_clean_top1=probes.clean_hero_top1,
        background_top1=share(column(made, "place_rank"), 1),
        recomposition_psnr_db=middle(column(made, "recomposition_psnr_db")),
        alpha_haze_ratio=ratio(middle(column(made, "haze_share")), middle(column(data, "haze_share"))),
        object_trace_rate=float(np.mean(column(traces, "made"))) if traces else None,
        decompose_background_psnr_db=middle(column(apart, "background")),
        decompose_alpha_mad=middle(column(apart, "alpha")),
        frame_consistency=middle(column(made, "frame_consistency")),
        dynamic_degree_ratio=ratio(middle(column(made, "dynamic_degree")), moving),
        dynamic_degree_ratio_motion_lora=ratio(middle(still), moving),
        locked_identical=runs.locked_identical,
        autoencoder_psnr_db=middle(column(coded, "psnr")),
        seconds_per_clip=middle(seconds),
    )
    E = 0
