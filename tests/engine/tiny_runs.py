"""Requests, clips and a listener for the tiny model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layerflow_studio.core.frames import ClipPixels, clip_hash
from layerflow_studio.core.jobs import CancelToken, SilentProgress
from layerflow_studio.core.kinds import MODEL_ROLES, Role
from layerflow_studio.core.request import GenerationRequest, Given, PromptSet
from layerflow_studio.engine.layerflow.pipeline import LayerFlow
from layerflow_studio.engine.registry import ModelDescription

PROMPTS = PromptSet("a red fox", "a meadow", "a red fox in a meadow")
GIVEN_SETS = [roles for size in range(3) for roles in combinations(MODEL_ROLES, size)]


def name(roles: Sequence[Role]) -> str:
    return "+".join(roles) or "none"


def make_clip(role: Role, model: ModelDescription, seed: int = 0) -> ClipPixels:
    """A smooth random clip of the model's size; the foreground has a soft alpha."""
    dice = np.random.default_rng([seed, MODEL_ROLES.index(role)])
    coarse = dice.integers(0, 256, (model.frames, model.height // 8, model.width // 8, 4))
    pixels = coarse.repeat(8, 1).repeat(8, 2).astype(np.uint8)
    if role is not Role.FOREGROUND:
        pixels[..., 3] = 255
    return ClipPixels(pixels, model.fps)


def make_given(model: ModelDescription, roles: Sequence[Role], seed: int = 0) -> dict[Role, ClipPixels]:
    return {role: make_clip(role, model, seed) for role in roles}


def make_request(
    model: ModelDescription, given: Mapping[Role, ClipPixels] | None = None, **changes: Any
) -> GenerationRequest:
    settings: dict[str, Any] = {
        "model_id": model.id,
        "model_hash": model.hash,
        "prompts": PROMPTS,
        "negative": PromptSet(),
        "given": tuple(Given(role, clip_hash(clip)) for role, clip in (given or {}).items()),
        "width": model.width,
        "height": model.height,
        "frames": model.frames,
        "fps": Fraction(model.fps),
        "seed": 7,
        "sampling": model.sampling,
    }
    return GenerationRequest(**(settings | changes))


def run(
    engine: LayerFlow,
    request: GenerationRequest,
    given: Mapping[Role, ClipPixels] | None = None,
    progress: SilentProgress | None = None,
) -> Mapping[Role, NDArray[np.float32]]:
    return engine.run(request, given or {}, progress or SilentProgress(), CancelToken()).clips


class Listener(SilentProgress):
    """Notes every report and calls back on each one of a stage."""

    def __init__(self, at_progress: Callable[[str, int], None] = lambda stage, done: None) -> None:
        self.stages: list[tuple[str, int, int]] = []
        self.previews: list[tuple[int, int, Mapping[Role, NDArray[np.uint8]]]] = []
        self._at_progress = at_progress

    def progress(self, stage: str, done: int, total: int) -> None:
        self.stages.append((stage, done, total))
        self._at_progress(stage, done)

    def preview(self, step: int, total: int, frames: Mapping[Role, NDArray[np.uint8]]) -> None:
        self.previews.append((step, total, frames))
