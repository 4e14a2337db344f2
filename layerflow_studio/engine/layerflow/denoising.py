"""The denoising loop: from noise to the clean latents of what is made, beside what is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from layerflow_studio.core.request import Sampling
from layerflow_studio.engine.layerflow.sampler import CLEAN, SAMPLERS, clean_from_prediction, noise_levels
from layerflow_studio.engine.layerflow.schedule import dynamic_guidance
from layerflow_studio.engine.layerflow.transformer import LayerFlowTransformer


@dataclass(frozen=True)
class Conditions:
    """What a run is bound to.

    `embeds`: (2, B, prompt tokens, width), to be guided away from and towards. `given`: T flags, which
    latents of the sequence are held. `held`: (B, G, C, h, w) clean, the G given ones in order.
    """

    embeds: Tensor
    given: Sequence[bool]
    held: Tensor

    @property
    def given_places(self) -> list[int]:
        """Places of the held latents in the sequence."""
        return [place for place, flag in enumerate(self.given) if flag]

    @property
    def made_places(self) -> list[int]:
        """Places of the other latents in the sequence."""
        return [place for place, flag in enumerate(self.given) if not flag]

    def whole(self, made: Tensor) -> Tensor:
        """(B, T, C, h, w): the made latents (B, M, C, h, w) and the given ones, each at its place."""
        sequence = made.new_empty(len(made), len(self.given), *made.shape[2:])
        sequence[:, self.made_places] = made
        sequence[:, self.given_places] = self.held.to(made)
        return sequence


def denoise(
    transformer: LayerFlowTransformer,
    prediction: str,
    conditions: Conditions,
    sampling: Sampling,
    draw: Callable[[], Tensor],
    after_step: Callable[[int, Tensor], None],
    official_schedule: bool = False,
    together: bool = True,
) -> Tensor:
    """Make the latents that are not given: (B, T, C, h, w) float32, given ones untouched.

    `prediction` is what the transformer predicts, "sample" or "v_prediction". `draw` gives unit noise of the
    whole sequence, once for the start and once for each step of a stochastic sampler. `after_step` gets the
    number of steps done and the clean sequence as it looks now; what it raises ends the run. `together` makes
    both directions of guidance one batch, which is faster and takes twice the memory. Guidance may end early: late
    steps hardly need it (Kynkäänniemi et al. 2024).
    """
    embeds = conditions.embeds if sampling.guided_steps else conditions.embeds[1:]
    predict = _predictor(transformer, conditions, embeds, together)
    levels = [*noise_levels(sampling.steps, official_schedule), CLEAN]
    sampler = SAMPLERS[sampling.sampler]()

    def draw_made() -> Tensor:
        return draw()[:, conditions.made_places].to(embeds.device)

    made = draw_made()
    for step, (level, target) in enumerate(pairwise(levels), 1):
        if step == sampling.guided_steps + 1 and len(embeds) > 1:
            embeds = conditions.embeds[1:]
            predict = _predictor(transformer, conditions, embeds, together)
        output = predict(made, level.timestep)
        if len(embeds) > 1:
            scale = sampling.guidance
            if sampling.dynamic_guidance:
                scale = dynamic_guidance(scale, level.timestep, sampling.steps)
            without, towards = output.chunk(2)
            output = without + scale * (towards - without)
        clean = clean_from_prediction(prediction, output, made, level)
        made = sampler.step(made, clean, level, target, draw_made)
        after_step(step, conditions.whole(clean))
    return conditions.whole(made)


def _predictor(
    transformer: LayerFlowTransformer, conditions: Conditions, embeds: Tensor, together: bool
) -> Callable[[Tensor, int], Tensor]:
    """A function from made latents (B, M, C, h, w) and a timestep to predictions (ways * B, M, C, h, w)."""
    if len(embeds) > 1 and not together:
        each = [_predictor(transformer, conditions, way[None], True) for way in embeds]
        return lambda made, time: torch.cat([predict(made, time) for predict in each])
    ways, text = len(embeds), embeds.flatten(0, 1)
    places = conditions.made_places

    def at(timestep: int) -> Tensor:
        return torch.full((len(text),), float(timestep), device=text.device)

    def each_way(latents: Tensor) -> Tensor:
        return latents.repeat(ways, 1, 1, 1, 1).to(text)

    if transformer.one_way:
        context = transformer.context(each_way(conditions.held), conditions.given_places, text)
        return lambda made, time: transformer.continue_from(context, each_way(made), places, at(time)).float()
    return lambda made, time: transformer(each_way(conditions.whole(made)), text, at(time))[:, places].float()
