"""Samplers: from noise to clean latents, given a function that predicts the clean latents.

Sources: DDIM (Song et al. 2021); DPM-Solver++ 2M in its stochastic form (Lu et al. 2022), as CogVideoX uses
it. diffusers' schedulers give the same numbers where the step count divides 1000; these also hold for any
other count.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from layerflow_studio.engine.layerflow.schedule import signal_table, subset_signal, timesteps


@dataclass(frozen=True)
class NoiseLevel:
    """Latents at this level are signal * clean + noise * gaussian; signal^2 + noise^2 = 1.

    `read_signal` is the signal with which the network's output is read; it is `signal` but for the official
    sampler.
    """

    timestep: int
    signal: float
    read_signal: float

    @property
    def noise(self) -> float:
        """Standard deviation of the noise part."""
        return math.sqrt(max(0.0, 1 - self.signal**2))

    @property
    def half_log_snr(self) -> float:
        """log(signal / noise), infinite at the ends."""
        if self.signal <= 0:
            return -math.inf
        return math.inf if self.noise == 0 else math.log(self.signal / self.noise)


CLEAN = NoiseLevel(-1, 1.0, 1.0)


def noise_levels(steps: int, official: bool = False) -> list[NoiseLevel]:
    """The levels a run of `steps` starts each step from, noisy to clean; the last step ends at `CLEAN`.

    `official` takes the published sampler's own schedule, but reads the network's output with the nearest
    value of the table of 1000, as its denoiser does.
    """
    table = signal_table()
    signals = subset_signal(steps) if official else table[timesteps(steps)]
    nearest = (table - signals[:, None]).abs().argmin(1)
    rows = zip(timesteps(steps).tolist(), signals.tolist(), table[nearest].tolist(), strict=True)
    return [NoiseLevel(*row) for row in rows]


def clean_from_prediction(kind: str, prediction: Tensor, noisy: Tensor, level: NoiseLevel) -> Tensor:
    """The clean latents that an output means: kind "sample" is them, "v_prediction" is a*noise - s*clean."""
    if kind == "sample":
        return prediction
    signal = level.read_signal
    return signal * noisy - math.sqrt(1 - signal**2) * prediction


class DDIM:
    """Deterministic first-order sampler (Song et al. 2021, eq. 12 with sigma 0)."""

    def step(
        self, noisy: Tensor, clean: Tensor, level: NoiseLevel, target: NoiseLevel, draw: Callable[[], Tensor]
    ) -> Tensor:
        """Move `noisy` from `level` to `target`; `draw` is not called."""
        kept = target.noise / level.noise
        return kept * noisy + (target.signal - level.signal * kept) * clean


class DPMSolver:
    """Second-order stochastic multistep sampler (Lu et al. 2022, SDE-DPM-Solver++ 2M), new for each run."""

    def __init__(self) -> None:
        self._previous: tuple[Tensor, float] | None = None

    def step(
        self, noisy: Tensor, clean: Tensor, level: NoiseLevel, target: NoiseLevel, draw: Callable[[], Tensor]
    ) -> Tensor:
        """Move `noisy` from `level` to `target`, calling `draw` once for unit noise of its shape.

        The step to no noise at all returns `clean` and draws nothing.
        """
        if target.noise == 0:
            return clean
        span = target.half_log_snr - level.half_log_snr
        direction = clean
        if self._previous is not None and math.isfinite(self._previous[1]):
            before, previous_span = self._previous
            slope = span / previous_span / 2
            direction = (1 + slope) * clean - slope * before
        self._previous = (clean, span)
        kept = target.noise / level.noise * math.exp(-span)
        fresh = target.noise * math.sqrt(-math.expm1(-2 * span))
        return kept * noisy - target.signal * math.expm1(-2 * span) * direction + fresh * draw()


SAMPLERS: dict[str, Callable[[], DDIM | DPMSolver]] = {"ddim": DDIM, "dpm++2m": DPMSolver}
