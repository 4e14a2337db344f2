"""What the probes and measures say about one clip set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layerflow_studio.training import measures
from layerflow_studio.training.features import Features
from layerflow_studio.training.measures import Layers
from layerflow_studio.training.noise import Array
from layerflow_studio.training.probe import Probes, object_views, place_where, rank_of, whole_views
from layerflow_studio.training.scenes import PAINTERS
from layerflow_studio.training.trials import Trial

PLACES = tuple(PAINTERS)


@dataclass(frozen=True, eq=False)
class Judge:
    """Looks at clips of one frame rate through the probes."""

    probes: Probes
    features: Features
    fps: float

    def words(self, trial: Trial, layers: Layers) -> dict[str, float]:
        """Whether object and place are what was asked for: ranks of the probes, 0 is first.

        Keys: every_rank when the prompt names a concept, hero_rank when that is a hero, place_rank when it
        names a place.
        """
        ranks: dict[str, float] = {}
        if trial.concept is not None:
            seen = self.features(object_views(layers))
            ranks["every_rank"] = rank_of(self.probes.every.judge(seen), trial.concept)
            if trial.hero:
                ranks["hero_rank"] = rank_of(self.probes.hero.judge(seen), trial.concept)
        if trial.background is not None:
            scores = self.probes.place.judge(self.features(whole_views(layers.background)))
            ranks["place_rank"] = rank_of(scores, PLACES.index(trial.background))
        return ranks

    def looks(self, layers: Layers) -> dict[str, float]:
        """The figures that need no true clip and no class."""
        return {
            "recomposition_psnr_db": measures.recomposition_psnr(layers),
            "haze_share": measures.haze_share(layers.alpha),
            "edge_width": measures.edge_width(layers.alpha),
            "frame_consistency": self.steadiness(layers.blended),
            "dynamic_degree": measures.dynamic_degree(layers.blended, self.fps),
        }

    def steadiness(self, video: Array) -> float:
        """`measures.consistency` of a video (T, H, W, 3)."""
        return measures.consistency(self.features(whole_views(video, None)))

    def finds(self, hero: int, video: Array, alpha: Array) -> bool:
        """Whether a video shows this hero, and not nothing, where an object with this alpha stands."""
        scores = self.probes.hero.judge(self.features(place_where(video, alpha)))
        return bool(np.isfinite(scores).all()) and int(scores.argmax()) == hero
