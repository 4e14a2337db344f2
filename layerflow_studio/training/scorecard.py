"""The figures an evaluation ends in, the bars they are held against, and the table that shows both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

Row = dict[str, Any]
"""The figures of one trial, by name."""


def column(rows: Sequence[Row], name: str) -> list[float]:
    """The figures of this name; rows without one are passed over."""
    return [float(row[name]) for row in rows if name in row]


def median(rows: Sequence[Row], name: str) -> float | None:
    """Their median; None of none."""
    values = column(rows, name)
    return float(np.median(values)) if values else None


def mean(rows: Sequence[Row], name: str) -> float | None:
    """Their mean; None of none."""
    values = column(rows, name)
    return float(np.mean(values)) if values else None


def ratio(made: float | None, true: float | None) -> float | None:
    """Made over true; None where either is missing or the true one is nothing."""
    return None if made is None or not true else made / true


def within(rows: Sequence[Row], name: str, best: int) -> float | None:
    """Share of the ranks of this name that are among the `best` first; None of none."""
    ranks = column(rows, name)
    return float(np.mean([rank < best for rank in ranks])) if ranks else None


def within_all(rows: Sequence[Row], best: int, hero_share: float | None) -> float | None:
    """Share of the ranks over all concepts that are among the `best` first; None where there are none.

    Heroes and others, which take turns in the fixed list, are weighed by `hero_share`, their share among what
    the model knows; without one every row weighs the same.
    """
    heroes = within([row for row in rows if "hero_rank" in row], "every_rank", best)
    others = within([row for row in rows if "hero_rank" not in row], "every_rank", best)
    if heroes is None or others is None or hero_share is None:
        return within(rows, "every_rank", best)
    return hero_share * heroes + (1 - hero_share) * others


@dataclass(frozen=True)
class Scores:
    """One figure for each measure; None where the model has nothing to measure. Medians over the trials."""

    width: int
    height: int
    frames: int
    upscaled_width: int
    """With the upscaling decoder; the same without one."""
    upscaled_height: int
    probe_top1_hero: float | None
    """Share of hero prompts whose made foreground the probe over the heroes, and nothing, takes for it."""
    probe_top5_hero: float | None
    """The same, among the first five."""
    probe_top1_all: float | None
    """The same for everything the model knows, by the probe over every concept of the data, known or not."""
    probe_top5_all: float | None
    probe_clean_top1: float
    """What the hero probe reaches on the data's own clean held-out clips: the ceiling of these."""
    background_top1: float | None
    """Share of prompts whose made background the probe over the procedural places takes for that place."""
    recomposition_psnr_db: float | None
    """Made foreground over made background against the made blend, where no contact shadow falls."""
    alpha_haze_ratio: float | None
    """Share of pixels with 0.1 < alpha < 0.9, made against true."""
    object_trace_rate: float | None
    """Given a true foreground: share of made backgrounds where the hero probe still finds that hero there."""
    decompose_background_psnr_db: float | None
    """Given a true blend: made background against the true one."""
    decompose_alpha_mad: float | None
    """Given a true blend: mean absolute difference of made and true alpha."""
    frame_consistency: float | None
    """Cosine of the features of each frame of the made blend with those of the first and the one before."""
    dynamic_degree_ratio: float | None
    """Motion in the made blend (`measures.dynamic_degree`), made against true."""
    dynamic_degree_ratio_motion_lora: float | None
    """The same with the motion adapter on; None for a model without one."""
    locked_identical: bool | None
    """With every set of given layers, these come out as they went in and only the others are made."""
    autoencoder_psnr_db: float | None
    """True held-out clips, all four sub-clips together, through encoder and decoder."""
    upscaled_psnr_db: float | None
    """True clips of the upscaled size: reduced, encoded, decoded, upscaled; None without an upscaling decoder."""
    seconds_per_clip: float | None
    """A whole set of layers, made alone, at the model's own sampling."""

    def to_json(self) -> dict[str, Any]:
        """The figures by name, in order; a figure that is not finite becomes None."""
        return {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Bar:
    """What a figure has to reach."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}"
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"


BARS: Mapping[str, Bar] = {
    "width": Bar(least=224),
    "height": Bar(least=128),
    "frames": Bar(least=16),
    "upscaled_width": Bar(least=448),
    "upscaled_height": Bar(least=256),
    "probe_top1_hero": Bar(least=0.80),
    "probe_top5_hero": Bar(least=0.95),
    "probe_top1_all": Bar(least=0.60),
    "probe_top5_all": Bar(least=0.85),
    "background_top1": Bar(least=0.85),
    "recomposition_psnr_db": Bar(least=28),
    "alpha_haze_ratio": Bar(most=1.5),
    "object_trace_rate": Bar(most=0.05),
    "decompose_background_psnr_db": Bar(least=26),
    "decompose_alpha_mad": Bar(most=0.03),
    "frame_consistency": Bar(least=0.95),
    "dynamic_degree_ratio": Bar(least=0.6, most=1.4),
    "dynamic_degree_ratio_motion_lora": Bar(most=0.2),
    "locked_identical": Bar(least=1),
    "autoencoder_psnr_db": Bar(least=31),
    "seconds_per_clip": Bar(most=20),
}


def table(scores: Scores, remarks: Mapping[str, float | None]) -> list[str]:
    """Lines for a person: every figure with its bar and whether it is reached, then the remarks."""
    lines = [f"{'measure':34} {'value':>10}  {'bar':12}"]
    for name, value in scores.to_json().items():
        bar = BARS.get(name)
        verdict = "" if bar is None or value is None else ("reached" if bar.met(value) else "MISSED")
        lines.append(f"{name:34} {_shown(value):>10}  {bar or ''!s:<12} {verdict}".rstrip())
    if remarks:
        lines += ["", "for comparison"]
        lines += [f"{name:58} {_shown(value):>10}" for name, value in remarks.items()]
    return lines


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else f"{value:.4g}" if abs(value) < 1 else f"{value:.2f}"
