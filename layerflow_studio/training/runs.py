"""Carries trials out on a model, with some true layers given or none, and watches that given layers stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import process_time

import numpy as np

from layerflow_studio.core.frames import ClipPixels, clip_from_float, clip_hash
from layerflow_studio.core.jobs import CancelToken, ProgressSink, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet
from layerflow_studio.engine.base import EngineResult
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import ModelDescription
from layerflow_studio.training.assets import AssetStore
from layerflow_studio.training.clips import ClipSpec, LayeredSample
from layerflow_studio.training.measures import Layers
from layerflow_studio.training.noise import Array
from layerflow_studio.training.trials import Trial, true_clip

LOCK_SETS = tuple(
    frozenset(role for bit, role in enumerate(MODEL_ROLES) if number >> bit & 1)
    for number in range(1, 2 ** len(MODEL_ROLES) - 1)
)
"""Every set of layers that can be given while something is left to make."""


@dataclass(frozen=True, eq=False)
class Made:
    """The outcome of one trial."""

    trial: Trial
    truth: LayeredSample | None
    """The true clip, where layers of it were given."""
    layers: Layers
    """Made layers, and the given ones."""
    seconds: float
    processor_seconds: float
    """Computing time of all threads: tells how much of `seconds` other programs took."""
    alone: bool
    """Whether it was made in a run of its own, so that `seconds` tells how long a user waits."""


class Runs:
    """One model at work on trials, in batches; `cancel` stops it within one step."""

    def __init__(
        self,
        model: LayerFlow,
        description: ModelDescription,
        store: AssetStore,
        spec: ClipSpec,
        batch: int,
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> None:
        self.spec, self.store, self._description = spec, store, description
        self._model, self._batch, self._progress, self._cancel = model, batch, progress, cancel
        self._locked: list[bool] = []

    @property
    def locked_identical(self) -> bool | None:
        """Whether in every run so far given layers kept their hash and only the others were made."""
        return all(self._locked) if self._locked else None

    def allows(self, given: frozenset[Role]) -> bool:
        """Whether the model takes this set of given layers."""
        return self._description.allows(given)

    def truths(self, trials: Sequence[Trial], stage: str) -> Iterator[tuple[Trial, LayeredSample]]:
        """The true clip of every trial, one after the other."""
        for done, trial in enumerate(trials):
            self._cancel.check()
            self._progress.progress(stage, done, len(trials))
            yield trial, true_clip(self.store, trial, self.spec)
        self._progress.progress(stage, len(trials), len(trials))

    def made(
        self,
        trials: Sequence[Trial],
        stage: str,
        given: frozenset[Role] = frozenset(),
        adapters: Mapping[str, float] | None = None,
        alone: int = 0,
    ) -> Iterator[Made]:
        """Carry the trials out and hand over each outcome; the first `alone` of them in runs of their own."""
        done = 0
        while done < len(trials):
            size = 1 if done < alone else self._batch
            some = trials[done : done + size]
            self._cancel.check()
            self._progress.progress(stage, done, len(trials))
            truths = [true_clip(self.store, trial, self.spec) if given else None for trial in some]
            clips = [
                {} if truth is None else given_clips(truth, given, self._description.fps) for truth in truths
            ]
            requests = [
                self._request(trial, handed, adapters or {})
                for trial, handed in zip(some, clips, strict=True)
            ]
            before = process_time()
            results = self._model.run_batch(requests, clips, SilentProgress(), self._cancel)
            computing = (process_time() - before) / len(some)
            for trial, truth, handed, request, result in zip(
                some, truths, clips, requests, results, strict=True
            ):
                if handed:
                    self._locked.append(_kept(request, handed, result))
                layers = layers_of(result, truth)
                yield Made(trial, truth, layers, result.provenance.seconds, computing, size == 1)
            done += len(some)
        self._progress.progress(stage, len(trials), len(trials))

    def given(
        self, trials: Sequence[Trial], stage: str, given: frozenset[Role]
    ) -> Iterator[tuple[Made, LayeredSample]]:
        """Carry trials of the fixed list out from these true layers; none when the model refuses them."""
        for made in self.made(trials if self.allows(given) else (), stage, given):
            assert made.truth is not None
            yield made, made.truth

    def _request(
        self, trial: Trial, handed: Mapping[Role, ClipPixels], adapters: Mapping[str, float]
    ) -> GenerationRequest:
        d = self._description
        return GenerationRequest(
            model_id=d.id,
            model_hash=d.hash,
            prompts=trial.prompts,
            negative=PromptSet(),
            given=tuple(Given(role, clip_hash(clip)) for role, clip in handed.items()),
            width=d.width,
            height=d.height,
            frames=d.frames,
            fps=d.fps,
            seed=trial.seed,
            sampling=d.sampling,
            adapters=tuple(adapters.items()),
        )


def _kept(request: GenerationRequest, handed: Mapping[Role, ClipPixels], result: EngineResult) -> bool:
    same = all(clip_hash(handed[item.role]) == item.clip for item in request.given)
    return same and set(result.clips) == set(request.made_roles)


def given_clips(truth: LayeredSample, given: frozenset[Role], fps: Fraction) -> dict[Role, ClipPixels]:
    """The true layers of these roles as the app hands them over: straight alpha, 8 bits."""
    alpha = truth.alpha[..., None]
    straight = (truth.foreground - 0.5 * (1 - alpha)) / np.maximum(alpha, 1e-3)
    full = np.ones_like(alpha)
    pictures = {
        Role.FOREGROUND: np.concatenate([straight, alpha], -1),
        Role.BACKGROUND: np.concatenate([truth.background, full], -1),
        Role.BLENDED: np.concatenate([truth.blended, full], -1),
    }
    return {role: clip_from_float(pictures[role], fps) for role in MODEL_ROLES if role in given}


def layers_of(result: EngineResult, truth: LayeredSample | None) -> Layers:
    """All layers of an outcome: the made ones, and the true ones where they were given."""
    parts: dict[str, Array] = {} if truth is None else vars(Layers.of(truth))
    parts = parts | {role.value: clip[..., :3] for role, clip in result.clips.items()}
    if Role.FOREGROUND in result.clips:
        parts["alpha"] = result.clips[Role.FOREGROUND][..., 3]
    return Layers(**parts)
