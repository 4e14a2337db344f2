"""How long a job will still take, from the pace of its present stage and what is known of the later ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

TELLING_SHARE = 0.2
"""A stage expected to take less of the whole says too little about the others."""


class StageClock:
    """Estimates one job's remaining seconds.

    `stages` are the expected stages in order with their share of the time; empty when progress counts the
    whole job. `known` are seconds that stages took in an earlier job of the kind; they go before the shares.
    """

    def __init__(
        self,
        stages: Sequence[tuple[str, float]] = (),
        known: Mapping[str, float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shares = dict(stages)
        self._order = [name for name, _ in stages]
        self._known = known or {}
        self._clock = clock
        self._stage: str | None = None
        self._entered = clock()
        self._base = 0
        self.took: dict[str, float] = {}
        """Seconds that each finished stage took."""

    def seconds_left(self, stage: str, done: int, total: int) -> float | None:
        """Note that `done` of `total` parts of a stage are done; return the estimate, None without one."""
        now = self._clock()
        if self._order and stage != self._stage:
            self.finish(now)
            self._stage, self._entered, self._base = stage, now, done
        if total < 1 or (self._order and stage not in self._shares):
            return None
        pace = self._pace(now, done)
        whole = self._known.get(stage) if pace is None else pace * (total - self._base)
        if whole is None:
            return None
        left = whole if pace is None else pace * (total - done)
        later = self._later(stage, whole)
        return None if later is None else max(0.0, left + later)

    def finish(self, now: float | None = None) -> None:
        """Note the end of the present stage."""
        if self._stage is not None:
            self.took[self._stage] = (self._clock() if now is None else now) - self._entered
            self._stage = None

    def _pace(self, now: float, done: int) -> float | None:
        return (now - self._entered) / (done - self._base) if done > self._base else None

    def _later(self, stage: str, whole: float) -> float | None:
        """Seconds of the stages after this one."""
        if stage not in self._shares:
            return 0.0
        seconds, share = 0.0, self._shares[stage]
        for name in self._order[self._order.index(stage) + 1 :]:
            if name in self._known:
                seconds += self._known[name]
            elif share >= TELLING_SHARE:
                seconds += whole * self._shares[name] / share
            else:
                return None
        return seconds
